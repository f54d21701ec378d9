//! The task bench on the stage: who holds which shard, what is on its way to the consumer, and what became of each task.
//!
//! ```text
//!   node 0   [shard 0 ‖ primary] [shard 2 | replica] ..    ■ 7 ──>  consumer
//!   node 1   [shard 1 ‖ primary] [shard 0 | replica] ..             effects, calls refused
//!   tasks    0 1 2 3 ..   done once, done again, lost, still to come
//! ```
//!
//! Two lines are a primary, one is a replica. A node that is cut off and still believes to lead keeps its two lines: then a
//! shard has them twice, and the epochs tell who is right. What the last line moved is drawn as arrows.

use charts::Twin;
use labs::tasks::{Event, TaskBench};
use lesson::{Branch, Entry};
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::phrases::Phrase;
use crate::words::Lang;

mod cluster;
mod effects;
mod moving;
mod score;

mod reasons;
mod weaving;

mod phrases;
mod words;

/// The stage of [`TaskBench`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRoom;

impl Room for TaskRoom {
    type World = TaskBench;

    const PHRASES: &'static [Phrase] = phrases::PHRASES;

    fn draw(scene: &Scene<TaskBench>) -> Html {
        html! {
            <div class="task-room">
                { moving::draw(scene) }
                { score::draw(scene) }
                { cluster::draw(scene) }
                { effects::draw(scene) }
            </div>
        }
    }

    fn twin(bench: &TaskBench, last: &[Event], lang: Lang) -> Twin {
        words::twin(bench, last, lang)
    }

    fn weave(branch: &Branch<TaskBench>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(entry: &Entry<Self::World>, lang: Lang) -> String {
        words::moment(entry.events(), lang)
    }

    fn points(bench: &TaskBench, lang: Lang) -> Vec<Point> {
        let cluster = bench.cluster();
        let nodes = (0..cluster.settings().nodes).map(|node| Point {
            id: node_id(node),
            label: words::node(cluster, node, lang),
        });
        let copies = cluster::copies(cluster);
        let copies = copies.into_iter().flatten().map(|copy| Point {
            id: copy_id(copy.shard, copy.node),
            label: words::copy(cluster, &copy, lang),
        });
        let tasks = effects::shown(cluster).into_iter().map(|task| Point {
            id: task_id(task),
            label: words::task(cluster, task, lang),
        });
        nodes.chain(copies).chain(tasks).collect()
    }

    fn why(branch: &Branch<TaskBench>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }
}

/// The id of a node, as lessons name it.
fn node_id(node: u32) -> String {
    format!("node {node}")
}

/// The id of a node's copy of a shard: `shard 3 on node 1`.
fn copy_id(shard: u32, node: u32) -> String {
    format!("shard {shard} on node {node}")
}

/// The id of a task.
fn task_id(task: u64) -> String {
    format!("task {task}")
}

#[cfg(test)]
mod tests {
    use lesson::{Player, World};

    use super::*;
    use crate::rooms::Line;

    const LINES: [&str; 16] = [
        "cluster delivery=queue",
        "cluster nodes=5 shards=12 replicas=2 idempotent=yes",
        "cluster fencing=yes hour=20 tell=no",
        "schedule 7 5",
        "schedule 900 30",
        "load 20 3",
        "run 4",
        "run 9",
        "run 25",
        "kill 0",
        "kill 1",
        "cut 1",
        "heal 1",
        "slow 7",
        "lose 2",
        "score",
    ];

    fn played(seed: u64) -> Player<TaskBench> {
        let mut random = seed;
        let mut player: Player<TaskBench> = Player::new(0);
        for _ in 0..25 {
            let line = LINES[balance::generator::splitmix64(&mut random) as usize % LINES.len()];
            player.act(line.parse().expect("a line of the bench"));
        }
        player
    }

    #[test]
    fn every_point_can_be_asked_why_and_every_point_has_an_id_of_its_own() {
        for seed in 0..80_u64 {
            let player = played(seed);
            let points = TaskRoom::points(player.world(), Lang::Zh);
            let mut ids: Vec<_> = points.iter().map(|point| point.id.clone()).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), points.len(), "seed {seed}: {points:?}");
            for Point { id, .. } in points {
                let why = TaskRoom::why(player.branch(), player.position(), &id, Lang::En)
                    .unwrap_or_else(|| panic!("seed {seed}: nothing is known of `{id}`"));
                assert!(
                    why.chain.iter().is_sorted_by_key(|reason| reason.position),
                    "seed {seed}, `{id}`: {why:?}"
                );
            }
        }
        let fresh = Player::<TaskBench>::new(0);
        for id in ["task 1", "node 3", "shard 6 on node 0", "shard 0", ""] {
            assert_eq!(
                TaskRoom::why(fresh.branch(), 0, id, Lang::En),
                None,
                "`{id}`"
            );
        }
    }

    /// A chain ends with as many effects as the engine counted.
    #[test]
    fn the_chain_of_a_task_tells_each_of_its_effects() {
        for seed in 0..80_u64 {
            let player = played(seed);
            let cluster = player.world().cluster();
            for (task, _) in cluster.scheduled() {
                let why =
                    TaskRoom::why(player.branch(), player.position(), &task_id(task), Lang::En)
                        .expect("it was scheduled");
                let effects = why.chain.iter();
                let effects = effects.filter(|reason| reason.what.contains("takes effect"));
                assert_eq!(
                    effects.count() as u32,
                    cluster.effects(task),
                    "seed {seed}, task {task}: {why:?}"
                );
            }
        }
    }

    #[test]
    fn a_thread_ends_as_its_node_is() {
        for seed in 0..80_u64 {
            let player = played(seed);
            let cluster = player.world().cluster();
            let weave = TaskRoom::weave(player.branch(), Lang::En);
            for node in 0..cluster.settings().nodes {
                let line = weave.threads[node as usize]
                    .pieces
                    .last()
                    .map(|piece| piece.line);
                let expected = match (cluster.is_dead(node), cluster.is_up(node)) {
                    (true, _) => Line::Dotted,
                    (_, false) => Line::Dashed,
                    _ => Line::Single,
                };
                assert_eq!(line, Some(expected), "seed {seed}, node {node}");
            }
            for stroke in &weave.strokes {
                assert!(stroke.from.0 <= stroke.to.0, "seed {seed}: {stroke:?}");
            }
        }
        assert_eq!(TaskBench::NAME, "tasks");
    }
}
