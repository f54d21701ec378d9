//! The settings: what is shuffled, how long, how often, by which numbers.

use balance::generator::Kind;
use balance::{MAX_N, MIN_N};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::editor::Editor;
use super::export::Export;
use super::names;
use super::picture::of;
use super::settings::{MAX_K, MAX_SEED, MAX_TRIALS, Settings};
use super::slider::Slider;
use super::state::Pane;
use super::strip::Strip;
use super::view::Views;
use crate::page::{Page, lesson_path};
use crate::words::Lang;
use crate::worker::What;

/// Properties of [`Panel`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PanelProps {
    /// The page.
    pub page: Page,
    /// The settings.
    pub settings: Settings,
    /// A and B.
    pub panes: [Pane; 2],
    /// What is known of both.
    pub views: Views,
    /// Other settings.
    pub change: Callback<Settings>,
    /// Run.
    pub start: Callback<()>,
    /// Run with another seed.
    pub start_seed: Callback<u64>,
}

/// Where the slider of the length stops: at every one of the short ones.
static LENGTHS: [u64; 25] = [
    2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 25, 30, 40, 52, 60, 70, 80, 100,
];

/// Where the slider of the swaps stops.
static SWAPS: [u64; 25] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 25, 30, 40, 60, 100, 150, 200,
];

/// Where the slider of the trials stops.
static TRIALS: [u64; 19] = [
    1_000,
    2_000,
    5_000,
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    20_000_000,
    50_000_000,
    100_000_000,
    200_000_000,
    500_000_000,
    1_000_000_000,
];

/// All settings.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let PanelProps {
        page,
        settings,
        panes,
        views,
        change,
        start,
        start_seed,
    } = props;
    let lang = page.lang;
    let with = |make: fn(&Settings, u64) -> Settings| {
        let (change, settings) = (change.clone(), settings.clone());
        Callback::from(move |value: u64| change.emit(make(&settings, value)))
    };
    let program = |side: usize| {
        let (change, settings) = (change.clone(), settings.clone());
        Callback::from(move |what: What| {
            let mut settings = settings.clone();
            settings.programs[side] = what;
            change.emit(settings);
        })
    };
    let generator = {
        let (change, settings) = (change.clone(), settings.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let at = usize::try_from(select.selected_index()).unwrap_or(0);
            let generator = Kind::ALL.get(at).copied().unwrap_or(Kind::Pcg32);
            change.emit(Settings {
                generator,
                ..settings.clone()
            });
        })
    };
    let verdicts = [panes[0].verdicts.clone(), panes[1].verdicts.clone()];
    html! {
        <section class="settings" aria-label={lang.say("Settings", "设置")}>
            <p class="why script-less">{ lang.say(
                "Experiments need JavaScript. What you see is exact mathematics.",
                "做实验需要 JavaScript。现在看到的是精确的数学结果。",
            ) }</p>
            <Slider {lang} id="n" label={lang.say("Elements, n", "元素个数 n")} value={settings.n as u64} min={MIN_N as u64} max={MAX_N as u64} stops={&LENGTHS[..]}
                change={with(|settings, n| settings.with_n(n as usize))} />
            <Slider {lang} id="k" label={lang.say("Swaps, k", "交换次数 k")} value={u64::from(settings.k)} min={0} max={u64::from(MAX_K)} stops={&SWAPS[..]}
                change={with(|settings, k| Settings { k: k as u32, ..settings.clone() })} />
            <Slider {lang} id="trials" label={lang.say("Trials", "试验次数")} value={settings.trials} min={1} max={MAX_TRIALS} stops={&TRIALS[..]}
                said={charts::count(settings.trials, of(lang))} change={with(|settings, trials| Settings { trials, ..settings.clone() })} />
            <Slider {lang} id="seed" label={lang.say("Seed", "种子")} value={settings.seed} min={0} max={MAX_SEED} reach={127}
                change={with(|settings, seed| Settings { seed, ..settings.clone() })} />
            <label class="choice"><span>{ lang.say("Numbers from", "随机数来自") }</span>
                <select onchange={generator}>
                    { for Kind::ALL.into_iter().map(|kind| html! { <option value={kind.name()} selected={kind == settings.generator}>{ names::generator(kind, lang) }</option> }) }
                </select>
            </label>
            <Editor {lang} settings={settings.clone()} side={0} pane={panes[0].clone()} change={program(0)} start={start.clone()} />
            <Editor {lang} settings={settings.clone()} side={1} pane={panes[1].clone()} change={program(1)} start={start.clone()} />
            <Strip {lang} seed={settings.seed} {verdicts} change={with(|settings, seed| Settings { seed, ..settings.clone() })} start={start_seed.clone()} />
            <Export {lang} views={views.clone()} hash={settings.to_hash()} />
            <p class="why"><a href={page.link(&lesson_path("shuffle"))}>{ lang.say("The lesson behind it", "相关课程") }</a></p>
        </section>
    }
}

/// The laboratory's title, and what there is to see.
pub fn title(settings: &Settings, views: &Views, lang: Lang) -> Html {
    html! {
        <div class="lab-title">
            <h1>{ lang.say("Will it shuffle?", "洗得匀吗？") }</h1>
            <p class="lead">{ lead(settings, views, lang) }</p>
        </div>
    }
}

/// What there is to see, in the numbers of these settings.
fn lead(settings: &Settings, views: &Views, lang: Lang) -> String {
    let first = |side: usize| views.sides[side].against_exact();
    let fair = 1.0 / settings.n as f64;
    let worst = (0..2)
        .filter_map(|side| first(side).map(|against| (side, against)))
        .filter(|(_, against)| against.exact > fair * 1.01)
        .max_by(|(_, a), (_, b)| a.exact.total_cmp(&b.exact));
    match worst {
        Some((side, against)) => {
            let (letter, element) = (["A", "B"][side], against.element);
            let percent = format!("{:.0}", against.exact * 100.0);
            lang.say(
                format!("Two programs, the same seed, in lock step. {letter} sends {percent}\u{a0}% of all requests to server {element}."),
                format!("两个程序，同一个种子，步调一致。{letter} 把 {percent}% 的请求都发给了服务器 {element}。"),
            )
        }
        None => lang.say(
            "Two programs, the same seed, in lock step. Which of them is fair?".to_owned(),
            "两个程序，同一个种子，步调一致。哪个是公平的？".to_owned(),
        ),
    }
}
