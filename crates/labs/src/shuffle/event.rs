//! What happens on the shuffle bench, printed as a careful tool prints it.

use std::fmt;
use std::rc::Rc;

use balance::Shuffle;
use balance::generator::Kind;

use super::answer::row;
use super::reply::Reply;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The row lies there as told, and no trial is running.
    Row(Vec<u8>),
    /// From now on trials run this shuffle.
    Shuffle(Shuffle),
    /// From now on chance comes from here.
    Generator(Kind, u64),
    /// A trial began: the row is `0, 1, .., n-1`.
    Began {
        /// Trials of these settings are counted from 1.
        trial: u64,
        /// The shuffle that runs.
        shuffle: Shuffle,
        /// How many elements.
        n: usize,
    },
    /// A number from 0 to `bound - 1` was drawn.
    Draw {
        /// How many numbers were possible.
        bound: u32,
        /// The one that came.
        value: u32,
    },
    /// A sort asked its comparator, which tossed a coin.
    Compare {
        /// The position asked about.
        left: usize,
        /// The position it was held against.
        right: usize,
        /// What the coin said.
        less: bool,
    },
    /// Elements moved.
    Moved(Move, Vec<u8>),
    /// The trial is over; the row stays as it is.
    Ended {
        /// Which trial.
        trial: u64,
        /// The row it left.
        order: Vec<u8>,
    },
    /// A question was answered.
    Answer(Rc<Reply>),
}

/// How elements moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Two positions changed elements, perhaps one with itself.
    Swap(usize, usize),
    /// One was taken out at the first position and put in at the second, further ahead.
    Insert(usize, usize),
    /// Those from the first position up to, but not including, the second were reversed.
    Reverse(usize, usize),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Row(order) => write!(f, "row {}", row(order)),
            Event::Shuffle(Shuffle::TwoRandom { swaps }) => {
                write!(
                    f,
                    "shuffle two_random_n_swaps, {swaps} {}",
                    if *swaps == 1 { "swap" } else { "swaps" }
                )
            }
            Event::Shuffle(shuffle) => write!(f, "shuffle {}", shuffle.name()),
            Event::Generator(kind, seed) => write!(f, "generator {}, seed {seed}", kind.name()),
            Event::Began { trial, shuffle, n } => {
                write!(f, "trial {trial}: {}, {n} elements", shuffle.name())
            }
            Event::Draw { bound, value } => write!(f, "rand({bound}) = {value}"),
            Event::Compare { left, right, less } => {
                write!(
                    f,
                    "less({left}, {right})? the coin says {}",
                    if *less { "yes" } else { "no" }
                )
            }
            Event::Moved(how, order) => write!(f, "{how} -> {}", row(order)),
            Event::Ended { trial, order } => write!(f, "trial {trial} ends: {}", row(order)),
            Event::Answer(reply) => write!(f, "{reply}"),
        }
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Move::Swap(a, b) => write!(f, "swap {a} {b}"),
            Move::Insert(from, to) => write!(f, "insert {from} at {to}"),
            Move::Reverse(from, to) => write!(f, "reverse {from}..{to}"),
        }
    }
}
