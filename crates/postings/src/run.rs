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

use crate::analysis::Analyzer;
use crate::index::{Index, Part};
use crate::intersect;
use crate::phrase;
use crate::query::{Bool, Hit, MultiKind, Query, Range, Search};
use crate::rank::{self, Explanation, Weight};
use crate::segment::{Kind, Postings, number};
use crate::value::{Number, Value};
use std::borrow::Cow;
use std::cmp::Ordering;

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
    let mut hits = Vec::new();
    for part in index.parts() {
        let found = Searcher { index, part }.run(query, by_score)?;
        for (at, &doc) in found.docs.iter().enumerate() {
            if !part.deleted[doc as usize] {
                hits.push(Hit {
                    id: part.segment.ids()[doc as usize].clone(),
                    at: (part.number, doc),
                    score: by_score.then(|| found.score(at)),
                    document: part.segment.document(doc).clone(),
                });
            }
        }
    }
    let total = hits.len();
    let aggregations = crate::aggregate::run(&search.aggregations, &hits)?;
    // Hits of one rank stay in the order of the segments and their documents: both sorts are stable.
    if by_score {
        hits.sort_by(|a, b| {
            let score = |hit: &Hit| {
                hit.score
                    .expect("hits have scores when that gives the order")
            };
            score(b).total_cmp(&score(a))
        });
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

fn in_order(search: &Search, a: &Hit, b: &Hit) -> Ordering {
    let keys = search.sort.iter().map(|sort| {
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

/// Documents that match, with their scores if those were asked for.
struct Scored<'a> {
    docs: Cow<'a, [u32]>,
    /// As many as documents; or none, and each has the same score.
    scores: Vec<f64>,
    constant: f64,
}

impl<'a> Scored<'a> {
    fn constant(docs: impl Into<Cow<'a, [u32]>>, constant: f64) -> Scored<'a> {
        Scored {
            docs: docs.into(),
            scores: Vec::new(),
            constant,
        }
    }

    fn score(&self, at: usize) -> f64 {
        self.scores.get(at).copied().unwrap_or(self.constant)
    }

    /// The scores of some documents, 0 for those that don't match. One walk over both.
    fn scores_of<'s>(&'s self, docs: &'s [u32]) -> impl Iterator<Item = f64> + 's {
        let mut at = 0;
        docs.iter().map(move |doc| {
            at += self.docs[at..].partition_point(|other| other < doc);
            match self.docs.get(at) {
                Some(found) if found == doc => self.score(at),
                _ => 0.0,
            }
        })
    }
}

/// One segment of an index, being searched.
struct Searcher<'a> {
    index: &'a Index,
    part: &'a Part,
}

impl<'a> Searcher<'a> {
    fn all(&self) -> Vec<u32> {
        (0..self.part.segment.len() as u32).collect()
    }

    fn kind(&self, field: &str) -> Option<Kind> {
        self.index.mapping().fields.get(field).copied()
    }

    /// The documents that match.
    fn docs(&self, query: &Query) -> Result<Cow<'a, [u32]>, RunError> {
        Ok(self.run(query, false)?.docs)
    }

    /// The documents that match, and their scores if wanted.
    fn run(&self, query: &Query, scored: bool) -> Result<Scored<'a>, RunError> {
        Ok(match query {
            Query::MatchAll => Scored::constant(self.all(), 1.0),
            Query::Term { field, value } => self.value(field, value, scored),
            Query::Terms { field, values } => {
                let lists: Vec<Cow<[u32]>> = values
                    .iter()
                    .map(|value| self.value(field, value, false).docs)
                    .collect();
                Scored::constant(union(&lists), 1.0)
            }
            Query::Match { field, query, all } => self.text(field, query, *all, scored),
            Query::MatchPhrase { field, query } => self.phrase(field, query, scored),
            Query::MultiMatch {
                fields,
                query,
                kind,
            } => {
                if let Some(kind @ (MultiKind::CrossFields | MultiKind::PhrasePrefix)) = *kind {
                    return Err(RunError::MultiMatch { kind });
                }
                let each = fields.iter().map(|field| match kind {
                    Some(MultiKind::Phrase) => self.phrase(field, query, scored),
                    _ => self.text(field, query, false, scored),
                });
                let each: Vec<Scored> = each.collect();
                match kind {
                    Some(MultiKind::MostFields) => {
                        let docs = union(&docs_of(&each));
                        added(docs, &each, scored)
                    }
                    _ => best(each, scored),
                }
            }
            Query::Range(range) => Scored::constant(self.range(range)?, 1.0),
            Query::Exists { field } => {
                let present = self.part.segment.field(field).map(|field| field.present());
                Scored::constant(present.unwrap_or(&[]), 1.0)
            }
            Query::Wildcard { field, pattern } => {
                let terms = self
                    .part
                    .segment
                    .field(field)
                    .into_iter()
                    .flat_map(|f| f.terms());
                let fitting = terms.filter(|(term, _)| fits(pattern, term));
                let lists: Vec<&[u32]> = fitting.map(|(_, list)| list.docs()).collect();
                Scored::constant(intersect::union(&lists), 1.0)
            }
            Query::Bool(combination) => self.combine(combination, scored)?,
        })
    }

    /// A value as it stands: a number in a field of numbers, else a term.
    fn value(&self, field: &str, value: &Value, scored: bool) -> Scored<'a> {
        if self.kind(field) == Some(Kind::Number) {
            let term = number(value).map(|number| number.to_string());
            let list = term.and_then(|term| self.part.segment.postings(field, &term));
            return Scored::constant(list.map_or(&[][..], Postings::docs), 1.0);
        }
        self.term(field, &value.to_text(), scored)
    }

    fn term(&self, field: &str, term: &str, scored: bool) -> Scored<'a> {
        let Some(list) = self.part.segment.postings(field, term) else {
            return Scored::constant(&[][..], 0.0);
        };
        let mut found = Scored::constant(list.docs(), 0.0);
        if scored {
            let weight = self.weight(field, &[term]);
            let field = self.part.segment.field(field).expect("it has the term");
            let frequency = |doc| list.places_in(doc).len() as f64;
            let score = |&doc| weight.score(frequency(doc), field.length(doc));
            found.scores = list.docs().iter().map(score).collect();
        }
        found
    }

    fn terms_of(&self, field: &str, text: &Value) -> Vec<(String, u32)> {
        self.index.mapping().terms(field, text)
    }

    fn text(&self, field: &str, text: &Value, all: bool, scored: bool) -> Scored<'a> {
        if self.kind(field) == Some(Kind::Number) {
            return self.value(field, text, scored);
        }
        let terms = self.terms_of(field, text);
        let each = terms.iter().map(|(term, _)| self.term(field, term, scored));
        let each: Vec<Scored> = each.collect();
        let docs = if all {
            together(each.iter().map(|found| &*found.docs).collect())
        } else {
            union(
                &each
                    .iter()
                    .map(|found| found.docs.clone())
                    .collect::<Vec<_>>(),
            )
        };
        added(docs, &each, scored)
    }

    fn phrase(&self, field: &str, text: &Value, scored: bool) -> Scored<'a> {
        if self.kind(field) == Some(Kind::Number) {
            return self.value(field, text, scored);
        }
        let terms = phrase_terms(self.index, field, text);
        let docs = phrase::documents(&self.part.segment, field, &terms);
        let mut found = Scored::constant(docs, 0.0);
        if scored && !found.docs.is_empty() {
            let weight = self.weight(field, &names(&terms));
            let field = self.part.segment.field(field).expect("it has the phrase");
            let starts = phrase::starts(field, &terms);
            let mut rest = starts.as_slice();
            found.scores = found
                .docs
                .iter()
                .map(|&doc| {
                    let end = field.stretch(doc).end;
                    let here = rest.partition_point(|&start| start < end);
                    rest = &rest[here..];
                    weight.score(here as f64, field.length(doc))
                })
                .collect();
        }
        found
    }

    fn range(&self, range: &Range) -> Result<Vec<u32>, RunError> {
        let Some(field) = self.part.segment.field(&range.field) else {
            return Ok(Vec::new());
        };
        if self.kind(&range.field) == Some(Kind::Number) {
            let numbers = field.numbers();
            let bound = |bound: &Option<(Value, bool)>| match bound {
                None => Ok(None),
                Some((value, included)) => match number(value) {
                    Some(number) => Ok(Some((number, *included))),
                    None => Err(RunError::NotANumber {
                        field: range.field.clone(),
                        value: value.clone(),
                    }),
                },
            };
            // How many numbers are below a bound; `with` those that are equal to it.
            let below = |bound: Number, with: bool| {
                numbers.partition_point(|(number, _)| *number < bound || with && *number == bound)
            };
            let start = bound(&range.from)?.map_or(0, |(from, included)| below(from, !included));
            let end = bound(&range.to)?.map_or(numbers.len(), |(to, included)| below(to, included));
            let inside = numbers.get(start..end).unwrap_or(&[]);
            let mut docs: Vec<u32> = inside.iter().map(|(_, doc)| *doc).collect();
            docs.sort_unstable();
            return Ok(docs);
        }
        // Texts are compared by their bytes, which puts times that are written from the year down into their order.
        let text = |doc: u32| self.part.segment.document(doc)[&range.field].to_text();
        let inside = |text: &str| {
            let above = range.from.as_ref().is_none_or(|(from, included)| {
                text > from.to_text().as_str() || *included && text == from.to_text()
            });
            let below = range.to.as_ref().is_none_or(|(to, included)| {
                text < to.to_text().as_str() || *included && text == to.to_text()
            });
            above && below
        };
        let docs = field.present().iter().copied();
        Ok(docs.filter(|&doc| inside(&text(doc))).collect())
    }

    fn combine(&self, combination: &Bool, scored: bool) -> Result<Scored<'a>, RunError> {
        let run = |queries: &[Query], scored| -> Result<Vec<Scored<'a>>, RunError> {
            queries
                .iter()
                .map(|query| self.run(query, scored))
                .collect()
        };
        let must = run(&combination.must.queries, scored)?;
        let filter = run(&combination.filter.queries, false)?;
        let should = run(&combination.should.queries, scored)?;
        let wanted = combination.wanted();
        let enough = match wanted {
            0 => None,
            1 => Some(union(&docs_of(&should))),
            wanted => Some(in_enough(&docs_of(&should), wanted)),
        };
        let mut lists: Vec<&[u32]> = must
            .iter()
            .chain(&filter)
            .map(|found| &*found.docs)
            .collect();
        lists.extend(enough.as_deref());
        let mut docs = if lists.is_empty() {
            self.all()
        } else {
            together(lists)
        };
        for query in &combination.must_not.queries {
            if docs.is_empty() {
                break;
            }
            docs = intersect::difference(&docs, &self.docs(query)?);
        }
        let counting: Vec<Scored> = must.into_iter().chain(should).collect();
        // Without a clause that counts, the score is 0, as in Lucene; an empty bool is `match_all`.
        let mut found = added(docs, &counting, scored);
        if *combination == Bool::default() {
            found = Scored::constant(found.docs.into_owned(), 1.0);
        }
        Ok(found)
    }

    /// What the index knows about some terms of a field.
    fn weight(&self, field: &str, terms: &[&str]) -> Weight {
        let fields = || {
            self.index
                .parts()
                .iter()
                .filter_map(|part| part.segment.field(field))
        };
        let documents: u64 = fields().map(|field| field.present().len() as u64).sum();
        let length: u64 = fields().map(|field| field.total_length()).sum();
        let with = |term: &str| -> u64 {
            let lists = fields().filter_map(|field| field.postings(term));
            lists.map(|list| list.docs().len() as u64).sum()
        };
        Weight {
            idf: terms
                .iter()
                .map(|term| rank::idf(documents, with(term)))
                .sum(),
            mean_length: length as f64 / documents as f64,
        }
    }

    fn explain(&self, query: &Query, doc: u32) -> Result<Option<Explanation>, RunError> {
        if self.docs(query)?.binary_search(&doc).is_err() {
            return Ok(None);
        }
        let one = |what: &str| Explanation::of(1.0, what);
        Ok(Some(match query {
            Query::MatchAll => one("every document"),
            Query::Terms { field, .. } => one(&format!("one of the terms of `{field}`")),
            Query::Range(range) => one(&format!("`{}` is in the range", range.field)),
            Query::Exists { field } => one(&format!("`{field}` exists")),
            Query::Wildcard { field, pattern } => one(&format!("`{field}` fits {pattern}")),
            Query::Term { field, value } => self.explain_value(field, value, doc),
            Query::Match { field, query, .. } => self.explain_text(field, query, doc),
            Query::MatchPhrase { field, query } => self.explain_phrase(field, query, doc),
            Query::MultiMatch {
                fields,
                query,
                kind,
            } => {
                let each = fields.iter().filter_map(|field| {
                    let asked = match kind {
                        Some(MultiKind::Phrase) => Query::MatchPhrase {
                            field: field.clone(),
                            query: query.clone(),
                        },
                        _ => Query::Match {
                            field: field.clone(),
                            query: query.clone(),
                            all: false,
                        },
                    };
                    self.explain(&asked, doc).transpose()
                });
                let parts = each.collect::<Result<Vec<Explanation>, RunError>>()?;
                if *kind == Some(MultiKind::MostFields) {
                    return Ok(Some(Explanation::sum("the sum of", parts)));
                }
                let value = parts.iter().map(|part| part.value).fold(0.0, f64::max);
                Explanation {
                    value,
                    what: "the best field".to_string(),
                    parts,
                }
            }
            Query::Bool(combination) if *combination == Bool::default() => one("an empty bool"),
            Query::Bool(combination) => {
                let counting = combination
                    .must
                    .queries
                    .iter()
                    .chain(&combination.should.queries);
                let each = counting.filter_map(|query| self.explain(query, doc).transpose());
                let parts = each.collect::<Result<Vec<Explanation>, RunError>>()?;
                Explanation::sum("the sum of", parts)
            }
        }))
    }

    fn explain_value(&self, field: &str, value: &Value, doc: u32) -> Explanation {
        if self.kind(field) == Some(Kind::Number) {
            return Explanation::of(1.0, format!("`{field}` is {}", value.to_text()));
        }
        let term = value.to_text();
        let frequency = self.frequency(field, &term, doc);
        self.explain_terms(field, &[&term], frequency, doc, &term)
    }

    fn frequency(&self, field: &str, term: &str, doc: u32) -> usize {
        let list = self.part.segment.postings(field, term);
        list.map_or(0, |list| list.places_in(doc).len())
    }

    fn explain_text(&self, field: &str, text: &Value, doc: u32) -> Explanation {
        if self.kind(field) == Some(Kind::Number) {
            return self.explain_value(field, text, doc);
        }
        let terms = self.terms_of(field, text);
        let here = terms
            .iter()
            .filter(|(term, _)| self.frequency(field, term, doc) > 0);
        let parts =
            here.map(|(term, _)| self.explain_value(field, &Value::Text(term.clone()), doc));
        Explanation::sum("the sum of", parts.collect())
    }

    fn explain_phrase(&self, field: &str, text: &Value, doc: u32) -> Explanation {
        if self.kind(field) == Some(Kind::Number) {
            return self.explain_value(field, text, doc);
        }
        let terms = phrase_terms(self.index, field, text);
        let lists = self.part.segment.field(field).expect("it has the phrase");
        let frequency = phrase::starts_in(lists, doc, &terms).len();
        let shown = format!("\"{}\"", text.to_text());
        self.explain_terms(field, &names(&terms), frequency, doc, &shown)
    }

    fn explain_terms(
        &self,
        name: &str,
        terms: &[&str],
        frequency: usize,
        doc: u32,
        shown: &str,
    ) -> Explanation {
        let field = self.part.segment.field(name).expect("it has the term");
        let (weight, length) = (self.weight(name, terms), field.length(doc));
        let tf = rank::tf(frequency as f64, f64::from(length), weight.mean_length);
        let times = if frequency == 1 { "once" } else { "times" };
        let stands = match frequency {
            1 => "once".to_string(),
            n => format!("{n} {times}"),
        };
        let said = format!(
            "tf: {stands} in {length} terms, the mean is {:.2}",
            weight.mean_length
        );
        Explanation {
            value: weight.score(frequency as f64, length),
            what: format!("{shown} in `{name}`: idf × tf"),
            parts: vec![
                Explanation::of(weight.idf, "idf: how rare it is"),
                Explanation::of(tf, said),
            ],
        }
    }
}

impl Weight {
    fn score(self, frequency: f64, length: u32) -> f64 {
        self.idf * rank::tf(frequency, f64::from(length), self.mean_length)
    }
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

fn docs_of<'a>(found: &[Scored<'a>]) -> Vec<Cow<'a, [u32]>> {
    found.iter().map(|found| found.docs.clone()).collect()
}

fn union(lists: &[Cow<[u32]>]) -> Vec<u32> {
    intersect::union(&lists.iter().map(|list| &**list).collect::<Vec<_>>())
}

fn together(lists: Vec<&[u32]>) -> Vec<u32> {
    intersect::sorted(&lists)
}

/// The documents in at least so many of the lists.
fn in_enough(lists: &[Cow<[u32]>], wanted: usize) -> Vec<u32> {
    let mut all = lists.concat();
    all.sort();
    let runs = all.chunk_by(|a, b| a == b);
    runs.filter(|run| run.len() >= wanted)
        .map(|run| run[0])
        .collect()
}

/// Documents with the sum of the scores that the parts give them.
fn added<'a>(docs: Vec<u32>, parts: &[Scored], scored: bool) -> Scored<'a> {
    let mut scores = vec![0.0; if scored { docs.len() } else { 0 }];
    if scored {
        for part in parts {
            for (sum, score) in scores.iter_mut().zip(part.scores_of(&docs)) {
                *sum += score;
            }
        }
    }
    Scored {
        docs: docs.into(),
        scores,
        constant: 0.0,
    }
}

/// Documents with the best of the scores that the parts give them.
fn best<'a>(parts: Vec<Scored>, scored: bool) -> Scored<'a> {
    let docs = union(&docs_of(&parts));
    let mut scores = vec![0.0_f64; if scored { docs.len() } else { 0 }];
    if scored {
        for part in &parts {
            for (best, score) in scores.iter_mut().zip(part.scores_of(&docs)) {
                *best = best.max(score);
            }
        }
    }
    Scored {
        docs: docs.into(),
        scores,
        constant: 0.0,
    }
}

/// Whether a term fits a pattern of `*` (any characters) and `?` (one); `\` makes the next character mean itself. Time at
/// worst the product of the lengths.
#[must_use]
pub fn fits(pattern: &str, term: &str) -> bool {
    #[derive(Clone, Copy)]
    enum Sign {
        Any,
        One,
        Is(char),
    }
    let mut chars = pattern.chars();
    let mut signs = Vec::new();
    while let Some(c) = chars.next() {
        signs.push(match c {
            '*' => Sign::Any,
            '?' => Sign::One,
            '\\' => Sign::Is(chars.next().unwrap_or('\\')),
            c => Sign::Is(c),
        });
    }
    let term: Vec<char> = term.chars().collect();
    let (mut i, mut j) = (0, 0);
    // Where the last star stands, and how much of the term it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while j < term.len() {
        match signs.get(i) {
            Some(Sign::Any) => {
                star = Some((i, j));
                i += 1;
            }
            Some(Sign::One) => (i, j) = (i + 1, j + 1),
            Some(Sign::Is(c)) if *c == term[j] => (i, j) = (i + 1, j + 1),
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (i, j) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    signs[i..].iter().all(|sign| matches!(sign, Sign::Any))
}
