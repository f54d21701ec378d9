//! A server and its twin, to which the same is done.

use std::collections::BTreeMap;

use super::model::Twin;
use super::wish::{delete, put, span, txn};
use crate::watch::WatchRequest;
use crate::*;
use fastrand::Rng;

/// A server, its twin, and the watches on it.
pub(super) struct Pair {
    pub(super) server: Server,
    pub(super) twin: Twin,
    pub(super) watches: BTreeMap<u64, Watched>,
    pub(super) seed: u64,
}

pub(super) struct Watched {
    pub(super) request: WatchRequest,
    pub(super) from: i64,
    pub(super) events: Vec<KeyValue>,
}

impl Pair {
    pub(super) fn new(seed: u64, switches: Switches) -> Pair {
        Pair {
            server: Server::new(switches),
            twin: Twin::new(),
            watches: BTreeMap::new(),
            seed,
        }
    }

    /// One random operation on both.
    pub(super) fn step(&mut self, dice: &mut Rng) {
        let seed = self.seed;
        match dice.u32(..40) {
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
                let revision = self.twin.revision - i64::from(dice.u32(..20));
                let physical = dice.u32(..2) == 0;
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
                let id = i64::from(dice.u32(..4)) + 1;
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
            33..=36 => self.server.advance(u64::from(dice.u32(..120))),
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

    pub(super) fn watch(&mut self, dice: &mut Rng) {
        let (key, range_end) = span(dice);
        let current = self.twin.revision;
        let oldest = self.twin.compact_revision.max(1);
        let from = current + 2 - i64::from(dice.u32(..((current + 2 - oldest) as u32 + 1)));
        let request = WatchRequest {
            key,
            range_end,
            start_revision: from,
            no_put: dice.u32(..5) == 0,
            no_delete: dice.u32(..5) == 0,
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
    pub(super) fn take_events(&mut self) {
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

    pub(super) fn read(&mut self, dice: &mut Rng) {
        let (key, range_end) = span(dice);
        let revision = i64::from(dice.u32(..(self.twin.revision as u32 + 2)));
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
    pub(super) fn read_all(&self) {
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

pub(super) fn assert_same(one: &Store, other: &Store, seed: u64) {
    assert_eq!(one.revision(), other.revision(), "seed {seed}");
    assert_eq!(one.leases(), other.leases(), "seed {seed}");
    assert_eq!(rows(one), rows(other), "seed {seed}");
    assert_eq!(one.index(), other.index(), "seed {seed}");
}

pub(super) fn rows(store: &Store) -> Vec<(Vec<u8>, Vec<u8>)> {
    store
        .backend()
        .rows()
        .map(|(_, row)| (row.key_bytes(), row.value_bytes()))
        .collect()
}
