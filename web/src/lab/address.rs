//! The settings stand in the address.

use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::browser::listen;
use super::settings::Settings;
use super::state::{Act, Lab};

/// The address is read when the page has come alive and when the reader changes it, and written
/// when the settings change.
#[hook]
pub fn use_address(lab: &UseReducerHandle<Lab>, halt: Callback<()>) {
    // The hash that the settings came from or went to; none before the address was read.
    let written = use_mut_ref(|| None::<String>);
    use_effect_with(lab.settings.clone(), {
        let written = written.clone();
        move |settings: &Settings| {
            let hash = settings.to_hash();
            let mut written = written.borrow_mut();
            if written.as_ref().is_some_and(|written| *written != hash) {
                let history = gloo_utils::history();
                // A browser that keeps its address as it is (too many changes a second) gets it with the next change.
                let _ =
                    history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{hash}")));
                *written = Some(hash);
            }
        }
    });
    let dispatch = lab.dispatcher();
    use_effect_with((), move |()| {
        let read = move || {
            let hash = gloo_utils::window().location().hash().unwrap_or_default();
            let (settings, wrong) = Settings::of_hash(&hash);
            *written.borrow_mut() = Some(settings.to_hash());
            if !hash.is_empty() {
                halt.emit(());
                dispatch.dispatch(Act::Read(settings, wrong));
            }
        };
        read();
        listen(gloo_utils::window().into(), "hashchange", read)
    });
}
