//! The draws of a trial, where none depends on another, laid out for eight trials in step.

use super::LANES;
use super::lanes::{Feed, Lanes, Words};
use crate::Shuffle;
use crate::generator::digits;

/// The steps of a trial: each swaps two positions.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    pub steps: Vec<Step>,
    pub groups: Vec<Group>,
    /// How many trials come out of one number. If it is more than one, there is one group.
    pub trials_in_a_number: u32,
}

/// One step: a draw says which two positions change places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// How many outcomes the draw has. Two draws below n are one below n^2.
    pub bound: u32,
    /// The one position, if it is not drawn.
    pub position: Option<u8>,
}

/// The steps whose draws come out of one 32-bit number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub first: usize,
    pub last: usize,
    /// The product of the bounds, of all trials that share the number.
    pub outcomes: u32,
    /// The number is drawn again if its rest, which is its product with `outcomes` modulo 2^32, is below this.
    pub reject_below: u32,
}

/// The most steps in a group: bounds of 2 or more, a product of at most 2^27, and one draw with a single outcome.
pub(super) const MOST_STEPS: usize = 28;

impl Schedule {
    /// `None` for the sorts.
    pub fn of(shuffle: Shuffle, n: usize) -> Option<Schedule> {
        let bounds = shuffle.bounds(n)?;
        let together = shuffle.draws_in_a_step();
        let position = |step: usize| match shuffle {
            Shuffle::TwoRandom { .. } => None,
            Shuffle::FisherYates | Shuffle::Sattolo => Some((n - 1 - step) as u8),
            _ => Some(step as u8),
        };
        let steps: Vec<Step> = bounds
            .chunks(together)
            .enumerate()
            .map(|(at, bounds)| Step {
                bound: bounds.iter().product(),
                position: position(at),
            })
            .collect();
        let trials_in_a_number = digits::trials_in_a_number(&bounds);
        let groups = digits::groups(&bounds, together)
            .into_iter()
            .map(|draws| {
                let of_one: u32 = bounds[draws.clone()].iter().product();
                let outcomes = of_one.pow(trials_in_a_number);
                Group {
                    first: draws.start / together,
                    last: draws.end / together,
                    outcomes,
                    reject_below: outcomes.wrapping_neg() % outcomes,
                }
            })
            .collect();
        Some(Schedule {
            steps,
            groups,
            trials_in_a_number,
        })
    }

    /// Draws a group for eight trials at once. `drawn[step][lane]` is below the bound of that step.
    #[inline(always)]
    pub fn draw<L: Lanes>(
        &self,
        group: Group,
        feed: &mut Feed<L>,
        drawn: &mut [Words; MOST_STEPS],
    ) {
        let steps = &self.steps[group.first..group.last];
        if self.trials_in_a_number > 1 {
            feed.take_up(group, self.trials_in_a_number);
            split(steps, &mut feed.rest, drawn);
            return;
        }
        let mut rest = feed.lanes.next();
        split(steps, &mut rest, drawn);
        if rest.iter().any(|&rest| rest < group.reject_below) {
            draw_again(steps, group.reject_below, &mut feed.lanes, &mut rest, drawn);
        }
    }
}

/// Takes the draws out of each lane's number, and leaves the rests.
#[inline(always)]
fn split(steps: &[Step], rest: &mut Words, drawn: &mut [Words; MOST_STEPS]) {
    for (step, drawn) in steps.iter().zip(drawn.iter_mut()) {
        for lane in 0..LANES {
            let product = u64::from(rest[lane]) * u64::from(step.bound);
            drawn[lane] = (product >> 32) as u32;
            rest[lane] = product as u32;
        }
    }
}

/// The rejected lanes draw again, each from its own generator. Seldom: kept out of the way of the loop.
#[cold]
fn draw_again<L: Lanes>(
    steps: &[Step],
    reject_below: u32,
    lanes: &mut L,
    rest: &mut Words,
    drawn: &mut [Words; MOST_STEPS],
) {
    for lane in 0..LANES {
        while rest[lane] < reject_below {
            rest[lane] = lanes.next_of(lane);
            for (step, drawn) in steps.iter().zip(drawn.iter_mut()) {
                let product = u64::from(rest[lane]) * u64::from(step.bound);
                drawn[lane] = (product >> 32) as u32;
                rest[lane] = product as u32;
            }
        }
    }
}

impl<L: Lanes> Feed<L> {
    /// Makes sure that there are numbers in use for one more trial, and counts it.
    #[inline(always)]
    pub fn take_up(&mut self, group: Group, trials_in_a_number: u32) {
        if self.left == 0 {
            self.rest = group.accepted::<L, 1>(&mut self.lanes)[0];
            self.left = trials_in_a_number;
        }
        self.left -= 1;
    }
}

impl Group {
    /// The next numbers of each lane, without those that are rejected.
    #[inline(always)]
    pub fn accepted<L: Lanes, const N: usize>(self, lanes: &mut L) -> [Words; N] {
        let mut numbers = [[0; LANES]; N];
        lanes.fill(&mut numbers);
        let any = numbers
            .iter()
            .flatten()
            .fold(false, |any, &number| any | self.rejects(number));
        if any {
            self.replace_rejected(lanes, &mut numbers);
        }
        numbers
    }

    #[inline(always)]
    fn rejects(self, number: u32) -> bool {
        number.wrapping_mul(self.outcomes) < self.reject_below
    }

    /// In each lane the numbers move up to close the gaps, and the next of its generator follow at the end.
    #[cold]
    fn replace_rejected<L: Lanes>(self, lanes: &mut L, numbers: &mut [Words]) {
        for lane in 0..LANES {
            let mut kept = 0;
            for at in 0..numbers.len() {
                let number = numbers[at][lane];
                numbers[kept][lane] = number;
                kept += usize::from(!self.rejects(number));
            }
            while kept < numbers.len() {
                let number = lanes.next_of(lane);
                numbers[kept][lane] = number;
                kept += usize::from(!self.rejects(number));
            }
        }
    }
}
