//! Sorts of real languages with a coin for a comparator.

use balance::{Shuffle, exact, stats};
use serde_json::Value;
use std::path::Path;
use tests::report::Report;

/// What the sorts of real languages gave: as likely as not under our exact chances. A p-value below one in a million is
/// called a mismatch.
pub(super) fn sort_observations(dir: &Path, report: &mut Report) {
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
