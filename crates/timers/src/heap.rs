//! Heaps: an array in which each parent is no later than its children.
//!
//! ```text
//!   arity 2: the parent of i is (i - 1) / 2         arity 4: (i - 1) / 4; half the levels
//!            10                                              10
//!         /      \                                     /   /    \   \
//!       30        20                                 30   20   40   35
//!      /  \      /                                  /
//!    40    35   25                                25
//! ```
//!
//! It is only *partly* ordered: siblings have no order, and the array is not sorted. Looking at the top is O(1), everything
//! else walks a path between the top and a leaf. With arity 4 that path is half as long, and on the way down there are four
//! children to compare; adding gets cheaper, taking about equal, and the cache is used better.
//!
//! The sift rules are those of Go: `container/heap` for arity 2, the runtime's timers for arity 4. Both move only on
//! strictly smaller, take the leftmost smallest child, and fill a hole with the last element.
//!
//! Each timer knows its place in the array, so a cancel is O(log n) too. (Go's runtime marks instead, and cleans later.)

use crate::queue::{Counts, Filed, Queue};

/// A heap of timers with so many children a parent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heap<const ARITY: usize> {
    array: Vec<Filed>,
    /// Where each timer is in the array, by its id.
    places: Vec<u32>,
    counts: Counts,
}

impl<const ARITY: usize> Heap<ARITY> {
    /// An empty heap.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The array, the earliest deadline first.
    #[must_use]
    pub fn array(&self) -> &[Filed] {
        &self.array
    }

    /// Takes the earliest.
    pub fn pop(&mut self) -> Option<Filed> {
        (!self.array.is_empty()).then(|| self.remove_at(0))
    }

    /// Takes what is at a place of the array.
    ///
    /// # Panics
    /// If the array is not that long.
    pub fn remove_at(&mut self, at: usize) -> Filed {
        let removed = self.array[at];
        let last = self.array.pop().expect("the array has a place `at`");
        if at < self.array.len() {
            self.settle(at, last);
        }
        removed
    }

    /// Gives what is at a place of the array another deadline.
    ///
    /// # Panics
    /// If the array is not that long.
    pub fn fix(&mut self, at: usize, deadline: u64) {
        let timer = Filed {
            deadline,
            ..self.array[at]
        };
        self.settle(at, timer);
    }

    /// Whether each parent is no later than its children, and each timer knows its place.
    ///
    /// # Panics
    /// If not.
    pub fn check(&self) {
        for (at, timer) in self.array.iter().enumerate() {
            assert_eq!(self.places[timer.id as usize] as usize, at, "{timer:?}");
            if at > 0 {
                let parent = self.array[(at - 1) / ARITY];
                assert!(
                    parent.deadline <= timer.deadline,
                    "{parent:?} above {timer:?}"
                );
            }
        }
    }

    /// Puts a timer into the hole at `at`, and lets it go down or up from there.
    #[inline]
    fn settle(&mut self, at: usize, timer: Filed) {
        if self.sift_down(at, timer) == at {
            self.sift_up(at, timer);
        }
    }

    /// The hole at `at` goes up while the parent is later than `timer`, which then fills it.
    #[inline]
    fn sift_up(&mut self, mut at: usize, timer: Filed) {
        let (mut comparisons, mut levels) = (0, 0);
        while at > 0 {
            let parent = (at - 1) / ARITY;
            comparisons += 1;
            if timer.deadline >= self.array[parent].deadline {
                break;
            }
            self.put(at, self.array[parent]);
            levels += 1;
            at = parent;
        }
        self.put(at, timer);
        self.counts.comparisons += comparisons;
        self.counts.moves += levels + 1;
    }

    /// The hole at `at` goes down while a child is earlier than `timer`, which then fills it. Returns where.
    #[inline]
    fn sift_down(&mut self, mut at: usize, timer: Filed) -> usize {
        // Counted here and added once: a store on each level costs as much as a comparison.
        let (mut comparisons, mut levels) = (0, 0);
        loop {
            let first = at * ARITY + 1;
            let Some(children) = self.array.get(first..) else {
                break;
            };
            let children = &children[..children.len().min(ARITY)];
            let mut least = 0;
            let Some(&Filed { mut deadline, .. }) = children.first() else {
                break;
            };
            for (child, timer) in children.iter().enumerate().skip(1) {
                if timer.deadline < deadline {
                    (least, deadline) = (child, timer.deadline);
                }
            }
            comparisons += children.len() as u64;
            if deadline >= timer.deadline {
                break;
            }
            self.put(at, children[least]);
            levels += 1;
            at = first + least;
        }
        self.put(at, timer);
        self.counts.comparisons += comparisons;
        self.counts.moves += levels + 1;
        at
    }

    #[inline]
    fn put(&mut self, at: usize, timer: Filed) {
        self.array[at] = timer;
        self.places[timer.id as usize] = at as u32;
    }
}

impl<const ARITY: usize> Queue for Heap<ARITY> {
    fn insert(&mut self, timer: Filed) {
        let id = timer.id as usize;
        if id >= self.places.len() {
            self.places.resize((id + 1).next_power_of_two(), 0);
        }
        self.array.push(timer);
        self.sift_up(self.array.len() - 1, timer);
    }

    fn remove(&mut self, id: u32, _: &[u32]) {
        let at = self.places[id as usize] as usize;
        debug_assert_eq!(self.array[at].id, id, "a timer that is removed is filed");
        self.remove_at(at);
    }

    fn advance(&mut self, to: u64, _: &[u32], due: &mut Vec<Filed>) -> Option<u64> {
        let at = self
            .array
            .first()
            .filter(|timer| timer.deadline <= to)?
            .deadline;
        while self.array.first().is_some_and(|timer| timer.deadline == at) {
            due.push(self.remove_at(0));
        }
        Some(at)
    }

    fn next_deadline(&self, _: &[u32]) -> Option<u64> {
        self.array.first().map(|timer| timer.deadline)
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
