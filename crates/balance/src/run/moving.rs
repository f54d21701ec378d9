//! Really shuffling, eight lists at a time: step by step through all eight, so that no swap waits for the one before.

use super::lanes::{Lanes, Words};
use super::schedule::{MOST_STEPS, Schedule};
use super::tally::{Bins, Tally};
use super::{Block, LANES, LIST};

/// The swaps of eight trials in step.
#[derive(Clone, Debug)]
pub(super) struct Moving {
    n: usize,
    schedule: Schedule,
}

impl Moving {
    pub fn new(n: usize, schedule: Schedule) -> Moving {
        Moving { n, schedule }
    }

    /// Does that many times eight trials.
    pub fn count<L: Lanes>(&self, lanes: &mut L, blocks: u64, tally: &mut Tally) {
        let mut block = sorted();
        for _ in 0..blocks {
            self.block(lanes, &mut block);
            count_block(&block, self.n, tally);
        }
    }

    /// Eight trials: `block[lane][..n]` is the order of that lane.
    #[inline(always)]
    pub fn block<L: Lanes>(&self, lanes: &mut L, block: &mut Block) {
        let n = self.n;
        let mut drawn: [Words; MOST_STEPS] = [[0; LANES]; MOST_STEPS];
        *block = sorted();
        for &group in &self.schedule.groups {
            self.schedule.draw(group, lanes, &mut drawn);
            let steps = &self.schedule.steps[group.first..group.last];
            for (step, drawn) in steps.iter().zip(&drawn) {
                match step.position {
                    Some(i) => {
                        for lane in 0..LANES {
                            swap(&mut block[lane], i as usize, drawn[lane] as usize);
                        }
                    }
                    None => {
                        for lane in 0..LANES {
                            let (i, j) = (drawn[lane] as usize / n, drawn[lane] as usize % n);
                            swap(&mut block[lane], i, j);
                        }
                    }
                }
            }
        }
    }
}

/// Positions are below 100; the mask tells the compiler that they are within the list.
#[inline(always)]
fn swap(list: &mut [u8; LIST], i: usize, j: usize) {
    let (i, j) = (i % LIST, j % LIST);
    (list[i], list[j]) = (list[j], list[i]);
}

/// Eight lists that have not been shuffled yet.
pub(super) const fn sorted() -> Block {
    let mut list = [0; LIST];
    let mut at = 0;
    while at < LIST {
        list[at] = at as u8;
        at += 1;
    }
    [list; LANES]
}

/// Counts the eight orders of a block.
#[inline(always)]
pub(super) fn count_block(block: &Block, n: usize, tally: &mut Tally) {
    match &mut tally.bins {
        Bins::Positions { positions, pairs } => {
            tally.trials += LANES as u64;
            for (position, row) in positions.chunks_exact_mut(n).enumerate() {
                for list in block {
                    row[list[position % LIST] as usize] += 1;
                }
            }
            for list in block {
                pairs[list[0] as usize * n + list[1] as usize] += 1;
            }
        }
        Bins::Orders(_) => {
            for list in block {
                tally.count(&list[..n]);
            }
        }
    }
}
