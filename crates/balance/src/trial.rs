//! One shuffle, draw by draw.
//!
//! A [`Trial`] asks for a random number, is given one, and says what it did with it:
//!
//! ```text
//!   bound() -> Some(7)     give(2) -> [Draw { bound: 7, value: 2 }]
//!   bound() -> Some(7)     give(5) -> [Draw { bound: 7, value: 5 }, Swap { i: 2, j: 5 }]
//!   ..
//!   bound() -> None        the shuffle is done, order() is its result
//! ```
//!
//! It does not care where the number comes from: a generator, a record, a learner's own hand, or a search through all
//! numbers there are ([`crate::enumerate`]). This is the plain form of every shuffle; the compiled form that counts
//! millions ([`crate::run`]) is tested against it.

use crate::generator::Generator;
use crate::{Refusal, Shuffle};

/// A shuffle in progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    shuffle: Shuffle,
    order: Vec<u8>,
    next: Next,
}

/// Something that a shuffle did. Positions are into the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A number from 0 to `bound - 1` was drawn.
    Draw {
        /// How many numbers were possible.
        bound: u32,
        /// The one that came.
        value: u32,
    },
    /// Two elements changed places (perhaps one with itself).
    Swap {
        /// One position.
        i: usize,
        /// The other.
        j: usize,
    },
    /// A sort asked whether the element at `left` is less than the one at `right`, and the coin answered.
    Compare {
        /// The position asked about.
        left: usize,
        /// The position it was held against.
        right: usize,
        /// The coin's answer.
        less: bool,
    },
    /// An element was taken out and put in further ahead; those between moved one place back.
    Insert {
        /// Where it was.
        from: usize,
        /// Where it is now: `to <= from`.
        to: usize,
    },
    /// The elements from `from` up to, but not including, `to` were reversed.
    Reverse {
        /// The first position.
        from: usize,
        /// The position after the last.
        to: usize,
    },
}

/// What the next number will be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The first of the two positions of a swap; `left` swaps remain.
    First { left: u32 },
    /// The second.
    Second { left: u32, first: usize },
    /// The partner of position `i`.
    Partner { i: usize },
    /// Insertion sort: is the element at `at` less than the one before it? It came from position `from`.
    Sink { from: usize, at: usize },
    /// V8: does the first run, now of `length`, go on? `descending` is not known before the first answer.
    Run {
        length: usize,
        descending: Option<bool>,
    },
    /// V8: the element at `pivot` belongs somewhere in `low..=high`.
    Search {
        pivot: usize,
        low: usize,
        high: usize,
    },
    /// Nothing: the shuffle is done.
    Done,
}

impl Trial {
    /// The list `0, 1, .., n-1`, and nothing drawn yet.
    ///
    /// # Errors
    /// What [`Shuffle::check`] refuses.
    pub fn new(shuffle: Shuffle, n: usize) -> Result<Trial, Refusal> {
        shuffle.check(n)?;
        let next = match shuffle {
            Shuffle::TwoRandom { swaps: 0 } => Next::Done,
            Shuffle::TwoRandom { swaps } => Next::First { left: swaps },
            Shuffle::SwapWithAny | Shuffle::InsideOut => Next::Partner { i: 0 },
            Shuffle::FisherYates | Shuffle::Sattolo => Next::Partner { i: n - 1 },
            Shuffle::CoinInsertion => Next::Sink { from: 1, at: 1 },
            Shuffle::CoinV8 => Next::Run {
                length: 1,
                descending: None,
            },
        };
        Ok(Trial {
            shuffle,
            order: (0..n as u8).collect(),
            next,
        })
    }

    /// A whole trial with the plain draws of a generator, one after the other.
    ///
    /// # Errors
    /// What [`Shuffle::check`] refuses.
    pub fn complete(
        shuffle: Shuffle,
        n: usize,
        generator: &mut Generator,
    ) -> Result<Vec<u8>, Refusal> {
        let mut trial = Trial::new(shuffle, n)?;
        while let Some(bound) = trial.bound() {
            trial.give(generator.below(bound))?;
        }
        Ok(trial.order)
    }

    /// The shuffle that is being done.
    pub fn shuffle(&self) -> Shuffle {
        self.shuffle
    }

    /// The list as it stands.
    pub fn order(&self) -> &[u8] {
        &self.order
    }

    /// The bound of the number wanted next (2 for a coin), or `None` when the shuffle is done.
    pub fn bound(&self) -> Option<u32> {
        let n = self.order.len() as u32;
        match self.next {
            Next::First { .. } | Next::Second { .. } => Some(n),
            Next::Partner { i } => Some(match self.shuffle {
                Shuffle::SwapWithAny => n,
                Shuffle::Sattolo => i as u32,
                _ => i as u32 + 1,
            }),
            Next::Sink { .. } | Next::Run { .. } | Next::Search { .. } => Some(2),
            Next::Done => None,
        }
    }

    /// Takes the next number and goes on until another is wanted. Returns what was done, in order. A coin counts as
    /// "less" when it is 0.
    ///
    /// # Errors
    /// [`Refusal::Draw`] if the number is not below [`Trial::bound`], [`Refusal::Finished`] if none was wanted.
    pub fn give(&mut self, value: u32) -> Result<Vec<Act>, Refusal> {
        let bound = self.bound().ok_or(Refusal::Finished)?;
        if value >= bound {
            return Err(Refusal::Draw { bound, value });
        }
        let draw = Act::Draw { bound, value };
        let acts = match self.next {
            Next::First { left } => {
                self.next = Next::Second {
                    left,
                    first: value as usize,
                };
                vec![draw]
            }
            Next::Second { left, first } => {
                self.next = if left > 1 {
                    Next::First { left: left - 1 }
                } else {
                    Next::Done
                };
                vec![draw, self.swap(first, value as usize)]
            }
            Next::Partner { i } => {
                self.next = self.after_partner(i);
                vec![draw, self.swap(i, value as usize)]
            }
            Next::Sink { from, at } => self.sink(from, at, value == 0),
            Next::Run { length, descending } => self.lengthen_run(length, descending, value == 0),
            Next::Search { pivot, low, high } => self.search(pivot, low, high, value == 0),
            Next::Done => unreachable!("bound() was Some"),
        };
        Ok(acts)
    }

    fn after_partner(&self, i: usize) -> Next {
        let last = self.order.len() - 1;
        match self.shuffle {
            Shuffle::SwapWithAny | Shuffle::InsideOut if i < last => Next::Partner { i: i + 1 },
            Shuffle::FisherYates if i > 0 => Next::Partner { i: i - 1 },
            Shuffle::Sattolo if i > 1 => Next::Partner { i: i - 1 },
            _ => Next::Done,
        }
    }

    /// Insertion sort: the element sinks towards the front as long as it is "less" than the one before it.
    fn sink(&mut self, from: usize, at: usize, less: bool) -> Vec<Act> {
        let mut acts = vec![Act::Compare {
            left: at,
            right: at - 1,
            less,
        }];
        if less {
            acts.push(self.swap(at, at - 1));
        }
        self.next = if less && at > 1 {
            Next::Sink { from, at: at - 1 }
        } else if from + 1 < self.order.len() {
            Next::Sink {
                from: from + 1,
                at: from + 1,
            }
        } else {
            Next::Done
        };
        acts
    }

    /// V8: the first answer says whether the run descends; it goes on as long as the answers stay the same.
    fn lengthen_run(&mut self, length: usize, descending: Option<bool>, less: bool) -> Vec<Act> {
        let mut acts = vec![Act::Compare {
            left: length,
            right: length - 1,
            less,
        }];
        let descending = descending.unwrap_or(less);
        let goes_on = descending == less;
        let length = if goes_on { length + 1 } else { length };
        if goes_on && length < self.order.len() {
            self.next = Next::Run {
                length,
                descending: Some(descending),
            };
            return acts;
        }
        if descending {
            self.order[..length].reverse();
            acts.push(Act::Reverse {
                from: 0,
                to: length,
            });
        }
        self.next = self.search_for(length);
        acts
    }

    /// V8: binary insertion into the sorted part before the pivot.
    fn search(&mut self, pivot: usize, low: usize, high: usize, less: bool) -> Vec<Act> {
        let middle = low + (high - low) / 2;
        let mut acts = vec![Act::Compare {
            left: pivot,
            right: middle,
            less,
        }];
        let (low, high) = if less {
            (low, middle)
        } else {
            (middle + 1, high)
        };
        if low < high {
            self.next = Next::Search { pivot, low, high };
            return acts;
        }
        self.order[low..=pivot].rotate_right(1);
        acts.push(Act::Insert {
            from: pivot,
            to: low,
        });
        self.next = self.search_for(pivot + 1);
        acts
    }

    fn search_for(&self, pivot: usize) -> Next {
        if pivot < self.order.len() {
            Next::Search {
                pivot,
                low: 0,
                high: pivot,
            }
        } else {
            Next::Done
        }
    }

    fn swap(&mut self, i: usize, j: usize) -> Act {
        self.order.swap(i, j);
        Act::Swap { i, j }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replay(shuffle: Shuffle, n: usize, draws: &[u32]) -> Vec<u8> {
        let mut trial = Trial::new(shuffle, n).unwrap();
        for &draw in draws {
            trial.give(draw).unwrap();
        }
        assert_eq!(
            trial.bound(),
            None,
            "{draws:?} must be all draws of {shuffle:?}"
        );
        trial.order().to_vec()
    }

    #[test]
    fn two_random_swaps_the_two_positions_it_drew() {
        let mut trial = Trial::new(Shuffle::TwoRandom { swaps: 1 }, 3).unwrap();
        assert_eq!(trial.give(2).unwrap(), [Act::Draw { bound: 3, value: 2 }]);
        assert_eq!(
            trial.give(0).unwrap(),
            [Act::Draw { bound: 3, value: 0 }, Act::Swap { i: 2, j: 0 }]
        );
        assert_eq!((trial.order(), trial.bound()), (&[2, 1, 0][..], None));
    }

    #[test]
    fn the_first_wrong_shuffle_of_an_unseeded_go_program_is_replayed() {
        let draws = [6, 2, 1, 0, 6, 4, 3, 5, 4, 1, 4, 6, 4, 3];
        assert_eq!(
            replay(Shuffle::TwoRandom { swaps: 7 }, 7, &draws),
            [1, 2, 6, 4, 5, 3, 0]
        );
    }

    #[test]
    fn every_shuffle_asks_for_the_bounds_it_announces() {
        for n in [2, 3, 7, 100] {
            for shuffle in Shuffle::all(n) {
                let mut trial = Trial::new(shuffle, n).unwrap();
                let mut bounds = Vec::new();
                while let Some(bound) = trial.bound() {
                    bounds.push(bound);
                    trial.give(bound - 1).unwrap();
                }
                assert_eq!(
                    bounds,
                    shuffle.bounds(n).unwrap_or(vec![2; bounds.len()]),
                    "{shuffle:?} of {n}"
                );
            }
        }
    }

    #[test]
    fn a_coin_that_never_says_less_leaves_the_list_sorted() {
        assert_eq!(replay(Shuffle::CoinInsertion, 4, &[1, 1, 1]), [0, 1, 2, 3]);
        assert_eq!(replay(Shuffle::CoinV8, 4, &[1, 1, 1]), [0, 1, 2, 3]);
    }

    #[test]
    fn a_descending_run_is_reversed_before_the_rest_is_inserted() {
        // "less" twice: a descending run of 3. Then "not less" ends it, and 3 is searched: middle 1, then middle 0.
        let mut trial = Trial::new(Shuffle::CoinV8, 4).unwrap();
        trial.give(0).unwrap();
        trial.give(0).unwrap();
        let end = trial.give(1).unwrap();
        assert_eq!(
            end,
            [
                Act::Compare {
                    left: 3,
                    right: 2,
                    less: false
                },
                Act::Reverse { from: 0, to: 3 }
            ]
        );
        trial.give(0).unwrap();
        let found = trial.give(0).unwrap();
        assert_eq!(
            found,
            [
                Act::Compare {
                    left: 3,
                    right: 0,
                    less: true
                },
                Act::Insert { from: 3, to: 0 }
            ]
        );
        assert_eq!(trial.order(), [3, 2, 1, 0]);
    }

    #[test]
    fn a_refused_draw_leaves_the_trial_as_it_was() {
        let mut trial = Trial::new(Shuffle::FisherYates, 3).unwrap();
        let before = trial.clone();
        assert_eq!(trial.give(3), Err(Refusal::Draw { bound: 3, value: 3 }));
        assert_eq!(trial, before);
        for draw in [0, 0, 0] {
            trial.give(draw).unwrap();
        }
        let done = trial.clone();
        assert_eq!(trial.give(0), Err(Refusal::Finished));
        assert_eq!(trial, done);
    }

    #[test]
    fn sizes_and_swaps_out_of_range_are_refused() {
        assert_eq!(
            Trial::new(Shuffle::FisherYates, 1),
            Err(Refusal::Size { n: 1 })
        );
        assert_eq!(
            Trial::new(Shuffle::FisherYates, 101),
            Err(Refusal::Size { n: 101 })
        );
        assert_eq!(
            Trial::new(Shuffle::TwoRandom { swaps: 10_001 }, 7),
            Err(Refusal::Swaps { swaps: 10_001 })
        );
        assert!(
            Shuffle::named("bogo", 7)
                .unwrap_err()
                .to_string()
                .contains("`fisher_yates`")
        );
    }
}
