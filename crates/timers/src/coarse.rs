//! A wheel whose tick is longer than the clock's: how early and how late it fires.
//!
//! A library's wheel has ticks of 1 or 10 ms, and a deadline lies somewhere within one. Where it is rounded to is the
//! library's promise:
//!
//! ```text
//!   clock     0 . . . . . . . . . 10 . . . . . . . . . 20 . . . . . . . . . 30
//!   a timer                 ^ added at 6, due after 17:          ^ 23
//!   SlotStart                                          20, 3 early
//!   WholeTicks                                         20: one whole tick, from the next one on
//!   SlotEnd                                                                 30, 7 late
//! ```
//!
//! "Not before" and "within a tick" are two promises. A read deadline may come a little early; a lease must not.
//!
//! Sources: `RussellLuo/timingwheel` fires a bucket at its start; `antlabs/timer` counts in whole ticks of 10 ms; Linux's
//! timers, and Go's heap, are never early. What is left out: that a clock is polled, which adds lateness to each.

use crate::timers::{Refusal, Timers};
use crate::wheel::Wheel;

/// Where a deadline within a tick is rounded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// The start of the tick that holds the deadline: up to a tick early, never late.
    SlotStart,
    /// The delay is cut to whole ticks and counted from the next tick on: early or late, by less than a tick each.
    WholeTicks,
    /// The end of the tick that holds the deadline: never early, late by less than a tick.
    SlotEnd,
}

impl Rounding {
    /// All of them.
    pub const ALL: [Rounding; 3] = [Rounding::SlotStart, Rounding::WholeTicks, Rounding::SlotEnd];
}

/// A wheel with ticks of so many units of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coarse {
    timers: Timers<Wheel>,
    tick: u64,
    rounding: Rounding,
    now: u64,
}

impl Coarse {
    /// No timers, at time 0.
    ///
    /// # Panics
    /// If a tick is 0.
    #[must_use]
    pub fn new(tick: u64, rounding: Rounding) -> Self {
        assert!(tick > 0, "a tick takes time");
        Coarse {
            timers: Timers::new(Wheel::default()),
            tick,
            rounding,
            now: 0,
        }
    }

    /// Adds a timer that is due after `delay` units of the clock, and returns when it will fire. What is rounded into the
    /// past, or to now, fires with the next tick.
    ///
    /// # Errors
    /// Those of [`Timers::add`].
    pub fn add(&mut self, id: u32, delay: u64) -> Result<u64, Refusal> {
        let ticks = self.now / self.tick;
        let to = match self.rounding {
            Rounding::SlotStart => (self.now + delay) / self.tick,
            Rounding::WholeTicks => ticks + 1 + delay / self.tick,
            Rounding::SlotEnd => (self.now + delay).div_ceil(self.tick),
        };
        let delay = i64::try_from(to - ticks).map_err(|_| Refusal::TooFar)?;
        Ok(self.timers.add(id, delay, None)? * self.tick)
    }

    /// Goes on to a time of the clock, and calls `fire` with the time and the number of each timer that fires.
    pub fn advance(&mut self, to: u64, mut fire: impl FnMut(u64, u32)) {
        self.now = self.now.max(to);
        let tick = self.tick;
        self.timers
            .advance(self.now / tick, |at, id| fire(at * tick, id));
    }

    /// When a timer of `delay` that is added at `now` fires, in a wheel of its own.
    ///
    /// # Errors
    /// Those of [`Timers::add`].
    pub fn fires(tick: u64, rounding: Rounding, now: u64, delay: u64) -> Result<u64, Refusal> {
        let mut wheel = Coarse::new(tick, rounding);
        wheel.advance(now, |_, _| ());
        let at = wheel.add(0, delay)?;
        let mut fired = None;
        wheel.advance(at, |at, _| fired = Some(at));
        assert_eq!(fired, Some(at), "it fires when it said it would");
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much too early (negative) or too late each rounding may be, over all moments of a tick.
    fn off(rounding: Rounding, tick: u64, delay: u64) -> (i64, i64) {
        let off: Vec<i64> = (1000..1000 + tick)
            .map(|now| {
                let at = Coarse::fires(tick, rounding, now, delay).expect("a near deadline");
                at as i64 - (now + delay) as i64
            })
            .collect();
        (*off.iter().min().unwrap(), *off.iter().max().unwrap())
    }

    #[test]
    fn each_rounding_keeps_its_promise_over_all_moments_of_a_tick() {
        for tick in [1, 2, 10, 37] {
            for delay in tick..5 * tick {
                let most = tick as i64 - 1;
                let (early, late) = off(Rounding::SlotStart, tick, delay);
                assert_eq!((early, late), (-most, 0), "tick {tick}, delay {delay}");
                let (early, late) = off(Rounding::SlotEnd, tick, delay);
                assert_eq!((early, late), (0, most), "tick {tick}, delay {delay}");
                let (early, late) = off(Rounding::WholeTicks, tick, delay);
                let cut = (delay % tick) as i64;
                assert_eq!(
                    (early, late),
                    (1 - cut, tick as i64 - cut),
                    "tick {tick}, delay {delay}"
                );
            }
        }
    }

    /// The conformance data on `antlabs/timer`: a delay of d fires floor(d/10)*10 to floor(d/10)*10 + 10 after the call, and
    /// 19 may fire after 10.
    #[test]
    fn whole_ticks_of_ten_may_fire_nine_early() {
        let waited: Vec<u64> = (0..10)
            .map(|now| Coarse::fires(10, Rounding::WholeTicks, now, 19).unwrap() - now)
            .collect();
        assert_eq!(waited, [20, 19, 18, 17, 16, 15, 14, 13, 12, 11]);
    }

    #[test]
    fn what_rounds_to_now_fires_with_the_next_tick() {
        assert_eq!(Coarse::fires(10, Rounding::SlotStart, 20, 5), Ok(30));
        assert_eq!(Coarse::fires(10, Rounding::SlotEnd, 20, 0), Ok(30));
    }
}
