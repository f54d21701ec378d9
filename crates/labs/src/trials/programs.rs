//! The learner's own program, run again and again.

use std::rc::Rc;

use balance::generator::{Generator, Kind, seed_for_chunk};
use balance::run::{CHUNK, Counts, Settings};
use balance::stats::Point;
use balance::{Shuffle, order};
use lesson::{Job, Progress};

use super::Partial;
use crate::script::{Mistake, Outcome, Program};

/// So many runs of one program. The numbers it draws come from one generator per chunk of 65,536 trials, seeded as in
/// [`balance::run`], but drawn one by one: what a program asks next is not known beforehand.
pub struct Programs {
    program: Rc<Program>,
    n: usize,
    k: u32,
    kind: Kind,
    seed: u64,
    generator: Generator,
    trials: u64,
    counts: Counts,
    points: Vec<Point>,
    mistake: Option<Mistake>,
}

impl Programs {
    /// An experiment that has not begun.
    #[must_use]
    pub fn new(
        program: Rc<Program>,
        n: usize,
        k: u32,
        kind: Kind,
        seed: u64,
        trials: u64,
    ) -> Programs {
        // Counts remember what was tried, so that unlike ones are not added. These never are: any shuffle will do.
        let counts = Counts::none(Settings {
            shuffle: Shuffle::FisherYates,
            n,
            generator: kind,
            seed,
        });
        Programs {
            program,
            n,
            k,
            kind,
            seed,
            generator: first_generator(kind, seed),
            trials,
            counts,
            points: Vec::new(),
            mistake: None,
        }
    }

    /// A closer look at the first trial.
    ///
    /// # Errors
    /// What went wrong in it.
    pub fn first_trial(
        program: &Program,
        n: usize,
        k: u32,
        kind: Kind,
        seed: u64,
    ) -> Result<Outcome, Mistake> {
        program.watch(n, k, &mut first_generator(kind, seed))
    }

    /// How many trials there will be.
    #[must_use]
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// What went wrong in the last run; the experiment is over then.
    #[must_use]
    pub fn mistake(&self) -> Option<&Mistake> {
        self.mistake.as_ref()
    }

    fn once(&mut self) {
        let done = self.counts.trials;
        if !self.kind.is_one_stream() && done > 0 && done.is_multiple_of(CHUNK) {
            self.generator = self.kind.seeded(seed_for_chunk(self.seed, done / CHUNK));
        }
        match self.program.run(self.n, self.k, &mut self.generator) {
            Ok(list) => count(&mut self.counts, &list),
            Err(mistake) => self.mistake = Some(mistake),
        }
        if is_point(self.counts.trials) && self.mistake.is_none() {
            self.points.push(Point::of(&self.counts));
        }
    }
}

fn first_generator(kind: Kind, seed: u64) -> Generator {
    kind.seeded(if kind.is_one_stream() {
        seed
    } else {
        seed_for_chunk(seed, 0)
    })
}

fn count(counts: &mut Counts, list: &[u8]) {
    counts.trials += 1;
    for (position, &value) in list.iter().enumerate() {
        *counts.positions.at_mut(value as usize, position) += 1;
    }
    *counts.pairs.at_mut(list[0] as usize, list[1] as usize) += 1;
    if let Some(orders) = &mut counts.orders {
        orders[order::rank(list)] += 1;
    }
}

/// 10, 20, 50, 100, 200, ..
fn is_point(trials: u64) -> bool {
    let mut rest = trials;
    while rest >= 100 && rest.is_multiple_of(10) {
        rest /= 10;
    }
    matches!(rest, 10 | 20 | 50)
}

impl Job for Programs {
    type Partial = Partial;

    fn advance(&mut self, budget: u64) -> Progress {
        for _ in 0..budget.min(self.trials - self.counts.trials) {
            if self.mistake.is_some() {
                break;
            }
            self.once();
        }
        Progress {
            done: self.counts.trials,
            total: match self.mistake {
                Some(_) => self.counts.trials,
                None => self.trials,
            },
        }
    }

    fn partial(&self) -> Partial {
        Partial::of(self.counts.clone(), &self.points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::of_shuffle;

    fn job(text: &str, trials: u64) -> Programs {
        Programs::new(
            Rc::new(Program::parse(text).unwrap()),
            7,
            7,
            Kind::Pcg32,
            42,
            trials,
        )
    }

    #[test]
    fn a_program_is_counted_as_a_shuffle_of_ours_would_be() {
        let mut wrong = job(of_shuffle(Shuffle::TwoRandom { swaps: 7 }), 20_000);
        wrong.advance(u64::MAX);
        let partial = wrong.partial();
        let share = partial.positions[0] as f64 / 20_000.0;
        assert!(
            partial.is_biased() && (share - 0.2242).abs() < 0.012,
            "{share}"
        );
        assert_eq!(partial.pairs.iter().sum::<u64>(), 20_000);
        let mut right = job(of_shuffle(Shuffle::FisherYates), 20_000);
        right.advance(u64::MAX);
        assert!(!right.partial().is_biased());
    }

    #[test]
    fn the_counts_do_not_depend_on_the_slices_nor_end_at_a_chunk() {
        let text = "let j = rand(n); swap(a, 0, j);";
        let mut whole = job(text, CHUNK + 100);
        whole.advance(u64::MAX);
        let mut sliced = job(text, CHUNK + 100);
        while !sliced.advance(4_999).is_complete() {}
        assert_eq!(whole.partial(), sliced.partial());
    }

    #[test]
    fn a_mistake_ends_the_experiment_and_keeps_what_was_counted() {
        let mut job = job("if rand(50) == 0 { a.pop(); }", 10_000);
        assert!(job.advance(u64::MAX).is_complete());
        assert!(job.mistake().unwrap().en.contains("6 is lost"));
        assert!(job.partial().trials < 10_000 && job.partial().trials > 0);
    }
}
