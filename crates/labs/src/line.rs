//! A line of a world's language, cut into words that know where they stand.
//!
//! Every language here is made of a verb, arguments in order, and options `name=value`. What is wrong is told with the
//! byte range it stands at, and with what would have been right.

use std::ops::Range;
use std::str::FromStr;

use lesson::{ParseError, Verb};

/// The words of a line, read from left to right.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    text: &'a str,
    words: Vec<Word<'a>>,
    next: usize,
}

/// A word and where it stands in its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word.
    pub text: &'a str,
    /// Its byte range.
    pub span: Range<usize>,
}

impl<'a> Line<'a> {
    /// Cuts a line at white space; `#` after a space or at the start begins a comment.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match start {
                Some(begin) if c.is_whitespace() => {
                    words.push(Word {
                        text: &text[begin..at],
                        span: begin..at,
                    });
                    start = None;
                }
                None if c == '#' => break,
                None if !c.is_whitespace() => start = Some(at),
                _ => {}
            }
        }
        Self {
            text,
            words,
            next: 0,
        }
    }

    /// The first word, as one of the verbs.
    ///
    /// # Errors
    /// When the line is empty or begins with another word.
    pub fn verb(&mut self, verbs: &[Verb]) -> Result<&'a str, ParseError> {
        let names = || one_of(verbs.iter().map(|verb| verb.name));
        let Some(word) = self.take() else {
            return Err(self.missing(&format!("a command: {}", names())));
        };
        if verbs.iter().any(|verb| verb.name == word.text) {
            return Ok(word.text);
        }
        Err(ParseError {
            message: format!("`{}` is not a command; expected {}", word.text, names()),
            span: word.span,
        })
    }

    /// The next word, if there is one.
    pub fn take(&mut self) -> Option<Word<'a>> {
        let word = self.words.get(self.next).cloned();
        self.next += usize::from(word.is_some());
        word
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.next == self.words.len()
    }

    /// The next argument as a number within bounds; `what` says what it is: `a number of elements`.
    ///
    /// # Errors
    /// When it is missing, not a number, or out of bounds.
    pub fn number<T: FromStr + PartialOrd + std::fmt::Display>(
        &mut self,
        what: &str,
        min: T,
        max: T,
    ) -> Result<T, ParseError> {
        let Some(word) = self.take() else {
            return Err(self.missing(&format!("{what}, {min} to {max}")));
        };
        number(&word, what, min, max)
    }

    /// The next argument as one of a few names.
    ///
    /// # Errors
    /// When it is missing or another word.
    pub fn choice<T: Copy>(&mut self, what: &str, choices: &[(&str, T)]) -> Result<T, ParseError> {
        let names = one_of(choices.iter().map(|(name, _)| *name));
        let Some(word) = self.take() else {
            return Err(self.missing(&format!("{what}: {names}")));
        };
        find(&word, choices).ok_or_else(|| ParseError {
            message: format!("`{}` is not {what}; expected {names}", word.text),
            span: word.span,
        })
    }

    /// All that is left as options `name=value`, each a name that is known, once at the most.
    ///
    /// # Errors
    /// When a word is no option, or one that is not known here or stands twice.
    pub fn options(&mut self, known: &[&str]) -> Result<Options<'a>, ParseError> {
        let mut options = Options { found: Vec::new() };
        while let Some(word) = self.take() {
            let name = word.text.split('=').next().unwrap_or_default();
            let Some(value) = word
                .text
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('='))
            else {
                return Err(unexpected(&word, known));
            };
            if !known.contains(&name) {
                return Err(unexpected(&word, known));
            }
            if options.found.iter().any(|(other, _)| *other == name) {
                return Err(ParseError {
                    message: format!("`{name}` is given twice"),
                    span: word.span,
                });
            }
            let start = word.span.end - value.len();
            options.found.push((
                name,
                Word {
                    text: value,
                    span: start..word.span.end,
                },
            ));
        }
        Ok(options)
    }

    /// That the line ends here.
    ///
    /// # Errors
    /// When it goes on.
    pub fn end(&mut self) -> Result<(), ParseError> {
        self.options(&[]).map(drop)
    }

    /// That something is missing at the end of the line.
    #[must_use]
    pub fn missing(&self, expected: &str) -> ParseError {
        let end = self
            .words
            .last()
            .map_or(self.text.len(), |word| word.span.end);
        ParseError {
            span: end..end,
            message: format!("expected {expected}"),
        }
    }
}

/// The options of a line.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    found: Vec<(&'a str, Word<'a>)>,
}

impl<'a> Options<'a> {
    /// The value of an option, as it stands.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Word<'a>> {
        self.found
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, value)| value)
    }

    /// An option as a number within bounds.
    ///
    /// # Errors
    /// When it is there and not such a number.
    pub fn number<T: FromStr + PartialOrd + std::fmt::Display>(
        &self,
        name: &str,
        min: T,
        max: T,
    ) -> Result<Option<T>, ParseError> {
        self.get(name)
            .map(|word| number(word, &format!("`{name}`"), min, max))
            .transpose()
    }

    /// An option as one of a few names.
    ///
    /// # Errors
    /// When it is there and another word.
    pub fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, ParseError> {
        let Some(word) = self.get(name) else {
            return Ok(None);
        };
        let names = one_of(choices.iter().map(|(name, _)| *name));
        match find(word, choices) {
            Some(value) => Ok(Some(value)),
            None => Err(ParseError {
                message: format!("`{}` is no value of `{name}`; expected {names}", word.text),
                span: word.span.clone(),
            }),
        }
    }
}

/// A choice in words: `a, b or c`.
#[must_use]
pub fn one_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

fn find<T: Copy>(word: &Word, choices: &[(&str, T)]) -> Option<T> {
    choices
        .iter()
        .find(|(name, _)| *name == word.text)
        .map(|(_, value)| *value)
}

/// Digits may be grouped by `_`, as in `1_000_000`.
fn number<T: FromStr + PartialOrd + std::fmt::Display>(
    word: &Word,
    what: &str,
    min: T,
    max: T,
) -> Result<T, ParseError> {
    let digits = word.text.replace('_', "");
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse::<T>() {
        Ok(value) if plain && value >= min && value <= max => Ok(value),
        _ if plain => Err(ParseError {
            message: format!(
                "{} is out of range; expected {what}, {min} to {max}",
                word.text
            ),
            span: word.span.clone(),
        }),
        _ => Err(ParseError {
            message: format!(
                "`{}` is not a number; expected {what}, {min} to {max}",
                word.text
            ),
            span: word.span.clone(),
        }),
    }
}

fn unexpected(word: &Word, known: &[&str]) -> ParseError {
    let expected = match known {
        [] => "the end of the line".to_string(),
        known => format!(
            "{} or the end of the line",
            known
                .iter()
                .map(|name| format!("`{name}=`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    ParseError {
        message: format!("`{}` has no meaning here; expected {expected}", word.text),
        span: word.span.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_points_at_the_word_that_is_wrong() {
        let mut line = Line::new("  swap 2 x9  # by hand");
        assert_eq!(line.take().unwrap().text, "swap");
        assert_eq!(line.number("a position", 0, 6), Ok(2));
        let error = line.number("a position", 0, 6).unwrap_err();
        assert_eq!(error.span, 9..11);
        assert_eq!(
            error.message,
            "`x9` is not a number; expected a position, 0 to 6"
        );
        assert_eq!(
            line.number("a position", 0, 6).unwrap_err().span,
            11..11,
            "after the last word"
        );
    }

    #[test]
    fn numbers_may_be_grouped_and_are_bounded() {
        assert_eq!(
            Line::new("1_000_000").number("trials", 1, 2_000_000),
            Ok(1_000_000)
        );
        let error = Line::new("99999999999999999999999")
            .number("a seed", 0, u64::MAX)
            .unwrap_err();
        assert_eq!(
            error.message,
            format!(
                "99999999999999999999999 is out of range; expected a seed, 0 to {}",
                u64::MAX
            )
        );
        assert!(Line::new("-1").number("a seed", 0, 9).is_err());
        assert!(Line::new("_").number("a seed", 0, 9).is_err());
    }

    #[test]
    fn an_option_is_known_and_stands_once() {
        let options = Line::new("dead=0 retries=2")
            .options(&["dead", "retries"])
            .unwrap();
        assert_eq!(options.number("retries", 0, 5), Ok(Some(2)));
        assert_eq!(options.number("retries", 0, 1).unwrap_err().span, 15..16);
        let error = Line::new("dead=0 dead=1").options(&["dead"]).unwrap_err();
        assert_eq!(
            (error.span, error.message.as_str()),
            (7..13, "`dead` is given twice")
        );
        let error = Line::new("alive=0").options(&["dead"]).unwrap_err();
        assert_eq!(
            error.message,
            "`alive=0` has no meaning here; expected `dead=` or the end of the line"
        );
    }
}
