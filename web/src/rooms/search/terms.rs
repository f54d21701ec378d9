//! Terms with their posting lists, and lists of one's own.

use labs::search::{Event, SearchBench};
use yew::prelude::*;

use super::lane::{self, Axis};
use super::words;
use crate::rooms::{Point, Scene, thing};
use crate::words::Lang;

const WIDTH: f64 = 328.0;
const ROW: f64 = 24.0;
/// Where the lanes begin.
const LEFT: f64 = 112.0;
/// Terms that are drawn: the longest lists.
const TERMS: usize = 12;
/// Lists of one's own that are drawn.
const LISTS: usize = 8;

/// A row: what it is called, its list, and whether the last line asked for it.
struct Row<'a> {
    name: &'a str,
    list: Vec<u32>,
    asked: bool,
}

/// The lists that are long or asked for, and those of one's own.
pub(super) fn draw(scene: &Scene<SearchBench>) -> Html {
    let lang = scene.lang;
    let asked = asked(scene.last);
    let is_asked = |name: &str| asked.iter().any(|asked| asked == name);
    let (mut names, all) = longest(scene.world);
    for name in &asked {
        if !names.iter().any(|(known, _)| known == name) {
            names.push((name.clone(), 0));
        }
    }
    let rows = names.iter().map(|(name, _)| Row {
        name,
        list: scene.world.list_of(name),
        asked: is_asked(name),
    });
    // Lists of one's own are asked for too, and have no documents.
    let mut rows: Vec<Row> = rows.filter(|row| !row.list.is_empty()).collect();
    rows.sort_by_key(|row| (!row.asked, std::cmp::Reverse(row.list.len())));
    rows.truncate(TERMS + asked.len());
    let own = scene.world.lists().iter().take(LISTS);
    let own: Vec<Row> = own
        .map(|(name, list)| Row {
            name,
            list: list.clone(),
            asked: is_asked(name),
        })
        .collect();
    html! {
        <div class="wide panels">
            if !own.is_empty() { { panel(scene, "list", lang.say("Lists of your own", "自己的列表").to_string(), &own) } }
            if !rows.is_empty() { { panel(scene, "term", words::lists(rows.len(), all, lang), &rows) } }
        </div>
    }
}

fn panel(scene: &Scene<SearchBench>, kind: &str, title: String, rows: &[Row]) -> Html {
    let ends = rows
        .iter()
        .flat_map(|row| row.list.first().into_iter().chain(row.list.last()));
    let axis = Axis {
        from: ends.clone().min().copied().unwrap_or(0),
        to: ends.max().copied().unwrap_or(0),
        left: LEFT,
        width: WIDTH - LEFT - 4.0,
    };
    let height = ROW * rows.len() as f64 + 18.0;
    html! {
        <figure>
            <figcaption><b>{ &title }</b></figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()} role="group" aria-label={title.clone()}>
                { for rows.iter().enumerate().map(|(at, row)| {
                    let class = if row.asked { "row asked" } else { "row" };
                    let label = words::list(kind, row.name, row.list.len(), scene.lang);
                    thing(scene, format!("{kind} {}", row.name), label, html! {
                        <rect {class} x="1" y={(ROW * at as f64 + 1.0).to_string()} width={(WIDTH - 2.0).to_string()} height={(ROW - 2.0).to_string()} />
                    })
                }) }
                <g class="letters" aria-hidden="true">
                    { for rows.iter().enumerate().map(|(at, row)| {
                        let y = ROW * at as f64;
                        html! {
                            <>
                                <text class="t13" x="6" y={(y + 16.5).to_string()}>{ words::fitted(row.name, 66.0) }</text>
                                <text class="q end" x={(LEFT - 6.0).to_string()} y={(y + 16.5).to_string()}>{ row.list.len() }</text>
                                { lane::draw(axis, &row.list, None, (y + 6.0, 12.0)) }
                            </>
                        }
                    }) }
                    <text class="q3" x={LEFT.to_string()} y={(height - 4.0).to_string()}>{ axis.from }</text>
                    <text class="q3 end" x={(WIDTH - 4.0).to_string()} y={(height - 4.0).to_string()}>{ axis.to }</text>
                </g>
            </svg>
        </figure>
    }
}

/// The terms with the longest lists, the longest first, equal ones in byte order; and how many terms there are.
pub(super) fn longest(bench: &SearchBench) -> (Vec<(String, usize)>, usize) {
    let mut best: Vec<(&str, usize)> = Vec::with_capacity(TERMS + 1);
    let mut all = 0;
    bench.each_term(|term, length| {
        all += 1;
        if best.len() < TERMS || best.last().is_some_and(|(_, least)| *least < length) {
            let at = best.partition_point(|(_, longer)| *longer >= length);
            best.insert(at, (term, length));
            best.truncate(TERMS);
        }
    });
    let best = best
        .into_iter()
        .map(|(term, length)| (term.to_string(), length));
    (best.collect(), all)
}

/// What the last line asked for by name.
fn asked(last: &[Event]) -> Vec<String> {
    let of = |event: &Event| match event {
        Event::Intersected { names, .. } => names.clone(),
        Event::Walked(walk) => walk.course.names.clone(),
        Event::Ladder { terms, .. } => terms.iter().map(|(term, _)| term.clone()).collect(),
        Event::Postings { term, .. } => vec![term.clone()],
        _ => Vec::new(),
    };
    last.iter().flat_map(of).collect()
}

/// The lists of one's own, and the longest lists of terms.
pub(super) fn points(bench: &SearchBench, lang: Lang) -> Vec<Point> {
    let point = |kind: &str, name: &str, length: usize| Point {
        id: format!("{kind} {name}"),
        label: words::list(kind, name, length, lang),
    };
    let own = bench.lists().iter().take(LISTS);
    let mut points: Vec<Point> = own
        .map(|(name, list)| point("list", name, list.len()))
        .collect();
    let long = longest(bench).0.into_iter();
    points.extend(long.map(|(term, length)| point("term", &term, length)));
    points
}
