//! The first page: what this is, a first picture, the curriculum with progress.

use yew::prelude::*;

use crate::page::Page;

/// Properties of [`HomePage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct HomePageProps {
    /// The page's data.
    pub page: Page,
}

/// The first page: what this is, a first picture, the curriculum with progress.
#[component]
pub fn HomePage(HomePageProps { page }: &HomePageProps) -> Html {
    html! { <main><h1>{ page.lang.say("Lockstep", "Lockstep") }</h1></main> }
}
