//! A state in words, with a sign before it; the colour comes third.

use yew::prelude::*;

use super::{Icon, Sign};

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

/// Properties of [`Chip`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ChipProps {
    /// The kind of state.
    pub tone: Tone,
    /// The sign before the words.
    #[prop_or_default]
    pub sign: Option<Sign>,
    /// The words.
    pub children: Html,
}

/// A state in words.
#[component]
pub fn Chip(
    ChipProps {
        tone,
        sign,
        children,
    }: &ChipProps,
) -> Html {
    let class = match tone {
        Tone::Plain => "chip",
        Tone::Ok => "chip ok",
        Tone::Unknown => "chip unknown",
        Tone::Fail => "chip fail",
        Tone::Run => "chip run",
    };
    html! {
        <span {class}>
            if let Some(sign) = sign { <Icon sign={*sign} /> }
            { children.clone() }
        </span>
    }
}
