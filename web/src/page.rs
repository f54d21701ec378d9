//! The pages there are: their addresses, and the data that each is rendered from.

use labs::etcd::Etcd;
use labs::ids::IdBench;
use labs::raft::Raft;
use labs::search::SearchBench;
use labs::tasks::TaskBench;
use labs::timers::TimerBench;
use lesson::World as _;
use lesson::{Glossary, Lesson, Summary};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::by_id::ById;
use crate::site::swatch::Swatch;
use crate::words::Lang;

/// A page of the site: everything its first frame depends on.
///
/// It stands in the HTML as a JSON data block, so that the app hydrates from what the pre-renderer saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The language it is written in.
    pub lang: Lang,
    /// Which page.
    pub place: Place,
    /// The curriculum: parts and lessons in their order, in both languages.
    pub summary: Rc<Summary>,
}

/// Which page, with the text that it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// What this is, a first picture, the curriculum.
    Home {
        /// The swatches of the lessons that are written, by their folders.
        swatches: ById<Swatch>,
    },
    /// One lesson.
    Lesson {
        /// The lesson in the page's language, read: a Markdown parser would be a sixth of what a first page may weigh.
        lesson: Rc<Lesson>,
    },
    /// The laboratory of long experiments.
    Laboratory,
    /// Every term, in both languages.
    Glossary {
        /// The glossary, read.
        glossary: Rc<Glossary>,
    },
    /// What a plain host shows for an unknown address.
    NotFound,
}

impl Place {
    /// The address below the language's root, with a slash at its end: `lessons/shuffle/`, empty for home.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Place::Home { .. } => String::new(),
            Place::Lesson { lesson } => lesson_path(&lesson.id),
            Place::Laboratory => "lab/shuffle/".to_string(),
            Place::Glossary { .. } => "glossary/".to_string(),
            Place::NotFound => String::new(),
        }
    }
}

/// A lesson's address below the language's root.
#[must_use]
pub fn lesson_path(id: &str) -> String {
    format!("lessons/{id}/")
}

impl Page {
    /// The address below the site's root: `zh/lessons/shuffle/`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}{}", self.lang.say("", "zh/"), self.place.path())
    }

    /// The way from this page to the site's root: `./`, `../`, `../../`.
    #[must_use]
    pub fn to_root(&self) -> String {
        match self.path().matches('/').count() {
            0 => "./".to_string(),
            depth => "../".repeat(depth),
        }
    }

    /// A relative link to a path of this page's language.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        self.link_in(self.lang, path)
    }

    /// A relative link to a path of the given language.
    #[must_use]
    pub fn link_in(&self, lang: Lang, path: &str) -> String {
        format!("{}{}{path}", self.to_root(), lang.say("", "zh/"))
    }
}

/// Where the build put what a page loads, as paths from the site's root: hashed names, written by `xtask build`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assets {
    /// All style sheets in one file.
    pub style: String,
    /// Sets the theme before the first paint; a plain script.
    pub theme: String,
    /// The program of the home page and the glossary: a module script, and its WebAssembly, preloaded.
    pub site_js: String,
    /// See `site_js`.
    pub site_wasm: String,
    /// The program of lessons in the world `shuffle`.
    pub lesson_shuffle_js: String,
    /// See `lesson_shuffle_js`.
    pub lesson_shuffle_wasm: String,
    /// The program of lessons in the world `etcd`.
    pub lesson_etcd_js: String,
    /// See `lesson_etcd_js`.
    pub lesson_etcd_wasm: String,
    /// The program of lessons in the world `raft`.
    pub lesson_raft_js: String,
    /// See `lesson_raft_js`.
    pub lesson_raft_wasm: String,
    /// The program of lessons in the world `timers`.
    pub lesson_timers_js: String,
    /// See `lesson_timers_js`.
    pub lesson_timers_wasm: String,
    /// The program of lessons in the world `ids`.
    pub lesson_ids_js: String,
    /// See `lesson_ids_js`.
    pub lesson_ids_wasm: String,
    /// The program of lessons in the world `tasks`.
    pub lesson_tasks_js: String,
    /// See `lesson_tasks_js`.
    pub lesson_tasks_wasm: String,
    /// The program of lessons in the world `search`.
    pub lesson_search_js: String,
    /// See `lesson_search_js`.
    pub lesson_search_wasm: String,
    /// The program of the laboratory.
    pub laboratory_js: String,
    /// See `laboratory_js`.
    pub laboratory_wasm: String,
    /// The worker that runs compiled experiments.
    pub worker: String,
    /// The worker that runs a learner's own program.
    pub script_worker: String,
    /// What search looks through; written by the pre-renderer, fetched at the first search.
    pub search: String,
    /// Changes with every byte of the site.
    pub version: String,
    /// Path to its `integrity` value.
    pub integrity: BTreeMap<String, String>,
}

impl Assets {
    /// The program that brings a page to life: its script and its WebAssembly.
    #[must_use]
    pub fn program(&self, place: &Place) -> (&str, &str) {
        match place {
            Place::Home { .. } | Place::Glossary { .. } | Place::NotFound => {
                (&self.site_js, &self.site_wasm)
            }
            Place::Lesson { lesson } if lesson.world == Etcd::NAME => {
                (&self.lesson_etcd_js, &self.lesson_etcd_wasm)
            }
            Place::Lesson { lesson } if lesson.world == Raft::NAME => {
                (&self.lesson_raft_js, &self.lesson_raft_wasm)
            }
            Place::Lesson { lesson } if lesson.world == TimerBench::NAME => {
                (&self.lesson_timers_js, &self.lesson_timers_wasm)
            }
            Place::Lesson { lesson } if lesson.world == IdBench::NAME => {
                (&self.lesson_ids_js, &self.lesson_ids_wasm)
            }
            Place::Lesson { lesson } if lesson.world == TaskBench::NAME => {
                (&self.lesson_tasks_js, &self.lesson_tasks_wasm)
            }
            Place::Lesson { lesson } if lesson.world == SearchBench::NAME => {
                (&self.lesson_search_js, &self.lesson_search_wasm)
            }
            // The page of a world without a room says so, whichever program it has.
            Place::Lesson { .. } => (&self.lesson_shuffle_js, &self.lesson_shuffle_wasm),
            Place::Laboratory => (&self.laboratory_js, &self.laboratory_wasm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_climb_to_the_root_and_down_again() {
        let page = |lang, place| Page {
            lang,
            place,
            summary: Rc::default(),
        };
        let swatches = ById::default();
        let home = page(Lang::En, Place::Home { swatches });
        assert_eq!(home.to_root(), "./");
        assert_eq!(home.link("glossary/"), "./glossary/");
        let lab = page(Lang::Zh, Place::Laboratory);
        assert_eq!(lab.path(), "zh/lab/shuffle/");
        assert_eq!(lab.link(""), "../../../zh/");
        assert_eq!(
            lab.link_in(Lang::En, "lab/shuffle/"),
            "../../../lab/shuffle/"
        );
    }
}
