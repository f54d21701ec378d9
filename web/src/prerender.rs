//! Pages as HTML, natively.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::rc::Rc;

use lesson::{Book, Lesson, Mistake, World};
use yew::{BaseComponent, LocalServerRenderer};

use crate::app::{AppProps, LaboratoryApp, LessonApp, LessonProps, SiteApp};
use crate::bench::{Script, Stills};
use crate::block;
use crate::page::{Assets, Page, Place};
use crate::rooms::{Errand, Room, ShuffleRoom, in_room_of};
use crate::site::search::gather::gather;
use crate::site::swatch::Swatch;
use crate::words::Lang;

mod files;
pub use files::Files;

/// All that the site is rendered from.
pub struct Site {
    shell: String,
    files: Files,
    assets: Assets,
    pages: Vec<Page>,
    search: String,
}

impl Site {
    /// Reads the shell and the book.
    ///
    /// # Errors
    /// When a file cannot be read, and when the book has mistakes: each is told with its file and line.
    pub fn read(shell: &Path, lessons: &Path, files: Files) -> io::Result<Site> {
        let book = Book::read(&markdown(lessons)?).map_err(told)?;
        let summary = Rc::new(book.summary.clone());
        let search = block::write(&gather(&book));
        let assets = files.of_page(format!("assets/search-{:016x}.json", digest(&search)));
        let page = |lang, place| Page {
            lang,
            place,
            summary: summary.clone(),
        };
        let in_language = |lang| {
            places(&book, lang)
                .into_iter()
                .map(move |place| page(lang, place))
        };
        let pages = Lang::ALL.into_iter().flat_map(in_language).collect();
        Ok(Site {
            shell: fs::read_to_string(shell)?,
            files,
            assets,
            pages,
            search,
        })
    }

    /// Every page and the search index: its path below the site's root, and its content.
    pub fn render(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let search = (self.assets.search.clone(), self.search.clone());
        self.pages
            .iter()
            .map(|page| (file_of(page), self.page(page)))
            .chain([search])
    }

    fn page(&self, page: &Page) -> String {
        let root = page.to_root();
        let title = title(page);
        let description = description(page);
        let app = body(page, &self.assets);
        self.fill(&[
            ("lang", page.lang.tag()),
            ("root", &root),
            ("title", &escape(&title)),
            ("description", &escape(&description)),
            ("head", &self.head(&page.place, &root)),
            ("app", &app),
            ("page", &block::write(page)),
            ("assets", &block::write(&self.assets)),
        ])
    }

    /// One pass over the shell, so that text which looks like a placeholder stays text.
    fn fill(&self, values: &[(&str, &str)]) -> String {
        let values: BTreeMap<_, _> = values.iter().copied().collect();
        let mut parts = self.shell.split("{{");
        let mut html = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let (name, rest) = part
                .split_once("}}")
                .expect("a placeholder of the shell ends with }}");
            html += values
                .get(name)
                .unwrap_or_else(|| panic!("the shell asks for `{name}`"));
            html += rest;
        }
        html
    }

    /// Style, theme, icon, and the app's module, which fetches its WebAssembly after the first paint.
    fn head(&self, place: &Place, root: &str) -> String {
        let mut head = String::new();
        if !self.files.is_empty() {
            let program = files::program(place);
            let style = self.files.path("style");
            let theme = self.files.path("theme");
            let script = self.files.path(&format!("{program}_js"));
            let integrity = |path| self.files.integrity(path);
            head += &format!(
                "<link rel=\"stylesheet\" href=\"{root}{style}\"{}>\n",
                integrity(style)
            );
            head += &format!(
                "<script src=\"{root}{theme}\"{}></script>\n",
                integrity(theme)
            );
            head += &format!(
                "<script type=\"module\" src=\"{root}{script}\"{}></script>\n",
                integrity(script)
            );
        }
        head += &format!(
            "<link rel=\"icon\" href=\"{root}icon.svg\" type=\"image/svg+xml\">\n<link rel=\"manifest\" href=\"{root}manifest.webmanifest\">"
        );
        head
    }
}

/// The page's tree as HTML, ready to be hydrated.
#[must_use]
pub fn body(page: &Page, assets: &Assets) -> String {
    let props = AppProps {
        page: page.clone(),
        assets: assets.clone(),
    };
    match &page.place {
        Place::Home { .. } | Place::Glossary { .. } | Place::NotFound => rendered::<SiteApp>(props),
        Place::Lesson { lesson } => in_room_of(&lesson.world, RenderedLesson(page, assets))
            // Any room says of a lesson that is not its own what is missing.
            .unwrap_or_else(|| RenderedLesson(page, assets).run::<ShuffleRoom>()),
        Place::Laboratory => rendered::<LaboratoryApp>(props),
    }
}

struct RenderedLesson<'a>(&'a Page, &'a Assets);

impl Errand for RenderedLesson<'_> {
    type Out = String;

    fn run<R: Room>(self) -> String {
        let RenderedLesson(page, assets) = self;
        let lesson = page.lesson();
        rendered::<LessonApp<R>>(LessonProps {
            page: page.clone(),
            assets: assets.clone(),
            script: (lesson.world == R::World::NAME).then(|| Script::of(lesson)),
            stills: Stills::of::<R>(page),
        })
    }
}

fn rendered<Root: BaseComponent>(props: Root::Properties) -> String {
    pollster::block_on(LocalServerRenderer::<Root>::with_props(props).render())
}

/// The lesson's first run, from afar; nothing for a world that has no room.
fn swatch(lesson: &Lesson) -> Swatch {
    in_room_of(&lesson.world, Woven(lesson)).unwrap_or_default()
}

struct Woven<'a>(&'a Lesson);

impl Errand for Woven<'_> {
    type Out = Swatch;

    fn run<R: Room>(self) -> Swatch {
        match self.0.player::<R::World>() {
            Ok(player) => Swatch::of(&R::weave(player.branch(), Lang::En), player.len()),
            // `lessons check` tells what does not parse; the page shows it too.
            Err(_) => Swatch::default(),
        }
    }
}

/// Every Markdown file of the lessons' folder and of the folders in it, by its path there.
///
/// # Errors
/// When one cannot be read.
pub fn markdown(lessons: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![lessons.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let below = path
                    .strip_prefix(lessons)
                    .expect("the path begins with its folder");
                let name = below.to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}

fn told(mistakes: Vec<Mistake>) -> io::Error {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    io::Error::new(io::ErrorKind::InvalidData, lines.join("\n"))
}

/// For a name that changes with the content (FNV-1a, 64 bits); nothing depends on its strength.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// Every page there is, in one language.
fn places(book: &Book, lang: Lang) -> Vec<Place> {
    let swatches = book
        .lessons
        .iter()
        .map(|[lesson, _]| (lesson.id.clone(), swatch(lesson)));
    let mut places = vec![
        Place::Home {
            swatches: Rc::new(swatches.collect()),
        },
        Place::Laboratory,
        Place::Glossary {
            glossary: Rc::new(book.glossary.clone()),
        },
        Place::NotFound,
    ];
    places.extend(book.lessons.iter().map(|[english, chinese]| Place::Lesson {
        lesson: Rc::new(lang.say(english, chinese).clone()),
    }));
    places
}

fn file_of(page: &Page) -> String {
    match page.place {
        Place::NotFound => format!("{}404.html", page.path()),
        _ => format!("{}index.html", page.path()),
    }
}

fn title(page: &Page) -> String {
    let lang = page.lang;
    let name = match &page.place {
        Place::Home { .. } => {
            return lang
                .say(
                    "Lockstep: distributed systems, step by step",
                    "Lockstep：一步一步学分布式系统",
                )
                .to_string();
        }
        Place::Lesson { lesson } => lesson.title.clone(),
        Place::Laboratory => lang
            .say("Will it shuffle? The laboratory", "洗得匀吗？实验室")
            .to_string(),
        Place::Glossary { .. } => lang.say("Glossary", "术语表").to_string(),
        Place::NotFound => lang.say("Not found", "没有这个页面").to_string(),
    };
    format!("{name} · Lockstep")
}

fn description(page: &Page) -> String {
    let lang = page.lang;
    if let Place::Lesson { lesson } = &page.place {
        return lesson.summary.clone();
    }
    match &page.place {
        Place::Laboratory => lang.say(
            "Shuffle up to a billion times in your browser and see which shuffles are fair.",
            "在浏览器里洗牌十亿次，看看哪些洗牌算法是公平的。",
        ),
        _ => lang.say(
            "Learn distributed systems by stepping through real ones: stop a leader, split the network, step back, and see why.",
            "一步一步地运行真实的分布式系统：停掉领导者，切断网络，退回去，看清为什么。",
        ),
    }
    .to_string()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
