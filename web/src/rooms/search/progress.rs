//! How far a feed has come: on the axis of update times, or in the change log.
//!
//! ```text
//!   by time   --1-2-------3-----|--4-->     the needle is the last poll, what is shaded the next one asks for
//!   by log    [1][2][1][3]|[2]..            the needle is the position, what is dashed is not read yet
//! ```

use std::collections::BTreeMap;

use labs::search::{SearchBench, row_name};
use postings::feed::{Difference, Feed, Row, Way};
use yew::prelude::*;

use super::fed::{Standing, shown_rows, standing};
use super::words;
use crate::words::Lang;

/// Changes of the log that are drawn: the newest.
const CHANGES: usize = 12;
const STRIP: f64 = 328.0;

/// How far the feed has come.
pub(super) fn draw(
    bench: &SearchBench,
    feed: &Feed,
    difference: Option<&Difference>,
    lang: Lang,
) -> Html {
    match feed.way() {
        Way::Time { overlap, last } => times(bench, *overlap, *last, difference, lang),
        Way::Log { position } => log(bench, *position, lang),
    }
}

/// The update times on an axis, and the part of it that the next poll asks for.
fn times(
    bench: &SearchBench,
    overlap: u64,
    last: Option<u64>,
    difference: Option<&Difference>,
    lang: Lang,
) -> Html {
    let rows = shown_rows(bench);
    let stamped: Vec<(&Row, u64)> = rows
        .iter()
        .filter_map(|row| Some((*row, row.updated?)))
        .collect();
    let now = bench.now_s();
    // One second of the future is shown, so that what the next poll asks for has room.
    let times = stamped.iter().map(|(_, time)| *time);
    let most = 1 + times.chain([now]).max().unwrap_or(now);
    let x = |time: f64| 16.0 + (STRIP - 32.0) * time / most as f64;
    let base = 92.0;
    // `updated + overlap > last`: the first second that is asked for.
    let from = last.map_or(0, |last| (last + 1).saturating_sub(overlap));
    let mut at_time: BTreeMap<u64, usize> = BTreeMap::new();
    let said = words::asks(overlap, last, lang);
    let asked = x(from as f64 - 0.4).clamp(1.0, STRIP - 6.0);
    html! {
        <figure class="progress">
            <figcaption><b>{ lang.say("Feed by update time", "按更新时间同步") }</b><span class="kinds">{ said.clone() }</span></figcaption>
            <svg class="st" viewBox={format!("0 0 {STRIP} 122")} width={STRIP.to_string()} height="122" role="img" aria-label={said}>
                <rect class="asked-for" x={format!("{asked:.1}")} y="14" width={format!("{:.1}", STRIP - 1.0 - asked)} height={(base - 14.0).to_string()} />
                <path class="line" d={format!("M1 {base}H{}", STRIP - 1.0)} />
                if let Some(last) = last {
                    <path class="needle" d={format!("M{0:.1} 14V{1}", x(last as f64), base + 6.0)} />
                    <text class="q halo" text-anchor={if last * 2 > most { "end" } else { "start" }} x={format!("{:.1}", x(last as f64))} y={(base + 26.0).to_string()}>{ words::last_poll(last, lang) }</text>
                }
                { for stamped.iter().map(|(row, time)| {
                    let above = at_time.entry(*time).or_insert(0);
                    let y = base - 12.0 - 19.0 * (*above % 4) as f64;
                    *above += 1;
                    let state = standing(row.number, difference);
                    let class = match state {
                        Standing::Missing | Standing::Stale if *time < from => "mark lost",
                        Standing::Missing | Standing::Stale | Standing::Unfed => "mark open",
                        _ => "mark",
                    };
                    html! {
                        <>
                            <circle {class} cx={format!("{:.1}", x(*time as f64))} cy={y.to_string()} r="9" />
                            <text class={classes!("mid", (class == "mark").then_some("on-dark"))} x={format!("{:.1}", x(*time as f64))} y={(y + 4.0).to_string()}>{ words::fitted(&row_mark(row), 22.0) }</text>
                        </>
                    }
                }) }
                <text class="q" x="2" y={(base + 14.0).to_string()}>{ "0 s" }</text>
                <text class="q end" x={(STRIP - 2.0).to_string()} y={(base + 14.0).to_string()}>{ format!("{most} s") }</text>
            </svg>
            if rows.iter().any(|row| row.updated.is_none()) {
                <p class="kinds">{ words::unstamped(&rows.iter().filter(|row| row.updated.is_none()).map(|row| row_name(row)).collect::<Vec<_>>(), lang) }</p>
            }
        </figure>
    }
}

/// A row in a circle: its key, or a dash with its number.
fn row_mark(row: &Row) -> String {
    row.key
        .clone()
        .unwrap_or_else(|| format!("-{}", row.number))
}

/// The newest changes of the log in order, and the position of the feed.
fn log(bench: &SearchBench, position: usize, lang: Lang) -> Html {
    let changes = bench.table().changes();
    let first = changes.len().saturating_sub(CHANGES);
    let step = (STRIP - 8.0) / CHANGES as f64;
    let x = |at: usize| 4.0 + step * (at - first) as f64;
    let said = words::log_position(position, changes.len(), lang);
    html! {
        <figure class="progress">
            <figcaption><b>{ lang.say("Feed by the change log", "按变更日志同步") }</b><span class="kinds">{ said.clone() }</span></figcaption>
            <svg class="st" viewBox={format!("0 0 {STRIP} 66")} width={STRIP.to_string()} height="66" role="img" aria-label={said}>
                { for changes.iter().enumerate().skip(first).map(|(at, change)| {
                    let name = change.key.clone().unwrap_or_else(|| format!("-{}", change.row));
                    let class = if at < position { "doc" } else { "doc waits" };
                    html! {
                        <>
                            <rect {class} x={format!("{:.1}", x(at) + 1.0)} y="14" width={format!("{:.1}", step - 2.0)} height="22" />
                            <text class="mid" x={format!("{:.1}", x(at) + step / 2.0)} y="29.5">{ words::fitted(&name, step - 4.0) }</text>
                            if change.after.is_none() { <path class="line" d={format!("M{:.1} 33l{:.1} -16", x(at) + 4.0, step - 8.0)} /> }
                        </>
                    }
                }) }
                if position >= first {
                    <path class="needle" d={format!("M{0:.1} 8V44", x(position))} />
                    <text class="q" text-anchor={if position - first > CHANGES / 2 { "end" } else { "start" }} x={format!("{:.1}", x(position))} y="60">{ words::read_to(position, lang) }</text>
                }
            </svg>
        </figure>
    }
}
