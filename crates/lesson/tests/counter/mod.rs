//! A toy world for the tests of this crate: one number, a die, and rules that refuse.

use std::fmt::{self, Display};
use std::str::FromStr;

use lesson::{ParseError, Refusal, Verb, World};

/// A number that one adds to, halves when it is even, and rolls a die for.
#[derive(Clone, Debug, PartialEq)]
pub struct Counter {
    pub value: i64,
    chance: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Add(i64),
    Halve,
    Roll(u64),
    Show,
    Tell(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Became(i64),
    Rolled(u64),
    Is(i64),
    Told(String),
}

impl World for Counter {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "counter";

    fn new(seed: u64) -> Self {
        Self {
            value: 0,
            chance: seed,
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Add(n) => self.add(*n).map(|event| vec![event]),
            Command::Halve if self.value % 2 != 0 => Err(Refusal {
                message: "the number is odd".to_owned(),
                why: format!("{} has no half", self.value),
                fix: Some("add 1".to_owned()),
            }),
            Command::Halve => {
                self.value /= 2;
                Ok(vec![Event::Became(self.value)])
            }
            Command::Roll(sides) => {
                let mut after = self.clone();
                let rolled = after.draw() % sides + 1;
                let added = after.add(rolled as i64)?;
                *self = after;
                Ok(vec![Event::Rolled(rolled), added])
            }
            Command::Show => Ok(vec![Event::Is(self.value)]),
            Command::Tell(text) => Ok(vec![Event::Told(text.clone())]),
        }
    }

    /// A line, but `tell <<END` goes on to the line `END`.
    fn commands(text: &str) -> Vec<std::ops::Range<usize>> {
        let mut commands = Vec::new();
        let mut here: Option<usize> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let end = at + line.trim_end().len();
            match here {
                Some(start) if line.trim() == "END" => {
                    commands.push(start..end);
                    here = None;
                }
                Some(_) => {}
                None if line.trim() == "tell <<END" => here = Some(at),
                None if line.trim().is_empty() || line.starts_with('#') => {}
                None => commands.push(at..end),
            }
            at += line.len();
        }
        commands.extend(here.map(|start| start..text.trim_end().len()));
        commands
    }

    fn verbs() -> &'static [Verb] {
        const VERBS: [Verb; 5] = [
            Verb::new("add", "add <n>", "Adds a number.", "加一个数。"),
            Verb::new("halve", "halve", "Halves an even number.", "把偶数折半。"),
            Verb::new(
                "roll",
                "roll <sides>",
                "Adds what a die shows.",
                "加上骰子的点数。",
            ),
            Verb::new("show", "show", "Tells the number.", "说出这个数。"),
            Verb::new("tell", "tell <<END", "Says it again.", "再说一遍。"),
        ];
        &VERBS
    }
}

impl Counter {
    fn add(&mut self, n: i64) -> Result<Event, Refusal> {
        match self.value.checked_add(n) {
            Some(value) if value.abs() < 1_000_000 => {
                self.value = value;
                Ok(Event::Became(value))
            }
            _ => Err(Refusal {
                message: "too large".to_owned(),
                why: String::new(),
                fix: None,
            }),
        }
    }

    fn draw(&mut self) -> u64 {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.chance ^ (self.chance >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 27)
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add(n) => write!(f, "add {n}"),
            Self::Halve => f.write_str("halve"),
            Self::Roll(sides) => write!(f, "roll {sides}"),
            Self::Show => f.write_str("show"),
            Self::Tell(text) => write!(f, "tell <<END\n{text}END"),
        }
    }
}

impl Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Became(n) => write!(f, "now {n}"),
            Self::Rolled(n) => write!(f, "rolled {n}"),
            Self::Is(n) => write!(f, "{n}"),
            Self::Told(text) => f.write_str(text.trim_end()),
        }
    }
}

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(line: &str) -> Result<Self, ParseError> {
        if let Some(text) = line
            .strip_prefix("tell <<END\n")
            .and_then(|rest| rest.strip_suffix("END"))
        {
            return Ok(Self::Tell(text.to_owned()));
        }
        let error = |span, message: &str| {
            Err(ParseError {
                span,
                message: message.to_owned(),
            })
        };
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (verb, rest) {
            ("halve", "") => Ok(Self::Halve),
            ("show", "") => Ok(Self::Show),
            ("add", n) => match n.parse() {
                Ok(n) => Ok(Self::Add(n)),
                Err(_) => error(
                    verb.len().min(line.len())..line.len(),
                    "expected a number after `add`",
                ),
            },
            ("roll", n) => match n.parse() {
                Ok(n) if n > 0 => Ok(Self::Roll(n)),
                _ => error(
                    verb.len()..line.len(),
                    "expected the number of sides after `roll`",
                ),
            },
            _ => error(0..verb.len(), "expected add, halve, roll, show or tell"),
        }
    }
}
