//! A small cluster driven by hand: nodes with their disks, and a network in which nothing moves by itself.
//!
//! The commands are those of etcd-raft's interaction tests. [`Environment::run`] prints what they print; for a stage
//! there are the nodes, the messages in flight, and as values what happened during the last command.

mod commands;
mod delivery;
mod member;
mod output;

use super::Case;
use crate::NodeId;
use crate::entry::Entry;
use crate::event::Event;
use crate::message::Message;
pub use member::Member;
use output::Output;
pub use output::Verbosity;

/// One thing that happened during a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Inside a node.
    Node(Event),
    /// A message was put on the network.
    Sent(Message),
    /// A message was given to its node.
    Delivered(Message),
    /// A message was dropped.
    Dropped(Message),
    /// A state machine applied an entry.
    Applied(NodeId, Entry),
}

/// The cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The node with id n at n - 1.
    members: Vec<Member>,
    /// In flight, in the order in which they were sent.
    network: Vec<Message>,
    output: Output,
}

impl Environment {
    /// No node, and nothing in flight.
    #[must_use]
    pub fn new() -> Environment {
        Environment::default()
    }

    /// Runs one command and gives what it prints: `ok` if it prints nothing.
    pub fn run(&mut self, case: &Case) -> String {
        self.output.clear();
        if let Err(message) = self.execute(case) {
            self.output.error(&message);
        }
        self.output.take_text()
    }

    /// The nodes, by id from 1.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The messages in flight, oldest first.
    #[must_use]
    pub fn network(&self) -> &[Message] {
        &self.network
    }

    /// What happened during the last command, in order, whatever the verbosity.
    #[must_use]
    pub fn passages(&self) -> &[Passage] {
        &self.output.passages
    }
}
