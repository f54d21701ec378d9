//! etcd's store: every version of every key, under one revision counter, with transactions, leases and watch.
//!
//! It is the real algorithm of etcd 3.4 (with switches for what later releases do otherwise), without network, disk, clock
//! and threads: time is virtual, a crash is a call. What it answers, and every byte in its backend, is what a real etcd
//! answers and writes.
//!
//! # The idea
//!
//! Nothing is overwritten. A put appends a record under the next *revision*, a delete appends a tombstone, and an index in
//! memory knows for each key which revisions wrote it. So the past can be read, a watch can begin in it, and "has anyone
//! changed this since I looked" is one comparison.
//!
//! ```text
//!                key index (B-tree, in memory)                    backend (append-only, on disk)
//!  get zjx ──>   olaya ─> {2,1} {3,1}                             {2,0}  zjx   = 38
//!  at rev 2      zjx   ─> {2,0} {3,0} {4,0}t | {5,0}              {2,1}  olaya = 19
//!                          │                                      {3,0}  zjx   = 56
//!                          └── current at 2: {2,0} ────────────>  {3,1}  olaya = 22
//!                                                                 {4,0}t zjx
//!                                                                 {5,0}  zjx   = 99
//! ```
//!
//! # A worked example
//!
//! Two transactions, and what the store then knows. A fresh store is *at* revision 1, so that the first change is 2.
//!
//! ```
//! use mvcc::{CompactionRequest, DeleteRangeRequest, Error, Op, PutRequest, Revision, Store, TxnRequest};
//!
//! let put = |key: &str, value: &str| {
//!     Op::Put(PutRequest { key: key.into(), value: value.into(), ..PutRequest::default() })
//! };
//! let txn = |ops| TxnRequest { success: ops, ..TxnRequest::default() };
//!
//! let mut store = Store::default();
//! store.txn(&txn(vec![put("zjx", "38"), put("olaya", "19")]))?;
//! store.txn(&txn(vec![put("zjx", "56"), put("olaya", "22")]))?;
//! assert_eq!(store.revision(), 3);
//!
//! // The past can be read.
//! let then = store.get(b"zjx", 2)?.expect("it was there");
//! assert_eq!(&*then.value, b"38");
//! let now = store.get(b"zjx", 0)?.expect("it is there");
//! assert_eq!((&*now.value, now.create_revision, now.mod_revision, now.version), (&b"56"[..], 2, 3, 2));
//!
//! // A delete is a record too, and ends a life of the key.
//! store.delete_range(&DeleteRangeRequest { key: "zjx".into(), ..DeleteRangeRequest::default() })?;
//! assert!(store.get(b"zjx", 0)?.is_none());
//! let index = store.index().get(b"zjx").expect("its past is known");
//! let revisions: Vec<Revision> = index.entries().iter().map(|entry| entry.revision()).collect();
//! assert_eq!(revisions, [(2, 0), (3, 0), (4, 0)].map(|(main, sub)| Revision { main, sub }));
//!
//! // Compaction forgets what is older, and nothing that was current at 3.
//! store.compact(CompactionRequest { revision: 3, physical: true })?;
//! assert_eq!(store.get(b"zjx", 2), Err(Error::Compacted));
//! assert_eq!(&*store.get(b"zjx", 3)?.expect("readable").value, b"56");
//! # Ok::<(), Error>(())
//! ```
//!
//! # What it costs
//!
//! n: keys; v: versions of one key that are still known; r: rows in the backend; w: watchers.
//!
//! | operation | time |
//! |---|---|
//! | [`Store::put`] | O(log n), and O(log w + m) for the m watchers that it concerns |
//! | [`Store::get`] | O(log n + log v) |
//! | [`Store::range`], [`Store::scan`] of k keys | O(log n + k log v); sorted by anything but the key: + k log k |
//! | [`Store::delete_range`] of k keys | O(k (log n + log v)) |
//! | [`Store::txn`] | the sum of its compares and operations |
//! | [`Store::compact`] | O(1) to schedule; the removal visits every key once, and every row up to the revision |
//! | [`Store::hash_kv`] | O(n log v + r log n) |
//! | [`Store::lease_grant`], [`Store::lease_keep_alive`] | O(log leases) |
//! | [`Store::lease_revoke`] of k keys | O(k log n) |
//! | [`Store::watch_create`], [`Store::watch_cancel`] | O(log w) |
//! | [`Store::sync_watchers`] | O(rows since the one furthest behind x (log w + m)) |
//! | [`Store::open`] after a crash | O(r log n) |
//!
//! A version takes 16 bytes in the index and 104 in the backend. Keys of up to 22 bytes and values of up to 38 lie within
//! these, longer ones behind a counted reference.
//!
//! # The pages, in reading order
//!
//! | page | idea |
//! |---|---|
//! | `bytes`, `revision`, `record` | what and when: the bytes in memory and on disk |
//! | `key_index`, `tree_index` | which revision was current |
//! | `backend` | rows, batches, what a crash takes |
//! | `store`, `range`, `txn`, `check` | reading, writing, and all of it as one |
//! | `compaction`, `hash` | forgetting, and agreeing on what is left |
//! | `lease` | keys that end |
//! | [`watch`] | telling what has changed |
//! | `time`, `server`, `size` | the background, the log, crash and restart, what is too large for it |
//! | `invariants`, `twin` | what must always hold, and who judges it |
//!
//! # Left out
//!
//! Raft and the network (a server is a cluster of one), the log's own file, users and roles, the quota and its alarms.
//! A sort of more than twelve records by anything but the key keeps ties in key order, where Go's
//! sort does not.

mod bytes;
mod revision;

mod record;

mod key_index;
mod tree_index;

mod backend;

mod check;
mod range;
mod request;
mod store;
mod txn;

mod compaction;
mod hash;

mod lease;
pub mod watch;

mod error;
mod server;
mod size;
mod time;

mod invariants;

#[cfg(test)]
mod twin;

pub use backend::{BATCH_INTERVAL_MS, BATCH_LIMIT, Backend, LeaseRows, Meta, Row, RowId};
pub use bytes::{Bytes, Value};
pub use check::MAX_TXN_OPS;
pub use compaction::{COMPACTION_BATCH, Removal};
pub use error::Error;
pub use hash::Crc32c;
pub use key_index::{Cut, Entry as IndexEntry, Generation, KeyIndex};
pub use lease::{LEASE_CHECK_MS, Lease, Lessor, MAX_LEASE_TTL, MIN_LEASE_TTL};
pub use record::KeyValue;
pub use request::*;
pub use revision::Revision;
pub use server::{Entry, HOUSEKEEPING_ENTRIES, Mark, Server};
pub use size::{MAX_ENTRY_BYTES, MAX_MESSAGE_BYTES};
pub use store::{Store, Switches};
pub use tree_index::{Span, TreeIndex};
