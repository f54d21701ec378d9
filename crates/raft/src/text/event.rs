//! Events: one line each.

use std::fmt;

use super::separated;
use crate::event::{Ballot, ChangeRefusal, Event, EventKind, Level, LogState};
use crate::log::EntryId;

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
            Level::Warn => "WARN",
            Level::Error => "ERROR",
        })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use EventKind::*;
        let Event { node, term, kind } = self;
        match kind {
            Started {
                voters,
                commit,
                applied,
                last,
            } => {
                write!(f, "newRaft {node:x} [peers: [")?;
                separated(f, ",", voters, |f, id| write!(f, "{id:x}"))?;
                let EntryId {
                    term: last_term,
                    index,
                } = last;
                write!(
                    f,
                    "], term: {term}, commit: {commit}, applied: {applied}, lastindex: {index}, lastterm: {last_term}]"
                )
            }
            BecameFollower => write!(f, "{node:x} became follower at term {term}"),
            BecamePreCandidate => write!(f, "{node:x} became pre-candidate at term {term}"),
            BecameCandidate => write!(f, "{node:x} became candidate at term {term}"),
            BecameLeader => write!(f, "{node:x} became leader at term {term}"),
            StartedElection => write!(f, "{node:x} is starting a new election at term {term}"),
            CannotCampaign => write!(f, "{node:x} is unpromotable and can not campaign"),
            ChangesBlockCampaign => write!(
                f,
                "{node:x} cannot campaign at term {term} since there are still pending configuration changes to apply"
            ),
            AlreadyLeader => write!(f, "{node:x} ignoring MsgHup because already leader"),
            RequestedVote { kind, to, last } => {
                write!(
                    f,
                    "{node:x} {} sent {kind} request to {to:x} at term {term}",
                    Brackets(*last)
                )
            }
            ReceivedVote {
                kind,
                from,
                granted: true,
            } => write!(f, "{node:x} received {kind} from {from:x} at term {term}"),
            ReceivedVote {
                kind,
                from,
                granted: false,
            } => {
                write!(
                    f,
                    "{node:x} received {kind} rejection from {from:x} at term {term}"
                )
            }
            Tallied {
                kind,
                granted,
                rejected,
            } => {
                write!(
                    f,
                    "{node:x} has received {granted} {kind} votes and {rejected} vote rejections"
                )
            }
            CastVote(ballot) => write_ballot(f, self, "cast", "for", ballot),
            RejectedVote(ballot) => write_ballot(f, self, "rejected", "from", ballot),
            IgnoredVote {
                ballot,
                remaining_ticks,
            } => {
                write_ballot(f, self, "ignored", "from", ballot)?;
                write!(
                    f,
                    ": lease is not expired (remaining ticks: {remaining_ticks})"
                )
            }
            SawHigherTerm { kind, from, higher } => write!(
                f,
                "{node:x} [term: {term}] received a {kind} message with higher term from {from:x} [term: {higher}]"
            ),
            IgnoredLowerTerm { kind, from, lower } => write!(
                f,
                "{node:x} [term: {term}] ignored a {kind} message with lower term from {from:x} [term: {lower}]"
            ),
            QuorumInactive => write!(
                f,
                "{node:x} stepped down to follower since quorum is not active"
            ),
            ForgotLeader { leader } => {
                write!(f, "{node:x} forgetting leader {leader:x} at term {term}")
            }
            ForgetRefused => f.write_str("ignoring MsgForgetLeader due to ReadOnlyLeaseBased"),

            NoLeaderForProposal => {
                write!(f, "{node:x} no leader at term {term}; dropping proposal")
            }
            NotForwarded { leader } => {
                write!(
                    f,
                    "{node:x} not forwarding to leader {leader:x} at term {term}; dropping proposal"
                )
            }
            TransferBlocksProposal { to } => {
                write!(
                    f,
                    "{node:x} [term {term}] transfer leadership to {to:x} is in progress; dropping proposal"
                )
            }
            UncommittedLimit => write!(
                f,
                "{node:x} appending new entries to log would exceed uncommitted entry size limit; dropping proposal"
            ),
            IgnoredChange {
                change,
                configuration,
                reason,
            } => {
                write!(
                    f,
                    "{node:x} ignoring conf change {change} at config {configuration}: {reason}"
                )
            }
            TransferStarted { to } => write!(
                f,
                "{node:x} [term {term}] starts to transfer leadership to {to:x}"
            ),
            TimeoutNowSentAtOnce { to } => {
                write!(
                    f,
                    "{node:x} sends MsgTimeoutNow to {to:x} immediately as {to:x} already has up-to-date log"
                )
            }
            TimeoutNowSentAfterAppend { to } => write!(
                f,
                "{node:x} sent MsgTimeoutNow to {to:x} after received MsgAppResp"
            ),
            TimeoutNowReceived { from } => write!(
                f,
                "{node:x} [term {term}] received MsgTimeoutNow from {from:x} and starts an election to get leadership."
            ),
            TimeoutNowIgnored { role, from } => {
                write!(
                    f,
                    "{node:x} [term {term} state {role}] ignored MsgTimeoutNow from {from:x}"
                )
            }
            TransferRepeated { to } => write!(
                f,
                "{node:x} [term {term}] transfer leadership to {to:x} is in progress, ignores request to same node {to:x}"
            ),
            TransferReplaced { old } => write!(
                f,
                "{node:x} [term {term}] abort previous transferring leadership to {old:x}"
            ),
            NoLeaderForTransfer => write!(
                f,
                "{node:x} no leader at term {term}; dropping leader transfer msg"
            ),
            TransferToSelf => write!(
                f,
                "{node:x} is already leader. Ignored transferring leadership to self"
            ),
            TransferToLearner => write!(f, "{node:x} is learner. Ignored transferring leadership"),

            FoundConflict {
                index,
                existing,
                conflicting,
            } => write!(
                f,
                "found conflict at index {index} [existing term: {existing}, conflicting term: {conflicting}]"
            ),
            ReplacedUnstable { from } => {
                write!(f, "replace the unstable entries from index {from}")
            }
            TruncatedUnstable { from } => {
                write!(f, "truncate the unstable entries before index {from}")
            }
            StorageAnswerMissing { index } => write!(
                f,
                "entry at index {index} missing from unstable log; ignoring"
            ),
            StorageAnswerIsSnapshot { index } => write!(
                f,
                "entry at index {index} matched unstable snapshot; ignoring"
            ),
            StorageAnswerMismatched {
                answer: EntryId { term, index },
                own,
            } => write!(
                f,
                "entry at (index,term)=({index},{term}) mismatched with entry at ({index},{own}) in unstable log; ignoring"
            ),
            StorageAnswerLate { kind, lower } => write!(
                f,
                "{node:x} [term: {term}] ignored entry appends from a {kind} message with lower term [term: {lower}]"
            ),
            RejectedAppend {
                own,
                previous,
                from,
            } => write!(
                f,
                "{node:x} [logterm: {own}, index: {}] rejected MsgApp {} from {from:x}",
                previous.index,
                Brackets(*previous)
            ),
            AppendRejected { from, index, hint } => write!(
                f,
                "{node:x} received MsgAppResp(rejected, hint: (index {}, term {})) from {from:x} for index {index}",
                hint.index, hint.term
            ),
            ProgressDecreased { from, progress } => {
                write!(f, "{node:x} decreased progress of {from:x} to [{progress}]")
            }
            PeerUnreachable { peer, progress } => {
                write!(
                    f,
                    "{node:x} failed to send message to {peer:x} because it is unreachable [{progress}]"
                )
            }
            NoProgress { from } => write!(f, "{node:x} no progress available for {from:x}"),

            SnapshotPostponed { to } => write!(
                f,
                "ignore sending snapshot to {to:x} since it is not recently active"
            ),
            SnapshotSent {
                to,
                first_index,
                commit,
                snapshot,
                progress,
            } => write!(
                f,
                "{node:x} [firstindex: {first_index}, commit: {commit}] sent snapshot{} to {to:x} [{progress}]",
                Position(*snapshot)
            ),
            ReplicationPaused { to, progress } => {
                write!(
                    f,
                    "{node:x} paused sending replication messages to {to:x} [{progress}]"
                )
            }
            SnapshotRecovered { from, progress } => write!(
                f,
                "{node:x} recovered from needing snapshot, resumed sending replication messages to {from:x} [{progress}]"
            ),
            SnapshotReported {
                from,
                succeeded,
                progress,
            } => {
                let how = if *succeeded { "succeeded" } else { "failed" };
                write!(
                    f,
                    "{node:x} snapshot {how}, resumed sending replication messages to {from:x} [{progress}]"
                )
            }
            RestoringSnapshot { log, snapshot } => {
                write!(
                    f,
                    "log [{log}] starts to restore snapshot {}",
                    Position(*snapshot)
                )
            }
            RestoredLog {
                commit,
                last,
                snapshot,
            } => write!(
                f,
                "{node:x} [commit: {commit}, lastindex: {}, lastterm: {}] restored snapshot {}",
                last.index,
                last.term,
                Position(*snapshot)
            ),
            RestoredSnapshot { commit, snapshot } => {
                write!(
                    f,
                    "{node:x} [commit: {commit}] restored snapshot {}",
                    Position(*snapshot)
                )
            }
            IgnoredSnapshot { commit, snapshot } => {
                write!(
                    f,
                    "{node:x} [commit: {commit}] ignored snapshot {}",
                    Position(*snapshot)
                )
            }
            FastForwarded {
                commit,
                last,
                snapshot,
            } => write!(
                f,
                "{node:x} [commit: {commit}, lastindex: {}, lastterm: {}] fast-forwarded commit to snapshot {}",
                last.index,
                last.term,
                Position(*snapshot)
            ),
            SnapshotOfOthers { snapshot } => {
                write!(
                    f,
                    "{node:x} attempted to restore snapshot {} but is not a member in it",
                    Position(*snapshot)
                )
            }
            SwitchedConfiguration { configuration } => {
                write!(f, "{node:x} switched to configuration {configuration}")
            }
            LeavingJoint { configuration } => {
                write!(
                    f,
                    "initiating automatic transition out of joint configuration {configuration}"
                )
            }
            NotLeavingJoint {
                configuration,
                error,
            } => {
                write!(
                    f,
                    "not initiating automatic transition out of joint configuration {configuration}: {error}"
                )
            }

            NoLeaderForRead => write!(
                f,
                "{node:x} no leader at term {term}; dropping index reading msg"
            ),
        }
    }
}

fn write_ballot(
    f: &mut fmt::Formatter<'_>,
    event: &Event,
    verb: &str,
    whose: &str,
    ballot: &Ballot,
) -> fmt::Result {
    let Ballot {
        kind,
        candidate,
        candidate_last,
        own_last,
        vote,
    } = ballot;
    let (node, term) = (event.node, event.term);
    write!(
        f,
        "{node:x} [logterm: {}, index: {}, vote: {vote:x}] ",
        own_last.term, own_last.index
    )?;
    write!(
        f,
        "{verb} {kind} {whose} {candidate:x} {} at term {term}",
        Brackets(*candidate_last)
    )
}

/// An entry as `[logterm: 1, index: 2]`.
struct Brackets(EntryId);

impl fmt::Display for Brackets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[logterm: {}, index: {}]", self.0.term, self.0.index)
    }
}

/// An entry as `[index: 2, term: 1]`.
struct Position(EntryId);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[index: {}, term: {}]", self.0.index, self.0.term)
    }
}

impl fmt::Display for LogState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "committed={}, applied={}, applying={}, ",
            self.committed, self.applied, self.applying
        )?;
        write!(f, "unstable.offset={}, ", self.unstable_offset)?;
        write!(
            f,
            "unstable.offsetInProgress={}, ",
            self.unstable_in_progress
        )?;
        write!(f, "len(unstable.Entries)={}", self.unstable_entries)
    }
}

impl fmt::Display for ChangeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangeRefusal::Pending { index, applied } => {
                write!(
                    f,
                    "possible unapplied conf change at index {index} (applied to {applied})"
                )
            }
            ChangeRefusal::MustLeaveJoint => {
                f.write_str("must transition out of joint config first")
            }
            ChangeRefusal::NotJoint => {
                f.write_str("not in joint state; refusing empty conf change")
            }
        }
    }
}
