//! The run once more, for what a branch does not keep: which rows each command wrote.

use labs::etcd::{Command, Etcd};
use lesson::{Branch, World};
use mvcc::{Row, Store};

/// What may be spent on playing a log again, in the world's own measure. A lesson stays far below it; who fills a store with
/// a million rows gets threads that end there, instead of a page that stands still after every line.
const COST_MAX: u64 = 60_000;

/// One command that was not refused, and what it did.
pub(super) struct Played<'a> {
    /// The position after it.
    pub position: usize,
    /// The command.
    pub command: &'a Command,
    /// The world after it.
    pub world: &'a Etcd,
    /// The store after it.
    pub store: &'a Store,
    /// The revision before it.
    pub before: i64,
    /// The compaction before it.
    pub compacted_before: i64,
}

impl<'a> Played<'a> {
    /// The rows that it wrote and that are still there, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a Row> {
        let rows = self.store.backend().rows_from(self.before + 1);
        rows.map(|(_, row)| row)
    }

    /// Whether it compacted, and where to.
    pub(super) fn compacted(&self) -> Option<i64> {
        let now = self.store.compact_revision();
        (now != self.compacted_before).then_some(now)
    }
}

/// Plays the first commands of a log, and tells each. Returns how far it came.
pub(super) fn replay(
    branch: &Branch<Etcd>,
    upto: usize,
    mut tell: impl FnMut(&Played<'_>),
) -> usize {
    let mut world = Etcd::new(0);
    let mut spent = 0;
    for (i, entry) in branch.log().iter().take(upto).enumerate() {
        spent += Etcd::cost(&entry.command);
        if spent > COST_MAX {
            return i;
        }
        if entry.outcome.is_err() {
            continue;
        }
        let store = world.store();
        let (before, compacted_before) = (store.revision(), store.compact_revision());
        // What was not refused then is not refused now: the same commands give the same store.
        world
            .apply(&entry.command)
            .expect("a command that was done once can be done again");
        tell(&Played {
            position: i + 1,
            command: &entry.command,
            world: &world,
            store: world.store(),
            before,
            compacted_before,
        });
    }
    upto.min(branch.len())
}
