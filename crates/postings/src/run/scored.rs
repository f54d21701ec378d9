//! What a part of a query answers with, and how answers are combined.

use crate::intersect;
use crate::rank::Weight;
use crate::segment::{Field, Postings};
use std::borrow::Cow;

/// Documents that match, and how they score if that was asked for.
pub(super) struct Scored<'a> {
    pub(super) docs: Cow<'a, [u32]>,
    /// The posting list that these documents are, if they are one: it may have a faster form.
    list: Option<&'a Postings>,
    scores: Scores<'a>,
}

/// Scores are computed for documents that are found in the end, which may be few of those that a part answers with.
enum Scores<'a> {
    /// Each document has this one.
    Same(f64),
    /// As many as documents.
    Each(Vec<f64>),
    /// By how often the term of this list, which the documents are, stands in each.
    Term(&'a Postings, &'a Field, Weight),
}

impl<'a> Scored<'a> {
    pub(super) fn constant(docs: impl Into<Cow<'a, [u32]>>, score: f64) -> Scored<'a> {
        Scored {
            docs: docs.into(),
            list: None,
            scores: Scores::Same(score),
        }
    }

    pub(super) fn each(docs: Vec<u32>, scores: Vec<f64>) -> Scored<'a> {
        assert_eq!(docs.len(), scores.len(), "a score for each document");
        Scored {
            docs: docs.into(),
            list: None,
            scores: Scores::Each(scores),
        }
    }

    /// The documents of a term; without a weight, each has the score given.
    pub(super) fn term(
        list: &'a Postings,
        weight: Option<(&'a Field, Weight)>,
        score: f64,
    ) -> Scored<'a> {
        Scored {
            docs: list.docs().into(),
            list: Some(list),
            scores: match weight {
                Some((field, weight)) => Scores::Term(list, field, weight),
                None => Scores::Same(score),
            },
        }
    }

    /// The score of a document by its place among those that match.
    pub(super) fn score(&self, at: usize) -> f64 {
        match &self.scores {
            Scores::Same(score) => *score,
            Scores::Each(scores) => scores[at],
            Scores::Term(list, field, weight) => {
                let frequency = list.frequency_at(at) as f64;
                weight.score(frequency, field.length(self.docs[at]))
            }
        }
    }

    /// The scores of some documents, 0 for those that don't match. One walk over both.
    pub(super) fn scores_of<'s>(&'s self, docs: &'s [u32]) -> impl Iterator<Item = f64> + 's {
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

pub(super) fn docs_of<'a>(found: &[Scored<'a>]) -> Vec<Cow<'a, [u32]>> {
    found.iter().map(|found| found.docs.clone()).collect()
}

pub(super) fn union(lists: &[Cow<[u32]>]) -> Vec<u32> {
    intersect::union(&lists.iter().map(|list| &**list).collect::<Vec<_>>())
}

/// The documents in all of the parts, of which there must be one. Terms are put together first, in the form in which that is
/// fastest, unless something shorter than each of them bounds the work.
pub(super) fn in_all(parts: &[&Scored]) -> Vec<u32> {
    let (mut terms, mut others) = (Vec::new(), Vec::new());
    for part in parts {
        match part.list {
            Some(list) => terms.push(list),
            None => others.push(&*part.docs),
        }
    }
    let shortest = terms.iter().map(|list| list.docs().len()).min();
    let is_bounded = others.iter().any(|docs| Some(docs.len()) < shortest);
    let of_terms = (!is_bounded && terms.len() > 1).then(|| Postings::in_all(&terms));
    match &of_terms {
        Some(docs) => others.push(docs),
        None => others.extend(terms.iter().map(|list| list.docs())),
    }
    match others.as_slice() {
        [only] => only.to_vec(),
        others => intersect::sorted(others),
    }
}

/// The documents in at least so many of the lists.
pub(super) fn in_enough(lists: &[Cow<[u32]>], wanted: usize) -> Vec<u32> {
    let mut all = lists.concat();
    all.sort();
    let runs = all.chunk_by(|a, b| a == b);
    runs.filter(|run| run.len() >= wanted)
        .map(|run| run[0])
        .collect()
}

/// Documents with the sum of the scores that the parts give them.
pub(super) fn added<'a>(docs: Vec<u32>, parts: &[Scored], scored: bool) -> Scored<'a> {
    let mut scores = vec![0.0; if scored { docs.len() } else { 0 }];
    if scored {
        for part in parts {
            for (sum, score) in scores.iter_mut().zip(part.scores_of(&docs)) {
                *sum += score;
            }
        }
    }
    match scored {
        true => Scored::each(docs, scores),
        false => Scored::constant(docs, 0.0),
    }
}

/// Documents with the best of the scores that the parts give them.
pub(super) fn best<'a>(parts: Vec<Scored>, scored: bool) -> Scored<'a> {
    let docs = union(&docs_of(&parts));
    let mut scores = vec![0.0_f64; if scored { docs.len() } else { 0 }];
    if scored {
        for part in &parts {
            for (best, score) in scores.iter_mut().zip(part.scores_of(&docs)) {
                *best = best.max(score);
            }
        }
    }
    match scored {
        true => Scored::each(docs, scores),
        false => Scored::constant(docs, 0.0),
    }
}
