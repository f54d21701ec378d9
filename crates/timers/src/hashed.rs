//! The hashed wheel: one level, `slot = deadline mod slots`.
//!
//! A wheel is a hash on time. A timer that is farther away than one turn lies in the same slot as what is due now, and is
//! passed over once a turn until its time has come: with few slots and long delays that is most of the work. (Libraries keep
//! a count of rounds in each timer instead of the deadline; the walk is the same.)
//!
//! Varghese and Lauck's scheme 6, as Netty's `HashedWheelTimer`. What is ours: a bitmap to jump over empty slots, and when
//! a whole turn finds nothing due, a jump to the earliest deadline.

use crate::queue::{Counts, Filed, Queue, is_live};

/// A wheel of one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashedWheel {
    slots: Vec<Vec<Filed>>,
    /// A bit for each slot that holds something.
    taken: Vec<u64>,
    /// The next tick to be processed.
    hand: u64,
    /// Entries that lie in a slot, stale ones included.
    filed: usize,
    /// Entries that have been removed and not yet dropped.
    unwanted: usize,
    counts: Counts,
}

impl HashedWheel {
    /// An empty wheel at time 0.
    ///
    /// # Panics
    /// If there are no slots, or more than a million.
    #[must_use]
    pub fn new(slots: usize) -> Self {
        assert!(
            (1..=1_000_000).contains(&slots),
            "1 to 1,000,000 slots, not {slots}"
        );
        HashedWheel {
            slots: vec![Vec::new(); slots],
            taken: vec![0; slots.div_ceil(64)],
            hand: 1,
            filed: 0,
            unwanted: 0,
            counts: Counts::default(),
        }
    }

    /// The next tick to be processed.
    #[must_use]
    pub fn hand(&self) -> u64 {
        self.hand
    }

    /// What lies in each slot, stale entries included.
    #[must_use]
    pub fn slots(&self) -> &[Vec<Filed>] {
        &self.slots
    }

    /// Whether each entry lies in its slot and is not past.
    ///
    /// # Panics
    /// If not.
    pub fn check(&self) {
        for (at, slot) in self.slots.iter().enumerate() {
            assert_eq!(
                self.taken[at / 64] >> (at % 64) & 1 == 1,
                !slot.is_empty(),
                "slot {at}"
            );
            for timer in slot {
                assert!(timer.deadline >= self.hand, "{timer:?} at {}", self.hand);
                assert_eq!(self.slot_of(timer.deadline), at, "{timer:?}");
            }
        }
    }

    fn slot_of(&self, tick: u64) -> usize {
        (tick % self.slots.len() as u64) as usize
    }

    /// The next tick from the hand on whose slot holds something.
    fn next_taken(&self) -> Option<u64> {
        let from = self.slot_of(self.hand);
        let ahead = self
            .first_taken(from, self.slots.len())
            .map(|slot| slot - from)
            .or_else(|| Some(self.first_taken(0, from)? + self.slots.len() - from))?;
        Some(self.hand + ahead as u64)
    }

    fn first_taken(&self, from: usize, to: usize) -> Option<usize> {
        let mut at = from;
        while at < to {
            let word = self.taken[at / 64] >> (at % 64);
            if word != 0 {
                let found = at + word.trailing_zeros() as usize;
                return (found < to).then_some(found);
            }
            at = (at / 64 + 1) * 64;
        }
        None
    }

    fn open(&mut self, at: u64, stamps: &[u32], due: &mut Vec<Filed>) {
        let slot = self.slot_of(at);
        let filed = self.slots[slot].len();
        let mut stale = 0;
        self.slots[slot].retain(|timer| {
            if !is_live(timer, stamps) {
                stale += 1;
                return false;
            }
            if timer.deadline == at {
                due.push(*timer);
            }
            timer.deadline != at
        });
        let kept = self.slots[slot].len();
        self.clear_if_empty(slot);
        self.filed -= filed - kept;
        self.unwanted = self.unwanted.saturating_sub(stale);
        self.counts.slots += 1;
        self.counts.comparisons += (filed - stale) as u64;
        self.counts.passed_over += kept as u64;
        self.counts.stale += stale as u64;
    }

    fn clear_if_empty(&mut self, slot: usize) {
        if self.slots[slot].is_empty() {
            self.taken[slot / 64] &= !(1 << (slot % 64));
        }
    }
}

impl Queue for HashedWheel {
    fn insert(&mut self, timer: Filed) {
        debug_assert!(timer.deadline >= self.hand, "{timer:?} at {}", self.hand);
        let slot = self.slot_of(timer.deadline);
        self.slots[slot].push(timer);
        self.taken[slot / 64] |= 1 << (slot % 64);
        self.filed += 1;
        self.counts.moves += 1;
    }

    fn remove(&mut self, _: u32, stamps: &[u32]) {
        self.unwanted += 1;
        if self.unwanted * 3 > self.filed * 2 + 1024 {
            for slot in 0..self.slots.len() {
                self.slots[slot].retain(|timer| is_live(timer, stamps));
                self.clear_if_empty(slot);
            }
            let kept = self.slots.iter().map(Vec::len).sum();
            self.counts.stale += (self.filed - kept) as u64;
            (self.filed, self.unwanted) = (kept, 0);
        }
    }

    fn advance(&mut self, to: u64, stamps: &[u32], due: &mut Vec<Filed>) -> Option<u64> {
        let mut turn_ends = self.hand + self.slots.len() as u64;
        while let Some(at) = self.next_taken().filter(|&at| at <= to) {
            if at >= turn_ends {
                let Some(deadline) = self.next_deadline(stamps).filter(|&next| next <= to) else {
                    break;
                };
                self.hand = deadline;
                turn_ends = deadline + self.slots.len() as u64;
                continue;
            }
            self.open(at, stamps, due);
            self.hand = at + 1;
            if !due.is_empty() {
                return Some(at);
            }
        }
        self.hand = self.hand.max(to + 1);
        None
    }

    /// O(n): all slots may hold something that is rounds away.
    fn next_deadline(&self, stamps: &[u32]) -> Option<u64> {
        let live = self
            .slots
            .iter()
            .flatten()
            .filter(|timer| is_live(timer, stamps));
        live.map(|timer| timer.deadline).min()
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
