//! What one asks of the store and what it answers, as plain data.
//!
//! Conventions, the same everywhere: keys and values are bytes; a range is `[key, range_end)`, where an empty
//! `range_end` means the key alone and one zero byte means no upper bound; `revision` in an answer is the store's
//! current main revision.

use crate::bytes::{Bytes, Value};
use crate::record::KeyValue;

/// Reads a key or a range of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RangeRequest {
    /// First key of the range; must not be empty.
    pub key: Bytes,
    /// End of the range, exclusive; empty for one key, a zero byte for no bound.
    pub range_end: Bytes,
    /// At most so many records; 0 or less for all.
    pub limit: i64,
    /// Main revision to read at; 0 or less for now.
    pub revision: i64,
    /// In which order the records come.
    pub sort_order: SortOrder,
    /// By what they are sorted.
    pub sort_target: SortTarget,
    /// Leave out the values.
    pub keys_only: bool,
    /// Only count.
    pub count_only: bool,
    /// Drop records whose `mod_revision` is lower; 0 for no such bound.
    pub min_mod_revision: i64,
    /// Drop records whose `mod_revision` is higher; 0 for no such bound.
    pub max_mod_revision: i64,
    /// Drop records whose `create_revision` is lower; 0 for no such bound.
    pub min_create_revision: i64,
    /// Drop records whose `create_revision` is higher; 0 for no such bound.
    pub max_create_revision: i64,
}

/// In which order a range comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortOrder {
    /// By key; or ascending, when the target is not the key.
    #[default]
    None,
    /// Lowest first.
    Ascend,
    /// Highest first.
    Descend,
}

/// By what a range is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortTarget {
    /// By key.
    #[default]
    Key,
    /// By version.
    Version,
    /// By create revision.
    Create,
    /// By mod revision.
    Mod,
    /// By value.
    Value,
}

/// What a range request finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RangeResponse {
    /// Current revision, not the one asked for.
    pub revision: i64,
    /// The records.
    pub kvs: Vec<KeyValue>,
    /// Whether the limit cut something off.
    pub more: bool,
    /// How many keys lie in the range, before filters and limit.
    pub count: i64,
}

/// Writes one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PutRequest {
    /// The key; must not be empty.
    pub key: Bytes,
    /// The value.
    pub value: Value,
    /// The lease to hang the key on; 0 takes it off any lease.
    pub lease: i64,
    /// Give back the record before.
    pub prev_kv: bool,
    /// Keep the value as it is.
    pub ignore_value: bool,
    /// Keep the lease as it is.
    pub ignore_lease: bool,
}

/// The answer to a put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PutResponse {
    /// The new revision.
    pub revision: i64,
    /// The record before, if it was asked for and there was one.
    pub prev_kv: Option<KeyValue>,
}

/// Deletes a key or a range of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteRangeRequest {
    /// First key of the range; must not be empty.
    pub key: Bytes,
    /// End of the range, exclusive; empty for one key, a zero byte for no bound.
    pub range_end: Bytes,
    /// Give back the records before.
    pub prev_kv: bool,
}

/// The answer to a delete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteRangeResponse {
    /// The new revision; the current one if nothing was deleted.
    pub revision: i64,
    /// How many keys were deleted.
    pub deleted: i64,
    /// The records before, if they were asked for.
    pub prev_kvs: Vec<KeyValue>,
}

/// Several operations as one: if all compares hold the first branch runs, otherwise the second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TxnRequest {
    /// All must hold; none is true.
    pub compare: Vec<Compare>,
    /// What runs if they hold.
    pub success: Vec<Op>,
    /// What runs if not.
    pub failure: Vec<Op>,
}

/// One operation of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// A read; it sees what the transaction has changed so far.
    Range(RangeRequest),
    /// A put.
    Put(PutRequest),
    /// A delete.
    DeleteRange(DeleteRangeRequest),
    /// A transaction within; its compares look at the state before the outermost one.
    Txn(TxnRequest),
    /// Nothing at all, which etcd refuses as a key that is not found.
    Empty,
}

/// A condition on a key, or on every key of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compare {
    /// First key of the range; must not be empty.
    pub key: Bytes,
    /// End of the range, exclusive; empty for one key, a zero byte for no bound.
    pub range_end: Bytes,
    /// How what the store holds must stand to `with`.
    pub result: CompareResult,
    /// What is compared, and with what.
    pub with: CompareWith,
}

/// How the stored side must stand to the given one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompareResult {
    /// Equal.
    #[default]
    Equal,
    /// Greater.
    Greater,
    /// Less.
    Less,
    /// Not equal.
    NotEqual,
}

/// What a compare looks at, and the number or bytes it is held against.
///
/// Of a key that does not exist the numbers are 0, and a compare of its value is false whatever is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompareWith {
    /// The version.
    Version(i64),
    /// The create revision.
    Create(i64),
    /// The mod revision.
    Mod(i64),
    /// The value.
    Value(Value),
    /// The lease.
    Lease(i64),
}

/// The answer to a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TxnResponse {
    /// The revision after it; 0 in the answer of a nested one, whose header is empty.
    pub revision: i64,
    /// Whether the compares held.
    pub succeeded: bool,
    /// One answer for each operation of the branch that ran.
    pub responses: Vec<OpResponse>,
}

/// The answer to one operation of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpResponse {
    /// To a range. Its revision is the old one before the first change of the transaction, the new one after it.
    Range(RangeResponse),
    /// To a put.
    Put(PutResponse),
    /// To a delete.
    DeleteRange(DeleteRangeResponse),
    /// To a nested transaction.
    Txn(TxnResponse),
}

/// Forgets history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompactionRequest {
    /// What was current at this main revision stays readable, older versions go.
    pub revision: i64,
    /// Answer only when the records are gone from the backend.
    pub physical: bool,
}

/// Makes a lease.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeaseGrantRequest {
    /// The id; 0 lets the server pick one.
    pub id: i64,
    /// Time to live in seconds; raised to the least the server allows.
    pub ttl: i64,
}

/// The lease that was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeaseGrantResponse {
    /// Current revision; a lease is no change.
    pub revision: i64,
    /// Its id.
    pub id: i64,
    /// Its time to live in seconds.
    pub ttl: i64,
}

/// What is left of a lease.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeaseTimeToLiveResponse {
    /// Current revision.
    pub revision: i64,
    /// The id asked for.
    pub id: i64,
    /// Whole seconds left; -1 if there is no such lease.
    pub ttl: i64,
    /// Seconds it was granted for; 0 if there is no such lease.
    pub granted_ttl: i64,
    /// The attached keys in key order, if they were asked for.
    pub keys: Vec<Bytes>,
}

/// The hash of the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HashKvResponse {
    /// Current revision.
    pub revision: i64,
    /// CRC-32C over keys and values of the backend.
    pub hash: u32,
    /// The last compaction, -1 for never.
    pub compact_revision: i64,
}

/// A request that changes something, as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Writes one key.
    Put(PutRequest),
    /// Deletes.
    DeleteRange(DeleteRangeRequest),
    /// Several operations as one.
    Txn(TxnRequest),
    /// Forgets history.
    Compaction(CompactionRequest),
    /// Makes a lease; its id is no longer 0.
    LeaseGrant(LeaseGrantRequest),
    /// Ends a lease and deletes its keys.
    LeaseRevoke {
        /// The lease.
        id: i64,
    },
}

/// The end of the range of all keys that begin with `prefix`: its last byte that is not 0xff grows by one.
///
/// An empty prefix, and one of 0xff alone, has no upper bound: the answer is one zero byte.
#[must_use]
pub fn prefix_end(prefix: &[u8]) -> Bytes {
    let Some(last) = prefix.iter().rposition(|&byte| byte != 0xff) else {
        return Bytes::from(&b"\0"[..]);
    };
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Bytes::from(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_where_its_last_byte_grows() {
        assert_eq!(&*prefix_end(b"foo"), b"fop");
        assert_eq!(&*prefix_end(b"a\xff\xff"), b"b");
        assert_eq!(&*prefix_end(b"\xff"), b"\0");
        assert_eq!(&*prefix_end(b""), b"\0");
    }
}
