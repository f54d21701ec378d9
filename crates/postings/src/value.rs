//! What a field of a document holds: a text, a number, a truth.

use std::cmp::Ordering;
use std::fmt;

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(Number),
    /// True or false.
    Bool(bool),
}

impl Value {
    /// The value as a text, as an analyzer gets it: `7`, `true`, the text itself.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_string())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(Number::Whole(number))
    }
}

/// A number as JSON has it. Whole numbers are exact, so that a snowflake id stays itself; others are 64-bit floating point.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number of 64 bits.
    Whole(i64),
    /// Any other number, finite.
    Real(f64),
}

impl Number {
    /// Reads a number: digits, perhaps with a sign, a fraction, an exponent. `None` for anything else, and for what is too
    /// large.
    #[must_use]
    pub fn read(text: &str) -> Option<Number> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        if let Ok(whole) = text.parse() {
            return Some(Number::Whole(whole));
        }
        let real: f64 = text.parse().ok()?;
        real.is_finite().then_some(Number::Real(real))
    }
}

impl Ord for Number {
    /// By size, exactly; 1 and 1.0 are equal.
    fn cmp(&self, other: &Number) -> Ordering {
        match (*self, *other) {
            (Number::Whole(a), Number::Whole(b)) => a.cmp(&b),
            (Number::Real(a), Number::Real(b)) => a.partial_cmp(&b).expect("numbers are finite"),
            (Number::Whole(a), Number::Real(b)) => against_real(a, b),
            (Number::Real(a), Number::Whole(b)) => against_real(b, a).reverse(),
        }
    }
}

/// Rounding the whole number to a real would make neighbours equal, and then the order would not be one.
fn against_real(whole: i64, real: f64) -> Ordering {
    const ABOVE_ALL: f64 = 9_223_372_036_854_775_808.0; // 2^63
    if real >= ABOVE_ALL {
        Ordering::Less
    } else if real < -ABOVE_ALL {
        Ordering::Greater
    } else {
        let fraction = real - real.trunc();
        whole
            .cmp(&(real as i64))
            .then_with(|| 0.0.partial_cmp(&fraction).expect("a fraction is finite"))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Whole(whole) => write!(f, "{whole}"),
            Number::Real(real) => write!(f, "{real}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_json_has_them_and_whole_ones_are_exact() {
        let id = Number::read("9007199254740993").expect("a number");
        assert_eq!(id.to_string(), "9007199254740993");
        assert_eq!(Number::read("-1.50"), Some(Number::Real(-1.5)));
        assert_eq!(Number::read("1e3"), Some(Number::Whole(1_000)));
        for bad in ["", "-", "x", "inf", "nan", "1e999", "+1", "0x1F", "--1"] {
            assert_eq!(Number::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn whole_and_real_numbers_have_one_order() {
        let near = 9_007_199_254_740_992; // 2^53
        let ascending = [
            Number::Real(-1e300),
            Number::Whole(i64::MIN + 1),
            Number::Real(-0.5),
            Number::Whole(0),
            Number::Real(0.5),
            Number::Whole(near),
            Number::Whole(near + 1),
            Number::Whole(i64::MAX),
            Number::Real(1e300),
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(a.cmp(b), i.cmp(&j), "{a} {b}");
            }
        }
        assert_eq!(Number::Real(near as f64), Number::Whole(near));
        assert!(Number::Real(near as f64) < Number::Whole(near + 1));
    }
}
