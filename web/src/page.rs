//! The pages there are: their addresses, and the data that each is rendered from.

use lesson::{Glossary, Lesson, Summary};
use serde::{Deserialize, Serialize};
use std::mem;
use std::rc::Rc;

use crate::by_id::ById;
use crate::site::swatch::Swatch;
use crate::words::Lang;

/// A page of the site: everything its first frame depends on.
///
/// It stands in the HTML as a JSON data block, so that the app hydrates from what the pre-renderer saw.
///
/// Two are equal when they share their content: what a program has read once is handed on, and to compare a lesson word
/// by word, in every component at every message, would take time and 3 KB of the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    /// The language it is written in.
    pub lang: Lang,
    /// Which page.
    pub place: Place,
    /// The curriculum: parts and lessons in their order, in both languages.
    pub summary: Rc<Summary>,
}

/// Which page, with the text that it shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// What this is, a first picture, the curriculum.
    Home {
        /// The swatches of the lessons that are written, by their folders.
        swatches: Rc<ById<Swatch>>,
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

impl PartialEq for Page {
    fn eq(&self, other: &Page) -> bool {
        let same = match (&self.place, &other.place) {
            (Place::Home { swatches: a }, Place::Home { swatches: b }) => Rc::ptr_eq(a, b),
            (Place::Lesson { lesson: a }, Place::Lesson { lesson: b }) => Rc::ptr_eq(a, b),
            (Place::Glossary { glossary: a }, Place::Glossary { glossary: b }) => Rc::ptr_eq(a, b),
            (a, b) => mem::discriminant(a) == mem::discriminant(b),
        };
        same && self.lang == other.lang && Rc::ptr_eq(&self.summary, &other.summary)
    }
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
    /// The lesson of a lesson's page.
    ///
    /// # Panics
    /// On another page: no program of lessons is started there.
    #[must_use]
    pub fn lesson(&self) -> &Rc<Lesson> {
        match &self.place {
            Place::Lesson { lesson } => lesson,
            _ => panic!("the program of lessons is started on {:?}", self.path()),
        }
    }

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

/// Where the build put what a running page loads, as paths from the site's root: hashed names. What the page's head loads
/// is known to the pre-renderer alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assets {
    /// The worker that runs compiled experiments.
    pub worker: String,
    /// The worker that runs a learner's own program.
    pub script_worker: String,
    /// What search looks through; fetched at the first search.
    pub search: String,
    /// Changes with every byte of the site.
    pub version: String,
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
        let swatches = Rc::default();
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
