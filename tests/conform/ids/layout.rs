//! Snowflake's layouts, and what ids of them are made of and written as.

use super::number;
use ids::{Layout, Parts, calendar, layout, text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use tests::report::Report;

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

pub(super) fn layouts(dir: &Path, report: &mut Report) -> BTreeMap<String, Layout> {
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
        report.equal(&case("time_bits"), row.time_bits, layout.time_bits());
        report.equal(&case("node_max"), row.node_max, layout.node_max());
        report.equal(&case("step_max"), row.step_max, layout.step_max());
        report.equal(&case("time_shift"), row.time_shift, layout.time_shift());
        report.equal(&case("node_shift"), row.node_shift, layout.node_shift());
        report.equal(
            &case("ids_per_ms"),
            row.ids_per_ms,
            budget.ids_per_ms_and_node,
        );
        report.equal(
            &case("epoch_iso"),
            row.epoch_iso.clone(),
            calendar::iso(row.epoch_ms),
        );
        if let Some(last) = row.last_time_ms {
            report.equal(&case("last_time_ms"), Some(last), budget.last_ms);
        }
        if let Some(iso) = &row.last_time_iso {
            let got = budget.last_ms.map(calendar::iso);
            report.equal(&case("last_time_iso"), Some(iso.clone()), got);
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

pub(super) fn vectors(dir: &Path, layouts: &BTreeMap<String, Layout>, report: &mut Report) {
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
        report.equal(&case("time_ms"), row.time_ms, layout.time_ms(id));
        report.equal(&case("node"), row.node, parts.node);
        report.equal(&case("step"), row.step, parts.step);
        let time = row.time_ms.wrapping_sub(layout.epoch_ms());
        let (node, step) = (row.node, row.step);
        report.equal(&case("composed"), id, layout.id(Parts { time, node, step }));
        report.equal(&case("base2"), row.base2.clone(), text::base2(id));
        report.equal(&case("base32"), row.base32.clone(), text::base32(id));
        report.equal(&case("base36"), row.base36.clone(), text::base36(id));
        report.equal(&case("base58"), row.base58.clone(), text::base58(id));
        report.equal(&case("base64"), row.base64.clone(), text::base64(id));
        report.equal(&case("bytes"), row.bytes.clone(), id.to_string());
        report.equal(
            &case("int_bytes_hex"),
            row.int_bytes_hex.clone(),
            hex(&text::int_bytes(id)),
        );
        report.equal(&case("json"), row.json.clone(), text::json(id));
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

pub(super) fn datacenter_and_worker(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<DatacenterRow>(dir, "snowflake_dc_worker.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.id);
        let Some(id) = number(&case("id"), &row.id, report) else {
            continue;
        };
        let layout = match Layout::new(row.epoch_ms, 10, 12) {
            Ok(layout) => layout,
            Err(refusal) => {
                report.fail(&case("epoch_ms"), "a layout", refusal);
                continue;
            }
        };
        let parts = layout.parts(id);
        let split = layout::datacenter_and_worker(parts.node);
        report.equal(&case("time_ms"), row.time_ms, layout.time_ms(id));
        report.equal(
            &case("datacenter, worker"),
            (row.datacenter, row.worker),
            split,
        );
        report.equal(
            &case("node"),
            Ok(row.node),
            layout::node_of(row.datacenter, row.worker),
        );
        report.equal(&case("node of the id"), row.node, parts.node);
        report.equal(&case("sequence"), row.sequence, parts.step);
        report.equal(&case("base2"), row.base2.clone(), text::base2(id));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
