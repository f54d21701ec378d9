//! The first page: what this is, a first picture, the curriculum with progress.

use std::rc::Rc;

use lesson::{Listed, Part, Summary};
use yew::prelude::*;

use super::first_picture::FirstPicture;
use super::foot::foot;
use super::language::LanguageOffer;
use super::notebook::MyNotebook;
use super::progress::{self, Progress};
use super::swatch::{self, Swatch};
use crate::by_id::ById;
use crate::page::{Page, lesson_path};
use crate::parts::{State, progress_mark};
use crate::words::Lang;

/// Properties of [`HomePage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct HomePageProps {
    /// The page's data.
    pub page: Page,
    /// The swatches of written lessons.
    pub swatches: Rc<ById<Swatch>>,
}

/// The first page.
#[component]
pub fn HomePage(HomePageProps { page, swatches }: &HomePageProps) -> Html {
    let lang = page.lang;
    let curriculum = page.summary.clone();
    let progress = use_state(ById::default);
    use_effect_with((), {
        let (curriculum, progress) = (curriculum.clone(), progress.clone());
        move |()| progress.set(progress::read(written(&curriculum).map(|(id, _)| id)))
    });
    let changed = {
        let (curriculum, progress) = (curriculum.clone(), progress.clone());
        Callback::from(move |()| {
            progress.set(progress::read(written(&curriculum).map(|(id, _)| id)));
        })
    };
    html! {
        <>
            <main>
                <FirstPicture page={page.clone()}>
                    <h1>{ "Lockstep" }</h1>
                    <p class="promise">{ lang.say(
                        html! { { "Learn distributed systems by stepping through real ones: run them, break them, step back, and see why." } },
                        // Chinese breaks between any two characters: its clauses are kept whole where they fit.
                        html! { <><span>{ "一步一步地运行真实的分布式系统：" }</span><span>{ "让它跑，弄坏它，" }</span><span>{ "退回去，看清为什么。" }</span></> },
                    ) }</p>
                    { ways(page, next(&curriculum, &progress)) }
                </FirstPicture>
                <section class="cur" aria-labelledby="curriculum">
                    <header>
                        <h2 id="curriculum">{ count(lang, &curriculum) }</h2>
                        <p class="key">
                            { for [State::Done, State::UnderWay, State::NotBegun].map(|state| html! {
                                <span>{ progress_mark(state, None) }{ state.words(lang) }</span>
                            }) }
                        </p>
                    </header>
                    { for curriculum.parts.iter().map(|part| html! {
                        { part_of_it(page, part, swatches, &progress) }
                    }) }
                </section>
                <MyNotebook page={page.clone()} curriculum={(*curriculum).clone()} {changed} />
            </main>
            { foot(page) }
            <LanguageOffer page={page.clone()} />
        </>
    }
}

/// The lessons that are written, each with its folder.
fn written(curriculum: &Summary) -> impl Iterator<Item = (&str, &Listed)> {
    curriculum
        .lessons()
        .filter_map(|listed| Some((listed.id.as_deref()?, listed)))
}

fn count(lang: Lang, curriculum: &Summary) -> String {
    let (all, written) = (curriculum.lessons().count(), written(curriculum).count());
    if all == written {
        return lang.say(format!("{all} lessons"), format!("{all} 课"));
    }
    lang.say(
        format!("{all} lessons, {written} written so far"),
        format!("共 {all} 课，已写成 {written} 课"),
    )
}

/// The lesson to go on with: the one under way, else the first that is not done, else the first.
fn next(curriculum: &Summary, progress: &ById<Progress>) -> Option<(Listed, State)> {
    let state = |id: &str| progress.get(id).copied().unwrap_or_default().state();
    let with = |wanted: State| {
        written(curriculum)
            .find(|(id, _)| state(id) == wanted)
            .map(|(_, listed)| (listed.clone(), wanted))
    };
    with(State::UnderWay)
        .or_else(|| with(State::NotBegun))
        .or_else(|| with(State::Done))
}

/// The ways in.
fn ways(page: &Page, next: Option<(Listed, State)>) -> Html {
    let lang = page.lang;
    let start = next.as_ref().and_then(|(listed, state)| {
        let id = listed.id.as_ref()?;
        let words = match state {
            State::UnderWay => lang.say(
                format!("Go on: {}", lang.of(&listed.title)),
                format!("继续：{}", lang.of(&listed.title)),
            ),
            _ => lang.say("Start here", "从这里开始").to_string(),
        };
        Some(html! { <a class="btn solid" href={page.link(&lesson_path(id))}>{ words }</a> })
    });
    html! {
        <p class="cta">
            { start.unwrap_or_default() }
            <a class="btn" href={page.link("lab/shuffle/")}>{ lang.say("Open the shuffle lab", "打开洗牌实验室") }</a>
        </p>
    }
}

/// A part with its lessons.
fn part_of_it(
    page: &Page,
    part: &Part,
    swatches: &ById<Swatch>,
    progress: &ById<Progress>,
) -> Html {
    let lang = page.lang;
    let written: Vec<&str> = part
        .lessons
        .iter()
        .filter_map(|listed| listed.id.as_deref())
        .collect();
    let done = written
        .iter()
        .filter(|&&id| progress.get(id).is_some_and(|progress| progress.done))
        .count();
    let counted = match written.len() {
        0 => lang.say("not written yet", "尚未写成").to_string(),
        all => lang.say(
            format!("{done} of {all} done"),
            format!("已完成 {done} / {all}"),
        ),
    };
    html! {
        <section class="part">
            <div class="pt">
                <h3>{ lang.of(&part.title) }</h3>
                <p>{ lang.of(&part.about) }</p>
                <p class="cnt">{ counted }</p>
            </div>
            <ol>
                { for part.lessons.iter().map(|listed| html! {
                    <li>{ lesson(page, listed, swatches, progress) }</li>
                }) }
            </ol>
        </section>
    }
}

fn lesson(
    page: &Page,
    listed: &Listed,
    swatches: &ById<Swatch>,
    progress: &ById<Progress>,
) -> Html {
    let lang = page.lang;
    let name = html! {
        <><span class="no">{ listed.number }</span><span class="nm">{ lang.of(&listed.title) }</span></>
    };
    match &listed.id {
        Some(id) => {
            let progress = progress.get(id).copied().unwrap_or_default();
            html! {
                <a class="row" href={page.link(&lesson_path(id))}>
                    { name }
                    { swatch::view(swatches.get(id).unwrap_or(&Swatch::default())) }
                    { progress_mark(progress.state(), Some(lang)) }
                </a>
            }
        }
        None => html! { <span class="row unwritten">{ name }</span> },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_with_the_lesson_under_way() {
        let curriculum = Summary::parse(
            "## A / 甲\n\n- [one / 一](one/en.md)\n- two / 二\n- [three / 三](three/en.md)\n",
            "SUMMARY.md",
        )
        .unwrap();
        let mut kept = ById::default();
        let name = |kept: &ById<Progress>| next(&curriculum, kept).unwrap().0.id.unwrap();
        assert_eq!(name(&kept), "one");
        let done = Progress {
            done: true,
            steps_done: 9,
            steps: 9,
        };
        kept.insert("one".to_string(), done);
        assert_eq!(name(&kept), "three");
        kept.insert(
            "one".to_string(),
            Progress {
                done: false,
                ..done
            },
        );
        assert_eq!(name(&kept), "one");
    }
}
