//! The running trial as threads: one per element, a crossing per move.

use balance::trial::Act;
use labs::shuffle::{Bench, Move, row};
use yew::prelude::*;

use super::row::ENLARGED;
use super::words;
use crate::rooms::Scene;

const LEFT: f64 = 34.0;
const TOP: f64 = 14.0;
const WIDTH: f64 = 392.0;

/// The threads so far; without a move there is nothing to draw, and a sentence says what would begin one.
pub(super) fn draw(scene: &Scene<Bench>) -> Html {
    let bench = scene.world;
    let rows = rows(bench);
    if rows.len() < 2 {
        return html! { <p class="empty ui quiet">{ words::no_threads(bench, scene.lang) }</p> };
    }
    let n = bench.order().len();
    let gap = (200.0 / n as f64).clamp(2.5, 20.0);
    let columns = expected_moves(bench).max(rows.len() - 1);
    let step = (WIDTH / columns as f64).min(60.0);
    let height = TOP * 2.0 + gap * (n - 1) as f64;
    let at = |moves: usize, place: usize| (LEFT + step * moves as f64, TOP + gap * place as f64);
    let ways: Vec<_> = (0..n as u8).map(|element| places(&rows, element)).collect();
    let end = LEFT + step * (rows.len() - 1) as f64;
    let labels = gap >= 12.0;
    html! {
        <figure class="threads">
            <figcaption>{ words::threads_caption(bench, scene.lang) }</figcaption>
            <svg class="st" viewBox={format!("0 0 {} {height}", LEFT * 2.0 + WIDTH)} width={((LEFT * 2.0 + WIDTH) * ENLARGED).to_string()}
                height={(height * ENLARGED).to_string()} role="img" aria-label={words::threads_label(bench, &row(bench.order()), scene.lang)}>
                // Element 0 last, so that it runs above the others.
                { for ways.iter().rev().enumerate().map(|(i, way)| {
                    let zero = i + 1 == ways.len();
                    let d = path(way, at);
                    html! { <><path class="under" d={d.clone()} /><path class={if zero { "way zero" } else { "way" }} {d} /></> }
                }) }
                if labels {
                    { for ways.iter().enumerate().map(|(element, way)| {
                        let (first, last) = (at(0, way[0]), at(0, way[way.len() - 1]));
                        let class = if element == 0 { "acct" } else { "q" };
                        html! {
                            <>
                                <text class={classes!("end", class)} x={(LEFT - 8.0).to_string()} y={(first.1 + 4.0).to_string()}>{ element }</text>
                                <text {class} x={(end + 8.0).to_string()} y={(last.1 + 4.0).to_string()}>{ element }</text>
                            </>
                        }
                    }) }
                }
            </svg>
        </figure>
    }
}

/// The row before the first move, and after each.
fn rows(bench: &Bench) -> Vec<Vec<u8>> {
    let mut order: Vec<u8> = (0..bench.order().len() as u8).collect();
    let mut rows = vec![order.clone()];
    for act in bench.acts() {
        let how = match *act {
            Act::Swap { i, j } => Move::Swap(i, j),
            Act::Insert { from, to } => Move::Insert(from, to),
            Act::Reverse { from, to } => Move::Reverse(from, to),
            Act::Draw { .. } | Act::Compare { .. } => continue,
        };
        apply(how, &mut order);
        rows.push(order.clone());
    }
    rows
}

pub(super) fn apply(how: Move, order: &mut [u8]) {
    match how {
        Move::Swap(a, b) => order.swap(a, b),
        Move::Insert(from, to) => order[to..=from].rotate_right(1),
        Move::Reverse(from, to) => order[from..to].reverse(),
    }
}

/// The position of an element in each row.
pub(super) fn places(rows: &[Vec<u8>], element: u8) -> Vec<usize> {
    rows.iter()
        .map(|row| {
            row.iter()
                .position(|&e| e == element)
                .expect("a row holds every element")
        })
        .collect()
}

/// How many moves a whole trial will have, so that the picture does not shrink while it runs.
fn expected_moves(bench: &Bench) -> usize {
    use balance::Shuffle;
    let setup = bench.settings();
    match setup.shuffle {
        _ if bench.running().is_none() => 0,
        Shuffle::TwoRandom { swaps } => swaps as usize,
        Shuffle::Sattolo => setup.n - 1,
        Shuffle::CoinInsertion | Shuffle::CoinV8 => 0,
        _ => setup.n,
    }
}

fn path(way: &[usize], at: impl Fn(usize, usize) -> (f64, f64)) -> String {
    let (x, y) = at(0, way[0]);
    let mut path = format!("M{x:.1} {y:.1}");
    for (moves, pair) in way.windows(2).enumerate() {
        let ((x0, y0), (x1, y1)) = (at(moves, pair[0]), at(moves + 1, pair[1]));
        if pair[0] == pair[1] {
            path += &format!("H{x1:.1}");
        } else {
            let (middle, reach) = ((x0 + x1) / 2.0, (x1 - x0) * 0.42);
            path += &format!(
                "H{:.1}C{middle:.1} {y0:.1} {middle:.1} {y1:.1} {:.1} {y1:.1}H{x1:.1}",
                middle - reach,
                middle + reach
            );
        }
    }
    path
}
