//! Looking for the terms of a text, with the places where they stand.

use super::{Event, Find, Row, SearchBench, TEXT, refuse};
use lesson::Refusal;
use postings::query::{Bool, Hit};
use postings::run::{self, phrase_terms};
use postings::{Index, Query, Value, phrase};

/// The most documents of an answer that are kept with their places.
const ROWS_MAX: usize = 100;

impl SearchBench {
    pub(super) fn find(&self, how: Find, text: &str) -> Result<Vec<Event>, Refusal> {
        let index = self.index();
        let terms = phrase_terms(index, TEXT, &Value::from(text));
        let phrase = Query::MatchPhrase {
            field: TEXT.to_string(),
            query: text.into(),
        };
        let each = terms.iter().map(|(term, _)| Query::Term {
            field: TEXT.to_string(),
            value: Value::from(term.as_str()),
        });
        let each: Vec<Query> = each.collect();
        let matches = |query: &Query| run::matches(index, query).map_err(|error| refuse(error, ""));
        let query = match how {
            Find::Phrase | Find::Pairs => phrase.clone(),
            Find::Any | Find::All if terms.is_empty() => phrase.clone(),
            Find::All => Query::Bool(Bool {
                must: each.into(),
                ..Bool::default()
            }),
            Find::Any => Query::Bool(Bool {
                should: each.into(),
                ..Bool::default()
            }),
        };
        let places: Vec<(u64, u32)> = if how == Find::Pairs {
            let places = index.parts().iter().flat_map(|part| {
                let docs = phrase::any_pair(&part.segment, TEXT, &terms).into_iter();
                let alive = docs.filter(|doc| !part.deleted[*doc as usize]);
                alive.map(|doc| (part.number, doc)).collect::<Vec<_>>()
            });
            places.collect()
        } else {
            matches(&query)?
        };
        let whole = if how == Find::Phrase {
            places.len()
        } else {
            let whole = matches(&phrase)?;
            places
                .iter()
                .filter(|at| whole.binary_search(at).is_ok())
                .count()
        };
        let shown = places.iter().take(ROWS_MAX);
        let rows = shown
            .map(|at| self.row(hit_at(index, *at), &terms))
            .collect();
        Ok(vec![Event::Ladder {
            how,
            text: text.to_string(),
            terms,
            found: places.len(),
            whole,
            rows,
        }])
    }

    /// A hit with the places of the terms in it.
    fn row(&self, hit: Hit, terms: &[(String, u32)]) -> Row {
        let part = self
            .index()
            .parts()
            .iter()
            .find(|part| part.number == hit.at.0);
        let field = part.and_then(|part| part.segment.field(TEXT));
        let places = terms.iter().map(|(term, _)| {
            let Some(list) = field.and_then(|field| field.postings(term)) else {
                return Vec::new();
            };
            let start = field.map_or(0, |field| field.stretch(hit.at.1).start);
            list.places_in(hit.at.1)
                .iter()
                .map(|place| place - start)
                .collect()
        });
        let places: Vec<Vec<u32>> = places.collect();
        Row {
            starts: starts(&places, terms),
            places,
            id: hit.id,
            text: hit
                .document
                .get(TEXT)
                .map(Value::to_text)
                .unwrap_or_default(),
        }
    }
}

/// Where a phrase starts, given the places of each of its terms in one document, ascending.
fn starts(places: &[Vec<u32>], terms: &[(String, u32)]) -> Vec<u32> {
    let Some((first, rest)) = places.split_first() else {
        return Vec::new();
    };
    let is_start = |start: &&u32| {
        let mut others = rest.iter().zip(&terms[1..]);
        others.all(|(places, (_, offset))| places.binary_search(&(*start + offset)).is_ok())
    };
    first.iter().filter(is_start).copied().collect()
}

fn hit_at(index: &Index, at: (u64, u32)) -> Hit {
    let part = index.parts().iter().find(|part| part.number == at.0);
    let part = part.expect("what was found lies in a segment");
    Hit {
        id: part.segment.ids()[at.1 as usize].clone(),
        at,
        score: None,
        document: part.segment.document(at.1).clone(),
    }
}
