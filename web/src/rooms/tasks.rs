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
use lesson::Branch;
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::words::Lang;

mod cluster;
mod effects;
mod moving;
mod score;

mod reasons;
mod weaving;

mod words;

/// The stage of [`TaskBench`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRoom;

impl Room for TaskRoom {
    type World = TaskBench;

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

    fn moment(last: &[Event], lang: Lang) -> String {
        words::moment(last, lang)
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
