//! Matrices, distributions of orders, fail-over and more swaps: mathematics done by other means.

use super::{decimal, decimal_of, decimals, shuffle};
use balance::exact::{self, Orders};
use balance::{Shuffle, order};
use serde::Deserialize;
use std::path::Path;
use tests::report::Report;

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

pub(super) fn position_matrices(dir: &Path, report: &mut Report) {
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
                report.equal(
                    &case("first_position_rational"),
                    &row.first_position_rational,
                    &first,
                );
                report.equal(&case("matrix_rational"), &row.matrix_rational, &rows);
            }
            None => report.not_run(&case("fractions"), "the outcomes number 2^128 or more"),
        }
        decimals(
            report,
            &case("first_position_decimal"),
            &row.first_position_decimal,
            &first,
        );
        let widths: Vec<usize> = row.matrix_decimal.iter().map(Vec::len).collect();
        report.equal(
            &case("matrix_decimal, its rows"),
            &vec![row.n; row.n],
            &widths,
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

pub(super) fn permutation_level(dir: &Path, report: &mut Report) {
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
        report.check(
            &case("equally_likely_outcomes"),
            &row.equally_likely_outcomes,
            &orders.outcomes.to_string(),
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
        report.check(&case("max_count"), &row.max_count, &max.to_string());
        report.check(&case("min_count"), &row.min_count, &min.to_string());
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
            if lists.is_empty() {
                report.fail(&case(what), "an example", "none");
                continue;
            }
            let counts: Vec<Option<u128>> = (lists.iter())
                .map(|list| is_order(list, row.n).then(|| orders.counts[order::rank(list)]))
                .collect();
            report.equal(&case(what), &vec![Some(count); lists.len()], &counts);
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
            report.equal(
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

pub(super) fn failover(dir: &Path, report: &mut Report) {
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

pub(super) fn more_swaps(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<SwapsRow>(dir, "more_swaps.jsonl") {
        let case = |what: &str| format!("{place} {} swaps of {}: {what}", row.swaps, row.n);
        let by_chain = match exact::position_matrix(Shuffle::TwoRandom { swaps: row.swaps }, row.n)
        {
            Ok(matrix) => matrix,
            Err(refusal) => {
                report.fail(&case("matrix"), "a matrix", refusal);
                continue;
            }
        };
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
        decimal_of(
            6,
            report,
            &case("ratio_to_fair"),
            &row.ratio_to_fair,
            row.n as f64 * stay,
        );
        for (what, expected, got) in [
            (
                "stay, by the chain",
                &row.stay_probability_decimal,
                by_chain.at(0, 0),
            ),
            (
                "other, by the chain",
                &row.other_probability_decimal,
                by_chain.at(0, 1),
            ),
        ] {
            decimal(report, &case(what), expected, got);
        }
    }
}

fn is_order(list: &[u8], n: usize) -> bool {
    let mut sorted = list.to_vec();
    sorted.sort_unstable();
    sorted.into_iter().eq(0..n as u8)
}
