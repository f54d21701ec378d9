//! The task bench: delayed tasks on shards and replicas, nodes that die or are cut off, and a consumer that counts effects.
//!
//! # The language
//! | line | what it does |
//! | --- | --- |
//! | `cluster [nodes=3] [shards=6] [replicas=1] [delivery=callback\|queue] [idempotent=yes\|no] [fencing=yes\|no]` | builds it anew |
//! | `schedule <task> <delay>` | a task that is to run after so many ticks |
//! | `load <count> <delay>` | tasks 0, 1, .. that are due from then on, three in a tick |
//! | `run <ticks>` | time passes |
//! | `kill <node>` `cut <node>` `heal <node>` | a node dies; lives on unreachable; is back |
//! | `slow <ticks>` | the consumer takes so long for a task |
//! | `lose <replies>` | so many replies of the consumer are lost |
//! | `shards` | primary, epoch and replicas of each shard |
//! | `score` | due, done, lost, doubled |
//! | `moved <from> <to>` | how many of 10,000 tasks change their place when nodes are added |

use std::fmt;
use std::str::FromStr;

use lesson::{ParseError, Refusal, Verb, World};
use timers::tasks::{self, Cluster, Delivery, Score, Settings};

use crate::line::Line;

/// Tasks, at most.
const MOST: u64 = 2000;

/// A cluster and what it has done.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskBench {
    cluster: Cluster,
    scheduled: u64,
}

/// What one can ask of the task bench.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Builds a cluster anew.
    Cluster(Settings),
    /// A task.
    Schedule {
        /// Its number.
        task: u64,
        /// After so many ticks.
        delay: u64,
    },
    /// Many tasks.
    Load {
        /// How many.
        count: u64,
        /// The first after so many ticks.
        delay: u64,
    },
    /// Time passes.
    Run(u64),
    /// A node dies.
    Kill(u32),
    /// A node is cut off.
    Cut(u32),
    /// A node is back.
    Heal(u32),
    /// The consumer takes so long.
    Slow(u64),
    /// Replies are lost.
    Lose(u32),
    /// Where shards are.
    Shards,
    /// What came of it.
    Score,
    /// What moves when nodes are added.
    Moved {
        /// Nodes before.
        from: u64,
        /// And after.
        to: u64,
    },
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A cluster was built.
    Built(Settings),
    /// A task belongs to a shard.
    Scheduled {
        /// The task.
        task: u64,
        /// Its shard.
        shard: u32,
    },
    /// The cluster tells.
    Cluster(tasks::Event),
    /// The time.
    Time(u64),
    /// The sum of it all.
    Score(Score),
    /// An answer, a line or more.
    Told(String),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Built(settings) => write!(f, "{}", Command::Cluster(*settings)),
            Event::Scheduled { task, shard } => write!(f, "task {task} goes to shard {shard}"),
            Event::Cluster(event) => event.fmt(f),
            Event::Time(now) => write!(f, "time {now}"),
            Event::Score(score) => write!(
                f,
                "{} due, {} done, {} lost, {} double effects ({} suppressed, {} fenced)",
                score.due, score.done, score.lost, score.doubled, score.suppressed, score.fenced
            ),
            Event::Told(text) => f.write_str(text),
        }
    }
}

/// What a room looks at.
impl TaskBench {
    /// The cluster.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }
}

impl World for TaskBench {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "tasks";

    fn new(_seed: u64) -> Self {
        let cluster = Cluster::new(Settings::default()).expect("the default settings fit");
        TaskBench {
            cluster,
            scheduled: 0,
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        Ok(match *command {
            Command::Cluster(settings) => {
                self.cluster = Cluster::new(settings).map_err(refused)?;
                self.scheduled = 0;
                vec![Event::Built(settings)]
            }
            Command::Schedule { task, delay } => {
                self.check_room(1)?;
                let shard = self.cluster.schedule(task, delay).map_err(refused)?;
                self.scheduled += 1;
                vec![Event::Scheduled { task, shard }]
            }
            Command::Load { count, delay } => {
                self.check_room(count)?;
                let mut cluster = self.cluster.clone();
                for task in 0..count {
                    cluster.schedule(task, delay + task / 3).map_err(refused)?;
                }
                self.cluster = cluster;
                self.scheduled += count;
                vec![Event::Told(format!(
                    "tasks 0 to {} are due from {} on",
                    count - 1,
                    self.cluster.now() + delay.max(1)
                ))]
            }
            Command::Run(ticks) => {
                let happened = self.cluster.advance(self.cluster.now() + ticks);
                happened
                    .into_iter()
                    .map(Event::Cluster)
                    .chain([Event::Time(self.cluster.now())])
                    .collect()
            }
            Command::Kill(node) => {
                self.cluster.kill(node).map_err(refused)?;
                vec![Event::Told(format!("node {node} is dead"))]
            }
            Command::Cut(node) => {
                self.cluster.cut(node).map_err(refused)?;
                vec![Event::Told(format!(
                    "node {node} reaches the consumer only"
                ))]
            }
            Command::Heal(node) => {
                self.cluster.heal(node).map_err(refused)?;
                vec![Event::Told(format!("node {node} is back"))]
            }
            Command::Slow(ticks) => {
                self.cluster.slow(ticks);
                vec![Event::Told(format!(
                    "the consumer takes {ticks} for a task"
                ))]
            }
            Command::Lose(replies) => {
                self.cluster.lose_replies(replies);
                vec![Event::Told(format!("the next {replies} replies are lost"))]
            }
            Command::Shards => vec![Event::Told(self.shards())],
            Command::Score => vec![Event::Score(self.cluster.score())],
            Command::Moved { from, to } => vec![Event::Told(moved(from, to))],
        })
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Run(ticks) => 1 + ticks / 10,
            Command::Load { count, .. } => 1 + count / 10,
            _ => 1,
        }
    }

    fn verbs() -> &'static [Verb] {
        VERBS
    }
}

impl TaskBench {
    fn check_room(&self, count: u64) -> Result<(), Refusal> {
        match self.scheduled + count <= MOST {
            true => Ok(()),
            false => Err(Refusal {
                message: format!("{MOST} tasks are kept at most"),
                why: format!("{} are there already", self.scheduled),
                fix: None,
            }),
        }
    }

    fn shards(&self) -> String {
        let rows = self
            .cluster
            .shards()
            .iter()
            .enumerate()
            .map(|(shard, placement)| {
                let primary = placement
                    .primary
                    .map_or("nobody".to_string(), |node| format!("node {node}"));
                let replicas: Vec<String> =
                    placement.replicas.iter().map(ToString::to_string).collect();
                format!(
                    "shard {shard}: {primary}, epoch {}, replicas on {}",
                    placement.epoch,
                    if replicas.is_empty() {
                        "none".to_string()
                    } else {
                        replicas.join(", ")
                    }
                )
            });
        rows.collect::<Vec<_>>().join("\n")
    }
}

fn moved(from: u64, to: u64) -> String {
    const TASKS: u64 = 10_000;
    const SLOTS: u64 = 1000;
    let share = |moved: u64| {
        format!(
            "{moved} of {TASKS} = {:.1} %",
            100.0 * moved as f64 / TASKS as f64
        )
    };
    format!(
        "task % nodes              {}\n{SLOTS} slots, held by nodes  {}",
        share(tasks::moved_by_modulo(TASKS, from, to)),
        share(tasks::moved_by_slots(TASKS, SLOTS, from, to))
    )
}

fn refused(refusal: tasks::Refusal) -> Refusal {
    Refusal {
        message: refusal.to_string(),
        why: String::new(),
        fix: None,
    }
}

const DELIVERIES: [(&str, Delivery); 2] =
    [("callback", Delivery::Callback), ("queue", Delivery::Queue)];
const YES: [(&str, bool); 2] = [("yes", true), ("no", false)];

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut line = Line::new(text);
        let node = |line: &mut Line| line.number("a node", 0, 63);
        let command = match line.verb(VERBS)? {
            "cluster" => {
                let usual = Settings::default();
                let options = line.options(&[
                    "nodes",
                    "shards",
                    "replicas",
                    "delivery",
                    "idempotent",
                    "fencing",
                ])?;
                Command::Cluster(Settings {
                    nodes: options.number("nodes", 1, 12)?.unwrap_or(usual.nodes),
                    shards: options.number("shards", 1, 64)?.unwrap_or(usual.shards),
                    replicas: options.number("replicas", 0, 11)?.unwrap_or(usual.replicas),
                    delivery: options
                        .choice("delivery", &DELIVERIES)?
                        .unwrap_or(usual.delivery),
                    idempotent: options
                        .choice("idempotent", &YES)?
                        .unwrap_or(usual.idempotent),
                    fencing: options.choice("fencing", &YES)?.unwrap_or(usual.fencing),
                    ..usual
                })
            }
            "schedule" => Command::Schedule {
                task: line.number("the number of a task", 0, 1_000_000_000)?,
                delay: line.number("a delay in ticks", 1, 1_000_000)?,
            },
            "load" => Command::Load {
                count: line.number("a number of tasks", 1, MOST)?,
                delay: line.number("a delay in ticks", 1, 1_000_000)?,
            },
            "run" => Command::Run(line.number("a number of ticks", 1, 2000)?),
            "kill" => Command::Kill(node(&mut line)?),
            "cut" => Command::Cut(node(&mut line)?),
            "heal" => Command::Heal(node(&mut line)?),
            "slow" => Command::Slow(line.number("ticks for a task", 1, 1000)?),
            "lose" => Command::Lose(line.number("a number of replies", 0, 1000)?),
            "shards" => Command::Shards,
            "score" => Command::Score,
            "moved" => {
                let from = line.number("nodes before", 1, 63)?;
                Command::Moved {
                    from,
                    to: line.number("nodes after", from + 1, 64)?,
                }
            }
            verb => unreachable!("`{verb}` is in VERBS and has no arm"),
        };
        line.end()?;
        Ok(command)
    }
}

/// The canonical line; parsing it gives the command back.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Cluster(settings) => {
                let yes = |yes: bool| if yes { "yes" } else { "no" };
                write!(
                    f,
                    "cluster nodes={} shards={} replicas={} delivery={} idempotent={} fencing={}",
                    settings.nodes,
                    settings.shards,
                    settings.replicas,
                    match settings.delivery {
                        Delivery::Callback => "callback",
                        Delivery::Queue => "queue",
                    },
                    yes(settings.idempotent),
                    yes(settings.fencing)
                )
            }
            Command::Schedule { task, delay } => write!(f, "schedule {task} {delay}"),
            Command::Load { count, delay } => write!(f, "load {count} {delay}"),
            Command::Run(ticks) => write!(f, "run {ticks}"),
            Command::Kill(node) => write!(f, "kill {node}"),
            Command::Cut(node) => write!(f, "cut {node}"),
            Command::Heal(node) => write!(f, "heal {node}"),
            Command::Slow(ticks) => write!(f, "slow {ticks}"),
            Command::Lose(replies) => write!(f, "lose {replies}"),
            Command::Shards => f.write_str("shards"),
            Command::Score => f.write_str("score"),
            Command::Moved { from, to } => write!(f, "moved {from} {to}"),
        }
    }
}

const fn verb(name: &'static str, usage: &'static str, about: [&'static str; 2]) -> Verb {
    Verb { name, usage, about }
}

const VERBS: &[Verb] = &[
    verb(
        "cluster",
        "cluster [nodes=<n>] [shards=<n>] [replicas=<n>] [delivery=callback|queue] [idempotent=yes|no] [fencing=yes|no]",
        ["Builds a cluster anew", "重新搭建集群"],
    ),
    verb(
        "schedule",
        "schedule <task> <delay>",
        [
            "A task that is to run after so many ticks",
            "安排一个延时任务",
        ],
    ),
    verb(
        "load",
        "load <count> <delay>",
        [
            "Many tasks, three in a tick from then on",
            "安排许多任务，自那时起每个时刻三个",
        ],
    ),
    verb("run", "run <ticks>", ["Time passes", "时间流逝"]),
    verb(
        "kill",
        "kill <node>",
        [
            "A node dies with all it has in memory",
            "一个节点宕机，内存内容全部丢失",
        ],
    ),
    verb(
        "cut",
        "cut <node>",
        [
            "A node lives on, but only the consumer hears it",
            "节点还活着，但只有消费者能收到它的消息",
        ],
    ),
    verb("heal", "heal <node>", ["A node is back", "节点恢复"]),
    verb(
        "slow",
        "slow <ticks>",
        [
            "The consumer takes so long for a task",
            "消费者处理一个任务要这么久",
        ],
    ),
    verb(
        "lose",
        "lose <replies>",
        [
            "So many replies of the consumer are lost",
            "消费者接下来的若干应答丢失",
        ],
    ),
    verb(
        "shards",
        "shards",
        [
            "Primary, epoch and replicas of each shard",
            "每个分片的主副本、纪元和其他副本",
        ],
    ),
    verb(
        "score",
        "score",
        [
            "Tasks due, done, lost, and double effects",
            "到期、完成、丢失的任务数，以及重复生效数",
        ],
    ),
    verb(
        "moved",
        "moved <from> <to>",
        [
            "How many tasks change their place when nodes are added",
            "增加节点时有多少任务要搬家",
        ],
    ),
];
