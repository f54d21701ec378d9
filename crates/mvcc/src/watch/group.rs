//! A group of watchers, indexed so that a changed key finds those that care.

use std::collections::{BTreeMap, BTreeSet};

use super::interval_tree::{End, IntervalTree};
use crate::bytes::Bytes;
use crate::tree_index::Span;

/// Watchers by what they watch: single keys in a map, ranges in an interval tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    members: BTreeSet<u64>,
    keys: BTreeMap<Bytes, BTreeSet<u64>>,
    ranges: IntervalTree,
}

impl Group {
    /// Adds a watcher of a key or range. O(log watchers).
    pub(crate) fn add(&mut self, watcher: u64, key: &Bytes, range_end: &Bytes) {
        assert!(
            self.members.insert(watcher),
            "watcher {watcher} is in the group already"
        );
        match end_of(key, range_end) {
            None => {
                self.keys.entry(key.clone()).or_default().insert(watcher);
            }
            Some(end) => self.ranges.insert(key, &end, watcher),
        }
    }

    /// Takes a watcher out, if it is in. O(log watchers).
    pub(crate) fn remove(&mut self, watcher: u64, key: &Bytes, range_end: &Bytes) {
        if !self.members.remove(&watcher) {
            return;
        }
        match end_of(key, range_end) {
            None => {
                let watchers = self.keys.get_mut(key).expect("the key of a member");
                watchers.remove(&watcher);
                if watchers.is_empty() {
                    self.keys.remove(key);
                }
            }
            Some(end) => self.ranges.remove(key, &end, watcher),
        }
    }

    /// The watchers that a change of `key` concerns.
    ///
    /// O(log watched keys + m log ranges) for m watchers found.
    #[must_use]
    pub fn watchers_of(&self, key: &[u8]) -> Vec<u64> {
        let mut found: Vec<u64> = self.keys.get(key).into_iter().flatten().copied().collect();
        self.ranges.stab(key, &mut found);
        found
    }

    /// All its watchers.
    #[must_use]
    pub fn members(&self) -> &BTreeSet<u64> {
        &self.members
    }

    /// The watchers of single keys.
    #[must_use]
    pub fn keys(&self) -> &BTreeMap<Bytes, BTreeSet<u64>> {
        &self.keys
    }

    /// The watchers of ranges.
    #[must_use]
    pub fn ranges(&self) -> &IntervalTree {
        &self.ranges
    }
}

/// Where the range ends; `None` for a single key.
fn end_of(key: &[u8], range_end: &Bytes) -> Option<End> {
    match Span::new(key, range_end) {
        Span::Key(_) => None,
        Span::Range(..) => Some(End::Before(range_end.clone())),
        Span::From(_) => Some(End::Never),
    }
}
