//! The language of the shuffle world: what a line can say.

use std::fmt;
use std::str::FromStr;

use balance::generator::Kind;
use balance::shuffle::{MAX_SWAPS, NAMES};
use lesson::{ParseError, Verb};

use crate::line::Line;

/// The most elements a row can have.
pub const N_MAX: usize = balance::MAX_N;
/// The most trials one `run` may ask for: more belongs into the laboratory, where a worker does it.
pub const TRIALS_MAX: u64 = 100_000_000;

/// What one can ask of the shuffle world.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A fresh row of so many elements.
    New(usize),
    /// Which shuffle the next trial runs.
    Shuffle {
        /// One of [`NAMES`].
        name: &'static str,
        /// How many swaps `two_random_n_swaps` does; as many as there are elements unless said.
        swaps: Option<u32>,
    },
    /// Where chance comes from.
    Generator {
        /// Which generator.
        kind: Kind,
        /// Unless said it is the world's own; for Go 1.19 it is 1, as in a program that forgets to seed.
        seed: Option<u64>,
    },
    /// One draw of the running trial.
    Draw,
    /// On to the next move of the running trial.
    Step,
    /// On to the end of the running trial.
    Trial,
    /// Two positions swapped by hand.
    Swap(usize, usize),
    /// Many trials, counted.
    Run(u64),
    /// What the mathematics says, without a single draw.
    Exact(Exact),
    /// The test of the counted trials.
    ChiSquared(Test),
    /// The load of the servers that the counted trials would give.
    Servers {
        /// A server that does not answer.
        dead: Option<usize>,
        /// How often a request goes on to the next server in its row.
        retries: usize,
    },
    /// Processes that start together, and each shuffle once.
    Clients {
        /// How many.
        count: usize,
        /// Whether they all start from the same seed.
        seeds: Seeds,
    },
    /// The row as at the start, nothing counted; the choices stay.
    Reset,
    /// The row, the choices and what was counted.
    Show,
}

/// What `exact` can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exact {
    /// How likely element 0 is at position 0.
    P0,
    /// How likely each element is at position 0.
    First,
    /// How likely each element is at each position.
    Matrix,
    /// How the orders differ in likelihood.
    Permutations,
    /// Who takes over when this server is dead.
    FailOver(usize),
}

/// What `chi2` tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Every element at every position.
    Matrix,
    /// Who comes first.
    First,
}

/// How the clients of `clients` are seeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeds {
    /// All alike: the generator as it starts.
    Same,
    /// Each its own.
    Own,
}

const SEEDS: [(&str, Seeds); 2] = [("same", Seeds::Same), ("own", Seeds::Own)];
const TESTS: [(&str, Test); 2] = [("matrix", Test::Matrix), ("first", Test::First)];

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut line = Line::new(text);
        let command = match line.verb(VERBS)? {
            "new" => Command::New(line.number("a number of elements", balance::MIN_N, N_MAX)?),
            "shuffle" => shuffle(&mut line)?,
            "generator" => {
                let kind =
                    line.choice("a generator", &Kind::ALL.map(|kind| (kind.name(), kind)))?;
                let seed = line.options(&["seed"])?.number("seed", 0, u64::MAX)?;
                Command::Generator { kind, seed }
            }
            "draw" => Command::Draw,
            "step" => Command::Step,
            "trial" => Command::Trial,
            "swap" => {
                let position = |line: &mut Line| line.number("a position", 0, N_MAX - 1);
                Command::Swap(position(&mut line)?, position(&mut line)?)
            }
            "run" => Command::Run(line.number("a number of trials", 1, TRIALS_MAX)?),
            "exact" => exact(&mut line)?,
            "chi2" => {
                let test = if line.is_at_end() {
                    Test::Matrix
                } else {
                    line.choice("a test", &TESTS)?
                };
                Command::ChiSquared(test)
            }
            "servers" => {
                let options = line.options(&["dead", "retries"])?;
                Command::Servers {
                    dead: options.number("dead", 0, N_MAX - 1)?,
                    retries: options.number("retries", 0, 1)?.unwrap_or(1),
                }
            }
            "clients" => {
                let count = line.number("a number of clients", 1, 12)?;
                let seeds = line
                    .options(&["seeds"])?
                    .choice("seeds", &SEEDS)?
                    .unwrap_or(Seeds::Same);
                Command::Clients { count, seeds }
            }
            "reset" => Command::Reset,
            "show" => Command::Show,
            verb => unreachable!("`{verb}` is in VERBS and has no arm"),
        };
        line.end()?;
        Ok(command)
    }
}

fn shuffle(line: &mut Line) -> Result<Command, ParseError> {
    let name = line.choice("a shuffle", &NAMES.map(|name| (name, name)))?;
    let known: &[&str] = if name == NAMES[0] { &["k"] } else { &[] };
    let swaps = line.options(known)?.number("k", 0, MAX_SWAPS)?;
    Ok(Command::Shuffle { name, swaps })
}

fn exact(line: &mut Line) -> Result<Command, ParseError> {
    const KINDS: [(&str, Exact); 5] = [
        ("p0", Exact::P0),
        ("first", Exact::First),
        ("matrix", Exact::Matrix),
        ("permutations", Exact::Permutations),
        ("failover", Exact::FailOver(0)),
    ];
    Ok(Command::Exact(match line.choice("a question", &KINDS)? {
        Exact::FailOver(_) => Exact::FailOver(line.number("the dead server", 0, N_MAX - 1)?),
        other => other,
    }))
}

/// The canonical line; parsing it gives the command back.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::New(n) => write!(f, "new {n}"),
            Command::Shuffle { name, swaps: None } => write!(f, "shuffle {name}"),
            Command::Shuffle {
                name,
                swaps: Some(swaps),
            } => write!(f, "shuffle {name} k={swaps}"),
            Command::Generator { kind, seed: None } => write!(f, "generator {}", kind.name()),
            Command::Generator {
                kind,
                seed: Some(seed),
            } => write!(f, "generator {} seed={seed}", kind.name()),
            Command::Draw => f.write_str("draw"),
            Command::Step => f.write_str("step"),
            Command::Trial => f.write_str("trial"),
            Command::Swap(a, b) => write!(f, "swap {a} {b}"),
            Command::Run(trials) => write!(f, "run {trials}"),
            Command::Exact(Exact::P0) => f.write_str("exact p0"),
            Command::Exact(Exact::First) => f.write_str("exact first"),
            Command::Exact(Exact::Matrix) => f.write_str("exact matrix"),
            Command::Exact(Exact::Permutations) => f.write_str("exact permutations"),
            Command::Exact(Exact::FailOver(dead)) => write!(f, "exact failover {dead}"),
            Command::ChiSquared(Test::Matrix) => f.write_str("chi2 matrix"),
            Command::ChiSquared(Test::First) => f.write_str("chi2 first"),
            Command::Servers {
                dead: None,
                retries,
            } => write!(f, "servers retries={retries}"),
            Command::Servers {
                dead: Some(dead),
                retries,
            } => write!(f, "servers dead={dead} retries={retries}"),
            Command::Clients {
                count,
                seeds: Seeds::Same,
            } => write!(f, "clients {count} seeds=same"),
            Command::Clients {
                count,
                seeds: Seeds::Own,
            } => write!(f, "clients {count} seeds=own"),
            Command::Reset => f.write_str("reset"),
            Command::Show => f.write_str("show"),
        }
    }
}

/// Every verb, in the order a learner meets them.
pub const VERBS: &[Verb] = &[
    Verb::new(
        "new",
        "new <n>",
        "A fresh row of n elements: 0 1 2 .. n-1",
        "新的一行 n 个元素：0 1 2 .. n-1",
    ),
    Verb::new(
        "shuffle",
        "shuffle <name> [k=<swaps>]",
        "Chooses the shuffle; k is the number of swaps of two_random_n_swaps",
        "选择洗牌算法；k 是 two_random_n_swaps 的交换次数",
    ),
    Verb::new(
        "generator",
        "generator <name> [seed=<number>]",
        "Chooses where chance comes from",
        "选择随机数生成器",
    ),
    Verb::new(
        "draw",
        "draw",
        "One draw of the running trial",
        "正在进行的这一轮，抽一个随机数",
    ),
    Verb::new(
        "step",
        "step",
        "On to the next move of the trial",
        "走到这一轮的下一次移动",
    ),
    Verb::new(
        "trial",
        "trial",
        "On to the end of the trial",
        "把这一轮洗完",
    ),
    Verb::new(
        "swap",
        "swap <a> <b>",
        "Swaps two positions by hand",
        "手动交换两个位置",
    ),
    Verb::new(
        "run",
        "run <trials>",
        "Runs many trials and counts them",
        "洗很多轮并计数",
    ),
    Verb::new(
        "exact",
        "exact p0|first|matrix|permutations|failover <dead>",
        "What the mathematics says, without a draw",
        "不抽随机数，直接给出精确值",
    ),
    Verb::new(
        "chi2",
        "chi2 [matrix|first]",
        "Tests the counted trials for fairness",
        "用卡方检验判断计数是否公平",
    ),
    Verb::new(
        "servers",
        "servers [dead=<server>] [retries=0|1]",
        "The load per server when position 0 is tried first",
        "先试位置 0 时，每台服务器的负载",
    ),
    Verb::new(
        "clients",
        "clients <count> [seeds=same|own]",
        "Processes that start together, each shuffling once",
        "同时启动的多个进程，各洗一次",
    ),
    Verb::new(
        "reset",
        "reset",
        "The row as at the start, nothing counted; the choices stay",
        "恢复初始的一行并清空计数，所选不变",
    ),
    Verb::new(
        "show",
        "show",
        "The row, the choices and what was counted",
        "显示这一行、所选和计数",
    ),
];
