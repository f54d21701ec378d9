//! What a request must look like before anything else is done with it.
//!
//! These checks read the request alone, not the store; the member that got the request makes them before it proposes.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::request::{DeleteRangeRequest, Op, PutRequest, RangeRequest, TxnRequest};
use crate::tree_index::Span;

/// Operations that fit into a transaction.
pub const MAX_TXN_OPS: usize = 128;

pub(crate) fn range(request: &RangeRequest) -> Result<(), Error> {
    if request.key.is_empty() {
        Err(Error::EmptyKey)
    } else {
        Ok(())
    }
}

pub(crate) fn put(request: &PutRequest) -> Result<(), Error> {
    if request.key.is_empty() {
        Err(Error::EmptyKey)
    } else if request.ignore_value && !request.value.is_empty() {
        Err(Error::ValueProvided)
    } else if request.ignore_lease && request.lease != 0 {
        Err(Error::LeaseProvided)
    } else {
        Ok(())
    }
}

pub(crate) fn delete_range(request: &DeleteRangeRequest) -> Result<(), Error> {
    if request.key.is_empty() {
        Err(Error::EmptyKey)
    } else {
        Ok(())
    }
}

pub(crate) fn txn(request: &TxnRequest) -> Result<(), Error> {
    shape(request, MAX_TXN_OPS)?;
    overlap(&request.success)?;
    overlap(&request.failure)?;
    Ok(())
}

/// The widest of a transaction's three lists uses up room, and what it holds must fit into the rest.
fn shape(request: &TxnRequest, room: usize) -> Result<(), Error> {
    let width = request
        .compare
        .len()
        .max(request.success.len())
        .max(request.failure.len());
    let room = room.checked_sub(width).ok_or(Error::TooManyOps)?;
    if request.compare.iter().any(|compare| compare.key.is_empty()) {
        return Err(Error::EmptyKey);
    }
    for op in request.success.iter().chain(&request.failure) {
        match op {
            Op::Range(request) => range(request)?,
            Op::Put(request) => put(request)?,
            Op::DeleteRange(request) => delete_range(request)?,
            Op::Txn(request) => shape(request, room)?,
            Op::Empty => return Err(Error::KeyNotFound),
        }
    }
    Ok(())
}

/// What one branch writes.
#[derive(Default)]
struct Writes<'a> {
    puts: BTreeSet<&'a [u8]>,
    deletes: Vec<Span<'a>>,
}

impl Writes<'_> {
    fn deletes(&self, key: &[u8]) -> bool {
        // etcd's interval tree sees an unbounded delete as an interval that ends before it begins: it never matches.
        self.deletes
            .iter()
            .any(|span| !matches!(span, Span::From(_)) && span.contains(key))
    }
}

/// Refuses a branch that puts a key twice, or puts and deletes it.
///
/// It has three gaps, all of them real: an unbounded delete is not seen, a delete in a nested transaction does not see
/// the puts of an earlier sibling, and deletes never conflict with each other.
fn overlap(ops: &[Op]) -> Result<Writes<'_>, Error> {
    let mut writes = Writes::default();
    for op in ops {
        if let Op::DeleteRange(request) = op {
            writes
                .deletes
                .push(Span::new(&request.key, &request.range_end));
        }
    }
    for op in ops {
        if let Op::Txn(request) = op {
            let (then, otherwise) = (overlap(&request.success)?, overlap(&request.failure)?);
            // Only one of the two branches runs, so that both may put the same key.
            let puts: BTreeSet<&[u8]> = then.puts.union(&otherwise.puts).copied().collect();
            for key in puts {
                if writes.deletes(key) || !writes.puts.insert(key) {
                    return Err(Error::DuplicateKey);
                }
            }
            writes.deletes.extend(then.deletes);
            writes.deletes.extend(otherwise.deletes);
        }
    }
    for op in ops {
        if let Op::Put(request) = op
            && (writes.deletes(&request.key) || !writes.puts.insert(&request.key))
        {
            return Err(Error::DuplicateKey);
        }
    }
    Ok(writes)
}
