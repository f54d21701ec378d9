//! Moving through a long log: the player against a replay from the start, on a world of a thousand numbers in which a
//! command takes about a microsecond, as a step of a small engine does.
//!
//! And on the raft world: five nodes whose messages are delivered one by one, with writes, crashes and elections.
//!
//! The bars are a page's: a seek anywhere in 10,000 events within 50 ms, in 100,000 cheap ones within a frame, 16 ms.
//!
//! The same on etcd with 100,000 revisions: made by `fill`, as a lesson makes them, and typed line by line. There the
//! slowest seek is what a learner feels who drags the slider.

use crate::stopwatch::slowest_seconds;
use crate::{Contestant, Report};
use labs::etcd::Etcd;
use labs::raft::Raft;
use lesson::{ParseError, Player, Refusal, Verb, World};
use std::fmt;
use std::str::FromStr;

/// The workloads of the area.
pub fn run(report: &mut Report) {
    for len in [10_000, 100_000] {
        let commands = random(len);
        let mut player = Player::<Ledger>::new(1);
        player.run("", commands.clone());
        let places: Vec<usize> = random(50)
            .iter()
            .map(|Move { from, to }| (from * 1_000 + to) % len)
            .collect();

        let mut seeking = player.clone();
        let seek = || {
            places.iter().fold(0, |sum, place| {
                seeking.seek(*place);
                sum + seeking.world().numbers[0]
            })
        };
        let replay = || {
            places.iter().fold(0, |sum, place| {
                let mut world = Ledger::new(1);
                for command in &commands[..*place] {
                    world.apply(command).expect("the ledger refuses nothing");
                }
                sum + world.numbers[0]
            })
        };
        let peers: &mut [Contestant] = &mut [
            ("player", Box::new(seek)),
            ("replay from the start", Box::new(replay)),
        ];
        report.compare(
            &format!("{len} commands, a seek anywhere"),
            places.len() as u64,
            Some(8.0),
            peers,
        );

        player.seek(len);
        let steps = 256;
        let back = || {
            player.seek(len - 1);
            (0..steps).fold(0, |sum, _| {
                player.back();
                sum + player.world().numbers[0]
            })
        };
        report.compare(
            &format!("{len} commands, a step back"),
            steps,
            None,
            &mut [("player", Box::new(back))],
        );
    }
    clusters(report);
    etcd(report);
}

/// 100,000 events of a cluster, once message by message, once in long runs.
fn clusters(report: &mut Report) {
    for (name, round) in [
        (
            "raft message by message",
            &["tick all", "deliver all", "tick all", "deliver next"][..],
        ),
        ("raft in runs", &["run 20"][..]),
    ] {
        let mut player = cluster(100_000, round);
        let len = player.len();
        let places: Vec<usize> = random(50)
            .iter()
            .map(|Move { from, to }| (from * 1_000 + to) % len)
            .collect();
        let seek = || {
            places.iter().fold(0, |sum, place| {
                player.seek(*place);
                sum + player.world().committed()
            })
        };
        report.compare(
            &format!("{name}, 100000 events in {len} commands, a seek anywhere"),
            places.len() as u64,
            None,
            &mut [("player", Box::new(seek))],
        );
    }
}

/// A run of at least so many events: rounds of those lines, between them writes, and now and then the leader crashes.
fn cluster(events: usize, round: &[&str]) -> Player<Raft> {
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
            if act(&mut player, line) >= events {
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

/// 100,000 revisions of etcd.
fn etcd(report: &mut Report) {
    let filled = (0..20).flat_map(|i| {
        let fill = format!("fill registry/{i:02} 500 10");
        let lines = (0..50).map(move |j| format!("put registry/{i:02}/{j:06} by-hand"));
        std::iter::once(fill).chain(lines)
    });
    let typed = random(100_000)
        .into_iter()
        .map(|Move { from, to }| format!("put registry/{from:06} {to}"));
    scrub(report, "fills", filled);
    scrub(report, "lines", typed);
}

/// Dragging through a run of etcd, anywhere and a little further.
fn scrub(report: &mut Report, made_by: &str, lines: impl Iterator<Item = String>) {
    let commands: Vec<_> = lines
        .map(|line| line.parse().expect("a line of etcdctl"))
        .collect();
    let len = commands.len();
    let mut player = Player::<Etcd>::new(1);
    player.run("", commands);
    let places: Vec<usize> = random(50)
        .iter()
        .map(|Move { from, to }| (from * 1_000 + to) % len)
        .collect();
    let slowest = slowest_seconds(places.iter().map(|&place| {
        player.seek(place);
        player.world().store().revision() as u64
    }));
    report.figures(
        &format!("etcd, 10^5 revisions by {made_by}, slowest seek"),
        slowest * 1e9,
        Vec::new(),
    );
    let mut seek = || {
        places.iter().fold(0, |sum, &place| {
            player.seek(place);
            sum + player.world().store().revision() as u64
        })
    };
    report.compare(
        &format!("etcd, 10^5 revisions by {made_by}, a seek"),
        places.len() as u64,
        None,
        &mut [("player", Box::new(&mut seek))],
    );
}

#[derive(Clone, Debug, PartialEq)]
struct Ledger {
    numbers: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Move {
    from: usize,
    to: usize,
}

fn random(count: usize) -> Vec<Move> {
    let mut state: u64 = 1;
    let mut below = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % 1_000
    };
    (0..count)
        .map(|_| Move {
            from: below(),
            to: below(),
        })
        .collect()
}

impl World for Ledger {
    type Command = Move;
    type Event = Move;
    const NAME: &'static str = "ledger";

    fn new(seed: u64) -> Self {
        Self {
            numbers: (0..1_000).map(|i| i ^ seed).collect(),
        }
    }

    fn apply(&mut self, command: &Move) -> Result<Vec<Move>, Refusal> {
        let amount = self.numbers[command.from] / 2;
        self.numbers[command.from] -= amount;
        self.numbers[command.to] += amount;
        // What makes it a microsecond: a checksum over everything, which the next command depends on.
        let digest = self.numbers.iter().fold(0, |hash: u64, number| {
            (hash ^ number).wrapping_mul(0x100_0000_01b3)
        });
        self.numbers[0] ^= digest & 1;
        Ok(vec![command.clone()])
    }

    fn verbs() -> &'static [Verb] {
        &[]
    }
}

impl FromStr for Move {
    type Err = ParseError;

    fn from_str(line: &str) -> Result<Self, ParseError> {
        let numbers = line
            .split_once(' ')
            .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
        let (from, to) = numbers.ok_or(ParseError {
            span: 0..line.len(),
            message: "expected two numbers".to_string(),
        })?;
        Ok(Self { from, to })
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.from, self.to)
    }
}
