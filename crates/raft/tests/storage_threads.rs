//! Asynchronous storage: what may leave before a write is done, what is applied, and whose answers count.

mod common;

use common::{FIRST, append, sent, vote};
use raft::{
    APPEND_THREAD, APPLY_THREAD, Config, EventKind, HardState, Message, MessageKind, Node, Storage,
    Term,
};

use MessageKind::{App, AppResp, StorageAppend, StorageAppendResp, StorageApply, VoteResp};

fn node() -> Node {
    let config = Config {
        async_storage_writes: true,
        ..Config::new(1)
    };
    Node::new(config, Storage::founded_by(1..=3)).unwrap()
}

/// Does a write, and gives the messages that waited for it.
fn write(node: &mut Node, message: &Message) -> Vec<Message> {
    assert_eq!((message.kind, message.to), (StorageAppend, APPEND_THREAD));
    let hard_state = HardState {
        term: message.term,
        vote: message.vote,
        commit: message.commit,
    };
    if !hard_state.is_empty() {
        node.storage_mut().set_hard_state(hard_state);
    }
    node.storage_mut().append(&message.entries);
    message.responses.clone()
}

/// The write that a Ready asks for, and all else it sends.
fn ready(node: &mut Node) -> (Option<Message>, Vec<Message>) {
    let mut messages = node.ready().messages;
    let at = messages
        .iter()
        .position(|message| message.kind == StorageAppend);
    (at.map(|at| messages.remove(at)), messages)
}

/// Steps those responses that are for the node itself, and gives the others.
fn respond(node: &mut Node, responses: Vec<Message>) -> Vec<Message> {
    let (own, others): (Vec<Message>, Vec<Message>) =
        responses.into_iter().partition(|message| message.to == 1);
    own.into_iter()
        .for_each(|message| node.step(message).unwrap());
    others
}

fn terms(node: &Node) -> Vec<Term> {
    (FIRST..=node.log().last_index())
        .map(|index| node.log().term(index).unwrap())
        .collect()
}

#[test]
fn a_vote_leaves_when_it_is_written_and_not_before() {
    let mut node = node();
    node.step(vote(2, 1, (0, 1))).unwrap();
    let (append, now) = ready(&mut node);
    let append = append.expect("term and vote are to be written");
    assert_eq!((append.term, append.vote), (1, 2));
    assert_eq!(now, []);
    assert_eq!(sent(&write(&mut node, &append)), [(VoteResp, 2)]);
}

#[test]
fn a_candidates_own_vote_counts_when_it_is_written() {
    let mut node = node();
    node.campaign();
    let (append, requests) = ready(&mut node);
    assert_eq!(requests.len(), 2, "the others are asked at once");
    node.step(Message {
        from: 2,
        term: 1,
        ..Message::new(VoteResp, 1)
    })
    .unwrap();
    assert!(!node.is_leader(), "one vote of three");
    let responses = write(&mut node, &append.unwrap());
    respond(&mut node, responses);
    assert!(node.is_leader());
}

#[test]
fn entries_are_applied_only_when_they_are_known_to_be_durable() {
    let mut node = node();
    node.step(append(2, 1, (0, 1), &[1, 1], FIRST + 1)).unwrap();
    let (append, others) = ready(&mut node);
    assert_eq!((node.log().committed(), others.len()), (FIRST + 1, 0));
    let append = append.unwrap();
    let responses = write(&mut node, &append);
    assert_eq!(
        responses.last().map(|message| (message.kind, message.from)),
        Some((StorageAppendResp, APPEND_THREAD))
    );
    assert_eq!(sent(&respond(&mut node, responses)), [(AppResp, 2)]);
    let (_, others) = ready(&mut node);
    assert_eq!(sent(&others), [(StorageApply, APPLY_THREAD)]);
    assert_eq!(
        (node.log().applying(), node.log().applied()),
        (FIRST + 1, 1)
    );
    respond(&mut node, others[0].responses.clone());
    assert_eq!(node.log().applied(), FIRST + 1);
}

#[test]
fn a_write_without_a_change_of_the_hard_state_carries_none() {
    let mut node = node();
    node.step(append(2, 1, (0, 1), &[1], 1)).unwrap();
    let (first, _) = ready(&mut node);
    assert_eq!(first.unwrap().term, 1);
    node.step(append(2, 1, (1, FIRST), &[1], 1)).unwrap();
    let second = ready(&mut node).0.unwrap();
    assert_eq!((second.term, second.vote, second.commit), (0, 0, 0));
    let answer = second.responses.last().unwrap();
    assert_eq!(
        (answer.term, answer.log_term, answer.index),
        (1, 1, FIRST + 1),
        "it answers for all that is unstable"
    );
}

#[test]
fn an_answer_for_an_entry_that_was_overwritten_meanwhile_does_not_count() {
    let mut node = node();
    node.step(append(2, 1, (0, 1), &[1, 1], 1)).unwrap();
    let first = ready(&mut node).0.unwrap();
    // A new leader's entries replace them in memory before they are written.
    node.step(append(3, 2, (0, 1), &[2], 1)).unwrap();
    let second = ready(&mut node).0.unwrap();
    node.take_events();
    let responses = write(&mut node, &first);
    respond(&mut node, responses);
    let late = EventKind::StorageAnswerLate {
        kind: StorageAppendResp,
        lower: 1,
    };
    assert_eq!(node.take_events().pop().map(|event| event.kind), Some(late));
    assert_eq!((node.log().durable(), terms(&node)), (1, vec![2]));
    let responses = write(&mut node, &second);
    respond(&mut node, responses);
    assert_eq!((node.log().durable(), terms(&node)), (FIRST, vec![2]));
    assert_eq!(
        node.storage().all_entries().len(),
        1,
        "the second write cut the first"
    );
}

#[test]
fn an_answer_of_the_own_term_counts_only_up_to_an_entry_that_is_still_there_in_its_term() {
    // A to B and back to A: entries of term 1, then of term 2, and those of term 1 again from the leader of term 3.
    let mut node = node();
    node.step(append(2, 1, (0, 1), &[1], 1)).unwrap();
    let a = ready(&mut node).0.unwrap();
    node.step(append(3, 2, (0, 1), &[2], 1)).unwrap();
    let b = ready(&mut node).0.unwrap();
    node.step(append(2, 3, (0, 1), &[1], 1)).unwrap();
    let again = ready(&mut node).0.unwrap();
    for (message, durable) in [(a, 1), (b, 1), (again, FIRST)] {
        let responses = write(&mut node, &message);
        respond(&mut node, responses);
        assert_eq!((node.log().durable(), terms(&node)), (durable, vec![1]));
    }
    assert_eq!(
        node.storage().term(FIRST),
        Ok(1),
        "what is called durable is what is on the disk"
    );
}

#[test]
fn appends_leave_at_once_and_the_leaders_own_counts_when_it_is_written() {
    let mut node = node();
    node.campaign();
    let (append, _) = ready(&mut node);
    let responses = write(&mut node, &append.unwrap());
    respond(&mut node, responses);
    node.step(Message {
        from: 2,
        term: 1,
        ..Message::new(VoteResp, 1)
    })
    .unwrap();
    assert!(node.is_leader());
    let (append, now) = ready(&mut node);
    assert_eq!(sent(&now), [(App, 2), (App, 3)]);
    node.step(Message {
        from: 2,
        term: 1,
        index: FIRST,
        ..Message::new(AppResp, 1)
    })
    .unwrap();
    assert_eq!(node.log().committed(), 1, "only 2 has it for sure");
    let responses = write(&mut node, &append.unwrap());
    respond(&mut node, responses);
    assert_eq!(node.log().committed(), FIRST);
}

#[test]
#[should_panic(expected = "nothing advances")]
fn there_is_no_advance_with_storage_threads() {
    node().advance();
}
