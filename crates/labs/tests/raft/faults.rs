//! Disks that forget, and a network that doubles, delays and waits.

use labs::raft::{Raft, Verdict};
use lesson::World;

use crate::taken;

#[test]
fn what_a_disk_has_not_written_is_lost_in_a_crash() {
    let mut world = Raft::new(42);
    taken(&mut world, &["start 1 storage=threads", "campaign 1"]);
    while world.apply(&"persist 1".parse().unwrap()).is_ok() {}
    taken(&mut world, &["propose 1 x"]);
    let before = world.nodes()[0].clone();
    assert_eq!(before.last(), before.durable + 1);
    taken(&mut world, &["crash 1"]);
    assert_eq!(world.nodes()[0].last(), before.durable);
    assert_eq!(world.nodes()[0].role, None);
}

#[test]
fn a_vote_that_is_not_on_disk_does_not_leave_its_node() {
    let mut world = Raft::new(42);
    let lines = [
        "start 3 storage=ready",
        "campaign 1",
        "work 1",
        "deliver 1->2",
    ];
    let printed = taken(&mut world, &lines);
    assert!(
        printed.contains("2 [logterm: 0, index: 1, vote: 0] cast MsgVote for 1"),
        "{printed}"
    );
    let from_2 = |world: &Raft| {
        world
            .in_flight()
            .filter(|(_, message)| message.from == 2)
            .count()
    };
    assert_eq!(from_2(&world), 0);
    taken(&mut world, &["work 2"]);
    assert_eq!(from_2(&world), 1);
}

#[test]
fn a_proposal_that_the_network_doubles_is_written_twice() {
    let mut world = Raft::new(42);
    let lines = [
        "campaign 1",
        "deliver all",
        "write a 2 old",
        "duplicate 2->1",
        "deliver 2->1",
        // The copy waits.
        "cut 2->1",
        "run 1",
        "write b 1 new",
        "run 1",
        "read c 1 local",
        "heal",
        "deliver all",
    ];
    taken(&mut world, &lines);
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
    let printed = taken(&mut world, &["read c 1 local"]);
    assert!(printed.contains("reads old"), "{printed}");
    assert!(printed.contains("not linearizable"), "{printed}");
}

#[test]
fn an_append_carries_one_entry_if_so_wanted() {
    let mut world = Raft::new(42);
    let lines = [
        "start 3 append=one",
        "campaign 1",
        "cut 3",
        "deliver all",
        "propose 1 x",
        "propose 1 y",
        "deliver all",
        "drop all",
        "heal",
        "tick 1",
        "deliver all",
    ];
    let printed = taken(&mut world, &lines);
    assert!(!printed.contains("EntryNormal \"x\", "), "{printed}");
    assert_eq!(world.register(3), "y");
}

#[test]
fn messages_are_delivered_in_the_order_of_sending_unless_delayed() {
    let mut world = Raft::new(42);
    taken(&mut world, &["campaign 1"]);
    let numbers: Vec<u64> = world.in_flight().map(|(number, _)| number).collect();
    assert_eq!(numbers, [1, 2]);
    taken(&mut world, &["delay"]);
    let printed = taken(&mut world, &["deliver"]);
    assert!(printed.starts_with("delivered 1->3"), "{printed}");
    taken(&mut world, &["duplicate 1->2"]);
    let to_2 = world.in_flight().filter(|(_, message)| message.to == 2);
    assert_eq!(to_2.count(), 2);
    taken(&mut world, &["drop all"]);
    assert_eq!(world.in_flight().count(), 0);
}
