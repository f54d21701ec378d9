//! The shuffle engine against exact values found by rational arithmetic elsewhere, and against recorded runs of Go,
//! V8 and Rust. The format is that of `tests/conformance/shuffle/README.md`; any n and any of the algorithms will do.
//!
//! Each row of a file makes one case per quantity: a matrix, a list, a number. Fractions and counts must be equal,
//! decimals must be what rounding to their digits gives.

use balance::exact::{self, Orders};
use balance::generator::{Go119, Kind};
use balance::run::{Run, Settings};
use balance::{Shuffle, Square, Trial, order, stats};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;
use tests::report::Report;

/// Runs every file of the directory that the format knows.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    position_matrices(dir, &mut report);
    permutation_level(dir, &mut report);
    failover(dir, &mut report);
    more_swaps(dir, &mut report);
    go_rand(dir, &mut report);
    draws(dir, &mut report);
    go_counts(dir, &mut report);
    go_runs(dir, &mut report);
    sort_observations(dir, &mut report);
    report
}

#[derive(Deserialize)]
struct MatrixRow {
    algorithm: String,
    n: usize,
    first_position_rational: Vec<String>,
    first_position_decimal: Vec<String>,
    matrix_rational: Vec<Vec<String>>,
    matrix_decimal: Vec<Vec<String>>,
    uniform_decimal: String,
    min_entry_decimal: String,
    max_entry_decimal: String,
    first_position_tv_distance_decimal: String,
    all_entries_equal_1_over_n: bool,
}

fn position_matrices(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<MatrixRow>(dir, "position_matrices.jsonl") {
        let case = |what: &str| format!("{place} {} n = {}: {what}", row.algorithm, row.n);
        let Some(shuffle) = shuffle(&case("algorithm"), &row.algorithm, row.n, report) else {
            continue;
        };
        let matrix = match exact::position_matrix(shuffle, row.n) {
            Ok(matrix) => matrix,
            Err(refusal) => {
                report.fail(&case("matrix"), "a matrix", refusal);
                continue;
            }
        };
        let first = matrix.column(0);
        match exact::position_counts(shuffle, row.n).expect("the size was fine") {
            Some(counted) => {
                let rows: Vec<Vec<String>> = (0..row.n)
                    .map(|v| {
                        (0..row.n)
                            .map(|p| counted.chance(v, p).to_string())
                            .collect()
                    })
                    .collect();
                let first: Vec<String> = rows.iter().map(|row| row[0].clone()).collect();
                equal(
                    report,
                    &case("first_position_rational"),
                    &row.first_position_rational,
                    &first,
                );
                equal(
                    report,
                    &case("matrix_rational"),
                    &row.matrix_rational,
                    &rows,
                );
            }
            None => report.not_run(&case("fractions"), "the outcomes number 2^128 or more"),
        }
        decimals(
            report,
            &case("first_position_decimal"),
            &row.first_position_decimal,
            &first,
        );
        let cells: Vec<String> = row.matrix_decimal.concat();
        decimals(report, &case("matrix_decimal"), &cells, matrix.cells());
        let fair = 1.0 / row.n as f64;
        decimal(report, &case("uniform_decimal"), &row.uniform_decimal, fair);
        let min = matrix.cells().iter().copied().fold(f64::INFINITY, f64::min);
        let max = matrix.cells().iter().copied().fold(0.0, f64::max);
        decimal(
            report,
            &case("min_entry_decimal"),
            &row.min_entry_decimal,
            min,
        );
        decimal(
            report,
            &case("max_entry_decimal"),
            &row.max_entry_decimal,
            max,
        );
        let distance = exact::distance_from_fair(&first);
        let said = &row.first_position_tv_distance_decimal;
        decimal(
            report,
            &case("first_position_tv_distance_decimal"),
            said,
            distance,
        );
        let even = matrix
            .cells()
            .iter()
            .all(|cell| (cell - fair).abs() < 1e-14);
        report.check(
            &case("all_entries_equal_1_over_n"),
            &row.all_entries_equal_1_over_n,
            &even,
        );
    }
}

#[derive(Deserialize)]
struct PermutationRow {
    algorithm: String,
    n: usize,
    equally_likely_outcomes: String,
    permutations: u128,
    outcomes_mod_permutations: u128,
    reachable_permutations: usize,
    max_count: String,
    max_probability_decimal: String,
    most_likely_examples: Vec<Vec<u8>>,
    most_likely_how_many: usize,
    min_count: String,
    min_probability_decimal: String,
    least_likely_examples: Vec<Vec<u8>>,
    least_likely_how_many: usize,
    uniform_probability_decimal: String,
    tv_distance_from_uniform_decimal: String,
    first_two_positions_counts: Vec<Vec<String>>,
}

fn permutation_level(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<PermutationRow>(dir, "permutation_level.jsonl") {
        let case = |what: &str| format!("{place} {} n = {}: {what}", row.algorithm, row.n);
        let Some(shuffle) = shuffle(&case("algorithm"), &row.algorithm, row.n, report) else {
            continue;
        };
        let orders = match Orders::of(shuffle, row.n) {
            Ok(orders) => orders,
            Err(refusal) => {
                report.fail(&case("orders"), "a distribution", refusal);
                continue;
            }
        };
        let all = orders.counts.len() as u128;
        report.check(&case("permutations"), &row.permutations, &all);
        let outcomes = number(&row.equally_likely_outcomes);
        report.check(
            &case("equally_likely_outcomes"),
            &outcomes,
            &orders.outcomes,
        );
        let modulo = orders.outcomes % all;
        report.check(
            &case("outcomes_mod_permutations"),
            &row.outcomes_mod_permutations,
            &modulo,
        );
        report.check(
            &case("reachable_permutations"),
            &row.reachable_permutations,
            &orders.reachable(),
        );
        let (likeliest, least) = (orders.likeliest(), orders.least_likely());
        let (max, min) = (orders.counts[likeliest[0]], orders.counts[least[0]]);
        report.check(&case("max_count"), &number(&row.max_count), &max);
        report.check(&case("min_count"), &number(&row.min_count), &min);
        report.check(
            &case("most_likely_how_many"),
            &row.most_likely_how_many,
            &likeliest.len(),
        );
        report.check(
            &case("least_likely_how_many"),
            &row.least_likely_how_many,
            &least.len(),
        );
        let chances = orders.chances();
        decimal(
            report,
            &case("max_probability_decimal"),
            &row.max_probability_decimal,
            chances[likeliest[0]],
        );
        decimal(
            report,
            &case("min_probability_decimal"),
            &row.min_probability_decimal,
            chances[least[0]],
        );
        let examples = [
            ("most_likely_examples", &row.most_likely_examples, max),
            ("least_likely_examples", &row.least_likely_examples, min),
        ];
        for (what, lists, count) in examples {
            let counts: Vec<u128> = lists
                .iter()
                .map(|list| orders.counts[order::rank(list)])
                .collect();
            equal(report, &case(what), &vec![count; lists.len()], &counts);
        }
        let fair = 1.0 / all as f64;
        decimal(
            report,
            &case("uniform_probability_decimal"),
            &row.uniform_probability_decimal,
            fair,
        );
        let distance = orders.distance_from_fair();
        let said = &row.tv_distance_from_uniform_decimal;
        decimal(
            report,
            &case("tv_distance_from_uniform_decimal"),
            said,
            distance,
        );
        let backwards = exact::first_two_counts(shuffle, row.n)
            .expect("the size was fine")
            .expect("n is at most 7");
        for (way, pairs) in [
            ("from orders", orders.first_two()),
            ("traced back", backwards.counts),
        ] {
            let pairs: Vec<Vec<String>> = (0..row.n)
                .map(|a| pairs.row(a).iter().map(u128::to_string).collect())
                .collect();
            equal(
                report,
                &case(&format!("first_two_positions_counts, {way}")),
                &row.first_two_positions_counts,
                &pairs,
            );
        }
    }
}

#[derive(Deserialize)]
struct FailoverRow {
    algorithm: String,
    n: usize,
    dead_node: usize,
    second_choice_given_dead_first_decimal: Vec<String>,
    load_after_one_retry_decimal: Vec<String>,
}

fn failover(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<FailoverRow>(dir, "failover.jsonl") {
        let case = |what: &str| {
            format!(
                "{place} {} n = {} dead {}: {what}",
                row.algorithm, row.n, row.dead_node
            )
        };
        let Some(shuffle) = shuffle(&case("algorithm"), &row.algorithm, row.n, report) else {
            continue;
        };
        if row.dead_node >= row.n {
            report.fail(
                &case("dead_node"),
                format!("a node below {}", row.n),
                row.dead_node,
            );
            continue;
        }
        match exact::first_two(shuffle, row.n) {
            Ok(pairs) => {
                let second = exact::second_choice(&pairs, row.dead_node);
                let load = exact::load_after_retry(&pairs, row.dead_node);
                decimals(
                    report,
                    &case("second choice"),
                    &row.second_choice_given_dead_first_decimal,
                    &second,
                );
                decimals(
                    report,
                    &case("load after retry"),
                    &row.load_after_one_retry_decimal,
                    &load,
                );
            }
            Err(refusal) => report.fail(&case("pairs"), "a table of pairs", refusal),
        }
    }
}

#[derive(Deserialize)]
struct SwapsRow {
    n: usize,
    swaps: u32,
    stay_probability_decimal: String,
    other_probability_decimal: String,
    ratio_to_fair: String,
}

fn more_swaps(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<SwapsRow>(dir, "more_swaps.jsonl") {
        let case = |what: &str| format!("{place} {} swaps of {}: {what}", row.swaps, row.n);
        let stay = exact::stay_probability(row.n, row.swaps);
        let other = exact::move_probability(row.n, row.swaps);
        decimal(
            report,
            &case("stay, closed form"),
            &row.stay_probability_decimal,
            stay,
        );
        decimal(
            report,
            &case("other, closed form"),
            &row.other_probability_decimal,
            other,
        );
        decimal(
            report,
            &case("ratio_to_fair"),
            &row.ratio_to_fair,
            row.n as f64 * stay,
        );
        match exact::position_matrix(Shuffle::TwoRandom { swaps: row.swaps }, row.n) {
            Ok(matrix) => {
                decimal(
                    report,
                    &case("stay, by the chain"),
                    &row.stay_probability_decimal,
                    matrix.at(0, 0),
                );
                decimal(
                    report,
                    &case("other, by the chain"),
                    &row.other_probability_decimal,
                    matrix.at(0, 1),
                );
            }
            Err(refusal) => report.fail(&case("matrix"), "a matrix", refusal),
        }
    }
}

/// Keys are `seed_<seed>_<what>_first_<how many>`; other keys are words about them.
fn go_rand(dir: &Path, report: &mut Report) {
    let name = "go_rand.json";
    let Some(facts) = report.json::<serde_json::Map<String, Value>>(dir, name) else {
        return;
    };
    for (key, expected) in &facts {
        let case = format!("{name} {key}");
        let parts: Vec<&str> = key.split("_first_").collect();
        let Some(expected) = expected.as_array() else {
            continue;
        };
        let (seed, what) = match parts[0]
            .strip_prefix("seed_")
            .and_then(|rest| rest.split_once('_'))
        {
            Some((seed, what)) => (seed.parse().unwrap_or(1), what),
            None => (
                1,
                parts[0]
                    .strip_prefix("toplevel_unseeded_")
                    .unwrap_or(parts[0]),
            ),
        };
        let mut go = Go119::seeded(seed);
        let got: Option<Vec<Value>> = (0..expected.len())
            .map(|_| go_value(&mut go, what))
            .collect();
        match got {
            Some(got) => equal(report, &case, expected, &got),
            None => report.not_run(&case, "not a function that we know"),
        }
    }
}

fn go_value(go: &mut Go119, what: &str) -> Option<Value> {
    Some(match what {
        "int63" => go.int63().to_string().into(),
        "int31" => go.int31().into(),
        "perm7" => go_trial(go, Shuffle::InsideOut, 7).into(),
        "wrong_shuffle" => go_trial(go, Shuffle::TwoRandom { swaps: 7 }, 7).into(),
        "fisher_yates" => go_trial(go, Shuffle::FisherYates, 7).into(),
        "rand_shuffle" => go_rand_shuffle(go, 7).into(),
        _ => go.intn(what.strip_prefix("intn")?.parse().ok()?).into(),
    })
}

fn go_trial(go: &mut Go119, shuffle: Shuffle, n: usize) -> Vec<u8> {
    let mut trial = Trial::new(shuffle, n).expect("a shuffle of few elements");
    while let Some(bound) = trial.bound() {
        trial.give(go.intn(bound)).expect("a draw within its bound");
    }
    trial.order().to_vec()
}

/// `rand.Shuffle`: Fisher-Yates without the last draw, which has only one outcome, and with another way to draw.
fn go_rand_shuffle(go: &mut Go119, n: usize) -> Vec<u8> {
    let mut order: Vec<u8> = (0..n as u8).collect();
    for i in (1..n).rev() {
        order.swap(i, go.shuffle_draw(i as u32 + 1) as usize);
    }
    order
}

#[derive(Deserialize)]
struct DrawsFile {
    draws: Vec<u32>,
}

fn draws(dir: &Path, report: &mut Report) {
    let name = "draws_seed1_intn7.json";
    if let Some(file) = report.json::<DrawsFile>(dir, name) {
        let mut go = Go119::seeded(1);
        let got: Vec<u32> = file.draws.iter().map(|_| go.intn(7)).collect();
        equal(report, name, &file.draws, &got);
    }
}

#[derive(Deserialize)]
struct CountsRow {
    algorithm: String,
    seed: u64,
    trials: u64,
    n: usize,
    first_position_counts: Vec<u64>,
    value_by_position_counts: Vec<Vec<u64>>,
}

fn go_counts(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<CountsRow>(dir, "go_counts_fixed_seed.jsonl") {
        let case = |what: &str| format!("{place} {} seed {}: {what}", row.algorithm, row.seed);
        let positions = match row.algorithm.as_str() {
            "go_rand_shuffle" => go_rand_shuffle_counts(&row),
            name => {
                let Some(shuffle) = shuffle(&case("algorithm"), name, row.n, report) else {
                    continue;
                };
                let settings = Settings {
                    shuffle,
                    n: row.n,
                    generator: Kind::Go119,
                    seed: row.seed,
                };
                match Run::new(settings) {
                    Ok(mut run) => {
                        run.advance(row.trials);
                        run.counts().positions
                    }
                    Err(refusal) => {
                        report.fail(&case("run"), "a run", refusal);
                        continue;
                    }
                }
            }
        };
        let rows: Vec<Vec<u64>> = (0..row.n).map(|v| positions.row(v).to_vec()).collect();
        equal(
            report,
            &case("first_position_counts"),
            &row.first_position_counts,
            &positions.column(0),
        );
        equal(
            report,
            &case("value_by_position_counts"),
            &row.value_by_position_counts,
            &rows,
        );
    }
}

fn go_rand_shuffle_counts(row: &CountsRow) -> Square<u64> {
    let mut go = Go119::seeded(row.seed as i64);
    let mut positions = Square::filled(row.n, 0);
    for _ in 0..row.trials {
        for (position, &value) in go_rand_shuffle(&mut go, row.n).iter().enumerate() {
            *positions.at_mut(value as usize, position) += 1;
        }
    }
    positions
}

#[derive(Deserialize)]
struct GoRuns {
    n: usize,
    notes_result: Counted,
    runs: Vec<Counted>,
}

#[derive(Deserialize)]
struct Counted {
    wrong: Vec<u64>,
    fisher_yates: Vec<u64>,
    wrong_chi2_against_exact_6df: f64,
    fisher_yates_chi2_against_uniform_6df: f64,
    wrong_z: Option<Vec<f64>>,
    fisher_yates_z: Option<Vec<f64>>,
}

fn go_runs(dir: &Path, report: &mut Report) {
    let name = "go_seed_program_runs.json";
    let Some(file) = report.json::<GoRuns>(dir, name) else {
        return;
    };
    let Some(wrong) = shuffle(name, "two_random_n_swaps", file.n, report) else {
        return;
    };
    let exact = match exact::position_matrix(wrong, file.n) {
        Ok(matrix) => matrix.column(0),
        Err(refusal) => return report.fail(name, "a matrix", refusal),
    };
    let fair = vec![1.0 / file.n as f64; file.n];
    for (at, run) in std::iter::once(&file.notes_result)
        .chain(&file.runs)
        .enumerate()
    {
        let case = |what: &str| match at {
            0 => format!("{name} notes_result: {what}"),
            at => format!("{name} run {at}: {what}"),
        };
        if run.wrong.len() != file.n || run.fisher_yates.len() != file.n {
            report.fail(
                &case("counts"),
                format!("{} counts", file.n),
                run.wrong.len(),
            );
            continue;
        }
        let against_exact = stats::test_against(&run.wrong, &exact).chi_squared;
        let against_fair = stats::test_uniform(&run.fisher_yates).chi_squared;
        rounded(
            report,
            &case("wrong, chi-squared"),
            run.wrong_chi2_against_exact_6df,
            against_exact,
        );
        rounded(
            report,
            &case("fisher_yates, chi-squared"),
            run.fisher_yates_chi2_against_uniform_6df,
            against_fair,
        );
        let scores = [
            ("wrong_z", &run.wrong_z, &run.wrong, &exact),
            (
                "fisher_yates_z",
                &run.fisher_yates_z,
                &run.fisher_yates,
                &fair,
            ),
        ];
        for (what, expected, counts, chances) in scores {
            let Some(expected) = expected else { continue };
            let trials = counts.iter().sum();
            for ((expected, &count), &chance) in expected.iter().zip(counts).zip(chances) {
                rounded(
                    report,
                    &case(what),
                    *expected,
                    stats::z(count, trials, chance),
                );
            }
        }
    }
}

/// What the sorts of real languages gave: as likely as not under our exact chances. A p-value below one in a million is
/// called a mismatch.
fn sort_observations(dir: &Path, report: &mut Report) {
    let name = "sort_comparator_observations.json";
    let Some(file) = report.json::<Value>(dir, name) else {
        return;
    };
    let n = file["n"].as_u64().unwrap_or(7) as usize;
    let trials = file["trials"].as_f64().unwrap_or(0.0);
    let numbers = |value: &Value| {
        value
            .as_array()
            .map(|list| list.iter().filter_map(Value::as_f64).collect::<Vec<f64>>())
    };
    let v8 = numbers(&file["javascript"]["first_position_frequencies"]).map(|shares| {
        shares
            .iter()
            .map(|share| (share * trials).round() as u64)
            .collect()
    });
    let go = numbers(&file["go"]["first_position_counts_1e6_seed_1"])
        .map(|counts| counts.iter().map(|&count| count as u64).collect());
    for (who, shuffle, counts) in [
        ("javascript", Shuffle::CoinV8, v8),
        ("go", Shuffle::CoinInsertion, go),
    ] {
        let case = format!("{name} {who}");
        let counts: Vec<u64> = match counts {
            Some(counts) => counts,
            None => {
                report.not_run(&case, "no first-position counts");
                continue;
            }
        };
        match exact::position_matrix(shuffle, n) {
            Ok(matrix) if counts.len() == n => {
                let test = stats::test_against(&counts, &matrix.column(0));
                if test.p_value > 1e-6 {
                    report.pass();
                } else {
                    report.fail(&case, "a p-value above 0.000001", format!("{test:?}"));
                }
            }
            Ok(_) => report.fail(&case, format!("{n} counts"), counts.len()),
            Err(refusal) => report.fail(&case, "a matrix", refusal),
        }
    }
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

fn number(text: &str) -> u128 {
    text.parse().unwrap_or(u128::MAX)
}

fn equal<T: PartialEq + std::fmt::Debug>(report: &mut Report, case: &str, expected: &T, got: &T) {
    if expected == got {
        report.pass();
    } else {
        report.fail(case, format!("{expected:?}"), format!("{got:?}"));
    }
}

/// A decimal in print: right if the number rounds to it, with a hundredth of the last digit for floating point.
fn agrees(expected: &str, got: f64) -> bool {
    let digits = expected
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    match expected.parse::<f64>() {
        Ok(value) => (value - got).abs() <= 0.51 * 0.1_f64.powi(digits as i32),
        Err(_) => false,
    }
}

fn decimal(report: &mut Report, case: &str, expected: &str, got: f64) {
    if agrees(expected, got) {
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
            .all(|(expected, &got)| agrees(expected, got))
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
