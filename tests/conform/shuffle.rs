//! The shuffle engine against exact values found by rational arithmetic elsewhere, and against recorded runs of Go,
//! V8 and Rust. The format is that of `tests/conformance/shuffle/README.md`; any n and any of the algorithms will do.
//!
//! Each row of a file makes one case per quantity: a matrix, a list, a number. Fractions and counts must be equal,
//! decimals must be what rounding to their digits gives.

mod exact;
mod go;
mod sorts;

use balance::Shuffle;
use std::path::Path;
use tests::report::Report;

/// Runs every file of the directory that the format knows.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    exact::position_matrices(dir, &mut report);
    exact::permutation_level(dir, &mut report);
    exact::failover(dir, &mut report);
    exact::more_swaps(dir, &mut report);
    go::go_rand(dir, &mut report);
    go::draws(dir, &mut report);
    go::go_counts(dir, &mut report);
    go::go_runs(dir, &mut report);
    sorts::sort_observations(dir, &mut report);
    report
}

fn shuffle(case: &str, name: &str, n: usize, report: &mut Report) -> Option<Shuffle> {
    match Shuffle::named(name, n) {
        Ok(shuffle) => Some(shuffle),
        Err(refusal) => {
            report.fail(case, "a shuffle of the README", refusal);
            None
        }
    }
}

/// How many digits after the point a decimal has, or would have if it did not end in zeros.
const DIGITS: usize = 12;

/// A decimal in print: right if the number rounds to it, with a hundredth of the last digit for floating point. `0.5` says
/// `0.500000000000`.
fn agrees(expected: &str, got: f64, least_digits: usize) -> bool {
    let digits = expected
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len())
        .max(least_digits);
    match expected.parse::<f64>() {
        Ok(value) => (value - got).abs() <= 0.51 * 0.1_f64.powi(digits as i32),
        Err(_) => false,
    }
}

fn decimal(report: &mut Report, case: &str, expected: &str, got: f64) {
    decimal_of(DIGITS, report, case, expected, got);
}

/// A decimal of another number of digits.
fn decimal_of(digits: usize, report: &mut Report, case: &str, expected: &str, got: f64) {
    if agrees(expected, got, digits) {
        report.pass();
    } else {
        report.fail(case, expected, format!("{got:.15}"));
    }
}

fn decimals(report: &mut Report, case: &str, expected: &[String], got: &[f64]) {
    if expected.len() == got.len()
        && expected
            .iter()
            .zip(got)
            .all(|(expected, &got)| agrees(expected, got, DIGITS))
    {
        report.pass();
    } else {
        let got: Vec<String> = got.iter().map(|got| format!("{got:.15}")).collect();
        report.fail(case, format!("{expected:?}"), format!("{got:?}"));
    }
}

/// A statistic given to two digits after the point.
fn rounded(report: &mut Report, case: &str, expected: f64, got: f64) {
    if (expected - got).abs() <= 0.0051 {
        report.pass();
    } else {
        report.fail(case, expected, got);
    }
}
