//! The book: lessons in their order, the glossary, what hangs loose between them, and search over all of it.

use std::collections::BTreeMap;

use lesson::{Book, Findable, Glossary, Mistake, Place, Summary, findables, search};

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
    assert_eq!(book.summary.sections[0].about[1], "能拿它做什么");
    assert_eq!(
        book.summary.section_of("counting").unwrap().title,
        ["Numbers", "数"]
    );
    let [before, after] = book.summary.neighbours("counting");
    assert_eq!((before.unwrap().title[1].as_str(), after), ("加法", None));
}

#[test]
fn the_curriculum_lists_all_27_lessons() {
    let summary =
        Summary::parse(include_str!("../../../lessons/SUMMARY.md"), "SUMMARY.md").unwrap();
    assert_eq!((summary.lessons().count(), summary.sections.len()), (27, 6));
}

#[test]
fn everything_that_hangs_loose_is_found() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "counting/en.md",
            "glossary#parity",
            "glossary#party",
            "counting/en.md:13: a link goes to `glossary#party`, and there is no such term",
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
            "counting/en.md:6: `needs` names `sums`, which SUMMARY.md doesn't list",
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
            "glossary.md:5: a link goes to `lesson/other`",
        ),
        (
            "glossary.md",
            "一个数是不是偶数。\n",
            "",
            "glossary.md:3: `parity` needs two paragraphs",
        ),
        (
            "glossary.md",
            "一个数是不是偶数。\n",
            "一\n\n二\n",
            "glossary.md:9: expected two paragraphs",
        ),
        (
            "glossary.md",
            "## half:",
            "## parity:",
            "glossary.md:9: the term `parity` stands here twice",
        ),
        (
            "glossary.md",
            "half / 一半",
            "half",
            "glossary.md:9: expected `English / 中文`",
        ),
        (
            "glossary.md",
            "# Glossary / 术语\n",
            "# Glossary / 术语\n\nHello.\n",
            "glossary.md:3: expected a term",
        ),
        (
            "SUMMARY.md",
            "4. Beyond",
            "5. Beyond",
            "SUMMARY.md:13: expected the number 4, got 5",
        ),
        (
            "SUMMARY.md",
            "4. Beyond / 以外",
            "4. Beyond",
            "SUMMARY.md:13: expected `English / 中文`",
        ),
        (
            "SUMMARY.md",
            "4. Beyond / 以外",
            "4. Beyond / 以外\nMore",
            "SUMMARY.md:14: expected `5. Title / 标题`, got `More`",
        ),
        (
            "SUMMARY.md",
            "(adding/en.md)",
            "(adding/zh.md)",
            "SUMMARY.md:8: expected `[Title](id/en.md) / 标题`",
        ),
        (
            "SUMMARY.md",
            "(adding/en.md)",
            "(counting/en.md)",
            "the lesson `counting` is listed twice",
        ),
        (
            "SUMMARY.md",
            "[Adding](adding/en.md)",
            "Adding",
            "adding/en.md:1: no lesson of SUMMARY.md has this file",
        ),
        (
            "SUMMARY.md",
            "1. Zero",
            "1. [Zero](zero/en.md)",
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

fn found<'a>(query: &str, all: &'a [Findable]) -> Vec<&'a Place> {
    search(query, all)
        .iter()
        .map(|hit| &all[hit.index].place)
        .collect()
}

fn lesson(id: &str) -> Place {
    Place::Lesson(id.to_owned())
}

#[test]
fn a_two_character_chinese_query_finds_its_lesson() {
    let all = findables(&book());
    assert_eq!(found("加法", &all)[0], &lesson("adding"));
    assert_eq!(
        found("计数", &all),
        [&lesson("counting")],
        "the short name counts as well"
    );
    assert_eq!(
        found("骰子", &all)[0],
        &Place::Section("counting".into(), "section-1".into())
    );
    assert!(found("加减", &all).is_empty(), "both characters, together");
}

#[test]
fn a_chinese_phrase_is_found_whole_or_by_its_pairs() {
    let all = findables(&book());
    let section = Place::Section("adding".into(), "section-1".into());
    assert_eq!(found("天气很好", &all), [&section]);
    assert_eq!(found("天气很", &all), [&section]);
    assert!(found("天气很坏", &all).is_empty(), "one pair is missing");
}

#[test]
fn a_latin_word_is_found_at_the_beginning_of_words_whatever_its_case() {
    let all = findables(&book());
    assert_eq!(found("COUNT", &all)[0], &lesson("counting"));
    assert_eq!(
        found("mmutes", &all),
        [] as [&Place; 0],
        "not in the middle of a word"
    );
    assert_eq!(
        found("half", &all)[0],
        &Place::Term("half".into()),
        "a term of that very name comes first"
    );
    assert_eq!(found("parity", &all)[0], &Place::Term("parity".into()));
}

#[test]
fn all_words_of_a_query_must_be_in_one_place() {
    let all = findables(&book());
    assert_eq!(found("sums everywhere", &all).len(), 1);
    assert!(found("sums parity", &all).is_empty());
    assert!(found("", &all).is_empty() && found("  -- ", &all).is_empty());
}

#[test]
fn an_excerpt_marks_what_was_found() {
    let all = findables(&book());
    for query in [
        "everywhere",
        "加法",
        "天气很好",
        "half",
        "a number",
        "3",
        "the",
        "一",
    ] {
        for hit in search(query, &all) {
            assert!(!hit.marks.is_empty(), "{query}: {hit:?}");
            assert!(
                hit.marks.windows(2).all(|pair| pair[0].end < pair[1].start),
                "{query}: {hit:?}"
            );
            let marked: Vec<&str> = hit
                .marks
                .iter()
                .map(|mark| &hit.excerpt[mark.clone()])
                .collect();
            let marked = marked.join(" ").to_lowercase();
            assert!(
                query.split(' ').any(|word| marked.contains(word)),
                "{query} marks {marked} in {}",
                hit.excerpt
            );
            assert!(
                !hit.excerpt.contains('\n') && hit.excerpt.chars().count() <= 130,
                "{}",
                hit.excerpt
            );
        }
    }
}

#[test]
fn no_query_panics() {
    let all = findables(&book());
    let characters: Vec<char> = "aZ3 天气很好。“*İßſ\n\u{301}加é-".chars().collect();
    let mut dice: u64 = 5;
    for _ in 0..3_000 {
        let mut query = String::new();
        for _ in 0..5 {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            query.push(characters[(dice >> 33) as usize % characters.len()]);
        }
        assert!(search(&query, &all).len() <= all.len());
    }
}

#[test]
fn the_glossary_of_the_book_is_well_formed() {
    Glossary::parse(include_str!("../../../lessons/glossary.md"), "glossary.md").unwrap();
}
