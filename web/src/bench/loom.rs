//! The loom: the weave as a slider, with a needle for now.

use std::rc::Rc;

use yew::prelude::*;

use super::axis::Axis;
use crate::rooms::{Clock, Line, Piece, Stroke, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// The height of the cloth in its own units; the page scales it.
const HEIGHT: f64 = 96.0;
const RULER: f64 = 14.0;
const FIRST_ROW: f64 = 25.0;
const LAST_ROW: f64 = 76.0;
const FLOOR: f64 = 92.0;
/// The width in units of the nested drawings that need paths.
const WIDTH: f64 = 1000.0;

/// A branch that left this one, as a ribbon under the ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Ribbon {
    /// Where it left.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// Properties of [`Loom`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LoomProps {
    /// The run.
    pub weave: Rc<Weave>,
    /// Where positions stand.
    pub axis: Rc<Axis>,
    /// The position now.
    pub position: usize,
    /// The same in words: `event 42 of 310: n3 sends entry 7`.
    pub value_text: String,
    /// The positions at which steps end.
    pub steps: Rc<Vec<usize>>,
    /// Other branches.
    pub ribbons: Vec<Ribbon>,
    /// Where two branches side by side begin to differ.
    pub difference: Option<usize>,
    /// Asked to go to a position.
    pub on_seek: Callback<usize>,
    /// The language.
    pub lang: Lang,
}

/// The timeline of the run.
#[component]
pub fn Loom(props: &LoomProps) -> Html {
    let scale = Scale { axis: &props.axis };
    let node = use_node_ref();
    let dragging = use_mut_ref(|| false);
    let seek_to_pointer = {
        let (node, on_seek, axis) = (node.clone(), props.on_seek.clone(), props.axis.clone());
        move |event: &PointerEvent| {
            if let Some(element) = node.cast::<web_sys::Element>() {
                let bounds = element.get_bounding_client_rect();
                let share = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
                on_seek.emit(Scale { axis: &axis }.position_at(share));
            }
        }
    };
    let onpointerdown = {
        let (dragging, seek) = (dragging.clone(), seek_to_pointer.clone());
        Callback::from(move |event: PointerEvent| {
            *dragging.borrow_mut() = true;
            if let Some(element) = event.target_dyn_into::<web_sys::Element>() {
                // Without capture a drag that leaves the cloth would not end: refusing it only costs that comfort.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            seek(&event);
        })
    };
    let onpointermove = {
        let (dragging, seek) = (dragging.clone(), seek_to_pointer);
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow() {
                seek(&event);
            }
        })
    };
    let stop = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);

    html! {
        <div ref={node} class="weave" role="slider" tabindex="0" aria-label={props.lang.say("Timeline", "时间线")}
            aria-orientation="horizontal" aria-valuemin="0" aria-valuemax={props.axis.last().to_string()}
            aria-valuenow={props.position.to_string()} aria-valuetext={props.value_text.clone()}
            {onpointerdown} {onpointermove} onpointerup={stop.clone()} onpointercancel={stop}>
            <svg class="wv" width="100%" height="100%" aria-hidden="true" focusable="false">
                <Cloth weave={props.weave.clone()} axis={props.axis.clone()} steps={props.steps.clone()} lang={props.lang} />
                <svg width="100%" height="100%" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none">
                    { for props.ribbons.iter().map(|ribbon| draw_ribbon(ribbon, scale)) }
                    <rect class="fade" x={scale.unit(props.position as f64)} y="0" width={units(WIDTH * 1.1)} height={units(HEIGHT - 14.0)} />
                </svg>
                if let Some(position) = props.difference {
                    <svg x={scale.percent(position as f64)} y="0" height="100%" overflow="visible" class="difference">
                        <path d="M0 0V96" /><path d="M-5 16l5 6l5 -6" />
                    </svg>
                }
                <svg x={scale.percent(props.position as f64)} y="0" height="100%" overflow="visible" class="needle">
                    <line x1="0" x2="0" y1="-4" y2="100%" />
                    <path d="M-7 -10h14v11l-7 7l-7 -7z" />
                    <circle cx="0" cy="100%" r="4" />
                </svg>
            </svg>
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct ClothProps {
    weave: Rc<Weave>,
    axis: Rc<Axis>,
    steps: Rc<Vec<usize>>,
    lang: Lang,
}

/// All that does not move with the needle: drawn once per change of the log.
#[component]
fn Cloth(
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
                { for weave.bands.iter().map(|band| {
                    let from = scale.x(band.from);
                    let width = (scale.x(band.to) - from - 1.0).max(1.0);
                    html! {
                        <rect class={classes!("band", tone(band.tone))} x={units(from)} y="0" width={units(width)} height={units(RULER)} />
                    }
                }) }
                { for weave.strokes.iter().map(|stroke| draw_stroke(stroke, weave.rows, scale)) }
                { for weave.threads.iter().map(|thread| draw_thread(thread, weave.rows, scale)) }
                { for weave.ticks.iter().map(|tick| draw_tick(tick, scale)) }
                { for steps.iter().map(|&step| html! {
                    <path class="step" d={format!("M{} {}V{}", scale.unit(step as f64), FLOOR - 5.0, HEIGHT)} />
                }) }
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

fn draw_thread(thread: &Thread, rows: usize, scale: Scale) -> Html {
    let draw = |piece: &Piece| {
        let path = |shift: f64| {
            html! {
                <path class={classes!("th", line(piece.line), tone(piece.tone), thread.marked.then_some("marked"))}
                    d={bends(&piece.points, rows, scale, shift)} />
            }
        };
        match piece.line {
            Line::Double => html! { <>{ path(-1.5) }{ path(1.5) }</> },
            _ => path(0.0),
        }
    };
    html! { <g>{ for thread.pieces.iter().map(draw) }</g> }
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

fn draw_stroke(stroke: &Stroke, rows: usize, scale: Scale) -> Html {
    let at = |(x, y): (f64, f64)| format!("{} {}", scale.unit(x), units(row(y, rows)));
    html! { <path class={classes!("ms", stroke.lost.then_some("lost"))} d={format!("M{}L{}", at(stroke.from), at(stroke.to))} /> }
}

fn draw_tick(tick: &Tick, scale: Scale) -> Html {
    let x = scale.unit(tick.at);
    let d = match tick.kind {
        TickKind::Long => format!("M{x} {}V{FLOOR}", FLOOR - 9.0),
        TickKind::Short => format!("M{x} {}V{FLOOR}", FLOOR - 4.0),
        TickKind::Cross => format!("M{x} {}m-3 0l6 6m0 -6l-6 6", FLOOR - 7.0),
        TickKind::Check => format!("M{x} {}m-3 3l2.5 2.5l5 -6", FLOOR - 7.0),
    };
    html! { <path class="tick" {d} /> }
}

fn draw_ribbon(ribbon: &Ribbon, scale: Scale) -> Html {
    let (from, to) = (scale.unit(ribbon.from as f64), scale.unit(ribbon.to as f64));
    html! { <path class="ribbon" d={format!("M{from} {RULER}V17H{to}")} /> }
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

/// Positions of the log to places on the cloth, with a little air at both ends.
#[derive(Clone, Copy)]
struct Scale<'a> {
    axis: &'a Axis,
}

impl Scale<'_> {
    /// In the axis' own units, as is what follows.
    fn air(self) -> f64 {
        (self.axis.end() * 0.03).clamp(0.05, 0.4)
    }

    fn whole(self) -> f64 {
        self.axis.end() + 2.0 * self.air()
    }

    fn share(self, position: f64) -> f64 {
        (self.axis.place(position) + self.air()) / self.whole()
    }

    fn x(self, position: f64) -> f64 {
        WIDTH * self.share(position)
    }

    fn unit(self, position: f64) -> String {
        units(self.x(position))
    }

    fn percent(self, position: f64) -> String {
        format!("{:.3}%", 100.0 * self.share(position))
    }

    /// The share of the width between two positions.
    fn share_of(self, from: f64, to: f64) -> f64 {
        self.share(to) - self.share(from)
    }

    fn width(self, from: f64, to: f64) -> String {
        format!("{:.3}%", 100.0 * self.share_of(from, to))
    }

    /// The position nearest to a share of the width.
    fn position_at(self, share: f64) -> usize {
        self.axis.position_at(share * self.whole() - self.air())
    }
}

/// A length with one digit after the point, as short as it goes.
fn units(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map(str::to_string).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::axis::By;

    #[test]
    fn a_click_goes_to_the_nearest_position_and_never_beyond_the_ends() {
        let axis = Axis::of(By::Events, 9, None);
        let scale = Scale { axis: &axis };
        for position in 0..=9 {
            assert_eq!(scale.position_at(scale.share(position as f64)), position);
        }
        assert_eq!(scale.position_at(-3.0), 0);
        assert_eq!(scale.position_at(f64::from(1_000)), 9);
        let axis = Axis::of(By::Events, 0, None);
        assert_eq!(Scale { axis: &axis }.position_at(0.7), 0);
    }

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
}
