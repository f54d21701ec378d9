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
        Some((above, below)) => {
            above.trim().parse::<f64>().ok()? / below.trim().parse::<f64>().ok()?
        }
        None => text.parse().ok()?,
    };
    number.is_finite().then_some(number)
}

/// The last number in what a probe printed.
pub(crate) fn last_number(printed: &str, unit: &str) -> Option<f64> {
    let words = printed
        .split(|c: char| c.is_whitespace() || matches!(c, '=' | ',' | ';' | ':' | '(' | ')'));
    words
        .filter_map(|word| read_number(word.trim_end_matches('.'), unit))
        .next_back()
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
    fn the_last_number_printed_is_the_one_that_counts() {
        assert_eq!(last_number("position 0: 1/4 = 0.25", ""), Some(0.25));
        assert_eq!(last_number("now 7.", ""), Some(7.0));
        assert_eq!(last_number("took (12ms)", "ms"), Some(12.0));
        assert_eq!(last_number("nothing", ""), None);
    }
}
