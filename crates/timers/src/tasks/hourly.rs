//! Loading by the hour: the database holds all tasks, a node only those of the hour that runs.
//!
//! ```text
//!   hour 0                       hour 1                       hour 2
//!   |----------------------------|----------------------------|
//!                                ^ each primary loads what is due in hour 1: task % shards = its shard
//!      x a task that is written here, for later in this same hour: no load will see it.
//!        Its writer must also tell the shard's owner.
//! ```
//!
//! Hour k is the ticks after k * hour, up to and with (k + 1) * hour; it is loaded at k * hour. Whoever takes a shard over
//! loads the running hour once more: what its copy knows to be pending or done is not loaded again.

use super::{Cluster, Event, Shard, Task};

impl Cluster {
    /// Whether a task that is due then waits in the database for the load of a later hour.
    pub(super) fn is_loaded_later(&self, due: u64) -> bool {
        let hour = self.settings.hour;
        hour > 0 && (due - 1) / hour * hour > self.now
    }

    /// Whether a task that is written now, and due then, comes to nobody's knowledge: this hour has been loaded.
    pub(super) fn is_missed(&self, due: u64) -> bool {
        self.settings.hour > 0 && !self.settings.tell && !self.is_loaded_later(due)
    }

    /// At the beginning of an hour each primary that can be reached loads it.
    pub(super) fn load_hour(&mut self, events: &mut Vec<Event>) {
        let hour = self.settings.hour;
        if hour > 0 && self.now.is_multiple_of(hour) {
            for shard in 0..self.settings.shards {
                self.load_shard(shard, events);
            }
        }
    }

    /// The tasks of a shard that are due in this hour come to its primary and replicas.
    pub(super) fn load_shard(&mut self, shard: Shard, events: &mut Vec<Event>) {
        let hour = self.settings.hour;
        let placement = &self.shards[shard as usize];
        let Some(to) = placement.primary.filter(|&node| self.is_up(node)) else {
            return;
        };
        if hour == 0 {
            return;
        }
        let begin = self.now / hour * hour;
        let of_this_hour: Vec<Task> = self
            .due
            .iter()
            .filter(|&(&task, &due)| {
                self.shard_of(task) == shard && due > begin && due <= begin + hour
            })
            .map(|(&task, _)| task)
            .collect();
        let mut tasks = 0;
        for node in placement.replicas.clone().into_iter().chain([to]) {
            if !self.is_up(node) {
                continue;
            }
            let copy = self.nodes[node as usize].copies.entry(shard).or_default();
            for &task in &of_this_hour {
                let fresh = !copy.done.contains(&task) && copy.pending.insert(task);
                tasks += u64::from(fresh && node == to);
            }
        }
        if tasks > 0 {
            events.push(Event::Loaded {
                at: self.now,
                shard,
                to,
                tasks,
            });
        }
    }

    /// How many tasks wait in the database for the load of a later hour.
    #[must_use]
    pub fn waiting_in_database(&self) -> usize {
        let due = self.due.values();
        due.filter(|&&due| self.is_loaded_later(due)).count()
    }
}
