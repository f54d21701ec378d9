//! What the task bench tells.

use std::fmt;

use timers::tasks::{self, Score, Settings};

use super::Command;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A cluster was built.
    Built(Settings),
    /// A task belongs to a shard.
    Scheduled {
        /// The task.
        task: u64,
        /// Its shard.
        shard: u32,
    },
    /// The cluster tells.
    Cluster(tasks::Event),
    /// Many tasks were scheduled, by number from 0.
    Many {
        /// How many.
        count: u64,
        /// When the first is due.
        from: u64,
    },
    /// A node died, was cut off, or is back.
    Node {
        /// Which.
        node: u32,
        /// What became of it.
        state: NodeState,
    },
    /// The consumer takes so many ticks for a task.
    Slow(u64),
    /// So many of its replies are lost from now on.
    Lose(u32),
    /// How many of [`MOVED_OF`] tasks change their node when nodes are added.
    Moved {
        /// Nodes before.
        from: u64,
        /// And after.
        to: u64,
        /// By `task % nodes`.
        modulo: u64,
        /// By slots that nodes hold.
        slots: u64,
    },
    /// The time.
    Time(u64),
    /// The sum of it all.
    Score(Score),
    /// An answer, a line or more.
    Told(String),
}

/// What became of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeState {
    /// It is dead, with all it had in memory.
    Dead,
    /// It lives on, and reaches the consumer only.
    Cut,
    /// It is back.
    Back,
}

/// So many tasks are looked at to say how many move.
pub const MOVED_OF: u64 = 10_000;
/// So many slots hold them where nodes hold slots.
pub const MOVED_SLOTS: u64 = 1000;

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Built(settings) => write!(f, "{}", Command::Cluster(*settings)),
            Event::Scheduled { task, shard } => write!(f, "task {task} goes to shard {shard}"),
            Event::Cluster(event) => event.fmt(f),
            Event::Many { count, from } => {
                write!(f, "tasks 0 to {} are due from {from} on", count - 1)
            }
            Event::Node { node, state } => match state {
                NodeState::Dead => write!(f, "node {node} is dead"),
                NodeState::Cut => write!(f, "node {node} reaches the consumer only"),
                NodeState::Back => write!(f, "node {node} is back"),
            },
            Event::Slow(ticks) => write!(f, "the consumer takes {ticks} for a task"),
            Event::Lose(1) => f.write_str("the next reply is lost"),
            Event::Lose(replies) => write!(f, "the next {replies} replies are lost"),
            &Event::Moved { modulo, slots, .. } => {
                let share = |moved: u64| {
                    let percent = 100.0 * moved as f64 / MOVED_OF as f64;
                    format!("{moved} of {MOVED_OF} = {percent:.1} %")
                };
                write!(
                    f,
                    "task % nodes              {}\n{MOVED_SLOTS} slots, held by nodes  {}",
                    share(modulo),
                    share(slots)
                )
            }
            Event::Time(now) => write!(f, "time {now}"),
            Event::Score(score) => write!(
                f,
                "{} due, {} done, {} lost, {} doubled ({} suppressed, {} fenced)",
                score.due, score.done, score.lost, score.doubled, score.suppressed, score.fenced
            ),
            Event::Told(text) => f.write_str(text),
        }
    }
}
