//! Reading the log: from disk and from memory, as one.

use super::{EntryId, Log, LogError};
use crate::entry::Entry;
use crate::{Index, Term};

impl Log {
    /// The entries `low..high`, cut before they exceed `bytes_max`, though never to nothing.
    ///
    /// # Errors
    /// If some of them are compacted away.
    pub fn slice(&self, low: Index, high: Index, bytes_max: u64) -> Result<Vec<Entry>, LogError> {
        let mut entries = Vec::new();
        self.slice_into(low, high, bytes_max, &mut entries)?;
        Ok(entries)
    }

    pub(super) fn slice_into(
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
}
