//! Is it this seed, or the shuffle? The verdicts of 64 seeds, with the current one marked; a click or a key takes another.

use charts::{Chart, Fairness, SeedLayout, SeedStrip};
use labs::trials::Verdicts;
use web_sys::Element;
use yew::prelude::*;

use super::picture::{Drawn, of};
use crate::words::{Lang, times};

/// How many seeds there are in the strip.
pub const SEEDS: u64 = 64;

const WIDTH: u32 = 236;

/// The first seed of the strip that holds this one.
#[must_use]
pub fn first_of(seed: u64) -> u64 {
    seed / SEEDS * SEEDS
}

/// Properties of [`Strip`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct StripProps {
    /// The language.
    pub lang: Lang,
    /// The current seed.
    pub seed: u64,
    /// The verdicts on A and B.
    pub verdicts: [Option<std::rc::Rc<Verdicts>>; 2],
    /// Another seed.
    pub change: Callback<u64>,
    /// Run it.
    pub start: Callback<u64>,
}

/// The strip.
#[component]
pub fn Strip(
    StripProps {
        lang,
        seed,
        verdicts,
        change,
        start,
    }: &StripProps,
) -> Html {
    let (lang, seed) = (*lang, *seed);
    let first = first_of(seed);
    let seeds: Vec<u64> = (first..first + SEEDS).collect();
    let fairness = |verdicts: &Option<std::rc::Rc<Verdicts>>| -> Vec<Fairness> {
        let known = verdicts.as_ref().filter(|verdicts| verdicts.first == first);
        let verdict = |at: usize| match known.and_then(|verdicts| verdicts.biased.get(at)) {
            None => Fairness::NotRun,
            Some(true) => Fairness::Biased,
            Some(false) => Fairness::NoBias,
        };
        (0..seeds.len()).map(verdict).collect()
    };
    let (a, b) = (fairness(&verdicts[0]), fairness(&verdicts[1]));
    let strip = SeedStrip {
        seeds: &seeds,
        a: &a,
        b: Some(&b),
        current: Some((seed - first) as usize),
    };
    let trials = verdicts
        .iter()
        .flatten()
        .filter(|verdicts| verdicts.first == first)
        .map(|verdicts| verdicts.trials)
        .max();
    let drawn = Drawn::new(&strip, WIDTH, lang);

    let onclick = {
        let start = start.clone();
        Callback::from(move |event: MouseEvent| {
            let target: Element = event.target_unchecked_into();
            let Ok(Some(svg)) = target.closest("svg") else {
                return;
            };
            let rect = svg.get_bounding_client_rect();
            // The picture may be shown narrower than it was drawn.
            let scale = f64::from(WIDTH) / rect.width().max(1.0);
            let (x, y) = (
                f64::from(event.client_x()) - rect.left(),
                f64::from(event.client_y()) - rect.top(),
            );
            let layout = SeedLayout::new(SEEDS as usize, true, WIDTH);
            if let Some(at) = layout.seed_at(x * scale, y * scale, SEEDS as usize) {
                start.emit(first + at as u64);
            }
        })
    };
    let onkeydown = {
        let (change, start) = (change.clone(), start.clone());
        let row = SeedLayout::new(SEEDS as usize, true, WIDTH).columns as u64;
        Callback::from(move |event: KeyboardEvent| {
            let last = first + SEEDS - 1;
            let to = match event.key().as_str() {
                "ArrowLeft" => seed.saturating_sub(1).max(first),
                "ArrowRight" => (seed + 1).min(last),
                "ArrowUp" => seed.saturating_sub(row).max(first),
                "ArrowDown" => (seed + row).min(last),
                "Home" => first,
                "End" => last,
                "Enter" | " " => {
                    event.prevent_default();
                    return start.emit(seed);
                }
                _ => return,
            };
            event.prevent_default();
            change.emit(to);
        })
    };
    let at = (seed - first) as usize;
    html! {
        <section class="seeds">
            <h2>{ lang.say("64 seeds", "64 个种子") }</h2>
            <div class="strip" role="slider" tabindex="0" {onclick} {onkeydown} aria-label={lang.say("Seed; Enter runs it", "种子；按 Enter 运行")}
                aria-valuemin={first.to_string()} aria-valuemax={(first + SEEDS - 1).to_string()} aria-valuenow={seed.to_string()}
                aria-valuetext={seed_words(seed, a[at], b[at], lang)}>
                { Html::from_html_unchecked(drawn.svg.clone()) }
            </div>
            <p class="quiet">
                { lang.say("Above A, below B. Filled: biased. ", "上为 A，下为 B。实心：有偏。") }
                { &drawn.twin.finding }
                if let Some(trials) = trials { { lang.say(
                    format!(" {} trials with each.", charts::count(trials, of(lang))),
                    format!("每个种子 {}试验。", times(&charts::count(trials, of(lang)))),
                ) } }
            </p>
            <details class="numbers">
                <summary>{ lang.say("The numbers", "数据表") }</summary>
                <ul class="cols">
                    { for strip.twin(of(lang)).table.rows.iter().map(|row| html! { <li>{ format!("{}: {} / {}", row[0], row[1], row[2]) }</li> }) }
                </ul>
            </details>
        </section>
    }
}

fn seed_words(seed: u64, a: Fairness, b: Fairness, lang: Lang) -> String {
    let word = |fairness: Fairness| match fairness {
        Fairness::NotRun => lang.say("not run", "未运行"),
        Fairness::NoBias => lang.say("no bias found", "未发现偏差"),
        Fairness::Biased => lang.say("biased", "有偏"),
    };
    lang.say(
        format!("seed {seed}, A: {}, B: {}", word(a), word(b)),
        format!("种子 {seed}，A：{}，B：{}", word(a), word(b)),
    )
}
