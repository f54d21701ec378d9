//! What happened to the table and its feed.

use super::{counted, cut};
use crate::search::TEXT;
use postings::Value;
use postings::feed::{Poll, Row, Way};
use std::fmt;

/// Something that happened to the table, or to the feed.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedEvent {
    /// A row was inserted or changed.
    Written {
        /// The row as it is now.
        row: Row,
        /// Whether it is new.
        is_new: bool,
    },
    /// A row was deleted; this is what it was.
    Gone(Row),
    /// The rows of the table.
    Rows(Vec<Row>),
    /// A feed began, with an empty index.
    Begun(Way),
    /// The feed has read what changed.
    Polled {
        /// How far it had come before.
        before: Way,
        /// What it did.
        poll: Poll,
    },
    /// Table and index were compared.
    Compared(Told),
}

/// A difference, with rows and documents by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// How many rows there are.
    pub rows: usize,
    /// How many documents there are, counting what waits.
    pub documents: usize,
    /// Rows without a document.
    pub missing: Vec<String>,
    /// Rows whose document says something else.
    pub stale: Vec<String>,
    /// Rows that a search sees after the next refresh only.
    pub waiting: Vec<String>,
    /// Documents whose row is gone.
    pub ghosts: Vec<String>,
    /// Documents of a row that has a newer one.
    pub doubles: Vec<String>,
    /// Documents that a search sees until the next refresh.
    pub leaving: Vec<String>,
}

/// Characters of a row's text that a line shows.
const SNIPPET: usize = 40;

impl fmt::Display for FeedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FeedEvent::Written { row, is_new } => {
                let verb = if *is_new { "inserted" } else { "changed" };
                write!(f, "row {}: {}, {verb}", row.number, columns(row))
            }
            FeedEvent::Gone(row) => write!(f, "row {}: {}, deleted", row.number, key(row)),
            FeedEvent::Rows(rows) => {
                write!(f, "{}", counted(rows.len(), "row"))?;
                rows.iter().try_for_each(|row| {
                    let text = row.document.get(TEXT).map(Value::to_text);
                    let text = cut(&text.unwrap_or_default(), SNIPPET);
                    write!(f, "\nrow {}: {}: {text}", row.number, columns(row))
                })
            }
            FeedEvent::Begun(Way::Time { overlap, .. }) => match overlap {
                0 => write!(f, "feed by time, no overlap"),
                overlap => write!(f, "feed by time, overlap {overlap} s"),
            },
            FeedEvent::Begun(Way::Log { position }) => write!(f, "feed by log from {position}"),
            FeedEvent::Polled { before, poll } => polled(before, poll, f),
            FeedEvent::Compared(told) => compared(told, f),
        }
    }
}

fn key(row: &Row) -> String {
    match &row.key {
        Some(key) => format!("key {key}"),
        None => "no key".to_string(),
    }
}

fn columns(row: &Row) -> String {
    match row.updated {
        Some(seconds) => format!("{}, time {seconds} s", key(row)),
        None => format!("{}, no time", key(row)),
    }
}

fn polled(before: &Way, poll: &Poll, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match before {
        Way::Log { position } => write!(f, "poll: log from {position}: ")?,
        Way::Time {
            overlap,
            last: Some(last),
        } if last >= overlap => write!(f, "poll: time after {} s: ", last - overlap)?,
        Way::Time { .. } => write!(f, "poll: any time: ")?,
    }
    write!(
        f,
        "{} read, {} new, {} changed, {} repeated",
        poll.read, poll.added, poll.changed, poll.repeated
    )?;
    if matches!(before, Way::Log { .. }) {
        write!(f, ", {} deleted", poll.deleted)?;
    }
    match poll.unplaced {
        0 => Ok(()),
        unplaced => write!(f, ", {} without a key", counted(unplaced, "delete")),
    }
}

fn compared(told: &Told, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (rows, documents) = (
        counted(told.rows, "row"),
        counted(told.documents, "document"),
    );
    write!(f, "{rows}, {documents}")?;
    let kinds = [
        ("missing", &told.missing),
        ("stale", &told.stale),
        ("ghosts", &told.ghosts),
        ("doubles", &told.doubles),
        ("waiting", &told.waiting),
        ("leaving", &told.leaving),
    ];
    if kinds.iter().all(|(_, names)| names.is_empty()) {
        return write!(f, ": the index is the table");
    }
    let some = kinds.into_iter().filter(|(_, names)| !names.is_empty());
    some.into_iter()
        .try_for_each(|(kind, names)| write!(f, "\n{kind}: {}", names.join(" ")))
}
