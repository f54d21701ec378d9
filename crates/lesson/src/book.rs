//! The book: all lessons in their order, with the glossary, read from its files.
//!
//! ```text
//! SUMMARY.md            parts and lessons in order, written or not
//! glossary.md           terms in both languages
//! shuffle/en.md         behaviour, and English prose
//! shuffle/zh.md         Chinese prose
//! ```

use std::collections::BTreeMap;

use crate::mistake::{Mistake, Mistakes};
use crate::prose::{Target, links};
use crate::{Block, Lesson, Translation};

mod summary;
pub use summary::{Listed, Part, Summary};

mod glossary;
pub use glossary::{Glossary, Term};

/// Lessons, their order and their words.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// The order.
    pub summary: Summary,
    /// The words.
    pub glossary: Glossary,
    /// The lessons that are written, in the order of the summary, in English and in Chinese.
    pub lessons: Vec<[Lesson; 2]>,
}

impl Book {
    /// Reads the files of the `lessons` folder, by their paths in it. All mistakes in all files are found: also lessons
    /// that aren't listed, links that go nowhere, and needs that come later or not at all.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, Vec<Mistake>> {
        let mut found = Vec::new();
        let mut keep = |mistakes: Vec<Mistake>| found.extend(mistakes);
        let text = |path: &str| files.get(path).map_or("", String::as_str);
        let summary = Summary::parse(text("SUMMARY.md"), "SUMMARY.md")
            .map_err(&mut keep)
            .unwrap_or_default();
        let glossary = Glossary::parse(text("glossary.md"), "glossary.md")
            .map_err(&mut keep)
            .unwrap_or_default();
        let mut lessons = Vec::new();
        for id in summary.lessons().filter_map(|listed| listed.id.as_deref()) {
            lessons.extend(read_lesson(id, files).map_err(&mut keep));
        }
        let book = Self {
            summary,
            glossary,
            lessons,
        };
        found.extend(book.unlisted(files));
        for lessons in &book.lessons {
            for (lesson, name) in lessons.iter().zip(["en.md", "zh.md"]) {
                let file = format!("{}/{name}", lesson.id);
                found.extend(book.loose_ends(lesson, &file, text(&file)));
            }
        }
        found.extend(book.loose_terms(text("glossary.md")));
        found.sort();
        if found.is_empty() {
            Ok(book)
        } else {
            Err(found)
        }
    }

    fn unlisted(&self, files: &BTreeMap<String, String>) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        for path in files.keys() {
            let known = match path.split_once('/') {
                Some((id, "en.md" | "zh.md")) => self.summary.place(id).is_some(),
                _ => path == "SUMMARY.md" || path == "glossary.md" || path == "README.md",
            };
            if !known {
                let message =
                    "no lesson of SUMMARY.md has this file: expected `id/en.md` and `id/zh.md`"
                        .to_owned();
                mistakes.push(Mistake {
                    file: path.clone(),
                    line: 1,
                    message,
                });
            }
        }
        mistakes
    }

    /// Terms and lessons that a lesson names must be there.
    fn loose_ends(&self, lesson: &Lesson, file: &str, source: &str) -> Vec<Mistake> {
        let mut mistakes = Mistakes::in_file(file);
        let place = self.summary.place(&lesson.id);
        // Needs stand in the English file only.
        for need in lesson.needs.iter().filter(|_| file.ends_with("en.md")) {
            let line = line_with("needs:", source);
            match self.summary.place(need) {
                None => mistakes.add(
                    line,
                    format!("`needs` names `{need}`, which SUMMARY.md doesn't list"),
                ),
                at if at >= place => mistakes.add(
                    line,
                    format!("`needs` names `{need}`, which doesn't come before"),
                ),
                Some(_) => {}
            }
        }
        let said = lesson.blocks.iter().flat_map(Block::prose);
        self.loose_links(said.flat_map(links), source, &mut mistakes);
        mistakes.all()
    }

    fn loose_terms(&self, source: &str) -> Vec<Mistake> {
        let mut mistakes = Mistakes::in_file("glossary.md");
        let said = self.glossary.terms.iter().flat_map(|term| &term.meaning);
        self.loose_links(said.flat_map(|said| links(said)), source, &mut mistakes);
        mistakes.all()
    }

    fn loose_links<'a>(
        &self,
        targets: impl Iterator<Item = &'a Target>,
        source: &str,
        mistakes: &mut Mistakes,
    ) {
        for target in targets {
            let missing = match target {
                Target::Term(id) if self.glossary.term(id).is_none() => "there is no such term",
                Target::Lesson(id) if self.summary.place(id).is_none() => {
                    "SUMMARY.md doesn't list it"
                }
                _ => continue,
            };
            let line = line_with(&format!("]({target})"), source);
            mistakes.add(line, format!("a link goes to `{target}`, and {missing}"));
        }
    }
}

/// The first line that holds this text.
fn line_with(text: &str, source: &str) -> usize {
    source
        .lines()
        .position(|line| line.contains(text))
        .map_or(1, |i| i + 1)
}

fn read_lesson(id: &str, files: &BTreeMap<String, String>) -> Result<[Lesson; 2], Vec<Mistake>> {
    let paths = ["en.md", "zh.md"].map(|name| format!("{id}/{name}"));
    let missing = paths
        .iter()
        .filter(|path| !files.contains_key(*path))
        .map(|path| {
            let message = "the file is missing; SUMMARY.md lists its lesson".to_owned();
            Mistake {
                file: path.clone(),
                line: 1,
                message,
            }
        });
    let missing: Vec<Mistake> = missing.collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let english = Lesson::parse(&files[&paths[0]], &paths[0]);
    let chinese = Translation::parse(&files[&paths[1]], &paths[1]);
    match (english, chinese) {
        (Ok(english), Ok(chinese)) => {
            if english.id != id {
                let message = format!(
                    "expected the folder's name as id, `{id}`; got `{}`",
                    english.id
                );
                return Err(vec![Mistake {
                    file: paths[0].clone(),
                    line: 2,
                    message,
                }]);
            }
            let chinese = english.translated(chinese)?;
            Ok([english, chinese])
        }
        (english, chinese) => Err([english.err(), chinese.err()]
            .into_iter()
            .flatten()
            .flatten()
            .collect()),
    }
}
