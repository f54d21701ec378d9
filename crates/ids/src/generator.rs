//! Making ids from what a clock shows, and what to do when it shows too little.
//!
//! In the usual case the clock has moved on (step 0) or shows the same millisecond (step + 1). Two cases are left, and
//! libraries differ in them:
//!
//! * **The step is used up.** Starting again at 0 would repeat the ids of this millisecond, so one must *wait* for the
//!   next one, or *borrow* it.
//! * **The clock shows less than the last id's time**: it was set back, or the process was started again on a machine
//!   whose clock is behind. See [`Backwards`].

use crate::{Layout, Parts, Refusal};

/// What a generator does when the clock shows less than the time of its last id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Backwards {
    /// It does not look: takes over the earlier time and step 0, and makes ids again that exist already. This is
    /// `bwmarrin/snowflake`, which is shielded within one process only by Go's monotonic clock.
    Unnoticed,
    /// It keeps the old time and counts on; when the steps are used up it takes the next unit and sleeps until the
    /// clock has reached it. This is `sony/sonyflake`.
    CountOn,
    /// It gives an error until the clock is back where it was. This is Twitter's first Snowflake service.
    Refuse,
    /// It waits until the clock shows the last time again.
    Wait,
    /// It keeps the old time and counts on; when the steps are used up it takes the next unit at once, and so runs
    /// ahead of its clock.
    Borrow,
}

impl Backwards {
    /// All five, as a lesson goes through them.
    pub const ALL: [Backwards; 5] = [
        Backwards::Unnoticed,
        Backwards::CountOn,
        Backwards::Refuse,
        Backwards::Wait,
        Backwards::Borrow,
    ];

    /// Its name in a line of text.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Backwards::Unnoticed => "bwmarrin",
            Backwards::CountOn => "sonyflake",
            Backwards::Refuse => "refuse",
            Backwards::Wait => "wait",
            Backwards::Borrow => "borrow",
        }
    }
}

/// Why a call has not returned an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The steps of this millisecond are used up, or the clock is behind: the call goes on reading the clock until it
    /// shows at least this time. (Hand each reading to [`Generator::next`].)
    Until(i64),
    /// The id is made, but the call returns it only when the clock shows its time.
    Sleeps {
        /// What the call will return.
        id: i64,
        /// The time at which it will.
        until: i64,
    },
    /// The clock is so many units behind the last id, and the generator refuses.
    Behind(i64),
    /// The time no longer fits its bits.
    Over,
}

/// A generator of Snowflake ids. It costs a comparison and an addition while the clock shows the same time.
///
/// ```
/// use ids::generator::{Backwards, Generator, Held};
/// use ids::Layout;
///
/// let layout = Layout::new(0, 10, 1).unwrap();
/// let mut ids = Generator::new(layout, 1, Backwards::Wait).unwrap();
/// assert_eq!(ids.next(50), Ok(50 << 11 | 1 << 1));
/// assert_eq!(ids.next(50), Ok(50 << 11 | 1 << 1 | 1));
/// assert_eq!(ids.next(50), Err(Held::Until(51)), "two steps a millisecond");
/// assert_eq!(ids.next(51), Ok(51 << 11 | 1 << 1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generator {
    layout: Layout,
    node: i64,
    backwards: Backwards,
    /// The time of the last id.
    time: i64,
    /// The last id while the clock shows `time`: the next one is one more, unless its step is `step_max`.
    last: i64,
    step_max: i64,
    /// The steps of `time` are used up, and a call reads the clock until it shows more. While that is so, the step of
    /// `last` is `step_max`, so the quick way is closed and need not look at this.
    waiting: bool,
}

impl Generator {
    /// A generator that has not made an id. It begins as the library does: with time 0 and step 0 *taken*, so a first
    /// call exactly at the epoch gives step 1. (Sonyflake's way begins with all steps of time 0 taken.)
    ///
    /// # Errors
    /// [`Refusal::Node`] if the node number does not fit.
    pub fn new(layout: Layout, node: i64, backwards: Backwards) -> Result<Self, Refusal> {
        layout.check_node(node)?;
        let step = match backwards {
            Backwards::CountOn => layout.step_max(),
            _ => 0,
        };
        let time = 0;
        Ok(Generator {
            layout,
            node,
            backwards,
            time,
            last: layout.id(Parts { time, node, step }),
            step_max: layout.step_max(),
            waiting: false,
        })
    }

    /// An id, given what the clock shows (units since the epoch).
    ///
    /// # Errors
    /// What holds the call up. It goes on when the caller hands in the next reading of its clock.
    #[inline]
    pub fn next(&mut self, now: i64) -> Result<i64, Held> {
        if now == self.time && self.last & self.step_max != self.step_max {
            self.last += 1;
            return Ok(self.last);
        }
        self.other_time(now)
    }

    /// The time of the last id, which a process must remember over a restart if it wants to be safe.
    #[must_use]
    pub fn time(&self) -> i64 {
        self.time
    }

    /// The step of the last id.
    #[must_use]
    pub fn step(&self) -> i64 {
        self.last & self.step_max
    }

    /// Its node number.
    #[must_use]
    pub fn node(&self) -> i64 {
        self.node
    }

    /// Its layout.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// What it does when the clock goes back.
    #[must_use]
    pub fn backwards(&self) -> Backwards {
        self.backwards
    }

    /// Takes up a predecessor's work: no id of a time up to `time` will be made. A process that keeps this number on
    /// disk needs no trust in its clock.
    pub fn resume_after(&mut self, time: i64) {
        if time >= self.time {
            self.enter(time, self.step_max);
        }
    }

    /// Apart, so that the quick way stays a few instructions wherever it is inlined.
    #[cold]
    #[inline(never)]
    fn other_time(&mut self, now: i64) -> Result<i64, Held> {
        if self.over(now) {
            return Err(Held::Over);
        }
        if self.waiting && now <= self.time {
            return Err(Held::Until(self.time + 1));
        }
        if now > self.time {
            return Ok(self.enter(now, 0));
        }
        let behind = self.time - now;
        match self.backwards {
            Backwards::Unnoticed if behind > 0 => Ok(self.enter(now, 0)),
            Backwards::Refuse if behind > 0 => Err(Held::Behind(behind)),
            Backwards::Wait if behind > 0 => Err(Held::Until(self.time)),
            Backwards::Unnoticed | Backwards::Refuse | Backwards::Wait => {
                self.waiting = true;
                Err(Held::Until(self.time + 1))
            }
            Backwards::CountOn | Backwards::Borrow => self.count_on(),
        }
    }

    /// The clock shows no more than the last time: the next step of that, or the first of the unit after it.
    fn count_on(&mut self) -> Result<i64, Held> {
        if self.step() < self.step_max {
            self.last += 1;
            return Ok(self.last);
        }
        let until = self.time + 1;
        if self.over(until) {
            return Err(Held::Over);
        }
        let id = self.enter(until, 0);
        match self.backwards {
            Backwards::CountOn => Err(Held::Sleeps { id, until }),
            _ => Ok(id),
        }
    }

    fn enter(&mut self, time: i64, step: i64) -> i64 {
        self.waiting = false;
        self.time = time;
        self.last = self.layout.id(Parts {
            time,
            node: self.node,
            step,
        });
        self.last
    }

    /// The library does not look at this either: its ids become negative.
    fn over(&self, time: i64) -> bool {
        self.backwards != Backwards::Unnoticed && time > self.layout.time_max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A clock that is mostly still, sometimes moves on and now and then goes back.
    fn readings(seed: u64, count: usize) -> Vec<i64> {
        let (mut state, mut now) = (seed, 1_000);
        (0..count)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                now += match state >> 33 & 31 {
                    0..4 => 1,
                    4 => 20,
                    5 => -7,
                    _ => 0,
                };
                now
            })
            .collect()
    }

    fn ids(backwards: Backwards, seed: u64) -> Vec<i64> {
        let layout = Layout::new(0, 3, 2).unwrap();
        let mut generator = Generator::new(layout, 5, backwards).unwrap();
        readings(seed, 4_000)
            .into_iter()
            .filter_map(|now| match generator.next(now) {
                Ok(id) | Err(Held::Sleeps { id, .. }) => Some(id),
                Err(_) => None,
            })
            .collect()
    }

    #[test]
    fn every_way_but_the_unnoticed_gives_growing_ids_whatever_the_clock_does() {
        for seed in 0..50 {
            for backwards in Backwards::ALL {
                let ids = ids(backwards, seed);
                let grows = ids.windows(2).all(|pair| pair[0] < pair[1]);
                assert_eq!(
                    grows,
                    backwards != Backwards::Unnoticed,
                    "{backwards:?}, seed {seed}"
                );
            }
        }
    }

    #[test]
    fn unnoticed_steps_back_make_the_same_id_twice() {
        for seed in 0..50 {
            let ids = ids(Backwards::Unnoticed, seed);
            let different: BTreeSet<_> = ids.iter().collect();
            assert!(different.len() < ids.len(), "seed {seed}");
        }
    }

    #[test]
    fn counting_on_sleeps_and_borrowing_runs_ahead_of_the_clock() {
        let layout = Layout::new(0, 3, 2).unwrap();
        let mut sleeper = Generator::new(layout, 0, Backwards::CountOn).unwrap();
        let mut borrower = Generator::new(layout, 0, Backwards::Borrow).unwrap();
        for _ in 0..4 {
            assert!(sleeper.next(10).is_ok());
            assert!(borrower.next(10).is_ok());
        }
        let id = 11 << 5;
        assert_eq!(sleeper.next(2), Err(Held::Sleeps { id, until: 11 }));
        assert_eq!(borrower.next(2), Ok(id));
        assert_eq!(borrower.time(), 11);
    }

    #[test]
    fn a_generator_that_resumes_never_repeats_its_predecessor() {
        for backwards in Backwards::ALL
            .into_iter()
            .filter(|&way| way != Backwards::Unnoticed)
        {
            let layout = Layout::new(0, 3, 2).unwrap();
            let mut before = Generator::new(layout, 1, backwards).unwrap();
            let first = before.next(100).unwrap();
            let mut after = Generator::new(layout, 1, backwards).unwrap();
            after.resume_after(before.time());
            for now in [99, 100] {
                if let Ok(id) | Err(Held::Sleeps { id, .. }) = after.next(now) {
                    assert!(id > first, "{backwards:?}");
                }
            }
        }
    }

    #[test]
    fn after_the_last_time_the_library_goes_negative_and_the_others_stop() {
        let layout = Layout::default();
        let end = layout.time_max() + 1;
        for backwards in Backwards::ALL {
            let got = Generator::new(layout, 0, backwards).unwrap().next(end);
            match backwards {
                Backwards::Unnoticed => assert!(got.unwrap() < 0),
                _ => assert_eq!(got, Err(Held::Over)),
            }
        }
    }
}
