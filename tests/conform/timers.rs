//! The timers against recorded schedules, placements of a real wheel and traces of real heaps. The format is that of
//! `tests/conformance/timers/README.md`; any schedule and any trace will do.
//!
//! Each schedule is run on all four structures, and each of its quantities is a case: results of operations, fires,
//! their number, their digest, what is pending. Facts about other libraries and times of other machines are not ours to
//! check and are left alone.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tests::report::Report;
use timers::wheel::Place;
use timers::{Filed, HashedWheel, Heap, Queue, Timers, Wheel};

/// Runs every file of the directory that the format knows.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    schedules(dir, &mut report);
    placements(dir, &mut report);
    heap_traces(dir, &mut report);
    report
}

#[derive(Deserialize)]
struct Schedule {
    name: String,
    until: u64,
    #[serde(default)]
    ops: Vec<Op>,
    r#gen: Option<Generated>,
    op_results: Option<Vec<Option<bool>>>,
    fires: Option<Vec<(u64, Vec<u64>)>>,
    fired: usize,
    pending_at_end: usize,
    digest_fnv1a64: String,
}

#[derive(Clone, Deserialize)]
struct Op {
    op: String,
    at: u64,
    id: u64,
    #[serde(default)]
    delay: i64,
    period: Option<u64>,
}

#[derive(Deserialize)]
struct Generated {
    prng: String,
    seed: u64,
    count: u64,
    at_below: u64,
    delay_below: u64,
    cancel_one_in: Option<u64>,
}

fn schedules(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<Schedule>(dir, "schedules.jsonl") {
        let ops = match &row.r#gen {
            None => row.ops.clone(),
            Some(wish) if wish.prng != "splitmix64" => {
                report.not_run(&place, format!("there is no generator `{}`", wish.prng));
                continue;
            }
            Some(wish)
                if wish.at_below == 0 || wish.delay_below == 0 || wish.cancel_one_in == Some(0) =>
            {
                report.fail(
                    &format!("{place} {}: gen", row.name),
                    "bounds above 0",
                    "a bound of 0",
                );
                continue;
            }
            Some(wish) => generated(wish),
        };
        if !ops.is_sorted_by_key(|op| op.at) {
            let case = format!("{place} {}: ops", row.name);
            let times: Vec<u64> = ops.iter().map(|op| op.at).collect();
            report.fail(&case, "ascending times", format!("{times:?}"));
            continue;
        }
        schedule(
            Heap::<2>::new(),
            &format!("{place} {} on a binary heap", row.name),
            &row,
            &ops,
            report,
        );
        schedule(
            Heap::<4>::new(),
            &format!("{place} {} on a 4-ary heap", row.name),
            &row,
            &ops,
            report,
        );
        schedule(
            HashedWheel::new(65_536),
            &format!("{place} {} on a hashed wheel", row.name),
            &row,
            &ops,
            report,
        );
        schedule(
            Wheel::default(),
            &format!("{place} {} on a hierarchical wheel", row.name),
            &row,
            &ops,
            report,
        );
    }
}

fn generated(wish: &Generated) -> Vec<Op> {
    let mut state = wish.seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    };
    let mut ops = Vec::new();
    for id in 0..wish.count {
        let at = next() % wish.at_below;
        let delay = (next() % wish.delay_below) as i64;
        let op = |op: &str, at| Op {
            op: op.to_string(),
            at,
            id,
            delay,
            period: None,
        };
        ops.push(op("add", at));
        if wish
            .cancel_one_in
            .is_some_and(|one_in| next() % one_in == 0)
        {
            ops.push(op("cancel", at + next() % wish.delay_below));
        }
    }
    ops.sort_by_key(|op| op.at);
    ops
}

fn schedule<Q: Queue>(queue: Q, case: &str, row: &Schedule, ops: &[Op], report: &mut Report) {
    let mut timers = Timers::new(queue);
    // Numbers in a file may be anything; ours are the places of a table.
    let mut names: Vec<u64> = ops.iter().map(|op| op.id).collect();
    names.sort_unstable();
    names.dedup();
    let mut fires = Vec::new();
    let mut results = Vec::new();
    for op in ops {
        timers.advance(op.at, |at, id| fires.push((at, names[id as usize])));
        let id = names
            .binary_search(&op.id)
            .expect("the id is of an operation") as u32;
        let result = match op.op.as_str() {
            "add" => timers.add(id, op.delay, op.period).map(|_| None),
            "cancel" => Ok(Some(timers.cancel(id))),
            "reset" => timers.reset(id, op.delay).map(Some),
            other => return report.not_run(case, format!("there is no operation `{other}`")),
        };
        match result {
            Ok(result) => results.push(result),
            Err(refusal) => {
                return report.fail(case, format!("{} {} is done", op.op, op.id), refusal);
            }
        }
    }
    timers.advance(row.until, |at, id| fires.push((at, names[id as usize])));
    fires.sort_unstable();
    report.equal(&format!("{case}: fired"), row.fired, fires.len());
    report.equal(
        &format!("{case}: pending_at_end"),
        row.pending_at_end,
        timers.pending(),
    );
    let digest = fires.iter().fold(FNV_BASIS, |hash, (at, id)| {
        format!("{at}:{id}\n").bytes().fold(hash, fnv)
    });
    report.equal(
        &format!("{case}: digest"),
        row.digest_fnv1a64.clone(),
        format!("{digest:016x}"),
    );
    if let Some(expected) = &row.op_results {
        report.equal(&format!("{case}: op_results"), expected, &results);
    }
    if let Some(expected) = &row.fires {
        let mut by_time = BTreeMap::<u64, Vec<u64>>::new();
        for (at, id) in fires {
            by_time.entry(at).or_default().push(id);
        }
        let got: Vec<_> = by_time.into_iter().collect();
        report.equal(&format!("{case}: fires"), expected, &got);
    }
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
}

#[derive(Deserialize)]
struct Placement {
    jiffies: u64,
    ticks: u64,
    expires: u64,
    trail: Vec<(u64, usize, usize)>,
}

/// A wheel adds its reach to a tick, which must fit 64 bits.
const LAST_TICK: u64 = 1 << 62;

/// Follows one timer through the real wheel: where it is put, and each move.
fn placements(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<Placement>(dir, "wheel_placement.jsonl") {
        report.equal(
            &format!("{place}: expires"),
            Some(row.expires),
            row.jiffies.checked_add(row.ticks),
        );
        if row.expires < row.jiffies || row.expires > LAST_TICK {
            let expected = format!("a tick from {} to {LAST_TICK}", row.jiffies);
            report.fail(&format!("{place}: expires"), expected, row.expires);
            continue;
        }
        let mut wheel = Wheel::starting_at(&[8, 6, 6, 6, 6], row.jiffies);
        let timer = Filed {
            deadline: row.expires,
            id: 0,
            stamp: 1,
        };
        let Place { level, slot } = wheel.place(row.expires);
        let mut trail = vec![(row.jiffies, level, slot)];
        wheel.insert(timer);
        let mut due = Vec::new();
        let mut fired = None;
        while let (Some(at), None) = (wheel.next_event(), fired) {
            let before = wheel.counts().cascades;
            wheel.process(at, &[1], &mut due);
            // One that moved and fired in the same tick went through level 1.
            let moved = wheel.counts().cascades > before;
            let place = wheel.find(timer).unwrap_or(Place {
                level: 1,
                slot: (at & 255) as usize,
            });
            if moved {
                trail.push((at, place.level, place.slot));
            }
            fired = due.pop().map(|_| at);
        }
        report.equal(&format!("{place}: trail"), &row.trail, &trail);
        report.equal(
            &format!("{place}: fires in the processing of"),
            Some(row.expires),
            fired,
        );
    }
}

#[derive(Deserialize)]
struct Trace {
    name: String,
    arity: u8,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    op: Vec<Value>,
    result: Option<u64>,
    array: Vec<u64>,
}

fn heap_traces(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<Trace>(dir, "heap_traces.jsonl") {
        let case = format!("{place} {}", row.name);
        match row.arity {
            2 => trace(Heap::<2>::new(), &case, &row.steps, report),
            3 => trace(Heap::<3>::new(), &case, &row.steps, report),
            4 => trace(Heap::<4>::new(), &case, &row.steps, report),
            8 => trace(Heap::<8>::new(), &case, &row.steps, report),
            arity => report.not_run(&case, format!("a heap of arity {arity}")),
        }
    }
}

fn trace<const ARITY: usize>(
    mut heap: Heap<ARITY>,
    case: &str,
    steps: &[Step],
    report: &mut Report,
) {
    for (id, step) in steps.iter().enumerate() {
        let case = format!("{case}: step {id} {:?}", step.op);
        let word = step.op.first().and_then(Value::as_str).unwrap_or("");
        let number = |at: usize| step.op.get(at).and_then(Value::as_u64);
        let index = number(1)
            .map(|index| index as usize)
            .filter(|&index| index < heap.array().len());
        let result = match (word, number(1), index, number(2)) {
            ("push", Some(deadline), _, _) => {
                let (id, stamp) = (id as u32, 0);
                heap.insert(Filed {
                    deadline,
                    id,
                    stamp,
                });
                None
            }
            ("pop", ..) => heap.pop(),
            ("remove", _, Some(at), _) => Some(heap.remove_at(at)),
            ("fix", _, Some(at), Some(deadline)) => {
                heap.fix(at, deadline);
                None
            }
            _ => {
                return report.fail(
                    &case,
                    "an operation of the README",
                    format!("{:?}", step.op),
                );
            }
        };
        heap.check();
        let got = (
            result.map(|timer| timer.deadline),
            heap.array()
                .iter()
                .map(|timer| timer.deadline)
                .collect::<Vec<_>>(),
        );
        report.equal(&case, (step.result, step.array.clone()), got);
    }
}
