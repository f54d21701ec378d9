//! The ids as they were made, a row per process, and below them the same ids in the order of their numbers.

use ids::generator::Held;
use labs::ids::{Event, IdBench, Issued};
use yew::prelude::*;

use super::view::{COLUMNS, View};
use super::{made_id, process_id, words};
use crate::rooms::{Scene, thing};

const LEFT: f64 = 100.0;
const COLUMN: f64 = 45.0;
const WIDTH: f64 = LEFT + COLUMN * COLUMNS as f64 + 6.0;
const TOP: f64 = 34.0;
const LINE: f64 = 46.0;
const BOX: (f64, f64) = (41.0, 34.0);
/// How far below the rows the sorted ids lie.
const FALL: f64 = 58.0;
const SORTED: f64 = 20.0;

/// Streams and order.
pub(super) fn draw(view: &View, scene: &Scene<IdBench>) -> Html {
    let lang = scene.lang;
    let bottom = TOP + LINE * view.rows.len().max(1) as f64;
    let made = !view.columns.is_empty();
    let height = if made {
        bottom + FALL + SORTED + 8.0
    } else {
        bottom + 8.0
    };
    let note = view.more_rows > 0;
    html! {
        <figure class="streams">
            <figcaption>{ lang.say("Ids as they are made, and sorted", "id 的生成先后，与排序之后") }</figcaption>
            <svg class="st" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
                role="group" aria-label={words::streams_label(view, lang)}>
                <g aria-hidden="true">
                    <text class="q" x="4" y="20">{ lang.say("true time, ms", "真实时间 ms") }</text>
                    { times(view, bottom) }
                    if made {
                        { sorted(view, bottom) }
                        <text class="q" x="4" y={(bottom + FALL + 15.0).to_string()}>{ lang.say("sorted by id", "按 id 排序") }</text>
                    }
                    { for view.rows.iter().enumerate().map(|(row, _)| html! {
                        <path class="link" d={format!("M{LEFT} {}H{}", y(row), WIDTH - 4.0)} />
                    }) }
                    { repeats(view) }
                    { held(view, scene) }
                </g>
                { for view.rows.iter().enumerate().map(|(row, name)| {
                    let label = words::process_label(scene.world, name, lang);
                    thing(scene, process_id(name), label, html! {
                        <rect class="reach" x="2" y={(y(row) - 20.0).to_string()} width={(LEFT - 8.0).to_string()} height="40" />
                    })
                }) }
                { for view.columns.iter().enumerate().map(|(column, &place)| {
                    let issued = &scene.world.issued()[place];
                    let label = words::made_label(scene.world, place, lang);
                    thing(scene, made_id(place), label, made_box(view, column, issued))
                }) }
                <g class="letters" aria-hidden="true">
                    { for view.rows.iter().enumerate().map(|(row, name)| named(view, row, name, scene)) }
                    { for view.columns.iter().enumerate().map(|(column, &place)| {
                        let issued = &scene.world.issued()[place];
                        let (x, y) = (x(column), y(row_of(view, issued)));
                        html! {
                            <>
                                <text class="m mid" x={x.to_string()} y={(y - 3.0).to_string()}>{ words::tail(issued.parts.time) }</text>
                                <text class="m mid q" x={x.to_string()} y={(y + 12.0).to_string()}>{ issued.parts.step }</text>
                            </>
                        }
                    }) }
                </g>
            </svg>
            if made { { legend(scene) } }
            { waits(scene) }
            { reasons(view, scene) }
            if note { <p class="note">{ words::more_processes(view.more_rows, lang) }</p> }
        </figure>
    }
}

fn x(column: usize) -> f64 {
    LEFT + COLUMN * column as f64 + COLUMN / 2.0
}

fn y(row: usize) -> f64 {
    TOP + LINE * row as f64 + LINE / 2.0
}

fn row_of(view: &View, issued: &Issued) -> usize {
    let row = view.rows.iter().position(|name| *name == issued.by);
    row.expect("who made an id that is drawn has a row")
}

/// A stretch for each millisecond of the time that no machine knows; dots where ids are left out.
fn times(view: &View, bottom: f64) -> Html {
    let ids = view.bench.issued();
    let columns = view.columns.iter().enumerate();
    html! {
        <>
            { for columns.map(|(column, &place)| {
                let before = column.checked_sub(1).map(|before| view.columns[before]);
                let left = x(column) - COLUMN / 2.0;
                let later = before.is_none_or(|before| ids[before].at != ids[place].at);
                let gap = before.map_or(place > 0, |before| before + 1 != place);
                html! {
                    <>
                        if later {
                            <path class="thin" d={format!("M{left} 24V{bottom}")} />
                            <text class="m" x={(left + 4.0).to_string()} y="20">{ ids[place].at }</text>
                        }
                        if gap { <text class="mid t14" x={left.to_string()} y={(TOP + 2.0).to_string()}>{ "⋯" }</text> }
                    </>
                }
            }) }
        </>
    }
}

fn made_box(view: &View, column: usize, issued: &Issued) -> Html {
    let (x, y) = (x(column), y(row_of(view, issued)));
    let (width, height) = BOX;
    let (left, top) = (x - width / 2.0, y - height / 2.0);
    let twice = issued.twin.is_some();
    html! {
        <g class={classes!("made", twice.then_some("twice"))}>
            <rect x={left.to_string()} y={top.to_string()} width={width.to_string()} height={height.to_string()} />
            if twice {
                <path class="cross" d={format!("M{} {}l10 10m-10 0l10 -10", left - 5.0, top - 5.0)} />
            }
        </g>
    }
}

/// An arc from each duplicate to the id that it repeats.
fn repeats(view: &View) -> Html {
    let ids = view.bench.issued();
    let arcs = view.columns.iter().enumerate().filter_map(|(column, &place)| {
        let twin = ids[place].twin.as_ref()?;
        let other = view.columns.iter().position(|&place| place == twin.place)?;
        let (x0, x1) = (x(other), x(column));
        let (y0, y1) = (y(row_of(view, &ids[twin.place])), y(row_of(view, &ids[place])));
        let (y0, y1) = (y0 - BOX.1 / 2.0, y1 - BOX.1 / 2.0);
        let lift = y0.min(y1) - 16.0;
        Some(html! { <path class="repeat" d={format!("M{x0} {y0}C{x0} {lift} {x1} {lift} {x1} {y1}")} /> })
    });
    html! { <>{ for arcs }</> }
}

/// A line from each id to its place among the sorted ones. Two that are the same lie side by side, tied.
fn sorted(view: &View, bottom: f64) -> Html {
    let ids = view.bench.issued();
    let order = view.sorted();
    let top = bottom + FALL;
    html! {
        <>
            { for order.iter().enumerate().map(|(slot, &column)| {
                let (x0, x1) = (x(column), x(slot));
                let issued = &ids[view.columns[column]];
                let y0 = y(row_of(view, issued)) + BOX.1 / 2.0;
                let class = classes!("way", view.overtakes(column).then_some("over"));
                let same = slot > 0 && ids[view.columns[order[slot - 1]]].id == issued.id;
                html! {
                    <>
                        <path {class} d={format!("M{x0} {y0}V{bottom}C{x0} {} {x1} {} {x1} {top}", bottom + FALL / 2.0, bottom + FALL / 2.0)} />
                        <rect class="slot" x={(x1 - 18.0).to_string()} y={top.to_string()} width="36" height={SORTED.to_string()} />
                        if same { <path class="same" d={format!("M{} {}h12m-12 4h12", x1 - COLUMN / 2.0 - 6.0, top + 8.0)} /> }
                        <text class="mid q" x={x1.to_string()} y={(top + 14.5).to_string()}>{ words::cut(&issued.by, 5) }</text>
                    </>
                }
            }) }
        </>
    }
}

/// Left of a row: who, which node, and how far off its clock is.
fn named(view: &View, row: usize, name: &str, scene: &Scene<IdBench>) -> Html {
    let lang = scene.lang;
    let (first, second) = (y(row) - 5.0, (y(row) + 11.0).to_string());
    html! {
        <>
            <text class="t14" x="8" y={first.to_string()}>{ words::cut(name, 12) }</text>
            { match view.bench.processes().get(name) {
                None => html! { <text class="q" x="8" y={second}>{ lang.say("gone", "已消失") }</text> },
                Some(process) => html! {
                    <text class="q" x="8" y={second}>
                        { words::node_of(process.generator.node(), lang) }
                        if process.skew != 0 { <tspan class="acct" dx="6">{ words::off(process.skew) }</tspan> }
                    </text>
                },
            } }
        </>
    }
}

/// A call that got no id: a dashed box in the place where its id would be.
fn held(view: &View, scene: &Scene<IdBench>) -> Html {
    let held = scene.last.iter().find_map(|event| match event {
        Event::Held { name, held, .. } => Some((name, held)),
        _ => None,
    });
    let column = view.columns.len();
    let row = held.and_then(|(name, _)| view.rows.iter().position(|other| other == name));
    let (Some((_, held)), Some(row)) = (held, row) else {
        return html! {};
    };
    if column >= COLUMNS || matches!(held, Held::Sleeps { .. }) {
        return html! {};
    }
    let (x, y) = (x(column), y(row));
    let (needs, sign) = match held {
        Held::Until(until) => (words::tail(*until), "…"),
        _ => ("–".to_string(), "×"),
    };
    html! {
        <g class="made held">
            <rect x={(x - BOX.0 / 2.0).to_string()} y={(y - BOX.1 / 2.0).to_string()} width={BOX.0.to_string()} height={BOX.1.to_string()} />
            <text class="m mid" x={x.to_string()} y={(y - 3.0).to_string()}>{ needs }</text>
            <text class="m mid q" x={x.to_string()} y={(y + 12.0).to_string()}>{ sign }</text>
        </g>
    }
}

fn legend(scene: &Scene<IdBench>) -> Html {
    let lang = scene.lang;
    html! {
        <p class="legend">
            <span>
                <svg class="st" viewBox="0 0 20 18" width="20" height="18" aria-hidden="true"><g class="made"><rect x="1" y="1" width="18" height="16" /></g></svg>
                { lang.say("time in the id, and below it the step", "id 中的时间，下面是序列号") }
            </span>
            <span>
                <svg class="st" viewBox="0 0 20 18" width="20" height="18" aria-hidden="true"><g class="made twice"><rect x="4" y="4" width="14" height="12" /><path class="cross" d="M1 1l7 7m-7 0l7 -7" /></g></svg>
                { lang.say("existed already", "早已有过") }
            </span>
            <span>
                <svg class="st" viewBox="0 0 20 18" width="20" height="18" aria-hidden="true"><path class="way over" d="M0 9H20" /></svg>
                { lang.say("made later, sorts earlier", "生成在后，排在前") }
            </span>
        </p>
    }
}

/// Why the last call has not returned an id, or not yet.
fn waits(scene: &Scene<IdBench>) -> Html {
    let told = scene
        .last
        .iter()
        .find_map(|event| words::held(event, scene.lang));
    html! { if let Some(told) = told { <p class="waits">{ told }</p> } }
}

/// How the latest duplicates came about.
fn reasons(view: &View, scene: &Scene<IdBench>) -> Html {
    let ids = view.bench.issued();
    let twice: Vec<usize> = view
        .columns
        .iter()
        .copied()
        .filter(|&place| ids[place].twin.is_some())
        .collect();
    if twice.is_empty() {
        return html! {};
    }
    html! {
        <ul class="reasons">
            { for twice.iter().rev().take(3).map(|&place| html! { <li>{ words::repeated(scene.world, place, scene.lang) }</li> }) }
        </ul>
    }
}
