//! Indexes and texts: `index`, `text`.

use super::{Command, name};
use crate::line::{Line, one_of};
use crate::search::text::TEXT_MAX;
use lesson::ParseError;
use postings::{Analyzer, Kind};

/// What follows `index`.
pub(super) fn index(line: &mut Line) -> Result<Command, ParseError> {
    let name = name(line, "a name for the index")?;
    let mut fields: Vec<(String, Kind)> = Vec::new();
    while let Some(word) = line.take() {
        let kinds = Analyzer::NAMES
            .iter()
            .map(|(name, analyzer)| (*name, Kind::Text(*analyzer)));
        let kinds: Vec<(&str, Kind)> = kinds.chain([("number", Kind::Number)]).collect();
        let expected = || ParseError {
            message: format!(
                "expected a field and its kind: <field>={}",
                one_of(kinds.iter().map(|(name, _)| *name))
            ),
            span: word.span.clone(),
        };
        let (field, kind) = word.text.split_once('=').ok_or_else(expected)?;
        let kind = kinds
            .iter()
            .find(|(name, _)| *name == kind)
            .ok_or_else(expected)?
            .1;
        if field.is_empty() || fields.iter().any(|(other, _)| other == field) {
            return Err(expected());
        }
        fields.push((field.to_string(), kind));
    }
    Ok(Command::Index { name, fields })
}

/// `text <name> <<EOF`, the lines, `EOF`.
pub(super) fn here(text: &str) -> Result<Command, ParseError> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut line = Line::new(first);
    line.take();
    let name = name(&mut line, "a name")?;
    let Some(word) = line.take() else {
        return Err(line.missing("`<<EOF`, then lines, then `EOF`"));
    };
    let mark = word.text.strip_prefix("<<").filter(|mark| !mark.is_empty());
    let Some(mark) = mark else {
        return Err(ParseError {
            message: format!("expected `<<EOF`, found `{}`", word.text),
            span: word.span,
        });
    };
    line.end()?;
    let lines: Vec<&str> = rest.lines().collect();
    match lines.iter().position(|line| line.trim() == mark) {
        Some(end) if end + 1 == lines.len() => {
            let lines = lines[..end].join("\n");
            if lines.len() > TEXT_MAX {
                return Err(ParseError {
                    message: format!(
                        "the text has {} bytes, and at most {TEXT_MAX} (1 MB) are taken",
                        lines.len()
                    ),
                    span: word.span,
                });
            }
            Ok(Command::Text { name, lines })
        }
        _ => Err(ParseError {
            message: format!("expected a line `{mark}` at the end"),
            span: word.span,
        }),
    }
}
