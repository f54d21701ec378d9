//! What search looks through, and how.
//!
//! The index holds every lesson and term once, with its text in both languages, so that a question in either finds it.
//! A word of Latin letters must begin a word of the text; a run of Chinese characters may stand anywhere, for Chinese has
//! no spaces to begin after. Every word of the question must be found. What has it in its name comes first. Capitals of
//! ASCII are found by small letters too; the lessons have no others, and the table of Unicode's weighs 10 KB in every program.

use serde::{Deserialize, Serialize};

use crate::words::Lang;

/// The whole index, as it stands in `assets/search-*.json`, a [block](crate::block).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Lessons in their order, then terms.
    pub entries: Vec<Entry>,
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its address below the language's root: `lessons/shuffle/`, `glossary/#seed`.
    pub path: String,
    /// Its name, `[English, Chinese]`.
    pub name: [String; 2],
    /// Its text, `[English, Chinese]`.
    pub text: [String; 2],
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A lesson.
    Lesson,
    /// A part of a lesson, below one heading.
    Section,
    /// The laboratory.
    Laboratory,
    /// A term of the glossary.
    Term,
}

impl Entry {
    /// The name in the given language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.of(&self.name).as_str()
    }

    /// The text in the given language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        lang.of(&self.text).as_str()
    }
}

/// An entry that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// A piece of its text around what was asked for: before, the match itself, after.
    pub around: [String; 3],
    /// The language in which it was found: the reader's own if possible.
    pub lang: Lang,
}

impl Index {
    /// The entries that hold every word of the question, best first. Time: one pass over the whole text.
    #[must_use]
    pub fn find(&self, question: &str, lang: Lang) -> Vec<Found<'_>> {
        let question = question.to_ascii_lowercase();
        let words: Vec<&str> = question.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let found: Vec<(u32, Lang, &Entry)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let ways = [lang, lang.other()].into_iter();
                ways.filter_map(|lang| Some((rank(entry, &words, lang)?, lang)))
                    .min_by_key(|&(rank, _)| rank)
                    .map(|(rank, lang)| (rank, lang, entry))
            })
            .collect();
        // Rank by rank, which needs no sorting: there are few.
        (0..=worst_rank(&words))
            .flat_map(|wanted| found.iter().filter(move |&&(rank, ..)| rank == wanted))
            .map(|&(_, lang, entry)| shown(entry, &words, lang))
            .collect()
    }
}

/// The highest that [`rank`] gives.
fn worst_rank(words: &[&str]) -> u32 {
    2 + words.len() as u32
}

/// 0 when the name is the question, 1 when it begins with it, and so on down to words that are in the text only. A lesson
/// is the longer answer: what it tells about anywhere counts as if it stood in its name.
fn rank(entry: &Entry, words: &[&str], lang: Lang) -> Option<u32> {
    let (name, text) = (
        entry.name(lang).to_ascii_lowercase(),
        entry.text(lang).to_ascii_lowercase(),
    );
    let question = words.join(" ");
    if name == question {
        return Some(0);
    }
    if name.starts_with(&question) {
        return Some(1);
    }
    let not_in_name = words
        .iter()
        .filter(|word| position(&name, word).is_none())
        .count();
    let everywhere = words
        .iter()
        .all(|word| position(&name, word).is_some() || position(&text, word).is_some());
    everywhere.then_some(match entry.kind {
        Kind::Lesson => 2,
        Kind::Section | Kind::Laboratory | Kind::Term => 2 + not_in_name as u32,
    })
}

/// Where a word stands, in bytes: at the beginning of a word if it is Latin, anywhere if it is not.
fn position(text: &str, word: &str) -> Option<usize> {
    let latin = |letter: char| letter.is_ascii_alphanumeric();
    let begins = word.chars().next().is_some_and(latin);
    text.match_indices(word)
        .map(|(at, _)| at)
        .find(|&at| !(begins && text[..at].chars().next_back().is_some_and(latin)))
}

const BEFORE: usize = 24;
const AFTER: usize = 60;

/// The entry with a piece of its text around the first word.
fn shown<'a>(entry: &'a Entry, words: &[&str], lang: Lang) -> Found<'a> {
    let text = entry.text(lang);
    let lower = text.to_ascii_lowercase();
    let (at, length) = words
        .iter()
        .find_map(|word| Some((position(&lower, word)?, word.len())))
        .unwrap_or((0, 0));
    let before: String = take_back(&text[..at], BEFORE);
    let rest = &text[at + length..];
    let mut after: String = rest.chars().take(AFTER).collect();
    if after.len() < rest.len() {
        after.push('…');
    }
    Found {
        entry,
        around: [before, text[at..at + length].to_string(), after],
        lang,
    }
}

/// The last letters of a text, from the beginning of a word where there is one.
fn take_back(text: &str, letters: usize) -> String {
    let count = text.chars().count();
    if count <= letters {
        return text.to_string();
    }
    let tail: String = text.chars().skip(count - letters).collect();
    let tail = tail.split_once(' ').map_or(tail.as_str(), |(_, rest)| rest);
    format!("…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let entry = |kind, path: &str, name: [&str; 2], text: [&str; 2]| Entry {
            kind,
            path: path.to_string(),
            name: name.map(str::to_string),
            text: text.map(str::to_string),
        };
        Index {
            entries: vec![
                entry(
                    Kind::Lesson,
                    "lessons/shuffle/",
                    ["Will it shuffle?", "洗得匀吗？"],
                    [
                        "A client draws its servers from a seed.",
                        "客户端把服务器的次序打乱，这就是洗牌。",
                    ],
                ),
                entry(
                    Kind::Term,
                    "glossary/#seed",
                    ["seed", "种子"],
                    ["Where a generator starts.", "生成器的起点。"],
                ),
                entry(
                    Kind::Term,
                    "glossary/#reseeding",
                    ["reseeding", "重新播种"],
                    ["To start anew.", "重新开始。"],
                ),
            ],
        }
    }

    fn paths(question: &str, lang: Lang) -> Vec<String> {
        index()
            .find(question, lang)
            .iter()
            .map(|found| found.entry.path.clone())
            .collect()
    }

    #[test]
    fn two_chinese_characters_find_their_lesson_from_either_language() {
        for lang in Lang::ALL {
            assert_eq!(paths("洗牌", lang), ["lessons/shuffle/"]);
        }
        assert_eq!(index().find("洗牌", Lang::En)[0].lang, Lang::Zh);
    }

    #[test]
    fn a_lesson_comes_before_terms_that_only_mention_the_word() {
        let mut index = index();
        index.entries.reverse();
        index.entries[0].text[0] = "Not from a client.".to_string();
        assert_eq!(
            index.find("client", Lang::En)[0].entry.path,
            "lessons/shuffle/"
        );
    }

    #[test]
    fn a_latin_word_begins_a_word() {
        assert_eq!(
            paths("seed", Lang::En),
            ["glossary/#seed", "lessons/shuffle/"]
        );
        assert_eq!(paths("SHUF", Lang::En), ["lessons/shuffle/"]);
        assert_eq!(paths("eed", Lang::En), Vec::<String>::new());
    }

    #[test]
    fn every_word_must_be_found() {
        assert_eq!(paths("client seed", Lang::En), ["lessons/shuffle/"]);
        assert_eq!(paths("client raft", Lang::En), Vec::<String>::new());
        assert_eq!(paths("  ", Lang::En), Vec::<String>::new());
    }

    #[test]
    fn what_is_shown_holds_the_match() {
        let index = index();
        let found = &index.find("servers", Lang::En)[0];
        assert_eq!(
            found.around.concat(),
            "A client draws its servers from a seed."
        );
        assert_eq!(found.around[1], "servers");
    }

    #[test]
    fn letters_whose_lower_case_is_longer_do_no_harm() {
        let mut index = index();
        index.entries[0].text[0] = "İİİ shuffles".to_string();
        assert_eq!(index.find("shuffles", Lang::En).len(), 1);
    }
}
