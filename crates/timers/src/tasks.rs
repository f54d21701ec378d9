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

mod coordinator;

mod delivery;

mod hourly;

mod moving;
pub use moving::{moved_by_modulo, moved_by_slots};

mod seen;

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

    fn machine(&mut self, node: Node) -> Result<&mut Machine, Refusal> {
        self.nodes.get_mut(node as usize).ok_or(Refusal::Node(node))
    }
}
