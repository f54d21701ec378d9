//! Sonyflake, version 2: its widths and its unit are settings.

use super::number;
use super::sonyflake::start;
use ids::sonyflake::{Settings, Sonyflake};
use serde::Deserialize;
use std::path::Path;
use tests::report::Report;

#[derive(Deserialize)]
struct Sony2Row {
    bits_sequence: i64,
    bits_machine: i64,
    time_unit_ns: i64,
    start_unix_ns: Option<String>,
    machine_id: i64,
    now_unix_ns: String,
    ok: bool,
    error: Option<String>,
    bits_time: Option<u32>,
    start_units: Option<i64>,
    initial_sequence: Option<i64>,
    #[serde(default)]
    compose: Vec<Compose2>,
}

#[derive(Deserialize)]
struct Compose2 {
    t_unix_ns: String,
    sequence: i64,
    machine: i64,
    ok: bool,
    id: Option<String>,
    decompose: Option<Decompose>,
    to_time_unix_ns: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Decompose {
    time: u64,
    sequence: u64,
    machine: u64,
}

pub(super) fn sonyflake_2(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<Sony2Row>(dir, "sonyflake_v2.jsonl") {
        let case = |what: &str| format!("{place} {what}");
        let Some(now) = number(&case("now_unix_ns"), &row.now_unix_ns, report) else {
            continue;
        };
        let Some(start_ns) = start(&case("start_unix_ns"), row.start_unix_ns.as_deref(), report)
        else {
            continue;
        };
        let settings = Settings {
            start_ns,
            sequence_bits: row.bits_sequence,
            machine_bits: row.bits_machine,
            unit_ns: row.time_unit_ns,
            machine: Ok(row.machine_id),
            accepted: true,
        };
        let got = Sonyflake::version2(&settings, now);
        let (flake, error) = (got.as_ref().ok(), got.as_ref().err());
        report.equal(&case("ok"), row.ok, got.is_ok());
        report.equal(&case("error"), row.error, error.map(ToString::to_string));
        if let Some(flake) = flake {
            report.equal(&case("bits_time"), row.bits_time, Some(flake.time_bits()));
            report.equal(&case("start_units"), row.start_units, Some(flake.start()));
            report.equal(
                &case("initial_sequence"),
                row.initial_sequence,
                Some(flake.sequence()),
            );
            for (at, wish) in row.compose.iter().enumerate() {
                compose_2(report, &case(&format!("compose {at}")), flake, wish);
            }
        }
    }
}

fn compose_2(report: &mut Report, case: &str, flake: &Sonyflake, wish: &Compose2) {
    let Some(at) = number(case, &wish.t_unix_ns, report) else {
        return;
    };
    let got = flake.compose(at, wish.sequence, wish.machine);
    let id = got.as_ref().ok();
    report.equal(&format!("{case} ok"), wish.ok, got.is_ok());
    report.equal(
        &format!("{case} id"),
        wish.id.clone(),
        id.map(ToString::to_string),
    );
    let error = got.as_ref().err().map(ToString::to_string);
    report.equal(&format!("{case} error"), wish.error.clone(), error);
    let Some(&id) = id else { return };
    if let Some(expected) = &wish.decompose {
        let parts = flake.parts(id as u64);
        let expected = (expected.time, expected.sequence, expected.machine);
        report.equal(
            &format!("{case} decompose"),
            expected,
            (parts.time, parts.sequence, parts.machine),
        );
    }
    if let Some(expected) = &wish.to_time_unix_ns {
        let got = flake.time_ns(id).map(|ns| ns.to_string());
        report.equal(&format!("{case} to_time"), Some(expected.clone()), got);
    }
}
