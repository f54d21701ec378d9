//! The places a timer can lie in, by the names that lessons use for them.

use std::fmt;
use std::str::FromStr;

use labs::timers::TimerBench;
use timers::Filed;

/// So many slots of a level are drawn one by one. More are bars, which are too narrow to be pointed at: one points at a run
/// of neighbours, of which there are as many.
pub const SLOTS_MAX: usize = 16;
/// Places of the binary heap that are drawn: four levels.
pub const BINARY_MAX: usize = 15;
/// Places of the 4-ary heap that are drawn: three levels.
pub const FOUR_MAX: usize = 21;
/// Levels of the wheel that are drawn.
pub const LEVELS_MAX: usize = 3;

/// A place. `Display` is its id: `binary 3`, `four 0`, `slot 5`, `slots 16-31`, `level 2 slot 1`, `level 1 slots 0-15`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A place of the binary heap's array.
    Binary(usize),
    /// A place of the 4-ary heap's array.
    Four(usize),
    /// A slot of the hashed wheel.
    Hashed(usize),
    /// Neighbouring slots of the hashed wheel.
    HashedRun(Run),
    /// A slot of the hierarchical wheel.
    Wheel(timers::wheel::Place),
    /// Neighbouring slots of one of its levels.
    WheelRun(usize, Run),
}

/// Neighbouring slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first.
    pub from: usize,
    /// The last.
    pub to: usize,
}

/// The runs that the slots of a large level are pointed at by: [`SLOTS_MAX`] at the most, of equal length but for the last.
pub fn runs(slots: usize) -> Vec<Run> {
    let length = slots.div_ceil(SLOTS_MAX);
    let starts = (0..slots).step_by(length);
    starts
        .map(|from| Run {
            from,
            to: (from + length).min(slots) - 1,
        })
        .collect()
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Binary(at) => write!(f, "binary {at}"),
            Place::Four(at) => write!(f, "four {at}"),
            Place::Hashed(slot) => write!(f, "slot {slot}"),
            Place::HashedRun(Run { from, to }) => write!(f, "slots {from}-{to}"),
            Place::Wheel(place) => write!(f, "level {} slot {}", place.level, place.slot),
            Place::WheelRun(level, Run { from, to }) => {
                write!(f, "level {level} slots {from}-{to}")
            }
        }
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(id: &str) -> Result<Place, ()> {
        let number = |text: &str| text.parse().map_err(drop);
        let run = |text: &str| {
            let (from, to) = text.split_once('-').ok_or(())?;
            let (from, to) = (number(from)?, number(to)?);
            Ok(Run { from, to })
        };
        let words: Vec<&str> = id.split(' ').collect();
        match words[..] {
            ["binary", at] => Ok(Place::Binary(number(at)?)),
            ["four", at] => Ok(Place::Four(number(at)?)),
            ["slot", slot] => Ok(Place::Hashed(number(slot)?)),
            ["level", level, "slot", slot] => Ok(Place::Wheel(timers::wheel::Place {
                level: number(level)?,
                slot: number(slot)?,
            })),
            ["slots", slots] => Ok(Place::HashedRun(run(slots)?)),
            ["level", level, "slots", slots] => Ok(Place::WheelRun(number(level)?, run(slots)?)),
            _ => Err(()),
        }
    }
}

impl Place {
    /// What lies there, cancelled timers included; `None` if there is no such place.
    pub fn holds(self, bench: &TimerBench) -> Option<Vec<Filed>> {
        match self {
            Place::Binary(at) => one(bench.binary().queue().array(), at),
            Place::Four(at) => one(bench.four().queue().array(), at),
            Place::Hashed(slot) => Some(bench.hashed().queue().slots().get(slot)?.clone()),
            Place::HashedRun(run) => {
                let slots = bench.hashed().queue().slots();
                let held = slots.get(run.from..=run.to)?;
                (!held.is_empty()).then(|| held.concat())
            }
            Place::Wheel(at) => {
                let slots = level(bench, at.level)?;
                (at.slot < slots).then(|| bench.wheel().queue().slot(at).to_vec())
            }
            Place::WheelRun(of, Run { from, to }) => {
                let slots = level(bench, of)?;
                (from <= to && to < slots).then(|| {
                    let held = |slot| bench.wheel().queue().slot(slot_of(of, slot)).to_vec();
                    (from..=to).flat_map(held).collect()
                })
            }
        }
    }

    /// Where a timer lies in the structure of this place; `None` if it is not pending.
    pub fn of(self, bench: &TimerBench, id: u32) -> Option<Place> {
        let mut places = match self {
            Place::Binary(_) => (0..bench.binary().pending())
                .map(Place::Binary)
                .collect::<Vec<_>>(),
            Place::Four(_) => (0..bench.four().pending()).map(Place::Four).collect(),
            Place::Hashed(_) | Place::HashedRun(_) => {
                slots(bench.hashed().queue().slots().len(), Place::Hashed)
            }
            Place::Wheel(_) | Place::WheelRun(..) => every_slot(bench),
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
    places.extend(of_dial(
        bench.hashed().queue().slots().len(),
        Place::Hashed,
        Place::HashedRun,
    ));
    for (at, slots) in levels(bench).into_iter().enumerate() {
        let level = at + 1;
        places.extend(of_dial(
            slots,
            |slot| wheel(level, slot),
            |run| Place::WheelRun(level, run),
        ));
    }
    places
}

/// What one can point at on a dial: its slots, or runs of them.
fn of_dial(count: usize, slot: impl Fn(usize) -> Place, run: impl Fn(Run) -> Place) -> Vec<Place> {
    match count <= SLOTS_MAX {
        true => slots(count, slot),
        false => runs(count).into_iter().map(run).collect(),
    }
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
    Place::Wheel(slot_of(level, slot))
}

fn slot_of(level: usize, slot: usize) -> timers::wheel::Place {
    timers::wheel::Place { level, slot }
}

/// How many slots a level has, if there is such a level.
fn level(bench: &TimerBench, level: usize) -> Option<usize> {
    let shape = bench.wheel().queue().shape();
    shape.get(level.checked_sub(1)?).copied()
}

fn one(array: &[Filed], at: usize) -> Option<Vec<Filed>> {
    Some(vec![*array.get(at)?])
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
