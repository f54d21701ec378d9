//! What a node asks of its caller: to persist, to apply, to send.

use std::sync::Arc;

use crate::entry::{Bytes, Entry};
use crate::message::Message;
use crate::node::Role;
use crate::snapshot::Snapshot;
use crate::{Index, NodeId, Term};

/// What must survive a crash beside the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HardState {
    /// The highest term seen.
    pub term: Term,
    /// Whom the node voted for in it.
    pub vote: NodeId,
    /// How far the log is known to be committed. May be lost: it would be learned again.
    pub commit: Index,
}

impl HardState {
    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == HardState::default()
    }
}

/// What is good to know and need not survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SoftState {
    /// Who leads, as far as the node knows.
    pub leader: NodeId,
    /// What the node is.
    pub role: Role,
}

/// A confirmed read: serve it once the state machine has applied `index`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadState {
    /// The commit index when the leader received the request.
    pub index: Index,
    /// The client's name for the read.
    pub context: Bytes,
}

/// What to do now, in this order: persist (hard state, then snapshot, then entries), send, apply, advance.
///
/// Messages may be sent only after everything to persist is durable. (With asynchronous storage the writes are
/// messages themselves, and carry the messages that wait for them.)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ready {
    /// If leader or role changed.
    pub soft_state: Option<SoftState>,
    /// If it changed: to persist.
    pub hard_state: Option<HardState>,
    /// Reads that may be served.
    pub read_states: Vec<ReadState>,
    /// To persist; they replace whatever the disk has from their first index on.
    pub entries: Vec<Entry>,
    /// To persist before the entries.
    pub snapshot: Option<Arc<Snapshot>>,
    /// To apply, in order.
    pub committed: Vec<Entry>,
    /// To send, in order.
    pub messages: Vec<Message>,
    /// Whether the writes must be durable before the messages leave; a new commit index alone need not be.
    pub must_sync: bool,
}

impl Ready {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.soft_state.is_none()
            && self.hard_state.is_none()
            && self.read_states.is_empty()
            && self.entries.is_empty()
            && self.snapshot.is_none()
            && self.committed.is_empty()
            && self.messages.is_empty()
    }
}
