//! The lesson page. [`state::State`] is the one owner of what there is; all else is a function of what it is given.
//!
//! ```text
//!            messages                      a view
//!   page ───────────────> State::update ───────────> head steps · article · stage · loom
//! ```
//!
//! The article on the left is the lesson's prose with its cells, predictions and challenges; the stage on the right shows
//! the world at the position where the run stands; the loom under both is the run itself, as a slider.

use yew::prelude::*;

use crate::page::{Assets, Page};
use crate::rooms::Room;
use crate::site::head;

pub mod state;

mod script;
pub use script::Script;

mod table;
use table::BenchTable;

mod still;
pub use still::Stills;

mod article;
mod attempt;
mod caret;
mod cell;
mod completion;
mod editor;
mod judges;
mod output;
mod predict;
pub mod prose;
mod running;

mod drawer;
mod notice;
mod take;

mod rename;
mod stage;
mod twin;

mod keys;

pub mod axis;
mod cloth;
mod keep;
mod loom;
mod transport;

/// One lesson, in the room of its world; without its run, what is missing. A program carries the room of one world only, see
/// `web/src/bin/`.
pub fn lesson_page<R: Room>(
    page: &Page,
    assets: &Assets,
    script: Option<&Script<R::World>>,
    stills: &Stills,
) -> Html {
    if let Some(script) = script {
        return html! { <BenchTable<R> page={page.clone()} assets={assets.clone()} script={script.clone()} stills={stills.clone()} /> };
    }
    let (lang, lesson) = (page.lang, page.lesson());
    broken(
        page,
        assets,
        &lang.say(
            format!("no room for the world `{}`", lesson.world),
            format!("没有 `{}` 的舞台", lesson.world),
        ),
    )
}

/// A lesson that cannot be shown: the test for lessons finds it before a learner does.
fn broken(page: &Page, assets: &Assets, mistake: &str) -> Html {
    html! {
        <>
            { head(page, assets, html! {}) }
            <main id="main" class="lesson" tabindex="-1">
                <article class="prose">
                    <h1>{ page.lang.say("This lesson cannot be read", "这一课无法读取") }</h1>
                    <p class="mono">{ mistake }</p>
                </article>
            </main>
        </>
    }
}
