//! What a part of a query answers with, and how answers are combined.

use crate::intersect;
use std::borrow::Cow;

/// Documents that match, with their scores if those were asked for.
pub(super) struct Scored<'a> {
    pub(super) docs: Cow<'a, [u32]>,
    /// As many as documents; or none, and each has the same score.
    pub(super) scores: Vec<f64>,
    constant: f64,
}

impl<'a> Scored<'a> {
    pub(super) fn constant(docs: impl Into<Cow<'a, [u32]>>, constant: f64) -> Scored<'a> {
        Scored {
            docs: docs.into(),
            scores: Vec::new(),
            constant,
        }
    }

    pub(super) fn score(&self, at: usize) -> f64 {
        self.scores.get(at).copied().unwrap_or(self.constant)
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

pub(super) fn together(lists: Vec<&[u32]>) -> Vec<u32> {
    intersect::sorted(&lists)
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
    Scored {
        docs: docs.into(),
        scores,
        constant: 0.0,
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
    Scored {
        docs: docs.into(),
        scores,
        constant: 0.0,
    }
}
