//! Which part of a store is drawn: the latest revisions, the keys that they touched, the latest rows.

use mvcc::{Bytes, KeyIndex, Row, RowId, Store};

/// Revisions side by side.
pub const COLUMNS: i64 = 10;
/// Keys one below the other.
pub const KEYS_MAX: usize = 7;
/// Rows of the backend.
pub const ROWS_MAX: usize = 12;
/// How many of the latest rows are looked at, however large the store is.
const LOOKED_AT: usize = 400;

/// What is drawn of a store. Made in time that does not depend on how much the store holds.
pub struct View<'a> {
    /// The store.
    pub store: &'a Store,
    /// The first revision with a column.
    pub first: i64,
    /// The last one: where the store is.
    pub last: i64,
    /// The keys, in order; those that changed last if there are many.
    pub keys: Vec<&'a KeyIndex>,
    /// So many keys are not drawn.
    pub more_keys: usize,
    /// The latest rows, in order.
    pub rows: Vec<(RowId, &'a Row)>,
    /// So many rows lie before them.
    pub earlier: usize,
}

impl<'a> View<'a> {
    /// Chooses.
    pub fn of(store: &'a Store) -> View<'a> {
        let (index, backend) = (store.index(), store.backend());
        let last = store.revision();
        let first = (last - COLUMNS + 1).max(2);
        let from = backend.next_row().saturating_sub(LOOKED_AT as RowId);
        let latest: Vec<_> = if backend.len() <= LOOKED_AT {
            backend.rows().collect()
        } else {
            backend.rows_at(from).collect()
        };
        let mut names: Vec<&Bytes> = Vec::new();
        let known = index.iter().take(LOOKED_AT).map(|(key, _)| key);
        for key in latest.iter().rev().map(|(_, row)| &row.kv.key).chain(known) {
            if names.len() < KEYS_MAX && !names.contains(&key) {
                names.push(key);
            }
        }
        names.sort();
        let keys: Vec<_> = names.iter().filter_map(|key| index.get(key)).collect();
        let rows = latest[latest.len().saturating_sub(ROWS_MAX)..].to_vec();
        View {
            store,
            first,
            last,
            more_keys: index.len() - keys.len(),
            keys,
            earlier: backend.len() - rows.len(),
            rows,
        }
    }

    /// The changes that the grid shows, in order of revision.
    pub fn changes(&self) -> impl Iterator<Item = (RowId, &'a Row)> {
        let mut changes: Vec<_> = self
            .keys
            .iter()
            .flat_map(|key| {
                let entries = key.entries();
                &entries[entries.partition_point(|entry| entry.revision().main < self.first)..]
            })
            .filter_map(|entry| Some((entry.row(), self.store.backend().row(entry.row())?)))
            .collect();
        changes.sort_by_key(|(id, _)| *id);
        changes.into_iter()
    }
}
