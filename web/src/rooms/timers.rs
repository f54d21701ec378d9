//! The timer bench on the stage: the same timers in four structures, each with what it has done so far.
//!
//! ```text
//!   binary heap    tree, and the array that it is      hashed wheel          one dial
//!   4-ary heap     tree, and the array that it is      hierarchical wheel    a dial per level
//! ```
//!
//! A number in a picture is a deadline. What the last line changed is marked: in a heap the places that the sift went
//! through, on a dial what is new, and what cascaded from a coarse level to a finer one. With thousands of timers a heap
//! shows its first levels, and a dial a bar per slot.

use charts::Twin;
use labs::timers::{Event, TimerBench};
use lesson::Branch;
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::words::Lang;

mod panel;

mod tree;

mod dial;
mod geometry;

mod place;
mod reasons;
mod weaving;

mod words;

/// The stage of [`TimerBench`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerRoom;

impl Room for TimerRoom {
    type World = TimerBench;

    fn draw(scene: &Scene<TimerBench>) -> Html {
        let bench = scene.world;
        let before = bench.before();
        html! {
            <div class="timer-room">
                { panel::draw(scene, 0, tree::draw(scene, "binary", 2, bench.binary().queue().array(), &before.binary)) }
                { panel::draw(scene, 1, tree::draw(scene, "four", 4, bench.four().queue().array(), &before.four)) }
                { panel::draw(scene, 2, dial::hashed(scene)) }
                { panel::draw(scene, 3, dial::wheel(scene)) }
            </div>
        }
    }

    fn twin(bench: &TimerBench, last: &[Event], lang: Lang) -> Twin {
        words::twin(bench, last, lang)
    }

    fn weave(branch: &Branch<TimerBench>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(last: &[Event], lang: Lang) -> String {
        words::moment(last, lang)
    }

    fn points(bench: &TimerBench, lang: Lang) -> Vec<Point> {
        let places = place::drawn(bench).into_iter();
        places
            .map(|place| Point {
                id: place.to_string(),
                label: words::place(bench, place, lang),
            })
            .collect()
    }

    fn why(branch: &Branch<TimerBench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }
}
