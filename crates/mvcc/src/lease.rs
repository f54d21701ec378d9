//! Leases: keys that live as long as someone says so.
//!
//! A lease has a time to live and any number of keys; when it ends, by revocation or because nobody kept it alive, its
//! keys are deleted in one transaction. A key hangs on at most one lease, the one that its current record names.
//!
//! Time is virtual. Every 500 ms the store looks for leases that have run out, at most 500 a round; each is revoked by a
//! request that goes through the log like any other, so that all members delete the same keys at the same revision. A
//! lease therefore lives at least its time to live, and up to half a second longer.

use std::collections::{BTreeMap, BTreeSet};

use crate::backend::LeaseRows;
use crate::bytes::Bytes;
use crate::error::Error;
use crate::request::{LeaseGrantRequest, LeaseGrantResponse, LeaseTimeToLiveResponse};
use crate::store::Store;

/// Longest time to live, seconds.
pub const MAX_LEASE_TTL: i64 = 9_000_000_000;

/// Shortest time to live, seconds: one and a half election timeouts, rounded up. Less is raised to it.
pub const MIN_LEASE_TTL: i64 = 2;

/// Milliseconds between two looks at what has run out.
pub const LEASE_CHECK_MS: u64 = 500;

/// Leases revoked in one round.
pub const REVOKES_PER_ROUND: usize = 500;

/// What a new leader adds to every lease: its predecessor may have heard from the client up to an election timeout ago.
const ELECTION_TIMEOUT_MS: u64 = 1000;

/// All leases and the keys that hang on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lessor {
    leases: BTreeMap<i64, Lease>,
    /// By the time at which they run out.
    expiries: BTreeSet<(u64, i64)>,
    attached_keys: usize,
}

/// One lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Granted time to live in seconds.
    pub ttl: i64,
    /// Virtual time at which it runs out, in milliseconds.
    pub expires_ms: u64,
    /// The keys whose current record names it.
    pub keys: BTreeSet<Bytes>,
}

impl Lessor {
    /// The leases that the backend knows, each with its full time and an election timeout. Keys are attached later.
    pub(crate) fn restored(rows: &LeaseRows, now_ms: u64) -> Lessor {
        let mut lessor = Lessor::default();
        for (&id, &ttl) in rows {
            lessor.insert(id, ttl, now_ms + ELECTION_TIMEOUT_MS);
        }
        lessor
    }

    fn insert(&mut self, id: i64, ttl: i64, now_ms: u64) {
        let expires_ms = now_ms + ttl as u64 * 1000;
        self.expiries.insert((expires_ms, id));
        self.leases.insert(
            id,
            Lease {
                ttl,
                expires_ms,
                keys: BTreeSet::new(),
            },
        );
    }

    /// Whether there is such a lease. O(log leases).
    #[must_use]
    pub fn contains(&self, id: i64) -> bool {
        self.leases.contains_key(&id)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.leases.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.leases.is_empty()
    }

    /// One lease.
    #[must_use]
    pub fn get(&self, id: i64) -> Option<&Lease> {
        self.leases.get(&id)
    }

    /// All leases by the time at which they run out.
    pub fn by_expiry(&self) -> impl Iterator<Item = (i64, &Lease)> {
        self.expiries.iter().map(|(_, id)| (*id, &self.leases[id]))
    }

    /// How many keys hang on leases.
    #[must_use]
    pub fn attached_keys(&self) -> usize {
        self.attached_keys
    }

    /// Hangs a key on a lease; 0 and unknown leases do nothing.
    pub(crate) fn attach(&mut self, id: i64, key: &Bytes) {
        if id != 0
            && let Some(lease) = self.leases.get_mut(&id)
        {
            self.attached_keys += usize::from(lease.keys.insert(key.clone()));
        }
    }

    pub(crate) fn detach(&mut self, id: i64, key: &Bytes) {
        if id != 0
            && let Some(lease) = self.leases.get_mut(&id)
        {
            self.attached_keys -= usize::from(lease.keys.remove(key));
        }
    }

    fn remove(&mut self, id: i64) {
        let lease = self.leases.remove(&id).expect("a lease that was looked up");
        assert!(
            lease.keys.is_empty(),
            "lease {id} is removed with keys {:?}",
            lease.keys
        );
        self.expiries.remove(&(lease.expires_ms, id));
    }

    /// Leases that have run out, longest ago first, at most as many as one round revokes.
    pub(crate) fn expired(&self, now_ms: u64) -> Vec<i64> {
        let expired = self
            .expiries
            .iter()
            .take_while(|(expires_ms, _)| *expires_ms <= now_ms);
        expired.take(REVOKES_PER_ROUND).map(|&(_, id)| id).collect()
    }

    fn renew(&mut self, id: i64, now_ms: u64) -> Option<i64> {
        // One that has run out waits for its revocation and cannot be saved.
        let lease = self
            .leases
            .get_mut(&id)
            .filter(|lease| lease.expires_ms > now_ms)?;
        self.expiries.remove(&(lease.expires_ms, id));
        lease.expires_ms = now_ms + lease.ttl as u64 * 1000;
        self.expiries.insert((lease.expires_ms, id));
        Some(lease.ttl)
    }
}

impl Store {
    /// Makes a lease. No revision. O(log leases).
    ///
    /// # Errors
    /// [`Error::LeaseNotFound`] for id 0 (picking one is the server's part), [`Error::LeaseTtlTooLarge`],
    /// [`Error::LeaseExists`].
    pub fn lease_grant(&mut self, request: LeaseGrantRequest) -> Result<LeaseGrantResponse, Error> {
        let LeaseGrantRequest { id, ttl } = request;
        if id == 0 {
            return Err(Error::LeaseNotFound);
        }
        if ttl > MAX_LEASE_TTL {
            return Err(Error::LeaseTtlTooLarge);
        }
        if self.lessor.contains(id) {
            return Err(Error::LeaseExists);
        }
        let ttl = ttl.max(MIN_LEASE_TTL);
        self.lessor.insert(id, ttl, self.now_ms);
        self.backend_mut().put_lease(id, ttl);
        self.backend_mut().commit_if_full();
        Ok(LeaseGrantResponse {
            revision: self.revision(),
            id,
            ttl,
        })
    }

    /// Ends a lease: its keys are deleted in key order, all in one revision, or in none if there are no keys.
    ///
    /// O(keys of the lease x log keys).
    ///
    /// # Errors
    /// [`Error::LeaseNotFound`].
    pub fn lease_revoke(&mut self, id: i64) -> Result<i64, Error> {
        let lease = self.lessor.get(id).ok_or(Error::LeaseNotFound)?;
        let keys: Vec<Bytes> = lease.keys.iter().cloned().collect();
        let mut txn = self.write();
        keys.iter().for_each(|key| txn.delete_key(key));
        txn.end();
        self.lessor.remove(id);
        self.backend_mut().delete_lease(id);
        self.backend_mut().commit_if_full();
        Ok(self.revision())
    }

    /// Gives a lease its full time again; the time to live, or `None` if there is no such lease. O(log leases).
    pub fn lease_keep_alive(&mut self, id: i64) -> Option<i64> {
        self.lessor.renew(id, self.now_ms)
    }

    /// What is left of a lease. An unknown one is no error: its time to live is -1. O(log leases + keys if asked for).
    #[must_use]
    pub fn lease_time_to_live(&self, id: i64, keys: bool) -> LeaseTimeToLiveResponse {
        let revision = self.revision();
        let Some(lease) = self.lessor.get(id) else {
            return LeaseTimeToLiveResponse {
                revision,
                id,
                ttl: -1,
                ..LeaseTimeToLiveResponse::default()
            };
        };
        let ttl = (lease.expires_ms.saturating_sub(self.now_ms) / 1000) as i64;
        let keys = if keys {
            lease.keys.iter().cloned().collect()
        } else {
            Vec::new()
        };
        LeaseTimeToLiveResponse {
            revision,
            id,
            ttl,
            granted_ttl: lease.ttl,
            keys,
        }
    }
}
