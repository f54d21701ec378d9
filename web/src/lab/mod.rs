//! The laboratory: long experiments in a worker, two panes side by side on the same seed.

use yew::prelude::*;

use crate::page::{Assets, Page};

/// Properties of [`LaboratoryPage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LaboratoryPageProps {
    /// The page's data.
    pub page: Page,
    /// Where the workers lie.
    pub assets: Assets,
}

/// 'Will it shuffle?', the experiment.
#[component]
pub fn LaboratoryPage(props: &LaboratoryPageProps) -> Html {
    html! { <main class="lab-grid"><h1>{ props.page.lang.say("Will it shuffle?", "洗得匀吗？") }</h1></main> }
}
