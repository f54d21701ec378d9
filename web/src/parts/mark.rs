//! How far one has come with a lesson, as a small drawing: two lines are in step, one line is under way.

use yew::prelude::*;

use crate::words::Lang;

/// How far one has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Every step and challenge is done.
    Done,
    /// Begun.
    UnderWay,
    /// Not begun.
    #[default]
    NotBegun,
}

impl State {
    /// The state in words.
    #[must_use]
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            State::Done => lang.say("done", "已完成"),
            State::UnderWay => lang.say("under way", "进行中"),
            State::NotBegun => lang.say("not begun", "未开始"),
        }
    }
}

/// How far one has come with a lesson; the language is that of its label. Without one, it is a drawing beside a word.
pub fn progress_mark(state: State, lang: Option<Lang>) -> Html {
    let drawing = match state {
        State::Done => html! { <path d="M0 4H20M0 8H20" /> },
        State::UnderWay => {
            html! { <><path d="M0 6H11" /><path class="n" d="M11 1V11" /><path class="dots" d="M12 6H20" /></> }
        }
        State::NotBegun => html! { <path class="dots" d="M0 6H20" /> },
    };
    match lang {
        Some(lang) => html! {
            <svg class="pm" viewBox="0 0 20 12" width="20" height="12" role="img" aria-label={state.words(lang)}>{ drawing }</svg>
        },
        None => html! {
            <svg class="pm" viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">{ drawing }</svg>
        },
    }
}
