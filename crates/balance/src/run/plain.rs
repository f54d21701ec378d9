//! The plain form of a run: one [`Trial`] after the other. Every other form is tested against it.

use super::{CHUNK, LANES, Settings, lane_seeds};
use crate::generator::{Generator, digits};
use crate::{Refusal, Trial};
use std::ops::Range;

#[derive(Clone, Debug)]
pub(super) struct Plain {
    settings: Settings,
    /// The draws of a trial, where they do not depend on each other, and how they are grouped.
    bounds: Option<(Vec<u32>, Vec<Range<usize>>)>,
    /// For each lane, the draws of its next trials that have come out of one number already, the last trial first.
    drawn: Vec<Vec<Vec<u32>>>,
    /// The chunk and its generators; a generator of one stream is alone and always in "chunk 0".
    chunk: u64,
    lanes: Vec<Generator>,
}

impl Plain {
    pub fn new(settings: Settings) -> Result<Plain, Refusal> {
        settings.shuffle.check(settings.n)?;
        let bounds = settings.shuffle.bounds(settings.n).map(|bounds| {
            let groups = digits::groups(&bounds, settings.shuffle.draws_in_a_step());
            (bounds, groups)
        });
        let mut plain = Plain {
            settings,
            bounds,
            drawn: Vec::new(),
            chunk: 0,
            lanes: Vec::new(),
        };
        plain.enter(0);
        Ok(plain)
    }

    /// The draws of one trial. The generators must not be beyond it.
    pub fn draws_of(&mut self, trial: u64) -> Vec<u32> {
        if !self.settings.generator.is_one_stream() {
            let first_of_lane = trial / CHUNK * CHUNK + trial % CHUNK % LANES as u64;
            for earlier in (first_of_lane..trial).step_by(LANES) {
                self.trial(earlier);
            }
        } else {
            for earlier in 0..trial {
                self.trial(earlier);
            }
        }
        self.trial(trial).1
    }

    fn enter(&mut self, chunk: u64) {
        let Settings {
            generator, seed, ..
        } = self.settings;
        self.chunk = chunk;
        self.drawn = vec![Vec::new(); LANES];
        self.lanes = match generator.is_one_stream() {
            true => vec![generator.seeded(seed)],
            false => lane_seeds(seed, chunk)
                .map(|seed| generator.seeded(seed))
                .to_vec(),
        };
    }

    /// The next trial of its lane, and its draws.
    pub fn trial(&mut self, trial: u64) -> (Trial, Vec<u32>) {
        let one_stream = self.settings.generator.is_one_stream();
        if !one_stream && trial / CHUNK != self.chunk {
            self.enter(trial / CHUNK);
        }
        let lane = (trial % CHUNK % self.lanes.len() as u64) as usize;
        let generator = &mut self.lanes[lane];
        let mut trial =
            Trial::new(self.settings.shuffle, self.settings.n).expect("checked when the run began");
        let mut draws = Vec::new();
        let mut give = |trial: &mut Trial, draw| {
            draws.push(draw);
            trial.give(draw).expect("a draw within its bound");
        };
        match &self.bounds {
            _ if one_stream => {
                while let Some(bound) = trial.bound() {
                    give(&mut trial, generator.below(bound));
                }
            }
            Some((bounds, groups)) => {
                let ahead = &mut self.drawn[lane];
                if ahead.is_empty() {
                    *ahead = next_trials(generator, bounds, groups);
                }
                let values = ahead.pop().expect("at least one trial was drawn");
                for value in values {
                    give(&mut trial, value);
                }
            }
            None => {
                let (mut coins, mut left) = (0_u32, 0);
                while trial.bound().is_some() {
                    if left == 0 {
                        (coins, left) = (generator.next_u32(), 32);
                    }
                    give(&mut trial, coins >> 31);
                    (coins, left) = (coins << 1, left - 1);
                }
            }
        }
        (trial, draws)
    }
}

/// The draws of as many trials as come out of one number, the last trial first.
fn next_trials(
    generator: &mut Generator,
    bounds: &[u32],
    groups: &[Range<usize>],
) -> Vec<Vec<u32>> {
    let trials = digits::trials_in_a_number(bounds) as usize;
    let mut values = vec![0; bounds.len() * trials];
    if trials > 1 {
        digits::draw(generator, &bounds.repeat(trials), &mut values);
        return values
            .chunks(bounds.len())
            .rev()
            .map(<[u32]>::to_vec)
            .collect();
    }
    for group in groups {
        digits::draw(
            generator,
            &bounds[group.clone()],
            &mut values[group.clone()],
        );
    }
    vec![values]
}
