//! A state in words, with a sign before it; the colour comes third.

use yew::prelude::*;

use super::{Sign, icon};

/// What kind of state a chip tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Plain,
    /// Right, done.
    Ok,
    /// Not known yet, out of date.
    Unknown,
    /// Wrong, failed.
    Fail,
    /// Under way.
    Run,
}

/// A state in words, with a sign before them.
pub fn chip(tone: Tone, sign: Option<Sign>, words: &str) -> Html {
    let class = match tone {
        Tone::Plain => "chip",
        Tone::Ok => "chip ok",
        Tone::Unknown => "chip unknown",
        Tone::Fail => "chip fail",
        Tone::Run => "chip run",
    };
    html! { <span {class}>{ sign.map(icon) }{ words }</span> }
}
