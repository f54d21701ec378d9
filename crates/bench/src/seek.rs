//! Dragging the slider: a seek anywhere in 100,000 events of a raft cluster, or 100,000 revisions of etcd, within a frame.
//!
//! The cluster has five nodes with writes, crashes and elections, once driven message by message and once in long runs.
//! etcd's revisions are made by `fill`, as a lesson makes them, by random puts to 1,000 keys, and by puts to 100,000 keys.
//!
//! What a learner feels is the slow one: so the median, what 19 of 20 stay below, and the slowest each have a row, held
//! against a frame of 16 ms. Every seek is done in each of three rounds, and its fastest time counts: what others take of
//! the processor only ever comes on top.

use crate::stopwatch::seconds;
use crate::{Report, memory};
use labs::etcd::Etcd;
use labs::raft::Raft;
use lesson::{Player, World};

/// Events, or revisions.
const EVENTS: usize = 100_000;

/// Seeks in one round.
const SEEKS: usize = 200;

const ROUNDS: usize = 3;

/// What a seek is held against, in nanoseconds.
const FRAME: f64 = 16e6;

/// The workloads of the area.
pub fn run(report: &mut Report) {
    let by_message = ["tick all", "deliver all", "tick all", "deliver next"];
    measure(report, "raft, by message", || cluster(&by_message));
    measure(report, "raft, in runs", || cluster(&["run 20"]));
    measure(report, "etcd, fills", || {
        etcd((0..20).flat_map(|i| {
            let fill = format!("fill registry/{i:02} 500 10");
            let lines = (0..50).map(move |j| format!("put registry/{i:02}/{j:06} by-hand"));
            std::iter::once(fill).chain(lines)
        }))
    });
    measure(report, "etcd, 1000 keys", || {
        let mut chance = Chance(1);
        etcd((0..EVENTS).map(|i| format!("put registry/{:06} {i}", chance.below(1_000))))
    });
    measure(report, "etcd, 100000 keys", || {
        etcd((0..EVENTS).map(|i| format!("put registry/{i:06} {i}")))
    });
}

/// Goes to random places, and tells how long that took and how many bytes the player holds.
fn measure<W: World>(report: &mut Report, name: &str, make: impl FnOnce() -> Player<W>) {
    let mut made = None;
    let held = memory::growth(|| made = Some(make()));
    let mut player = made.expect("it was just made");
    let len = player.len();
    let mut chance = Chance(1);
    let places: Vec<usize> = (0..SEEKS).map(|_| chance.below(len + 1)).collect();
    let mut times = vec![f64::MAX; SEEKS];
    for _ in 0..ROUNDS {
        player.seek(len);
        for (&place, time) in places.iter().zip(&mut times) {
            let took = seconds(&mut || {
                player.seek(place);
                player.position() as u64
            });
            *time = time.min(took * 1e9);
        }
    }
    times.sort_by(f64::total_cmp);
    for (which, at) in [
        ("median", SEEKS / 2),
        ("19 of 20", SEEKS * 19 / 20),
        ("slowest", SEEKS - 1),
    ] {
        let frame = vec![("a frame".to_string(), FRAME)];
        report.figures(&format!("{name}, {len} lines: {which}"), times[at], frame);
    }
    report.figures(&format!("{name}, MB held"), held as f64 / 1e6, Vec::new());
}

/// A run of a cluster: rounds of those lines, between them writes, and now and then the leader crashes.
fn cluster(round: &[&str]) -> Player<Raft> {
    let mut player = Player::new(1);
    let mut count = 0;
    let mut act = |player: &mut Player<Raft>, line: &str| {
        let command = line.parse().expect("a line of the raft world");
        count += player.act(command).events().len();
        count
    };
    act(&mut player, "start 5 prevote=on");
    act(&mut player, "run 40");
    for number in 0.. {
        for line in round {
            if act(&mut player, line) >= EVENTS {
                return player;
            }
        }
        let Some(leader) = player.world().cluster().leader() else {
            continue;
        };
        match number % 40 {
            20 => act(&mut player, &format!("crash {leader}")),
            30 => act(&mut player, "settle"),
            39 => act(&mut player, &format!("snapshot {leader}")),
            _ => act(&mut player, &format!("propose {leader} v{number}")),
        };
    }
    unreachable!("events grow without end")
}

fn etcd(lines: impl Iterator<Item = String>) -> Player<Etcd> {
    let mut player = Player::new(1);
    let commands = lines.map(|line| line.parse().expect("a line of etcdctl"));
    player.run("", commands.collect::<Vec<_>>());
    player
}

/// A linear congruential generator (Knuth's constants for 64 bits), the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as usize
    }
}
