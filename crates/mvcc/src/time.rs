//! Virtual time: what a server does in the background, as steps on a clock that the caller moves.
//!
//! | every | what |
//! |---|---|
//! | 10 ms | one step of a removal after compaction; victims are tried again |
//! | 100 ms | the open batch of the backend is committed; watchers that are behind catch up |
//! | 500 ms | leases that have run out are named, to be revoked |

use crate::backend::BATCH_INTERVAL_MS;
use crate::lease::LEASE_CHECK_MS;
use crate::store::Store;
use crate::watch::{SYNC_INTERVAL_MS, VICTIM_INTERVAL_MS};

impl Store {
    /// Lets time pass until `until_ms`, or until leases have run out: then these come back, are to be revoked, and the
    /// call is to be made again. An empty answer means that the time has come.
    pub fn run_until(&mut self, until_ms: u64) -> Vec<i64> {
        while self.now_ms < until_ms {
            let tick_ms = (self.now_ms / VICTIM_INTERVAL_MS + 1) * VICTIM_INTERVAL_MS;
            if tick_ms > until_ms {
                self.now_ms = until_ms;
                break;
            }
            self.now_ms = tick_ms;
            self.tick();
            if tick_ms.is_multiple_of(LEASE_CHECK_MS) {
                let expired = self.lessor.expired(tick_ms);
                if !expired.is_empty() {
                    return expired;
                }
            }
        }
        Vec::new()
    }

    /// Lets `ms` milliseconds pass; leases that run out are revoked.
    pub fn advance(&mut self, ms: u64) {
        let until_ms = self.now_ms + ms;
        loop {
            let expired = self.run_until(until_ms);
            if expired.is_empty() {
                return;
            }
            for id in expired {
                self.lease_revoke(id)
                    .expect("a lease that has just run out");
            }
        }
    }

    fn tick(&mut self) {
        self.step_removal();
        self.serve_victims();
        if self.now_ms.is_multiple_of(SYNC_INTERVAL_MS) {
            while self.sync_watchers() {}
            self.notify_progress();
        }
        if self.now_ms.is_multiple_of(BATCH_INTERVAL_MS) {
            self.backend_mut().commit();
        }
    }
}
