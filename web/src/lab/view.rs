//! From what is known of a pane to the charts that show it. Before a run these are the exact values, after it the counts.

use std::rc::Rc;

use balance::exact::load_after_retry;
use balance::{Square, order, stats};
use charts::{BiasMatrix, ChiSquared, FirstPosition, Permutations, Servers, Threads};

use super::exact::Exact;
use super::state::{Lab, Pane};

/// The swaps of a trial.
pub type Swaps = Rc<Vec<(usize, usize)>>;

/// One side, as its charts need it.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    n: usize,
    trials: u64,
    positions: Vec<u64>,
    first: Vec<u64>,
    pairs: Vec<u64>,
    /// How often each order came; empty if that is not counted.
    orders: Vec<u64>,
    exact: Option<Rc<Exact>>,
    exact_first: Vec<f64>,
    matrix_p: Option<f64>,
    orders_p: Option<f64>,
    course: Vec<(u64, f64)>,
    swaps: Option<Swaps>,
}

impl View {
    /// What is known of that side.
    #[must_use]
    pub fn new(
        n: usize,
        pane: &Pane,
        exact: Option<Rc<Exact>>,
        first_trial: Option<Swaps>,
    ) -> View {
        let exact_first = exact
            .as_ref()
            .map(|exact| exact.first())
            .unwrap_or_default();
        let swaps = match &pane.first_trial {
            Some(first) => first.swaps.clone(),
            None => first_trial,
        };
        let empty = View {
            n,
            trials: 0,
            positions: vec![0; n * n],
            first: vec![0; n],
            pairs: vec![0; n * n],
            orders: vec![0; exact_orders(&exact).map_or(0, |orders| orders.len())],
            exact,
            exact_first,
            matrix_p: None,
            orders_p: None,
            course: Vec::new(),
            swaps,
        };
        match pane.partial.as_ref().filter(|partial| partial.trials > 0) {
            None => empty,
            Some(partial) => View {
                trials: partial.trials,
                first: partial.positions.iter().step_by(n).copied().collect(),
                positions: partial.positions.clone(),
                pairs: partial.pairs.clone(),
                orders: partial.orders.clone(),
                matrix_p: Some(partial.matrix.p_value),
                orders_p: partial.whole.map(|whole| whole.p_value),
                course: partial.course.clone(),
                ..empty
            },
        }
    }

    /// Whether there is anything to show: a program that has not run is unknown.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.trials > 0 || self.exact.is_some()
    }

    /// Where each element ends.
    #[must_use]
    pub fn matrix(&self) -> BiasMatrix<'_> {
        BiasMatrix {
            n: self.n,
            counts: &self.positions,
            trials: self.trials,
            exact: self.exact.as_ref().map(|exact| exact.matrix.cells()),
            p_value: self.matrix_p,
        }
    }

    /// Who comes first.
    #[must_use]
    pub fn first(&self, top: Option<f64>) -> FirstPosition<'_> {
        FirstPosition {
            counts: &self.first,
            trials: self.trials,
            exact: self.exact.is_some().then_some(&*self.exact_first),
            exact_words: self.exact.as_ref().and_then(|exact| exact.words.as_deref()),
            top,
        }
    }

    /// The swaps of the first trial, if they are known.
    #[must_use]
    pub fn swaps(&self) -> Option<Swaps> {
        self.swaps.clone()
    }

    /// The first trial, if its swaps are known.
    #[must_use]
    pub fn threads(&self) -> Option<Threads<'_>> {
        self.swaps.as_ref().map(|swaps| threads(self.n, swaps))
    }

    /// How often each order came, if orders were counted; before the run how likely each is.
    #[must_use]
    pub fn orders(&self) -> Option<Permutations<'_>> {
        (self.orders.len() == order::count(self.n.min(7)) && self.n <= 7).then_some(Permutations {
            n: self.n,
            counts: &self.orders,
            trials: self.trials,
            exact: exact_orders(&self.exact),
            // Chi-squared means nothing before each order can be expected a few times.
            p_value: self.orders_p.map(|p| {
                if self.trials >= 5 * self.orders.len() as u64 {
                    p
                } else {
                    1.0
                }
            }),
        })
    }

    /// The element that comes first most often by mathematics: its exact chance, and, once there are trials, its share and how
    /// many standard errors it is off.
    #[must_use]
    pub fn against_exact(&self) -> Option<Against> {
        let exact = &self.exact_first;
        let highest = exact.iter().copied().reduce(f64::max)?;
        // Of equals the first; they may differ in their last digit.
        let element = exact.iter().position(|&chance| chance > highest - 1e-12)?;
        let counted = (self.trials > 0).then(|| {
            let count = self.first[element];
            let share = count as f64 / self.trials as f64;
            (share, stats::z(count, self.trials, exact[element]))
        });
        Some(Against {
            element,
            exact: exact[element],
            counted,
        })
    }

    /// The share of the requests that each server answers.
    #[must_use]
    pub fn load(&self, dead: Option<usize>) -> Option<Vec<f64>> {
        let pairs: Square<f64> = match (&self.exact, self.trials) {
            (Some(exact), 0) => exact.pairs.clone(),
            (None, 0) => return None,
            (_, trials) => {
                let mut pairs = Square::filled(self.n, 0.0);
                for (share, &count) in pairs.cells_mut().iter_mut().zip(&self.pairs) {
                    *share = count as f64 / trials as f64;
                }
                pairs
            }
        };
        Some(match dead {
            Some(dead) => load_after_retry(&pairs, dead),
            None => (0..self.n)
                .map(|server| pairs.row(server).iter().sum())
                .collect(),
        })
    }
}

/// The chance of each order, where there are few enough.
fn exact_orders(exact: &Option<Rc<Exact>>) -> Option<&[f64]> {
    exact.as_ref()?.orders.as_deref()
}

/// A trial as threads.
#[must_use]
pub fn threads(n: usize, swaps: &Swaps) -> Threads<'_> {
    Threads {
        n,
        swaps,
        highlight: Some(0),
    }
}

/// A count beside its exact value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Against {
    /// The element.
    pub element: usize,
    /// Its exact chance to come first.
    pub exact: f64,
    /// Its share, and how many standard errors lie between.
    pub counted: Option<(f64, f64)>,
}

/// Both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Views {
    /// A and B.
    pub sides: [View; 2],
    degrees: u32,
    limit: f64,
    trials: u64,
    loads: [Option<Vec<f64>>; 2],
    /// The server that is shown as down: without retries its requests are lost, not shared out.
    dead: Option<usize>,
}

impl Views {
    /// What is known of both.
    #[must_use]
    pub fn new(
        lab: &Lab,
        exact: &[Option<Rc<Exact>>; 2],
        first_trials: &[Option<Swaps>; 2],
        limit: f64,
    ) -> Views {
        let settings = &lab.settings;
        let sides = [0, 1].map(|side| {
            View::new(
                settings.n,
                &lab.panes[side],
                exact[side].clone(),
                first_trials[side].clone(),
            )
        });
        let dead = settings.dead.filter(|_| settings.retries);
        let loads = [sides[0].load(dead), sides[1].load(dead)];
        Views {
            sides,
            degrees: degrees(settings.n),
            limit,
            trials: settings.trials,
            loads,
            dead,
        }
    }

    /// The share at the top of both pictures of who comes first.
    #[must_use]
    pub fn top(&self) -> f64 {
        let peak = |view: &View| view.first(None).peak();
        peak(&self.sides[0]).max(peak(&self.sides[1]))
    }

    /// Chi-squared in the course of the run.
    #[must_use]
    pub fn course(&self) -> ChiSquared<'_> {
        ChiSquared {
            degrees: self.degrees,
            limit: self.limit,
            a: &self.sides[0].course,
            b: Some(&self.sides[1].course),
            trials: self.trials,
        }
    }

    /// What the servers get; `None` while nothing is known of A.
    #[must_use]
    pub fn servers(&self) -> Option<Servers<'_>> {
        Some(Servers {
            a: self.loads[0].as_ref()?,
            b: self.loads[1].as_deref(),
            dead: self.dead,
        })
    }
}

/// Degrees of freedom of the position matrix.
#[must_use]
pub fn degrees(n: usize) -> u32 {
    ((n - 1) * (n - 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::settings::built_in;
    use charts::{Chart, Lang};
    use labs::trials::Shuffles;
    use lesson::Job;

    fn lab() -> (Lab, [Option<Rc<Exact>>; 2]) {
        let lab = Lab::new();
        let exact = [0, 1].map(|side| Exact::of(&lab.settings, side).map(Rc::new));
        (lab, exact)
    }

    #[test]
    fn before_a_run_the_exact_values_are_shown() {
        let (lab, exact) = lab();
        let views = Views::new(&lab, &exact, &[None, None], 68.0);
        let sentence = |side: usize| views.sides[side].matrix().twin(Lang::En).sentence();
        assert_eq!(
            sentence(0),
            "Unfair. Staying put: 0.2242. Any other position: 0.1293. Fair: 0.1429."
        );
        assert_eq!(
            sentence(1),
            "Exactly: every element ends at every position with 0.1429."
        );
        let load = views.servers().unwrap().a.to_vec();
        assert!(load[2] == 0.0 && (load[0] - 0.245).abs() < 1e-3, "{load:?}");
        assert_eq!(views.sides[0].against_exact().unwrap().counted, None);
        assert_eq!(views.sides[1].against_exact().unwrap().element, 0);
    }

    #[test]
    fn after_a_run_the_counts_stand_beside_the_exact_values() {
        let (mut lab, exact) = lab();
        let run = balance::run::Settings {
            shuffle: lab.settings.shuffle(0).unwrap(),
            n: 7,
            generator: lab.settings.generator,
            seed: 42,
        };
        let mut job = Shuffles::new(run, 100_000).unwrap();
        job.advance(100_000);
        lab.panes[0].partial = Some(Rc::new(job.partial()));
        let views = Views::new(&lab, &exact, &[None, None], 68.0);
        let (share, off) = views.sides[0].against_exact().unwrap().counted.unwrap();
        assert!(
            (share - 0.2242).abs() < 0.006 && off.abs() < 4.0,
            "{share} {off}"
        );
        let orders = [0, 1].map(|side| views.sides[side].orders().unwrap());
        assert_eq!([orders[0].trials, orders[1].trials], [100_000, 0]);
        let identity = orders[0].exact.unwrap()[0] * 5040.0;
        assert!((identity - 6.955).abs() < 1e-3, "{identity}");
        assert!(views.top() > 0.22);
    }

    #[test]
    fn a_program_that_has_not_run_is_unknown() {
        let (mut lab, _) = lab();
        lab.settings.programs = [
            crate::worker::What::Program("swap(a, 0, 1);".into()),
            built_in(2),
        ];
        let exact = [0, 1].map(|side| Exact::of(&lab.settings, side).map(Rc::new));
        let views = Views::new(&lab, &exact, &[None, None], 68.0);
        assert!(!views.sides[0].is_known() && views.sides[1].is_known());
        assert!(views.servers().is_none() && views.sides[0].threads().is_none());
    }
}
