//! Every term in both languages.

use lesson::{Glossary, Term};
use yew::prelude::*;

use super::foot::foot;
use crate::bench::prose;
use crate::page::Page;

/// Every term, by subject, with its name in the other language beside it.
pub fn glossary_page(page: &Page, glossary: &Glossary) -> Html {
    let lang = page.lang;
    let groups = glossary.terms.chunk_by(|one, next| one.group == next.group);
    html! {
        <>
            <main class="terms">
                <h1>{ lang.say("Glossary", "术语表") }</h1>
                <p class="lead">{ lang.say(
                    "The words of the field, each in both languages. What one builds on comes first.",
                    "这一行的用语，中英对照。先说打底的，再说搭在上面的。",
                ) }</p>
                <nav class="no-print" aria-label={lang.say("Subjects", "主题")}>
                    { for groups.clone().enumerate().map(|(at, terms)| html! {
                        <a href={format!("#group-{at}")}>{ lang.of(&terms[0].group) }</a>
                    }) }
                </nav>
                { for groups.enumerate().map(|(at, terms)| group(page, at, terms)) }
            </main>
            { foot(page) }
        </>
    }
}

fn group(page: &Page, at: usize, terms: &[Term]) -> Html {
    let (lang, id) = (page.lang, format!("group-{at}"));
    html! {
        <section aria-labelledby={id.clone()}>
            <h2 {id}>{ lang.of(&terms[0].group) }</h2>
            <dl>{ for terms.iter().map(|entry| term(page, entry)) }</dl>
        </section>
    }
}

fn term(page: &Page, term: &Term) -> Html {
    let lang = page.lang;
    let (name, other) = (lang.of(&term.name), lang.other().of(&term.name));
    html! {
        <div id={term.id.clone()}>
            <dt>
                <a href={format!("#{}", term.id)}>{ name }</a>
                if name != other { <span lang={lang.other().tag()}>{ other }</span> }
            </dt>
            <dd>{ prose::blocks(lang.of(&term.meaning).as_slice(), page) }</dd>
        </div>
    }
}
