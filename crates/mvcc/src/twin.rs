//! A naive twin judges the store: every version there ever was in one list, every question answered by looking through
//! it. Random operations go to both; the seed is in every message.

use std::collections::{BTreeMap, BTreeSet};

use crate::dice::Dice;
use crate::watch::{Event, WatchRequest};
use crate::*;

/// One version, as the twin keeps it.
#[derive(Clone, Debug, PartialEq)]
struct Version {
    sub: i64,
    kv: KeyValue,
}

/// All versions in the order in which they were written.
#[derive(Clone, Debug, Default)]
struct Twin {
    versions: Vec<Version>,
    revision: i64,
    compact_revision: i64,
    leases: BTreeSet<i64>,
}

impl Twin {
    fn new() -> Twin {
        Twin {
            revision: 1,
            compact_revision: -1,
            ..Twin::default()
        }
    }

    fn at(&self, key: &[u8], at: i64) -> Option<&KeyValue> {
        let kvs = self.versions.iter().map(|version| &version.kv);
        let last = kvs
            .rev()
            .find(|kv| *kv.key == *key && kv.mod_revision <= at);
        last.filter(|kv| !kv.is_tombstone())
    }

    fn range(&self, span: Span<'_>, at: i64) -> Vec<KeyValue> {
        let keys: BTreeSet<&Bytes> = self
            .versions
            .iter()
            .map(|version| &version.kv.key)
            .collect();
        let within = keys.into_iter().filter(|key| span.contains(key));
        within.filter_map(|key| self.at(key, at).cloned()).collect()
    }

    fn write(&mut self, sub: &mut i64, key: &Bytes, value: Option<(Value, i64)>) {
        let main = self.revision + 1;
        let before = self.at(key, main);
        let kv = match value {
            None => KeyValue {
                key: key.clone(),
                create_revision: 0,
                mod_revision: main,
                version: 0,
                value: Value::default(),
                lease: 0,
            },
            Some((value, lease)) => KeyValue {
                key: key.clone(),
                create_revision: before.map_or(main, |kv| kv.create_revision),
                mod_revision: main,
                version: before.map_or(1, |kv| kv.version + 1),
                value,
                lease,
            },
        };
        self.versions.push(Version { sub: *sub, kv });
        *sub += 1;
    }

    fn delete(&mut self, sub: &mut i64, span: Span<'_>) -> Vec<KeyValue> {
        let live = self.range(span, self.revision + 1);
        live.iter().for_each(|kv| self.write(sub, &kv.key, None));
        live
    }

    fn end(&mut self, sub: i64) {
        self.revision += i64::from(sub > 0);
    }

    fn holds(&self, compare: &Compare) -> bool {
        let number = |kv: &KeyValue| match compare.with {
            CompareWith::Version(with) => kv.version - with,
            CompareWith::Create(with) => kv.create_revision - with,
            CompareWith::Mod(with) => kv.mod_revision - with,
            CompareWith::Lease(with) => kv.lease - with,
            CompareWith::Value(ref with) => kv.value.cmp(with) as i64,
        };
        let judge = |difference: i64| match compare.result {
            CompareResult::Equal => difference == 0,
            CompareResult::NotEqual => difference != 0,
            CompareResult::Greater => difference > 0,
            CompareResult::Less => difference < 0,
        };
        let found = self.range(Span::new(&compare.key, &compare.range_end), self.revision);
        if found.is_empty() {
            let key = Bytes::default();
            let zero = KeyValue {
                value: Value::default(),
                key,
                create_revision: 0,
                mod_revision: 0,
                version: 0,
                lease: 0,
            };
            return !matches!(compare.with, CompareWith::Value(_)) && judge(number(&zero));
        }
        found.iter().all(|kv| judge(number(kv)))
    }

    /// Which way each transaction goes, in the order in which they are met: all are judged before anything runs.
    fn ways(&self, request: &TxnRequest, ways: &mut Vec<bool>) {
        let holds = request.compare.iter().all(|compare| self.holds(compare));
        ways.push(holds);
        for op in if holds {
            &request.success
        } else {
            &request.failure
        } {
            if let Op::Txn(nested) = op {
                self.ways(nested, ways);
            }
        }
    }

    fn txn(&mut self, request: &TxnRequest) {
        let mut ways = Vec::new();
        self.ways(request, &mut ways);
        let mut sub = 0;
        self.run(request, &mut ways.into_iter(), &mut sub);
        self.end(sub);
    }

    fn run(&mut self, request: &TxnRequest, ways: &mut impl Iterator<Item = bool>, sub: &mut i64) {
        let branch = if ways.next().expect("a way") {
            &request.success
        } else {
            &request.failure
        };
        for op in branch {
            match op {
                Op::Put(put) => self.write(sub, &put.key, Some((put.value.clone(), put.lease))),
                Op::DeleteRange(delete) => {
                    drop(self.delete(sub, Span::new(&delete.key, &delete.range_end)))
                }
                Op::Txn(nested) => self.run(nested, ways, sub),
                Op::Range(_) | Op::Empty => {}
            }
        }
    }

    /// What a watch from `from` brings.
    fn events(&self, request: &WatchRequest, from: i64) -> Vec<(Revision, KeyValue)> {
        let span = Span::new(&request.key, &request.range_end);
        let wanted = |kv: &KeyValue| {
            if kv.is_tombstone() {
                !request.no_delete
            } else {
                !request.no_put
            }
        };
        let all = self
            .versions
            .iter()
            .filter(|version| version.kv.mod_revision >= from && span.contains(&version.kv.key));
        let all = all.filter(|version| wanted(&version.kv));
        all.map(|version| {
            (
                Revision {
                    main: version.kv.mod_revision,
                    sub: version.sub,
                },
                version.kv.clone(),
            )
        })
        .collect()
    }
}

const KEYS: [&[u8]; 8] = [b"a", b"b", b"foo", b"foo/1", b"foo/2", b"\0", b"\xff", b"z"];

fn bytes<const IN_PLACE: usize>(text: &[u8]) -> Bytes<IN_PLACE> {
    Bytes::from(text)
}

fn key(dice: &mut Dice) -> Bytes {
    bytes(KEYS[dice.below(8) as usize])
}

fn span(dice: &mut Dice) -> (Bytes, Bytes) {
    let end = match dice.below(6) {
        0..=2 => Bytes::default(),
        3 => bytes(b"\0"),
        _ => key(dice),
    };
    (key(dice), end)
}

fn put(dice: &mut Dice, leases: &BTreeSet<i64>) -> PutRequest {
    let leases: Vec<i64> = leases.iter().copied().chain([0, 0]).collect();
    let lease = leases[dice.below(leases.len() as u32) as usize];
    let value = bytes(dice.below(5).to_string().as_bytes());
    PutRequest {
        key: key(dice),
        value,
        lease,
        ..PutRequest::default()
    }
}

fn delete(dice: &mut Dice) -> DeleteRangeRequest {
    let (key, range_end) = span(dice);
    DeleteRangeRequest {
        key,
        range_end,
        prev_kv: true,
    }
}

fn txn(dice: &mut Dice, leases: &BTreeSet<i64>, depth: u32) -> TxnRequest {
    let compare = (0..dice.below(3)).map(|_| {
        let (key, range_end) = span(dice);
        let results = [
            CompareResult::Equal,
            CompareResult::NotEqual,
            CompareResult::Greater,
            CompareResult::Less,
        ];
        let with = match dice.below(5) {
            0 => CompareWith::Version(i64::from(dice.below(4))),
            1 => CompareWith::Create(i64::from(dice.below(40))),
            2 => CompareWith::Mod(i64::from(dice.below(40))),
            3 => CompareWith::Value(bytes(dice.below(5).to_string().as_bytes())),
            _ => CompareWith::Lease(i64::from(dice.below(3))),
        };
        Compare {
            key,
            range_end,
            result: results[dice.below(4) as usize],
            with,
        }
    });
    let compare = compare.collect();
    let mut branch = || -> Vec<Op> {
        (0..dice.below(4))
            .map(|_| match dice.below(8) {
                0..=3 => Op::Put(put(dice, leases)),
                4..=5 => Op::DeleteRange(delete(dice)),
                _ if depth > 0 => Op::Txn(txn(dice, leases, depth - 1)),
                _ => Op::Range(RangeRequest {
                    key: key(dice),
                    ..RangeRequest::default()
                }),
            })
            .collect()
    };
    TxnRequest {
        compare,
        success: branch(),
        failure: branch(),
    }
}

/// A server, its twin, and the watches on it.
struct Pair {
    server: Server,
    twin: Twin,
    watches: BTreeMap<u64, Watched>,
    seed: u64,
}

struct Watched {
    request: WatchRequest,
    from: i64,
    events: Vec<KeyValue>,
}

impl Pair {
    fn new(seed: u64, switches: Switches) -> Pair {
        Pair {
            server: Server::new(switches),
            twin: Twin::new(),
            watches: BTreeMap::new(),
            seed,
        }
    }

    /// One random operation on both.
    fn step(&mut self, dice: &mut Dice) {
        let seed = self.seed;
        match dice.below(40) {
            0..=11 => {
                let request = put(dice, &self.twin.leases);
                self.server.put(request.clone()).expect("a good put");
                let mut sub = 0;
                self.twin
                    .write(&mut sub, &request.key, Some((request.value, request.lease)));
                self.twin.end(sub);
            }
            12..=17 => {
                let request = delete(dice);
                let response = self
                    .server
                    .delete_range(request.clone())
                    .expect("a good delete");
                let mut sub = 0;
                let deleted = self
                    .twin
                    .delete(&mut sub, Span::new(&request.key, &request.range_end));
                self.twin.end(sub);
                assert_eq!(response.prev_kvs, deleted, "seed {seed}");
            }
            18..=27 => {
                let request = txn(dice, &self.twin.leases, 2);
                let before = self.server.store().clone();
                match self.server.txn(request.clone()) {
                    Ok(_) => self.twin.txn(&request),
                    Err(error) => {
                        assert_eq!(error, Error::DuplicateKey, "seed {seed}");
                        assert_same(&before, self.server.store(), seed);
                    }
                }
            }
            28 => {
                let revision = self.twin.revision - i64::from(dice.below(20));
                let physical = dice.below(2) == 0;
                let done = self
                    .server
                    .compact(CompactionRequest { revision, physical });
                assert_eq!(
                    done.is_ok(),
                    revision > self.twin.compact_revision,
                    "seed {seed}: {done:?} at {revision}"
                );
                self.twin.compact_revision = self.twin.compact_revision.max(revision);
            }
            29 => {
                let id = i64::from(dice.below(4)) + 1;
                if self.twin.leases.insert(id) {
                    self.server
                        .lease_grant(LeaseGrantRequest { id, ttl: 1_000_000 })
                        .expect("a new lease");
                }
            }
            30 => {
                if let Some(&id) = self.twin.leases.iter().next() {
                    self.server.lease_revoke(id).expect("a lease");
                    self.twin.leases.remove(&id);
                    let mut sub = 0;
                    let attached = self
                        .twin
                        .range(Span::From(b""), self.twin.revision)
                        .into_iter();
                    let attached: Vec<KeyValue> = attached.filter(|kv| kv.lease == id).collect();
                    attached
                        .iter()
                        .for_each(|kv| self.twin.write(&mut sub, &kv.key, None));
                    self.twin.end(sub);
                }
            }
            31..=32 => self.watch(dice),
            33..=36 => self.server.advance(u64::from(dice.below(120))),
            _ => self.read(dice),
        }
        self.server.store().check();
        assert_eq!(
            self.server.store().revision(),
            self.twin.revision,
            "seed {seed}"
        );
        self.take_events();
    }

    fn watch(&mut self, dice: &mut Dice) {
        let (key, range_end) = span(dice);
        let current = self.twin.revision;
        let oldest = self.twin.compact_revision.max(1);
        let from = current + 2 - i64::from(dice.below((current + 2 - oldest) as u32 + 1));
        let request = WatchRequest {
            key,
            range_end,
            start_revision: from,
            no_put: dice.below(5) == 0,
            no_delete: dice.below(5) == 0,
            ..WatchRequest::default()
        };
        let store = self.server.store_mut();
        let stream = store.watch_open();
        match store.watch_create(stream, request.clone()) {
            Ok(_) => drop(self.watches.insert(
                stream,
                Watched {
                    request,
                    from,
                    events: Vec::new(),
                },
            )),
            Err(_) => store.watch_close(stream),
        }
    }

    /// Reads what has come; one answer never mixes revisions unless it was caught up with, and never splits one.
    fn take_events(&mut self) {
        let mut gone = Vec::new();
        for (&stream, watched) in &mut self.watches {
            for answer in self.server.store_mut().watch_drain(stream) {
                if answer.canceled {
                    gone.push(stream);
                }
                let last = watched.events.last().map_or(0, |kv| kv.mod_revision);
                let first = answer
                    .events
                    .first()
                    .map_or(i64::MAX, |event| event.kv.mod_revision);
                assert!(last < first, "seed {}: {last} is split", self.seed);
                watched
                    .events
                    .extend(answer.events.into_iter().map(|event| event.kv));
            }
        }
        for stream in gone {
            self.watches.remove(&stream);
            self.server.store_mut().watch_close(stream);
        }
    }

    fn read(&mut self, dice: &mut Dice) {
        let (key, range_end) = span(dice);
        let revision = i64::from(dice.below(self.twin.revision as u32 + 2));
        let request = RangeRequest {
            key,
            range_end,
            revision,
            ..RangeRequest::default()
        };
        let found = self.server.store().range(&request);
        let expected = if revision > self.twin.revision {
            Err(Error::FutureRevision)
        } else if revision > 0 && revision < self.twin.compact_revision {
            Err(Error::Compacted)
        } else {
            let at = if revision == 0 {
                self.twin.revision
            } else {
                revision
            };
            Ok(self
                .twin
                .range(Span::new(&request.key, &request.range_end), at))
        };
        assert_eq!(
            found.map(|found| found.kvs),
            expected,
            "seed {} {request:?}",
            self.seed
        );
    }

    /// Everything that can still be read is what the twin has.
    fn read_all(&self) {
        let store = self.server.store();
        for at in self.twin.compact_revision.max(1)..=self.twin.revision {
            let found: Vec<KeyValue> = store
                .scan(Span::From(b""), at)
                .expect("readable")
                .cloned()
                .collect();
            assert_eq!(
                found,
                self.twin.range(Span::From(b""), at),
                "seed {} at {at}",
                self.seed
            );
        }
    }
}

fn hash(store: &Store) -> u32 {
    store.hash_kv(0).expect("the present has a hash").hash
}

fn assert_same(one: &Store, other: &Store, seed: u64) {
    assert_eq!(one.revision(), other.revision(), "seed {seed}");
    assert_eq!(one.leases(), other.leases(), "seed {seed}");
    assert_eq!(rows(one), rows(other), "seed {seed}");
    assert_eq!(one.index(), other.index(), "seed {seed}");
}

fn rows(store: &Store) -> Vec<(Vec<u8>, Vec<u8>)> {
    store
        .backend()
        .rows()
        .map(|(_, row)| (row.key_bytes(), row.value_bytes()))
        .collect()
}

fn both_behaviours() -> [Switches; 2] {
    [Switches::default(), Switches::MODERN]
}

#[test]
fn the_store_answers_as_its_naive_twin() {
    for switches in both_behaviours() {
        for seed in 0..60 {
            let (mut pair, mut dice) = (Pair::new(seed, switches), Dice::new(seed));
            (0..150).for_each(|_| pair.step(&mut dice));
            pair.read_all();
        }
    }
}

#[test]
fn a_watch_brings_every_change_once_whether_live_or_replayed() {
    for switches in both_behaviours() {
        for seed in 100..140 {
            let (mut pair, mut dice) = (Pair::new(seed, switches), Dice::new(seed));
            (0..150).for_each(|_| pair.step(&mut dice));
            pair.server.advance(1000);
            pair.take_events();
            let compacted = pair.twin.compact_revision;
            for (stream, watched) in std::mem::take(&mut pair.watches) {
                let expected = pair.twin.events(&watched.request, watched.from);
                assert!(
                    expected.is_sorted_by_key(|(revision, _)| *revision),
                    "the twin itself"
                );
                let expected: Vec<KeyValue> = expected.into_iter().map(|(_, kv)| kv).collect();
                assert_eq!(
                    watched.events, expected,
                    "seed {seed}, stream {stream}, from {}",
                    watched.from
                );

                let from = watched.from.max(compacted + 1);
                let store = pair.server.store_mut();
                let replay = store.watch_open();
                store
                    .watch_create(
                        replay,
                        WatchRequest {
                            start_revision: from,
                            ..watched.request
                        },
                    )
                    .expect("as before");
                store.advance(1000);
                let answers = store
                    .watch_drain(replay)
                    .into_iter()
                    .flat_map(|answer| answer.events);
                let replayed: Vec<KeyValue> = answers.map(|event: Event| event.kv).collect();
                let live: Vec<KeyValue> = expected
                    .into_iter()
                    .filter(|kv| kv.mod_revision >= from)
                    .collect();
                assert_eq!(
                    replayed, live,
                    "seed {seed}, stream {stream}, again from {from}"
                );
            }
        }
    }
}

#[test]
fn a_crash_at_any_point_loses_nothing_and_the_same_bytes_come_again() {
    for switches in both_behaviours() {
        for seed in 200..212 {
            let (mut pair, mut dice) = (Pair::new(seed, switches), Dice::new(seed));
            for _ in 0..120 {
                pair.step(&mut dice);
                let mut crashed = pair.server.clone();
                crashed.crash();
                let (before, after) = (pair.server.store(), crashed.store());
                after.check();
                assert_eq!(after.revision(), before.revision(), "seed {seed}");
                assert_eq!(
                    after.compact_revision(),
                    before.compact_revision(),
                    "seed {seed}"
                );
                assert_eq!(hash(after), hash(before), "seed {seed}");
                let (mut before, mut after) = (before.clone(), after.clone());
                while before.step_removal() {}
                while after.step_removal() {}
                assert_eq!(rows(&after), rows(&before), "seed {seed}: the same bytes");
                let ids = |store: &Store| {
                    store
                        .leases()
                        .by_expiry()
                        .map(|(id, _)| id)
                        .collect::<BTreeSet<i64>>()
                };
                assert_eq!(ids(&after), ids(&before), "seed {seed}");
            }
            // A server goes on after a crash as if nothing had been.
            pair.server.crash();
            pair.watches.clear();
            (0..30).for_each(|_| pair.step(&mut dice));
            pair.read_all();
        }
    }
}

#[test]
fn what_was_committed_is_there_even_without_the_log() {
    for seed in 300..310 {
        let (mut pair, mut dice) = (Pair::new(seed, Switches::default()), Dice::new(seed));
        for _ in 0..100 {
            pair.step(&mut dice);
            let store = pair.server.store();
            let committed: Vec<_> = store
                .backend()
                .rows()
                .filter(|&(id, _)| store.backend().is_committed(id))
                .collect();
            let expected: Vec<Vec<u8>> = committed.iter().map(|(_, row)| row.key_bytes()).collect();
            let mut backend = store.backend().clone();
            backend.crash();
            let left: Vec<Vec<u8>> = backend.rows().map(|(_, row)| row.key_bytes()).collect();
            assert_eq!(left, expected, "seed {seed}");
        }
    }
}

#[test]
fn the_index_built_again_from_the_backend_is_the_same() {
    for switches in both_behaviours() {
        for seed in 400..420 {
            let (mut pair, mut dice) = (Pair::new(seed, switches), Dice::new(seed));
            (0..150).for_each(|_| pair.step(&mut dice));
            pair.server.advance(1000);
            let store = pair.server.store();
            let restored = Store::open(store.backend().clone(), switches, 0);
            restored.check();
            // All but what a restart cannot know: in which place of its transaction a key was created, and the
            // counters of a key that is dead.
            let known = |store: &Store| -> Vec<(Bytes, Vec<IndexEntry>, i64)> {
                store
                    .index()
                    .iter()
                    .map(|(key, index)| (key.clone(), index.entries().to_vec(), index.version()))
                    .collect()
            };
            assert_eq!(known(store), known(&restored), "seed {seed}");
        }
    }
}

#[test]
fn the_hash_is_the_same_before_and_after_the_rows_are_removed() {
    for switches in both_behaviours() {
        for seed in 500..540 {
            let (mut pair, mut dice) = (Pair::new(seed, switches), Dice::new(seed));
            (0..80).for_each(|_| pair.step(&mut dice));
            let mut store = pair.server.store().clone();
            while store.step_removal() {}
            let revision = store.revision() - 3;
            // With no key alive the hash looks at every row that is left, and so at what was removed.
            let keys_alive = store
                .scan(Span::From(b""), 0)
                .expect("readable")
                .next()
                .is_some();
            if revision <= store.compact_revision() || !keys_alive {
                continue;
            }
            store
                .compact(CompactionRequest {
                    revision,
                    physical: false,
                })
                .expect("a compaction");
            let before = hash(&store);
            while store.step_removal() {}
            assert_eq!(hash(&store), before, "seed {seed}");
        }
    }
}
