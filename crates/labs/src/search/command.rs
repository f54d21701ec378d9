//! The language of the search world: what a line, or several, can say.

use super::{LIST_MAX, verbs};
use crate::line::{Line, Word, one_of};
use lesson::{ParseError, Verb};
use postings::intersect::Seek;
use postings::{Analyzer, Kind, dsl, sql};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// What one can ask of the search world. Bodies and SQL are kept as they were written; that they can be read is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Puts a document.
    Put {
        /// The index.
        index: String,
        /// The id.
        id: String,
        /// The document, as JSON.
        body: String,
    },
    /// Puts a document that is only a text, into the current index.
    Doc {
        /// The id.
        id: String,
        /// The text.
        text: String,
    },
    /// Gets a document.
    Get {
        /// The index.
        index: String,
        /// The id.
        id: String,
    },
    /// Deletes a document.
    Delete {
        /// The index.
        index: String,
        /// The id.
        id: String,
    },
    /// Searches.
    Search {
        /// The index.
        index: String,
        /// The body, as JSON.
        body: String,
    },
    /// Explains a score.
    Explain {
        /// The index.
        index: String,
        /// The id.
        id: String,
        /// The body, as JSON.
        body: String,
    },
    /// Translates SQL and searches.
    Sql(String),
    /// Translates SQL.
    Translate(String),
    /// Makes an empty index.
    Index {
        /// Its name.
        name: String,
        /// The kinds of some fields.
        fields: Vec<(String, Kind)>,
    },
    /// Makes an index of documents that we have.
    Load(String),
    /// Puts each line as a document.
    Text {
        /// What their ids begin with.
        name: String,
        /// The lines.
        lines: String,
    },
    /// Cuts a text.
    Analyze {
        /// How; as the index does it unless said.
        analyzer: Option<Analyzer>,
        /// The text.
        text: String,
    },
    /// The list of a term.
    Postings(String),
    /// Looks for the terms of a text.
    Find {
        /// How.
        how: Find,
        /// The text.
        text: String,
    },
    /// Makes a list.
    List {
        /// Its name.
        name: String,
        /// Its numbers, ascending.
        list: Vec<u32>,
    },
    /// Intersects lists.
    Intersect {
        /// In which ways.
        ways: Vec<Seek>,
        /// Which lists, or the lists of which terms; the first leads.
        names: Vec<String>,
        /// How many comparisons it may take: only told, nothing stops there.
        within: Option<u32>,
    },
    /// Refreshes an index; the current one if it has no name.
    Refresh(String),
    /// Merges all segments of an index; of the current one if it has no name.
    Merge(String),
    /// How often time refreshes, in milliseconds.
    Every(Option<u64>),
    /// Time passes, in milliseconds.
    Sleep(u64),
}

/// How terms are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Find {
    /// All terms at their offsets.
    Phrase,
    /// All terms.
    All,
    /// Any term.
    Any,
    /// Any two terms at their offsets: the mistaken check.
    Pairs,
}

const FINDS: [(&str, Find); 4] = [
    ("phrase", Find::Phrase),
    ("all", Find::All),
    ("any", Find::Any),
    ("pairs", Find::Pairs),
];

const WAYS: [(&str, &[Seek]); 5] = [
    ("linear", &[Seek::Linear]),
    ("binary", &[Seek::Binary]),
    ("gallop", &[Seek::Gallop]),
    ("skip", &[Seek::Skip]),
    ("all", &Seek::ALL),
];

const LOADS: [(&str, &str); 3] = [("zh", "zh"), ("en", "en"), ("reviews", "reviews")];

const MOST_MS: u64 = 86_400_000;

fn verb_of(text: &str) -> Option<&'static Verb> {
    let word = text.split_whitespace().next()?;
    let is_it = |verb: &&Verb| match verb.name {
        "select" => word.eq_ignore_ascii_case("select"),
        name => word == name,
    };
    verbs::VERBS.iter().find(is_it)
}

/// Cuts a text into commands: bodies up to their last bracket, SQL up to an empty line or `;`, here-documents to their end.
pub(super) fn cut(text: &str) -> Vec<Range<usize>> {
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

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Command, ParseError> {
        let verb = verb_of(text).map(|verb| verb.name);
        match verb {
            Some("GET" | "PUT" | "POST" | "DELETE") => request(text),
            Some("select") => {
                let sql = text.trim();
                read_sql(text, sql).map(|()| Command::Sql(sql.to_string()))
            }
            Some("translate") => {
                let sql = rest_after(text, "translate");
                if sql.is_empty() {
                    return Err(Line::new(text).missing("a `select`"));
                }
                read_sql(text, sql).map(|()| Command::Translate(sql.to_string()))
            }
            Some("text") => here(text),
            Some("doc") => {
                let mut line = Line::new(text);
                line.take();
                let id = name(&mut line, "an id")?;
                let rest = rest_after(rest_after(text, "doc"), &id).to_string();
                if rest.is_empty() {
                    return Err(line.missing("a text"));
                }
                one_line(text, &rest)?;
                Ok(Command::Doc { id, text: rest })
            }
            Some("analyze") => {
                let rest = rest_after(text, "analyze");
                let first = rest.split_whitespace().next().unwrap_or("");
                let named = Analyzer::NAMES.iter().find(|(name, _)| *name == first);
                let text_of = named
                    .map_or(rest, |(name, _)| rest_after(rest, name))
                    .to_string();
                if text_of.is_empty() {
                    return Err(Line::new(text).missing("a text"));
                }
                one_line(text, &text_of)?;
                Ok(Command::Analyze {
                    analyzer: named.map(|(_, analyzer)| *analyzer),
                    text: text_of,
                })
            }
            Some("find") => {
                let mut line = Line::new(text);
                line.take();
                let how = line.choice("a way to find", &FINDS)?;
                let rest = rest_after(rest_after(text, "find"), find_name(how)).to_string();
                if rest.is_empty() {
                    return Err(line.missing("a text"));
                }
                one_line(text, &rest)?;
                Ok(Command::Find { how, text: rest })
            }
            _ => short(text),
        }
    }
}

/// A line of words.
fn short(text: &str) -> Result<Command, ParseError> {
    let mut line = Line::new(text);
    let command = match line.verb(verbs::VERBS)? {
        "load" => Command::Load(line.choice("something to load", &LOADS)?.to_string()),
        "index" => index(&mut line)?,
        "postings" => Command::Postings(name(&mut line, "a term")?),
        "list" => list(&mut line)?,
        "intersect" => {
            let ways = line.choice("a way to intersect", &WAYS)?.to_vec();
            let mut names = vec![name(&mut line, "a list or a term")?];
            let mut within = None;
            while let Some(word) = line.take() {
                if word.text == "within" {
                    within = Some(line.number("a number of comparisons", 0, u32::MAX)?);
                    break;
                }
                names.push(word.text.to_string());
            }
            Command::Intersect {
                ways,
                names,
                within,
            }
        }
        "refresh" => match line.take() {
            None => Command::Refresh(String::new()),
            Some(Word { text: "never", .. }) => Command::Every(None),
            Some(Word { text: "every", .. }) => Command::Every(Some(time(&mut line, 1)?)),
            Some(word) => {
                return Err(ParseError {
                    message: format!(
                        "expected `every`, `never` or the end, found `{}`",
                        word.text
                    ),
                    span: word.span,
                });
            }
        },
        "merge" => Command::Merge(String::new()),
        "sleep" => Command::Sleep(time(&mut line, 0)?),
        verb => unreachable!("the verb {verb} has a line of its own"),
    };
    line.end()?;
    Ok(command)
}

fn index(line: &mut Line) -> Result<Command, ParseError> {
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

fn list(line: &mut Line) -> Result<Command, ParseError> {
    let name = name(line, "a name for the list")?;
    let mut list: Vec<u32> = Vec::new();
    while let Some(word) = line.take() {
        let wrong = |message: &str| ParseError {
            message: message.to_string(),
            span: word.span.clone(),
        };
        let number = |text: &str| {
            let digits = text.replace('_', "");
            let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits.parse().ok().filter(|_| is_plain);
            number.ok_or_else(|| wrong("expected a number below 4_294_967_296, or <from>..<to>"))
        };
        let Some((from, to)) = word.text.split_once("..") else {
            list.push(number(word.text)?);
            continue;
        };
        let (from, to): (u32, u32) = (number(from)?, number(to)?);
        let step = match line.clone().take() {
            Some(Word { text: "by", .. }) => {
                line.take();
                line.number("a step", 1, u32::MAX)?
            }
            _ => 1,
        };
        let length = u64::from(to.saturating_sub(from)).div_ceil(u64::from(step));
        if list.len() as u64 + length > u64::from(LIST_MAX) {
            return Err(wrong(&format!("a list has at most {LIST_MAX} numbers")));
        }
        list.extend((from..to).step_by(step as usize));
    }
    if list.is_empty() {
        return Err(line.missing("numbers: 1 5 9, or 0..100 by 3"));
    }
    list.sort_unstable();
    list.dedup();
    Ok(Command::List { name, list })
}

/// A word that is a name; so that it can be written again, without what has a meaning in a line.
fn name(line: &mut Line, what: &str) -> Result<String, ParseError> {
    match line.take() {
        Some(word) => Ok(word.text.to_string()),
        None => Err(line.missing(what)),
    }
}

/// `2s`, `300ms`, or a number of seconds; in milliseconds.
fn time(line: &mut Line, min: u64) -> Result<u64, ParseError> {
    let Some(word) = line.take() else {
        return Err(line.missing("a time: 2s or 300ms"));
    };
    let (digits, unit) = match (word.text.strip_suffix("ms"), word.text.strip_suffix('s')) {
        (Some(digits), _) => (digits, 1),
        (None, Some(digits)) => (digits, 1_000),
        (None, None) => (word.text, 1_000),
    };
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let ms = digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit));
    ms.filter(|ms| is_plain && (min..=MOST_MS).contains(ms))
        .ok_or_else(|| ParseError {
            message: format!(
                "expected a time up to a day, like 2s or 300ms, found `{}`",
                word.text
            ),
            span: word.span,
        })
}

/// `GET reviews/_search {..}` and its like.
fn request(text: &str) -> Result<Command, ParseError> {
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

fn read_sql(text: &str, sql: &str) -> Result<(), ParseError> {
    let at = sql.as_ptr() as usize - text.as_ptr() as usize;
    match sql::translate(sql) {
        Ok(_) => Ok(()),
        Err(mistake) => Err(ParseError {
            span: at + mistake.span.start..at + mistake.span.end,
            message: mistake.message,
        }),
    }
}

/// `text <name> <<EOF`, the lines, `EOF`.
fn here(text: &str) -> Result<Command, ParseError> {
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
        Some(end) if end + 1 == lines.len() => Ok(Command::Text {
            name,
            lines: lines[..end].join("\n"),
        }),
        _ => Err(ParseError {
            message: format!("expected a line `{mark}` at the end"),
            span: word.span,
        }),
    }
}

/// What follows a word at the beginning of a text, without blanks around it.
fn rest_after<'a>(text: &'a str, word: &str) -> &'a str {
    let text = text.trim();
    text.strip_prefix(word).unwrap_or(text).trim()
}

fn one_line(whole: &str, text: &str) -> Result<(), ParseError> {
    match text.contains('\n') {
        false => Ok(()),
        true => Err(ParseError {
            message: "this must stand on one line".to_string(),
            span: 0..whole.len(),
        }),
    }
}

fn find_name(how: Find) -> &'static str {
    let (name, _) = FINDS
        .iter()
        .find(|(_, find)| *find == how)
        .expect("it has a name");
    name
}

impl Find {
    /// Its name in the language.
    #[must_use]
    pub fn name(self) -> &'static str {
        find_name(self)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Put { index, id, body } => write!(f, "PUT {index}/_doc/{id} {body}"),
            Command::Doc { id, text } => write!(f, "doc {id} {text}"),
            Command::Get { index, id } => write!(f, "GET {index}/_doc/{id}"),
            Command::Delete { index, id } => write!(f, "DELETE {index}/_doc/{id}"),
            Command::Search { index, body } => write!(f, "GET {index}/_search {body}"),
            Command::Explain { index, id, body } => {
                write!(f, "GET {index}/_explain/{id} {body}")
            }
            Command::Sql(sql) => f.write_str(sql),
            Command::Translate(sql) => write!(f, "translate {sql}"),
            Command::Index { name, fields } => {
                write!(f, "index {name}")?;
                fields.iter().try_for_each(|(field, kind)| match kind {
                    Kind::Number => write!(f, " {field}=number"),
                    Kind::Text(analyzer) => write!(f, " {field}={}", analyzer.name()),
                })
            }
            Command::Load(name) => write!(f, "load {name}"),
            Command::Text { name, lines } => {
                let marks = (0..).map(|n| match n {
                    0 => "EOF".to_string(),
                    n => format!("EOF{n}"),
                });
                let is_free = |mark: &String| lines.lines().all(|line| line.trim() != mark);
                let mark = marks.into_iter().find(is_free).expect("some mark is free");
                match lines.is_empty() {
                    true => write!(f, "text {name} <<{mark}\n{mark}"),
                    false => write!(f, "text {name} <<{mark}\n{lines}\n{mark}"),
                }
            }
            Command::Analyze { analyzer, text } => match analyzer {
                Some(analyzer) => write!(f, "analyze {} {text}", analyzer.name()),
                None => write!(f, "analyze {text}"),
            },
            Command::Postings(term) => write!(f, "postings {term}"),
            Command::Find { how, text } => write!(f, "find {} {text}", find_name(*how)),
            Command::List { name, list } => {
                write!(f, "list {name}")?;
                let mut parts = steps(list).into_iter();
                parts.try_for_each(|part| write!(f, " {part}"))
            }
            Command::Intersect {
                ways,
                names,
                within,
            } => {
                let found = WAYS.iter().find(|(_, all)| *all == ways.as_slice());
                let (way, _) = found.expect("the ways have a name");
                write!(f, "intersect {way} {}", names.join(" "))?;
                within.map_or(Ok(()), |most| write!(f, " within {most}"))
            }
            Command::Refresh(index) => match index.is_empty() {
                true => write!(f, "refresh"),
                false => write!(f, "POST {index}/_refresh"),
            },
            Command::Merge(index) => match index.is_empty() {
                true => write!(f, "merge"),
                false => write!(f, "POST {index}/_forcemerge"),
            },
            Command::Every(Some(ms)) => write!(f, "refresh every {ms}ms"),
            Command::Every(None) => write!(f, "refresh never"),
            Command::Sleep(ms) => write!(f, "sleep {ms}ms"),
        }
    }
}

/// A list as runs of one step: `0..10 by 2`, or plain numbers where there is no run.
fn steps(list: &[u32]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < list.len() {
        let gap = list.get(at + 1).map_or(0, |next| next - list[at]);
        let pairs = list[at..].windows(2);
        let run = 1 + pairs.take_while(|pair| pair[1] - pair[0] == gap).count();
        let last = list[at + run - 1];
        if run < 4 || last == u32::MAX {
            parts.push(list[at].to_string());
            at += 1;
            continue;
        }
        parts.push(match gap {
            1 => format!("{}..{}", list[at], last + 1),
            gap => format!("{}..{} by {gap}", list[at], last + 1),
        });
        at += run;
    }
    parts
}
