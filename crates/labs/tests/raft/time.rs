//! Time that passes by itself, and how a cluster begins.

use labs::raft::Raft;
use lesson::World;

use crate::{plays, taken};

#[test]
fn a_message_takes_its_time_while_time_passes_and_keeps_its_place_on_its_link() {
    for (latency, elected) in [("0", 1), ("1", 2), ("5", 10), ("9", 18)] {
        let mut world = Raft::new(42);
        let start = format!("start 3 election=40 latency={latency}");
        taken(&mut world, &[&start, "campaign 1"]);
        let ticks = (1..).find(|_| {
            taken(&mut world, &["run 1"]);
            world.cluster().leader() == Some(1)
        });
        assert_eq!(ticks, Some(elected), "there and back, {latency} each");
    }
    for seed in 0..20 {
        let mut world = Raft::new(seed);
        taken(
            &mut world,
            &["start 2 election=100 latency=0..9", "campaign 1", "run 60"],
        );
        for value in 0..30 {
            taken(
                &mut world,
                &[&format!("write a 2 {value}"), "timeout a", "run 1"],
            );
        }
        taken(&mut world, &["run 60"]);
        let nodes = world.nodes();
        let log = nodes[0].log.iter().filter(|cell| !cell.text.is_empty());
        let written: Vec<&str> = log.filter_map(|cell| cell.text.split('=').nth(1)).collect();
        let asked: Vec<String> = (0..30).map(|value: u64| value.to_string()).collect();
        assert_eq!(written, asked, "seed {seed}");
    }
}

#[test]
fn with_a_spread_of_one_all_wait_alike_and_everybody_votes_for_itself() {
    for seed in 0..20 {
        let mut world = Raft::new(seed);
        taken(
            &mut world,
            &["start 4 election=10 spread=1 latency=1", "run 10"],
        );
        let nodes = world.nodes();
        assert!(nodes.iter().all(|node| node.vote == node.id), "seed {seed}");
        taken(&mut world, &["start 4 election=10 spread=7", "run 1"]);
        for node in world.nodes() {
            let (elapsed, timeout) = node.timer.expect("it is up");
            assert!(elapsed == 1 && (10..17).contains(&timeout), "{node}");
        }
    }
}

#[test]
fn a_cluster_can_begin_with_a_leader() {
    plays(
        "
> start 4 voters=3 leader=2
cluster of 4 voters=3 leader=2
2 became candidate at term 1
1 became follower at term 1
3 became follower at term 1
2 became leader at term 1
> show
1 StateFollower term 1 vote 2 lead 2 timer 0/17 log 1/2 durable 2 committed 2 applied 2 register \"\"
2 StateLeader term 1 vote 2 lead 2 log 1/2 durable 2 committed 2 applied 2 register \"\"
3 StateFollower term 1 vote 2 lead 2 timer 0/17 log 1/2 durable 2 committed 2 applied 2 register \"\"
4 StateFollower term 0 vote 0 lead 0 timer 1/19 log empty durable 0 committed 0 applied 0 register \"\"
0 in flight
",
    );
    for options in [
        "storage=ready",
        "storage=threads",
        "prevote=on lease=on",
        "latency=2",
    ] {
        let mut world = Raft::new(42);
        taken(&mut world, &[&format!("start 3 leader=3 {options}")]);
        assert_eq!(world.cluster().leader(), Some(3), "{options}");
        assert!(
            world.nodes().iter().all(|node| node.applied == 2),
            "{options}"
        );
    }
}
