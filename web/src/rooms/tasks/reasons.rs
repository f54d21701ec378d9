//! How a task, a node or a copy came to be as it is: the events that speak of it.

use labs::tasks::{Event, TaskBench};
use lesson::Branch;
use timers::tasks::{self, Settings};

use super::words;
use crate::rooms::{Reason, Why};
use crate::words::Lang;

/// Links of a chain, at most: the last ones.
const LINKS_MAX: usize = 24;

/// What is asked about.
#[derive(Clone, Copy)]
enum Subject {
    Node(u32),
    Task(u64),
    Copy { shard: u32, node: u32 },
}

impl Subject {
    fn parse(point: &str) -> Option<Subject> {
        let words: Vec<&str> = point.split(' ').collect();
        match words[..] {
            ["node", node] => Some(Subject::Node(node.parse().ok()?)),
            ["task", task] => Some(Subject::Task(task.parse().ok()?)),
            ["shard", shard, "on", "node", node] => Some(Subject::Copy {
                shard: shard.parse().ok()?,
                node: node.parse().ok()?,
            }),
            _ => None,
        }
    }

    /// Whether a cluster so built can have it.
    fn exists(self, settings: &Settings) -> bool {
        match self {
            Subject::Task(_) => true,
            Subject::Node(node) => node < settings.nodes,
            Subject::Copy { shard, node } => node < settings.nodes && shard < settings.shards,
        }
    }

    /// Whether an event of the cluster speaks of it.
    fn is_in(self, event: &tasks::Event, settings: &Settings) -> bool {
        use tasks::Event::*;
        match (self, *event) {
            (
                Subject::Task(asked),
                Sent { task, .. }
                | Effect { task, .. }
                | Suppressed { task, .. }
                | Fenced { task, .. }
                | TimedOut { task, .. },
            ) => asked == task,
            (Subject::Task(asked), Promoted { shard, .. } | Orphaned { shard, .. }) => {
                asked % u64::from(settings.shards) == u64::from(shard)
            }
            (Subject::Node(node), Promoted { from, to, .. }) => node == from || node == to,
            (Subject::Node(node), Copied { to, .. }) => node == to,
            (
                Subject::Copy { shard: asked, .. },
                Promoted { shard, .. } | Orphaned { shard, .. },
            ) => asked == shard,
            (
                Subject::Copy { shard: asked, node },
                Copied { shard, to, .. } | Loaded { shard, to, .. },
            ) => asked == shard && node == to,
            _ => false,
        }
    }

    /// Whether a line of the bench itself speaks of it.
    fn is_begun_by(self, event: &Event) -> bool {
        match (self, event) {
            (Subject::Task(asked), Event::Scheduled { task, .. }) => asked == *task,
            (Subject::Task(asked), Event::Many { count, .. }) => asked < *count,
            (
                Subject::Node(asked) | Subject::Copy { node: asked, .. },
                Event::Node { node, .. },
            ) => asked == *node,
            _ => false,
        }
    }
}

/// The chain of `node 0`, `task 5` or `shard 3 on node 1`.
pub(super) fn why(
    branch: &Branch<TaskBench>,
    position: usize,
    point: &str,
    lang: Lang,
) -> Option<Why> {
    let subject = Subject::parse(point)?;
    let mut settings = Settings::default();
    let mut built = 0;
    let mut chain = Vec::new();
    for (i, entry) in branch.log().iter().take(position).enumerate() {
        for event in entry.events() {
            let mut link = |what: String, how: String| {
                chain.push(Reason {
                    position: i + 1,
                    what,
                    how,
                });
            };
            match event {
                Event::Built(new) => {
                    (settings, built) = (*new, i + 1);
                    chain.clear();
                }
                Event::Cluster(event) if subject.is_in(event, &settings) => {
                    link(words::reason(event, lang), words::at(event.at(), lang));
                }
                event if subject.is_begun_by(event) => {
                    link(words::begun(event, lang), entry.command.to_string());
                }
                _ => {}
            }
        }
    }
    if !subject.exists(&settings) || matches!(subject, Subject::Task(_)) && chain.is_empty() {
        return None;
    }
    if chain.is_empty() {
        chain.push(Reason {
            position: built,
            what: words::as_built(lang),
            how: words::settings(&settings, lang),
        });
    }
    let first = chain.len().saturating_sub(LINKS_MAX);
    Some(Why {
        question: words::question(point, lang),
        chain: chain.split_off(first),
    })
}
