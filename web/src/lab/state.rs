//! The state of the laboratory, without a browser: settings, two panes, and what has been told of their runs.

use std::rc::Rc;

use labs::script::Mistake;
use labs::trials::{Partial, Verdicts};
use yew::Reducible;

use super::settings::{Settings, Wrong};
use crate::worker::{News, Tell};

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    /// What is tried.
    pub settings: Settings,
    /// A and B.
    pub panes: [Pane; 2],
    /// The number of the run that the panes belong to; 0 if to none. News of another run is not taken.
    pub run: u32,
    /// The settings and results before the last change, if there were any.
    pub before: Option<Rc<(Settings, [Pane; 2])>>,
    /// What could not be read of the address.
    pub wrong: Vec<Wrong>,
}

/// One of the two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pane {
    /// How far it is.
    pub phase: Phase,
    /// What has been counted.
    pub partial: Option<Rc<Partial>>,
    /// When counting began, and when something was last told of it, in milliseconds.
    pub counting: Option<(f64, f64)>,
    /// The judge's lines on a program.
    pub ruling: Vec<String>,
    /// The order and the swaps of a program's first trial.
    pub first_trial: Option<Rc<FirstTrial>>,
    /// What is wrong with the program.
    pub mistake: Option<Mistake>,
    /// What the engine refused.
    pub refused: Option<String>,
    /// Its worker was lost.
    pub lost: bool,
    /// Which seeds give a biased run.
    pub verdicts: Option<Rc<Verdicts>>,
}

/// The first trial of a learner's program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstTrial {
    /// The list at its end.
    pub order: Vec<u8>,
    /// The swaps, if they account for it.
    pub swaps: Option<Rc<Vec<(usize, usize)>>>,
}

/// How far a pane is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Not run.
    #[default]
    Idle,
    /// Its worker is asked, or judges the program.
    Begun,
    /// It counts trials.
    Counting,
    /// All trials are counted, and it tries other seeds.
    Seeds,
    /// All is done.
    Over,
    /// Stopped before all trials were counted.
    Stopped,
    /// The program is wrong, or the engine refused.
    Failed,
}

impl Phase {
    /// Whether its worker is at work.
    #[must_use]
    pub fn is_busy(self) -> bool {
        matches!(self, Phase::Begun | Phase::Counting | Phase::Seeds)
    }
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Act {
    /// The settings of an address, and what is wrong with it.
    Read(Settings, Vec<Wrong>),
    /// Other settings. What was running has been stopped.
    Set(Settings),
    /// A run begins: its number, not 0, and its settings.
    Start(u32, Settings),
    /// A worker tells something, at a time in milliseconds.
    Told(usize, Tell, f64),
    /// It is stopped: what is known stays.
    Stop,
    /// A worker has not said anything for long.
    Lost,
    /// Back to the settings and results before the last change.
    Back,
    /// The messages about the address are put away.
    Dismiss,
}

impl Lab {
    /// The laboratory before anything.
    #[must_use]
    pub fn new() -> Lab {
        Lab {
            settings: Settings::default(),
            panes: Default::default(),
            run: 0,
            before: None,
            wrong: Vec::new(),
        }
    }

    /// Whether a worker is at work.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.panes.iter().any(|pane| pane.phase.is_busy())
    }

    /// Whether trials are still being counted (afterwards come the seeds, which nobody waits for).
    #[must_use]
    pub fn is_counting(&self) -> bool {
        let counts = |pane: &Pane| matches!(pane.phase, Phase::Begun | Phase::Counting);
        self.panes.iter().any(counts)
    }

    /// Trials that both have done; of one alone, if the other has failed.
    #[must_use]
    pub fn done(&self) -> u64 {
        let of = |pane: &Pane| pane.partial.as_ref().map_or(0, |partial| partial.trials);
        let alive = self.panes.iter().filter(|pane| pane.phase != Phase::Failed);
        alive.map(of).min().unwrap_or(0)
    }

    /// Trials a second of the slower of the two, and the milliseconds that the slower needs to the end.
    #[must_use]
    pub fn pace(&self) -> Option<(f64, f64)> {
        let mut slowest: Option<(f64, f64)> = None;
        for pane in &self.panes {
            let (Some(partial), Some((start, last))) = (&pane.partial, pane.counting) else {
                continue;
            };
            if last - start < 100.0 || partial.trials == 0 {
                continue;
            }
            let rate = partial.trials as f64 / (last - start) * 1000.0;
            let left = (self.settings.trials - partial.trials.min(self.settings.trials)) as f64
                / rate
                * 1000.0;
            slowest = Some(match slowest {
                Some((other, longest)) => (rate.min(other), left.max(longest)),
                None => (rate, left),
            });
        }
        slowest
    }

    fn set(&mut self, settings: Settings) {
        if settings.same_run(&self.settings) {
            self.settings = settings;
            return;
        }
        if self.panes.iter().any(|pane| pane.partial.is_some()) {
            let mut panes = self.panes.clone();
            panes.iter_mut().for_each(stop);
            self.before = Some(Rc::new((self.settings.clone(), panes)));
        }
        let keep = settings.same_but_for_seed(&self.settings);
        for pane in &mut self.panes {
            let verdicts = pane.verdicts.take().filter(|_| keep);
            *pane = Pane {
                verdicts,
                ..Pane::default()
            };
        }
        self.settings = settings;
        self.run = 0;
    }

    fn told(&mut self, side: usize, tell: Tell, at: f64) {
        let pane = &mut self.panes[side];
        if tell.run != self.run || pane.phase == Phase::Idle {
            return;
        }
        match tell.news {
            News::Ruling(lines, _) => {
                pane.ruling = lines;
            }
            News::FirstTrial(order, swaps) => {
                pane.first_trial = Some(Rc::new(FirstTrial {
                    order,
                    swaps: swaps.map(Rc::new),
                }));
            }
            News::Partial(partial, total) => {
                if pane.phase == Phase::Begun {
                    pane.phase = Phase::Counting;
                }
                if pane.phase == Phase::Counting && partial.trials >= total {
                    pane.phase = Phase::Seeds;
                }
                pane.counting = pane
                    .counting
                    .map(|(start, _)| (start, at))
                    .or(Some((at, at)));
                pane.partial = Some(Rc::new(*partial));
            }
            // No board asks for them.
            News::Elections(_) => {}
            News::Seeds(verdicts) => pane.verdicts = Some(Rc::new(verdicts)),
            News::Wrong(mistake) => {
                pane.mistake = Some(mistake);
                pane.phase = Phase::Failed;
            }
            News::Refused(said) => {
                pane.refused = Some(said);
                pane.phase = Phase::Failed;
            }
            News::Over => match pane.phase {
                Phase::Seeds => pane.phase = Phase::Over,
                Phase::Begun | Phase::Counting => pane.phase = Phase::Stopped,
                _ => {}
            },
        }
    }
}

impl Default for Lab {
    fn default() -> Lab {
        Lab::new()
    }
}

/// What is known stays; what was under way is over.
fn stop(pane: &mut Pane) {
    pane.phase = match pane.phase {
        Phase::Begun if pane.partial.is_none() => Phase::Idle,
        Phase::Begun | Phase::Counting => Phase::Stopped,
        Phase::Seeds => Phase::Over,
        other => other,
    };
}

impl Reducible for Lab {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let mut lab = (*self).clone();
        match act {
            Act::Read(settings, wrong) => {
                lab.set(settings);
                lab.wrong = wrong;
            }
            Act::Set(settings) => lab.set(settings),
            Act::Start(run, settings) => {
                lab.set(settings);
                lab.run = run;
                for pane in &mut lab.panes {
                    *pane = Pane {
                        phase: Phase::Begun,
                        verdicts: pane.verdicts.take(),
                        ..Pane::default()
                    };
                }
                lab.before = None;
            }
            Act::Told(side, tell, at) => lab.told(side, tell, at),
            Act::Stop => lab.panes.iter_mut().for_each(stop),
            Act::Lost => {
                for pane in lab.panes.iter_mut().filter(|pane| pane.phase.is_busy()) {
                    stop(pane);
                    pane.lost = true;
                }
            }
            Act::Back => {
                if let Some(before) = lab.before.take() {
                    (lab.settings, lab.panes) = (*before).clone();
                    lab.run = 0;
                }
            }
            Act::Dismiss => lab.wrong.clear(),
        }
        lab.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::trials::Finding;

    fn partial(trials: u64) -> News {
        let matrix = Finding {
            chi_squared: 1.0,
            degrees: 36,
            p_value: 0.5,
        };
        News::Partial(
            Box::new(Partial {
                n: 7,
                trials,
                positions: vec![0; 49],
                pairs: vec![0; 49],
                orders: vec![],
                matrix,
                whole: None,
                course: vec![],
            }),
            100_000_000,
        )
    }

    fn after(lab: Lab, acts: impl IntoIterator<Item = Act>) -> Rc<Lab> {
        acts.into_iter()
            .fold(Rc::new(lab), |lab, act| lab.reduce(act))
    }

    fn start() -> Act {
        Act::Start(1, Settings::default())
    }

    fn told(side: usize, run: u32, news: News, at: f64) -> Act {
        Act::Told(side, Tell { run, news }, at)
    }

    #[test]
    fn a_run_goes_from_nothing_to_all_counted_to_over() {
        let lab = after(Lab::new(), [start(), told(0, 1, partial(1_000), 10.0)]);
        assert_eq!(lab.panes[0].phase, Phase::Counting);
        assert_eq!(lab.done(), 0, "B has not told anything");
        let lab = after(
            (*lab).clone(),
            [
                told(1, 1, partial(500), 11.0),
                told(0, 1, partial(60_000_000), 1_010.0),
            ],
        );
        assert_eq!(lab.done(), 500);
        let (rate, left) = lab.pace().unwrap();
        assert!(
            (rate - 6e7).abs() < 1e6 && (left - 667.0).abs() < 5.0,
            "{rate} {left}"
        );
        let lab = after(
            (*lab).clone(),
            [
                told(0, 1, partial(100_000_000), 2_000.0),
                told(0, 1, News::Seeds(Verdicts::default()), 2_100.0),
                told(0, 1, News::Over, 2_200.0),
            ],
        );
        assert_eq!(lab.panes[0].phase, Phase::Over);
        assert!(lab.is_busy() && lab.is_counting(), "B still counts");
    }

    #[test]
    fn stop_keeps_what_is_known_and_the_workers_last_word_is_taken() {
        let lab = after(
            Lab::new(),
            [
                start(),
                told(0, 1, partial(1_000), 1.0),
                Act::Stop,
                told(0, 1, partial(1_200), 2.0),
                told(0, 1, News::Over, 3.0),
            ],
        );
        assert_eq!(lab.panes[0].phase, Phase::Stopped);
        assert_eq!(lab.panes[0].partial.as_ref().unwrap().trials, 1_200);
        assert_eq!(lab.panes[1].phase, Phase::Idle);
        assert!(!lab.is_busy());
    }

    #[test]
    fn news_of_an_older_run_is_not_taken_for_news() {
        let lab = after(
            Lab::new(),
            [
                start(),
                told(0, 1, partial(9), 1.0),
                Act::Start(2, Settings::default()),
                told(0, 1, partial(7), 2.0),
            ],
        );
        assert_eq!(lab.panes[0].partial, None);
    }

    #[test]
    fn a_lost_worker_ends_the_run_and_what_was_counted_is_kept() {
        let lab = after(
            Lab::new(),
            [start(), told(0, 1, partial(900), 1.0), Act::Lost],
        );
        assert_eq!(lab.panes[0].phase, Phase::Stopped);
        assert_eq!(lab.panes[1].phase, Phase::Idle);
        assert!(lab.panes[0].lost && lab.panes[1].lost && !lab.is_busy());
        assert_eq!(lab.panes[0].partial.as_ref().unwrap().trials, 900);
        assert!(!after((*lab).clone(), [start()]).panes[0].lost);
    }

    #[test]
    fn other_settings_clear_the_board_and_the_last_results_can_be_had_back() {
        let other = Settings {
            n: 9,
            ..Settings::default()
        };
        let lab = after(
            Lab::new(),
            [
                start(),
                told(0, 1, partial(9), 1.0),
                Act::Set(other.clone()),
            ],
        );
        assert_eq!(lab.panes[0], Pane::default());
        let lab = after((*lab).clone(), [told(0, 1, partial(99), 2.0), Act::Back]);
        assert_eq!(lab.settings, Settings::default());
        assert_eq!(lab.panes[0].partial.as_ref().unwrap().trials, 9);
        assert_eq!(lab.panes[0].phase, Phase::Stopped);
    }

    #[test]
    fn looking_at_another_server_changes_nothing_else() {
        let lab = after(Lab::new(), [start(), told(0, 1, partial(9), 1.0)]);
        let looked = after(
            (*lab).clone(),
            [Act::Set(Settings {
                dead: None,
                ..Settings::default()
            })],
        );
        assert_eq!(looked.panes, lab.panes);
    }

    #[test]
    fn the_verdicts_of_the_seeds_outlive_a_change_of_the_seed_alone() {
        let lab = after(
            Lab::new(),
            [
                start(),
                told(
                    0,
                    1,
                    News::Seeds(Verdicts {
                        first: 0,
                        trials: 9,
                        biased: vec![true],
                    }),
                    1.0,
                ),
            ],
        );
        let seed = after(
            (*lab).clone(),
            [Act::Set(Settings {
                seed: 3,
                ..Settings::default()
            })],
        );
        assert!(seed.panes[0].verdicts.is_some());
        let n = after((*seed).clone(), [Act::Set(Settings::default().with_n(4))]);
        assert!(n.panes[0].verdicts.is_none());
    }

    #[test]
    fn a_wrong_program_fails_alone() {
        let mistake = Mistake {
            line: 2,
            column: 5,
            en: "no".into(),
            zh: "否".into(),
        };
        let lab = after(
            Lab::new(),
            [
                start(),
                told(0, 1, News::Wrong(mistake), 1.0),
                told(0, 1, News::Over, 1.0),
                told(1, 1, partial(50), 2.0),
            ],
        );
        assert_eq!(lab.panes[0].phase, Phase::Failed);
        assert_eq!(lab.panes[1].phase, Phase::Counting);
        assert_eq!(lab.done(), 50);
    }
}
