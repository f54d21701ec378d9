//! What this crate refuses, and why.

use crate::{MAX_N, MAX_N_ORDERS, MIN_N, shuffle::MAX_SWAPS};
use std::fmt;

/// A wish that cannot be granted. Nothing has changed when one is returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The list is too short or too long.
    Size {
        /// The length asked for.
        n: usize,
    },
    /// The list is too long for one number per order.
    Orders {
        /// The length asked for.
        n: usize,
    },
    /// More swaps than we are willing to do for one trial.
    Swaps {
        /// The number asked for.
        swaps: u32,
    },
    /// A drawn value that is not below its bound.
    Draw {
        /// Draws are from 0 to `bound - 1`.
        bound: u32,
        /// The value that came.
        value: u32,
    },
    /// The shuffle is done and takes no more draws.
    Finished,
    /// No shuffle has this name.
    UnknownShuffle(String),
    /// No generator has this name.
    UnknownGenerator(String),
    /// Part of a run was asked of a generator whose run is one unbroken stream.
    OneStream {
        /// The name of the generator.
        generator: &'static str,
    },
    /// Counts of different experiments do not add.
    DifferentSettings,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Size { n } => write!(
                f,
                "the list has {n} elements; from {MIN_N} to {MAX_N} can be shuffled"
            ),
            Refusal::Orders { n } => {
                write!(
                    f,
                    "the list has {n} elements; orders are counted one by one up to {MAX_N_ORDERS}"
                )
            }
            Refusal::Swaps { swaps } => {
                write!(f, "{swaps} swaps a trial; at most {MAX_SWAPS} are done")
            }
            Refusal::Draw { bound, value } => {
                write!(
                    f,
                    "the draw gave {value}; it must be from 0 to {}",
                    bound - 1
                )
            }
            Refusal::Finished => write!(f, "this shuffle is done, it takes no more draws"),
            Refusal::UnknownShuffle(name) => {
                write!(
                    f,
                    "there is no shuffle `{name}`; there are {}",
                    list(&crate::shuffle::NAMES)
                )
            }
            Refusal::UnknownGenerator(name) => {
                let names = crate::generator::Kind::ALL.map(crate::generator::Kind::name);
                write!(
                    f,
                    "there is no generator `{name}`; there are {}",
                    list(&names)
                )
            }
            Refusal::OneStream { generator } => {
                write!(
                    f,
                    "a run of `{generator}` is one stream of numbers and cannot be done in parts"
                )
            }
            Refusal::DifferentSettings => write!(
                f,
                "these counts belong to different experiments and do not add"
            ),
        }
    }
}

impl std::error::Error for Refusal {}

fn list(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
