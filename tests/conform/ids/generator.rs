//! Snowflake's generator: what it refuses to be made of, and its answers to a script of clock readings.

use super::duplicates;
use ids::generator::{Backwards, Held};
use ids::{Generator, Layout, layout};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;
use tests::report::Report;

#[derive(Deserialize)]
struct NewNodeRow {
    node_bits: u8,
    step_bits: u8,
    node: i64,
    ok: bool,
    error: Option<String>,
}

pub(super) fn new_node(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<NewNodeRow>(dir, "snowflake_newnode.jsonl") {
        let case = |what: &str| format!("{place} {what}");
        let got = Layout::new(layout::TWITTER_EPOCH_MS, row.node_bits, row.step_bits)
            .and_then(|layout| Generator::new(layout, row.node, Backwards::Unnoticed));
        report.equal(&case("ok"), row.ok, got.is_ok());
        report.equal(
            &case("error"),
            row.error,
            got.err().map(|error| error.to_string()),
        );
    }
}

#[derive(Deserialize)]
struct TraceRow {
    name: String,
    epoch_ms: i64,
    node_bits: u8,
    step_bits: u8,
    node: i64,
    clock_reads: Vec<i64>,
    calls: usize,
    expect: Vec<Value>,
    duplicates: usize,
    non_increasing: usize,
}

pub(super) fn clock_traces(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<TraceRow>(dir, "snowflake_clock_traces.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.name);
        let made = Layout::new(row.epoch_ms, row.node_bits, row.step_bits)
            .and_then(|layout| Generator::new(layout, row.node, Backwards::Unnoticed));
        let mut generator = match made {
            Ok(generator) => generator,
            Err(refusal) => {
                report.fail(&case("generator"), "a generator", refusal);
                continue;
            }
        };
        let mut readings = row.clock_reads.iter();
        let mut issued = Vec::new();
        let mut blocked = false;
        report.equal(&case("calls"), row.calls >= row.expect.len(), true);
        for (call, expected) in row.expect.iter().enumerate() {
            let got = call_until_done(&mut generator, &mut readings);
            blocked |= got.get("blocked").is_some();
            issued.extend(got["id"].as_str().and_then(|id| id.parse::<i64>().ok()));
            report.equal(&case(&format!("call {call}")), expected.clone(), got);
        }
        // A trace that blocks ends there.
        report.equal(
            &case("all calls"),
            blocked || row.expect.len() == row.calls,
            true,
        );
        report.equal(&case("duplicates"), row.duplicates, duplicates(&issued));
        report.equal(
            &case("non_increasing"),
            row.non_increasing,
            non_increasing(&issued),
        );
    }
}

/// A call as the library makes it: it reads its clock until it has an id, or the readings run out.
fn call_until_done<'a>(
    generator: &mut Generator,
    readings: &mut impl Iterator<Item = &'a i64>,
) -> Value {
    let mut reads = 0;
    for &now in readings {
        reads += 1;
        match generator.next(now) {
            Ok(id) => {
                let (t, step) = (generator.time(), generator.step());
                return serde_json::json!({"id": id.to_string(), "t": t, "step": step, "reads": reads});
            }
            Err(Held::Until(_)) => {}
            Err(held) => return serde_json::json!({"held": format!("{held:?}")}),
        }
    }
    serde_json::json!({"blocked": true, "reads": reads})
}

fn non_increasing(ids: &[i64]) -> usize {
    ids.windows(2).filter(|pair| pair[1] <= pair[0]).count()
}
