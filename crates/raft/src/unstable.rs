//! The part of the log that is not known to be durable yet.

use std::sync::Arc;

use crate::entry::Entry;
use crate::event::EventKind;
use crate::log::EntryId;
use crate::snapshot::Snapshot;
use crate::{Index, Term};

/// Entries from `offset` on, and perhaps a snapshot before them.
///
/// ```text
///   stable, on disk          | in progress        | not handed out yet
///  ==========================|====================|===================
///                             ^offset              ^in_progress
/// ```
///
/// Invariants: `offset <= in_progress <= offset + entries`; entries are consecutive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Unstable {
    pub(crate) snapshot: Option<Arc<Snapshot>>,
    /// The snapshot was handed out to be written.
    snapshot_in_progress: bool,
    pub(crate) entries: Vec<Entry>,
    pub(crate) offset: Index,
    /// Entries below were handed out to be written.
    pub(crate) in_progress: Index,
}

impl Unstable {
    pub(crate) fn new(offset: Index) -> Unstable {
        Unstable {
            offset,
            in_progress: offset,
            ..Unstable::default()
        }
    }

    /// One past the last entry here.
    fn end(&self) -> Index {
        self.offset + self.entries.len() as u64
    }

    pub(crate) fn last_index(&self) -> Option<Index> {
        match &self.snapshot {
            _ if !self.entries.is_empty() => Some(self.end() - 1),
            Some(snapshot) => Some(snapshot.index),
            None => None,
        }
    }

    pub(crate) fn term(&self, index: Index) -> Option<Term> {
        if index < self.offset {
            return self
                .snapshot
                .as_ref()
                .filter(|snapshot| snapshot.index == index)
                .map(|snapshot| snapshot.term);
        }
        self.entries
            .get((index - self.offset) as usize)
            .map(|entry| entry.term)
    }

    pub(crate) fn slice(&self, low: Index, high: Index) -> &[Entry] {
        &self.entries[(low - self.offset) as usize..(high - self.offset) as usize]
    }

    /// What was not handed out yet.
    pub(crate) fn next_entries(&self) -> &[Entry] {
        &self.entries[(self.in_progress - self.offset) as usize..]
    }

    pub(crate) fn next_snapshot(&self) -> Option<&Arc<Snapshot>> {
        self.snapshot
            .as_ref()
            .filter(|_| !self.snapshot_in_progress)
    }

    /// Everything here was handed out.
    pub(crate) fn accept(&mut self) {
        self.in_progress = self.end();
        self.snapshot_in_progress = self.snapshot.is_some();
    }

    /// The entries up to `answer` are durable, if the answer is about what is still here. Otherwise says why not: while
    /// a write was under way the entry may have been overwritten.
    pub(crate) fn stable_to(&mut self, answer: EntryId, must_match: bool) -> Option<EventKind> {
        let Some(own) = self.term(answer.index) else {
            return Some(EventKind::StorageAnswerMissing {
                index: answer.index,
            });
        };
        if answer.index < self.offset {
            return Some(EventKind::StorageAnswerIsSnapshot {
                index: answer.index,
            });
        }
        if own != answer.term && must_match {
            return Some(EventKind::StorageAnswerMismatched { answer, own });
        }
        self.entries
            .drain(..(answer.index + 1 - self.offset) as usize);
        self.offset = answer.index + 1;
        self.in_progress = self.in_progress.max(self.offset);
        None
    }

    /// The snapshot at `index` is durable.
    pub(crate) fn stable_snapshot_to(&mut self, index: Index) {
        if self
            .snapshot
            .as_ref()
            .is_some_and(|snapshot| snapshot.index == index)
        {
            self.snapshot = None;
            self.snapshot_in_progress = false;
        }
    }

    pub(crate) fn restore(&mut self, snapshot: Arc<Snapshot>) {
        *self = Unstable::new(snapshot.index + 1);
        self.snapshot = Some(snapshot);
    }

    /// Appends consecutive entries, dropping what is here from the first of them on.
    pub(crate) fn append(&mut self, entries: &mut Vec<Entry>) -> Option<EventKind> {
        let from = entries.first().expect("there are entries to append").index;
        if from == self.end() {
            self.entries.append(entries);
            None
        } else if from <= self.offset {
            self.entries.clear();
            self.entries.append(entries);
            self.offset = from;
            self.in_progress = from;
            Some(EventKind::ReplacedUnstable { from })
        } else {
            assert!(
                from < self.end(),
                "entry {from} after an unstable log up to {}",
                self.end() - 1
            );
            self.entries.truncate((from - self.offset) as usize);
            self.entries.append(entries);
            // A write under way may still bring back what is cut here: it has to be written again.
            self.in_progress = self.in_progress.min(from);
            Some(EventKind::TruncatedUnstable { from })
        }
    }
}
