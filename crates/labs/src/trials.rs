//! Long experiments, as [`lesson::Job`]s: they are advanced a slice at a time, and can tell at any time what is
//! known so far.
//!
//! | job | unit of work | what it tells |
//! | --- | --- | --- |
//! | [`Shuffles`] | a trial of one of our own shuffles, compiled | [`Partial`] |
//! | `Programs` (with the feature `script`) | a run of the learner's program | [`Partial`] |
//! | [`Seeds`] | a trial, of either kind | for each of many seeds: biased or not |
//! | [`Elections`] | a seed of a raft cluster | for each of many seeds: when it had a leader, after how many split votes |
//!
//! A [`Partial`] is flat: a few numbers and three lists, so that it travels from a worker to the page at little cost (160 KB for
//! n = 100, whatever the number of trials).

mod shuffles;
pub use shuffles::Shuffles;

mod seeds;
pub use seeds::{Seeds, Verdicts};

mod race;

mod elections;
pub use elections::{Election, Elections, Outcomes, PATIENCE};

#[cfg(feature = "script")]
mod programs;
#[cfg(feature = "script")]
pub use programs::Programs;

use balance::run::Counts;
use balance::stats::{self, Point, Test};
use lesson::Job;
use serde::{Deserialize, Serialize};

/// What has been counted so far, and what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Partial {
    /// The length of the list.
    pub n: usize,
    /// Trials done.
    pub trials: u64,
    /// `positions[v * n + p]`: how often value v ended at position p.
    pub positions: Vec<u64>,
    /// `pairs[a * n + b]`: how often value a came first and b second.
    pub pairs: Vec<u64>,
    /// How often each order came, by its number in [`balance::order`]; empty for n above 7.
    pub orders: Vec<u64>,
    /// Chi-squared of the position matrix.
    pub matrix: Finding,
    /// Chi-squared of the orders; `None` for n above 7.
    pub whole: Option<Finding>,
    /// Chi-squared of the position matrix after 10, 20, 50, 100, .. trials, and now.
    pub course: Vec<(u64, f64)>,
}

/// The outcome of a test for fairness.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The statistic.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub degrees: u32,
    /// The chance that a fair shuffle looks at least as unfair.
    pub p_value: f64,
}

/// Below this p-value a shuffle is called biased: one fair run in a thousand is wronged.
pub const BIASED_BELOW: f64 = 0.001;

impl Partial {
    fn of(counts: Counts, points: &[Point]) -> Partial {
        let matrix = Finding::of(stats::test_positions(&counts));
        let mut course: Vec<(u64, f64)> = points
            .iter()
            .map(|point| (point.trials, point.positions.chi_squared))
            .collect();
        // The last point is now, so that the line reaches the end of the run.
        if counts.trials >= 10 && course.last().is_none_or(|last| last.0 < counts.trials) {
            course.push((counts.trials, matrix.chi_squared));
        }
        Partial {
            n: counts.n(),
            trials: counts.trials,
            matrix,
            whole: stats::test_orders(&counts).map(Finding::of),
            course,
            positions: counts.positions.cells().to_vec(),
            pairs: counts.pairs.cells().to_vec(),
            orders: counts.orders.unwrap_or_default(),
        }
    }

    /// Whether the position matrix is too far from fair for chance.
    #[must_use]
    pub fn is_biased(&self) -> bool {
        self.matrix.p_value < BIASED_BELOW
    }
}

impl Finding {
    fn of(test: Test) -> Finding {
        Finding {
            chi_squared: test.chi_squared,
            degrees: test.degrees,
            p_value: test.p_value,
        }
    }
}

/// What chi-squared stays below with a chance of 99.9 % if the shuffle is fair. By halving, 60 times.
///
/// # Panics
/// If there is no degree of freedom.
#[must_use]
pub fn limit(degrees: u32) -> f64 {
    assert!(degrees > 0, "chi-squared without a degree of freedom");
    let (mut low, mut high) = (0.0, f64::from(degrees) * 4.0 + 40.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if Test::new(middle, degrees).p_value > BIASED_BELOW {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// A job that counts trials. Its unit is a trial.
pub type Trials = dyn Job<Partial = Partial>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_tables() {
        for (degrees, limit_of_table) in [(1, 10.828), (36, 67.985), (100, 149.449)] {
            assert!(
                (limit(degrees) - limit_of_table).abs() < 5e-4,
                "{degrees}: {}",
                limit(degrees)
            );
        }
        assert!(limit(9_801) > 10_200.0 && limit(9_801) < 10_300.0);
    }
}
