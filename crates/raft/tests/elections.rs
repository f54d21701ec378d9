//! Elections beyond the paper: pre-votes, leases, quorum checks, and what survives a restart.

mod common;

use common::{FIRST, Solo, append, sent, vote};
use raft::{
    Change, Config, Context, EventKind, HardState, Message, MessageKind, NOBODY, NodeId, Operation,
    Role, Storage,
};

use MessageKind::{
    AppResp, Heartbeat, HeartbeatResp, PreVote, PreVoteResp, TimeoutNow, Vote, VoteResp,
};

fn with(voters: NodeId, set: impl FnOnce(&mut Config)) -> Solo {
    let mut config = Config::new(1);
    set(&mut config);
    Solo::with(voters, config)
}

fn pre_vote(voters: NodeId) -> Solo {
    with(voters, |config| config.pre_vote = true)
}

fn answer(kind: MessageKind, from: NodeId, term: u64, granted: bool) -> Message {
    Message {
        from,
        term,
        is_rejection: !granted,
        ..Message::new(kind, 1)
    }
}

#[test]
fn a_pre_candidate_asks_for_the_next_term_and_stays_in_its_own() {
    let mut solo = pre_vote(3);
    solo.node.campaign();
    let requests = solo.work();
    assert_eq!(sent(&requests), [(PreVote, 2), (PreVote, 3)]);
    assert!(requests.iter().all(|request| request.term == 1));
    assert_eq!(
        (solo.node.role(), solo.node.hard_state()),
        (
            Role::PreCandidate,
            HardState {
                commit: 1,
                ..HardState::default()
            }
        )
    );
}

#[test]
fn a_pre_candidate_that_would_win_begins_the_election() {
    let mut solo = pre_vote(3);
    solo.node.campaign();
    solo.work();
    solo.step(answer(PreVoteResp, 2, 1, true));
    assert_eq!((solo.node.role(), solo.node.term()), (Role::Candidate, 1));
    assert_eq!(sent(&solo.work()), [(Vote, 2), (Vote, 3)]);
}

#[test]
fn a_pre_candidate_that_would_lose_follows_again_in_its_own_term() {
    let mut solo = pre_vote(3);
    solo.node.campaign();
    solo.work();
    for from in [2, 3] {
        solo.step(answer(PreVoteResp, from, 1, false));
    }
    // The first rejection came in a higher term, which is news.
    assert_eq!((solo.node.role(), solo.node.term()), (Role::Follower, 1));
}

#[test]
fn a_granted_pre_vote_has_the_term_that_was_asked_for_and_a_denied_one_the_voters() {
    for (last, granted, term) in [((0, 1), true, 9), ((0, 0), false, 2)] {
        let mut solo = Solo::with_log(3, 2, &[]);
        solo.tick(3);
        let timer = solo.node.election_timer();
        solo.step(Message {
            kind: PreVote,
            ..vote(2, 9, last)
        });
        let answer = solo.work().pop().expect("it is answered");
        assert_eq!(
            (answer.kind, !answer.is_rejection, answer.term),
            (PreVoteResp, granted, term)
        );
        assert_eq!(
            (solo.node.term(), solo.node.hard_state().vote),
            (2, NOBODY),
            "it changes nothing"
        );
        assert_eq!(solo.node.election_timer(), timer, "nor the timer");
    }
}

#[test]
fn a_pre_vote_of_a_lower_term_is_denied_and_a_vote_ignored() {
    let mut solo = Solo::with_log(3, 5, &[]);
    solo.step(Message {
        kind: PreVote,
        ..vote(2, 4, (9, 9))
    });
    let answers = solo.work();
    assert_eq!(sent(&answers), [(PreVoteResp, 2)]);
    assert!(answers[0].is_rejection && answers[0].term == 5);
    solo.step(vote(2, 4, (9, 9)));
    assert_eq!(solo.work(), []);
}

#[test]
fn the_first_answer_of_a_voter_counts() {
    let mut solo = Solo::new(5);
    solo.node.campaign();
    solo.work();
    for granted in [false, true, true] {
        solo.step(answer(VoteResp, 2, 1, granted));
    }
    solo.step(answer(VoteResp, 3, 1, true));
    assert_eq!(solo.node.role(), Role::Candidate, "two of five");
    solo.step(answer(VoteResp, 4, 1, true));
    assert_eq!(solo.node.role(), Role::Leader);
}

#[test]
fn learners_are_not_asked_and_vote_when_they_are() {
    let mut solo = Solo::leader(2);
    let change = Change {
        operations: vec![Operation::AddLearner(3)],
        ..Change::default()
    };
    solo.node.apply_conf_change(&change).unwrap();
    solo.step(append(2, 2, (0, 1), &[], 0));
    solo.work();
    solo.node.campaign();
    assert_eq!(sent(&solo.work()), [(Vote, 2)]);
    let change = Change {
        operations: vec![Operation::AddLearner(1)],
        ..Change::default()
    };
    solo.node.apply_conf_change(&change).unwrap();
    solo.node.campaign();
    assert_eq!(
        solo.node
            .take_events()
            .last()
            .map(|event| event.kind.clone()),
        Some(EventKind::CannotCampaign)
    );
    solo.step(vote(2, 9, (9, 9)));
    let answer = solo.work().pop().expect("it is answered");
    assert!(
        answer.kind == VoteResp && !answer.is_rejection,
        "somebody may count on its vote who knows it as a voter"
    );
}

#[test]
fn what_a_leader_sends_resets_the_timer() {
    for message in [
        append(2, 1, (0, 1), &[], 0),
        Message {
            from: 2,
            term: 1,
            ..Message::new(Heartbeat, 1)
        },
    ] {
        let mut solo = Solo::with_log(3, 1, &[]);
        solo.tick(9);
        solo.step(message);
        assert_eq!(solo.node.election_timer().0, 0);
        assert_eq!(solo.node.leader(), 2);
    }
}

#[test]
fn a_lease_blocks_votes_for_one_election_timeout_unless_leadership_is_handed_over() {
    let mut solo = with(3, |config| config.check_quorum = true);
    solo.step(Message {
        from: 2,
        term: 1,
        ..Message::new(Heartbeat, 1)
    });
    solo.work();
    solo.node.set_randomized_timeout(20);
    for ticks in 0..10 {
        for kind in [Vote, PreVote] {
            solo.step(Message {
                kind,
                ..vote(3, 5, (9, 9))
            });
            assert_eq!(solo.work(), [], "after {ticks} ticks, a {kind}");
            assert_eq!(solo.node.term(), 1);
        }
        solo.tick(1);
    }
    let mut handed_over = solo.clone();
    solo.step(vote(3, 5, (9, 9)));
    assert_eq!(sent(&solo.work()), [(VoteResp, 3)], "the lease is over");
    handed_over.hear(Heartbeat, 2);
    handed_over.work();
    handed_over.step(Message {
        context: Context::Transfer,
        ..vote(3, 5, (9, 9))
    });
    assert_eq!(
        sent(&handed_over.work()),
        [(VoteResp, 3)],
        "a transfer gets through"
    );
}

#[test]
fn a_leader_that_hears_from_no_quorum_steps_down_after_an_election_timeout() {
    for (answers, role) in [
        (&[][..], Role::Follower),
        (&[2], Role::Follower),
        (&[2, 3], Role::Leader),
    ] {
        let mut solo = with(5, |config| config.check_quorum = true);
        solo.elect();
        (2..=5).for_each(|from| solo.hear(HeartbeatResp, from));
        solo.tick(10); // The first check clears what was heard before.
        solo.work();
        for &from in answers {
            solo.hear(HeartbeatResp, from);
        }
        solo.tick(10);
        assert_eq!(
            (solo.node.role(), solo.node.term()),
            (role, 1),
            "of five, {answers:?} answered"
        );
    }
}

#[test]
fn with_pre_vote_or_check_quorum_a_leader_of_a_lower_term_is_told() {
    for (pre_vote, check_quorum, told) in [
        (true, false, true),
        (false, true, true),
        (false, false, false),
    ] {
        let mut storage = Storage::founded_by(1..=3);
        storage.set_hard_state(HardState {
            term: 5,
            vote: NOBODY,
            commit: 0,
        });
        let mut solo = Solo::with_storage(
            Config {
                pre_vote,
                check_quorum,
                ..Config::new(1)
            },
            storage,
        );
        solo.step(append(2, 4, (0, 1), &[], 0));
        let answers = solo.work();
        assert_eq!(!answers.is_empty(), told);
        assert!(
            answers
                .iter()
                .all(|answer| answer.kind == AppResp && answer.term == 5 && answer.index == 0)
        );
    }
}

#[test]
fn a_follower_that_forgets_its_leader_keeps_timer_and_vote_and_may_vote_at_once() {
    let mut solo = with(3, |config| config.check_quorum = true);
    solo.step(Message {
        from: 2,
        term: 1,
        ..Message::new(Heartbeat, 1)
    });
    solo.work();
    solo.tick(3);
    solo.node.forget_leader();
    assert_eq!(
        (
            solo.node.leader(),
            solo.node.election_timer().0,
            solo.node.term()
        ),
        (NOBODY, 3, 1)
    );
    solo.step(vote(3, 2, (9, 9)));
    assert_eq!(sent(&solo.work()), [(VoteResp, 3)]);
    solo.elect();
    solo.node.forget_leader();
    assert_eq!(solo.node.leader(), 1, "a leader does not forget itself");
}

#[test]
fn a_vote_survives_a_restart() {
    let mut solo = Solo::new(3);
    solo.step(vote(2, 1, (0, 1)));
    solo.work();
    let mut solo = Solo::with_storage(Config::new(1), solo.node.into_storage());
    assert_eq!((solo.node.term(), solo.node.hard_state().vote), (1, 2));
    for (candidate, granted) in [(3, false), (2, true)] {
        solo.step(vote(candidate, 1, (0, 1)));
        assert_eq!(
            !solo.work()[0].is_rejection,
            granted,
            "asked by {candidate}"
        );
    }
}

#[test]
fn a_log_and_its_commit_survive_a_restart_and_are_applied_again() {
    let mut solo = Solo::new(3);
    solo.step(append(2, 1, (0, 1), &[1, 1, 1], 3));
    solo.work();
    let mut solo = Solo::with_storage(Config::new(1), solo.node.into_storage());
    assert_eq!(
        (solo.commit(), solo.last(), solo.node.log().applied()),
        (3, 4, 1)
    );
    solo.work();
    assert_eq!(
        solo.applied
            .iter()
            .map(|entry| entry.index)
            .collect::<Vec<_>>(),
        [2, 3]
    );
    let storage = solo.node.into_storage();
    let mut solo = Solo::with_storage(
        Config {
            applied: 2,
            ..Config::new(1)
        },
        storage,
    );
    solo.work();
    assert_eq!(
        solo.applied
            .iter()
            .map(|entry| entry.index)
            .collect::<Vec<_>>(),
        [3],
        "2 was applied already"
    );
}

#[test]
fn a_disk_that_lost_what_was_committed_is_refused() {
    let mut storage = Storage::founded_by(1..=3);
    storage.set_hard_state(HardState {
        term: 1,
        vote: 0,
        commit: 7,
    });
    let error = raft::Node::new(Config::new(1), storage).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the hard state's commit index 7 is beyond the end of the log, 1"
    );
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let refused = |set: fn(&mut Config)| {
        let mut config = Config::new(1);
        set(&mut config);
        raft::Node::new(config, Storage::new())
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(|config| config.id = 0),
        "0 cannot be the id of a node"
    );
    assert_eq!(
        refused(|config| config.in_flight_max = 0),
        "at least one append must be allowed in flight"
    );
    assert!(
        refused(|config| config.heartbeat_timeout_ticks = 10)
            .contains("below the election timeout of 10")
    );
    assert!(
        refused(|config| config.read_option = raft::ReadOption::LeaseBased)
            .starts_with("CheckQuorum must be enabled")
    );
    assert!(refused(|config| config.in_flight_bytes_max = 1).contains("one full message"));
}

#[test]
fn a_lone_voter_elects_itself_and_commits_in_three_readies() {
    let mut solo = Solo::new(1);
    solo.node.campaign();
    let mut readies = 0;
    while solo.node.has_ready() {
        let ready = solo.node.ready();
        if let Some(hard_state) = ready.hard_state {
            solo.node.storage_mut().set_hard_state(hard_state);
        }
        solo.node.storage_mut().append(&ready.entries);
        solo.node.advance();
        readies += 1;
    }
    assert_eq!(
        (readies, solo.node.role(), solo.commit()),
        (3, Role::Leader, FIRST)
    );
}

#[test]
fn local_messages_and_answers_of_strangers_are_refused() {
    let mut solo = Solo::leader(3);
    let before = solo.node.clone();
    for kind in [
        MessageKind::Hup,
        MessageKind::Beat,
        MessageKind::CheckQuorum,
        MessageKind::StorageAppendResp,
    ] {
        let message = Message {
            from: 2,
            term: 1,
            ..Message::new(kind, 1)
        };
        assert_eq!(
            solo.node.step(message),
            Err(raft::StepError::LocalMessage),
            "{kind}"
        );
    }
    for kind in [
        AppResp,
        VoteResp,
        PreVoteResp,
        HeartbeatResp,
        MessageKind::ReadIndexResp,
    ] {
        let message = Message {
            from: 9,
            term: 1,
            ..Message::new(kind, 1)
        };
        assert_eq!(
            solo.node.step(message),
            Err(raft::StepError::PeerNotFound),
            "{kind}"
        );
    }
    let nothing = Message {
        from: 2,
        ..Message::new(MessageKind::Prop, 1)
    };
    assert_eq!(
        solo.node.step(nothing),
        Err(raft::StepError::ProposalDropped)
    );
    assert!(solo.node == before, "a refusal changes nothing");
}

#[test]
fn a_candidate_that_is_told_to_campaign_goes_on_as_it_is() {
    let mut solo = Solo::new(3);
    solo.node.campaign();
    solo.work();
    solo.hear(TimeoutNow, 2);
    assert_eq!((solo.node.role(), solo.node.term()), (Role::Candidate, 1));
}

#[test]
fn a_follower_draws_its_wait_from_as_many_as_are_set() {
    for (spread, waits) in [(None, 10..20), (Some(1), 10..11), (Some(33), 10..43)] {
        let mut drawn = std::collections::BTreeSet::new();
        for seed in 0..500 {
            let config = Config {
                election_spread_ticks: spread,
                seed,
                ..Config::new(1)
            };
            let solo = Solo::with_storage(config, raft::Storage::founded_by(1..=3));
            drawn.insert(solo.node.election_timer().1);
        }
        assert!(drawn.iter().copied().eq(waits), "{spread:?}: {drawn:?}");
    }
    let none = Config {
        election_spread_ticks: Some(0),
        ..Config::new(1)
    };
    assert_eq!(none.validate(), Err(raft::ConfigError::NoSpread));
}
