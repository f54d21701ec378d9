//! Light and dark: the system's choice unless the reader makes one, which is then kept.
//!
//! `static/theme.js` applies what is kept before the first paint; this is the switch that keeps it.

use gloo_storage::{LocalStorage, Storage};
use yew::prelude::*;

use crate::parts::{Sign, icon};
use crate::words::Lang;

/// `"light"` or `"dark"`; absent while the system decides.
const KEY: &str = "lockstep.theme";

/// Switches between light and dark.
pub fn theme_switch(lang: Lang) -> Html {
    let label = lang.say("Switch between light and dark", "切换浅色与深色");
    html! {
        <button class="switch needs-script" type="button" aria-label={label} title={label} onclick={|_| switch()}>
            { icon(Sign::Theme) }
        </button>
    }
}

/// To the other theme. When that is what the system asks for, the choice is given back to it.
fn switch() {
    let system_is_dark = gloo_utils::window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    let root = gloo_utils::document_element();
    let is_dark = match root.get_attribute("data-theme").as_deref() {
        Some(theme) => theme == "dark",
        None => system_is_dark,
    };
    let wanted = if is_dark { "light" } else { "dark" };
    // A browser that keeps nothing still switches, for this page.
    if is_dark == system_is_dark {
        let _ = root.set_attribute("data-theme", wanted);
        let _ = LocalStorage::set(KEY, wanted);
    } else {
        let _ = root.remove_attribute("data-theme");
        LocalStorage::delete(KEY);
    }
}
