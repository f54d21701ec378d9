//! The counts of a run from a fifth of its code, for a page: what is typed there takes a thousand trials, seldom millions.
//!
//! [`Run`](super::Run) is compiled for each generator and each way of shuffling, with its loops unrolled: 45 KB of a
//! program, which a worker is glad of. Here the generators are told apart at every number, and every element is moved.
//! The trials are the same ones.

use super::lanes::{Feed, Lanes, One, Words};
use super::moving::{self, Moving};
use super::schedule::Schedule;
use super::tally::Tally;
use super::{CHUNK, Counts, LANES, LIST, Settings, lane_seeds, sorting};
use crate::Refusal;
use crate::generator::Generator;

/// Counts the first trials of a run, as [`Run::advance`](super::Run::advance) does.
///
/// # Errors
/// What [`Shuffle::check`](crate::Shuffle::check) refuses.
pub fn count(settings: Settings, trials: u64) -> Result<Counts, Refusal> {
    let Settings { shuffle, n, .. } = settings;
    shuffle.check(n)?;
    let mut counts = Counts::none(settings);
    let mut tally = Tally::new(n, false, Vec::new());
    let mut feed = feed_of(settings, 0);
    let moving = Schedule::of(shuffle, n).map(|schedule| Moving::new(n, schedule));
    let mut block = moving::sorted();
    for first in (0..trials).step_by(LANES) {
        if first.is_multiple_of(CHUNK) {
            tally.empty_into(&mut counts);
            if !settings.generator.is_one_stream() {
                feed = feed_of(settings, first / CHUNK);
            }
        }
        let lists = (trials - first).min(LANES as u64) as usize;
        match &moving {
            _ if settings.generator.is_one_stream() => {
                let stream = &mut feed.lanes[0];
                for list in &mut block[..lists] {
                    sorting::trial(shuffle, &mut list[..n], |bound| stream.below(bound));
                }
            }
            Some(moving) => moving.block(&mut feed, &mut block),
            None => sorting::block(shuffle, n, &mut feed, &mut block),
        }
        for list in &block[..lists] {
            tally.count(&list[..n]);
        }
    }
    tally.empty_into(&mut counts);
    Ok(counts)
}

/// The generators of a chunk, of any kind. One that is a stream is in the first lane.
fn feed_of(settings: Settings, chunk: u64) -> Feed<[Generator; LANES]> {
    let Settings {
        generator, seed, ..
    } = settings;
    let seeds = match generator.is_one_stream() {
        true => [seed; LANES],
        false => lane_seeds(seed, chunk),
    };
    Feed {
        lanes: seeds.map(|seed| generator.seeded(seed)),
        rest: [0; LANES],
        left: 0,
    }
}

impl Lanes for [Generator; LANES] {
    type One = Generator;

    fn take(&self, lane: usize) -> Generator {
        self[lane].clone()
    }

    fn put(&mut self, lane: usize, one: Generator) {
        self[lane] = one;
    }

    fn next(&mut self) -> Words {
        std::array::from_fn(|lane| self.next_of(lane))
    }

    fn next_of(&mut self, lane: usize) -> u32 {
        self[lane].next_u32()
    }

    fn fill(&mut self, many: &mut [Words]) {
        many.iter_mut().for_each(|words| *words = self.next());
    }
}

impl One for Generator {
    fn next(&mut self) -> u32 {
        self.next_u32()
    }
}

const _: () = assert!(LIST >= crate::MAX_N);
const _: () = assert!(CHUNK.is_multiple_of(LANES as u64));
