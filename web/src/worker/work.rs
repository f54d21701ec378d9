//! What a worker has to do, task after task, in slices. No browser is needed for this, so it is tested without one.

use std::collections::VecDeque;

use balance::generator::Kind;
use balance::{Refusal, Shuffle};
use labs::trials::Seeds;
use lesson::{Job, Progress};

use super::{Experiment, News, What};

/// What is left to do of a run.
pub struct Work {
    tasks: VecDeque<Box<dyn Task>>,
    /// What a worker tells before it begins.
    opening: Vec<News>,
    /// Units of work that fill a slice, as far as we know.
    budget: u64,
    /// When it last told something, in milliseconds.
    told: Option<f64>,
}

/// One part of a run.
trait Task {
    /// Does at most so many units of work.
    fn advance(&mut self, budget: u64) -> Progress;

    /// What is known.
    fn news(&self) -> News;

    /// Whether nothing can follow it.
    fn has_failed(&self) -> bool {
        false
    }
}

/// How long a slice should take, in milliseconds: the worker hears `Stop` between two.
const SLICE: f64 = 8.0;

/// How long it keeps news to itself, in milliseconds.
const SILENCE: f64 = 180.0;

impl Work {
    /// The work of an experiment.
    ///
    /// # Errors
    /// The news that there is none, and why.
    pub fn of(experiment: &Experiment) -> Result<Work, News> {
        let kind = Kind::named(&experiment.generator).map_err(refused)?;
        match &experiment.what {
            What::Shuffle(name) => shuffle::of(experiment, kind, name).map_err(refused),
            What::Program(text) => program::of(experiment, kind, text),
        }
    }

    /// The work of judging a program.
    ///
    /// # Errors
    /// The news that there is none, and why.
    pub fn judging(text: &str) -> Result<Work, News> {
        program::judging(text)
    }

    /// The work of electing a first leader with many seeds.
    ///
    /// # Errors
    /// The news that there is none, and why.
    pub fn electing(start: &str, first: u64, seeds: u64) -> Result<Work, News> {
        elections::of(start, first, seeds)
    }

    fn new(tasks: Vec<Box<dyn Task>>, opening: Vec<News>, budget: u64) -> Work {
        Work {
            tasks: tasks.into(),
            opening,
            budget,
            told: None,
        }
    }

    /// Does a slice. Returns what is to be told, the last of it [`News::Over`] if nothing is left.
    pub fn slice(&mut self, now: impl Fn() -> f64) -> Vec<News> {
        let mut news = std::mem::take(&mut self.opening);
        let Some(task) = self.tasks.front_mut() else {
            news.push(News::Over);
            return news;
        };
        let start = now();
        let progress = task.advance(self.budget);
        let end = now();
        self.budget = next_budget(self.budget, end - start);
        let complete = progress.is_complete();
        if complete || self.told.is_none_or(|told| end - told >= SILENCE) {
            news.push(task.news());
            self.told = Some(end);
        }
        if complete {
            if task.has_failed() {
                self.tasks.clear();
            }
            self.tasks.pop_front();
            // A unit of the next task may be much more work.
            self.budget = self.budget.min(FIRST);
            if self.tasks.is_empty() {
                news.push(News::Over);
            }
        }
        news
    }

    /// What is known when it is stopped here.
    #[must_use]
    pub fn stop(&self) -> Vec<News> {
        let known = self.tasks.front().map(|task| task.news());
        known.into_iter().chain([News::Over]).collect()
    }
}

/// The first budget: small, so that something is known within a frame.
const FIRST: u64 = 2_000;

fn next_budget(budget: u64, took: f64) -> u64 {
    // Timers are coarse: below a millisecond nothing is certain but that it was quick.
    let factor = (SLICE / took.max(1.0)).clamp(0.25, 4.0);
    ((budget as f64 * factor) as u64).clamp(1, 1 << 32)
}

fn refused(refusal: Refusal) -> News {
    News::Refused(refusal.to_string())
}

impl Task for Seeds {
    fn advance(&mut self, budget: u64) -> Progress {
        Job::advance(self, budget)
    }

    fn news(&self) -> News {
        News::Seeds(self.partial())
    }
}

/// Our own shuffles, in the worker that is made for them.
#[cfg(any(not(feature = "script"), test))]
mod shuffle {
    use balance::run::Settings;
    use labs::trials::{Partial, Shuffles};

    use super::*;

    pub fn of(experiment: &Experiment, kind: Kind, name: &str) -> Result<Work, Refusal> {
        let Experiment {
            n, seed, trials, ..
        } = *experiment;
        let shuffle = match Shuffle::named(name, n)? {
            Shuffle::TwoRandom { .. } => Shuffle::TwoRandom {
                swaps: experiment.k,
            },
            other => other,
        };
        let settings = Settings {
            shuffle,
            n,
            generator: kind,
            seed,
        };
        let mut tasks: Vec<Box<dyn Task>> = vec![Box::new(Counted {
            job: Shuffles::new(settings, trials)?,
            trials,
        })];
        if let Some(strip) = experiment.strip {
            tasks.push(Box::new(Seeds::new(
                strip.first,
                strip.seeds,
                strip.trials,
                move |seed| {
                    let settings = Settings { seed, ..settings };
                    Box::new(Shuffles::new(settings, strip.trials).expect("only the seed differs"))
                },
            )));
        }
        Ok(Work::new(tasks, Vec::new(), FIRST))
    }

    /// A job that counts trials.
    struct Counted<J> {
        job: J,
        trials: u64,
    }

    impl<J: Job<Partial = Partial>> Task for Counted<J> {
        fn advance(&mut self, budget: u64) -> Progress {
            self.job.advance(budget)
        }

        fn news(&self) -> News {
            News::Partial(Box::new(self.job.partial()), self.trials)
        }
    }
}

/// The worker with the script engine: the page asks the other one for our own shuffles. So neither carries the other's code.
#[cfg(not(any(not(feature = "script"), test)))]
mod shuffle {
    use super::*;

    pub fn of(_: &Experiment, _: Kind, name: &str) -> Result<Work, Refusal> {
        Err(Refusal::UnknownShuffle(name.to_owned()))
    }
}

/// A learner's program, in the worker that can run it.
#[cfg(feature = "script")]
mod program {
    use std::rc::Rc;

    use labs::script::{Judging, Program};
    use labs::trials::Programs;

    use super::*;

    /// A run of a program may take long: one at a time, until we know better.
    const FEW: u64 = 1;

    pub fn judging(text: &str) -> Result<Work, News> {
        let judging = Judging::new(text).map_err(News::Wrong)?;
        Ok(Work::new(vec![Box::new(Judged(judging))], Vec::new(), FEW))
    }

    pub fn of(experiment: &Experiment, kind: Kind, text: &str) -> Result<Work, News> {
        let Experiment {
            n,
            k,
            seed,
            trials,
            strip,
            ..
        } = *experiment;
        Shuffle::FisherYates.check(n).map_err(refused)?;
        let judging = Judging::new(text).map_err(News::Wrong)?;
        let program = Rc::new(Program::parse(text).map_err(News::Wrong)?);
        let first = Programs::first_trial(&program, n, k, kind, seed).map_err(News::Wrong)?;
        let mut tasks: Vec<Box<dyn Task>> = vec![
            Box::new(Judged(judging)),
            Box::new(Programs::new(program.clone(), n, k, kind, seed, trials)),
        ];
        if let Some(strip) = strip {
            tasks.push(Box::new(Seeds::new(
                strip.first,
                strip.seeds,
                strip.trials,
                move |seed| {
                    Box::new(Programs::new(
                        program.clone(),
                        n,
                        k,
                        kind,
                        seed,
                        strip.trials,
                    ))
                },
            )));
        }
        let opening = vec![News::FirstTrial(first.order, first.swaps)];
        Ok(Work::new(tasks, opening, FEW))
    }

    struct Judged(Judging);

    impl Task for Judged {
        fn advance(&mut self, budget: u64) -> Progress {
            self.0.advance(budget)
        }

        fn news(&self) -> News {
            let ruling = self.0.partial();
            match ruling.mistake {
                Some(mistake) => News::Wrong(mistake),
                None => News::Ruling(ruling.lines, self.0.runs()),
            }
        }

        fn has_failed(&self) -> bool {
            self.0.partial().mistake.is_some()
        }
    }

    impl Task for Programs {
        fn advance(&mut self, budget: u64) -> Progress {
            Job::advance(self, budget)
        }

        fn news(&self) -> News {
            match self.mistake() {
                Some(mistake) => News::Wrong(mistake.clone()),
                None => News::Partial(Box::new(self.partial()), self.trials()),
            }
        }

        fn has_failed(&self) -> bool {
            self.mistake().is_some()
        }
    }
}

/// Elections, in the worker without a script engine.
#[cfg(any(not(feature = "script"), test))]
mod elections {
    use labs::trials::Elections;

    use super::*;

    pub fn of(start: &str, first: u64, seeds: u64) -> Result<Work, News> {
        let job = Elections::new(start, first, seeds).map_err(News::Refused)?;
        // A seed may take 500 ticks: one at a time, until we know better.
        Ok(Work::new(vec![Box::new(job)], Vec::new(), 1))
    }

    impl Task for Elections {
        fn advance(&mut self, budget: u64) -> Progress {
            Job::advance(self, budget)
        }

        fn news(&self) -> News {
            News::Elections(self.partial())
        }
    }
}

/// The worker with the script engine carries no clusters.
#[cfg(all(feature = "script", not(test)))]
mod elections {
    use super::*;

    pub fn of(_: &str, _: u64, _: u64) -> Result<Work, News> {
        Err(News::Refused("this worker elects nobody".to_owned()))
    }
}

/// The worker without a script engine: the page asks the other one.
#[cfg(not(feature = "script"))]
mod program {
    use super::*;

    pub fn judging(_: &str) -> Result<Work, News> {
        Err(News::Refused("this worker has no script engine".to_owned()))
    }

    pub fn of(_: &Experiment, _: Kind, text: &str) -> Result<Work, News> {
        judging(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::Strip;
    use std::cell::Cell;

    fn experiment(what: What) -> Experiment {
        Experiment {
            what,
            n: 7,
            k: 7,
            generator: "pcg32".into(),
            seed: 42,
            trials: 50_000,
            strip: Some(Strip {
                first: 0,
                seeds: 8,
                trials: 1_000,
            }),
        }
    }

    /// All news of a run, with a clock that goes on by so many milliseconds whenever it is read.
    fn all_news(mut work: Work, tick: f64) -> Vec<News> {
        let clock = Cell::new(0.0);
        let now = || {
            clock.set(clock.get() + tick);
            clock.get()
        };
        let mut news = Vec::new();
        while news.last() != Some(&News::Over) {
            news.extend(work.slice(now));
        }
        news
    }

    #[test]
    fn a_run_tells_what_it_counts_then_the_seeds_then_that_it_is_over() {
        let what = What::Shuffle("two_random_n_swaps".into());
        let news = all_news(Work::of(&experiment(what)).unwrap(), 40.0);
        let partials: Vec<u64> = news
            .iter()
            .filter_map(|news| match news {
                News::Partial(partial, 50_000) => Some(partial.trials),
                _ => None,
            })
            .collect();
        assert_eq!(partials[0], FIRST, "the first slice is told");
        assert!(partials.len() > 2 && partials.is_sorted(), "{partials:?}");
        assert_eq!(partials.last(), Some(&50_000));
        let Some(News::Seeds(verdicts)) = news.iter().rev().nth(1) else {
            panic!("seeds come last: {news:?}")
        };
        assert_eq!(verdicts.biased, [true; 8]);
    }

    #[test]
    fn elections_tell_of_ever_more_seeds_and_can_be_stopped() {
        let news = all_news(Work::electing("start 3", 0, 60).unwrap(), 40.0);
        let counts: Vec<usize> = news
            .iter()
            .filter_map(|news| match news {
                News::Elections(outcomes) => Some(outcomes.elections.len()),
                _ => None,
            })
            .collect();
        assert_eq!((counts[0], counts.last()), (1, Some(&60)));
        let mut work = Work::electing("start 3", 0, 60).unwrap();
        work.slice(|| 0.0);
        assert!(
            matches!(&work.stop()[..], [News::Elections(known), News::Over] if known.elections.len() == 1)
        );
        assert!(matches!(
            Work::electing("tick", 0, 1),
            Err(News::Refused(_))
        ));
    }

    #[test]
    fn quick_slices_grow_and_slow_ones_shrink() {
        assert_eq!(next_budget(1_000, 0.0), 4_000);
        assert_eq!(next_budget(1_000, 8.0), 1_000);
        assert_eq!(next_budget(1_000, 500.0), 250);
        assert_eq!(next_budget(1, 500.0), 1);
    }

    #[test]
    fn a_stopped_run_tells_what_is_known() {
        let what = What::Shuffle("sattolo".into());
        let mut work = Work::of(&experiment(what)).unwrap();
        work.slice(|| 0.0);
        let stopped = work.stop();
        assert!(
            matches!(&stopped[..], [News::Partial(partial, _), News::Over] if partial.trials == FIRST)
        );
    }

    #[test]
    fn what_the_engine_refuses_is_told() {
        let mut wrong = experiment(What::Shuffle("sattolo".into()));
        wrong.n = 101;
        let Err(News::Refused(said)) = Work::of(&wrong) else {
            panic!("101 elements are too many")
        };
        assert!(said.contains("101"), "{said}");
        wrong.generator = "dice".into();
        assert!(matches!(Work::of(&wrong), Err(News::Refused(said)) if said.contains("dice")));
    }

    #[cfg(feature = "script")]
    #[test]
    fn a_program_is_judged_then_counted() {
        let what = What::Program("for i in 0..n { swap(a, i, rand(i + 1)); }".into());
        let news = all_news(Work::of(&experiment(what)).unwrap(), 4.0);
        assert!(
            matches!(&news[0], News::FirstTrial(order, Some(swaps)) if order.len() == 7 && swaps.len() == 7)
        );
        let verdict = news.iter().find_map(|news| match news {
            News::Ruling(lines, _) => lines.last().cloned(),
            _ => None,
        });
        assert_eq!(verdict.as_deref(), Some("verdict: fair"));
        assert!(matches!(news.last(), Some(News::Over)));
    }

    #[cfg(feature = "script")]
    #[test]
    fn a_program_that_fails_ends_the_run() {
        let what = What::Program("if rand(30) == 7 { a.pop(); }".into());
        let news = all_news(Work::of(&experiment(what)).unwrap(), 4.0);
        assert!(
            matches!(&news[news.len() - 2..], [News::Wrong(_), News::Over]),
            "{news:?}"
        );
        let endless = What::Program("loop { }".into());
        assert!(
            matches!(Work::of(&experiment(endless)), Err(News::Wrong(mistake)) if mistake.line == 1)
        );
    }
}
