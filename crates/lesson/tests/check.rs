//! Lessons held to a world: what the check finds, and what `record` writes.

mod counter;

use counter::{Command, Counter};
use lesson::{Block, Grade, Lesson, Mistake, ProgramError, World, check, parse_script, record};

const EN: &str = include_str!("lessons/counting/en.md");

/// Counts vowels; the toy of a judge.
fn vowels(program: &str) -> Result<Vec<String>, ProgramError> {
    if let Some(line) = program.lines().position(|line| line.contains('!')) {
        return Err(ProgramError {
            line: line + 1,
            column: 1,
            message: "a vowel doesn't shout".to_owned(),
        });
    }
    let count = program.matches(['a', 'e', 'i', 'o', 'u']).count();
    Ok(vec![format!(
        "{count} vowel{}",
        if count == 1 { "" } else { "s" }
    )])
}

fn parse(text: &str) -> Lesson {
    Lesson::parse(text, "en.md").unwrap_or_else(|mistakes| panic!("{}", lines(&mistakes)))
}

fn lines(mistakes: &[Mistake]) -> String {
    mistakes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "`{from}` is not in the fixture");
    text.replacen(from, to, 1)
}

#[test]
fn a_lesson_that_holds_has_no_mistake() {
    assert_eq!(lines(&check::<Counter>(&parse(EN), &vowels)), "");
}

/// What is replaced by what, the line where it is seen, and what is said.
#[test]
fn everything_that_does_not_hold_is_found_with_its_line() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "world: counter",
            "world: shuffle",
            "---",
            "the lesson is of the world `shuffle`, not of `counter`",
        ),
        (
            "```counter #dice",
            "```conter #dice",
            "```conter",
            "unknown block `conter`; expected predict",
        ),
        (
            "now 3\nthe number",
            "now 4\nthe number",
            "```counter #first",
            "  - now 4\n  + now 3",
        ),
        ("halve\n---", "halv\n---", "halv\n", "expected add, halve"),
        ("add 3\n", "add x\n", "add x", "  add x\n     ^"),
        (
            "add 3\nhalve\n---\nnow 3\nthe number is odd\nwhy: 3 has no half\n",
            "# nothing\n---\n",
            "```counter #first",
            "no command",
        ),
        ("---\n1 vowel\n", "", "```program", "not recorded yet"),
        (
            "1 vowel\n",
            "1 consonant\n",
            "```program",
            "  - 1 consonant\n  + 1 vowel",
        ),
        ("abc\n---", "a\n!bc\n---", "!bc", "a vowel doesn't shout"),
        (
            "prints: the number is odd...",
            "prints: 1",
            "probe: halve",
            "  - 1\n  + the number is odd",
        ),
        (
            "probe: halve",
            "probe: double",
            "probe: double",
            "expected add",
        ),
        (
            "answer: 4",
            "answer: 5",
            "probe: add 1",
            "the answer is 5 within 0.5",
        ),
        (
            "at: first\n",
            "at: dice\n",
            "probe: add 1",
            "the answer is 4 within 0.5, and `add 1` prints:\n  now 7",
        ),
        (
            "prints: 6\n",
            "prints: 3\n",
            "probe: show\nprints: 3\nwhy: There",
            "  - 3\n  + 6",
        ),
        (
            "limit: 2",
            "limit: 1",
            "```challenge #c1",
            "1 commands too many",
        ),
        (
            "  add 1\n  halve\n",
            "  add 1\n  add 1\n",
            "```challenge #c1",
            "`show` prints:\n  - 2\n  + 5",
        ),
        (
            "  add 1\n  halve\n",
            "  halve\n  add 1\n  halve\n",
            "```challenge #c1",
            "the line `the number is odd` is like",
        ),
        (
            "forbid: roll",
            "forbid: add",
            "```challenge #c1",
            "  `add 1` may not be used",
        ),
        (
            "allow: add, halve",
            "allow: add, show",
            "```challenge #c1",
            "  `halve` may not be used, only add, show",
        ),
        (
            "forbid: roll",
            "forbid: roll, rol",
            "forbid:",
            "the world counter has no verb `rol`; it has add, halve, roll, show, tell",
        ),
        (
            "  add 1\n  halve\n",
            "  add 1\n  half\n",
            "  half\nwhy",
            "expected add",
        ),
        (
            "prints: 2\n",
            "prints: ...\n",
            "```challenge #c1",
            "solved before anything is done",
        ),
        (
            "trace: rolled ...",
            "trace: rolled 9",
            "```challenge #c2",
            "a line is like `rolled 9` on 0 of 20 seeds",
        ),
        (
            "holds: at most 40 %",
            "holds: all",
            "```challenge #c2",
            "of 20 seeds",
        ),
        (
            "trace: 2 vowels",
            "trace: 0 vowels",
            "```challenge #c3",
            "solved before anything is done",
        ),
        (
            "program: xyz",
            "program: xyz!",
            "```challenge #c3",
            "the program of `#c3` can't be judged: line 1, column 1",
        ),
        (
            "  a\n  e\n",
            "  a\n  b\n",
            "```challenge #c3",
            "no line is like `2 vowels`",
        ),
    ];
    for (from, to, place, message) in cases {
        let text = with(EN, from, to);
        let mistakes = check::<Counter>(&parse(&text), &vowels);
        let line = text[..text.find(place).expect(place)].matches('\n').count() + 1;
        let found = mistakes
            .iter()
            .any(|mistake| mistake.line == line && mistake.message.contains(message));
        assert!(
            found,
            "`{to}` for `{from}`: expected line {line}, `{message}`; got\n{}",
            lines(&mistakes)
        );
    }
}

#[test]
fn the_probes_of_a_block_share_one_copy() {
    let text = with(
        EN,
        "probe: add 1\n",
        "probe: add 6\nprints: now 9\nprobe: add -5\nprints: now 4\n",
    );
    assert_eq!(lines(&check::<Counter>(&parse(&text), &vowels)), "");
    let text = with(
        EN,
        "probe: show\nprints: 2\n",
        "probe: add 5\nprobe: show\nprints: 7\n",
    );
    assert_eq!(lines(&check::<Counter>(&parse(&text), &vowels)), "");
}

#[test]
fn a_number_stands_in_what_its_probe_must_print() {
    let text = with(EN, "probe: add 1\n", "probe: tell 4 5\nprints: 4...\n");
    let text = text.replace("probe: tell 4 5", "probe:\n  tell <<END\n  4 5\n  END");
    assert_eq!(lines(&check::<Counter>(&parse(&text), &vowels)), "");
    let text = text.replace("prints: 4...", "prints: ...");
    assert!(
        lines(&check::<Counter>(&parse(&text), &vowels)).contains("the answer is 4 within 0.5")
    );
}

#[test]
fn a_wrong_output_shows_only_the_lines_that_differ() {
    let text = with(EN, "  with a blank one\n```", "  without a blank one\n```");
    let mistakes = check::<Counter>(&parse(&text), &vowels);
    let expected = "en.md:57: the cell prints something else than is recorded:\n  -   without a blank one\n  +   with a blank one";
    assert_eq!(lines(&mistakes), expected);
}

#[test]
fn recording_what_is_recorded_changes_nothing() {
    assert_eq!(record::<Counter>(EN, &parse(EN), &vowels).unwrap(), EN);
}

#[test]
fn recording_writes_outputs_and_touches_nothing_else() {
    let damaged = [
        with(
            EN,
            "now 3\nthe number is odd\nwhy: 3 has no half\n",
            "something\n\nold\n",
        ),
        with(
            EN,
            "---\nnow 3\nthe number is odd\nwhy: 3 has no half\n",
            "",
        ),
        with(EN, "---\n1 vowel\n", ""),
        with(&with(EN, "rolled 3\n", ""), "now 3\n", "now 5\nnow 6\n"),
    ];
    for text in damaged {
        assert_ne!(text, EN);
        let recorded = record::<Counter>(&text, &parse(&text), &vowels).unwrap();
        assert_eq!(recorded, EN);
    }
}

#[test]
fn recording_in_windows_line_ends_keeps_the_rest() {
    let text = with(EN, "now 6\ntwo lines", "now 8\ntwo lines")
        .replace("# Counting in steps\n", "# Counting in steps  \n");
    let recorded = record::<Counter>(&text, &parse(&text), &vowels).unwrap();
    assert!(recorded.contains("# Counting in steps  \n") && recorded.contains("now 6\ntwo lines"));
}

#[test]
fn an_output_that_would_end_its_block_asks_for_a_longer_fence() {
    let text = with(EN, "two lines\n\n  with a blank one\nEND", "```\nEND");
    let text = with(&text, "```counter #dice", "~~~counter #dice");
    let text = with(&text, "  with a blank one\n```", "  with a blank one\n~~~");
    assert!(
        record::<Counter>(&text, &parse(&text), &vowels)
            .unwrap()
            .contains("now 6\n```\n~~~\n")
    );
    let text = text
        .replace("~~~", "```")
        .replace("tell <<END\n```", "tell <<END\n ````x");
    assert!(
        record::<Counter>(&text, &parse(&text), &vowels).is_ok(),
        "a line with more on it ends nothing"
    );
}

#[test]
fn answers_are_graded() {
    let lesson = parse(EN);
    let grade = |id: &str, answer: &str| match lesson.block(id) {
        Some(Block::Predict(predict)) => predict.grade(answer),
        _ => panic!("no question {id}"),
    };
    assert_eq!(
        (grade("p1", "refused"), grade("p1", "down")),
        (Grade::Right, Grade::Wrong)
    );
    assert_eq!(
        (
            grade("p2", "4.5 units"),
            grade("p2", "4.6"),
            grade("p2", "four")
        ),
        (Grade::Right, Grade::Wrong, Grade::NoNumber)
    );
    assert_eq!(
        (grade("p3", "number"), grade("p3", "die")),
        (Grade::Right, Grade::Wrong)
    );
}

#[test]
fn a_challenge_says_what_holds_and_what_does_not() {
    let lesson = parse(EN);
    let Some(Block::Challenge(challenge)) = lesson.block("c1") else {
        panic!("no challenge")
    };
    let attempt = |script: &str| {
        let commands = parse_script::<Counter>(script).unwrap();
        challenge.attempt::<Counter>(&lesson, &commands).unwrap()
    };
    assert!(attempt("add 1\nhalve").solved);
    let verdict = attempt("halve\nadd 1\nhalve");
    assert!(!verdict.solved);
    assert_eq!(verdict.too_many, 1);
    assert_eq!(
        verdict
            .findings
            .iter()
            .map(|finding| finding.holds)
            .collect::<Vec<_>>(),
        [true, true, true, false]
    );
    assert_eq!(verdict.findings[3].got, "the number is odd");
    let verdict = attempt("add 1\nhalve\ntell <<END\nroll 6\nEND\nroll 1\nadd 1\nroll 1");
    let got: Vec<&str> = verdict
        .findings
        .iter()
        .map(|finding| finding.got.as_str())
        .collect();
    assert_eq!(
        got,
        ["tell <<END", "roll 1", "5", ""],
        "the first command that is wrong, by its verb"
    );
}

#[test]
fn a_challenge_over_seeds_is_tried_on_different_ones() {
    let lesson = parse(EN);
    let Some(Block::Challenge(challenge)) = lesson.block("c2") else {
        panic!("no challenge")
    };
    let commands = parse_script::<Counter>("roll 6").unwrap();
    let verdict = challenge.attempt::<Counter>(&lesson, &commands).unwrap();
    assert_eq!(verdict.seeds, 20);
    let ones = (3..23).filter(|seed| {
        let mut world = Counter::new(*seed);
        world.apply(&commands[0]).unwrap();
        world.value == 1
    });
    let ones = ones.count() as u64;
    assert!(
        (1..20).contains(&ones),
        "a die shows one now and then: {ones} of 20"
    );
    let passed: Vec<u64> = verdict
        .findings
        .iter()
        .map(|finding| finding.passed)
        .collect();
    assert_eq!(passed, [20, ones]);
}

#[test]
fn a_lesson_plays_as_one_script_with_a_step_per_cell() {
    let player = parse(EN).player::<Counter>().unwrap();
    let names: Vec<&str> = player
        .branch()
        .steps()
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    assert_eq!(
        (names.as_slice(), player.len(), player.position()),
        (&["first", "dice"][..], 4, 0)
    );
    assert_eq!(player.world_at(0, 2).value, 3);
}

#[test]
fn a_script_that_is_none_says_which_command_and_where() {
    let error = parse_script::<Counter>("add 1\n# fine\n  add x\n").unwrap_err();
    assert_eq!((error.line, error.at.clone()), (3, 13..20));
    assert!(
        parse_script::<Counter>("tell <<END\nadd x\nEND").unwrap()
            == [Command::Tell("add x\n".to_owned())]
    );
}
