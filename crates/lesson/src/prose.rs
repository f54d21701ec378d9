//! Prose as plain data: what a lesson says between its blocks, and in them.
//!
//! A subset of CommonMark with tables. A page turns it into nodes, a search index into words, and its `Display` gives
//! Markdown again, which parses to the same value. There is no raw HTML and no picture: pictures are drawn by engines.

use std::fmt::{self, Display, Write};

use serde::{Deserialize, Serialize};

mod read;
pub(crate) use read::{Part, What, read, read_document};

/// A block of prose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Prose {
    /// A heading, which begins a section.
    Heading {
        /// 2 or 3; the title of the lesson is the only heading of level 1.
        level: u8,
        /// `section-1`, `section-2`...: the same in both languages. Empty inside a block.
        id: String,
        /// What it says.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; each item is blocks of prose.
    List {
        /// The first number of an ordered list.
        start: Option<u64>,
        /// The items.
        items: Vec<Vec<Prose>>,
    },
    /// A quotation.
    Quote(Vec<Prose>),
    /// Code that doesn't run.
    Code {
        /// `rust`, `go`; empty if none is given.
        language: String,
        /// The text, ending in a line break unless it is empty.
        text: String,
    },
    /// A table.
    Table {
        /// One per column.
        align: Vec<Align>,
        /// The head's cells.
        head: Vec<Vec<Inline>>,
        /// The rows' cells.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A line across: a change of subject.
    Rule,
}

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// At the start, as text does.
    Start,
    /// In the middle.
    Center,
    /// At the end, as numbers do.
    End,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Inline {
    /// Words. A line break of the source is a space here, or nothing between two Chinese characters.
    Text(String),
    /// Code in a line.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// A link.
    Link {
        /// Where it goes.
        to: Target,
        /// What it says.
        text: Vec<Inline>,
    },
    /// A line break that was asked for.
    Break,
}

/// Where a link goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A term of the glossary: `glossary#revision`.
    Term(String),
    /// Another lesson: `lesson/mvcc`.
    Lesson(String),
    /// An experiment of the laboratory: `lab/shuffle`.
    Laboratory(String),
    /// A block or section of this lesson: `#first`.
    Here(String),
    /// An address elsewhere, for sources: `https://..`.
    Web(String),
}

/// The words of some prose without any marks: for search, summaries and headings.
#[must_use]
pub fn plain(text: &[Inline]) -> String {
    let mut words = String::new();
    for inline in text {
        match inline {
            Inline::Text(text) | Inline::Code(text) => words.push_str(text),
            Inline::Emphasis(text) | Inline::Strong(text) | Inline::Link { text, .. } => {
                words.push_str(&plain(text))
            }
            Inline::Break => words.push(' '),
        }
    }
    words
}

impl Prose {
    /// Its words without any marks, one line per paragraph, item or row.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Prose::Heading { text, .. } | Prose::Paragraph(text) => plain(text),
            Prose::List { items, .. } => items
                .iter()
                .map(|item| plain_all(item))
                .collect::<Vec<_>>()
                .join("\n"),
            Prose::Quote(inner) => plain_all(inner),
            Prose::Code { text, .. } => text.trim_end().to_owned(),
            Prose::Table { head, rows, .. } => {
                let line = |cells: &[Vec<Inline>]| {
                    cells.iter().map(|c| plain(c)).collect::<Vec<_>>().join(" ")
                };
                std::iter::once(line(head))
                    .chain(rows.iter().map(|row| line(row)))
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            Prose::Rule => String::new(),
        }
    }
}

/// The words of several blocks, one line per paragraph.
#[must_use]
pub fn plain_all(blocks: &[Prose]) -> String {
    blocks
        .iter()
        .map(Prose::plain)
        .collect::<Vec<_>>()
        .join("\n")
}

/// All links in some prose, in order.
#[must_use]
pub fn links(blocks: &[Prose]) -> Vec<&Target> {
    fn of_text<'a>(text: &'a [Inline], found: &mut Vec<&'a Target>) {
        for inline in text {
            match inline {
                Inline::Link { to, text } => {
                    found.push(to);
                    of_text(text, found);
                }
                Inline::Emphasis(text) | Inline::Strong(text) => of_text(text, found),
                Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
            }
        }
    }
    fn of_blocks<'a>(blocks: &'a [Prose], found: &mut Vec<&'a Target>) {
        for block in blocks {
            match block {
                Prose::Heading { text, .. } | Prose::Paragraph(text) => of_text(text, found),
                Prose::List { items, .. } => items.iter().for_each(|item| of_blocks(item, found)),
                Prose::Quote(inner) => of_blocks(inner, found),
                Prose::Table { head, rows, .. } => {
                    head.iter()
                        .chain(rows.iter().flatten())
                        .for_each(|cell| of_text(cell, found));
                }
                Prose::Code { .. } | Prose::Rule => {}
            }
        }
    }
    let mut found = Vec::new();
    of_blocks(blocks, &mut found);
    found
}

/// Several blocks as Markdown, a blank line between them, no line break at the end.
#[must_use]
pub fn to_markdown(blocks: &[Prose]) -> String {
    blocks
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// Markdown, without a line break at the end.
impl Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Prose::Heading { level, text, .. } => {
                write!(f, "{} {}", "#".repeat(usize::from(*level)), markdown(text))
            }
            Prose::Paragraph(text) => f.write_str(&markdown(text)),
            Prose::List { start, items } => {
                let lines = items.iter().enumerate().map(|(i, item)| {
                    let mark =
                        start.map_or("- ".to_owned(), |first| format!("{}. ", first + i as u64));
                    indent(&to_markdown(item), &mark, &" ".repeat(mark.len()))
                });
                f.write_str(&lines.collect::<Vec<_>>().join("\n"))
            }
            Prose::Quote(inner) => f.write_str(&indent(&to_markdown(inner), "> ", "> ")),
            Prose::Code { language, text } => f.write_str(&fence(language, text)),
            Prose::Table { align, head, rows } => {
                let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
                let cells = |row: &[Vec<Inline>]| {
                    row.iter()
                        .map(|c| markdown(c).replace('|', "\\|"))
                        .collect()
                };
                let marks = align.iter().map(|align| match align {
                    Align::Start => "---".to_owned(),
                    Align::Center => ":---:".to_owned(),
                    Align::End => "---:".to_owned(),
                });
                write!(f, "{}\n{}", line(cells(head)), line(marks.collect()))?;
                rows.iter()
                    .try_for_each(|row| write!(f, "\n{}", line(cells(row))))
            }
            Prose::Rule => f.write_str("***"),
        }
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Term(id) => write!(f, "glossary#{id}"),
            Target::Lesson(id) => write!(f, "lesson/{id}"),
            Target::Laboratory(id) => write!(f, "lab/{id}"),
            Target::Here(id) => write!(f, "#{id}"),
            Target::Web(url) => f.write_str(url),
        }
    }
}

/// A fenced block with a fence longer than any in its body.
pub(crate) fn fence(info: &str, body: &str) -> String {
    let longest = body
        .lines()
        .map(|line| line.trim_start().chars().take_while(|c| *c == '`').count())
        .max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let end = if body.is_empty() || body.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{fence}{info}\n{body}{end}{fence}")
}

/// Runs of text as Markdown.
#[must_use]
pub fn markdown(text: &[Inline]) -> String {
    let mut out = String::new();
    for inline in text {
        match inline {
            Inline::Text(text) => escape(text, &mut out),
            Inline::Code(text) => code(text, &mut out),
            Inline::Emphasis(text) => out.extend(["*", &markdown(text), "*"]),
            Inline::Strong(text) => out.extend(["**", &markdown(text), "**"]),
            Inline::Link { to, text } => {
                write!(out, "[{}]({to})", markdown(text)).expect("a String takes what is written");
            }
            Inline::Break => out.push_str("\\\n"),
        }
    }
    out
}

/// Escapes what would mean something else. Rather too much than too little: it is for programs and reads well enough.
fn escape(text: &str, out: &mut String) {
    let begins_line = out.is_empty() || out.ends_with('\n');
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    for (i, c) in text.char_indices() {
        let marks_a_line = begins_line
            && (i == 0 && matches!(c, '#' | '+' | '-' | '=' | '~')
                || digits > 0 && i == digits && matches!(c, '.' | ')'));
        // two dashes or three dots in a row would become a printer's
        let repeats = matches!(c, '-' | '.') && text[..i].ends_with(c);
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '"' | '\''
        ) || marks_a_line
            || repeats
        {
            out.push('\\');
        }
        out.push(c);
    }
}

fn code(text: &str, out: &mut String) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    out.extend([&ticks, pad, text, pad, &ticks]);
}

fn indent(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::new();
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out.push_str(if i == 0 {
            first
        } else if line.is_empty() {
            rest.trim_end()
        } else {
            rest
        });
        out.push_str(line);
    }
    out
}
