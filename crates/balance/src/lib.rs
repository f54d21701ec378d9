//! Shuffles, the generators that feed them, their exact mathematics, and the statistics of a run.
//!
//! A client shuffles the list of its servers and talks to the first; when that one is dead, to the second. If the
//! shuffle is fair, every server gets the same share. Many shuffles look fair and are not, and this crate shows it in
//! three ways that must agree:
//!
//! ```text
//!   draw by draw      trial::Trial       every draw and every move, for a stage to replay
//!   by mathematics    exact, enumerate   what each position, pair and order gets in the long run
//!   by experiment     run::Run, stats    millions of trials, counted, and how far that is from fair
//! ```
//!
//! # Conventions
//! * The list starts as `0, 1, .., n-1` for every trial. *Value* `v` is the element that started at position `v`.
//! * A matrix has one row per value and one column per position: `matrix.at(v, p)` is the chance (or the number of
//!   times) that value `v` ends at position `p`.
//! * A table of pairs has `pairs.at(a, b)`: value `a` came first and value `b` second.
//! * An *order* is the list after the shuffle: `order[p]` is the value at position `p`.
//! * `n` is from [`MIN_N`] to [`MAX_N`]. What needs one number per order goes to [`MAX_N_ORDERS`].
//!
//! The crate has no I/O, clock or threads, and gives the same bytes natively and in WebAssembly: its random numbers use
//! 32- and 64-bit integers only, its exact part adds, multiplies and divides. (p-values go through `exp` and `ln` of the
//! platform and may differ in their last digit.)

pub mod shuffle;
pub mod trial;

pub mod generator;

pub mod enumerate;
pub mod exact;
pub mod order;
pub mod rational;

pub mod run;
pub mod stats;

mod refusal;
mod square;

pub use refusal::Refusal;
pub use shuffle::Shuffle;
pub use square::Square;
pub use trial::Trial;

/// The shortest list that can be shuffled.
pub const MIN_N: usize = 2;

/// The longest list that this crate shuffles. Values and positions fit a byte.
pub const MAX_N: usize = 100;

/// The longest list whose orders are counted one by one: 7! = 5,040 of them.
pub const MAX_N_ORDERS: usize = 7;
