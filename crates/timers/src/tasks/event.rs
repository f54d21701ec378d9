//! What happens in a cluster, and what it refuses.

use super::{Node, Shard, Task};
use std::fmt;

/// Something that happened, at a tick.
#[allow(missing_docs, reason = "the fields are named by what they are")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A node handed a task on.
    Sent { at: u64, task: Task, node: Node },
    /// The consumer did it: for the `times`-th time.
    Effect {
        at: u64,
        task: Task,
        node: Node,
        times: u32,
    },
    /// The consumer had done it before, and did nothing.
    Suppressed { at: u64, task: Task, node: Node },
    /// The consumer knows of a newer primary, and did nothing.
    Fenced { at: u64, task: Task, node: Node },
    /// No reply came in time; the node will call again.
    TimedOut { at: u64, task: Task, node: Node },
    /// A replica became the primary.
    Promoted {
        at: u64,
        shard: Shard,
        from: Node,
        to: Node,
        epoch: u64,
    },
    /// A new replica was made.
    Copied { at: u64, shard: Shard, to: Node },
    /// The tasks of an hour came from the database to a shard's primary and replicas.
    Loaded {
        at: u64,
        shard: Shard,
        to: Node,
        tasks: u64,
    },
    /// A shard has no node left that has its tasks.
    Orphaned { at: u64, shard: Shard },
}

impl Event {
    /// The tick in which it happened.
    #[must_use]
    pub fn at(&self) -> u64 {
        match *self {
            Event::Sent { at, .. }
            | Event::Effect { at, .. }
            | Event::Suppressed { at, .. }
            | Event::Fenced { at, .. }
            | Event::TimedOut { at, .. }
            | Event::Promoted { at, .. }
            | Event::Copied { at, .. }
            | Event::Loaded { at, .. }
            | Event::Orphaned { at, .. } => at,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Sent { at, task, node } => write!(f, "t={at} node {node} sends task {task}"),
            Event::Effect {
                at, task, times: 1, ..
            } => write!(f, "t={at} task {task} takes effect"),
            Event::Effect {
                at,
                task,
                node,
                times,
            } => {
                write!(
                    f,
                    "t={at} task {task} takes effect AGAIN, {times} times now, sent by node {node}"
                )
            }
            Event::Suppressed { at, task, .. } => {
                write!(
                    f,
                    "t={at} task {task} came again; the consumer knows its key and does nothing"
                )
            }
            Event::Fenced { at, task, node } => {
                write!(
                    f,
                    "t={at} task {task} refused: node {node} has an old epoch"
                )
            }
            Event::TimedOut { at, task, node } => {
                write!(
                    f,
                    "t={at} node {node} has no reply for task {task} and will call again"
                )
            }
            Event::Promoted {
                at,
                shard,
                from,
                to,
                epoch,
            } => {
                write!(
                    f,
                    "t={at} shard {shard}: node {from} counts as dead, node {to} is primary, epoch {epoch}"
                )
            }
            Event::Copied { at, shard, to } => {
                write!(f, "t={at} shard {shard}: new replica on node {to}")
            }
            Event::Loaded {
                at,
                shard,
                to,
                tasks,
            } => {
                let s = if *tasks == 1 { "" } else { "s" };
                write!(
                    f,
                    "t={at} shard {shard}: node {to} loads {tasks} task{s} of this hour"
                )
            }
            Event::Orphaned { at, shard } => {
                write!(f, "t={at} shard {shard}: no node left that has its tasks")
            }
        }
    }
}

/// A wish that cannot be granted. Nothing has changed when one is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nodes 1 to 64, shards 1 to 1024, fewer replicas than nodes.
    Settings,
    /// There is no such node.
    Node(Node),
    /// The task has been scheduled already.
    Known(Task),
    /// No living node has the task's shard.
    NoPrimary(Shard),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Settings => {
                write!(
                    f,
                    "1 to 64 nodes, 1 to 1024 shards, and fewer replicas than nodes"
                )
            }
            Refusal::Node(node) => write!(f, "there is no node {node}"),
            Refusal::Known(task) => write!(f, "task {task} has been scheduled already"),
            Refusal::NoPrimary(shard) => write!(f, "no living node has shard {shard}"),
        }
    }
}

impl std::error::Error for Refusal {}
