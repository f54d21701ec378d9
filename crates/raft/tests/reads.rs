//! Reads without a log entry: none is answered before it is safe, and each sees what was committed when it was asked.

mod common;

use common::{FIRST, Solo, append, sent};
use raft::{
    Change, Config, Context, EventKind, Message, MessageKind, NodeId, Operation, ReadOption,
};

use MessageKind::{Heartbeat, HeartbeatResp, ReadIndex, ReadIndexResp};

/// A leader that has committed an entry of its term.
fn settled(voters: NodeId, config: Config) -> Solo {
    let mut solo = Solo::with(voters, config);
    solo.elect();
    for from in 2..=voters {
        solo.acknowledge(from, FIRST);
    }
    solo.work();
    solo
}

fn read(solo: &mut Solo, name: &str) {
    solo.node.read_index(name.as_bytes().into());
}

/// `from` answers the heartbeat that carried `position`.
fn confirm(solo: &mut Solo, from: NodeId, position: u64) {
    let term = solo.node.term();
    solo.step(Message {
        from,
        term,
        context: Context::Position(position),
        ..Message::new(HeartbeatResp, 1)
    });
    solo.work();
}

/// Names and indexes of the reads that were confirmed.
fn confirmed(solo: &mut Solo) -> Vec<(String, u64)> {
    solo.work();
    let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    solo.reads
        .drain(..)
        .map(|state| (name(&state.context), state.index))
        .collect()
}

#[test]
fn a_read_asks_all_and_waits_for_a_quorum() {
    let mut solo = settled(5, Config::new(1));
    read(&mut solo, "a");
    let beats = solo.work();
    assert_eq!(
        sent(&beats),
        [
            (Heartbeat, 2),
            (Heartbeat, 3),
            (Heartbeat, 4),
            (Heartbeat, 5)
        ]
    );
    assert!(
        beats
            .iter()
            .all(|beat| beat.context == Context::Position(1))
    );
    confirm(&mut solo, 2, 1);
    assert_eq!(confirmed(&mut solo), []);
    confirm(&mut solo, 2, 1);
    assert_eq!(confirmed(&mut solo), [], "the same peer again");
    confirm(&mut solo, 3, 1);
    assert_eq!(confirmed(&mut solo), [("a".to_owned(), FIRST)]);
}

#[test]
fn an_answer_to_a_heartbeat_from_before_the_read_confirms_nothing() {
    let mut solo = settled(3, Config::new(1));
    read(&mut solo, "a");
    solo.hear(HeartbeatResp, 2);
    confirm(&mut solo, 2, 0);
    assert_eq!(confirmed(&mut solo), []);
}

#[test]
fn a_late_answer_for_one_read_does_not_confirm_the_next_of_the_same_name() {
    let mut solo = settled(3, Config::new(1));
    read(&mut solo, "a");
    confirm(&mut solo, 2, 1);
    assert_eq!(confirmed(&mut solo).len(), 1);
    read(&mut solo, "a");
    confirm(&mut solo, 3, 1);
    assert_eq!(confirmed(&mut solo), []);
    confirm(&mut solo, 3, 2);
    assert_eq!(confirmed(&mut solo).len(), 1);
}

#[test]
fn a_position_confirms_all_reads_up_to_it_each_with_its_own_index() {
    let mut solo = settled(3, Config::new(1));
    read(&mut solo, "a");
    solo.propose("x");
    solo.work();
    let last = solo.last();
    solo.acknowledge(2, last);
    read(&mut solo, "b");
    confirm(&mut solo, 2, 2);
    assert_eq!(
        confirmed(&mut solo),
        [("a".to_owned(), FIRST), ("b".to_owned(), FIRST + 1)]
    );
}

#[test]
fn while_reads_wait_every_heartbeat_carries_the_newest_position() {
    let mut solo = settled(3, Config::new(1));
    read(&mut solo, "a");
    read(&mut solo, "b");
    solo.work();
    solo.tick(1);
    assert!(
        solo.work()
            .iter()
            .all(|beat| beat.context == Context::Position(2))
    );
    confirm(&mut solo, 3, 2);
    assert_eq!(confirmed(&mut solo).len(), 2);
    solo.tick(1);
    assert!(solo.work().iter().all(|beat| beat.context == Context::None));
}

#[test]
fn learners_confirm_no_read() {
    let mut solo = settled(3, Config::new(1));
    let operations = vec![Operation::AddLearner(4)];
    solo.node
        .apply_conf_change(&Change {
            operations,
            ..Change::default()
        })
        .unwrap();
    read(&mut solo, "a");
    confirm(&mut solo, 4, 1);
    assert_eq!(confirmed(&mut solo), []);
}

#[test]
fn a_read_before_the_first_commit_of_the_term_waits_for_it() {
    let mut solo = Solo::leader(3);
    read(&mut solo, "a");
    assert_eq!(solo.work(), [], "nobody is asked yet");
    solo.acknowledge(2, FIRST);
    solo.work();
    confirm(&mut solo, 2, 1);
    assert_eq!(confirmed(&mut solo), [("a".to_owned(), FIRST)]);
}

#[test]
fn a_lone_voter_answers_at_once_but_not_before_its_first_commit() {
    let mut solo = Solo::new(1);
    solo.elect();
    read(&mut solo, "a");
    assert_eq!(confirmed(&mut solo), [("a".to_owned(), FIRST)]);
    // It has committed an entry that its commit index on disk does not tell of, and restarts.
    let mut storage = solo.node.into_storage();
    let hard_state = storage.hard_state();
    storage.set_hard_state(raft::HardState {
        commit: 1,
        ..hard_state
    });
    let mut solo = Solo::with_storage(Config::new(1), storage);
    solo.node.campaign();
    let ready = solo.node.ready();
    solo.node
        .storage_mut()
        .set_hard_state(ready.hard_state.unwrap());
    solo.node.advance();
    assert!(solo.node.is_leader());
    assert_eq!(solo.commit(), 1);
    read(&mut solo, "b");
    assert_eq!(confirmed(&mut solo), [("b".to_owned(), FIRST + 1)]);
}

#[test]
fn a_removed_leader_does_not_answer_for_the_one_voter_that_is_left() {
    let mut solo = settled(2, Config::new(1));
    let operations = vec![Operation::Remove(1)];
    solo.node
        .apply_conf_change(&Change {
            operations,
            ..Change::default()
        })
        .unwrap();
    assert!(solo.node.is_leader());
    read(&mut solo, "a");
    assert_eq!(confirmed(&mut solo), []);
    confirm(&mut solo, 2, 1);
    assert_eq!(confirmed(&mut solo).len(), 1);
}

#[test]
fn a_membership_that_makes_the_leader_the_only_voter_answers_what_waits() {
    let mut solo = settled(2, Config::new(1));
    read(&mut solo, "a");
    assert_eq!(confirmed(&mut solo), []);
    let operations = vec![Operation::Remove(2)];
    solo.node
        .apply_conf_change(&Change {
            operations,
            ..Change::default()
        })
        .unwrap();
    assert_eq!(confirmed(&mut solo).len(), 1);
}

#[test]
fn a_lease_answers_at_once() {
    let config = Config {
        check_quorum: true,
        read_option: ReadOption::LeaseBased,
        ..Config::new(1)
    };
    let mut solo = settled(3, config);
    read(&mut solo, "a");
    assert_eq!(solo.work(), []);
    assert_eq!(confirmed(&mut solo), [("a".to_owned(), FIRST)]);
}

#[test]
fn a_follower_passes_a_read_on_and_hears_the_answer() {
    let mut solo = Solo::new(3);
    read(&mut solo, "lost");
    assert_eq!(
        solo.node.take_events().pop().unwrap().kind,
        EventKind::NoLeaderForRead
    );
    solo.step(append(2, 1, (0, 1), &[], 0));
    solo.work();
    read(&mut solo, "a");
    let request = solo.work().pop().unwrap();
    assert_eq!(
        (request.kind, request.to, request.from, request.term),
        (ReadIndex, 2, 1, 0)
    );
    let answer = Message {
        from: 2,
        term: 1,
        index: 7,
        context: request.context,
        ..Message::new(ReadIndexResp, 1)
    };
    solo.step(answer);
    assert_eq!(confirmed(&mut solo), [("a".to_owned(), 7)]);
}

#[test]
fn a_leader_answers_a_follower_by_message() {
    let mut solo = settled(3, Config::new(1));
    let context = Context::Read(b"a".as_slice().into());
    solo.step(Message {
        from: 3,
        context: context.clone(),
        ..Message::new(ReadIndex, 1)
    });
    solo.work();
    let term = solo.node.term();
    solo.step(Message {
        from: 2,
        term,
        context: Context::Position(1),
        ..Message::new(HeartbeatResp, 1)
    });
    let answer = solo.work().pop().unwrap();
    assert_eq!(
        (answer.kind, answer.to, answer.index, answer.context),
        (ReadIndexResp, 3, FIRST, context)
    );
}

#[test]
fn a_leader_that_steps_down_forgets_its_reads() {
    let mut solo = settled(3, Config::new(1));
    read(&mut solo, "a");
    solo.work();
    solo.step(append(2, 2, (1, FIRST), &[], 0));
    solo.work();
    solo.elect();
    let last = solo.last();
    solo.acknowledge(2, last);
    solo.work();
    confirm(&mut solo, 2, 1);
    assert_eq!(confirmed(&mut solo), []);
}
