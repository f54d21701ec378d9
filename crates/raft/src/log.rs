//! The replicated log: what is on disk, what is not yet, and how far it is committed and applied.
//!
//! ```text
//!  first                                         last
//!    |====== stable ======|====== unstable ======|
//!    ..... applied .. applying .... committed .........
//! ```
//!
//! Raft's safety rests on the *log matching property* (paper, section 5.3): two logs with the same term at an index are
//! equal up to it. [`Log::try_append`] keeps it, by accepting entries only behind an entry that both sides have.

use std::fmt;

use crate::config::Config;
use crate::event::LogState;
use crate::storage::Storage;
use crate::unstable::Unstable;
use crate::{Index, Snapshot, Term};

mod read;

mod append;
pub(crate) use append::AppendRules;

mod apply;

#[cfg(test)]
mod tests;

/// Which entry: two logs that both hold it are equal up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EntryId {
    /// The term of the leader that appended it.
    pub term: Term,
    /// Its place.
    pub index: Index,
}

/// Why the log cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogError {
    /// Before the first index.
    Compacted,
    /// After the last.
    Unavailable,
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LogError::Compacted => "requested index is unavailable due to compaction",
            LogError::Unavailable => "requested entry at index is unavailable",
        })
    }
}

impl std::error::Error for LogError {}

/// A node's log. Invariant: `applied <= applying <= committed <= last_index`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Log {
    pub(crate) storage: Storage,
    pub(crate) unstable: Unstable,
    pub(crate) committed: Index,
    /// Handed out to be applied.
    pub(crate) applying: Index,
    pub(crate) applied: Index,
    applying_bytes: u64,
    applying_bytes_max: u64,
    /// Nothing is handed out before an acknowledgement brings the bytes below the limit.
    is_applying_paused: bool,
    /// Off with a rule of the protocol off: what must not happen then may.
    is_strict: bool,
}

impl Log {
    pub(crate) fn new(storage: Storage, config: &Config) -> Log {
        let before = storage.first_index() - 1;
        let snapshot = storage.snapshot().index.max(before);
        Log {
            unstable: Unstable::new(storage.last_index() + 1),
            committed: snapshot,
            applying: snapshot,
            applied: snapshot,
            applying_bytes: 0,
            applying_bytes_max: config.applying_bytes_max,
            is_applying_paused: false,
            is_strict: config.rules == crate::Rules::ALL,
            storage,
        }
    }

    /// The first entry there is, or would be.
    #[must_use]
    pub fn first_index(&self) -> Index {
        match &self.unstable.snapshot {
            Some(snapshot) => snapshot.index + 1,
            None => self.storage.first_index(),
        }
    }

    /// The last entry.
    #[must_use]
    pub fn last_index(&self) -> Index {
        self.unstable
            .last_index()
            .unwrap_or_else(|| self.storage.last_index())
    }

    /// The last entry with its term.
    #[must_use]
    pub fn last(&self) -> EntryId {
        let index = self.last_index();
        EntryId {
            term: self
                .term(index)
                .expect("the term of the last entry is known"),
            index,
        }
    }

    /// The highest index known to be committed.
    #[must_use]
    pub fn committed(&self) -> Index {
        self.committed
    }

    /// The highest index handed out to be applied.
    #[must_use]
    pub fn applying(&self) -> Index {
        self.applying
    }

    /// The highest index acknowledged as applied.
    #[must_use]
    pub fn applied(&self) -> Index {
        self.applied
    }

    /// The highest index known to be durable here.
    #[must_use]
    pub fn durable(&self) -> Index {
        self.unstable.offset - 1
    }

    /// The term of an entry; known from just before the first to the last.
    ///
    /// # Errors
    /// If the entry is compacted away, or not there yet.
    pub fn term(&self, index: Index) -> Result<Term, LogError> {
        if let Some(term) = self.unstable.term(index) {
            return Ok(term);
        }
        if index + 1 < self.first_index() {
            return Err(LogError::Compacted);
        }
        if index > self.last_index() {
            return Err(LogError::Unavailable);
        }
        self.storage.term(index)
    }

    /// The term of an entry, 0 if unknown: for what is only shown.
    pub(crate) fn term_or_zero(&self, index: Index) -> Term {
        self.term(index).unwrap_or(0)
    }

    /// Whether the log holds that entry.
    #[must_use]
    pub fn contains(&self, id: EntryId) -> bool {
        self.term(id.index) == Ok(id.term)
    }

    /// Whether a log that ends in `last` is at least as up to date as this one (paper, section 5.4.1).
    #[must_use]
    pub fn is_up_to_date(&self, last: EntryId) -> bool {
        let own = self.last();
        last.term > own.term || (last.term == own.term && last.index >= own.index)
    }

    /// Raises the commit index; it never falls.
    pub(crate) fn commit_to(&mut self, index: Index) {
        let last = self.last_index();
        assert!(
            !self.is_strict || index <= last,
            "commit {index} is beyond the log's end {last}: was the log lost?"
        );
        self.committed = self.committed.max(index.min(last));
    }

    /// Replaces the whole log by a snapshot.
    pub(crate) fn restore(&mut self, snapshot: std::sync::Arc<Snapshot>) {
        self.committed = snapshot.index;
        self.unstable.restore(snapshot);
    }

    /// The snapshot a leader sends.
    pub(crate) fn snapshot(&self) -> &std::sync::Arc<Snapshot> {
        self.unstable
            .snapshot
            .as_ref()
            .unwrap_or_else(|| self.storage.outgoing())
    }

    pub(crate) fn set_strict(&mut self, is_strict: bool) {
        self.is_strict &= is_strict;
    }

    /// The positions, for an event.
    pub(crate) fn state(&self) -> LogState {
        LogState {
            committed: self.committed,
            applied: self.applied,
            applying: self.applying,
            unstable_offset: self.unstable.offset,
            unstable_in_progress: self.unstable.in_progress,
            unstable_entries: self.unstable.entries.len(),
        }
    }

    /// Asserts what must hold between the positions.
    ///
    /// # Panics
    /// If it does not.
    pub fn validate(&self) {
        let (applied, applying, committed, last) = (
            self.applied,
            self.applying,
            self.committed,
            self.last_index(),
        );
        assert!(
            applied <= applying && applying <= committed && committed <= last,
            "positions {:?}, last {last}",
            self.state()
        );
        let Unstable {
            offset,
            in_progress,
            entries,
            ..
        } = &self.unstable;
        assert!(
            offset <= in_progress && *in_progress <= offset + entries.len() as u64,
            "unstable {:?}",
            self.state()
        );
        for (entry, index) in entries.iter().zip(*offset..) {
            assert_eq!(
                entry.index, index,
                "unstable entries are not consecutive from {offset}"
            );
        }
    }
}
