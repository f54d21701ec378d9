//! Go 1.19's generator: its outputs, runs from known seeds, and the program of the notes.

use super::{rounded, shuffle};
use balance::exact;
use balance::generator::{Go119, Kind};
use balance::run::{Run, Settings};
use balance::{Shuffle, Square, Trial, stats};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;
use tests::report::Report;

/// Keys are `seed_<seed>_<what>_first_<how many>`, or `toplevel_unseeded_..` for seed 1; other keys are words about them.
pub(super) fn go_rand(dir: &Path, report: &mut Report) {
    let name = "go_rand.json";
    let Some(facts) = report.json::<serde_json::Map<String, Value>>(dir, name) else {
        return;
    };
    for (key, expected) in &facts {
        let Some((start, _)) = key.split_once("_first_") else {
            continue;
        };
        let case = format!("{name} {key}");
        let Some(expected) = expected.as_array().filter(|outputs| !outputs.is_empty()) else {
            report.fail(&case, "a list of outputs", expected);
            continue;
        };
        let seed_and_what = match start.strip_prefix("toplevel_unseeded_") {
            Some(what) => Some((1, what)),
            None => (start.strip_prefix("seed_"))
                .and_then(|rest| rest.split_once('_'))
                .and_then(|(seed, what)| Some((seed.parse().ok()?, what))),
        };
        let Some((seed, what)) = seed_and_what else {
            report.not_run(
                &case,
                "expected a key `seed_<seed>_..` or `toplevel_unseeded_..`",
            );
            continue;
        };
        let mut go = Go119::seeded(seed);
        let got: Option<Vec<Value>> = (0..expected.len())
            .map(|_| go_value(&mut go, what))
            .collect();
        match got {
            Some(got) => report.equal(&case, expected, &got),
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
        _ => {
            let bound = what.strip_prefix("intn")?.parse().ok()?;
            (1..1 << 31)
                .contains(&bound)
                .then(|| go.intn(bound))?
                .into()
        }
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

pub(super) fn draws(dir: &Path, report: &mut Report) {
    let name = "draws_seed1_intn7.json";
    if let Some(file) = report.json::<DrawsFile>(dir, name) {
        let mut go = Go119::seeded(1);
        let got: Vec<u32> = file.draws.iter().map(|_| go.intn(7)).collect();
        match file.draws.as_slice() {
            [] => report.fail(name, "draws", "none"),
            draws => report.equal(name, &draws, &got.as_slice()),
        }
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

pub(super) fn go_counts(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<CountsRow>(dir, "go_counts_fixed_seed.jsonl") {
        let case = |what: &str| format!("{place} {} seed {}: {what}", row.algorithm, row.seed);
        if let Err(refusal) = Shuffle::FisherYates.check(row.n) {
            report.fail(&case("n"), "a length that we shuffle", refusal);
            continue;
        }
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
        report.equal(
            &case("first_position_counts"),
            &row.first_position_counts,
            &positions.column(0),
        );
        report.equal(
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
    exact: Option<Exact>,
    notes_result: Counted,
    runs: Vec<Counted>,
}

#[derive(Deserialize)]
struct Exact {
    wrong_first_position: Vec<String>,
}

#[derive(Deserialize)]
struct Counted {
    wrong: Vec<u64>,
    fisher_yates: Vec<u64>,
    wrong_chi2_against_exact_6df: f64,
    fisher_yates_chi2_against_uniform_6df: f64,
    wrong_chi2_against_uniform_6df: Option<f64>,
    wrong_z: Option<Vec<f64>>,
    fisher_yates_z: Option<Vec<f64>>,
}

pub(super) fn go_runs(dir: &Path, report: &mut Report) {
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
    if let Some(facts) = &file.exact {
        match exact::position_counts(wrong, file.n) {
            Ok(Some(counted)) => {
                let chances: Vec<String> = (0..file.n)
                    .map(|v| counted.chance(v, 0).to_string())
                    .collect();
                let case = format!("{name} exact: wrong_first_position");
                report.equal(&case, &facts.wrong_first_position, &chances);
            }
            _ => report.not_run(name, "the outcomes number 2^128 or more"),
        }
    }
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
                format!("{} of each shuffle", file.n),
                format!("{} and {}", run.wrong.len(), run.fisher_yates.len()),
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
        if let Some(expected) = run.wrong_chi2_against_uniform_6df {
            let got = stats::test_uniform(&run.wrong).chi_squared;
            rounded(
                report,
                &case("wrong, chi-squared against uniform"),
                expected,
                got,
            );
        }
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
            if expected.len() != file.n {
                report.fail(&case(what), format!("{} scores", file.n), expected.len());
                continue;
            }
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
