//! The places a timer can lie in, by the names that lessons use for them.

use std::fmt;
use std::str::FromStr;

use labs::timers::TimerBench;
use timers::Filed;

/// So many slots of a level are drawn one by one; more are bars, which are too narrow to be pointed at.
pub const SLOTS_MAX: usize = 16;
/// Places of the binary heap that are drawn: four levels.
pub const BINARY_MAX: usize = 15;
/// Places of the 4-ary heap that are drawn: three levels.
pub const FOUR_MAX: usize = 21;
/// Levels of the wheel that are drawn.
pub const LEVELS_MAX: usize = 3;

/// A place. `Display` is its id: `binary 3`, `four 0`, `slot 5`, `level 2 slot 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A place of the binary heap's array.
    Binary(usize),
    /// A place of the 4-ary heap's array.
    Four(usize),
    /// A slot of the hashed wheel.
    Hashed(usize),
    /// A slot of the hierarchical wheel.
    Wheel(timers::wheel::Place),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Binary(at) => write!(f, "binary {at}"),
            Place::Four(at) => write!(f, "four {at}"),
            Place::Hashed(slot) => write!(f, "slot {slot}"),
            Place::Wheel(place) => write!(f, "level {} slot {}", place.level, place.slot),
        }
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(id: &str) -> Result<Place, ()> {
        let number = |text: &str| text.parse().map_err(drop);
        let words: Vec<&str> = id.split(' ').collect();
        match words[..] {
            ["binary", at] => Ok(Place::Binary(number(at)?)),
            ["four", at] => Ok(Place::Four(number(at)?)),
            ["slot", slot] => Ok(Place::Hashed(number(slot)?)),
            ["level", level, "slot", slot] => Ok(Place::Wheel(timers::wheel::Place {
                level: number(level)?,
                slot: number(slot)?,
            })),
            _ => Err(()),
        }
    }
}

impl Place {
    /// What lies there, cancelled timers included; `None` if there is no such place.
    pub fn holds(self, bench: &TimerBench) -> Option<&[Filed]> {
        match self {
            Place::Binary(at) => bench.binary().queue().array().get(at..=at),
            Place::Four(at) => bench.four().queue().array().get(at..=at),
            Place::Hashed(slot) => Some(bench.hashed().queue().slots().get(slot)?),
            Place::Wheel(place) => {
                let wheel = bench.wheel().queue();
                let slots = *wheel.shape().get(place.level.checked_sub(1)?)?;
                (place.slot < slots).then(|| wheel.slot(place))
            }
        }
    }

    /// The timer due there, as far as one can ask for it; `None` for a timer that lies elsewhere.
    pub fn of(self, bench: &TimerBench, id: u32) -> Option<Place> {
        let mut places = match self {
            Place::Binary(_) => (0..bench.binary().pending())
                .map(Place::Binary)
                .collect::<Vec<_>>(),
            Place::Four(_) => (0..bench.four().pending()).map(Place::Four).collect(),
            Place::Hashed(_) => slots(bench.hashed().queue().slots().len(), Place::Hashed),
            Place::Wheel(_) => every_slot(bench),
        }
        .into_iter();
        places.find(|place| {
            let held = place.holds(bench).unwrap_or_default();
            held.iter()
                .any(|timer| timer.id == id && bench.is_live(timer))
        })
    }
}

/// Every place that a stage draws so that one can point at it, in reading order.
pub fn drawn(bench: &TimerBench) -> Vec<Place> {
    let heap = |len: usize, most: usize| 0..len.min(most);
    let mut places: Vec<Place> = heap(bench.binary().pending(), BINARY_MAX)
        .map(Place::Binary)
        .chain(heap(bench.four().pending(), FOUR_MAX).map(Place::Four))
        .collect();
    let hashed = bench.hashed().queue().slots().len();
    if hashed <= SLOTS_MAX {
        places.extend(slots(hashed, Place::Hashed));
    }
    for (at, slots) in levels(bench).into_iter().enumerate() {
        if slots <= SLOTS_MAX {
            places.extend((0..slots).map(|slot| wheel(at + 1, slot)));
        }
    }
    places
}

/// The levels that are drawn: the first two, and a third if there are three or it holds something.
pub fn levels(bench: &TimerBench) -> Vec<usize> {
    let shape = bench.wheel().queue().shape();
    let third = shape.get(2).is_some_and(|&slots| {
        shape.len() == LEVELS_MAX
            || (0..slots).any(|slot| {
                wheel(3, slot)
                    .holds(bench)
                    .is_some_and(|held| !held.is_empty())
            })
    });
    shape[..if third { LEVELS_MAX } else { 2 }].to_vec()
}

pub fn wheel(level: usize, slot: usize) -> Place {
    Place::Wheel(timers::wheel::Place { level, slot })
}

fn every_slot(bench: &TimerBench) -> Vec<Place> {
    let shape = bench.wheel().queue().shape();
    let levels = shape.into_iter().enumerate();
    levels
        .flat_map(|(at, slots)| (0..slots).map(move |slot| wheel(at + 1, slot)))
        .collect()
}

fn slots(count: usize, place: impl Fn(usize) -> Place) -> Vec<Place> {
    (0..count).map(place).collect()
}
