//! What an action led to, as an observer outside of all nodes sees it.

use std::fmt;

use raft::{ConfState, Entry, Event, Index, Message, NodeId};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Happening {
    /// Inside a node.
    Node(Event),
    /// A message left a node.
    Sent(Message),
    /// A message was taken off the network and given to its node.
    Delivered(Message),
    /// A message was lost.
    Lost(Message),
    /// A message could not be handled; the words are the node's.
    Refused(Message, String),
    /// Entries became durable, up to this index.
    Persisted(NodeId, Index),
    /// A state machine applied an entry.
    Applied(NodeId, Entry),
    /// That entry changed the membership.
    Reconfigured(NodeId, Index, ConfState),
    /// A state machine was replaced by that of a snapshot, at this index.
    Installed(NodeId, Index),
    /// A read was confirmed: it may be answered once `index` is applied.
    ReadConfirmed {
        /// Where it was asked.
        node: NodeId,
        /// The number of the read.
        read: u64,
        /// The index.
        index: Index,
    },
    /// A node stopped.
    Crashed(NodeId),
    /// A node started.
    Started(NodeId),
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Happening::Node(event) => write!(f, "{event}"),
            Happening::Sent(message) => write!(f, "sent {message}"),
            Happening::Delivered(message) => write!(f, "delivered {message}"),
            Happening::Lost(message) => write!(f, "lost {message}"),
            Happening::Refused(message, why) => write!(f, "{why}: {message}"),
            Happening::Persisted(node, index) => write!(f, "{node} wrote up to {index}"),
            Happening::Applied(node, entry) => write!(f, "{node} applied {entry}"),
            Happening::Reconfigured(node, index, state) => {
                write!(f, "{node} has {state} since {index}")
            }
            Happening::Installed(node, index) => {
                write!(f, "{node} installed a snapshot at {index}")
            }
            Happening::ReadConfirmed { node, read, index } => {
                write!(f, "read {read} at {node} may see {index}")
            }
            Happening::Crashed(node) => write!(f, "{node} crashed"),
            Happening::Started(node) => write!(f, "{node} started"),
        }
    }
}
