//! Snapshots, and members that come and go.

use labs::raft::Raft;
use lesson::World;

use crate::taken;

#[test]
fn a_follower_whose_entries_are_gone_is_caught_up_by_a_snapshot() {
    let mut world = Raft::new(42);
    let lines = [
        "campaign 1",
        "deliver all",
        "crash 3",
        "write a 1 5",
        "deliver 1->2",
        "deliver 2->1",
        "snapshot 1",
        "drop all",
        "settle",
    ];
    let printed = taken(&mut world, &lines);
    assert!(printed.contains("restored snapshot"), "{printed}");
    assert!(printed.contains("settled after"), "{printed}");
    assert_eq!(world.register(3), "5");
}

#[test]
fn members_come_as_learners_are_promoted_and_go() {
    let mut world = Raft::new(42);
    let lines = [
        "start 4 voters=3",
        "campaign 1",
        "deliver all",
        "learner 4",
        "settle",
        "promote 4",
        "settle",
        "remove 2",
        "settle",
        "change implicit v2 r3",
        "settle",
    ];
    taken(&mut world, &lines);
    let leader = world.cluster().leader().expect("it has settled");
    let node = world.cluster().node(leader).expect("it leads");
    let voters: Vec<u64> = node.tracker().configuration.voters.ids().iter().collect();
    assert_eq!(voters, [1, 2, 4]);
}

#[test]
fn a_leader_that_is_removed_steps_down_if_so_wanted() {
    for (option, leads) in [("", true), (" stepdown=on", false)] {
        let mut world = Raft::new(42);
        let start = format!("start 3{option}");
        taken(
            &mut world,
            &[
                &start,
                "campaign 1",
                "deliver all",
                "remove 1",
                "deliver all",
            ],
        );
        let node = world.cluster().node(1).expect("it is up");
        assert_eq!(node.is_leader(), leads, "{start}");
    }
}
