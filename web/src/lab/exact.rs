//! What is known about a shuffle of ours without a trial.

use balance::exact::{first_two, order_chances, position_counts, position_matrix};
use balance::run::{self, trial_draws};
use balance::trial::Act;
use balance::{Shuffle, Square, Trial};

use super::settings::Settings;

/// The mathematics of one shuffle.
#[derive(Clone, Debug, PartialEq)]
pub struct Exact {
    /// The chance that value v ends at position p.
    pub matrix: Square<f64>,
    /// The chance that value a comes first and b second.
    pub pairs: Square<f64>,
    /// The chance of each order by its number, if there are few enough to be told one by one.
    pub orders: Option<Vec<f64>>,
    /// The highest chance to come first, as a fraction, if it is short enough to be read.
    pub words: Option<String>,
}

impl Exact {
    /// Of the shuffle on that side, if it is one of ours.
    #[must_use]
    pub fn of(settings: &Settings, side: usize) -> Option<Exact> {
        let (shuffle, n) = (settings.shuffle(side)?, settings.n);
        Some(Exact {
            matrix: position_matrix(shuffle, n).ok()?,
            pairs: first_two(shuffle, n).ok()?,
            orders: order_chances(shuffle, n).ok(),
            words: fraction(shuffle, n),
        })
    }

    /// The chances to come first.
    #[must_use]
    pub fn first(&self) -> Vec<f64> {
        self.matrix.column(0)
    }
}

fn fraction(shuffle: Shuffle, n: usize) -> Option<String> {
    let counted = position_counts(shuffle, n).ok()??;
    let highest = counted.counts.column(0).into_iter().max()?;
    let chance = balance::rational::Rational::new(highest, counted.outcomes);
    // Beyond this nobody reads it, and it would not fit beside its bar.
    (chance.denominator() < 100_000_000)
        .then(|| format!("{} / {}", chance.numerator(), chance.denominator()))
}

/// The swaps of the first trial of the run.
#[must_use]
pub fn first_trial(settings: &Settings, side: usize) -> Option<Vec<(usize, usize)>> {
    let shuffle = settings.shuffle(side)?;
    let run = run::Settings {
        shuffle,
        n: settings.n,
        generator: settings.generator,
        seed: settings.seed,
    };
    let mut trial = Trial::new(shuffle, settings.n).ok()?;
    let mut swaps = Vec::new();
    for draw in trial_draws(run, 0).ok()? {
        for act in trial.give(draw).ok()? {
            match act {
                Act::Swap { i, j } => swaps.push((i, j)),
                // An insertion is a chain of swaps of neighbours, a reversal swaps the ends, the next, and so on.
                Act::Insert { from, to } => swaps.extend((to..from).rev().map(|at| (at + 1, at))),
                Act::Reverse { from, to } => {
                    swaps.extend((0..(to - from) / 2).map(|at| (from + at, to - 1 - at)));
                }
                Act::Draw { .. } | Act::Compare { .. } => {}
            }
        }
    }
    Some(swaps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::settings::built_in;

    #[test]
    fn the_notes_shuffle_is_known_to_the_last_digit() {
        let exact = Exact::of(&Settings::default(), 0).unwrap();
        assert_eq!(exact.words.as_deref(), Some("1292293 / 5764801"));
        assert_eq!(format!("{:.12}", exact.first()[0]), "0.224169576712");
    }

    #[test]
    fn the_swaps_of_the_first_trial_lead_to_its_order() {
        for side in 0..7 {
            let settings = Settings {
                programs: [built_in(side), built_in(2)],
                n: 9,
                ..Settings::default()
            };
            let shuffle = settings.shuffle(0).unwrap();
            let run = run::Settings {
                shuffle,
                n: 9,
                generator: settings.generator,
                seed: settings.seed,
            };
            let mut trial = Trial::new(shuffle, 9).unwrap();
            for draw in trial_draws(run, 0).unwrap() {
                trial.give(draw).unwrap();
            }
            let mut order: Vec<u8> = (0..9).collect();
            for (i, j) in first_trial(&settings, 0).unwrap() {
                order.swap(i, j);
            }
            assert_eq!(order, trial.order(), "{shuffle:?}");
        }
    }
}
