//! The task bench: delayed tasks on shards and replicas, nodes that die or are cut off, and a consumer that counts effects.
//!
//! # The language
//! | line | what it does |
//! | --- | --- |
//! | `cluster [nodes=3] [shards=6] [replicas=1] [delivery=callback\|queue] [idempotent=yes\|no] [fencing=yes\|no] [hour=0] [tell=yes\|no]` | builds it anew |
//! | `schedule <task> <delay>` | a task that is to run after so many ticks |
//! | `load <count> <delay>` | tasks 0, 1, .. that are due from then on, three in a tick |
//! | `run <ticks>` | time passes |
//! | `kill <node>` `cut <node>` `heal <node>` | a node dies; lives on unreachable; is back |
//! | `slow <ticks>` | the consumer takes so long for a task |
//! | `lose <replies>` | so many replies of the consumer are lost |
//! | `shards` | primary, epoch and replicas of each shard |
//! | `score` | due, done, lost, doubled |
//! | `moved <from> <to>` | how many of 10,000 tasks change their place when nodes are added |

use lesson::{Refusal, Verb, World};
use timers::tasks::{self, Cluster, Settings};

mod command;
pub use command::Command;

mod event;
pub use event::{Event, MOVED_OF, MOVED_SLOTS, NodeState};

/// Tasks, at most.
const MOST: u64 = 2000;

/// A cluster and what it has done.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskBench {
    cluster: Cluster,
    scheduled: u64,
    recent: Vec<tasks::Event>,
}

/// What a room looks at.
impl TaskBench {
    /// The cluster.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// What happened in the cluster in the last line that changed it; empty if time stood still.
    #[must_use]
    pub fn recent(&self) -> &[tasks::Event] {
        &self.recent
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
            recent: Vec::new(),
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        if let Some(answer) = self.answer(command) {
            return Ok(vec![answer]);
        }
        let recent = std::mem::take(&mut self.recent);
        let done = self.change(command);
        if done.is_err() {
            self.recent = recent;
        }
        done
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Run(ticks) => 1 + ticks / 10,
            Command::Load { count, .. } => 1 + count / 10,
            _ => 1,
        }
    }

    fn verbs() -> &'static [Verb] {
        command::VERBS
    }
}

impl TaskBench {
    /// What only asks.
    fn answer(&self, command: &Command) -> Option<Event> {
        match *command {
            Command::Shards => Some(Event::Told(self.shards())),
            Command::Score => Some(Event::Score(self.cluster.score())),
            Command::Moved { from, to } => Some(Event::Moved {
                from,
                to,
                modulo: tasks::moved_by_modulo(MOVED_OF, from, to),
                slots: tasks::moved_by_slots(MOVED_OF, MOVED_SLOTS, from, to),
            }),
            _ => None,
        }
    }

    /// What changes it.
    fn change(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
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
                let from = self.cluster.now() + delay.max(1);
                vec![Event::Many { count, from }]
            }
            Command::Run(ticks) => {
                self.recent = self.cluster.advance(self.cluster.now() + ticks);
                let happened = self.recent.iter().copied();
                happened
                    .map(Event::Cluster)
                    .chain([Event::Time(self.cluster.now())])
                    .collect()
            }
            Command::Kill(node) => {
                self.cluster.kill(node).map_err(refused)?;
                vec![Event::Node {
                    node,
                    state: NodeState::Dead,
                }]
            }
            Command::Cut(node) => {
                self.cluster.cut(node).map_err(refused)?;
                vec![Event::Node {
                    node,
                    state: NodeState::Cut,
                }]
            }
            Command::Heal(node) => {
                self.cluster.heal(node).map_err(refused)?;
                vec![Event::Node {
                    node,
                    state: NodeState::Back,
                }]
            }
            Command::Slow(ticks) => {
                self.cluster.slow(ticks);
                vec![Event::Slow(ticks)]
            }
            Command::Lose(replies) => {
                self.cluster.lose_replies(replies);
                vec![Event::Lose(replies)]
            }
            _ => unreachable!("`{command}` only asks"),
        })
    }

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

fn refused(refusal: tasks::Refusal) -> Refusal {
    Refusal {
        message: refusal.to_string(),
        why: String::new(),
        fix: None,
    }
}
