//! The MVCC store against other ways to keep every version of every key.
//!
//! | peer | how it finds key k at revision r |
//! |---|---|
//! | `BTreeMap` | one ordered map from (key, revision, newest first): the first entry from (k, r) on |
//! | `SkipMap` | the same in crossbeam's skip list, as the memory table of a log-structured store |
//! | `imbl` | a persistent map for each revision: the r-th map, asked for k (10^4 keys only: it keeps a path a revision) |
//!
//! All get the same keys and values as slices and copy what they keep. Ours does more: create revision, version, lease,
//! rows under their revisions, consistent index, a watch hub that is asked at each put.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crossbeam_skiplist::SkipMap;
use imbl::OrdMap;
use mvcc::{Bytes, PutRequest, Span, Store, Value};

use crate::{Contestant, Report, memory};

/// Versions of each key.
const ROUNDS: usize = 10;

/// Keys that one range finds.
const RANGE: usize = 100;

/// Questions in one measurement.
const QUESTIONS: usize = 1 << 16;

/// The workloads of the area.
pub fn run(report: &mut Report) {
    for (keys, name) in [(10_000, "10^4"), (100_000, "10^5")] {
        let requests = puts(keys);
        let small = keys <= 10_000;
        put(report, name, &requests, small);
        bytes_per_revision(report, name, &requests, small);

        let filled = Filled::new(&requests, small);
        let questions = questions(&requests);
        get(report, name, &filled, &questions);
        range(report, name, &filled, &questions);
    }
}

type Versions = BTreeMap<(Vec<u8>, Reverse<i64>), Vec<u8>>;
type SkipVersions = SkipMap<(Vec<u8>, Reverse<i64>), Vec<u8>>;
type Snapshots = Vec<OrdMap<Vec<u8>, (i64, Vec<u8>)>>;

/// A put: key and value.
type Put = (Vec<u8>, Vec<u8>);

/// Chance: xorshift (Marsaglia, 2003), the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 16) % n as u64) as usize
    }
}

/// Every key is put once a round, each round in another order. Values have 32 bytes.
fn puts(keys: usize) -> Vec<Put> {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let mut order: Vec<usize> = (0..keys).collect();
    let mut requests = Vec::with_capacity(keys * ROUNDS);
    for round in 0..ROUNDS {
        for i in (1..keys).rev() {
            order.swap(i, chance.below(i + 1));
        }
        for &i in &order {
            requests.push((
                format!("registry/pods/{i:08}").into_bytes(),
                format!("{round:016}{i:016}").into_bytes(),
            ));
        }
    }
    requests
}

fn ours(requests: &[Put]) -> Store {
    let mut store = Store::default();
    for (key, value) in requests {
        let (key, value) = (Bytes::copy(key), Value::copy(value));
        store
            .put(&PutRequest {
                key,
                value,
                ..PutRequest::default()
            })
            .expect("a good put");
    }
    store
}

/// The peers count revisions as the store does: the first is 2.
fn revisions(requests: &[Put]) -> impl Iterator<Item = (i64, &Put)> {
    (2..).zip(requests)
}

fn versions(requests: &[Put]) -> Versions {
    let mut map = Versions::new();
    for (revision, (key, value)) in revisions(requests) {
        map.insert((key.clone(), Reverse(revision)), value.clone());
    }
    map
}

fn skip_versions(requests: &[Put]) -> SkipVersions {
    let map = SkipVersions::new();
    for (revision, (key, value)) in revisions(requests) {
        map.insert((key.clone(), Reverse(revision)), value.clone());
    }
    map
}

fn snapshots(requests: &[Put]) -> Snapshots {
    let mut maps = vec![OrdMap::new(), OrdMap::new()];
    for (revision, (key, value)) in revisions(requests) {
        let mut next = maps.last().expect("the map before").clone();
        next.insert(key.clone(), (revision, value.clone()));
        maps.push(next);
    }
    maps
}

fn put(report: &mut Report, name: &str, requests: &[Put], small: bool) {
    let mut contestants: Vec<Contestant> = vec![
        ("ours", Box::new(|| ours(requests).revision() as u64)),
        ("BTreeMap", Box::new(|| versions(requests).len() as u64)),
        ("SkipMap", Box::new(|| skip_versions(requests).len() as u64)),
    ];
    if small {
        contestants.push(("imbl", Box::new(|| snapshots(requests).len() as u64)));
    }
    report.compare(
        &format!("put, {name} keys x 10"),
        requests.len() as u64,
        Some(1.3),
        &mut contestants,
    );
}

fn bytes_per_revision(report: &mut Report, name: &str, requests: &[Put], small: bool) {
    let per = |bytes: usize| bytes as f64 / requests.len() as f64;
    let mut peers = vec![
        (
            "BTreeMap".to_string(),
            per(memory::held_by(|| versions(requests))),
        ),
        (
            "SkipMap".to_string(),
            per(memory::held_by(|| skip_versions(requests))),
        ),
    ];
    if small {
        peers.push((
            "imbl".to_string(),
            per(memory::held_by(|| snapshots(requests))),
        ));
    }
    let ours = per(memory::held_by(|| ours(requests)));
    report.figures(&format!("bytes a revision, {name} keys"), ours, peers);
}

/// The stores, filled.
struct Filled {
    ours: Store,
    versions: Versions,
    skip_versions: SkipVersions,
    snapshots: Option<Snapshots>,
}

impl Filled {
    fn new(requests: &[Put], small: bool) -> Filled {
        Filled {
            ours: ours(requests),
            versions: versions(requests),
            skip_versions: skip_versions(requests),
            snapshots: small.then(|| snapshots(requests)),
        }
    }
}

/// A random key at a random revision.
fn questions(requests: &[Put]) -> Vec<(Vec<u8>, i64)> {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let last = requests.len();
    (0..QUESTIONS)
        .map(|_| {
            (
                requests[chance.below(last)].0.clone(),
                2 + chance.below(last) as i64,
            )
        })
        .collect()
}

fn get(report: &mut Report, name: &str, filled: &Filled, questions: &[(Vec<u8>, i64)]) {
    let first = |value: Option<&[u8]>| value.map_or(0, |value| u64::from(value[0]));
    let Filled {
        ours,
        versions,
        skip_versions,
        snapshots,
    } = filled;
    let mut contestants: Vec<Contestant> = vec![
        (
            "ours",
            Box::new(move || {
                let find = |(key, at): &(Vec<u8>, i64)| {
                    first(ours.get(key, *at).expect("readable").map(|kv| &*kv.value))
                };
                questions.iter().map(find).sum()
            }),
        ),
        (
            "BTreeMap",
            Box::new(move || {
                let find = |(key, at): &(Vec<u8>, i64)| {
                    let next = versions.range((key.clone(), Reverse(*at))..).next();
                    first(
                        next.filter(|((found, _), _)| found == key)
                            .map(|(_, value)| &**value),
                    )
                };
                questions.iter().map(find).sum()
            }),
        ),
        (
            "SkipMap",
            Box::new(move || {
                let find = |(key, at): &(Vec<u8>, i64)| {
                    let next = skip_versions
                        .lower_bound(std::ops::Bound::Included(&(key.clone(), Reverse(*at))));
                    next.filter(|entry| entry.key().0 == *key)
                        .map_or(0, |entry| u64::from(entry.value()[0]))
                };
                questions.iter().map(find).sum()
            }),
        ),
    ];
    if let Some(snapshots) = snapshots {
        let find = move |(key, at): &(Vec<u8>, i64)| {
            first(snapshots[*at as usize].get(key).map(|(_, value)| &**value))
        };
        contestants.push(("imbl", Box::new(move || questions.iter().map(find).sum())));
    }
    report.compare(
        &format!("get at a revision, {name} keys x 10"),
        QUESTIONS as u64,
        Some(1.3),
        &mut contestants,
    );
}

fn range(report: &mut Report, name: &str, filled: &Filled, questions: &[(Vec<u8>, i64)]) {
    let questions = &questions[..QUESTIONS / 32];
    let Filled {
        ours,
        versions,
        skip_versions,
        snapshots,
    } = filled;
    let mut contestants: Vec<Contestant> = vec![
        (
            "ours",
            Box::new(move || {
                let find = |(key, at): &(Vec<u8>, i64)| -> u64 {
                    let found = ours.scan(Span::From(key), *at).expect("readable");
                    found.take(RANGE).map(|kv| u64::from(kv.value[0])).sum()
                };
                questions.iter().map(find).sum()
            }),
        ),
        (
            "BTreeMap",
            Box::new(move || {
                let find = |(key, at): &(Vec<u8>, i64)| -> u64 {
                    let versions = versions.range((key.clone(), Reverse(i64::MAX))..);
                    let versions =
                        versions.map(|((key, Reverse(revision)), value)| (key, *revision, value));
                    newest(versions, *at)
                        .take(RANGE)
                        .map(|value| u64::from(value[0]))
                        .sum()
                };
                questions.iter().map(find).sum()
            }),
        ),
        (
            "SkipMap",
            Box::new(move || {
                let find = |(key, at): &(Vec<u8>, i64)| -> u64 {
                    let (mut sum, mut found, mut last) = (0, 0, Vec::new());
                    for entry in skip_versions.range((key.clone(), Reverse(i64::MAX))..) {
                        let (key, Reverse(revision)) = entry.key();
                        if *revision <= *at && *key != last {
                            last.clone_from(key);
                            sum += u64::from(entry.value()[0]);
                            found += 1;
                            if found == RANGE {
                                break;
                            }
                        }
                    }
                    sum
                };
                questions.iter().map(find).sum()
            }),
        ),
    ];
    if let Some(snapshots) = snapshots {
        let find = move |(key, at): &(Vec<u8>, i64)| -> u64 {
            let found = snapshots[*at as usize].range(key.clone()..);
            found
                .take(RANGE)
                .map(|(_, (_, value))| u64::from(value[0]))
                .sum()
        };
        contestants.push(("imbl", Box::new(move || questions.iter().map(find).sum())));
    }
    report.compare(
        &format!("range of 100 at a revision, {name} keys x 10"),
        questions.len() as u64,
        Some(2.0),
        &mut contestants,
    );
}

/// Of versions by key, newest first, the newest of each key that is not newer than `at`.
fn newest<'a>(
    versions: impl Iterator<Item = (&'a Vec<u8>, i64, &'a Vec<u8>)>,
    at: i64,
) -> impl Iterator<Item = &'a Vec<u8>> {
    let mut last: Option<&Vec<u8>> = None;
    versions.filter_map(move |(key, revision, value)| {
        let found = revision <= at && last != Some(key);
        if found {
            last = Some(key);
        }
        found.then_some(value)
    })
}
