//! One of our own shuffles, compiled.

use balance::Refusal;
use balance::run::{Run, Settings};
use lesson::{Job, Progress};

use super::Partial;

/// So many trials of one shuffle.
#[derive(Clone, Debug)]
pub struct Shuffles {
    run: Run,
    trials: u64,
}

impl Shuffles {
    /// An experiment that has not begun.
    ///
    /// # Errors
    /// What [`balance::Shuffle::check`] refuses.
    pub fn new(settings: Settings, trials: u64) -> Result<Shuffles, Refusal> {
        Ok(Shuffles {
            run: Run::new(settings)?,
            trials,
        })
    }
}

impl Job for Shuffles {
    type Partial = Partial;

    fn advance(&mut self, budget: u64) -> Progress {
        self.run
            .advance(budget.min(self.trials - self.run.trials()));
        Progress {
            done: self.run.trials(),
            total: self.trials,
        }
    }

    fn partial(&self) -> Partial {
        Partial::of(self.run.counts(), self.run.points())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use balance::{Shuffle, exact, generator::Kind};

    fn job(trials: u64) -> Shuffles {
        let settings = Settings {
            shuffle: Shuffle::TwoRandom { swaps: 7 },
            n: 7,
            generator: Kind::Pcg32,
            seed: 42,
        };
        Shuffles::new(settings, trials).unwrap()
    }

    #[test]
    fn a_million_trials_of_the_notes_shuffle_agree_with_the_exact_value() {
        let mut job = job(1_000_000);
        assert!(job.advance(u64::MAX).is_complete());
        let partial = job.partial();
        let exact = exact::stay_probability(7, 7);
        assert!((exact - 0.224169576712).abs() < 1e-12);
        let share = partial.positions[0] as f64 / 1e6;
        assert!(
            (share - exact).abs() < 4.0 * (exact * (1.0 - exact) / 1e6).sqrt(),
            "{share}"
        );
        assert!(partial.is_biased());
        assert_eq!(partial.orders.iter().sum::<u64>(), 1_000_000);
        assert_eq!(partial.course.last().unwrap().0, 1_000_000);
    }

    #[test]
    fn what_is_known_does_not_depend_on_the_slices() {
        let mut whole = job(10_000);
        whole.advance(10_000);
        let mut sliced = job(10_000);
        for budget in (1..).map(|at| at * 37 % 1_001) {
            if sliced.advance(budget).is_complete() {
                break;
            }
            assert!(sliced.partial().trials <= 10_000);
        }
        assert_eq!(whole.partial(), sliced.partial());
        assert_eq!(sliced.advance(5).done, 10_000);
    }
}
