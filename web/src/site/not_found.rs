//! What a plain host shows for an unknown address.

use yew::prelude::*;

use crate::page::Page;

/// Properties of [`NotFoundPage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NotFoundPageProps {
    /// The page's data.
    pub page: Page,
}

/// What a plain host shows for an unknown address.
#[component]
pub fn NotFoundPage(NotFoundPageProps { page }: &NotFoundPageProps) -> Html {
    html! { <main><h1>{ page.lang.say("Lockstep", "Lockstep") }</h1></main> }
}
