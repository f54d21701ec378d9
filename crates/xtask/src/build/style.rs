//! All style sheets in one file: `@import url("x.css");` lines are replaced by what they name.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// The sheet at `index`, with its imports in their places. Imports lie beside it and import nothing themselves, so that
/// index.css alone tells the order.
pub fn bundle(index: &Path) -> Result<String> {
    let folder = index.parent().context("a style sheet lies in a folder")?;
    let mut bundle = String::new();
    let mut listed = Vec::new();
    for line in read(index)?.lines() {
        match imported(line) {
            Some(name) => {
                let sheet = read(&folder.join(name))?;
                ensure!(
                    !sheet.lines().any(|line| imported(line).is_some()),
                    "{name} imports: list it in index.css"
                );
                bundle += &sheet;
                listed.push(name.to_string());
            }
            None => bundle += line,
        }
        bundle += "\n";
    }
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        ensure!(
            name == "index.css" || !name.ends_with(".css") || listed.contains(&name),
            "web/css/{name} is not listed in index.css"
        );
    }
    Ok(bundle)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

fn imported(line: &str) -> Option<&str> {
    line.trim()
        .strip_prefix("@import url(\"")?
        .strip_suffix("\");")
}
