//! A walk through an intersection: for each way its lists as boxes, the cursors, the pair that was compared last, and the
//! jump that led to it.
//!
//! ```text
//!   long       ▼──────── +15 ────────╮
//!          16  17 ··13·· 30  31  32  33          the box looked at is dark, the one sought has a thick border;
//!   short      ▼                                 what lies before a cursor is pale
//!          17  40  99
//! ```

use std::cmp::Ordering;
use std::collections::BTreeSet;

use labs::search::{Course, SearchBench, Standing, Walk, way_name};
use yew::prelude::*;

use super::words;
use crate::rooms::Scene;

const WIDTH: f64 = 328.0;
/// Lists that are drawn.
const LANES: usize = 4;
/// A list's label, the room for jumps, and its boxes.
const ROW: f64 = 58.0;
const BOX: f64 = 22.0;
const DIGIT: f64 = 7.4;
/// Hits that are told by number.
const HITS: usize = 12;

/// The walk, with the buttons that go on with it.
pub(super) fn draw(scene: &Scene<SearchBench>, walk: &Walk) -> Html {
    let (course, lang) = (&*walk.course, scene.lang);
    let standings: Vec<Standing> = (0..course.runs.len())
        .map(|way| walk.standing(way))
        .collect();
    let most = course
        .runs
        .iter()
        .map(|run| run.trace.counts.comparisons)
        .max();
    html! {
        <section class="wide">
            <p class="what">{ words::walk(&course.names, &course.lists, lang) }</p>
            { buttons(scene, walk) }
            <div class="panels">
                { for standings.iter().enumerate().map(|(way, now)| panel(scene, course, way, now, most.unwrap_or(0))) }
            </div>
        </section>
    }
}

/// On by one comparison, by ten, to the end. Back is the player's.
fn buttons(scene: &Scene<SearchBench>, walk: &Walk) -> Html {
    let lang = scene.lang;
    let Some(act) = &scene.on_act else {
        return html! {};
    };
    if walk.at >= walk.course.length() {
        return html! {};
    }
    let button = |line: &'static str, label: &'static str| {
        html! { <button type="button" class="btn small" onclick={act.reform(move |_: MouseEvent| line.to_string())}>{ label }</button> }
    };
    html! {
        <p class="do">
            { button("step", lang.say("Next comparison", "下一次比较")) }
            { button("step 10", lang.say("Ten on", "再走十次")) }
            { button("step end", lang.say("To the end", "走到底")) }
        </p>
    }
}

fn panel(
    scene: &Scene<SearchBench>,
    course: &Course,
    way: usize,
    now: &Standing,
    most: u64,
) -> Html {
    let (run, lang) = (&course.runs[way], scene.lang);
    let all = run.trace.counts.comparisons;
    let share = |count: u64| format!("{:.1}%", 100.0 * count as f64 / most.max(1) as f64);
    let lanes = course.lists.len().min(LANES);
    let height = ROW * lanes as f64;
    let pair = words::pair(course, now, lang);
    html! {
        <figure class={classes!("walk", now.is_over.then_some("over"))}>
            <figcaption>
                <b>{ words::way(run.way, lang) }</b>
                <span class="sum">{ words::so_far(now.comparisons, all, lang) }</span>
                <svg class="bar" width="100%" height="5" aria-hidden="true">
                    <rect class="rest" width={share(all)} height="5" /><rect width={share(now.comparisons)} height="5" />
                </svg>
                <span class="kinds">{ words::skipped(now.skipped, lang) }</span>
            </figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="img" aria-label={words::walk_label(way_name(run.way), &pair, now, lang)}>
                { for (0..lanes).map(|list| lane(course, now, list)) }
            </svg>
            <p class="kinds mono">{ pair }</p>
            <p class="kinds">{ words::hits_so_far(&now.hits, HITS, lang) }</p>
        </figure>
    }
}

/// One list: its name and where its cursor stands, jumps, boxes.
fn lane(course: &Course, now: &Standing, list: usize) -> Html {
    let numbers = &course.lists[list];
    let cursor = now.cursors[list];
    let pair = now.pair.filter(|pair| pair.list == list);
    let digits = course.lists.iter().filter_map(|list| list.last());
    let digits = digits.max().map_or(1, |most| most.to_string().len());
    let step = (DIGIT * digits as f64 + 9.0).max(24.0);
    let slots = (WIDTH / step) as usize;
    let anchor = pair.map_or(cursor, |pair| pair.from.min(cursor));
    let shown = shown(
        numbers.len(),
        slots,
        anchor,
        cursor,
        pair.map(|pair| pair.at),
    );
    let top = ROW * list as f64;
    let y = top + ROW - BOX - 6.0;
    // Where each box stands, and the gaps between boxes that are no neighbours.
    let mut x = 0.0;
    let mut placed: Vec<(usize, f64)> = Vec::new();
    let mut gaps: Vec<(usize, f64)> = Vec::new();
    for &at in &shown {
        if let Some((before, _)) = placed.last()
            && at > before + 1
        {
            gaps.push((at - before - 1, x));
            x += step;
        }
        placed.push((at, x));
        x += step;
    }
    let middle = |at: usize| {
        let found = placed.iter().find(|(other, _)| *other == at);
        found.map(|(_, x)| x + step / 2.0)
    };
    let sought = now
        .pair
        .filter(|pair| pair.holder == list)
        .map(|pair| pair.holder_at);
    html! {
        <>
            <text class="q" x="2" y={(top + 11.0).to_string()}>{ words::fitted(&course.names[list], 150.0) }</text>
            <text class="q end" x={(WIDTH - 2.0).to_string()} y={(top + 11.0).to_string()}>{ format!("{} / {}", cursor, numbers.len()) }</text>
            { for placed.iter().map(|&(at, x)| {
                let looked = pair.is_some_and(|pair| pair.at == at);
                let class = classes!(
                    "box",
                    (at < cursor).then_some("passed"),
                    looked.then_some("looked"),
                    (sought == Some(at)).then_some("sought"),
                );
                html! {
                    <>
                        <rect {class} x={(x + 1.0).to_string()} y={y.to_string()} width={(step - 2.0).to_string()} height={BOX.to_string()} />
                        <text class={classes!("mid", looked.then_some("on-dark"))} x={(x + step / 2.0).to_string()} y={(y + 15.5).to_string()}>{ numbers[at] }</text>
                    </>
                }
            }) }
            { for gaps.iter().map(|(count, x)| html! {
                <text class="q mid" x={(x + step / 2.0).to_string()} y={(y + 15.5).to_string()}>{ format!("·{count}·") }</text>
            }) }
            if let Some(x) = middle(cursor) {
                <path class="cursor" d={format!("M{x:.1} {:.1}l-4 -6h8z", y - 2.0)} />
            }
            if let Some(jump) = pair.filter(|pair| pair.at > pair.from) {
                { arc(middle(jump.from), middle(jump.at), jump.at - jump.from, y - 2.0) }
            }
        </>
    }
}

/// A jump from one box to another, with how many entries it takes at once.
fn arc(from: Option<f64>, to: Option<f64>, count: usize, y: f64) -> Html {
    let (Some(from), Some(to)) = (from, to) else {
        return html! {};
    };
    let middle = (from + to) / 2.0;
    html! {
        <>
            <path class="jump" d={format!("M{from:.1} {y:.1}C{from:.1} {:.1} {to:.1} {:.1} {to:.1} {y:.1}", y - 16.0, y - 16.0)} />
            if count > 1 { <text class="q mid halo" x={format!("{middle:.1}")} y={(y - 8.0).to_string()}>{ format!("+{count}") }</text> }
        </>
    }
}

/// The entries that get a box: the cursor, where the seek began, what it looked at, and their neighbours as long as there
/// is room. A gap takes a box's room.
fn shown(
    length: usize,
    slots: usize,
    anchor: usize,
    cursor: usize,
    looked: Option<usize>,
) -> BTreeSet<usize> {
    // A cursor at the end shows the entries before it.
    let anchor = anchor.min(length.saturating_sub(1));
    let room = |set: &BTreeSet<usize>| {
        let pairs = set.iter().zip(set.iter().skip(1));
        set.len() + pairs.filter(|(a, b)| *b - *a > 1).count()
    };
    let musts = [
        Some(anchor),
        looked,
        Some(cursor),
        length.checked_sub(1).filter(|_| cursor >= length),
    ];
    let mut set: BTreeSet<usize> = musts
        .into_iter()
        .flatten()
        .filter(|at| *at < length)
        .collect();
    let near = |at: usize| [at.checked_sub(1), Some(at + 1)];
    let wishes = near(anchor)
        .into_iter()
        .chain(looked.into_iter().flat_map(near))
        .chain(near(cursor));
    let after = (2..=slots).map(|k| Some(anchor + k));
    let before = (2..=slots).map(|k| anchor.checked_sub(k));
    for at in wishes.chain(after).chain(before).flatten() {
        if at < length && set.insert(at) && room(&set) > slots {
            set.remove(&at);
        }
    }
    set
}

/// What a comparison says.
pub(super) fn sign(found: Ordering) -> &'static str {
    match found {
        Ordering::Less => "<",
        Ordering::Equal => "=",
        Ordering::Greater => ">",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_has_a_box_and_the_boxes_fit() {
        for length in [1, 5, 30, 10_000] {
            for slots in [6, 8, 13] {
                for anchor in [0, 3, 29, 9_990] {
                    for ahead in [0, 1, 15, 4_000] {
                        let looked = Some(anchor + ahead).filter(|at| *at < length);
                        let set = shown(length, slots, anchor, anchor, looked);
                        let gaps = set.iter().zip(set.iter().skip(1));
                        let gaps = gaps.filter(|(a, b)| *b - *a > 1).count();
                        assert!(
                            set.len() + gaps <= slots,
                            "{length} {slots} {anchor}: {set:?}"
                        );
                        assert!(looked.is_none_or(|at| set.contains(&at)));
                        assert!(anchor >= length || set.contains(&anchor));
                        assert!(
                            set.len() == length || set.len() + gaps + 2 > slots,
                            "{set:?}"
                        );
                    }
                }
            }
        }
    }
}
