//! What a Chinese lesson prints: our own sentences in Chinese, what a real system prints as the system prints it.
//!
//! Every cell and every solution of every lesson is played; each line of output, each refusal and each goal of a challenge
//! is looked at as a Chinese page shows it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lesson::{Block, Book, Challenge, Lesson, Test, Work, World, parse_script};
use web::phrases::{left_in_english, said};
use web::rooms::{Errand, Room, in_room_of};
use web::words::Lang;

/// A room whose own test holds its list: it knows of each event who says it, etcd-raft or we.
const ELSEWHERE: [&str; 1] = ["raft"];

#[test]
fn every_sentence_of_ours_that_a_lesson_prints_has_its_chinese() {
    let mut looked_at = 0;
    for lesson in english() {
        if ELSEWHERE.contains(&lesson.world.as_str()) {
            continue;
        }
        let world = lesson.world.clone();
        let (lines, left) = in_room_of(&world, Left { lesson: &lesson })
            .unwrap_or_else(|| panic!("no room for the world `{world}` of {}", lesson.id));
        looked_at += lines;
        assert!(left.is_empty(), "{}:\n{}", lesson.id, left.join("\n"));
    }
    assert!(looked_at > 500, "{looked_at} lines are few");
}

/// Names of shuffles and generators, questions and their numbers.
const SHUFFLE: &[&str] = &[
    "pcg", "less", "show", "swap", "rand", "sattolo", "fisher", "for", "let",
];
/// What the groups and the program are called.
const ETCD: &[&str] = &["etcd", "watcher", "synced", "unsynced", "victim"];
/// Policies, sources and encodings.
const IDS: &[&str] = &[
    "bwmarrin",
    "sonyflake",
    "snowflake",
    "refuse",
    "wait",
    "borrow",
    "config",
    "row",
    "lease",
    "json",
    "base",
    "panic",
];
/// The line that builds a cluster.
const TASKS: &[&str] = &["cluster"];

/// Ways to intersect, lists and indexes.
const SEARCH: &[&str] = &[
    "linear", "binary", "gallop", "skip", "short", "long", "rare", "twos", "threes", "even",
    "fives", "docs", "rows", "reviews", "mine", "find", "walk", "step", "idf", "bool", "should",
];

/// Of a command and a line that it printed: whether a real system says so.
type Real = fn(&str, &str) -> bool;

fn nothing(_: &str, _: &str) -> bool {
    false
}

fn by_etcdctl(command: &str, line: &str) -> bool {
    let ours = [
        "^C", "^S", "^Q", "^Z", "fg", "watchers", "sleep", "crash", "fill",
    ];
    let words = command.split_whitespace();
    let verb = words
        .filter(|word| !word.starts_with('@'))
        .find(|word| *word != "etcdctl");
    // What another terminal prints stands behind its name.
    let other = line.starts_with('@') && line.contains('|');
    other || line.starts_with("Error: ") || !verb.is_some_and(|verb| ours.contains(&verb))
}

fn by_bwmarrin(_: &str, line: &str) -> bool {
    line.starts_with("Remember, you have a total 22 bits")
}

/// Documents, and queries in JSON.
fn by_a_document(_: &str, line: &str) -> bool {
    line.starts_with("✓ ") || line.starts_with("  ") || line.contains(['{', '}', '[', ']'])
}

struct Left<'a> {
    lesson: &'a Lesson,
}

impl Errand for Left<'_> {
    type Out = (usize, Vec<String>);

    fn run<R: Room>(self) -> Self::Out {
        match R::World::NAME {
            "shuffle" => left::<R>(self.lesson, SHUFFLE, nothing),
            "etcd" => left::<R>(self.lesson, ETCD, by_etcdctl),
            "ids" => left::<R>(self.lesson, IDS, by_bwmarrin),
            "tasks" => left::<R>(self.lesson, TASKS, nothing),
            "search" => left::<R>(self.lesson, SEARCH, by_a_document),
            _ => left::<R>(self.lesson, &[], nothing),
        }
    }
}

/// How many lines were looked at, and those of ours that are still English on a Chinese page, or a real system's that are
/// not left alone.
fn left<R: Room>(lesson: &Lesson, names: &[&str], real: Real) -> (usize, Vec<String>) {
    let mut lines = 0;
    let mut left = Vec::new();
    let mut look = |command: &str, line: &str, is_real: bool| {
        lines += 1;
        if is_real {
            let shown = said(line, R::PHRASES, Lang::Zh);
            if shown != line {
                left.push(format!(
                    "{command}: `{line}` is a real system's, and became `{shown}`"
                ));
            }
        } else {
            let words = left_in_english(line, R::PHRASES, names);
            if !words.is_empty() {
                left.push(format!("{command}: `{line}`: {}", words.join(" ")));
            }
        }
    };
    let mut world = R::World::new(lesson.seed);
    for cell in lesson.cells() {
        play(&mut world, &cell.input, &mut |command, text, why| {
            text.lines()
                .for_each(|line| look(command, line, real(command, line)));
            look(command, why, false);
        });
    }
    for challenge in lesson.blocks.iter().filter_map(challenge) {
        let Work::Commands { solution, .. } = &challenge.work else {
            continue;
        };
        let mut world: R::World = challenge
            .world(lesson, lesson.seed)
            .expect("the lesson's test reads its cells");
        play(&mut world, solution, &mut |command, text, _| {
            text.lines()
                .for_each(|line| look(command, line, real(command, line)));
        });
        for condition in &challenge.conditions {
            let (command, wanted) = match &condition.test {
                Test::Probe(probe) => (
                    probe.command.as_str(),
                    probe
                        .prints
                        .as_ref()
                        .map_or("", |pattern| pattern.0.as_str()),
                ),
                Test::Trace(pattern) | Test::Never(pattern) => ("", pattern.0.as_str()),
                Test::Allow(_) | Test::Forbid(_) => continue,
            };
            // A goal that names what etcdctl prints is left to the eye: only the probe's command tells who prints.
            if R::World::NAME != "etcd" {
                wanted.lines().for_each(|line| look(command, line, false));
            }
        }
    }
    (lines, left)
}

fn challenge(block: &Block) -> Option<&Challenge> {
    match block {
        Block::Challenge(challenge) => Some(challenge),
        _ => None,
    }
}

/// Plays commands; tells each with what it printed, and why it was refused.
fn play<W: World>(world: &mut W, text: &str, tell: &mut dyn FnMut(&str, &str, &str)) {
    for command in parse_script::<W>(text).expect("the lesson's test reads its commands") {
        let line = command.to_string();
        match world.apply(&command) {
            Ok(events) => events
                .iter()
                .for_each(|event| tell(&line, &event.to_string(), "")),
            Err(refusal) => tell(&line, &refusal.message, &refusal.why),
        }
    }
}

fn english() -> Vec<Lesson> {
    let mut files = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
    for entry in fs::read_dir(&root).expect("there are lessons").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let inner = if entry.path().is_dir() {
            &["en.md", "zh.md"][..]
        } else {
            &[""]
        };
        for file in inner {
            let text = fs::read_to_string(entry.path().join(file).components().as_path())
                .expect("lessons are text");
            files.insert(
                format!("{name}/{file}").trim_end_matches('/').to_string(),
                text,
            );
        }
    }
    let book = Book::read(&files).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    book.lessons.into_iter().map(|[en, _]| en).collect()
}
