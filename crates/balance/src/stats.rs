//! Is it fair? What the counts of a run say, and how sure they are.
//!
//! **Chi-squared.** Pearson's statistic is the sum of `(observed - expected)^2 / expected`; under the hypothesis it is spread
//! as chi-squared with as many degrees of freedom as counts can vary freely, and the p-value is the chance of a statistic at
//! least as large. For the first position (n counts that sum to the trials) that is n - 1; for all orders n! - 1.
//!
//! **The position matrix needs care.** Each trial does not fill one cell of it but n, one in each row and column. If the
//! shuffle is fair, a trial's cells have the covariance `(I - J/n) x (I - J/n) / (n - 1)`: the (n-1)^2 free directions all
//! have variance `1/(n-1)`, where independent cells of Pearson's sum would give `1/n`. So Pearson's sum is too large by
//! n/(n-1), and
//!
//! ```text
//!   (n-1)/n  x  sum of (observed - T/n)^2 / (T/n)
//! ```
//!
//! is chi-squared with (n-1)^2 degrees of freedom.
//!
//! **Many cells.** With 49 cells, one is beyond two standard deviations by chance almost always. Bands are therefore
//! *simultaneous* (Bonferroni): a confidence of 99 % means that with a fair shuffle **all** cells are within theirs in at
//! least 99 % of runs.

use crate::run::Counts;
use crate::{Square, order};
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

/// The outcome of a chi-squared test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// The statistic; infinite if something happened that could not.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub degrees: u32,
    /// The chance of a statistic at least this large if the hypothesis holds.
    pub p_value: f64,
}

impl Test {
    /// The p-value of a statistic.
    pub fn new(chi_squared: f64, degrees: u32) -> Test {
        let p_value = match degrees {
            0 => 1.0,
            _ if chi_squared.is_infinite() => 0.0,
            _ => ChiSquared::new(f64::from(degrees))
                .expect("a positive number of degrees")
                .sf(chi_squared),
        };
        Test {
            chi_squared,
            degrees,
            p_value,
        }
    }
}

/// Pearson's test of counts against the chances of a hypothesis. What has no chance takes no degree of freedom.
///
/// # Panics
/// If there are not as many chances as counts.
pub fn test_against(counts: &[u64], chances: &[f64]) -> Test {
    assert_eq!(counts.len(), chances.len(), "one chance for each count");
    let trials = counts.iter().sum::<u64>() as f64;
    let possible = chances.iter().filter(|&&chance| chance > 0.0).count() as u32;
    let impossible_happened = counts
        .iter()
        .zip(chances)
        .any(|(&count, &chance)| chance <= 0.0 && count > 0);
    let chi_squared = if impossible_happened {
        f64::INFINITY
    } else if trials == 0.0 {
        0.0
    } else {
        let likely = counts
            .iter()
            .zip(chances)
            .filter(|(_, chance)| **chance > 0.0);
        likely
            .map(|(&count, &chance)| pearson(count as f64, trials * chance))
            .sum()
    };
    Test::new(chi_squared, possible.saturating_sub(1))
}

/// Tests whether all of these are equally likely.
pub fn test_uniform(counts: &[u64]) -> Test {
    test_against(counts, &vec![1.0 / counts.len() as f64; counts.len()])
}

/// Tests the first position for fairness: n - 1 degrees of freedom.
pub fn test_first(counts: &Counts) -> Test {
    test_uniform(&counts.first())
}

/// Tests the whole position matrix for fairness: (n-1)^2 degrees of freedom, with the factor that the module explains.
pub fn test_positions(counts: &Counts) -> Test {
    let n = counts.n();
    let expected = counts.trials as f64 / n as f64;
    let sum: f64 = match counts.trials {
        0 => 0.0,
        _ => counts
            .positions
            .cells()
            .iter()
            .map(|&count| pearson(count as f64, expected))
            .sum(),
    };
    Test::new(sum * (n - 1) as f64 / n as f64, ((n - 1) * (n - 1)) as u32)
}

/// Tests all orders for fairness: n! - 1 degrees of freedom. `None` if they were not counted (n > 7). Trust the p-value only
/// from about 5 n! trials on.
pub fn test_orders(counts: &Counts) -> Option<Test> {
    counts.orders.as_ref().map(|orders| {
        debug_assert_eq!(orders.len(), order::count(counts.n()));
        test_uniform(orders)
    })
}

fn pearson(observed: f64, expected: f64) -> f64 {
    (observed - expected) * (observed - expected) / expected
}

/// How many standard deviations a count is from what a chance would give in so many trials.
pub fn z(count: u64, trials: u64, chance: f64) -> f64 {
    let expected = trials as f64 * chance;
    let deviation = (expected * (1.0 - chance)).sqrt();
    match count as f64 - expected {
        0.0 => 0.0,
        difference => difference / deviation, // infinite where the chance is 0 or 1
    }
}

/// [`z`] of every cell of the position matrix, against a fair shuffle.
pub fn z_of_positions(counts: &Counts) -> Square<f64> {
    let fair = 1.0 / counts.n() as f64;
    counts.positions.map(|count| z(count, counts.trials, fair))
}

/// How far from the expected share the observed share may be, in standard deviations, so that **all** of `cells` shares are
/// within with this confidence (say 0.99): the normal quantile of `1 - (1 - confidence) / (2 cells)`.
///
/// # Panics
/// If the confidence is not between 0 and 1, or there is no cell.
pub fn simultaneous_z(cells: usize, confidence: f64) -> f64 {
    assert!(
        confidence > 0.0 && confidence < 1.0 && cells > 0,
        "{confidence} for {cells} cells"
    );
    Normal::standard().inverse_cdf(1.0 - (1.0 - confidence) / (2 * cells) as f64)
}

/// The shares within which all of `cells` observed shares of `trials` lie with this confidence, if `chance` is right.
///
/// # Panics
/// As [`simultaneous_z`].
pub fn band(chance: f64, trials: u64, cells: usize, confidence: f64) -> (f64, f64) {
    let reach =
        simultaneous_z(cells, confidence) * (chance * (1.0 - chance) / trials.max(1) as f64).sqrt();
    ((chance - reach).max(0.0), (chance + reach).min(1.0))
}

/// The chances that an observed share speaks for: E. B. Wilson's interval, *JASA* 22 (1927), which stays within 0 and 1 and
/// holds for few trials too. Simultaneous for `cells` shares.
///
/// # Panics
/// As [`simultaneous_z`].
pub fn interval(count: u64, trials: u64, cells: usize, confidence: f64) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    let z = simultaneous_z(cells, confidence);
    let (trials, share) = (trials as f64, count as f64 / trials as f64);
    let scale = 1.0 + z * z / trials;
    let middle = (share + z * z / (2.0 * trials)) / scale;
    let reach =
        z * (share * (1.0 - share) / trials + z * z / (4.0 * trials * trials)).sqrt() / scale;
    ((middle - reach).max(0.0), (middle + reach).min(1.0))
}

/// The statistics of a run after some of its trials.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// After so many trials: 10, 20, 50, 100, 200, ..
    pub trials: u64,
    /// The first position against a fair one.
    pub first: Test,
    /// The position matrix.
    pub positions: Test,
    /// All orders, for n up to 7.
    pub orders: Option<Test>,
}

impl Point {
    /// The statistics of these counts.
    pub fn of(counts: &Counts) -> Point {
        Point {
            trials: counts.trials,
            first: test_first(counts),
            positions: test_positions(counts),
            orders: test_orders(counts),
        }
    }
}

/// After how many trials a test caught the shuffle: the first point from which on every p-value is below `level`. A test is
/// tried at every point, so take a level far below the usual 0.05: a fair shuffle looked at 20 times at 0.001 is accused in
/// up to 2 % of runs.
pub fn caught_after(points: &[Point], level: f64, test: impl Fn(&Point) -> Test) -> Option<u64> {
    let innocent = points
        .iter()
        .rposition(|point| test(point).p_value >= level);
    let first = innocent.map_or(0, |at| at + 1);
    points.get(first).map(|point| point.trials)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_are_those_of_the_tables() {
        // Critical values of the usual tables.
        for (chi_squared, degrees, p) in [
            (3.841, 1, 0.05),
            (12.592, 6, 0.05),
            (16.812, 6, 0.01),
            (51.0, 36, 0.0499),
            (124.342, 100, 0.05),
        ] {
            let test = Test::new(chi_squared, degrees);
            assert!((test.p_value - p).abs() < 2e-4, "{test:?}, table {p}");
        }
        assert!((Test::new(15.35, 6).p_value - 0.018).abs() < 5e-4);
        assert!((Test::new(9801.0, 9801).p_value - 0.498).abs() < 2e-3);
        assert_eq!(Test::new(1e9, 5039).p_value, 0.0);
        assert_eq!(Test::new(0.0, 36).p_value, 1.0);
    }

    #[test]
    fn the_notes_fisher_yates_counts_are_unlucky_and_not_wrong() {
        let test = test_uniform(&[142507, 142003, 143590, 142715, 142487, 143064, 143634]);
        assert!((test.chi_squared - 15.35).abs() < 0.01 && test.degrees == 6);
        assert!(test.p_value > 0.01 && test.p_value < 0.05);
    }

    #[test]
    fn what_cannot_happen_takes_no_degree_and_must_not_happen() {
        assert_eq!(test_against(&[0, 50, 50], &[0.0, 0.5, 0.5]).degrees, 1);
        let impossible = test_against(&[1, 50, 49], &[0.0, 0.5, 0.5]);
        assert_eq!(
            (impossible.chi_squared, impossible.p_value),
            (f64::INFINITY, 0.0)
        );
    }

    #[test]
    fn bands_widen_with_the_number_of_cells() {
        assert!((simultaneous_z(1, 0.95) - 1.959964).abs() < 1e-6);
        assert!(
            (simultaneous_z(49, 0.99) - 3.713).abs() < 1e-3,
            "{}",
            simultaneous_z(49, 0.99)
        );
        let (low, high) = band(1.0 / 7.0, 1_000_000, 7, 0.99);
        assert!(low < 1.0 / 7.0 && high - low < 0.003);
        assert_eq!(interval(0, 0, 7, 0.99), (0.0, 1.0));
        let (low, high) = interval(0, 100, 1, 0.95);
        assert!(low == 0.0 && (high - 0.03699).abs() < 1e-4, "{low} {high}");
    }

    #[test]
    fn a_shuffle_is_caught_where_it_stays_caught() {
        let test = |chi_squared| Test::new(chi_squared, 6);
        let point = |trials, chi_squared| Point {
            trials,
            first: test(chi_squared),
            positions: test(0.0),
            orders: None,
        };
        let points = [
            point(10, 40.0),
            point(20, 5.0),
            point(50, 40.0),
            point(100, 90.0),
        ];
        assert_eq!(caught_after(&points, 1e-3, |point| point.first), Some(50));
        assert_eq!(caught_after(&points, 1e-3, |point| point.positions), None);
        assert_eq!(caught_after(&points[..2], 1e-3, |point| point.first), None);
    }
}
