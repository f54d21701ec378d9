//! Why a thing is as it is: the events that led to it, and at the end what holds it where it is, with the numbers.
//!
//! The chain is read from the log of events, not from a second run. Only the last link looks at the world itself: a guard
//! of the protocol that is or is not fulfilled now ([`guards`]).

use labs::raft::{Event, Raft};
use lesson::Branch;

use crate::rooms::{Reason, Why};
use crate::words::Lang;

mod node;

mod entry;
mod message;
mod operation;

mod guards;

/// The answer for the thing of that id; see [`super::label`].
pub(super) fn why(branch: &Branch<Raft>, position: usize, point: &str, lang: Lang) -> Option<Why> {
    let world = branch.world_at(position);
    let told = Told {
        branch,
        position,
        world: &world,
        lang,
    };
    if let Some((node, index)) = point.split_once(" entry ") {
        return entry::why(&told, node_number(node)?, index.parse().ok()?);
    }
    if let Some((way, behind)) = way(point) {
        return message::why(&told, way, behind);
    }
    if let Some((client, number)) = point.split_once('#') {
        return operation::why(&told, client, number.parse().ok()?);
    }
    node::why(&told, node_number(point)?)
}

fn node_number(id: &str) -> Option<u64> {
    id.strip_prefix('n')?.parse().ok()
}

/// `1->2`, or `1->2 1`.
fn way(point: &str) -> Option<(sim::Link, usize)> {
    let (link, behind) = point.split_once(' ').unwrap_or((point, "0"));
    Some((link.parse().ok()?, behind.parse().ok()?))
}

/// The run up to a position, and the world there.
struct Told<'a> {
    branch: &'a Branch<Raft>,
    position: usize,
    world: &'a Raft,
    lang: Lang,
}

impl<'a> Told<'a> {
    /// All events up to here: the position right after the command, and the event.
    fn events(&self) -> impl DoubleEndedIterator<Item = (usize, &'a Event)> {
        let log = &self.branch.log()[..self.position];
        let numbered = log.iter().enumerate();
        numbered.flat_map(|(i, entry)| entry.events().iter().map(move |event| (i + 1, event)))
    }

    /// The events since the cluster was started last.
    fn since_start(&self) -> Vec<(usize, &'a Event)> {
        let mut events = Vec::new();
        for (position, event) in self.events() {
            if matches!(event, Event::Began(_) | Event::Traced { begins: true, .. }) {
                events.clear();
            }
            events.push((position, event));
        }
        events
    }

    /// A link of the chain: what happened, and the line that did it.
    fn reason(&self, position: usize, what: String, detail: String) -> Reason {
        let line = self
            .branch
            .entry(position)
            .map_or(String::new(), |entry| entry.command.to_string());
        let how = match detail.is_empty() {
            true => line,
            false => format!("{line}{}{detail}", self.lang.say(": ", "：")),
        };
        Reason {
            position,
            what,
            how,
        }
    }

    /// Where we stand.
    fn now(&self, what: String, detail: String) -> Reason {
        Reason {
            position: self.position,
            what,
            how: detail,
        }
    }
}
