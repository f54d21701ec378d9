//! What the servers feel: a client takes the first of the shuffled list, and the second when the first is dead.

use crate::Square;

/// The chance of each value to be second, given that the dead one is first: the retries of a fail-over go by this.
/// All zero if the dead one is never first.
///
/// `pairs` is from [`super::first_two`], or the counts of a run divided by its trials.
///
/// # Panics
/// If there is no such value.
pub fn second_choice(pairs: &Square<f64>, dead: usize) -> Vec<f64> {
    let met: f64 = pairs.row(dead).iter().sum();
    pairs
        .row(dead)
        .iter()
        .map(|pair| if met > 0.0 { pair / met } else { 0.0 })
        .collect()
}

/// The share of the requests that each server answers when one is dead and every request that met it goes to the second
/// of its list.
///
/// # Panics
/// If there is no such value.
pub fn load_after_retry(pairs: &Square<f64>, dead: usize) -> Vec<f64> {
    (0..pairs.n())
        .map(|server| match server == dead {
            true => 0.0,
            false => pairs.row(server).iter().sum::<f64>() + pairs.at(dead, server),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Shuffle, exact::first_two};

    #[test]
    fn the_neighbour_of_a_dead_first_node_gets_a_quarter_of_its_requests() {
        let pairs = first_two(Shuffle::TwoRandom { swaps: 7 }, 7).unwrap();
        let second = second_choice(&pairs, 0);
        assert!(
            (second[1] - 0.244734).abs() < 5e-7 && (second[2] - 0.151053).abs() < 5e-7,
            "{second:?}"
        );
        let load = load_after_retry(&pairs, 0);
        assert!((load.iter().sum::<f64>() - 1.0).abs() < 1e-12 && load[0] == 0.0);
    }
}
