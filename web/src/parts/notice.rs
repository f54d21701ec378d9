//! A line that offers something without standing in the way.

use yew::prelude::*;

/// Properties of [`Notice`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NoticeProps {
    /// The `lang` of its words, when it is not the page's.
    #[prop_or_default]
    pub lang: Option<&'static str>,
    /// The sentence and its buttons.
    pub children: Html,
}

/// A line that floats at the bottom: it is announced, takes no focus and moves nothing on the page.
#[component]
pub fn Notice(NoticeProps { lang, children }: &NoticeProps) -> Html {
    html! { <div class="notice no-print" role="status" lang={*lang}>{ children.clone() }</div> }
}
