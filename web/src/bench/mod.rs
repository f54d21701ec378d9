//! The lesson page. The bench is the one owner of its state; all else is a function of what it is given.

use yew::prelude::*;

use crate::page::{Assets, Page};

/// Properties of [`LessonPage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LessonPageProps {
    /// The page's data.
    pub page: Page,
    /// Where the workers lie.
    pub assets: Assets,
    /// The lesson's folder.
    pub id: String,
    /// The English file, with all behaviour.
    pub en: String,
    /// The Chinese file, prose alone.
    pub zh: String,
}

/// One lesson.
#[component]
pub fn LessonPage(props: &LessonPageProps) -> Html {
    html! { <main class="lesson"><h1>{ props.id.clone() }</h1></main> }
}
