//! The bugs of the field: what catches each of them, and that the mended run keeps every promise.

use labs::raft::{CASES, Case, Raft, Shows};
use lesson::{Player, World};
use sim::Invariant;

use crate::common::played;

/// Which invariant, or which line, catches which bug.
fn caught(id: &str) -> Shows {
    use Invariant::{LeaderCompleteness, OneVote, Reads};
    use Shows::{Broken, Line, Never};
    match id {
        "two-votes" => Broken(OneVote),
        "past-question" => Never("2 became leader at term 4"),
        "rolling-upgrade" => Never("2 became leader at term 6"),
        "old-entries" => Broken(LeaderCompleteness),
        "late-append" => Broken(LeaderCompleteness),
        "half-a-switch" => Line("2 became leader at term 2"),
        "too-early" => Broken(Reads),
        "old-yes" => Broken(Reads),
        "ghost" => Never("a#1 answered by 2: written"),
        "comes-back" => Line("1 became leader at term 2"),
        "not-applied" => Broken(LeaderCompleteness),
        "read-replica" => Line("4 became leader at term 3"),
        other => panic!("nothing says what catches {other}"),
    }
}

/// What a run prints, and the promise that it broke.
fn run(case: &Case, mended: bool) -> (String, Option<Invariant>) {
    let mut world = Raft::new(1);
    let lines = case.script(mended).into_iter();
    let script: String = lines.map(|line| format!("> {line}\n")).collect();
    let printed = played(&mut world, &script, false);
    (
        printed,
        world.violation().map(|violation| violation.invariant),
    )
}

#[test]
fn each_bug_is_caught_and_its_mended_run_keeps_all_promises() {
    for case in CASES {
        let shows = caught(case.id);
        assert_eq!(case.shows, shows, "{}", case.id);
        let ((wrong, broken), (right, kept)) = (run(case, false), run(case, true));
        println!("{}: {shows:?}", case.id);
        assert_eq!(kept, None, "{} mended:\n{right}", case.id);
        assert!(!right.contains("not linearizable"), "{}", case.id);
        let has = |printed: &str, line: &str| printed.lines().any(|printed| printed == line);
        match shows {
            Shows::Broken(invariant) => assert_eq!(broken, Some(invariant), "{}", case.id),
            Shows::Line(line) => {
                assert_eq!(broken, None);
                assert!(has(&wrong, line) && !has(&right, line), "{}", case.id);
            }
            Shows::Never(line) => {
                assert_eq!(broken, None);
                assert!(!has(&wrong, line) && has(&right, line), "{}", case.id);
            }
        }
    }
}

/// What cannot be done any more in a mended run is refused there; the bug itself is a run without a refusal.
#[test]
fn a_bug_is_replayed_without_a_refusal_and_differs_from_its_mended_run_in_one_line() {
    for case in CASES {
        let (wrong, right) = (case.script(false), case.script(true));
        let differing = wrong.iter().zip(&right).filter(|(one, other)| one != other);
        assert_eq!(differing.count(), 1, "{}", case.id);
        assert!(!run(case, false).0.contains("why: "), "{}", case.id);
    }
}

/// The two runs side by side: the command at which something else comes out is where the rule is at work.
#[test]
fn the_first_other_outcome_is_where_the_rule_speaks() {
    let cases = [
        ("two-votes", "deliver 2->3"),
        ("late-append", "deliver 1->2"),
        ("too-early", "read b 2 index"),
        ("ghost", "run 30"),
        ("comes-back", "tick 1 20"),
        ("not-applied", "campaign 2"),
        ("read-replica", "tick 4 20"),
    ];
    for (id, line) in cases {
        let case = CASES.iter().find(|case| case.id == id).expect("a case");
        let mut player = Player::<Raft>::new(1);
        for mended in [false, true] {
            player.seek(0);
            let commands = case.script(mended).into_iter();
            let commands = commands.map(|line| line.parse().expect("a command"));
            player.run(id, commands.collect::<Vec<_>>());
        }
        let at = player.first_consequence(1, 0).expect("an other outcome");
        assert_eq!(case.script(false)[at], line, "{id}, command {}", at + 1);
    }
}

#[test]
fn every_case_has_a_lesson_and_words_in_both_languages() {
    for (at, case) in CASES.iter().enumerate() {
        assert!(CASES[..at].iter().all(|other| other.id != case.id));
        for [en, zh] in [case.title, case.source, case.story] {
            assert!(en.is_ascii(), "{en}");
            assert!(zh.chars().any(|letter| letter >= '\u{4e00}'), "{zh}");
        }
        let lesson = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lessons/");
        let lesson = std::path::Path::new(lesson).join(case.lesson);
        assert!(lesson.is_dir(), "{}", lesson.display());
    }
}
