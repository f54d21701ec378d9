//! A table: rows with a key and an update time, or without, and the log of all that happened to them.

use crate::segment::Document;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A table of a database, as far as a feed is concerned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    rows: BTreeMap<u64, Row>,
    changes: Vec<Change>,
    made: u64,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Counts the rows of the table from 1, in the order they came. It is for us to point at: no column holds it.
    pub number: u64,
    /// The primary key. No two rows have the same; a row may have none.
    pub key: Option<String>,
    /// What is to be searched.
    pub document: Rc<Document>,
    /// The update time, as its column says; none if the column is empty.
    pub updated: Option<u64>,
}

/// An entry of the change log: a full image of the row after it, as MySQL writes with `binlog_row_image=full`.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The number of the row.
    pub row: u64,
    /// Its key.
    pub key: Option<String>,
    /// What the row says from now on; none if it is deleted.
    pub after: Option<Rc<Document>>,
}

/// Which row is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The row with this key, or a new one.
    Key(String),
    /// The row of this number.
    Row(u64),
    /// A new row without a key.
    NoKey,
}

/// What the writer does with the update time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// Sets it.
    At(u64),
    /// Leaves it as it is: empty in a new row.
    Kept,
}

impl Table {
    /// The rows, in the order of their numbers.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All that happened, oldest first.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The row at a place, if there is one. Linear in the rows for a key.
    #[must_use]
    pub fn row(&self, place: &Place) -> Option<&Row> {
        match place {
            Place::Row(number) => self.rows.get(number),
            Place::Key(key) => self.rows().find(|row| row.key.as_ref() == Some(key)),
            Place::NoKey => None,
        }
    }

    /// Inserts a row or changes the one that is there, and returns its number; `None` if there is no row of that number.
    pub fn put(&mut self, place: &Place, document: Document, stamp: Stamp) -> Option<u64> {
        let document = Rc::new(document);
        let row = match (self.row(place), place) {
            (Some(row), _) => Row {
                document,
                ..row.clone()
            },
            (None, Place::Row(_)) => return None,
            (None, place) => {
                self.made += 1;
                Row {
                    number: self.made,
                    key: match place {
                        Place::Key(key) => Some(key.clone()),
                        _ => None,
                    },
                    document,
                    updated: None,
                }
            }
        };
        let updated = match stamp {
            Stamp::At(tick) => Some(tick),
            Stamp::Kept => row.updated,
        };
        let row = Row { updated, ..row };
        let number = row.number;
        self.changes.push(Change {
            row: number,
            key: row.key.clone(),
            after: Some(row.document.clone()),
        });
        self.rows.insert(number, row);
        Some(number)
    }

    /// Deletes a row and returns its number; `None` if there is none.
    pub fn delete(&mut self, place: &Place) -> Option<u64> {
        let number = self.row(place)?.number;
        let row = self.rows.remove(&number)?;
        self.changes.push(Change {
            row: number,
            key: row.key,
            after: None,
        });
        Some(number)
    }
}
