//! The shuffle bench on the stage: the row, the threads of the running trial, and the answer to the last question.

use charts::Twin;
use labs::shuffle::{Bench, Event, Move};
use lesson::Branch;
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::words::Lang;

mod row;
mod threads;

mod answers;
mod exact;

mod weaving;
mod words;

mod reasons;

/// The stage of [`Bench`].
pub struct ShuffleRoom;

impl Room for ShuffleRoom {
    type World = Bench;

    fn draw(scene: &Scene<Bench>) -> Html {
        let answer = scene.world.answer();
        html! {
            <div class={classes!("shuffle-room", answer.is_some().then_some("answered"))}>
                { row::draw(scene) }
                if let Some(answer) = answer {
                    { answers::draw(answer, scene) }
                } else {
                    { threads::draw(scene) }
                }
            </div>
        }
    }

    fn twin(bench: &Bench, last: &[Event], lang: Lang) -> Twin {
        match bench.answer() {
            Some(answer) => answers::twin(answer, lang),
            None => words::twin(bench, last, lang),
        }
    }

    fn weave(branch: &Branch<Bench>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(last: &[Event], lang: Lang) -> String {
        words::moment(last, lang)
    }

    fn points(bench: &Bench, lang: Lang) -> Vec<Point> {
        let order = bench.order().iter().enumerate();
        order
            .map(|(position, &element)| Point {
                id: point_id(position),
                label: words::place(position, element, lang),
            })
            .collect()
    }

    fn why(branch: &Branch<Bench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }
}

/// The id of a position as lessons name it.
fn point_id(position: usize) -> String {
    format!("position {position}")
}

/// The last move among events.
fn last_move(events: &[Event]) -> Option<Move> {
    events.iter().rev().find_map(|event| match event {
        Event::Moved(how, _) => Some(*how),
        _ => None,
    })
}

/// Which positions a move touched.
fn touches(how: Move, position: usize) -> bool {
    match how {
        Move::Swap(a, b) => position == a || position == b,
        Move::Insert(from, to) => (to..=from).contains(&position),
        Move::Reverse(from, to) => (from..to).contains(&position),
    }
}
