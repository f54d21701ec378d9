//! An intersection: each way on the same lists, where it looked, and in which order.

use std::collections::BTreeSet;

use labs::search::{Run, SearchBench, way_name};
use postings::intersect::Step;
use yew::prelude::*;

use super::lane::{self, Axis};
use super::words;
use crate::rooms::Scene;
use crate::words::Lang;

const WIDTH: f64 = 328.0;
/// Lists that get a lane.
const LANES: usize = 4;
const LANE: f64 = 20.0;
/// Comparisons that are drawn one by one.
const TRACK: u64 = 100;
/// Hits that are marked above the lanes.
const HITS: usize = 64;

/// A panel for each way.
pub(super) fn draw(
    scene: &Scene<SearchBench>,
    names: &[String],
    lists: &[Vec<u32>],
    hits: &[u32],
    runs: &[Run],
) -> Html {
    let lang = scene.lang;
    let ends = lists
        .iter()
        .flat_map(|list| list.first().into_iter().chain(list.last()));
    let (from, to) = (ends.clone().min(), ends.max());
    let axis = Axis {
        from: from.copied().unwrap_or(0),
        to: to.copied().unwrap_or(0),
        left: 4.0,
        width: WIDTH - 8.0,
    };
    let most = runs.iter().map(|run| run.trace.counts.comparisons).max();
    html! {
        <section class="wide">
            <p class="what">{ words::intersection(names, lists, hits.len(), lang) }</p>
            if let Some(act) = &scene.on_act {
                <p class="do"><button type="button" class="btn small" onclick={act.reform({
                    let line = walk_line(names, runs);
                    move |_: MouseEvent| line.clone()
                })}>{ lang.say("Step through it", "逐次走一遍") }</button></p>
            }
            <div class="panels">
                { for runs.iter().map(|run| panel(axis, lists, hits, run, most.unwrap_or(0), lang)) }
            </div>
        </section>
    }
}

/// The line that walks through the same intersection.
fn walk_line(names: &[String], runs: &[Run]) -> String {
    let way = match runs {
        [run] => way_name(run.way),
        _ => "all",
    };
    format!("walk {way} {}", names.join(" "))
}

fn panel(axis: Axis, lists: &[Vec<u32>], hits: &[u32], run: &Run, most: u64, lang: Lang) -> Html {
    let counts = run.trace.counts;
    let share = 100.0 * counts.comparisons as f64 / most.max(1) as f64;
    let looked = |list: usize| -> BTreeSet<usize> {
        let of_list = run.trace.steps.iter().filter_map(|step| match *step {
            Step::Compare { list: of, at, .. } if of == list => Some(at),
            _ => None,
        });
        let mut looked: BTreeSet<usize> = of_list.collect();
        // The leader offers its documents: that is a look, though no comparison.
        if list == 0 {
            let offered = run.trace.steps.iter().filter_map(|step| match *step {
                Step::Go { list: 0, to, .. } => Some(to),
                _ => None,
            });
            looked.extend(offered);
            looked.insert(0);
        }
        looked
    };
    let lanes = lists.len().min(LANES);
    let below = 14.0 + LANE * lanes as f64;
    let track = if counts.comparisons <= TRACK {
        8.0 + 3.0 * counts.comparisons as f64
    } else {
        18.0
    };
    let height = below + track;
    html! {
        <figure>
            <figcaption>
                <b>{ words::way(run.way, lang) }</b>
                <span class="sum">{ words::comparisons(counts.comparisons, lang) }</span>
                <svg class="bar" width="100%" height="5" aria-hidden="true"><rect width={format!("{share:.1}%")} height="5" /></svg>
                <span class="kinds">{ words::skipped(counts.skipped, lang) }</span>
            </figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="img" aria-label={words::way_label(way_name(run.way), counts, lang)}>
                { for hits.iter().take(HITS).map(|hit| html! { <circle class="hit" cx={format!("{:.1}", axis.x(*hit))} cy="6" r="3" /> }) }
                { for (0..lanes).map(|at| html! {
                    <>
                        <path class="link" d={format!("M{} {}h{}", axis.left, 14.0 + LANE * at as f64 + 14.5, axis.width)} />
                        { lane::draw(axis, &lists[at], Some(&looked(at)), (14.0 + LANE * at as f64, 14.0)) }
                    </>
                }) }
                { steps(axis, lists, run, below, lang) }
            </svg>
        </figure>
    }
}

/// The comparisons one below the other; a sentence where they are too many.
fn steps(axis: Axis, lists: &[Vec<u32>], run: &Run, top: f64, lang: Lang) -> Html {
    if run.trace.counts.comparisons > TRACK {
        return html! { <text class="q" x={axis.left.to_string()} y={(top + 13.0).to_string()}>{ words::too_many(lang) }</text> };
    }
    let mut y = top + 4.0;
    let mut way = String::new();
    let mut marks = Vec::new();
    for step in &run.trace.steps {
        match *step {
            Step::Compare { list, at, .. } => {
                let x = axis.x(lists[list][at]);
                way += &format!("{}{x:.1} {y:.1}", if way.is_empty() { "M" } else { "L" });
                let class = if list == 0 { "lead" } else { "look" };
                marks.push(html! { <circle {class} cx={format!("{x:.1}")} cy={format!("{y:.1}")} r="1.8" /> });
                y += 3.0;
            }
            Step::Hit { doc } => {
                let x = axis.x(doc);
                marks.push(
                    html! { <path class="found" d={format!("M{x:.1} {:.1}m-6 -3h12", y)} /> },
                );
            }
            Step::Go { .. } => {}
        }
    }
    html! { <><path class="thin" d={way} />{ for marks }</> }
}
