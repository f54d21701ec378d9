//! Every lesson, in both languages, played as a learner plays it: each step, each prediction, each challenge.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use labs::worlds;
use lesson::{Block, Book, Mistake, Prose};

fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the workspace");
    let mut folders = vec![(root.join("lessons"), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be listed") {
            let entry = entry.expect("the folder can be listed");
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else {
                files.insert(
                    name,
                    fs::read_to_string(entry.path()).expect("lessons are text"),
                );
            }
        }
    }
    files
}

fn book() -> Book {
    Book::read(&files()).unwrap_or_else(|mistakes| panic!("{}", lines(&mistakes)))
}

fn lines(mistakes: &[Mistake]) -> String {
    mistakes
        .iter()
        .map(|mistake| format!("lessons/{mistake}\n"))
        .collect()
}

#[test]
fn every_lesson_holds_in_both_languages() {
    for lesson in book().lessons.iter().flatten() {
        let mistakes = worlds::check(lesson);
        assert!(
            mistakes.is_empty(),
            "{}:\n{}",
            lesson.title,
            lines(&mistakes)
        );
    }
}

#[test]
fn recording_again_changes_nothing() {
    let files = files();
    for [lesson, _] in &book().lessons {
        let source = &files[&lesson.file];
        let recorded = worlds::record(source, lesson)
            .unwrap_or_else(|mistakes| panic!("{}", lines(&mistakes)));
        assert!(
            recorded == *source,
            "{} changes when it is recorded again",
            lesson.file
        );
    }
}

/// A translation that was copied and forgotten has no Chinese in it. Code and formulas are the same in every language.
#[test]
fn every_chinese_sentence_is_chinese() {
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let is_sentence = |said: &&Prose| {
        let text = said.plain();
        let words = text
            .split_whitespace()
            .filter(|word| word.chars().all(char::is_alphabetic));
        !matches!(said, Prose::Code { .. }) && words.count() > 3
    };
    for [_, lesson] in &book().lessons {
        assert!(
            is_chinese(&lesson.title) && is_chinese(&lesson.summary),
            "{}: title and summary",
            lesson.id
        );
        let said = lesson.blocks.iter().flat_map(Block::prose).flatten();
        for sentence in said.filter(is_sentence) {
            assert!(
                is_chinese(&sentence.plain()),
                "{}: not translated: {sentence}",
                lesson.id
            );
        }
    }
}
