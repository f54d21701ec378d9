//! The curriculum, read from `lessons/SUMMARY.md`.
//!
//! ```text
//! ## Names and time / 名字与时间            a part
//!
//! Who was first, and who says so? / 谁先谁后，谁说了算？
//!
//! - Snowflake bits / Snowflake 的每一位      a lesson that is not written yet
//! - [Will it shuffle? / 洗得匀吗？](shuffle/en.md)
//! ```
//! Lessons are numbered in their order, whether written or not, so that a number never changes.

use crate::words::Lang;

/// Parts in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curriculum {
    /// The parts.
    pub parts: Vec<Part>,
}

/// A few lessons on one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: Both,
    /// Its question, or what holds it together.
    pub about: Both,
    /// The lessons in their order.
    pub lessons: Vec<Entry>,
}

/// A lesson in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1.
    pub number: usize,
    /// The folder of a lesson that is written.
    pub id: Option<String>,
    /// Its name.
    pub name: Both,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both {
    en: String,
    zh: String,
}

impl Both {
    /// Splits `English / 中文`; a text without a slash serves both.
    pub(super) fn split(text: &str) -> Both {
        let (en, zh) = text.split_once(" / ").unwrap_or((text, text));
        Both {
            en: en.trim().to_string(),
            zh: zh.trim().to_string(),
        }
    }

    /// The text in the given language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> &str {
        lang.say(&self.en, &self.zh)
    }
}

impl Curriculum {
    /// Reads the list; lines that are none of its forms are prose and pass by.
    #[must_use]
    pub fn parse(summary: &str) -> Curriculum {
        let mut parts: Vec<Part> = Vec::new();
        let mut number = 0;
        for line in summary.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("## ") {
                parts.push(Part {
                    name: Both::split(name),
                    ..Part::default()
                });
                continue;
            }
            let Some(part) = parts.last_mut() else {
                continue;
            };
            if let Some(item) = line.strip_prefix("- ") {
                number += 1;
                part.lessons.push(entry(number, item));
            } else if !line.is_empty() && part.about == Both::default() {
                part.about = Both::split(line);
            }
        }
        Curriculum { parts }
    }

    /// Every lesson in its order.
    pub fn lessons(&self) -> impl Iterator<Item = &Entry> {
        self.parts.iter().flat_map(|part| &part.lessons)
    }

    /// The lessons that are written, each with its folder.
    pub fn written(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.lessons()
            .filter_map(|entry| Some((entry.id.as_deref()?, entry)))
    }

    /// The part and the entry of a written lesson.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<(&Part, &Entry)> {
        self.parts.iter().find_map(|part| {
            let entry = part
                .lessons
                .iter()
                .find(|entry| entry.id.as_deref() == Some(id))?;
            Some((part, entry))
        })
    }
}

fn entry(number: usize, item: &str) -> Entry {
    let link = item
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|rest| rest.rsplit_once("]("));
    let (name, id) = match link {
        Some((name, to)) => (name, to.split('/').next().map(str::to_string)),
        None => (item, None),
    };
    Entry {
        number,
        id,
        name: Both::split(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_without_a_link_keeps_its_number() {
        let curriculum = Curriculum::parse(
            "# Curriculum / 课程\n\n## Locks / 锁\n\nOne at a time / 一次一个\n\n- Trylock\n- [Fencing / 防护](fencing/en.md)\n",
        );
        let part = &curriculum.parts[0];
        assert_eq!(part.about.say(Lang::Zh), "一次一个");
        assert_eq!(part.lessons[0].id, None);
        assert_eq!(part.lessons[0].name.say(Lang::Zh), "Trylock");
        let (found, entry) = curriculum.find("fencing").expect("the lesson is listed");
        assert_eq!((found.name.say(Lang::En), entry.number), ("Locks", 2));
        assert_eq!(entry.name.say(Lang::En), "Fencing");
        assert_eq!(curriculum.written().count(), 1);
    }
}
