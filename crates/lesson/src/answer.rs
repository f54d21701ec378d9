//! Whether a prediction is right.

use crate::{Answer, Predict};

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// It is right.
    Right,
    /// It is wrong.
    Wrong,
    /// It isn't a number, and one was asked for.
    NoNumber,
}

impl Predict {
    /// Grades an answer: the id of a choice, a number as it was typed, or the name of what was pointed at.
    #[must_use]
    pub fn grade(&self, answer: &str) -> Grade {
        let right = match &self.answer {
            Answer::Choice { right, .. } => answer.trim() == right,
            Answer::Point { thing } => answer.trim() == thing,
            Answer::Number {
                value,
                tolerance,
                unit,
            } => match read_number(answer, unit) {
                Some(number) => is_near(number, *value, *tolerance),
                None => return Grade::NoNumber,
            },
        };
        if right { Grade::Right } else { Grade::Wrong }
    }
}

/// Whether a number is within the tolerance, or differs by no more than its last digits can.
pub(crate) fn is_near(number: f64, value: f64, tolerance: f64) -> bool {
    (number - value).abs() <= tolerance + 1e-9 * value.abs().max(1e-3)
}

/// A number as people write it: `0.224`, `22.4 %`, `1/7`, with or without its unit.
///
/// Per cent is a hundredth, unless per cent is the unit that is asked for.
pub(crate) fn read_number(text: &str, unit: &str) -> Option<f64> {
    let text = text.trim();
    let text = if unit.is_empty() {
        text
    } else {
        text.strip_suffix(unit).unwrap_or(text).trim_end()
    };
    if let Some(per_cent) = text.strip_suffix('%') {
        return read_number(per_cent, "").map(|number| number / 100.0);
    }
    let number = match text.split_once('/') {
        Some((above, below)) => decimal(above.trim())? / decimal(below.trim())?,
        None => decimal(text)?,
    };
    number.is_finite().then_some(number)
}

/// A number such as `-12`, `0.25`, `.5` or `1e-3`.
///
/// The library's `parse::<f64>` is exact to the last bit of any text, for which it brings a table of 10 KB into the program
/// of every page. This is as exact as long as the digits make a number below 2^53 and the power of ten is at most 10^22,
/// since both are then exact; beyond, it is off by a few units in the last place, which [`is_near`] forgives.
fn decimal(text: &str) -> Option<f64> {
    let (text, exponent) = match text.split_once(['e', 'E']) {
        Some((text, exponent)) => (text, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let mut number = 0.0;
    for digit in whole.chars().chain(part.chars()) {
        number = number * 10.0 + f64::from(digit.to_digit(10)?);
    }
    let exponent = exponent.checked_sub(part.len() as i32)?;
    let mut power: f64 = 1.0;
    for _ in 0..exponent.unsigned_abs().min(400) {
        power *= 10.0;
    }
    Some(
        sign * if exponent < 0 {
            number / power
        } else {
            number * power
        },
    )
}

/// The numbers in some text, in order.
pub(crate) fn numbers(text: &str, unit: &str) -> Vec<f64> {
    let text = text.replace("...", " ");
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, '=' | ',' | ';' | ':' | '(' | ')'));
    words
        .filter_map(|word| read_number(word.trim_end_matches('.'), unit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let cases = [
            ("0.224", "", Some(0.224)),
            (" 22.4 % ", "", Some(0.224)),
            ("22.4%", "%", Some(22.4)),
            ("22.4", "%", Some(22.4)),
            ("1/4", "", Some(0.25)),
            ("12 ms", "ms", Some(12.0)),
            ("1/0", "", None),
            ("inf", "", None),
            ("many", "", None),
            ("", "", None),
            ("-0.5", "", Some(-0.5)),
            ("+.5", "", Some(0.5)),
            ("7.", "", Some(7.0)),
            ("25e-2", "", Some(0.25)),
            ("1E400", "", None),
            ("1e-400", "", Some(0.0)),
            (".", "", None),
            ("-", "", None),
            ("1e", "", None),
            ("1.2.3", "", None),
            ("--1", "", None),
            ("１", "", None),
        ];
        for (text, unit, number) in cases {
            let read = read_number(text, unit);
            let same = match (read, number) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-12,
                (a, b) => a == b,
            };
            assert!(same, "`{text}` in `{unit}`: {read:?} instead of {number:?}");
        }
    }

    #[test]
    fn a_decimal_is_the_number_that_the_library_reads() {
        for (whole, part) in (0..2_000_u64).map(|i| (i * 7_919 % 4_000, i * 104_729 % 1_000_000)) {
            for text in [
                format!("{whole}.{part:06}"),
                format!("{whole}"),
                format!("{whole}e-{}", part % 23),
                format!("{whole}e{}", part % 19),
            ] {
                assert_eq!(decimal(&text), text.parse().ok(), "{text}");
            }
        }
    }

    #[test]
    fn numbers_are_found_in_what_is_printed() {
        assert_eq!(numbers("position 0: 1/4 = 0.25", ""), [0.0, 0.25, 0.25]);
        assert_eq!(numbers("now 7.", ""), [7.0]);
        assert_eq!(numbers("took (12ms)", "ms"), [12.0]);
        assert_eq!(numbers("...0.142926...", ""), [0.142_926]);
        assert!(numbers("nothing", "").is_empty());
    }
}
