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

/// Lines that bring out whatever a world answers and refuses, beyond what its lessons print; and how many it refuses.
const ANSWERS: [(&str, usize, &str); 3] = [
    (
        "timers",
        5,
        "show\nheap 2\nnext\ncancel 1\nreset 1 5\nadd 1 5\nadd 1 6\nadd 2 90\nadd 3 90\nadd 4 90\ncancel 2\nwheel\nhashed\n\
     cancel 4\nhashed\nheap 4\ncounts\nadvance 20\ncancel 1\nnew slots=8 bits=3,3,3\nload 50 300 cancel=50\nhashed\nadvance 300\n\
     budget 100 slots=5\nbudget 1000000\ncoarse 10 19\nload 200000 9\nadd 9 1 every=1\nadvance 10000000\nadd 8 1000000000000",
    ),
    (
        "ids",
        9,
        "show\nnext a\nstorm 5\nlayout 22 5\nlayout 20 2\nneed years=9 ids=9 nodes=9\nneed nodes=2000000\ncompare\n\
     start a\nstart a\nclone a b\nnext a 5\ntext 1\ntext -1\ndecode -5\nskew a -3\nnext a\nnext b\nsum\nstorm 400\nsum\n\
     policy refuse\nstart a\nnext a\nskew a -9\nnext a\npolicy sonyflake\nlayout 10 1\nstart a\nnext a 9\npolicy wait\n\
     start a\nnext a 1\nskew a -9\nnext a\nlayout 0 0\nstart a config=3\nsource lease ttl=5 check=yes\nstart a\nstart b\n\
     source lease ttl=5 check=yes\nlayout 10 12\nstart a\ntick 100\nnext a\nshow\nlayout 0 12\nsource lease ttl=50 check=yes\n\
     start a\nskew a 100\nnext a\nrestart a\nskew a -50\nrestart a\ncrash a\ncrash a\nstart b",
    ),
    (
        "tasks",
        5,
        "cluster\nshards\nschedule 3 5\nschedule 3 6\nload 30 5\nslow 3\nlose 1\nlose 4\nrun 40\nscore\nkill 0\nrun 40\nshards\n\
     heal 0\nkill 9\nmoved 4 5\ncluster replicas=2 nodes=2\ncluster delivery=queue idempotent=yes fencing=yes hour=20\n\
     schedule 5 30\nload 50 25\nrun 23\ncut 0\nrun 60\nscore\nload 2000 1\ncluster replicas=0 nodes=2\nshards\nschedule 1 30\n\
     kill 0\nkill 1\nrun 40\nshards\nschedule 2 9",
    ),
];

#[test]
fn every_answer_and_refusal_is_said_in_chinese() {
    for (world, least, lines) in ANSWERS {
        let (refused, left) = in_room_of(world, Answers { lines }).expect("a room");
        assert!(left.is_empty(), "{world}:\n{}", left.join("\n"));
        assert!(refused >= least, "{world}: {refused} refusals are few");
    }
}

struct Answers {
    lines: &'static str,
}

impl Errand for Answers {
    type Out = (usize, Vec<String>);

    /// How many lines were refused, and what stays English.
    fn run<R: Room>(self) -> Self::Out {
        let (names, real) = of(R::World::NAME);
        let mut world = R::World::new(7);
        let (mut refused, mut left) = (0, Vec::new());
        play(&mut world, self.lines, &mut |command, text, why| {
            refused += usize::from(why.is_some());
            for text in [text, why.unwrap_or_default()] {
                let words = left_in_english(text, R::PHRASES, names);
                if !words.is_empty() && !real(command, text) {
                    left.push(format!("{command}: `{text}`: {}", words.join(" ")));
                }
            }
        });
        (refused, left)
    }
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

/// What a world's own sentences may leave as it is, and what in it a real system says.
fn of(world: &str) -> (&'static [&'static str], Real) {
    match world {
        "shuffle" => (SHUFFLE, nothing),
        "etcd" => (ETCD, by_etcdctl),
        "ids" => (IDS, by_bwmarrin),
        "tasks" => (TASKS, nothing),
        "search" => (SEARCH, by_a_document),
        _ => (&[], nothing),
    }
}

struct Left<'a> {
    lesson: &'a Lesson,
}

impl Errand for Left<'_> {
    type Out = (usize, Vec<String>);

    fn run<R: Room>(self) -> Self::Out {
        let (names, real) = of(R::World::NAME);
        left::<R>(self.lesson, names, real)
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
            look(command, why.unwrap_or_default(), false);
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

/// Plays commands; tells each with what it printed, and if it was refused, why; that may be empty.
fn play<W: World>(world: &mut W, text: &str, tell: &mut dyn FnMut(&str, &str, Option<&str>)) {
    for command in parse_script::<W>(text).expect("the lesson's test reads its commands") {
        let line = command.to_string();
        match world.apply(&command) {
            Ok(events) => events
                .iter()
                .for_each(|event| tell(&line, &event.to_string(), None)),
            Err(refusal) => tell(&line, &refusal.message, Some(&refusal.why)),
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
