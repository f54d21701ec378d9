//! What keeps the house tidy: the arrows of ARCHITECTURE.md, lessons that are listed and complete, no file that nobody
//! reads, pages that the content security policy allows, and nothing of the machine that they were written on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use lesson::prose::plain_all;
use lesson::{Book, Listed, Summary};
use web::page::{Assets, Page, Place};
use web::prerender::{self, Files, Site};
use web::words::Lang;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the workspace")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", shown(&path)))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Every file below a folder whose name ends so.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", shown(&folder)))
        {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What a package of the workspace needs to be built (not what its tests need).
fn needs() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    let text = |value: &serde_json::Value| value.as_str().expect("a name is text").to_string();
    packages
        .iter()
        .map(|package| {
            let needed = package["dependencies"]
                .as_array()
                .expect("a list, perhaps empty")
                .iter();
            let needed = needed
                .filter(|needed| needed["kind"].is_null())
                .map(|needed| text(&needed["name"]));
            (text(&package["name"]), needed.collect())
        })
        .collect()
}

/// Packages of the workspace that are not engines.
const HOUSE: [&str; 8] = [
    "etcd", "lesson", "labs", "charts", "bench", "xtask", "web", "tests",
];

/// What an engine may need from outside, and nothing else.
const ENGINES_MAY_NEED: [(&str, &str); 3] = [
    ("balance", "statrs"),
    ("postings", "sqlparser"),
    ("sim", "raft"),
];

#[test]
fn dependencies_point_one_way() {
    let needs = needs();
    let ours: BTreeSet<&str> = needs.keys().map(String::as_str).collect();
    let engines: BTreeSet<&str> = ours
        .iter()
        .copied()
        .filter(|name| !HOUSE.contains(name))
        .collect();
    for (name, needed) in &needs {
        let allowed: BTreeSet<&str> = match name.as_str() {
            "lesson" | "charts" | "xtask" => BTreeSet::new(),
            // It measures; nothing needs it.
            "bench" => engines.iter().copied().chain(["lesson", "labs"]).collect(),
            // The fronts of an engine: what one meets it through.
            "etcd" => BTreeSet::from(["mvcc"]),
            "labs" => engines.iter().copied().chain(["etcd", "lesson"]).collect(),
            "web" => engines
                .iter()
                .copied()
                .chain(["lesson", "labs", "charts"])
                .collect(),
            "tests" => ours
                .iter()
                .copied()
                .filter(|name| !["xtask", "bench"].contains(name))
                .collect(),
            // A cluster is made of raft nodes.
            "sim" => BTreeSet::from(["raft"]),
            // An engine.
            _ => BTreeSet::new(),
        };
        for needed in needed
            .iter()
            .map(String::as_str)
            .filter(|needed| ours.contains(needed))
        {
            assert!(
                allowed.contains(needed),
                "{name} must not need {needed}: see ARCHITECTURE.md"
            );
        }
    }
    for engine in engines {
        for needed in &needs[engine] {
            assert!(
                ENGINES_MAY_NEED.contains(&(engine, needed)),
                "the engine {engine} needs {needed}: engines have no dependencies, or a reason that is written down here"
            );
        }
    }
}

#[test]
fn only_the_web_knows_yew_and_the_browser() {
    let browser = [
        "yew",
        "web-sys",
        "js-sys",
        "wasm-bindgen",
        "wasm-bindgen-futures",
    ];
    for (name, needed) in needs()
        .iter()
        .filter(|(name, _)| !["web", "bench"].contains(&name.as_str()))
    {
        let found: Vec<_> = browser
            .iter()
            .filter(|&&library| needed.contains(library))
            .collect();
        assert!(
            found.is_empty(),
            "{name} needs {found:?}: only web knows the browser"
        );
    }
}

fn book() -> Book {
    let files = prerender::markdown(&root().join("lessons")).expect("the lessons can be read");
    Book::read(&files).unwrap_or_else(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("lessons/ has mistakes:\n{}", lines.join("\n"))
    })
}

/// Reading the book finds lessons that are not listed, files that are missing, ids that differ and links that lead
/// nowhere.
#[test]
fn the_book_has_no_mistakes_and_all_its_lessons_are_listed() {
    let book = book();
    assert_eq!(
        book.summary.lessons().count(),
        27,
        "the curriculum has 27 lessons"
    );
    let written = book
        .summary
        .lessons()
        .filter(|listed| listed.id.is_some())
        .count();
    assert_eq!(book.lessons.len(), written);
}

#[test]
fn names_in_the_curriculum_and_the_glossary_are_in_their_languages() {
    let chinese = |text: &str| {
        text.chars()
            .any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
    };
    let book = book();
    for part in &book.summary.parts {
        for [en, zh] in [&part.title, &part.about] {
            assert!(!chinese(en) && chinese(zh), "{en} / {zh}");
        }
        for Listed {
            title: [en, zh], ..
        } in &part.lessons
        {
            assert!(!chinese(en) && en != zh, "{en} / {zh}");
        }
    }
    for term in &book.glossary.terms {
        let [en, zh] = [0, 1].map(|lang| plain_all(&term.meaning[lang]));
        assert!(!chinese(&en), "{}: its English paragraph is {en}", term.id);
        assert!(chinese(&zh), "{}: its Chinese paragraph is {zh}", term.id);
    }
}

/// A source file is read when the file that stands for its folder declares it.
#[test]
fn no_source_file_is_dead() {
    let sources = ["crates", "web/src", "tests"]
        .map(|folder| files(folder, ".rs"))
        .concat();
    let dead: Vec<String> = sources
        .iter()
        .filter(|file| !is_root(file) && !is_declared(file))
        .map(|file| shown(file))
        .collect();
    assert!(dead.is_empty(), "nobody declares {dead:?}");
}

/// What cargo itself starts from.
fn is_root(file: &Path) -> bool {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let folder = file.parent().expect("a file lies in a folder");
    let folder_name = folder.file_name().unwrap_or_default().to_string_lossy();
    let manifest = read_if_there(&root().join("tests/Cargo.toml"));
    ["lib", "main"].contains(&&*name)
        || ["bin", "tests", "examples"].contains(&&*folder_name) && folder != root().join("tests")
        || folder == root().join("tests") && manifest.contains(&format!("path = \"{name}.rs\""))
}

fn is_declared(file: &Path) -> bool {
    let mut name = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut folder = file
        .parent()
        .expect("a file lies in a folder")
        .to_path_buf();
    if name == "mod" {
        name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        folder.pop();
    }
    let declared = [format!("mod {name};"), format!("path = \"{name}.rs\"")];
    ["mod.rs", "lib.rs", "main.rs"]
        .iter()
        .map(|parent| folder.join(parent))
        .chain([folder.with_extension("rs")])
        .chain(
            fs::read_dir(&folder)
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.path()),
        )
        .filter(|parent| {
            parent != file
                && parent
                    .extension()
                    .is_some_and(|extension| extension == "rs")
        })
        .any(|parent| {
            let text = read_if_there(&parent);
            declared.iter().any(|declared| text.contains(declared))
        })
}

fn read_if_there(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

#[test]
fn the_index_lists_every_style_sheet() {
    let index = read("web/css/index.css");
    let listed: BTreeSet<&str> = index
        .lines()
        .filter_map(|line| line.strip_prefix("@import url(\"")?.strip_suffix("\");"))
        .collect();
    let there: Vec<String> = files("web/css", ".css")
        .iter()
        .map(|file| {
            file.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name != "index.css")
        .collect();
    assert_eq!(
        listed,
        there.iter().map(String::as_str).collect(),
        "index.css (left) and the folder (right)"
    );
}

#[test]
fn no_style_asks_another_origin() {
    for file in files("web/css", ".css") {
        let text = fs::read_to_string(&file).expect("a style sheet can be read");
        assert!(
            !text.contains("http"),
            "{} names another origin",
            shown(&file)
        );
    }
}

fn site() -> Site {
    Site::read(
        &root().join("index.html"),
        &root().join("lessons"),
        Files::default(),
    )
    .expect("the site can be read")
}

#[test]
fn pages_keep_the_content_security_policy() {
    for (path, html) in site().render().filter(|(path, _)| path.ends_with(".html")) {
        for tag in html
            .split('<')
            .skip(1)
            .map(|rest| rest.split('>').next().unwrap_or_default())
        {
            assert!(
                !tag.contains(" style=\""),
                "{path}: a style attribute in <{tag}>"
            );
            assert!(!tag.contains("javascript:"), "{path}: <{tag}>");
            let handler = tag
                .split_whitespace()
                .any(|word| word.starts_with("on") && word.contains("=\""));
            assert!(!handler, "{path}: an inline handler in <{tag}>");
            let inline = tag.starts_with("script")
                && !tag.contains("src=")
                && !tag.contains("application/json");
            assert!(
                !inline && !tag.starts_with("style"),
                "{path}: <{tag}> has its content inline"
            );
        }
    }
}

#[test]
fn ids_are_unique_on_every_page_and_what_points_at_one_finds_it() {
    for (path, html) in site().render().filter(|(path, _)| path.ends_with(".html")) {
        let mut ids = BTreeSet::new();
        for id in values(&html, " id=\"") {
            assert!(ids.insert(id), "{path}: the id {id} stands twice");
        }
        for attribute in [
            " aria-labelledby=\"",
            " aria-describedby=\"",
            " aria-controls=\"",
            " for=\"",
            " href=\"#",
        ] {
            for id in values(&html, attribute).flat_map(str::split_whitespace) {
                assert!(
                    ids.contains(id),
                    "{path}:{attribute}{id}\" points at nothing"
                );
            }
        }
    }
}

/// The values of an attribute in a page that we wrote: always in double quotes.
fn values<'a>(html: &'a str, attribute: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(attribute)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

#[test]
fn both_languages_of_a_page_have_the_same_bones() {
    let summary = Summary::parse(&read("lessons/SUMMARY.md"), "SUMMARY.md").expect("a summary");
    let summary = Rc::new(summary);
    for place in [
        Place::Home {
            swatches: Rc::default(),
        },
        Place::Laboratory,
        Place::NotFound,
    ] {
        let bones = |lang| {
            let page = Page {
                lang,
                place: place.clone(),
                summary: summary.clone(),
            };
            let html = prerender::body(&page, &Assets::default());
            ["<main", "<h1", "<h2", "<button", "<a ", "<svg", "<input"]
                .map(|tag| html.matches(tag).count())
        };
        assert_eq!(bones(Lang::En), bones(Lang::Zh), "{}", place.path());
    }
}

/// On 32 bits `number as usize` drops the upper half of a wide number, so a remainder taken afterwards is another one in
/// WebAssembly than natively: `(number % n as u64) as usize`.
#[test]
fn a_remainder_is_taken_before_a_number_is_cut_to_the_machine() {
    for path in files("crates", ".rs") {
        if !path.components().any(|part| part.as_os_str() == "src") {
            continue;
        }
        let text = read(&path);
        let words: Vec<&str> = text.split_whitespace().collect();
        let found = words.windows(3).find(|three| {
            three[0] == "as" && ["usize", "usize)"].contains(&three[1]) && three[2] == "%"
        });
        assert!(
            found.is_none(),
            "{}: a number is cast `as usize` and then `%`: take the remainder first",
            shown(&path)
        );
    }
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output();
    let Ok(output) = output.map(|output| output.stdout) else {
        // An archive without its history has no list of files; then those of the working tree are all there is.
        return;
    };
    let folders = ["work", "root", "tmp", "home"].map(|name| format!("/{name}/"));
    for name in String::from_utf8_lossy(&output)
        .split('\0')
        .filter(|name| !name.is_empty())
    {
        let Ok(text) = fs::read_to_string(root().join(name)) else {
            continue;
        };
        for (at, line) in text.lines().enumerate() {
            let found = folders.iter().find(|folder| names_path(line, folder));
            assert!(found.is_none(), "{name}:{}: {line}", at + 1);
        }
    }
}

/// Whether the folder stands at the beginning of a path: `lessons/tmp/` is none of them.
fn names_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "._-/*}".contains(letter))
    })
}
