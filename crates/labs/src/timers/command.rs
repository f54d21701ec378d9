//! The language of the timer bench.

use std::fmt;
use std::str::FromStr;

use lesson::{ParseError, Verb};

use super::{IDS, MOST, joined};
use crate::line::{Line, Word};

/// What one can ask of the timer bench.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// An empty bench.
    New {
        /// Slots of the hashed wheel; 64 unless said.
        slots: Option<usize>,
        /// Bits of each level of the hierarchical wheel; 8, 6, 6, 6, 6 unless said.
        bits: Option<Vec<u32>>,
    },
    /// A timer.
    Add {
        /// Its number.
        id: u32,
        /// After so many ticks.
        delay: i64,
        /// And then every so many.
        every: Option<u64>,
    },
    /// A timer is taken back.
    Cancel(u32),
    /// A timer gets another deadline.
    Reset {
        /// Its number.
        id: u32,
        /// After so many ticks.
        delay: i64,
    },
    /// Many timers.
    Load {
        /// How many.
        count: u32,
        /// Delays are 1 to this.
        delay: u64,
        /// How many of a hundred are cancelled again.
        cancel: u64,
    },
    /// Time passes.
    Advance(u64),
    /// To the next deadline.
    Next,
    /// The array of a heap with so many children a parent.
    Heap(u32),
    /// The slots of the hierarchical wheel.
    Wheel,
    /// The slots of the hashed wheel.
    Hashed,
    /// What was done.
    Counts,
    /// The time and what is pending.
    Show,
    /// The structures held against a number of operations.
    Budget {
        /// At most so many.
        operations: u64,
        /// And at most so many slots, if that is said.
        slots: Option<usize>,
    },
    /// How early or late wheels with a coarse tick are.
    Coarse {
        /// Ticks of ours that are one of theirs.
        tick: u64,
        /// Of a timer that is added now.
        delay: u64,
    },
}

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        const DELAY: i64 = 1_000_000_000_000;
        let mut line = Line::new(text);
        let id = |line: &mut Line| line.number("the number of a timer", 0, IDS - 1);
        let command = match line.verb(VERBS)? {
            "new" => {
                let options = line.options(&["slots", "bits"])?;
                let slots = options.number("slots", 1, 4096)?;
                Command::New {
                    slots,
                    bits: options.get("bits").map(bits).transpose()?,
                }
            }
            "add" => {
                let (id, delay) = (id(&mut line)?, line.number("a delay in ticks", 0, DELAY)?);
                let every = line.options(&["every"])?.number("every", 1, DELAY as u64)?;
                Command::Add { id, delay, every }
            }
            "cancel" => Command::Cancel(id(&mut line)?),
            "reset" => Command::Reset {
                id: id(&mut line)?,
                delay: line.number("a delay in ticks", 0, DELAY)?,
            },
            "load" => Command::Load {
                count: line.number("a number of timers", 1, MOST)?,
                delay: line.number("the longest delay in ticks", 1, 10_000_000)?,
                cancel: line
                    .options(&["cancel"])?
                    .number("cancel", 0, 100)?
                    .unwrap_or(0),
            },
            "advance" => Command::Advance(line.number("a number of ticks", 1, 10_000_000)?),
            "next" => Command::Next,
            "heap" => Command::Heap(line.choice("an arity", &[("2", 2), ("4", 4)])?),
            "wheel" => Command::Wheel,
            "hashed" => Command::Hashed,
            "counts" => Command::Counts,
            "show" => Command::Show,
            "budget" => Command::Budget {
                operations: line.number("a number of operations", 1, 1_000_000_000_000)?,
                slots: line.options(&["slots"])?.number("slots", 0, 1_000_000)?,
            },
            "coarse" => Command::Coarse {
                tick: line.number("the length of a tick", 1, 1000)?,
                delay: line.number("a delay in ticks", 1, 1_000_000)?,
            },
            verb => unreachable!("`{verb}` is in VERBS and has no arm"),
        };
        line.end()?;
        Ok(command)
    }
}

fn bits(word: &Word) -> Result<Vec<u32>, ParseError> {
    let bits: Option<Vec<u32>> = word.text.split(',').map(|bits| bits.parse().ok()).collect();
    bits.filter(|bits| (2..=8).contains(&bits.len()) && bits.iter().all(|bits| (1..=10).contains(bits)) && bits.iter().sum::<u32>() <= 40)
        .filter(|bits| bits.iter().sum::<u32>() >= 8)
        .ok_or_else(|| ParseError {
            message: format!("`{}` are no levels; expected 2 to 8 numbers from 1 to 10 with commas, 8 to 40 together", word.text),
            span: word.span.clone(),
        })
}

/// The canonical line; parsing it gives the command back.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::New { slots, bits } => {
                f.write_str("new")?;
                slots
                    .iter()
                    .try_for_each(|slots| write!(f, " slots={slots}"))?;
                bits.iter()
                    .try_for_each(|bits| write!(f, " bits={}", joined(bits)))
            }
            Command::Add { id, delay, every } => {
                write!(f, "add {id} {delay}")?;
                every
                    .iter()
                    .try_for_each(|every| write!(f, " every={every}"))
            }
            Command::Cancel(id) => write!(f, "cancel {id}"),
            Command::Reset { id, delay } => write!(f, "reset {id} {delay}"),
            Command::Load {
                count,
                delay,
                cancel,
            } => write!(f, "load {count} {delay} cancel={cancel}"),
            Command::Advance(ticks) => write!(f, "advance {ticks}"),
            Command::Next => f.write_str("next"),
            Command::Heap(arity) => write!(f, "heap {arity}"),
            Command::Wheel => f.write_str("wheel"),
            Command::Hashed => f.write_str("hashed"),
            Command::Counts => f.write_str("counts"),
            Command::Show => f.write_str("show"),
            Command::Budget { operations, slots } => {
                write!(f, "budget {operations}")?;
                slots
                    .iter()
                    .try_for_each(|slots| write!(f, " slots={slots}"))
            }
            Command::Coarse { tick, delay } => write!(f, "coarse {tick} {delay}"),
        }
    }
}

pub(super) const VERBS: &[Verb] = &[
    Verb::new(
        "new",
        "new [slots=<n>] [bits=<b,b,..>]",
        "An empty bench with wheels of this shape",
        "清空，并给出两种时间轮的形状",
    ),
    Verb::new(
        "add",
        "add <id> <delay> [every=<ticks>]",
        "A timer, perhaps a periodic one",
        "添加一个定时器，可以是周期性的",
    ),
    Verb::new(
        "cancel",
        "cancel <id>",
        "Takes a timer back",
        "取消一个定时器",
    ),
    Verb::new(
        "reset",
        "reset <id> <delay>",
        "Puts a timer off, or arms it again",
        "推迟一个定时器，或重新启用",
    ),
    Verb::new(
        "load",
        "load <count> <delay> [cancel=<percent>]",
        "Many timers, some cancelled again",
        "添加许多定时器，并取消其中一部分",
    ),
    Verb::new("advance", "advance <ticks>", "Time passes", "时间流逝"),
    Verb::new("next", "next", "To the next deadline", "走到下一个到期时刻"),
    Verb::new(
        "heap",
        "heap 2|4",
        "The heap as the array it is, level by level",
        "按层显示堆的数组",
    ),
    Verb::new(
        "wheel",
        "wheel",
        "The slots of the hierarchical wheel that hold something",
        "显示多级时间轮中非空的槽",
    ),
    Verb::new(
        "hashed",
        "hashed",
        "The slots of the hashed wheel that hold something",
        "显示单级时间轮中非空的槽",
    ),
    Verb::new(
        "counts",
        "counts",
        "What each structure has done",
        "显示每种结构做了多少操作",
    ),
    Verb::new(
        "show",
        "show",
        "The shapes, the time, what came of all timers",
        "显示形状、时间，以及所有定时器的去向",
    ),
    Verb::new(
        "budget",
        "budget <operations> [slots=<n>]",
        "The structures by what they did, held against a budget",
        "按操作数给各结构排名，并与预算比较",
    ),
    Verb::new(
        "coarse",
        "coarse <tick> <delay>",
        "How early or late wheels with so coarse a tick fire",
        "刻度这么粗的时间轮会早触发或晚触发多少",
    ),
];
