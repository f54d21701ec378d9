//! What clients are told: writes, four ways to read, requests that are asked again.

use labs::raft::{End, Raft, Verdict};
use lesson::World;

use crate::{plays, taken};

#[test]
fn a_write_is_answered_when_the_node_that_was_asked_has_applied_it() {
    let mut world = Raft::new(42);
    taken(&mut world, &["campaign 1", "deliver all", "write a 2 5"]);
    assert_eq!(world.history().verdict(), Verdict::NotYetKnown);
    let printed = taken(&mut world, &["deliver all"]);
    assert!(printed.contains("a#1 answered by 2: written"), "{printed}");
    for how in ["local", "log", "index"] {
        taken(&mut world, &[&format!("read b 2 {how}")]);
        let printed = taken(&mut world, &["deliver all"]);
        let said = how == "local" || printed.contains("answered by 2: reads 5");
        assert!(said, "{how}: {printed}");
    }
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
    assert_eq!(world.register(1), "5");
}

#[test]
fn a_deposed_leader_that_does_not_know_it_answers_a_local_read_with_the_past() {
    let mut world = Raft::new(42);
    taken(
        &mut world,
        &["campaign 1", "deliver all", "write a 1 old", "deliver all"],
    );
    taken(
        &mut world,
        &[
            "cut 1|2,3",
            "campaign 2",
            "deliver all",
            "write b 2 new",
            "deliver all",
        ],
    );
    let printed = taken(&mut world, &["read c 1 local"]);
    assert!(printed.contains("answered by 1: reads old"), "{printed}");
    assert_eq!(
        world.history().verdict(),
        Verdict::NotLinearizable { operation: 3 }
    );
}

#[test]
fn a_deposed_leader_does_not_answer_by_read_index_unless_the_rule_is_off() {
    for (rule, is_answered) in [("on", false), ("off", true)] {
        let mut world = Raft::new(42);
        let switch = format!("rule reads-need-a-quorum {rule}");
        let lines = [
            "campaign 1",
            "deliver all",
            "write a 1 old",
            "deliver all",
            "cut 1|2,3",
            "campaign 2",
            "deliver all",
            "write b 2 new",
            "deliver all",
            &switch,
            "read c 1 index",
        ];
        let printed = taken(&mut world, &lines);
        assert_eq!(printed.contains("reads old"), is_answered, "{printed}");
        assert_eq!(
            printed.contains("not linearizable"),
            is_answered,
            "{printed}"
        );
        assert_eq!(printed.contains("violated: "), is_answered, "{printed}");
    }
}

/// What `c` reads in the end: `a` writes and is not answered, asks again, and both requests reach the log, with a write of
/// `b` between them.
fn asked_twice(start: &str) -> (Raft, String) {
    let mut world = Raft::new(42);
    let lines = [
        start,
        "campaign 1",
        "deliver all",
        "write a 2 old",
        "deliver all",
        "write a 2 mine",
        "deliver 2->1",
        "deliver 1->2",
        "deliver 1->3",
        "deliver 2->1",
        "read c 1 local",
        "cut 2",
        "timeout a",
        "write b 1 theirs",
        "deliver all",
        "read c 1 local",
        "retry a 3",
        "deliver all",
        "read c 1 local",
    ];
    let printed = taken(&mut world, &lines);
    (world, printed)
}

#[test]
fn a_write_that_is_asked_again_happens_twice_without_sessions_and_once_with_them() {
    let is_answered = |world: &Raft| {
        let operation = world.history().operation(2);
        operation.node == 3 && matches!(operation.end, End::Answered { .. })
    };
    let (world, printed) = asked_twice("start 3");
    assert!(is_answered(&world));
    assert!(
        printed.contains("reads mine\nnot linearizable"),
        "{printed}"
    );
    let (world, printed) = asked_twice("start 3 sessions=on");
    assert!(is_answered(&world));
    assert!(printed.ends_with("reads theirs\n"), "{printed}");
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
}

/// The story of etcd's issue 20418: the leader was deposed, and an answer to a read of that name is still on its way.
#[test]
fn a_read_under_a_used_name_is_confirmed_by_an_old_answer_if_positions_are_not_the_leaders_own() {
    for (switch, is_stale) in [("on", false), ("off", true)] {
        let mut world = Raft::new(42);
        let rule = format!("rule reads-have-own-positions {switch}");
        let lines = [
            "start 3 leader=1",
            "write a 1 old",
            "deliver all",
            &rule,
            "read c 1 index",
            "deliver 1->2",
            "deliver 1->3",
            "deliver 3->1",
            "cut 1->2",
            "cut 1->3",
            "cut 3->1",
            "campaign 2",
            "deliver 2->3",
            "deliver 3->2",
            "deliver 2->3",
            "deliver 3->2",
            "write b 2 new",
            "deliver 2->3",
            "deliver 2->3",
            "deliver 3->2",
            "deliver 3->2",
            "read c 1 index as=2",
            "deliver 2->1",
        ];
        let printed = taken(&mut world, &lines);
        assert_eq!(printed.contains("reads old"), is_stale, "{printed}");
        assert_eq!(printed.contains("not linearizable"), is_stale, "{printed}");
    }
}

#[test]
fn only_an_unanswered_write_is_asked_again() {
    plays(
        "
> retry a 1
a has nothing to ask again
why: it asked for nothing yet, or was answered
fix: None
> read a 1 index
a#1 asks 1 to read (index)
1 no leader at term 0; dropping index reading msg
> retry a 1
only a write is asked again
why: a read changes nothing: it can be given up, and another one asked
fix: Some(\"timeout a\\nread a 1 index\")
",
    );
}

#[test]
fn a_crash_breaks_the_connection_and_a_client_asks_another_node() {
    let mut world = Raft::new(42);
    let lines = ["campaign 1", "deliver all", "write a 1 5", "crash 1"];
    let printed = taken(&mut world, &lines);
    assert!(
        printed.ends_with("a#1 lost its connection to 1\n"),
        "{printed}"
    );
    assert_eq!(world.register(1), "", "what was applied was in memory");
    taken(&mut world, &["run 60", "write a 2 5", "run 2"]);
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
    assert_eq!(world.register(3), "5");
}
