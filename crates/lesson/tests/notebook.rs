//! A learner's work: as Markdown and back, whatever they wrote, on the lesson it was made for and on a newer one.

mod counter;

use counter::{Command, Counter};
use lesson::{
    Fit, Lesson, Notebook, Player, SavedAnswer, SavedAttempt, SavedCell, Translation, World,
};

const EN: &str = include_str!("lessons/counting/en.md");
const ZH: &str = include_str!("lessons/counting/zh.md");

fn english() -> Lesson {
    Lesson::parse(EN, "en.md").unwrap()
}

fn cell(id: &str, text: &str, printed: &str, added_after: Option<&str>) -> SavedCell {
    let (id, text, printed) = (id.to_owned(), text.to_owned(), printed.to_owned());
    SavedCell {
        id,
        text,
        printed,
        added_after: added_after.map(str::to_owned),
    }
}

/// Some work with everything in it.
fn work(lesson: &Lesson) -> Notebook {
    let mut player: Player<Counter> = lesson.player().unwrap();
    player.seek(1);
    player.run(
        "first",
        vec![
            Command::Add(4),
            Command::Tell("two\n\n  lines \n".to_owned()),
        ],
    );
    player.act(Command::Halve);
    player.rename(1, "my own: way");
    Notebook {
        lesson: lesson.id.clone(),
        version: lesson.version.clone(),
        cells: vec![
            cell("first", "add 4\nhalve\n", "now 4\nnow 2", None),
            cell("mine-1", "show\n", "2", Some("first")),
            cell(
                "mine-2",
                "tell <<END\n---\n```\nmine: x\nEND\n",
                "",
                Some("first"),
            ),
            cell("vowels", "aei\n", "", None),
        ],
        answers: vec![SavedAnswer {
            id: "p2".to_owned(),
            answer: "4.5 units".to_owned(),
        }],
        attempts: vec![
            SavedAttempt {
                id: "c1".to_owned(),
                text: "halve\nadd 1\n".to_owned(),
                hints: 2,
                tries: 3,
                solved: true,
                last: None,
            },
            SavedAttempt {
                id: "c3".to_owned(),
                ..SavedAttempt::default()
            },
        ],
        branches: player.save(),
        branch: player.current(),
        position: player.position(),
    }
}

fn comes_back(notebook: &Notebook, lesson: &Lesson, context: &str) -> String {
    let markdown = notebook.to_markdown(lesson);
    let again = Notebook::parse(&markdown, "mine.md")
        .unwrap_or_else(|mistakes| panic!("{context}: {mistakes:?}\n{markdown}"));
    assert_eq!(&again, notebook, "{context}:\n{markdown}");
    markdown
}

#[test]
fn work_becomes_a_file_that_opens_again() {
    let lesson = english();
    let markdown = comes_back(&work(&lesson), &lesson, "everything");
    assert!(
        markdown.contains("A number is all there is."),
        "the lesson can be read in it"
    );
    assert!(markdown.contains(
        "```counter #first edited\nmine:\n  add 4\n  halve\nprinted:\n  now 4\n  now 2\n```"
    ));
    assert!(
        markdown.contains("```counter #dice\nroll 6\n"),
        "what was not touched stands as in the lesson"
    );
    let again = Notebook::parse(&markdown, "mine.md").unwrap();
    let mut player = Player::restore(Counter::new(lesson.seed), &again.branches).unwrap();
    player.switch(again.branch);
    player.seek(again.position);
    assert_eq!(
        (player.branch().name(), player.world().value),
        ("my own: way", 7)
    );
}

#[test]
fn work_in_one_language_opens_in_the_other() {
    let lesson = english();
    let chinese = lesson
        .translated(Translation::parse(ZH, "zh.md").unwrap())
        .unwrap();
    let markdown = comes_back(&work(&lesson), &chinese, "Chinese");
    assert!(markdown.contains("# 一步一步地数") && markdown.contains("把奇数折半"));
}

#[test]
fn no_work_is_a_file_too() {
    let lesson = english();
    let nothing = Notebook {
        lesson: lesson.id.clone(),
        version: lesson.version.clone(),
        ..Notebook::default()
    };
    comes_back(&nothing, &lesson, "nothing");
}

#[test]
fn any_text_comes_back_as_it_was() {
    let lesson = english();
    let pieces = [
        "---",
        "```",
        "~~~~",
        "mine: x",
        "printed:",
        "step a: b",
        "  two",
        "洗牌。",
        "# no",
        "",
        "<b>",
        "    four",
        "\t",
        "- [ ]",
    ];
    for seed in 0..400u64 {
        let mut dice = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut below = |n: usize| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) as usize % n
        };
        let mut text = || {
            let lines: Vec<&str> = (0..1 + below(6))
                .map(|_| pieces[below(pieces.len())])
                .collect();
            // What is promised: all but blank lines before the text, and space behind it.
            let text = lines
                .into_iter()
                .skip_while(|line| line.trim().is_empty())
                .collect::<Vec<_>>()
                .join("\n");
            if text.trim_end().is_empty() {
                String::new()
            } else {
                text.trim_end().to_owned() + "\n"
            }
        };
        let mut notebook = work(&lesson);
        for cell in &mut notebook.cells {
            cell.text = text();
            cell.printed = text().trim_end().to_owned();
        }
        notebook.attempts[0].text = text();
        comes_back(&notebook, &lesson, &format!("seed {seed}"));
    }
}

#[test]
fn work_on_blocks_that_are_gone_is_kept() {
    let lesson = english();
    let notebook = work(&lesson);
    let newer = "---\nid: counting\nworld: counter\nminutes: 1\nsummary: s\n---\n# New\n\n```counter #other\nshow\n---\n0\n```\n";
    let newer = Lesson::parse(newer, "en.md").unwrap();
    assert_eq!(
        (notebook.fit(&lesson), notebook.fit(&newer)),
        (Fit::Same, Fit::Updated)
    );
    let other = Lesson {
        id: "adding".to_owned(),
        ..newer.clone()
    };
    assert_eq!(notebook.fit(&other), Fit::Other);

    let again = Notebook::parse(&notebook.to_markdown(&newer), "mine.md").unwrap();
    assert_eq!(again.cells.len(), notebook.cells.len());
    assert!(notebook.cells.iter().all(|cell| {
        again
            .cells
            .iter()
            .any(|a| a.id == cell.id && a.text == cell.text)
    }));
    assert_eq!(
        (again.answers, again.branches),
        (notebook.answers, notebook.branches)
    );
    assert_eq!(again.attempts, notebook.attempts);
}

#[test]
fn a_file_that_is_no_notebook_says_where() {
    let cases = [
        ("", ":1: the front matter needs `lesson: ..`"),
        ("hello", "needs `lesson: ..`"),
        ("---\nlesson: a\n---\n", "needs `version: ..`"),
        (
            "---\nlesson: a\nversion: 1\nposition: far\n---\n",
            ":4: expected a whole number as `position`",
        ),
        (
            "---\nlesson: a\nversion: 1\n---\n```counter #a edited\nadd 1\n```\n",
            ":5: expected `mine: ..`",
        ),
        (
            "---\nlesson: a\nversion: 1\n---\n```challenge #a tried\nmine:\nhints: x\ntries: 1\n```\n",
            "`x`",
        ),
        (
            "---\nlesson: a\nversion: 1\n---\n```branch #b\nfrom: 1 2\n```\n",
            "expected `name: ..`",
        ),
        (
            "---\nlesson: a\nversion: 1\n---\n```branch #b\nname: a\nfrom: there\n```\n",
            ":7: expected a branch and a position",
        ),
        (
            "---\nlesson: a\nversion: 1\n---\n```branch #b\nname: a\nthen: there\n```\n",
            ":7: unknown key `then` in `branch`",
        ),
    ];
    for (text, message) in cases {
        let mistakes = Notebook::parse(text, "mine.md").expect_err(text);
        let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert!(
            said.iter().any(|said| said.contains(message)),
            "expected `{message}`; got {said:?} for\n{text}"
        );
    }
}

#[test]
fn prose_edited_by_hand_does_not_stand_in_the_way() {
    let lesson = english();
    let notebook = work(&lesson);
    let markdown = notebook.to_markdown(&lesson);
    let edited = markdown
        .replace("## Dice", "<b>my</b> notes ![x](y)\n\n# Dice\n\n    code")
        .replace("\n", "\r\n");
    assert_eq!(Notebook::parse(&edited, "mine.md").unwrap(), notebook);
}

#[test]
fn no_damage_panics() {
    let lesson = english();
    let markdown = work(&lesson).to_markdown(&lesson);
    let lines: Vec<&str> = markdown.lines().collect();
    let mut dice: u64 = 3;
    let mut below = |n: usize| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % n
    };
    for _ in 0..1_000 {
        let mut text = lines.clone();
        for _ in 0..1 + below(5) {
            let at = below(text.len());
            match below(3) {
                0 => drop(text.remove(at)),
                1 => text.insert(at, lines[below(lines.len())]),
                _ => text.swap(at, 0),
            }
        }
        if let Ok(notebook) = Notebook::parse(&text.join("\n"), "mine.md") {
            let _ = Player::restore(Counter::new(1), &notebook.branches);
            assert!(Notebook::parse(&notebook.to_markdown(&lesson), "mine.md").is_ok());
        }
    }
}
