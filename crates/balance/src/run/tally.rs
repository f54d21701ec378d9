//! Where trials are counted while they are done: small counters, emptied into the [`Counts`] now and then.

use super::Counts;
use crate::{MAX_N_ORDERS, order};

/// Counters of 32 bits.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    n: usize,
    pub bins: Bins,
    /// How many trials are in the counters; they are emptied long before 2^32.
    pub trials: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Bins {
    /// One counter per order, for n up to 7; all else follows from it. And, where all draws of a trial are looked up at
    /// once, one per outcome of the draws, with the order that each leads to.
    Orders {
        orders: Vec<u32>,
        outcomes: Vec<u32>,
        order_of: Vec<u16>,
    },
    /// `positions[p * n + v]`, and `pairs[a * n + b]`.
    Positions {
        positions: Vec<u32>,
        pairs: Vec<u32>,
    },
}

/// The most trials before the counters must be emptied.
pub(super) const FULL: u64 = 1 << 31;

impl Tally {
    /// By order where that is possible, or as asked by position. `order_of`: the orders of the outcomes of all draws, if
    /// they are counted.
    pub fn new(n: usize, by_position: bool, order_of: Vec<u16>) -> Tally {
        let bins = if n <= MAX_N_ORDERS && !by_position {
            Bins::Orders {
                orders: vec![0; order::count(n)],
                outcomes: vec![0; order_of.len()],
                order_of,
            }
        } else {
            Bins::Positions {
                positions: vec![0; n * n],
                pairs: vec![0; n * n],
            }
        };
        Tally { n, bins, trials: 0 }
    }

    /// Counts one trial.
    #[inline(always)]
    pub fn count(&mut self, order: &[u8]) {
        self.trials += 1;
        match &mut self.bins {
            Bins::Orders { orders, .. } => orders[order::rank(order)] += 1,
            Bins::Positions { positions, pairs } => {
                for (row, &value) in positions.chunks_exact_mut(self.n).zip(order) {
                    row[value as usize] += 1;
                }
                pairs[order[0] as usize * self.n + order[1] as usize] += 1;
            }
        }
    }

    /// Empties the counters into the counts.
    pub fn empty_into(&mut self, counts: &mut Counts) {
        counts.trials += std::mem::take(&mut self.trials);
        match &mut self.bins {
            Bins::Orders {
                orders,
                outcomes,
                order_of,
            } => {
                for (outcome, &order) in outcomes.iter_mut().zip(order_of.iter()) {
                    orders[order as usize] += std::mem::take(outcome);
                }
                for (rank, bin) in orders.iter_mut().enumerate() {
                    counts.add_order(rank, u64::from(std::mem::take(bin)));
                }
            }
            Bins::Positions { positions, pairs } => {
                for (at, bin) in positions.iter_mut().enumerate() {
                    let (position, value) = (at / self.n, at % self.n);
                    *counts.positions.at_mut(value, position) += u64::from(std::mem::take(bin));
                }
                for (sum, bin) in counts.pairs.cells_mut().iter_mut().zip(pairs) {
                    *sum += u64::from(std::mem::take(bin));
                }
            }
        }
    }
}
