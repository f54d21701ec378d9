//! The history: a row per key, a column per revision, a box where the key changed.

use mvcc::{KeyIndex, Row};
use yew::prelude::*;

use super::view::{COLUMNS, View};
use super::{change_id, words};
use crate::rooms::{Scene, thing};
use labs::etcd::Etcd;

const LEFT: f64 = 82.0;
const COLUMN: f64 = 60.0;
const WIDTH: f64 = LEFT + COLUMN * COLUMNS as f64 + 8.0;
const TOP: f64 = 44.0;
const LINE: f64 = 38.0;
const BOX: (f64, f64) = (46.0, 26.0);
/// How far the second change of a key in one transaction stands aside.
const ASIDE: f64 = 9.0;

/// The grid. Of an empty store, its one column and a sentence.
pub(super) fn draw(view: &View, scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    let bottom = TOP + LINE * view.keys.len().max(1) as f64;
    let height = bottom + 22.0;
    let hatch = format!("{}-hatch", scene.id);
    html! {
        // What can be scrolled must hold something that takes the focus: without a change the grid shrinks instead.
        <figure class={classes!("history", view.changes().next().is_none().then_some("bare"))}>
            <figcaption>{ lang.say("History: every key at every revision", "历史：每个键在每个版本上的样子") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="group" aria-label={words::history_label(view, lang)}>
                <defs>
                    <pattern id={hatch.clone()} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <path class="thin" d="M0 0V6" />
                    </pattern>
                </defs>
                <g aria-hidden="true">
                    { compacted(view, &hatch, bottom, scene) }
                    <text class="q" x="8" y="30">{ lang.say("revision", "版本号") }</text>
                    { for (view.first..=view.last).map(|main| column(view, main, bottom)) }
                    { transactions(view) }
                    { for view.keys.iter().enumerate().map(|(line, key)| lives(view, line, key)) }
                    if view.keys.is_empty() {
                        <text class="q" x={LEFT.to_string()} y={(TOP + 22.0).to_string()}>{ words::empty(lang) }</text>
                    }
                    if view.more_keys > 0 {
                        <text class="q" x="8" y={(bottom + 16.0).to_string()}>{ words::more_keys(view.more_keys, lang) }</text>
                    }
                </g>
                <g aria-hidden="true">
                    { needle(view, scene, bottom) }
                </g>
                { for view.changes().map(|(id, row)| {
                    let line = view.keys.iter().position(|key| *key.key() == row.kv.key).unwrap_or(0);
                    let committed = view.store.backend().is_committed(id);
                    let label = words::change_label(row, lang);
                    thing(scene, change_id(&row.kv.key, row.revision()), label, change(view, line, row, committed))
                }) }
            </svg>
            { legend(scene) }
        </figure>
    }
}

/// What the boxes mean.
fn legend(scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    let sign = |class: &'static str, cross: bool, words: &'static str| {
        html! {
            <span>
                <svg class="st" viewBox="0 0 20 16" width="20" height="16" aria-hidden="true">
                    <g class={classes!("change", class)}>
                        <rect x="2" y="2" width="16" height="12" />
                        if cross { <path class="line" d="M6 4l8 8m0-8l-8 8" /> }
                    </g>
                </svg>
                { words }
            </span>
        }
    };
    html! {
        <p class="legend">
            { sign("", false, lang.say("in the file", "已在文件里")) }
            { sign("buffered", false, lang.say("in the buffer", "在缓冲里")) }
            { sign("tombstone", true, lang.say("tombstone", "墓碑")) }
        </p>
    }
}

fn x(view: &View, main: i64) -> f64 {
    LEFT + COLUMN * (main - view.first) as f64 + COLUMN / 2.0
}

fn y(line: usize) -> f64 {
    TOP + LINE * line as f64 + LINE / 2.0
}

fn column(view: &View, main: i64, bottom: f64) -> Html {
    let at = x(view, main);
    let class = if main == view.last { "acct" } else { "q" };
    html! {
        <>
            <text class={classes!("mid", class)} x={at.to_string()} y="30">{ main }</text>
            <path class="link" d={format!("M{at} 38V{bottom}")} />
        </>
    }
}

/// A bracket over the changes of one transaction: what stands in one column came as one step.
fn transactions(view: &View) -> Html {
    let line = |row: &Row| view.keys.iter().position(|key| *key.key() == row.kv.key);
    html! {
        { for (view.first..=view.last).filter_map(|main| {
            let lines = view.changes().filter(|(_, row)| row.kv.mod_revision == main);
            let lines: Vec<usize> = lines.filter_map(|(_, row)| line(row)).collect();
            let (from, to) = (*lines.iter().min()?, *lines.iter().max()?);
            let (left, right) = (x(view, main) - BOX.0 / 2.0 - 5.0, x(view, main) + BOX.0 / 2.0 + 5.0);
            let (top, below) = (y(from) - BOX.1 / 2.0 - 4.0, y(to) + BOX.1 / 2.0 + 4.0);
            (lines.len() > 1).then(|| html! {
                <path class="bracket" d={format!("M{} {top}H{left}V{below}H{}M{} {top}H{right}V{below}H{}", left + 5.0, left + 5.0, right - 5.0, right - 5.0)} />
            })
        }) }
    }
}

/// The hatched past: revisions that can't be read any more.
fn compacted(view: &View, hatch: &str, bottom: f64, scene: &Scene<Etcd>) -> Html {
    let at = view.store.compact_revision();
    if at < 1 {
        return html! {};
    }
    let columns = (at.min(view.last) - view.first).max(0) as f64;
    html! {
        <>
            <rect class="gone" x={LEFT.to_string()} y="16" width={(columns * COLUMN).to_string()} height={(bottom - 16.0).to_string()}
                fill={format!("url(#{hatch})")} />
            <text class="q" x={(LEFT + 50.0).to_string()} y={(bottom + 16.0).to_string()}>{ words::compacted(at, scene.lang) }</text>
        </>
    }
}

/// The name, and a line for each life: from its first known put to its tombstone, or to now.
fn lives(view: &View, line: usize, key: &KeyIndex) -> Html {
    let y = y(line);
    let lives = key
        .generations()
        .filter(|generation| !generation.entries.is_empty());
    html! {
        <>
            <text class="m t13" x="8" y={(y + 4.0).to_string()}>{ words::short_key(key.key(), 9) }</text>
            { for lives.map(|generation| {
                let entries = generation.entries;
                let (begun, end) = (entries[0].revision().main, entries[entries.len() - 1]);
                let from = if begun < view.first { LEFT } else { x(view, begun) };
                let to = match end.is_tombstone() {
                    true => x(view, end.revision().main.max(view.first - 1)),
                    false => x(view, view.last) + COLUMN / 2.0,
                };
                html! {
                    if to > from { <path class="life" d={format!("M{from} {y}H{to}")} /> }
                }
            }) }
        </>
    }
}

/// Where the last line read the past.
fn needle(view: &View, scene: &Scene<Etcd>, bottom: f64) -> Html {
    let Some(main) = scene.world.reading() else {
        return html! {};
    };
    // Older than the first column: it points out of the picture.
    let at = x(view, main.max(view.first)) - if main < view.first { COLUMN / 2.0 } else { 0.0 };
    let label = at.clamp(70.0, WIDTH - 80.0);
    html! {
        <>
            <path class="needle" d={format!("M{at} 34V{bottom}")} />
            <rect class="needle-head" x={(at - 15.0).to_string()} y="16" width="30" height="19" />
            <text class="mid needle-number" x={at.to_string()} y="30">{ main }</text>
            <text class="mid acct" x={label.to_string()} y="12">{ words::reading(main, scene.lang) }</text>
        </>
    }
}

/// A put with its value, or a tombstone.
fn change(view: &View, line: usize, row: &Row, committed: bool) -> Html {
    let (w, h) = BOX;
    let (x, y) = (x(view, row.kv.mod_revision), y(line));
    // A key may change twice under one main revision: then the later one stands aside.
    let twins = view.changes().filter(|(_, other)| {
        other.kv.key == row.kv.key
            && other.kv.mod_revision == row.kv.mod_revision
            && other.sub < row.sub
    });
    let aside = ASIDE * twins.count() as f64;
    let (x, y) = (x + aside, y - h / 2.0 + aside / 2.0);
    let tombstone = row.kv.is_tombstone();
    let class = classes!(
        "change",
        tombstone.then_some("tombstone"),
        (!committed).then_some("buffered")
    );
    html! {
        <g {class}>
            <rect x={(x - w / 2.0).to_string()} y={y.to_string()} width={w.to_string()} height={h.to_string()} />
            if tombstone {
                <path class="line" d={format!("M{} {}l14 14m0-14l-14 14", x - 7.0, y + 6.0)} />
            } else {
                <text class="mid m" x={x.to_string()} y={(y + 17.0).to_string()}>{ words::short(&row.kv.value, 5) }</text>
            }
        </g>
    }
}
