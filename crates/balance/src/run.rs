//! Millions of trials, counted.
//!
//! A [`Run`] is advanced by its caller, a slice at a time, and its counts do not depend on the slices. Nor do they depend
//! on who does the work: trials come in chunks of [`CHUNK`], each chunk has a seed of its own ([`seed_for_chunk`]), and
//! counts add. Within a chunk, trial t takes its numbers from *lane* t mod 8, one of eight generators, so that eight
//! trials can be done in step:
//!
//! ```text
//!   run of seed s    chunk 0: trials 0..65,536            chunk 1: trials 65,536..131,072     ..
//!                    seed_for_chunk(s, 0)                 seed_for_chunk(s, 1)
//!     lane 0         trials 0, 8, 16, ..                  65,536, 65,544, ..
//!     lane 1         trials 1, 9, 17, ..                  ..
//!     ..
//! ```
//!
//! A lane's generator is seeded with the lane's number in the SplitMix64 sequence of the chunk's seed, and draws are taken
//! from its numbers as [`crate::generator::digits`] says. So any single trial can be found again and replayed
//! ([`trial_draws`]).
//!
//! The generators `lcg` and `go1.19` stand for programs that took all numbers from one stream, draw by draw. A run of
//! theirs does that too: it has no chunks and cannot be done in parts.
//!
//! Memory is bounded whatever the number of trials: n x n numbers, and n! for n up to 7.

mod counts;
mod plain;

pub use counts::Counts;

use crate::generator::{Generator, Kind, seed_for_chunk, splitmix64};
use crate::stats::Point;
use crate::{Refusal, Shuffle};
use plain::Plain;

/// Trials with one seed.
pub const CHUNK: u64 = 65_536;

/// Generators in a chunk.
pub const LANES: usize = 8;

/// What is tried. Equal settings give equal counts, everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The shuffle.
    pub shuffle: Shuffle,
    /// The length of the list.
    pub n: usize,
    /// The generator.
    pub generator: Kind,
    /// Its seed.
    pub seed: u64,
}

/// An experiment in progress.
#[derive(Clone, Debug)]
pub struct Run {
    settings: Settings,
    /// The number of the next trial, from the start of the whole run.
    next: u64,
    /// Where this part ends.
    end: u64,
    plain: Plain,
    counts: Counts,
    points: Vec<Point>,
}

impl Run {
    /// A run from its first trial on, without an end of its own.
    ///
    /// # Errors
    /// What [`Shuffle::check`] refuses.
    pub fn new(settings: Settings) -> Result<Run, Refusal> {
        Run::between(settings, 0, u64::MAX)
    }

    /// A part of a run: `chunks` chunks from chunk `first` on. Counts of parts add to those of the whole
    /// ([`Counts::add`]).
    ///
    /// # Errors
    /// [`Refusal::OneStream`] if the generator's run has no chunks, and what [`Shuffle::check`] refuses.
    pub fn part(settings: Settings, first: u64, chunks: u64) -> Result<Run, Refusal> {
        if settings.generator.is_one_stream() {
            return Err(Refusal::OneStream {
                generator: settings.generator.name(),
            });
        }
        let start = first.saturating_mul(CHUNK);
        Run::between(
            settings,
            start,
            start.saturating_add(chunks.saturating_mul(CHUNK)),
        )
    }

    fn between(settings: Settings, next: u64, end: u64) -> Result<Run, Refusal> {
        let plain = Plain::new(settings)?;
        Ok(Run {
            settings,
            next,
            end,
            plain,
            counts: Counts::none(settings),
            points: Vec::new(),
        })
    }

    /// What is tried.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Does up to `trials` more trials; returns how many, which is less only at the end of a part.
    pub fn advance(&mut self, trials: u64) -> u64 {
        let start = self.next;
        let stop = self.end.min(start.saturating_add(trials));
        while self.next < stop {
            // Not beyond the end of a chunk, where the seeds change, nor a point at which statistics are taken.
            let chunk_end = (self.next / CHUNK + 1).saturating_mul(CHUNK);
            let until = stop.min(chunk_end).min(next_point(self.next));
            self.plain.count(self.next, until, &mut self.counts);
            self.next = until;
            if self.counts.trials == self.next && is_point(self.next) {
                self.points.push(Point::of(&self.counts));
            }
        }
        self.next - start
    }

    /// What has been counted.
    pub fn counts(&self) -> Counts {
        self.counts.clone()
    }

    /// The statistics after 10, 20, 50, 100, 200, .. trials, as far as they have been done: chi-squared over time. A part
    /// that does not start at the first trial has none.
    pub fn points(&self) -> &[Point] {
        &self.points
    }
}

/// The draws of one trial of a run, for [`crate::Trial::give`]: so a stage can replay what the experiment did. O(trials in
/// the lane before it); for a generator of one stream, O(all trials before it).
///
/// # Errors
/// What [`Shuffle::check`] refuses.
pub fn trial_draws(settings: Settings, trial: u64) -> Result<Vec<u32>, Refusal> {
    Ok(Plain::new(settings)?.draws_of(trial))
}

/// The generators of a chunk.
fn lanes(kind: Kind, seed: u64, chunk: u64) -> [Generator; LANES] {
    let mut state = seed_for_chunk(seed, chunk);
    std::array::from_fn(|_| kind.seeded(splitmix64(&mut state)))
}

/// The first of 10, 20, 50, 100, .. that is above `trials`.
fn next_point(trials: u64) -> u64 {
    let mut ten = 10_u64;
    loop {
        for point in [ten, ten.saturating_mul(2), ten.saturating_mul(5)] {
            if point > trials {
                return point;
            }
        }
        match ten.checked_mul(10) {
            Some(next) => ten = next,
            None => return u64::MAX,
        }
    }
}

fn is_point(trials: u64) -> bool {
    trials > 0 && next_point(trials - 1) == trials
}
