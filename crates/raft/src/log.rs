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
use crate::entry::Entry;
use crate::event::{EventKind, LogState};
use crate::storage::Storage;
use crate::unstable::Unstable;
use crate::{Index, Snapshot, Term};

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

    /// The entries `low..high`, cut before they exceed `bytes_max`, though never to nothing.
    ///
    /// # Errors
    /// If some of them are compacted away.
    pub fn slice(&self, low: Index, high: Index, bytes_max: u64) -> Result<Vec<Entry>, LogError> {
        let mut entries = Vec::new();
        self.slice_into(low, high, bytes_max, &mut entries)?;
        Ok(entries)
    }

    fn slice_into(
        &self,
        low: Index,
        high: Index,
        bytes_max: u64,
        into: &mut Vec<Entry>,
    ) -> Result<(), LogError> {
        if low < self.first_index() {
            return Err(LogError::Compacted);
        }
        if low >= high {
            return Ok(());
        }
        assert!(
            high <= self.last_index() + 1,
            "entries {low}..{high} of a log up to {}",
            self.last_index()
        );
        let offset = self.unstable.offset;
        let stable = if low < offset {
            self.stable_entries(low, high.min(offset))
        } else {
            &[]
        };
        let unstable = if high > offset {
            self.unstable.slice(low.max(offset), high)
        } else {
            &[]
        };
        if bytes_max == u64::MAX {
            into.reserve(stable.len() + unstable.len());
            into.extend_from_slice(stable);
            into.extend_from_slice(unstable);
            return Ok(());
        }
        let mut bytes = 0;
        let fits = |entry: &&Entry| {
            let is_first = bytes == 0;
            bytes += entry.size();
            is_first || bytes <= bytes_max
        };
        into.extend(stable.iter().chain(unstable).take_while(fits).cloned());
        Ok(())
    }

    /// Entries on disk. Without a rule, some that should be there may not be.
    fn stable_entries(&self, low: Index, high: Index) -> &[Entry] {
        let end = if self.is_strict {
            high
        } else {
            high.min(self.storage.last_index() + 1)
        };
        if low < end {
            self.storage.entries(low, end)
        } else {
            &[]
        }
    }

    /// The entries from `low` to the end, cut as [`Log::slice`] does.
    ///
    /// # Errors
    /// If some of them are compacted away.
    pub fn entries(&self, low: Index, bytes_max: u64) -> Result<Vec<Entry>, LogError> {
        if low > self.last_index() {
            return Ok(Vec::new());
        }
        self.slice(low, self.last_index() + 1, bytes_max)
    }

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

    /// Walks down from `index` to the last entry whose term is at most `term`: where a log that has `term` there may
    /// still agree. An unknown term ends the walk and is given as 0.
    ///
    /// Skips whole terms in one exchange (paper, end of section 5.3). O(length of the skipped terms).
    #[must_use]
    pub fn find_by_term(&self, index: Index, term: Term) -> EntryId {
        for index in (1..=index).rev() {
            match self.term(index) {
                Ok(own) if own > term => {}
                Ok(own) => return EntryId { term: own, index },
                Err(_) => return EntryId { term: 0, index },
            }
        }
        EntryId::default()
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

    /// What may be applied next: up to the commit index, and with `allow_unstable` even before it is durable here.
    pub(crate) fn next_committed(&self, allow_unstable: bool) -> Option<std::ops::Range<Index>> {
        if self.is_applying_paused || self.unstable.snapshot.is_some() {
            return None;
        }
        let range = self.applying + 1..self.appliable(allow_unstable) + 1;
        (!range.is_empty()).then_some(range)
    }

    /// Adds the entries of [`Log::next_committed`], cut to the bytes that may still be under way.
    pub(crate) fn next_committed_entries(&self, allow_unstable: bool, into: &mut Vec<Entry>) {
        let Some(range) = self.next_committed(allow_unstable) else {
            return;
        };
        let is_limited = self.applying_bytes_max != u64::MAX;
        let bytes = if is_limited {
            self.applying_bytes_max - self.applying_bytes
        } else {
            u64::MAX
        };
        self.slice_into(range.start, range.end, bytes, into)
            .expect("what is not applied is not compacted");
    }

    fn appliable(&self, allow_unstable: bool) -> Index {
        let committed = if self.is_strict {
            self.committed
        } else {
            self.committed.min(self.last_index())
        };
        if allow_unstable {
            committed
        } else {
            committed.min(self.unstable.offset - 1)
        }
    }

    /// The entries up to `index`, of that size, were handed out to be applied.
    pub(crate) fn accept_applying(&mut self, index: Index, bytes: u64, allow_unstable: bool) {
        self.applying = index;
        self.applying_bytes += bytes;
        // Cut short: the limit is reached even if the bytes handed out do not say so.
        let is_cut = index < self.appliable(allow_unstable);
        self.is_applying_paused = self.applying_bytes >= self.applying_bytes_max || is_cut;
    }

    /// The entries up to `index`, of that size, are applied.
    pub(crate) fn applied_to(&mut self, index: Index, bytes: u64) {
        let (applied, committed) = (self.applied, self.committed);
        assert!(
            applied <= index && index <= committed,
            "applied {index} is not in [{applied}, {committed}]"
        );
        self.applied = index;
        self.applying = self.applying.max(index);
        self.applying_bytes = self.applying_bytes.saturating_sub(bytes);
        self.is_applying_paused = self.applying_bytes >= self.applying_bytes_max;
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

/// The rules an append obeys; all on in the protocol.
#[derive(Clone, Copy)]
pub(crate) struct AppendRules {
    pub(crate) check_previous: bool,
    pub(crate) keep_tail: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Payload;

    const STRICT: AppendRules = AppendRules {
        check_previous: true,
        keep_tail: true,
    };

    fn entry(index: Index, term: Term) -> Entry {
        Entry {
            term,
            index,
            payload: Payload::empty(),
        }
    }

    /// A log of entries with these terms, from index 1, of which the first `stable` are on disk.
    fn log(terms: &[Term], stable: usize) -> Log {
        let mut storage = Storage::new();
        let entries: Vec<Entry> = terms
            .iter()
            .zip(1..)
            .map(|(&term, index)| entry(index, term))
            .collect();
        storage.append(&entries[..stable]);
        let mut log = Log::new(storage, &Config::new(1));
        if stable < entries.len() {
            log.append(&mut entries[stable..].to_vec());
        }
        log
    }

    fn terms(log: &Log) -> Vec<Term> {
        (1..=log.last_index())
            .map(|index| log.term(index).unwrap())
            .collect()
    }

    #[test]
    fn a_follower_appends_only_behind_an_entry_it_has() {
        // (previous term and index, terms of the entries) -> the log after, and the answer.
        type AppendCase = (
            (Term, Index),
            &'static [Term],
            &'static [Term],
            Option<Index>,
        );
        let cases: [AppendCase; 8] = [
            ((2, 3), &[], &[1, 1, 2], Some(3)),
            ((2, 3), &[3], &[1, 1, 2, 3], Some(4)),
            ((1, 1), &[1, 2], &[1, 1, 2], Some(3)),
            ((1, 1), &[1], &[1, 1, 2], Some(2)),
            ((1, 2), &[3], &[1, 1, 3], Some(3)),
            ((0, 0), &[4], &[4], Some(1)),
            ((3, 3), &[3], &[1, 1, 2], None),
            ((2, 4), &[3], &[1, 1, 2], None),
        ];
        for stable in 0..=3 {
            for ((term, index), new, after, answer) in cases {
                let mut log = log(&[1, 1, 2], stable);
                let mut entries = new
                    .iter()
                    .zip(index + 1..)
                    .map(|(&term, index)| entry(index, term))
                    .collect();
                let got = log.try_append(EntryId { term, index }, &mut entries, STRICT, |_| {});
                assert_eq!(
                    (got, terms(&log).as_slice()),
                    (answer, after),
                    "{stable} stable, {new:?} after {term}/{index}"
                );
                log.validate();
            }
        }
    }

    #[test]
    #[should_panic(expected = "entry 2 conflicts with one committed, up to 2")]
    fn a_committed_entry_is_never_replaced() {
        let mut log = log(&[1, 1, 2], 0);
        log.commit_to(2);
        log.try_append(
            EntryId { term: 1, index: 1 },
            &mut vec![entry(2, 3)],
            STRICT,
            |_| {},
        );
    }

    #[test]
    fn the_walk_for_a_common_entry_skips_later_terms() {
        let mut log = log(&[2, 2, 4, 4, 6], 5);
        for (index, term, found) in [
            (5, 6, (6, 5)),
            (5, 5, (4, 4)),
            (4, 3, (2, 2)),
            (5, 1, (0, 0)),
            (0, 9, (0, 0)),
            (9, 9, (0, 9)),
        ] {
            assert_eq!(
                log.find_by_term(index, term),
                EntryId {
                    term: found.0,
                    index: found.1
                },
                "{index} {term}"
            );
        }
        log.storage.compact(3).unwrap();
        assert_eq!(
            log.find_by_term(4, 1),
            EntryId { term: 0, index: 2 },
            "what is compacted may match"
        );
    }

    #[test]
    fn up_to_date_is_the_later_term_and_then_the_longer_log() {
        let log = log(&[1, 2, 2], 3);
        for (term, index, is) in [
            (3, 1, true),
            (2, 3, true),
            (2, 4, true),
            (2, 2, false),
            (1, 9, false),
        ] {
            assert_eq!(
                log.is_up_to_date(EntryId { term, index }),
                is,
                "{term}/{index}"
            );
        }
    }

    #[test]
    fn a_slice_is_cut_by_bytes_and_never_empty() {
        let size = entry(1, 1).size();
        for stable in 0..=4 {
            let log = log(&[1, 1, 2, 2], stable);
            for (bytes, count) in [
                (0, 1),
                (size, 1),
                (size * 2 - 1, 1),
                (size * 2, 2),
                (u64::MAX, 3),
            ] {
                assert_eq!(
                    log.slice(2, 5, bytes).unwrap().len(),
                    count,
                    "{stable} stable, {bytes} bytes"
                );
            }
        }
    }

    #[test]
    fn applying_pauses_at_the_limit_until_it_is_acknowledged() {
        let mut log = log(&[1, 1, 1], 3);
        let size = entry(1, 1).size();
        log.applying_bytes_max = size * 2;
        log.commit_to(3);
        let mut first = Vec::new();
        log.next_committed_entries(true, &mut first);
        assert_eq!(first.len(), 2);
        log.accept_applying(2, size * 2, true);
        assert_eq!(log.next_committed(true), None);
        log.applied_to(1, size);
        assert_eq!(log.next_committed(true), Some(3..4));
    }

    #[test]
    fn with_asynchronous_storage_only_what_is_durable_is_applied() {
        let mut log = log(&[1, 1, 1], 1);
        log.commit_to(3);
        assert_eq!(log.next_committed(false), Some(1..2));
        assert_eq!(log.next_committed(true), Some(1..4));
        assert_eq!(
            log.unstable.stable_to(EntryId { term: 1, index: 2 }, true),
            None
        );
        assert_eq!(log.next_committed(false), Some(1..3));
    }

    #[test]
    fn a_storage_answer_about_an_overwritten_entry_does_not_count() {
        let mut log = log(&[1, 1, 1], 1);
        log.unstable.accept();
        log.append(&mut vec![entry(3, 2)]);
        assert_eq!(
            log.unstable.in_progress, 3,
            "entry 3 has to be written again"
        );
        let answer = EntryId { term: 1, index: 3 };
        assert_eq!(
            log.unstable.stable_to(answer, true),
            Some(EventKind::StorageAnswerMismatched { answer, own: 2 })
        );
        assert_eq!(log.durable(), 1);
    }
}
