//! The first page: what this is, a first picture, the curriculum with progress.

use std::collections::BTreeMap;

use yew::prelude::*;

use super::curriculum::{Curriculum, Entry, Part};
use super::first_picture::FirstPicture;
use super::foot::Foot;
use super::language::LanguageOffer;
use super::progress::{self, Progress};
use crate::page::{Page, lesson_path};
use crate::parts::{ProgressMark, State};
use crate::words::Lang;

/// Properties of [`HomePage`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct HomePageProps {
    /// The page's data.
    pub page: Page,
}

/// The first page.
#[component]
pub fn HomePage(HomePageProps { page }: &HomePageProps) -> Html {
    let lang = page.lang;
    let curriculum = use_memo(page.summary.clone(), |summary| Curriculum::parse(summary));
    let progress = use_state(BTreeMap::new);
    use_effect_with((), {
        let (curriculum, progress) = (curriculum.clone(), progress.clone());
        move |()| progress.set(progress::read(curriculum.written().map(|(id, _)| id)))
    });
    html! {
        <>
            <main>
                <FirstPicture page={page.clone()}>
                    <h1>{ "Lockstep" }</h1>
                    <p class="promise">{ lang.say(
                        "Learn distributed systems by stepping through real ones: run them, break them, step back, and see why.",
                        "一步一步地运行真实的分布式系统：让它跑，弄坏它，退回去，看清为什么。",
                    ) }</p>
                    <Ways page={page.clone()} next={next(&curriculum, &progress)} />
                </FirstPicture>
                <section class="cur" aria-labelledby="curriculum">
                    <header>
                        <h2 id="curriculum">{ count(lang, &curriculum) }</h2>
                        <p class="key">
                            { for [State::Done, State::UnderWay, State::NotBegun].map(|state| html! {
                                <span><ProgressMark {state} />{ state.words(lang) }</span>
                            }) }
                        </p>
                    </header>
                    { for curriculum.parts.iter().map(|part| html! {
                        <PartOfIt page={page.clone()} part={part.clone()} progress={(*progress).clone()} />
                    }) }
                </section>
            </main>
            <Foot page={page.clone()} />
            <LanguageOffer page={page.clone()} />
        </>
    }
}

fn count(lang: Lang, curriculum: &Curriculum) -> String {
    let (all, written) = (curriculum.lessons().count(), curriculum.written().count());
    if all == written {
        return lang.say(format!("{all} lessons"), format!("{all} 课"));
    }
    lang.say(
        format!("{all} lessons, {written} written so far"),
        format!("共 {all} 课，已写成 {written} 课"),
    )
}

/// The lesson to go on with: the one under way, else the first that is not done, else the first.
fn next(curriculum: &Curriculum, progress: &BTreeMap<String, Progress>) -> Option<(Entry, State)> {
    let state = |id: &str| progress.get(id).copied().unwrap_or_default().state();
    let with = |wanted: State| {
        curriculum
            .written()
            .find(|(id, _)| state(id) == wanted)
            .map(|(_, entry)| (entry.clone(), wanted))
    };
    with(State::UnderWay)
        .or_else(|| with(State::NotBegun))
        .or_else(|| with(State::Done))
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct WaysProps {
    page: Page,
    next: Option<(Entry, State)>,
}

/// The ways in.
#[component]
fn Ways(WaysProps { page, next }: &WaysProps) -> Html {
    let lang = page.lang;
    let start = next.as_ref().and_then(|(entry, state)| {
        let id = entry.id.as_ref()?;
        let words = match state {
            State::UnderWay => lang.say(
                format!("Go on: {}", entry.name.say(lang)),
                format!("继续：{}", entry.name.say(lang)),
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

#[derive(Clone, Debug, PartialEq, Properties)]
struct PartOfItProps {
    page: Page,
    part: Part,
    progress: BTreeMap<String, Progress>,
}

/// A part with its lessons.
#[component]
fn PartOfIt(
    PartOfItProps {
        page,
        part,
        progress,
    }: &PartOfItProps,
) -> Html {
    let lang = page.lang;
    let written: Vec<&str> = part
        .lessons
        .iter()
        .filter_map(|entry| entry.id.as_deref())
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
                <h3>{ part.name.say(lang) }</h3>
                <p>{ part.about.say(lang) }</p>
                <p class="cnt">{ counted }</p>
            </div>
            <ol>
                { for part.lessons.iter().map(|entry| html! {
                    <li>{ lesson(page, entry, progress) }</li>
                }) }
            </ol>
        </section>
    }
}

fn lesson(page: &Page, entry: &Entry, progress: &BTreeMap<String, Progress>) -> Html {
    let lang = page.lang;
    let name = html! {
        <><span class="no">{ entry.number }</span><span class="nm">{ entry.name.say(lang) }</span></>
    };
    match &entry.id {
        Some(id) => {
            let progress = progress.get(id).copied().unwrap_or_default();
            html! {
                <a class="row" href={page.link(&lesson_path(id))}>
                    { name }
                    <Swatch id={id.clone()} />
                    <ProgressMark state={progress.state()} {lang} />
                </a>
            }
        }
        None => html! { <span class="row unwritten">{ name }</span> },
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct SwatchProps {
    id: String,
}

/// The lesson's own weave, small.
#[component]
fn Swatch(SwatchProps { id }: &SwatchProps) -> Html {
    let _ = id;
    html! { <span class="sw"></span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_with_the_lesson_under_way() {
        let curriculum =
            Curriculum::parse("## A\n\n- [one](one/en.md)\n- two\n- [three](three/en.md)\n");
        let mut kept = BTreeMap::new();
        let name =
            |kept: &BTreeMap<String, Progress>| next(&curriculum, kept).unwrap().0.id.unwrap();
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
