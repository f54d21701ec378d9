//! Changes of the membership: what a leader accepts, when they take effect, and who leads meanwhile.

mod common;

use common::{FIRST, Solo, append, sent};
use raft::confchange::ChangeError;
use raft::progress::ProgressState;
use raft::{
    Change, ChangeRefusal, ConfState, Config, EventKind, Form, Message, MessageKind, Operation,
    Payload, Role, Snapshot, StepError, Transition,
};

use MessageKind::{App, AppResp, HeartbeatResp, Snap};

fn change(transition: Transition, text: &str) -> Change {
    Change {
        transition,
        operations: Operation::parse_all(text).unwrap(),
        ..Change::default()
    }
}

fn auto(text: &str) -> Change {
    change(Transition::Auto, text)
}

/// A leader of three whose first entry is committed.
fn leader(config: Config) -> Solo {
    let mut solo = Solo::with(3, config);
    solo.elect();
    for from in [2, 3] {
        solo.acknowledge(from, FIRST);
    }
    solo.work();
    solo.node.take_events();
    solo
}

/// Commits and applies everything, 2 and 3 acknowledging.
fn commit_all(solo: &mut Solo) {
    for _ in 0..3 {
        let last = solo.last();
        for from in [2, 3] {
            if solo.node.tracker().progress.contains(from) && solo.node.is_leader() {
                solo.acknowledge(from, last);
            }
        }
        solo.work();
    }
}

fn refusal(solo: &mut Solo) -> Option<ChangeRefusal> {
    solo.node
        .take_events()
        .into_iter()
        .find_map(|event| match event.kind {
            EventKind::IgnoredChange { reason, .. } => Some(reason),
            _ => None,
        })
}

fn last_is_empty(solo: &Solo) -> bool {
    let log = solo.node.log();
    let last = log
        .slice(log.last_index(), log.last_index() + 1, u64::MAX)
        .unwrap();
    last[0].payload == Payload::empty()
}

#[test]
fn a_second_change_before_the_first_is_applied_becomes_an_empty_entry() {
    let mut solo = leader(Config::new(1));
    solo.node.propose_conf_change(auto("v4")).unwrap();
    assert_eq!(refusal(&mut solo), None);
    solo.node.propose_conf_change(auto("v5")).unwrap();
    assert_eq!(
        refusal(&mut solo),
        Some(ChangeRefusal::Pending {
            index: FIRST + 1,
            applied: FIRST
        })
    );
    assert!(last_is_empty(&solo));
    commit_all(&mut solo);
    assert_eq!(
        solo.node.tracker().configuration.to_string(),
        "voters=(1 2 3 4)"
    );
    solo.node.propose_conf_change(auto("v5")).unwrap();
    assert_eq!(refusal(&mut solo), None);
}

#[test]
fn a_new_leader_takes_no_change_before_it_has_applied_what_is_in_its_log() {
    let mut solo = Solo::leader(3);
    solo.node.propose_conf_change(auto("v4")).unwrap();
    assert_eq!(
        refusal(&mut solo),
        None,
        "its own first entry is no change, and nothing was in its log before"
    );
    let mut solo = Solo::with_log(3, 1, &[1]);
    solo.elect();
    solo.node.propose_conf_change(auto("v4")).unwrap();
    assert_eq!(
        refusal(&mut solo),
        Some(ChangeRefusal::Pending {
            index: FIRST,
            applied: 1
        })
    );
}

#[test]
fn while_joint_only_leaving_is_accepted_and_otherwise_only_leaving_is_not() {
    let mut solo = leader(Config::new(1));
    solo.node.propose_conf_change(auto("")).unwrap();
    assert_eq!(refusal(&mut solo), Some(ChangeRefusal::NotJoint));
    solo.node
        .propose_conf_change(change(Transition::Explicit, "v4"))
        .unwrap();
    commit_all(&mut solo);
    assert_eq!(
        solo.node.tracker().configuration.to_string(),
        "voters=(1 2 3 4)&&(1 2 3)"
    );
    solo.node.take_events();
    solo.node.propose_conf_change(auto("v5")).unwrap();
    assert_eq!(refusal(&mut solo), Some(ChangeRefusal::MustLeaveJoint));
    solo.node.propose_conf_change(auto("")).unwrap();
    assert_eq!(refusal(&mut solo), None);
    // Leaving needs a majority of each half: 1, 2 and 3 are three of four, and three of three.
    commit_all(&mut solo);
    assert_eq!(
        solo.node.tracker().configuration.to_string(),
        "voters=(1 2 3 4)"
    );
}

#[test]
fn without_validation_a_change_that_does_not_fit_is_logged_and_does_nothing_when_applied() {
    let mut solo = leader(Config {
        disable_conf_change_validation: true,
        ..Config::new(1)
    });
    solo.node.propose_conf_change(auto("")).unwrap();
    assert_eq!(refusal(&mut solo), None);
    assert!(!last_is_empty(&solo) || solo.node.log().last_index() > FIRST);
    let before = solo.node.clone();
    assert_eq!(
        solo.node.apply_conf_change(&auto("")),
        Err(ChangeError::NotJoint)
    );
    assert!(solo.node == before, "a refusal changes nothing");
}

#[test]
fn a_joint_configuration_with_auto_leave_is_left_by_the_leaders_own_proposal() {
    let mut solo = leader(Config::new(1));
    solo.node.propose_conf_change(auto("v4 r2")).unwrap();
    solo.work();
    let entered = solo.last();
    for from in [2, 3] {
        solo.acknowledge(from, entered);
    }
    solo.work();
    assert_eq!(
        solo.node.tracker().configuration.to_string(),
        "voters=(1 3 4)&&(1 2 3) autoleave"
    );
    assert_eq!(solo.last(), entered + 1, "it proposed to leave");
    let proposals = solo
        .node
        .take_events()
        .into_iter()
        .filter(|event| matches!(event.kind, EventKind::LeavingJoint { .. }));
    assert_eq!(proposals.count(), 1);
    commit_all(&mut solo);
    assert_eq!(
        solo.node.tracker().configuration.to_string(),
        "voters=(1 3 4)"
    );
}

#[test]
fn while_leadership_is_handed_over_leaving_waits_for_the_next_entry_that_is_applied() {
    let mut solo = leader(Config::new(1));
    solo.propose("x");
    solo.work();
    solo.node
        .propose_conf_change(change(Transition::Implicit, "v4"))
        .unwrap();
    solo.work();
    let entered = solo.last();
    solo.acknowledge(2, entered);
    solo.node.transfer_leader(3);
    solo.work();
    let refused = solo
        .node
        .take_events()
        .into_iter()
        .find(|event| matches!(event.kind, EventKind::NotLeavingJoint { .. }));
    assert!(
        refused
            .unwrap()
            .to_string()
            .ends_with("voters=(1 2 3 4)&&(1 2 3) autoleave: raft proposal dropped")
    );
    assert_eq!(solo.last(), entered);
    solo.tick(10);
    solo.propose("y");
    commit_all(&mut solo);
    assert_eq!(
        solo.node.tracker().configuration.to_string(),
        "voters=(1 2 3 4)"
    );
}

#[test]
fn a_new_member_is_probed_at_once_from_the_leaders_last_entry() {
    let mut solo = leader(Config::new(1));
    solo.node.propose_conf_change(auto("v4")).unwrap();
    solo.work();
    solo.acknowledge(2, FIRST + 1);
    let appends = solo.work();
    let probe = appends
        .iter()
        .find(|message| message.to == 4)
        .expect("4 is sent something");
    assert_eq!(
        (probe.kind, probe.index, probe.entries.len()),
        (App, FIRST, 1)
    );
    let peer = &solo.node.tracker().progress[4];
    assert_eq!(
        (peer.matched, peer.next, peer.state, peer.is_recently_active),
        (0, FIRST + 1, ProgressState::Probe, true)
    );
}

#[test]
fn removing_a_member_may_commit_what_only_it_held_up() {
    let mut solo = leader(Config::new(1));
    solo.node.apply_conf_change(&auto("v4")).unwrap();
    solo.propose("x");
    solo.work();
    let last = solo.last();
    solo.acknowledge(2, last);
    assert!(solo.commit() < last, "two of four");
    solo.node.apply_conf_change(&auto("r4")).unwrap();
    assert_eq!(solo.commit(), last, "two of three");
}

#[test]
fn a_leader_that_is_removed_or_demoted_leads_on_unless_it_is_to_step_down() {
    for (text, steps_down, role) in [
        ("r1", false, Role::Leader),
        ("r1", true, Role::Follower),
        ("l1", false, Role::Leader),
        ("l1", true, Role::Follower),
    ] {
        let mut solo = leader(Config {
            step_down_on_removal: steps_down,
            ..Config::new(1)
        });
        solo.node.propose_conf_change(auto(text)).unwrap();
        solo.work();
        solo.acknowledge(2, FIRST + 1);
        solo.acknowledge(3, FIRST + 1);
        solo.work();
        assert_eq!(
            (solo.node.role(), solo.node.term()),
            (role, 1),
            "{text}, steps down: {steps_down}"
        );
    }
}

#[test]
fn a_removed_leader_takes_no_proposals_and_does_not_count_itself() {
    let mut solo = leader(Config::new(1));
    solo.propose("x");
    solo.work();
    solo.node.apply_conf_change(&auto("r1")).unwrap();
    assert_eq!(
        solo.node.propose(b"y".as_slice().into()),
        Err(StepError::ProposalDropped)
    );
    let last = solo.last();
    solo.acknowledge(2, last);
    assert!(solo.commit() < last, "one of 2 and 3");
    solo.acknowledge(3, last);
    assert_eq!(solo.commit(), last);
}

#[test]
fn a_promoted_learner_keeps_its_progress_and_counts() {
    let mut solo = leader(Config::new(1));
    solo.node.apply_conf_change(&auto("l4")).unwrap();
    solo.acknowledge(4, FIRST);
    let before = solo.node.tracker().progress[4].clone();
    solo.node.apply_conf_change(&auto("v4")).unwrap();
    let after = &solo.node.tracker().progress[4];
    assert_eq!(
        (after.matched, after.next, after.is_learner),
        (before.matched, before.next, false)
    );
    solo.propose("x");
    solo.work();
    let last = solo.last();
    solo.acknowledge(4, last);
    solo.acknowledge(2, last);
    assert_eq!(solo.commit(), last, "three of four");
}

#[test]
fn a_node_does_not_campaign_before_it_has_applied_a_committed_change() {
    let mut solo = Solo::new(3);
    let mut message = append(2, 1, (0, 1), &[1], FIRST);
    message.entries[0].payload = Payload::Change(auto("v4").into());
    solo.step(message);
    solo.node.campaign();
    assert_eq!(
        solo.node.take_events().pop().unwrap().kind,
        EventKind::ChangesBlockCampaign
    );
    solo.work();
    solo.node.campaign();
    assert_eq!(solo.node.role(), Role::Candidate);
}

#[test]
fn an_old_form_change_is_one_operation_and_never_joint() {
    let mut solo = leader(Config::new(1));
    let old = Change {
        form: Form::V1,
        ..auto("v4")
    };
    solo.node.propose_conf_change(old).unwrap();
    commit_all(&mut solo);
    assert_eq!(
        solo.node.tracker().configuration.to_string(),
        "voters=(1 2 3 4)"
    );
}

/// A leader whose log no longer reaches back to where 3 is.
fn compacted() -> Solo {
    let mut solo = leader(Config::new(1));
    for data in ["a", "b"] {
        solo.propose(data);
    }
    solo.work();
    let last = solo.last();
    solo.acknowledge(2, last);
    solo.work();
    let storage = solo.node.storage_mut();
    storage
        .save_snapshot(
            last,
            ConfState::of_voters(1..=3),
            b"state".as_slice().into(),
        )
        .unwrap();
    storage.compact(last).unwrap();
    solo
}

fn lag(solo: &mut Solo) -> Vec<Message> {
    let term = solo.node.term();
    let rejection = Message {
        from: 3,
        term,
        index: FIRST + 2,
        hint: 1,
        is_rejection: true,
        ..Message::new(AppResp, 1)
    };
    solo.step(rejection);
    solo.node.report_unreachable(3);
    solo.hear(HeartbeatResp, 3);
    solo.work()
}

#[test]
fn a_peer_whose_entries_are_gone_gets_a_snapshot_and_then_what_follows() {
    let mut solo = compacted();
    let messages = lag(&mut solo);
    let snapshot = messages
        .iter()
        .find(|message| message.kind == Snap)
        .expect("a snapshot");
    assert_eq!(snapshot.snapshot.as_ref().unwrap().index, FIRST + 2);
    assert_eq!(
        solo.node.tracker().progress[3].state,
        ProgressState::Snapshot
    );
    solo.hear(HeartbeatResp, 3);
    assert_eq!(solo.work(), [], "nothing is sent meanwhile");
    solo.acknowledge(3, FIRST + 2);
    assert_eq!(
        solo.node.tracker().progress[3].state,
        ProgressState::Replicate
    );
    solo.propose("c");
    assert_eq!(sent(&solo.work()), [(App, 2), (App, 3)]);
}

#[test]
fn a_snapshot_that_is_reported_lost_is_sent_again_after_the_next_heartbeat() {
    let mut solo = compacted();
    lag(&mut solo);
    solo.node.report_snapshot(3, false);
    let peer = &solo.node.tracker().progress[3];
    assert_eq!(
        (peer.state, peer.next, peer.is_paused()),
        (ProgressState::Probe, FIRST + 1, true)
    );
    solo.propose("c");
    assert_eq!(sent(&solo.work()), [(App, 2)], "3 waits for a heartbeat");
    solo.hear(HeartbeatResp, 3);
    assert_eq!(sent(&solo.work()), [(Snap, 3)]);
    solo.node.report_snapshot(3, true);
    let peer = &solo.node.tracker().progress[3];
    assert_eq!(
        (peer.state, peer.next),
        (ProgressState::Probe, FIRST + 3),
        "right behind it"
    );
}

#[test]
fn a_silent_peer_gets_no_snapshot() {
    let mut solo = compacted();
    solo.step(append(2, 2, (1, FIRST + 2), &[], 0));
    solo.work();
    solo.elect();
    let term = solo.node.term();
    solo.node.take_events();
    let rejection = Message {
        from: 3,
        term,
        index: FIRST + 2,
        hint: 1,
        is_rejection: true,
        ..Message::new(AppResp, 1)
    };
    let mut silent = solo.clone();
    solo.step(rejection);
    assert_eq!(sent(&solo.work()), [(Snap, 3)], "it has just answered");
    silent.propose("c");
    assert!(silent.work().iter().all(|message| message.kind != Snap));
}

/// A snapshot of a leader, on its way to node 1.
fn snapshot(index: u64, term: u64, voters: &[u64]) -> Message {
    let conf_state = ConfState::of_voters(voters.iter().copied());
    let snapshot = Snapshot {
        index,
        term,
        conf_state,
        data: b"state".as_slice().into(),
    };
    Message {
        from: 2,
        term: 9,
        snapshot: Some(snapshot.into()),
        ..Message::new(Snap, 1)
    }
}

#[test]
fn a_snapshot_replaces_log_and_membership_and_is_acknowledged_by_its_index() {
    let mut solo = Solo::with_log(3, 1, &[1, 1]);
    solo.step(snapshot(10, 5, &[1, 2, 4]));
    solo.node.campaign();
    assert_eq!(
        solo.node.role(),
        Role::Follower,
        "it does not campaign before the snapshot is on its disk"
    );
    let answers = solo.work();
    assert_eq!((answers[0].kind, answers[0].index), (AppResp, 10));
    assert_eq!(
        (
            solo.commit(),
            solo.last(),
            solo.node.log().applied(),
            solo.node.log().first_index()
        ),
        (10, 10, 10, 11)
    );
    assert_eq!(
        solo.node.tracker().configuration.to_string(),
        "voters=(1 2 4)"
    );
    solo.step(append(2, 9, (5, 10), &[9], 11));
    solo.work();
    assert_eq!(solo.applied.last().map(|entry| entry.index), Some(11));
}

#[test]
fn a_snapshot_that_says_nothing_new_moves_at_most_the_commit() {
    // What the log holds already is only committed by it; what is committed already is ignored; so are others' snapshots.
    for (message, commit, event) in [
        (
            snapshot(FIRST, 1, &[1, 2, 3]),
            FIRST,
            "fast-forwarded commit to snapshot",
        ),
        (snapshot(1, 0, &[1, 2, 3]), 1, "ignored snapshot"),
        (snapshot(10, 5, &[2, 3, 4]), 1, "is not a member in it"),
    ] {
        let mut solo = Solo::with_log(3, 1, &[1, 1]);
        solo.step(message);
        assert_eq!((solo.commit(), solo.last()), (commit, FIRST + 1));
        let events = solo.node.take_events();
        assert!(
            events.iter().any(|other| other.to_string().contains(event)),
            "{event}: {events:?}"
        );
        let answers = solo.work();
        assert_eq!((answers[0].kind, answers[0].index), (AppResp, commit));
    }
}
