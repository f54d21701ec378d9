//! What is printed, word for word: the forms that traces are compared in, those too that few traces show.

use std::sync::Arc;

use raft::progress::{Progress, ProgressState};
use raft::tracker::Configuration;
use raft::window::Window;
use raft::{
    APPEND_THREAD, APPLY_THREAD, Ballot, Change, ChangeRefusal, ConfState, Entry, EntryId, Event,
    EventKind, Form, HardState, LogState, Message, MessageKind, Operation, Payload, ReadState,
    Ready, Role, Snapshot, SoftState, StepError, Transition,
};

/// An event at node 10, which prints as `a`, in term 7.
fn line(kind: EventKind) -> String {
    let level = kind.level();
    format!(
        "{level} {}",
        Event {
            node: 10,
            term: 7,
            kind
        }
    )
}

fn id(term: u64, index: u64) -> EntryId {
    EntryId { term, index }
}

fn progress() -> Box<Progress> {
    Box::new(Progress {
        state: ProgressState::Replicate,
        is_recently_active: true,
        ..Progress::new(3, 4, false, Window::new(1, 0))
    })
}

fn configuration() -> Configuration {
    let mut configuration = Configuration::default();
    configuration.voters.incoming = [1, 11].into_iter().collect();
    configuration
}

#[test]
fn events_of_life_and_elections() {
    let ballot = Ballot {
        kind: MessageKind::Vote,
        candidate: 11,
        candidate_last: id(1, 2),
        own_last: id(3, 4),
        vote: 12,
    };
    let cases = [
        (
            EventKind::Started {
                voters: vec![1, 11],
                commit: 2,
                applied: 1,
                last: id(4, 5),
            },
            "INFO newRaft a [peers: [1,b], term: 7, commit: 2, applied: 1, lastindex: 5, lastterm: 4]",
        ),
        (
            EventKind::BecameFollower,
            "INFO a became follower at term 7",
        ),
        (
            EventKind::BecamePreCandidate,
            "INFO a became pre-candidate at term 7",
        ),
        (
            EventKind::BecameCandidate,
            "INFO a became candidate at term 7",
        ),
        (EventKind::BecameLeader, "INFO a became leader at term 7"),
        (
            EventKind::StartedElection,
            "INFO a is starting a new election at term 7",
        ),
        (
            EventKind::CannotCampaign,
            "WARN a is unpromotable and can not campaign",
        ),
        (
            EventKind::ChangesBlockCampaign,
            "WARN a cannot campaign at term 7 since there are still pending configuration changes to apply",
        ),
        (
            EventKind::AlreadyLeader,
            "DEBUG a ignoring MsgHup because already leader",
        ),
        (
            EventKind::RequestedVote {
                kind: MessageKind::PreVote,
                to: 11,
                last: id(3, 4),
            },
            "INFO a [logterm: 3, index: 4] sent MsgPreVote request to b at term 7",
        ),
        (
            EventKind::ReceivedVote {
                kind: MessageKind::VoteResp,
                from: 11,
                granted: true,
            },
            "INFO a received MsgVoteResp from b at term 7",
        ),
        (
            EventKind::ReceivedVote {
                kind: MessageKind::PreVoteResp,
                from: 11,
                granted: false,
            },
            "INFO a received MsgPreVoteResp rejection from b at term 7",
        ),
        (
            EventKind::Tallied {
                kind: MessageKind::VoteResp,
                granted: 2,
                rejected: 1,
            },
            "INFO a has received 2 MsgVoteResp votes and 1 vote rejections",
        ),
        (
            EventKind::CastVote(ballot),
            "INFO a [logterm: 3, index: 4, vote: c] cast MsgVote for b [logterm: 1, index: 2] at term 7",
        ),
        (
            EventKind::RejectedVote(ballot),
            "INFO a [logterm: 3, index: 4, vote: c] rejected MsgVote from b [logterm: 1, index: 2] at term 7",
        ),
        (
            EventKind::IgnoredVote {
                ballot,
                remaining_ticks: 9,
            },
            "INFO a [logterm: 3, index: 4, vote: c] ignored MsgVote from b [logterm: 1, index: 2] at term 7: lease is not \
             expired (remaining ticks: 9)",
        ),
        (
            EventKind::SawHigherTerm {
                kind: MessageKind::App,
                from: 11,
                higher: 9,
            },
            "INFO a [term: 7] received a MsgApp message with higher term from b [term: 9]",
        ),
        (
            EventKind::IgnoredLowerTerm {
                kind: MessageKind::App,
                from: 11,
                lower: 6,
            },
            "INFO a [term: 7] ignored a MsgApp message with lower term from b [term: 6]",
        ),
        (
            EventKind::QuorumInactive,
            "WARN a stepped down to follower since quorum is not active",
        ),
        (
            EventKind::ForgotLeader { leader: 11 },
            "INFO a forgetting leader b at term 7",
        ),
        (
            EventKind::ForgetRefused,
            "ERROR ignoring MsgForgetLeader due to ReadOnlyLeaseBased",
        ),
        (
            EventKind::NoLeaderForRead,
            "INFO a no leader at term 7; dropping index reading msg",
        ),
    ];
    for (kind, expected) in cases {
        assert_eq!(line(kind), expected);
    }
}

#[test]
fn events_of_proposals_and_transfer() {
    let change = Change {
        transition: Transition::Implicit,
        operations: Operation::parse_all("v10 l2 r3 u4").unwrap(),
        context: b"\"c\"".as_slice().into(),
        ..Change::default()
    };
    let cases = [
        (
            EventKind::NoLeaderForProposal,
            "INFO a no leader at term 7; dropping proposal",
        ),
        (
            EventKind::NotForwarded { leader: 11 },
            "INFO a not forwarding to leader b at term 7; dropping proposal",
        ),
        (
            EventKind::TransferBlocksProposal { to: 11 },
            "DEBUG a [term 7] transfer leadership to b is in progress; dropping proposal",
        ),
        (
            EventKind::UncommittedLimit,
            "WARN a appending new entries to log would exceed uncommitted entry size limit; dropping proposal",
        ),
        (
            EventKind::IgnoredChange {
                change: Arc::new(change),
                configuration: configuration(),
                reason: ChangeRefusal::Pending {
                    index: 5,
                    applied: 4,
                },
            },
            "INFO a ignoring conf change transition:ConfChangeTransitionJointImplicit changes:{type:ConfChangeAddNode \
             node_id:10} changes:{type:ConfChangeAddLearnerNode node_id:2} changes:{type:ConfChangeRemoveNode node_id:3} \
             changes:{type:ConfChangeUpdateNode node_id:4} context:\"\\\"c\\\"\" at config voters=(1 b): possible unapplied \
             conf change at index 5 (applied to 4)",
        ),
        (
            EventKind::TransferStarted { to: 11 },
            "INFO a [term 7] starts to transfer leadership to b",
        ),
        (
            EventKind::TimeoutNowSentAtOnce { to: 11 },
            "INFO a sends MsgTimeoutNow to b immediately as b already has up-to-date log",
        ),
        (
            EventKind::TimeoutNowSentAfterAppend { to: 11 },
            "INFO a sent MsgTimeoutNow to b after received MsgAppResp",
        ),
        (
            EventKind::TimeoutNowReceived { from: 11 },
            "INFO a [term 7] received MsgTimeoutNow from b and starts an election to get leadership.",
        ),
        (
            EventKind::TransferRepeated { to: 11 },
            "INFO a [term 7] transfer leadership to b is in progress, ignores request to same node b",
        ),
        (
            EventKind::TransferReplaced { old: 11 },
            "INFO a [term 7] abort previous transferring leadership to b",
        ),
        (
            EventKind::NoLeaderForTransfer,
            "INFO a no leader at term 7; dropping leader transfer msg",
        ),
        (
            EventKind::TransferToSelf,
            "DEBUG a is already leader. Ignored transferring leadership to self",
        ),
        (
            EventKind::TransferToLearner,
            "DEBUG a is learner. Ignored transferring leadership",
        ),
        (
            EventKind::TimeoutNowIgnored {
                role: Role::PreCandidate,
                from: 11,
            },
            "DEBUG a [term 7 state StatePreCandidate] ignored MsgTimeoutNow from b",
        ),
    ];
    for (kind, expected) in cases {
        assert_eq!(line(kind), expected);
    }
    assert_eq!(
        ChangeRefusal::MustLeaveJoint.to_string(),
        "must transition out of joint config first"
    );
    assert_eq!(
        ChangeRefusal::NotJoint.to_string(),
        "not in joint state; refusing empty conf change"
    );
}

#[test]
fn events_of_log_and_replication() {
    let cases = [
        (
            EventKind::FoundConflict {
                index: 3,
                existing: 1,
                conflicting: 2,
            },
            "INFO found conflict at index 3 [existing term: 1, conflicting term: 2]",
        ),
        (
            EventKind::ReplacedUnstable { from: 3 },
            "INFO replace the unstable entries from index 3",
        ),
        (
            EventKind::TruncatedUnstable { from: 3 },
            "INFO truncate the unstable entries before index 3",
        ),
        (
            EventKind::StorageAnswerMissing { index: 3 },
            "INFO entry at index 3 missing from unstable log; ignoring",
        ),
        (
            EventKind::StorageAnswerIsSnapshot { index: 3 },
            "INFO entry at index 3 matched unstable snapshot; ignoring",
        ),
        (
            EventKind::StorageAnswerMismatched {
                answer: id(1, 3),
                own: 2,
            },
            "INFO entry at (index,term)=(3,1) mismatched with entry at (3,2) in unstable log; ignoring",
        ),
        (
            EventKind::StorageAnswerLate {
                kind: MessageKind::StorageAppendResp,
                lower: 6,
            },
            "INFO a [term: 7] ignored entry appends from a MsgStorageAppendResp message with lower term [term: 6]",
        ),
        (
            EventKind::RejectedAppend {
                own: 1,
                previous: id(2, 3),
                from: 11,
            },
            "DEBUG a [logterm: 1, index: 3] rejected MsgApp [logterm: 2, index: 3] from b",
        ),
        (
            EventKind::AppendRejected {
                from: 11,
                index: 5,
                hint: id(2, 3),
            },
            "DEBUG a received MsgAppResp(rejected, hint: (index 3, term 2)) from b for index 5",
        ),
        (
            EventKind::ProgressDecreased {
                from: 11,
                progress: progress(),
            },
            "DEBUG a decreased progress of b to [StateReplicate match=3 next=4]",
        ),
        (
            EventKind::PeerUnreachable {
                peer: 11,
                progress: progress(),
            },
            "DEBUG a failed to send message to b because it is unreachable [StateReplicate match=3 next=4]",
        ),
        (
            EventKind::NoProgress { from: 11 },
            "DEBUG a no progress available for b",
        ),
    ];
    for (kind, expected) in cases {
        assert_eq!(line(kind), expected);
    }
}

#[test]
fn events_of_snapshots_and_membership() {
    let log = LogState {
        committed: 1,
        applied: 2,
        applying: 3,
        unstable_offset: 4,
        unstable_in_progress: 5,
        unstable_entries: 6,
    };
    let cases = [
        (
            EventKind::SnapshotPostponed { to: 11 },
            "DEBUG ignore sending snapshot to b since it is not recently active",
        ),
        (
            EventKind::SnapshotSent {
                to: 11,
                first_index: 2,
                commit: 9,
                snapshot: id(3, 8),
                progress: progress(),
            },
            "DEBUG a [firstindex: 2, commit: 9] sent snapshot[index: 8, term: 3] to b [StateReplicate match=3 next=4]",
        ),
        (
            EventKind::ReplicationPaused {
                to: 11,
                progress: progress(),
            },
            "DEBUG a paused sending replication messages to b [StateReplicate match=3 next=4]",
        ),
        (
            EventKind::SnapshotRecovered {
                from: 11,
                progress: progress(),
            },
            "DEBUG a recovered from needing snapshot, resumed sending replication messages to b [StateReplicate match=3 next=4]",
        ),
        (
            EventKind::SnapshotReported {
                from: 11,
                succeeded: true,
                progress: progress(),
            },
            "DEBUG a snapshot succeeded, resumed sending replication messages to b [StateReplicate match=3 next=4]",
        ),
        (
            EventKind::SnapshotReported {
                from: 11,
                succeeded: false,
                progress: progress(),
            },
            "DEBUG a snapshot failed, resumed sending replication messages to b [StateReplicate match=3 next=4]",
        ),
        (
            EventKind::RestoringSnapshot {
                log,
                snapshot: id(3, 8),
            },
            "INFO log [committed=1, applied=2, applying=3, unstable.offset=4, unstable.offsetInProgress=5, \
             len(unstable.Entries)=6] starts to restore snapshot [index: 8, term: 3]",
        ),
        (
            EventKind::RestoredLog {
                commit: 8,
                last: id(3, 9),
                snapshot: id(3, 8),
            },
            "INFO a [commit: 8, lastindex: 9, lastterm: 3] restored snapshot [index: 8, term: 3]",
        ),
        (
            EventKind::RestoredSnapshot {
                commit: 8,
                snapshot: id(3, 8),
            },
            "INFO a [commit: 8] restored snapshot [index: 8, term: 3]",
        ),
        (
            EventKind::IgnoredSnapshot {
                commit: 9,
                snapshot: id(3, 8),
            },
            "INFO a [commit: 9] ignored snapshot [index: 8, term: 3]",
        ),
        (
            EventKind::FastForwarded {
                commit: 7,
                last: id(3, 9),
                snapshot: id(3, 8),
            },
            "INFO a [commit: 7, lastindex: 9, lastterm: 3] fast-forwarded commit to snapshot [index: 8, term: 3]",
        ),
        (
            EventKind::SwitchedConfiguration {
                configuration: configuration(),
            },
            "INFO a switched to configuration voters=(1 b)",
        ),
        (
            EventKind::LeavingJoint {
                configuration: configuration(),
            },
            "INFO initiating automatic transition out of joint configuration voters=(1 b)",
        ),
        (
            EventKind::NotLeavingJoint {
                configuration: configuration(),
                error: StepError::ProposalDropped,
            },
            "DEBUG not initiating automatic transition out of joint configuration voters=(1 b): raft proposal dropped",
        ),
    ];
    for (kind, expected) in cases {
        assert_eq!(line(kind), expected);
    }
}

#[test]
fn configurations_and_progress() {
    let mut configuration = configuration();
    configuration.voters.outgoing = [1, 2].into_iter().collect();
    configuration.learners = [10, 12].into_iter().collect();
    configuration.learners_next = [2].into_iter().collect();
    configuration.auto_leave = true;
    assert_eq!(
        configuration.to_string(),
        "voters=(1 b)&&(1 2) learners=(a c) learners_next=(2) autoleave"
    );
    assert_eq!(Configuration::default().to_string(), "voters=()");

    let mut peer = Progress::new(1, 2, true, Window::new(2, 0));
    assert_eq!(
        peer.to_string(),
        "StateProbe match=1 next=2 learner inactive"
    );
    peer.is_recently_active = true;
    peer.become_replicate();
    peer.sent_entries(1, 0);
    assert_eq!(
        peer.to_string(),
        "StateReplicate match=1 next=3 learner inflight=1"
    );
    peer.sent_entries(1, 0);
    assert_eq!(
        peer.to_string(),
        "StateReplicate match=1 next=4 learner paused inflight=2[full]"
    );
    peer.become_snapshot(9);
    assert_eq!(
        peer.to_string(),
        "StateSnapshot match=1 next=10 learner paused pendingSnap=9"
    );
}

#[test]
fn entries_and_messages() {
    let entry = |payload| Entry {
        term: 2,
        index: 3,
        payload,
    };
    let change = |form| {
        Payload::Change(Arc::new(Change {
            form,
            operations: vec![Operation::AddVoter(16)],
            ..Change::default()
        }))
    };
    for (payload, expected) in [
        (Payload::empty(), "2/3 EntryNormal \"\""),
        (
            Payload::normal(b"a\"\\\n\t\r\x01\xff"),
            r#"2/3 EntryNormal "a\"\\\n\t\r\x01\xff""#,
        ),
        (change(Form::V1), "2/3 EntryConfChange v16"),
        (change(Form::V2), "2/3 EntryConfChangeV2 v16"),
        (
            Payload::Change(Arc::new(Change::leave_joint())),
            "2/3 EntryConfChangeV2",
        ),
    ] {
        assert_eq!(entry(payload).to_string(), expected);
    }
    let snapshot = Snapshot {
        index: 8,
        term: 3,
        conf_state: ConfState::of_voters([1, 16]),
        ..Snapshot::default()
    };
    let response = Message {
        from: 1,
        term: 7,
        index: 3,
        ..Message::new(MessageKind::AppResp, 2)
    };
    let work = Message {
        from: 1,
        term: 7,
        commit: 4,
        vote: 17,
        entries: vec![entry(Payload::empty()), entry(Payload::empty())],
        snapshot: Some(Arc::new(snapshot)),
        responses: vec![
            response,
            Message {
                from: APPLY_THREAD,
                ..Message::new(MessageKind::StorageApplyResp, 0)
            },
        ],
        ..Message::new(MessageKind::StorageAppend, APPEND_THREAD)
    };
    let expected = "1->AppendThread MsgStorageAppend Term:7 Log:0/0 Commit:4 Vote:17 Entries:[
  2/3 EntryNormal \"\"
  2/3 EntryNormal \"\"
]
  Snapshot: Index:8 Term:3 ConfState:Voters:[1 16] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false Responses:[
  1->2 MsgAppResp Term:7 Log:0/3
  ApplyThread->None MsgStorageApplyResp Term:0 Log:0/0
]";
    assert_eq!(work.to_string(), expected);
    let rejection = Message {
        from: 16,
        term: 7,
        log_term: 2,
        index: 5,
        is_rejection: true,
        hint: 3,
        ..Message::new(MessageKind::AppResp, 17)
    };
    assert_eq!(
        rejection.to_string(),
        "10->11 MsgAppResp Term:7 Log:2/5 Rejected (Hint: 3)"
    );
}

#[test]
fn a_ready_prints_its_parts_in_order() {
    assert_eq!(Ready::default().to_string(), "<empty Ready>");
    let entry = Entry {
        term: 2,
        index: 3,
        payload: Payload::normal(b"x"),
    };
    let ready = Ready {
        soft_state: Some(SoftState {
            leader: 16,
            role: Role::Leader,
        }),
        hard_state: Some(HardState {
            term: 2,
            vote: 0,
            commit: 0,
        }),
        read_states: vec![
            ReadState {
                index: 3,
                context: b"ab".as_slice().into(),
            },
            ReadState {
                index: 4,
                context: b"c".as_slice().into(),
            },
        ],
        entries: vec![entry.clone()],
        snapshot: Some(Arc::new(Snapshot {
            index: 1,
            ..Snapshot::default()
        })),
        committed: vec![entry],
        messages: vec![Message {
            from: 1,
            ..Message::new(MessageKind::Heartbeat, 2)
        }],
        must_sync: true,
    };
    let expected = "Ready MustSync=true:
Lead:16 State:StateLeader
HardState Term:2 Commit:0
ReadStates [{3 [97 98]} {4 [99]}]
Entries:
2/3 EntryNormal \"x\"
Snapshot Index:1 Term:0 ConfState:Voters:[] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false
CommittedEntries:
2/3 EntryNormal \"x\"
Messages:
1->2 MsgHeartbeat Term:0 Log:0/0
";
    assert_eq!(ready.to_string(), expected);
}
