//! The key index: an ordered map from every key to its history.
//!
//! Ordered, because the questions are ranges: a hash map would answer `get foo` faster and `get --prefix foo` not at all.
//! A B-tree rather than a binary one, because many keys lie side by side in one node: fewer steps, fewer cache misses.
//! It is kept in memory only; after a crash it is built again from the backend.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::bytes::Bytes;
use crate::key_index::{Entry, KeyIndex};

/// Every key of which something is still known, dead ones included, in byte order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeIndex {
    keys: BTreeMap<Bytes, KeyIndex>,
}

/// The two ends of a range, for an ordered map.
type Bounds<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

/// The keys that a request means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    /// One key.
    Key(&'a [u8]),
    /// From the first key up to, and without, the second.
    Range(&'a [u8], &'a [u8]),
    /// From the key on.
    From(&'a [u8]),
}

impl<'a> Span<'a> {
    /// Reads `key` and `range_end` of a request: nothing is one key, one zero byte is no upper bound.
    #[must_use]
    pub fn new(key: &'a [u8], range_end: &'a [u8]) -> Span<'a> {
        match range_end {
            [] => Span::Key(key),
            [0] => Span::From(key),
            _ => Span::Range(key, range_end),
        }
    }

    /// Whether the key lies within.
    #[must_use]
    pub fn contains(&self, key: &[u8]) -> bool {
        match *self {
            Span::Key(one) => key == one,
            Span::Range(first, end) => first <= key && key < end,
            Span::From(first) => first <= key,
        }
    }

    /// Bounds for an ordered map; `None` if the range is upside down and holds nothing.
    fn bounds(&self) -> Option<Bounds<'a>> {
        match *self {
            Span::Key(key) => Some((Bound::Included(key), Bound::Included(key))),
            Span::Range(first, end) if first >= end => None,
            Span::Range(first, end) => Some((Bound::Included(first), Bound::Excluded(end))),
            Span::From(first) => Some((Bound::Included(first), Bound::Unbounded)),
        }
    }
}

impl TreeIndex {
    /// The history of one key. O(log keys).
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<&KeyIndex> {
        // Two short keys are compared in place, as numbers.
        if Bytes::<22>::is_short(key) {
            self.keys.get(&Bytes::copy(key))
        } else {
            self.keys.get(key)
        }
    }

    /// The same, to add to it.
    pub(crate) fn get_mut(&mut self, key: &Bytes) -> Option<&mut KeyIndex> {
        self.keys.get_mut(key)
    }

    /// Adds a key that is not there yet.
    pub(crate) fn insert(&mut self, index: KeyIndex) {
        let before = self.keys.insert(index.key().clone(), index);
        assert!(before.is_none(), "a key is added once, found {before:?}");
    }

    /// The versions of the keys in `span` that were current at main revision `at`, in key order.
    ///
    /// O(log keys + keys in the span x log versions of each).
    pub fn range(&self, span: Span<'_>, at: i64) -> impl Iterator<Item = &Entry> {
        let one = if let Span::Key(key) = span {
            self.get(key)
        } else {
            None
        };
        let many = if let Span::Key(_) = span {
            None
        } else {
            span.bounds()
        };
        let many = many
            .map(|bounds| self.keys.range::<[u8], _>(bounds))
            .into_iter()
            .flatten();
        one.into_iter()
            .chain(many.map(|(_, index)| index))
            .filter_map(move |index| index.get(at))
    }

    /// Drops what compaction at `at` drops, and the keys of which nothing is left. O(keys and dropped entries).
    ///
    /// Calls `kept` with each entry up to `at` that stays.
    pub(crate) fn compact(&mut self, at: i64, keep_tombstone: bool, mut kept: impl FnMut(&Entry)) {
        self.keys.retain(|_, index| {
            index.compact(at, keep_tombstone);
            index
                .entries()
                .iter()
                .take_while(|entry| entry.revision().main <= at)
                .for_each(&mut kept);
            !index.entries().is_empty()
        });
    }

    /// All keys and their histories, in byte order.
    pub fn iter(&self) -> impl Iterator<Item = (&Bytes, &KeyIndex)> {
        self.keys.iter()
    }

    /// How many keys something is known of.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::revision::Revision;

    fn index(keys: &[&str]) -> TreeIndex {
        let mut index = TreeIndex::default();
        for (i, key) in keys.iter().enumerate() {
            let revision = Revision {
                main: i as i64 + 2,
                sub: 0,
            };
            index.insert(KeyIndex::new(key.as_bytes().into(), revision, i as u64));
        }
        index
    }

    fn rows(index: &TreeIndex, span: Span<'_>) -> Vec<u64> {
        index.range(span, 100).map(Entry::row).collect()
    }

    #[test]
    fn a_span_is_read_from_key_and_range_end() {
        let index = index(&["a", "b", "c"]);
        assert_eq!(rows(&index, Span::new(b"b", b"")), [1]);
        assert_eq!(rows(&index, Span::new(b"a", b"c")), [0, 1]);
        assert_eq!(rows(&index, Span::new(b"b", b"\0")), [1, 2]);
        assert_eq!(rows(&index, Span::new(b"c", b"a")), []);
        assert_eq!(rows(&index, Span::new(b"b", b"b")), []);
    }

    #[test]
    fn a_span_contains_what_its_range_finds() {
        let keys = ["a", "b", "c"];
        let index = index(&keys);
        for (key, end) in [("b", ""), ("a", "c"), ("b", "\0"), ("c", "a")] {
            let span = Span::new(key.as_bytes(), end.as_bytes());
            let contained: Vec<u64> = (0..3)
                .filter(|&i| span.contains(keys[i as usize].as_bytes()))
                .collect();
            assert_eq!(rows(&index, span), contained, "{span:?}");
        }
    }
}
