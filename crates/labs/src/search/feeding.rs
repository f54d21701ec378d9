//! The table beside the indexes, and the feed that brings its rows to the index `rows`.

use super::event::{FeedEvent, Told};
use super::{Event, FeedCommand, SearchBench, TEXT, TableCommand, When, refuse, unfit};
use lesson::Refusal;
use postings::feed::{Difference, Feed, Place, Row, Stamp, Table, Way, compare};
use postings::segment::Document;
use postings::{Index, Value};

/// The index that is fed.
pub const FED: &str = "rows";

impl SearchBench {
    /// The table.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The feed, once there is one.
    #[must_use]
    pub fn feed(&self) -> Option<&Feed> {
        self.feed.as_ref()
    }

    /// The time in whole seconds: the unit of update times.
    #[must_use]
    pub fn now_s(&self) -> u64 {
        self.now_ms / 1_000
    }

    /// How the fed index differs from the table; none without a feed.
    #[must_use]
    pub fn difference(&self) -> Option<Difference> {
        let (feed, index) = (self.feed.as_ref()?, self.indexes.get(FED)?);
        Some(compare(&self.table, feed, index))
    }

    pub(super) fn apply_to_table(&mut self, command: &TableCommand) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            TableCommand::Show => FeedEvent::Rows(self.table.rows().cloned().collect()),
            TableCommand::Put { place, when, text } => {
                let stamp = match when {
                    When::Now => Stamp::At(self.now_s()),
                    When::Late(seconds) => Stamp::At(self.now_s().saturating_sub(*seconds)),
                    When::Unstamped => Stamp::Kept,
                };
                let is_new = self.table.row(place).is_none();
                let document = Document::from([(TEXT.to_string(), Value::from(text.as_str()))]);
                let put = self.table.put(place, document, stamp);
                let number = put.ok_or_else(|| no_row(place))?;
                FeedEvent::Written {
                    row: self.row_numbered(number),
                    is_new,
                }
            }
            TableCommand::Delete(place) => {
                let row = self.table.row(place).cloned();
                let row = row.ok_or_else(|| no_row(place))?;
                self.table.delete(place);
                FeedEvent::Gone(row)
            }
        };
        Ok(vec![Event::Feed(event)])
    }

    fn row_numbered(&self, number: u64) -> Row {
        let row = self.table.row(&Place::Row(number));
        row.expect("it was just put").clone()
    }

    pub(super) fn apply_to_feed(&mut self, command: FeedCommand) -> Result<Vec<Event>, Refusal> {
        let way = match command {
            FeedCommand::Compare => return self.told().map(|event| vec![event]),
            FeedCommand::ByTime { overlap } => Way::Time {
                overlap,
                last: None,
            },
            FeedCommand::ByLog { from_end } => Way::Log {
                position: if from_end {
                    self.table.changes().len()
                } else {
                    0
                },
            },
        };
        // An index of that name that somebody made has fields as they were wanted.
        let mapping = self.indexes.get(FED).map(|index| index.mapping().clone());
        let index = Index::new(mapping.unwrap_or_default());
        self.indexes.insert(FED.to_string(), index);
        self.current = FED.to_string();
        self.feed = Some(Feed::new(way.clone()));
        let name = FED.to_string();
        Ok(vec![
            Event::Made { name },
            Event::Feed(FeedEvent::Begun(way)),
        ])
    }

    pub(super) fn poll(&mut self) -> Result<Vec<Event>, Refusal> {
        let now = self.now_s();
        let feed = self.feed.as_mut().ok_or_else(no_feed)?;
        let index = self.indexes.get_mut(FED).expect("a feed has its index");
        let before = feed.way().clone();
        let poll = feed.poll(&self.table, now, index).map_err(unfit)?;
        self.current = FED.to_string();
        Ok(vec![Event::Feed(FeedEvent::Polled { before, poll })])
    }

    fn told(&self) -> Result<Event, Refusal> {
        let difference = self.difference().ok_or_else(no_feed)?;
        let off = difference.missing.len();
        let documents = self.table.len() - off + difference.ghosts.len() + difference.doubles.len();
        Ok(Event::Feed(FeedEvent::Compared(Told {
            rows: self.table.len(),
            documents,
            missing: self.names(&difference.missing),
            stale: self.names(&difference.stale),
            waiting: self.names(&difference.waiting),
            ghosts: difference.ghosts,
            doubles: difference.doubles,
            leaving: difference.leaving,
        })))
    }

    /// Rows by key, or by number where there is none.
    fn names(&self, rows: &[u64]) -> Vec<String> {
        rows.iter()
            .map(|row| row_name(&self.row_numbered(*row)))
            .collect()
    }
}

/// A row by its key, or by its number where it has none.
#[must_use]
pub fn row_name(row: &Row) -> String {
    let unnamed = || format!("row={}", row.number);
    row.key.clone().unwrap_or_else(unnamed)
}

fn no_feed() -> Refusal {
    refuse(
        "there is no feed",
        "begin one with `feed by time` or `feed by log`",
    )
}

fn no_row(place: &Place) -> Refusal {
    let message = match place {
        Place::Key(key) => format!("there is no row with the key {key}"),
        Place::Row(number) => format!("there is no row {number}"),
        Place::NoKey => "a row without a key is told by its number".to_string(),
    };
    refuse(message, "`table` shows the rows")
}
