//! Wheels as dials. Slot 0 is at the top; the hand stands where the time is.

use labs::timers::TimerBench;
use timers::Filed;
use yew::prelude::*;

use super::geometry::Ring;
use super::place::{self, Place, Run, SLOTS_MAX};
use super::words;
use crate::rooms::{Scene, thing};

const WIDTH: f64 = 328.0;
/// From one entry of a slot to the next, inwards.
const ENTRY: f64 = 14.0;

/// A level: where it stands, and its slots.
struct Dial<'a> {
    ring: Ring,
    /// The slot of now.
    hand: usize,
    /// What lies in each slot.
    slots: Vec<&'a [Filed]>,
    /// The place that a slot is.
    place: fn(usize, usize) -> Place,
    /// The place that neighbouring slots are.
    run: fn(usize, Run) -> Place,
    level: usize,
}

/// The hashed wheel.
pub(super) fn hashed(scene: &Scene<TimerBench>) -> Html {
    let (bench, lang) = (scene.world, scene.lang);
    let wheel = bench.hashed().queue();
    let count = wheel.slots().len();
    let dial = Dial {
        ring: Ring {
            x: WIDTH / 2.0,
            y: 118.0,
            radius: 98.0,
            hole: 30.0,
            slots: count,
        },
        hand: (bench.now() % count as u64) as usize,
        slots: wheel.slots().iter().map(Vec::as_slice).collect(),
        place: |_, slot| Place::Hashed(slot),
        run: |_, run| Place::HashedRun(run),
        level: 1,
    };
    html! {
        <svg class="st dial" viewBox={format!("0 0 {WIDTH} 238")} width={WIDTH.to_string()} height="238"
            role="group" aria-label={words::hashed_label(bench, lang)}>
            { draw(scene, &dial) }
            <text class="mid t13" aria-hidden="true" x={dial.ring.x.to_string()} y={(dial.ring.y + 5.0).to_string()}>{ words::clock(bench.now()) }</text>
        </svg>
    }
}

/// The hierarchical wheel: the first level large, what is coarser beside it.
pub(super) fn wheel(scene: &Scene<TimerBench>) -> Html {
    let (bench, lang) = (scene.world, scene.lang);
    let levels = place::levels(bench);
    let dials: Vec<Dial> = (1..=levels.len())
        .map(|level| level_dial(bench, &levels, level))
        .collect();
    let height = if dials.len() > 2 { 262.0 } else { 238.0 };
    let hidden = bench.wheel().queue().shape().len() - levels.len();
    html! {
        <svg class="st dial" viewBox={format!("0 0 {WIDTH} {height}")} width={WIDTH.to_string()} height={height.to_string()}
            role="group" aria-label={words::wheel_label(bench, lang)}>
            { for dials.iter().map(|dial| draw(scene, dial)) }
            <g class="letters" aria-hidden="true">
                { for dials.iter().map(|dial| {
                    let y = dial.ring.y + dial.ring.radius + 26.0;
                    let span = bench.wheel().queue().shape()[..dial.level - 1].iter().product::<usize>();
                    html! { <text class="q mid" x={dial.ring.x.to_string()} y={y.to_string()}>{ words::level(dial.level, span, lang) }</text> }
                }) }
                <text class="mid t13" x={dials[0].ring.x.to_string()} y={(dials[0].ring.y + 5.0).to_string()}>{ words::clock(bench.now()) }</text>
                if hidden > 0 { <text class="q end" x={WIDTH.to_string()} y={(height - 4.0).to_string()}>{ words::coarser(hidden, lang) }</text> }
                { cascades(scene, &dials) }
            </g>
        </svg>
    }
}

fn level_dial<'a>(bench: &'a TimerBench, levels: &[usize], level: usize) -> Dial<'a> {
    let wheel = bench.wheel().queue();
    let slots = levels[level - 1];
    let span: usize = levels[..level - 1].iter().product();
    let (x, y, radius) = match (level, levels.len()) {
        (1, _) => (86.0, 108.0, 70.0),
        (_, 2) => (250.0, 108.0, 58.0),
        (2, _) => (258.0, 57.0, 43.0),
        _ => (258.0, 189.0, 43.0),
    };
    let hole = if level == 1 { 28.0 } else { 6.0 };
    Dial {
        ring: Ring {
            x,
            y,
            radius,
            hole,
            slots,
        },
        hand: (bench.now() / span as u64 % slots as u64) as usize,
        slots: (0..slots)
            .map(|slot| wheel.slot(timers::wheel::Place { level, slot }))
            .collect(),
        place: place::wheel,
        run: Place::WheelRun,
        level,
    }
}

fn draw(scene: &Scene<TimerBench>, dial: &Dial) -> Html {
    let ring = dial.ring;
    if ring.slots > SLOTS_MAX {
        return bars(scene, dial);
    }
    html! {
        <>
            { for (0..ring.slots).map(|slot| {
                let place = (dial.place)(dial.level, slot);
                let class = classes!("sector", (slot == dial.hand).then_some("now"));
                let label = words::place(scene.world, place, scene.lang);
                thing(scene, place.to_string(), label, html! { <path {class} d={ring.sector(slot)} /> })
            }) }
            <g class="letters" aria-hidden="true">
                { for (0..ring.slots).map(|slot| {
                    let (x, y) = ring.at(slot, ring.radius + 9.0);
                    html! { <text class="q3 mid" x={x.to_string()} y={(y + 4.0).to_string()}>{ slot }</text> }
                }) }
                { for dial.slots.iter().enumerate().map(|(slot, timers)| entries(scene, dial, slot, timers)) }
                <path class="pivot" d={ring.pointer(dial.hand)} />
            </g>
        </>
    }
}

/// The deadlines in a slot, from the rim inwards; those that find no room are counted.
fn entries(scene: &Scene<TimerBench>, dial: &Dial, slot: usize, timers: &[Filed]) -> Html {
    let ring = dial.ring;
    let wide = ring.width(ring.radius) >= 24.0;
    // Words are wider than they are high: where the slot lies sideways they need more room.
    let widest = timers
        .iter()
        .map(|timer| words::deadline(timer.deadline).len());
    let letters = 7.4 * widest.max().unwrap_or(0) as f64 + 3.0;
    let step = ENTRY + (letters - ENTRY).max(0.0) * ring.sideways(slot).powi(2);
    let room = ((ring.radius - ring.hole - 8.0) / step).floor().max(1.0) as usize;
    let shown = if timers.len() <= room && wide {
        timers.len()
    } else if wide {
        room - 1
    } else {
        0
    };
    let before = scene.world.before();
    html! {
        <>
            { for timers[..shown].iter().enumerate().map(|(i, timer)| {
                let (x, y) = ring.at(slot, ring.radius - 2.0 - step / 2.0 - step * i as f64);
                let stale = !scene.world.is_live(timer);
                let fresh = !stale && scene.world.wheel().pending() <= 64 && before.place(timer).is_none();
                let text = words::deadline(timer.deadline);
                let half = 3.8 * text.len() as f64;
                html! {
                    <>
                        <text class={classes!("m", "mid", fresh.then_some("acct"), stale.then_some("stale"))} x={x.to_string()} y={(y + 4.0).to_string()}>{ text }</text>
                        if stale { <path class="line" d={format!("M{} {y}h{}", x - half, 2.0 * half)} /> }
                    </>
                }
            }) }
            if shown < timers.len() {
                { count(ring, slot, ring.radius - 2.0 - step / 2.0 - step * shown as f64, timers.len() - shown) }
            }
        </>
    }
}

fn count(ring: Ring, slot: usize, radius: f64, count: usize) -> Html {
    let (x, y) = ring.at(slot, radius);
    html! { <text class="q mid" x={x.to_string()} y={(y + 4.0).to_string()}>{ format!("+{count}") }</text> }
}

/// Too many slots for words: a bar for each that holds something, as long as the slot is full. One points at a run of them.
fn bars(scene: &Scene<TimerBench>, dial: &Dial) -> Html {
    let ring = dial.ring;
    let most = dial
        .slots
        .iter()
        .map(|timers| timers.len())
        .max()
        .unwrap_or(0);
    let reach = ring.radius - ring.hole - 8.0;
    let width = (ring.width(ring.radius) * 0.7).clamp(1.0, 6.0);
    let runs = place::runs(ring.slots);
    // The quarters, but for the last, beside which another dial may stand: more numbers would not fit.
    let numbered = (0..3).map(|quarter| quarter * ring.slots / 4);
    html! {
        <>
            { for runs.iter().map(|&run| {
                let place = (dial.run)(dial.level, run);
                let now = (run.from..=run.to).contains(&dial.hand);
                let class = classes!("sector", now.then_some("now"));
                let label = words::place(scene.world, place, scene.lang);
                thing(scene, place.to_string(), label, html! { <path {class} d={ring.arc(run.from, run.to)} /> })
            }) }
            <g class="letters" aria-hidden="true">
                { for numbered.map(|slot| {
                    let (x, y) = ring.at(slot, ring.radius + 9.0);
                    html! { <text class="q3 mid" x={x.to_string()} y={(y + 4.0).to_string()}>{ slot }</text> }
                }) }
                { for dial.slots.iter().enumerate().filter(|(_, timers)| !timers.is_empty()).map(|(slot, timers)| {
                    let length = (reach * timers.len() as f64 / most as f64).max(3.0);
                    let ((ax, ay), (bx, by)) = (ring.at(slot, ring.radius), ring.at(slot, ring.radius - length));
                    html! { <path class="full" stroke-width={format!("{width:.1}")} d={format!("M{ax} {ay}L{bx} {by}")} /> }
                }) }
                <path class="pivot" d={ring.pointer(dial.hand)} />
            </g>
        </>
    }
}

/// From the slot that a timer left to the one of a finer level where it lies now.
fn cascades(scene: &Scene<TimerBench>, dials: &[Dial]) -> Html {
    let before = scene.world.before();
    let moved = dials.iter().flat_map(|dial| {
        let slots = dial.slots.iter().enumerate();
        slots.flat_map(move |(slot, timers)| {
            timers.iter().filter_map(move |timer| {
                let from = before.place(timer)?;
                let to = (dial.level, slot);
                (from.level > dial.level && scene.world.is_live(timer)).then_some((from, to))
            })
        })
    });
    html! {
        { for moved.filter_map(|(from, (level, slot))| {
            let (source, target) = (&dials.get(from.level - 1)?.ring, &dials[level - 1].ring);
            let (ax, ay) = source.at(from.slot, source.radius - 11.0);
            let (bx, by) = target.at(slot, target.radius - 26.0);
            let lift = (ay.min(by) - 18.0).max(6.0);
            Some(html! {
                <>
                    <path class="acc" d={format!("M{ax} {ay}C{ax} {lift} {bx} {lift} {bx} {by}")} />
                    <circle class="accf" cx={bx.to_string()} cy={by.to_string()} r="3.5" />
                </>
            })
        }) }
    }
}
