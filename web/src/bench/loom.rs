//! The loom: the weave as a slider, with a needle for now.

use std::rc::Rc;

use yew::prelude::*;

use super::axis::Axis;
use super::cloth::Cloth;
use crate::rooms::Weave;
use crate::words::Lang;

/// The height of the cloth in its own units; the page scales it.
pub(super) const HEIGHT: f64 = 96.0;
/// How high the painted ruler at the top is.
pub(super) const RULER: f64 = 14.0;
/// The width in units of the nested drawings that need paths.
pub(super) const WIDTH: f64 = 1000.0;

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
            // Two sheets, one over the other: what moves does not have the cloth painted anew.
            <svg class="wv still" width="100%" height="100%" aria-hidden="true" focusable="false">
                <Cloth weave={props.weave.clone()} axis={props.axis.clone()} steps={props.steps.clone()} lang={props.lang} />
            </svg>
            <svg class="wv" width="100%" height="100%" aria-hidden="true" focusable="false">
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

fn draw_ribbon(ribbon: &Ribbon, scale: Scale) -> Html {
    let (from, to) = (scale.unit(ribbon.from as f64), scale.unit(ribbon.to as f64));
    html! { <path class="ribbon" d={format!("M{from} {RULER}V17H{to}")} /> }
}

/// Positions of the log to places on the cloth, with a little air at both ends.
#[derive(Clone, Copy)]
pub(super) struct Scale<'a> {
    pub(super) axis: &'a Axis,
}

impl Scale<'_> {
    /// In the axis' own units, as is what follows.
    fn air(self) -> f64 {
        (self.axis.end() * 0.03).clamp(0.05, 0.4)
    }

    fn whole(self) -> f64 {
        self.axis.end() + 2.0 * self.air()
    }

    pub(super) fn share(self, position: f64) -> f64 {
        (self.axis.place(position) + self.air()) / self.whole()
    }

    pub(super) fn x(self, position: f64) -> f64 {
        WIDTH * self.share(position)
    }

    pub(super) fn unit(self, position: f64) -> String {
        units(self.x(position))
    }

    pub(super) fn percent(self, position: f64) -> String {
        format!("{:.3}%", 100.0 * self.share(position))
    }

    /// The share of the width between two positions.
    pub(super) fn share_of(self, from: f64, to: f64) -> f64 {
        self.share(to) - self.share(from)
    }

    pub(super) fn width(self, from: f64, to: f64) -> String {
        format!("{:.3}%", 100.0 * self.share_of(from, to))
    }

    /// The position nearest to a share of the width.
    fn position_at(self, share: f64) -> usize {
        self.axis.position_at(share * self.whole() - self.air())
    }
}

/// A length with one digit after the point, as short as it goes.
pub(super) fn units(length: f64) -> String {
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
}
