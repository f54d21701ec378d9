//! The id bench on the stage: the 64 bits with borders that can be moved, what they buy, and the ids as they are made.
//!
//! ```text
//!   ribbon     0|time ........|node ..|step ...     drag a border, type a number: a line `layout ..` in the log
//!   budget     how long, how many nodes, how fast   one bit moved doubles the one and halves the other
//!   streams    a row per process, ids in the order in which they were made; a crossed box is an id that existed
//!   sorted     the same ids by number: a dashed line is one that stands before an earlier one
//! ```
//!
//! Sonyflake's layout, with the machine below the sequence, is compared in words and not drawn.

use charts::Twin;
use labs::ids::{Event, IdBench};
use lesson::Branch;
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::words::Lang;

mod ribbon;
use ribbon::Ribbon;

mod view;
use view::View;

mod acts;
mod streams;

mod history;
mod reasons;
mod weaving;

mod words;

/// The stage of [`IdBench`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdRoom;

impl Room for IdRoom {
    type World = IdBench;

    fn draw(scene: &Scene<IdBench>) -> Html {
        let view = View::of(scene.world);
        let shown = view.shown(scene.pointed, scene.last);
        let started = !scene.world.processes().is_empty() || !view.columns.is_empty();
        html! {
            <div class="id-room">
                <Ribbon layout={scene.world.layout()} id={shown} lang={scene.lang}
                    pointed={scene.pointed.map(|point| AttrValue::from(point.to_string()))}
                    on_point={scene.on_point.clone()} on_act={scene.on_act.clone()} />
                if started { { streams::draw(&view, scene) } }
                { acts::draw(scene) }
            </div>
        }
    }

    fn twin(bench: &IdBench, _last: &[Event], lang: Lang) -> Twin {
        words::twin(bench, lang)
    }

    fn weave(branch: &Branch<IdBench>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(last: &[Event], _lang: Lang) -> String {
        words::moment(last)
    }

    fn points(bench: &IdBench, lang: Lang) -> Vec<Point> {
        let view = View::of(bench);
        let mut points: Vec<Point> = ribbon::FIELDS
            .iter()
            .map(|field| Point {
                id: field_id(field),
                label: words::field_label(field, bench.layout(), lang),
            })
            .collect();
        points.extend(view.rows.iter().map(|name| Point {
            id: process_id(name),
            label: words::process_label(bench, name, lang),
        }));
        points.extend(view.columns.iter().map(|&place| Point {
            id: made_id(place),
            label: words::made_label(bench, place, lang),
        }));
        points
    }

    fn why(branch: &Branch<IdBench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }
}

/// The id of a field as lessons name it: `field node`.
fn field_id(field: &str) -> String {
    format!("field {field}")
}

/// The id of a process: `process a`.
fn process_id(name: &str) -> String {
    format!("process {name}")
}

/// The id of an id: `id 1` is the one that was made first.
fn made_id(place: usize) -> String {
    format!("id {}", place + 1)
}
