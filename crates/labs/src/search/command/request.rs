//! Requests as Elasticsearch's console has them.

use super::Command;
use lesson::ParseError;
use postings::dsl;
use std::ops::Range;

/// `GET reviews/_search {..}` and its like.
pub(super) fn request(text: &str) -> Result<Command, ParseError> {
    let start = text.len() - text.trim_start().len();
    let method_end = start
        + text[start..]
            .find(char::is_whitespace)
            .unwrap_or(text.len() - start);
    let method = &text[start..method_end];
    let rest = &text[method_end..];
    let path_start = method_end + rest.len() - rest.trim_start().len();
    let path_len = text[path_start..].find(|c: char| c.is_whitespace() || c == '{');
    let path_span = path_start..path_start + path_len.unwrap_or(text.len() - path_start);
    let body_start = path_span.end;
    let body = text[body_start..].trim();
    let body_at = body_start + text[body_start..].len() - text[body_start..].trim_start().len();
    let path: Vec<&str> = text[path_span.clone()]
        .trim_start_matches('/')
        .split('/')
        .collect();
    let usage = match method {
        "PUT" => "PUT <index>/_doc/<id> {..}",
        "DELETE" => "DELETE <index>/_doc/<id>",
        "POST" => "POST <index>/_refresh or POST <index>/_forcemerge",
        _ => "GET <index>/_search {..}, GET <index>/_doc/<id> or GET <index>/_explain/<id> {..}",
    };
    let wrong = |span: Range<usize>| ParseError {
        span,
        message: format!("expected {usage}"),
    };
    let placed = |mistake: postings::Mistake| ParseError {
        span: body_at + mistake.span.start..body_at + mistake.span.end,
        message: mistake.message,
    };
    let search_body = || -> Result<String, ParseError> {
        let body = if body.is_empty() { "{}" } else { body };
        dsl::read(body).map_err(placed)?;
        Ok(body.to_string())
    };
    let no_body = || match body.is_empty() {
        true => Ok(()),
        false => Err(wrong(body_at..body_at + body.len())),
    };
    if path.iter().any(|part| part.is_empty()) {
        return Err(wrong(path_span));
    }
    let path: Vec<String> = path.into_iter().map(str::to_string).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    Ok(match (method, path.as_slice()) {
        ("PUT" | "POST", [index, "_doc", id]) => {
            if body.is_empty() {
                return Err(wrong(text.trim_end().len()..text.trim_end().len()));
            }
            dsl::read_document(body).map_err(placed)?;
            Command::Put {
                index: index.to_string(),
                id: id.to_string(),
                body: body.to_string(),
            }
        }
        ("GET", [index, "_doc", id]) => {
            no_body()?;
            Command::Get {
                index: index.to_string(),
                id: id.to_string(),
            }
        }
        ("DELETE", [index, "_doc", id]) => {
            no_body()?;
            Command::Delete {
                index: index.to_string(),
                id: id.to_string(),
            }
        }
        ("GET" | "POST", [index, "_search"]) => Command::Search {
            index: index.to_string(),
            body: search_body()?,
        },
        ("GET" | "POST", [index, "_explain", id]) => Command::Explain {
            index: index.to_string(),
            id: id.to_string(),
            body: search_body()?,
        },
        ("POST", [index, "_refresh"]) => {
            no_body()?;
            Command::Refresh(index.to_string())
        }
        ("POST", [index, "_forcemerge"]) => {
            no_body()?;
            Command::Merge(index.to_string())
        }
        _ => return Err(wrong(path_span)),
    })
}
