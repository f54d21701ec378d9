//! A thing on the stage that one can point at, by mouse or keyboard.

use lesson::World;
use yew::prelude::*;

use super::Scene;

/// Wraps a part of a drawing so that it can be pointed at. It is a button for everyone who cannot see the picture.
pub fn thing<W: World>(
    scene: &Scene<W>,
    id: impl Into<AttrValue>,
    label: impl Into<AttrValue>,
    drawing: Html,
) -> Html {
    let id = id.into();
    let pointed = scene.pointed == Some(&*id);
    pointable(&scene.on_point, pointed, id, label.into(), drawing)
}

/// The same for a component, which has no scene.
pub fn pointable(
    on_point: &Callback<AttrValue>,
    pointed: bool,
    id: AttrValue,
    label: AttrValue,
    drawing: Html,
) -> Html {
    let point = {
        let (on_point, id) = (on_point.clone(), id.clone());
        move || on_point.emit(id.clone())
    };
    let onclick = {
        let point = point.clone();
        Callback::from(move |_: MouseEvent| point())
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            point();
        }
    });
    html! {
        <g class={classes!("thing", pointed.then_some("pointed"))} role="button" tabindex="0" aria-label={label}
            aria-pressed={pointed.to_string()} data-point={id} {onclick} {onkeydown}>
            { drawing }
        </g>
    }
}
