//! Limits on what is sent, what is in flight, what is uncommitted and what is being applied.

mod common;

use common::{FIRST, Solo, append, sent};
use raft::progress::ProgressState;
use raft::{Config, Entry, EventKind, Message, MessageKind, Payload, StepError};

use MessageKind::{App, HeartbeatResp};

/// What an entry with so many bytes of payload counts.
fn size(bytes: usize) -> u64 {
    Entry::proposal(Payload::normal(&vec![0; bytes])).size()
}

/// A leader of three whose first entry is committed; both others replicate.
fn leader(config: Config) -> Solo {
    let mut solo = Solo::with(3, config);
    solo.elect();
    for from in [2, 3] {
        solo.acknowledge(from, FIRST);
    }
    solo.work();
    solo
}

fn to(peer: u64, messages: &[Message]) -> Vec<&Message> {
    messages
        .iter()
        .filter(|message| message.to == peer)
        .collect()
}

#[test]
fn an_append_holds_at_most_so_many_bytes_and_at_least_one_entry() {
    for (limit, counts) in [
        (size(1) * 2, [2, 1]),
        (size(1) * 2 - 1, [1, 1]),
        (0, [1, 1]),
        (u64::MAX, [3, 0]),
    ] {
        let mut solo = leader(Config {
            message_bytes_max: limit,
            ..Config::new(1)
        });
        // 2 probes, so that nothing is sent ahead.
        solo.node.report_unreachable(2);
        solo.tick(1);
        solo.work();
        solo.node.report_unreachable(2);
        for data in ["a", "b", "c"] {
            solo.propose(data);
        }
        let sent = solo.work();
        // The first of the three went out when it was proposed; take its rejection to start from there.
        let term = solo.node.term();
        let rejection = Message {
            from: 2,
            term,
            index: FIRST,
            hint: FIRST,
            log_term: 1,
            is_rejection: true,
            ..Message::new(MessageKind::AppResp, 1)
        };
        assert_eq!(to(2, &sent).len(), 1, "a probe is sent once");
        solo.step(rejection);
        let again = solo.work();
        let first = to(2, &again)[0].entries.len();
        assert_eq!(first, counts[0], "{limit} bytes");
        solo.acknowledge(2, FIRST + first as u64);
        let rest = solo.work();
        let next = to(2, &rest)
            .iter()
            .find(|message| !message.entries.is_empty())
            .map_or(0, |message| message.entries.len());
        assert_eq!(next, counts[1], "{limit} bytes, then");
    }
}

#[test]
fn a_full_window_gets_only_empty_appends_until_one_is_acknowledged() {
    let mut solo = leader(Config {
        in_flight_max: 2,
        ..Config::new(1)
    });
    for data in ["a", "b", "c", "d"] {
        solo.propose(data);
    }
    let first = solo.work();
    assert_eq!(
        to(2, &first)
            .iter()
            .map(|message| message.entries.len())
            .collect::<Vec<_>>(),
        [1, 1]
    );
    assert!(solo.node.tracker().progress[2].is_paused());
    // A heartbeat's answer clears the pause for one empty append: if all in flight was lost, that finds it out.
    solo.hear(HeartbeatResp, 2);
    let probe = solo.work();
    assert_eq!(
        to(2, &probe)
            .iter()
            .map(|message| message.entries.len())
            .collect::<Vec<_>>(),
        [0]
    );
    solo.acknowledge(2, FIRST + 1);
    let next = solo.work();
    let counts: Vec<usize> = to(2, &next)
        .iter()
        .map(|message| message.entries.len())
        .collect();
    assert_eq!(
        counts.iter().sum::<usize>(),
        2,
        "the place that is free takes all that is left: {counts:?}"
    );
}

#[test]
fn the_bytes_in_flight_fill_a_window_too() {
    let config = Config {
        in_flight_bytes_max: 10,
        message_bytes_max: 10,
        ..Config::new(1)
    };
    let mut solo = leader(config);
    for data in ["aaaaaa", "bbbbbb", "c"] {
        solo.propose(data);
    }
    assert_eq!(
        to(2, &solo.work()).len(),
        2,
        "the second overshoots, the third waits"
    );
    assert!(solo.node.tracker().progress[2].window.is_full());
}

#[test]
fn what_is_uncommitted_is_limited_by_payload_and_one_proposal_always_fits() {
    let mut solo = leader(Config {
        uncommitted_bytes_max: 10,
        ..Config::new(1)
    });
    solo.propose("more than ten bytes");
    solo.node.take_events();
    assert_eq!(
        solo.node.propose(b"y".as_slice().into()),
        Err(StepError::ProposalDropped)
    );
    assert_eq!(
        solo.node.take_events().pop().unwrap().kind,
        EventKind::UncommittedLimit
    );
    solo.propose("");
    solo.work();
    let last = solo.last();
    solo.acknowledge(2, last);
    solo.work();
    solo.propose("y");
    solo.propose("123456789");
    assert!(solo.node.propose(b"z".as_slice().into()).is_err());
}

#[test]
fn entries_are_handed_out_for_applying_up_to_a_limit_and_then_one_acknowledgement_at_a_time() {
    let config = Config {
        applying_bytes_max: size(1) * 2,
        ..Config::new(1)
    };
    let mut solo = Solo::with(3, config);
    solo.step(append(2, 1, (0, 1), &[1, 1, 1, 1, 1], 6));
    let mut handed_out = Vec::new();
    while solo.node.has_ready() {
        let ready = solo.node.ready();
        solo.node.storage_mut().append(&ready.entries);
        handed_out.push(ready.committed.len());
        solo.node.advance();
    }
    assert_eq!(handed_out, [2, 2, 1]);
}

#[test]
fn a_probe_waits_for_its_answer_and_the_answer_of_a_heartbeat_ends_the_wait() {
    let mut solo = Solo::leader(3);
    assert_eq!(solo.node.tracker().progress[2].state, ProgressState::Probe);
    solo.propose("x");
    assert_eq!(solo.work(), [], "one probe is under way");
    solo.hear(HeartbeatResp, 2);
    let again = solo.work();
    assert_eq!(sent(&again), [(App, 2)]);
    assert_eq!(again[0].entries.len(), 2);
}

#[test]
fn a_pipeline_that_is_reported_broken_starts_again_from_what_is_acknowledged() {
    let mut solo = leader(Config::new(1));
    for data in ["a", "b"] {
        solo.propose(data);
    }
    solo.work();
    assert_eq!(solo.node.tracker().progress[2].next, FIRST + 3);
    solo.node.report_unreachable(2);
    let peer = &solo.node.tracker().progress[2];
    assert_eq!(
        (peer.state, peer.next, peer.window.len()),
        (ProgressState::Probe, FIRST + 1, 0)
    );
}
