//! The lesson format: what a file means, and that every mistake in it is found with its line.

use lesson::{Answer, Block, Inline, Lesson, Mistake, Prose, Target, Translation, prose};

const EN: &str = include_str!("lessons/counting/en.md");
const ZH: &str = include_str!("lessons/counting/zh.md");

fn english() -> Lesson {
    Lesson::parse(EN, "en.md").unwrap_or_else(|mistakes| panic!("{}", lines(&mistakes)))
}

fn chinese(text: &str) -> Result<Lesson, Vec<Mistake>> {
    english().translated(Translation::parse(text, "zh.md")?)
}

fn lines(mistakes: &[Mistake]) -> String {
    mistakes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_lesson_is_read_whole() {
    let lesson = english();
    assert_eq!(
        (
            lesson.id.as_str(),
            lesson.world.as_str(),
            lesson.seed,
            lesson.minutes
        ),
        ("counting", "counter", 3, 2)
    );
    assert_eq!(
        (lesson.title.as_str(), lesson.needs.as_slice()),
        ("Counting in steps", &["adding".to_owned()][..])
    );
    let ids: Vec<&str> = lesson.blocks.iter().filter_map(Block::id).collect();
    let expected = [
        "first", "p1", "p2", "dice", "p3", "c1", "c2", "vowels", "c3", "picture", "n1", "i1", "m1",
    ];
    assert_eq!(ids, expected);
    let Some(Block::Cell(cell)) = lesson.block("first") else {
        panic!("no cell")
    };
    assert_eq!(cell.input, "# three, then half of it\nadd 3\nhalve\n");
    assert_eq!(
        cell.output.as_deref(),
        Some("now 3\nthe number is odd\nwhy: 3 has no half")
    );
    let Some(Block::Predict(predict)) = lesson.block("p1") else {
        panic!("no question")
    };
    assert_eq!(
        prose::plain_all(&predict.question),
        "What does halving an odd number do?\nIt is asked of 3."
    );
    let Answer::Choice { choices, right } = &predict.answer else {
        panic!("no choice")
    };
    assert_eq!(
        (choices.len(), right.as_str(), choices[1].feedback.len()),
        (2, "refused", 0)
    );
    assert!(prose::plain_all(&choices[0].feedback).starts_with("Other worlds"));
}

#[test]
fn links_have_meanings_and_line_breaks_are_spaces() {
    let lesson = english();
    let text = prose::plain(lesson.lead());
    assert!(text.contains("added to and halved, see parity"), "{text}");
    let Block::Prose(lead) = &lesson.blocks[0] else {
        panic!("no lead")
    };
    let targets = prose::links(std::slice::from_ref(lead));
    let expected = [
        Target::Term("parity".into()),
        Target::Here("first".into()),
        Target::Lesson("adding".into()),
    ];
    assert_eq!(targets, expected.iter().collect::<Vec<_>>());
}

#[test]
fn a_translation_has_its_words_and_the_lessons_behaviour() {
    let english = english();
    let lesson = chinese(ZH).unwrap_or_else(|mistakes| panic!("{}", lines(&mistakes)));
    assert_eq!(lesson.title, "一步一步地数");
    assert_eq!(
        (&lesson.version, lesson.block("first")),
        (&english.version, english.block("first"))
    );
    let Some(Block::Predict(predict)) = lesson.block("p2") else {
        panic!("no question")
    };
    assert!(
        matches!(&predict.answer, Answer::Number { value: 4.0, tolerance: 0.5, unit } if unit == "个")
    );
    let Block::Prose(Prose::Paragraph(lead)) = &lesson.blocks[0] else {
        panic!("no lead")
    };
    assert_eq!(
        prose::plain(lead),
        "这里只有一个数。可以加，也可以折半，参见奇偶、第一个单元和加法。"
    );
}

#[test]
fn a_line_break_beside_a_chinese_character_and_a_latin_one_is_a_space() {
    let text = |source: &str| {
        let source =
            format!("---\nid: a\nworld: w\nminutes: 1\nsummary: s\n---\n# T\n\n{source}\n");
        prose::plain(Lesson::parse(&source, "en.md").unwrap().lead())
    };
    assert_eq!(text("数\n字"), "数字");
    assert_eq!(text("数\n*字*\n又\n**一**"), "数字又一");
    assert_eq!(text("数\nWAL\n字"), "数 WAL 字");
    assert_eq!(text("a\n*b*\n`c`\nd"), "a b c d");
}

#[test]
fn prose_prints_as_markdown_that_reads_as_the_same_prose() {
    for lesson in [english(), chinese(ZH).unwrap()] {
        for said in lesson.blocks.iter().flat_map(Block::prose) {
            let markdown = prose::to_markdown(said);
            let source =
                format!("---\nid: a\nworld: w\nminutes: 1\nsummary: s\n---\n# T\n\n{markdown}\n");
            // Where links go is the lesson's business, not that of one paragraph of it.
            let source = source.replace("](#first)", "](https://example.org)");
            let again = Lesson::parse(&source, "again.md")
                .unwrap_or_else(|m| panic!("{}\n{markdown}", lines(&m)));
            let printed: Vec<Prose> = again
                .blocks
                .iter()
                .map(|block| match block {
                    Block::Prose(prose) => prose.clone(),
                    block => panic!("{block:?}"),
                })
                .collect();
            assert_eq!(
                prose::to_markdown(&printed),
                markdown.replace("](#first)", "](https://example.org)")
            );
            assert_eq!(prose::plain_all(&printed), prose::plain_all(said));
        }
    }
}

#[test]
fn text_that_looks_like_markdown_survives_printing() {
    for text in [
        "1. not a list",
        "# no heading",
        "- no item",
        "a*b*c _d_ `e` <f> [g](h) &amp; \\",
        "+ x",
        "2) y",
        "--- ",
        "~~~",
        "it's \"so\" -- and so on...",
    ] {
        let prose = vec![Prose::Paragraph(vec![Inline::Text(text.trim().to_owned())])];
        let markdown = prose::to_markdown(&prose);
        let source =
            format!("---\nid: a\nworld: w\nminutes: 1\nsummary: s\n---\n# T\n\n{markdown}\n");
        let again = Lesson::parse(&source, "again.md")
            .unwrap_or_else(|m| panic!("{}\n{markdown}", lines(&m)));
        assert_eq!(
            again.blocks,
            [Block::Prose(prose[0].clone())],
            "`{text}` printed as `{markdown}`"
        );
    }
}

#[test]
fn a_file_with_windows_line_ends_is_the_same_lesson() {
    let text = format!("\u{feff}{}", EN.replace('\n', "\r\n"));
    assert_eq!(Lesson::parse(&text, "en.md").unwrap(), english());
}

/// Replaces the first occurrence, which must be there.
fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "`{from}` is not in the fixture");
    text.replacen(from, to, 1)
}

fn line_of(text: &str, part: &str) -> usize {
    let at = text
        .find(part)
        .unwrap_or_else(|| panic!("`{part}` is not in the text"));
    text[..at].matches('\n').count() + 1
}

/// Each mistake: what is replaced by what, where it is found, and what is said.
#[test]
fn every_mistake_in_english_is_found_with_its_line() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("id: counting\n", "", "---", "needs `id: ..`"),
        ("id: counting", "id: Counting!", "id: C", "is no id"),
        ("world: counter\n", "", "---", "needs `world: ..`"),
        (
            "summary: A number",
            "summery: A number",
            "summery",
            "unknown key `summery`",
        ),
        (
            "seed: 3",
            "seed: three",
            "seed: three",
            "expected a whole number as `seed`",
        ),
        ("seed: 3", "seed: 3\nseed: 4", "seed: 4", "twice"),
        (
            "```rust",
            "```counter",
            "```counter\n",
            "without an id doesn't run",
        ),
        (
            "needs: [adding]",
            "needs: adding",
            "needs:",
            "expected a list",
        ),
        (
            "minutes: 2",
            "two minutes",
            "two minutes",
            "expected `key: value`",
        ),
        (
            "# Counting in steps",
            "Counting in steps",
            "\nCounting",
            "expected a title",
        ),
        ("## Dice", "# Dice", "# Dice", "one title"),
        ("## Dice", "#### Dice", "#### Dice", "level 2 or 3"),
        ("*added*", "<b>added</b>", "A number is all", "raw HTML"),
        ("## Dice", "<p>\n\n## Dice", "<p>", "raw HTML"),
        (
            "*added*",
            "![picture](x.png)",
            "A number is all",
            "use a `figure`",
        ),
        (
            "lesson/adding",
            "adding.html",
            "**halved**",
            "expected a link to",
        ),
        (
            "](#first)",
            "](#last)",
            "A number is all",
            "no such block or section",
        ),
        (
            "*added*",
            "**“added”**x",
            "A number is all",
            "`**` stands here as text",
        ),
        (
            "```counter #dice",
            "```counter #first",
            "```counter #first\nroll",
            "`#first` is taken by the block of line 15",
        ),
        (
            "```counter #dice",
            "```counter #Dice!",
            "```counter #Dice!",
            "is no id",
        ),
        (
            "```counter #dice",
            "```counter dice",
            "```counter dice",
            "expected `language` or `language #id`",
        ),
        (
            "```counter #dice",
            "```counter #dice now",
            "```counter #dice",
            "expected nothing after",
        ),
        (
            "```predict #p1 choice",
            "```predict",
            "```predict\n",
            "expected an id",
        ),
        (
            "```predict #p1 choice",
            "```predict #p1",
            "```predict #p1",
            "expected `predict #p1 choice`",
        ),
        (
            "answer: refused",
            "answer: up",
            "answer: up",
            "the answer is no choice: expected one of `down`, `refused`",
        ),
        (
            "answer: refused\n",
            "",
            "```predict #p1",
            "expected `answer: ..`",
        ),
        (
            "answer: refused\n",
            "answer: refused\nanswer: down\n",
            "answer: down",
            "twice",
        ),
        (
            "choice down:",
            "choice refused:",
            "choice refused: it is",
            "twice",
        ),
        ("choice down:", "choice:", "choice:", "expected a name"),
        (
            "choice down: it rounds down",
            "choice down: 40. At most",
            "choice down: 40.",
            "Markdown reads this as a numbered list; for a number write `40\\.`",
        ),
        (
            "choice down: it rounds down",
            "choice down: - one",
            "choice down: -",
            "Markdown reads this as a list",
        ),
        (
            "choice down: it rounds down",
            "choice down:",
            "choice down:",
            "expected the words of the choice",
        ),
        (
            "feedback down:",
            "feedback up:",
            "feedback up",
            "no `choice up:`",
        ),
        ("prints: 3\n", "", "probe: show", "expected `prints: ..`"),
        (
            "probe: halve\nprints: the number is odd...\nprobe: show\n",
            "",
            "prints: 3",
            "expected `probe: ..` before",
        ),
        (
            "why: A refused",
            "because: A refused",
            "because",
            "unknown key `because` in `predict`",
        ),
        (
            "why: A refused",
            "why: <i>A</i> refused",
            "why: <i>",
            "raw HTML",
        ),
        (
            "answer: 4",
            "answer: four",
            "answer: four",
            "expected a number as answer",
        ),
        (
            "tolerance: 0.5",
            "tolerance: small",
            "tolerance",
            "expected a number as tolerance",
        ),
        (
            "probe: add 1\n",
            "",
            "```predict #p2",
            "expected `probe: ..`",
        ),
        ("at: first", "at: last", "```predict #p2", "no cell `#last`"),
        (
            "answer: number",
            "answer: number\ntolerance: 1",
            "```predict #p3",
            "belong to a number",
        ),
        (
            "from: first",
            "from: p1",
            "```challenge #c1",
            "no cell `#p1`",
        ),
        (
            "limit: 2 commands",
            "limit: few",
            "limit: few",
            "expected a whole number as `limit`",
        ),
        (
            "probe: show\nprints: 2\nnever: the number is odd\n",
            "",
            "```challenge #c1",
            "expected a condition",
        ),
        (
            "forbid: roll",
            "forbid: roll,, show",
            "forbid:",
            "expected verbs with commas between them as `forbid`, got `roll,, show`",
        ),
        (
            "allow: add, halve",
            "allow:",
            "allow:",
            "as `allow`, got ``",
        ),
        (
            "allow: add, halve",
            "allow: add halve",
            "allow:",
            "with commas",
        ),
        (
            "rolled ...\nprobe: show\nprints: 1\n",
            "rolled ...\nforbid: tell\n",
            "holds:",
            "expected a condition before `holds:`",
        ),
        (
            "trace: 2 vowels",
            "trace: 2 vowels\nforbid: add",
            "program: xyz",
            "only `trace:` and `never:` go with `program:`",
        ),
        (
            "solution:\n  add 1\n  halve\n",
            "",
            "```challenge #c1",
            "expected `solution: ..`",
        ),
        (
            "over: 20 seeds\n",
            "",
            "holds:",
            "`holds:` needs `over: .. seeds`",
        ),
        (
            "holds: at most 40 %",
            "holds: mostly",
            "holds: mostly",
            "expected all, none",
        ),
        (
            "over: 20 seeds",
            "over: 0 seeds",
            "over: 0",
            "expected at least 1",
        ),
        (
            "trace: 2 vowels",
            "trace: 2 vowels\nover: 9 seeds",
            "program: xyz",
            "judged by its verdict",
        ),
        (
            "draw: number line\n",
            "",
            "```figure",
            "expected `draw: ..`",
        ),
        (
            "The number, drawn.\n",
            "",
            "```figure",
            "expected the caption first",
        ),
        (
            "Make it even, then **halve** it.\n",
            "",
            "```challenge #c1",
            "expected the goal first",
        ),
        (
            "The number stays below a million.\n",
            "",
            "```invariant",
            "says nothing",
        ),
        (
            "summary: A number, a die, and when a half is refused.\n---\n",
            "summary: A\n",
            "# Counting",
            "expected `---`, the end",
        ),
    ];
    for (from, to, place, message) in cases {
        let text = with(EN, from, to);
        let mistakes =
            Lesson::parse(&text, "en.md").expect_err(&format!("`{to}` for `{from}` is not seen"));
        let line = line_of(&text, place) + place.len() - place.trim_start_matches('\n').len();
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
fn every_mistake_in_a_translation_is_found_with_its_line() {
    let end = ZH.lines().count();
    let cases: &[(&str, &str, usize, &str)] = &[
        (
            "id: counting",
            "id: adding",
            2,
            "expected the id of en.md, `counting`",
        ),
        (
            "id: counting",
            "id: counting\nseed: 3",
            3,
            "all else stands in en.md",
        ),
        (
            "```counter #first\n",
            "```counter #first\nadd 1\n",
            10,
            "expected an empty block",
        ),
        (
            "```counter #first\n",
            "```counter #frist\n",
            10,
            "`#frist` is not in en.md",
        ),
        (
            "```counter #first\n",
            "```counter #frist\n",
            end,
            "`#first` of en.md is missing here",
        ),
        (
            "```counter #first\n",
            "```adder #first\n",
            10,
            "is a `counter` in en.md, not a `adder`",
        ),
        (
            "```counter #first\n```\n",
            "",
            end - 2,
            "`#first` of en.md is missing here",
        ),
        (
            "choice down: 向下取整\n",
            "",
            13,
            "expected the choices of en.md: down, refused; got refused",
        ),
        (
            "choice down: 向下取整",
            "choice down: 40. 向下取整",
            15,
            "Markdown reads this as a numbered list",
        ),
        (
            "feedback down: 别处会取整，这里拒绝。\n",
            "",
            13,
            "the feedback of `down` is missing",
        ),
        (
            "why: 被拒绝的命令不改变世界。\n",
            "",
            13,
            "expected `why: ..`",
        ),
        (
            "why: 被拒绝的",
            "answer: refused\nwhy: 被拒绝的",
            18,
            "`answer:` is behaviour",
        ),
        ("## 骰子", "### 骰子", 21, "has a heading of level 2 here"),
        ("## 骰子\n", "", end - 1, "expected the 1 headings"),
        (
            "hint: `add 1`\n",
            "",
            37,
            "expected 2 hints as in en.md, got 1",
        ),
        (
            "```note #n1",
            "```invariant #n1",
            61,
            "another kind of block",
        ),
        ("](#first)", "](#last)", 7, "no such block or section"),
    ];
    for (from, to, line, message) in cases {
        let mistakes =
            chinese(&with(ZH, from, to)).expect_err(&format!("`{to}` for `{from}` is not seen"));
        let found = mistakes
            .iter()
            .any(|mistake| mistake.line == *line && mistake.message.contains(message));
        assert!(
            found,
            "`{to}` for `{from}`: expected line {line}, `{message}`; got\n{}",
            lines(&mistakes)
        );
    }
    let swapped = with(ZH, "#n1", "#x")
        .replacen("note #x", "note #i1", 1)
        .replacen("invariant #i1", "invariant #n1", 1);
    let mistakes = chinese(&swapped).unwrap_err();
    assert!(
        lines(&mistakes).contains("expected the order of en.md: `#n1` here, not `#i1`"),
        "{}",
        lines(&mistakes)
    );
}

#[test]
fn all_mistakes_are_reported_in_the_order_of_their_lines() {
    let text = with(
        &with(&with(EN, "seed: 3", "seed: x"), "at: first", "at: nowhere"),
        "limit: 2",
        "limit: y",
    );
    let mistakes = Lesson::parse(&text, "en.md").unwrap_err();
    assert_eq!(mistakes.len(), 3, "{}", lines(&mistakes));
    assert!(mistakes.windows(2).all(|pair| pair[0].line < pair[1].line));
    assert!(
        mistakes[0]
            .to_string()
            .starts_with("en.md:4: expected a whole number")
    );
}

#[test]
fn the_version_changes_with_what_runs_and_not_with_prose() {
    let version =
        |from: &str, to: &str| Lesson::parse(&with(EN, from, to), "en.md").unwrap().version;
    let old = english().version;
    assert_eq!(
        version("A number is all there is.", "There is a number."),
        old
    );
    assert_eq!(
        version("now 6\n", "now 8\n"),
        old,
        "outputs follow from inputs"
    );
    assert_ne!(version("add 3\nhalve", "add 5\nhalve"), old);
    assert_ne!(version("seed: 3", "seed: 4"), old);
    assert_ne!(version("abc\n---", "abd\n---"), old);
}

#[test]
fn random_damage_to_a_file_never_panics() {
    let mut dice: u64 = 99;
    let mut below = |n: usize| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % n
    };
    for source in [EN, ZH] {
        let lines: Vec<&str> = source.lines().collect();
        for _ in 0..400 {
            let mut text: Vec<&str> = lines.clone();
            for _ in 0..1 + below(4) {
                let at = below(text.len());
                match below(3) {
                    0 => drop(text.remove(at)),
                    1 => text.insert(at, lines[below(lines.len())]),
                    _ => {
                        let line = text[at];
                        let cut = (0..=line.len())
                            .filter(|i| line.is_char_boundary(*i))
                            .nth(below(line.chars().count() + 1));
                        text[at] = &line[cut.unwrap_or(0)..];
                    }
                }
            }
            let text = text.join("\n");
            let parsed = Lesson::parse(&text, "en.md");
            if let Err(mistakes) = &parsed {
                let last = text.lines().count().max(1);
                assert!(
                    mistakes.iter().all(|m| (1..=last + 1).contains(&m.line)),
                    "{}",
                    self::lines(mistakes)
                );
            }
            let _ = chinese(&text);
        }
    }
}
