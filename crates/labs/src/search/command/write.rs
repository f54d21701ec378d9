//! The canonical line of a command, which reads as the same command again.

use super::lists::{WAYS, steps};
use super::{Command, find_name};
use postings::Kind;
use postings::intersect::Seek;
use std::fmt;

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
                write!(f, "intersect {} {}", way_word(ways), names.join(" "))?;
                within.map_or(Ok(()), |most| write!(f, " within {most}"))
            }
            Command::Walk { ways, names } => {
                write!(f, "walk {} {}", way_word(ways), names.join(" "))
            }
            Command::Step(Some(1)) => write!(f, "step"),
            Command::Step(Some(count)) => write!(f, "step {count}"),
            Command::Step(None) => write!(f, "step end"),
            Command::Table(table) => write!(f, "{table}"),
            Command::Feed(feed) => write!(f, "{feed}"),
            Command::Poll => write!(f, "poll"),
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

fn way_word(ways: &[Seek]) -> &'static str {
    let found = WAYS.iter().find(|(_, all)| *all == ways);
    found.expect("the ways have a name").0
}
