//! Prose as nodes.

use lesson::{Align, Inline, Prose, Target};
use yew::prelude::*;

use crate::page::{Page, lesson_path};

/// Several blocks.
pub fn blocks(blocks: &[Prose], page: &Page) -> Html {
    blocks.iter().map(|block| view(block, page)).collect()
}

/// One block.
pub fn view(block: &Prose, page: &Page) -> Html {
    match block {
        Prose::Heading { level, id, text } => {
            let id = (!id.is_empty()).then(|| id.clone());
            let text = inline(text, page);
            if *level <= 2 {
                html! { <h2 {id}>{ text }</h2> }
            } else {
                html! { <h3 {id}>{ text }</h3> }
            }
        }
        Prose::Paragraph(text) => html! { <p>{ inline(text, page) }</p> },
        Prose::List { start, items } => {
            let items = items
                .iter()
                .map(|item| html! { <li>{ item_body(item, page) }</li> })
                .collect::<Html>();
            match start {
                Some(start) => html! { <ol start={start.to_string()}>{ items }</ol> },
                None => html! { <ul>{ items }</ul> },
            }
        }
        Prose::Quote(inner) => html! { <blockquote>{ blocks(inner, page) }</blockquote> },
        Prose::Code { language, text } => html! {
            <pre class="code" tabindex="0" data-language={language.clone()}><code>{ text.trim_end() }</code></pre>
        },
        Prose::Table { align, head, rows } => table(align, head, rows, page),
        Prose::Rule => html! { <hr /> },
    }
}

/// A tight item has its paragraph's text alone.
fn item_body(item: &[Prose], page: &Page) -> Html {
    match item {
        [Prose::Paragraph(text)] => inline(text, page),
        [Prose::Paragraph(text), rest @ ..] => {
            html! { <>{ inline(text, page) }{ blocks(rest, page) }</> }
        }
        item => blocks(item, page),
    }
}

fn table(align: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], page: &Page) -> Html {
    let class = |column: usize| match align.get(column) {
        Some(Align::End) => "r",
        Some(Align::Center) => "c",
        _ => "",
    };
    html! {
        <div class="scroll" tabindex="0" role="group">
            <table class="tbl">
                <thead><tr>{ for head.iter().enumerate().map(|(i, cell)| html! { <th scope="col" class={class(i)}>{ inline(cell, page) }</th> }) }</tr></thead>
                <tbody>{ for rows.iter().map(|row| html! {
                    <tr>{ for row.iter().enumerate().map(|(i, cell)| html! { <td class={class(i)}>{ inline(cell, page) }</td> }) }</tr>
                }) }</tbody>
            </table>
        </div>
    }
}

/// Runs of text.
pub fn inline(text: &[Inline], page: &Page) -> Html {
    text.iter().map(|run| one(run, page)).collect()
}

/// A word of code with a hyphen in it (`--rev=2`) is not parted there; one that is too long for a phone's line is.
const UNBROKEN_MAX: usize = 24;

fn unbroken(code: &str) -> impl Iterator<Item = Html> {
    code.split_inclusive(' ').map(|word| {
        let whole = word.contains('-') && word.len() <= UNBROKEN_MAX;
        match whole {
            true => html! { <span class="unbroken">{ word }</span> },
            false => html! { { word } },
        }
    })
}

fn one(run: &Inline, page: &Page) -> Html {
    match run {
        // a number and its per cent stay in one line
        Inline::Text(text) => html! { { text.replace(" %", "\u{a0}%") } },
        Inline::Code(text) => html! { <code>{ for unbroken(text) }</code> },
        Inline::Emphasis(text) => html! { <em>{ inline(text, page) }</em> },
        Inline::Strong(text) => html! { <strong>{ inline(text, page) }</strong> },
        Inline::Break => html! { <br /> },
        Inline::Link { to, text } => {
            let text = inline(text, page);
            match to {
                Target::Term(id) => {
                    html! { <a class="gloss" href={page.link(&format!("glossary/#{id}"))}>{ text }</a> }
                }
                Target::Lesson(id) => html! { <a href={page.link(&lesson_path(id))}>{ text }</a> },
                Target::Laboratory(id) => {
                    html! { <a href={page.link(&format!("lab/{id}/"))}>{ text }</a> }
                }
                Target::Here(id) => html! { <a href={format!("#{id}")}>{ text }</a> },
                Target::Web(url) => html! { <a href={url.clone()} rel="noreferrer">{ text }</a> },
            }
        }
    }
}
