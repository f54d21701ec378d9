//! What `xtask build` made, as it stands in assets.json: hashed names, and what their `integrity` must be.

use std::collections::BTreeMap;

use labs::etcd::Etcd;
use labs::ids::IdBench;
use labs::raft::Raft;
use labs::search::SearchBench;
use labs::tasks::TaskBench;
use labs::timers::TimerBench;
use lesson::World as _;
use serde::Deserialize;

use crate::page::{Assets, Place};

/// The list, empty when pages are rendered to be looked at and nothing was built.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Files {
    /// Path to its `integrity` value.
    integrity: BTreeMap<String, String>,
    /// `style`, `theme`, `version`, and for each program `<program>_js` and `<program>_wasm`: paths from the site's root.
    #[serde(flatten)]
    paths: BTreeMap<String, String>,
}

impl Files {
    /// Whether nothing was built.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The path of that name, or nothing.
    #[must_use]
    pub fn path(&self, name: &str) -> &str {
        self.paths.get(name).map_or("", String::as_str)
    }

    /// The attribute that lets a browser check a file, with a space before it.
    #[must_use]
    pub fn integrity(&self, path: &str) -> String {
        match self.integrity.get(path) {
            Some(value) => format!(" integrity=\"{value}\""),
            None => String::new(),
        }
    }

    /// What a running page loads, with the search data that the pre-renderer writes itself.
    #[must_use]
    pub fn of_page(&self, search: String) -> Assets {
        Assets {
            worker: self.path("worker").to_string(),
            script_worker: self.path("script_worker").to_string(),
            search,
            version: self.path("version").to_string(),
        }
    }
}

/// The program that brings a page to life, a binary of this package.
#[must_use]
pub fn program(place: &Place) -> &'static str {
    match place {
        Place::Home { .. } | Place::Glossary { .. } | Place::NotFound => "site",
        Place::Lesson { lesson } => match lesson.world.as_str() {
            Etcd::NAME => "lesson_etcd",
            Raft::NAME => "lesson_raft",
            TimerBench::NAME => "lesson_timers",
            IdBench::NAME => "lesson_ids",
            TaskBench::NAME => "lesson_tasks",
            SearchBench::NAME => "lesson_search",
            // The page of a world without a room says so, whichever program it has.
            _ => "lesson_shuffle",
        },
        Place::Laboratory => "laboratory",
    }
}
