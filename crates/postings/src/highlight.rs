//! Highlighting: which words of a document a query has found.
//!
//! An index says that a document matches, and not where a reader should look. So the text is cut once more, as it was when
//! it came into the index, and the terms that the query asks for are marked, with the bytes that they were made from:
//!
//! ```text
//! match_phrase 天气很好      昨天很好，今天[天气很好]     a whole phrase, not the first 很好;
//! match 天气 很好           昨天[很好]，今天[天气很好]    terms that overlap or touch make one stretch
//! ```
//!
//! What a query excludes is not marked, nor is what is no term: a range, a field that exists. A part of a `should` is
//! marked by its terms, whether that part matches as a whole or not, as Lucene's plain highlighter does.

use crate::analysis::Token;
use crate::index::Index;
use crate::query::{MultiKind, Query};
use crate::run::{fits, phrase_terms};
use crate::segment::Kind;
use crate::value::Value;
use std::ops::Range;

/// The bytes of a field's value, as a text, that a query has found: ascending, apart from each other. Time grows with the
/// text, times the number of terms of the query.
#[must_use]
pub fn spans(index: &Index, query: &Query, field: &str, value: &Value) -> Vec<Range<usize>> {
    let Some(Kind::Text(analyzer)) = index.mapping().fields.get(field) else {
        return Vec::new();
    };
    let tokens = analyzer.analyze(&value.to_text());
    let mut marks = Marks {
        index,
        field,
        is_marked: vec![false; tokens.len()],
        tokens,
    };
    marks.query(query);
    let mut spans: Vec<Range<usize>> = Vec::new();
    for (token, _) in (marks.tokens.iter().zip(&marks.is_marked)).filter(|(_, marked)| **marked) {
        match spans.last_mut() {
            Some(last) if token.span.start <= last.end => last.end = last.end.max(token.span.end),
            _ => spans.push(token.span.clone()),
        }
    }
    spans
}

struct Marks<'a> {
    index: &'a Index,
    field: &'a str,
    tokens: Vec<Token>,
    is_marked: Vec<bool>,
}

impl Marks<'_> {
    fn query(&mut self, query: &Query) {
        match query {
            Query::Term { field, value } if field == self.field => {
                let term = value.to_text();
                self.terms(|other| other == term);
            }
            Query::Terms { field, values } if field == self.field => {
                let terms: Vec<String> = values.iter().map(Value::to_text).collect();
                self.terms(|other| terms.iter().any(|term| term == other));
            }
            Query::Wildcard { field, pattern } if field == self.field => {
                self.terms(|term| fits(pattern, term));
            }
            Query::Match { field, query, .. } if field == self.field => self.any_of(query),
            Query::MatchPhrase { field, query } if field == self.field => self.phrase(query),
            Query::MultiMatch {
                fields,
                query,
                kind,
            } if fields.iter().any(|field| field == self.field) => match kind {
                Some(MultiKind::Phrase) => self.phrase(query),
                _ => self.any_of(query),
            },
            Query::Bool(parts) => {
                let wanted = [&parts.must, &parts.filter, &parts.should];
                let queries = wanted.iter().flat_map(|clauses| &clauses.queries);
                queries.for_each(|query| self.query(query));
            }
            _ => {}
        }
    }

    fn terms(&mut self, is_asked: impl Fn(&str) -> bool) {
        for (token, is_marked) in self.tokens.iter().zip(&mut self.is_marked) {
            *is_marked |= is_asked(&token.term);
        }
    }

    fn any_of(&mut self, text: &Value) {
        let terms = self.index.mapping().terms(self.field, text);
        self.terms(|other| terms.iter().any(|(term, _)| term == other));
    }

    fn phrase(&mut self, text: &Value) {
        let terms = phrase_terms(self.index, self.field, text);
        let at = |position: u32| {
            let found = self
                .tokens
                .binary_search_by_key(&position, |token| token.position);
            found.ok()
        };
        let mut whole = Vec::new();
        for start in &self.tokens {
            let places = terms.iter().map(|(term, offset)| {
                at(start.position + offset).filter(|&place| self.tokens[place].term == *term)
            });
            if let Some(places) = places.collect::<Option<Vec<usize>>>() {
                whole.extend(places);
            }
        }
        for place in whole {
            self.is_marked[place] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Mapping;
    use crate::{Analyzer, dsl};

    /// The text with what a query has found in brackets.
    fn marked(analyzer: Analyzer, query: &str, text: &str) -> String {
        let index = Index::new(Mapping {
            fields: [("text".to_string(), Kind::Text(analyzer))].into(),
            text: analyzer,
        });
        let query = dsl::read_query(query).expect("a good query");
        let mut out = String::new();
        let mut at = 0;
        for span in spans(&index, &query, "text", &Value::from(text)) {
            out += &format!("{}[{}]", &text[at..span.start], &text[span.clone()]);
            at = span.end;
        }
        out + &text[at..]
    }

    #[test]
    fn of_a_phrase_only_whole_ones_are_marked() {
        let query = r#"{"match_phrase": {"text": "天气很好"}}"#;
        assert_eq!(
            marked(Analyzer::Bigrams, query, "昨天很好，今天天气很好"),
            "昨天很好，今天[天气很好]"
        );
        let query = r#"{"match_phrase": {"text": "shortest list"}}"#;
        assert_eq!(
            marked(Analyzer::Words, query, "List the Shortest, list: the list"),
            "List the [Shortest], [list]: the list"
        );
    }

    #[test]
    fn terms_are_marked_and_what_is_excluded_is_not() {
        let query = r#"{"bool": {"must": [{"match": {"text": "天气"}}], "should": [{"wildcard": {"text": "re*"}}],
            "filter": [{"term": {"text": "很好"}}], "must_not": [{"term": {"text": "x"}}, {"term": {"text": "锁"}}]}}"#;
        assert_eq!(
            marked(Analyzer::Mixed, query, "Redis 锁，天气 不 很好"),
            "[Redis] 锁，[天气] 不 [很好]"
        );
        for other in [
            r#"{"exists": {"field": "text"}}"#,
            r#"{"match": {"title": "天气"}}"#,
            r#"{"match_all": {}}"#,
        ] {
            assert_eq!(marked(Analyzer::Mixed, other, "天气"), "天气", "{other}");
        }
    }
}
