//! A table and the feed that brings it to an index: `table`, `feed`. Times are whole seconds, as update times are.

use super::{Command, one_line, time};
use crate::line::Line;
use lesson::ParseError;
use postings::feed::Place;
use std::fmt;

/// What one can do to the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableCommand {
    /// Shows its rows.
    Show,
    /// Inserts or changes a row.
    Put {
        /// Which row.
        place: Place,
        /// What becomes of its update time.
        when: When,
        /// Its text.
        text: String,
    },
    /// Deletes a row.
    Delete(Place),
}

/// What a writer does to the update time of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Sets it to this second.
    Now,
    /// Set it so many seconds ago, and commits only now.
    Late(u64),
    /// Leaves it as it is.
    Unstamped,
}

/// How an index is to be fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedCommand {
    /// Tells table and index apart.
    Compare,
    /// By update time.
    ByTime {
        /// Seconds before the last poll that are asked for again.
        overlap: u64,
    },
    /// By the change log.
    ByLog {
        /// From what happens next, not from the beginning.
        from_end: bool,
    },
}

const UNSTAMPED: &str = "unstamped";
const LATE: &str = "late=";
const ROW: &str = "row=";
const NO_KEY: &str = "-";

/// `table`, `table put ..`, `table delete ..`.
pub(super) fn table(text: &str) -> Result<Command, ParseError> {
    let mut line = Line::new(text);
    line.take();
    if line.is_at_end() {
        return Ok(Command::Table(TableCommand::Show));
    }
    let is_put = line.choice("something to do", &[("put", true), ("delete", false)])?;
    if !is_put {
        let place = place(&mut line)?;
        line.end()?;
        return Ok(Command::Table(TableCommand::Delete(place)));
    }
    let mut when = When::Now;
    let next = line.clone().take();
    match next.as_ref().map(|word| word.text) {
        Some(UNSTAMPED) => {
            line.take();
            when = When::Unstamped;
        }
        Some(word) if word.starts_with(LATE) => {
            let word = line.take().expect("it was just looked at");
            when = When::Late(late(word.text.trim_start_matches(LATE), &word.span)?);
        }
        _ => {}
    }
    let at = line.clone().take();
    let place = place(&mut line)?;
    let after = at.map_or(text.len(), |word| word.span.end);
    let rest = text[after..].trim();
    if rest.is_empty() {
        return Err(line.missing("a text"));
    }
    one_line(text, rest)?;
    let text = rest.to_string();
    Ok(Command::Table(TableCommand::Put { place, when, text }))
}

fn late(value: &str, span: &std::ops::Range<usize>) -> Result<u64, ParseError> {
    let digits = value.strip_suffix('s').unwrap_or(value);
    let seconds = digits
        .parse()
        .ok()
        .filter(|seconds| (1..=86_400).contains(seconds));
    seconds.ok_or_else(|| ParseError {
        message: format!("expected whole seconds up to a day, like 2s, found `{value}`"),
        span: span.end - value.len()..span.end,
    })
}

fn place(line: &mut Line) -> Result<Place, ParseError> {
    let Some(word) = line.take() else {
        return Err(line.missing("a key, `-` for none, or row=<number>"));
    };
    match word.text.strip_prefix(ROW) {
        Some(number) => match number.parse() {
            Ok(number) => Ok(Place::Row(number)),
            Err(_) => Err(ParseError {
                message: format!("expected the number of a row, found `{number}`"),
                span: word.span,
            }),
        },
        None if word.text == NO_KEY => Ok(Place::NoKey),
        None => Ok(Place::Key(word.text.to_string())),
    }
}

/// What follows `feed`.
pub(super) fn feed(line: &mut Line) -> Result<Command, ParseError> {
    if line.is_at_end() {
        return Ok(Command::Feed(FeedCommand::Compare));
    }
    line.choice("a way to feed", &[("by", ())])?;
    let by_time = line.choice("a way to feed", &[("time", true), ("log", false)])?;
    if !by_time {
        let mut from_end = false;
        if !line.is_at_end() {
            line.choice("where to begin", &[("from", ())])?;
            from_end = line.choice("where to begin", &[("start", false), ("end", true)])?;
        }
        return Ok(Command::Feed(FeedCommand::ByLog { from_end }));
    }
    let mut overlap = 0;
    if !line.is_at_end() {
        line.choice("an option", &[("overlap", ())])?;
        let at = line.clone().take();
        let ms = time(line, 0)?;
        if ms % 1_000 != 0 {
            let word = at.expect("it was just read");
            return Err(ParseError {
                message: format!(
                    "expected whole seconds up to a day, like 2s, found `{}`",
                    word.text
                ),
                span: word.span,
            });
        }
        overlap = ms / 1_000;
    }
    Ok(Command::Feed(FeedCommand::ByTime { overlap }))
}

impl fmt::Display for TableCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableCommand::Show => write!(f, "table"),
            TableCommand::Put { place, when, text } => {
                write!(f, "table put ")?;
                match when {
                    When::Now => {}
                    When::Late(seconds) => write!(f, "{LATE}{seconds}s ")?,
                    When::Unstamped => write!(f, "{UNSTAMPED} ")?,
                }
                write!(f, "{} {text}", written(place))
            }
            TableCommand::Delete(place) => write!(f, "table delete {}", written(place)),
        }
    }
}

fn written(place: &Place) -> String {
    match place {
        Place::Key(key) => key.clone(),
        Place::Row(number) => format!("{ROW}{number}"),
        Place::NoKey => NO_KEY.to_string(),
    }
}

impl fmt::Display for FeedCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FeedCommand::Compare => write!(f, "feed"),
            FeedCommand::ByTime { overlap: 0 } => write!(f, "feed by time"),
            FeedCommand::ByTime { overlap } => write!(f, "feed by time overlap {overlap}s"),
            FeedCommand::ByLog { from_end: false } => write!(f, "feed by log"),
            FeedCommand::ByLog { from_end: true } => write!(f, "feed by log from end"),
        }
    }
}
