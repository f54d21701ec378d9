//! Really shuffling, eight lists at a time: step by step through all eight, so that no swap waits for the one before.

use super::lanes::{Feed, Lanes, Words};
use super::schedule::{MOST_STEPS, Schedule, Step};
use super::tally::{Bins, Tally};
use super::{Block, LANES, LIST};

/// The swaps of eight trials in step.
#[derive(Clone, Debug)]
pub(super) struct Moving {
    n: usize,
    schedule: Schedule,
    /// Whether the steps go through the positions from the last to the first, each swapping with one before it or itself:
    /// Fisher-Yates and Sattolo. What such a step puts behind stays there.
    from_the_end: bool,
}

impl Moving {
    pub fn new(n: usize, schedule: Schedule) -> Moving {
        let down = |(at, step): (usize, &Step)| {
            step.position == Some((n - 1 - at) as u8) && step.bound as usize <= n - at
        };
        let from_the_end =
            !schedule.steps.is_empty() && schedule.steps.iter().enumerate().all(down);
        Moving {
            n,
            schedule,
            from_the_end,
        }
    }

    /// Does that many times eight trials.
    pub fn count<L: Lanes>(&self, feed: &mut Feed<L>, blocks: u64, tally: &mut Tally) {
        let mut block = sorted();
        if let (true, Bins::Positions { positions, pairs }) = (self.from_the_end, &mut tally.bins) {
            tally.trials += blocks * LANES as u64;
            if self.n == SEVEN {
                count_sevens(feed, blocks, &self.schedule, positions, pairs);
                return;
            }
            for _ in 0..blocks {
                self.count_as_they_settle(feed, &mut block, positions, pairs);
            }
            return;
        }
        for _ in 0..blocks {
            self.block(feed, &mut block);
            count_block(&block, self.n, tally);
        }
    }

    /// Eight trials in which each element is counted at the moment it reaches its place, and so need not be written there.
    #[inline(always)]
    fn count_as_they_settle<L: Lanes>(
        &self,
        feed: &mut Feed<L>,
        block: &mut Block,
        positions: &mut [u32],
        pairs: &mut [u32],
    ) {
        let n = self.n;
        reset(block, n);
        let mut drawn: [Words; MOST_STEPS] = [[0; LANES]; MOST_STEPS];
        let mut second = [0; LANES];
        for &group in &self.schedule.groups {
            self.schedule.draw(group, feed, &mut drawn);
            for (drawn, step) in drawn.iter().zip(group.first..group.last) {
                let i = n - 1 - step;
                if i == 0 {
                    break; // only one element is left, and it is at its place
                }
                let row = &mut positions[i * n..(i + 1) * n];
                for lane in 0..LANES {
                    let list = &mut block[lane];
                    let j = (drawn[lane] % LIST as u32) as usize;
                    let settled = list[j];
                    list[j] = list[i % LIST];
                    row[settled as usize] += 1;
                    second[lane] = settled;
                }
            }
        }
        for (list, second) in block.iter().zip(second) {
            positions[list[0] as usize] += 1;
            pairs[list[0] as usize * n + second as usize] += 1;
        }
    }

    /// Eight trials: `block[lane][..n]` is the order of that lane.
    #[inline(always)]
    pub fn block<L: Lanes>(&self, feed: &mut Feed<L>, block: &mut Block) {
        let n = self.n;
        let mut drawn: [Words; MOST_STEPS] = [[0; LANES]; MOST_STEPS];
        reset(block, n);
        for &group in &self.schedule.groups {
            self.schedule.draw(group, feed, &mut drawn);
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
                            let (i, j) = (drawn[lane] / n as u32, drawn[lane] % n as u32);
                            swap(&mut block[lane], i as usize, j as usize);
                        }
                    }
                }
            }
        }
    }
}

/// The length of the notes' list.
const SEVEN: usize = 7;

/// [`Moving::count_as_they_settle`] for lists of seven, with every loop of a known length: list and counters are small
/// enough to be held in places that the compiler knows.
fn count_sevens<L: Lanes>(
    feed: &mut Feed<L>,
    blocks: u64,
    schedule: &Schedule,
    positions: &mut [u32],
    pairs: &mut [u32],
) {
    // Fisher-Yates draws the partner of i among the first i + 1, Sattolo among the first i.
    let itself = schedule.steps[0].bound as usize - (SEVEN - 1);
    // Rows of eight, so that a mask keeps columns within. The first two are counted together, which gives both.
    let (mut settled_at, mut first_two) = ([[0_u32; 8]; SEVEN], [[0_u32; 8]; 8]);
    schedule.each_trial(feed, blocks, |number| {
        let mut rest = number;
        let mut list: [u8; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
        let mut settled = 0;
        for i in (1..SEVEN).rev() {
            let product = u64::from(rest) * (i + itself) as u64;
            rest = product as u32;
            let j = ((product >> 32) % 8) as usize;
            settled = usize::from(list[j] % 8);
            list[j] = list[i];
            if i > 1 {
                settled_at[i][settled] += 1;
            }
        }
        first_two[usize::from(list[0] % 8)][settled] += 1;
        rest
    });
    for (first, row) in first_two.iter().enumerate().take(SEVEN) {
        for (second, &count) in row.iter().enumerate().take(SEVEN) {
            settled_at[0][first] += count;
            settled_at[1][second] += count;
            pairs[first * SEVEN + second] += count;
        }
    }
    for (row, counts) in positions.chunks_exact_mut(SEVEN).zip(settled_at) {
        row.iter_mut()
            .zip(counts)
            .for_each(|(sum, count)| *sum += count);
    }
}

/// Puts all eight lists in order: as much as is in use, in whole vectors.
#[inline(always)]
fn reset(block: &mut Block, n: usize) {
    for list in block {
        for (to, from) in list
            .chunks_exact_mut(16)
            .zip(SORTED.chunks_exact(16))
            .take(n.div_ceil(16))
        {
            to.copy_from_slice(from);
        }
    }
}

/// Positions are below 100; the mask tells the compiler that they are within the list.
#[inline(always)]
fn swap(list: &mut [u8; LIST], i: usize, j: usize) {
    let (i, j) = (i % LIST, j % LIST);
    (list[i], list[j]) = (list[j], list[i]);
}

/// A list that has not been shuffled yet.
const SORTED: [u8; LIST] = {
    let mut list = [0; LIST];
    let mut at = 0;
    while at < LIST {
        list[at] = at as u8;
        at += 1;
    }
    list
};

/// Eight of them.
pub(super) fn sorted() -> Block {
    [SORTED; LANES]
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
        Bins::Orders { .. } => {
            for list in block {
                tally.count(&list[..n]);
            }
        }
    }
}
