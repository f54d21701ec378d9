//! Every lesson, in both languages, played as a learner plays it: each step, each prediction, each challenge.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use labs::worlds;
use lesson::{Block, Book, Lesson, Mistake, Prose, Work};

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

/// What a challenge forbids in words it also refuses: each of these reaches the goal in a way that is not meant.
#[test]
fn a_challenge_is_not_solved_by_what_it_forbids() {
    let detours: [(&str, &str, &str); 6] = [
        (
            "watch",
            "catch-up",
            "@slow ^C\n@slow watch --prefix log/ >/dev/null",
        ),
        ("watch", "no-gap", "@mine get cfg/limit"),
        (
            "watch",
            "provoke",
            "@slow ^Z\nfill log 200 1\nwatchers\n@slow ^C\ncompaction 356\n@slow wat log/ --rev=3",
        ),
        ("prevote", "topple", "heal\nrun 2\ncut 1->2\ncampaign 2"),
        (
            "postings",
            "lose",
            "feed by time\ntable put late=2s 6 迟了两秒",
        ),
        ("shuffle", "p0", "shuffle two_random_n_swaps k=40\nexact p0"),
    ];
    for (id, name, script) in detours {
        let book = book();
        let lesson = book
            .lessons
            .iter()
            .map(|[english, _]| english)
            .find(|lesson| lesson.id == id)
            .expect("there is such a lesson");
        let changed = with_solution(lesson, name, script);
        let mistakes = lines(&worlds::check(&changed));
        assert!(
            mistakes.contains(&format!("the solution of `#{name}` doesn't solve it")),
            "{id}#{name} by `{script}`: {mistakes}"
        );
    }
}

/// The lesson with another solution of one challenge.
fn with_solution(lesson: &Lesson, name: &str, script: &str) -> Lesson {
    let mut lesson = lesson.clone();
    for block in &mut lesson.blocks {
        if let Block::Challenge(challenge) = block
            && challenge.id == name
            && let Work::Commands { solution, .. } = &mut challenge.work
        {
            *solution = format!("{script}\n");
            return lesson;
        }
    }
    panic!("there is no challenge #{name}")
}
