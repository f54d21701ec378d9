//! What nodes, and the storage threads of a node, say to each other.

use std::sync::Arc;

use crate::entry::{Bytes, Entry};
use crate::snapshot::Snapshot;
use crate::{Index, NOBODY, NodeId, Term};

/// What a message is about. Names are etcd's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MessageKind {
    /// Local: campaign.
    Hup,
    /// Local: send heartbeats.
    Beat,
    /// A proposal, on its way to the leader.
    Prop,
    /// Entries to append (section 5.3).
    App,
    /// The answer to an append.
    AppResp,
    /// A request for a vote (section 5.2).
    Vote,
    /// The answer to it.
    VoteResp,
    /// A snapshot (section 7).
    Snap,
    /// I lead, and this much is committed.
    Heartbeat,
    /// The answer to a heartbeat.
    HeartbeatResp,
    /// Local: the network says a peer cannot be reached.
    Unreachable,
    /// Local: the network says how sending a snapshot ended.
    SnapStatus,
    /// Local: is a quorum still there?
    CheckQuorum,
    /// Hand leadership to the sender.
    TransferLeader,
    /// Campaign at once: the leader hands over.
    TimeoutNow,
    /// A request to read.
    ReadIndex,
    /// The index to wait for before reading.
    ReadIndexResp,
    /// Would you vote for me?
    PreVote,
    /// The answer to it.
    PreVoteResp,
    /// To the append thread: write this.
    StorageAppend,
    /// From the append thread: written.
    StorageAppendResp,
    /// To the apply thread: apply this.
    StorageApply,
    /// From the apply thread: applied.
    StorageApplyResp,
    /// Local: forget who leads.
    ForgetLeader,
}

/// One message. Fields a kind does not use are zero or empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// What it is about.
    pub kind: MessageKind,
    /// The sender.
    pub from: NodeId,
    /// The addressee.
    pub to: NodeId,
    /// The sender's term; for votes, the term asked for; 0 marks a local message.
    pub term: Term,
    /// Of the entry at `index`, or of the hint.
    pub log_term: Term,
    /// For an append, the entry before the new ones; for a vote, the last entry; for answers, what is acknowledged or
    /// rejected.
    pub index: Index,
    /// How far the sender knows the log to be committed; with storage writes, part of the hard state.
    pub commit: Index,
    /// Part of the hard state, with storage writes.
    pub vote: NodeId,
    /// The answer is no.
    pub is_rejection: bool,
    /// With a rejected append: where the logs may still agree.
    pub hint: Index,
    /// What an answer has to bring back.
    pub context: Context,
    /// To append, to propose, to write, to apply.
    pub entries: Vec<Entry>,
    /// To install.
    pub snapshot: Option<Arc<Snapshot>>,
    /// To the storage threads: what to send once the work is done.
    pub responses: Vec<Message>,
}

/// What travels with a message for its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Context {
    /// Nothing.
    #[default]
    None,
    /// A vote request that leases must not block: leadership is being handed over.
    Transfer,
    /// The client's name for a read.
    Read(Bytes),
    /// A leader's name for the reads a heartbeat confirms: all up to this one of its term.
    Position(u64),
}

impl Message {
    /// A message with nothing but its kind and addressee.
    #[must_use]
    pub fn new(kind: MessageKind, to: NodeId) -> Message {
        Message {
            kind,
            from: NOBODY,
            to,
            term: 0,
            log_term: 0,
            index: 0,
            commit: 0,
            vote: NOBODY,
            is_rejection: false,
            hint: 0,
            context: Context::None,
            entries: Vec::new(),
            snapshot: None,
            responses: Vec::new(),
        }
    }
}

impl MessageKind {
    /// Only a node itself, or its storage threads, may step these.
    #[must_use]
    pub fn is_local(self) -> bool {
        use MessageKind::*;
        matches!(
            self,
            Hup | Beat
                | Unreachable
                | SnapStatus
                | CheckQuorum
                | StorageAppend
                | StorageAppendResp
                | StorageApply
                | StorageApplyResp
        )
    }

    /// An answer, which is of use only from a member.
    #[must_use]
    pub fn is_response(self) -> bool {
        use MessageKind::*;
        matches!(
            self,
            AppResp | VoteResp | PreVoteResp | HeartbeatResp | ReadIndexResp
        )
    }

    /// A promise, which may leave only after what it promises is durable.
    #[must_use]
    pub fn waits_for_persistence(self) -> bool {
        use MessageKind::*;
        matches!(self, AppResp | VoteResp | PreVoteResp)
    }

    /// Only a leader sends these.
    #[must_use]
    pub fn is_from_leader(self) -> bool {
        use MessageKind::*;
        matches!(self, App | Heartbeat | Snap)
    }
}
