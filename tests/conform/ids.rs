//! The id engine against recordings of bwmarrin/snowflake and sony/sonyflake. The format is that of
//! `tests/conformance/ids/README.md`; any layout, trace and text will do.
//!
//! Each row of a file makes one case per quantity. Of `observations.json` only the ceilings are facts: a real run of two
//! seconds must lie below what our layouts allow.

use ids::generator::{Backwards, Held};
use ids::sonyflake::{self, Settings, Sonyflake};
use ids::text::{self, ParseError};
use ids::{Generator, Layout, Parts, Refusal, calendar, layout};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::Path;
use tests::report::Report;

/// Runs every file of the directory that the format knows.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    let layouts = layouts(dir, &mut report);
    vectors(dir, &layouts, &mut report);
    datacenter_and_worker(dir, &mut report);
    parse(dir, &mut report);
    new_node(dir, &mut report);
    clock_traces(dir, &mut report);
    sonyflake_vectors(dir, &mut report);
    sonyflake_compose(dir, &mut report);
    sonyflake_settings(dir, &mut report);
    private_ip(dir, &mut report);
    sonyflake_clock_traces(dir, &mut report);
    sonyflake_2(dir, &mut report);
    observations(dir, &mut report);
    report
}

#[derive(Deserialize)]
struct LayoutRow {
    layout: String,
    epoch_ms: i64,
    epoch_iso: String,
    node_bits: u8,
    step_bits: u8,
    time_bits: u8,
    node_max: i64,
    step_max: i64,
    time_shift: u8,
    node_shift: u8,
    ids_per_ms: u64,
    last_time_ms: Option<i64>,
    last_time_iso: Option<String>,
}

fn layouts(dir: &Path, report: &mut Report) -> BTreeMap<String, Layout> {
    let mut layouts = BTreeMap::new();
    for (place, row) in report.json_lines::<LayoutRow>(dir, "snowflake_layouts.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.layout);
        let layout = match Layout::new(row.epoch_ms, row.node_bits, row.step_bits) {
            Ok(layout) => layout,
            Err(refusal) => {
                report.fail(&case("layout"), "a layout", refusal);
                continue;
            }
        };
        let budget = layout.budget();
        same(
            report,
            &case("time_bits"),
            row.time_bits,
            layout.time_bits(),
        );
        same(report, &case("node_max"), row.node_max, layout.node_max());
        same(report, &case("step_max"), row.step_max, layout.step_max());
        same(
            report,
            &case("time_shift"),
            row.time_shift,
            layout.time_shift(),
        );
        same(
            report,
            &case("node_shift"),
            row.node_shift,
            layout.node_shift(),
        );
        same(
            report,
            &case("ids_per_ms"),
            row.ids_per_ms,
            budget.ids_per_ms_and_node,
        );
        same(
            report,
            &case("epoch_iso"),
            row.epoch_iso.clone(),
            calendar::iso(row.epoch_ms),
        );
        if let Some(last) = row.last_time_ms {
            same(report, &case("last_time_ms"), Some(last), budget.last_ms);
        }
        if let (Some(iso), Some(last)) = (&row.last_time_iso, budget.last_ms) {
            same(
                report,
                &case("last_time_iso"),
                iso.clone(),
                calendar::iso(last),
            );
        }
        layouts.insert(row.layout.clone(), layout);
    }
    layouts
}

#[derive(Deserialize)]
struct VectorRow {
    layout: String,
    id: String,
    time_ms: i64,
    node: i64,
    step: i64,
    base2: String,
    base32: Option<String>,
    base36: String,
    base58: Option<String>,
    base64: String,
    bytes: String,
    int_bytes_hex: String,
    json: String,
}

fn vectors(dir: &Path, layouts: &BTreeMap<String, Layout>, report: &mut Report) {
    for (place, row) in report.json_lines::<VectorRow>(dir, "snowflake_vectors.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.id);
        let Some(&layout) = layouts.get(&row.layout) else {
            report.not_run(
                &case("layout"),
                format!("there is no layout `{}`", row.layout),
            );
            continue;
        };
        let Some(id) = number(&case("id"), &row.id, report) else {
            continue;
        };
        let parts = layout.parts(id);
        same(report, &case("time_ms"), row.time_ms, layout.time_ms(id));
        same(report, &case("node"), row.node, parts.node);
        same(report, &case("step"), row.step, parts.step);
        let time = row.time_ms.wrapping_sub(layout.epoch_ms());
        let (node, step) = (row.node, row.step);
        same(
            report,
            &case("composed"),
            id,
            layout.id(Parts { time, node, step }),
        );
        same(report, &case("base2"), row.base2.clone(), text::base2(id));
        same(
            report,
            &case("base32"),
            row.base32.clone(),
            text::base32(id),
        );
        same(
            report,
            &case("base36"),
            row.base36.clone(),
            text::base36(id),
        );
        same(
            report,
            &case("base58"),
            row.base58.clone(),
            text::base58(id),
        );
        same(
            report,
            &case("base64"),
            row.base64.clone(),
            text::base64(id),
        );
        same(report, &case("bytes"), row.bytes.clone(), id.to_string());
        same(
            report,
            &case("int_bytes_hex"),
            row.int_bytes_hex.clone(),
            hex(&text::int_bytes(id)),
        );
        same(report, &case("json"), row.json.clone(), text::json(id));
    }
}

#[derive(Deserialize)]
struct DatacenterRow {
    id: String,
    epoch_ms: i64,
    time_ms: i64,
    datacenter: i64,
    worker: i64,
    node: i64,
    sequence: i64,
    base2: String,
}

fn datacenter_and_worker(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<DatacenterRow>(dir, "snowflake_dc_worker.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.id);
        let (Some(id), Ok(layout)) = (
            number(&case("id"), &row.id, report),
            Layout::new(row.epoch_ms, 10, 12),
        ) else {
            continue;
        };
        let parts = layout.parts(id);
        let split = layout::datacenter_and_worker(parts.node);
        same(report, &case("time_ms"), row.time_ms, layout.time_ms(id));
        same(
            report,
            &case("datacenter, worker"),
            (row.datacenter, row.worker),
            split,
        );
        same(
            report,
            &case("node"),
            Ok(row.node),
            layout::node_of(row.datacenter, row.worker),
        );
        same(report, &case("node of the id"), row.node, parts.node);
        same(report, &case("sequence"), row.sequence, parts.step);
        same(report, &case("base2"), row.base2.clone(), text::base2(id));
    }
}

#[derive(Deserialize)]
struct ParseRow {
    #[serde(rename = "fn")]
    function: String,
    input: String,
    ok: bool,
    returned_id: String,
    error: Option<String>,
    error_kind: Option<String>,
}

/// What the variable held that the two JSON functions write into.
const UNTOUCHED: i64 = -77;

fn parse(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<ParseRow>(dir, "snowflake_parse.jsonl") {
        let case = |what: &str| format!("{place} {}({:?}): {what}", row.function, row.input);
        let input = row.input.as_bytes();
        let got = match row.function.as_str() {
            "ParseString" | "ParseBytes" => text::parse(input),
            "ParseBase2" => text::parse_base2(input),
            "ParseBase32" => text::parse_base32(input),
            "ParseBase36" => text::parse_base36(input),
            "ParseBase58" => text::parse_base58(input),
            "ParseBase64" => text::parse_base64(input),
            "ParseIntBytes" => match unhex(&row.input) {
                Some(bytes) => Ok(text::parse_int_bytes(bytes)),
                None => {
                    report.fail(&case("input"), "the hex of 8 bytes", &row.input);
                    continue;
                }
            },
            "UnmarshalJSON" => text::parse_json(input),
            "json.Unmarshal" => text::parse_json_document(input),
            other => {
                report.not_run(&case("fn"), format!("there is no function `{other}`"));
                continue;
            }
        };
        same(report, &case("ok"), row.ok, got.is_ok());
        let returned = match &got {
            Ok(id) => *id,
            Err(_) if row.function.ends_with("Unmarshal") || row.function == "UnmarshalJSON" => {
                UNTOUCHED
            }
            Err(error) => error.returned(),
        };
        same(
            report,
            &case("returned_id"),
            row.returned_id.clone(),
            returned.to_string(),
        );
        let error = got.as_ref().err();
        same(
            report,
            &case("error"),
            row.error.clone(),
            error.map(ToString::to_string),
        );
        let kind = error.map(|error| kind(error).to_string());
        same(report, &case("error_kind"), row.error_kind.clone(), kind);
    }
}

fn kind(error: &ParseError) -> &'static str {
    match error {
        ParseError::Syntax { .. } => "int_syntax",
        ParseError::Range { .. } => "int64_range",
        ParseError::Base32 => "invalid_base32",
        ParseError::Base58 => "invalid_base58",
        ParseError::Base64 { .. } => "base64_corrupt",
        ParseError::NotAString { .. } => "json_not_quoted_string",
        ParseError::Json(_) => "json_document_syntax",
    }
}

#[derive(Deserialize)]
struct NewNodeRow {
    node_bits: u8,
    step_bits: u8,
    node: i64,
    ok: bool,
    error: Option<String>,
}

fn new_node(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<NewNodeRow>(dir, "snowflake_newnode.jsonl") {
        let case = |what: &str| format!("{place} {what}");
        let got = Layout::new(layout::TWITTER_EPOCH_MS, row.node_bits, row.step_bits)
            .and_then(|layout| Generator::new(layout, row.node, Backwards::Unnoticed));
        same(report, &case("ok"), row.ok, got.is_ok());
        same(
            report,
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

fn clock_traces(dir: &Path, report: &mut Report) {
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
        same(report, &case("calls"), row.calls >= row.expect.len(), true);
        for (call, expected) in row.expect.iter().enumerate() {
            let got = call_until_done(&mut generator, &mut readings);
            blocked |= got.get("blocked").is_some();
            issued.extend(got["id"].as_str().and_then(|id| id.parse::<i64>().ok()));
            same(
                report,
                &case(&format!("call {call}")),
                expected.clone(),
                got,
            );
        }
        // A trace that blocks ends there.
        same(
            report,
            &case("all calls"),
            blocked || row.expect.len() == row.calls,
            true,
        );
        same(
            report,
            &case("duplicates"),
            row.duplicates,
            duplicates(&issued),
        );
        same(
            report,
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

fn duplicates(ids: &[i64]) -> usize {
    ids.len() - ids.iter().collect::<BTreeSet<_>>().len()
}

fn non_increasing(ids: &[i64]) -> usize {
    ids.windows(2).filter(|pair| pair[1] <= pair[0]).count()
}

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

fn sonyflake_vectors(dir: &Path, report: &mut Report) {
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
        same(report, &case("hex"), row.hex.clone(), format!("{id:016x}"));
        same(report, &case("msb"), row.msb, msb);
        same(
            report,
            &case("time"),
            true,
            row.time == time || row.time == low,
        );
        same(report, &case("sequence"), row.sequence, parts.sequence);
        same(report, &case("machine_id"), row.machine_id, parts.machine);
        let elapsed_ns = (row.time as i64).wrapping_mul(sonyflake::UNIT_NS);
        same(
            report,
            &case("elapsed_ns"),
            row.elapsed_ns.clone(),
            elapsed_ns.to_string(),
        );
        if let Some(unix_ms) = row.default_start_unix_ms {
            let got = (id as i64 >= 0)
                .then(|| flake.time_ns(id as i64))
                .flatten()
                .map(|ns| ns / 1_000_000);
            same(report, &case("default_start_unix_ms"), Some(unix_ms), got);
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

fn sonyflake_compose(dir: &Path, report: &mut Report) {
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
        same(report, &case("ok"), row.ok, got.is_ok());
        same(report, &case("id"), row.id, got.unwrap_or(0).to_string());
        same(
            report,
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

fn sonyflake_settings(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<SettingsRow>(dir, "sonyflake_settings.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.case);
        let Some(now) = number(&case("now_unix_ns"), &row.now_unix_ns, report) else {
            continue;
        };
        // What the functions of the settings do is told by the name of the case only.
        let settings = Settings {
            start_ns: row
                .start_unix_ns
                .as_ref()
                .and_then(|start| start.parse().ok()),
            machine: match row.case.contains("function fails") {
                true => Err(Refusal::NoMachine),
                false => Ok(6),
            },
            accepted: !row.case.contains("rejects"),
            ..Settings::of(6)
        };
        let got = Sonyflake::version1(&settings, now);
        let (flake, error) = (got.as_ref().ok(), got.as_ref().err());
        same(report, &case("ok"), row.ok, got.is_ok());
        same(report, &case("nil"), row.returns_nil, got.is_err());
        same(
            report,
            &case("error"),
            row.error.clone(),
            error.map(ToString::to_string),
        );
        same(
            report,
            &case("start"),
            row.start_units_10ms,
            flake.map(Sonyflake::start),
        );
        same(
            report,
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

fn private_ip(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<AddressRow>(dir, "sonyflake_private_ip.jsonl") {
        let case = |what: &str| format!("{place} {:?}: {what}", row.addresses);
        let addresses = row.addresses.iter().map(String::as_str);
        let got = sonyflake::machine_of_private_address(addresses);
        same(report, &case("ok"), row.ok, got.is_ok());
        same(
            report,
            &case("machine_id"),
            row.machine_id,
            got.unwrap_or(0),
        );
        same(
            report,
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

fn sonyflake_clock_traces(dir: &Path, report: &mut Report) {
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
        same(
            report,
            &case("calls"),
            row.advance_ns.len(),
            row.expect.len(),
        );
        for (call, (advance, expected)) in row.advance_ns.iter().zip(&row.expect).enumerate() {
            now += advance;
            let made = flake.next(now);
            now += made.slept_ns;
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
            same(
                report,
                &case(&format!("call {call}")),
                expected.clone(),
                got,
            );
        }
        same(
            report,
            &case("duplicates"),
            row.duplicates,
            duplicates(&issued),
        );
    }
}

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

fn sonyflake_2(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<Sony2Row>(dir, "sonyflake_v2.jsonl") {
        let case = |what: &str| format!("{place} {what}");
        let Some(now) = number(&case("now_unix_ns"), &row.now_unix_ns, report) else {
            continue;
        };
        let settings = Settings {
            start_ns: row
                .start_unix_ns
                .as_ref()
                .and_then(|start| start.parse().ok()),
            sequence_bits: row.bits_sequence,
            machine_bits: row.bits_machine,
            unit_ns: row.time_unit_ns,
            machine: Ok(row.machine_id),
            accepted: true,
        };
        let got = Sonyflake::version2(&settings, now);
        let (flake, error) = (got.as_ref().ok(), got.as_ref().err());
        same(report, &case("ok"), row.ok, got.is_ok());
        same(
            report,
            &case("error"),
            row.error,
            error.map(ToString::to_string),
        );
        if let Some(flake) = flake {
            same(
                report,
                &case("bits_time"),
                row.bits_time,
                Some(flake.time_bits()),
            );
            same(
                report,
                &case("start_units"),
                row.start_units,
                Some(flake.start()),
            );
            same(
                report,
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
    same(report, &format!("{case} ok"), wish.ok, got.is_ok());
    same(
        report,
        &format!("{case} id"),
        wish.id.clone(),
        id.map(ToString::to_string),
    );
    let error = got.as_ref().err().map(ToString::to_string);
    same(report, &format!("{case} error"), wish.error.clone(), error);
    let Some(&id) = id else { return };
    if let Some(expected) = &wish.decompose {
        let parts = flake.parts(id as u64);
        let expected = (expected.time, expected.sequence, expected.machine);
        same(
            report,
            &format!("{case} decompose"),
            expected,
            (parts.time, parts.sequence, parts.machine),
        );
    }
    if let Some(expected) = &wish.to_time_unix_ns {
        let got = flake.time_ns(id).map(|ns| ns.to_string());
        same(
            report,
            &format!("{case} to_time"),
            Some(expected.clone()),
            got,
        );
    }
}

fn observations(dir: &Path, report: &mut Report) {
    let name = "observations.json";
    let Some(facts) = report.json::<Value>(dir, name) else {
        return;
    };
    let most = Layout::default().budget().ids_per_ms_and_node;
    for (library, field, most) in [
        ("snowflake", "max_in_one_ms", most),
        ("sonyflake", "max_in_one_unit", 256),
    ] {
        let case = format!("{name} {library}: {field} is at most {most}");
        let seen = facts[library][field].as_u64();
        same(report, &case, true, seen.is_some_and(|seen| seen <= most));
    }
}

fn number(case: &str, text: &str, report: &mut Report) -> Option<i64> {
    let number = text.parse().ok();
    if number.is_none() {
        report.fail(case, "a number of 64 bits with a sign", text);
    }
    number
}

fn same<T: PartialEq + Debug>(report: &mut Report, case: &str, expected: T, got: T) {
    if expected == got {
        report.pass();
    } else {
        report.fail(case, format!("{expected:?}"), format!("{got:?}"));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 8]> {
    let value = u64::from_str_radix(text, 16).ok()?;
    (text.len() == 16).then(|| value.to_be_bytes())
}
