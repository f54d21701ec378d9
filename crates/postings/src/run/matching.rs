//! Which documents of a segment match a query, and with what score.

use super::scored::{Scored, added, best, docs_of, in_all, in_enough, union};
use super::wildcard::fits;
use super::{RunError, names, phrase_terms};
use crate::index::{Index, Part};
use crate::intersect;
use crate::phrase;
use crate::query::{Bool, MultiKind, Query, Range};
use crate::rank::{self, Weight};
use crate::segment::{Kind, number};
use crate::value::{Number, Value};
use std::borrow::Cow;

/// One segment of an index, being searched.
pub(super) struct Searcher<'a> {
    pub(super) index: &'a Index,
    pub(super) part: &'a Part,
}

impl<'a> Searcher<'a> {
    fn all(&self) -> Vec<u32> {
        (0..self.part.segment.len() as u32).collect()
    }

    pub(super) fn kind(&self, field: &str) -> Option<Kind> {
        self.index.mapping().fields.get(field).copied()
    }

    /// The documents that match.
    pub(super) fn docs(&self, query: &Query) -> Result<Cow<'a, [u32]>, RunError> {
        Ok(self.run(query, false)?.docs)
    }

    /// The documents that match, and their scores if wanted.
    pub(super) fn run(&self, query: &Query, scored: bool) -> Result<Scored<'a>, RunError> {
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
            return match list {
                Some(list) => Scored::term(list, None, 1.0),
                None => Scored::constant(&[][..], 1.0),
            };
        }
        self.term(field, &value.to_text(), scored)
    }

    fn term(&self, field: &str, term: &str, scored: bool) -> Scored<'a> {
        let Some(list) = self.part.segment.postings(field, term) else {
            return Scored::constant(&[][..], 0.0);
        };
        let weight = scored.then(|| {
            let of_field = self.part.segment.field(field);
            let weight = self.weight(field, &[term]);
            (of_field.expect("it has the term"), weight)
        });
        Scored::term(list, weight, 0.0)
    }

    pub(super) fn terms_of(&self, field: &str, text: &Value) -> Vec<(String, u32)> {
        self.index.mapping().terms(field, text)
    }

    fn text(&self, field: &str, text: &Value, all: bool, scored: bool) -> Scored<'a> {
        if self.kind(field) == Some(Kind::Number) {
            return self.value(field, text, scored);
        }
        let terms = self.terms_of(field, text);
        let each = terms.iter().map(|(term, _)| self.term(field, term, scored));
        let each: Vec<Scored> = each.collect();
        let docs = match each.as_slice() {
            [] => Vec::new(),
            each if all => in_all(&each.iter().collect::<Vec<_>>()),
            each => union(&docs_of(each)),
        };
        added(docs, &each, scored)
    }

    fn phrase(&self, field: &str, text: &Value, scored: bool) -> Scored<'a> {
        if self.kind(field) == Some(Kind::Number) {
            return self.value(field, text, scored);
        }
        let terms = phrase_terms(self.index, field, text);
        let docs = phrase::documents(&self.part.segment, field, &terms);
        if !scored || docs.is_empty() {
            return Scored::constant(docs, 0.0);
        }
        let weight = self.weight(field, &names(&terms));
        let field = self.part.segment.field(field).expect("it has the phrase");
        let starts = phrase::starts(field, &terms);
        let mut rest = starts.as_slice();
        let score = |&doc: &u32| {
            let end = field.stretch(doc).end;
            let here = rest.partition_point(|&start| start < end);
            rest = &rest[here..];
            weight.score(here as f64, field.length(doc))
        };
        let scores = docs.iter().map(score).collect();
        Scored::each(docs, scores)
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
        let enough = enough.map(|docs| Scored::constant(docs, 0.0));
        let parts: Vec<&Scored> = must.iter().chain(&filter).chain(&enough).collect();
        let mut docs = match parts.as_slice() {
            [] => self.all(),
            parts => in_all(parts),
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
    pub(super) fn weight(&self, field: &str, terms: &[&str]) -> Weight {
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
}

impl Weight {
    pub(super) fn score(self, frequency: f64, length: u32) -> f64 {
        self.idf * rank::tf(frequency, f64::from(length), self.mean_length)
    }
}
