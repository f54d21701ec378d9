//! Is it this seed, or the shuffle? The same few trials with many seeds.

use lesson::{Job, Progress};
use serde::{Deserialize, Serialize};

use super::Trials;

/// A shuffle tried with many seeds, one after the other. The unit of work is a trial.
pub struct Seeds {
    start: Box<dyn Fn(u64) -> Box<Trials>>,
    first: u64,
    seeds: u64,
    trials: u64,
    current: Box<Trials>,
    /// Trials of earlier seeds.
    before: u64,
    biased: Vec<bool>,
}

/// The verdicts so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    /// The first seed; the others follow it.
    pub first: u64,
    /// Trials per seed.
    pub trials: u64,
    /// For each seed that is done: whether its run is biased.
    pub biased: Vec<bool>,
}

impl Seeds {
    /// `seeds` seeds from `first` on, of `trials` trials each; `start` gives the experiment of a seed.
    ///
    /// # Panics
    /// Without a seed or a trial.
    pub fn new(
        first: u64,
        seeds: u64,
        trials: u64,
        start: impl Fn(u64) -> Box<Trials> + 'static,
    ) -> Seeds {
        assert!(seeds > 0 && trials > 0, "{seeds} seeds of {trials} trials");
        Seeds {
            current: start(first),
            start: Box::new(start),
            first,
            seeds,
            trials,
            before: 0,
            biased: Vec::new(),
        }
    }
}

impl Job for Seeds {
    type Partial = Verdicts;

    fn advance(&mut self, budget: u64) -> Progress {
        let total = self.seeds * self.trials;
        let mut left = budget;
        let mut done = total;
        while (self.biased.len() as u64) < self.seeds {
            let start = self.current.advance(0).done;
            let progress = self.current.advance(left);
            left -= (progress.done - start).min(left);
            if !progress.is_complete() {
                done = self.before + progress.done;
                break;
            }
            self.biased.push(self.current.partial().is_biased());
            self.before += self.trials;
            self.current = (self.start)(self.first.wrapping_add(self.biased.len() as u64));
        }
        Progress { done, total }
    }

    fn partial(&self) -> Verdicts {
        Verdicts {
            first: self.first,
            trials: self.trials,
            biased: self.biased.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trials::Shuffles;
    use balance::run::Settings;
    use balance::{Shuffle, generator::Kind};

    fn seeds(shuffle: Shuffle) -> Seeds {
        Seeds::new(40, 16, 2_000, move |seed| {
            let settings = Settings {
                shuffle,
                n: 7,
                generator: Kind::Pcg32,
                seed,
            };
            Box::new(Shuffles::new(settings, 2_000).unwrap())
        })
    }

    #[test]
    fn the_notes_shuffle_is_biased_with_every_seed_and_fisher_yates_with_none() {
        let mut wrong = seeds(Shuffle::TwoRandom { swaps: 7 });
        assert!(wrong.advance(u64::MAX).is_complete());
        assert_eq!(wrong.partial().biased, [true; 16]);
        let mut right = seeds(Shuffle::FisherYates);
        right.advance(u64::MAX);
        assert_eq!(right.partial().biased, [false; 16]);
    }

    #[test]
    fn slices_end_between_and_within_seeds() {
        let mut sliced = seeds(Shuffle::SwapWithAny);
        assert_eq!(sliced.advance(0).done, 0);
        assert_eq!(
            sliced.advance(3_500),
            Progress {
                done: 3_500,
                total: 32_000
            }
        );
        assert_eq!(sliced.partial().biased.len(), 1);
        while !sliced.advance(999).is_complete() {}
        let mut whole = seeds(Shuffle::SwapWithAny);
        whole.advance(u64::MAX);
        assert_eq!(sliced.partial(), whole.partial());
    }
}
