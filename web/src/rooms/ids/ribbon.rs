//! The 64 bits as a ribbon, with two borders that can be dragged, moved by key or typed, and what the split buys.
//!
//! While a border is dragged the ribbon and the budget show what it would be; letting go sends one line `layout ..`.

use ids::layout::{SHARED_BITS, TWITTER_EPOCH_MS};
use ids::{Layout, calendar};
use yew::prelude::*;

use super::{field_id, words};
use crate::rooms::pointable;
use crate::words::Lang;

/// The parts of an id, from the highest bit.
pub(super) const FIELDS: [&str; 3] = ["time", "node", "step"];

const WIDTH: f64 = 640.0;
const LEFT: f64 = 12.0;
const CELL: f64 = 9.6;
const TOP: f64 = 30.0;
const HIGH: f64 = 34.0;
const BOTTOM: f64 = TOP + HIGH;
/// Room for the words of the step at the right end, and half of those of the node.
const STEP_WORDS: f64 = 158.0;
const HEIGHT: f64 = BOTTOM + 68.0;

/// Properties of [`Ribbon`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct RibbonProps {
    /// How the bits are split.
    pub layout: Layout,
    /// The id whose bits are shown.
    pub id: Option<i64>,
    /// The language.
    pub lang: Lang,
    /// The thing pointed at.
    pub pointed: Option<AttrValue>,
    /// Called with a field that is pointed at.
    pub on_point: Callback<AttrValue>,
    /// Called with a new layout as a line.
    pub on_act: Option<Callback<String>>,
}

/// Which border: below the time, or below the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Border {
    Time,
    Node,
}

/// A split that is being made: bits of node and step.
type Draft = (u8, u8);

#[component]
pub(super) fn Ribbon(props: &RibbonProps) -> Html {
    let lang = props.lang;
    let node = use_node_ref();
    let dragged = use_mut_ref(|| None::<Border>);
    let draft = use_state_eq(|| None::<Draft>);
    let refused = use_state_eq(|| false);
    let (settled, layout) = (props.layout, drafted(props.layout, *draft));
    let send = {
        let (on_act, refused) = (props.on_act.clone(), refused.clone());
        move |wanted: Draft| {
            refused.set(wanted.0 + wanted.1 > SHARED_BITS);
            if let (Some(on_act), true) = (&on_act, wanted.0 + wanted.1 <= SHARED_BITS)
                && wanted != split(settled)
            {
                on_act.emit(line(settled, wanted));
            }
        }
    };

    let onpointerdown = |border: Border| {
        let dragged = dragged.clone();
        Callback::from(move |event: PointerEvent| {
            *dragged.borrow_mut() = Some(border);
            if let Some(element) = event.target_dyn_into::<web_sys::Element>() {
                // Without capture a drag that leaves the ribbon would not end: refusing it only costs that comfort.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
        })
    };
    let onpointermove = {
        let (dragged, draft, node) = (dragged.clone(), draft.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            let element = node.cast::<web_sys::Element>();
            if let (Some(border), Some(element)) = (*dragged.borrow(), element) {
                let bounds = element.get_bounding_client_rect();
                let share = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
                let bit = ((share * WIDTH - LEFT) / CELL).round();
                draft.set(Some(moved_to(layout, border, bit as i32)));
            }
        })
    };
    let onpointerup = {
        let (dragged, draft, send) = (dragged.clone(), draft.clone(), send.clone());
        Callback::from(move |_: PointerEvent| {
            *dragged.borrow_mut() = None;
            if let Some(wanted) = *draft {
                send(wanted);
            }
            draft.set(None);
        })
    };
    let onpointercancel = {
        let (dragged, draft) = (dragged.clone(), draft.clone());
        Callback::from(move |_: PointerEvent| {
            *dragged.borrow_mut() = None;
            draft.set(None);
        })
    };
    let onkeydown = |border: Border| {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            let at = border_at(layout, border);
            let to = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => at + 1,
                "ArrowLeft" | "ArrowDown" => at - 1,
                "Home" => 0,
                "End" => 64,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            send(moved_to(layout, border, to));
        })
    };

    let movable = props.on_act.is_some();
    let shown = |field| {
        let pointed = props.pointed.as_deref() == Some(field_id(field).as_str());
        let label = words::field_label(field, layout, lang);
        pointable(
            &props.on_point,
            pointed,
            field_id(field).into(),
            label.into(),
            draw_field(field, layout),
        )
    };
    html! {
        <>
            <figure class="ribbon">
                <figcaption>{ lang.say("An id: 64 bits", "一个 id：64 位") }</figcaption>
                <svg ref={node} class="st" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} width={WIDTH.to_string()} height={HEIGHT.to_string()}
                    role="group" aria-label={words::ribbon_label(layout, lang)}
                    {onpointermove} {onpointerup} {onpointercancel}>
                    <rect class="sign" x={LEFT.to_string()} y={TOP.to_string()} width={CELL.to_string()} height={HIGH.to_string()} />
                    { for FIELDS.iter().map(|field| shown(field)) }
                    <g class="letters" aria-hidden="true">
                        { draw_bits(props.id) }
                        { draw_words(layout, props.id, lang) }
                    </g>
                    if movable {
                        { for [Border::Time, Border::Node].map(|border| {
                            draw_handle(layout, border, lang, onpointerdown(border), onkeydown(border))
                        }) }
                    }
                </svg>
            </figure>
            <div class="budget">
                { tile(lang.say("Lifespan", "能用多久"), words::years(layout, lang), words::until(layout, lang), typed_time(layout, lang)) }
                { tile(lang.say("Fleet", "多少节点"), words::nodes(layout, lang), words::node_range(layout, lang),
                    typed("node", layout, movable.then_some(&send), lang)) }
                { tile(lang.say("Rate of one node", "单个节点的速率"), words::rate(layout, lang), words::per_second(layout, lang),
                    typed("step", layout, movable.then_some(&send), lang)) }
            </div>
            if *refused {
                <p class="ribbon-refused" role="alert">{ words::too_many_bits(lang) }</p>
            }
        </>
    }
}

fn split(layout: Layout) -> Draft {
    (layout.node_bits(), layout.step_bits())
}

fn drafted(layout: Layout, draft: Option<Draft>) -> Layout {
    let (node, step) = draft.unwrap_or(split(layout));
    Layout::new(layout.epoch_ms(), node, step)
        .expect("a border stays where the time keeps its bits")
}

/// A layout as a line, with the epoch that there is.
fn line(layout: Layout, (node, step): Draft) -> String {
    match layout.epoch_ms() {
        TWITTER_EPOCH_MS => format!("layout {node} {step}"),
        epoch => format!("layout {node} {step} epoch={}", &calendar::iso(epoch)[..10]),
    }
}

/// How many bits lie before a border.
fn border_at(layout: Layout, border: Border) -> i32 {
    let below = match border {
        Border::Time => layout.node_bits() + layout.step_bits(),
        Border::Node => layout.step_bits(),
    };
    64 - i32::from(below)
}

/// The split with a border moved to a bit, or as near as it can come: the other border stays.
fn moved_to(layout: Layout, border: Border, bit: i32) -> Draft {
    let (node, step) = split(layout);
    let below = (64 - bit).clamp(0, 64) as u8;
    match border {
        Border::Time => (below.clamp(step, SHARED_BITS) - step, step),
        Border::Node => {
            let both = node + step;
            (both - below.min(both), below.min(both))
        }
    }
}

fn x(bit: i32) -> f64 {
    LEFT + CELL * f64::from(bit)
}

/// From which bit to which a field reaches.
fn reach(field: &str, layout: Layout) -> (i32, i32) {
    let (time, node) = (
        border_at(layout, Border::Time),
        border_at(layout, Border::Node),
    );
    match field {
        "time" => (1, time),
        "node" => (time, node),
        _ => (node, 64),
    }
}

fn draw_field(field: &'static str, layout: Layout) -> Html {
    let (from, to) = reach(field, layout);
    html! {
        <rect class={classes!("field", field)} x={x(from).to_string()} y={TOP.to_string()}
            width={(x(to) - x(from)).to_string()} height={HIGH.to_string()} />
    }
}

/// The bits of an id; of none, a dot each.
fn draw_bits(id: Option<i64>) -> Html {
    let bit = |i: i32| match id {
        Some(id) => ((id as u64) >> (63 - i) & 1).to_string(),
        None => "·".to_string(),
    };
    html! {
        <>
            { for (0..64).map(|i| html! {
                <text class="m mid bit" x={(x(i) + CELL / 2.0).to_string()} y={(TOP + 21.5).to_string()}>{ bit(i) }</text>
            }) }
            { for (0..=8).map(|byte| html! {
                <path class="thin" d={format!("M{} {BOTTOM}v4", x(8 * byte))} />
            }) }
        </>
    }
}

/// Where the words of the node stand: in the middle of its field, and clear of those of the step.
pub(super) fn middle_of_node(layout: Layout) -> f64 {
    let (from, to) = reach("node", layout);
    ((x(from) + x(to)) / 2.0).min(end_of_node())
}

/// The most to the right that they may stand.
pub(super) fn end_of_node() -> f64 {
    x(64) - STEP_WORDS
}

/// Under each field its name, its bits and its value. The time is always wide; the others may have no room of their own.
fn draw_words(layout: Layout, id: Option<i64>, lang: Lang) -> Html {
    let parts = id.map(|id| layout.parts(id));
    let (from, _) = reach("time", layout);
    let node_middle = middle_of_node(layout);
    let first = BOTTOM + 38.0;
    let second = BOTTOM + 62.0;
    html! {
        <>
            <text class="t14" x={x(from).to_string()} y={first.to_string()}>{ words::field("time", layout, lang) }</text>
            <text class="mid t14" x={node_middle.to_string()} y={first.to_string()}>{ words::field("node", layout, lang) }</text>
            <text class="end t14" x={x(64).to_string()} y={first.to_string()}>{ words::field("step", layout, lang) }</text>
            if let (Some(parts), Some(id)) = (parts, id) {
                <text class="q" x={x(from).to_string()} y={second.to_string()}>
                    <tspan class="long">{ format!("{} = ", parts.time) }</tspan>{ calendar::iso(layout.time_ms(id)) }
                </text>
                <text class="q mid" x={node_middle.to_string()} y={second.to_string()}>{ parts.node }</text>
                <text class="q end" x={x(64).to_string()} y={second.to_string()}>{ parts.step }</text>
            }
        </>
    }
}

/// A border: the time's is taken at the lower half of the ribbon and below, the node's at the upper half and above, so that
/// both can be taken when no bit lies between.
fn draw_handle(
    layout: Layout,
    border: Border,
    lang: Lang,
    onpointerdown: Callback<PointerEvent>,
    onkeydown: Callback<KeyboardEvent>,
) -> Html {
    let at = border_at(layout, border);
    let (knob, reach, label) = match border {
        Border::Time => (
            BOTTOM + 13.0,
            (TOP + HIGH / 2.0, 44.0),
            lang.say("Border between time and node", "时间与节点的分界"),
        ),
        Border::Node => (
            TOP - 13.0,
            (TOP + HIGH / 2.0 - 44.0, 44.0),
            lang.say("Border between node and step", "节点与序列号的分界"),
        ),
    };
    let (least, most) = match border {
        Border::Time => (64 - i32::from(SHARED_BITS), border_at(layout, Border::Node)),
        Border::Node => (border_at(layout, Border::Time), 64),
    };
    html! {
        <g class="handle" role="slider" tabindex="0" aria-label={label} aria-valuemin={least.to_string()} aria-valuemax={most.to_string()}
            aria-valuenow={at.to_string()} aria-valuetext={words::split(layout, lang)} {onpointerdown} {onkeydown}>
            <rect class="grip" x={(x(at) - 22.0).to_string()} y={reach.0.to_string()} width="44" height={reach.1.to_string()} />
            <path class="acc" d={format!("M{} {}V{}", x(at), TOP.min(knob), BOTTOM.max(knob))} />
            <circle class="knob" cx={x(at).to_string()} cy={knob.to_string()} r="8" />
            <path class="arrows" d={format!("M{} {knob}l6 -5v10zM{} {knob}l-6 -5v10z", x(at) - 16.0, x(at) + 16.0)} />
        </g>
    }
}

fn tile(name: &'static str, number: String, about: String, input: Html) -> Html {
    html! {
        <div class="tile">
            <span class="name">{ name }</span>
            <b>{ number }</b>
            <span class="about">{ about }</span>
            { input }
        </div>
    }
}

/// The time has what is left.
fn typed_time(layout: Layout, lang: Lang) -> Html {
    html! { <span class="bits">{ lang.say(format!("the rest: {} bits", layout.time_bits()), format!("余下 {} 位", layout.time_bits())) }</span> }
}

/// A field's bits as a number that can be typed; only said where nothing can be changed.
fn typed(
    field: &'static str,
    layout: Layout,
    send: Option<&(impl Fn(Draft) + Clone + 'static)>,
    lang: Lang,
) -> Html {
    let (node, step) = split(layout);
    let value = if field == "node" { node } else { step };
    let Some(send) = send.cloned() else {
        return html! { <span class="bits">{ words::bits(field, layout, lang) }</span> };
    };
    let with = move |bits: u8| {
        if field == "node" {
            (bits, step)
        } else {
            (node, bits)
        }
    };
    let onchange = {
        let send = send.clone();
        Callback::from(move |event: Event| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            match input.value().trim().parse::<u8>() {
                Ok(bits) if bits <= SHARED_BITS => send(with(bits)),
                _ => send((SHARED_BITS, SHARED_BITS)),
            }
            // What was refused does not stay in the field.
            input.set_value(&value.to_string());
        })
    };
    let button = |sign: &'static str, bits: Option<u8>, label: String| {
        let send = send.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(bits) = bits {
                send(with(bits));
            }
        });
        html! { <button type="button" class="btn small" aria-label={label} {onclick}>{ sign }</button> }
    };
    html! {
        <span class="bits needs-script">
            { button("−", value.checked_sub(1), words::one_bit(field, false, lang)) }
            <input type="number" aria-label={words::bits_of(field, lang)} min="0" max={SHARED_BITS.to_string()} value={value.to_string()} {onchange} />
            { button("+", Some(value + 1), words::one_bit(field, true, lang)) }
            <span class="unit">{ lang.say("bits", "位") }</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_moves_alone_and_stops_where_bits_end() {
        let layout = Layout::default();
        assert_eq!(border_at(layout, Border::Time), 42);
        assert_eq!(moved_to(layout, Border::Time, 43), (9, 12));
        assert_eq!(
            moved_to(layout, Border::Time, 0),
            (10, 12),
            "41 bits stay with the time"
        );
        assert_eq!(moved_to(layout, Border::Time, 64), (0, 12));
        assert_eq!(moved_to(layout, Border::Node, 50), (8, 14));
        assert_eq!(moved_to(layout, Border::Node, 0), (0, 22));
        assert_eq!(moved_to(layout, Border::Node, 99), (22, 0));
        for node in 0..=22 {
            for step in 0..=22 - node {
                let layout = Layout::new(0, node, step).expect("they fit");
                for border in [Border::Time, Border::Node] {
                    let stays = moved_to(layout, border, border_at(layout, border));
                    assert_eq!(stays, (node, step), "{border:?}");
                    for bit in -2..70 {
                        let (node, step) = moved_to(layout, border, bit);
                        assert!(node + step <= SHARED_BITS, "{border:?} to {bit}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_dragged_layout_keeps_its_epoch() {
        let dated = Layout::new(calendar::date_ms("2021-01-01").expect("a date"), 10, 12)
            .expect("they fit");
        assert_eq!(line(dated, (9, 12)), "layout 9 12 epoch=2021-01-01");
        assert_eq!(line(Layout::default(), (9, 12)), "layout 9 12");
    }
}
