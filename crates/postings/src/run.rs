//! Running a query: which documents match, with what score, in what order.
//!
//! Each segment is asked by itself, and each part of a query answers with documents in order, so that combining them is
//! what [`intersect`](mod@crate::intersect) does. The scores are added after it is known which documents there are; what
//! ranking must know about a term, it knows of the whole index.
//!
//! ```text
//! bool
//!   must      ∩  of all, shortest first      scores are added
//!   filter    ∩                              no scores
//!   should    ∪, or those in enough of them  scores are added
//!   must_not  \                              no scores
//! ```

mod explaining;
mod matching;
mod scored;
mod wildcard;

use crate::analysis::Analyzer;
use crate::index::Index;
use crate::phrase;
use crate::query::{Hit, MultiKind, Query, Search, Sort};
use crate::rank::Explanation;
use crate::value::Value;
use matching::Searcher;
use std::cmp::Ordering;

pub use wildcard::fits;

/// Why a query was not run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunError {
    /// A bound on a field of numbers is none.
    NotANumber {
        /// The field.
        field: String,
        /// The bound.
        value: Value,
    },
    /// `from` and `size` together look deeper than [`Search::DEEPEST`].
    TooDeep {
        /// How deep.
        depth: u64,
    },
    /// A kind of `multi_match` that we can write and not run.
    MultiMatch {
        /// Which.
        kind: MultiKind,
    },
    /// An aggregation that we can write and not run, or that later servers refuse.
    Aggregation {
        /// Its name.
        name: String,
        /// Why not.
        why: &'static str,
    },
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RunError::NotANumber { field, value } => {
                let value = value.to_text();
                write!(
                    f,
                    "the field `{field}` holds numbers, and the bound `{value}` is none"
                )
            }
            RunError::TooDeep { depth } => write!(
                f,
                "from + size must be at most {}, but it is {depth}",
                Search::DEEPEST
            ),
            RunError::MultiMatch { kind } => {
                let name = kind.name();
                write!(
                    f,
                    "`multi_match` of type `{name}` is written here, and not run"
                )
            }
            RunError::Aggregation { name, why } => write!(f, "the aggregation `{name}`: {why}"),
        }
    }
}

impl std::error::Error for RunError {}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// How many documents match.
    pub total: usize,
    /// Those that were asked for, in order.
    pub hits: Vec<Hit>,
    /// What was computed over all that match, by name.
    pub aggregations: Vec<(String, crate::aggregate::Outcome)>,
}

/// Runs a whole request.
///
/// # Errors
/// When the request asks for what can't be run.
pub fn search(index: &Index, search: &Search) -> Result<Found, RunError> {
    let (from, size) = (
        search.from.unwrap_or(0),
        search.size.unwrap_or(Search::DEFAULT_SIZE),
    );
    let depth = from.saturating_add(size);
    if depth > Search::DEEPEST {
        return Err(RunError::TooDeep { depth });
    }
    let query = search.query.as_ref().unwrap_or(&Query::MatchAll);
    let by_score = search.sort.is_empty();
    let with_scores = by_score || search.sort.iter().any(Sort::is_by_score);
    let mut hits = Vec::new();
    for part in index.parts() {
        let found = Searcher { index, part }.run(query, with_scores)?;
        for (at, &doc) in found.docs.iter().enumerate() {
            if !part.deleted[doc as usize] {
                hits.push(Hit {
                    id: part.segment.ids()[doc as usize].clone(),
                    at: (part.number, doc),
                    score: with_scores.then(|| found.score(at)),
                    document: part.segment.document(doc).clone(),
                });
            }
        }
    }
    let total = hits.len();
    let aggregations = crate::aggregate::run(&search.aggregations, &hits)?;
    // Hits of one rank stay in the order of the segments and their documents: both sorts are stable.
    if by_score {
        hits.sort_by(|a, b| by_rank(b, a));
    } else {
        hits.sort_by(|a, b| in_order(search, a, b));
    }
    let hits = hits
        .into_iter()
        .skip(from as usize)
        .take(size as usize)
        .collect();
    Ok(Found {
        total,
        hits,
        aggregations,
    })
}

/// By their scores, the lowest first. Hits have them when they give the order.
fn by_rank(a: &Hit, b: &Hit) -> Ordering {
    let score = |hit: &Hit| {
        hit.score
            .expect("hits have scores when that gives the order")
    };
    score(a).total_cmp(&score(b))
}

fn in_order(search: &Search, a: &Hit, b: &Hit) -> Ordering {
    let keys = search.sort.iter().map(|sort| {
        if sort.is_by_score() {
            return match sort.is_descending {
                true => by_rank(b, a),
                false => by_rank(a, b),
            };
        }
        let (a, b) = (a.document.get(&sort.field), b.document.get(&sort.field));
        match (a, b) {
            (Some(a), Some(b)) if sort.is_descending => by_value(b, a),
            (Some(a), Some(b)) => by_value(a, b),
            // Without the field: last, in either direction.
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    });
    keys.fold(Ordering::Equal, Ordering::then)
}

/// Numbers by size, then truths, then texts by their bytes.
pub(crate) fn by_value(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (a, b) => {
            let rank = |value: &Value| match value {
                Value::Number(_) => 0,
                Value::Bool(_) => 1,
                Value::Text(_) => 2,
            };
            rank(a).cmp(&rank(b))
        }
    }
}

/// The documents that match, by segment and number, in that order, deleted ones left out.
///
/// # Errors
/// When the query asks for what can't be run.
pub fn matches(index: &Index, query: &Query) -> Result<Vec<(u64, u32)>, RunError> {
    let mut all = Vec::new();
    for part in index.parts() {
        let docs = Searcher { index, part }.docs(query)?;
        let alive = docs.iter().filter(|&&doc| !part.deleted[doc as usize]);
        all.extend(alive.map(|&doc| (part.number, doc)));
    }
    Ok(all)
}

/// Why a document has its score; `None` if it does not match. `at` is the number of its segment and its own.
///
/// # Errors
/// When the query asks for what can't be run.
pub fn explain(
    index: &Index,
    query: &Query,
    at: (u64, u32),
) -> Result<Option<Explanation>, RunError> {
    let Some(part) = index.parts().iter().find(|part| part.number == at.0) else {
        return Ok(None);
    };
    Searcher { index, part }.explain(query, at.1)
}

/// The terms of a phrase, with their offsets from the first.
#[must_use]
pub fn phrase_terms(index: &Index, field: &str, text: &Value) -> phrase::Terms {
    let mut terms = index.mapping().terms(field, text);
    let first = terms.first().map_or(0, |(_, position)| *position);
    terms
        .iter_mut()
        .for_each(|(_, position)| *position -= first);
    terms
}

/// The terms of a phrase in a text, with their offsets from the first.
#[must_use]
pub fn phrase_terms_of(analyzer: Analyzer, text: &str) -> phrase::Terms {
    let tokens = analyzer.analyze(text);
    let first = tokens.first().map_or(0, |token| token.position);
    let terms = tokens.into_iter();
    terms
        .map(|token| (token.term, token.position - first))
        .collect()
}

fn names(terms: &[(String, u32)]) -> Vec<&str> {
    terms.iter().map(|(term, _)| term.as_str()).collect()
}
