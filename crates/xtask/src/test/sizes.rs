//! What a reader transfers, compressed as a host would (brotli 11), against the budgets.

use super::outcome::Outcome;
use crate::build::files;
use crate::server::compressed;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// A lesson with what it loads before it is alive: HTML, style, theme, and the lesson's JavaScript and WebAssembly.
const FIRST_PAGE: Budget = Budget {
    name: "first lesson",
    bar: 300,
    held: 680,
};

/// All programs, styles and pages of one language: a reader who opens everything.
const EVERYTHING: Budget = Budget {
    name: "everything",
    bar: 700,
    held: 3950,
};

/// What may be transferred, in KiB: the bar we want, and what we hold until we are there. `held` only ever sinks.
struct Budget {
    name: &'static str,
    bar: u64,
    held: u64,
}

impl Budget {
    fn holds(&self, bytes: u64) -> bool {
        bytes <= self.held * 1024
    }

    fn note(&self, bytes: u64) -> String {
        let reached = if bytes <= self.bar * 1024 {
            "reached"
        } else {
            "not yet reached"
        };
        format!(
            "{} {:.1} KB, the bar is {} ({reached}), held to {}",
            self.name,
            kilobytes(bytes),
            self.bar,
            self.held
        )
    }
}

struct File {
    path: String,
    raw: u64,
    brotli: u64,
}

pub fn check(site: &Path) -> Result<Outcome> {
    let files = measured(site)?;
    println!("{:>10} {:>10}  file", "bytes", "brotli");
    for file in files.iter().filter(|file| !file.path.ends_with(".html")) {
        println!("{:10} {:10}  {}", file.raw, file.brotli, file.path);
    }
    let (page, first) = heaviest_page(site, &files)?.context("the site has no page")?;
    println!("{:10} {:10}  {page} (with what it loads)", "", first);
    let all = sum(&files, |path| !path.starts_with("zh/"));
    let note = format!("{}; {}", FIRST_PAGE.note(first), EVERYTHING.note(all));
    println!("{note}");
    Ok(Outcome::of(FIRST_PAGE.holds(first))
        .and(Outcome::of(EVERYTHING.holds(all)))
        .with_note(note))
}

/// The lesson that costs most with all that its head asks for, and the WebAssembly that its program fetches; a site without
/// lessons is measured by its heaviest page.
fn heaviest_page(site: &Path, files: &[File]) -> Result<Option<(String, u64)>> {
    let mut pages = Vec::new();
    for page in files.iter().filter(|file| file.path.ends_with(".html")) {
        let html = fs::read_to_string(site.join(&page.path))?;
        let head = html.split("</head>").next().unwrap_or_default();
        let mut named = head.to_owned();
        for script in files.iter().filter(|file| file.path.ends_with(".js")) {
            if head.contains(&script.path) {
                named += &fs::read_to_string(site.join(&script.path))?;
            }
        }
        let loaded = files.iter().filter(|file| {
            let name = file.path.strip_prefix("assets/");
            name.is_some_and(|name| named.contains(name))
        });
        let bytes = page.brotli + loaded.map(|file| file.brotli).sum::<u64>();
        pages.push((page.path.contains("lessons/"), bytes, page.path.clone()));
    }
    Ok(pages
        .into_iter()
        .max()
        .map(|(_, bytes, path)| (path, bytes)))
}

fn measured(site: &Path) -> Result<Vec<File>> {
    let mut measured = Vec::new();
    for file in files(site)? {
        let content = fs::read(&file)?;
        measured.push(File {
            path: file
                .strip_prefix(site)?
                .to_string_lossy()
                .replace('\\', "/"),
            raw: content.len() as u64,
            brotli: compressed(&content, 11)?.len() as u64,
        });
    }
    Ok(measured)
}

fn sum(files: &[File], chosen: fn(&str) -> bool) -> u64 {
    files
        .iter()
        .filter(|file| chosen(&file.path))
        .map(|file| file.brotli)
        .sum()
}

fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}
