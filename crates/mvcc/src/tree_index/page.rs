//! A page: neighbours among the keys, up to 64 of them, with their histories.
//!
//! A binary search of a page that is not in the cache waits for memory at every step. So each key has a *tag* of one byte, a
//! hash of it, and the tags lie side by side: whoever looks for one key reads 64 bytes, and then mostly one history.
//! (Oukid et al., FPTree, SIGMOD 2016, section 4.2, call them fingerprints.)

use crate::bytes::Bytes;
use crate::key_index::KeyIndex;

/// Keys of a page.
const KEYS_MAX: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Of each history the tag of its key.
    tags: [u8; KEYS_MAX],
    /// By key, ascending.
    histories: Vec<KeyIndex>,
}

impl Page {
    pub(super) fn new(index: KeyIndex) -> Page {
        let mut page = Page {
            tags: [0; KEYS_MAX],
            histories: Vec::with_capacity(KEYS_MAX),
        };
        page.insert_here(index);
        page
    }

    pub(super) fn histories(&self) -> &[KeyIndex] {
        &self.histories
    }

    pub(super) fn first(&self) -> &Bytes {
        self.histories.first().expect("a page holds a key").key()
    }

    pub(super) fn last(&self) -> &Bytes {
        self.histories.last().expect("a page holds a key").key()
    }

    pub(super) fn is_full(&self) -> bool {
        self.histories.len() == KEYS_MAX
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<&KeyIndex> {
        self.find(key).map(|at| &self.histories[at])
    }

    pub(super) fn get_mut(&mut self, key: &[u8]) -> Option<&mut KeyIndex> {
        self.find(key).map(|at| &mut self.histories[at])
    }

    fn find(&self, key: &[u8]) -> Option<usize> {
        let tag = tag(key);
        let tags = self.tags[..self.histories.len()].iter().enumerate();
        tags.filter(|&(_, &other)| other == tag)
            .map(|(at, _)| at)
            .find(|&at| **self.histories[at].key() == *key)
    }

    /// The histories of the keys from one on.
    pub(super) fn from(&self, key: &[u8]) -> &[KeyIndex] {
        &self.histories[self.below(key)..]
    }

    /// How many keys are less.
    fn below(&self, key: &[u8]) -> usize {
        self.histories.partition_point(|index| **index.key() < *key)
    }

    /// Adds a key that is not there yet. A full page is split, and its upper half given back.
    pub(super) fn insert(&mut self, index: KeyIndex) -> Option<Page> {
        if !self.is_full() {
            self.insert_here(index);
            return None;
        }
        let mut upper = self.split();
        if index.key() < upper.first() {
            self.insert_here(index);
        } else {
            upper.insert_here(index);
        }
        Some(upper)
    }

    fn insert_here(&mut self, index: KeyIndex) {
        let (at, len) = (self.below(index.key()), self.histories.len());
        self.tags.copy_within(at..len, at + 1);
        self.tags[at] = tag(index.key());
        self.histories.reserve_exact(KEYS_MAX - len);
        self.histories.insert(at, index);
    }

    /// Cuts off the upper half.
    fn split(&mut self) -> Page {
        let mut upper = Vec::with_capacity(KEYS_MAX);
        upper.extend(self.histories.drain(KEYS_MAX / 2..));
        let mut upper = Page {
            tags: [0; KEYS_MAX],
            histories: upper,
        };
        upper.tag_all();
        upper
    }

    pub(super) fn compact(&mut self, at: i64, keep_tombstone: bool) {
        self.histories.retain_mut(|index| {
            index.compact(at, keep_tombstone);
            !index.entries().is_empty()
        });
        self.tag_all();
    }

    pub(super) fn has_room_for(&self, next: &Page) -> bool {
        self.histories.len() + next.histories.len() <= KEYS_MAX
    }

    /// Takes over the keys of the page behind.
    pub(super) fn append(&mut self, next: &Page) {
        self.histories.extend_from_slice(&next.histories);
        self.tag_all();
    }

    fn tag_all(&mut self) {
        for (tag_of, index) in self.tags.iter_mut().zip(&self.histories) {
            *tag_of = tag(index.key());
        }
    }

    /// Panics unless it holds as many keys as it may, each with its tag.
    pub(super) fn check(&self) {
        let len = self.histories.len();
        assert!((1..=KEYS_MAX).contains(&len), "a page of {len} keys");
        for (&tag_of, index) in self.tags.iter().zip(&self.histories) {
            assert_eq!(tag_of, tag(index.key()), "the tag of {:?}", index.key());
        }
    }
}

/// A hash of one byte: multiplication spreads the bits upwards, and the top ones are taken (Knuth, TAOCP 3, section 6.4).
fn tag(key: &[u8]) -> u8 {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = key.as_chunks();
    let mut hash = rest
        .iter()
        .fold(key.len() as u64, |hash, &byte| hash << 8 | u64::from(byte));
    for word in words {
        hash = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(GOLDEN);
        hash ^= hash >> 32;
    }
    (hash.wrapping_mul(GOLDEN) >> 56) as u8
}
