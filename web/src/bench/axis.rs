//! Where the positions of a run stand on the cloth: evenly, or by the time that passed between them.
//!
//! ```text
//!   events   0   1   2   3   4   5          as far apart as any two
//!   time     0 1 2    3    4  ⫽  5          a step that took longer is wider; a long idle time is folded
//! ```
//!
//! The unit of the time axis is the median of the steps in which time passed. A step in which none did keeps a part of it,
//! so that a needle between two commands of one moment still moves; more than a few units are folded, with a mark.

use crate::rooms::Clock;

/// A step in which no time passes.
const NO_TIME: f64 = 0.3;
/// The widest step; what would be wider is folded to it.
const FOLDED: f64 = 3.0;

/// What the loom goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Every command is as wide as any other.
    #[default]
    Events,
    /// A command is as wide as the time that it took.
    Time,
}

/// The places of positions, and what was folded.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The greatest position.
    len: usize,
    /// By position, from 0 and never falling; `None` if a position is its own place.
    places: Option<Vec<f64>>,
    /// Steps that were folded: the position after each, and the time that it took.
    folds: Vec<(usize, u64)>,
}

impl Axis {
    /// As the learner chose, if the world has a clock.
    pub fn of(by: By, len: usize, clock: Option<&Clock>) -> Axis {
        match (by, clock) {
            (By::Time, Some(clock)) if clock.at.len() > len => Axis::of_time(&clock.at[..=len]),
            _ => Axis {
                len,
                places: None,
                folds: Vec::new(),
            },
        }
    }

    fn of_time(at: &[u64]) -> Axis {
        // A new beginning sets the clock back: no time has passed then.
        let steps: Vec<u64> = at
            .windows(2)
            .map(|pair| pair[1].saturating_sub(pair[0]))
            .collect();
        let mut passed: Vec<u64> = steps.iter().copied().filter(|&step| step > 0).collect();
        passed.sort_unstable();
        let unit = passed.get(passed.len() / 2).copied().unwrap_or(1) as f64;
        let (mut places, mut folds) = (vec![0.0], Vec::new());
        for (i, &step) in steps.iter().enumerate() {
            let wide = step as f64 / unit;
            if wide > FOLDED {
                folds.push((i + 1, step));
            }
            places.push(places[i] + wide.clamp(NO_TIME, FOLDED));
        }
        Axis {
            len: steps.len(),
            places: Some(places),
            folds,
        }
    }

    /// The greatest position.
    pub fn last(&self) -> usize {
        self.len
    }

    /// The place of the last position.
    pub fn end(&self) -> f64 {
        self.place(self.len as f64)
    }

    /// Where a position stands, or a moment between two.
    pub fn place(&self, position: f64) -> f64 {
        let Some(places) = &self.places else {
            return position;
        };
        let before = (position.max(0.0) as usize).min(self.len);
        let after = (before + 1).min(self.len);
        let share = (position - before as f64).clamp(0.0, 1.0);
        places[before] + share * (places[after] - places[before])
    }

    /// The position that stands nearest to a place.
    pub fn position_at(&self, place: f64) -> usize {
        let Some(places) = &self.places else {
            return place.round().clamp(0.0, self.len as f64) as usize;
        };
        let after = places.partition_point(|&other| other < place).min(self.len);
        let before = after.saturating_sub(1);
        match place - places[before] < places[after] - place {
            true => before,
            false => after,
        }
    }

    /// The steps that were folded: the position after each, and the time it took.
    pub fn folds(&self) -> &[(usize, u64)] {
        &self.folds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(at: &[u64]) -> Axis {
        let clock = Clock {
            at: at.to_vec(),
            ms: true,
        };
        Axis::of(By::Time, at.len() - 1, Some(&clock))
    }

    #[test]
    fn a_step_is_as_wide_as_the_time_it_took_and_idle_time_is_folded() {
        let axis = timed(&[0, 10, 10, 30, 5030, 5040]);
        let widths: Vec<f64> = (0..5)
            .map(|i| axis.place(f64::from(i + 1)) - axis.place(f64::from(i)))
            .collect();
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        // The median of 10, 10, 20 and 5000 is 20.
        let expected = [0.5, NO_TIME, 1.0, FOLDED, 0.5];
        assert!(
            widths.iter().zip(expected).all(|(a, b)| near(*a, b)),
            "{widths:?}"
        );
        assert_eq!(axis.folds(), [(4, 5000)]);
    }

    #[test]
    fn every_position_is_found_where_it_stands() {
        for at in [
            &[0, 0, 0, 0][..],
            &[0, 5, 900, 901, 0, 7],
            &[3],
            &[0, 1_000_000],
        ] {
            let axis = timed(at);
            for position in 0..at.len() {
                assert_eq!(
                    axis.position_at(axis.place(position as f64)),
                    position,
                    "{at:?}"
                );
            }
            assert_eq!(axis.position_at(-5.0), 0);
            assert_eq!(axis.position_at(1e9), at.len() - 1);
        }
    }

    #[test]
    fn without_a_clock_that_covers_the_run_the_axis_is_even() {
        let clock = Clock {
            at: vec![0, 9],
            ms: false,
        };
        for axis in [
            Axis::of(By::Time, 4, None),
            Axis::of(By::Time, 4, Some(&clock)),
            Axis::of(By::Events, 1, Some(&clock)),
        ] {
            assert_eq!(axis.end(), axis.last() as f64);
            assert_eq!(axis.place(0.5), 0.5);
            assert!(axis.folds().is_empty());
        }
    }
}
