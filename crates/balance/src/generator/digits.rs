//! Several draws out of one 32-bit number.
//!
//! A shuffle of 7 needs draws below 7, 6, 5, 4, 3 and 2: together one of 5,040, which is 12.3 bits. To spend a 32-bit
//! number on each is a waste. Take one number x and multiply: the high half of `x * 7` is the first draw, the low half is
//! as good as a fresh number for the next:
//!
//! ```text
//!   x * 7        = draw 1 | rest 1        high and low 32 bits
//!   rest 1 * 6   = draw 2 | rest 2
//!   ..
//! ```
//!
//! This is `x * 5040` written in mixed radix, so the draws taken together are the high half of that product, and its low
//! half is the last rest. As for a single draw (Lemire), all 5,040 outcomes get equally many x if the rests below `2^32
//! mod 5040` are rejected and the whole group is drawn again: **exactly unbiased**. N. Brackett-Rozinsky, D. Lemire,
//! *Batched Ranged Random Integer Generation*, Software: Practice and Experience, 2024.
//!
//! How draws are grouped is fixed, because a run's numbers depend on it: from the first draw on, a group takes in the draws
//! of the next step (two for a swap of two random positions, else one) as long as the product of its bounds stays at most
//! [`LIMIT`]. If all draws of a trial together have so few outcomes that a number is enough for several trials
//! ([`trials_in_a_number`]), the next trials of the lane are drawn from the same number, its rest, in turn. Coins come in
//! groups of 32, one number, highest bit first, never rejected.

use super::Generator;
use std::ops::Range;

/// The largest product of the bounds of a group. The chance of a rejection stays below 1/32.
pub const LIMIT: u64 = 1 << 27;

/// The draws that each number is spent on, for a trial with these bounds. Each step takes `together` draws, which stay
/// together.
pub fn groups(bounds: &[u32], together: usize) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let (mut start, mut product) = (0, 1);
    for (step, bounds) in bounds.chunks(together).enumerate() {
        let own: u64 = bounds.iter().map(|&bound| u64::from(bound)).product();
        if product * own > LIMIT {
            groups.push(start..step * together);
            (start, product) = (step * together, 1);
        }
        product *= own;
    }
    if start < bounds.len() {
        groups.push(start..bounds.len());
    }
    groups
}

/// How many trials with these bounds are drawn from one number: as many as the limit allows, at least one. For fair shuffles
/// it is 2 at n = 7 and 6, 3 at 5, 5 at 4.
pub fn trials_in_a_number(bounds: &[u32]) -> u32 {
    let outcomes = bounds.iter().try_fold(1, |product: u64, &bound| {
        let product = product * u64::from(bound);
        (product <= LIMIT).then_some(product)
    });
    match outcomes {
        None | Some(1) => 1,
        Some(outcomes) => LIMIT.ilog(outcomes),
    }
}

/// Draws one group: `digits[i]` is below `bounds[i]`.
///
/// # Panics
/// If a bound is 0 or their product is above 2^32 - 1.
pub fn draw(generator: &mut Generator, bounds: &[u32], digits: &mut [u32]) {
    let product: u32 = bounds.iter().product();
    loop {
        let rest = split(generator.next_u32(), bounds, digits);
        // The remainder costs a division: it is asked for only where it can matter.
        if rest >= product || rest >= product.wrapping_neg() % product {
            return;
        }
    }
}

/// The draws in one number, and the rest that decides whether they are taken.
pub fn split(number: u32, bounds: &[u32], digits: &mut [u32]) -> u32 {
    assert_eq!(bounds.len(), digits.len());
    let mut rest = number;
    for (digit, &bound) in digits.iter_mut().zip(bounds) {
        let product = u64::from(rest) * u64::from(bound);
        *digit = (product >> 32) as u32;
        rest = product as u32;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_cover_all_draws_in_order_within_the_limit() {
        for bounds in [
            vec![7; 14],
            (1..=52).rev().collect(),
            (1..=100).collect(),
            vec![100; 200],
            vec![2],
            vec![],
        ] {
            let groups = groups(&bounds, 1);
            let covered: Vec<usize> = groups.iter().cloned().flatten().collect();
            assert_eq!(covered, (0..bounds.len()).collect::<Vec<_>>());
            for group in groups {
                let product: u64 = bounds[group]
                    .iter()
                    .map(|&bound| u64::from(bound))
                    .product();
                assert!(product <= LIMIT, "{product} of {bounds:?}");
            }
        }
    }

    #[test]
    fn as_many_trials_share_a_number_as_the_limit_allows() {
        let fair = |n: u32| trials_in_a_number(&(1..=n).collect::<Vec<_>>());
        assert_eq!(
            [2, 3, 4, 5, 6, 7, 8, 52].map(fair),
            [27, 10, 5, 3, 2, 2, 1, 1]
        );
        assert_eq!(trials_in_a_number(&[7; 14]), 1);
        assert_eq!((trials_in_a_number(&[]), trials_in_a_number(&[1])), (1, 1));
    }

    #[test]
    fn the_two_draws_of_a_swap_come_from_one_number() {
        assert_eq!(groups(&[7; 14], 2), [0..8, 8..14]);
        assert_eq!(groups(&[100; 6], 2), [0..4, 4..6]);
        assert_eq!(groups(&[7; 14], 1), [0..9, 9..14]);
    }

    /// The whole argument on a small scale: with 8-bit numbers in place of 32-bit ones, every outcome of every group gets
    /// equally many numbers once the rejected ones are gone.
    #[test]
    fn every_outcome_of_a_group_gets_equally_many_numbers() {
        for bounds in [
            vec![3, 2],
            vec![5, 4, 3],
            vec![7, 7],
            vec![6, 5, 4, 2],
            vec![2; 8],
        ] {
            let product: u32 = bounds.iter().product();
            let mut times = vec![0; product as usize];
            for number in 0..256_u32 {
                let (mut rest, mut outcome) = (number, 0);
                for bound in &bounds {
                    outcome = outcome * bound + ((rest * bound) >> 8);
                    rest = (rest * bound) & 255;
                }
                if rest >= 256 % product {
                    times[outcome as usize] += 1;
                }
            }
            assert!(
                times.iter().all(|&t| t == 256 / product),
                "{bounds:?}: {times:?}"
            );
        }
    }

    #[test]
    fn the_draws_of_a_group_are_the_high_half_of_the_product() {
        let mut digits = [0; 6];
        for number in (0..u32::MAX).step_by(99_991) {
            let rest = split(number, &[7, 6, 5, 4, 3, 2], &mut digits);
            let outcome = digits
                .iter()
                .zip([7, 6, 5, 4, 3, 2])
                .fold(0, |outcome, (digit, bound)| outcome * bound + digit);
            let product = u64::from(number) * 5040;
            assert_eq!((outcome, rest), ((product >> 32) as u32, product as u32));
        }
    }
}
