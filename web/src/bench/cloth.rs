//! The cloth of the loom: threads, strokes, ruler and marks, all that does not move with the needle.
//!
//! A run may be thousands of commands long. What would lie on the same spot is drawn once, so that the number of elements
//! has a bound whatever the run.

use std::rc::Rc;

use yew::prelude::*;

use super::axis::Axis;
use super::loom::{HEIGHT, RULER, Scale, WIDTH, units};
use crate::rooms::{Band, Clock, Line, Stroke, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

const FIRST_ROW: f64 = 25.0;
const LAST_ROW: f64 = 76.0;
const FLOOR: f64 = 92.0;

/// Properties of [`Cloth`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ClothProps {
    /// The run.
    pub weave: Rc<Weave>,
    /// Where positions stand.
    pub axis: Rc<Axis>,
    /// The positions at which steps end.
    pub steps: Rc<Vec<usize>>,
    /// The language.
    pub lang: Lang,
}

/// All that does not move with the needle: drawn once per change of the log.
#[component]
pub fn Cloth(
    ClothProps {
        weave,
        axis,
        steps,
        lang,
    }: &ClothProps,
) -> Html {
    let scale = Scale { axis };
    let folds = weave.clock.iter().flat_map(|clock| {
        let folds = axis.folds().iter();
        folds.map(move |&(after, took)| draw_fold(clock, after, took, scale, *lang))
    });
    html! {
        <>
            <svg width="100%" height="100%" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none">
                { for stretches(&weave.bands, scale).map(|stretch| html! {
                    <rect class={classes!("band", tone(stretch.tone))} x={units(stretch.from)} y="0" width={units(stretch.to - stretch.from)} height={units(RULER)} />
                }) }
                { for [false, true].map(|lost| draw_strokes(&weave.strokes, lost, weave.rows, scale)) }
                { for weave.threads.iter().map(|thread| draw_thread(thread, weave.rows, scale)) }
                { for [TickKind::Long, TickKind::Short, TickKind::Cross, TickKind::Check].map(|kind| draw_ticks(&weave.ticks, kind, scale)) }
                <path class="step" d={spaced(steps.iter().map(|&step| scale.x(step as f64))).map(|x| format!("M{} {}V{HEIGHT}", units(x), FLOOR - 5.0)).collect::<String>()} />
            </svg>
            { for weave.bands.iter().filter_map(|band| {
                let shown = shown_from(&band.label, scale.share_of(band.from, band.to))?;
                Some(html! {
                    // Its own sheet: a label that is wider than we thought never runs into the next.
                    <svg class="clip" x={scale.percent(band.from)} y="0" width={scale.width(band.from, band.to)} height="100%">
                        <text class={classes!("lab", shown, tone(band.tone))} x="6" y="0" dy="11">{ &band.label }</text>
                    </svg>
                })
            }) }
            { for folds }
            { for weave.threads.iter().filter(|thread| is_named(thread, weave.rows)).map(|thread| html! {
                <text class={classes!("who", thread.marked.then_some("marked"))} x="-8" dy="4"
                    y={format!("{:.2}%", 100.0 * row(thread.home as f64, weave.rows) / HEIGHT)}>{ end_of(&thread.name) }</text>
            }) }
        </>
    }
}

/// Idle time that was folded: two strokes through the ruler, and how long it was where there is room.
fn draw_fold(clock: &Clock, after: usize, took: u64, scale: Scale, lang: Lang) -> Html {
    let (from, to) = (after as f64 - 1.0, after as f64);
    let label = duration(clock, took, lang);
    html! {
        <svg x={scale.percent(from + 0.5)} y="0" height="100%" overflow="visible" class="fold">
            <path class="gap" d="M-4 16L0 -2h6L2 16z" />
            <path d="M-4 16L0 -2M2 16L6 -2" />
            if let Some(shown) = shown_from(&label, scale.share_of(from, to)) {
                <text class={classes!("mid", shown)} y="100%" dy="-8">{ label.clone() }</text>
            }
        </svg>
    }
}

/// A stretch of time: `12 ms`, `5.1 s`, `300 ticks`.
pub fn duration(clock: &Clock, time: u64, lang: Lang) -> String {
    match (clock.ms, time) {
        (true, 0..1000) => lang.say(format!("{time} ms"), format!("{time} 毫秒")),
        (true, _) => {
            let seconds = time as f64 / 1000.0;
            let seconds = match time % 1000 {
                0 => format!("{seconds:.0}"),
                _ => format!("{seconds:.2}"),
            };
            lang.say(format!("{seconds} s"), format!("{seconds} 秒"))
        }
        (false, 1) => lang.say("1 tick", "1 刻度").to_string(),
        (false, _) => lang.say(format!("{time} ticks"), format!("{time} 刻度")),
    }
}

/// From which width of the page on a label fits into its share of the cloth, as a class; `None` if it never does. Half a
/// word helps nobody.
fn shown_from(label: &str, share: f64) -> Option<&'static str> {
    let letter = |letter: char| if letter.is_ascii() { 7.5 } else { 12.5 };
    let needed = 8.0 + label.chars().map(letter).sum::<f64>();
    let cloths = [(320.0, ""), (640.0, "from-640"), (1028.0, "from-1100")];
    cloths
        .into_iter()
        .find(|(width, _)| width * share >= needed)
        .map(|(_, class)| class)
}

/// The name of a thread as it fits beside the cloth: keys that share a beginning differ at their end.
fn end_of(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    match letters.len() {
        0..=9 => name.to_string(),
        len => format!("…{}", String::from_iter(&letters[len - 7..])),
    }
}

/// Names stand 12 units apart at least; where rows are closer, some go without.
fn is_named(thread: &Thread, rows: usize) -> bool {
    let every = (12.0 / (row(1.0, rows) - row(0.0, rows))).ceil() as usize;
    !thread.name.is_empty() && thread.home.is_multiple_of(every)
}

/// A path for each way of drawing: of pieces that look the same, however many, one is made.
fn draw_thread(thread: &Thread, rows: usize, scale: Scale) -> Html {
    let mut paths: Vec<(Line, Tone, String)> = Vec::new();
    for piece in &thread.pieces {
        let mut path = String::new();
        match piece.line {
            Line::Double => {
                path += &bends(&piece.points, rows, scale, -1.5);
                path += &bends(&piece.points, rows, scale, 1.5);
            }
            _ => path += &bends(&piece.points, rows, scale, 0.0),
        }
        let same = |(line, tone, _): &&mut (Line, Tone, String)| {
            (*line, *tone) == (piece.line, piece.tone)
        };
        match paths.iter_mut().find(same) {
            Some((_, _, paths)) => *paths += &path,
            None => paths.push((piece.line, piece.tone, path)),
        }
    }
    let draw = |(of, toned, d): (Line, Tone, String)| {
        html! { <path class={classes!("th", line(of), tone(toned), thread.marked.then_some("marked"))} {d} /> }
    };
    html! { <g>{ for paths.into_iter().map(draw) }</g> }
}

/// A path through the points; where the row changes it leaves and arrives level.
fn bends(points: &[(f64, f64)], rows: usize, scale: Scale, shift: f64) -> String {
    let mut path = String::new();
    let mut last: Option<(f64, f64)> = None;
    for &(x, y) in points {
        let (x, y) = (scale.x(x), row(y, rows) + shift);
        path += &match last {
            None => format!("M{} {}", units(x), units(y)),
            Some((_, before)) if before == y => format!("H{}", units(x)),
            Some((from, before)) => {
                let middle = units((from + x) / 2.0);
                format!(
                    "C{middle} {} {middle} {} {} {}",
                    units(before),
                    units(y),
                    units(x),
                    units(y)
                )
            }
        };
        last = Some((x, y));
    }
    path
}

fn draw_strokes(strokes: &[Stroke], lost: bool, rows: usize, scale: Scale) -> Html {
    let at = |(x, y): (f64, f64)| format!("{} {}", scale.unit(x), units(row(y, rows)));
    let those = strokes.iter().filter(|stroke| stroke.lost == lost);
    let d: String = those
        .map(|stroke| format!("M{}L{}", at(stroke.from), at(stroke.to)))
        .collect();
    html! { <path class={classes!("ms", lost.then_some("lost"))} {d} /> }
}

fn draw_ticks(ticks: &[Tick], kind: TickKind, scale: Scale) -> Html {
    let those = ticks.iter().filter(|tick| tick.kind == kind);
    let draw = |x: f64| {
        let x = units(x);
        match kind {
            TickKind::Long => format!("M{x} {}V{FLOOR}", FLOOR - 9.0),
            TickKind::Short => format!("M{x} {}V{FLOOR}", FLOOR - 4.0),
            TickKind::Cross => format!("M{x} {}m-3 0l6 6m0 -6l-6 6", FLOOR - 7.0),
            TickKind::Check => format!("M{x} {}m-3 3l2.5 2.5l5 -6", FLOOR - 7.0),
        }
    };
    let d: String = spaced(those.map(|tick| scale.x(tick.at)))
        .map(draw)
        .collect();
    html! { <path class="tick" {d} /> }
}

/// Of places that rise, those a unit apart: twenty thousand marks on a thousand units are a grey bar, and cost as much as
/// all else on the page.
fn spaced(places: impl Iterator<Item = f64>) -> impl Iterator<Item = f64> {
    let mut last = f64::MIN;
    places.filter(move |&place| {
        let apart = place - last >= 1.0;
        if apart {
            last = place;
        }
        apart
    })
}

/// A stretch of the ruler as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    from: f64,
    to: f64,
    tone: Tone,
}

/// A band narrower than this is drawn together with its neighbours.
const NARROW: f64 = 2.0;

/// The bands with a gap between them; where they are too many for that, as one.
fn stretches(bands: &[Band], scale: Scale) -> impl Iterator<Item = Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    // Whether the last stretch was made of narrow bands.
    let mut is_heap = false;
    for band in bands {
        let (from, to) = (scale.x(band.from), scale.x(band.to));
        let narrow = to - from < NARROW;
        match stretches.last_mut() {
            Some(last)
                if is_heap
                    && narrow
                    && from - last.to <= 1.0
                    && (last.tone == band.tone || to - last.from < NARROW) =>
            {
                last.to = to;
            }
            _ => stretches.push(Stretch {
                from,
                to: if narrow { to.max(from + 1.0) } else { to - 1.0 },
                tone: band.tone,
            }),
        }
        is_heap = narrow;
    }
    stretches.into_iter()
}

fn line(line: Line) -> Option<&'static str> {
    match line {
        Line::Single | Line::Double => None,
        Line::Dashed => Some("c"),
        Line::Dotted => Some("d"),
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "quiet",
        Tone::Ink => "ink",
        Tone::Half => "half",
        Tone::Term(1) => "t1",
        Tone::Term(2) => "t2",
        Tone::Term(3) => "t3",
        Tone::Term(4) => "t4",
        Tone::Term(5) => "t5",
        Tone::Term(_) => "t6",
    }
}

/// The height of a row: 15 units at the most, less when there are many.
fn row(y: f64, rows: usize) -> f64 {
    let gap = ((LAST_ROW - FIRST_ROW) / (rows.max(2) - 1) as f64).min(15.0);
    FIRST_ROW + y * gap
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::axis::By;

    #[test]
    fn a_label_is_shown_whole_or_not_at_all() {
        assert_eq!(shown_from("term 1", 0.5), Some(""));
        assert_eq!(shown_from("term 1", 0.1), Some("from-640"));
        assert_eq!(shown_from("term 1", 0.06), Some("from-1100"));
        assert_eq!(shown_from("term 1", 0.03), None);
        assert_eq!(shown_from("任期 1", 0.15), Some(""));
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        assert_eq!(end_of("cfg/limit"), "cfg/limit");
        assert_eq!(end_of("svc/000003"), "…/000003");
    }

    #[test]
    fn a_thread_bends_only_where_its_row_changes() {
        let axis = Axis::of(By::Events, 10, None);
        let scale = Scale { axis: &axis };
        let path = bends(
            &[(0.0, 0.0), (4.0, 0.0), (5.0, 1.0), (10.0, 1.0)],
            7,
            scale,
            0.0,
        );
        assert_eq!(path.matches('C').count(), 1, "{path}");
        assert_eq!(path.matches('H').count(), 2, "{path}");
    }

    #[test]
    fn however_long_a_run_its_marks_and_bands_have_a_bound() {
        let axis = Axis::of(By::Events, 100_000, None);
        let scale = Scale { axis: &axis };
        let marks = spaced((0..100_000).map(|i| scale.x(f64::from(i)))).count();
        assert!((900..=1_000).contains(&marks), "{marks} marks");
        let band = |i: u32| Band {
            from: f64::from(i),
            to: f64::from(i + 1),
            label: String::new(),
            tone: Tone::Term((i % 6) as u8 + 1),
        };
        let bands: Vec<Band> = (0..100_000).map(band).collect();
        let drawn: Vec<Stretch> = stretches(&bands, scale).collect();
        assert!((400..=1_000).contains(&drawn.len()), "{}", drawn.len());
        let gaps = drawn.windows(2).map(|pair| pair[1].from - pair[0].to);
        assert!(gaps.clone().all(|gap| gap <= 1.0), "no hole in the ruler");
        let axis = Axis::of(By::Events, 3, None);
        assert_eq!(stretches(&bands[..3], Scale { axis: &axis }).count(), 3);
    }
}
