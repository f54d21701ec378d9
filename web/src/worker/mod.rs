//! Long work goes to a worker, so that the page stays at hand.
//!
//! ```text
//!   page                                   worker
//!   Hand::ask(Run(7, experiment)) ───────> Slicer ──> Work: tasks, advanced about 8 ms at a time
//!   tell(7, Partial ..)           <─────── after the first slice, then about 5 times a second
//!   Hand::ask(Stop)               ───────> between two slices
//!   tell(7, Partial .., Over)     <─────── what is known so far
//! ```
//!
//! There are two programs with this code: `worker` does our own shuffles; `script_worker` has the script engine, and is
//! loaded only when a learner's program is to be run or judged. Every message names the run it belongs to, so that what comes late
//! is not taken for news of the next.

mod hand;
pub use hand::{Hand, Judge, Judged};

mod work;
pub use work::Work;

mod slicer;
pub use slicer::Slicer;

use labs::script::Mistake;
use labs::trials::{Outcomes, Partial, Verdicts};
use serde::{Deserialize, Serialize};

/// What the page asks of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// To do an experiment, instead of what it does now.
    Run(u32, Experiment),
    /// To judge a program.
    Judge(u32, String),
    /// To elect a first leader in the cluster that a line starts, with so many seeds from the first on.
    Elect(u32, String, u64, u64),
    /// To stop, and tell what is known so far.
    Stop,
}

/// An experiment with a shuffle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// The shuffle.
    pub what: What,
    /// The length of the list.
    pub n: usize,
    /// The number of swaps, for shuffles that have one.
    pub k: u32,
    /// The generator's name.
    pub generator: String,
    /// Its seed.
    pub seed: u64,
    /// How many trials.
    pub trials: u64,
    /// Afterwards, fewer trials with many seeds.
    pub strip: Option<Strip>,
}

/// What shuffles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// One of our own, by its name in [`balance::shuffle::NAMES`].
    Shuffle(String),
    /// The learner's program.
    Program(String),
}

/// Many seeds, a few trials each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strip {
    /// The first seed.
    pub first: u64,
    /// How many.
    pub seeds: u64,
    /// Trials with each.
    pub trials: u64,
}

/// What a worker tells of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tell {
    /// The number of the run.
    pub run: u32,
    /// What is new.
    pub news: News,
}

/// Something new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum News {
    /// The judge's lines so far, and how many runs of the program they took.
    Ruling(Vec<String>, u64),
    /// The order after the first trial of a program, and its swaps if they account for it.
    FirstTrial(Vec<u8>, Option<Vec<(usize, usize)>>),
    /// What has been counted, of how many trials in all.
    Partial(Box<Partial>, u64),
    /// When seeds of a cluster had their first leader.
    Elections(Outcomes),
    /// The verdicts of the seeds so far.
    Seeds(Verdicts),
    /// A mistake in the program. The run is over.
    Wrong(Mistake),
    /// What the engine refuses. The run is over.
    Refused(String),
    /// Nothing is left to do, or it was stopped.
    Over,
}
