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
    Ok(without_comments(&bundle))
}

/// The sheet without its comments, indentation and blank lines: a tenth of what a reader transfers.
fn without_comments(sheet: &str) -> String {
    let mut kept = String::new();
    let mut rest = sheet;
    // A comment begins nowhere within quotes.
    while let Some(at) = rest.find(['"', '\'', '/']) {
        kept += &rest[..at];
        rest = &rest[at..];
        let (length, drop) = match rest.as_bytes() {
            [b'/', b'*', ..] => (rest[2..].find("*/").map_or(rest.len(), |end| end + 4), true),
            [b'/', ..] => (1, false),
            [quote, text @ ..] => (
                text.iter()
                    .position(|byte| byte == quote)
                    .map_or(rest.len(), |end| end + 2),
                false,
            ),
            [] => (0, false),
        };
        if !drop {
            kept += &rest[..length];
        }
        rest = &rest[length..];
    }
    kept += rest;
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

fn imported(line: &str) -> Option<&str> {
    line.trim()
        .strip_prefix("@import url(\"")?
        .strip_suffix("\");")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_quoted_text_stays() {
        let sheet = "/* a\n   \"b */\na {\n  content: \"/* c */\"; /* d */\n\n  background: url('x/*y.svg');\n}\n";
        let expected = "a {\ncontent: \"/* c */\";\nbackground: url('x/*y.svg');\n}\n";
        assert_eq!(without_comments(sheet), expected);
        assert_eq!(
            without_comments("a { b: 1 / 2 } /* open"),
            "a { b: 1 / 2 }\n"
        );
    }
}
