//! The index, gathered from the lessons and the glossary by the pre-renderer.

use super::index::{Entry, Index, Kind};
use crate::page::{Place, lesson_path};
use crate::site::curriculum::Curriculum;
use crate::site::terms;
use crate::words::Lang;

/// Lessons in the order of the curriculum, the laboratory, then terms.
#[must_use]
pub fn gather(places: &[Place], summary: &str) -> Index {
    let curriculum = Curriculum::parse(summary);
    let mut entries = Vec::new();
    for (id, listed) in curriculum.written() {
        let texts = places.iter().find_map(|place| match place {
            Place::Lesson { id: other, en, zh } if other == id => Some([prose(en), prose(zh)]),
            _ => None,
        });
        entries.push(Entry {
            kind: Kind::Lesson,
            path: lesson_path(id),
            name: Lang::ALL.map(|lang| listed.name.say(lang).to_string()),
            text: texts.unwrap_or_default(),
        });
    }
    entries.push(laboratory());
    for place in places {
        if let Place::Glossary { text } = place {
            entries.extend(
                terms::parse(text)
                    .iter()
                    .flat_map(|group| &group.terms)
                    .map(term),
            );
        }
    }
    Index { entries }
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

fn term(term: &terms::Term) -> Entry {
    Entry {
        kind: Kind::Term,
        path: format!("glossary/#{}", term.id),
        name: Lang::ALL.map(|lang| term.name.say(lang).to_string()),
        text: term.meaning.clone(),
    }
}

/// A lesson's text without its front matter, its cells and the signs of Markdown.
fn prose(markdown: &str) -> String {
    let body = match markdown.strip_prefix("---\n") {
        Some(rest) => rest.split_once("\n---\n").map_or(rest, |(_, body)| body),
        None => markdown,
    };
    let mut fence: Option<String> = None;
    let mut words = String::new();
    for line in body.lines() {
        let ticks: String = line.chars().take_while(|&letter| letter == '`').collect();
        match &fence {
            Some(open) if line.trim_end() == *open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => {
                words += &plain(line);
                words.push(' ');
            }
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `A [seed](../glossary.md#seed) is **not** \`rand\`` becomes `A seed is not rand`.
fn plain(line: &str) -> String {
    let line = line.trim_start_matches(['#', '>', '-', '|', ' ']);
    let mut words = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        words += before;
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    words += rest;
    words.retain(|letter| !matches!(letter, '*' | '`' | '[' | ']' | '|' | '_'));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_is_found_by_its_prose() {
        let lesson = Place::Lesson {
            id: "shuffle".to_string(),
            en: "---\nid: shuffle\n---\n# Will it?\n\nA [seed](../glossary.md#seed) is **not** `rand`.\n\n```shuffle #a\nsecret\n```\nEnd.\n"
                .to_string(),
            zh: "# 洗得匀吗\n\n这就是洗牌。\n".to_string(),
        };
        let index = gather(
            &[lesson],
            "## A / 甲\n\n- [Will it shuffle? / 洗得匀吗？](shuffle/en.md)\n",
        );
        assert_eq!(
            index.entries[0].text[0],
            "Will it? A seed is not rand. End."
        );
        let found = index.find("洗牌", Lang::En);
        assert!(found.iter().any(|hit| hit.entry.path == "lessons/shuffle/"));
        assert!(index.find("secret", Lang::En).is_empty());
    }
}
