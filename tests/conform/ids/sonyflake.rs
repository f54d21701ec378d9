//! Sonyflake, version 1.

use super::{duplicates, number};
use ids::Refusal;
use ids::sonyflake::{self, Settings, Sonyflake};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;
use tests::report::Report;

#[derive(Deserialize)]
struct SonyVectorRow {
    id: String,
    hex: String,
    msb: u64,
    time: u64,
    sequence: u64,
    machine_id: u64,
    elapsed_ns: String,
    default_start_unix_ms: Option<i64>,
}

pub(super) fn sonyflake_vectors(dir: &Path, report: &mut Report) {
    let flake = Sonyflake::version1(&Settings::of(0), sonyflake::START_1_NS)
        .expect("the default start is not ahead of itself");
    for (place, row) in report.json_lines::<SonyVectorRow>(dir, "sonyflake_vectors.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.id);
        let Ok(id) = row.id.parse::<u64>() else {
            report.fail(&case("id"), "a number of 64 bits", &row.id);
            continue;
        };
        let parts = flake.parts(id);
        // The library gives the sign on its own; its time is 39 bits and the sign above them.
        let time = parts.time;
        let (msb, low) = (id >> 63, time & ((1 << 39) - 1));
        report.equal(&case("hex"), row.hex.clone(), format!("{id:016x}"));
        report.equal(&case("msb"), row.msb, msb);
        report.equal(&case("time"), true, row.time == time || row.time == low);
        report.equal(&case("sequence"), row.sequence, parts.sequence);
        report.equal(&case("machine_id"), row.machine_id, parts.machine);
        let elapsed_ns = (row.time as i64).wrapping_mul(sonyflake::UNIT_NS);
        report.equal(
            &case("elapsed_ns"),
            row.elapsed_ns.clone(),
            elapsed_ns.to_string(),
        );
        if let Some(unix_ms) = row.default_start_unix_ms {
            let got = (id as i64 >= 0)
                .then(|| flake.time_ns(id as i64))
                .flatten()
                .map(|ns| ns / 1_000_000);
            report.equal(&case("default_start_unix_ms"), Some(unix_ms), got);
        }
    }
}

#[derive(Deserialize)]
struct ComposeRow {
    start_unix_ns: String,
    t_unix_ns: String,
    sequence: i64,
    machine_id: i64,
    ok: bool,
    id: String,
    error: Option<String>,
}

pub(super) fn sonyflake_compose(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<ComposeRow>(dir, "sonyflake_compose.jsonl") {
        let case = |what: &str| format!("{place} {what}");
        let (Some(start), Some(at)) = (
            number(&case("start_unix_ns"), &row.start_unix_ns, report),
            number(&case("t_unix_ns"), &row.t_unix_ns, report),
        ) else {
            continue;
        };
        let settings = Settings {
            start_ns: Some(start),
            ..Settings::of(0)
        };
        let got = Sonyflake::version1(&settings, start)
            .and_then(|flake| flake.compose(at, row.sequence, row.machine_id));
        report.equal(&case("ok"), row.ok, got.is_ok());
        report.equal(&case("id"), row.id, got.unwrap_or(0).to_string());
        report.equal(
            &case("error"),
            row.error,
            got.err().map(|error| error.to_string()),
        );
    }
}

#[derive(Deserialize)]
struct SettingsRow {
    case: String,
    start_unix_ns: Option<String>,
    now_unix_ns: String,
    ok: bool,
    error: Option<String>,
    #[serde(rename = "NewSonyflake_returns_nil")]
    returns_nil: bool,
    start_units_10ms: Option<i64>,
    initial_sequence: Option<i64>,
}

pub(super) fn sonyflake_settings(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<SettingsRow>(dir, "sonyflake_settings.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.case);
        let Some(now) = number(&case("now_unix_ns"), &row.now_unix_ns, report) else {
            continue;
        };
        let Some(start_ns) = start(&case("start_unix_ns"), row.start_unix_ns.as_deref(), report)
        else {
            continue;
        };
        // What the functions of the settings do is told by the name of the case only.
        let settings = Settings {
            start_ns,
            machine: match row.case.contains("function fails") {
                true => Err(Refusal::NoMachine),
                false => Ok(6),
            },
            accepted: !row.case.contains("rejects"),
            ..Settings::of(6)
        };
        let got = Sonyflake::version1(&settings, now);
        let (flake, error) = (got.as_ref().ok(), got.as_ref().err());
        report.equal(&case("ok"), row.ok, got.is_ok());
        report.equal(&case("nil"), row.returns_nil, got.is_err());
        report.equal(
            &case("error"),
            row.error.clone(),
            error.map(ToString::to_string),
        );
        report.equal(
            &case("start"),
            row.start_units_10ms,
            flake.map(Sonyflake::start),
        );
        report.equal(
            &case("initial_sequence"),
            row.initial_sequence,
            flake.map(Sonyflake::sequence),
        );
    }
}

#[derive(Deserialize)]
struct AddressRow {
    addresses: Vec<String>,
    ok: bool,
    machine_id: u16,
    error: Option<String>,
}

pub(super) fn private_ip(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<AddressRow>(dir, "sonyflake_private_ip.jsonl") {
        let case = |what: &str| format!("{place} {:?}: {what}", row.addresses);
        let addresses = row.addresses.iter().map(String::as_str);
        let got = sonyflake::machine_of_private_address(addresses);
        report.equal(&case("ok"), row.ok, got.is_ok());
        report.equal(&case("machine_id"), row.machine_id, got.unwrap_or(0));
        report.equal(
            &case("error"),
            row.error.clone(),
            got.err().map(|error| error.to_string()),
        );
    }
}

#[derive(Deserialize)]
struct SonyTraceRow {
    name: String,
    start_unix_ns: String,
    t0_unix_ns: String,
    machine_id: i64,
    advance_ns: Vec<i64>,
    expect: Vec<Value>,
    duplicates: usize,
}

pub(super) fn sonyflake_clock_traces(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<SonyTraceRow>(dir, "sonyflake_clock_traces.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.name);
        let (Some(start), Some(mut now)) = (
            number(&case("start_unix_ns"), &row.start_unix_ns, report),
            number(&case("t0_unix_ns"), &row.t0_unix_ns, report),
        ) else {
            continue;
        };
        let settings = Settings {
            start_ns: Some(start),
            ..Settings::of(row.machine_id)
        };
        let mut flake = match Sonyflake::version1(&settings, now.max(start)) {
            Ok(flake) => flake,
            Err(refusal) => {
                report.fail(&case("generator"), "a generator", refusal);
                continue;
            }
        };
        let mut issued = Vec::new();
        report.equal(&case("calls"), row.advance_ns.len(), row.expect.len());
        for (call, (advance, expected)) in row.advance_ns.iter().zip(&row.expect).enumerate() {
            let case = case(&format!("call {call}"));
            let Some(moved) = now.checked_add(*advance) else {
                report.fail(&case, "a clock of 64 bits", format!("{now} + {advance}"));
                break;
            };
            let made = flake.next(moved);
            now = moved.saturating_add(made.slept_ns);
            let mut got = match made.id {
                Ok(id) => {
                    issued.push(id);
                    let parts = flake.parts(id as u64);
                    serde_json::json!({"id": id.to_string(), "time": parts.time, "sequence": parts.sequence})
                }
                Err(refusal) => serde_json::json!({"error": refusal.to_string()}),
            };
            if made.slept_ns != 0 {
                got["slept_ns"] = made.slept_ns.into();
            }
            report.equal(&case, expected.clone(), got);
        }
        report.equal(&case("duplicates"), row.duplicates, duplicates(&issued));
    }
}

/// The start that a row gives, which is none for the default; nothing, and said so, if it is no number.
pub(super) fn start(case: &str, text: Option<&str>, report: &mut Report) -> Option<Option<i64>> {
    text.map_or(Some(None), |text| number(case, text, report).map(Some))
}
