//! What a shuffle gives in the long run, without rolling a die.
//!
//! A shuffle is a short chain of random steps, and each step moves chances about in a way that can be written down:
//!
//! | step | what moves |
//! | --- | --- |
//! | swap two random positions of n | an element stays with chance 1 - 2(n-1)/n^2, else it is anywhere else, equally |
//! | swap position i with one of the first b | what was at i is spread over the first b; each of those gives 1/b of itself to i |
//! | insert element i at q | i is at q; what was from q to i - 1 has moved back by one |
//!
//! Followed for one element ([`position_matrix`]), for the two that come out first ([`first_two`]), or for whole orders
//! ([`Orders`]), the same steps give all there is to know. The arithmetic is either floating point or whole numbers: how
//! many of the equally likely outcomes of all draws end there.
//!
//! | function | time | n |
//! | --- | --- | --- |
//! | [`position_matrix`] | O(n^2) a step | up to 100 |
//! | [`position_counts`] | the same, in whole numbers | as long as all outcomes number below 2^128 |
//! | [`first_two`] | O(n^2) a step, backwards | up to 100 |
//! | [`Orders::of`] | O(n! n^2) a step | up to 7 |
//! | [`stay_probability`] | O(log k) | any |
//!
//! All seven shuffles are covered at every n, the coin comparators too: a coin sort is a chain of insertions, and the first
//! run of V8's is a chance of starting the chain later.

mod chain;
mod first_two;
mod matrix;
mod orders;
mod servers;

pub use first_two::{first_two, first_two_counts};
pub use matrix::{Counted, position_counts, position_matrix};
pub use orders::{Orders, order_chances};
pub use servers::{load_after_retry, second_choice};

/// The chance that an element ends where it started, after `swaps` swaps of two random positions of `n`:
///
/// ```text
///   1/n + (1 - 1/n) (1 - 2/n)^swaps
/// ```
///
/// Each swap leaves the difference between "its own position" and "any one other" at (1 - 2/n) of what it was.
pub fn stay_probability(n: usize, swaps: u32) -> f64 {
    let n = n as f64;
    1.0 / n + (1.0 - 1.0 / n) * power(1.0 - 2.0 / n, swaps)
}

/// The chance that an element ends at one given position that is not its own: see [`stay_probability`].
pub fn move_probability(n: usize, swaps: u32) -> f64 {
    let n = n as f64;
    1.0 / n - power(1.0 - 2.0 / n, swaps) / n
}

/// Half the sum of the differences: the largest share of trials by which two distributions can be told apart.
///
/// # Panics
/// If the two have different lengths.
pub fn total_variation(p: &[f64], q: &[f64]) -> f64 {
    assert_eq!(p.len(), q.len(), "two distributions over different things");
    p.iter().zip(q).map(|(p, q)| (p - q).abs()).sum::<f64>() / 2.0
}

/// [`total_variation`] from the distribution in which all are equally likely.
pub fn distance_from_fair(p: &[f64]) -> f64 {
    total_variation(p, &vec![1.0 / p.len() as f64; p.len()])
}

/// By squaring: `powi` of the platform may round differently from one to the other.
fn power(base: f64, exponent: u32) -> f64 {
    let (mut result, mut square, mut left) = (1.0, base, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        square *= square;
        left >>= 1;
    }
    result
}
