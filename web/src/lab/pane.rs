//! A or B: where the elements end, who comes first, and one trial as threads.

use charts::Chart;
use yew::prelude::*;

use super::names;
use super::picture::{Drawn, Picture, of};
use super::settings::Settings;
use super::state::Phase;
use super::view::{Against, View};
use crate::words::Lang;

/// Properties of [`PaneView`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PaneViewProps {
    /// The language.
    pub lang: Lang,
    /// Which of the two.
    pub side: usize,
    /// The settings.
    pub settings: Settings,
    /// What is known.
    pub view: View,
    /// The share at the top of the picture of who comes first.
    pub top: f64,
    /// How far it is.
    pub phase: Phase,
    /// The width of the pictures.
    pub width: u32,
}

/// One of the two panes.
#[component]
pub fn PaneView(props: &PaneViewProps) -> Html {
    let PaneViewProps {
        lang,
        side,
        settings,
        view,
        top,
        phase,
        width,
    } = props;
    let (lang, side, width) = (*lang, *side, *width);
    let letter = ["A", "B"][side];
    let live = *phase == Phase::Counting;
    html! {
        <section class="pane" aria-labelledby={format!("pane-{letter}")}>
            <h2 id={format!("pane-{letter}")}><span class="l">{ letter }</span>{ " " }{ names::name(&settings.programs[side], lang) }</h2>
            <p class="sub">{ names::sentence(settings, side, lang) }</p>
            <Picture {lang} {live} drawn={Drawn::new(&view.matrix(), width, lang)} />
            <h3>{ lang.say("Who comes first?", "谁排在最前？") }</h3>
            <Picture {lang} {live} drawn={Drawn::new(&view.first(Some(*top)), width, lang)}>
                if let Some(against) = view.against_exact() { <p class="exact">{ against_words(against, lang) }</p> }
            </Picture>
            <h3>{ lang.say("One trial of this seed, as threads", "这个种子的一次试验（线图）") }</h3>
            { threads(view, width, lang, *phase) }
        </section>
    }
}

/// More swaps than this can't be told apart in a picture.
const DRAWN_SWAPS: usize = 120;

fn threads(view: &View, width: u32, lang: Lang, phase: Phase) -> Html {
    let note = |words: &str| html! { <p class="verdict">{ words }</p> };
    match view.threads() {
        Some(threads) if threads.swaps.len() <= DRAWN_SWAPS => html! {
            <Picture {lang} drawn={Drawn::new(&threads, width, lang)} />
        },
        Some(threads) => note(&threads.twin(of(lang)).sentence()),
        None if view.is_known() && phase != Phase::Idle => note(lang.say(
            "This program moves elements in other ways than swaps, so its trial has no threads.",
            "这个程序不只用交换来移动元素，画不出线图。",
        )),
        None => note(lang.say("Known once the program has run.", "程序运行后才知道。")),
    }
}

fn against_words(
    Against {
        element,
        exact,
        counted,
    }: Against,
    lang: Lang,
) -> Html {
    let exact = html! { <b>{ format!("{exact:.12}") }</b> };
    match counted {
        Some((share, off)) => {
            let (share, off) = (format!("{share:.6}"), format!("{:.1}", off.abs()));
            lang.say(
                html! { <>{ format!("Element {element} first: counted {share}, exactly ") }{ exact.clone() }{ format!("; {off} standard errors apart.") }</> },
                html! { <>{ format!("元素 {element} 排第一：计得 {share}，精确值 ") }{ exact }{ format!("，相差 {off} 个标准误。") }</> },
            )
        }
        None => lang.say(
            html! { <>{ format!("Element {element} first: exactly ") }{ exact.clone() }{ "." }</> },
            html! { <>{ format!("元素 {element} 排第一：精确值 ") }{ exact }{ "。" }</> },
        ),
    }
}
