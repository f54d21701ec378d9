//! The paper as a test plan: what its sections 5.1 to 5.4 say of a server, said of a node.
//!
//! The statements are those that etcd-raft's own paper tests pick out, 26 of them. Each names its section. (Indexes are
//! one higher than a reader may expect: the founding snapshot takes index 1.)

mod common;

use common::{FIRST, Solo, append, entries, sent, vote};
use raft::{Config, HardState, Message, MessageKind, NOBODY, Node, NodeId, Role, Storage, Term};

use MessageKind::{App, AppResp, Heartbeat, Vote, VoteResp};

/// A node of three in each of the roles, in term 1.
fn in_role(role: Role) -> Solo {
    let mut solo = Solo::with_log(3, 1, &[]);
    match role {
        Role::Follower => solo.hear(Heartbeat, 2),
        Role::Candidate => solo.node.campaign(),
        Role::Leader => solo.elect(),
        Role::PreCandidate => unreachable!("the paper has no such role"),
    }
    solo.work();
    assert_eq!(solo.node.role(), role);
    solo
}

fn takes_a_higher_term(role: Role) {
    let mut solo = in_role(role);
    let higher = solo.node.term() + 1;
    solo.step(append(2, higher, (0, 1), &[], 0));
    assert_eq!(
        (solo.node.role(), solo.node.term(), solo.node.leader()),
        (Role::Follower, higher, 2)
    );
}

#[test]
fn s5_1_a_follower_that_sees_a_larger_term_updates_its_own() {
    takes_a_higher_term(Role::Follower);
}

#[test]
fn s5_1_a_candidate_that_sees_a_larger_term_reverts_to_follower() {
    takes_a_higher_term(Role::Candidate);
}

#[test]
fn s5_1_a_leader_that_sees_a_larger_term_reverts_to_follower() {
    takes_a_higher_term(Role::Leader);
}

#[test]
fn s5_1_a_request_with_a_stale_term_is_rejected() {
    for stale in [
        append(2, 1, (0, 1), &[1], 2),
        vote(2, 1, (9, 9)),
        Message {
            from: 2,
            term: 1,
            ..Message::new(Heartbeat, 1)
        },
    ] {
        let mut solo = Solo::with_log(3, 2, &[]);
        let before = solo.node.hard_state();
        solo.step(stale.clone());
        assert!(solo.work().is_empty(), "{stale} is answered");
        assert_eq!(
            (solo.node.hard_state(), solo.node.leader(), solo.last()),
            (before, NOBODY, 1),
            "{stale}"
        );
    }
}

#[test]
fn s5_2_servers_start_as_followers() {
    let solo = Solo::new(3);
    assert_eq!(
        (solo.node.role(), solo.node.term(), solo.node.leader()),
        (Role::Follower, 0, NOBODY)
    );
}

#[test]
fn s5_2_a_leader_sends_heartbeats_to_all_followers_each_heartbeat_interval() {
    let mut solo = Solo::with(
        3,
        Config {
            heartbeat_timeout_ticks: 3,
            ..Config::new(1)
        },
    );
    solo.elect();
    solo.tick(2);
    assert_eq!(solo.work(), []);
    solo.tick(1);
    let beats = solo.work();
    assert_eq!(sent(&beats), [(Heartbeat, 2), (Heartbeat, 3)]);
    assert!(
        beats
            .iter()
            .all(|beat| beat.entries.is_empty() && beat.term == 1)
    );
}

fn starts_an_election(role: Role) {
    let mut solo = in_role(role);
    let term = solo.node.term();
    solo.tick(2 * solo.node.config().election_timeout_ticks - 1);
    assert_eq!(
        (solo.node.role(), solo.node.term()),
        (Role::Candidate, term + 1)
    );
    assert_eq!(solo.node.hard_state().vote, 1, "it votes for itself");
    let requests = solo.work();
    assert_eq!(
        sent(&requests),
        [(Vote, 2), (Vote, 3)],
        "it asks all others, in parallel"
    );
    assert!(requests.iter().all(|request| request.term == term + 1));
}

#[test]
fn s5_2_a_follower_that_hears_nothing_over_an_election_timeout_begins_an_election() {
    starts_an_election(Role::Follower);
}

#[test]
fn s5_2_a_candidate_that_neither_wins_nor_loses_starts_a_new_election() {
    starts_an_election(Role::Candidate);
}

#[test]
fn s5_2_votes_of_a_majority_make_a_leader() {
    // Of so many servers, these answer so; and the candidate is then this.
    type Answers = &'static [(NodeId, bool)];
    let cases: [(NodeId, Answers, Role); 11] = [
        (1, &[], Role::Leader),
        (3, &[(2, true), (3, true)], Role::Leader),
        (3, &[(2, true)], Role::Leader),
        (
            5,
            &[(2, true), (3, true), (4, true), (5, true)],
            Role::Leader,
        ),
        (5, &[(2, true), (3, true), (4, true)], Role::Leader),
        (5, &[(2, true), (3, true)], Role::Leader),
        (3, &[(2, false), (3, false)], Role::Follower),
        (
            5,
            &[(2, false), (3, false), (4, false), (5, false)],
            Role::Follower,
        ),
        (
            5,
            &[(2, true), (3, false), (4, false), (5, false)],
            Role::Follower,
        ),
        (3, &[], Role::Candidate),
        (5, &[(2, true)], Role::Candidate),
    ];
    for (voters, answers, role) in cases {
        let mut solo = Solo::new(voters);
        solo.node.campaign();
        solo.work();
        for &(from, granted) in answers {
            let answer = Message {
                from,
                term: 1,
                is_rejection: !granted,
                ..Message::new(VoteResp, 1)
            };
            solo.step(answer);
        }
        assert_eq!(
            (solo.node.role(), solo.node.term()),
            (role, 1),
            "{voters} voters, {answers:?}"
        );
    }
}

#[test]
fn s5_2_a_follower_votes_for_one_candidate_a_term_first_come_first_served() {
    for (voted, asks, granted) in [
        (NOBODY, 2, true),
        (NOBODY, 3, true),
        (2, 2, true),
        (3, 3, true),
        (2, 3, false),
        (3, 2, false),
    ] {
        let mut storage = Storage::founded_by(1..=3);
        storage.set_hard_state(HardState {
            term: 1,
            vote: voted,
            commit: 0,
        });
        let mut solo = Solo::with_storage(Config::new(1), storage);
        solo.step(vote(asks, 1, (0, 1)));
        let answers = solo.work();
        assert_eq!(sent(&answers), [(VoteResp, asks)]);
        assert_eq!(
            !answers[0].is_rejection, granted,
            "voted for {voted}, asked by {asks}"
        );
    }
}

#[test]
fn s5_2_a_candidate_that_hears_from_a_leader_of_its_term_or_later_returns_to_follower() {
    for term in [1, 2] {
        let mut solo = Solo::new(3);
        solo.node.campaign();
        solo.work();
        assert_eq!(solo.node.term(), 1);
        solo.step(append(2, term, (0, 1), &[], 0));
        assert_eq!(
            (solo.node.role(), solo.node.term(), solo.node.leader()),
            (Role::Follower, term, 2)
        );
    }
}

/// After how many ticks nodes in that role campaign, drawn again and again.
fn timeouts(role: Role) -> Vec<u64> {
    let mut solo = Solo::with(
        3,
        Config {
            seed: 7,
            ..Config::new(1)
        },
    );
    let mut drawn = Vec::new();
    for _ in 0..500 {
        match role {
            Role::Follower => {
                let term = solo.node.term() + 1;
                solo.step(append(2, term, (0, 1), &[], 0));
            }
            _ => solo.node.campaign(),
        }
        solo.work();
        let term = solo.node.term();
        let mut ticks = 0;
        while solo.node.term() == term {
            solo.tick(1);
            ticks += 1;
        }
        drawn.push(ticks);
    }
    drawn
}

fn timeouts_are_randomized(role: Role) {
    let drawn = timeouts(role);
    for ticks in 10..20 {
        assert!(drawn.contains(&ticks), "{ticks} ticks were never drawn");
    }
    assert!(
        drawn.iter().all(|ticks| (10..20).contains(ticks)),
        "{drawn:?}"
    );
}

#[test]
fn s5_2_followers_election_timeouts_are_chosen_randomly_from_an_interval() {
    timeouts_are_randomized(Role::Follower);
}

#[test]
fn s5_2_candidates_election_timeouts_are_chosen_randomly_from_an_interval() {
    timeouts_are_randomized(Role::Candidate);
}

/// In most rounds a single server of five times out first, so that it can win before others do.
fn timeouts_rarely_collide(role: Role) {
    let mut nodes: Vec<Solo> = (1..=5)
        .map(|id| {
            Solo::with(
                5,
                Config {
                    seed: id,
                    ..Config::new(id)
                },
            )
        })
        .collect();
    let mut conflicts = 0;
    for _ in 0..1_000 {
        for (solo, id) in nodes.iter_mut().zip(1..) {
            match role {
                Role::Follower => {
                    let (from, term) = (id % 5 + 1, solo.node.term() + 1);
                    let append = append(from, term, (0, 1), &[], 0);
                    solo.step(Message { to: id, ..append });
                }
                _ => solo.node.campaign(),
            }
            solo.work();
        }
        let mut fired = 0;
        while fired == 0 {
            for solo in &mut nodes {
                let term = solo.node.term();
                solo.tick(1);
                fired += u64::from(solo.node.term() > term);
            }
        }
        conflicts += u64::from(fired > 1);
    }
    // Of 5 draws from 10 values, the smallest is drawn twice or more in 23.3 % of rounds; four deviations are 5.4 %.
    assert!(
        (180..=287).contains(&conflicts),
        "{conflicts} of 1000 rounds"
    );
}

#[test]
fn s5_2_in_most_cases_only_one_follower_times_out() {
    timeouts_rarely_collide(Role::Follower);
}

#[test]
fn s5_2_in_most_cases_only_one_candidate_times_out() {
    timeouts_rarely_collide(Role::Candidate);
}

/// A leader of three whose first entry is committed everywhere.
fn settled_leader() -> Solo {
    let mut solo = Solo::leader(3);
    for from in [2, 3] {
        solo.acknowledge(from, FIRST);
    }
    solo.work();
    assert_eq!(solo.commit(), FIRST);
    solo
}

#[test]
fn s5_3_a_leader_appends_a_command_and_sends_it_in_parallel_to_all() {
    let mut solo = settled_leader();
    solo.propose("x");
    let appends = solo.work();
    assert_eq!(sent(&appends), [(App, 2), (App, 3)]);
    for append in appends {
        assert_eq!(
            (append.log_term, append.index, append.commit),
            (1, FIRST, FIRST),
            "{append}"
        );
        assert_eq!(append.entries.len(), 1);
        assert_eq!(
            (append.entries[0].term, append.entries[0].index),
            (1, FIRST + 1)
        );
    }
    assert_eq!((solo.last(), solo.commit()), (FIRST + 1, FIRST));
}

#[test]
fn s5_3_a_leader_commits_and_applies_what_is_safely_replicated_and_tells_the_others() {
    let mut solo = settled_leader();
    solo.propose("x");
    solo.work();
    solo.acknowledge(2, FIRST + 1);
    let appends = solo.work();
    assert_eq!(solo.commit(), FIRST + 1);
    assert_eq!(
        solo.applied.last().map(|entry| entry.index),
        Some(FIRST + 1)
    );
    assert!(
        appends
            .iter()
            .all(|append| append.kind == App && append.commit == FIRST + 1),
        "{appends:?}"
    );
    assert_eq!(sent(&appends), [(App, 2), (App, 3)]);
}

#[test]
fn s5_3_an_entry_is_committed_once_a_majority_has_replicated_it() {
    let cases: [(NodeId, &[NodeId], bool); 9] = [
        (1, &[], true),
        (3, &[], false),
        (3, &[2], true),
        (3, &[2, 3], true),
        (5, &[], false),
        (5, &[2], false),
        (5, &[2, 3], true),
        (5, &[2, 3, 4], true),
        (5, &[2, 3, 4, 5], true),
    ];
    for (voters, acknowledge, committed) in cases {
        let mut solo = Solo::leader(voters);
        for from in 2..=voters {
            solo.acknowledge(from, FIRST);
        }
        solo.propose("x");
        solo.work();
        let index = solo.last();
        for &from in acknowledge {
            solo.acknowledge(from, index);
        }
        assert_eq!(
            solo.commit() >= index,
            committed,
            "{voters} voters, {acknowledge:?}"
        );
    }
}

#[test]
fn s5_3_committing_an_entry_commits_all_before_it_those_of_earlier_leaders_too() {
    for terms in [&[][..], &[2], &[1, 2], &[1]] {
        let mut solo = Solo::with_log(3, 2, terms);
        solo.elect();
        solo.propose("x");
        solo.work();
        let last = solo.last();
        solo.acknowledge(2, last);
        solo.work();
        let applied: Vec<Term> = solo.applied.iter().map(|entry| entry.term).collect();
        assert_eq!(
            applied,
            [terms, &[3, 3]].concat(),
            "a log of terms {terms:?}, and two entries in term 3"
        );
    }
}

#[test]
fn s5_3_a_follower_applies_what_it_learns_is_committed_in_log_order() {
    for (terms, commit) in [(&[1][..], FIRST), (&[1, 1], FIRST + 1), (&[1, 1], FIRST)] {
        let mut solo = Solo::new(3);
        solo.step(append(2, 1, (0, 1), terms, commit));
        solo.work();
        let applied: Vec<u64> = solo.applied.iter().map(|entry| entry.index).collect();
        assert_eq!(applied, (FIRST..=commit).collect::<Vec<u64>>());
    }
}

#[test]
fn s5_3_a_follower_without_the_previous_entry_refuses_the_new_ones() {
    // The previous entry, and what the follower with terms 1 and 2 says: where the logs may agree, or that they do.
    let cases = [
        ((0, 1), None),
        ((1, FIRST), None),
        ((2, FIRST + 1), None),
        ((1, FIRST + 1), Some((1, FIRST))),
        ((3, FIRST + 2), Some((2, FIRST + 1))),
    ];
    for (previous, hint) in cases {
        let mut solo = Solo::with_log(3, 3, &[1, 2]);
        solo.step(append(2, 3, previous, &[], 0));
        let answer = solo.work().pop().expect("an append is answered");
        let refused = answer
            .is_rejection
            .then_some((answer.log_term, answer.hint));
        assert_eq!(
            (answer.kind, refused),
            (AppResp, hint),
            "previous {previous:?}"
        );
        assert_eq!(answer.index, previous.1);
    }
}

#[test]
fn s5_3_a_follower_deletes_what_conflicts_and_appends_what_it_lacks() {
    // The previous entry, the new ones, and the follower's log of terms 1 and 2 after them.
    type Terms = &'static [Term];
    let cases: [((Term, u64), Terms, Terms); 5] = [
        ((2, FIRST + 1), &[3], &[1, 2, 3]),
        ((1, FIRST), &[3, 4], &[1, 3, 4]),
        ((0, 1), &[1], &[1, 2]),
        ((0, 1), &[3], &[3]),
        ((1, FIRST), &[2], &[1, 2]),
    ];
    for (previous, new, after) in cases {
        let mut solo = Solo::with_log(3, 4, &[1, 2]);
        solo.step(append(2, 4, previous, new, 0));
        solo.work();
        assert_eq!(solo.terms(), after, "{new:?} behind {previous:?}");
        let stored: Vec<Term> = solo
            .node
            .storage()
            .all_entries()
            .iter()
            .map(|entry| entry.term)
            .collect();
        assert_eq!(stored, after, "on disk");
    }
}

#[test]
fn s5_3_a_leader_brings_any_follower_of_figure_7_to_its_own_log() {
    let leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    let followers: [&[Term]; 6] = [
        &[1, 1, 1, 4, 4, 5, 5, 6, 6],
        &[1, 1, 1, 4],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        &[1, 1, 1, 4, 4, 4, 4],
        &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    for follower in followers {
        let mut lead = Solo::with_log(3, 8, &leader);
        let mut storage = Storage::founded_by(1..=3);
        storage.append(&entries(FIRST, follower));
        storage.set_hard_state(HardState {
            term: 7,
            vote: 0,
            commit: 0,
        });
        let mut follow = Solo::with_storage(Config::new(2), storage);
        // The third votes for the leader and is not heard of again.
        lead.node.campaign();
        lead.work();
        lead.step(Message {
            from: 3,
            term: 9,
            ..Message::new(VoteResp, 1)
        });
        for _ in 0..20 {
            for message in lead.work().into_iter().filter(|message| message.to == 2) {
                follow.step(message);
            }
            for message in follow.work() {
                lead.step(message);
            }
        }
        assert_eq!(
            follow.terms(),
            [&leader[..], &[9]].concat(),
            "a follower with {follower:?}"
        );
        assert_eq!(follow.terms(), lead.terms());
        assert_eq!((lead.commit(), follow.commit()), (lead.last(), lead.last()));
    }
}

#[test]
fn s5_4_1_a_vote_request_tells_the_candidates_term_and_last_entry() {
    for (terms, term) in [(&[1][..], 2), (&[1, 2], 3)] {
        let mut solo = Solo::new(3);
        solo.step(append(2, term - 1, (0, 1), terms, 0));
        solo.work();
        solo.tick(2 * solo.node.config().election_timeout_ticks - 1);
        let requests = solo.work();
        assert_eq!(sent(&requests), [(Vote, 2), (Vote, 3)]);
        for request in requests {
            assert_eq!(
                (request.term, request.index, request.log_term),
                (term, solo.last(), term - 1),
                "{request}"
            );
        }
    }
}

#[test]
fn s5_4_1_a_voter_denies_its_vote_if_its_own_log_is_more_up_to_date() {
    // The voter's log, the candidate's last entry, and whether it gets the vote.
    let cases: [(&[Term], (Term, u64), bool); 9] = [
        (&[1], (1, FIRST), true),
        (&[1], (1, FIRST + 1), true),
        (&[1, 1], (1, FIRST), false),
        (&[1], (2, FIRST), true),
        (&[1], (2, FIRST + 1), true),
        (&[1, 1], (2, FIRST), true),
        (&[2], (1, FIRST), false),
        (&[2], (1, FIRST + 1), false),
        (&[2, 2], (1, FIRST), false),
    ];
    for (terms, last, granted) in cases {
        let mut solo = Solo::with_log(2, 3, terms);
        solo.step(vote(2, 3, last));
        let answer = solo.work().pop().expect("a request is answered");
        assert_eq!(
            (answer.kind, !answer.is_rejection),
            (VoteResp, granted),
            "{terms:?}, candidate {last:?}"
        );
    }
}

#[test]
fn s5_4_2_only_entries_of_the_leaders_own_term_are_committed_by_counting() {
    for (acknowledged, commit) in [(FIRST, 1), (FIRST + 1, 1), (FIRST + 2, FIRST + 2)] {
        let mut solo = Solo::with_log(2, 2, &[1, 2]);
        solo.elect();
        assert_eq!(solo.terms(), [1, 2, 3]);
        solo.acknowledge(2, acknowledged);
        assert_eq!(solo.commit(), commit, "acknowledged up to {acknowledged}");
    }
}

/// The helper builds what it says.
#[test]
fn a_node_of_this_file_starts_where_it_should() {
    let solo = Solo::with_log(3, 8, &[1, 4]);
    let node: &Node = &solo.node;
    assert_eq!(
        (node.term(), node.log().committed(), solo.terms()),
        (8, 1, vec![1, 4])
    );
}
