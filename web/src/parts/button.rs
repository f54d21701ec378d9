//! A button with words on it.

use yew::prelude::*;

/// A button as most are: words, and what a press does. `class` is `btn` with what `button.css` knows besides.
pub fn button(
    class: &'static str,
    words: impl Into<AttrValue>,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! { <button type="button" {class} {onclick}>{ words.into() }</button> }
}
