//! What the laboratory asks of the browser: how wide it is, and to be told of events.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, EventTarget};
use yew::prelude::*;

/// The width of a picture, which is that of a pane within what is legible; and of the whole board.
#[hook]
pub fn use_widths(board: NodeRef) -> (u32, u32) {
    let widths = use_state_eq(|| (400, 880));
    use_effect_with((), {
        let widths = widths.clone();
        move |()| {
            let measure = move || {
                let Some(board) = board.cast::<Element>() else {
                    return;
                };
                if let Ok(Some(pane)) = board.query_selector(".pane") {
                    let pane = pane.client_width() as u32;
                    widths.set((pane.clamp(280, 420), board.client_width() as u32));
                }
            };
            measure();
            listen(gloo_utils::window().into(), "resize", measure)
        }
    });
    *widths
}

/// Listens until what it returns is called.
pub fn listen(
    target: EventTarget,
    event: &'static str,
    act: impl FnMut() + 'static,
) -> impl FnOnce() {
    let listener = Closure::<dyn FnMut()>::new(act);
    // Every browser lets one listen.
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    move || {
        let _ =
            target.remove_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    }
}
