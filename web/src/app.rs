//! The root components, one for each program: what a reader of a lesson downloads holds no laboratory.

use lesson::World;
use yew::prelude::*;

use crate::bench::{Script, Stills, lesson_page};
use crate::lab::LaboratoryPage;
use crate::page::{Assets, Page, Place};
use crate::rooms::Room;
use crate::site::{AsideOffer, HomePage, NewVersion, glossary_page, head, not_found_page};

/// What the pre-renderer and the programs give to the root component of a page.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// The page.
    pub page: Page,
    /// Where workers and the search data lie.
    pub assets: Assets,
}

/// The home page, the glossary, and the page for unknown addresses.
#[component]
pub fn SiteApp(AppProps { page, assets }: &AppProps) -> Html {
    let main = match &page.place {
        Place::Home { swatches } => {
            html! { <HomePage page={page.clone()} swatches={swatches.clone()} /> }
        }
        Place::Glossary { glossary } => glossary_page(page, glossary),
        Place::NotFound | Place::Lesson { .. } | Place::Laboratory => not_found_page(page),
    };
    framed(page, assets, main)
}

/// The same for a lesson, which has been played before its page is drawn.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LessonProps<W: World> {
    /// The page.
    pub page: Page,
    /// Where workers and the search data lie.
    pub assets: Assets,
    /// The lesson's run; none if it is a lesson of another world.
    pub script: Option<Script<W>>,
    /// What never changes in the lesson.
    pub stills: Stills,
}

/// A lesson in the room of its world. It shows its steps in the head, so it brings its own.
#[component]
pub fn LessonApp<R: Room>(props: &LessonProps<R::World>) -> Html {
    let LessonProps {
        page,
        assets,
        script,
        stills,
    } = props;
    html! {
        <>
            { lesson_page::<R>(page, assets, script.as_ref(), stills) }
            <AsideOffer lang={page.lang} lesson={page.lesson().id.clone()} />
            <NewVersion page={page.clone()} assets={assets.clone()} />
        </>
    }
}

/// The laboratory.
#[component]
pub fn LaboratoryApp(AppProps { page, assets }: &AppProps) -> Html {
    let main = html! { <LaboratoryPage page={page.clone()} assets={assets.clone()} /> };
    framed(page, assets, main)
}

fn framed(page: &Page, assets: &Assets, main: Html) -> Html {
    html! {
        <>
            { head(page, assets, html! {}) }
            <div id="main" tabindex="-1">{ main }</div>
            <NewVersion page={page.clone()} assets={assets.clone()} />
        </>
    }
}

/// Starts a program on the page that it was loaded by.
///
/// # Panics
/// When the page lacks its data blocks, or they were written by another version: the pre-renderer and the app come
/// from one build.
#[cfg(all(target_arch = "wasm32", feature = "csr"))]
pub fn start<Root: BaseComponent<Properties = AppProps>>() {
    let (page, assets) = data_blocks();
    hydrate::<Root>(AppProps { page, assets });
}

/// Starts the program of a world on the page of a lesson. The lesson is played in slices first; until then the page is what
/// was pre-rendered, which is what will be hydrated.
///
/// # Panics
/// As [`start`].
#[cfg(all(target_arch = "wasm32", feature = "csr"))]
pub fn start_lesson<R: Room>() {
    let (page, assets) = data_blocks();
    wasm_bindgen_futures::spawn_local(async move {
        let lesson = page.lesson();
        let script = match lesson.world == R::World::NAME {
            true => Some(Script::in_slices(lesson).await),
            false => None,
        };
        hydrate::<LessonApp<R>>(LessonProps {
            page,
            assets,
            script,
            stills: Stills::default(),
        });
    });
}

#[cfg(all(target_arch = "wasm32", feature = "csr"))]
fn hydrate<Root: BaseComponent>(props: Root::Properties) {
    let root = gloo_utils::document()
        .get_element_by_id("app")
        .expect("the shell has an element with id app");
    yew::Renderer::<Root>::with_root_and_props(root, props).hydrate();
}

/// The page, and where its files lie. A panic from here on is told.
#[cfg(all(target_arch = "wasm32", feature = "csr"))]
fn data_blocks() -> (Page, Assets) {
    crate::site::failure::catch(|| data_block::<Assets>("assets").version);
    (data_block("page"), data_block("assets"))
}

#[cfg(all(target_arch = "wasm32", feature = "csr"))]
fn data_block<T: serde::de::DeserializeOwned>(id: &str) -> T {
    let text = gloo_utils::document()
        .get_element_by_id(id)
        .and_then(|element| element.text_content())
        .unwrap_or_else(|| panic!("the page has no data block `{id}`"));
    crate::block::read(&text).unwrap_or_else(|error| panic!("data block `{id}`: {error}"))
}
