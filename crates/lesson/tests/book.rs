//! The book: lessons in their order, the glossary, what hangs loose between them, and search over all of it.

use std::collections::BTreeMap;

use lesson::{Book, Glossary, Mistake, Summary, prose};

const FILES: [(&str, &str); 6] = [
    ("SUMMARY.md", include_str!("lessons/SUMMARY.md")),
    ("glossary.md", include_str!("lessons/glossary.md")),
    ("adding/en.md", include_str!("lessons/adding/en.md")),
    ("adding/zh.md", include_str!("lessons/adding/zh.md")),
    ("counting/en.md", include_str!("lessons/counting/en.md")),
    ("counting/zh.md", include_str!("lessons/counting/zh.md")),
];

fn files() -> BTreeMap<String, String> {
    FILES
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
}

fn book() -> Book {
    Book::read(&files()).unwrap_or_else(|mistakes| panic!("{}", lines(&mistakes)))
}

fn lines(mistakes: &[Mistake]) -> String {
    mistakes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_book_has_its_lessons_in_order_and_knows_the_unwritten_ones() {
    let book = book();
    let ids: Vec<&str> = book
        .lessons
        .iter()
        .map(|[english, _]| english.id.as_str())
        .collect();
    assert_eq!(ids, ["adding", "counting"]);
    let listed: Vec<(usize, &str, bool)> = book
        .summary
        .lessons()
        .map(|l| (l.number, l.title[0].as_str(), l.id.is_some()))
        .collect();
    assert_eq!(
        listed,
        [
            (1, "Zero", false),
            (2, "Adding", true),
            (3, "Counting", true),
            (4, "Beyond", false)
        ]
    );
    assert_eq!(book.summary.parts[0].about[1], "能拿它做什么");
    assert_eq!(
        book.summary.part_of("counting").unwrap().title,
        ["Numbers", "数"]
    );
    let [before, after] = book.summary.neighbours("counting");
    assert_eq!((before.unwrap().title[1].as_str(), after), ("加法", None));
}

#[test]
fn the_curriculum_lists_all_27_lessons() {
    let summary =
        Summary::parse(include_str!("../../../lessons/SUMMARY.md"), "SUMMARY.md").unwrap();
    assert_eq!((summary.lessons().count(), summary.parts.len()), (27, 6));
}

#[test]
fn everything_that_hangs_loose_is_found() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "counting/en.md",
            "glossary#parity",
            "glossary#party",
            "counting/en.md:13: a link goes to `glossary#party`, and there is no",
        ),
        (
            "counting/zh.md",
            "lesson/adding",
            "lesson/sums",
            "counting/zh.md:8: a link goes to `lesson/sums`, and SUMMARY.md",
        ),
        (
            "counting/en.md",
            "needs: [adding]",
            "needs: [sums]",
            "counting/en.md:6: `needs` names `sums`, which SUMMARY.md",
        ),
        (
            "adding/en.md",
            "minutes: 1",
            "minutes: 1\nneeds: [counting]",
            "`counting`, which doesn't come before",
        ),
        (
            "adding/en.md",
            "id: adding",
            "id: add",
            "adding/en.md:2: expected the folder's name",
        ),
        (
            "adding/zh.md",
            "# 什么",
            "什么",
            "adding/zh.md:5: expected a title",
        ),
        (
            "glossary.md",
            "lesson/counting",
            "lesson/other",
            "glossary.md:7: a link goes to `lesson/other`",
        ),
        (
            "glossary.md",
            "一个数是不是偶数。\n",
            "",
            "glossary.md:5: `parity` needs two paragraphs",
        ),
        (
            "glossary.md",
            "一个数是不是偶数。\n",
            "一\n\n二\n",
            "glossary.md:11: expected two paragraphs",
        ),
        (
            "glossary.md",
            "one's half /",
            "parity /",
            "glossary.md:11: the term `parity` stands here twice",
        ),
        (
            "glossary.md",
            "half / 一半",
            "half",
            "glossary.md:11: expected `English / 中文`",
        ),
        (
            "glossary.md",
            "### Parity / 奇偶\n",
            "",
            "glossary.md:6: expected a term",
        ),
        (
            "glossary.md",
            "## Numbers / 数\n",
            "",
            "glossary.md:4: expected a group",
        ),
        (
            "glossary.md",
            "## Numbers / 数\n",
            "## Numbers / 数\n\n- one\n",
            "glossary.md:5: expected a paragraph",
        ),
        (
            "SUMMARY.md",
            "- Beyond / 以外",
            "- Beyond",
            "SUMMARY.md:13: expected `English / 中文`",
        ),
        (
            "SUMMARY.md",
            "- Beyond / 以外",
            "- Beyond / 以外\nMore",
            "SUMMARY.md:14: expected `- Title / 标题` or",
        ),
        (
            "SUMMARY.md",
            "(adding/en.md)",
            "(adding/zh.md)",
            "SUMMARY.md:8: expected `[Title / 标题](id/en.md)`",
        ),
        (
            "SUMMARY.md",
            "## Numbers / 数\n",
            "",
            "SUMMARY.md:4: expected a part",
        ),
        (
            "SUMMARY.md",
            "(adding/en.md)",
            "(counting/en.md)",
            "the lesson `counting` is listed twice",
        ),
        (
            "SUMMARY.md",
            "[Adding / 加法](adding/en.md)",
            "Adding / 加法",
            "adding/en.md:1: no lesson of SUMMARY.md has this file",
        ),
        (
            "SUMMARY.md",
            "Zero / 零",
            "[Zero / 零](zero/en.md)",
            "zero/zh.md:1: the file is missing",
        ),
    ];
    for (file, from, to, message) in cases {
        let mut files = files();
        let text = files.get_mut(*file).unwrap();
        assert!(text.contains(from), "`{from}` is not in {file}");
        *text = text.replacen(from, to, 1);
        let mistakes = Book::read(&files).expect_err(&format!("`{to}` in {file} is not seen"));
        assert!(
            lines(&mistakes).contains(message),
            "`{to}` in {file}: expected `{message}`; got\n{}",
            lines(&mistakes)
        );
    }
}

#[test]
fn a_file_that_belongs_to_no_lesson_is_found() {
    for path in ["adding/de.md", "notes.txt", "old/en.md"] {
        let mut files = files();
        files.insert(path.to_owned(), String::new());
        let mistakes = Book::read(&files).unwrap_err();
        assert!(
            lines(&mistakes).starts_with(&format!("{path}:1: no lesson")),
            "{}",
            lines(&mistakes)
        );
    }
    assert!(Book::read(&BTreeMap::new()).is_err());
}

#[test]
fn a_term_is_known_by_its_english_name() {
    let glossary = book().glossary;
    let ids: Vec<&str> = glossary.terms.iter().map(|term| term.id.as_str()).collect();
    assert_eq!(ids, ["parity", "ones-half"]);
    let term = glossary.term("ones-half").unwrap();
    assert_eq!(
        (&term.name[1], &term.group[1]),
        (&"一半".to_owned(), &"数".to_owned())
    );
    assert_eq!(
        prose::plain_all(&term.meaning[0]),
        "A part of two equal ones."
    );
}

#[test]
fn the_glossary_of_the_book_is_well_formed() {
    Glossary::parse(include_str!("../../../lessons/glossary.md"), "glossary.md").unwrap();
}
