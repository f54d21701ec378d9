//! Sentences of our own that worlds print, in the reader's language.
//!
//! A world prints one language: its lines are what lessons record, links replay and tests compare. What the real system says
//! (`etcdserver: ..`) is shown as it says it, in every language. What *we* say beside it ('biased: a fair shuffle is ..') is
//! shown in Chinese on a Chinese page. That is done here, at the last moment, by a list of sentences with holes:
//!
//! ```text
//!   ("trial {} ends: {}", "第 {} 次试验结束：{}")
//! ```
//!
//! A line that matches none is shown as it is, and so is all of a world without a list. The words in a hole are looked up as
//! well, as a sentence of their own. What is wrong with a line is told alike in most worlds (`labs::line`), so that a room's
//! list need not hold it. `tests/phrases.rs` and the rooms' own tests hold the lists against what worlds print.

use std::borrow::Cow;

use crate::words::Lang;

/// An English line with holes `{}` and holes for digits `{#}`, and the same in Chinese with `{}`; there `{0}`, `{1}` name holes
/// that change places.
pub type Phrase = (&'static str, &'static str);

/// What `labs::line` says of a line that is no command.
const LINES: &[Phrase] = &[
    (
        "`{}` is not a command; expected {}",
        "`{}` 不是命令；应为 {}",
    ),
    (
        "`{}` is no value of `{}`; expected {}",
        "`{0}` 不能作为 `{1}` 的值；应为 {2}",
    ),
    ("`{}` is given twice", "`{}` 写了两次"),
    (
        "`{}` has no meaning here; expected {}",
        "`{}` 在这里没有意义；应为{}",
    ),
    ("`{}` is not {}; expected {}", "`{0}` 不是{1}；应为{2}"),
    ("{} is out of range; expected {}", "{} 超出范围；应为{}"),
    ("expected {}", "这里应为{}"),
];

/// What stands in the holes of [`LINES`]; as a line of its own it could be anything.
const PARTS: &[Phrase] = &[
    ("a command: {}", "命令：{}"),
    ("the end of the line", "行尾"),
    ("a number", "数"),
    ("{}: {}", "{}：{}"),
    ("{}, {} to {}", "{}，{} 到 {}"),
    ("{} or {}", "{} 或 {}"),
];

/// A text in the language of the page, line by line.
#[must_use]
pub fn said<'a>(text: &'a str, phrases: &[Phrase], lang: Lang) -> Cow<'a, str> {
    if lang == Lang::En || phrases.is_empty() {
        return Cow::Borrowed(text);
    }
    let lines = text
        .split('\n')
        .map(|line| in_chinese(line, [phrases, LINES, &[]]));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// The words of English in a text that its list leaves as they are, but for names and what stands in backquotes.
#[must_use]
pub fn left_in_english(text: &str, phrases: &[Phrase], names: &[&str]) -> Vec<String> {
    let said = said(text, phrases, Lang::Zh);
    let words = said
        .split('`')
        .step_by(2)
        .flat_map(|text| text.split(|c: char| c.is_whitespace() || ",.;:()[]|<>".contains(c)));
    let is_english =
        |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words
        .filter(is_english)
        .filter(|word| !names.contains(word))
        .map(str::to_string)
        .collect()
}

fn in_chinese(line: &str, lists: [&[Phrase]; 3]) -> String {
    let found = lists
        .iter()
        .copied()
        .flatten()
        .find_map(|(en, zh)| Some((holes(line, en)?, zh)));
    let Some((words, zh)) = found else {
        return line.to_string();
    };
    let [phrases, lines, _] = lists;
    let words: Vec<String> = words
        .into_iter()
        .map(|word| in_chinese(word, [phrases, lines, PARTS]))
        .collect();
    let mut text = (*zh).to_string();
    for (at, word) in words.iter().enumerate() {
        text = text.replace(&format!("{{{at}}}"), word);
        text = text.replacen("{}", word, 1);
    }
    text
}

/// What stands in the holes of a pattern, if the line is one. A hole is never empty and as short as it can be; the last one,
/// at the end, takes the rest. `{#}` takes digits only.
fn holes<'a>(line: &'a str, pattern: &str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}").flat_map(|part| {
        let numbers = part.split("{#}").enumerate();
        numbers.map(|(at, text)| (at > 0, text))
    });
    let mut rest = line.strip_prefix(parts.next()?.1)?;
    let mut found = Vec::new();
    let mut parts = parts.peekable();
    while let Some((is_number, part)) = parts.next() {
        let end = match (part, parts.peek()) {
            ("", _) => rest.len(),
            // What ends the pattern ends the line.
            (part, None) => rest.strip_suffix(part)?.len(),
            (part, Some(_)) => {
                rest.char_indices()
                    .skip(1)
                    .find(|(at, _)| rest[*at..].starts_with(part))?
                    .0
            }
        };
        let word = &rest[..end];
        if end == 0 || is_number && !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        found.push(word);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(found)
}

/// Two words of English side by side, for tests of what is said in Chinese; `swap 1 2`, `rand(7)` and `fisher_yates` are names.
#[cfg(test)]
pub(crate) fn has_english(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b',' || byte == b':';
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(is_letter);
    words
        .windows(2)
        .any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHRASES: &[Phrase] = &[
        ("trial {} ends: {}", "第 {} 次试验结束：{}"),
        ("{} of {} orders", "{1} 种顺序中的 {0} 种"),
        ("expected {}", "应为{}"),
        ("a {}, 1 to {}", "{}，1 到 {}"),
        ("number", "数"),
        ("{#} documents in {}", "{1} 中 {0} 篇文档"),
        ("{#} documents", "{} 篇文档"),
    ];

    #[test]
    fn a_line_is_said_in_chinese_with_what_stands_in_its_holes() {
        let zh = |text: &str| said(text, PHRASES, Lang::Zh).into_owned();
        assert_eq!(zh("trial 3 ends: 2 1 0"), "第 3 次试验结束：2 1 0");
        assert_eq!(zh("5 of 24 orders"), "24 种顺序中的 5 种");
        assert_eq!(
            zh("expected a number, 1 to 9"),
            "应为数，1 到 9",
            "holes are looked up too"
        );
        assert_eq!(
            zh("swap 1 2\ntrial 1 ends: 1 0\n"),
            "swap 1 2\n第 1 次试验结束：1 0\n"
        );
    }

    #[test]
    fn a_hole_for_digits_takes_nothing_else() {
        let zh = |text: &str| said(text, PHRASES, Lang::Zh).into_owned();
        assert_eq!(zh("12 documents"), "12 篇文档");
        assert_eq!(zh("3 documents in docs"), "docs 中 3 篇文档");
        assert_eq!(zh("1  about documents"), "1  about documents");
        assert_eq!(zh(" documents"), " documents");
    }

    #[test]
    fn what_is_no_sentence_of_ours_stays_as_it_is() {
        let zh = |text: &str| said(text, PHRASES, Lang::Zh).into_owned();
        for line in [
            "trial  ends: 1",
            "trial 3 ends:",
            "of 24 orders",
            "5 of 24 orders now",
            "",
            "{}",
        ] {
            assert_eq!(zh(line), line);
        }
        assert_eq!(
            said("trial 3 ends: 1", PHRASES, Lang::En),
            "trial 3 ends: 1"
        );
        assert_eq!(said("trial 3 ends: 1", &[], Lang::Zh), "trial 3 ends: 1");
    }
}
