//! The lesson page. [`state::State`] is the one owner of what there is; all else is a function of what it is given.
//!
//! ```text
//!            messages                      a view
//!   page ───────────────> State::update ───────────> head steps · article · stage · loom
//! ```
//!
//! The article on the left is the lesson's prose with its cells, predictions and challenges; the stage on the right shows
//! the world at the position where the run stands; the loom under both is the run itself, as a slider.

use std::rc::Rc;

use labs::shuffle::Bench as ShuffleBench;
use lesson::{Lesson, Mistake, Translation, World};
use yew::prelude::*;

use crate::page::{Assets, Page};
use crate::rooms::ShuffleRoom;
use crate::site::Head;
use crate::words::Lang;

pub mod state;

mod table;
use table::BenchTable;

mod article;
mod attempt;
mod cell;
mod predict;
pub mod prose;

mod drawer;
mod stage;
mod twin;

mod keys;
mod loom;
mod transport;

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

/// One lesson. A world is given its room here.
#[component]
pub fn LessonPage(props: &LessonPageProps) -> Html {
    let lang = props.page.lang;
    let lesson = use_memo((props.id.clone(), lang), |_| read(props, lang));
    let LessonPageProps { page, assets, .. } = props.clone();
    match &*lesson {
        Ok(lesson) => match lesson.world.as_str() {
            ShuffleBench::NAME => {
                html! { <BenchTable<ShuffleRoom> {page} {assets} lesson={lesson.clone()} /> }
            }
            other => broken(
                &page,
                &assets,
                &[lang.say(
                    format!("no room for the world `{other}`"),
                    format!("没有 `{other}` 的舞台"),
                )],
            ),
        },
        Err(mistakes) => broken(
            &page,
            &assets,
            &mistakes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ),
    }
}

/// The lesson in the language of the page.
fn read(props: &LessonPageProps, lang: Lang) -> Result<Rc<Lesson>, Vec<Mistake>> {
    let file = |name: &str| format!("lessons/{}/{name}", props.id);
    let lesson = Lesson::parse(&props.en, &file("en.md"))?;
    Ok(Rc::new(match lang {
        Lang::En => lesson,
        Lang::Zh => lesson.translated(Translation::parse(&props.zh, &file("zh.md"))?)?,
    }))
}

/// A lesson that cannot be read: the test for lessons finds it before a learner does.
fn broken(page: &Page, assets: &Assets, mistakes: &[String]) -> Html {
    html! {
        <>
            <Head page={page.clone()} assets={assets.clone()} />
            <main id="main" class="lesson" tabindex="-1">
                <article class="prose">
                    <h1>{ page.lang.say("This lesson cannot be read", "这一课无法读取") }</h1>
                    <ul>{ for mistakes.iter().map(|mistake| html! { <li class="mono">{ mistake }</li> }) }</ul>
                </article>
            </main>
        </>
    }
}
