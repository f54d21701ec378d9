//! The words of the timer room, in both languages.

use charts::{Table, Twin, grouped};
use labs::timers::{Event, TimerBench};
use timers::{Counts, Filed};

use super::place::{Place, Run};
use crate::words::{Lang, plural};

/// Entries of a place that are named one by one.
const NAMED: usize = 6;
/// Entries of a structure that the table names.
const HELD: usize = 16;

/// The name of a structure, in the order of [`labs::timers::STRUCTURES`].
pub(super) fn structure(structure: usize, lang: Lang) -> &'static str {
    let (en, zh) = [
        ("Binary heap", "二叉堆"),
        ("4-ary heap", "四叉堆"),
        ("Hashed wheel", "单级时间轮"),
        ("Hierarchical wheel", "多级时间轮"),
    ][structure];
    lang.say(en, zh)
}

pub(super) fn operations(count: u64, lang: Lang) -> String {
    let number = grouped(count);
    match count {
        1 => lang.say("1 operation".to_string(), "1 次操作".to_string()),
        _ => lang.say(format!("{number} operations"), format!("{number} 次操作")),
    }
}

/// What the operations were, those that there were none of left out.
pub(super) fn kinds(counts: &Counts, lang: Lang) -> String {
    let kinds = [
        (counts.comparisons, ["comparison", "comparisons"], "次比较"),
        (counts.moves, ["move", "moves"], "次移动"),
        (counts.slots, ["slot opened", "slots opened"], "次开槽"),
        (counts.stale, ["dropped", "dropped"], "次清除"),
    ];
    let told: Vec<String> = kinds
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, [one, many], zh)| {
            let en = if *count == 1 { one } else { many };
            let number = grouped(*count);
            lang.say(format!("{number} {en}"), format!("{number} {zh}"))
        })
        .collect();
    match told.is_empty() {
        true => lang.say("nothing yet", "还没有").to_string(),
        false => told.join(lang.say(", ", "，")),
    }
}

/// A deadline where four letters fit.
pub(super) fn deadline(deadline: u64) -> String {
    match deadline {
        0..=9_999 => deadline.to_string(),
        10_000..=999_999 => format!("{}k", deadline / 1000),
        1_000_000..=999_999_999 => format!("{}M", deadline / 1_000_000),
        _ => "far".to_string(),
    }
}

pub(super) fn clock(now: u64) -> String {
    match now {
        0..=99_999 => format!("t={now}"),
        _ => format!("{}k", now / 1000),
    }
}

pub(super) fn more(count: usize, lang: Lang) -> String {
    let number = grouped(count as u64);
    lang.say(
        format!("{number} more below"),
        format!("下面还有 {number} 个"),
    )
}

pub(super) fn level(level: usize, span: usize, lang: Lang) -> String {
    match span {
        1 => lang.say(
            format!("level {level}: 1 tick a slot"),
            format!("第 {level} 级：每槽 1 刻度"),
        ),
        _ => lang.say(
            format!("level {level}: {span} a slot"),
            format!("第 {level} 级：每槽 {span}"),
        ),
    }
}

pub(super) fn coarser(levels: usize, lang: Lang) -> String {
    lang.say(
        format!("{levels} coarser, empty"),
        format!("还有 {levels} 级，空着"),
    )
}

pub(super) fn tree_label(name: &str, len: usize, lang: Lang) -> String {
    let heap = structure(if name == "binary" { 0 } else { 1 }, lang);
    lang.say(
        format!(
            "{heap} of {}, as a tree and as an array",
            plural(len, "timer")
        ),
        format!("{heap}，{len} 个定时器，画成树和数组"),
    )
}

pub(super) fn hashed_label(bench: &TimerBench, lang: Lang) -> String {
    let slots = bench.hashed().queue().slots().len();
    lang.say(
        format!("A dial of {slots} slots, the time is {}", bench.now()),
        format!("{slots} 个槽的表盘，现在是 {}", bench.now()),
    )
}

pub(super) fn wheel_label(bench: &TimerBench, lang: Lang) -> String {
    let shape: Vec<String> = bench
        .wheel()
        .queue()
        .shape()
        .iter()
        .map(ToString::to_string)
        .collect();
    lang.say(
        format!(
            "A dial for each level, of {} slots; the time is {}",
            shape.join(", "),
            bench.now()
        ),
        format!(
            "每级一个表盘，槽数为 {}，现在是 {}",
            shape.join("、"),
            bench.now()
        ),
    )
}

/// A place, and what lies there.
pub(super) fn place(bench: &TimerBench, place: Place, lang: Lang) -> String {
    format!(
        "{}{}{}",
        place_name(place, lang),
        lang.say(": ", "："),
        held(bench, &place.holds(bench).unwrap_or_default(), lang)
    )
}

pub(super) fn place_name(place: Place, lang: Lang) -> String {
    match place {
        Place::Binary(at) => lang.say(
            format!("Place {at} of the binary heap"),
            format!("二叉堆的 {at} 号位置"),
        ),
        Place::Four(at) => lang.say(
            format!("Place {at} of the 4-ary heap"),
            format!("四叉堆的 {at} 号位置"),
        ),
        Place::Hashed(slot) => lang.say(
            format!("Slot {slot} of the hashed wheel"),
            format!("单级时间轮的 {slot} 号槽"),
        ),
        Place::HashedRun(Run { from, to }) => lang.say(
            format!("Slots {from} to {to} of the hashed wheel"),
            format!("单级时间轮的 {from} 到 {to} 号槽"),
        ),
        Place::Wheel(place) => lang.say(
            format!("Slot {} of level {}", place.slot, place.level),
            format!("第 {} 级的 {} 号槽", place.level, place.slot),
        ),
        Place::WheelRun(level, Run { from, to }) => lang.say(
            format!("Slots {from} to {to} of level {level}"),
            format!("第 {level} 级的 {from} 到 {to} 号槽"),
        ),
    }
}

fn held(bench: &TimerBench, timers: &[Filed], lang: Lang) -> String {
    if timers.is_empty() {
        return lang.say("empty", "空").to_string();
    }
    let mut told: Vec<String> = timers
        .iter()
        .take(NAMED)
        .map(|timer| {
            let cancelled = match bench.is_live(timer) {
                true => "",
                false => lang.say(", cancelled", "，已取消"),
            };
            lang.say(
                format!("timer {} due at {}{cancelled}", timer.id, timer.deadline),
                format!("{} 号，{} 到期{cancelled}", timer.id, timer.deadline),
            )
        })
        .collect();
    if timers.len() > NAMED {
        let more = timers.len() - NAMED;
        told.push(lang.say(format!("{more} more"), format!("另有 {more} 个")));
    }
    told.join(lang.say("; ", "；"))
}

/// What just happened, in a few words.
pub(super) fn moment(last: &[Event], lang: Lang) -> String {
    let fires: Vec<(u64, u32)> = last
        .iter()
        .filter_map(|event| match event {
            Event::Fired { at, id } => Some((*at, *id)),
            _ => None,
        })
        .collect();
    match (&fires[..], last.first()) {
        ([(at, id)], _) => lang.say(
            format!("timer {id} fires at {at}"),
            format!("{at} 时，{id} 号触发"),
        ),
        ([(from, _), .., (to, _)], _) => {
            let more = last.iter().find_map(|event| match event {
                Event::More(more) => Some(*more),
                _ => None,
            });
            let count = fires.len() + more.unwrap_or(0);
            match (more, from == to) {
                (None, true) => lang.say(
                    format!("{count} timers fire at {from}"),
                    format!("{from} 时，{count} 个触发"),
                ),
                (None, false) => lang.say(
                    format!("{count} fires, from {from} to {to}"),
                    format!("{from} 到 {to}，触发 {count} 次"),
                ),
                (Some(_), _) => lang.say(
                    format!("{count} fires, the first at {from}"),
                    format!("触发 {count} 次，最早在 {from}"),
                ),
            }
        }
        ([], Some(event)) => happened(event, lang),
        ([], None) => String::new(),
    }
}

fn happened(event: &Event, lang: Lang) -> String {
    match event {
        Event::Fresh { .. } => lang
            .say("four empty structures", "四种空的结构")
            .to_string(),
        Event::Armed { id, deadline } => lang.say(
            format!("timer {id} is due at {deadline}"),
            format!("{id} 号将在 {deadline} 到期"),
        ),
        Event::Cancelled {
            id,
            was_pending: true,
        } => lang.say(format!("timer {id} is cancelled"), format!("{id} 号已取消")),
        Event::Cancelled {
            id,
            was_pending: false,
        } => lang.say(
            format!("timer {id} was not pending"),
            format!("{id} 号并未在等"),
        ),
        Event::Loaded { count, .. } => lang.say(
            format!("{} timers more", grouped(u64::from(*count))),
            format!("新增 {} 个定时器", grouped(u64::from(*count))),
        ),
        Event::Time { now, .. } => lang.say(
            format!("nothing fires up to {now}"),
            format!("到 {now} 为止无一触发"),
        ),
        Event::Fired { .. } | Event::More(_) | Event::Totals { .. } => String::new(),
        Event::Counts(_) | Event::Told(_) => lang
            .say("only a look, nothing changed", "只是看看，什么也没变")
            .to_string(),
    }
}

/// The bench in words.
pub(super) fn twin(bench: &TimerBench, last: &[Event], lang: Lang) -> Twin {
    let counts = bench.counts();
    Twin {
        verdict: verdict(bench, lang),
        finding: finding(counts, last, lang),
        table: Table {
            caption: lang
                .say(
                    "What each structure has done, and holds",
                    "每种结构做过的操作和保存的内容",
                )
                .to_string(),
            headers: [
                lang.say("structure", "结构"),
                lang.say("operations", "操作"),
                lang.say("by the last line", "上一行所做"),
                lang.say("comparisons", "比较"),
                lang.say("moves", "移动"),
                lang.say("slots opened", "开槽"),
                lang.say("passed over", "路过"),
                lang.say("cascades", "降级"),
                lang.say("stale dropped", "废条目"),
                lang.say("holds, by deadline", "内容（按到期时刻）"),
            ]
            .map(str::to_string)
            .to_vec(),
            rows: (0..4).map(|at| row(bench, at, counts[at], lang)).collect(),
        },
    }
}

fn verdict(bench: &TimerBench, lang: Lang) -> String {
    let (now, pending) = (bench.now(), bench.binary().pending());
    match bench.binary().next_deadline() {
        None => lang.say(
            format!("Time {now}: nothing is pending."),
            format!("时刻 {now}：没有待触发的定时器。"),
        ),
        Some(next) => {
            let number = grouped(pending as u64);
            lang.say(
                format!("Time {now}: {number} pending, the next at {next}."),
                format!("时刻 {now}：{number} 个待触发，下一个在 {next}。"),
            )
        }
    }
}

fn finding(counts: [Counts; 4], last: &[Event], lang: Lang) -> String {
    let what = moment(last, lang);
    let what = match what.is_empty() {
        true => String::new(),
        false => lang.say(format!("Just now: {what}. "), format!("刚才：{what}。")),
    };
    let done: Vec<String> = (0..4)
        .map(|at| {
            let name = structure(at, lang).to_ascii_lowercase();
            format!("{name} {}", grouped(counts[at].operations()))
        })
        .collect();
    lang.say(
        format!("{what}Operations so far: {}.", done.join(", ")),
        format!("{what}到目前为止的操作数：{}。", done.join("，")),
    )
}

fn row(bench: &TimerBench, at: usize, counts: Counts, lang: Lang) -> Vec<String> {
    let now = counts.operations() - bench.before().counts[at].operations();
    let mut row = vec![structure(at, lang).to_string()];
    row.extend(
        [
            counts.operations(),
            now,
            counts.comparisons,
            counts.moves,
            counts.slots,
            counts.passed_over,
            counts.cascades,
            counts.stale,
        ]
        .map(grouped),
    );
    row.push(contents(bench, at));
    row
}

/// A heap's array; a wheel's slots.
fn contents(bench: &TimerBench, at: usize) -> String {
    let cut = |mut told: Vec<String>, len: usize| {
        if len > HELD {
            told.push("…".to_string());
        }
        told.join(" ")
    };
    let array = |array: &[Filed]| {
        let told = array.iter().take(HELD);
        cut(
            told.map(|timer| timer.deadline.to_string()).collect(),
            array.len(),
        )
    };
    match at {
        0 => array(bench.binary().queue().array()),
        1 => array(bench.four().queue().array()),
        _ => {
            let slots = slots(bench, at);
            let told = slots.iter().take(HELD).map(|(name, timers)| {
                let timers: Vec<String> = timers
                    .iter()
                    .take(NAMED)
                    .map(|timer| match bench.is_live(timer) {
                        true => timer.deadline.to_string(),
                        false => format!("({})", timer.deadline),
                    })
                    .collect();
                format!("{name}: {};", timers.join(" "))
            });
            cut(told.collect(), slots.len())
        }
    }
}

/// The slots that hold something: `5` of the hashed wheel, `2/1` for slot 1 of level 2.
fn slots(bench: &TimerBench, at: usize) -> Vec<(String, &[Filed])> {
    let full = |(_, timers): &(String, &[Filed])| !timers.is_empty();
    if at == 2 {
        let slots = bench.hashed().queue().slots().iter().enumerate();
        return slots
            .map(|(slot, timers)| (slot.to_string(), timers.as_slice()))
            .filter(full)
            .collect();
    }
    let wheel = bench.wheel().queue();
    let levels = wheel.shape().into_iter().enumerate();
    levels
        .flat_map(|(at, slots)| {
            (0..slots).map(move |slot| {
                let level = at + 1;
                let timers = wheel.slot(timers::wheel::Place { level, slot });
                (format!("{level}/{slot}"), timers)
            })
        })
        .filter(full)
        .collect()
}

/// The question of the inspector.
pub(super) fn question(place: Place, lang: Lang) -> String {
    let name = place_name(place, lang);
    lang.say(
        format!("{name}: why is it so?"),
        format!("{name}：为什么是这样？"),
    )
}

pub(super) fn nothing_here(lang: Lang) -> String {
    lang.say("Nothing lies here", "这里什么也没有").to_string()
}

/// How a timer came to a place, or to another.
pub(super) fn came(id: u32, from: Option<Place>, to: Place, lang: Lang) -> String {
    let name = |place| {
        let name = place_name(place, lang);
        lang.say(name[..1].to_ascii_lowercase() + &name[1..], name.clone())
    };
    match from {
        None => lang.say(
            format!("Timer {id} comes to {}", name(to)),
            format!("{id} 号放进{}", name(to)),
        ),
        Some(from) => lang.say(
            format!("Timer {id} goes from {} to {}", name(from), name(to)),
            format!("{id} 号从{}移到{}", name(from), name(to)),
        ),
    }
}

/// The rule that put it there, with its numbers.
pub(super) fn rule(bench: &TimerBench, place: Place, timer: &Filed, lang: Lang) -> String {
    let due = timer.deadline;
    match place {
        Place::Binary(at) => parent(bench.binary().queue().array(), 2, at, due, lang),
        Place::Four(at) => parent(bench.four().queue().array(), 4, at, due, lang),
        Place::Hashed(slot) => {
            let slots = bench.hashed().queue().slots().len();
            format!("{due} mod {slots} = {slot}")
        }
        // A timer lies in one of the slots, and that is where the rule puts it.
        Place::HashedRun(_) | Place::WheelRun(..) => String::new(),
        Place::Wheel(place) => {
            let shape = bench.wheel().queue().shape();
            let span: usize = shape[..place.level - 1].iter().product();
            let slots = shape[place.level - 1];
            match span {
                1 => format!("{due} mod {slots} = {}", place.slot),
                _ => format!(
                    "{due} div {span} mod {slots} = {}",
                    due / span as u64 % slots as u64
                ),
            }
        }
    }
}

fn parent(array: &[Filed], arity: usize, at: usize, due: u64, lang: Lang) -> String {
    if at == 0 {
        return lang.say(
            format!("{due} is the earliest of all"),
            format!("{due} 是所有到期时刻中最早的"),
        );
    }
    let parent = (at - 1) / arity;
    let above = array[parent].deadline;
    lang.say(
        format!("its parent, place {parent}, is due at {above}: not later than {due}"),
        format!("父节点在 {parent} 号位置，{above} 到期，不晚于 {due}"),
    )
}
