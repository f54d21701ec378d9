//! How a document came to its score: the same sums as in [`matching`](super::matching), with words.

use super::matching::Searcher;
use super::{RunError, names, phrase_terms};
use crate::phrase;
use crate::query::{Bool, MultiKind, Query};
use crate::rank::{self, Explanation};
use crate::segment::Kind;
use crate::value::Value;

impl Searcher<'_> {
    pub(super) fn explain(&self, query: &Query, doc: u32) -> Result<Option<Explanation>, RunError> {
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
