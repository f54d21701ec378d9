//! The head of every page: the mark, where one is, search, language, theme.

use yew::prelude::*;

use super::language::LanguageSwitch;
use super::search::Search;
use super::theme::ThemeSwitch;
use crate::page::{Assets, Page, Place};

/// Properties of [`Head`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct HeadProps {
    /// The page below.
    pub page: Page,
    /// Where the search data lies.
    pub assets: Assets,
    /// What a page shows of itself up here: the steps of a lesson.
    #[prop_or_default]
    pub children: Html,
}

/// The head of a page.
#[component]
pub fn Head(
    HeadProps {
        page,
        assets,
        children,
    }: &HeadProps,
) -> Html {
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
                <Crumb page={page.clone()} />
                <span class="grow"></span>
                { children.clone() }
                <Search page={page.clone()} assets={assets.clone()} />
                <LanguageSwitch page={page.clone()} />
                <ThemeSwitch {lang} />
            </header>
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct CrumbProps {
    page: Page,
}

/// Where one is: the part and the lesson.
#[component]
fn Crumb(CrumbProps { page }: &CrumbProps) -> Html {
    let lang = page.lang;
    let (part, name) = match &page.place {
        Place::Home { .. } | Place::NotFound => return html! {},
        Place::Glossary { .. } => (String::new(), lang.say("Glossary", "术语表").to_string()),
        Place::Laboratory => (
            lang.say("The laboratory", "实验室").to_string(),
            lang.say("Will it shuffle?", "洗得匀吗？").to_string(),
        ),
        Place::Lesson { lesson } => {
            let curriculum = page.curriculum();
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
