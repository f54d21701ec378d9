//! The logs: a row per node, a column per index; in each cell the term of its entry, and what it says.

use labs::raft::{Cell, Raft};
use raft::Index;
use yew::prelude::*;

use super::label;
use super::view::{COLUMNS, NodeView, View, term_class};
use crate::rooms::{Scene, thing};
use crate::words::Lang;

const LEFT: f64 = 46.0;
const COLUMN: f64 = 49.0;
const WIDTH: f64 = LEFT + COLUMN * COLUMNS as f64 + 8.0;
const TOP: f64 = 22.0;
const ROW: f64 = 37.0;
const BOX: (f64, f64) = (45.0, 33.0);
/// Letters that fit into a cell.
const LETTERS: usize = 6;

/// The matrix; nothing while no log has an entry.
pub(super) fn draw(view: &View, scene: &Scene<Raft>) -> Html {
    let lang = scene.lang;
    let bottom = TOP + ROW * view.nodes.len() as f64;
    let hatch = format!("{}-saved", scene.id);
    html! {
        <figure class={classes!("logs", view.nodes.iter().all(|node| node.seen.log.is_empty()).then_some("bare"))}>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {}", bottom + 6.0)} width={WIDTH.to_string()} height={(bottom + 6.0).to_string()}
                role="group" aria-label={label::matrix(view, lang)}>
                <defs>
                    <pattern id={hatch.clone()} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <path class="thin" d="M0 0V6" />
                    </pattern>
                </defs>
                <g aria-hidden="true">
                    <text class="q" x="2" y="14">{ lang.say("index", "索引") }</text>
                    { for (view.first..=view.last).map(|index| html! {
                        <text class="mid q" x={(x(view, index) + BOX.0 / 2.0).to_string()} y="14">{ index }</text>
                    }) }
                    { for view.nodes.iter().enumerate().map(|(row, node)| name(node, row)) }
                    { for view.nodes.iter().enumerate().map(|(row, node)| saved(view, node, row, &hatch)) }
                    { commit_line(view, bottom) }
                </g>
                { for view.nodes.iter().enumerate().flat_map(|(row, node)| {
                    view.cells(node).map(move |cell| {
                        let id = label::entry_id(node.seen.id, cell.index);
                        html! {
                            <>
                                { thing(scene, id, label::entry(node, cell, lang), entry(view, node, cell, row)) }
                                { letters(view, node, cell, row) }
                            </>
                        }
                    })
                }) }
            </svg>
            { legend(view, &hatch, lang) }
        </figure>
    }
}

fn x(view: &View, index: Index) -> f64 {
    LEFT + COLUMN * index.saturating_sub(view.first) as f64
}

fn y(row: usize) -> f64 {
    TOP + ROW * row as f64
}

fn name(node: &NodeView, row: usize) -> Html {
    let text = format!("n{}{}", node.seen.id, if node.leads() { " L" } else { "" });
    html! {
        <text class={classes!("t13", node.leads().then_some("strong-letter"), node.seen.role.is_none().then_some("q3"))}
            x="2" y={(y(row) + 22.0).to_string()}>{ text }</text>
    }
}

/// What is in the snapshot, and not in the log any more.
fn saved(view: &View, node: &NodeView, row: usize, hatch: &str) -> Html {
    let columns = (node.seen.compacted + 1).saturating_sub(view.first);
    if columns == 0 {
        return html! {};
    }
    let width = COLUMN * columns as f64 - (COLUMN - BOX.0);
    html! {
        <rect class="saved" x={LEFT.to_string()} y={(y(row) + 2.0).to_string()} width={width.to_string()} height={(BOX.1 - 4.0).to_string()}
            fill={format!("url(#{hatch})")} />
    }
}

/// Filled is committed, a bar under the number is applied, dashed is neither; dotted is not even durable.
fn entry(view: &View, node: &NodeView, cell: &Cell, row: usize) -> Html {
    html! {
        <g class={entry_class(node, cell)} transform={format!("translate({} {})", x(view, cell.index), y(row))}>
            <rect x="1" y="1" width={(BOX.0 - 2.0).to_string()} height={(BOX.1 - 2.0).to_string()} />
            if cell.index <= node.seen.applied {
                <path class="applied" d={format!("M{} 17.5h16", BOX.0 / 2.0 - 8.0)} />
            }
        </g>
    }
}

fn entry_class(node: &NodeView, cell: &Cell) -> Classes {
    classes!(
        "entry",
        term_class(cell.term),
        (cell.index <= node.seen.committed).then_some("committed"),
        (cell.index > node.seen.durable).then_some("volatile"),
    )
}

/// The term and what the entry says. They stand outside of what is pointed at, which has its own words.
fn letters(view: &View, node: &NodeView, cell: &Cell, row: usize) -> Html {
    let (x, y) = (x(view, cell.index) + BOX.0 / 2.0, y(row));
    let text = label::cell(&cell.text, LETTERS);
    // As many as fit in most fonts, and in wider ones pressed together a little.
    let length = (text.chars().count() == LETTERS).then(|| (BOX.0 - 4.0).to_string());
    html! {
        <g class={classes!(entry_class(node, cell), "letters")} aria-hidden="true">
            <text class="mid strong-letter" x={x.to_string()} y={(y + 14.0).to_string()}>{ cell.term }</text>
            <text class="mid" x={x.to_string()} y={(y + 29.0).to_string()} textLength={length.clone()} lengthAdjust={length.map(|_| "spacingAndGlyphs")}>{ text }</text>
        </g>
    }
}

/// The double line: what lies left of it is committed somewhere, so it stays.
fn commit_line(view: &View, bottom: f64) -> Html {
    let committed = view.world.committed();
    if committed < view.first {
        return html! {};
    }
    let at = x(view, committed) + BOX.0 + 0.5;
    html! { <path class="commit" d={format!("M{at} {}V{bottom}M{} {}V{bottom}", TOP - 4.0, at + 3.0, TOP - 4.0)} /> }
}

fn legend(view: &View, hatch: &str, lang: Lang) -> Html {
    let sample = |class: &'static str, applied: bool, words: &'static str| {
        html! {
            <span>
                <svg class="st" viewBox="0 0 20 16" width="20" height="16" aria-hidden="true">
                    <g class={classes!("entry", "sample", class)}>
                        <rect x="1" y="1" width="18" height="14" />
                        if applied { <path class="applied" d="M5 11.5h10" /> }
                    </g>
                </svg>
                { words }
            </span>
        }
    };
    let has_volatile = view
        .nodes
        .iter()
        .any(|node| node.seen.durable < node.seen.last());
    html! {
        <p class="legend narrow-hide">
            <span>
                <svg class="st" viewBox="0 0 20 16" width="20" height="16" aria-hidden="true">
                    <rect class="saved" x="1" y="1" width="18" height="14" fill={format!("url(#{hatch})")} />
                </svg>
                { lang.say("in the snapshot", "在快照里") }
            </span>
            { sample("committed", true, lang.say("applied", "已应用")) }
            { sample("committed", false, lang.say("committed", "已提交")) }
            { sample("", false, lang.say("not committed", "未提交")) }
            if has_volatile { { sample("volatile", false, lang.say("not on disk yet", "尚未落盘")) } }
            <span>
                <svg class="st" viewBox="0 0 20 16" width="20" height="16" aria-hidden="true"><path class="commit" d="M8.5 0v16M11.5 0v16" /></svg>
                { lang.say("commit index", "提交索引") }
            </span>
        </p>
    }
}
