//! `glossary.md`: the words of the field, in both languages.
//!
//! ```md
//! ## revision: revision / 修订版本
//!
//! A counter for the whole store, raised by every transaction that writes.
//!
//! 整个存储共用的计数器，每个写事务使它加一。
//! ```
//!
//! A heading gives the id, the word in English and in Chinese; two paragraphs follow, in that order.

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
    /// The line of its heading.
    pub line: usize,
    /// The word, in English and in Chinese.
    pub name: [String; 2],
    /// What it means: one paragraph in English and one in Chinese.
    pub definition: [Vec<Prose>; 2],
}

impl Glossary {
    /// Reads `glossary.md`.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::in_file(file);
        let mut glossary = Self::default();
        for part in read_document(text, 1, &mut mistakes) {
            let line = part.line;
            match part.what {
                What::Title(_) => {}
                What::Prose(Prose::Heading { text, .. }) => {
                    glossary.heading(&plain(&text), line, &mut mistakes)
                }
                What::Prose(Prose::Paragraph(text)) => match glossary.terms.last_mut() {
                    Some(term) => {
                        let empty = term.definition.iter_mut().find(|said| said.is_empty());
                        match empty {
                            Some(empty) => empty.push(Prose::Paragraph(text)),
                            None => mistakes.add(
                                line,
                                "expected two paragraphs, English and Chinese; this is a third",
                            ),
                        }
                    }
                    None => mistakes.add(
                        line,
                        "expected a term, `## id: English / 中文`, before anything else",
                    ),
                },
                _ => mistakes.add(
                    line,
                    "expected a paragraph or a term, `## id: English / 中文`",
                ),
            }
        }
        for term in glossary
            .terms
            .iter()
            .filter(|term| term.definition[1].is_empty())
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

    fn heading(&mut self, text: &str, line: usize, mistakes: &mut Mistakes) {
        let Some((id, names)) = text.split_once(':') else {
            mistakes.add(
                line,
                format!("expected `## id: English / 中文`, got `{text}`"),
            );
            return;
        };
        if self.term(id).is_some() {
            mistakes.add(line, format!("the term `{id}` stands here twice"));
        }
        let name = both(names.trim(), line, mistakes);
        self.terms.push(Term {
            id: id.to_owned(),
            line,
            name,
            definition: [Vec::new(), Vec::new()],
        });
    }
}
