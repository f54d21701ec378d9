//! Table and index side by side: what is missing, stale, left over, or only waits.

use super::{Feed, Place, Table};
use crate::Index;
use crate::segment::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// How an index differs from the table that it is fed from. Rows are told by number, documents by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Rows without a document.
    pub missing: Vec<u64>,
    /// Rows whose document says something else.
    pub stale: Vec<u64>,
    /// Rows whose document is right, and which a search does not see before a refresh.
    pub waiting: Vec<u64>,
    /// Documents whose row is gone.
    pub ghosts: Vec<String>,
    /// Documents of a row that has a newer one.
    pub doubles: Vec<String>,
    /// Documents that are deleted, and that a search sees until a refresh.
    pub leaving: Vec<String>,
}

impl Difference {
    /// Whether a search of the index sees the table, the whole table, and nothing but the table.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Difference::default()
    }

    /// Whether it will be after a refresh.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let waits = Difference {
            waiting: self.waiting.clone(),
            leaving: self.leaving.clone(),
            ..Difference::default()
        };
        *self == waits
    }
}

/// Compares a table with the index that a feed has written.
#[must_use]
pub fn compare(table: &Table, feed: &Feed, index: &Index) -> Difference {
    let mut difference = Difference::default();
    // The documents of each row, the newest last.
    let mut of_row: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for id in ids(index) {
        if index.get(&id).is_none() {
            difference.leaving.push(id);
            continue;
        }
        let by_key = table.row(&Place::Key(id.clone())).map(|row| row.number);
        let by_feed = || feed.row_of(&id).filter(|row| is_there(table, *row));
        match by_key.or_else(by_feed) {
            Some(row) => of_row.entry(row).or_default().push(id),
            None => difference.ghosts.push(id),
        }
    }
    for row in table.rows() {
        let mut documents = of_row.remove(&row.number).unwrap_or_default();
        // Ids that were made up count upwards.
        documents.sort_by_key(|id| (id.len(), id.clone()));
        let Some(newest) = documents.pop() else {
            difference.missing.push(row.number);
            continue;
        };
        if index.get(&newest) != Some(&row.document) {
            difference.stale.push(row.number);
        } else if searchable(index, &newest) != Some(&row.document) {
            difference.waiting.push(row.number);
        }
        difference.doubles.extend(documents);
    }
    difference
}

fn is_there(table: &Table, row: u64) -> bool {
    table.row(&Place::Row(row)).is_some()
}

/// The ids of all documents that are in the buffer or that a search sees.
fn ids(index: &Index) -> BTreeSet<String> {
    let alive = index.parts().iter().flat_map(|part| {
        let ids = part.segment.ids().iter().zip(&part.deleted);
        ids.filter(|(_, deleted)| !**deleted).map(|(id, _)| id)
    });
    let buffer = index.buffer().iter();
    let put = buffer.filter(|(_, document)| document.is_some());
    alive.chain(put.map(|(id, _)| id)).cloned().collect()
}

/// The document under an id as a search sees it.
fn searchable<'a>(index: &'a Index, id: &str) -> Option<&'a Rc<Document>> {
    index.parts().iter().find_map(|part| {
        let doc = part.segment.number_of(id)?;
        (!part.deleted[doc as usize]).then(|| part.segment.document(doc))
    })
}
