//! Every term in both languages.

use yew::prelude::*;

use super::foot::Foot;
use super::terms::{self, Group, Term};
use crate::page::Page;
use crate::words::Lang;

/// Properties of [`GlossaryPage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct GlossaryPageProps {
    /// The page's data.
    pub page: Page,
    /// `lessons/glossary.md`.
    pub text: String,
}

/// Every term, by subject, with its name in the other language beside it.
#[component]
pub fn GlossaryPage(GlossaryPageProps { page, text }: &GlossaryPageProps) -> Html {
    let lang = page.lang;
    let groups = use_memo(text.clone(), |text| terms::parse(text));
    html! {
        <>
            <main class="terms">
                <h1>{ lang.say("Glossary", "术语表") }</h1>
                <p class="lead">{ lang.say(
                    "The words of the field, each in both languages. What one builds on comes first.",
                    "这一行的用语，中英对照。先说打底的，再说搭在上面的。",
                ) }</p>
                <nav class="no-print" aria-label={lang.say("Subjects", "主题")}>
                    { for groups.iter().map(|group| html! {
                        <a href={format!("#{}", group.id)}>{ group.name.say(lang) }</a>
                    }) }
                </nav>
                { for groups.iter().map(|group| subject(lang, group)) }
            </main>
            <Foot page={page.clone()} />
        </>
    }
}

fn subject(lang: Lang, group: &Group) -> Html {
    html! {
        <section aria-labelledby={group.id.clone()}>
            <h2 id={group.id.clone()}>{ group.name.say(lang) }</h2>
            <dl>{ for group.terms.iter().map(|entry| term(lang, entry)) }</dl>
        </section>
    }
}

fn term(lang: Lang, term: &Term) -> Html {
    let (name, other) = (term.name.say(lang), term.name.say(lang.other()));
    html! {
        <div id={term.id.clone()}>
            <dt>
                <a href={format!("#{}", term.id)}>{ name }</a>
                if name != other { <span lang={lang.other().tag()}>{ other }</span> }
            </dt>
            <dd>{ term.meaning(lang) }</dd>
        </div>
    }
}
