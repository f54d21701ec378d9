//! Lists of up to 7: orders are numbers, and a swap is a table look-up.
//!
//! ```text
//!   first draws of the first number     all at once: their joint outcome (at most 2^15 of them) -> order
//!   each further step                   (order, which swap) -> order
//! ```
//!
//! For Fisher-Yates, inside-out and Sattolo of 7 the first part is everything: 5,040 outcomes (720 for Sattolo), two trials
//! to a 32-bit number. What is counted then is just how often each outcome came, one product and one addition a trial, and
//! it is turned into orders when somebody looks. It is tested to equal the plain way, trial for trial.

use super::lanes::{Feed, Lanes, Words};
use super::schedule::{Group, MOST_STEPS, Schedule};
use super::tally::{Bins, Tally};
use super::{Block, LANES};
use crate::order;

/// Tables for one shuffle of one length.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    n: usize,
    schedule: Schedule,
    /// How many steps the first look-up does.
    at_once: usize,
    /// The order after those, by their joint outcome.
    first: Vec<u16>,
    /// For each further step: the swap of each drawn number (see `swap_of`).
    swaps: Vec<Vec<u16>>,
    /// `after[order * swap_count + swap]`: the order after a swap.
    after: Vec<u16>,
    /// Pairs of different positions, and one for "nothing changes".
    swap_count: usize,
}

/// The most joint outcomes of the first look-up: 32 K numbers of two bytes stay in the processor's nearest caches.
const MOST_OUTCOMES: usize = 1 << 15;

impl Tables {
    pub fn new(n: usize, schedule: Schedule) -> Tables {
        let bound = |step: usize| schedule.steps[step].bound as usize;
        let in_first_number = schedule.groups.first().map_or(0, |group| group.last);
        let (mut at_once, mut outcomes) = (0, 1);
        while at_once < in_first_number && outcomes * bound(at_once) <= MOST_OUTCOMES {
            outcomes *= bound(at_once);
            at_once += 1;
        }
        let mut tables = Tables {
            n,
            at_once,
            first: Vec::new(),
            swaps: Vec::new(),
            after: Vec::new(),
            swap_count: n * (n - 1) / 2 + 1,
            schedule,
        };
        tables.first = (0..outcomes)
            .map(|outcome| tables.order_after(outcome, outcomes))
            .collect();
        if at_once < tables.schedule.steps.len() {
            tables.swaps = (at_once..tables.schedule.steps.len())
                .map(|step| tables.swaps_of(step))
                .collect();
            tables.after = tables.all_swaps();
        }
        tables
    }

    /// The order after the first steps, by the mixed-radix digits of their joint outcome.
    fn order_after(&self, outcome: usize, outcomes: usize) -> u16 {
        let mut list: Vec<u8> = (0..self.n as u8).collect();
        let mut share = outcomes;
        let mut rest = outcome;
        for step in 0..self.at_once {
            share /= self.schedule.steps[step].bound as usize;
            let (i, j) = self.positions(step, rest / share);
            rest %= share;
            list.swap(i, j);
        }
        order::rank(&list) as u16
    }

    /// The two positions that a drawn number swaps.
    fn positions(&self, step: usize, drawn: usize) -> (usize, usize) {
        match self.schedule.steps[step].position {
            Some(i) => (i as usize, drawn),
            None => (drawn / self.n, drawn % self.n),
        }
    }

    fn swaps_of(&self, step: usize) -> Vec<u16> {
        (0..self.schedule.steps[step].bound as usize)
            .map(|drawn| {
                let (i, j) = self.positions(step, drawn);
                swap_of(i, j)
            })
            .collect()
    }

    fn all_swaps(&self) -> Vec<u16> {
        let mut after = vec![0; order::count(self.n) * self.swap_count];
        for (rank, row) in after.chunks_exact_mut(self.swap_count).enumerate() {
            let list = order::unrank(self.n, rank);
            row[0] = rank as u16;
            for (i, j) in (0..self.n).flat_map(|i| (0..i).map(move |j| (i, j))) {
                let mut list = list.clone();
                list.swap(i, j);
                row[swap_of(i, j) as usize] = order::rank(&list) as u16;
            }
        }
        after
    }

    /// The order of each joint outcome of all draws, if they are looked up at once; else nothing.
    pub fn orders_of_outcomes(&self) -> Vec<u16> {
        if self.at_once == self.schedule.steps.len() {
            self.first.clone()
        } else {
            Vec::new()
        }
    }

    /// Does that many times eight trials.
    pub fn count<L: Lanes>(&self, feed: &mut Feed<L>, blocks: u64, tally: &mut Tally) {
        let Bins::Orders {
            orders, outcomes, ..
        } = &mut tally.bins
        else {
            panic!("tables count orders, not positions");
        };
        tally.trials += blocks * LANES as u64;
        if self.at_once == self.schedule.steps.len() {
            count_outcomes(feed, blocks, &self.schedule, outcomes);
        } else {
            for _ in 0..blocks {
                for order in self.orders(feed) {
                    orders[order as usize] += 1;
                }
            }
        }
    }

    /// Eight trials.
    pub fn block<L: Lanes>(&self, feed: &mut Feed<L>, block: &mut Block) {
        for (list, rank) in block.iter_mut().zip(self.orders(feed)) {
            list[..self.n].copy_from_slice(&order::unrank(self.n, rank as usize));
        }
    }

    /// The orders of eight trials, by number.
    #[inline(always)]
    fn orders<L: Lanes>(&self, feed: &mut Feed<L>) -> [u16; LANES] {
        let mut orders = [self.first[0]; LANES];
        let mut drawn: [Words; MOST_STEPS] = [[0; LANES]; MOST_STEPS];
        for (at, &group) in self.schedule.groups.iter().enumerate() {
            self.schedule.draw(group, feed, &mut drawn);
            let mut done = 0;
            if at == 0 {
                orders = self.first_orders(&drawn);
                done = self.at_once;
            }
            self.further(group, done, &drawn, &mut orders);
        }
        orders
    }

    #[inline(always)]
    fn first_orders(&self, drawn: &[Words; MOST_STEPS]) -> [u16; LANES] {
        std::array::from_fn(|lane| {
            let steps = self.schedule.steps[..self.at_once].iter();
            let outcome = steps.zip(drawn).fold(0, |outcome, (step, drawn)| {
                outcome * step.bound + drawn[lane]
            });
            self.first[outcome as usize]
        })
    }

    #[inline(always)]
    fn further(
        &self,
        group: Group,
        done: usize,
        drawn: &[Words; MOST_STEPS],
        orders: &mut [u16; LANES],
    ) {
        for step in group.first + done..group.last {
            let swaps = &self.swaps[step - self.at_once];
            let drawn = &drawn[step - group.first];
            for lane in 0..LANES {
                let swap = swaps[drawn[lane] as usize] as usize;
                orders[lane] = self.after[orders[lane] as usize * self.swap_count + swap];
            }
        }
    }
}

/// The number of a swap: 0 if nothing changes, else the pair's place among all pairs.
fn swap_of(i: usize, j: usize) -> u16 {
    let (low, high) = (i.min(j), i.max(j));
    if low == high {
        0
    } else {
        (high * (high - 1) / 2 + low + 1) as u16
    }
}

/// Numbers of each lane that are made before any is counted.
const AT_A_TIME: u32 = 16;

/// All draws of a trial at once: one product, one addition.
fn count_outcomes<L: Lanes>(
    feed: &mut Feed<L>,
    blocks: u64,
    schedule: &Schedule,
    outcomes: &mut [u32],
) {
    let Some(&group) = schedule.groups.first() else {
        outcomes[0] += (blocks * LANES as u64) as u32;
        return;
    };
    let in_a_number = schedule.trials_in_a_number;
    let at_a_time = u64::from(in_a_number * AT_A_TIME);
    let mut left = blocks;
    while left > 0 {
        if feed.left == 0 && left >= at_a_time {
            let numbers = group.accepted::<L, { AT_A_TIME as usize }>(&mut feed.lanes);
            for &number in numbers.iter().flatten() {
                match in_a_number {
                    2 => count(number, 2, outcomes), // n = 7 and 6: known beforehand, so that there is no loop
                    more => count(number, more, outcomes),
                };
            }
            left -= at_a_time;
        } else {
            feed.take_up(group, in_a_number);
            for rest in &mut feed.rest {
                *rest = count(*rest, 1, outcomes);
            }
            left -= 1;
        }
    }
}

/// Counts the outcomes of so many trials that come out of a number, and gives the rest.
#[inline(always)]
fn count(number: u32, trials: u32, outcomes: &mut [u32]) -> u32 {
    let mut rest = number;
    for _ in 0..trials {
        let product = u64::from(rest) * outcomes.len() as u64;
        outcomes[(product >> 32) as usize] += 1;
        rest = product as u32;
    }
    rest
}
