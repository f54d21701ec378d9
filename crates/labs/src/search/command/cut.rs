//! Where a command ends: bodies go up to their last bracket, SQL up to an empty line or `;`, here-documents to their end.

use super::verb_of;
use std::ops::Range;

/// Cuts a text into commands: bodies up to their last bracket, SQL up to an empty line or `;`, here-documents to their end.
pub(in crate::search) fn cut(text: &str) -> Vec<Range<usize>> {
    let mut commands = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let line = &text[at..line_end];
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            at = line_end + 1;
            continue;
        }
        let start = at + line.len() - line.trim_start().len();
        let end = match verb_of(trimmed).map(|verb| verb.name) {
            Some("GET" | "PUT" | "POST") => body_end(text, start, line_end),
            Some("select" | "translate") => sql_end(text, line_end),
            Some("text") => here_end(text, trimmed, line_end),
            _ => line_end,
        };
        let command = text[start..end].trim_end();
        commands.push(start..start + command.len());
        at = end + usize::from(text[end..].starts_with('\n'));
    }
    commands
}

/// Where a request ends: with the line, or with the last bracket of a body that may begin on the next line.
fn body_end(text: &str, start: usize, line_end: usize) -> usize {
    let open = match text[start..line_end].find('{') {
        Some(at) => start + at,
        None => {
            let rest = &text[line_end..];
            let next = rest.len() - rest.trim_start().len();
            let is_next_line = rest[..next].matches('\n').count() == 1;
            if !is_next_line || !rest[next..].starts_with('{') {
                return line_end;
            }
            line_end + next
        }
    };
    let (mut depth, mut in_string, mut escaped) = (0, false, false);
    for (at, c) in text[open..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '{' if !in_string => depth += 1,
            '}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    // What follows on the line belongs to it too, so that it is seen to be too much.
                    let end = open + at;
                    return text[end..].find('\n').map_or(text.len(), |line| end + line);
                }
            }
            _ => {}
        }
    }
    text.len()
}

fn sql_end(text: &str, line_end: usize) -> usize {
    let mut end = line_end;
    loop {
        let so_far = text[..end].trim_end();
        let rest = text[end..].strip_prefix('\n').unwrap_or("");
        let next = rest.lines().next().unwrap_or("").trim();
        let is_over = next.is_empty() || next.starts_with('#') || verb_of(next).is_some();
        if so_far.ends_with(';') || is_over {
            return end;
        }
        end += 1 + rest.find('\n').unwrap_or(rest.len());
    }
}

fn here_end(text: &str, line: &str, line_end: usize) -> usize {
    let Some(mark) = here_mark(line) else {
        return line_end;
    };
    let mut end = line_end;
    while end < text.len() {
        let start = end + 1;
        end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        if text[start..end].trim() == mark {
            break;
        }
    }
    end
}

fn here_mark(line: &str) -> Option<&str> {
    let (_, mark) = line.rsplit_once("<<")?;
    let mark = mark.trim();
    (!mark.is_empty() && !mark.contains(char::is_whitespace)).then_some(mark)
}
