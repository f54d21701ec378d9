//! A line that offers something without standing in the way.

use yew::prelude::*;

/// A line that floats at the bottom: it is announced, takes no focus and moves nothing on the page.
///
/// Its words are the sentence and its buttons, in the language that is named when it is not the page's.
pub fn notice(lang: Option<&'static str>, words: Html) -> Html {
    html! { <div class="notice no-print" role="status" {lang}>{ words }</div> }
}
