//! Fractions that stay exact.

use std::fmt;

/// A fraction of two non-negative 128-bit integers, in lowest terms. Operations that would not fit give `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rational {
    numerator: u128,
    /// Not 0.
    denominator: u128,
}

impl Rational {
    /// 0.
    pub const ZERO: Rational = Rational {
        numerator: 0,
        denominator: 1,
    };
    /// 1.
    pub const ONE: Rational = Rational {
        numerator: 1,
        denominator: 1,
    };

    /// `numerator / denominator`, in lowest terms.
    ///
    /// # Panics
    /// If the denominator is 0.
    pub fn new(numerator: u128, denominator: u128) -> Rational {
        assert_ne!(denominator, 0, "{numerator}/0 is not a fraction");
        let divisor = gcd(numerator, denominator);
        Rational {
            numerator: numerator / divisor,
            denominator: denominator / divisor,
        }
    }

    /// The number above the line.
    pub fn numerator(self) -> u128 {
        self.numerator
    }

    /// The number below the line.
    pub fn denominator(self) -> u128 {
        self.denominator
    }

    /// The sum, if it fits.
    pub fn plus(self, other: Rational) -> Option<Rational> {
        let shared = gcd(self.denominator, other.denominator);
        let (here, there) = (other.denominator / shared, self.denominator / shared);
        let numerator = self
            .numerator
            .checked_mul(here)?
            .checked_add(other.numerator.checked_mul(there)?)?;
        Some(Rational::new(
            numerator,
            self.denominator.checked_mul(here)?,
        ))
    }

    /// The fraction divided by a whole number, if it fits.
    ///
    /// # Panics
    /// If the divisor is 0.
    pub fn over(self, divisor: u128) -> Option<Rational> {
        let shared = gcd(self.numerator, divisor);
        Some(Rational::new(
            self.numerator / shared,
            self.denominator.checked_mul(divisor / shared)?,
        ))
    }

    /// Which of two fractions is the larger, exactly.
    pub fn compare(self, other: Rational) -> std::cmp::Ordering {
        // By whole parts, then by the rests turned over, as Euclid would: no product, so nothing can overflow.
        let (mut a, mut b, mut turned) = (self, other, false);
        loop {
            let (whole_a, whole_b) = (a.numerator / a.denominator, b.numerator / b.denominator);
            let (rest_a, rest_b) = (a.numerator % a.denominator, b.numerator % b.denominator);
            let ordering = whole_a.cmp(&whole_b).then_with(|| match (rest_a, rest_b) {
                (0, 0) => std::cmp::Ordering::Equal,
                (0, _) => std::cmp::Ordering::Less,
                (_, 0) => std::cmp::Ordering::Greater,
                _ => std::cmp::Ordering::Equal,
            });
            if whole_a != whole_b || rest_a == 0 || rest_b == 0 {
                return if turned { ordering.reverse() } else { ordering };
            }
            a = Rational {
                numerator: a.denominator,
                denominator: rest_a,
            };
            b = Rational {
                numerator: b.denominator,
                denominator: rest_b,
            };
            turned = !turned;
        }
    }

    /// The nearest floating-point number, or one beside it.
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

/// `p/q`, also for whole numbers: `0/1`.
impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn fractions_add_and_divide_in_lowest_terms() {
        let sixth = Rational::new(2, 12);
        assert_eq!(sixth.to_string(), "1/6");
        assert_eq!(sixth.plus(Rational::new(1, 3)), Some(Rational::new(1, 2)));
        assert_eq!(Rational::new(4, 3).over(6), Some(Rational::new(2, 9)));
        assert_eq!(Rational::ZERO.plus(Rational::ONE), Some(Rational::ONE));
    }

    #[test]
    fn what_does_not_fit_is_said_to_not_fit() {
        let tiny = Rational::new(1, u128::MAX);
        assert_eq!(tiny.over(2), None);
        assert_eq!(tiny.plus(Rational::new(1, u128::MAX - 1)), None);
    }

    #[test]
    fn fractions_compare_as_their_cross_products() {
        for (p, q, r, s) in (0..6).flat_map(|p| {
            (1..6).flat_map(move |q| (0..6).flat_map(move |r| (1..6).map(move |s| (p, q, r, s))))
        }) {
            assert_eq!(
                Rational::new(p, q).compare(Rational::new(r, s)),
                (p * s).cmp(&(r * q)),
                "{p}/{q} {r}/{s}"
            );
        }
        let large = u128::MAX;
        assert_eq!(
            Rational::new(large - 1, large).compare(Rational::new(large - 2, large - 1)),
            Ordering::Greater
        );
    }
}
