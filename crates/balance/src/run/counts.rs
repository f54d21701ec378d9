//! What a run counts.

use super::Settings;
use crate::{MAX_N_ORDERS, Refusal, Square, order};

/// The counts of some trials of one experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    settings: Settings,
    /// How many trials were done.
    pub trials: u64,
    /// `positions.at(v, p)`: value v ended at position p. Rows and columns sum to the trials.
    pub positions: Square<u64>,
    /// `pairs.at(a, b)`: value a came first and b second. All cells sum to the trials.
    pub pairs: Square<u64>,
    /// How often each order came, by its number (see [`crate::order`]), for n up to 7.
    pub orders: Option<Vec<u64>>,
}

impl Counts {
    /// No trial yet.
    pub fn none(settings: Settings) -> Counts {
        let n = settings.n;
        Counts {
            settings,
            trials: 0,
            positions: Square::filled(n, 0),
            pairs: Square::filled(n, 0),
            orders: (n <= MAX_N_ORDERS).then(|| vec![0; order::count(n)]),
        }
    }

    /// The length of the list.
    pub fn n(&self) -> usize {
        self.settings.n
    }

    /// The experiment that these are counts of.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// How often each value came first.
    pub fn first(&self) -> Vec<u64> {
        self.positions.column(0)
    }

    /// The counts as shares of the trials: an estimate of [`crate::exact::position_matrix`].
    pub fn position_shares(&self) -> Square<f64> {
        self.positions
            .map(|count| count as f64 / self.trials.max(1) as f64)
    }

    /// The pairs as shares of the trials, which is what [`crate::exact::second_choice`] and
    /// [`crate::exact::load_after_retry`] take.
    pub fn pair_shares(&self) -> Square<f64> {
        self.pairs
            .map(|count| count as f64 / self.trials.max(1) as f64)
    }

    /// How many requests each server answered when one is dead and every request that met it went to the second of its list.
    ///
    /// # Panics
    /// If there is no such value.
    pub fn load_after_retry(&self, dead: usize) -> Vec<u64> {
        let answered = |server: usize| {
            self.pairs.row(server).iter().sum::<u64>() + self.pairs.at(dead, server)
        };
        (0..self.n())
            .map(|server| if server == dead { 0 } else { answered(server) })
            .collect()
    }

    /// Adds the counts of other trials of the same experiment. Which trials is not remembered: add no part twice.
    ///
    /// # Errors
    /// [`Refusal::DifferentSettings`].
    pub fn add(&mut self, other: &Counts) -> Result<(), Refusal> {
        if self.settings != other.settings {
            return Err(Refusal::DifferentSettings);
        }
        self.trials += other.trials;
        add(self.positions.cells_mut(), other.positions.cells());
        add(self.pairs.cells_mut(), other.pairs.cells());
        if let (Some(orders), Some(others)) = (&mut self.orders, &other.orders) {
            add(orders, others);
        }
        Ok(())
    }

    /// Counts an order that came so many times. The trials are counted by the caller.
    pub(super) fn add_order(&mut self, rank: usize, times: u64) {
        if times == 0 {
            return;
        }
        let order = order::unrank(self.n(), rank);
        for (position, &value) in order.iter().enumerate() {
            *self.positions.at_mut(value as usize, position) += times;
        }
        *self.pairs.at_mut(order[0] as usize, order[1] as usize) += times;
        self.orders.as_mut().expect("orders are counted")[rank] += times;
    }
}

fn add(sums: &mut [u64], others: &[u64]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        *sum += other;
    }
}
