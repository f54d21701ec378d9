//! The query DSL as JSON: what Elasticsearch reads in the body of a search, and the part of it that we do.
//!
//! ```json
//! {"query": {"bool": {"must":     [{"match_phrase": {"text": {"query": "天气很好"}}}],
//!                     "must_not": [{"term": {"city": "北京"}}],
//!                     "filter":   [{"range": {"stars": {"gte": 4}}}]}},
//!  "from": 0, "size": 10, "sort": [{"time": "desc"}]}
//! ```
//!
//! What a server refuses, we refuse, with its place: an unknown query, a second field in a `term`, the phrase that was once
//! written `{"match": {"f": {"query": "1", "type": "phrase"}}}`. Options that we do not have (`boost`, `slop`, ..) are
//! refused too: leaving them out in silence would give other results than the real one.

mod aggregations;
mod queries;
mod shape;
mod write;

use crate::json::{Json, Kind};
use crate::mistake::Mistake;
use crate::query::{Query, Search, Sort};
use crate::segment::Document;
use aggregations::aggregations;
use queries::query;
use shape::*;

pub use write::{write, write_document, write_query};

/// Reads the body of a search.
///
/// # Errors
/// When it is no JSON, or says what we don't know, with its place.
pub fn read(text: &str) -> Result<Search, Mistake> {
    search(&Json::read(text)?)
}

/// Reads a query: what stands under `query`.
///
/// # Errors
/// When it is no JSON, or says what we don't know, with its place.
pub fn read_query(text: &str) -> Result<Query, Mistake> {
    query(&Json::read(text)?)
}

/// Reads a document. Objects make paths (`user.id`), null is no value.
///
/// # Errors
/// When it is no JSON object, or holds a list.
pub fn read_document(text: &str) -> Result<Document, Mistake> {
    document(&Json::read(text)?)
}

/// A document from JSON that was read: see [`read_document`].
///
/// # Errors
/// When it is no object, or holds a list.
pub fn document(json: &Json) -> Result<Document, Mistake> {
    fn fill(prefix: &str, json: &Json, document: &mut Document) -> Result<(), Mistake> {
        for member in members(json, "a document")? {
            let name = format!("{prefix}{}", member.key);
            match &member.value.value {
                Kind::Null => {}
                Kind::Object(_) => fill(&format!("{name}."), &member.value, document)?,
                Kind::List(_) => {
                    let message = "a field with several values is not supported";
                    return Err(Mistake::at(member.value.span.clone(), message));
                }
                _ => {
                    document.insert(name, value(&member.value)?);
                }
            }
        }
        Ok(())
    }
    let mut fields = Document::new();
    fill("", json, &mut fields)?;
    Ok(fields)
}

fn search(json: &Json) -> Result<Search, Mistake> {
    let mut search = Search::default();
    for member in members(json, "the body of a search")? {
        match member.key.as_str() {
            "query" => search.query = Some(query(&member.value)?),
            "from" => search.from = Some(count(&member.value)?),
            "size" => search.size = Some(count(&member.value)?),
            "sort" => search.sort = sorts(&member.value)?,
            "aggregations" | "aggs" => search.aggregations = aggregations(&member.value)?,
            _ => {
                return Err(unknown(
                    member,
                    &["query", "from", "size", "sort", "aggregations"],
                ));
            }
        }
    }
    Ok(search)
}

fn sorts(json: &Json) -> Result<Vec<Sort>, Mistake> {
    let one = |json: &Json| {
        if let Kind::Text(field) = &json.value {
            let sort = Sort {
                field: field.clone(),
                is_descending: false,
            };
            // The best hits first is what one wants who names nothing but the score.
            let is_descending = sort.is_by_score();
            return Ok(Sort {
                is_descending,
                ..sort
            });
        }
        let member = only(json, "a field with `asc` or `desc`")?;
        let direction = option(&member.value, "order", &[])?;
        let is_descending = match string(direction)?.as_str() {
            "asc" => false,
            "desc" => true,
            _ => {
                return Err(Mistake::at(
                    direction.span.clone(),
                    "expected `asc` or `desc`",
                ));
            }
        };
        Ok(Sort {
            field: member.key.clone(),
            is_descending,
        })
    };
    match &json.value {
        Kind::List(list) => list.iter().map(one).collect(),
        _ => Ok(vec![one(json)?]),
    }
}
