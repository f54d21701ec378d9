//! The store checks itself whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::bytes::Bytes;
use crate::key_index::KeyIndex;
use crate::store::Store;

impl Store {
    /// Panics, with the values, unless everything that must hold of the store holds. O(everything).
    ///
    /// Tests call this after every step.
    pub fn check(&self) {
        self.check_backend();
        self.index().check();
        for (key, index) in self.index().iter() {
            self.check_key(key, index);
        }
        if self.removals().next().is_none() {
            let entries: usize = self
                .index()
                .iter()
                .map(|(_, index)| index.entries().len())
                .sum();
            assert_eq!(
                entries,
                self.backend().len(),
                "entries of the index and rows of the backend"
            );
        }
        self.check_leases();
        self.watchers().check(self.revision());
    }

    /// Revisions ascend; above the last compaction every main is there, with subs from 0 without a gap.
    fn check_backend(&self) {
        let mut expected = self.compact_revision().max(1) + 1;
        let mut last = None;
        for (_, row) in self.backend().rows() {
            let revision = row.revision();
            assert!(last < Some(revision), "{revision} comes after {last:?}");
            if revision.main > self.compact_revision() {
                match last {
                    Some(last) if last.main == revision.main => {
                        assert_eq!(revision.sub, last.sub + 1, "sub in {revision}")
                    }
                    _ => {
                        assert_eq!(
                            (revision.main, revision.sub),
                            (expected, 0),
                            "the next transaction"
                        );
                        expected += 1;
                    }
                }
            }
            last = Some(revision);
        }
        assert_eq!(
            expected,
            self.revision() + 1,
            "records up to the current revision"
        );
    }

    fn check_key(&self, key: &Bytes, index: &KeyIndex) {
        assert_eq!(key, index.key());
        assert!(
            !index.entries().is_empty(),
            "nothing is known of {key:?}, and it is in the index"
        );
        for entry in index.entries() {
            let row = self.backend().row(entry.row());
            let row = row.unwrap_or_else(|| panic!("{} of {key:?} has no row", entry.revision()));
            assert_eq!(
                (row.revision(), &row.kv.key),
                (entry.revision(), key),
                "row {}",
                entry.row()
            );
            assert_eq!(
                row.kv.is_tombstone(),
                entry.is_tombstone(),
                "{} of {key:?}",
                entry.revision()
            );
        }
        for generation in index.generations() {
            let records = generation
                .entries
                .iter()
                .map(|entry| self.record(entry))
                .filter(|kv| !kv.is_tombstone());
            let records: Vec<_> = records.collect();
            for pair in records.windows(2) {
                assert_eq!(pair[1].version, pair[0].version + 1, "versions of {key:?}");
                assert_eq!(
                    pair[1].create_revision, pair[0].create_revision,
                    "one life of {key:?}"
                );
            }
        }
        if index.is_alive() {
            let kv = self.record(index.entries().last().expect("not empty"));
            assert_eq!(
                (kv.create_revision, kv.version),
                (index.created().main, index.version()),
                "{key:?}"
            );
        }
    }

    /// A lease has the keys whose current record names it.
    fn check_leases(&self) {
        let mut keys = BTreeMap::<i64, BTreeSet<Bytes>>::new();
        for kv in self
            .scan(crate::Span::From(b""), 0)
            .expect("the present can be read")
        {
            if kv.lease != 0 {
                keys.entry(kv.lease).or_default().insert(kv.key.clone());
            }
        }
        let attached: usize = keys.values().map(BTreeSet::len).sum();
        assert_eq!(self.leases().attached_keys(), attached, "keys on leases");
        for (id, lease) in self.leases().by_expiry() {
            assert_eq!(
                lease.keys,
                keys.remove(&id).unwrap_or_default(),
                "keys of lease {id}"
            );
        }
        assert!(
            keys.is_empty(),
            "keys on leases that do not exist: {keys:?}"
        );
    }
}
