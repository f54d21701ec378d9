//! What a line must look like: the text itself, where `...` stands for anything.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Text to compare with, the whole of it; each `...` in it stands for any text, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern(pub String);

impl Pattern {
    /// Whether the text is like this. Linear in the text for each `...`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let Some((first, more)) = self.0.split_once("...") else {
            return text == self.0;
        };
        let Some(mut rest) = text.strip_prefix(first) else {
            return false;
        };
        let (middle, last) = more.rsplit_once("...").unwrap_or(("", more));
        // The leftmost place is the best for every part in the middle: it leaves the most for those that follow.
        for part in middle.split("...") {
            let Some(at) = rest.find(part) else {
                return false;
            };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern(pattern.to_owned()).matches(text)
    }

    /// The definition, tried at every place.
    fn naive(pattern: &str, text: &str) -> bool {
        match pattern.strip_prefix("...") {
            Some(rest) => (0..=text.len())
                .filter(|i| text.is_char_boundary(*i))
                .any(|i| naive(rest, &text[i..])),
            None => match pattern.chars().next() {
                None => text.is_empty(),
                Some(c) => text
                    .strip_prefix(c)
                    .is_some_and(|text| naive(&pattern[c.len_utf8()..], text)),
            },
        }
    }

    #[test]
    fn three_dots_stand_for_anything() {
        assert!(
            matches("now 3", "now 3") && !matches("now 3", "now 33") && !matches("now", "now 3")
        );
        assert!(matches(
            "...compacted...",
            "mvcc: required revision has been compacted"
        ));
        assert!(
            matches("a...a", "aa") && !matches("a...a", "a"),
            "the ends don't overlap"
        );
        assert!(matches("...", "") && matches("", "") && !matches("", "a"));
    }

    #[test]
    fn it_equals_its_definition_on_all_small_texts() {
        let letters = ["a", "b", "..."];
        let words = |n: u32, letters: &[&str]| {
            let k = letters.len() as u32;
            (0..k.pow(n))
                .map(|w| {
                    (0..n)
                        .map(|i| letters[(w / k.pow(i) % k) as usize])
                        .collect::<String>()
                })
                .collect()
        };
        let patterns: Vec<String> = (0..=4)
            .flat_map(|n| -> Vec<String> { words(n, &letters) })
            .collect();
        let texts: Vec<String> = (0..=5)
            .flat_map(|n| -> Vec<String> { words(n, &letters[..2]) })
            .collect();
        for pattern in &patterns {
            for text in &texts {
                assert_eq!(
                    matches(pattern, text),
                    naive(pattern, text),
                    "`{pattern}` on `{text}`"
                );
            }
        }
    }
}
