//! The glossary, read from `lessons/glossary.md`.
//!
//! ```text
//! ## Chance and shuffling / 随机与洗牌     a group
//!
//! ### seed / 种子                          a term
//!
//! The number a generator starts from.      one paragraph in English, one in Chinese
//!
//! 生成器的起点。
//! ```
//! A term's anchor is its English name in lower case with hyphens: `glossary/#position-matrix`.

use crate::words::Lang;

use super::curriculum::Both;

/// Terms of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The anchor of its heading.
    pub id: String,
    /// The subject.
    pub name: Both,
    /// Its terms in their order: what one builds on comes first.
    pub terms: Vec<Term>,
}

/// A term and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The anchor.
    pub id: String,
    /// Its name.
    pub name: Both,
    /// The paragraph, `[English, Chinese]`.
    pub meaning: [String; 2],
}

impl Term {
    /// What it means, in the given language.
    #[must_use]
    pub fn meaning(&self, lang: Lang) -> &str {
        let [en, zh] = &self.meaning;
        lang.say(en, zh)
    }
}

/// Reads the glossary.
#[must_use]
pub fn parse(glossary: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for block in glossary.split("\n\n").map(str::trim) {
        if let Some(name) = block.strip_prefix("## ") {
            let name = Both::split(name);
            groups.push(Group {
                id: format!("on-{}", anchor(name.say(Lang::En))),
                name,
                terms: Vec::new(),
            });
            continue;
        }
        let Some(group) = groups.last_mut() else {
            continue;
        };
        if let Some(name) = block.strip_prefix("### ") {
            let name = Both::split(name);
            group.terms.push(Term {
                id: anchor(name.say(Lang::En)),
                name,
                meaning: Default::default(),
            });
        } else if let Some(term) = group.terms.last_mut() {
            let [en, zh] = &mut term.meaning;
            let empty = if en.is_empty() { en } else { zh };
            *empty = block.replace('\n', " ");
        }
    }
    groups
}

/// `Sattolo's algorithm` becomes `sattolos-algorithm`.
fn anchor(name: &str) -> String {
    let mut anchor = String::new();
    for letter in name.chars() {
        match letter {
            'a'..='z' | '0'..='9' => anchor.push(letter),
            'A'..='Z' => anchor.push(letter.to_ascii_lowercase()),
            ' ' | '-' => anchor.push('-'),
            _ => {}
        }
    }
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_has_a_name_and_a_paragraph_in_each_language() {
        let groups = parse(
            "# Glossary\n\n## Chance / 随机\n\n### Sattolo's algorithm / Sattolo 算法\n\nOne\ncycle.\n\n一个环。\n",
        );
        let term = &groups[0].terms[0];
        assert_eq!(term.id, "sattolos-algorithm");
        assert_eq!(term.name.say(Lang::Zh), "Sattolo 算法");
        assert_eq!(term.meaning(Lang::En), "One cycle.");
        assert_eq!(term.meaning(Lang::Zh), "一个环。");
    }
}
