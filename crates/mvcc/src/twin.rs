//! A naive twin judges the store: every version there ever was in one list, every question answered by looking through
//! it. Random operations go to both; the seed is in every message.

use std::collections::BTreeSet;

use crate::watch::{Event, WatchRequest};
use crate::*;
use fastrand::Rng;

mod model;

mod wish;

mod pair;
use pair::{Pair, rows};

#[test]
fn the_store_answers_as_its_naive_twin() {
    for switches in both_behaviours() {
        for seed in 0..60 {
            let (mut pair, mut dice) = (Pair::new(seed, switches), Rng::with_seed(seed));
            (0..150).for_each(|_| pair.step(&mut dice));
            pair.read_all();
        }
    }
}

#[test]
fn a_watch_brings_every_change_once_whether_live_or_replayed() {
    for switches in both_behaviours() {
        for seed in 100..140 {
            let (mut pair, mut dice) = (Pair::new(seed, switches), Rng::with_seed(seed));
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
            let (mut pair, mut dice) = (Pair::new(seed, switches), Rng::with_seed(seed));
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
        let (mut pair, mut dice) = (Pair::new(seed, Switches::default()), Rng::with_seed(seed));
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
            let (mut pair, mut dice) = (Pair::new(seed, switches), Rng::with_seed(seed));
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
            let (mut pair, mut dice) = (Pair::new(seed, switches), Rng::with_seed(seed));
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

fn hash(store: &Store) -> u32 {
    store.hash_kv(0).expect("the present has a hash").hash
}

fn both_behaviours() -> [Switches; 2] {
    [Switches::default(), Switches::MODERN]
}
