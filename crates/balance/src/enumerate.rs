//! The exact distribution of *any* shuffle, by trying every number that its draws can give.
//!
//! A learner's own shuffle is a program that asks for random numbers. It is run again and again; each run follows one path
//! through the tree of all answers, and the last answer that can still be raised is raised for the next run:
//!
//! ```text
//!                 rand(2)
//!               0 /     \ 1            run 1: 0 0      chance 1/2 x 1/3
//!          rand(3)       done          run 2: 0 1
//!         0 / 1| \ 2     order         run 3: 0 2
//!      order  ..  order                run 4: 1        chance 1/2
//! ```
//!
//! The tree may be of any shape: what is asked next can depend on what came before. A leaf has the chance 1 / (product of
//! the bounds on its path), as a fraction; so the verdict is exact: fair, or not. It is for small lists (the notes' shuffle
//! of 4 has 65,536 leaves). The idea is TigerBeetle's "exhaustigen": a random test turned into a search.

use crate::rational::Rational;
use crate::{MAX_N_ORDERS, MIN_N, Refusal, Shuffle, Square, Trial, order};
use std::cmp::Ordering;

/// A search in progress. Memory: one path, and one fraction per order.
#[derive(Clone, Debug)]
pub struct Enumeration {
    n: usize,
    limits: Limits,
    /// The answers of the next run; those beyond its end are 0.
    path: Vec<Answer>,
    chances: Vec<Rational>,
    leaves: u64,
    done: bool,
}

/// How far to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most leaves, which is the most runs of the program.
    pub leaves: u64,
    /// The most draws in one run: a program that draws for ever is stopped here.
    pub draws: usize,
}

impl Default for Limits {
    /// 100,000 leaves (enough for the notes' shuffle of 4) of 1,000 draws.
    fn default() -> Limits {
        Limits {
            leaves: 100_000,
            draws: 1_000,
        }
    }
}

/// One draw on a path: a number below the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How many numbers were possible.
    pub bound: u32,
    /// The one that was given.
    pub value: u32,
}

/// Why a search ended without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped<E> {
    /// The program failed, with these draws.
    Program {
        /// What it said.
        error: E,
        /// What it had drawn.
        draws: Vec<Answer>,
    },
    /// It gave something that is not a rearrangement of `0, 1, .., n-1`.
    NotAnOrder {
        /// What it gave.
        list: Vec<u8>,
        /// What it had drawn.
        draws: Vec<Answer>,
    },
    /// There are more leaves than the limit.
    Leaves {
        /// The limit.
        limit: u64,
    },
    /// One run drew more often than the limit.
    Draws {
        /// The limit.
        limit: usize,
    },
    /// It asked for a number below 0.
    Bound,
    /// The same answers led to another question: the program depends on something besides its draws.
    Fickle {
        /// The answers that were repeated.
        draws: Vec<Answer>,
    },
    /// A chance is so small that it does not fit a fraction of 128-bit numbers.
    TooFine,
}

/// Where a program gets its numbers from while it is searched.
#[derive(Debug)]
pub struct Draws<'a> {
    path: &'a mut Vec<Answer>,
    at: usize,
    limit: usize,
    trouble: Option<Trouble>,
}

#[derive(Clone, Copy, Debug)]
enum Trouble {
    Limit,
    Bound,
    Fickle,
}

impl Draws<'_> {
    /// The next number, from 0 to `bound - 1`. `None` means that the search cannot go on: the program has to return, and
    /// whatever it returns, the search reports why.
    pub fn below(&mut self, bound: u32) -> Option<u32> {
        let trouble = match self.path.get(self.at) {
            _ if self.trouble.is_some() => return None,
            _ if bound == 0 => Trouble::Bound,
            Some(answer) if answer.bound == bound => {
                self.at += 1;
                return Some(answer.value);
            }
            Some(_) => Trouble::Fickle,
            None if self.at == self.limit => Trouble::Limit,
            None => {
                self.path.push(Answer { bound, value: 0 });
                self.at += 1;
                return Some(0);
            }
        };
        self.trouble = Some(trouble);
        None
    }
}

impl Enumeration {
    /// A search that has not begun, for a list of `n`.
    ///
    /// # Errors
    /// [`Refusal::Size`] below 2, [`Refusal::Orders`] above [`MAX_N_ORDERS`].
    pub fn new(n: usize, limits: Limits) -> Result<Enumeration, Refusal> {
        match n {
            _ if n < MIN_N => Err(Refusal::Size { n }),
            _ if n > MAX_N_ORDERS => Err(Refusal::Orders { n }),
            _ => Ok(Enumeration {
                n,
                limits,
                path: Vec::new(),
                chances: vec![Rational::ZERO; order::count(n)],
                leaves: 0,
                done: false,
            }),
        }
    }

    /// How many leaves have been reached.
    pub fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The answers that the next run will be given to its first draws; those after them are 0. For a program that cannot
    /// hold on to [`Draws`] while it runs: it takes these, and tells its draws afterwards.
    pub fn answers(&self) -> &[Answer] {
        &self.path
    }

    /// How much of all outcomes has been covered, from 0 to 1.
    pub fn covered(&self) -> f64 {
        if self.done {
            return 1.0;
        }
        // The path's own digits, in mixed radix.
        let mut part = 1.0;
        self.path.iter().fold(0.0, |covered, answer| {
            part /= f64::from(answer.bound);
            covered + part * f64::from(answer.value)
        })
    }

    /// Runs the program once more, on the next path. Says whether there is another.
    ///
    /// # Errors
    /// [`Stopped`]; the search is over then.
    pub fn step<E>(
        &mut self,
        program: impl FnOnce(&mut Draws) -> Result<Vec<u8>, E>,
    ) -> Result<bool, Stopped<E>> {
        if self.done {
            return Ok(false);
        }
        if self.leaves == self.limits.leaves {
            return Err(Stopped::Leaves {
                limit: self.limits.leaves,
            });
        }
        let mut draws = Draws {
            path: &mut self.path,
            at: 0,
            limit: self.limits.draws,
            trouble: None,
        };
        let result = program(&mut draws);
        let (at, trouble) = (draws.at, draws.trouble);
        match trouble {
            Some(Trouble::Limit) => {
                return Err(Stopped::Draws {
                    limit: self.limits.draws,
                });
            }
            Some(Trouble::Bound) => return Err(Stopped::Bound),
            Some(Trouble::Fickle) => {
                return Err(Stopped::Fickle {
                    draws: self.path[..at].to_vec(),
                });
            }
            None if at < self.path.len() => {
                return Err(Stopped::Fickle {
                    draws: self.path[..at].to_vec(),
                });
            }
            None => {}
        }
        let list = result.map_err(|error| Stopped::Program {
            error,
            draws: self.path.clone(),
        })?;
        if !is_order(&list, self.n) {
            return Err(Stopped::NotAnOrder {
                list,
                draws: self.path.clone(),
            });
        }
        self.count(&list).ok_or(Stopped::TooFine)?;
        self.leaves += 1;
        self.done = !self.next_path();
        Ok(!self.done)
    }

    fn count(&mut self, list: &[u8]) -> Option<()> {
        let chance = self.path.iter().try_fold(Rational::ONE, |chance, answer| {
            chance.over(u128::from(answer.bound))
        })?;
        let sum = &mut self.chances[order::rank(list)];
        *sum = sum.plus(chance)?;
        Some(())
    }

    /// Raises the last answer that can be raised, and forgets those after it.
    fn next_path(&mut self) -> bool {
        while let Some(last) = self.path.last_mut() {
            if last.value + 1 < last.bound {
                last.value += 1;
                return true;
            }
            self.path.pop();
        }
        false
    }

    /// The result, once every path has been run.
    pub fn finish(&self) -> Option<Distribution> {
        self.done.then(|| Distribution {
            n: self.n,
            chances: self.chances.clone(),
            leaves: self.leaves,
        })
    }
}

fn is_order(list: &[u8], n: usize) -> bool {
    let mut sorted = list.to_vec();
    sorted.sort_unstable();
    sorted.into_iter().eq(0..n as u8)
}

/// How likely each order is, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    n: usize,
    /// By the order's number (see [`crate::order`]); they sum to 1.
    pub chances: Vec<Rational>,
    /// How many paths there were.
    pub leaves: u64,
}

/// What a search has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every order has the same chance. This is a proof, not a test.
    Fair,
    /// It is not fair, and these show it.
    Unfair {
        /// An order that comes too often (the first of the likeliest).
        likeliest: Vec<u8>,
        /// Its chance.
        likeliest_chance: Rational,
        /// An order that comes too seldom (the first of the least likely).
        least_likely: Vec<u8>,
        /// Its chance, perhaps 0.
        least_likely_chance: Rational,
        /// How many of all orders can come at all.
        reachable: usize,
    },
}

impl Distribution {
    /// Runs a program through all paths at once.
    ///
    /// # Errors
    /// [`Stopped`].
    ///
    /// # Panics
    /// If `n` is not from 2 to 7.
    pub fn of<E>(
        n: usize,
        limits: Limits,
        mut program: impl FnMut(&mut Draws) -> Result<Vec<u8>, E>,
    ) -> Result<Distribution, Stopped<E>> {
        let mut search = Enumeration::new(n, limits).expect("a length that can be enumerated");
        while search.step(&mut program)? {}
        Ok(search.finish().expect("no path is left"))
    }

    /// The distribution of one of our own shuffles, found by trial.
    ///
    /// # Errors
    /// [`Stopped`], with what [`Shuffle::check`] refuses as the program's error.
    pub fn of_shuffle(
        shuffle: Shuffle,
        n: usize,
        limits: Limits,
    ) -> Result<Distribution, Stopped<Refusal>> {
        Distribution::of(n, limits, |draws| {
            let mut trial = Trial::new(shuffle, n)?;
            while let Some(bound) = trial.bound() {
                let Some(value) = draws.below(bound) else {
                    break;
                };
                trial.give(value)?;
            }
            Ok(trial.order().to_vec())
        })
    }

    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        let by_chance = |a: &usize, b: &usize| self.chances[*a].compare(self.chances[*b]);
        // Of equals, the first: `max_by` would take the last.
        let likeliest = (0..self.chances.len())
            .rev()
            .max_by(by_chance)
            .expect("there is an order");
        let least_likely = (0..self.chances.len())
            .min_by(by_chance)
            .expect("there is an order");
        if self.chances[likeliest].compare(self.chances[least_likely]) == Ordering::Equal {
            return Verdict::Fair;
        }
        Verdict::Unfair {
            likeliest: order::unrank(self.n, likeliest),
            likeliest_chance: self.chances[likeliest],
            least_likely: order::unrank(self.n, least_likely),
            least_likely_chance: self.chances[least_likely],
            reachable: self
                .chances
                .iter()
                .filter(|chance| **chance != Rational::ZERO)
                .count(),
        }
    }

    /// The chance that value `v` ends at position `p`.
    pub fn position_matrix(&self) -> Square<f64> {
        let mut matrix = Square::filled(self.n, 0.0);
        for (rank, chance) in self.chances.iter().enumerate() {
            for (position, &value) in order::unrank(self.n, rank).iter().enumerate() {
                *matrix.at_mut(value as usize, position) += chance.to_f64();
            }
        }
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Orders;

    #[test]
    fn trying_everything_gives_what_the_mathematics_gives() {
        for n in 2..=4 {
            for shuffle in Shuffle::all(n) {
                let searched = Distribution::of_shuffle(shuffle, n, Limits::default()).unwrap();
                let computed = Orders::of(shuffle, n).unwrap();
                for rank in 0..order::count(n) {
                    assert_eq!(
                        searched.chances[rank],
                        computed.chance(rank),
                        "{shuffle:?}, order {rank} of {n}"
                    );
                }
                assert_eq!(
                    searched.verdict() == Verdict::Fair,
                    shuffle.is_fair() || (n == 2 && computed.reachable() == 2)
                );
            }
        }
    }

    #[test]
    fn an_unfair_shuffle_is_told_which_orders_show_it() {
        let wrong = Distribution::of_shuffle(Shuffle::TwoRandom { swaps: 3 }, 3, Limits::default())
            .unwrap();
        let Verdict::Unfair {
            likeliest,
            likeliest_chance,
            least_likely,
            least_likely_chance,
            reachable,
        } = wrong.verdict()
        else {
            panic!("the notes' shuffle is not fair")
        };
        assert_eq!(
            (likeliest, likeliest_chance.to_string()),
            (vec![0, 1, 2], "5/27".to_string())
        );
        assert_eq!(
            (least_likely, least_likely_chance.to_string()),
            (vec![1, 2, 0], "4/27".to_string())
        );
        assert_eq!(reachable, 6);
    }

    #[test]
    fn a_program_that_draws_for_ever_is_stopped() {
        let limits = Limits {
            leaves: 10,
            draws: 50,
        };
        let forever = Distribution::of::<()>(3, limits, |draws| {
            while draws.below(6).is_some() {}
            Ok(vec![0, 1, 2])
        });
        assert_eq!(forever, Err(Stopped::Draws { limit: 50 }));
        let wide = Distribution::of::<()>(3, limits, |draws| {
            draws.below(11);
            Ok(vec![0, 1, 2])
        });
        assert_eq!(wide, Err(Stopped::Leaves { limit: 10 }));
    }

    #[test]
    fn a_program_that_loses_an_element_is_shown_the_draws_that_did_it() {
        let broken = Distribution::of::<()>(2, Limits::default(), |draws| {
            Ok(if draws.below(2) == Some(1) {
                vec![0, 0]
            } else {
                vec![0, 1]
            })
        });
        let draws = vec![Answer { bound: 2, value: 1 }];
        assert_eq!(
            broken,
            Err(Stopped::NotAnOrder {
                list: vec![0, 0],
                draws
            })
        );
    }

    #[test]
    fn what_went_wrong_in_the_program_is_passed_on() {
        let failing = Distribution::of(2, Limits::default(), |_| Err("line 3: no such variable"));
        assert_eq!(
            failing,
            Err(Stopped::Program {
                error: "line 3: no such variable",
                draws: vec![]
            })
        );
        let zero = Distribution::of::<()>(2, Limits::default(), |draws| {
            draws.below(0);
            Ok(vec![])
        });
        assert_eq!(zero, Err(Stopped::Bound));
    }

    #[test]
    fn a_program_that_remembers_earlier_runs_is_refused() {
        let mut runs = 0;
        let fickle = Distribution::of::<()>(2, Limits::default(), |draws| {
            runs += 1;
            draws.below(if runs == 1 { 2 } else { 3 });
            Ok(vec![0, 1])
        });
        assert_eq!(fickle, Err(Stopped::Fickle { draws: vec![] }));
    }

    #[test]
    fn the_covered_part_grows_to_one() {
        let mut search = Enumeration::new(3, Limits::default()).unwrap();
        let mut covered = vec![search.covered()];
        loop {
            let more = search.step::<()>(|draws| {
                draws.below(2);
                draws.below(3);
                Ok(vec![0, 1, 2])
            });
            covered.push(search.covered());
            if more == Ok(false) {
                break;
            }
        }
        assert_eq!(covered.len(), 7);
        assert!(
            covered
                .iter()
                .enumerate()
                .all(|(i, c)| (c - i as f64 / 6.0).abs() < 1e-12),
            "{covered:?}"
        );
    }
}
