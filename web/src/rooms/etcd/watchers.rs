//! The watchers by group, each on a rail from the past to the store's revision.
//!
//! ```text
//!  Synced                 told at the end of every transaction
//!  @live  next 132              ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┥
//!  [fruit/, fruit0)
//!  Victims                their stream is full
//!  @slow  next 131  128 unread  ━━━━━━━┫ unread  ├╌╌╌╌╌╌╌╌╌╌╌╌│
//!  [fruit/, fruit0)
//! ```
//!
//! All words stand at the left, where a small screen shows them without scrolling.
//! What the client has read is a thick line, what lies unread in its stream a box, what it has not been told a dashed one.
//! Where many are synced and have read everything, there is nothing to tell them apart by: they share lines, so that the
//! interval tree below stays in sight.

use labs::etcd::{Etcd, Watching, range};
use mvcc::watch::Place;
use yew::prelude::*;

use super::{watcher_id, words};
use crate::rooms::{Scene, thing};

const WIDTH: f64 = 690.0;
/// Where the rails begin and end: the oldest revision that matters, and where the store is.
const RAIL: (f64, f64) = (262.0, 640.0);
const TOP: f64 = 40.0;
const HEADING: f64 = 30.0;
const ROW: f64 = 38.0;
/// Watchers of a group that are drawn.
const WATCHERS_MAX: usize = 8;

/// More that are synced and have read everything share lines.
const SYNCED_ROWS_MAX: usize = 4;
/// How many share a line, how many are drawn at all, and the room that one has.
const CHIPS_A_LINE: usize = 3;
const CHIPS_MAX: usize = 12;
const CHIP: (f64, f64) = (178.0, 23.0);

/// The groups in the order in which one hopes to be in them.
const PLACES: [Place; 3] = [Place::Synced, Place::Unsynced, Place::Victim];

/// From revision to place on the rail.
struct Rail {
    low: i64,
    high: i64,
}

impl Rail {
    fn of(watching: &[Watching], revision: i64, compacted: i64) -> Rail {
        let furthest = watching.iter().map(|it| read_upto(it, revision)).min();
        let low = furthest
            .unwrap_or(revision)
            .min(compacted.max(1))
            .min(revision - 1);
        Rail {
            low: low.max(0),
            high: revision,
        }
    }

    fn x(&self, revision: i64) -> f64 {
        let share = (revision - self.low) as f64 / (self.high - self.low).max(1) as f64;
        RAIL.0 + share.clamp(0.0, 1.0) * (RAIL.1 - RAIL.0)
    }
}

/// The last revision of which the client has read everything that concerns it.
fn read_upto(it: &Watching, revision: i64) -> i64 {
    let unread = it.unread.iter().find_map(|answer| answer.revisions);
    unread.map_or(it.next, |(first, _)| first).min(revision + 1) - 1
}

/// The figure; nothing while nobody watches.
pub(super) fn draw(scene: &Scene<Etcd>) -> Html {
    let (lang, store) = (scene.lang, scene.world.store());
    let watching = scene.world.watching();
    if watching.is_empty() {
        return html! {};
    }
    let compacted = store.compact_revision();
    let rail = Rail::of(&watching, store.revision(), compacted);
    let mut y = TOP;
    let mut rows = Vec::new();
    for place in PLACES {
        let members: Vec<&Watching> = watching.iter().filter(|it| it.place == place).collect();
        let crowded = place == Place::Synced && members.len() > SYNCED_ROWS_MAX;
        let (chips, rails): (Vec<&Watching>, Vec<&Watching>) = members
            .iter()
            .partition(|it| crowded && it.unread.is_empty());
        let hidden =
            chips.len().saturating_sub(CHIPS_MAX) + rails.len().saturating_sub(WATCHERS_MAX);
        let note = match hidden {
            _ if members.is_empty() => words::nobody(scene.lang).to_string(),
            0 if chips.is_empty() => String::new(),
            0 => words::next(store.revision() + 1, scene.lang),
            more => words::more_watchers(more, scene.lang),
        };
        rows.push(heading(y, place, note, scene));
        y += HEADING;
        if !chips.is_empty() {
            let drawn = &chips[..chips.len().min(CHIPS_MAX)];
            rows.push(told_everything(y, drawn, scene));
            y += drawn.len().div_ceil(CHIPS_A_LINE) as f64 * CHIP.1 + 6.0;
        }
        for it in rails.iter().take(WATCHERS_MAX) {
            rows.push(watcher(y, it, &rail, scene));
            y += ROW;
        }
    }
    let bottom = y;
    let hatch = format!("{}-past", scene.id);
    html! {
        <figure class="watchers">
            <figcaption>{ lang.say("Watchers: how far the server has told each of them", "Watcher：服务器通知到了哪里") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {}", bottom + 6.0)} width={WIDTH.to_string()} height={(bottom + 6.0).to_string()}
                role="group" aria-label={words::watchers_label(&watching, lang)}>
                <defs>
                    <pattern id={hatch.clone()} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <path class="thin" d="M0 0V6" />
                    </pattern>
                </defs>
                <g aria-hidden="true">
                    if compacted > rail.low {
                        <rect class="gone" x={RAIL.0.to_string()} y={(TOP - 8.0).to_string()} width={(rail.x(compacted) - RAIL.0).to_string()}
                            height={(bottom - TOP + 8.0).to_string()} fill={format!("url(#{hatch})")} />
                    }
                    <text class="q" x="8" y="18">{ lang.say("revision", "版本号") }</text>
                    <text class="q mid" x={RAIL.0.to_string()} y="18">{ rail.low.max(1) }</text>
                    if compacted > rail.low {
                        // Between its neighbours, wherever the hatching ends.
                        <text class="q mid" x={rail.x(compacted).clamp(RAIL.0 + 78.0, RAIL.1 - 108.0).to_string()} y="18">{ words::compacted_here(compacted, lang) }</text>
                    }
                    <text class="mid acct" x={RAIL.1.to_string()} y="18">{ words::store_at(rail.high, lang) }</text>
                    <path class="acc" d={format!("M{} 26V{bottom}", RAIL.1)} />
                </g>
                { for rows }
            </svg>
            { legend(scene) }
        </figure>
    }
}

fn heading(y: f64, place: Place, note: String, scene: &Scene<Etcd>) -> Html {
    let (name, about) = words::group(place, scene.lang);
    html! {
        <g aria-hidden="true">
            <text class="t13 group" x="8" y={(y + 18.0).to_string()}>{ name }</text>
            <text class="q" x="92" y={(y + 18.0).to_string()}>{ about }</text>
            <text class="q" x={(RAIL.0 + 12.0).to_string()} y={(y + 18.0).to_string()}>{ note }</text>
            <path class="link" d={format!("M8 {}H{WIDTH}", y + 1.0)} />
        </g>
    }
}

/// Synced watchers that have read everything, side by side: all wait for the same revision.
fn told_everything(y: f64, watching: &[&Watching], scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    let revision = scene.world.store().revision();
    let chip = |(i, it): (usize, &&Watching)| {
        let x = 8.0 + (i % CHIPS_A_LINE) as f64 * CHIP.0;
        let y = y + (i / CHIPS_A_LINE) as f64 * CHIP.1;
        let name = words::short(words::terminal(it.terminal, lang).as_bytes(), 8);
        let letters = 20 - name.chars().count();
        let drawing = html! {
            <g class="watcher">
                <rect class="reach" x={x.to_string()} y={y.to_string()} width={(CHIP.0 - 6.0).to_string()} height={(CHIP.1 - 2.0).to_string()} />
                <path class="told" d={format!("M{} {}h10", x + 4.0, y + 10.0)} />
            </g>
        };
        html! {
            <>
                { thing(scene, watcher_id(it), words::watcher_label(it, revision, lang), drawing) }
                <text class="m letters" aria-hidden="true" x={(x + 20.0).to_string()} y={(y + 14.0).to_string()}>
                    <tspan class="group">{ name }</tspan>{ " " }{ words::short(range(it.watcher).as_bytes(), letters) }
                </text>
            </>
        }
    };
    html! { <>{ for watching.iter().enumerate().map(chip) }</> }
}

fn watcher(y: f64, it: &Watching, rail: &Rail, scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    let label = words::watcher_label(it, scene.world.store().revision(), lang);
    let (above, below) = ((y + 14.0).to_string(), (y + 29.0).to_string());
    let unread = words::unread(it.unread.len(), lang);
    html! {
        <>
            { thing(scene, watcher_id(it), label, progress(y, it, rail)) }
            <g class="letters" aria-hidden="true">
                <text class="m t13 group" x="20" y={above.clone()}>{ words::short(words::terminal(it.terminal, lang).as_bytes(), 8) }</text>
                <text class="m" x="92" y={above.clone()}>{ words::next(it.next, lang) }</text>
                if !it.unread.is_empty() {
                    <text class="q" x="178" y={above}>{ unread }</text>
                }
                <text class="m" x="20" y={below}>{ words::short(range(it.watcher).as_bytes(), 30) }</text>
            </g>
        </>
    }
}

/// Read, unread, not yet told.
fn progress(y: f64, it: &Watching, rail: &Rail) -> Html {
    let mid = y + 17.0;
    let read = rail.x(read_upto(it, rail.high));
    let given = rail.x(it.next.min(rail.high + 1) - 1);
    html! {
        <g class="watcher">
            <rect class="reach" x="8" y={(y - 1.0).to_string()} width={(WIDTH - 10.0).to_string()} height={(ROW - 2.0).to_string()} />
            if given < RAIL.1 { <path class="untold" d={format!("M{given} {mid}H{}", RAIL.1)} /> }
            if read > RAIL.0 { <path class="told" d={format!("M{} {mid}H{read}", RAIL.0)} /> }
            if !it.unread.is_empty() {
                <rect class="unread" x={read.to_string()} y={(mid - 6.0).to_string()} width={(given - read).max(6.0).to_string()} height="12" />
            }
            <path class="line" d={format!("M{given} {}v18", mid - 9.0)} />
        </g>
    }
}

/// What the lines mean.
fn legend(scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    let sign = |drawing: Html, words: &'static str| {
        html! {
            <span>
                <svg class="st" viewBox="0 0 20 16" width="20" height="16" aria-hidden="true"><g class="watcher">{ drawing }</g></svg>
                { words }
            </span>
        }
    };
    html! {
        <p class="legend">
            { sign(html! { <path class="told" d="M1 8H19" /> }, lang.say("read", "已读")) }
            { sign(html! { <rect class="unread" x="2" y="2" width="16" height="12" /> }, lang.say("sent, not read", "已发，未读")) }
            { sign(html! { <path class="untold" d="M1 8H19" /> }, lang.say("not yet told", "还没通知")) }
        </p>
    }
}
