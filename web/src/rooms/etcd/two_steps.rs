//! The two steps of a read: from the name, through the index, to rows in order of revision.

use mvcc::{IndexEntry, KeyIndex, Row};
use yew::prelude::*;

use super::view::View;
use super::{key_id, words};
use crate::rooms::{Scene, thing};
use crate::words::Lang;
use labs::etcd::Etcd;

const WIDTH: f64 = 690.0;
/// Where the backend begins.
const ROWS: f64 = 330.0;
const TOP: f64 = 36.0;
const ROW: f64 = 27.0;
/// Room for the double line between the file and the buffer.
const BUFFER: f64 = 26.0;
const KEY: f64 = 42.0;
const NAME: f64 = 70.0;
const BOX: (f64, f64) = (38.0, 24.0);
/// Room between versions, and between lives.
const GAPS: (f64, f64) = (5.0, 14.0);
/// Versions of a key that fit.
const VERSIONS_MAX: usize = 5;

/// Index and backend; nothing of an empty store.
pub(super) fn draw(view: &View, scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    if view.rows.is_empty() && view.keys.is_empty() {
        return html! {};
    }
    let heights = [
        TOP + KEY * view.keys.len() as f64,
        TOP + ROW * view.rows.len() as f64 + BUFFER,
    ];
    let height = heights[0].max(heights[1]) + 24.0;
    let followed = followed(view, scene.pointed);
    html! {
        <figure class="two-steps">
            <figcaption>{ lang.say("Reading in two steps: the index leads to a revision, the revision to a row", "读取分两步：从索引到版本号，从版本号到行") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="group" aria-label={words::two_steps_label(view, lang)}>
                <g aria-hidden="true">
                    <text class="q" x="8" y="18">
                        <tspan class="t14">{ lang.say("Key index", "键索引") }</tspan>
                        <tspan dx="8">{ lang.say("in memory, a B-tree", "在内存里，B 树") }</tspan>
                    </text>
                    <text class="q" x={ROWS.to_string()} y="18">
                        <tspan class="t14">{ lang.say("Backend", "后端") }</tspan>
                        <tspan dx="8">{ lang.say("rows in order of revision bytes", "行按版本号的字节排列") }</tspan>
                    </text>
                    { for view.rows.iter().enumerate().map(|(i, (id, row))| {
                        let marked = followed.is_some_and(|key| *key.key() == row.kv.key);
                        backend_row(row, row_y(view, i), marked, view.store.backend().is_committed(*id), lang)
                    }) }
                    { buffer_line(view, lang) }
                    if view.earlier > 0 {
                        <text class="q" x={ROWS.to_string()} y={(height - 6.0).to_string()}>{ words::earlier_rows(view.earlier, lang) }</text>
                    }
                    if let Some(key) = followed { { ways(view, key) } }
                </g>
                { for view.keys.iter().enumerate().map(|(line, key)| {
                    html! {
                        <>
                            { thing(scene, key_id(key.key()), words::key_label(key, lang), index_name(line, key)) }
                            { versions(view, line, key) }
                        </>
                    }
                }) }
            </svg>
        </figure>
    }
}

/// The key whose ways are drawn: the one pointed at, or the one that changed last.
pub(super) fn followed<'a>(view: &View<'a>, pointed: Option<&str>) -> Option<&'a KeyIndex> {
    let keys = || view.keys.iter().copied();
    let pointed = pointed.and_then(|id| {
        keys().find(|key| {
            let change = id
                .strip_prefix("change ")
                .and_then(|id| id.rsplit_once(' '));
            id == key_id(key.key())
                || change.is_some_and(|(name, _)| name == words::whole(key.key()))
        })
    });
    pointed.or_else(|| keys().max_by_key(|key| key.modified()))
}

/// The first row that is only in the buffer.
fn first_buffered(view: &View) -> usize {
    view.rows
        .partition_point(|(id, _)| view.store.backend().is_committed(*id))
}

fn row_y(view: &View, i: usize) -> f64 {
    let buffered = i >= first_buffered(view);
    TOP + ROW * i as f64 + if buffered { BUFFER } else { 0.0 }
}

fn backend_row(row: &Row, y: f64, marked: bool, committed: bool, lang: Lang) -> Html {
    let text = (y + 18.0).to_string();
    let below = y + ROW - 0.5;
    let tombstone = row.kv.is_tombstone();
    html! {
        <g class={classes!("backend-row", marked.then_some("marked"), (!committed).then_some("buffered"))}>
            <rect x={ROWS.to_string()} y={y.to_string()} width={(WIDTH - ROWS).to_string()} height={(ROW - 2.0).to_string()} />
            <text class="m" x={(ROWS + 8.0).to_string()} y={text.clone()}>{ words::revision_bytes(row.revision(), tombstone) }</text>
            <text class="m" x={(ROWS + 130.0).to_string()} y={text.clone()}>{ words::short_key(&row.kv.key, 8) }</text>
            if tombstone {
                <text class="q" x={(ROWS + 198.0).to_string()} y={text}>{ lang.say("tombstone", "墓碑") }</text>
            } else {
                <text class="m" x={(ROWS + 198.0).to_string()} y={text.clone()}>{ words::short(&row.kv.value, 5) }</text>
                <text class="q" x={(ROWS + 246.0).to_string()} y={text}>{ words::created(&row.kv, lang) }</text>
            }
            <path class="rule" d={format!("M{ROWS} {below}H{WIDTH}")} />
        </g>
    }
}

/// The double line: above it is the file, below it what the next commit will write.
fn buffer_line(view: &View, lang: Lang) -> Html {
    let first = first_buffered(view);
    if first == view.rows.len() {
        return html! {};
    }
    let y = TOP + ROW * first as f64;
    html! {
        <>
            <path class="line" d={format!("M{ROWS} {y}H{WIDTH}M{ROWS} {}H{WIDTH}", y + 3.0)} />
            <text class="q" x={(ROWS + 8.0).to_string()} y={(y + 18.0).to_string()}>
                { lang.say("buffer: can be read, is on disk with the next commit", "缓冲：已经可读，下一次提交时落盘") }
            </text>
        </>
    }
}

/// Versions of a key that are drawn, each with the place of its box.
fn boxes(line: usize, key: &KeyIndex) -> Vec<(f64, f64, &IndexEntry)> {
    let entries = key.entries();
    let hidden = entries.len().saturating_sub(VERSIONS_MAX);
    let mut x = NAME + if hidden > 0 { 14.0 } else { 0.0 };
    let mut boxes = Vec::new();
    for entry in &entries[hidden..] {
        boxes.push((x, TOP + KEY * line as f64, entry));
        x += BOX.0 + if entry.is_tombstone() { GAPS.1 } else { GAPS.0 };
    }
    boxes
}

/// What is pointed at: a button's letters are all in its name, so the versions stand beside it.
fn index_name(line: usize, key: &KeyIndex) -> Html {
    let y = TOP + KEY * line as f64;
    html! {
        <g class="index-line">
            { reach(line, "reach") }
            <text class="m t13" x="8" y={(y + 16.0).to_string()}>{ words::short_key(key.key(), 7) }</text>
        </g>
    }
}

fn versions(view: &View, line: usize, key: &KeyIndex) -> Html {
    let y = TOP + KEY * line as f64;
    let boxes = boxes(line, key);
    html! {
        <g class="index-line letters">
            if boxes.len() < key.entries().len() {
                <text class="q" x={(NAME - 2.0).to_string()} y={(y + 16.0).to_string()}>{ "…" }</text>
            }
            { for boxes.iter().map(|(x, y, entry)| {
                let committed = view.store.backend().is_committed(entry.row());
                html! {
                    <g class={classes!("version", (!committed).then_some("buffered"))}>
                        <rect x={x.to_string()} y={y.to_string()} width={BOX.0.to_string()} height={BOX.1.to_string()} />
                        <text class="mid m" x={(x + BOX.0 / 2.0).to_string()} y={(y + 16.0).to_string()}>{ words::version(entry) }</text>
                        if entry.is_tombstone() {
                            // The wall behind a life.
                            <path class="line" d={format!("M{} {}v{}", x + BOX.0 + GAPS.1 / 2.0, y - 2.0, BOX.1 + 4.0)} />
                        }
                    </g>
                }
            }) }
        </g>
    }
}

/// The ground of a line of the index: all of it can be pointed at.
fn reach(line: usize, class: &'static str) -> Html {
    let y = TOP + KEY * line as f64 - 6.0;
    html! {
        <rect {class} x="0" y={y.to_string()} width={(ROWS - 20.0).to_string()} height={(KEY - 6.0).to_string()} />
    }
}

/// Lines from the versions of one key to their rows. Each leaves in a lane of its own between two lines of the index, the
/// oldest version in the lowest, and turns down where no box stands any more.
fn ways(view: &View, key: &KeyIndex) -> Html {
    let line = view.keys.iter().position(|other| other.key() == key.key());
    let boxes = line.map_or_else(Vec::new, |line| boxes(line, key));
    let turn = right_of_boxes(view, line.unwrap_or(0));
    let lane = (KEY - BOX.1) / (boxes.len() + 1) as f64;
    html! {
        <g class="ways">
            if let Some(line) = line { { reach(line, "followed") } }
            { for boxes.iter().enumerate().filter_map(|(nth, (x, y, entry))| {
                let i = view.rows.iter().position(|(id, _)| *id == entry.row())?;
                let (x, y, to) = (x + BOX.0 / 2.0, y + BOX.1, row_y(view, i) + ROW / 2.0 - 1.0);
                let lane = y + lane * (boxes.len() - nth) as f64;
                let end = ROWS - 8.0;
                Some(html! {
                    <>
                        <path class="acc" d={format!("M{x} {y}V{lane}H{turn}C{} {lane} {turn} {to} {end} {to}", end - 4.0)} />
                        <path class="accf" d={format!("M{ROWS} {to}l-9 -4v8z")} />
                    </>
                })
            }) }
        </g>
    }
}

/// Where the boxes of a line and of all below it have ended.
fn right_of_boxes(view: &View, line: usize) -> f64 {
    let lines = view.keys.iter().enumerate().skip(line);
    let ends = lines.filter_map(|(line, key)| Some(boxes(line, key).last()?.0 + BOX.0 + 8.0));
    ends.fold(NAME, f64::max).min(ROWS - 30.0)
}
