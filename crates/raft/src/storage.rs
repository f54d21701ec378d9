//! What is on disk: hard state, the log after a base, and the snapshot to start from. In memory here.

use std::fmt;
use std::sync::Arc;

use crate::entry::{Bytes, Entry};
use crate::log::{EntryId, LogError};
use crate::ready::HardState;
use crate::snapshot::{ConfState, Snapshot};
use crate::{Index, Term};

/// The stable half of the log. A node only reads it; its owner writes it, as a [`Ready`](crate::Ready) asks.
///
/// ```text
///        base            last
///  .......|===============|      entries after the base are here, those before are compacted away
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Storage {
    hard_state: HardState,
    /// The last entry that is gone; its term is still known.
    base: EntryId,
    /// Entry `base.index + 1 + i` at `i`.
    entries: Vec<Entry>,
    snapshot: Arc<Snapshot>,
    outgoing: Arc<Snapshot>,
}

/// A write that storage refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// There is a snapshot at that index or later.
    SnapshotOutOfDate,
    /// The log does not reach back that far.
    Compacted,
    /// The log does not reach that far.
    Unavailable,
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StorageError::SnapshotOutOfDate => {
                "requested index is older than the existing snapshot"
            }
            StorageError::Compacted => "requested index is unavailable due to compaction",
            StorageError::Unavailable => "requested entry at index is unavailable",
        })
    }
}

impl std::error::Error for StorageError {}

impl Storage {
    /// An empty disk: no entries, no members.
    #[must_use]
    pub fn new() -> Storage {
        Storage::default()
    }

    /// The disk of a founding member: a snapshot at index 1 and of term 0, before any election, that says who votes.
    ///
    /// It takes the place of the first entry, so that a node that joins later and has nothing cannot be fed entries from
    /// the start without ever learning who the founders were: it gets a snapshot first.
    #[must_use]
    pub fn founded_by(voters: impl IntoIterator<Item = crate::NodeId>) -> Storage {
        let conf_state = ConfState::of_voters(voters);
        let founding = Snapshot {
            index: 1,
            term: 0,
            conf_state,
            data: Bytes::default(),
        };
        let mut storage = Storage::new();
        storage
            .install(Arc::new(founding))
            .expect("there is no snapshot on an empty disk");
        storage
    }

    /// What was persisted beside the log.
    #[must_use]
    pub fn hard_state(&self) -> HardState {
        self.hard_state
    }

    /// The snapshot to start from: the state machine and the members at its index.
    #[must_use]
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The snapshot to send to a follower whose entries are gone: the newest image of the state machine there is.
    #[must_use]
    pub fn outgoing(&self) -> &Arc<Snapshot> {
        &self.outgoing
    }

    /// The first entry that is here, or would be.
    #[must_use]
    pub fn first_index(&self) -> Index {
        self.base.index + 1
    }

    /// The last entry; the base if there is none.
    #[must_use]
    pub fn last_index(&self) -> Index {
        self.base.index + self.entries.len() as u64
    }

    /// The term of an entry, or of the base.
    ///
    /// # Errors
    /// If it is gone or not there yet.
    pub fn term(&self, index: Index) -> Result<Term, LogError> {
        if index < self.base.index {
            Err(LogError::Compacted)
        } else if index == self.base.index {
            Ok(self.base.term)
        } else {
            let at = (index - self.base.index - 1) as usize;
            self.entries
                .get(at)
                .map(|entry| entry.term)
                .ok_or(LogError::Unavailable)
        }
    }

    /// The entries `low..high`.
    ///
    /// # Panics
    /// If they are not all here.
    #[must_use]
    pub fn entries(&self, low: Index, high: Index) -> &[Entry] {
        let (first, last) = (self.first_index(), self.last_index());
        assert!(
            first <= low && high <= last + 1,
            "entries {low}..{high} of a log [{first}, {last}]"
        );
        &self.entries[(low - first) as usize..(high - first) as usize]
    }

    /// All entries.
    #[must_use]
    pub fn all_entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Persists term, vote and commit.
    pub fn set_hard_state(&mut self, hard_state: HardState) {
        self.hard_state = hard_state;
    }

    /// Appends; what the disk has from the first new index on is dropped, what is at or below the base is skipped.
    ///
    /// # Panics
    /// If the entries would leave a gap.
    pub fn append(&mut self, entries: &[Entry]) {
        let Some(first) = entries.first() else { return };
        let skipped = self
            .first_index()
            .saturating_sub(first.index)
            .min(entries.len() as u64);
        let entries = &entries[skipped as usize..];
        let Some(first) = entries.first() else { return };
        assert!(
            first.index <= self.last_index() + 1,
            "entry {} after a log up to {}",
            first.index,
            self.last_index()
        );
        self.entries
            .truncate((first.index - self.first_index()) as usize);
        self.entries.extend_from_slice(entries);
    }

    /// Makes a received snapshot the new base; all entries go.
    ///
    /// # Errors
    /// If there is a snapshot at that index or later.
    pub fn install(&mut self, snapshot: Arc<Snapshot>) -> Result<(), StorageError> {
        if self.snapshot.index >= snapshot.index {
            return Err(StorageError::SnapshotOutOfDate);
        }
        self.base = EntryId {
            term: snapshot.term,
            index: snapshot.index,
        };
        self.entries.clear();
        self.outgoing = snapshot.clone();
        self.snapshot = snapshot;
        Ok(())
    }

    /// Keeps the state machine at `index` as the snapshot to start from and to send. The log stays as it is.
    ///
    /// # Errors
    /// If there is one at that index or later, or the log does not reach it.
    pub fn save_snapshot(
        &mut self,
        index: Index,
        conf_state: ConfState,
        data: Bytes,
    ) -> Result<(), StorageError> {
        if index <= self.snapshot.index {
            return Err(StorageError::SnapshotOutOfDate);
        }
        let term = self.term(index).map_err(|_| StorageError::Unavailable)?;
        self.snapshot = Arc::new(Snapshot {
            index,
            term,
            conf_state,
            data,
        });
        self.outgoing = self.snapshot.clone();
        Ok(())
    }

    /// Sets the snapshot to send, leaving the one to start from.
    pub fn offer(&mut self, snapshot: Arc<Snapshot>) {
        self.outgoing = snapshot;
    }

    /// Drops the entries up to and with `index`; its term stays known.
    ///
    /// # Errors
    /// If they are gone already, or the log does not reach so far.
    pub fn compact(&mut self, index: Index) -> Result<(), StorageError> {
        if index <= self.base.index {
            return Err(StorageError::Compacted);
        }
        let term = self.term(index).map_err(|_| StorageError::Unavailable)?;
        self.entries.drain(..(index - self.base.index) as usize);
        self.base = EntryId { term, index };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Payload;

    fn entries(range: std::ops::RangeInclusive<Index>, term: Term) -> Vec<Entry> {
        range
            .map(|index| Entry {
                term,
                index,
                payload: Payload::empty(),
            })
            .collect()
    }

    fn terms(storage: &Storage) -> Vec<Term> {
        storage
            .all_entries()
            .iter()
            .map(|entry| entry.term)
            .collect()
    }

    #[test]
    fn appending_drops_what_follows_and_skips_what_is_compacted() {
        let mut storage = Storage::new();
        storage.append(&entries(1..=5, 1));
        storage.append(&entries(3..=4, 2));
        assert_eq!(terms(&storage), [1, 1, 2, 2]);
        storage.compact(3).unwrap();
        storage.append(&entries(2..=6, 3));
        assert_eq!((storage.first_index(), storage.last_index()), (4, 6));
        assert_eq!(terms(&storage), [3, 3, 3]);
        storage.append(&entries(1..=2, 4));
        assert_eq!(terms(&storage), [3, 3, 3], "all of it is compacted");
    }

    #[test]
    fn a_compacted_log_knows_the_term_of_its_base_and_no_more() {
        let mut storage = Storage::new();
        storage.append(&entries(1..=5, 7));
        storage.compact(3).unwrap();
        assert_eq!(storage.term(2), Err(LogError::Compacted));
        assert_eq!(storage.term(3), Ok(7));
        assert_eq!(storage.term(5), Ok(7));
        assert_eq!(storage.term(6), Err(LogError::Unavailable));
        assert_eq!(storage.compact(3), Err(StorageError::Compacted));
        assert_eq!(storage.compact(6), Err(StorageError::Unavailable));
    }

    #[test]
    fn a_snapshot_replaces_the_log_and_never_goes_back() {
        let mut storage = Storage::new();
        storage.append(&entries(1..=5, 1));
        let snapshot = Arc::new(Snapshot {
            index: 9,
            term: 2,
            ..Snapshot::default()
        });
        storage.install(snapshot.clone()).unwrap();
        assert_eq!(
            (storage.first_index(), storage.last_index(), storage.term(9)),
            (10, 9, Ok(2))
        );
        assert_eq!(
            storage.install(snapshot),
            Err(StorageError::SnapshotOutOfDate)
        );
    }

    #[test]
    #[should_panic(expected = "entry 3 after a log up to 1")]
    fn a_gap_is_a_mistake() {
        let mut storage = Storage::new();
        storage.append(&entries(1..=1, 1));
        storage.append(&entries(3..=3, 1));
    }
}
