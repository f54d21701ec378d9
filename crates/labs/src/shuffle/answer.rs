//! What the bench answers to a question: numbers as values, and how they are printed.

use std::fmt;

use balance::rational::Rational;
use balance::run::{Counts, Settings};
use balance::stats;
use balance::{Shuffle, Square};

use super::command::{Seeds, Test};

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To `run`: what was counted, and the exact chances, laid out as `counts.positions`.
    Counted(Counts, Square<f64>),
    /// To `exact p0`.
    P0(Settings, Chance),
    /// To `exact first`: by element.
    First(Settings, Vec<Chance>),
    /// To `exact matrix`: a row per element, a column per position.
    Matrix(Settings, Square<f64>),
    /// To `exact permutations`.
    Permutations(Settings, Box<Spread>),
    /// To `exact failover`: the dead server, and how likely each is tried second when the dead one came first.
    FailOver(Settings, usize, Vec<f64>),
    /// To `chi2`.
    ChiSquared(Settings, Verdict),
    /// To `servers`.
    Servers(Settings, Load),
    /// To `clients`.
    Clients(Settings, Seeds, Vec<Vec<u8>>),
}

impl Answer {
    /// What it is about.
    #[must_use]
    pub fn settings(&self) -> Settings {
        match self {
            Answer::Counted(counts, _) => counts.settings(),
            Answer::P0(settings, ..)
            | Answer::First(settings, ..)
            | Answer::Matrix(settings, ..)
            | Answer::Permutations(settings, ..)
            | Answer::FailOver(settings, ..)
            | Answer::ChiSquared(settings, ..)
            | Answer::Servers(settings, ..)
            | Answer::Clients(settings, ..) => *settings,
        }
    }
}

/// How likely something is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// As a fraction, if it fits 128 bits.
    pub fraction: Option<Rational>,
    /// As a number.
    pub decimal: f64,
}

/// How the orders differ in likelihood.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The number of equally likely outcomes of all draws.
    pub outcomes: u128,
    /// How many orders there are: n!.
    pub orders: usize,
    /// How many of them can come at all.
    pub reachable: usize,
    /// The likeliest: outcomes that lead there, how many orders are that likely, and one of them.
    pub most: (u128, usize, Vec<u8>),
    /// The least likely, the same.
    pub least: (u128, usize, Vec<u8>),
    /// The total variation distance from a fair shuffle.
    pub distance: f64,
}

/// What a chi-squared test says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// What was tested.
    pub what: Test,
    /// Of how many trials.
    pub trials: u64,
    /// The statistic, its degrees of freedom and its p-value.
    pub test: stats::Test,
}

impl Verdict {
    /// Below this p-value a shuffle is called biased: one fair run in a thousand is called so by bad luck.
    pub const LEVEL: f64 = 0.001;

    /// Whether the trials are further from fair than all but one in a thousand fair runs.
    #[must_use]
    pub fn is_biased(&self) -> bool {
        self.test.p_value < Self::LEVEL
    }
}

/// The load of servers whose clients try the first of their row, and perhaps the second.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The one that does not answer.
    pub dead: Option<usize>,
    /// Whether a request that met the dead server goes on to the second of its row.
    pub retries: usize,
    /// Requests sent in all.
    pub requests: u64,
    /// Requests that each server answered.
    pub answered: Vec<u64>,
    /// The exact share of each.
    pub exact: Vec<f64>,
}

impl Load {
    /// Requests that nobody answered.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.requests - self.answered.iter().sum::<u64>()
    }
}

/// The row as it is printed: `0 1 2 3`.
#[must_use]
pub fn row(order: &[u8]) -> String {
    order
        .iter()
        .map(u8::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The widest matrix that is printed whole.
const MATRIX_PRINTED: usize = 12;

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Counted(counts, _) => counted(f, counts),
            Answer::P0(settings, chance) => {
                writeln!(
                    f,
                    "fair: 1/{} = {:.12}",
                    settings.n,
                    1.0 / settings.n as f64
                )?;
                write!(f, "P(element 0 first) = {chance}")
            }
            Answer::First(settings, chances) => {
                write!(f, "element  P(first), {}", named(settings))?;
                chances
                    .iter()
                    .enumerate()
                    .try_for_each(|(element, chance)| write!(f, "\n{element:>7}  {chance}"))
            }
            Answer::Matrix(settings, matrix) => exact_matrix(f, settings, matrix),
            Answer::Permutations(settings, spread) => permutations(f, settings, spread),
            Answer::FailOver(settings, dead, second) => {
                write!(
                    f,
                    "server  P(second, when {dead} is first), {}",
                    named(settings)
                )?;
                second
                    .iter()
                    .enumerate()
                    .filter(|(server, _)| server != dead)
                    .try_for_each(|(server, chance)| write!(f, "\n{server:>6}  {chance:.12}"))
            }
            Answer::ChiSquared(_, verdict) => chi_squared(f, verdict),
            Answer::Servers(settings, load) => servers(f, settings, load),
            Answer::Clients(_, _, orders) => clients(f, orders),
        }
    }
}

impl fmt::Display for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fraction {
            Some(fraction) => write!(f, "{fraction} = {:.12}", self.decimal),
            None => write!(f, "{:.12}", self.decimal),
        }
    }
}

/// The setup as the first line of an answer names it.
fn named(settings: &Settings) -> String {
    match settings.shuffle {
        Shuffle::TwoRandom { swaps } if swaps as usize != settings.n => {
            format!("{} k={swaps}, n = {}", settings.shuffle.name(), settings.n)
        }
        shuffle => format!("{}, n = {}", shuffle.name(), settings.n),
    }
}

fn counted(f: &mut fmt::Formatter<'_>, counts: &Counts) -> fmt::Result {
    let Settings {
        generator, seed, ..
    } = counts.settings();
    writeln!(
        f,
        "{} trials of {}, {} seed {seed}",
        counts.trials,
        named(&counts.settings()),
        generator.name()
    )?;
    write!(f, "element  times first  share")?;
    for (element, times) in counts.first().into_iter().enumerate() {
        write!(
            f,
            "\n{element:>7}  {times:>11}  {:.6}",
            times as f64 / counts.trials as f64
        )?;
    }
    Ok(())
}

fn exact_matrix(
    f: &mut fmt::Formatter<'_>,
    settings: &Settings,
    matrix: &Square<f64>,
) -> fmt::Result {
    write!(
        f,
        "rows: element before, columns: position after; {}",
        named(settings)
    )?;
    if settings.n > MATRIX_PRINTED {
        let cells = matrix.cells();
        let least = cells.iter().copied().fold(f64::INFINITY, f64::min);
        let most = cells.iter().copied().fold(0.0, f64::max);
        return write!(
            f,
            "\nall {} cells lie between {least:.6} and {most:.6}; fair: {:.6}",
            cells.len(),
            1.0 / settings.n as f64
        );
    }
    for element in 0..settings.n {
        write!(f, "\n{element:>2} ")?;
        matrix
            .row(element)
            .iter()
            .try_for_each(|cell| write!(f, " {cell:.4}"))?;
    }
    Ok(())
}

fn permutations(f: &mut fmt::Formatter<'_>, settings: &Settings, spread: &Spread) -> fmt::Result {
    writeln!(
        f,
        "{} of {} orders can come, {}",
        spread.reachable,
        spread.orders,
        named(settings)
    )?;
    let rest = spread.outcomes % spread.orders as u128;
    writeln!(
        f,
        "{} outcomes of all draws; divided by {} they leave {rest}",
        spread.outcomes, spread.orders
    )?;
    let mut line = |name: &str, (ways, alike, example): &(u128, usize, Vec<u8>)| {
        let share = *ways as f64 / spread.outcomes as f64;
        writeln!(
            f,
            "{name}  {ways} outcomes = {share:.9}, for {alike} of them: {}",
            row(example)
        )
    };
    line("likeliest   ", &spread.most)?;
    line("least likely", &spread.least)?;
    writeln!(f, "fair          {:.9}", 1.0 / spread.orders as f64)?;
    write!(
        f,
        "distance from fair (total variation) {:.9}",
        spread.distance
    )
}

fn chi_squared(f: &mut fmt::Formatter<'_>, verdict: &Verdict) -> fmt::Result {
    let stats::Test {
        chi_squared,
        degrees,
        p_value,
    } = verdict.test;
    let what = match verdict.what {
        Test::Matrix => "positions",
        Test::First => "first positions",
    };
    write!(
        f,
        "chi-squared of {what}, {} trials: {chi_squared:.1}, {degrees} degrees of freedom, ",
        verdict.trials
    )?;
    match p_value {
        p if p < 1e-300 => writeln!(f, "p < 1e-300")?,
        p if p < 1e-4 => writeln!(f, "p = {p:.1e}")?,
        p => writeln!(f, "p = {p:.4}")?,
    }
    f.write_str(if verdict.is_biased() {
        "biased: a fair shuffle is this far off less than once in 1000 runs"
    } else {
        "no bias found: a fair shuffle may well be this far off"
    })
}

fn servers(f: &mut fmt::Formatter<'_>, settings: &Settings, load: &Load) -> fmt::Result {
    let dead = load.dead.map_or_else(
        || "all up".to_string(),
        |dead| format!("server {dead} down"),
    );
    writeln!(f, "{} requests, {dead}, {}", load.requests, named(settings))?;
    write!(f, "server  answered  share     exact")?;
    for (server, (answered, exact)) in load.answered.iter().zip(&load.exact).enumerate() {
        if Some(server) == load.dead {
            write!(f, "\n{server:>6}      down")?;
        } else {
            write!(
                f,
                "\n{server:>6}  {answered:>8}  {:.6}  {exact:.6}",
                *answered as f64 / load.requests as f64
            )?;
        }
    }
    match load.lost() {
        0 => Ok(()),
        lost => write!(f, "\n{lost} requests were answered by nobody"),
    }
}

fn clients(f: &mut fmt::Formatter<'_>, orders: &[Vec<u8>]) -> fmt::Result {
    for (client, order) in orders.iter().enumerate() {
        writeln!(
            f,
            "client {:<2}  {}  talks to server {}",
            client + 1,
            row(order),
            order[0]
        )?;
    }
    let mut chosen: Vec<u8> = Vec::new();
    for order in orders {
        if !chosen.contains(&order[0]) {
            chosen.push(order[0]);
        }
    }
    match chosen.as_slice() {
        [only] => write!(f, "all {} talk to server {only}", orders.len()),
        several => write!(f, "{} clients on {} servers", orders.len(), several.len()),
    }
}
