//! Answers that are lists: hits, the terms of a text, the entries of one posting list.

use labs::search::Passage;
use postings::analysis::Token;
use postings::run::Found;
use yew::prelude::*;

use super::words;
use crate::words::Lang;

/// Entries that are shown.
const SHOWN: usize = 24;
/// Hits that are shown.
const HITS: usize = 8;
/// Pixels of a hit's passage.
const ROOM: f64 = 420.0;

/// The hits of a search, best first.
pub(super) fn hits(found: &Found, passages: &[Passage], lang: Lang) -> Html {
    let best = found
        .hits
        .iter()
        .filter_map(|hit| hit.score)
        .fold(0.0, f64::max);
    html! {
        <section class="wide">
            <p class="what">{ words::hits(found.total, found.hits.len(), lang) }</p>
            <ol class="hits">
                { for found.hits.iter().zip(passages).take(HITS).map(|(hit, passage)| {
                    let share = 100.0 * hit.score.unwrap_or(0.0) / if best > 0.0 { best } else { 1.0 };
                    html! {
                        <li>
                            <b>{ &hit.id }</b>
                            if let Some(score) = hit.score { <span class="score">{ format!("{score:.4}") }</span> }
                            <span>{ for passage.pieces(ROOM, words::width).into_iter().map(|piece| match piece.is_marked {
                                true => html! { <mark>{ piece.text }</mark> },
                                false => html! { { piece.text } },
                            }) }</span>
                            <svg class="bar" width="100%" height="3" aria-hidden="true"><rect width={format!("{share:.1}%")} height="3" /></svg>
                        </li>
                    }
                }) }
            </ol>
        </section>
    }
}

/// The terms of a text.
pub(super) fn tokens(text: &str, tokens: &[Token], lang: Lang) -> Html {
    html! {
        <section class="wide">
            <p class="what">{ words::analyzed(text, tokens.len(), lang) }</p>
            <p class="terms-of">{ for tokens.iter().take(SHOWN).map(|token| html! { <span>{ &token.term }<small>{ format!("@{}", token.position) }</small></span> }) }</p>
        </section>
    }
}

/// The entries of a list.
pub(super) fn postings(term: &str, entries: &[(String, Vec<u32>)], lang: Lang) -> Html {
    html! {
        <section class="wide">
            <p class="what">{ words::postings(term, entries.len(), lang) }</p>
            <p class="terms-of">
                { for entries.iter().take(SHOWN).map(|(id, places)| {
                    let places: Vec<String> = places.iter().map(u32::to_string).collect();
                    html! { <span>{ id }<small>{ format!("@{}", places.join(",")) }</small></span> }
                }) }
                if entries.len() > SHOWN { <span>{ "…" }</span> }
            </p>
        </section>
    }
}
