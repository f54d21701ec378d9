//! Tasks delayed across machines: who runs a task at its time, and how often it happens.
//!
//! ```text
//!   task --task % shards--> shard --primary--> node --call or queue--> consumer --> effect
//!                             |                  |                        |
//!                             |  replicas        |  reply: done           |  knows the keys it has seen? (idempotent)
//!                             v                  v                        |  knows the epoch of the shard? (fencing)
//!                          other nodes <-- mark: done                     v
//! ```
//!
//! Only the primary's node runs a task. When the coordinator has not heard from a node for a while, it promotes a replica of
//! each shard that it led, under the next epoch, and makes new replicas elsewhere. Three things can go wrong, and each is a
//! command here:
//!
//! * A node **dies** after the effect and before the mark has reached a replica: the new primary runs the task again.
//! * A node is **cut off** and lives on: two primaries run the tasks (split brain) until it hears of the new epoch.
//! * A **reply is lost**, or comes after the timeout: the effect has happened, and the node calls again.
//!
//! So delivery is at-least-once whether by queue or by callback, and *exactly once* is what an idempotent consumer makes of it.
//! Without replicas a dead node's tasks are lost: nobody runs them until it comes back.
//!
//! With `hour` set, tasks wait in a database, and each hour's are loaded when it begins: see the file `hourly.rs`.
//!
//! Time is a tick. All of it is deterministic. Left out: several coordinators, clocks that differ, a database that fails.

use std::collections::{BTreeMap, BTreeSet};

mod event;
pub use event::{Event, Refusal};

mod hourly;

mod moving;
pub use moving::{moved_by_modulo, moved_by_slots};

/// A node, from 0.
pub type Node = u32;
/// A shard, from 0.
pub type Shard = u32;
/// A task; its number decides its shard.
pub type Task = u64;

/// How the cluster is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Machines, 1 to 64.
    pub nodes: u32,
    /// Parts into which the tasks are split, 1 to 1024.
    pub shards: u32,
    /// Copies of each shard besides the primary, fewer than there are nodes.
    pub replicas: u32,
    /// How a node hands a task on.
    pub delivery: Delivery,
    /// The consumer keeps the keys of tasks that it has done, and does none twice.
    pub idempotent: bool,
    /// The consumer refuses a node whose epoch is older than one it has seen for the shard.
    pub fencing: bool,
    /// Ticks without a sign of life after which a node counts as dead.
    pub detect: u64,
    /// Ticks after which a node calls again.
    pub timeout: u64,
    /// Tasks are loaded from a database by hours of so many ticks; 0 if they go to the nodes at once.
    pub hour: u64,
    /// Whoever writes a task for the running hour also tells the shard's nodes.
    pub tell: bool,
}

impl Default for Settings {
    /// Three nodes, six shards, one replica, callbacks, neither idempotence nor fencing.
    fn default() -> Self {
        Settings {
            nodes: 3,
            shards: 6,
            replicas: 1,
            delivery: Delivery::Callback,
            idempotent: false,
            fencing: false,
            detect: 10,
            timeout: 5,
            hour: 0,
            tell: true,
        }
    }
}

/// How a node hands a task on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It puts the task into a queue and goes on; a slow consumer delays effects, not other tasks' hand-over.
    Queue,
    /// It calls the consumer and waits for the reply: a slow one blocks the node, up to the timeout.
    Callback,
}

/// The whole of it: nodes, coordinator and consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    settings: Settings,
    now: u64,
    nodes: Vec<Machine>,
    /// What the coordinator knows.
    shards: Vec<Placement>,
    calls: Vec<Call>,
    consumer: Consumer,
    due: BTreeMap<Task, u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Machine {
    dead: bool,
    cut_off: bool,
    /// When the coordinator last heard of it.
    heard: u64,
    /// With callbacks it waits for a reply until then.
    busy_until: u64,
    /// The shards of which it believes to be the primary, with the epoch.
    leads: BTreeMap<Shard, u64>,
    /// Its copies, by shard.
    copies: BTreeMap<Shard, Copy>,
}

/// What a node knows of a shard's tasks. Two copies merge to the union of both, less what either knows to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Copy {
    pending: BTreeSet<Task>,
    done: BTreeSet<Task>,
}

impl Copy {
    fn merge(&mut self, other: &Copy) {
        self.done.extend(&other.done);
        self.pending.extend(&other.pending);
        self.pending.retain(|task| !self.done.contains(task));
    }
}

/// Where a shard is, as the coordinator has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Whose tasks run; none if all copies are lost.
    pub primary: Option<Node>,
    /// Counts promotions, from 1.
    pub epoch: u64,
    /// The other nodes that have a copy.
    pub replicas: Vec<Node>,
}

/// A task on its way to the consumer and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Which.
    pub task: Task,
    /// Who sent it.
    pub node: Node,
    /// The epoch in which that node believes to be the primary.
    pub epoch: u64,
    /// When it was sent.
    pub sent_at: u64,
    /// When the consumer has done it; then the reply is on its way.
    pub done_at: u64,
    /// When the node no longer waits.
    pub gives_up_at: u64,
    /// Whether the consumer has done it.
    pub reached: bool,
    reply_lost: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Consumer {
    latency: u64,
    lose_replies: u32,
    effects: BTreeMap<Task, u32>,
    suppressed: u64,
    fenced: u64,
    epochs: BTreeMap<Shard, u64>,
}

/// The sum of it all, up to now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Tasks whose time has come.
    pub due: u64,
    /// Tasks that took effect at least once.
    pub done: u64,
    /// Tasks that no living node has and that never took effect.
    pub lost: u64,
    /// Effects beyond the first of a task.
    pub doubled: u64,
    /// Repetitions that an idempotent consumer did not do.
    pub suppressed: u64,
    /// Calls that the consumer refused for their epoch.
    pub fenced: u64,
}

impl Cluster {
    /// A cluster at tick 0: shard s has its primary on node s mod nodes, its replicas on the next ones.
    ///
    /// # Errors
    /// [`Refusal::Settings`].
    pub fn new(settings: Settings) -> Result<Self, Refusal> {
        let Settings {
            nodes,
            shards,
            replicas,
            ..
        } = settings;
        if !(1..=64).contains(&nodes) || !(1..=1024).contains(&shards) || replicas >= nodes {
            return Err(Refusal::Settings);
        }
        let mut cluster = Cluster {
            settings,
            now: 0,
            nodes: vec![Machine::default(); nodes as usize],
            shards: Vec::new(),
            calls: Vec::new(),
            consumer: Consumer {
                latency: 1,
                ..Consumer::default()
            },
            due: BTreeMap::new(),
        };
        for shard in 0..shards {
            let node = |ahead: u32| (shard + ahead) % nodes;
            for ahead in 0..=replicas {
                cluster.nodes[node(ahead) as usize]
                    .copies
                    .insert(shard, Copy::default());
            }
            cluster.nodes[node(0) as usize].leads.insert(shard, 1);
            cluster.shards.push(Placement {
                primary: Some(node(0)),
                epoch: 1,
                replicas: (1..=replicas).map(node).collect(),
            });
        }
        Ok(cluster)
    }

    /// Writes a task to its shard's primary and replicas, or to the database if it is for a later hour; it is to run after
    /// `delay` ticks, at least one.
    ///
    /// # Errors
    /// [`Refusal::Known`], [`Refusal::NoPrimary`].
    pub fn schedule(&mut self, task: Task, delay: u64) -> Result<Shard, Refusal> {
        if self.due.contains_key(&task) {
            return Err(Refusal::Known(task));
        }
        let shard = self.shard_of(task);
        let due = self.now.saturating_add(delay.max(1));
        if self.is_loaded_later(due) || self.is_missed(due) {
            self.due.insert(task, due);
            return Ok(shard);
        }
        let placement = &self.shards[shard as usize];
        let primary = placement.primary.filter(|&node| self.is_up(node));
        let primary = primary.ok_or(Refusal::NoPrimary(shard))?;
        for node in placement.replicas.clone().into_iter().chain([primary]) {
            if self.is_up(node) {
                self.nodes[node as usize]
                    .copies
                    .entry(shard)
                    .or_default()
                    .pending
                    .insert(task);
            }
        }
        self.due.insert(task, due);
        Ok(shard)
    }

    /// A node dies with all it has in memory.
    ///
    /// # Errors
    /// [`Refusal::Node`].
    pub fn kill(&mut self, node: Node) -> Result<(), Refusal> {
        let heard = self.machine(node)?.heard;
        *self.machine(node)? = Machine {
            dead: true,
            heard,
            ..Machine::default()
        };
        // A call that is on its way goes on; nobody waits for its reply.
        Ok(())
    }

    /// A node lives on, reaches the consumer, but neither the coordinator nor other nodes.
    ///
    /// # Errors
    /// [`Refusal::Node`].
    pub fn cut(&mut self, node: Node) -> Result<(), Refusal> {
        self.machine(node)?.cut_off = true;
        Ok(())
    }

    /// A cut is mended, or a dead node comes back, empty.
    ///
    /// # Errors
    /// [`Refusal::Node`].
    pub fn heal(&mut self, node: Node) -> Result<(), Refusal> {
        let now = self.now;
        let machine = self.machine(node)?;
        (machine.dead, machine.cut_off, machine.heard) = (false, false, now);
        self.rejoin(node);
        Ok(())
    }

    /// From now on the consumer takes so many ticks for a task, at least one.
    pub fn slow(&mut self, ticks: u64) {
        self.consumer.latency = ticks.max(1);
    }

    /// The next `count` replies of the consumer are lost.
    pub fn lose_replies(&mut self, count: u32) {
        self.consumer.lose_replies = count;
    }

    /// Goes on tick by tick to `to`, and tells what happens. In a tick: signs of life and promotions, then effects and
    /// replies, then what is due. An hour is loaded before its first tick's effects.
    pub fn advance(&mut self, to: u64) -> Vec<Event> {
        let mut events = Vec::new();
        while self.now < to {
            self.now += 1;
            self.watch(&mut events);
            self.load_hour(&mut events);
            self.consume(&mut events);
            self.send(&mut events);
        }
        events
    }

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

    fn machine(&mut self, node: Node) -> Result<&mut Machine, Refusal> {
        self.nodes.get_mut(node as usize).ok_or(Refusal::Node(node))
    }

    /// The coordinator: who has not been heard of is dead, and replicas take over.
    fn watch(&mut self, events: &mut Vec<Event>) {
        for node in 0..self.settings.nodes {
            if self.is_up(node) {
                self.nodes[node as usize].heard = self.now;
            }
        }
        for shard in 0..self.settings.shards {
            let Some(from) = self.shards[shard as usize].primary else {
                continue;
            };
            if !self.counts_as_dead(from) {
                self.make_replicas(shard, from, events);
                continue;
            }
            let replicas = &self.shards[shard as usize].replicas;
            let heir = replicas.iter().copied().find(|&node| self.is_up(node));
            let placement = &mut self.shards[shard as usize];
            let Some(to) = heir else {
                placement.primary = None;
                events.push(Event::Orphaned {
                    at: self.now,
                    shard,
                });
                continue;
            };
            placement.epoch += 1;
            placement.primary = Some(to);
            placement.replicas.retain(|&node| node != to);
            let epoch = placement.epoch;
            self.nodes[to as usize].leads.insert(shard, epoch);
            events.push(Event::Promoted {
                at: self.now,
                shard,
                from,
                to,
                epoch,
            });
            self.make_replicas(shard, to, events);
            self.load_shard(shard, events);
        }
    }

    fn counts_as_dead(&self, node: Node) -> bool {
        self.now - self.nodes[node as usize].heard >= self.settings.detect
    }

    /// A copy on the node that has the fewest, in place of each replica that counts as dead.
    fn make_replicas(&mut self, shard: Shard, primary: Node, events: &mut Vec<Event>) {
        let replicas = self.shards[shard as usize].replicas.clone();
        let mut kept: Vec<Node> = replicas
            .into_iter()
            .filter(|&node| !self.counts_as_dead(node))
            .collect();
        while kept.len() < self.settings.replicas as usize && self.is_up(primary) {
            let free = (0..self.settings.nodes)
                .filter(|&node| self.is_up(node) && node != primary && !kept.contains(&node));
            let Some(to) = free.min_by_key(|&node| (self.nodes[node as usize].copies.len(), node))
            else {
                break;
            };
            let copy = self.nodes[primary as usize].copies.get(&shard).cloned();
            self.nodes[to as usize]
                .copies
                .insert(shard, copy.unwrap_or_default());
            kept.push(to);
            events.push(Event::Copied {
                at: self.now,
                shard,
                to,
            });
        }
        // One that can't be replaced stays on the list, and gets what it lacks when it is back.
        for node in self.shards[shard as usize].replicas.clone() {
            if kept.len() < self.settings.replicas as usize && !kept.contains(&node) {
                kept.push(node);
            }
        }
        self.shards[shard as usize].replicas = kept;
    }

    /// A node that can be reached again learns who leads, gives and gets what the copies of its shards lack, and drops what
    /// is no longer its own. It takes over a shard that nobody has.
    fn rejoin(&mut self, node: Node) {
        for shard in 0..self.settings.shards {
            let placement = &mut self.shards[shard as usize];
            let has_copy = self.nodes[node as usize].copies.contains_key(&shard);
            if placement.primary.is_none() && (has_copy || placement.replicas.contains(&node)) {
                placement.epoch += 1;
                placement.primary = Some(node);
                placement.replicas.retain(|&replica| replica != node);
            }
            let Placement {
                primary,
                epoch,
                replicas,
            } = placement.clone();
            let members: Vec<Node> = primary
                .into_iter()
                .chain(replicas)
                .filter(|&member| self.is_up(member))
                .collect();
            let mut merged = Copy::default();
            for member in members.iter().chain([&node]) {
                if let Some(copy) = self.nodes[*member as usize].copies.get(&shard) {
                    merged.merge(copy);
                }
            }
            for &member in &members {
                self.nodes[member as usize]
                    .copies
                    .insert(shard, merged.clone());
            }
            let machine = &mut self.nodes[node as usize];
            match primary == Some(node) {
                true => drop(machine.leads.insert(shard, epoch)),
                false => drop(machine.leads.remove(&shard)),
            }
            // With no primary to be reached, its copy may be the only one.
            if !members.is_empty() && !members.contains(&node) {
                machine.copies.remove(&shard);
            }
        }
    }

    /// The consumer does what has reached it, and its replies reach the nodes.
    fn consume(&mut self, events: &mut Vec<Event>) {
        let at = self.now;
        let mut waiting = Vec::new();
        for mut call in std::mem::take(&mut self.calls) {
            let Call { task, node, .. } = call;
            if call.done_at <= at && !call.reached {
                call.reached = true;
                self.effect(&call, events);
                if self.consumer.lose_replies > 0 {
                    self.consumer.lose_replies -= 1;
                    call.reply_lost = true;
                }
                if !call.reply_lost && at <= call.gives_up_at {
                    self.done(task, node);
                    continue;
                }
            }
            let waits = call.gives_up_at > at;
            if call.gives_up_at == at && !self.nodes[node as usize].dead {
                events.push(Event::TimedOut { at, task, node });
            }
            if waits || !call.reached {
                waiting.push(call);
            }
        }
        self.calls.extend(waiting);
    }

    fn effect(&mut self, call: &Call, events: &mut Vec<Event>) {
        let (at, task, node) = (self.now, call.task, call.node);
        let shard = self.shard_of(task);
        let newest = self.consumer.epochs.entry(shard).or_insert(0);
        if self.settings.fencing && call.epoch < *newest {
            self.consumer.fenced += 1;
            return events.push(Event::Fenced { at, task, node });
        }
        *newest = call.epoch.max(*newest);
        let times = self.consumer.effects.entry(task).or_insert(0);
        if self.settings.idempotent && *times > 0 {
            self.consumer.suppressed += 1;
            return events.push(Event::Suppressed { at, task, node });
        }
        *times += 1;
        let times = *times;
        events.push(Event::Effect {
            at,
            task,
            node,
            times,
        });
    }

    /// The reply has reached the node, which forgets the task and, if it can, tells the replicas.
    fn done(&mut self, task: Task, node: Node) {
        let shard = self.shard_of(task);
        let machine = &mut self.nodes[node as usize];
        if machine.dead {
            return;
        }
        machine.busy_until = self.now;
        let tells = !machine.cut_off;
        let told: Vec<Node> = (0..self.settings.nodes)
            .filter(|&other| other == node || tells && self.is_up(other))
            .collect();
        for other in told {
            if let Some(copy) = self.nodes[other as usize].copies.get_mut(&shard) {
                copy.pending.remove(&task);
                copy.done.insert(task);
            }
        }
    }

    /// Each living node hands on what is due in the shards it believes to lead.
    fn send(&mut self, events: &mut Vec<Event>) {
        let at = self.now;
        for node in 0..self.settings.nodes {
            let (machine, deadlines) = (&self.nodes[node as usize], &self.due);
            if machine.dead {
                continue;
            }
            let mut due: Vec<(u64, Task, u64)> = machine
                .leads
                .iter()
                .filter_map(|(shard, &epoch)| Some((machine.copies.get(shard)?, epoch)))
                .flat_map(|(copy, epoch)| {
                    copy.pending
                        .iter()
                        .map(move |&task| (deadlines[&task], task, epoch))
                })
                .filter(|&(due, task, _)| due <= at && !self.waits_for(node, task))
                .collect();
            due.sort_unstable();
            for (_, task, epoch) in due {
                if self.settings.delivery == Delivery::Callback
                    && self.nodes[node as usize].busy_until > at
                {
                    break;
                }
                let gives_up_at = at + self.settings.timeout.max(1);
                self.nodes[node as usize].busy_until = gives_up_at;
                self.calls.push(Call {
                    task,
                    node,
                    epoch,
                    sent_at: at,
                    done_at: at + self.consumer.latency,
                    gives_up_at,
                    reached: false,
                    reply_lost: false,
                });
                events.push(Event::Sent { at, task, node });
            }
        }
    }

    fn waits_for(&self, node: Node, task: Task) -> bool {
        self.calls
            .iter()
            .any(|call| call.node == node && call.task == task && call.gives_up_at > self.now)
    }
}
