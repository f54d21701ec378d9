//! Whom a change concerns: single keys in a map, ranges in the interval tree.
//!
//! A node is a range and the furthest end of any range below it. For one key the search is drawn: ranges that contain it,
//! ranges that were looked at in vain, and whole subtrees that were never entered.

use labs::etcd::{Etcd, Watching};
use mvcc::watch::Group;
use mvcc::watch::interval_tree::{End, Node};
use yew::prelude::*;

use super::words;
use crate::rooms::Scene;

const WIDTH: f64 = 690.0;
const BOX: (f64, f64) = (112.0, 46.0);
const LEVEL: f64 = 66.0;
const TOP: f64 = 34.0;
/// Levels that are drawn: seven ranges at the most.
const LEVELS: usize = 3;
/// Single keys that are named.
const KEYS_MAX: usize = 5;

/// One node, laid out.
struct Placed<'a> {
    node: &'a Node,
    depth: usize,
    /// The place of the one above, if there is one.
    above: Option<usize>,
    found: Found,
}

/// What the search for a key does at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The range contains the key.
    Contains,
    /// It was looked at, and does not.
    Looked,
    /// Nothing below here can contain it: not entered.
    Skipped,
}

/// The trees of the groups that have members; nothing while nobody watches.
pub(super) fn draw(key: Option<&[u8]>, scene: &Scene<Etcd>) -> Html {
    let watchers = scene.world.store().watchers();
    let watching = scene.world.watching();
    let lang = scene.lang;
    html! {
        <>
            { group(words::tree_of_synced(lang), watchers.synced(), key, &watching, scene) }
            { group(words::tree_of_unsynced(lang), watchers.unsynced(), key, &watching, scene) }
        </>
    }
}

fn group(
    name: &'static str,
    group: &Group,
    key: Option<&[u8]>,
    watching: &[Watching],
    scene: &Scene<Etcd>,
) -> Html {
    if group.members().is_empty() {
        return html! {};
    }
    let lang = scene.lang;
    let placed = laid_out(group.ranges().root(), key);
    let depth = placed.iter().map(|it| it.depth + 1).max().unwrap_or(0);
    let height = TOP + LEVEL * depth as f64;
    let label = words::tree_label(group, key, lang);
    html! {
        <figure class="tree" tabindex="0">
            <figcaption>{ name }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="img" aria-label={label}>
                { keys(group, key, watching, scene) }
                { for placed.iter().enumerate().map(|(i, it)| edge(i, it, &placed)) }
                { for placed.iter().enumerate().map(|(i, it)| range(x(i, placed.len()), it, watching, scene)) }
            </svg>
        </figure>
    }
}

/// The nodes in order of their start, down to the last level that is drawn.
fn laid_out<'a>(root: Option<&'a Node>, key: Option<&[u8]>) -> Vec<Placed<'a>> {
    let mut placed = Vec::new();
    walk(root, 0, true, key, &mut placed);
    // The one above in a list in order: the nearest on either side that is one level higher, and leads here.
    for i in 0..placed.len() {
        placed[i].above = (0..placed.len()).find(|&j| {
            let (above, below): (&Node, &Node) = (placed[j].node, placed[i].node);
            [above.left(), above.right()]
                .into_iter()
                .flatten()
                .any(|child| std::ptr::eq(child, below))
        });
    }
    placed
}

/// As the engine searches: left, here, right, as long as something can be there.
fn walk<'a>(
    node: Option<&'a Node>,
    depth: usize,
    entered: bool,
    key: Option<&[u8]>,
    placed: &mut Vec<Placed<'a>>,
) {
    let Some(node) = node.filter(|_| depth < LEVELS) else {
        return;
    };
    let entered = entered && key.is_none_or(|key| node.max_end.is_after(key));
    let begun = key.is_some_and(|key| *node.start <= *key);
    walk(node.left(), depth + 1, entered, key, placed);
    let found = match key {
        Some(key) if entered && begun && node.end.is_after(key) => Found::Contains,
        Some(_) if !entered => Found::Skipped,
        _ => Found::Looked,
    };
    placed.push(Placed {
        node,
        depth,
        above: None,
        found,
    });
    walk(
        node.right(),
        depth + 1,
        entered && (begun || key.is_none()),
        key,
        placed,
    );
}

fn x(i: usize, of: usize) -> f64 {
    let step = ((WIDTH - BOX.0) / of.max(2) as f64).min(BOX.0 + 16.0);
    8.0 + BOX.0 / 2.0 + step * i as f64
}

fn y(depth: usize) -> f64 {
    TOP + LEVEL * depth as f64
}

fn edge(i: usize, it: &Placed, placed: &[Placed]) -> Html {
    let Some(above) = it.above else {
        return html! {};
    };
    let (from, to) = (x(above, placed.len()), x(i, placed.len()));
    let class = match it.found {
        Found::Skipped => "path",
        _ => "line",
    };
    let d = format!(
        "M{from} {}L{to} {}",
        y(placed[above].depth) + BOX.1,
        y(it.depth)
    );
    html! { <path {class} {d} /> }
}

fn range(x: f64, it: &Placed, watching: &[Watching], scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    let (node, y) = (it.node, y(it.depth));
    let class = match it.found {
        Found::Contains => "contains",
        Found::Looked => "looked",
        Found::Skipped => "skipped",
    };
    let end = |end: &End| match end {
        End::Before(key) => words::short(key, 6),
        End::Never => "∞".to_string(),
    };
    let names = names(node.watchers.iter(), watching, scene);
    html! {
        <g class={classes!("range", class)}>
            <rect x={(x - BOX.0 / 2.0).to_string()} y={y.to_string()} width={BOX.0.to_string()} height={BOX.1.to_string()} />
            <text class="mid m" x={x.to_string()} y={(y + 15.0).to_string()}>{ format!("[{}, {})", words::short(&node.start, 6), end(&node.end)) }</text>
            <text class="mid" x={x.to_string()} y={(y + 29.0).to_string()}>{ words::short(names.as_bytes(), 15) }</text>
            <text class="mid q" x={x.to_string()} y={(y + 42.0).to_string()}>{ words::furthest(&end(&node.max_end), lang) }</text>
        </g>
    }
}

/// The map of single keys, in a line.
fn keys(group: &Group, key: Option<&[u8]>, watching: &[Watching], scene: &Scene<Etcd>) -> Html {
    let lang = scene.lang;
    let more = group.keys().len().saturating_sub(KEYS_MAX);
    html! {
        <text x="8" y="18">
            <tspan class="q">{ words::single_keys(group.keys().len(), lang) }</tspan>
            { for group.keys().iter().take(KEYS_MAX).map(|(watched, watchers)| {
                let names = names(watchers.iter(), watching, scene);
                let class = (key == Some(&**watched)).then_some("acct");
                html! { <tspan class={classes!("m", class)} dx="12">{ format!("{} → {names}", words::short(watched, 10)) }</tspan> }
            }) }
            if more > 0 { <tspan class="q" dx="12">{ format!("+{more}") }</tspan> }
        </text>
    }
}

/// The terminals of some watchers.
fn names<'a>(
    numbers: impl Iterator<Item = &'a u64>,
    watching: &[Watching],
    scene: &Scene<Etcd>,
) -> String {
    let names: Vec<String> = numbers
        .filter_map(|number| watching.iter().find(|it| it.number == *number))
        .map(|it| words::terminal(it.terminal, scene.lang))
        .collect();
    names.join(" ")
}

/// Ranges that contain a key, that were looked at in vain, and that were never entered; of the whole tree.
pub(super) fn searched(root: Option<&Node>, key: &[u8]) -> [usize; 3] {
    fn count(node: Option<&Node>, entered: bool, key: &[u8], counts: &mut [usize; 3]) {
        let Some(node) = node else { return };
        let entered = entered && node.max_end.is_after(key);
        let begun = *node.start <= *key;
        count(node.left(), entered, key, counts);
        let at = match (entered, begun && node.end.is_after(key)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, _) => 2,
        };
        counts[at] += 1;
        count(node.right(), entered && begun, key, counts);
    }
    let mut counts = [0; 3];
    count(root, true, key, &mut counts);
    counts
}
