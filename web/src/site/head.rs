//! The head of every page: the mark, where one is, search, language, theme.

use yew::prelude::*;

use super::language::language_switch;
use super::search::Search;
use super::theme::theme_switch;
use crate::page::{Assets, Page, Place};

/// The head of a page. Between where one is and the search stands what the page shows of itself: the steps of a lesson.
pub fn head(page: &Page, assets: &Assets, own: Html) -> Html {
    let lang = page.lang;
    let home = matches!(page.place, Place::Home { .. });
    html! {
        <>
            <a class="skip" href="#main">{ lang.say("Skip to the content", "跳到正文") }</a>
            <header class={classes!("site-head", home.then_some("home-head"))}>
                <a class="mark" href={page.link("")} aria-current={home.then_some("page")}>
                    <svg viewBox="0 0 26 18" aria-hidden="true">
                        <path d="M0 6H26M0 12H26" /><path class="n" d="M17 0V18" />
                    </svg>
                    <span class="name">{ "Lockstep" }</span>
                </a>
                { crumb(page) }
                <span class="grow"></span>
                { own }
                <Search page={page.clone()} assets={assets.clone()} />
                { language_switch(page) }
                { theme_switch(lang) }
            </header>
        </>
    }
}

/// Where one is: the part and the lesson.
fn crumb(page: &Page) -> Html {
    let lang = page.lang;
    let (part, name) = match &page.place {
        Place::Home { .. } | Place::NotFound => return html! {},
        Place::Glossary { .. } => (String::new(), lang.say("Glossary", "术语表").to_string()),
        Place::Laboratory => (
            lang.say("The laboratory", "实验室").to_string(),
            lang.say("Will it shuffle?", "洗得匀吗？").to_string(),
        ),
        Place::Lesson { lesson } => {
            let curriculum = &page.summary;
            match (
                curriculum.part_of(&lesson.id),
                curriculum.listed(&lesson.id),
            ) {
                (Some(part), Some(listed)) => (
                    lang.of(&part.title).clone(),
                    format!("{} {}", listed.number, lang.of(&listed.title)),
                ),
                _ => return html! {},
            }
        }
    };
    html! { <span class="crumb">{ part }{ " " }<b>{ name }</b></span> }
}
