//! Nodes as lanes, each with its copies of shards, and the consumer at their right.

use labs::tasks::TaskBench;
use timers::tasks::{self, Call, Cluster};
use yew::prelude::*;

use super::{copy_id, node_id, words};
use crate::rooms::{Scene, thing};

const WIDTH: f64 = 690.0;
/// Where copies begin, and how many stand side by side.
const COPIES: f64 = 92.0;
const PER_LINE: usize = 6;
const CHIP: (f64, f64) = (65.0, 38.0);
const CHIP_STEP: (f64, f64) = (69.0, 48.0);
/// Where calls leave a node, and where the consumer stands.
const LEAVES: f64 = 522.0;
const CONSUMER: f64 = 588.0;
const TOP: f64 = 8.0;
/// Promotions and new copies of one line that are drawn as arrows.
const ARROWS_MAX: usize = 12;
/// A call on its way, and from one to the next below it.
const CALL: (f64, f64) = (26.0, 16.0);
const CALL_STEP: f64 = 17.0;

/// A node's copy of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CopyOf {
    pub shard: u32,
    pub node: u32,
    /// The epoch, if the node believes to lead the shard.
    pub leads: Option<u64>,
    /// Whether the coordinator has it as the primary.
    pub is_primary: bool,
    pub pending: usize,
}

/// The copies of each node, by shard.
pub(super) fn copies(cluster: &Cluster) -> Vec<Vec<CopyOf>> {
    (0..cluster.settings().nodes)
        .map(|node| {
            cluster
                .copies(node)
                .map(|shard| CopyOf {
                    shard,
                    node,
                    leads: cluster
                        .leads(node)
                        .find(|lead| lead.0 == shard)
                        .map(|lead| lead.1),
                    is_primary: cluster.shards()[shard as usize].primary == Some(node),
                    pending: cluster.tasks(node, shard).count(),
                })
                .collect()
        })
        .collect()
}

/// A node's lane.
struct Lane {
    node: u32,
    y: f64,
    height: f64,
    copies: Vec<CopyOf>,
}

impl Lane {
    fn middle(&self) -> f64 {
        self.y + self.height / 2.0
    }

    /// The upper left corner of a copy.
    fn corner(&self, i: usize) -> (f64, f64) {
        (
            COPIES + CHIP_STEP.0 * (i % PER_LINE) as f64,
            self.y + 7.0 + CHIP_STEP.1 * (i / PER_LINE) as f64,
        )
    }

    /// The middle of a shard's copy, if it has one.
    fn chip(&self, shard: u32) -> Option<(f64, f64)> {
        let i = self.copies.iter().position(|copy| copy.shard == shard)?;
        let (x, y) = self.corner(i);
        Some((x + CHIP.0 / 2.0, y + CHIP.1 / 2.0))
    }
}

fn lanes(cluster: &Cluster) -> Vec<Lane> {
    let mut y = TOP;
    let mut lanes = Vec::new();
    for (node, copies) in copies(cluster).into_iter().enumerate() {
        let lines = copies.len().div_ceil(PER_LINE).max(1);
        let height = CHIP_STEP.1 * lines as f64 + 6.0;
        lanes.push(Lane {
            node: node as u32,
            y,
            height,
            copies,
        });
        y += height;
    }
    lanes
}

pub(super) fn draw(scene: &Scene<TaskBench>) -> Html {
    let (cluster, lang) = (scene.world.cluster(), scene.lang);
    let lanes = lanes(cluster);
    let bottom = lanes
        .last()
        .map_or(TOP, |lane| lane.y + lane.height)
        .max(TOP + 130.0);
    let height = bottom + 6.0;
    let hatch = format!("{}-dead", scene.id);
    html! {
        <figure>
            <figcaption>{ lang.say("Nodes and their shards: two lines lead, one line follows, e is the epoch", "节点与分片：双线是主副本，单线是从副本，e 是纪元") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="group" aria-label={words::cluster_label(cluster, lang)}>
                <defs>
                    <pattern id={hatch.clone()} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <path class="thin" d="M0 0V6" />
                    </pattern>
                </defs>
                { for lanes.iter().map(|lane| node(scene, lane, &hatch)) }
                { for lanes.iter().flat_map(|lane| lane.copies.iter().enumerate().map(move |(i, copy)| chip(scene, lane, i, copy))) }
                <g class="letters" aria-hidden="true">
                    { for lanes.iter().map(|lane| names(scene, lane)) }
                    { consumer(scene, bottom) }
                    { for lanes.iter().map(|lane| calls(cluster, lane)) }
                    { arrows(scene, &lanes) }
                </g>
            </svg>
        </figure>
    }
}

fn node(scene: &Scene<TaskBench>, lane: &Lane, hatch: &str) -> Html {
    let cluster = scene.world.cluster();
    let class = match (cluster.is_dead(lane.node), cluster.is_up(lane.node)) {
        (true, _) => "dead",
        (_, false) => "cut",
        _ => "up",
    };
    let (y, height) = (lane.y + 4.0, lane.height - 8.0);
    let drawing = html! {
        <g class={classes!("machine", class)}>
            <rect x="2" y={y.to_string()} width="78" height={height.to_string()} />
            if class == "dead" { <rect class="hatched" x="2" y={y.to_string()} width="78" height={height.to_string()} fill={format!("url(#{hatch})")} /> }
        </g>
    };
    thing(
        scene,
        node_id(lane.node),
        words::node(cluster, lane.node, scene.lang),
        drawing,
    )
}

/// What is written on a lane: the node, its state, its copies.
fn names(scene: &Scene<TaskBench>, lane: &Lane) -> Html {
    let (cluster, lang) = (scene.world.cluster(), scene.lang);
    let middle = lane.middle();
    html! {
        <>
            <rect class="ground" x="9" y={(middle - 17.0).to_string()} width="64" height="34" />
            <text class="t14 mid" x="41" y={(middle - 3.0).to_string()}>{ words::node_name(lane.node, lang) }</text>
            <text class="q mid" x="41" y={(middle + 13.0).to_string()}>{ words::node_state(cluster, lane.node, lang) }</text>
            if lane.copies.is_empty() {
                <text class="q" x={COPIES.to_string()} y={(middle + 4.0).to_string()}>{ words::no_copies(cluster.is_dead(lane.node), lang) }</text>
            }
            { for lane.copies.iter().enumerate().map(|(i, copy)| {
                let (x, y) = lane.corner(i);
                html! {
                    <>
                        <text class="shard" x={(x + 8.0).to_string()} y={(y + 16.0).to_string()}>{ copy.shard }</text>
                        if let Some(epoch) = copy.leads {
                            <text class="q end" x={(x + CHIP.0 - 7.0).to_string()} y={(y + 16.0).to_string()}>{ format!("e{epoch}") }</text>
                        }
                        <text class="q" x={(x + 8.0).to_string()} y={(y + 31.0).to_string()}>{ words::pending(copy.pending, lang) }</text>
                    </>
                }
            }) }
            <path class="link" d={format!("M2 {}H{}", lane.y + lane.height, CONSUMER - 10.0)} />
        </>
    }
}

/// A copy: two lines if its node believes to lead.
fn chip(scene: &Scene<TaskBench>, lane: &Lane, i: usize, copy: &CopyOf) -> Html {
    let (x, y) = lane.corner(i);
    let class = match (copy.leads.is_some(), copy.is_primary) {
        (true, true) => "leads",
        (true, false) => "leads stale",
        _ => "follows",
    };
    let drawing = html! {
        <g class={classes!("copy", class)}>
            <rect x={x.to_string()} y={y.to_string()} width={CHIP.0.to_string()} height={CHIP.1.to_string()} />
            if copy.leads.is_some() {
                <rect class="inner" x={(x + 3.5).to_string()} y={(y + 3.5).to_string()} width={(CHIP.0 - 7.0).to_string()} height={(CHIP.1 - 7.0).to_string()} />
            }
        </g>
    };
    let label = words::copy(scene.world.cluster(), copy, scene.lang);
    thing(scene, copy_id(copy.shard, copy.node), label, drawing)
}

fn consumer(scene: &Scene<TaskBench>, bottom: f64) -> Html {
    let lang = scene.lang;
    let lines = words::consumer(scene.world.cluster(), lang);
    let middle = CONSUMER + (WIDTH - CONSUMER) / 2.0;
    html! {
        <>
            <rect class="ring" x={CONSUMER.to_string()} y={(TOP + 4.0).to_string()} width={(WIDTH - CONSUMER - 2.0).to_string()} height={(bottom - TOP - 8.0).to_string()} />
            <text class="t14 mid" x={middle.to_string()} y={(TOP + 26.0).to_string()}>{ lang.say("consumer", "消费者") }</text>
            { for lines.iter().enumerate().map(|(i, line)| html! {
                <text class="q mid" x={middle.to_string()} y={(TOP + 48.0 + 17.0 * i as f64).to_string()}>{ line.clone() }</text>
            }) }
        </>
    }
}

/// Calls on their way: a filled square with the task's number. One that took effect and still waits for its reply is hollow.
/// Those that find no room below each other are counted.
fn calls(cluster: &Cluster, lane: &Lane) -> Html {
    let of_lane = |call: &&Call| call.node == lane.node;
    let calls: Vec<&Call> = cluster.calls().iter().filter(of_lane).collect();
    let room = ((lane.height - 2.0) / CALL_STEP) as usize;
    let (shown, rows) = match calls.len() <= room {
        true => (calls.len(), calls.len()),
        false => (room - 1, room),
    };
    let first = lane.middle() - CALL_STEP * (rows as f64 - 1.0) / 2.0;
    let way = CONSUMER - LEAVES - CALL.0;
    html! {
        <>
            { for calls[..shown].iter().enumerate().map(|(i, call)| {
                let y = first + CALL_STEP * i as f64;
                let takes = call.done_at.saturating_sub(call.sent_at).max(1);
                let gone = cluster.now().saturating_sub(call.sent_at).min(takes);
                let x = if call.reached { LEAVES + way / 2.0 } else { LEAVES + way * gone as f64 / takes as f64 };
                let class = if call.reached { "reply" } else { "msg" };
                let text = if call.reached { "mid m" } else { "mid m inv" };
                html! {
                    <>
                        <path class="path" d={format!("M{LEAVES} {y}H{}", CONSUMER - 4.0)} />
                        <rect {class} x={x.to_string()} y={(y - CALL.1 / 2.0).to_string()} width={CALL.0.to_string()} height={CALL.1.to_string()} />
                        <text class={text} x={(x + CALL.0 / 2.0).to_string()} y={(y + 4.5).to_string()}>{ words::short(call.task) }</text>
                    </>
                }
            }) }
            if shown < calls.len() {
                <text class="q mid" x={(LEAVES + (CONSUMER - LEAVES) / 2.0).to_string()} y={(first + CALL_STEP * shown as f64 + 4.5).to_string()}>
                    { format!("+{}", calls.len() - shown) }
                </text>
            }
        </>
    }
}

/// Who took over what, and where new copies came from.
fn arrows(scene: &Scene<TaskBench>, lanes: &[Lane]) -> Html {
    let cluster = scene.world.cluster();
    let lane = |node: u32| lanes.get(node as usize);
    let moves = scene
        .world
        .recent()
        .iter()
        .filter_map(|event| match *event {
            tasks::Event::Promoted {
                shard, from, to, ..
            } => {
                let from = lane(from)?;
                let start = from.chip(shard).unwrap_or((COPIES - 12.0, from.middle()));
                Some(("acc", start, lane(to)?.chip(shard)?))
            }
            tasks::Event::Copied { shard, to, .. } => {
                let from = cluster.shards()[shard as usize].primary?;
                Some((
                    "acc copied",
                    lane(from)?.chip(shard)?,
                    lane(to)?.chip(shard)?,
                ))
            }
            _ => None,
        });
    html! {
        { for moves.take(ARROWS_MAX).map(|(class, (ax, ay), (bx, by))| {
            // From edge to edge, so that the numbers stay readable.
            let down = by > ay;
            let (ay, by) = if down { (ay + CHIP.1 / 2.0, by - CHIP.1 / 2.0) } else { (ay - CHIP.1 / 2.0, by + CHIP.1 / 2.0) };
            let head = if down { by - 7.0 } else { by + 7.0 };
            let bend = (by - ay) / 2.0;
            html! {
                <>
                    <path {class} d={format!("M{ax} {ay}C{ax} {} {bx} {} {bx} {head}", ay + bend, by - bend)} />
                    <path class="accf" d={format!("M{bx} {by}L{} {head}H{}Z", bx - 4.5, bx + 4.5)} />
                </>
            }
        }) }
    }
}
