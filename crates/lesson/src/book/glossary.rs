//! `glossary.md`: the words of the field, in both languages.
//!
//! ```md
//! ## Storage / 存储
//!
//! ### mod revision / 修改修订版本
//!
//! The revision of the last write to a key.
//!
//! 最后一次写这个键的修订版本。
//! ```
//!
//! A heading of level 2 begins a group, one of level 3 a term; a paragraph in English follows, and one in Chinese. A
//! term's id is its English name in lower case with hyphens, `mod-revision`: links go to `glossary#mod-revision`.

use serde::{Deserialize, Serialize};

use super::summary::both;
use crate::mistake::{Mistake, Mistakes};
use crate::prose::{Prose, What, plain, read_document};

/// All terms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Glossary {
    /// In the order of the file.
    pub terms: Vec<Term>,
}

/// A word of the field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// What links to it name.
    pub id: String,
    /// The group it stands in, in English and in Chinese.
    pub group: [String; 2],
    /// The line of its heading.
    pub line: usize,
    /// The word, in English and in Chinese.
    pub name: [String; 2],
    /// What it means: one paragraph in English and one in Chinese.
    pub meaning: [Vec<Prose>; 2],
}

impl Glossary {
    /// Reads `glossary.md`.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::in_file(file);
        let mut glossary = Self::default();
        let mut group: Option<[String; 2]> = None;
        for part in read_document(text, 1, &mut mistakes) {
            let line = part.line;
            match part.what {
                What::Title(_) => {}
                What::Prose(Prose::Heading { level: 2, text, .. }) => {
                    group = Some(both(&plain(&text), line, &mut mistakes))
                }
                What::Prose(Prose::Heading { text, .. }) => match &group {
                    Some(group) => glossary.begin(&plain(&text), group, line, &mut mistakes),
                    None => mistakes.add(
                        line,
                        "expected a group, `## English / 中文`, before the first term",
                    ),
                },
                What::Prose(Prose::Paragraph(text)) => match glossary.terms.last_mut() {
                    Some(term) => match term.meaning.iter_mut().find(|said| said.is_empty()) {
                        Some(empty) => empty.push(Prose::Paragraph(text)),
                        None => mistakes.add(
                            line,
                            "expected two paragraphs, English and Chinese; this is a third",
                        ),
                    },
                    None => mistakes.add(
                        line,
                        "expected a term, `### English / 中文`, before any paragraph",
                    ),
                },
                _ => mistakes.add(line, "expected a paragraph, a term or a group"),
            }
        }
        for term in glossary
            .terms
            .iter()
            .filter(|term| term.meaning[1].is_empty())
        {
            mistakes.add(
                term.line,
                format!("`{}` needs two paragraphs, English and Chinese", term.id),
            );
        }
        if mistakes.none() {
            Ok(glossary)
        } else {
            Err(mistakes.all())
        }
    }

    /// The term of that id.
    #[must_use]
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.id == id)
    }

    fn begin(&mut self, heading: &str, group: &[String; 2], line: usize, mistakes: &mut Mistakes) {
        let name = both(heading, line, mistakes);
        let id = anchor(&name[0]);
        if self.term(&id).is_some() {
            mistakes.add(line, format!("the term `{id}` stands here twice"));
        }
        self.terms.push(Term {
            id,
            group: group.clone(),
            line,
            name,
            meaning: [Vec::new(), Vec::new()],
        });
    }
}

/// `Sattolo's algorithm` becomes `sattolos-algorithm`.
fn anchor(name: &str) -> String {
    let letter = |c: char| match c {
        ' ' | '-' => Some('-'),
        c => c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()),
    };
    name.chars().filter_map(letter).collect()
}
