//! How a changed key finds the watchers that care: a hash map for single keys, an interval tree for ranges.

use labs::etcd::Etcd;
use mvcc::watch::interval_tree::{End, Node};
use yew::prelude::*;

use super::{watchers, words};
use crate::rooms::Scene;
use crate::words::Lang;

const WIDTH: f64 = 690.0;
const TOP: f64 = 36.0;
const KEY: f64 = 26.0;
/// Where the tree begins.
const TREE: f64 = 230.0;
const BOX: (f64, f64) = (112.0, 38.0);
const DOWN: f64 = 58.0;
/// Levels of the tree that are drawn.
const LEVELS: usize = 3;
/// Keys that are drawn.
const KEYS_MAX: usize = 6;

/// The figure, of the synced group: it is the one that a write asks. Nothing while nobody watches.
pub(super) fn draw(scene: &Scene<Etcd>) -> Html {
    let (lang, etcd) = (scene.lang, scene.world);
    if watchers::all(etcd).is_empty() {
        return html! {};
    }
    let group = etcd.store().watchers().synced();
    let mut nodes = Vec::new();
    if let Some(root) = group.ranges().root() {
        walk(root, 0, &mut nodes);
    }
    let levels = nodes.iter().map(|node| node.depth + 1).max().unwrap_or(1);
    let keys = group.keys().len().clamp(1, KEYS_MAX);
    let height = (TOP + DOWN * levels as f64).max(TOP + KEY * keys as f64) + 10.0;
    let step = ((WIDTH - TREE - BOX.0) / (nodes.len().max(2) - 1) as f64).min(BOX.0 + 12.0);
    let place = |i: usize| (TREE + step * i as f64, TOP + DOWN * nodes[i].depth as f64);
    html! {
        <figure class="finding">
            <figcaption>{ lang.say("A key has changed: who of the synced watchers cares?", "一个键变了：已同步的监听者里，谁关心它？") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="img" aria-label={label(scene, lang)}>
                <text class="q" x="8" y="20">
                    <tspan class="t14">{ lang.say("Hash map", "哈希表") }</tspan><tspan dx="8">{ lang.say("single keys", "单个键") }</tspan>
                </text>
                <text class="q" x={TREE.to_string()} y="20">
                    <tspan class="t14">{ lang.say("Interval tree", "区间树") }</tspan><tspan dx="8">{ lang.say("ranges and prefixes", "范围与前缀") }</tspan>
                </text>
                { for group.keys().iter().take(KEYS_MAX).enumerate().map(|(i, (key, numbers))| {
                    let y = (TOP + KEY * i as f64 + 14.0).to_string();
                    html! {
                        <>
                            <text class="m t13" x="16" y={y.clone()}>{ words::short_key(key, 11) }</text>
                            <text class="q m end" x={(TREE - 24.0).to_string()} {y}>{ format!("→ {}", names(etcd, numbers, 8)) }</text>
                        </>
                    }
                }) }
                if group.keys().is_empty() { { none(16.0, lang) } }
                { for nodes.iter().enumerate().filter_map(|(i, node)| {
                    let parent = nodes.iter().position(|other| other.children.contains(&Some(node.id())))?;
                    let ((x, y), (px, py)) = (place(i), place(parent));
                    Some(html! { <path class="thin" d={format!("M{} {}L{} {y}", px + BOX.0 / 2.0, py + BOX.1, x + BOX.0 / 2.0)} /> })
                }) }
                { for nodes.iter().enumerate().map(|(i, node)| {
                    let (x, y) = place(i);
                    let end = match &node.node.max_end { End::Never => "∞".to_string(), End::Before(key) => words::short(key, 6) };
                    html! {
                        <g>
                            <rect class="ring" x={x.to_string()} y={y.to_string()} width={BOX.0.to_string()} height={BOX.1.to_string()} />
                            <text class="m mid" x={(x + BOX.0 / 2.0).to_string()} y={(y + 15.0).to_string()}>{ words::short(node.range().as_bytes(), 14) }</text>
                            <text class="q m mid" x={(x + BOX.0 / 2.0).to_string()} y={(y + 31.0).to_string()}>
                                { format!("max {end} · {}", names(etcd, &node.node.watchers, 5)) }
                            </text>
                        </g>
                    }
                }) }
                if nodes.is_empty() { { none(TREE, lang) } }
            </svg>
        </figure>
    }
}

fn none(x: f64, lang: Lang) -> Html {
    html! { <text class="q" x={x.to_string()} y={(TOP + 14.0).to_string()}>{ lang.say("nobody", "没有") }</text> }
}

/// A node of the tree that is drawn.
struct Shown<'a> {
    node: &'a Node,
    depth: usize,
    children: [Option<*const Node>; 2],
}

impl Shown<'_> {
    fn id(&self) -> *const Node {
        self.node
    }

    fn range(&self) -> String {
        let (start, end) = (words::whole(&self.node.start), &self.node.end);
        match end {
            End::Before(end) => format!("[{start}, {})", words::whole(end)),
            End::Never => format!("[{start}, ∞)"),
        }
    }
}

/// The upper levels, in order.
fn walk<'a>(node: &'a Node, depth: usize, nodes: &mut Vec<Shown<'a>>) {
    if depth == LEVELS {
        return;
    }
    if let Some(left) = node.left() {
        walk(left, depth + 1, nodes);
    }
    let children = [node.left(), node.right()].map(|child| child.map(std::ptr::from_ref));
    nodes.push(Shown {
        node,
        depth,
        children,
    });
    if let Some(right) = node.right() {
        walk(right, depth + 1, nodes);
    }
}

/// The terminals of some watchers.
fn names(etcd: &Etcd, numbers: &std::collections::BTreeSet<u64>, letters: usize) -> String {
    let names: Vec<String> = numbers
        .iter()
        .filter_map(|&number| {
            let stream = etcd.store().watchers().get(number)?.stream;
            let watch = etcd.watches().find(|watch| watch.stream == stream);
            Some(watch.map_or("…".to_string(), |watch| match watch.terminal {
                Some(name) => format!("@{name}"),
                None => "-".to_string(),
            }))
        })
        .collect();
    words::short(names.join(" ").as_bytes(), letters)
}

fn label(scene: &Scene<Etcd>, lang: Lang) -> String {
    let group = scene.world.store().watchers().synced();
    let mut ranges = Vec::new();
    if let Some(root) = group.ranges().root() {
        walk(root, 0, &mut ranges);
    }
    let (keys, ranges) = (group.keys().len(), ranges.len());
    lang.say(
        format!(
            "A hash map with {keys} watched keys, and an interval tree with {ranges} watched ranges"
        ),
        format!("哈希表里有 {keys} 个被监听的键，区间树里有 {ranges} 个被监听的范围"),
    )
}
