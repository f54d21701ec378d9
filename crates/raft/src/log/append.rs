//! Appending: a leader's own entries, and a follower's behind an entry that both sides have.

use super::{EntryId, Log};
use crate::Index;
use crate::entry::Entry;
use crate::event::EventKind;

impl Log {
    /// Appends entries that are numbered already, dropping what they replace.
    pub(crate) fn append(&mut self, entries: &mut Vec<Entry>) -> Option<EventKind> {
        let first = entries.first()?.index;
        let committed = self.committed;
        assert!(
            !self.is_strict || first > committed,
            "entry {first} would replace a committed one, up to {committed}"
        );
        self.unstable.append(entries)
    }

    /// A follower's append: the entries follow `previous`, if that is here. Returns the last index the two logs now
    /// share, or `None` if `previous` is not here; and pushes what happened onto `events`.
    pub(crate) fn try_append(
        &mut self,
        previous: EntryId,
        entries: &mut Vec<Entry>,
        append: AppendRules,
        mut event: impl FnMut(EventKind),
    ) -> Option<Index> {
        let fits = if append.check_previous {
            self.contains(previous)
        } else {
            previous.index <= self.last_index()
        };
        if !fits {
            return None;
        }
        let last = previous.index + entries.len() as u64;
        let conflict = if append.keep_tail {
            self.find_conflict(entries, &mut event)
        } else {
            Some(previous.index + 1)
        };
        if let Some(conflict) = conflict
            && !entries.is_empty()
        {
            let committed = self.committed;
            assert!(
                !self.is_strict || conflict > committed,
                "entry {conflict} conflicts with one committed, up to {committed}"
            );
            if conflict <= last {
                entries.drain(..(conflict - previous.index - 1) as usize);
                self.append(entries).map(&mut event);
            }
        }
        Some(last)
    }

    /// The first of the entries that is not here.
    fn find_conflict(&self, entries: &[Entry], event: &mut impl FnMut(EventKind)) -> Option<Index> {
        let entry = entries
            .iter()
            .find(|entry| self.term(entry.index) != Ok(entry.term))?;
        if entry.index <= self.last_index() {
            let existing = self.term_or_zero(entry.index);
            event(EventKind::FoundConflict {
                index: entry.index,
                existing,
                conflicting: entry.term,
            });
        }
        Some(entry.index)
    }
}

/// The rules an append obeys; all on in the protocol.
#[derive(Clone, Copy)]
pub(crate) struct AppendRules {
    pub(crate) check_previous: bool,
    pub(crate) keep_tail: bool,
}
