//! Search over lessons and glossary, in both languages at once.
//!
//! A Latin word of the query is found at the beginning of words, whatever its case. Chinese has no spaces, so a run of
//! Chinese characters is found anywhere in the text; a longer run that stands nowhere is found by its pairs (天气很好
//! by 天气, 气很 and 很好). Everything in the query must be found in one place, in one language. What is found in a
//! title comes first.
//!
//! The whole text is gone through for every query: a book is a megabyte, and that is a few milliseconds.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::prose::{Prose, is_chinese, plain, plain_all};
use crate::{Block, Lesson};

/// A place that can be found: a lesson's beginning, one of its sections, a term, a lesson that isn't written yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findable {
    /// Where it is.
    pub place: Place,
    /// Its title, in English and in Chinese.
    pub title: [String; 2],
    /// Its words, in English and in Chinese.
    pub text: [String; 2],
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// A lesson, from its beginning.
    Lesson(String),
    /// A section of a lesson: the lesson's id and the section's.
    Section(String, String),
    /// A term of the glossary.
    Term(String),
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its index in what was searched.
    pub index: usize,
    /// 0 if it was found in English, 1 in Chinese.
    pub language: usize,
    /// The words around what was found, a line; the title's own words if only they match.
    pub excerpt: String,
    /// What was found in the excerpt, as byte ranges in order, for marking.
    pub marks: Vec<Range<usize>>,
}

/// The index: everything in a book that can be found.
#[must_use]
pub fn findables(book: &Book) -> Vec<Findable> {
    let mut all = Vec::new();
    for [english, chinese] in &book.lessons {
        let listed = book.summary.listed(&english.id);
        let (mut texts, others) = (sections(english), sections(chinese));
        for ((place, title, text), (_, chinese_title, chinese_text)) in texts.drain(..).zip(others)
        {
            let (title, chinese_title) = match (&place, listed) {
                (Place::Lesson(_), Some(listed)) => {
                    let [short, chinese_short] = &listed.title;
                    (with(short, &title), with(chinese_short, &chinese_title))
                }
                _ => (title, chinese_title),
            };
            all.push(Findable {
                place,
                title: [title, chinese_title],
                text: [text, chinese_text],
            });
        }
    }
    for term in &book.glossary.terms {
        let text = [&term.definition[0], &term.definition[1]].map(|said| plain_all(said));
        all.push(Findable {
            place: Place::Term(term.id.clone()),
            title: term.name.clone(),
            text,
        });
    }
    all
}

/// The short name and the title, if they differ.
fn with(short: &str, title: &str) -> String {
    if short == title {
        title.to_owned()
    } else {
        format!("{short}: {title}")
    }
}

/// A lesson's beginning and its sections, with their titles and words.
fn sections(lesson: &Lesson) -> Vec<(Place, String, String)> {
    let mut all = vec![(
        Place::Lesson(lesson.id.clone()),
        lesson.title.clone(),
        lesson.summary.clone(),
    )];
    for block in &lesson.blocks {
        if let Block::Prose(Prose::Heading { id, text, .. }) = block {
            all.push((
                Place::Section(lesson.id.clone(), id.clone()),
                plain(text),
                String::new(),
            ));
            continue;
        }
        let words = &mut all.last_mut().expect("it begins with one").2;
        let code = match block {
            Block::Cell(cell) => Some(&cell.input),
            Block::Program(program) => Some(&program.text),
            _ => None,
        };
        for said in block
            .prose()
            .into_iter()
            .map(plain_all)
            .chain(code.cloned())
        {
            words.push('\n');
            words.push_str(said.trim_end());
        }
    }
    all
}

/// What a query finds, best first. An empty query finds nothing.
#[must_use]
pub fn search(query: &str, all: &[Findable]) -> Vec<Hit> {
    let wanted = words_of_query(query);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<(u32, Hit)> = Vec::new();
    for (index, findable) in all.iter().enumerate() {
        let best = (0..2).filter_map(|language| hit(&wanted, findable, index, language));
        // Of equal scores the first language wins: max_by_key would take the last.
        scored.extend(best.rev().max_by_key(|(score, _)| *score));
    }
    scored.sort_by_key(|(score, hit)| (u32::MAX - score, hit.index));
    scored.into_iter().map(|(_, hit)| hit).collect()
}

/// One thing that must be found: a Latin word in lower case, or a run of Chinese characters.
#[derive(Debug, PartialEq)]
enum Wanted {
    Word(String),
    Run(String),
}

fn words_of_query(query: &str) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut goes_on = false;
    for c in query.chars().flat_map(char::to_lowercase) {
        let is_run = is_ideograph(c);
        if !is_run && !c.is_alphanumeric() {
            goes_on = false;
            continue;
        }
        match wanted.last_mut() {
            Some(Wanted::Run(run)) if goes_on && is_run => run.push(c),
            Some(Wanted::Word(word)) if goes_on && !is_run => word.push(c),
            _ if is_run => wanted.push(Wanted::Run(c.into())),
            _ => wanted.push(Wanted::Word(c.into())),
        }
        goes_on = true;
    }
    wanted
}

/// Whether everything is found in one language of one place, how well, and where.
fn hit(
    wanted: &[Wanted],
    findable: &Findable,
    index: usize,
    language: usize,
) -> Option<(u32, Hit)> {
    let (title, text) = (&findable.title[language], &findable.text[language]);
    let (low_title, low_text) = (lower(title), lower(text));
    let mut score = 0;
    let mut marks = Vec::new();
    let mut title_marks = Vec::new();
    for one in wanted {
        let (in_title, in_text) = (occurrences(one, &low_title), occurrences(one, &low_text));
        if in_title.is_empty() && in_text.is_empty() {
            return None;
        }
        let whole =
            |at: &Range<usize>| matches!(one, Wanted::Run(_)) || !continues(&low_title, at.end);
        score += if in_title.iter().any(whole) {
            60
        } else if in_title.is_empty() {
            0
        } else {
            40
        };
        score += 2 * in_text.len().min(5) as u32;
        marks.extend(in_text);
        title_marks.extend(in_title);
    }
    let complete = title_marks.iter().map(Range::len).sum::<usize>() == low_title.len();
    score += if complete { 40 } else { 0 };
    let is_word = matches!(findable.place, Place::Term(_));
    let is_lesson = matches!(findable.place, Place::Lesson(_));
    score += if title_marks.is_empty() {
        0
    } else {
        10 * u32::from(is_word) + 15 * u32::from(is_lesson)
    };
    let (excerpt, marks) = if marks.is_empty() {
        excerpt(title, title_marks)
    } else {
        excerpt(text, marks)
    };
    Some((
        score,
        Hit {
            index,
            language,
            excerpt,
            marks,
        },
    ))
}

/// Lower case, byte for byte where the text is: characters whose lower case has another length stay.
fn lower(text: &str) -> String {
    let same_length = |c: char| {
        let low = c.to_lowercase().next().unwrap_or(c);
        if low.len_utf8() == c.len_utf8() {
            low
        } else {
            c
        }
    };
    text.chars().map(same_length).collect()
}

fn occurrences(wanted: &Wanted, text: &str) -> Vec<Range<usize>> {
    let at = |part: &str| {
        text.match_indices(part)
            .map(|(i, part)| i..i + part.len())
            .collect::<Vec<_>>()
    };
    match wanted {
        Wanted::Word(word) => at(word)
            .into_iter()
            .filter(|at| !continues_from(text, at.start))
            .collect(),
        Wanted::Run(run) => {
            let whole = at(run);
            let characters: Vec<char> = run.chars().collect();
            if !whole.is_empty() || characters.len() < 3 {
                return whole;
            }
            let pairs: Vec<_> = characters
                .windows(2)
                .map(|pair| at(&pair.iter().collect::<String>()))
                .collect();
            if pairs.iter().any(Vec::is_empty) {
                return Vec::new();
            }
            pairs
                .into_iter()
                .filter_map(|mut found| (!found.is_empty()).then(|| found.remove(0)))
                .collect()
        }
    }
}

/// Whether a Latin word goes on at this byte.
fn continues(text: &str, at: usize) -> bool {
    text[at..]
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() && !is_ideograph(c))
}

/// Whether a Latin word reaches to this byte from before.
fn continues_from(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() && !is_ideograph(c))
}

fn is_ideograph(c: char) -> bool {
    is_chinese(c) && c.is_alphanumeric()
}

/// Some words around the first mark, in one line, with the marks that lie in them.
fn excerpt(text: &str, mut marks: Vec<Range<usize>>) -> (String, Vec<Range<usize>>) {
    const BEFORE: usize = 24;
    const LENGTH: usize = 96;
    marks.sort_by_key(|mark| (mark.start, mark.end));
    marks.dedup();
    let first = marks[0].clone();
    let line_start = text[..first.start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[first.end..]
        .find('\n')
        .map_or(text.len(), |i| first.end + i);
    let start = text[line_start..first.start]
        .char_indices()
        .rev()
        .nth(BEFORE - 1)
        .map_or(line_start, |(i, _)| line_start + i);
    // Don't begin in the middle of a Latin word.
    let start = text[start..first.start]
        .char_indices()
        .map(|(i, _)| start + i)
        .find(|at| *at == line_start || !(continues(text, *at) && continues_from(text, *at)))
        .unwrap_or(first.start);
    let end = text[start..line_end]
        .char_indices()
        .nth(LENGTH)
        .map_or(line_end, |(i, _)| (start + i).max(first.end));
    let mut out = if start > line_start {
        "…".to_owned()
    } else {
        String::new()
    };
    let shift = |at: usize| at - start + if start > line_start { "…".len() } else { 0 };
    let mut inside: Vec<Range<usize>> = Vec::new();
    for mark in marks
        .iter()
        .filter(|mark| mark.start >= start && mark.end <= end)
    {
        match inside.last_mut() {
            Some(before) if before.end >= shift(mark.start) => {
                before.end = before.end.max(shift(mark.end))
            }
            _ => inside.push(shift(mark.start)..shift(mark.end)),
        }
    }
    out.push_str(&text[start..end]);
    if end < line_end {
        out.push('…');
    }
    (out, inside)
}
