use lesson::{Player, World};

use super::*;
use crate::rooms::{Line, Tone};

const LINES: [&str; 30] = [
    "campaign 1",
    "campaign 2",
    "campaign 3",
    "deliver",
    "deliver",
    "deliver all",
    "deliver all",
    "tick all",
    "tick all 3",
    "tick 2 25",
    "run 30",
    "drop",
    "duplicate",
    "delay",
    "cut 1",
    "cut 1->2",
    "cut 1,2|3",
    "heal",
    "crash 3",
    "restart 3",
    "write a 1 5",
    "write b 2 6",
    "read c 3 local",
    "read d 1 index",
    "read e 1 log",
    "timeout a",
    "propose 1 x",
    "snapshot 1",
    "start 5 prevote=on checkquorum=on voters=4",
    "transfer 2",
];

fn played(seed: u64, lines: usize) -> Player<Raft> {
    let mut random = seed;
    let mut player: Player<Raft> = Player::new(seed);
    for _ in 0..lines {
        let line = LINES[balance::generator::splitmix64(&mut random) as usize % LINES.len()];
        player.act(line.parse().expect("a line of the raft world"));
    }
    player
}

/// The room's own account of roles and terms, made from events alone, against the world.
#[test]
fn threads_end_as_the_nodes_are() {
    for seed in 0..80_u64 {
        let player = played(seed, 40);
        let weave = RaftRoom::weave(player.branch(), Lang::En);
        for seen in player.world().nodes() {
            let thread = weave
                .threads
                .iter()
                .find(|thread| thread.name == format!("n{}", seen.id));
            let last = thread
                .and_then(|thread| thread.pieces.last())
                .expect("every node has a thread");
            let line = match seen.role {
                None => Line::Dotted,
                Some(raft::Role::Leader) => Line::Double,
                Some(raft::Role::Follower) => Line::Single,
                Some(_) => Line::Dashed,
            };
            let tone = match seen.term {
                0 => Tone::Quiet,
                term => Tone::Term(((term - 1) % 6) as u8 + 1),
            };
            assert_eq!((last.line, last.tone), (line, tone), "seed {seed}: {seen}");
        }
    }
}

#[test]
fn every_point_can_be_asked_why_and_has_an_id_of_its_own() {
    for seed in 0..80_u64 {
        let player = played(seed, 30);
        let points = RaftRoom::points(player.world(), Lang::Zh);
        let mut ids: Vec<_> = points.iter().map(|point| point.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), points.len(), "seed {seed}: {points:?}");
        for Point { id, .. } in points {
            for lang in Lang::ALL {
                let why = RaftRoom::why(player.branch(), player.position(), &id, lang);
                let why = why.unwrap_or_else(|| panic!("seed {seed}: nothing is known of `{id}`"));
                assert!(!why.chain.is_empty(), "seed {seed}: `{id}`");
            }
        }
    }
    let fresh = Player::<Raft>::new(0);
    assert_eq!(RaftRoom::why(fresh.branch(), 0, "n9", Lang::En), None);
    assert_eq!(RaftRoom::why(fresh.branch(), 0, "1->2", Lang::En), None);
    assert_eq!(Raft::NAME, "raft");
}

/// Plays lines, all of which the world must take.
fn after(lines: &[&str]) -> Player<Raft> {
    let mut player: Player<Raft> = Player::new(42);
    for line in lines {
        let entry = player.act(line.parse().expect("a line"));
        assert!(entry.outcome.is_ok(), "{line}: {}", entry.printed());
    }
    player
}

fn last_link(player: &Player<Raft>, point: &str) -> String {
    let why = RaftRoom::why(player.branch(), player.position(), point, Lang::En);
    let why = why.unwrap_or_else(|| panic!("nothing is known of `{point}`"));
    let last = why.chain.last().expect("a chain has links");
    format!("{} {}: {}", why.question, last.what, last.how)
}

#[test]
fn the_votes_of_a_leader_are_those_of_its_own_cluster() {
    let player = after(&["start 3", "campaign 1", "deliver all", "start 5 leader=1"]);
    assert_eq!(
        last_link(&player, "n1"),
        "Why is n1 leader? A majority elected it as the cluster began: no message has told it of a higher term"
    );
}

#[test]
fn the_inspector_names_the_guard_that_holds_an_entry_back() {
    let elected = ["start 5", "campaign 1", "deliver all", "write a 1 5"];
    let player = after(&elected);
    assert_eq!(
        last_link(&player, "n1 entry 3"),
        "Why isn’t entry 3 committed on n1? 1 of 5 have it, 3 are needed: n1, who counts, knows of n1"
    );
    let player = after(&[&elected[..], &["deliver all"]].concat());
    assert!(
        last_link(&player, "n1 entry 3").starts_with("Why is entry 3 committed on n1?"),
        "{}",
        last_link(&player, "n1 entry 3")
    );
    assert_eq!(
        last_link(&player, "n1"),
        "Why is n1 leader? 3 of 5 votes, and 3 are a majority: no message has told it of a higher term"
    );
}

#[test]
fn the_inspector_says_why_a_vote_was_refused() {
    // Node 1 and node 2 campaign at once; node 3 has voted for 1 when 2 asks.
    let player = after(&["campaign 1", "campaign 2", "deliver 1->3", "deliver 2->3"]);
    let why = RaftRoom::why(player.branch(), player.position(), "n2", Lang::En).expect("a node");
    let refused = why.chain.iter().find(|reason| reason.what == "n3 says no");
    let refused = refused.unwrap_or_else(|| panic!("{why:?}"));
    assert_eq!(
        refused.how,
        "deliver 2->3: one vote a term, and in this one it has voted for n1"
    );
    assert_eq!(refused.position, 4);
}

#[test]
fn an_entry_of_a_run_has_its_whole_chain() {
    let player = after(&["start 3", "run 40", "write a 1 5", "run 1"]);
    let index = player.world().committed();
    let why = RaftRoom::why(
        player.branch(),
        player.position(),
        &format!("n1 entry {index}"),
        Lang::En,
    );
    let chain: Vec<String> = why
        .expect("the entry is there")
        .chain
        .into_iter()
        .map(|reason| reason.what)
        .collect();
    for link in [
        "appends it and sends it",
        "It reaches n",
        "learns that n",
        "applies it",
    ] {
        assert!(
            chain.iter().any(|what| what.contains(link)),
            "{link}: {chain:?}"
        );
    }
    let told = player.branch().log()[1].printed();
    assert!(!told.contains("MsgHeartbeat"), "it is not printed: {told}");
}

#[test]
fn a_trace_is_drawn_and_questioned_at_every_command() {
    let player = after(&[
        "trace log-level none",
        "trace add-nodes 3 voters=(1,2,3) index=2",
        "trace campaign 1",
        "trace process-ready 1",
        "trace deliver-msgs 2",
        "trace stabilize",
        "trace propose 1 x",
        "trace process-ready 1",
        "trace deliver-msgs drop=(2)",
        "trace add-nodes 1",
        "trace propose-conf-change 1 : v4",
        "trace stabilize",
    ]);
    let mut why = 0;
    for position in 0..=player.len() {
        let world = player.world_at(0, position);
        for lang in Lang::ALL {
            let told = RaftRoom::twin(&world, &[], lang).sentence();
            assert!(position < 3 || told.contains("n1"), "{told}");
            for point in RaftRoom::points(&world, lang) {
                why += usize::from(
                    RaftRoom::why(player.branch(), position, &point.id, lang).is_some(),
                );
            }
        }
    }
    assert!(why > 100, "{why}");
    let woven = RaftRoom::weave(player.branch(), Lang::En);
    assert_eq!(woven.threads.len(), 4);
    assert!(
        woven.strokes.iter().any(|stroke| stroke.lost),
        "the dropped append"
    );
    assert_eq!(
        last_link(&player, "n1"),
        "Why is n1 leader? 2 votes, a majority of those who voted then: no message has told it of a higher term"
    );
}
