//! Leases that ended, and how.

use mvcc::{Lease, Store};

use super::command::{Action, Command};
use super::{Etcd, LINE_MS};

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

/// The leases that a command may end, as they are before it. To look at all of them is dear where thousands of keys hang on
/// leases, and most lines end none but those whose time is up.
pub(super) fn may_end(world: &Etcd, command: &Command) -> Vec<(i64, Lease)> {
    let only_writes_or_reads = match &command.action {
        Action::Run { argv, .. } => {
            let verb = argv.first().map_or("", String::as_str);
            ["put", "get", "del"].contains(&verb)
        }
        _ => false,
    };
    // What runs elsewhere may end its session when it sees what is written here.
    let alone = world
        .terminals()
        .all(|(_, terminal)| terminal.running.is_none());
    let soon = world.store().now_ms() + LINE_MS;
    let leases = world.store().leases().by_expiry();
    let may_end = leases
        .take_while(|(_, lease)| !(alone && only_writes_or_reads) || lease.expires_ms <= soon);
    may_end.map(|(id, lease)| (id, lease.clone())).collect()
}

/// What of these leases is there no longer, after a command.
pub(super) fn ended(before: Vec<(i64, Lease)>, store: &Store, command: &Command) -> Vec<Ended> {
    let revoked = match &command.action {
        Action::Run { argv, .. } => argv.starts_with(&["lease".to_string(), "revoke".to_string()]),
        // A session that is interrupted gives its lease back.
        action => *action == Action::Interrupt,
    };
    let gone = before
        .into_iter()
        .filter(|(id, _)| !store.leases().contains(*id));
    gone.map(|(id, lease)| Ended {
        id,
        ttl: lease.ttl,
        keys: lease.keys.iter().cloned().collect(),
        expired: !revoked || lease.expires_ms <= store.now_ms(),
    })
    .collect()
}
