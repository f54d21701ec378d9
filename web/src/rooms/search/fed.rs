//! A table and the index that is fed from it: row beside document, and what the feed has read.
//!
//! ```text
//!   changes of the table          ┊ last poll        what lies before the needle is not asked for again
//!   ──────o──o──────●─────────────▼──o──>
//!   table                   index rows
//!   [7  今天天气很好] ────── [7  今天天气很好]        the same
//!   [8  昨天有雪    ] ──≠─── [8  昨天有雨    ]        stale
//!   [9  明天        ]       [ missing       ]
//!                           [3  前天        ]        a ghost
//! ```

use labs::search::{FED, SearchBench, TEXT};
use postings::Value;
use postings::feed::{Difference, Row};
use postings::segment::Document;
use yew::prelude::*;

use super::{progress, words};
use crate::rooms::{Point, Scene, thing};
use crate::words::Lang;

const WIDTH: f64 = 340.0;
const ROW: f64 = 34.0;
/// The boxes of a row and of a document.
const LEFT: (f64, f64) = (1.0, 158.0);
const RIGHT: (f64, f64) = (200.0, 139.0);
/// Rows and documents that are drawn: the newest.
const ROWS: usize = 14;
const OTHERS: usize = 6;

/// Nothing as long as there is neither a row nor a feed.
pub(super) fn draw(scene: &Scene<SearchBench>) -> Html {
    let (bench, lang) = (scene.world, scene.lang);
    if bench.table().is_empty() && bench.feed().is_none() {
        return html! {};
    }
    let difference = bench.difference();
    html! {
        <section class="wide">
            <p class="what"><b>{ lang.say("Table and index", "表与索引") }</b>{ " " }{ words::fed(bench, difference.as_ref(), lang) }</p>
            <div class="panels">
                { side_by_side(scene, difference.as_ref()) }
                if let Some(feed) = bench.feed() { { progress::draw(bench, feed, difference.as_ref(), lang) } }
            </div>
        </section>
    }
}

/// How a row stands in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// There is no feed yet.
    Unfed,
    Missing,
    Stale,
    Waiting,
    Same,
}

pub(super) fn standing(row: u64, difference: Option<&Difference>) -> Standing {
    let Some(difference) = difference else {
        return Standing::Unfed;
    };
    if difference.missing.contains(&row) {
        Standing::Missing
    } else if difference.stale.contains(&row) {
        Standing::Stale
    } else if difference.waiting.contains(&row) {
        Standing::Waiting
    } else {
        Standing::Same
    }
}

/// The id of the document that counts for a row: its key, or the newest that was made up for it.
fn document_of(bench: &SearchBench, row: &Row, difference: &Difference) -> Option<String> {
    if let Some(key) = &row.key {
        return Some(key.clone());
    }
    let (feed, index) = (bench.feed()?, &bench.indexes()[FED]);
    let ids = (1..).map(|n| format!("~{n}"));
    let mine = ids
        .take_while(|id| feed.row_of(id).is_some())
        .filter(|id| feed.row_of(id) == Some(row.number));
    mine.filter(|id| index.get(id).is_some() && !difference.doubles.contains(id))
        .last()
}

/// The rows that are drawn.
pub(super) fn shown_rows(bench: &SearchBench) -> Vec<&Row> {
    let rows: Vec<&Row> = bench.table().rows().collect();
    rows[rows.len().saturating_sub(ROWS)..].to_vec()
}

/// Documents without a row, and second documents of a row: drawn below, with nothing on the left.
fn others(difference: &Difference) -> Vec<(&str, bool)> {
    let ghosts = difference.ghosts.iter().map(|id| (id.as_str(), true));
    let doubles = difference.doubles.iter().map(|id| (id.as_str(), false));
    ghosts.chain(doubles).take(OTHERS).collect()
}

fn text(document: &Document) -> String {
    document.get(TEXT).map(Value::to_text).unwrap_or_default()
}

fn side_by_side(scene: &Scene<SearchBench>, difference: Option<&Difference>) -> Html {
    let (bench, lang) = (scene.world, scene.lang);
    let rows = shown_rows(bench);
    let others = difference.map(others).unwrap_or_default();
    let height = 20.0 + ROW * (rows.len() + others.len()) as f64;
    let title = lang.say("Rows and their documents", "行与对应的文档");
    html! {
        <figure class="fed">
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()} role="group" aria-label={title}>
                <text class="q" x="2" y="12">{ words::rows(bench.table().len(), lang) }</text>
                if difference.is_some() { <text class="q" x={RIGHT.0.to_string()} y="12">{ lang.say("index rows", "索引 rows") }</text> }
                { for rows.iter().enumerate().map(|(at, row)| {
                    let y = 20.0 + ROW * at as f64;
                    html! { <>{ row_box(scene, row, y, difference) }{ document_box(scene, row, y, difference) }</> }
                }) }
                { for others.iter().enumerate().map(|(at, (id, is_ghost))| {
                    other_box(scene, id, *is_ghost, 20.0 + ROW * (rows.len() + at) as f64)
                }) }
            </svg>
        </figure>
    }
}

fn row_box(scene: &Scene<SearchBench>, row: &Row, y: f64, difference: Option<&Difference>) -> Html {
    let lang = scene.lang;
    let label = words::row(row, standing(row.number, difference), lang);
    let body = html! { <rect class="row-box" x={LEFT.0.to_string()} y={(y + 1.0).to_string()} width={LEFT.1.to_string()} height={(ROW - 4.0).to_string()} /> };
    html! {
        <>
            { thing(scene, format!("row {}", row.number), label, body) }
            <g class="letters" aria-hidden="true">
                <text class="t13" x="7" y={(y + 14.0).to_string()}>{ words::fitted(&format!("{}  {}", key(row), text(&row.document)), 144.0) }</text>
                <text class="q" x="7" y={(y + 27.0).to_string()}>{ words::updated(row.updated, lang) }</text>
            </g>
        </>
    }
}

fn key(row: &Row) -> &str {
    row.key.as_deref().unwrap_or("-")
}

/// The document of a row, on the same height, and what ties the two.
fn document_box(
    scene: &Scene<SearchBench>,
    row: &Row,
    y: f64,
    difference: Option<&Difference>,
) -> Html {
    let Some(difference) = difference else {
        return html! {};
    };
    let state = standing(row.number, Some(difference));
    let (x, middle) = (RIGHT.0, y + ROW / 2.0 - 1.0);
    let index = &scene.world.indexes()[FED];
    let id = document_of(scene.world, row, difference).unwrap_or_default();
    let document = index
        .get(&id)
        .map(|document| text(document))
        .unwrap_or_default();
    let class = match state {
        Standing::Missing | Standing::Unfed => "document-box missing",
        Standing::Waiting => "document-box waits",
        Standing::Stale => "document-box stale",
        Standing::Same => "document-box",
    };
    let tie = match state {
        Standing::Missing | Standing::Unfed => None,
        Standing::Waiting => Some("tie waits"),
        Standing::Stale | Standing::Same => Some("tie"),
    };
    html! {
        <g class="letters" aria-hidden="true">
            if let Some(class) = tie { <path {class} d={format!("M{} {middle}H{x}", LEFT.0 + LEFT.1)} /> }
            if state == Standing::Stale { <text class="t13 mid halo sign" x={((LEFT.0 + LEFT.1 + x) / 2.0).to_string()} y={(middle + 4.5).to_string()}>{ "≠" }</text> }
            <rect {class} x={x.to_string()} y={(y + 1.0).to_string()} width={RIGHT.1.to_string()} height={(ROW - 4.0).to_string()} />
            if state == Standing::Missing {
                <text class="t13" x={(x + 7.0).to_string()} y={(middle + 4.5).to_string()}>{ words::standing(state, scene.lang) }</text>
            } else {
                <text class="t13" x={(x + 7.0).to_string()} y={(y + 14.0).to_string()}>{ words::fitted(&format!("{id}  {document}"), 126.0) }</text>
                <text class="q" x={(x + 7.0).to_string()} y={(y + 27.0).to_string()}>{ words::standing(state, scene.lang) }</text>
            }
        </g>
    }
}

/// A ghost, or a double.
fn other_box(scene: &Scene<SearchBench>, id: &str, is_ghost: bool, y: f64) -> Html {
    let bench = scene.world;
    let x = RIGHT.0;
    let index = &bench.indexes()[FED];
    let document = index
        .get(id)
        .map(|document| text(document))
        .unwrap_or_default();
    let class = if is_ghost {
        "document-box ghost"
    } else {
        "document-box stale"
    };
    let label = words::other(id, is_ghost, scene.lang);
    let body = html! { <rect {class} x={x.to_string()} y={(y + 1.0).to_string()} width={RIGHT.1.to_string()} height={(ROW - 4.0).to_string()} /> };
    html! {
        <>
            { thing(scene, format!("document {id}"), label, body) }
            <g class="letters" aria-hidden="true">
                <text class="t13" x={(x + 7.0).to_string()} y={(y + 14.0).to_string()}>{ words::fitted(&format!("{id}  {document}"), 126.0) }</text>
                <text class="q" x={(x + 7.0).to_string()} y={(y + 27.0).to_string()}>{ words::kind(is_ghost, scene.lang) }</text>
            </g>
        </>
    }
}

/// Rows, and documents that stand for none.
pub(super) fn points(bench: &SearchBench, lang: Lang) -> Vec<Point> {
    let difference = bench.difference();
    let rows = shown_rows(bench).into_iter().map(|row| Point {
        id: format!("row {}", row.number),
        label: words::row(row, standing(row.number, difference.as_ref()), lang),
    });
    let mut points: Vec<Point> = rows.collect();
    if let Some(difference) = &difference {
        points.extend(others(difference).into_iter().map(|(id, is_ghost)| Point {
            id: format!("document {id}"),
            label: words::other(id, is_ghost, lang),
        }));
    }
    points
}
