//! The key index: an ordered map from every key to its history.
//!
//! Ordered, because the questions are ranges: a hash map would answer `get foo` faster and `get --prefix foo` not at all.
//! A B-tree rather than a binary one, because many keys lie side by side in one node: fewer steps, fewer cache misses.
//! It is kept in memory only; after a crash it is built again from the backend.
//!
//! This tree has two levels: a list of the first keys, and under each a page of up to 64 keys.
//!
//! ```text
//! first keys    a            foo          olaya                     searched by halves
//!               │            │            │
//! pages         a b dog      foo fox      olaya pear zjx            shared with clones, until one of them writes
//! ```
//!
//! A clone of the store, which is what a copy of the past is, shares the pages; whoever writes first copies the one page
//! that it writes to. A list of first keys is cheap to search, since it lies in one piece; that a new page moves those
//! behind it costs one long copy in some forty insertions. Hundreds of thousands of keys are fine, a hundred million want
//! a third level.

use std::sync::Arc;

use crate::bytes::Bytes;
use crate::key_index::{Entry, KeyIndex};

mod page;
use page::Page;

/// Every key of which something is still known, dead ones included, in byte order.
#[derive(Clone, Debug, Default)]
pub struct TreeIndex {
    /// Ascending: the first key of each page.
    firsts: Vec<Bytes>,
    /// None is empty.
    pages: Vec<Arc<Page>>,
    len: usize,
}

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

    /// Whether a key that is not before the start lies within.
    fn ends_behind(&self, key: &[u8]) -> bool {
        match *self {
            Span::Key(one) => key == one,
            Span::Range(_, end) => key < end,
            Span::From(_) => true,
        }
    }

    /// The first key that may lie within.
    fn start(&self) -> &'a [u8] {
        match *self {
            Span::Key(first) | Span::Range(first, _) | Span::From(first) => first,
        }
    }
}

impl TreeIndex {
    /// The history of one key. O(log keys).
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<&KeyIndex> {
        self.pages.get(self.page_of(key))?.get(key)
    }

    /// The same, to add to it.
    pub(crate) fn get_mut(&mut self, key: &[u8]) -> Option<&mut KeyIndex> {
        let page = self.page_of(key);
        Arc::make_mut(self.pages.get_mut(page)?).get_mut(key)
    }

    /// Adds a key that is not there yet.
    pub(crate) fn insert(&mut self, index: KeyIndex) {
        self.len += 1;
        let at = self.page_of(index.key());
        let is_last = at + 1 == self.pages.len();
        match self.pages.get_mut(at) {
            None => self.add_page(0, Page::new(index)),
            // Keys that come in their order leave full pages behind.
            Some(page) if page.is_full() && is_last && page.last() < index.key() => {
                self.add_page(at + 1, Page::new(index));
            }
            Some(page) => {
                let page = Arc::make_mut(page);
                let upper = page.insert(index);
                self.firsts[at] = page.first().clone();
                if let Some(upper) = upper {
                    self.add_page(at + 1, upper);
                }
            }
        }
    }

    fn add_page(&mut self, at: usize, page: Page) {
        self.firsts.insert(at, page.first().clone());
        self.pages.insert(at, Arc::new(page));
    }

    /// The page where a key is, or would be: the last one that does not begin behind it.
    fn page_of(&self, key: &[u8]) -> usize {
        // Two short keys are compared in place, as numbers.
        let behind = if Bytes::<22>::is_short(key) {
            let key = Bytes::copy(key);
            self.firsts.partition_point(|first| *first <= key)
        } else {
            self.firsts.partition_point(|first| **first <= *key)
        };
        behind.saturating_sub(1)
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
            Some(
                self.from(span.start())
                    .take_while(move |index| span.ends_behind(index.key())),
            )
        };
        one.into_iter()
            .chain(many.into_iter().flatten())
            .filter_map(move |index| index.get(at))
    }

    /// The histories of all keys from one on.
    fn from(&self, key: &[u8]) -> impl Iterator<Item = &KeyIndex> {
        let first = self.page_of(key).min(self.pages.len());
        let mut pages = self.pages[first..].iter();
        let begun = pages.next().map_or(&[][..], |page| page.from(key));
        begun.iter().chain(pages.flat_map(|page| page.histories()))
    }

    /// Drops what compaction at `at` drops, and the keys of which nothing is left. O(keys and dropped entries).
    ///
    /// Calls `kept` with each entry up to `at` that stays.
    pub(crate) fn compact(&mut self, at: i64, keep_tombstone: bool, mut kept: impl FnMut(&Entry)) {
        for page in &mut self.pages {
            if page
                .histories()
                .iter()
                .any(|index| index.cut(at, keep_tombstone).dropped > 0)
            {
                Arc::make_mut(page).compact(at, keep_tombstone);
            }
            let old = |index: &'_ KeyIndex| {
                index
                    .entries()
                    .partition_point(|entry| entry.revision().main <= at)
            };
            page.histories()
                .iter()
                .for_each(|index| index.entries()[..old(index)].iter().for_each(&mut kept));
        }
        self.close_up();
    }

    /// Lets go of empty pages, and makes one of two neighbours that fit into one.
    fn close_up(&mut self) {
        let mut pages = Vec::<Arc<Page>>::new();
        for page in std::mem::take(&mut self.pages) {
            match pages.last_mut() {
                Some(last) if last.has_room_for(&page) => Arc::make_mut(last).append(&page),
                _ if page.histories().is_empty() => {}
                _ => pages.push(page),
            }
        }
        self.len = pages.iter().map(|page| page.histories().len()).sum();
        self.firsts = pages.iter().map(|page| page.first().clone()).collect();
        self.pages = pages;
    }

    /// All keys and their histories, in byte order.
    pub fn iter(&self) -> impl Iterator<Item = (&Bytes, &KeyIndex)> {
        let histories = self.pages.iter().flat_map(|page| page.histories());
        histories.map(|index| (index.key(), index))
    }

    /// How many keys something is known of.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no key is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Panics unless keys ascend, pages hold at least one and at most 64 of them, and the first keys are the first.
    pub(crate) fn check(&self) {
        assert!(
            self.iter().map(|(key, _)| key).is_sorted_by(|a, b| a < b),
            "keys ascend"
        );
        assert_eq!(self.firsts.len(), self.pages.len(), "first keys and pages");
        for (first, page) in self.firsts.iter().zip(&self.pages) {
            page.check();
            assert_eq!(first, page.first(), "the first key of a page");
        }
        assert_eq!(self.len, self.iter().count(), "keys");
    }
}

/// Whether the same is known. Where the pages end is of no consequence.
impl PartialEq for TreeIndex {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl Eq for TreeIndex {}

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
