//! The buffer and the segments of the index: what waits, what is searchable, what is only marked as deleted.

use labs::search::SearchBench;
use yew::prelude::*;

use super::words;
use crate::rooms::{Point, Scene, thing};
use crate::words::Lang;

const CELL: (f64, f64) = (26.0, 20.0);
/// Cells side by side.
const ACROSS: usize = 8;
/// Documents that are drawn one by one.
const CELLS: usize = 40;
/// Segments that are drawn, the newest.
const SEGMENTS: usize = 8;
/// Letters of an id that a cell has room for.
const LETTERS: usize = 3;

/// The buffer, then each segment.
pub(super) fn draw(scene: &Scene<SearchBench>) -> Html {
    let (bench, lang) = (scene.world, scene.lang);
    let index = bench.index();
    let waiting: Vec<Cell> = index
        .buffer()
        .iter()
        .map(|(id, document)| Cell {
            id,
            class: if document.is_some() {
                "doc waits"
            } else {
                "doc gone"
            },
        })
        .collect();
    let parts = index.parts();
    let shown = &parts[parts.len().saturating_sub(SEGMENTS)..];
    html! {
        <section class="wide">
            <p class="what"><b>{ words::index(bench.current(), lang) }</b>{ " " }{ words::state(bench, lang) }</p>
            <div class="segments">
                { store(scene, "buffer".to_string(), words::buffer(waiting.len(), lang), &waiting) }
                { for shown.iter().map(|part| {
                    let cells: Vec<Cell> = part.segment.ids().iter().zip(&part.deleted).map(|(id, deleted)| Cell {
                        id,
                        class: if *deleted { "doc gone" } else { "doc" },
                    }).collect();
                    let label = words::segment(part.number, part.alive(), part.segment.len(), lang);
                    store(scene, format!("segment {}", part.number), label, &cells)
                }) }
            </div>
        </section>
    }
}

struct Cell<'a> {
    id: &'a str,
    class: &'static str,
}

/// A box with its documents.
fn store(scene: &Scene<SearchBench>, id: String, label: String, cells: &[Cell]) -> Html {
    let shown = cells.len().min(CELLS);
    let across = shown.clamp(1, ACROSS);
    let (width, rows) = (
        (CELL.0 * across as f64 + 8.0).max(70.0),
        shown.div_ceil(ACROSS).max(1),
    );
    let height = CELL.1 * rows as f64 + 8.0;
    let class = if id == "buffer" {
        "store buffer"
    } else {
        "store"
    };
    html! {
        <figure>
            <figcaption>{ &label }</figcaption>
            <svg class="st" viewBox={format!("0 0 {width} {height}")} width={width.to_string()} height={height.to_string()} role="group" aria-label={label.clone()}>
                { thing(scene, id, label.clone(), html! { <rect {class} x="1" y="1" width={(width - 2.0).to_string()} height={(height - 2.0).to_string()} /> }) }
                <g class="letters" aria-hidden="true">
                    { for cells.iter().take(shown).enumerate().map(|(at, cell)| {
                        let (x, y) = (4.0 + CELL.0 * (at % ACROSS) as f64, 4.0 + CELL.1 * (at / ACROSS) as f64);
                        let letters = if cell.id.chars().count() <= LETTERS { cell.id } else { "·" };
                        html! {
                            <>
                                <rect class={cell.class} x={(x + 1.0).to_string()} y={(y + 1.0).to_string()} width={(CELL.0 - 2.0).to_string()} height={(CELL.1 - 2.0).to_string()} />
                                <text class="mid" x={(x + CELL.0 / 2.0).to_string()} y={(y + 14.5).to_string()}>{ letters }</text>
                                if cell.class == "doc gone" { <path class="line" d={format!("M{} {}l{} -{}", x + 3.0, y + CELL.1 - 3.0, CELL.0 - 6.0, CELL.1 - 6.0)} /> }
                            </>
                        }
                    }) }
                </g>
            </svg>
        </figure>
    }
}

/// The buffer and all segments that are drawn.
pub(super) fn points(bench: &SearchBench, lang: Lang) -> Vec<Point> {
    let index = bench.index();
    let mut points = vec![Point {
        id: "buffer".to_string(),
        label: words::buffer(index.buffer().len(), lang),
    }];
    let parts = index.parts();
    let shown = &parts[parts.len().saturating_sub(SEGMENTS)..];
    points.extend(shown.iter().map(|part| Point {
        id: format!("segment {}", part.number),
        label: words::segment(part.number, part.alive(), part.segment.len(), lang),
    }));
    points
}
