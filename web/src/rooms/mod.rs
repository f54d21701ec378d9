//! One stage per world: how it is drawn, told in words, woven into the timeline, and questioned.
//!
//! A [`Room`] is a handful of functions from a world (and what just happened in it) to what a page shows. It holds no
//! state and asks for nothing: the bench calls it again after every message. To add a world, write its room in a file
//! of its own and a program in `web/src/bin/`, named where the pre-renderer and xtask list them.
//!
//! ```text
//!   &World, &[Event] ──> draw    the picture on the stage
//!                   ├──> twin    the same in one sentence and a table: print, search, screen readers, golden tests
//!                   └──> points  the things in it that one can point at: predictions, the inspector
//!   &Branch         ├──> weave     the threads of the whole run, which are the timeline
//!                   ├──> why       how a thing came to be as it is: a chain of events
//!                   └──> workshop  experiments and files that lead to other runs
//! ```

use charts::Twin;
use lesson::{Branch, Entry, World};
use yew::prelude::*;

use crate::phrases::Phrase;
use crate::words::Lang;

mod weave;
pub use weave::{Band, Clock, Line, Piece, Stroke, Thread, Tick, TickKind, Tone, Weave};

mod workshop;
pub use workshop::{Run, Variation, Workshop};

mod point;
pub use point::{pointable, thing};

mod shuffle;
pub use shuffle::ShuffleRoom;

mod etcd;
pub use etcd::EtcdRoom;

mod raft;
pub use raft::RaftRoom;

mod timers;
pub use timers::TimerRoom;

mod ids;
pub use ids::IdRoom;

mod tasks;
pub use tasks::TaskRoom;

mod search;
pub use search::SearchRoom;

/// The stage of a world.
pub trait Room: Clone + PartialEq + 'static {
    /// The world it shows.
    type World: World;

    /// The sentences of ours that the world prints, in Chinese; what a real system prints stands there nowhere.
    const PHRASES: &'static [Phrase] = &[];

    /// The picture.
    fn draw(scene: &Scene<Self::World>) -> Html;

    /// What the picture says, in words.
    fn twin(world: &Self::World, last: &[<Self::World as World>::Event], lang: Lang) -> Twin;

    /// The run as threads. Called once per change of the log, not per move of the needle.
    fn weave(branch: &Branch<Self::World>, lang: Lang) -> Weave;

    /// What just happened, in a few words for the line beside the buttons; empty at the start.
    fn moment(entry: &Entry<Self::World>, lang: Lang) -> String;

    /// The things one can point at now, in reading order.
    fn points(world: &Self::World, lang: Lang) -> Vec<Point>;

    /// How the thing of that id came to be as it is at a position; `None` if there is no such thing.
    fn why(branch: &Branch<Self::World>, position: usize, point: &str, lang: Lang) -> Option<Why>;

    /// What stands below a lesson to try further; most worlds have nothing.
    fn workshop(_: &Workshop<Self::World>) -> Html {
        html! {}
    }
}

/// Something that can be done in any room, for whoever has the name of a world only.
pub trait Errand {
    /// What comes of it.
    type Out;

    /// Does it in a room.
    fn run<R: Room>(self) -> Self::Out;
}

/// Runs an errand in the room of the world of that name; `None` where no room shows it. It names every room: a program
/// that calls it carries them all, so only the pre-renderer and the tests do.
pub fn in_room_of<E: Errand>(world: &str, errand: E) -> Option<E::Out> {
    fn shows<R: Room>(world: &str) -> bool {
        R::World::NAME == world
    }
    Some(match world {
        world if shows::<ShuffleRoom>(world) => errand.run::<ShuffleRoom>(),
        world if shows::<EtcdRoom>(world) => errand.run::<EtcdRoom>(),
        world if shows::<RaftRoom>(world) => errand.run::<RaftRoom>(),
        world if shows::<TimerRoom>(world) => errand.run::<TimerRoom>(),
        world if shows::<IdRoom>(world) => errand.run::<IdRoom>(),
        world if shows::<TaskRoom>(world) => errand.run::<TaskRoom>(),
        world if shows::<SearchRoom>(world) => errand.run::<SearchRoom>(),
        _ => return None,
    })
}

/// What a room draws: a world at one moment, and what the learner points at.
pub struct Scene<'a, W: World> {
    /// The world.
    pub world: &'a W,
    /// What the last command did.
    pub last: &'a [W::Event],
    /// The language of labels.
    pub lang: Lang,
    /// The thing pointed at.
    pub pointed: Option<&'a str>,
    /// Called with the id of a thing that is pointed at.
    pub on_point: Callback<AttrValue>,
    /// Called with a line of the world's language, when something on the stage acts: it goes into the log like any other.
    /// `None` where one can only look: a figure, the run beside.
    pub on_act: Option<Callback<String>>,
    /// Tells this stage from another on the same page: ids inside a drawing begin with it.
    pub id: &'static str,
}

/// A thing one can point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its id, as lessons name it: `position-0`.
    pub id: String,
    /// Its name in words.
    pub label: String,
}

/// An answer of the inspector: a question, and the events that led here, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// `Why is element 3 at position 0?`
    pub question: String,
    /// The chain; the last one is where we stand.
    pub chain: Vec<Reason>,
}

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The position right after it happened: one can go there.
    pub position: usize,
    /// What happened, a few words.
    pub what: String,
    /// The detail, with numbers; may be empty.
    pub how: String,
}
