//! Handing leadership over, and every way in which that does not come to an end.

mod common;

use common::{FIRST, Solo, append, sent};
use raft::{
    Change, Config, Context, EventKind, Message, MessageKind, NOBODY, NodeId, Operation, Role,
    StepError,
};

use MessageKind::{App, TimeoutNow, TransferLeader, Vote};

/// A leader of three with two entries; 2 has both, 3 only the first.
fn leader() -> Solo {
    let mut solo = Solo::leader(3);
    solo.acknowledge(2, FIRST);
    solo.acknowledge(3, FIRST);
    solo.propose("x");
    solo.work();
    solo.acknowledge(2, FIRST + 1);
    solo.work();
    solo.node.take_events();
    solo
}

fn target(solo: &Solo) -> NodeId {
    solo.node.status().transfer_target
}

fn last_event(solo: &mut Solo) -> EventKind {
    solo.node
        .take_events()
        .pop()
        .expect("something happened")
        .kind
}

#[test]
fn a_target_that_is_up_to_date_is_told_at_once() {
    let mut solo = leader();
    solo.node.transfer_leader(2);
    assert_eq!(sent(&solo.work()), [(TimeoutNow, 2)]);
    assert_eq!(target(&solo), 2);
}

#[test]
fn a_target_that_lags_is_caught_up_first() {
    let mut solo = leader();
    solo.node.transfer_leader(3);
    assert_eq!(sent(&solo.work()), [(App, 3)]);
    solo.acknowledge(3, FIRST + 1);
    assert_eq!(
        last_event(&mut solo),
        EventKind::TimeoutNowSentAfterAppend { to: 3 }
    );
    assert_eq!(sent(&solo.work()), [(TimeoutNow, 3)]);
}

#[test]
fn proposals_are_dropped_until_the_transfer_ends_or_an_election_timeout_has_passed() {
    let mut solo = leader();
    solo.tick(9);
    solo.node.transfer_leader(3);
    let last = solo.last();
    assert_eq!(
        solo.node.propose(b"y".as_slice().into()),
        Err(StepError::ProposalDropped)
    );
    assert_eq!(
        last_event(&mut solo),
        EventKind::TransferBlocksProposal { to: 3 }
    );
    assert_eq!(solo.last(), last);
    solo.tick(9);
    assert_eq!(target(&solo), 3, "the timeout counts from the transfer");
    solo.tick(1);
    assert_eq!(target(&solo), NOBODY);
    solo.propose("y");
    assert_eq!(solo.last(), last + 1);
}

#[test]
fn a_learner_a_stranger_and_the_leader_itself_are_no_targets() {
    let mut solo = leader();
    let operations = vec![Operation::AddLearner(4)];
    solo.node
        .apply_conf_change(&Change {
            operations,
            ..Change::default()
        })
        .unwrap();
    for (to, event) in [
        (4, EventKind::TransferToLearner),
        (9, EventKind::NoProgress { from: 9 }),
        (1, EventKind::TransferToSelf),
    ] {
        solo.node.transfer_leader(to);
        assert_eq!((last_event(&mut solo), target(&solo)), (event, NOBODY));
    }
}

#[test]
fn the_same_target_again_changes_nothing_and_another_replaces_it() {
    let mut solo = leader();
    solo.node.transfer_leader(3);
    solo.work();
    solo.tick(5);
    solo.node.transfer_leader(3);
    assert_eq!(last_event(&mut solo), EventKind::TransferRepeated { to: 3 });
    assert_eq!(solo.node.election_timer().0, 5, "the timeout goes on");
    solo.node.transfer_leader(2);
    let kinds: Vec<EventKind> = solo
        .node
        .take_events()
        .into_iter()
        .map(|event| event.kind)
        .collect();
    let expected = [
        EventKind::TransferReplaced { old: 3 },
        EventKind::TransferStarted { to: 2 },
        EventKind::TimeoutNowSentAtOnce { to: 2 },
    ];
    assert_eq!(kinds, expected);
    assert_eq!(target(&solo), 2);
}

#[test]
fn handing_over_to_itself_ends_a_transfer() {
    let mut solo = leader();
    solo.node.transfer_leader(3);
    solo.node.transfer_leader(1);
    assert_eq!(target(&solo), NOBODY);
    solo.propose("y");
}

#[test]
fn a_transfer_ends_when_the_target_is_removed_or_a_new_term_begins() {
    let mut removed = leader();
    removed.node.transfer_leader(3);
    let operations = vec![Operation::Remove(3)];
    removed
        .node
        .apply_conf_change(&Change {
            operations,
            ..Change::default()
        })
        .unwrap();
    assert_eq!(target(&removed), NOBODY);
    let mut deposed = leader();
    deposed.node.transfer_leader(3);
    deposed.step(append(2, 2, (1, FIRST + 1), &[], 0));
    assert_eq!(target(&deposed), NOBODY);
}

#[test]
fn a_follower_passes_a_transfer_on_in_the_name_of_the_target() {
    let mut solo = Solo::new(3);
    solo.node.transfer_leader(3);
    assert_eq!(last_event(&mut solo), EventKind::NoLeaderForTransfer);
    solo.step(append(2, 1, (0, 1), &[], 0));
    solo.work();
    solo.node.transfer_leader(3);
    let message = solo.work().pop().unwrap();
    assert_eq!(
        (message.kind, message.to, message.from),
        (TransferLeader, 2, 3)
    );
    let mut leader = leader();
    leader.step(Message {
        from: 2,
        term: 1,
        ..Message::new(TransferLeader, 1)
    });
    assert_eq!(target(&leader), 2, "the sender is the target");
}

#[test]
fn the_target_campaigns_at_once_without_pre_vote_and_its_requests_break_leases() {
    let mut solo = Solo::with(
        3,
        Config {
            pre_vote: true,
            check_quorum: true,
            ..Config::new(1)
        },
    );
    solo.step(append(2, 1, (0, 1), &[], 0));
    solo.work();
    solo.hear(TimeoutNow, 2);
    assert_eq!((solo.node.role(), solo.node.term()), (Role::Candidate, 2));
    let requests = solo.work();
    assert_eq!(sent(&requests), [(Vote, 2), (Vote, 3)]);
    assert!(
        requests
            .iter()
            .all(|request| request.context == Context::Transfer)
    );
}

#[test]
fn a_leader_that_checks_its_quorum_in_vain_during_a_transfer_steps_down() {
    let mut solo = Solo::with(
        3,
        Config {
            check_quorum: true,
            ..Config::new(1)
        },
    );
    solo.elect();
    solo.node.transfer_leader(2);
    solo.tick(10);
    assert_eq!((solo.node.role(), target(&solo)), (Role::Follower, NOBODY));
}
