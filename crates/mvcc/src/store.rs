//! The store: key index, backend, leases and watchers under one revision counter.
//!
//! A write goes the same way every time:
//!
//! ```text
//! put foo 1 ──> key index: foo gets {7,0} ──> backend: row {7,0} in the open batch ──> lease attached or detached
//!                          end of the transaction: consistent index, revision 6 -> 7, watchers told
//! ```
//!
//! A read asks the index which revision was current, and the backend for the record under it.

use std::collections::VecDeque;

use crate::backend::{Backend, Row};
use crate::bytes::{Bytes, Value};
use crate::check;
use crate::compaction::Removal;
use crate::error::Error;
use crate::key_index::KeyIndex;
use crate::lease::Lessor;
use crate::record::KeyValue;
use crate::request::{
    DeleteRangeRequest, DeleteRangeResponse, PutRequest, PutResponse, RangeRequest, RangeResponse,
};
use crate::revision::Revision;
use crate::tree_index::{Span, TreeIndex};
use crate::watch::Watchers;

/// Where releases of etcd differ. The default is 3.4.23.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// Compaction keeps a tombstone whose main revision is exactly the compaction's (from 3.4.34, 3.5.16).
    pub keep_tombstone_at_compact: bool,
    /// A requested progress notification waits until every watcher of the stream is synced (from 3.4.25, 3.5.8).
    pub progress_waits_for_sync: bool,
    /// A transaction's preconditions are checked in the order of its operations, not all puts first (from 3.6).
    pub txn_checks_in_op_order: bool,
}

impl Switches {
    /// The behaviour of 3.6.
    pub const MODERN: Switches = Switches {
        keep_tombstone_at_compact: true,
        progress_waits_for_sync: true,
        txn_checks_in_op_order: true,
    };
}

/// etcd's store: every version of every key, until it is compacted.
///
/// Two stores that were given the same requests at the same times are equal, byte for byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    index: TreeIndex,
    backend: Backend,
    pub(crate) lessor: Lessor,
    pub(crate) watchers: Watchers,
    revision: i64,
    compact_revision: i64,
    /// Compactions whose rows are still being removed, oldest first.
    pub(crate) removals: VecDeque<Removal>,
    pub(crate) switches: Switches,
    /// Virtual milliseconds since the start.
    pub(crate) now_ms: u64,
    /// Log index of the entry that is being applied.
    pub(crate) entry: u64,
}

impl Default for Store {
    fn default() -> Self {
        Store::new(Switches::default())
    }
}

impl Store {
    /// An empty store: at revision 1, never compacted.
    #[must_use]
    pub fn new(switches: Switches) -> Store {
        Store::open(Backend::default(), switches, 0)
    }

    /// A store on what a backend holds, at `now_ms` of virtual time. O(rows x log keys).
    ///
    /// The index, the attached leases and the counters are built again from the records; a compaction that was begun and
    /// not finished goes on.
    #[must_use]
    pub fn open(backend: Backend, switches: Switches, now_ms: u64) -> Store {
        let mut store = Store {
            index: TreeIndex::default(),
            lessor: Lessor::restored(backend.leases(), now_ms),
            backend,
            watchers: Watchers::default(),
            revision: 1,
            compact_revision: -1,
            removals: VecDeque::new(),
            switches,
            now_ms,
            entry: 0,
        };
        store.restore();
        store
    }

    fn restore(&mut self) {
        for (id, row) in self.backend.rows() {
            let (revision, kv) = (row.revision(), &row.kv);
            self.revision = self.revision.max(revision.main);
            match self.index.get_mut(&kv.key) {
                Some(index) if kv.is_tombstone() => index.tombstone(revision, id),
                Some(index) => index.put(revision, id),
                None if kv.is_tombstone() && !self.switches.keep_tombstone_at_compact => {}
                None => self.index.insert(KeyIndex::restored(kv, revision, id)),
            }
        }
        for entry in self.index.range(Span::From(b""), i64::MAX) {
            let kv = &self
                .backend
                .row(entry.row())
                .expect("a row that was just read")
                .kv;
            self.lessor.attach(kv.lease, &kv.key);
        }
        let meta = self.backend.meta();
        self.compact_revision = meta.finished_compaction.unwrap_or(-1);
        if let Some(scheduled) = meta
            .scheduled_compaction
            .filter(|&scheduled| scheduled > self.compact_revision)
        {
            self.compact_revision = scheduled;
            self.schedule_removal(scheduled);
        }
        self.revision = self.revision.max(self.compact_revision);
    }

    /// The current main revision.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// The last compaction; -1 for never.
    #[must_use]
    pub fn compact_revision(&self) -> i64 {
        self.compact_revision
    }

    /// The key index, to look at.
    #[must_use]
    pub fn index(&self) -> &TreeIndex {
        &self.index
    }

    /// The backend, to look at.
    #[must_use]
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    /// The leases, to look at.
    #[must_use]
    pub fn leases(&self) -> &Lessor {
        &self.lessor
    }

    /// The watchers, to look at.
    #[must_use]
    pub fn watchers(&self) -> &Watchers {
        &self.watchers
    }

    /// Virtual milliseconds since the start.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// The behaviour that was chosen.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.switches
    }

    pub(crate) fn set_compact_revision(&mut self, revision: i64) {
        self.compact_revision = revision;
    }

    pub(crate) fn index_mut(&mut self) -> &mut TreeIndex {
        &mut self.index
    }

    pub(crate) fn backend_mut(&mut self) -> &mut Backend {
        &mut self.backend
    }

    /// Writes one key, which makes a revision. O(log keys), plus what the watchers of the key cost.
    ///
    /// # Errors
    /// [`Error::EmptyKey`], [`Error::ValueProvided`], [`Error::LeaseProvided`], [`Error::LeaseNotFound`],
    /// [`Error::KeyNotFound`].
    pub fn put(&mut self, request: &PutRequest) -> Result<PutResponse, Error> {
        check::put(request)?;
        if request.lease != 0 && !self.lessor.contains(request.lease) {
            return Err(Error::LeaseNotFound);
        }
        let mut txn = self.write();
        let response = txn.put(request)?;
        txn.end();
        Ok(response)
    }

    /// Deletes a key or a range: one tombstone for each live key. Makes a revision if there was any.
    ///
    /// O(log keys + keys in the range x log versions of each).
    ///
    /// # Errors
    /// [`Error::EmptyKey`].
    pub fn delete_range(
        &mut self,
        request: &DeleteRangeRequest,
    ) -> Result<DeleteRangeResponse, Error> {
        check::delete_range(request)?;
        let mut txn = self.write();
        let response = txn.delete_range(request);
        txn.end();
        Ok(response)
    }

    /// Begins a write transaction.
    pub(crate) fn write(&mut self) -> WriteTxn<'_> {
        let first_row = self.backend.next_row();
        WriteTxn {
            store: self,
            first_row,
            sub: 0,
        }
    }
}

/// A write transaction: its changes share one main revision, which becomes current at its end.
pub(crate) struct WriteTxn<'a> {
    store: &'a mut Store,
    first_row: u64,
    /// How many changes there were so far.
    sub: i64,
}

impl WriteTxn<'_> {
    /// The revision that a read within sees: the old one before the first change, the new one after it.
    pub(crate) fn revision(&self) -> i64 {
        self.store.revision + i64::from(self.sub > 0)
    }

    pub(crate) fn range(&self, request: &RangeRequest) -> Result<RangeResponse, Error> {
        self.store.range_at(request, self.revision())
    }

    /// The lease, if any is named, must exist.
    pub(crate) fn put(&mut self, request: &PutRequest) -> Result<PutResponse, Error> {
        let previous = if request.prev_kv || request.ignore_value || request.ignore_lease {
            self.current(&request.key).cloned()
        } else {
            None
        };
        let (mut value, mut lease) = (&request.value, request.lease);
        if request.ignore_value || request.ignore_lease {
            let previous = previous.as_ref().ok_or(Error::KeyNotFound)?;
            if request.ignore_value {
                value = &previous.value;
            }
            if request.ignore_lease {
                lease = previous.lease;
            }
        }
        self.put_record(&request.key, value.clone(), lease);
        let prev_kv = previous.filter(|_| request.prev_kv);
        Ok(PutResponse {
            revision: self.revision(),
            prev_kv,
        })
    }

    fn put_record(&mut self, key: &Bytes, value: Value, lease: i64) {
        self.detach(key);
        let revision = self.next_revision();
        let store = &mut *self.store;
        let row = store.backend.next_row();
        let (key, created, version) = match store.index.get_mut(key) {
            Some(index) => {
                index.put(revision, row);
                (index.key().clone(), index.created(), index.version())
            }
            None => {
                store
                    .index
                    .insert(KeyIndex::new(key.clone(), revision, row));
                (key.clone(), revision, 1)
            }
        };
        store.lessor.attach(lease, &key);
        let (create_revision, mod_revision) = (created.main, revision.main);
        let kv = KeyValue {
            key,
            create_revision,
            mod_revision,
            version,
            value,
            lease,
        };
        store.backend.append(Row {
            sub: revision.sub,
            kv,
        });
    }

    pub(crate) fn delete_range(&mut self, request: &DeleteRangeRequest) -> DeleteRangeResponse {
        let span = Span::new(&request.key, &request.range_end);
        let live: Vec<KeyValue> = {
            let store = &*self.store;
            store
                .index
                .range(span, self.revision())
                .map(|entry| store.record(entry).clone())
                .collect()
        };
        for kv in &live {
            self.delete_key(&kv.key);
        }
        let deleted = live.len() as i64;
        let prev_kvs = if request.prev_kv { live } else { Vec::new() };
        DeleteRangeResponse {
            revision: self.revision(),
            deleted,
            prev_kvs,
        }
    }

    /// Writes a tombstone for a live key.
    pub(crate) fn delete_key(&mut self, key: &Bytes) {
        self.detach(key);
        let revision = self.next_revision();
        let store = &mut *self.store;
        let row = store.backend.next_row();
        let index = store
            .index
            .get_mut(key)
            .expect("a live key is in the index");
        index.tombstone(revision, row);
        let (key, value) = (key.clone(), Value::default());
        let kv = KeyValue {
            key,
            create_revision: 0,
            mod_revision: revision.main,
            version: 0,
            value,
            lease: 0,
        };
        store.backend.append(Row {
            sub: revision.sub,
            kv,
        });
    }

    /// Takes the key off the lease it hangs on.
    fn detach(&mut self, key: &Bytes) {
        if self.store.lessor.attached_keys() > 0
            && let Some(lease) = self.current(key).map(|kv| kv.lease)
        {
            self.store.lessor.detach(lease, key);
        }
    }

    fn current(&self, key: &[u8]) -> Option<&KeyValue> {
        let entry = self.store.index.get(key)?.get(i64::MAX)?;
        Some(self.store.record(entry))
    }

    fn next_revision(&mut self) -> Revision {
        let revision = Revision {
            main: self.store.revision + 1,
            sub: self.sub,
        };
        self.sub += 1;
        revision
    }

    /// Makes the changes current and tells the watchers. Without a change nothing happens.
    pub(crate) fn end(self) {
        let WriteTxn {
            store,
            first_row,
            sub,
        } = self;
        if sub == 0 {
            return;
        }
        let mut meta = store.backend.meta();
        meta.consistent_index = store.entry;
        store.backend.set_meta(meta);
        store.revision += 1;
        store
            .watchers
            .notify(&store.backend, first_row, store.revision);
        store.backend.commit_if_full();
    }
}
