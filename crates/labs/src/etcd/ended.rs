//! Leases that ended, and how.

use mvcc::{Lessor, Store};

use super::command::{Action, Command};

/// A lease that is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its id.
    pub id: i64,
    /// The time to live that it was granted, in seconds.
    pub ttl: i64,
    /// The keys that hung on it: they were deleted in one transaction.
    pub keys: Vec<mvcc::Bytes>,
    /// Whether its time ran out; otherwise somebody revoked it.
    pub expired: bool,
}

/// What of these leases is there no longer, after a command.
pub(super) fn ended(before: &Lessor, store: &Store, command: &Command) -> Vec<Ended> {
    let revoked = match &command.action {
        Action::Run { argv, .. } => argv.starts_with(&["lease".to_string(), "revoke".to_string()]),
        // A session that is interrupted gives its lease back.
        action => *action == Action::Interrupt,
    };
    let gone = before
        .by_expiry()
        .filter(|(id, _)| !store.leases().contains(*id));
    gone.map(|(id, lease)| Ended {
        id,
        ttl: lease.ttl,
        keys: lease.keys.iter().cloned().collect(),
        expired: !revoked || lease.expires_ms <= store.now_ms(),
    })
    .collect()
}
