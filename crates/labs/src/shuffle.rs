//! The shuffle bench: a row of elements, a shuffle that runs draw by draw, and many trials counted.
//!
//! A client shuffles the list of its servers and talks to the first. Is every server first equally often? Here one can
//! watch a single trial, count a million, and hold both against the exact mathematics of `balance`.
//!
//! # The language
//! | line | what it does | prints |
//! | --- | --- | --- |
//! | `new <n>` | a fresh row `0 1 2 .. n-1`, n from 2 to 100; forgets trial and counts | `row 0 1 2` |
//! | `shuffle <name> [k=<swaps>]` | chooses the shuffle; `k` for `two_random_n_swaps` only, n unless said | `shuffle fisher_yates` |
//! | `generator <name> [seed=<s>]` | chooses where chance comes from, and puts it at its start | `generator pcg32, seed 42` |
//! | `draw` | the running trial's next random number and what follows from it; begins a trial if none runs | `rand(7) = 6` |
//! | `step` | as many draws as it takes until elements move (or the trial ends) | `swap 6 2 -> 0 1 6 3 4 5 2` |
//! | `trial` | the running trial, or a new one, to its end | `trial 1 ends: 1 2 6 4 5 3 0` |
//! | `swap <a> <b>` | two positions by hand; refused while a trial runs | `swap 0 3 -> 3 1 2 0` |
//! | `run <trials>` | so many trials from the seed, counted; the same line gives the same counts | who was first how often |
//! | `exact p0` | how likely element 0 is first | a fraction and 12 digits |
//! | `exact first` | the same for every element | a line per element |
//! | `exact matrix` | how likely every element is at every position | a row per element |
//! | `exact permutations` | how the n! orders differ, n up to 7 | likeliest, least likely, distance |
//! | `exact failover <dead>` | who is tried second when the dead server is first | a line per server |
//! | `chi2 [matrix\|first]` | the chi-squared test of the counted trials | statistic, p, verdict |
//! | `servers [dead=<s>] [retries=0\|1]` | the counted trials as requests: who answers how many | a line per server |
//! | `clients <count> [seeds=same\|own]` | processes that start together and shuffle once each, up to 12 | a line per client |
//! | `reset` | the row as at the start, no trial, nothing counted; the choices stay | `row 0 1 2` |
//! | `show` | the row, the choices, what is counted | three lines |
//!
//! Shuffles: `two_random_n_swaps`, `naive_swap_i_with_any`, `fisher_yates`, `go_rand_perm`, `sattolo`,
//! `sort_coin_comparator_insertion`, `sort_coin_comparator_v8_timsort`. Generators: `pcg32`, `xoshiro128++`, `chacha8`,
//! `lcg`, `go1.19`. Numbers may be grouped (`1_000_000`), `#` begins a comment.
//!
//! A fresh world is `new 7`, `shuffle two_random_n_swaps`, `generator pcg32` with the world's seed. Every trial starts
//! from `0 1 2 .. n-1`, as a program does that copies its list for each request. Choosing a shuffle or a generator ends
//! the running trial and forgets the counts. `generator go1.19` without a seed is Go's unseeded generator, seed 1.
//!
//! Left out: the learner's own program (a worker runs it) and more than a few million trials (the laboratory does).

use std::rc::Rc;

use balance::generator::{Generator, Kind};
use balance::trial::Act;
use balance::{Shuffle, Square, Trial};
use lesson::{Refusal, Verb, World};

mod command;
pub use command::{Command, Exact, Seeds, Test};

mod event;
pub use event::{Event, Move};

mod answer;
pub use answer::{Answer, Chance, Load, Spread, Verdict, row};
pub use balance::run::{Counts, Settings};

mod questions;

mod reply;
pub use reply::Reply;

mod known;
use known::Known;

/// A shuffle on a bench.
#[derive(Clone, Debug, PartialEq)]
pub struct Bench {
    seed: u64,
    settings: Settings,
    /// How many swaps `two_random_n_swaps` does; `None`: as many as there are elements.
    swaps: Option<u32>,
    generator: Generator,
    order: Vec<u8>,
    running: Option<Trial>,
    /// Trials begun with these choices.
    trials: u64,
    /// What the last trial has done so far.
    acts: Vec<Act>,
    /// The reply to the last `run`.
    counts: Option<Rc<Reply>>,
    answer: Option<Rc<Reply>>,
    known: Known,
}

/// What a room looks at.
impl Bench {
    /// The row as it lies there.
    #[must_use]
    pub fn order(&self) -> &[u8] {
        &self.order
    }

    /// The choices.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The trial that runs.
    #[must_use]
    pub fn running(&self) -> Option<&Trial> {
        self.running.as_ref()
    }

    /// The number of the last trial, from 1; 0 if there was none.
    #[must_use]
    pub fn trial(&self) -> u64 {
        self.trials
    }

    /// What the last trial did, from its start.
    #[must_use]
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// What was counted last with these choices.
    #[must_use]
    pub fn counts(&self) -> Option<&Counts> {
        self.counts_with_exact().map(|(counts, _)| counts)
    }

    /// The same, with the exact chance of each element at each position.
    #[must_use]
    pub fn counts_with_exact(&self) -> Option<(&Counts, &Square<f64>)> {
        self.counts.as_ref()?.counted()
    }

    /// The answer to the last question, if nothing moved since.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_deref().map(Reply::answer)
    }
}

impl World for Bench {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "shuffle";

    fn new(seed: u64) -> Self {
        let settings = Settings {
            shuffle: Shuffle::TwoRandom { swaps: 7 },
            n: 7,
            generator: Kind::Pcg32,
            seed,
        };
        Bench {
            seed,
            settings,
            swaps: None,
            generator: Kind::Pcg32.seeded(seed),
            order: (0..7).collect(),
            running: None,
            trials: 0,
            acts: Vec::new(),
            counts: None,
            answer: None,
            known: Known::default(),
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match *command {
            Command::New(n) => self.fresh_row(n),
            Command::Shuffle { name, swaps } => self.choose_shuffle(name, swaps),
            Command::Generator { kind, seed } => Ok(self.choose_generator(kind, seed)),
            Command::Draw => self.advance(|_| true),
            Command::Step => self.advance(|event| matches!(event, Event::Moved(..))),
            Command::Trial => self.advance(|_| false),
            Command::Swap(a, b) => self.swap(a, b),
            Command::Reset => {
                self.begin_anew();
                Ok(vec![Event::Row(self.order.clone())])
            }
            Command::Show => Ok(self.show()),
            Command::Run(trials) => {
                let run = || {
                    questions::check_run(self.settings, trials)
                        .map(|()| Reply::run(self.settings, trials))
                };
                let counted = self.known.reply(self.settings, command, run)?;
                self.counts = Some(counted.clone());
                Ok(self.tell(counted))
            }
            Command::Exact(exact) => {
                let find = || questions::exact(self.settings, exact).map(Reply::now);
                let reply = self.known.reply(self.settings, command, find)?;
                Ok(self.tell(reply))
            }
            Command::ChiSquared(test) => {
                let reply = Reply::test(self.counted_before(command)?, test);
                Ok(self.tell(Rc::new(reply)))
            }
            Command::Servers { dead, retries } => {
                let counted = self.counted_before(command)?;
                questions::check_server(self.settings, dead)?;
                Ok(self.tell(Rc::new(Reply::servers(counted, dead, retries))))
            }
            Command::Clients { count, seeds } => {
                let answer = questions::clients(self.settings, count, seeds)?;
                Ok(self.tell(Rc::new(Reply::now(answer))))
            }
        }
    }

    fn cost(command: &Command) -> u64 {
        match command {
            // About a hundred trials in the time of a cheap command.
            Command::Run(trials) => 1 + trials / 100,
            Command::Exact(_) | Command::Servers { .. } => 100,
            _ => 1,
        }
    }

    fn verbs() -> &'static [Verb] {
        command::VERBS
    }
}

/// Choosing.
impl Bench {
    fn fresh_row(&mut self, n: usize) -> Result<Vec<Event>, Refusal> {
        self.settings.n = n;
        if let Shuffle::TwoRandom { .. } = self.settings.shuffle {
            self.settings.shuffle = Shuffle::TwoRandom {
                swaps: self.swaps.unwrap_or(n as u32),
            };
        }
        self.begin_anew();
        Ok(vec![Event::Row(self.order.clone())])
    }

    fn choose_shuffle(&mut self, name: &str, swaps: Option<u32>) -> Result<Vec<Event>, Refusal> {
        let named = Shuffle::named(name, self.settings.n).map_err(refused)?;
        let shuffle = match (named, swaps) {
            (Shuffle::TwoRandom { .. }, Some(swaps)) => Shuffle::TwoRandom { swaps },
            (named, _) => named,
        };
        shuffle.check(self.settings.n).map_err(refused)?;
        self.settings.shuffle = shuffle;
        self.swaps = swaps;
        self.begin_anew();
        Ok(vec![Event::Shuffle(shuffle)])
    }

    fn choose_generator(&mut self, kind: Kind, seed: Option<u64>) -> Vec<Event> {
        let unseeded = if kind == Kind::Go119 { 1 } else { self.seed };
        self.settings.generator = kind;
        self.settings.seed = seed.unwrap_or(unseeded);
        self.begin_anew();
        vec![Event::Generator(kind, self.settings.seed)]
    }

    /// The row as at the start, the generator at its start, nothing counted.
    fn begin_anew(&mut self) {
        self.order = (0..self.settings.n as u8).collect();
        self.generator = self.settings.generator.seeded(self.settings.seed);
        self.running = None;
        self.trials = 0;
        self.acts.clear();
        self.counts = None;
        self.answer = None;
    }
}

/// One trial.
impl Bench {
    /// Goes on with the running trial, or begins one, until an event for which `enough` holds has come (and all that
    /// follows from the same draw), or the trial ends.
    fn advance(&mut self, enough: impl Fn(&Event) -> bool) -> Result<Vec<Event>, Refusal> {
        let mut events = Vec::new();
        let mut trial = match self.running.take() {
            Some(trial) => trial,
            None => {
                let trial = Trial::new(self.settings.shuffle, self.settings.n).map_err(refused)?;
                self.trials += 1;
                self.acts.clear();
                events.push(Event::Began {
                    trial: self.trials,
                    shuffle: self.settings.shuffle,
                    n: self.settings.n,
                });
                trial
            }
        };
        self.answer = None;
        let mut done = false;
        while let (Some(bound), false) = (trial.bound(), done) {
            let drawn = self.generator.below(bound);
            let mut order = trial.order().to_vec();
            let acts = trial
                .give(drawn)
                .expect("the generator draws below the bound");
            let before = events.len();
            events.extend(acts.iter().map(|act| happened(act, &mut order)));
            assert_eq!(
                order,
                trial.order(),
                "the acts {acts:?} tell what the trial did"
            );
            self.acts.extend(acts);
            done = events[before..].iter().any(&enough);
        }
        self.order = trial.order().to_vec();
        if trial.bound().is_some() {
            self.running = Some(trial);
        } else {
            events.push(Event::Ended {
                trial: self.trials,
                order: self.order.clone(),
            });
        }
        Ok(events)
    }

    fn swap(&mut self, a: usize, b: usize) -> Result<Vec<Event>, Refusal> {
        let n = self.settings.n;
        if a.max(b) >= n {
            return Err(Refusal {
                message: format!("there is no position {}", a.max(b)),
                why: format!(
                    "the row has {n} elements, so its positions are 0 to {}",
                    n - 1
                ),
                fix: None,
            });
        }
        if self.running.is_some() {
            return Err(Refusal {
                message: "a trial is running".to_string(),
                why: format!(
                    "trial {} of {} moves the elements itself",
                    self.trials,
                    self.settings.shuffle.name()
                ),
                fix: Some(format!("trial\nswap {a} {b}")),
            });
        }
        self.order.swap(a, b);
        self.acts.push(Act::Swap { i: a, j: b });
        self.answer = None;
        Ok(vec![Event::Moved(Move::Swap(a, b), self.order.clone())])
    }
}

/// Questions.
impl Bench {
    fn tell(&mut self, reply: Rc<Reply>) -> Vec<Event> {
        self.answer = Some(reply.clone());
        vec![Event::Answer(reply)]
    }

    fn counted_before(&self, line: &Command) -> Result<Rc<Reply>, Refusal> {
        self.counts.clone().ok_or_else(|| Refusal {
            message: "nothing is counted yet".to_string(),
            why: format!(
                "it looks at the trials of the last `run` of {}",
                self.settings.shuffle.name()
            ),
            fix: Some(format!("run 1000000\n{line}")),
        })
    }

    fn show(&self) -> Vec<Event> {
        let Settings {
            shuffle,
            generator,
            seed,
            ..
        } = self.settings;
        let mut events = vec![
            Event::Row(self.order.clone()),
            Event::Shuffle(shuffle),
            Event::Generator(generator, seed),
        ];
        events.extend(self.counts.clone().map(Event::Answer));
        events
    }
}

/// The event of an act, which is done to the row too.
fn happened(act: &Act, order: &mut [u8]) -> Event {
    match *act {
        Act::Draw { bound, value } => Event::Draw { bound, value },
        Act::Compare { left, right, less } => Event::Compare { left, right, less },
        Act::Swap { i, j } => {
            order.swap(i, j);
            Event::Moved(Move::Swap(i, j), order.to_vec())
        }
        Act::Insert { from, to } => {
            order[to..=from].rotate_right(1);
            Event::Moved(Move::Insert(from, to), order.to_vec())
        }
        Act::Reverse { from, to } => {
            order[from..to].reverse();
            Event::Moved(Move::Reverse(from, to), order.to_vec())
        }
    }
}

/// The engine's refusal as the world's.
fn refused(refusal: balance::Refusal) -> Refusal {
    Refusal {
        message: refusal.to_string(),
        why: String::new(),
        fix: None,
    }
}
