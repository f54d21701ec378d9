//! The signs that stand in buttons and chips, drawn on a 16 × 16 sheet.

use yew::prelude::*;

/// A sign; each means one thing everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Search.
    Search,
    /// Light and dark.
    Theme,
    /// Play from here.
    Play,
    /// Stop playing, stay here.
    Pause,
    /// One step on.
    Next,
    /// One step back.
    Back,
    /// To the end.
    Last,
    /// To the beginning.
    First,
    /// Once more from the beginning.
    Again,
    /// Done, right.
    Check,
    /// Wrong, close, lost.
    Cross,
    /// Write another name.
    Pen,
    /// What has no place here.
    More,
}

/// A sign beside a word; it is hidden from screen readers, so the word must stand there or in `aria-label`.
pub fn icon(sign: Sign) -> Html {
    let drawing = match sign {
        Sign::Search => {
            html! { <><circle cx="7" cy="7" r="4.5" /><path d="M10.5 10.5L14 14" /></> }
        }
        Sign::Theme => {
            html! { <><circle cx="8" cy="8" r="5.5" /><path class="f" d="M8 2.5a5.5 5.5 0 0 1 0 11z" /></> }
        }
        Sign::Play => html! { <path class="f" d="M4 2.5L13 8L4 13.5Z" /> },
        Sign::Pause => html! { <path class="f" d="M4 3h3v10H4zM9 3h3v10H9z" /> },
        Sign::Next => html! { <path d="M6 3L11 8L6 13" /> },
        Sign::Back => html! { <path d="M10 3L5 8L10 13" /> },
        Sign::Last => html! { <path d="M3 3L8 8L3 13M8 3L13 8L8 13" /> },
        Sign::First => html! { <path d="M13 3L8 8L13 13M8 3L3 8L8 13" /> },
        Sign::Again => html! { <path d="M3.5 8a4.5 4.5 0 1 0 1.6-3.4M5.6 1.6L4.6 5L8 5.8" /> },
        Sign::Check => html! { <path d="M3 8.5L6.5 12L13 4.5" /> },
        Sign::Cross => html! { <path d="M4 4L12 12M12 4L4 12" /> },
        Sign::More => html! { <path d="M2 5h7M13 5h1M11 3v4M2 11h1M7 11h7M5 9v4" /> },
        Sign::Pen => html! { <path d="M3 13L3.6 10.2L10.8 3L13 5.2L5.8 12.4Z" /> },
    };
    html! { <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{ drawing }</svg> }
}
