//! What the structures were like before the last command, so that a stage can show what it changed.

use timers::wheel::Place;
use timers::{Counts, Filed, Heap};

use super::TimerBench;

/// Entries of a heap that are kept: more than a stage draws.
pub const HEAP_MAX: usize = 31;
/// Timers whose places in the wheel are kept; with more, none are.
pub const PLACES_MAX: usize = 64;

/// A picture of the bench as it was. Bounded, however many timers there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Before {
    /// The time.
    pub now: u64,
    /// What each structure had done.
    pub counts: [Counts; 4],
    /// The first entries of the binary heap.
    pub binary: Vec<Filed>,
    /// The first entries of the 4-ary heap.
    pub four: Vec<Filed>,
    /// Where timers lay in the wheel, if there were few.
    pub places: Vec<(Filed, Place)>,
}

impl Before {
    /// The bench as it is now.
    pub(super) fn of(bench: &TimerBench) -> Before {
        Before {
            now: bench.binary.now(),
            counts: bench.counts(),
            binary: first(bench.binary.queue()),
            four: first(bench.four.queue()),
            places: places(bench),
        }
    }

    /// Where a timer lay in the wheel.
    #[must_use]
    pub fn place(&self, timer: &Filed) -> Option<Place> {
        let found = self.places.iter().find(|(other, _)| other == timer);
        found.map(|(_, place)| *place)
    }
}

fn first<const ARITY: usize>(heap: &Heap<ARITY>) -> Vec<Filed> {
    heap.array().iter().take(HEAP_MAX).copied().collect()
}

fn places(bench: &TimerBench) -> Vec<(Filed, Place)> {
    if bench.wheel.pending() > PLACES_MAX {
        return Vec::new();
    }
    let wheel = bench.wheel.queue();
    let mut places = Vec::new();
    for (at, slots) in wheel.shape().into_iter().enumerate() {
        for slot in 0..slots {
            let place = Place {
                level: at + 1,
                slot,
            };
            places.extend(wheel.slot(place).iter().map(|timer| (*timer, place)));
        }
    }
    places
}
