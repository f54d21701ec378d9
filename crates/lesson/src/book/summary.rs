//! `SUMMARY.md`: parts and lessons in their order, in both languages, whether they are written or not.
//!
//! ```md
//! ## Names and time / 名字与时间
//!
//! Who was first, and who says so? / 谁先谁后，谁说了算？
//!
//! - [Snowflake bits / Snowflake 的每一位](ids/en.md)
//! - Clocks and worker ids / 时钟与机器号
//! ```
//!
//! A lesson without a link isn't written yet. Lessons are numbered in their order, written or not, so that a number
//! never changes.

use serde::{Deserialize, Serialize};

use crate::mistake::{Mistake, Mistakes};

/// Parts and lessons in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The parts.
    pub parts: Vec<Part>,
}

/// A part of the curriculum. Texts are in English and in Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name.
    pub title: [String; 2],
    /// What it is about, a line; may be empty.
    pub about: [String; 2],
    /// Its lessons.
    pub lessons: Vec<Listed>,
}

/// A lesson in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its number, from 1, over all parts.
    pub number: usize,
    /// Its short name, in English and in Chinese.
    pub title: [String; 2],
    /// Its folder; `None` if it isn't written yet.
    pub id: Option<String>,
}

impl Summary {
    /// Reads `SUMMARY.md`.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::in_file(file);
        let mut summary = Self::default();
        for (i, source) in text.lines().enumerate() {
            let (number, line) = (i + 1, source.trim());
            if line.is_empty() || line.starts_with("# ") {
                continue;
            }
            if let Some(title) = line.strip_prefix("## ") {
                let title = both(title, number, &mut mistakes);
                summary.parts.push(Part {
                    title,
                    ..Part::default()
                });
                continue;
            }
            let next = summary.lessons().count() + 1;
            let Some(part) = summary.parts.last_mut() else {
                mistakes.add(
                    number,
                    "expected a part, `## English / 中文`, before anything else",
                );
                continue;
            };
            match line.strip_prefix("- ") {
                Some(item) => part.lessons.push(listed(next, item, number, &mut mistakes)),
                None if part.lessons.is_empty() && part.about[0].is_empty() => {
                    part.about = both(line, number, &mut mistakes);
                }
                None => mistakes.add(
                    number,
                    format!(
                        "expected `- Title / 标题` or `- [Title / 标题](id/en.md)`, got `{line}`"
                    ),
                ),
            }
        }
        let ids: Vec<&str> = summary
            .lessons()
            .filter_map(|listed| listed.id.as_deref())
            .collect();
        if let Some(twice) = ids
            .iter()
            .enumerate()
            .find(|(i, id)| ids[..*i].contains(id))
        {
            mistakes.add(1, format!("the lesson `{}` is listed twice", twice.1));
        }
        if summary.parts.is_empty() {
            mistakes.add(1, "expected parts, `## English / 中文`");
        }
        if mistakes.none() {
            Ok(summary)
        } else {
            Err(mistakes.all())
        }
    }

    /// All lessons in order, written or not.
    pub fn lessons(&self) -> impl DoubleEndedIterator<Item = &Listed> {
        self.parts.iter().flat_map(|part| &part.lessons)
    }

    /// The lesson of that id in the list.
    #[must_use]
    pub fn listed(&self, id: &str) -> Option<&Listed> {
        self.lessons()
            .find(|listed| listed.id.as_deref() == Some(id))
    }

    /// The part that a lesson belongs to.
    #[must_use]
    pub fn part_of(&self, id: &str) -> Option<&Part> {
        self.parts.iter().find(|part| {
            part.lessons
                .iter()
                .any(|listed| listed.id.as_deref() == Some(id))
        })
    }

    /// The written lesson before, or after, the one of that id.
    #[must_use]
    pub fn neighbours(&self, id: &str) -> [Option<&Listed>; 2] {
        let written: Vec<&Listed> = self
            .lessons()
            .filter(|listed| listed.id.is_some())
            .collect();
        match written
            .iter()
            .position(|listed| listed.id.as_deref() == Some(id))
        {
            Some(at) => [
                at.checked_sub(1).map(|i| written[i]),
                written.get(at + 1).copied(),
            ],
            None => [None, None],
        }
    }

    /// Where a lesson stands, from 1.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.listed(id).map(|listed| listed.number)
    }
}

/// `[English / 中文](id/en.md)`, or without the link.
fn listed(number: usize, text: &str, line: usize, mistakes: &mut Mistakes) -> Listed {
    let (title, id) = match text.strip_prefix('[') {
        None => (text, None),
        Some(rest) => match rest
            .split_once("](")
            .and_then(|(title, to)| Some((title, to.strip_suffix("/en.md)")?)))
        {
            Some((title, id)) => (title, Some(id.to_owned())),
            None => {
                mistakes.add(
                    line,
                    format!("expected `[Title / 标题](id/en.md)`, got `{text}`"),
                );
                return Listed {
                    number,
                    ..Listed::default()
                };
            }
        },
    };
    Listed {
        number,
        title: both(title, line, mistakes),
        id,
    }
}

/// `English / 中文`.
pub(super) fn both(text: &str, line: usize, mistakes: &mut Mistakes) -> [String; 2] {
    let halves = text
        .split_once(" / ")
        .map(|(english, chinese)| [english.trim(), chinese.trim()]);
    match halves {
        Some([english, chinese]) if !english.is_empty() && !chinese.is_empty() => {
            [english, chinese].map(str::to_owned)
        }
        _ => {
            mistakes.add(line, format!("expected `English / 中文`, got `{text}`"));
            [String::new(), String::new()]
        }
    }
}
