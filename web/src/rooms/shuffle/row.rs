//! The row: a box per position, the number in it the element that lies there.
//!
//! What the last command drew stands as a mark under its position; what it moved is joined by an arc above.

use balance::Shuffle;
use balance::trial::Act;
use labs::shuffle::{Bench, Move};
use yew::prelude::*;

use super::{last_move, point_id, touches, words};
use crate::rooms::{Scene, thing};

/// How many boxes stand in one line of the drawing.
const PER_LINE: usize = 15;
/// Drawn so large on a wide page. On a phone it shrinks by less, and its letters grow by style.
pub(super) const ENLARGED: f64 = 1.25;
const MARGIN: f64 = 8.0;
/// Half of the widest label of a draw, in the letters of a phone.
const LABEL_HALF: f64 = 52.0;
/// How wide a stage is, at least, beside the prose.
const STAGE: f64 = 640.0;

/// The row. A long one is folded into lines; beside an answer it is small, and tells no moves.
pub(super) fn draw(scene: &Scene<Bench>) -> Html {
    let order = scene.world.order();
    let boxes = Boxes::for_row(order.len(), scene.world.answer().is_some());
    let lines = order.len().div_ceil(PER_LINE);
    let width = 2.0 * MARGIN + boxes.pitch * order.len().min(PER_LINE) as f64;
    let height = boxes.line * lines as f64;
    let moved = last_move(scene.last);
    let enlarged = if boxes.below > 0.0 {
        (STAGE / width).clamp(1.0, ENLARGED)
    } else {
        1.0
    };
    html! {
        <svg class="st row" viewBox={format!("0 0 {width} {height}")} width={(width * enlarged).to_string()}
            height={(height * enlarged).to_string()} role="group" aria-label={words::row_label(order, scene.lang)}>
            { for order.iter().enumerate().map(|(position, &element)| {
                let label = words::place(position, element, scene.lang);
                thing(scene, point_id(position), label, draw_box(&boxes, position, moved))
            }) }
            // What is read aloud is the name of each box: the numbers lie above the boxes, and are for the eye.
            <g class="letters" aria-hidden="true">
                { for order.iter().enumerate().map(|(position, &element)| draw_numbers(&boxes, position, element)) }
            </g>
            if let Some(how) = moved { { draw_arc(&boxes, how) } }
            { draw_draws(&boxes, width, scene) }
        </svg>
    }
}

fn draw_box(boxes: &Boxes, position: usize, moved: Option<Move>) -> Html {
    let (x, y) = boxes.corner(position);
    let size = boxes.size;
    let moved = moved.is_some_and(|how| touches(how, position));
    html! {
        <g transform={format!("translate({x} {y})")}>
            <rect class={classes!("box", moved.then_some("moved"))} width={size.to_string()} height={size.to_string()} />
        </g>
    }
}

fn draw_numbers(boxes: &Boxes, position: usize, element: u8) -> Html {
    let (x, y) = boxes.top(position);
    html! {
        <>
            <text class="mid q" x={x.to_string()} y={(y - 8.0).to_string()}>{ position }</text>
            <text class={classes!("mid", "el", (element == 0).then_some("zero"))} x={x.to_string()} y={(y + boxes.size / 2.0 + 6.0).to_string()}>{ element }</text>
        </>
    }
}

/// An arc over the boxes from one position to the other; a small loop where an element was swapped with itself.
fn draw_arc(boxes: &Boxes, how: Move) -> Html {
    let (a, b) = match how {
        Move::Swap(a, b) | Move::Insert(a, b) => (a, b),
        Move::Reverse(from, to) => (from, to - 1),
    };
    if boxes.below == 0.0 || boxes.line_of(a) != boxes.line_of(b) {
        return html! {};
    }
    let (left, right) = (a.min(b), a.max(b));
    let ((x0, y), (x1, _)) = (boxes.top(left), boxes.top(right));
    let y = y - 22.0;
    let arc = if left == right {
        format!("M{} {y}c-9 -16 23 -16 14 0", x0 - 7.0)
    } else {
        let lift = y - 20.0;
        format!("M{x0} {y}C{x0} {lift} {x1} {lift} {x1} {y}")
    };
    let both = matches!(how, Move::Swap(..) | Move::Reverse(..));
    let head = |x: f64| html! { <path class="accf" d={format!("M{x} {}l-4 -7h8z", y + 4.0)} /> };
    let goal = boxes.top(b).0;
    html! {
        <g class="arc">
            <path class="acc" d={arc} />
            if both && left != right { { head(x0) }{ head(x1) } } else { { head(if left == right { x0 + 7.0 } else { goal }) } }
        </g>
    }
}

/// The numbers that name the positions of the last move, or of the one to come: each under its position.
fn draw_draws(boxes: &Boxes, width: f64, scene: &Scene<Bench>) -> Html {
    let draws = last_draws(scene.world);
    html! {
        <g>
            { for draws.iter().enumerate().map(|(i, (bound, value))| {
                let (x, y) = boxes.bottom(*value as usize);
                // Labels of neighbours would run into each other.
                let close = i == 1 && draws[0].1.abs_diff(*value) <= 1;
                html! {
                    <g>
                        <path class="accf" d={format!("M{x} {}l-5 8h10z", y + 4.0)} />
                        <text class="mid acct" x={x.clamp(LABEL_HALF, width - LABEL_HALF).to_string()} y={(y + if close { 40.0 } else { 25.0 }).to_string()}>
                            { format!("rand({bound}) = {value}") }
                        </text>
                    </g>
                }
            }) }
        </g>
    }
}

/// The draws that led to the last move, or those after it if it still lacks one. Coins name no position.
fn last_draws(bench: &Bench) -> Vec<(u32, u32)> {
    let mut acts = bench.acts().iter().rev().peekable();
    let coins = matches!(
        bench.settings().shuffle,
        Shuffle::CoinInsertion | Shuffle::CoinV8
    );
    if coins || bench.answer().is_some() || bench.order().len() > PER_LINE {
        return Vec::new();
    }
    if let Some(Act::Swap { .. }) = acts.peek() {
        acts.next();
    }
    let draws = acts.map_while(|act| match act {
        Act::Draw { bound, value } => Some((*bound, *value)),
        _ => None,
    });
    let mut draws: Vec<_> = draws.collect();
    draws.reverse();
    draws
}

/// Where boxes are.
struct Boxes {
    pitch: f64,
    size: f64,
    /// Room for the numbers of positions, and for an arc.
    above: f64,
    /// Room for draws.
    below: f64,
    line: f64,
}

impl Boxes {
    fn for_row(n: usize, answered: bool) -> Boxes {
        let pitch = match n {
            _ if answered => 40.0,
            ..=8 => 62.0,
            9..=12 => 46.0,
            _ => 40.0,
        };
        let size = pitch - 6.0;
        let (above, below) = if answered || n > PER_LINE {
            (24.0, 0.0)
        } else {
            (50.0, 44.0)
        };
        Boxes {
            pitch,
            size,
            above,
            below,
            line: above + size + below + 4.0,
        }
    }

    fn line_of(&self, position: usize) -> usize {
        position / PER_LINE
    }

    fn corner(&self, position: usize) -> (f64, f64) {
        let line = self.line_of(position) as f64;
        (
            MARGIN + self.pitch * (position % PER_LINE) as f64 + 3.0,
            self.line * line + self.above,
        )
    }

    fn top(&self, position: usize) -> (f64, f64) {
        let (x, y) = self.corner(position);
        (x + self.size / 2.0, y)
    }

    fn bottom(&self, position: usize) -> (f64, f64) {
        let (x, y) = self.top(position);
        (x, y + self.size)
    }
}
