//! The language of the search world: what a line, or several, can say.

use super::verbs;
use crate::line::{Line, Word};
use lesson::{ParseError, Verb};
use postings::intersect::Seek;
use postings::{Analyzer, Kind, sql};
use std::str::FromStr;

mod cut;
pub(super) use cut::cut;

mod feeding;
pub use feeding::{FeedCommand, TableCommand, When};

mod lists;
mod making;
mod request;
mod write;

/// What one can ask of the search world. Bodies and SQL are kept as they were written; that they can be read is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Puts a document.
    Put {
        /// The index.
        index: String,
        /// The id.
        id: String,
        /// The document, as JSON.
        body: String,
    },
    /// Puts a document that is only a text, into the current index.
    Doc {
        /// The id.
        id: String,
        /// The text.
        text: String,
    },
    /// Gets a document.
    Get {
        /// The index.
        index: String,
        /// The id.
        id: String,
    },
    /// Deletes a document.
    Delete {
        /// The index.
        index: String,
        /// The id.
        id: String,
    },
    /// Searches.
    Search {
        /// The index.
        index: String,
        /// The body, as JSON.
        body: String,
    },
    /// Explains a score.
    Explain {
        /// The index.
        index: String,
        /// The id.
        id: String,
        /// The body, as JSON.
        body: String,
    },
    /// Translates SQL and searches.
    Sql(String),
    /// Translates SQL.
    Translate(String),
    /// Makes an empty index.
    Index {
        /// Its name.
        name: String,
        /// The kinds of some fields.
        fields: Vec<(String, Kind)>,
    },
    /// Makes an index of documents that we have.
    Load(String),
    /// Puts each line as a document.
    Text {
        /// What their ids begin with.
        name: String,
        /// The lines.
        lines: String,
    },
    /// Cuts a text.
    Analyze {
        /// How; as the index does it unless said.
        analyzer: Option<Analyzer>,
        /// The text.
        text: String,
    },
    /// The list of a term.
    Postings(String),
    /// Looks for the terms of a text.
    Find {
        /// How.
        how: Find,
        /// The text.
        text: String,
    },
    /// Makes a list.
    List {
        /// Its name.
        name: String,
        /// Its numbers, ascending.
        list: Vec<u32>,
    },
    /// Intersects lists.
    Intersect {
        /// In which ways.
        ways: Vec<Seek>,
        /// Which lists, or the lists of which terms; the first leads.
        names: Vec<String>,
        /// How many comparisons it may take: only told, nothing stops there.
        within: Option<u32>,
    },
    /// Intersects lists, comparison by comparison: stands before the first.
    Walk {
        /// In which ways, side by side.
        ways: Vec<Seek>,
        /// Which lists, or the lists of which terms; the first leads.
        names: Vec<String>,
    },
    /// Goes on by so many comparisons; to the end without a number.
    Step(Option<u64>),
    /// Looks at the table of the database, or changes it.
    Table(TableCommand),
    /// Begins to feed an index from the table, or compares the two.
    Feed(FeedCommand),
    /// The feed reads what has changed.
    Poll,
    /// Refreshes an index; the current one if it has no name.
    Refresh(String),
    /// Merges all segments of an index; of the current one if it has no name.
    Merge(String),
    /// How often time refreshes, in milliseconds.
    Every(Option<u64>),
    /// Time passes, in milliseconds.
    Sleep(u64),
}

/// How terms are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Find {
    /// All terms at their offsets.
    Phrase,
    /// All terms.
    All,
    /// Any term.
    Any,
    /// Any two terms at their offsets: the mistaken check.
    Pairs,
}

const FINDS: [(&str, Find); 4] = [
    ("phrase", Find::Phrase),
    ("all", Find::All),
    ("any", Find::Any),
    ("pairs", Find::Pairs),
];

const LOADS: [(&str, &str); 3] = [("zh", "zh"), ("en", "en"), ("reviews", "reviews")];

const MOST_MS: u64 = 86_400_000;

fn verb_of(text: &str) -> Option<&'static Verb> {
    let word = text.split_whitespace().next()?;
    let is_it = |verb: &&Verb| match verb.name {
        "select" => word.eq_ignore_ascii_case("select"),
        name => word == name,
    };
    verbs::VERBS.iter().find(is_it)
}

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Command, ParseError> {
        let verb = verb_of(text).map(|verb| verb.name);
        match verb {
            Some("GET" | "PUT" | "POST" | "DELETE") => request::request(text),
            Some("select") => {
                let sql = text.trim();
                read_sql(text, sql).map(|()| Command::Sql(sql.to_string()))
            }
            Some("translate") => {
                let sql = rest_after(text, "translate");
                if sql.is_empty() {
                    return Err(Line::new(text).missing("a `select`"));
                }
                read_sql(text, sql).map(|()| Command::Translate(sql.to_string()))
            }
            Some("text") => making::here(text),
            Some("table") => feeding::table(text),
            Some("doc") => {
                let mut line = Line::new(text);
                line.take();
                let id = name(&mut line, "an id")?;
                let rest = rest_after(rest_after(text, "doc"), &id).to_string();
                if rest.is_empty() {
                    return Err(line.missing("a text"));
                }
                one_line(text, &rest)?;
                Ok(Command::Doc { id, text: rest })
            }
            Some("analyze") => {
                let rest = rest_after(text, "analyze");
                let first = rest.split_whitespace().next().unwrap_or("");
                let named = Analyzer::NAMES.iter().find(|(name, _)| *name == first);
                let text_of = named
                    .map_or(rest, |(name, _)| rest_after(rest, name))
                    .to_string();
                if text_of.is_empty() {
                    return Err(Line::new(text).missing("a text"));
                }
                one_line(text, &text_of)?;
                Ok(Command::Analyze {
                    analyzer: named.map(|(_, analyzer)| *analyzer),
                    text: text_of,
                })
            }
            Some("find") => {
                let mut line = Line::new(text);
                line.take();
                let how = line.choice("a way to find", &FINDS)?;
                let rest = rest_after(rest_after(text, "find"), find_name(how)).to_string();
                if rest.is_empty() {
                    return Err(line.missing("a text"));
                }
                one_line(text, &rest)?;
                Ok(Command::Find { how, text: rest })
            }
            _ => short(text),
        }
    }
}

/// A line of words.
fn short(text: &str) -> Result<Command, ParseError> {
    let mut line = Line::new(text);
    let command = match line.verb(verbs::VERBS)? {
        "load" => Command::Load(line.choice("something to load", &LOADS)?.to_string()),
        "index" => making::index(&mut line)?,
        "postings" => Command::Postings(name(&mut line, "a term")?),
        "list" => lists::list(&mut line)?,
        "intersect" => lists::intersect(&mut line)?,
        "walk" => lists::walk(&mut line)?,
        "step" => lists::step(&mut line)?,
        "feed" => feeding::feed(&mut line)?,
        "poll" => Command::Poll,
        "refresh" => match line.take() {
            None => Command::Refresh(String::new()),
            Some(Word { text: "never", .. }) => Command::Every(None),
            Some(Word { text: "every", .. }) => Command::Every(Some(time(&mut line, 1)?)),
            Some(word) => {
                return Err(ParseError {
                    message: format!(
                        "expected `every`, `never` or the end, found `{}`",
                        word.text
                    ),
                    span: word.span,
                });
            }
        },
        "merge" => Command::Merge(String::new()),
        "sleep" => Command::Sleep(time(&mut line, 0)?),
        verb => unreachable!("the verb {verb} has a line of its own"),
    };
    line.end()?;
    Ok(command)
}

/// A word that is a name; so that it can be written again, without what has a meaning in a line.
fn name(line: &mut Line, what: &str) -> Result<String, ParseError> {
    match line.take() {
        Some(word) => Ok(word.text.to_string()),
        None => Err(line.missing(what)),
    }
}

/// `2s`, `300ms`, or a number of seconds; in milliseconds.
fn time(line: &mut Line, min: u64) -> Result<u64, ParseError> {
    let Some(word) = line.take() else {
        return Err(line.missing("a time: 2s or 300ms"));
    };
    let (digits, unit) = match (word.text.strip_suffix("ms"), word.text.strip_suffix('s')) {
        (Some(digits), _) => (digits, 1),
        (None, Some(digits)) => (digits, 1_000),
        (None, None) => (word.text, 1_000),
    };
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let ms = digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit));
    ms.filter(|ms| is_plain && (min..=MOST_MS).contains(ms))
        .ok_or_else(|| ParseError {
            message: format!(
                "expected a time up to a day, like 2s or 300ms, found `{}`",
                word.text
            ),
            span: word.span,
        })
}

fn read_sql(text: &str, sql: &str) -> Result<(), ParseError> {
    let at = sql.as_ptr() as usize - text.as_ptr() as usize;
    match sql::translate(sql) {
        Ok(_) => Ok(()),
        Err(mistake) => Err(ParseError {
            span: at + mistake.span.start..at + mistake.span.end,
            message: mistake.message,
        }),
    }
}

/// What follows a word at the beginning of a text, without blanks around it.
fn rest_after<'a>(text: &'a str, word: &str) -> &'a str {
    let text = text.trim();
    text.strip_prefix(word).unwrap_or(text).trim()
}

fn one_line(whole: &str, text: &str) -> Result<(), ParseError> {
    match text.contains('\n') {
        false => Ok(()),
        true => Err(ParseError {
            message: "this must stand on one line".to_string(),
            span: 0..whole.len(),
        }),
    }
}

fn find_name(how: Find) -> &'static str {
    let (name, _) = FINDS
        .iter()
        .find(|(_, find)| *find == how)
        .expect("it has a name");
    name
}

impl Find {
    /// Its name in the language.
    #[must_use]
    pub fn name(self) -> &'static str {
        find_name(self)
    }
}
