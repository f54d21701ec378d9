//! One key's history: when it was written, when it died, when it came back.
//!
//! etcd keeps a list of *generations*, one for each life of the key. A tombstone ends a generation, and the next put
//! begins another:
//!
//! ```text
//! put 2, put 3, delete 6, put 7          generations {2,0}{3,0}{6,0}t | {7,0}
//! delete 9                               generations {2,0}{3,0}{6,0}t | {7,0}{9,0}t | (empty: the key is dead)
//! ```
//!
//! Here the generations lie one behind the other in a single ascending list, and the tombstones are the walls between
//! them: one allocation for a key that was written more than once, and "what was current at revision r" is one binary search. [`KeyIndex::generations`]
//! gives etcd's view of it.
//!
//! Each entry also carries the place of its record in the backend. In etcd the second step of a read is a search for
//! the 17 bytes of the revision in a B+tree; here it is an array access.

use std::fmt;
use std::ops::Deref;

use crate::backend::RowId;
use crate::bytes::Bytes;
use crate::record::KeyValue;
use crate::revision::Revision;

/// The history of one key, in memory only.
///
/// Invariants: entries ascend by revision; never empty while in the tree; no two tombstones side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyIndex {
    key: Bytes,
    /// First put of the current life; stale while the key is dead.
    created: Revision,
    /// Puts in the current life, those that were compacted included; 0 while the key is dead.
    version: i64,
    entries: Entries,
}

/// A list that is not empty in a history: most keys of a store are written once, and one entry lies in place.
#[derive(Clone)]
enum Entries {
    One(Entry),
    Many(Vec<Entry>),
}

impl Entries {
    fn push(&mut self, entry: Entry) {
        match self {
            Entries::One(first) => {
                let mut both = Vec::with_capacity(4);
                both.extend([*first, entry]);
                *self = Entries::Many(both);
            }
            Entries::Many(entries) => entries.push(entry),
        }
    }

    fn drop_first(&mut self, count: usize) {
        if count > 0 {
            *self = match self[count..] {
                [last] => Entries::One(last),
                ref rest => Entries::Many(rest.to_vec()),
            };
        }
    }
}

impl Deref for Entries {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        match self {
            Entries::One(entry) => std::slice::from_ref(entry),
            Entries::Many(entries) => entries,
        }
    }
}

impl PartialEq for Entries {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Entries {}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// One version of the key that is still known: its revision, and where its record lies.
///
/// There are as many of these as there are versions in the store, so that two words must do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    main: i64,
    /// From the top: one bit for a tombstone, 23 for sub, 40 for the row.
    rest: u64,
}

const TOMBSTONE: u64 = 1 << 63;
const ROW_BITS: u32 = 40;
const MAX_SUB: i64 = (1 << 23) - 1;

impl Entry {
    fn new(revision: Revision, tombstone: bool, row: RowId) -> Entry {
        let Revision { main, sub } = revision;
        assert!(
            (0..=MAX_SUB).contains(&sub),
            "a transaction has at most {MAX_SUB} changes, got {sub}"
        );
        assert!(
            row >> ROW_BITS == 0,
            "a store sees fewer than 2^{ROW_BITS} rows, got {row}"
        );
        Entry {
            main,
            rest: if tombstone { TOMBSTONE } else { 0 } | (sub as u64) << ROW_BITS | row,
        }
    }

    /// When it was written.
    #[must_use]
    pub fn revision(&self) -> Revision {
        Revision {
            main: self.main,
            sub: ((self.rest & !TOMBSTONE) >> ROW_BITS) as i64,
        }
    }

    /// Whether it is a deletion.
    #[must_use]
    pub fn is_tombstone(&self) -> bool {
        self.rest & TOMBSTONE != 0
    }

    /// The place of its record in the backend.
    #[must_use]
    pub fn row(&self) -> RowId {
        self.rest & ((1 << ROW_BITS) - 1)
    }
}

/// `{7,0}`, and a `t` behind a tombstone.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}",
            self.revision(),
            if self.is_tombstone() { "t" } else { "" }
        )
    }
}

/// One life of a key: the revisions of it that are still known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generation<'a> {
    /// Oldest first; the last one is a tombstone unless the key is alive. Empty for the life that has not begun.
    pub entries: &'a [Entry],
}

/// What compaction does to one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// So many of the oldest entries go.
    pub dropped: usize,
    /// The put that was current at the compaction, and stays.
    pub kept: Option<Entry>,
}

impl KeyIndex {
    /// A key at its first put.
    pub(crate) fn new(key: Bytes, revision: Revision, row: RowId) -> KeyIndex {
        KeyIndex {
            key,
            created: revision,
            version: 1,
            entries: Entries::One(Entry::new(revision, false, row)),
        }
    }

    /// A key as the first record found at start-up tells of it: older ones may be compacted.
    pub(crate) fn restored(kv: &KeyValue, revision: Revision, row: RowId) -> KeyIndex {
        let entry = Entry::new(revision, kv.is_tombstone(), row);
        let created = Revision {
            main: kv.create_revision,
            sub: 0,
        };
        KeyIndex {
            key: kv.key.clone(),
            created,
            version: kv.version,
            entries: Entries::One(entry),
        }
    }

    /// A put at `revision`; begins a new generation if the key is dead. O(1) amortised.
    pub(crate) fn put(&mut self, revision: Revision, row: RowId) {
        self.push(revision, false, row);
        if self.version == 0 {
            self.created = revision;
        }
        self.version += 1;
    }

    /// A deletion at `revision`, which ends the generation. O(1) amortised.
    pub(crate) fn tombstone(&mut self, revision: Revision, row: RowId) {
        assert!(self.is_alive(), "a dead key is deleted again at {revision}");
        self.push(revision, true, row);
        self.version = 0;
    }

    fn push(&mut self, revision: Revision, tombstone: bool, row: RowId) {
        // Read in tests only: the list lies elsewhere in memory, and adding to it need not wait for that.
        debug_assert!(
            revision > self.modified(),
            "{revision} comes after {}",
            self.modified()
        );
        self.entries.push(Entry::new(revision, tombstone, row));
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &Bytes {
        &self.key
    }

    /// Its latest revision.
    #[must_use]
    pub fn modified(&self) -> Revision {
        self.entries
            .last()
            .expect("an index without entries is not kept")
            .revision()
    }

    /// Whether the key exists now.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.version > 0
    }

    /// Main revision of the first put of the current life.
    #[must_use]
    pub fn created(&self) -> Revision {
        self.created
    }

    /// Puts in the current life; 0 while the key is dead.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.version
    }

    /// All that is still known of the key, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The put that was current at main revision `at`; `None` if the key was dead or not yet born. O(log entries).
    ///
    /// If one main revision wrote the key twice, the later one counts.
    #[must_use]
    pub fn get(&self, at: i64) -> Option<&Entry> {
        let last = self.entries.last()?;
        let entry = if last.main <= at {
            last
        } else {
            &self.entries[self.until(at).checked_sub(1)?]
        };
        (!entry.is_tombstone()).then_some(entry)
    }

    /// How many entries have a main revision of at most `at`.
    fn until(&self, at: i64) -> usize {
        self.entries.partition_point(|entry| entry.main <= at)
    }

    /// Every entry from main revision `at` on; of several with one main revision only the last.
    pub fn since(&self, at: i64) -> impl Iterator<Item = &Entry> {
        let tail = &self.entries[self.until(at - 1)..];
        tail.iter()
            .enumerate()
            .filter(|(i, entry)| tail.get(i + 1).is_none_or(|next| next.main > entry.main))
            .map(|(_, entry)| entry)
    }

    /// What compaction at main revision `at` drops and keeps, without doing it.
    ///
    /// What was current at `at` stays, unless it is a tombstone. Releases from 3.4.34, 3.5.16 and 3.6 on keep a
    /// tombstone whose main revision is exactly `at`, so that a watch from there still shows the deletion.
    #[must_use]
    pub fn cut(&self, at: i64, keep_tombstone: bool) -> Cut {
        let Some(current) = self.until(at).checked_sub(1) else {
            return Cut {
                dropped: 0,
                kept: None,
            };
        };
        let entry = self.entries[current];
        let kept = (!entry.is_tombstone()).then_some(entry);
        let gone = if entry.is_tombstone() {
            current + 1
        } else {
            current
        };
        // Two records can have one main revision, so the tombstone at `at` need not be the last of them.
        let tombstone_at = self.entries[..=current]
            .iter()
            .rposition(|entry| entry.is_tombstone() && entry.main == at);
        let dropped = if keep_tombstone {
            tombstone_at.map_or(gone, |place| place.min(gone))
        } else {
            gone
        };
        Cut { dropped, kept }
    }

    /// Drops what compaction at `at` drops. Afterwards the index may be empty and must leave the tree.
    pub(crate) fn compact(&mut self, at: i64, keep_tombstone: bool) -> Cut {
        let cut = self.cut(at, keep_tombstone);
        self.entries.drop_first(cut.dropped);
        cut
    }

    /// etcd's view: one generation for each life, oldest first; an empty one at the end while the key is dead.
    pub fn generations(&self) -> impl Iterator<Item = Generation<'_>> {
        let whole = self
            .entries
            .split_inclusive(|entry| entry.is_tombstone())
            .map(|entries| Generation { entries });
        whole.chain((!self.is_alive()).then_some(Generation { entries: &[] }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn main(main: i64) -> Revision {
        Revision { main, sub: 0 }
    }

    /// put 2, put 3, delete 6, put 7: the example of the module page.
    fn foo() -> KeyIndex {
        let mut foo = KeyIndex::new(Bytes::from(&b"foo"[..]), main(2), 0);
        foo.put(main(3), 1);
        foo.tombstone(main(6), 2);
        foo.put(main(7), 3);
        foo
    }

    fn mains(index: &KeyIndex) -> Vec<Vec<i64>> {
        index
            .generations()
            .map(|generation| generation.entries.iter().map(|entry| entry.main).collect())
            .collect()
    }

    #[test]
    fn get_finds_the_version_that_was_current() {
        let found: Vec<_> = (1..=8)
            .map(|at| foo().get(at).map(|entry| entry.main))
            .collect();
        assert_eq!(
            found,
            [
                None,
                Some(2),
                Some(3),
                Some(3),
                Some(3),
                None,
                Some(7),
                Some(7)
            ]
        );
    }

    #[test]
    fn a_deletion_opens_an_empty_generation() {
        let mut foo = foo();
        assert_eq!(mains(&foo), [vec![2, 3, 6], vec![7]]);
        foo.tombstone(main(9), 4);
        assert_eq!(mains(&foo), [vec![2, 3, 6], vec![7, 9], vec![]]);
    }

    #[test]
    fn compaction_keeps_what_was_current_and_what_came_later() {
        let after = |at, keep| {
            let mut foo = foo();
            foo.compact(at, keep);
            mains(&foo)
        };
        assert_eq!(after(1, false), [vec![2, 3, 6], vec![7]]);
        assert_eq!(after(3, false), [vec![3, 6], vec![7]]);
        assert_eq!(after(5, false), [vec![3, 6], vec![7]]);
        assert_eq!(after(6, false), [vec![7]]);
        assert_eq!(after(6, true), [vec![6], vec![7]]);
        assert_eq!(after(7, true), [vec![7]]);
    }

    #[test]
    fn what_is_kept_is_never_a_tombstone() {
        for at in 1..9 {
            for keep_tombstone in [false, true] {
                let kept = foo().cut(at, keep_tombstone).kept.map(|entry| entry.main);
                assert_eq!(kept, foo().get(at).map(|entry| entry.main), "at {at}");
            }
        }
    }

    #[test]
    fn since_gives_one_entry_for_each_main_revision() {
        let mut foo = foo();
        foo.put(Revision { main: 7, sub: 4 }, 4);
        let found: Vec<_> = foo.since(3).map(Entry::revision).collect();
        assert_eq!(found, [main(3), main(6), Revision { main: 7, sub: 4 }]);
    }

    #[test]
    fn a_new_life_begins_at_version_one() {
        let foo = foo();
        assert_eq!((foo.created(), foo.version()), (main(7), 1));
    }

    #[test]
    #[should_panic(expected = "a dead key is deleted again")]
    fn a_dead_key_cannot_be_deleted() {
        let mut foo = foo();
        foo.tombstone(main(8), 4);
        foo.tombstone(main(9), 5);
    }
}
