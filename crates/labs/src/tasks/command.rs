//! The language of the task bench.

use std::fmt;
use std::str::FromStr;

use lesson::{ParseError, Verb};
use timers::tasks::{Delivery, Settings};

use super::MOST;
use crate::line::Line;

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
                    "hour",
                    "tell",
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
                    hour: options.number("hour", 0, 1000)?.unwrap_or(usual.hour),
                    tell: options.choice("tell", &YES)?.unwrap_or(usual.tell),
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
                )?;
                match (settings.hour, settings.tell) {
                    (0, true) => Ok(()),
                    (hour, tell) => write!(f, " hour={hour} tell={}", yes(tell)),
                }
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

pub(super) const VERBS: &[Verb] = &[
    Verb::new(
        "cluster",
        "cluster [nodes=<n>] [shards=<n>] [replicas=<n>] [delivery=callback|queue] [idempotent=yes|no] [fencing=yes|no] [hour=<ticks>] [tell=yes|no]",
        "Builds a cluster anew",
        "重新搭建集群",
    ),
    Verb::new(
        "schedule",
        "schedule <task> <delay>",
        "A task that is to run after so many ticks",
        "安排一个延时任务",
    ),
    Verb::new(
        "load",
        "load <count> <delay>",
        "Many tasks, three in a tick from then on",
        "安排许多任务，自那时起每个时刻三个",
    ),
    Verb::new("run", "run <ticks>", "Time passes", "时间流逝"),
    Verb::new(
        "kill",
        "kill <node>",
        "A node dies with all it has in memory",
        "一个节点宕机，内存内容全部丢失",
    ),
    Verb::new(
        "cut",
        "cut <node>",
        "A node lives on, but only the consumer hears it",
        "节点还活着，但只有消费者能收到它的消息",
    ),
    Verb::new("heal", "heal <node>", "A node is back", "节点恢复"),
    Verb::new(
        "slow",
        "slow <ticks>",
        "The consumer takes so long for a task",
        "消费者处理一个任务要这么久",
    ),
    Verb::new(
        "lose",
        "lose <replies>",
        "So many replies of the consumer are lost",
        "消费者接下来的若干应答丢失",
    ),
    Verb::new(
        "shards",
        "shards",
        "Primary, epoch and replicas of each shard",
        "每个分片的主副本、纪元和其他副本",
    ),
    Verb::new(
        "score",
        "score",
        "Tasks due, done, lost, and double effects",
        "到期、完成、丢失的任务数，以及重复生效数",
    ),
    Verb::new(
        "moved",
        "moved <from> <to>",
        "How many tasks change their place when nodes are added",
        "增加节点时有多少任务要搬家",
    ),
];
