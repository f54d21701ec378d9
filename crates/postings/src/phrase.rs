//! Phrases: terms that stand at given distances from each other.
//!
//! The text of the query is cut as a document is, which gives terms with offsets. A document holds the phrase if there is a
//! place from which *every* term stands at its offset:
//!
//! ```text
//!   天气很好  =  天气+0  气很+1  很好+2
//!
//!   天气  2  40  75             2  40  75
//!   气很  3  41      ── −1 ──>  2  40          all three: 2
//!   很好  4  57      ── −2 ──>  2  55
//! ```
//!
//! So a phrase is an intersection of shifted lists, on the line that the places of all documents share. The rarest term
//! begins, because each intersection is bounded by its shorter list. A place near the end of a document may reach into the
//! next one: that is looked at last, on the few places that are left.
//!
//! Asking for *any* pair that stands right, as pseudo-code in circulation has it, accepts what no reader would: see
//! [`any_pair`].

use crate::intersect;
use crate::segment::{Field, Segment};
use std::collections::BTreeSet;

/// The terms of a phrase with their offsets from the first.
pub type Terms = Vec<(String, u32)>;

/// The documents of a segment that hold the phrase. No term, no document.
#[must_use]
pub fn documents(segment: &Segment, field: &str, terms: &[(String, u32)]) -> Vec<u32> {
    let Some(field) = segment.field(field) else {
        return Vec::new();
    };
    let mut docs = Vec::new();
    let mut doc = 0;
    for place in starts(field, terms) {
        doc = doc_at(field, doc, place);
        if docs.last() != Some(&doc) {
            docs.push(doc);
        }
    }
    docs
}

/// The places on the line where the phrase starts, ascending.
#[must_use]
pub fn starts(field: &Field, terms: &[(String, u32)]) -> Vec<u32> {
    let mut lists = Vec::new();
    for (term, offset) in terms {
        match field.postings(term) {
            Some(list) => lists.push((list.places(), *offset)),
            None => return Vec::new(),
        }
    }
    lists.sort_by_key(|(places, _)| places.len());
    let Some(((rarest, offset), rest)) = lists.split_first() else {
        return Vec::new();
    };
    let mut starts: Vec<u32> = rarest
        .iter()
        .filter_map(|place| place.checked_sub(*offset))
        .collect();
    let mut next = Vec::new();
    for (places, offset) in rest {
        next.clear();
        intersect::pair_at(&starts, places, *offset, &mut next);
        std::mem::swap(&mut starts, &mut next);
    }
    let reach = terms.iter().map(|(_, offset)| *offset).max().unwrap_or(0);
    let mut doc = 0;
    starts.retain(|&start| {
        doc = doc_at(field, doc, start);
        field.stretch(doc).contains(&(start + reach))
    });
    starts
}

/// The places where the phrase starts in one document, counted from its own beginning.
#[must_use]
pub fn starts_in(field: &Field, doc: u32, terms: &[(String, u32)]) -> Vec<u32> {
    let stretch = field.stretch(doc);
    let all = starts(field, terms).into_iter();
    all.filter(|place| stretch.contains(place))
        .map(|place| place - stretch.start)
        .collect()
}

/// The documents that a check with OR accepts: some two terms of the query stand right, the others need not (for a single
/// term, that it is there). It is here to be compared with, and is not the phrase.
#[must_use]
pub fn any_pair(segment: &Segment, field: &str, terms: &[(String, u32)]) -> Vec<u32> {
    if terms.len() < 2 {
        return documents(segment, field, terms);
    }
    let mut found = BTreeSet::new();
    for (at, (first, offset)) in terms.iter().enumerate() {
        for (second, further) in &terms[at + 1..] {
            let pair = [(first.clone(), 0), (second.clone(), further - offset)];
            found.extend(documents(segment, field, &pair));
        }
    }
    found.into_iter().collect()
}

/// The document whose stretch holds a place, if it is none before `doc`. Galloping from there: places come in order.
fn doc_at(field: &Field, doc: u32, place: u32) -> u32 {
    let starts = &field.starts()[doc as usize..];
    let mut reach = 1;
    while reach < starts.len() && starts[reach] <= place {
        reach *= 2;
    }
    let (from, to) = (reach / 2, reach.min(starts.len()));
    // Documents without the field have empty stretches: the last that begins there is the one that holds something.
    let after = from + starts[from..to].partition_point(|&start| start <= place);
    doc + after as u32 - 1
}
