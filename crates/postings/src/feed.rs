//! Feeding an index from a table of a database: rows live there, and the index is to show them.
//!
//! ```text
//!   table                       feed                       index
//!   #1 key 7, changed at 12     by time: what changed      buffer ──refresh──> segments
//!   #2 key 9, changed at 14  ─> after the last poll     ─>   7, 9
//!   change log: 7, 9, 7, ..     by log: what comes next
//! ```
//!
//! * **By update time** a poll asks the table for rows that changed after the last poll. It sees rows, and not what happened
//!   to them: a row that is gone is not among them, a row without an update time never is, and a row whose time lies before
//!   the last poll (it changed later in the same tick, its transaction committed late, its writer's clock was behind) is
//!   passed over for ever. An *overlap* asks for a little more of the past each time. It mends what came late by less than
//!   that, and costs repeats, which do no harm as long as the row's key is the document's id: the same document is put again.
//! * **By the change log** (MySQL's binlog with full rows, a replication slot in PostgreSQL) a poll reads on from a position.
//!   Each change is there once, in order, deletes too. What was in the table before the position has to be loaded first.
//! * **A row without a key** has no id to be put under, so the feed makes one up; the next time it makes up another. Such a
//!   row is doubled by each repeat and each change, and no delete finds it.
//!
//! | what happens to a row             | by time            | by time, overlap   | by log             |
//! |-----------------------------------|--------------------|--------------------|--------------------|
//! | changed later in the polled tick  | missing or stale   | seen               | seen               |
//! | committed d ticks late            | missing or stale   | seen if d < overlap| seen               |
//! | changed, its time was not         | missing or stale   | missing or stale   | seen               |
//! | deleted                           | ghost              | ghost              | seen               |
//! | without a key: changed, repeated  | doubled            | doubled more       | doubled by changes |
//!
//! And nothing of it is searchable before the next refresh: [`compare`] tells what the index lacks from what only waits.
//!
//! Time is a tick that the caller counts: the unit of the update times, a second for most databases. Sources: MySQL 8's
//! manual, "Replication Formats" (row images); Elasticsearch's guide, "Near real-time search". Left out: two feeds side by
//! side, which could overtake each other (a version per document is the cure), and logs that are thrown away before they are read.

use crate::Index;
use crate::segment::{Document, Unfit};
use std::collections::BTreeMap;
use std::rc::Rc;

mod table;
pub use table::{Change, Place, Row, Stamp, Table};

mod difference;
pub use difference::{Difference, compare};

/// How a feed learns what has changed, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// By update time.
    Time {
        /// How many ticks before the last poll it asks for again.
        overlap: u64,
        /// The tick of the last poll; none before the first, which asks for all rows with a time.
        last: Option<u64>,
    },
    /// By the change log.
    Log {
        /// The number of changes read so far, or left out at the start.
        position: usize,
    },
}

/// A feed, with what it must remember between two polls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    way: Way,
    made_up: u64,
    /// Which row a document was sent for. A real feed cannot know it of rows without a key: it is for counting only.
    row_of: BTreeMap<String, u64>,
}

/// What a poll did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Poll {
    /// Rows, or changes of the log, that were read.
    pub read: usize,
    /// Documents put under a new id.
    pub added: usize,
    /// Documents put in place of another text.
    pub changed: usize,
    /// Documents put again just as they were.
    pub repeated: usize,
    /// Documents deleted.
    pub deleted: usize,
    /// Deletes of rows without a key, for which no document can be found.
    pub unplaced: usize,
}

impl Feed {
    /// A feed that has read nothing.
    #[must_use]
    pub fn new(way: Way) -> Feed {
        Feed {
            way,
            made_up: 0,
            row_of: BTreeMap::new(),
        }
    }

    /// How it learns of changes, and how far it has come.
    #[must_use]
    pub fn way(&self) -> &Way {
        &self.way
    }

    /// The row that a document was sent for, if it was made up by this feed or has the row's key.
    #[must_use]
    pub fn row_of(&self, id: &str) -> Option<u64> {
        self.row_of.get(id).copied()
    }

    /// Whether the next poll would read a row: always when it reads the log on, by time if the row's time is late enough.
    #[must_use]
    pub fn asks_for(&self, row: &Row) -> bool {
        match self.way {
            Way::Log { .. } => true,
            Way::Time { overlap, last } => row
                .updated
                .is_some_and(|updated| last.is_none_or(|last| updated + overlap > last)),
        }
    }

    /// Reads what has changed and writes it to the index, where it waits for a refresh. Reading by time is linear in the rows.
    ///
    /// # Errors
    /// When a row does not fit the index; feed and index are then as they were.
    pub fn poll(&mut self, table: &Table, now: u64, index: &mut Index) -> Result<Poll, Unfit> {
        let (mut next, mut target) = (self.clone(), index.clone());
        let mut poll = Poll::default();
        match self.way {
            Way::Time { overlap, .. } => {
                for row in table.rows().filter(|row| self.asks_for(row)) {
                    let key = row.key.as_deref();
                    next.send(row.number, key, &row.document, &mut target, &mut poll)?;
                }
                let last = Some(now);
                next.way = Way::Time { overlap, last };
            }
            Way::Log { position } => {
                for change in &table.changes()[position..] {
                    let key = change.key.as_deref();
                    match (&change.after, key) {
                        (Some(after), _) => {
                            next.send(change.row, key, after, &mut target, &mut poll)?;
                        }
                        (None, Some(key)) => {
                            poll.read += 1;
                            poll.deleted += usize::from(target.delete(key));
                        }
                        (None, None) => {
                            poll.read += 1;
                            poll.unplaced += 1;
                        }
                    }
                }
                let position = table.changes().len();
                next.way = Way::Log { position };
            }
        }
        (*self, *index) = (next, target);
        Ok(poll)
    }

    /// Puts a row's document, under its key or under an id that nobody has had.
    fn send(
        &mut self,
        row: u64,
        key: Option<&str>,
        document: &Rc<Document>,
        index: &mut Index,
        poll: &mut Poll,
    ) -> Result<(), Unfit> {
        let id = match key {
            Some(key) => key.to_string(),
            None => loop {
                self.made_up += 1;
                let id = format!("~{}", self.made_up);
                if index.get(&id).is_none() {
                    break id;
                }
            },
        };
        poll.read += 1;
        match index.get(&id) {
            None => poll.added += 1,
            Some(there) if there == document => poll.repeated += 1,
            Some(_) => poll.changed += 1,
        }
        index.put(&id, Document::clone(document))?;
        self.row_of.insert(id, row);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
