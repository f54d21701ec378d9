//! The backend: every record in the order it was written, and which of them have reached the disk.
//!
//! etcd keeps its records in a B+tree file (bbolt) under the 17 bytes of their revision. Since revisions only grow, the
//! file is nearly append-only, and so it is an append-only list here: rows in chunks of 256, a row found by its place.
//! The bytes are those of the file: [`Row::key_bytes`] and [`Row::value_bytes`].
//!
//! ```text
//!   committed: in the file, survives a crash            buffered: in the open batch
//! ┌───────┬───────┬───────┬────────┬───────┐         ┌───────┬───────┐
//! │ {2,0} │ {2,1} │ {3,0} │ {4,0}t │ {5,0} │         │ {6,0} │ {6,1} │  <- the next write
//! └───────┴───────┴───────┴────────┴───────┘         └───────┴───────┘
//! ```
//!
//! All writes go into one open batch. It is committed, with one fsync, every 100 ms or when 10,000 operations are
//! pending; until then readers find its rows in a *read buffer* beside the file. An acknowledged write may thus be lost
//! with the batch, which is safe because the log has it: [`Meta::consistent_index`] says up to which entry of the log
//! the file is good, and is committed with the rows themselves.
//!
//! Left out: pages, free list and everything else of the file but its contents.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::record::{KeyValue, varint};
use crate::revision::Revision;

/// The place of a row: rows are counted from 0 as they are written, and keep their number for good.
pub type RowId = u64;

/// Operations that may be pending before the batch is committed.
pub const BATCH_LIMIT: usize = 10_000;

/// Milliseconds after which the batch is committed.
pub const BATCH_INTERVAL_MS: u64 = 100;

const CHUNK: u64 = 256;

/// One record of the bucket `key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The change within the transaction; the main revision is the record's `mod_revision`.
    pub sub: i64,
    /// The record.
    pub kv: KeyValue,
}

impl Row {
    /// When it was written.
    #[must_use]
    pub fn revision(&self) -> Revision {
        Revision {
            main: self.kv.mod_revision,
            sub: self.sub,
        }
    }

    /// Its key in the file: 17 bytes, 18 for a tombstone.
    #[must_use]
    pub fn key_bytes(&self) -> Vec<u8> {
        self.revision().to_bytes(self.kv.is_tombstone())
    }

    /// Its value in the file: the record as protobuf.
    #[must_use]
    pub fn value_bytes(&self) -> Vec<u8> {
        self.kv.to_protobuf()
    }
}

/// The bucket `meta`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Index of the last log entry whose changes are in the backend.
    pub consistent_index: u64,
    /// The compaction that was begun last.
    pub scheduled_compaction: Option<i64>,
    /// The compaction that was finished last.
    pub finished_compaction: Option<i64>,
}

/// The bucket `lease`: id to granted time to live in seconds.
pub type LeaseRows = BTreeMap<i64, i64>;

/// All records, with the boundary between what is on disk and what is buffered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backend {
    /// Chunk number `first_chunk + i`, all of them full. Clones of the backend share them.
    chunks: VecDeque<Chunk>,
    first_chunk: u64,
    /// The chunk that is being written.
    open: Vec<Option<Row>>,
    next: RowId,
    /// Rows from here on are buffered.
    committed: RowId,
    live: usize,
    meta: Meta,
    committed_meta: Meta,
    leases: LeaseRows,
    committed_leases: LeaseRows,
    /// Leases that differ between the two.
    touched_leases: BTreeSet<i64>,
    pending: usize,
    commits: u64,
}

/// 256 rows.
#[derive(Clone, Debug, PartialEq)]
struct Chunk {
    /// `None` where a row was removed; when all are, the whole memory goes.
    rows: Arc<[Option<Row>]>,
    live: usize,
    /// Main revision of the last row, so that an empty chunk can still be passed by.
    last_main: i64,
}

impl Chunk {
    fn new(rows: Vec<Option<Row>>) -> Chunk {
        let live = rows.iter().flatten().count();
        let last_main = rows
            .iter()
            .flatten()
            .next_back()
            .map_or(0, |row| row.kv.mod_revision);
        Chunk {
            rows: Arc::from(rows),
            live,
            last_main,
        }
    }

    fn remove(&mut self, place: usize) {
        Arc::make_mut(&mut self.rows)[place] = None;
        self.live -= 1;
        if self.live == 0 {
            self.rows = Arc::from([]);
        }
    }
}

impl Backend {
    /// The place that the next record will get.
    #[must_use]
    pub fn next_row(&self) -> RowId {
        self.next
    }

    /// Writes a record behind all others. O(1).
    pub(crate) fn append(&mut self, row: Row) -> RowId {
        let id = self.next;
        if self.open.len() == CHUNK as usize {
            self.close_chunk();
        }
        self.open.push(Some(row));
        self.next += 1;
        self.live += 1;
        self.pending += 1;
        id
    }

    fn close_chunk(&mut self) {
        let full = std::mem::replace(&mut self.open, Vec::with_capacity(CHUNK as usize));
        self.chunks.push_back(Chunk::new(full));
        self.drop_spent_chunks();
    }

    fn drop_spent_chunks(&mut self) {
        while self.chunks.front().is_some_and(|chunk| chunk.live == 0) {
            self.chunks.pop_front();
            self.first_chunk += 1;
        }
    }

    /// Number of the first row of the open chunk.
    fn open_from(&self) -> RowId {
        (self.first_chunk + self.chunks.len() as u64) * CHUNK
    }

    /// The row at a place; `None` if compaction has removed it. O(1).
    #[must_use]
    pub fn row(&self, id: RowId) -> Option<&Row> {
        let chunk = (id / CHUNK).checked_sub(self.first_chunk)?;
        let rows = self
            .chunks
            .get(chunk as usize)
            .map_or(&self.open[..], |chunk| &chunk.rows);
        rows.get((id % CHUNK) as usize)?.as_ref()
    }

    /// Removes a row, if it is still there; says whether it was.
    fn remove(&mut self, id: RowId) -> bool {
        if self.row(id).is_none() {
            return false;
        }
        let chunk = (id / CHUNK - self.first_chunk) as usize;
        match self.chunks.get_mut(chunk) {
            Some(chunk) => chunk.remove((id % CHUNK) as usize),
            None => self.open[(id % CHUNK) as usize] = None,
        }
        self.live -= 1;
        self.drop_spent_chunks();
        true
    }

    /// The rows with main revision `from` and above, in order, each with its place. O(log rows) to begin.
    pub fn rows_from(&self, from: i64) -> impl Iterator<Item = (RowId, &Row)> {
        let below = self.chunks.partition_point(|chunk| chunk.last_main < from);
        self.rows_of(below)
            .skip_while(move |(_, row)| row.kv.mod_revision < from)
    }

    /// The rows from a place on, in order.
    pub fn rows_at(&self, from: RowId) -> impl Iterator<Item = (RowId, &Row)> {
        let chunk = (from / CHUNK).saturating_sub(self.first_chunk) as usize;
        self.rows_of(chunk.min(self.chunks.len()))
            .skip_while(move |&(id, _)| id < from)
    }

    /// All rows in order, each with its place.
    pub fn rows(&self) -> impl Iterator<Item = (RowId, &Row)> {
        self.rows_of(0)
    }

    fn rows_of(&self, first: usize) -> impl Iterator<Item = (RowId, &Row)> {
        let closed = self.chunks.range(first..).map(|chunk| &chunk.rows[..]);
        let chunks = closed.chain([&self.open[..]]).enumerate();
        let base = self.first_chunk + first as u64;
        chunks.flat_map(move |(i, rows)| {
            let start = (base + i as u64) * CHUNK;
            rows.iter()
                .enumerate()
                .filter_map(move |(j, row)| Some((start + j as u64, row.as_ref()?)))
        })
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Whether a row has reached the disk.
    #[must_use]
    pub fn is_committed(&self, id: RowId) -> bool {
        id < self.committed
    }

    /// Operations in the open batch.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// How often a batch was committed.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits
    }

    /// The bucket `meta` as readers see it.
    #[must_use]
    pub fn meta(&self) -> Meta {
        self.meta
    }

    /// The bucket `meta` as it is on disk.
    #[must_use]
    pub fn committed_meta(&self) -> Meta {
        self.committed_meta
    }

    pub(crate) fn set_meta(&mut self, meta: Meta) {
        self.meta = meta;
        self.pending += 1;
    }

    /// The bucket `lease` as readers see it.
    #[must_use]
    pub fn leases(&self) -> &LeaseRows {
        &self.leases
    }

    pub(crate) fn put_lease(&mut self, id: i64, ttl: i64) {
        self.leases.insert(id, ttl);
        self.touched_leases.insert(id);
        self.pending += 1;
    }

    pub(crate) fn delete_lease(&mut self, id: i64) {
        self.leases.remove(&id);
        self.touched_leases.insert(id);
        self.pending += 1;
    }

    /// Commits if enough operations are pending; called at the end of every transaction.
    pub(crate) fn commit_if_full(&mut self) {
        if self.pending >= BATCH_LIMIT {
            self.commit();
        }
    }

    /// Brings the open batch to disk. Nothing pending: nothing happens.
    pub fn commit(&mut self) {
        if self.pending == 0 {
            return;
        }
        self.committed = self.next;
        self.committed_meta = self.meta;
        for id in std::mem::take(&mut self.touched_leases) {
            match self.leases.get(&id) {
                Some(&ttl) => self.committed_leases.insert(id, ttl),
                None => self.committed_leases.remove(&id),
            };
        }
        self.pending = 0;
        self.commits += 1;
    }

    /// Removes rows and commits at once: a buffer of writes cannot express a removal.
    pub(crate) fn remove_rows(&mut self, rows: impl Iterator<Item = RowId>) {
        for id in rows {
            assert!(
                self.is_committed(id),
                "row {id} is removed before it was committed"
            );
            self.pending += usize::from(self.remove(id));
        }
        self.commit();
    }

    /// What is left after a crash: the open batch is gone.
    pub(crate) fn crash(&mut self) {
        self.meta = self.committed_meta;
        self.leases = self.committed_leases.clone();
        self.touched_leases.clear();
        self.pending = 0;
        while self.next > self.committed {
            if self.next == self.open_from() {
                let last = self
                    .chunks
                    .pop_back()
                    .expect("the chunk before the open one");
                self.open = last.rows.to_vec();
            }
            let row = self
                .open
                .pop()
                .expect("the open chunk begins before the last row");
            self.live -= usize::from(row.is_some());
            self.next -= 1;
        }
    }

    /// The bucket `lease` in bytes: id, big endian, and protobuf `Lease { 1: id, 2: ttl }`.
    pub fn lease_bytes(&self) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
        self.leases.iter().map(|(&id, &ttl)| {
            let mut value = Vec::new();
            for (number, field) in [(1, id), (2, ttl)] {
                value.push(number << 3);
                varint(&mut value, field as u64);
            }
            (id.to_be_bytes().to_vec(), value)
        })
    }

    /// The bucket `meta` in bytes, in key order.
    #[must_use]
    pub fn meta_bytes(&self) -> Vec<(&'static str, Vec<u8>)> {
        let revision = |main| Revision { main, sub: 0 }.to_bytes(false);
        let mut bucket = Vec::new();
        if self.meta.consistent_index > 0 {
            bucket.push((
                "consistent_index",
                self.meta.consistent_index.to_be_bytes().to_vec(),
            ));
        }
        bucket.extend(
            self.meta
                .finished_compaction
                .map(|main| ("finishedCompactRev", revision(main))),
        );
        bucket.extend(
            self.meta
                .scheduled_compaction
                .map(|main| ("scheduledCompactRev", revision(main))),
        );
        bucket
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Bytes, Value};

    fn row(main: i64) -> Row {
        let (key, value) = (
            Bytes::from(&b"k"[..]),
            Value::from(main.to_string().as_bytes()),
        );
        Row {
            sub: 0,
            kv: KeyValue {
                key,
                create_revision: 2,
                mod_revision: main,
                version: main - 1,
                value,
                lease: 0,
            },
        }
    }

    fn filled(rows: i64) -> Backend {
        let mut backend = Backend::default();
        (0..rows).for_each(|i| assert_eq!(backend.append(row(i + 2)), i as u64));
        backend
    }

    fn mains<'a>(rows: impl Iterator<Item = (RowId, &'a Row)>) -> Vec<i64> {
        rows.map(|(_, row)| row.kv.mod_revision).collect()
    }

    #[test]
    fn a_crash_takes_the_open_batch_and_nothing_else() {
        for (committed, buffered) in [(0, 3), (256, 256), (300, 500), (511, 1), (512, 0)] {
            let mut backend = filled(committed);
            backend.commit();
            for i in 0..buffered {
                backend.append(row(committed + i + 2));
            }
            backend.crash();
            assert_eq!(
                mains(backend.rows()),
                (2..committed + 2).collect::<Vec<_>>()
            );
            assert_eq!(backend.append(row(committed + 2)), committed as u64);
            assert_eq!(backend.len(), committed as usize + 1);
        }
    }

    #[test]
    fn rows_from_skips_what_lies_before_and_what_was_removed() {
        let mut backend = filled(2000);
        backend.commit();
        backend.remove_rows((0..1000).filter(|id| id % 3 != 0 || (256..768).contains(id)));
        let left: Vec<i64> = mains(backend.rows());
        for from in [0, 2, 3, 257, 258, 500, 769, 1001, 2001, 2002] {
            let expected: Vec<i64> = left.iter().copied().filter(|&main| main >= from).collect();
            assert_eq!(mains(backend.rows_from(from)), expected, "from {from}");
        }
        assert_eq!(backend.len(), left.len());
    }

    #[test]
    fn removing_the_oldest_rows_frees_their_chunks() {
        let mut backend = filled(2000);
        backend.commit();
        backend.remove_rows(0..1990);
        assert!(
            backend.chunks.is_empty(),
            "what is left lies in the open one"
        );
        assert_eq!(backend.row(5), None);
        assert_eq!(backend.row(1995).map(|row| row.kv.mod_revision), Some(1997));
    }

    #[test]
    fn the_batch_is_committed_when_it_is_full() {
        let mut backend = filled(BATCH_LIMIT as i64 - 1);
        backend.commit_if_full();
        assert!(!backend.is_committed(0));
        backend.append(row(BATCH_LIMIT as i64 + 1));
        backend.commit_if_full();
        assert!(backend.is_committed(BATCH_LIMIT as u64 - 1));
    }

    #[test]
    fn a_clone_does_not_see_later_writes() {
        let mut backend = filled(10);
        let before = backend.clone();
        backend.append(row(12));
        assert_eq!((before.len(), backend.len()), (10, 11));
    }
}
