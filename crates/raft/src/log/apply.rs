//! Applying what is committed: handed out within a limit of bytes, and acknowledged.

use super::Log;
use crate::Index;
use crate::entry::Entry;

impl Log {
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
}
