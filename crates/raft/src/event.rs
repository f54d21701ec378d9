//! What happens inside a node, as typed values: what a trace prints, a lesson narrates and a stage draws.

use std::sync::Arc;

use crate::entry::Change;
use crate::log::EntryId;
use crate::message::MessageKind;
use crate::node::{Role, StepError};
use crate::progress::Progress;
use crate::tracker::Configuration;
use crate::{Index, NodeId, Term};

/// Something that happened at a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// Where.
    pub node: NodeId,
    /// The node's term when it happened.
    pub term: Term,
    /// What.
    pub kind: EventKind,
}

/// How much an event matters, ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The details of the protocol.
    Debug,
    /// What one follows to understand a run.
    Info,
    /// Something one did not want.
    Warn,
    /// Something asked for that must not be done.
    Error,
}

/// A request for a vote, with what the voter weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ballot {
    /// `Vote` or `PreVote`.
    pub kind: MessageKind,
    /// Who asks.
    pub candidate: NodeId,
    /// The candidate's last entry.
    pub candidate_last: EntryId,
    /// The voter's last entry.
    pub own_last: EntryId,
    /// Whom the voter voted for in its term so far.
    pub vote: NodeId,
}

/// The positions of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogState {
    /// Committed up to here.
    pub committed: Index,
    /// Applied up to here.
    pub applied: Index,
    /// Handed out to be applied up to here.
    pub applying: Index,
    /// The first index that is not known to be durable.
    pub unstable_offset: Index,
    /// The first index that was not handed out to be written.
    pub unstable_in_progress: Index,
    /// Entries not known to be durable.
    pub unstable_entries: usize,
}

/// Why a leader makes an empty entry of a proposed change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeRefusal {
    /// An earlier one may not be applied yet.
    Pending {
        /// Where the earlier one may be.
        index: Index,
        /// Applied up to here.
        applied: Index,
    },
    /// While joint, only leaving makes sense.
    MustLeaveJoint,
    /// There is nothing to leave.
    NotJoint,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    // Life and elections.
    /// The node exists.
    Started {
        /// The voters it knows.
        voters: Vec<NodeId>,
        /// Its commit index.
        commit: Index,
        /// Its applied index.
        applied: Index,
        /// Its last entry.
        last: EntryId,
    },
    /// It follows, from now on or again.
    BecameFollower,
    /// It asks whether it would win.
    BecamePreCandidate,
    /// It asks for votes.
    BecameCandidate,
    /// It leads.
    BecameLeader,
    /// It campaigns; the term is the one before.
    StartedElection,
    /// It was to campaign and is no voter, or waits for a snapshot to be persisted.
    CannotCampaign,
    /// It was to campaign before it applied a change of the membership.
    ChangesBlockCampaign,
    /// It was to campaign and leads already.
    AlreadyLeader,
    /// It asks one voter.
    RequestedVote {
        /// `Vote` or `PreVote`.
        kind: MessageKind,
        /// Whom.
        to: NodeId,
        /// With this last entry.
        last: EntryId,
    },
    /// It counts an answer.
    ReceivedVote {
        /// `VoteResp` or `PreVoteResp`.
        kind: MessageKind,
        /// Of whom.
        from: NodeId,
        /// Yes or no.
        granted: bool,
    },
    /// The answers so far.
    Tallied {
        /// `VoteResp` or `PreVoteResp`.
        kind: MessageKind,
        /// Yes.
        granted: usize,
        /// No.
        rejected: usize,
    },
    /// It grants a vote.
    CastVote(Ballot),
    /// It denies a vote.
    RejectedVote(Ballot),
    /// It does not answer: it hears from a leader.
    IgnoredVote {
        /// What was asked.
        ballot: Ballot,
        /// Until it would answer. Ticks.
        remaining_ticks: u64,
    },
    /// A message shows that the own term is past.
    SawHigherTerm {
        /// Its kind.
        kind: MessageKind,
        /// Of whom.
        from: NodeId,
        /// Its term.
        higher: Term,
    },
    /// A message from the past.
    IgnoredLowerTerm {
        /// Its kind.
        kind: MessageKind,
        /// Of whom.
        from: NodeId,
        /// Its term.
        lower: Term,
    },
    /// A leader heard from no quorum for an election timeout.
    QuorumInactive,
    /// A follower was told to forget its leader.
    ForgotLeader {
        /// Whom.
        leader: NodeId,
    },
    /// Forgetting would break the leader's lease.
    ForgetRefused,

    // Proposals and transfer.
    /// A proposal is dropped: no leader.
    NoLeaderForProposal,
    /// A proposal is dropped: forwarding is off.
    NotForwarded {
        /// To whom it would have gone.
        leader: NodeId,
    },
    /// A proposal is dropped: leadership is being handed over.
    TransferBlocksProposal {
        /// To whom.
        to: NodeId,
    },
    /// A proposal is dropped: too much is uncommitted.
    UncommittedLimit,
    /// A proposed change becomes an empty entry.
    IgnoredChange {
        /// The change.
        change: Arc<Change>,
        /// The configuration.
        configuration: Configuration,
        /// Why.
        reason: ChangeRefusal,
    },
    /// A leader begins to hand over.
    TransferStarted {
        /// To whom.
        to: NodeId,
    },
    /// The target has the whole log already.
    TimeoutNowSentAtOnce {
        /// To whom.
        to: NodeId,
    },
    /// The target has caught up.
    TimeoutNowSentAfterAppend {
        /// To whom.
        to: NodeId,
    },
    /// The leader hands over to this node.
    TimeoutNowReceived {
        /// Who.
        from: NodeId,
    },
    /// A candidate was told to campaign.
    TimeoutNowIgnored {
        /// As what.
        role: Role,
        /// By whom.
        from: NodeId,
    },
    /// The same transfer was asked for again.
    TransferRepeated {
        /// To whom.
        to: NodeId,
    },
    /// Another target replaces this one.
    TransferReplaced {
        /// The target before.
        old: NodeId,
    },
    /// Nobody could hand over.
    NoLeaderForTransfer,
    /// The leader was to hand over to itself.
    TransferToSelf,
    /// The leader was to hand over to a learner.
    TransferToLearner,

    // Log and replication.
    /// A leader's entry differs from the one here.
    FoundConflict {
        /// Where.
        index: Index,
        /// The term here.
        existing: Term,
        /// The leader's.
        conflicting: Term,
    },
    /// All entries that were not durable are replaced.
    ReplacedUnstable {
        /// From here on.
        from: Index,
    },
    /// Some entries that were not durable are replaced.
    TruncatedUnstable {
        /// From here on.
        from: Index,
    },
    /// A storage answer about an entry that is not waited for.
    StorageAnswerMissing {
        /// Which.
        index: Index,
    },
    /// A storage answer about an entry that a snapshot covers.
    StorageAnswerIsSnapshot {
        /// Which.
        index: Index,
    },
    /// A storage answer about an entry that was overwritten.
    StorageAnswerMismatched {
        /// The entry written.
        answer: EntryId,
        /// The term here now.
        own: Term,
    },
    /// A storage answer from an earlier term.
    StorageAnswerLate {
        /// Its kind.
        kind: MessageKind,
        /// Its term.
        lower: Term,
    },
    /// A follower lacks the entry before the new ones.
    RejectedAppend {
        /// The term here at that index, 0 if unknown.
        own: Term,
        /// The entry it lacks.
        previous: EntryId,
        /// The leader.
        from: NodeId,
    },
    /// A leader learns of that.
    AppendRejected {
        /// The follower.
        from: NodeId,
        /// The entry before the rejected ones.
        index: Index,
        /// Where the logs may still agree.
        hint: EntryId,
    },
    /// A leader goes back in what it sends.
    ProgressDecreased {
        /// To whom.
        from: NodeId,
        /// From where on.
        progress: Box<Progress>,
    },
    /// The network says that a peer cannot be reached.
    PeerUnreachable {
        /// The peer.
        peer: NodeId,
        /// What the leader knows of it.
        progress: Box<Progress>,
    },
    /// A leader hears from someone who is no member.
    NoProgress {
        /// Who.
        from: NodeId,
    },

    // Snapshots and membership.
    /// A peer that needs a snapshot is silent.
    SnapshotPostponed {
        /// Who.
        to: NodeId,
    },
    /// The entries a peer lacks are gone.
    SnapshotSent {
        /// Who.
        to: NodeId,
        /// The leader's first entry.
        first_index: Index,
        /// Its commit index.
        commit: Index,
        /// The snapshot.
        snapshot: EntryId,
        /// What the leader knew of the peer before.
        progress: Box<Progress>,
    },
    /// No appends until the snapshot arrived.
    ReplicationPaused {
        /// To whom.
        to: NodeId,
        /// What the leader knows of the peer.
        progress: Box<Progress>,
    },
    /// The peer has what it needs.
    SnapshotRecovered {
        /// Who.
        from: NodeId,
        /// What the leader knows of the peer.
        progress: Box<Progress>,
    },
    /// The network says how sending a snapshot ended.
    SnapshotReported {
        /// To whom.
        from: NodeId,
        /// Whether it arrived.
        succeeded: bool,
        /// What the leader knows of the peer.
        progress: Box<Progress>,
    },
    /// A received snapshot replaces the log.
    RestoringSnapshot {
        /// The positions before.
        log: LogState,
        /// The snapshot.
        snapshot: EntryId,
    },
    /// It has replaced the log.
    RestoredLog {
        /// The commit index.
        commit: Index,
        /// The last entry.
        last: EntryId,
        /// The snapshot.
        snapshot: EntryId,
    },
    /// It is accepted.
    RestoredSnapshot {
        /// The commit index.
        commit: Index,
        /// The snapshot.
        snapshot: EntryId,
    },
    /// It says nothing new.
    IgnoredSnapshot {
        /// The commit index.
        commit: Index,
        /// The snapshot.
        snapshot: EntryId,
    },
    /// The log has all of it, and learns that it is committed.
    FastForwarded {
        /// The commit index before.
        commit: Index,
        /// The last entry.
        last: EntryId,
        /// The snapshot.
        snapshot: EntryId,
    },
    /// A snapshot in which this node is no member.
    SnapshotOfOthers {
        /// The snapshot.
        snapshot: EntryId,
    },
    /// The membership changed, or was loaded.
    SwitchedConfiguration {
        /// What it is now.
        configuration: Configuration,
    },
    /// The leader proposes to leave the joint configuration.
    LeavingJoint {
        /// The joint one.
        configuration: Configuration,
    },
    /// The leader could not propose that.
    NotLeavingJoint {
        /// The joint one.
        configuration: Configuration,
        /// Why.
        error: StepError,
    },

    // Reads.
    /// A request to read is dropped: no leader.
    NoLeaderForRead,
}

impl EventKind {
    /// How much it matters.
    #[must_use]
    pub fn level(&self) -> Level {
        use EventKind::*;
        match self {
            CannotCampaign
            | ChangesBlockCampaign
            | QuorumInactive
            | UncommittedLimit
            | SnapshotOfOthers { .. } => Level::Warn,
            ForgetRefused => Level::Error,
            AlreadyLeader
            | TransferBlocksProposal { .. }
            | TransferToSelf
            | TransferToLearner
            | TimeoutNowIgnored { .. }
            | RejectedAppend { .. }
            | AppendRejected { .. }
            | ProgressDecreased { .. }
            | PeerUnreachable { .. }
            | NoProgress { .. }
            | SnapshotPostponed { .. }
            | SnapshotSent { .. }
            | ReplicationPaused { .. }
            | SnapshotRecovered { .. }
            | SnapshotReported { .. }
            | NotLeavingJoint { .. } => Level::Debug,
            _ => Level::Info,
        }
    }
}
