//! A WHERE clause three times: as it is written, as a tree, and as query DSL. One letter is one node in all three.

use labs::search::SearchBench;
use postings::dsl;
use postings::json::Json;
use postings::sql::{Node, Translation};
use yew::prelude::*;

use super::words;
use crate::rooms::{Scene, thing};

const WIDTH: f64 = 328.0;
const ROW: f64 = 26.0;
/// From a node to its children, rightwards.
const INDENT: f64 = 22.0;
/// Nodes that are drawn.
const NODES: usize = 26;
/// What a row of letters has room for.
const ROOM: f64 = 300.0;

/// A node, how deep it lies, and its parent's row.
#[derive(Clone, Copy)]
pub(super) struct Flat<'a> {
    pub(super) node: &'a Node,
    depth: usize,
    parent: Option<usize>,
}

/// The nodes of a tree, parents first.
pub(super) fn flat(tree: &Node) -> Vec<Flat<'_>> {
    fn walk<'a>(node: &'a Node, depth: usize, parent: Option<usize>, into: &mut Vec<Flat<'a>>) {
        let at = into.len();
        into.push(Flat {
            node,
            depth,
            parent,
        });
        for child in &node.children {
            walk(child, depth + 1, Some(at), into);
        }
    }
    let mut nodes = Vec::new();
    walk(tree, 0, None, &mut nodes);
    nodes
}

/// The letter of a node.
pub(super) fn letter(at: usize) -> char {
    (b'a' + (at % 26) as u8) as char
}

pub(super) fn draw(scene: &Scene<SearchBench>, sql: &str, translation: &Translation) -> Html {
    let Some(tree) = &translation.tree else {
        return html! {};
    };
    let lang = scene.lang;
    let mut nodes = flat(tree);
    nodes.truncate(NODES);
    let body = dsl::write(&translation.search);
    let wheres: Vec<String> = nodes.iter().map(|flat| flat.node.label.clone()).collect();
    let merged = merged(&nodes);
    let dsls = nodes.iter().zip(&merged).map(|(flat, into)| match into {
        Some(parent) => words::merged_into(letter(*parent), lang),
        None => in_dsl(&body, &flat.node.dsl),
    });
    let dsls: Vec<String> = dsls.collect();
    let raised = raised(&nodes, &merged);
    html! {
        <section class="wide">
            <pre class="sql">{ marked(scene, sql, &nodes) }</pre>
            <div class="panels">
                { column(scene, &nodes, &wheres, lang.say("The WHERE clause", "WHERE 子句")) }
                { column(scene, &raised, &dsls, lang.say("The query DSL", "查询 DSL")) }
            </div>
            { for translation.notes.iter().map(|note| html! { <p class="kinds">{ words::note(&note.message, lang) }</p> }) }
        </section>
    }
}

fn column(
    scene: &Scene<SearchBench>,
    nodes: &[Flat],
    labels: &[String],
    title: &'static str,
) -> Html {
    let height = ROW * nodes.len() as f64 + 2.0;
    let corner = |at: usize| (INDENT * nodes[at].depth as f64 + 1.0, ROW * at as f64 + 1.0);
    html! {
        <figure>
            <figcaption><b>{ title }</b></figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()} role="group" aria-label={title}>
                <g aria-hidden="true">
                    { for nodes.iter().enumerate().filter_map(|(at, flat)| {
                        let ((x, y), (px, py)) = (corner(at), corner(flat.parent?));
                        Some(html! { <path class="thin" d={format!("M{} {}V{}H{x}", px + 10.0, py + 22.0, y + 11.0)} /> })
                    }) }
                </g>
                { for nodes.iter().enumerate().map(|(at, flat)| {
                    let (x, y) = corner(at);
                    let label = format!("{}: {}", letter(at), labels[at]);
                    let width = WIDTH - x - 1.0;
                    let class = if flat.node.children.is_empty() { "node" } else { "node inner" };
                    thing(scene, format!("node {at}"), label, html! {
                        <rect {class} x={x.to_string()} y={y.to_string()} width={width.to_string()} height="22" />
                    })
                }) }
                <g class="letters" aria-hidden="true">
                    { for (0..nodes.len()).map(|at| {
                        let (x, y) = corner(at);
                        let room = ROOM - x;
                        html! {
                            <>
                                <text class="m tag" x={(x + 6.0).to_string()} y={(y + 15.5).to_string()}>{ letter(at) }</text>
                                <text class="m" x={(x + 22.0).to_string()} y={(y + 15.5).to_string()}>{ words::fitted(&labels[at], room) }</text>
                            </>
                        }
                    }) }
                </g>
            </svg>
        </figure>
    }
}

/// For each node the one into which it was merged: its parent, where both became the same clauses.
fn merged(nodes: &[Flat]) -> Vec<Option<usize>> {
    let into = |flat: &Flat| {
        let parent = flat.parent?;
        (nodes[parent].node.dsl == flat.node.dsl).then_some(parent)
    };
    nodes.iter().map(into).collect()
}

/// The same nodes as they lie in the DSL: the children of what was merged are those of its parent.
fn raised<'a>(nodes: &[Flat<'a>], merged: &[Option<usize>]) -> Vec<Flat<'a>> {
    let mut raised: Vec<Flat<'a>> = Vec::new();
    for flat in nodes {
        let mut parent = flat.parent;
        while let Some(into) = parent.and_then(|parent| merged[parent]) {
            parent = Some(into);
        }
        let depth = parent.map_or(0, |parent| raised[parent].depth + 1);
        raised.push(Flat {
            node: flat.node,
            depth,
            parent,
        });
    }
    raised
}

/// What stands at a pointer: a bool with the kind of its clauses, or a query on one line.
fn in_dsl(body: &Json, pointer: &str) -> String {
    let Some(json) = body.pointer(pointer) else {
        return pointer.to_string();
    };
    match json.get("bool") {
        Some(clauses) => {
            let kinds = ["must", "filter", "should", "must_not"];
            let kinds: Vec<&str> = kinds
                .into_iter()
                .filter(|kind| clauses.get(kind).is_some())
                .collect();
            format!("bool.{}", kinds.join(" + "))
        }
        None => {
            let line = json.compact();
            let inner = line
                .strip_prefix('{')
                .and_then(|line| line.strip_suffix('}'));
            let short = inner.unwrap_or(&line).replace('"', "");
            // `{field: {query: 1}}` says no more than `{field: 1}`.
            match (short.split_once("{query: "), short.strip_suffix("}}")) {
                (Some((before, _)), Some(all)) if !all.contains(',') => {
                    format!("{before}{}}}", &all[before.len() + "{query: ".len()..])
                }
                _ => short,
            }
        }
    }
}

/// The SQL with the letter of each condition before it, and what is pointed at marked.
fn marked(scene: &Scene<SearchBench>, sql: &str, nodes: &[Flat]) -> Html {
    let pointed = nodes.iter().enumerate().find_map(|(at, flat)| {
        let id = format!("node {at}");
        (scene.pointed == Some(id.as_str())).then(|| flat.node.span.clone())
    });
    let mut cuts: Vec<usize> = vec![0, sql.len()];
    let leaves = nodes.iter().filter(|flat| flat.node.children.is_empty());
    cuts.extend(leaves.map(|flat| flat.node.span.start));
    cuts.extend(pointed.iter().flat_map(|span| [span.start, span.end]));
    cuts.sort_unstable();
    cuts.dedup();
    let pieces = cuts.windows(2).map(|cut| {
        let text = &sql[cut[0]..cut[1]];
        let leaf = nodes
            .iter()
            .position(|flat| flat.node.children.is_empty() && flat.node.span.start == cut[0]);
        let inside = pointed.as_ref().is_some_and(|span| span.contains(&cut[0]));
        html! {
            <>
                if let Some(at) = leaf { <sup>{ letter(at) }</sup> }
                if inside { <mark>{ text }</mark> } else { { text } }
            </>
        }
    });
    html! { <>{ for pieces }</> }
}
