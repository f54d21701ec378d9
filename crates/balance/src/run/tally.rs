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
    /// One counter per order, for n up to 7. All else follows from it.
    Orders(Vec<u32>),
    /// `positions[p * n + v]`, and `pairs[a * n + b]`.
    Positions {
        positions: Vec<u32>,
        pairs: Vec<u32>,
    },
}

/// The most trials before the counters must be emptied.
pub(super) const FULL: u64 = 1 << 31;

impl Tally {
    /// By order where that is possible, or as asked by position.
    pub fn new(n: usize, by_position: bool) -> Tally {
        let bins = if n <= MAX_N_ORDERS && !by_position {
            Bins::Orders(vec![0; order::count(n)])
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
            Bins::Orders(bins) => bins[order::rank(order)] += 1,
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
            Bins::Orders(bins) => {
                for (rank, bin) in bins.iter_mut().enumerate() {
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
