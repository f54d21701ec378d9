//! What happened in the raft world. What nodes say are etcd-raft's own words; the rest are short lines.

use std::fmt;

use raft::{Index, Message, NodeId};
use sim::{Happening, Link, Violation};

use super::clients::Asked;
use super::seen::Seen;
use super::setup::Setup;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A fresh cluster.
    Began(Setup),
    /// On the network, at a disk, in a state machine, or inside a node.
    Happened(Happening),
    /// The same, where it is not printed: what another line says too, what the network does in a `run`, and all within a command
    /// of a trace.
    Passed(Happening),
    /// A command of a trace was run.
    Traced {
        /// What it prints.
        text: String,
        /// So many nodes there are now.
        nodes: NodeId,
        /// Whether the trace begins with it.
        begins: bool,
    },
    /// A copy of a message was put behind all others of its link.
    Duplicated(Message),
    /// A message was put behind all others.
    Delayed(Message),
    /// A link was cut.
    Cut(Link),
    /// A link works again.
    Healed(Link),
    /// A node saved its state machine, and dropped its log up to here.
    Saved(NodeId, Index),
    /// A rule was switched.
    Rule(&'static str, bool),
    /// A client asked a node.
    Asked {
        /// Who.
        client: String,
        /// The number of the operation.
        operation: usize,
        /// Whom.
        node: NodeId,
        /// For what.
        asked: Asked,
    },
    /// A client was answered.
    Answered {
        /// Who.
        client: String,
        /// The number of the operation.
        operation: usize,
        /// By whom.
        node: NodeId,
        /// What a read saw; `None` for a write.
        value: Option<String>,
    },
    /// A client waits no longer.
    GaveUp {
        /// Who.
        client: String,
        /// The number of the operation.
        operation: usize,
        /// The node it asked, if that crashed; `None` if the client lost patience.
        crashed: Option<NodeId>,
    },
    /// With the answer to this operation the history is not linearizable any more.
    NotLinearizable {
        /// Who was answered.
        client: String,
        /// The number of the operation.
        operation: usize,
    },
    /// A promise of Raft was not kept, for the first time.
    Violated(Violation),
    /// So many ticks after all faults ended, all members have applied the same.
    Settled(u64),
    /// They had not when so many ticks had passed.
    Unsettled(u64),
    /// Messages made messages without end.
    Endless(usize),
    /// The nodes, and how many messages are in flight.
    Shown {
        /// One line each.
        nodes: Vec<Seen>,
        /// In flight, on all links.
        in_flight: usize,
    },
}

impl Event {
    /// What happened in the cluster, whether it is printed or not.
    #[must_use]
    pub fn happening(&self) -> Option<&Happening> {
        match self {
            Event::Happened(happening) | Event::Passed(happening) => Some(happening),
            _ => None,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Began(setup) => write!(f, "cluster of {setup}"),
            Event::Happened(happening) | Event::Passed(happening) => write!(f, "{happening}"),
            Event::Traced { text, .. } => f.write_str(text),
            Event::Duplicated(message) => write!(f, "duplicated {message}"),
            Event::Delayed(message) => write!(f, "delayed {message}"),
            Event::Cut(link) => write!(f, "cut {link}"),
            Event::Healed(link) => write!(f, "healed {link}"),
            Event::Saved(node, index) => write!(f, "{node} saved a snapshot at {index}"),
            Event::Rule(name, on) => {
                write!(f, "rule {name} is {}", if *on { "on" } else { "off" })
            }
            Event::Asked {
                client,
                operation,
                node,
                asked: Asked::Write(value),
            } => write!(f, "{client}#{operation} asks {node} to write {value}"),
            Event::Asked {
                client,
                operation,
                node,
                asked: Asked::Read(how),
            } => write!(f, "{client}#{operation} asks {node} to read ({how})"),
            Event::Answered {
                client,
                operation,
                node,
                value: None,
            } => write!(f, "{client}#{operation} answered by {node}: written"),
            Event::Answered {
                client,
                operation,
                node,
                value: Some(value),
            } if value.is_empty() => {
                write!(f, "{client}#{operation} answered by {node}: never written")
            }
            Event::Answered {
                client,
                operation,
                node,
                value: Some(value),
            } => write!(f, "{client}#{operation} answered by {node}: reads {value}"),
            Event::GaveUp {
                client,
                operation,
                crashed: Some(node),
            } => write!(f, "{client}#{operation} lost its connection to {node}"),
            Event::GaveUp {
                client,
                operation,
                crashed: None,
            } => write!(f, "{client}#{operation} timed out"),
            Event::NotLinearizable { client, operation } => write!(
                f,
                "not linearizable: no order of the operations explains the answer to {client}#{operation}"
            ),
            Event::Violated(violation) => write!(f, "violated: {violation}"),
            Event::Settled(ticks) => write!(f, "settled after {ticks} ticks"),
            Event::Unsettled(ticks) => write!(f, "not settled after {ticks} ticks"),
            Event::Endless(messages) => write!(f, "stopped after {messages} messages"),
            Event::Shown { nodes, in_flight } => {
                nodes.iter().try_for_each(|node| writeln!(f, "{node}"))?;
                write!(f, "{in_flight} in flight")
            }
        }
    }
}
