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
//! A lane's generator is seeded with the lane's number in the SplitMix64 sequence of the chunk's seed, and the draws of its
//! trials are taken from its numbers, one after the other, as [`crate::generator::digits`] says. So any single trial can be found again and replayed
//! ([`trial_draws`]).
//!
//! The generators `lcg` and `go1.19` stand for programs that took all numbers from one stream, draw by draw. A run of
//! theirs does that too: it has no chunks and cannot be done in parts.
//!
//! Memory is bounded whatever the number of trials: n x n numbers, and n! for n up to 7.

mod counts;
mod lanes;
mod moving;
mod plain;
mod schedule;
mod sorting;
mod tables;
mod tally;

pub use counts::Counts;

use crate::generator::{Generator, Kind, seed_for_chunk, splitmix64};
use crate::stats::Point;
use crate::{MAX_N_ORDERS, Refusal, Shuffle};
use lanes::{ChaCha8Lanes, Feed, Lanes, Pcg32Lanes, Xoshiro128ppLanes};
use moving::Moving;
use plain::Plain;
use schedule::Schedule;
use tables::Tables;
use tally::{FULL, Tally};

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
    /// Whether the run began at trial 0, so that its points are those of the experiment.
    whole: bool,
    numbers: Numbers,
    way: Way,
    /// The eight trials that are being done, if `next` is not a multiple of eight.
    block: Block,
    tally: Tally,
    counts: Counts,
    points: Vec<Point>,
}

/// Where numbers come from.
#[derive(Clone, Debug)]
enum Numbers {
    Pcg32(Feed<Pcg32Lanes>),
    Xoshiro128pp(Feed<Xoshiro128ppLanes>),
    ChaCha8(Box<Feed<ChaCha8Lanes>>),
    Stream(Generator),
}

/// How eight trials are done.
#[derive(Clone, Debug)]
enum Way {
    Tables(Box<Tables>),
    Moving(Moving),
    Sorting,
}

/// Room for a list: a power of two, so that a mask keeps positions within.
const LIST: usize = 128;

/// The lists of eight trials.
type Block = [[u8; LIST]; LANES];

impl Run {
    /// A run from its first trial on, without an end of its own.
    ///
    /// # Errors
    /// What [`Shuffle::check`] refuses.
    pub fn new(settings: Settings) -> Result<Run, Refusal> {
        Run::between(settings, 0, u64::MAX, false)
    }

    /// The same run, with every element really moved and the positions counted trial by trial, whatever `n`. Slower for n up
    /// to 7, and orders are not counted. It is for comparisons.
    ///
    /// # Errors
    /// What [`Shuffle::check`] refuses.
    pub fn by_moving(settings: Settings) -> Result<Run, Refusal> {
        Run::between(settings, 0, u64::MAX, true)
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
            false,
        )
    }

    fn between(settings: Settings, next: u64, end: u64, by_moving: bool) -> Result<Run, Refusal> {
        let Settings {
            shuffle,
            n,
            generator,
            seed,
        } = settings;
        shuffle.check(n)?;
        let chunk = next / CHUNK;
        let numbers = match generator {
            Kind::Pcg32 => Numbers::Pcg32(Feed::of_chunk(seed, chunk)),
            Kind::Xoshiro128pp => Numbers::Xoshiro128pp(Feed::of_chunk(seed, chunk)),
            Kind::ChaCha8 => Numbers::ChaCha8(Box::new(Feed::of_chunk(seed, chunk))),
            Kind::Lcg | Kind::Go119 => Numbers::Stream(generator.seeded(seed)),
        };
        let way = match Schedule::of(shuffle, n) {
            Some(schedule) if n <= MAX_N_ORDERS && !by_moving && !generator.is_one_stream() => {
                Way::Tables(Box::new(Tables::new(n, schedule)))
            }
            Some(schedule) => Way::Moving(Moving::new(n, schedule)),
            None => Way::Sorting,
        };
        let order_of = match &way {
            Way::Tables(tables) => tables.orders_of_outcomes(),
            _ => Vec::new(),
        };
        let mut counts = Counts::none(settings);
        if by_moving {
            counts.orders = None;
        }
        Ok(Run {
            settings,
            next,
            end,
            whole: next == 0,
            numbers,
            way,
            block: moving::sorted(),
            tally: Tally::new(n, by_moving, order_of),
            counts,
            points: Vec::new(),
        })
    }

    /// What is tried.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// How many trials have been done.
    pub fn trials(&self) -> u64 {
        self.counts.trials + self.tally.trials
    }

    /// Does up to `trials` more trials; returns how many, which is less only at the end of a part.
    pub fn advance(&mut self, trials: u64) -> u64 {
        let start = self.next;
        let stop = self.end.min(start.saturating_add(trials));
        while self.next < stop {
            // Not beyond the end of a chunk, where the seeds change, nor a point at which statistics are taken.
            let chunk_end = (self.next / CHUNK + 1).saturating_mul(CHUNK);
            let until = stop.min(chunk_end).min(next_point(self.next));
            self.count(until);
            if self.tally.trials >= FULL {
                self.tally.empty_into(&mut self.counts);
            }
            if self.whole && is_point(self.next) {
                self.tally.empty_into(&mut self.counts);
                self.points.push(Point::of(&self.counts));
            }
        }
        self.next - start
    }

    /// What has been counted. O(n^2), and n! for n up to 7.
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts.clone();
        self.tally.clone().empty_into(&mut counts);
        counts
    }

    /// The statistics after 10, 20, 50, 100, 200, .. trials, as far as they have been done: chi-squared over time. A part
    /// that does not start at the first trial has none.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Does the trials up to `until`, which lies in the same chunk.
    fn count(&mut self, until: u64) {
        let Settings {
            shuffle, n, seed, ..
        } = self.settings;
        if let Numbers::Stream(generator) = &mut self.numbers {
            sorting::count_stream(shuffle, n, generator, until - self.next, &mut self.tally);
            self.next = until;
            return;
        }
        if self.next.is_multiple_of(CHUNK) {
            self.numbers.enter(seed, self.next / CHUNK);
        }
        self.count_block(until);
        let blocks = (until - self.next) / LANES as u64;
        if blocks > 0 {
            let way = &self.way;
            match &mut self.numbers {
                Numbers::Pcg32(feed) => way.count(self.settings, feed, blocks, &mut self.tally),
                Numbers::Xoshiro128pp(feed) => {
                    way.count(self.settings, feed, blocks, &mut self.tally)
                }
                Numbers::ChaCha8(feed) => {
                    way.count(self.settings, &mut **feed, blocks, &mut self.tally)
                }
                Numbers::Stream(_) => unreachable!("a stream has no lanes"),
            }
            self.next += blocks * LANES as u64;
        }
        if self.next < until {
            match &mut self.numbers {
                Numbers::Pcg32(feed) => self.way.block(self.settings, feed, &mut self.block),
                Numbers::Xoshiro128pp(feed) => self.way.block(self.settings, feed, &mut self.block),
                Numbers::ChaCha8(feed) => {
                    self.way.block(self.settings, &mut **feed, &mut self.block)
                }
                Numbers::Stream(_) => unreachable!("a stream has no lanes"),
            }
            self.tally.count(&self.block[0][..n]);
            self.next += 1;
            self.count_block(until);
        }
    }

    /// Counts what is left of a block that has been begun, up to `until`.
    fn count_block(&mut self, until: u64) {
        while self.next < until && !self.next.is_multiple_of(LANES as u64) {
            let lane = (self.next % LANES as u64) as usize;
            self.tally.count(&self.block[lane][..self.settings.n]);
            self.next += 1;
        }
    }
}

impl Numbers {
    /// Starts a chunk.
    fn enter(&mut self, seed: u64, chunk: u64) {
        match self {
            Numbers::Pcg32(feed) => *feed = Feed::of_chunk(seed, chunk),
            Numbers::Xoshiro128pp(feed) => *feed = Feed::of_chunk(seed, chunk),
            Numbers::ChaCha8(feed) => **feed = Feed::of_chunk(seed, chunk),
            Numbers::Stream(_) => unreachable!("a stream has no chunks"),
        }
    }
}

impl Way {
    fn count<L: Lanes>(
        &self,
        settings: Settings,
        feed: &mut Feed<L>,
        blocks: u64,
        tally: &mut Tally,
    ) {
        match self {
            Way::Tables(tables) => tables.count(feed, blocks, tally),
            Way::Moving(moving) => moving.count(feed, blocks, tally),
            Way::Sorting => sorting::count(settings.shuffle, settings.n, feed, blocks, tally),
        }
    }

    fn block<L: Lanes>(&self, settings: Settings, feed: &mut Feed<L>, block: &mut Block) {
        match self {
            Way::Tables(tables) => tables.block(feed, block),
            Way::Moving(moving) => moving.block(feed, block),
            Way::Sorting => sorting::block(settings.shuffle, settings.n, feed, block),
        }
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

/// The seeds of the generators of a chunk.
fn lane_seeds(seed: u64, chunk: u64) -> [u64; LANES] {
    let mut state = seed_for_chunk(seed, chunk);
    std::array::from_fn(|_| splitmix64(&mut state))
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

#[cfg(test)]
mod tests;
