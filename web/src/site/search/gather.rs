//! The index, gathered from the book by the pre-renderer.

use lesson::prose::{plain, plain_all};
use lesson::{Block, Book, Lesson, Prose};

use super::index::{Entry, Index, Kind};
use crate::page::{Place, lesson_path};

/// Lessons and their sections in the order of the curriculum, the laboratory, then terms.
#[must_use]
pub fn gather(book: &Book) -> Index {
    let mut entries: Vec<Entry> = book
        .lessons
        .iter()
        .flat_map(|both| lesson(book, both))
        .collect();
    entries.push(laboratory());
    entries.extend(book.glossary.terms.iter().map(|term| Entry {
        kind: Kind::Term,
        path: format!("glossary/#{}", term.id),
        name: term.name.clone(),
        text: [0, 1].map(|lang| plain_all(&term.meaning[lang])),
    }));
    Index { entries }
}

/// A lesson with what it says before its first heading, then each of its sections.
fn lesson(book: &Book, both: &[Lesson; 2]) -> Vec<Entry> {
    let [en, zh] = both;
    let path = lesson_path(&en.id);
    let titles = match book.summary.listed(&en.id) {
        Some(listed) => listed.title.clone(),
        None => [en.title.clone(), zh.title.clone()],
    };
    let sections = sections(en).into_iter().zip(sections(zh));
    sections
        .map(|(en, zh)| match en.heading {
            None => Entry {
                kind: Kind::Lesson,
                path: path.clone(),
                name: titles.clone(),
                text: [en.words, zh.words],
            },
            Some((id, heading)) => Entry {
                kind: Kind::Section,
                path: format!("{path}#{id}"),
                name: [
                    heading,
                    zh.heading.map(|(_, heading)| heading).unwrap_or_default(),
                ],
                text: [en.words, zh.words],
            },
        })
        .collect()
}

/// What stands below one heading; the first has none.
struct Section {
    heading: Option<(String, String)>,
    words: String,
}

/// Both languages of a lesson have the same blocks, so their sections go together.
fn sections(lesson: &Lesson) -> Vec<Section> {
    let mut sections = vec![Section {
        heading: None,
        words: format!("{} {}", lesson.title, lesson.summary),
    }];
    for block in &lesson.blocks {
        match block {
            Block::Prose(Prose::Heading { id, text, .. }) => sections.push(Section {
                heading: Some((id.clone(), plain(text))),
                words: String::new(),
            }),
            block => {
                let section = sections.last_mut().expect("there is always the first");
                for said in block.prose() {
                    for word in plain_all(said).split_whitespace() {
                        section.words.push_str(word);
                        section.words.push(' ');
                    }
                }
            }
        }
    }
    sections
}

fn laboratory() -> Entry {
    Entry {
        kind: Kind::Laboratory,
        path: Place::Laboratory.path(),
        name: ["The shuffle laboratory", "洗牌实验室"].map(str::to_string),
        text: [
            "Shuffle up to a billion times, two shuffles side by side on one seed: bias matrix, first position, chi-squared, servers.",
            "洗牌多达十亿次，两种洗法用同一个种子并排比较：偏差矩阵、首位分布、卡方检验、服务器负载。",
        ]
        .map(str::to_string),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    fn book() -> Book {
        let files = [
            (
                "SUMMARY.md",
                "## A / 甲\n\n- [Will it shuffle? / 洗得匀吗？](shuffle/en.md)\n",
            ),
            (
                "glossary.md",
                "## A / 甲\n\n### seed / 种子\n\nWhere it starts.\n\n起点。\n",
            ),
            (
                "shuffle/en.md",
                "---\nid: shuffle\nworld: shuffle\nseed: 1\nminutes: 5\nsummary: A small one.\n---\n# Will it?\n\nA [seed](glossary#seed) is **not** `rand`.\n\n## How it fails\n\nSome stay.\n\n```shuffle #a\nsecret\n---\n```\n",
            ),
            (
                "shuffle/zh.md",
                "---\nid: shuffle\nsummary: 一小课。\n---\n# 洗得匀吗\n\n这就是洗牌，用[种子](glossary#seed)。\n\n## 怎么坏的\n\n有的不动。\n\n```shuffle #a\n```\n",
            ),
        ];
        let files = files
            .map(|(name, text)| (name.to_string(), text.to_string()))
            .into();
        Book::read(&files).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
    }

    #[test]
    fn a_lesson_is_found_by_its_prose_and_each_section_has_its_address() {
        let index = gather(&book());
        let first = |question: &str, lang| {
            let found = index.find(question, lang);
            let of_the_lesson = |path: &str| path.starts_with("lessons/") || path.contains('#');
            let paths = found.iter().map(|found| found.entry.path.clone());
            paths
                .into_iter()
                .find(|path| of_the_lesson(path))
                .expect("something is found")
        };
        assert_eq!(first("洗牌", Lang::En), "lessons/shuffle/");
        assert_eq!(first("rand", Lang::En), "lessons/shuffle/");
        assert!(first("some stay", Lang::En).starts_with("lessons/shuffle/#"));
        assert!(first("怎么坏", Lang::Zh).starts_with("lessons/shuffle/#"));
        assert_eq!(first("种子", Lang::Zh), "glossary/#seed");
        assert!(
            index.find("secret", Lang::En).is_empty(),
            "what a cell runs is not what it tells"
        );
    }
}
