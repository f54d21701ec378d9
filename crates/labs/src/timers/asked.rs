//! What one can ask the timer bench, and what it answers in words. Nothing here changes it.

use timers::coarse::{Coarse, Rounding};
use timers::wheel::Place;
use timers::{Filed, Heap};

use super::{STRUCTURES, TimerBench};

/// Entries of a slot that are told one by one.
const ENTRIES: usize = 8;
/// Levels of a heap that are told.
const LEVELS: usize = 6;

/// `timer@deadline`, level by level.
pub(super) fn array<const ARITY: usize>(heap: &Heap<ARITY>) -> String {
    if heap.array().is_empty() {
        return "the heap is empty".to_string();
    }
    let (mut from, mut width) = (0, 1);
    let mut levels = Vec::new();
    while from < heap.array().len() && levels.len() < LEVELS {
        let level = &heap.array()[from..heap.array().len().min(from + width)];
        let timers = level
            .iter()
            .map(|timer| format!("{}@{}", timer.id, timer.deadline));
        levels.push(timers.collect::<Vec<_>>().join(" "));
        from += width;
        width *= ARITY;
    }
    levels.join("\n")
}

pub(super) fn wheel_slots(bench: &TimerBench) -> String {
    let wheel = bench.wheel.queue();
    let mut told = format!("the hand is at {}", wheel.hand());
    for (at, slots) in wheel.shape().into_iter().enumerate() {
        let level = at + 1;
        for slot in 0..slots {
            let timers = wheel.slot(Place { level, slot });
            if !timers.is_empty() {
                let entries = entries(bench, timers);
                told += &format!("\nlevel {level} slot {slot}: {entries}");
            }
        }
    }
    told
}

pub(super) fn hashed_slots(bench: &TimerBench) -> String {
    let mut told = format!("the hand is at {}", bench.hashed.queue().hand());
    for (slot, timers) in bench.hashed.queue().slots().iter().enumerate() {
        if !timers.is_empty() {
            told += &format!("\nslot {slot}: {}", entries(bench, timers));
        }
    }
    told
}

fn entries(bench: &TimerBench, timers: &[Filed]) -> String {
    let shown = timers.iter().take(ENTRIES).map(|timer| {
        let mark = match bench.is_live(timer) {
            true => "",
            false => " cancelled",
        };
        format!("{}@{}{mark}", timer.id, timer.deadline)
    });
    let more = match timers.len().saturating_sub(ENTRIES) {
        0 => String::new(),
        more => format!(" .. {more} more"),
    };
    shown.collect::<Vec<_>>().join(" ") + more.as_str()
}

/// The structures by what they did, the least first, each held against a budget of work, and perhaps one of slots.
pub(super) fn budget(bench: &TimerBench, budget: u64, slots_max: Option<usize>) -> String {
    let slots = [
        0,
        0,
        bench.hashed.queue().slots().len(),
        bench.wheel.queue().shape().iter().sum(),
    ];
    let operations = bench.counts().map(|counts| counts.operations());
    let mut ranked = [0, 1, 2, 3];
    ranked.sort_by_key(|&at| operations[at]);
    let lines = ranked.map(|at| {
        let fits = slots_max.is_none_or(|most| slots[at] <= most);
        let verdict = match (operations[at] <= budget, fits) {
            (true, true) => "within the budget",
            (false, _) => "too much work",
            (true, false) => "too many slots",
        };
        let (name, operations) = (STRUCTURES[at], operations[at]);
        format!(
            "{name:12} {operations:>11} operations {:>5} slots: {verdict}",
            slots[at]
        )
    });
    lines.join("\n")
}

/// When wheels with so coarse a tick would fire a timer that is added now: one line for each way of rounding, with what
/// else comes out over all moments of a tick.
pub(super) fn coarse(now: u64, tick: u64, delay: u64) -> String {
    let deadline = now + delay;
    let mut told = format!(
        "a timer of {delay} added at {now} is due at {deadline}; a wheel whose tick is {tick} fires it"
    );
    for rounding in Rounding::ALL {
        let off = |now: u64| {
            let at = Coarse::fires(tick, rounding, now, delay).expect("a near deadline");
            at as i64 - (now + delay) as i64
        };
        let here = off(now);
        let phases: Vec<i64> = (now..now + tick).map(off).collect();
        let (least, most) = (
            phases.iter().min().expect("a tick has moments"),
            phases.iter().max().expect("a tick has moments"),
        );
        let rule = match rounding {
            Rounding::SlotStart => "start of the slot",
            Rounding::WholeTicks => "whole ticks",
            Rounding::SlotEnd => "end of the slot",
        };
        told += &format!(
            "\n{rule:17} at {}, {}; at any moment of a tick {} to {}",
            deadline as i64 + here,
            late(here),
            late(*least),
            late(*most)
        );
    }
    told
}

fn late(by: i64) -> String {
    match by {
        0 => "on time".to_string(),
        ..0 => format!("{} early", -by),
        1.. => format!("{by} late"),
    }
}
