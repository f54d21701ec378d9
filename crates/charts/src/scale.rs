//! Scales know numbers and pixels, and no shapes. The mapping is plotters'; in tenths of a pixel, as everywhere here.

use std::ops::Range;

use plotters::coord::combinators::{IntoLogRange, LogCoord};
use plotters::coord::ranged1d::Ranged;

use crate::number::power_of_ten;
use crate::pen::TENTHS;

/// A logarithmic axis over whole decades.
pub(crate) struct Decades {
    coord: LogCoord<f64>,
    pixels: Range<f64>,
    /// The exponents of the first and the last decade.
    exponents: (i32, i32),
}

impl Decades {
    /// The decades from the one that holds `range.start` to the one that ends at or after `range.end`, over `pixels`.
    pub(crate) fn around(range: Range<f64>, pixels: Range<f64>) -> Decades {
        assert!(range.start > 0.0, "{} has no logarithm", range.start);
        let first = range.start.log10().floor() as i32;
        let last = (range.end.log10().ceil() as i32).max(first + 1);
        Decades {
            coord: (power(first)..power(last)).log_scale().into(),
            pixels,
            exponents: (first, last),
        }
    }

    /// The pixel of a value; what lies outside is drawn at the edge.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let (first, last) = self.exponents;
        let value = value.clamp(power(first), power(last));
        let limits = (
            (self.pixels.start * TENTHS) as i32,
            (self.pixels.end * TENTHS) as i32,
        );
        f64::from(self.coord.map(&value, limits)) / TENTHS
    }

    /// The decades that get a tick, at most `most` of them, with their pixel and their name.
    pub(crate) fn ticks(&self, most: usize) -> Vec<(f64, String)> {
        let (first, last) = self.exponents;
        let every = (1..)
            .find(|every| ((last - first) / every) < most as i32)
            .expect("some step is wide enough");
        let exponents = (first..=last).step_by(every as usize);
        exponents
            .map(|exponent| (self.at(power(exponent)), power_of_ten(exponent)))
            .collect()
    }
}

fn power(exponent: i32) -> f64 {
    10f64.powi(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decades_map_their_ends_to_the_edges_and_clamp_the_rest() {
        let x = Decades::around(20.0..60_000_000.0, 40.0..320.0);
        assert_eq!(
            (x.at(10.0), x.at(1e8), x.at(1.0), x.at(1e12)),
            (40.0, 320.0, 40.0, 320.0)
        );
        // Four of seven decades.
        assert_eq!(x.at(1e5), 200.0);
        let names: Vec<_> = x.ticks(4).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["10¹", "10³", "10⁵", "10⁷"]);
    }
}
