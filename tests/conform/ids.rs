//! The id engine against recordings of bwmarrin/snowflake and sony/sonyflake. The format is that of
//! `tests/conformance/ids/README.md`; any layout, trace and text will do.
//!
//! Each row of a file makes one case per quantity. Of `observations.json` only the ceilings are facts: a real run of two
//! seconds must lie below what our layouts allow.

mod generator;
mod layout;
mod parse;
mod sonyflake;
mod sonyflake_2;

use ids::Layout;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use tests::report::Report;

/// Runs every file of the directory that the format knows.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    let layouts = layout::layouts(dir, &mut report);
    layout::vectors(dir, &layouts, &mut report);
    layout::datacenter_and_worker(dir, &mut report);
    parse::parse(dir, &mut report);
    generator::new_node(dir, &mut report);
    generator::clock_traces(dir, &mut report);
    sonyflake::sonyflake_vectors(dir, &mut report);
    sonyflake::sonyflake_compose(dir, &mut report);
    sonyflake::sonyflake_settings(dir, &mut report);
    sonyflake::private_ip(dir, &mut report);
    sonyflake::sonyflake_clock_traces(dir, &mut report);
    sonyflake_2::sonyflake_2(dir, &mut report);
    observations(dir, &mut report);
    report
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
        let case = format!("{name} {library}: {field}");
        match facts[library][field].as_u64() {
            Some(seen) if seen <= most => report.pass(),
            _ => report.fail(&case, format!("at most {most}"), &facts[library][field]),
        }
    }
}

fn duplicates(ids: &[i64]) -> usize {
    ids.len() - ids.iter().collect::<BTreeSet<_>>().len()
}

fn number(case: &str, text: &str, report: &mut Report) -> Option<i64> {
    let number = text.parse().ok();
    if number.is_none() {
        report.fail(case, "a number of 64 bits with a sign", text);
    }
    number
}
