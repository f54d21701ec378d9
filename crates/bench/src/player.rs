//! Moving through a long log: the player against a replay from the start, on a world of a thousand numbers in which a
//! command takes about a microsecond, as a step of a small engine does. How long real worlds take: see [`crate::seek`].

use crate::{Contestant, Report};
use lesson::{ParseError, Player, Refusal, Verb, World};
use std::fmt;
use std::str::FromStr;

/// The workloads of the area.
pub fn run(report: &mut Report) {
    for len in [10_000, 100_000] {
        let commands = random(len);
        let mut player = Player::<Ledger>::new(1);
        player.run("", commands.clone());
        let places = places(len);
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

/// Fifty places anywhere in a log of so many commands.
fn places(len: usize) -> Vec<usize> {
    random(50)
        .iter()
        .map(|Move { from, to }| (from * 1_000 + to) % len)
        .collect()
}

fn random(count: usize) -> Vec<Move> {
    let mut state: u64 = 1;
    let mut below = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % 1_000) as usize
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
