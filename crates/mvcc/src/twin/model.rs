//! The twin itself: every version there ever was in one list, every question answered by looking through it.

use std::collections::BTreeSet;

use crate::watch::WatchRequest;
use crate::*;

/// One version, as the twin keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Version {
    sub: i64,
    kv: KeyValue,
}

/// All versions in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub(super) struct Twin {
    pub(super) versions: Vec<Version>,
    pub(super) revision: i64,
    pub(super) compact_revision: i64,
    pub(super) leases: BTreeSet<i64>,
}

impl Twin {
    pub(super) fn new() -> Twin {
        Twin {
            revision: 1,
            compact_revision: -1,
            ..Twin::default()
        }
    }

    pub(super) fn at(&self, key: &[u8], at: i64) -> Option<&KeyValue> {
        let kvs = self.versions.iter().map(|version| &version.kv);
        let last = kvs
            .rev()
            .find(|kv| *kv.key == *key && kv.mod_revision <= at);
        last.filter(|kv| !kv.is_tombstone())
    }

    pub(super) fn range(&self, span: Span<'_>, at: i64) -> Vec<KeyValue> {
        let keys: BTreeSet<&Bytes> = self
            .versions
            .iter()
            .map(|version| &version.kv.key)
            .collect();
        let within = keys.into_iter().filter(|key| span.contains(key));
        within.filter_map(|key| self.at(key, at).cloned()).collect()
    }

    pub(super) fn write(&mut self, sub: &mut i64, key: &Bytes, value: Option<(Value, i64)>) {
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

    pub(super) fn delete(&mut self, sub: &mut i64, span: Span<'_>) -> Vec<KeyValue> {
        let live = self.range(span, self.revision + 1);
        live.iter().for_each(|kv| self.write(sub, &kv.key, None));
        live
    }

    pub(super) fn end(&mut self, sub: i64) {
        self.revision += i64::from(sub > 0);
    }

    pub(super) fn holds(&self, compare: &Compare) -> bool {
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
    pub(super) fn ways(&self, request: &TxnRequest, ways: &mut Vec<bool>) {
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

    pub(super) fn txn(&mut self, request: &TxnRequest) {
        let mut ways = Vec::new();
        self.ways(request, &mut ways);
        let mut sub = 0;
        self.run(request, &mut ways.into_iter(), &mut sub);
        self.end(sub);
    }

    pub(super) fn run(
        &mut self,
        request: &TxnRequest,
        ways: &mut impl Iterator<Item = bool>,
        sub: &mut i64,
    ) {
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
    pub(super) fn events(&self, request: &WatchRequest, from: i64) -> Vec<(Revision, KeyValue)> {
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
