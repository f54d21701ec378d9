//! The key `/` opens the search, unless something is being written, or the reader has switched it off: who speaks to the
//! machine, or whose fingers slip, must be able to do without keys of one character (WCAG 2.1.4).

use gloo_storage::{LocalStorage, Storage};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::json;

/// `"off"` if the key is switched off; else absent.
const KEY: &str = "lockstep.slash";

/// Whether the key opens, and what a checkbox does that switches it.
#[hook]
pub(super) fn use_slash(open: Callback<()>) -> (bool, Callback<Event>) {
    // What is kept is known only in the browser, so after hydration.
    let on = use_state_eq(|| true);
    use_effect_with((), {
        let on = on.clone();
        move |()| on.set(json::kept(&LocalStorage::raw(), KEY) != Some("off".to_string()))
    });
    use_effect_with(*on, move |&on| {
        let listener = on.then(|| Listener::new(open));
        move || drop(listener)
    });
    let set = {
        let on = on.clone();
        Callback::from(move |event: Event| {
            let checked = event.target_unchecked_into::<HtmlInputElement>().checked();
            // A browser that keeps nothing still switches, for this page.
            if checked {
                LocalStorage::delete(KEY);
            } else {
                let _ = LocalStorage::set(KEY, "off");
            }
            on.set(checked);
        })
    };
    (*on, set)
}

/// Hears keys until it is dropped.
struct Listener(Closure<dyn Fn(KeyboardEvent)>);

impl Listener {
    fn new(open: Callback<()>) -> Listener {
        let heard = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
            if event.key() == "/" && !modified && !event.default_prevented() && !writing(&event) {
                event.prevent_default();
                open.emit(());
            }
        });
        gloo_utils::document()
            .add_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref())
            .expect("a document takes listeners");
        Listener(heard)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Nothing is left to do when the document is gone.
        let _ = gloo_utils::document()
            .remove_event_listener_with_callback("keydown", self.0.as_ref().unchecked_ref());
    }
}

/// Whether the key goes to something that is being written. The field of a dialog that has just been closed is not: until
/// the next frame the browser still leaves the focus, and so the key, in it.
fn writing(event: &KeyboardEvent) -> bool {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
    else {
        return false;
    };
    let closed = matches!(target.closest("dialog:not([open])"), Ok(Some(_)));
    let field = matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || target.is_content_editable();
    field && !closed
}
