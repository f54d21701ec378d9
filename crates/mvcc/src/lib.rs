//! etcd's store: every version of every key, under one revision counter.

mod backend;
mod check;
mod compaction;
#[cfg(test)]
mod dice;
mod error;
mod hash;
mod key_index;
mod lease;
mod range;
mod record;
mod request;
mod revision;
mod server;
mod store;
mod time;
mod tree_index;
mod txn;
pub mod watch;

pub use backend::{BATCH_INTERVAL_MS, BATCH_LIMIT, Backend, LeaseRows, Meta, Row, RowId};
pub use check::MAX_TXN_OPS;
pub use compaction::{COMPACTION_BATCH, Removal};
pub use error::Error;
pub use hash::Crc32c;
pub use key_index::{Cut, Entry as IndexEntry, Generation, KeyIndex};
pub use lease::{LEASE_CHECK_MS, Lease, Lessor, MAX_LEASE_TTL, MIN_LEASE_TTL};
pub use record::{Bytes, KeyValue};
pub use request::*;
pub use revision::Revision;
pub use server::{Entry, HOUSEKEEPING_ENTRIES, Server};
pub use store::{Store, Switches};
pub use tree_index::{Span, TreeIndex};
