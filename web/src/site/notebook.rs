//! The whole notebook: what a learner did in all lessons, as one file that opens again.
//!
//! ```json
//! { "lockstep": 1, "lessons": { "shuffle": { "work": { "lesson": "shuffle", .. }, "progress": { "done": false, .. } } } }
//! ```
//!
//! A single lesson leaves as Markdown, to be read (`bench::take`). This file is for moving house: to another browser, another
//! machine, or into a backup. It holds what the browser keeps, and opening it puts that back. Work that is there already is
//! set aside, not overwritten: its lesson offers to bring it back (see `site::aside`).

use std::collections::BTreeMap;

use gloo_storage::{LocalStorage, Storage};
use lesson::{Listed, Notebook, Summary};
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::aside;
use super::progress::{self, Progress};
use crate::page::Page;
use crate::parts::{button, download};
use crate::words::Lang;

/// The version that this code writes, and the only one it reads.
const VERSION: u32 = 1;

/// All work that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WholeNotebook {
    /// The version of the format.
    lockstep: u32,
    /// By the lesson's id.
    lessons: BTreeMap<String, Kept>,
}

/// What is kept of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    work: Notebook,
    #[serde(default)]
    progress: Progress,
}

/// Why a file can't be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is a newer version's.
    TooNew(u32),
    /// It is no such file; where reading stopped, in the parser's words.
    Malformed(String),
    /// Work is filed under another lesson than its own.
    Misfiled {
        /// Where it stands.
        under: String,
        /// The lesson it says it is of.
        of: String,
    },
}

impl WholeNotebook {
    /// What the browser keeps of these lessons. Only in answer to a click: the pre-renderer has no storage.
    fn kept<'a>(lessons: impl Iterator<Item = &'a str>) -> WholeNotebook {
        let lessons = lessons.filter_map(|id| {
            let work = LocalStorage::get(aside::work(id)).ok()?;
            let progress = LocalStorage::get(progress::key(id)).unwrap_or_default();
            Some((id.to_owned(), Kept { work, progress }))
        });
        WholeNotebook {
            lockstep: VERSION,
            lessons: lessons.collect(),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it; nothing is opened in part.
    pub fn parse(text: &str) -> Result<WholeNotebook, Unreadable> {
        #[derive(Deserialize)]
        struct Version {
            lockstep: u32,
        }
        let malformed = |error: serde_json::Error| Unreadable::Malformed(error.to_string());
        // The version first: a newer file may differ in everything else.
        let Version { lockstep } = serde_json::from_str(text).map_err(malformed)?;
        if lockstep > VERSION {
            return Err(Unreadable::TooNew(lockstep));
        }
        let whole: WholeNotebook = serde_json::from_str(text).map_err(malformed)?;
        match whole
            .lessons
            .iter()
            .find(|(id, kept)| **id != kept.work.lesson)
        {
            None => Ok(whole),
            Some((under, kept)) => Err(Unreadable::Misfiled {
                under: under.clone(),
                of: kept.work.lesson.clone(),
            }),
        }
    }

    /// The work on one lesson.
    #[must_use]
    pub fn of_lesson(&self, id: &str) -> Option<&Notebook> {
        Some(&self.lessons.get(id)?.work)
    }

    /// As a file.
    fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers are written as JSON") + "\n"
    }

    /// Puts it into the browser's storage.
    fn open<'a>(&self, known: impl Iterator<Item = &'a str>) -> Opened {
        let known: Vec<&str> = known.collect();
        let mut opened = Opened::default();
        for (id, kept) in &self.lessons {
            let name = id.clone();
            if !known.contains(&id.as_str()) {
                opened.unknown.push(name);
                continue;
            }
            let here = LocalStorage::get::<Notebook>(aside::work(id)).ok();
            if here.as_ref() != Some(&kept.work) {
                if here.is_some() {
                    aside::set_aside(id);
                }
                if LocalStorage::set(aside::work(id), &kept.work).is_err() {
                    opened.refused.push(name);
                    continue;
                }
            }
            // Progress only marks the list: a lesson writes it anew.
            let _ = LocalStorage::set(progress::key(id), kept.progress);
            opened.opened.push(name);
        }
        opened
    }
}

/// What became of the lessons of a file, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Opened {
    opened: Vec<String>,
    /// This site doesn't have them.
    unknown: Vec<String>,
    /// The browser keeps no more.
    refused: Vec<String>,
}

/// What there is to say after a click.
#[derive(Clone, Debug, PartialEq)]
enum Said {
    Nothing,
    NoWork,
    Saved(usize),
    NotSaved,
    Opened(Opened),
    Unreadable(Unreadable),
}

/// Properties of [`MyNotebook`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct MyNotebookProps {
    /// The page.
    pub page: Page,
    /// The lessons there are.
    pub curriculum: Summary,
    /// Work was put back: what is shown of it is old.
    pub changed: Callback<()>,
}

/// Takes all work along, and brings it back.
#[component]
pub fn MyNotebook(
    MyNotebookProps {
        page,
        curriculum,
        changed,
    }: &MyNotebookProps,
) -> Html {
    let lang = page.lang;
    let said = use_state_eq(|| Said::Nothing);
    let export = {
        let (said, curriculum) = (said.clone(), curriculum.clone());
        Callback::from(move |_: MouseEvent| {
            let whole = WholeNotebook::kept(ids(&curriculum));
            said.set(match whole.lessons.len() {
                0 => Said::NoWork,
                lessons => {
                    let file = ("lockstep-notebook.json", "application/json");
                    match download::save(file.0, file.1, &whole.to_json()) {
                        Ok(()) => Said::Saved(lessons),
                        Err(_) => Said::NotSaved,
                    }
                }
            });
        })
    };
    let onchange = {
        let (said, curriculum, changed) = (said.clone(), curriculum.clone(), changed.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let (said, curriculum, changed) = (said.clone(), curriculum.clone(), changed.clone());
            spawn_local(async move {
                let text = JsFuture::from(file.text()).await.ok();
                let text = text.and_then(|text| text.as_string()).unwrap_or_default();
                said.set(match WholeNotebook::parse(&text) {
                    Ok(whole) => Said::Opened(whole.open(ids(&curriculum))),
                    Err(error) => Said::Unreadable(error),
                });
                changed.emit(());
                // So that the same file can be chosen again.
                input.set_value("");
            });
        })
    };
    html! {
        <section class="mine needs-script no-print" aria-labelledby="mine">
            <h2 id="mine">{ lang.say("Your notebook", "你的笔记本") }</h2>
            <div>
                <p>{ lang.say(
                    "Everything you do in a lesson is kept in this browser, and nowhere else. Take it along as one file; it opens again here, in any browser.",
                    "你在课程里做的一切都只存在这个浏览器里。可以存成一个文件带走，在任何浏览器的这一页都能再打开。",
                ) }</p>
                <p class="do">
                    { button("btn", lang.say("Export my notebook", "导出我的笔记本"), export) }
                    <label class="btn text file">{ lang.say("Open a notebook", "打开笔记本") }<input type="file" accept=".json,application/json" {onchange} /></label>
                </p>
                <p class="said" role="status">{ words(&said, curriculum, lang) }</p>
            </div>
        </section>
    }
}

fn ids(curriculum: &Summary) -> impl Iterator<Item = &str> {
    curriculum
        .lessons()
        .filter_map(|listed| listed.id.as_deref())
}

fn words(said: &Said, curriculum: &Summary, lang: Lang) -> String {
    match said {
        Said::Nothing => String::new(),
        Said::NoWork => lang
            .say(
                "There is nothing to take along yet: no lesson has been begun.",
                "还没有可带走的内容：尚未开始任何一课。",
            )
            .to_owned(),
        Said::Saved(1) => lang
            .say("Saved: one lesson.", "已保存：1 课。")
            .to_owned(),
        Said::Saved(lessons) => lang.say(
            format!("Saved: {lessons} lessons."),
            format!("已保存：{lessons} 课。"),
        ),
        Said::NotSaved => lang
            .say(
                "The browser refused to save the file.",
                "浏览器拒绝保存文件。",
            )
            .to_owned(),
        Said::Opened(opened) => opened_words(opened, curriculum, lang),
        Said::Unreadable(Unreadable::TooNew(version)) => lang.say(
            format!("Nothing was opened: the file is of version {version}, and this site reads version {VERSION}."),
            format!("没有打开：文件是第 {version} 版格式，本站只能读第 {VERSION} 版。"),
        ),
        Said::Unreadable(Unreadable::Malformed(error)) => lang.say(
            format!("Nothing was opened: this is no exported notebook ({error}). A single lesson’s Markdown opens on the page of its lesson."),
            format!("没有打开：这不是导出的笔记本（{error}）。单课的 Markdown 请在那一课的页面打开。"),
        ),
        Said::Unreadable(Unreadable::Misfiled { under, of }) => lang.say(
            format!("Nothing was opened: the file has work of lesson “{of}” under “{under}”."),
            format!("没有打开：文件把课程“{of}”的内容放在了“{under}”名下。"),
        ),
    }
}

fn opened_words(opened: &Opened, curriculum: &Summary, lang: Lang) -> String {
    let names = |ids: &[String]| {
        let title = |id: &String| {
            let is = |listed: &&Listed| listed.id.as_ref() == Some(id);
            let listed = curriculum.lessons().find(is);
            listed.map_or_else(|| id.clone(), |listed| lang.of(&listed.title).to_string())
        };
        let titles: Vec<String> = ids.iter().map(title).collect();
        titles.join(lang.say(", ", "、"))
    };
    let mut said = Vec::new();
    if !opened.opened.is_empty() {
        let names = names(&opened.opened);
        said.push(lang.say(
            format!("Opened: {names}. Work that differed is set aside; its lesson offers it."),
            format!("已打开：{names}。这里原有的不同内容已放在一边，可在那一课取回。"),
        ));
    }
    if !opened.unknown.is_empty() {
        let names = names(&opened.unknown);
        said.push(lang.say(
            format!("Not in this version of the site: {names}."),
            format!("本站没有的课程：{names}。"),
        ));
    }
    if !opened.refused.is_empty() {
        let names = names(&opened.refused);
        said.push(lang.say(
            format!("The browser has no room for: {names}."),
            format!("浏览器存不下：{names}。"),
        ));
    }
    if said.is_empty() {
        said.push(lang.say(
            "The file holds no work.".to_owned(),
            "文件里没有内容。".to_owned(),
        ));
    }
    said.join(lang.say(" ", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(lesson: &str) -> Kept {
        Kept {
            work: Notebook {
                lesson: lesson.to_owned(),
                version: "1".to_owned(),
                position: 3,
                ..Notebook::default()
            },
            progress: Progress {
                done: false,
                steps_done: 2,
                steps: 9,
            },
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let whole = WholeNotebook {
            lockstep: VERSION,
            lessons: [("shuffle".to_owned(), work("shuffle"))].into(),
        };
        assert_eq!(WholeNotebook::parse(&whole.to_json()), Ok(whole.clone()));
        assert_eq!(
            whole.of_lesson("shuffle").map(|work| work.position),
            Some(3)
        );
        assert_eq!(whole.of_lesson("mvcc"), None);
    }

    #[test]
    fn a_file_of_another_kind_says_what_is_wrong() {
        let malformed = |text: &str| match WholeNotebook::parse(text) {
            Err(Unreadable::Malformed(words)) => words,
            other => panic!("{text}: {other:?}"),
        };
        assert!(malformed("---\nlesson: shuffle\n").contains("line 1"));
        assert!(malformed("{}").contains("lockstep"));
        assert!(malformed(r#"{"lockstep":1}"#).contains("lessons"));
        assert!(malformed(r#"{"lockstep":1,"lessons":{"a":{"work":{}}}}"#).contains("lesson"));
        assert_eq!(
            WholeNotebook::parse(r#"{"lockstep":2,"shelves":[]}"#),
            Err(Unreadable::TooNew(2))
        );
        let misfiled = WholeNotebook {
            lockstep: VERSION,
            lessons: [("mvcc".to_owned(), work("shuffle"))].into(),
        };
        assert_eq!(
            WholeNotebook::parse(&misfiled.to_json()),
            Err(Unreadable::Misfiled {
                under: "mvcc".to_owned(),
                of: "shuffle".to_owned(),
            })
        );
    }

    #[test]
    fn no_damage_to_a_file_panics() {
        let whole = WholeNotebook {
            lockstep: VERSION,
            lessons: [("shuffle".to_owned(), work("shuffle"))].into(),
        };
        let text = whole.to_json();
        for at in 0..text.len() {
            for letter in [b'{', b'9', b'"', b' '] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] = letter;
                // Any answer will do.
                let _ = WholeNotebook::parse(&String::from_utf8_lossy(&bytes));
            }
            let _ = WholeNotebook::parse(&text[..at]);
        }
    }
}
