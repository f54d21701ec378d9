//! A or B: where the elements end, who comes first, and one trial as threads.

use charts::Chart;
use yew::prelude::*;

use super::names;
use super::picture::{Drawn, Picture, of};
use super::settings::Settings;
use super::state::Phase;
use super::view::{Against, Swaps, View, threads};
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
            <ThreadsView {lang} {width} n={settings.n} swaps={view.swaps()} known={view.is_known()} />
        </section>
    }
}

/// More swaps than this can't be told apart in a picture.
const DRAWN_SWAPS: usize = 120;

#[derive(Clone, Debug, PartialEq, Properties)]
struct ThreadsViewProps {
    lang: Lang,
    width: u32,
    n: usize,
    swaps: Option<Swaps>,
    /// Whether there is anything else to show of this side.
    known: bool,
}

/// One trial as threads; while trials are counted it stays as it is.
#[component]
fn ThreadsView(
    ThreadsViewProps {
        lang,
        width,
        n,
        swaps,
        known,
    }: &ThreadsViewProps,
) -> Html {
    let lang = *lang;
    let note = |words: &str| html! { <p class="verdict">{ words }</p> };
    match swaps {
        Some(swaps) if swaps.len() <= DRAWN_SWAPS => html! {
            <Picture {lang} drawn={Drawn::new(&threads(*n, swaps), *width, lang)} />
        },
        Some(swaps) => note(&threads(*n, swaps).twin(of(lang)).sentence()),
        None if *known => note(lang.say(
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
