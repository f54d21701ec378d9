//! What can be seen of a cluster: for a picture, a score, a test.

use super::{Call, Cluster, Node, Placement, Score, Settings, Shard, Task};

impl Cluster {
    /// The time.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.now
    }

    /// How it is built.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where each shard is.
    #[must_use]
    pub fn shards(&self) -> &[Placement] {
        &self.shards
    }

    /// `task % shards`.
    #[must_use]
    pub fn shard_of(&self, task: Task) -> Shard {
        (task % u64::from(self.settings.shards)) as Shard
    }

    /// Whether a node lives and can be reached.
    #[must_use]
    pub fn is_up(&self, node: Node) -> bool {
        self.nodes
            .get(node as usize)
            .is_some_and(|machine| !machine.dead && !machine.cut_off)
    }

    /// Whether a node is dead.
    #[must_use]
    pub fn is_dead(&self, node: Node) -> bool {
        self.nodes
            .get(node as usize)
            .is_some_and(|machine| machine.dead)
    }

    /// The shards of which a node believes to be the primary, each with the epoch it believes in.
    pub fn leads(&self, node: Node) -> impl Iterator<Item = (Shard, u64)> {
        let leads = self.nodes[node as usize].leads.iter();
        leads.map(|(&shard, &epoch)| (shard, epoch))
    }

    /// The shards of which a node has a copy.
    pub fn copies(&self, node: Node) -> impl Iterator<Item = Shard> {
        self.nodes[node as usize].copies.keys().copied()
    }

    /// The tasks that a node has in its copy of a shard, and does not know to be done.
    pub fn tasks(&self, node: Node, shard: Shard) -> impl Iterator<Item = Task> {
        let copy = self.nodes[node as usize].copies.get(&shard);
        copy.into_iter()
            .flat_map(|copy| copy.pending.iter().copied())
    }

    /// The calls that are on their way, or whose reply is awaited.
    #[must_use]
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// All tasks that were ever scheduled, by number, with the tick when each is due.
    pub fn scheduled(&self) -> impl Iterator<Item = (Task, u64)> {
        self.due.iter().map(|(&task, &due)| (task, due))
    }

    /// When a task is due; `None` if it was never scheduled.
    #[must_use]
    pub fn due(&self, task: Task) -> Option<u64> {
        self.due.get(&task).copied()
    }

    /// How many ticks the consumer takes for a task.
    #[must_use]
    pub fn latency(&self) -> u64 {
        self.consumer.latency
    }

    /// How many replies are still to be lost.
    #[must_use]
    pub fn replies_to_lose(&self) -> u32 {
        self.consumer.lose_replies
    }

    /// How often a task took effect.
    #[must_use]
    pub fn effects(&self, task: Task) -> u32 {
        self.consumer.effects.get(&task).copied().unwrap_or(0)
    }

    /// The sum of it all.
    #[must_use]
    pub fn score(&self) -> Score {
        let mut score = Score {
            suppressed: self.consumer.suppressed,
            fenced: self.consumer.fenced,
            ..Score::default()
        };
        for (&task, &due) in &self.due {
            let effects = self.effects(task);
            score.due += u64::from(due <= self.now);
            score.done += u64::from(effects > 0);
            score.doubled += u64::from(effects.saturating_sub(1));
            score.lost += u64::from(self.is_lost(task));
        }
        score
    }

    /// Whether a task has taken no effect and never will, as things are: no node has it, it is not on its way, and no hour
    /// will load it.
    #[must_use]
    pub fn is_lost(&self, task: Task) -> bool {
        let Some(&due) = self.due.get(&task) else {
            return false;
        };
        let shard = self.shard_of(task);
        let copies = self.nodes.iter().map(|machine| machine.copies.get(&shard));
        let is_kept = copies.flatten().any(|copy| copy.pending.contains(&task));
        let mut calls = self.calls.iter();
        let on_its_way = calls.any(|call| call.task == task && !call.reached);
        let comes = is_kept || on_its_way || self.is_loaded_later(due);
        self.effects(task) == 0 && !comes
    }
}
