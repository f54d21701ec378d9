//! The draws of a trial, where none depends on another, laid out for eight trials in step.

use super::LANES;
use super::lanes::{Lanes, Words};
use crate::Shuffle;
use crate::generator::digits;

/// The steps of a trial: each swaps two positions.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    pub steps: Vec<Step>,
    pub groups: Vec<Group>,
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
    /// The number is drawn again if its rest is below this.
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
        let groups = digits::groups(&bounds, together)
            .into_iter()
            .map(|draws| {
                let product: u32 = bounds[draws.clone()].iter().product();
                Group {
                    first: draws.start / together,
                    last: draws.end / together,
                    reject_below: product.wrapping_neg() % product,
                }
            })
            .collect();
        Some(Schedule { steps, groups })
    }

    /// Draws a group for eight trials at once. `drawn[step][lane]` is below the bound of that step.
    #[inline(always)]
    pub fn draw<L: Lanes>(&self, group: Group, lanes: &mut L, drawn: &mut [Words; MOST_STEPS]) {
        let steps = &self.steps[group.first..group.last];
        let mut rest = lanes.next();
        for (step, drawn) in steps.iter().zip(drawn.iter_mut()) {
            for lane in 0..LANES {
                let product = u64::from(rest[lane]) * u64::from(step.bound);
                drawn[lane] = (product >> 32) as u32;
                rest[lane] = product as u32;
            }
        }
        if rest.iter().any(|&rest| rest < group.reject_below) {
            redraw(steps, group.reject_below, lanes, &mut rest, drawn);
        }
    }
}

/// The rejected lanes draw again, each from its own generator. Seldom: kept out of the way of the loop.
#[cold]
fn redraw<L: Lanes>(
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
