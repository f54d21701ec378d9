//! The shuffles: two right ones, and five ways to get it wrong that are all in use.
//!
//! | name | what it does | draws | orders it can give |
//! | --- | --- | --- | --- |
//! | `two_random_n_swaps` | k times (n unless said otherwise): swap two random positions | 2k of n | all, unequally |
//! | `naive_swap_i_with_any` | for i = 0..n-1: swap i with any position | n of n | all, unequally |
//! | `fisher_yates` | for i = n..1: swap i-1 with one of the first i | n, n-1, .., 1 | all, equally |
//! | `go_rand_perm` | inside-out: for i = 0..n-1: swap i with one of the first i+1 | 1, 2, .., n | all, equally |
//! | `sattolo` | for i = n-1..1: swap i with one of the first i, never itself | n-1, .., 1 | the (n-1)! single cycles |
//! | `sort_coin_comparator_insertion` | insertion sort whose "less" is a fair coin | up to n(n-1)/2 coins | all, unequally |
//! | `sort_coin_comparator_v8_timsort` | V8's `sort` with such a comparator | about n log n coins | all, unequally |
//!
//! Fisher-Yates: R. A. Fisher and F. Yates, *Statistical Tables* (1938), in R. Durstenfeld's form (CACM 7(7), 1964);
//! Knuth, TAOCP 2, 3.4.2, Algorithm P. Sattolo: S. Sattolo, *Inf. Process. Lett.* 22 (1986). Inside-out is what Go's
//! `rand.Perm` does.
//!
//! The coin comparators are what `list.sort(() => Math.random() - 0.5)` comes to. The first is an insertion sort of any
//! length; Go's `sort.Slice` is one up to 12 elements and Rust's `sort_by` up to 20. The second is V8's: count the first
//! run, reverse it if it descends, then binary insertion. V8 does exactly this up to 63 elements and starts to merge at
//! 64; here binary insertion goes on (see [`Shuffle::as_in_the_wild`]).

use crate::{MAX_N, MIN_N, Refusal};

/// A shuffle. See the table of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shuffle {
    /// Swap two random positions, `swaps` times. The notes' shuffle has as many swaps as there are elements.
    TwoRandom {
        /// How many times: from 0 to [`MAX_SWAPS`].
        swaps: u32,
    },
    /// Swap each position with any position.
    SwapWithAny,
    /// Fisher-Yates, from the end to the start: fair.
    FisherYates,
    /// Inside-out, as Go's `rand.Perm`: fair.
    InsideOut,
    /// Sattolo's: Fisher-Yates with the bound one too low.
    Sattolo,
    /// Insertion sort with a coin for a comparator.
    CoinInsertion,
    /// V8's sort with a coin for a comparator.
    CoinV8,
}

/// The most swaps that [`Shuffle::TwoRandom`] does in one trial.
pub const MAX_SWAPS: u32 = 10_000;

/// The names of the shuffles, in the order of the module's table.
pub const NAMES: [&str; 7] = [
    "two_random_n_swaps",
    "naive_swap_i_with_any",
    "fisher_yates",
    "go_rand_perm",
    "sattolo",
    "sort_coin_comparator_insertion",
    "sort_coin_comparator_v8_timsort",
];

impl Shuffle {
    /// The seven shuffles for a list of `n`: two random positions are swapped `n` times.
    pub fn all(n: usize) -> [Shuffle; 7] {
        [
            Shuffle::TwoRandom { swaps: n as u32 },
            Shuffle::SwapWithAny,
            Shuffle::FisherYates,
            Shuffle::InsideOut,
            Shuffle::Sattolo,
            Shuffle::CoinInsertion,
            Shuffle::CoinV8,
        ]
    }

    /// The shuffle of that name for a list of `n`.
    ///
    /// # Errors
    /// [`Refusal::UnknownShuffle`], which lists the names.
    pub fn named(name: &str, n: usize) -> Result<Shuffle, Refusal> {
        match NAMES.iter().position(|&known| known == name) {
            Some(at) => Ok(Shuffle::all(n)[at]),
            None => Err(Refusal::UnknownShuffle(name.to_string())),
        }
    }

    /// The name, as in [`NAMES`]. The number of swaps is not part of it.
    pub fn name(self) -> &'static str {
        NAMES[match self {
            Shuffle::TwoRandom { .. } => 0,
            Shuffle::SwapWithAny => 1,
            Shuffle::FisherYates => 2,
            Shuffle::InsideOut => 3,
            Shuffle::Sattolo => 4,
            Shuffle::CoinInsertion => 5,
            Shuffle::CoinV8 => 6,
        }]
    }

    /// Whether every order of every list is equally likely.
    pub fn is_fair(self) -> bool {
        matches!(self, Shuffle::FisherYates | Shuffle::InsideOut)
    }

    /// Whether a well-known library does just this to a list of `n`. Only the coin comparators end somewhere: Rust's
    /// insertion sort at 20 elements, V8's binary insertion at 63.
    pub fn as_in_the_wild(self, n: usize) -> bool {
        match self {
            Shuffle::CoinInsertion => n <= 20,
            Shuffle::CoinV8 => n <= 63,
            _ => true,
        }
    }

    /// Whether this shuffle can be done to a list of `n`.
    ///
    /// # Errors
    /// [`Refusal::Size`] or [`Refusal::Swaps`].
    pub fn check(self, n: usize) -> Result<(), Refusal> {
        if !(MIN_N..=MAX_N).contains(&n) {
            return Err(Refusal::Size { n });
        }
        match self {
            Shuffle::TwoRandom { swaps } if swaps > MAX_SWAPS => Err(Refusal::Swaps { swaps }),
            _ => Ok(()),
        }
    }

    /// The bounds of the draws of one trial, in order; `None` for the sorts, where a coin decides what is asked next.
    pub fn bounds(self, n: usize) -> Option<Vec<u32>> {
        let n = n as u32;
        match self {
            Shuffle::TwoRandom { swaps } => Some(vec![n; 2 * swaps as usize]),
            Shuffle::SwapWithAny => Some(vec![n; n as usize]),
            Shuffle::FisherYates => Some((1..=n).rev().collect()),
            Shuffle::InsideOut => Some((1..=n).collect()),
            Shuffle::Sattolo => Some((1..n).rev().collect()),
            Shuffle::CoinInsertion | Shuffle::CoinV8 => None,
        }
    }

    /// How many draws belong to one step, see [`crate::generator::digits`].
    pub fn draws_in_a_step(self) -> usize {
        match self {
            Shuffle::TwoRandom { .. } => 2,
            _ => 1,
        }
    }
}
