//! The head of every page: the mark, where one is, search, language, theme.

use yew::prelude::*;

use crate::page::{Assets, Page};
use crate::words::Lang;

/// Properties of [`Head`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct HeadProps {
    /// The page below.
    pub page: Page,
    /// Where the search data lies.
    pub assets: Assets,
}

/// The head of a page.
#[component]
pub fn Head(HeadProps { page, .. }: &HeadProps) -> Html {
    let lang = page.lang;
    html! {
        <header class="site-head">
            <a class="mark" href={page.link("")}>
                <svg viewBox="0 0 26 18" aria-hidden="true">
                    <path d="M0 6H26M0 12H26" /><path class="n" d="M17 0V18" />
                </svg>
                { "Lockstep" }
            </a>
            <span class="grow"></span>
            <LanguageSwitch {lang} href={page.link_in(lang.other(), &page.place.path())} />
        </header>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct LanguageSwitchProps {
    lang: Lang,
    href: String,
}

#[component]
fn LanguageSwitch(LanguageSwitchProps { lang, href }: &LanguageSwitchProps) -> Html {
    html! {
        <a class="switch" href={href.clone()} hreflang={lang.other().tag()} lang={lang.other().tag()}>
            { lang.other().say("English", "中文") }
        </a>
    }
}
