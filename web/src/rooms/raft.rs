//! A raft cluster on the stage: the nodes and what is on its way between them, their logs, and what clients were told.
//!
//! ```text
//!   ring      nodes by role, timers, messages in flight, walls      who leads, and what is about to arrive
//!   matrix    a row per node, a column per index                     what is replicated, committed, applied, durable
//!   clients   a row per client, requests and answers in order        could one register have said all that?
//!   progress  a row per follower, for each leader                    what a leader believes of the others
//! ```
//!
//! A node is told by its shape first: leader a double ring, candidate a dashed one, pre-candidate a dotted one, learner a
//! square, down hatched; the colour is that of its term, whose number stands in it. Nothing is drawn that the world does not
//! hold: a message in flight has no place on its way, so those of a link queue up before their receiver, oldest first.

use charts::Twin;
use labs::raft::{Event, Raft};
use lesson::{Branch, Entry};
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why, Workshop};
use crate::phrases::Phrase;
use crate::words::Lang;

mod view;

mod promises;

mod phrases;

mod ring;
mod signs;
mod walls;

mod acts;

mod matrix;
mod progress;

mod clients;

mod clock;
mod reasons;
mod weaving;

mod workshop;

mod label;
mod twin;

#[cfg(test)]
mod tests;

/// The stage of [`Raft`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaftRoom;

impl Room for RaftRoom {
    type World = Raft;

    const PHRASES: &'static [Phrase] = phrases::PHRASES;

    fn draw(scene: &Scene<Raft>) -> Html {
        let view = view::View::of(scene.world);
        html! {
            <div class="raft-room">
                { ring::draw(&view, scene) }
                { acts::draw(&view, scene) }
                { matrix::draw(&view, scene) }
                { clients::draw(scene) }
                { progress::draw(&view, scene.lang) }
            </div>
        }
    }

    fn twin(world: &Raft, last: &[Event], lang: Lang) -> Twin {
        twin::twin(world, last, lang)
    }

    fn weave(branch: &Branch<Raft>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(entry: &Entry<Self::World>, lang: Lang) -> String {
        twin::moment(entry.events(), lang)
    }

    fn points(world: &Raft, lang: Lang) -> Vec<Point> {
        let view = view::View::of(world);
        let mut points = Vec::new();
        let mut add = |id: String, label: String| points.push(Point { id, label });
        for node in &view.nodes {
            add(label::node_id(node.seen.id), label::node(node, lang));
        }
        for way in view.ways() {
            // Of a long queue, those that are drawn.
            let drawn = way.messages.iter().take(view::WAITING_MAX);
            for (behind, message) in drawn.enumerate() {
                let id = label::message_id(way.from, way.to, behind);
                add(id, label::message(message, lang));
            }
        }
        for node in &view.nodes {
            for cell in view.cells(node) {
                let id = label::entry_id(node.seen.id, cell.index);
                add(id, label::entry(node, cell, lang));
            }
        }
        for (number, operation) in clients::shown(world.history()) {
            add(
                label::operation_id(number, operation),
                label::operation(number, operation, lang),
            );
        }
        points
    }

    fn why(branch: &Branch<Raft>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }

    fn workshop(workshop: &Workshop<Raft>) -> Html {
        workshop::draw(workshop)
    }
}
