//! Why a request was refused, in etcd's words.

use std::fmt;

/// A refusal. The store is as it was before the request.
///
/// `Display` gives the text that an etcd server gives; [`Error::code`] its gRPC status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A key is missing or empty.
    EmptyKey,
    /// `ignore_value` came with a value.
    ValueProvided,
    /// `ignore_lease` came with a lease.
    LeaseProvided,
    /// `ignore_value` or `ignore_lease` on a key that does not exist, or an empty operation in a transaction.
    KeyNotFound,
    /// A transaction puts a key twice, or puts and deletes it.
    DuplicateKey,
    /// More than 128 operations in a transaction.
    TooManyOps,
    /// The request is larger than 1.5 MiB.
    RequestTooLarge,
    /// The revision asked for has been compacted.
    Compacted,
    /// The revision asked for has not happened yet.
    FutureRevision,
    /// No lease has this id.
    LeaseNotFound,
    /// A lease with this id is there already.
    LeaseExists,
    /// A time to live above 9,000,000,000 s.
    LeaseTtlTooLarge,
    /// A number that is no sort target or sort order; it crashes etcd 3.4 and 3.5.
    InvalidSortOption,
}

impl Error {
    /// The gRPC status code: 3 invalid argument, 5 not found, 9 failed precondition, 11 out of range.
    #[must_use]
    pub fn code(self) -> u32 {
        match self {
            Error::Compacted | Error::FutureRevision | Error::LeaseTtlTooLarge => 11,
            Error::LeaseNotFound => 5,
            Error::LeaseExists => 9,
            Error::EmptyKey
            | Error::ValueProvided
            | Error::LeaseProvided
            | Error::KeyNotFound
            | Error::DuplicateKey
            | Error::TooManyOps
            | Error::RequestTooLarge
            | Error::InvalidSortOption => 3,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Error::EmptyKey => "etcdserver: key is not provided",
            Error::ValueProvided => "etcdserver: value is provided",
            Error::LeaseProvided => "etcdserver: lease is provided",
            Error::KeyNotFound => "etcdserver: key not found",
            Error::DuplicateKey => "etcdserver: duplicate key given in txn request",
            Error::TooManyOps => "etcdserver: too many operations in txn request",
            Error::RequestTooLarge => "etcdserver: request is too large",
            Error::Compacted => "etcdserver: mvcc: required revision has been compacted",
            Error::FutureRevision => "etcdserver: mvcc: required revision is a future revision",
            Error::LeaseNotFound => "etcdserver: requested lease not found",
            Error::LeaseExists => "etcdserver: lease already exists",
            Error::LeaseTtlTooLarge => "etcdserver: too large lease TTL",
            Error::InvalidSortOption => "etcdserver: invalid sort option",
        })
    }
}

impl std::error::Error for Error {}
