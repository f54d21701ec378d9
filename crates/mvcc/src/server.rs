//! A server: one member of a cluster of one, with the log that makes an acknowledged write safe.
//!
//! Every request that changes something goes into the log first, and only then to the store. The backend says up to which
//! entry it is good (its *consistent index*); after a crash the entries above are applied again. Applying depends on
//! nothing but the entries, so that the same revisions and the same bytes come out.
//!
//! ```text
//! log      6 put   7 put   8 put │ 9 put        all of it survives a crash
//! backend  {2,0}   {3,0}   {4,0} │ {5,0}        what is right of the line was in the open batch, and is lost;
//!          consistent index 8    │              entry 9 makes {5,0} again
//! ```
//!
//! Left out: the network, elections, and the log's own file with its checksums.

use crate::check;
use crate::error::Error;
use crate::request::{
    CompactionRequest, DeleteRangeRequest, DeleteRangeResponse, LeaseGrantRequest,
    LeaseGrantResponse, PutRequest, PutResponse, Request, TxnRequest, TxnResponse,
};
use crate::size;
use crate::store::{Store, Switches};

/// Entries that a new cluster of one has written before the first request: its membership and its version.
pub const HOUSEKEEPING_ENTRIES: u64 = 5;

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the log, from 1.
    pub index: u64,
    /// What was asked.
    pub request: Request,
}

/// A store and its log.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    store: Store,
    /// Entries that a crash could make necessary; those below the committed consistent index are dropped.
    log: Vec<Entry>,
    last_index: u64,
    term: u64,
    /// Next id for a lease whose request names none.
    next_id: u64,
}

impl Default for Server {
    fn default() -> Self {
        Server::new(Switches::default())
    }
}

/// A place in the life of a server, taken by [`Server::mark`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    last_index: u64,
    next_id: u64,
    entry: u64,
    streams: (u64, u64),
}

/// The low two bytes of the member's id stand at the top of every id it makes, a clock and a counter below them.
const FIRST_ID: u64 = 0x694d_0000_0000_0000;

impl Server {
    /// A server on an empty store.
    #[must_use]
    pub fn new(switches: Switches) -> Server {
        Server {
            store: Store::new(switches),
            log: Vec::new(),
            last_index: HOUSEKEEPING_ENTRIES,
            term: 2,
            next_id: FIRST_ID,
        }
    }

    /// The store, for everything that does not go through the log: reads, hashes, a look inside.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store, for what changes it without the log: watch streams, keeping leases alive.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Entries of the log that are not yet safe in the backend.
    #[must_use]
    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    /// Index of the last entry of the log.
    #[must_use]
    pub fn last_index(&self) -> u64 {
        self.last_index
    }

    /// The Raft term: one more after every restart.
    #[must_use]
    pub fn term(&self) -> u64 {
        self.term
    }

    fn append(&mut self, request: Request) {
        self.last_index += 1;
        self.log.push(Entry {
            index: self.last_index,
            request,
        });
        self.store.entry = self.last_index;
    }

    /// What a request moves even if it is refused, to be put back by [`Server::rewind`].
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark {
            last_index: self.last_index,
            next_id: self.next_id,
            entry: self.store.entry,
            streams: self.store.watchers.counters(),
        }
    }

    /// After a refusal: as if the request had not even reached the log. In a real cluster a refused entry stays in the
    /// log, and is refused again by every member.
    ///
    /// # Panics
    /// If the mark is not of this server's past.
    pub fn rewind(&mut self, mark: &Mark) {
        assert!(
            mark.last_index <= self.last_index,
            "{mark:?} lies ahead of entry {}",
            self.last_index
        );
        self.log.retain(|entry| entry.index <= mark.last_index);
        self.last_index = mark.last_index;
        self.next_id = mark.next_id;
        self.store.entry = mark.entry;
        self.store.watchers.set_counters(mark.streams);
    }

    /// After an entry was applied: what the backend has committed is no longer needed in the log.
    fn trim(&mut self) {
        let safe = self.store.backend().committed_meta().consistent_index;
        let unsafe_from = self.log.partition_point(|entry| entry.index <= safe);
        // Moving what stays is worth it only when much goes.
        if unsafe_from > 1024 {
            self.log.drain(..unsafe_from);
        }
    }

    /// As [`Store::put`], through the log.
    ///
    /// # Errors
    /// Those of [`Store::put`], and [`Error::RequestTooLarge`].
    pub fn put(&mut self, request: PutRequest) -> Result<PutResponse, Error> {
        check::put(&request)?;
        check_size(request.wire_len())?;
        self.append(Request::Put(request.clone()));
        let response = self.store.put(&request);
        self.trim();
        response
    }

    /// As [`Store::delete_range`], through the log.
    ///
    /// # Errors
    /// Those of [`Store::delete_range`], and [`Error::RequestTooLarge`].
    pub fn delete_range(
        &mut self,
        request: DeleteRangeRequest,
    ) -> Result<DeleteRangeResponse, Error> {
        check::delete_range(&request)?;
        check_size(request.wire_len())?;
        self.append(Request::DeleteRange(request.clone()));
        let response = self.store.delete_range(&request);
        self.trim();
        response
    }

    /// As [`Store::txn`]; through the log unless it only reads.
    ///
    /// # Errors
    /// Those of [`Store::txn`], and [`Error::RequestTooLarge`].
    pub fn txn(&mut self, request: TxnRequest) -> Result<TxnResponse, Error> {
        check::txn(&request)?;
        if !request.is_read_only() {
            check_size(request.wire_len())?;
            self.append(Request::Txn(request.clone()));
        }
        let response = self.store.apply_txn(&request);
        self.trim();
        response
    }

    /// As [`Store::compact`], through the log.
    ///
    /// # Errors
    /// Those of [`Store::compact`].
    pub fn compact(&mut self, request: CompactionRequest) -> Result<(), Error> {
        self.append(Request::Compaction(request));
        let response = self.store.compact(request);
        self.trim();
        response
    }

    /// As [`Store::lease_grant`], through the log; for id 0 one is picked.
    ///
    /// # Errors
    /// Those of [`Store::lease_grant`].
    pub fn lease_grant(&mut self, request: LeaseGrantRequest) -> Result<LeaseGrantResponse, Error> {
        let id = if request.id == 0 {
            self.pick_id()
        } else {
            request.id
        };
        let request = LeaseGrantRequest { id, ..request };
        self.append(Request::LeaseGrant(request));
        let response = self.store.lease_grant(request);
        self.trim();
        response
    }

    fn pick_id(&mut self) -> i64 {
        // Each request takes a number from the same counter, so that ids are not next to each other.
        self.next_id = self
            .next_id
            .max(FIRST_ID | (self.store.now_ms() & 0xff_ffff_ffff) << 8)
            + 4;
        self.next_id as i64
    }

    /// As [`Store::lease_revoke`], through the log.
    ///
    /// # Errors
    /// Those of [`Store::lease_revoke`].
    pub fn lease_revoke(&mut self, id: i64) -> Result<i64, Error> {
        self.append(Request::LeaseRevoke { id });
        let response = self.store.lease_revoke(id);
        self.trim();
        response
    }

    /// Lets `ms` milliseconds pass; leases that run out are revoked through the log.
    pub fn advance(&mut self, ms: u64) {
        let until_ms = self.store.now_ms() + ms;
        loop {
            let expired = self.store.run_until(until_ms);
            if expired.is_empty() {
                self.trim();
                return;
            }
            for id in expired {
                self.lease_revoke(id)
                    .expect("a lease that has just run out");
            }
        }
    }

    /// Stops without warning and starts again: the open batch and all watch streams are lost, the log is not.
    ///
    /// Entries above the backend's consistent index are applied again. Their refusals are those of the first time.
    pub fn crash(&mut self) {
        let mut backend = self.store.backend().clone();
        backend.crash();
        let safe = backend.meta().consistent_index;
        self.store = Store::open(backend, self.store.switches(), self.store.now_ms());
        let log = std::mem::take(&mut self.log);
        for entry in log.iter().filter(|entry| entry.index > safe) {
            self.store.entry = entry.index;
            self.store.apply(&entry.request);
        }
        self.log = log;
        self.term += 1;
        // The new leader's empty entry, and the version that it publishes again.
        self.last_index += 2;
    }
}

/// Refuses what is too large for an entry of the log.
fn check_size(request: usize) -> Result<(), Error> {
    if size::entry(request) > size::MAX_ENTRY_BYTES {
        Err(Error::RequestTooLarge)
    } else {
        Ok(())
    }
}

impl Store {
    /// Applies an entry of the log. Whether it was refused no longer matters: whoever asked has been told.
    fn apply(&mut self, request: &Request) {
        match request {
            Request::Put(request) => drop(self.put(request)),
            Request::DeleteRange(request) => drop(self.delete_range(request)),
            Request::Txn(request) => drop(self.txn(request)),
            Request::Compaction(request) => drop(self.compact(*request)),
            Request::LeaseGrant(request) => drop(self.lease_grant(*request)),
            Request::LeaseRevoke { id } => drop(self.lease_revoke(*id)),
        }
    }
}
