//! The hierarchical wheel: fine slots for what is near, coarse ones for what is far.
//!
//! ```text
//!   level   slots   one slot is   the level reaches      (bits 8, 6, 6, 6, 6)
//!     1       256        1 tick           256 ticks
//!     2        64      256 ticks       16,384 ticks
//!     3        64   16,384 ticks    1,048,576 ticks
//!     4        64     2^20 ticks         2^26 ticks
//!     5        64     2^26 ticks         2^32 ticks; what is farther is parked in the last slot and placed again
//! ```
//!
//! A timer goes to the first level that reaches its distance, into the slot that the bits of its deadline name. When the
//! hand of level 1 has gone around, the next slot of level 2 is emptied into level 1 (a *cascade*), and so on. So a timer
//! moves at most once a level, and a tick opens one slot, whatever the number of timers.
//!
//! Varghese and Lauck's scheme 7, placed as `antlabs/timer` and Linux up to 4.7 do. What is ours: a bitmap for each level, so
//! that empty time is jumped over (a plain wheel pays for each tick, also an empty one), and cancels that only mark.

use crate::queue::{Counts, Filed, Queue, is_live};

/// A hierarchical timing wheel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wheel {
    levels: Vec<Level>,
    /// The level for a distance of so many binary digits, from 0.
    level_of: [u8; 65],
    /// The next tick to be processed. All that is filed has a deadline of at least this.
    hand: u64,
    /// Nothing happens up to this tick, so that a tick in which nothing happens costs one comparison.
    quiet_until: u64,
    /// Entries that lie in a slot, stale ones included.
    filed: usize,
    /// Entries that have been removed and not yet dropped.
    unwanted: usize,
    counts: Counts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Level {
    /// A slot is 2^shift ticks.
    shift: u32,
    /// Slots - 1.
    mask: u64,
    slots: Vec<Vec<Filed>>,
    /// A bit for each slot that holds something.
    taken: Vec<u64>,
}

/// Where a timer lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From 1, the finest.
    pub level: usize,
    /// From 0.
    pub slot: usize,
}

impl Default for Wheel {
    /// Bits 8, 6, 6, 6, 6.
    fn default() -> Self {
        Wheel::new(&[8, 6, 6, 6, 6])
    }
}

impl Wheel {
    /// A wheel at time 0 whose levels have 2^bits slots each, the finest first.
    ///
    /// # Panics
    /// If there is one level only (that is a [`HashedWheel`](crate::HashedWheel)), or one of fewer than 2 or more than 65,536
    /// slots, or more than 48 bits together.
    #[must_use]
    pub fn new(bits: &[u32]) -> Self {
        Wheel::starting_at(bits, 1)
    }

    /// The same, with `hand` as the next tick to be processed.
    ///
    /// # Panics
    /// As [`Wheel::new`].
    #[must_use]
    pub fn starting_at(bits: &[u32], hand: u64) -> Self {
        let all: u32 = bits.iter().sum();
        assert!(
            bits.len() > 1 && all <= 48 && bits.iter().all(|bits| (1..=16).contains(bits)),
            "two or more levels of 1 to 16 bits, at most 48 together, not {bits:?}"
        );
        let mut shift = 0;
        let levels = bits.iter().map(|&bits| {
            let slots = 1 << bits;
            let level = Level {
                shift,
                mask: slots as u64 - 1,
                slots: vec![Vec::new(); slots],
                taken: vec![0; slots.div_ceil(64)],
            };
            shift += bits;
            level
        });
        let levels: Vec<Level> = levels.collect();
        let level_of = std::array::from_fn(|digits| {
            let reached = levels[1..]
                .iter()
                .take_while(|level| digits as u32 > level.shift);
            reached.count() as u8
        });
        Wheel {
            levels,
            level_of,
            hand,
            quiet_until: u64::MAX,
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

    /// Slots of each level, the finest first.
    #[must_use]
    pub fn shape(&self) -> Vec<usize> {
        self.levels.iter().map(|level| level.slots.len()).collect()
    }

    /// What lies in a slot, stale entries included.
    ///
    /// # Panics
    /// If there is no such slot.
    #[must_use]
    pub fn slot(&self, place: Place) -> &[Filed] {
        &self.levels[place.level - 1].slots[place.slot]
    }

    /// Where an entry lies. O(n): for a picture, or a test.
    #[must_use]
    pub fn find(&self, timer: Filed) -> Option<Place> {
        self.places()
            .find(|&place| self.slot(place).contains(&timer))
    }

    /// Where a timer of this deadline would be put now. A constant number of comparisons.
    #[must_use]
    #[inline]
    pub fn place(&self, deadline: u64) -> Place {
        self.place_and_opening(deadline).0
    }

    /// The same, and the tick at which that slot is opened.
    #[inline]
    fn place_and_opening(&self, deadline: u64) -> (Place, u64) {
        let distance = deadline - self.hand;
        let level = usize::from(self.level_of[(64 - distance.leading_zeros()) as usize]);
        let Level { shift, mask, .. } = self.levels[level];
        let reach = (mask + 1) << shift;
        let nominal = if distance < reach {
            deadline
        } else {
            self.hand + (reach - 1)
        };
        let place = Place {
            level: level + 1,
            slot: (nominal >> shift & mask) as usize,
        };
        (place, nominal >> shift << shift)
    }

    /// The next tick in which something happens: a timer is due, or a slot of a coarser level is emptied.
    #[must_use]
    pub fn next_event(&self) -> Option<u64> {
        let events = self.levels.iter().filter_map(|level| level.next(self.hand));
        events.min()
    }

    /// Processes the tick `at`: cascades, then moves what is due into `due`. Nothing happens in the ticks before.
    ///
    /// # Panics
    /// If `at` is past, or something does happen before.
    pub fn process(&mut self, at: u64, stamps: &[u32], due: &mut Vec<Filed>) {
        assert!(
            at >= self.hand,
            "tick {at} is past, the hand is at {}",
            self.hand
        );
        let next = self.next_event();
        assert!(
            next.is_none_or(|next| next >= at),
            "{next:?} comes before tick {at}"
        );
        self.hand = at;
        self.cascade(stamps);
        self.open(at, stamps, due);
        self.hand = at + 1;
        self.quiet_until = self.next_event().map_or(u64::MAX, |next| next - 1);
    }

    /// Whether each entry lies where the hand will find it in time.
    ///
    /// # Panics
    /// If not.
    pub fn check(&self) {
        let mut filed = 0;
        for place in self.places() {
            let level = &self.levels[place.level - 1];
            let taken = level.taken[place.slot / 64] >> (place.slot % 64) & 1 == 1;
            assert_eq!(taken, !self.slot(place).is_empty(), "{place:?}");
            if !taken {
                continue;
            }
            let opens = level.opens(self.hand, place.slot as u64);
            for timer in self.slot(place) {
                filed += 1;
                assert!(
                    opens <= timer.deadline,
                    "{timer:?} in {place:?} opens at {opens}"
                );
                assert!(
                    place.level > 1 || opens == timer.deadline,
                    "{timer:?} in {place:?}"
                );
            }
        }
        assert_eq!(filed, self.filed, "entries in slots");
        let next = self.next_event();
        assert!(
            next.is_none_or(|next| next > self.quiet_until),
            "{next:?}, quiet until {}",
            self.quiet_until
        );
    }

    fn places(&self) -> impl Iterator<Item = Place> {
        self.levels.iter().enumerate().flat_map(|(at, level)| {
            (0..level.slots.len()).map(move |slot| Place {
                level: at + 1,
                slot,
            })
        })
    }

    /// Puts an entry into its slot. Returns when that is opened.
    #[inline]
    fn put(&mut self, timer: Filed) -> u64 {
        let (Place { level, slot }, opens) = self.place_and_opening(timer.deadline);
        let level = &mut self.levels[level - 1];
        level.slots[slot].push(timer);
        level.taken[slot / 64] |= 1 << (slot % 64);
        opens
    }

    /// Goes on to the first tick up to `to` in which something is due.
    fn turn(&mut self, to: u64, stamps: &[u32], due: &mut Vec<Filed>) -> Option<u64> {
        let mask = self.levels[0].mask;
        while self.hand <= to {
            if self.hand & mask == 0 {
                self.cascade(stamps);
            }
            // Up to the end of this turn of level 1, only level 1 can have something.
            let from = (self.hand & mask) as usize;
            let level = &self.levels[0];
            let found = level.first_taken(from, level.slots.len());
            let event = match found {
                Some(slot) => self.hand - from as u64 + slot as u64,
                // Far ahead if all of level 1 is empty, else the next turn.
                None if level.taken.iter().all(|&word| word == 0) => match self.next_event() {
                    Some(event) => event & !mask,
                    None => u64::MAX,
                },
                None => (self.hand | mask) + 1,
            };
            self.quiet_until = event - 1;
            if event > to {
                break;
            }
            self.hand = event;
            if found.is_some() {
                self.open(event, stamps, due);
                self.hand = event + 1;
                if !due.is_empty() {
                    return Some(event);
                }
            }
        }
        self.hand = self.hand.max(to + 1);
        None
    }

    /// Empties the slots of coarser levels whose time has come. The hand stands on their first tick, so none of their
    /// entries comes back into the slot that it leaves: its distance is now below what that level is for.
    fn cascade(&mut self, stamps: &[u32]) {
        for at in 1..self.levels.len() {
            let level = &mut self.levels[at];
            if self.hand & ((1 << level.shift) - 1) != 0 {
                break;
            }
            let slot = (self.hand >> level.shift & level.mask) as usize;
            if level.taken[slot / 64] >> (slot % 64) & 1 == 0 {
                continue;
            }
            self.counts.slots += 1;
            level.taken[slot / 64] &= !(1 << (slot % 64));
            let mut moving = std::mem::take(&mut level.slots[slot]);
            let filed = moving.len();
            keep_live(&mut moving, stamps);
            let stale = filed - moving.len();
            for &timer in &moving {
                // Whoever turns the hand looks for the next event afterwards.
                self.put(timer);
            }
            moving.clear();
            self.counts.cascades += (filed - stale) as u64;
            self.counts.moves += (filed - stale) as u64;
            self.drop_stale(stale);
            // An entry may have been parked again in this very slot of the last level.
            let level = &mut self.levels[at];
            if level.slots[slot].is_empty() {
                level.slots[slot] = moving;
            }
        }
    }

    /// Moves what is due in this tick into `due`.
    #[inline]
    fn open(&mut self, at: u64, stamps: &[u32], due: &mut Vec<Filed>) {
        let level = &mut self.levels[0];
        let slot = (at & level.mask) as usize;
        level.taken[slot / 64] &= !(1 << (slot % 64));
        self.counts.slots += 1;
        let timers = &mut level.slots[slot];
        let filed = timers.len();
        for timer in timers.iter() {
            debug_assert_eq!(timer.deadline, at, "level 1 is exact");
            if is_live(timer, stamps) {
                due.push(*timer);
            }
        }
        timers.clear();
        let stale = filed - due.len();
        self.filed -= due.len();
        self.drop_stale(stale);
    }

    fn drop_stale(&mut self, stale: usize) {
        self.filed -= stale;
        self.unwanted = self.unwanted.saturating_sub(stale);
        self.counts.stale += stale as u64;
    }

    /// Drops all stale entries. Called when two of three are, so the cost for each cancel stays constant, and the memory
    /// stays proportional to the timers that are pending.
    fn sweep(&mut self, stamps: &[u32]) {
        let mut kept = 0;
        for level in &mut self.levels {
            for (slot, timers) in level.slots.iter_mut().enumerate() {
                timers.retain(|timer| is_live(timer, stamps));
                kept += timers.len();
                if timers.is_empty() {
                    level.taken[slot / 64] &= !(1 << (slot % 64));
                }
            }
        }
        self.counts.stale += (self.filed - kept) as u64;
        self.filed = kept;
        self.unwanted = 0;
    }
}

/// Drops stale entries, in order. Without a branch for each, which nobody could predict: whether a timer was cancelled has
/// nothing to do with whether its neighbour was.
fn keep_live(timers: &mut Vec<Filed>, stamps: &[u32]) {
    let mut kept = 0;
    for at in 0..timers.len() {
        let timer = timers[at];
        timers[kept] = timer;
        kept += usize::from(is_live(&timer, stamps));
    }
    timers.truncate(kept);
}

impl Level {
    /// The tick at which this slot is opened next.
    fn opens(&self, hand: u64, slot: u64) -> u64 {
        let first = hand.div_ceil(1 << self.shift);
        let ahead = slot.wrapping_sub(first) & self.mask;
        (first + ahead) << self.shift
    }

    /// The tick at which a slot that holds something is opened next.
    fn next(&self, hand: u64) -> Option<u64> {
        let first = hand.div_ceil(1 << self.shift) & self.mask;
        let slot = self.first_taken(first as usize, self.slots.len());
        let slot = slot.or_else(|| self.first_taken(0, first as usize))?;
        Some(self.opens(hand, slot as u64))
    }

    /// The first slot in `from..to` that holds something.
    #[inline]
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
}

impl Queue for Wheel {
    #[inline]
    fn insert(&mut self, timer: Filed) {
        debug_assert!(timer.deadline >= self.hand, "{timer:?} at {}", self.hand);
        self.filed += 1;
        self.counts.moves += 1;
        let opens = self.put(timer);
        // A hand at tick 0, as some traces have it, may open a slot at once.
        self.quiet_until = self.quiet_until.min(opens.saturating_sub(1));
    }

    #[inline]
    fn remove(&mut self, _: u32, stamps: &[u32]) {
        self.unwanted += 1;
        if self.unwanted * 3 > self.filed * 2 + 1024 {
            self.sweep(stamps);
        }
    }

    #[inline]
    fn advance(&mut self, to: u64, stamps: &[u32], due: &mut Vec<Filed>) -> Option<u64> {
        if to <= self.quiet_until {
            self.hand = self.hand.max(to + 1);
            return None;
        }
        self.turn(to, stamps, due)
    }

    fn next_deadline(&self, stamps: &[u32]) -> Option<u64> {
        let last = self.levels.len() - 1;
        let earliest = |level: &Level, slot: usize| {
            let live = level.slots[slot]
                .iter()
                .filter(|timer| is_live(timer, stamps));
            live.map(|timer| timer.deadline).min()
        };
        let candidates = self.levels.iter().enumerate().filter_map(|(at, level)| {
            // Slots in the order in which they open: the first with a live entry holds the level's earliest. Not so in the
            // last level, where an entry may be parked in front of its time.
            let first = (self.hand.div_ceil(1 << level.shift) & level.mask) as usize;
            let mut slots = (first..level.slots.len()).chain(0..first);
            match at == last {
                true => slots.filter_map(|slot| earliest(level, slot)).min(),
                false => slots.find_map(|slot| earliest(level, slot)),
            }
        });
        candidates.min()
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
