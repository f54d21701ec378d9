//! A heap as a tree, and below it as the array that it is.

use labs::timers::TimerBench;
use timers::Filed;
use yew::prelude::*;

use super::place::{BINARY_MAX, FOUR_MAX, Place};
use super::words;
use crate::rooms::{Scene, thing};

const WIDTH: f64 = 328.0;
const BOX: (f64, f64) = (38.0, 24.0);
/// From one level to the next.
const LEVEL: f64 = 41.0;
/// From one grandchild of the 4-ary heap to the next: they stand in a column below their parent.
const STEP: f64 = 27.0;
/// How high a cell of the array is, and from one line of them to the next.
const CELL: f64 = 20.0;
const CELL_LINE: f64 = 38.0;

/// The cells of the array: how wide one is, and how many stand side by side.
#[derive(Clone, Copy)]
struct Cells {
    width: f64,
    in_line: usize,
}

impl Cells {
    /// Deadlines of four letters need more room than shorter ones.
    fn of(shown: &[Filed]) -> Cells {
        let long = shown
            .iter()
            .any(|timer| words::deadline(timer.deadline).len() > 3);
        match long {
            true => Cells {
                width: 35.0,
                in_line: 9,
            },
            false => Cells {
                width: 29.0,
                in_line: 11,
            },
        }
    }
}

/// The heap of so many children a parent. `before` is the array before the last line.
pub(super) fn draw(
    scene: &Scene<TimerBench>,
    name: &'static str,
    arity: usize,
    array: &[Filed],
    before: &[Filed],
) -> Html {
    let lang = scene.lang;
    let shown = array
        .len()
        .min(if arity == 2 { BINARY_MAX } else { FOUR_MAX });
    let moved = |at: usize| {
        before.get(at) != array.get(at) && scene.world.before().counts != scene.world.counts()
    };
    let bottom = (0..shown.max(1))
        .map(|at| corner(arity, at).1 + BOX.1)
        .fold(0.0, f64::max);
    let strip = bottom + 22.0;
    let cells = Cells::of(&array[..shown]);
    let height = strip + CELL_LINE * shown.div_ceil(cells.in_line).max(1) as f64 + 2.0;
    let place = |at: usize| match arity {
        2 => Place::Binary(at),
        _ => Place::Four(at),
    };
    html! {
        <svg class="st tree" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
            role="group" aria-label={words::tree_label(name, array.len(), lang)}>
            <g aria-hidden="true">
                { for (1..shown).map(|at| edge(arity, at, moved(at) && moved((at - 1) / arity))) }
                if array.is_empty() {
                    <text class="q mid" x={(WIDTH / 2.0).to_string()} y="17">{ lang.say("empty", "空") }</text>
                }
            </g>
            { for (0..shown).map(|at| {
                let label = words::place(scene.world, place(at), lang);
                thing(scene, place(at).to_string(), label, ground(corner(arity, at), moved(at)))
            }) }
            <g class="letters" aria-hidden="true">
                { for array[..shown].iter().enumerate().map(|(at, timer)| {
                    let (x, y) = corner(arity, at);
                    html! { <text class="m mid" x={(x + BOX.0 / 2.0).to_string()} y={(y + 16.0).to_string()}>{ words::deadline(timer.deadline) }</text> }
                }) }
                { for array[..shown].iter().enumerate().map(|(at, timer)| cell(cells, at, timer, strip, moved(at))) }
                if array.len() > shown {
                    <text class="q end" x={WIDTH.to_string()} y={(bottom + 15.0).to_string()}>{ words::more(array.len() - shown, lang) }</text>
                }
            </g>
        </svg>
    }
}

/// The upper left corner of a node.
fn corner(arity: usize, at: usize) -> (f64, f64) {
    let (mut level, mut first, mut width) = (0, 0, 1);
    while at >= first + width {
        first += width;
        width *= arity;
        level += 1;
    }
    let column = at - first;
    if arity == 4 && level == 2 {
        let (parent, y) = corner(4, 1 + column / 4);
        return (parent + 12.0, y + BOX.1 + 8.0 + STEP * (column % 4) as f64);
    }
    let pitch = WIDTH / width as f64;
    let x = pitch * (column as f64 + 0.5) - BOX.0 / 2.0;
    (x, 1.0 + LEVEL * level as f64)
}

/// From a node to its parent.
fn edge(arity: usize, at: usize, moved: bool) -> Html {
    let ((x, y), (px, py)) = (corner(arity, at), corner(arity, (at - 1) / arity));
    let class = if moved { "acc" } else { "thin" };
    let from_below = arity == 4 && at > 4;
    let d = if from_below {
        format!("M{} {}V{}H{x}", px + 5.0, py + BOX.1, y + BOX.1 / 2.0)
    } else {
        format!(
            "M{} {}L{} {y}",
            px + BOX.0 / 2.0,
            py + BOX.1,
            x + BOX.0 / 2.0
        )
    };
    html! { <path {class} {d} /> }
}

fn ground((x, y): (f64, f64), moved: bool) -> Html {
    html! {
        <rect class={classes!("node", moved.then_some("moved"))} x={x.to_string()} y={y.to_string()}
            width={BOX.0.to_string()} height={BOX.1.to_string()} />
    }
}

/// A cell of the array, with its index below.
fn cell(cells: Cells, at: usize, timer: &Filed, top: f64, moved: bool) -> Html {
    let x = 4.5 + cells.width * (at % cells.in_line) as f64;
    let y = top + CELL_LINE * (at / cells.in_line) as f64;
    let middle = (x + cells.width / 2.0).to_string();
    html! {
        <>
            <rect class={classes!("cell-of", moved.then_some("moved"))} x={x.to_string()} y={y.to_string()}
                width={cells.width.to_string()} height={CELL.to_string()} />
            <text class="m mid" x={middle.clone()} y={(y + 14.5).to_string()}>{ words::deadline(timer.deadline) }</text>
            <text class="q3 mid" x={middle} y={(y + 33.0).to_string()}>{ at }</text>
        </>
    }
}
