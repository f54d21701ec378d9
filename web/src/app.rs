//! The root component: the head, and the page itself.

use yew::prelude::*;

use crate::bench::LessonPage;
use crate::lab::LaboratoryPage;
use crate::page::{Assets, Page, Place};
use crate::site::{GlossaryPage, Head, HomePage, NewVersion, NotFoundPage};

/// What the pre-renderer and the app give to [`App`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// The page.
    pub page: Page,
    /// Where workers and the search data lie.
    pub assets: Assets,
}

/// A whole page below `<body>`.
#[component]
pub fn App(AppProps { page, assets }: &AppProps) -> Html {
    let main = match &page.place {
        Place::Home { swatches } => {
            html! { <HomePage page={page.clone()} swatches={swatches.clone()} /> }
        }
        // A lesson shows its steps in the head, so it brings its own.
        Place::Lesson { id, en, zh } => {
            return html! {
                <>
                    <LessonPage page={page.clone()} assets={assets.clone()} id={id.clone()} en={en.clone()} zh={zh.clone()} />
                    <NewVersion page={page.clone()} assets={assets.clone()} />
                </>
            };
        }
        Place::Laboratory => {
            html! { <LaboratoryPage page={page.clone()} assets={assets.clone()} /> }
        }
        Place::Glossary { text } => {
            html! { <GlossaryPage page={page.clone()} text={text.clone()} /> }
        }
        Place::NotFound => html! { <NotFoundPage page={page.clone()} /> },
    };
    html! {
        <>
            <Head page={page.clone()} assets={assets.clone()} />
            <div id="main" tabindex="-1">{ main }</div>
            <NewVersion page={page.clone()} assets={assets.clone()} />
        </>
    }
}

/// Starts the app on the page that it was loaded by.
///
/// # Panics
/// When the page lacks its data blocks, or they were written by another version: the pre-renderer and the app come
/// from one build.
#[cfg(all(target_arch = "wasm32", feature = "csr"))]
pub fn start() {
    crate::site::failure::catch(|| data_block::<Assets>("assets").version);
    let props = AppProps {
        page: data_block("page"),
        assets: data_block("assets"),
    };
    let root = gloo_utils::document()
        .get_element_by_id("app")
        .expect("the shell has an element with id app");
    yew::Renderer::<App>::with_root_and_props(root, props).hydrate();
}

#[cfg(all(target_arch = "wasm32", feature = "csr"))]
fn data_block<T: serde::de::DeserializeOwned>(id: &str) -> T {
    let text = gloo_utils::document()
        .get_element_by_id(id)
        .and_then(|element| element.text_content())
        .unwrap_or_else(|| panic!("the page has no data block `{id}`"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("data block `{id}`: {error}"))
}
