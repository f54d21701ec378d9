//! A sorted list: so simple that the others are tested against it.

use crate::queue::{Counts, Filed, Queue};

/// Timers in order of (deadline, id), the next one last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    list: Vec<Filed>,
    counts: Counts,
}

impl Sorted {
    /// The list, the next to fire last.
    #[must_use]
    pub fn list(&self) -> &[Filed] {
        &self.list
    }
}

impl Queue for Sorted {
    /// O(n): half the list moves, on the average.
    fn insert(&mut self, timer: Filed) {
        let at = self.list.partition_point(|other| *other > timer);
        self.counts.comparisons += u64::from((self.list.len() + 1).ilog2());
        self.counts.moves += (self.list.len() - at + 1) as u64;
        self.list.insert(at, timer);
    }

    fn remove(&mut self, id: u32, _: &[u32]) {
        let at = self.list.iter().position(|timer| timer.id == id);
        let at = at.expect("a timer that is removed was filed");
        self.counts.passed_over += at as u64;
        self.counts.moves += (self.list.len() - at - 1) as u64;
        self.list.remove(at);
    }

    fn advance(&mut self, to: u64, _: &[u32], due: &mut Vec<Filed>) -> Option<u64> {
        self.counts.comparisons += 1;
        let at = self
            .list
            .last()
            .filter(|timer| timer.deadline <= to)?
            .deadline;
        while let Some(timer) = self.list.pop_if(|timer| timer.deadline == at) {
            self.counts.comparisons += 1;
            due.push(timer);
        }
        Some(at)
    }

    fn next_deadline(&self, _: &[u32]) -> Option<u64> {
        self.list.last().map(|timer| timer.deadline)
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
