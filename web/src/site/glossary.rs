//! Every term in both languages.

use yew::prelude::*;

use crate::page::Page;

/// Properties of [`GlossaryPage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct GlossaryPageProps {
    /// The page's data.
    pub page: Page,
    /// `lessons/glossary.md`.
    pub text: String,
}

/// Every term in both languages.
#[component]
pub fn GlossaryPage(GlossaryPageProps { page, text }: &GlossaryPageProps) -> Html {
    html! { <main><h1>{ page.lang.say("Glossary", "术语表") }</h1><pre>{ text.clone() }</pre></main> }
}
