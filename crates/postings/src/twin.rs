//! A naive twin: it looks at every document, for every query, and keeps no index. On random corpora and random queries
//! both must find the same. And whatever comes as text, there is an answer or an error with a place.

use crate::index::Index;
use crate::query::{Bool, Minimum, MultiKind, Query, Range, Search};
use crate::segment::{Document, Kind, Mapping, number};
use crate::value::Value;
use crate::{Analyzer, dsl, run};
use fastrand::Rng;
use std::collections::BTreeMap;

/// Documents by id, in the order in which they came to be searchable.
#[derive(Default)]
struct Twin {
    mapping: Mapping,
    documents: Vec<(String, Document)>,
}

impl Twin {
    fn put(&mut self, id: &str, document: Document) {
        self.mapping.admit(&document).expect("it fits");
        self.documents.retain(|(other, _)| other != id);
        self.documents.push((id.to_string(), document));
    }

    fn delete(&mut self, id: &str) {
        self.documents.retain(|(other, _)| other != id);
    }

    fn find(&self, query: &Query) -> Vec<String> {
        let matching = self
            .documents
            .iter()
            .filter(|(_, document)| self.matches(query, document));
        let mut ids: Vec<String> = matching.map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids
    }

    fn terms(&self, field: &str, document: &Document) -> Vec<(String, u32)> {
        let value = document.get(field);
        value.map_or(Vec::new(), |value| self.mapping.terms(field, value))
    }

    fn is_number(&self, field: &str) -> bool {
        self.mapping.fields.get(field) == Some(&Kind::Number)
    }

    fn has(&self, field: &str, value: &Value, document: &Document) -> bool {
        match document.get(field) {
            Some(found) if self.is_number(field) => {
                number(value).is_some_and(|value| number(found) == Some(value))
            }
            Some(_) => self
                .terms(field, document)
                .iter()
                .any(|(term, _)| *term == value.to_text()),
            None => false,
        }
    }

    fn phrase(&self, field: &str, query: &Value, document: &Document) -> bool {
        let wanted = self.mapping.terms(field, query);
        let there = self.terms(field, document);
        let Some((_, first)) = wanted.first() else {
            return false;
        };
        there.iter().any(|(_, start)| {
            wanted
                .iter()
                .all(|(term, position)| there.contains(&(term.clone(), start + (position - first))))
        })
    }

    fn matches(&self, query: &Query, document: &Document) -> bool {
        match query {
            Query::MatchAll => true,
            Query::Term { field, value } => self.has(field, value, document),
            Query::Terms { field, values } => {
                values.iter().any(|value| self.has(field, value, document))
            }
            Query::Match { field, query, all } => {
                let wanted = self.mapping.terms(field, query);
                let there = self.terms(field, document);
                let has = |(term, _): &(String, u32)| there.iter().any(|(other, _)| other == term);
                match all {
                    true => !wanted.is_empty() && wanted.iter().all(has),
                    false => wanted.iter().any(has),
                }
            }
            Query::MatchPhrase { field, query } => self.phrase(field, query, document),
            Query::MultiMatch {
                fields,
                query,
                kind,
            } => fields.iter().any(|field| match kind {
                Some(MultiKind::Phrase) => self.phrase(field, query, document),
                _ => {
                    let query = query.clone();
                    let field = field.clone();
                    let all = false;
                    self.matches(&Query::Match { field, query, all }, document)
                }
            }),
            Query::Range(range) => {
                let Some(found) = document.get(&range.field) else {
                    return false;
                };
                let order = |bound: &Value| match self.is_number(&range.field) {
                    true => number(found).cmp(&number(bound)),
                    false => found.to_text().cmp(&bound.to_text()),
                };
                let above = range
                    .from
                    .iter()
                    .all(|(bound, with)| order(bound).is_gt() || *with && order(bound).is_eq());
                let below = range
                    .to
                    .iter()
                    .all(|(bound, with)| order(bound).is_lt() || *with && order(bound).is_eq());
                above && below
            }
            Query::Exists { field } => document.contains_key(field),
            Query::Wildcard { field, pattern } => {
                let pattern: Vec<char> = pattern.chars().collect();
                let there = self.terms(field, document);
                let term = |term: &str| term.chars().collect::<Vec<char>>();
                there.iter().any(|(found, _)| fits(&pattern, &term(found)))
            }
            Query::Bool(combination) => {
                let matches = |query: &&Query| self.matches(query, document);
                let all = combination
                    .must
                    .queries
                    .iter()
                    .chain(&combination.filter.queries);
                let should = combination.should.queries.iter().filter(matches).count();
                all.clone().all(|query| matches(&query))
                    && should >= combination.wanted()
                    && !combination
                        .must_not
                        .queries
                        .iter()
                        .any(|query| matches(&query))
            }
        }
    }
}

fn fits(pattern: &[char], term: &[char]) -> bool {
    match (pattern, term) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=term.len()).any(|taken| fits(rest, &term[taken..])),
        (['?', rest @ ..], [_, others @ ..]) => fits(rest, others),
        ([c, rest @ ..], [d, others @ ..]) => c == d && fits(rest, others),
        _ => false,
    }
}

const LETTERS: [&str; 10] = ["天", "气", "很", "好", "，", " ", "a", "b", "ab", "1"];

fn text(dice: &mut Rng, most: u32) -> String {
    (0..dice.u32(..(most + 1)))
        .map(|_| *dice.choice(&LETTERS).expect("there is one"))
        .collect()
}

fn value(dice: &mut Rng) -> Value {
    match dice.u32(..3) {
        0 => Value::from(text(dice, 4).as_str()),
        1 => Value::from(i64::from(dice.u32(..5))),
        _ => Value::from(
            dice.choice(&["1", "2.0", "-1", "0.5"])
                .expect("there is one")
                .to_string()
                .as_str(),
        ),
    }
}

fn document(dice: &mut Rng) -> Document {
    let mut document = Document::new();
    for field in ["zh", "en", "mixed", "key"] {
        if dice.u32(..4) > 0 {
            document.insert(field.to_string(), Value::from(text(dice, 14).as_str()));
        }
    }
    if dice.u32(..3) > 0 {
        document.insert("n".to_string(), Value::from(i64::from(dice.u32(..6)) - 1));
    }
    document
}

const FIELDS: [&str; 6] = ["zh", "en", "mixed", "key", "n", "none"];

fn query(dice: &mut Rng, depth: u32) -> Query {
    let field = dice.choice(&FIELDS).expect("there is one").to_string();
    match dice.u32(..if depth == 0 { 10 } else { 14 }) {
        0 => Query::MatchAll,
        1 => Query::Exists { field },
        2 => Query::Term {
            field,
            value: value(dice),
        },
        3 => Query::Terms {
            field,
            values: (0..dice.u32(..4)).map(|_| value(dice)).collect(),
        },
        4 => Query::Match {
            field,
            query: value(dice),
            all: dice.u32(..2) == 0,
        },
        5 | 6 => Query::MatchPhrase {
            field,
            query: value(dice),
        },
        7 => Query::MultiMatch {
            fields: (0..dice.u32(..3))
                .map(|_| dice.choice(&FIELDS).expect("there is one").to_string())
                .collect(),
            query: value(dice),
            kind: *dice
                .choice(&[None, Some(MultiKind::Phrase), Some(MultiKind::MostFields)])
                .expect("there is one"),
        },
        8 => {
            let is_number = field == "n";
            let bound = |dice: &mut Rng| {
                let value = match is_number {
                    true => Value::from(i64::from(dice.u32(..6)) - 1),
                    false => value(dice),
                };
                (dice.u32(..3) > 0).then(|| (value, dice.u32(..2) == 0))
            };
            let (from, to) = (bound(dice), bound(dice));
            let is_inclusive = from.iter().chain(&to).any(|(_, with)| *with);
            Query::Range(Range {
                field,
                from,
                to,
                is_legacy: is_inclusive && dice.u32(..2) == 0,
            })
        }
        9 => Query::Wildcard {
            field,
            pattern: (0..dice.u32(..4))
                .map(|_| {
                    *dice
                        .choice(&["*", "?", "a", "b", "天"])
                        .expect("there is one")
                })
                .collect(),
        },
        _ => {
            let some = |dice: &mut Rng, most: u32| -> Vec<Query> {
                (0..dice.u32(..(most + 1)))
                    .map(|_| query(dice, depth - 1))
                    .collect()
            };
            Query::Bool(Bool {
                must: some(dice, 2).into(),
                filter: some(dice, 1).into(),
                should: some(dice, 3).into(),
                must_not: some(dice, 1).into(),
                minimum_should_match: match dice.u32(..6) {
                    0 => Some(Minimum::Count(i64::from(dice.u32(..6)) - 2)),
                    1 => Some(Minimum::Percent(i64::from(dice.u32(..200)) - 100)),
                    2 => Some(Minimum::Steps(vec![
                        (1, Minimum::Percent(i64::from(dice.u32(..200)) - 100)),
                        (2, Minimum::Count(i64::from(dice.u32(..4)) - 2)),
                    ])),
                    _ => None,
                },
            })
        }
    }
}

fn mapping() -> Mapping {
    let fields = [
        ("zh", Kind::Text(Analyzer::Bigrams)),
        ("en", Kind::Text(Analyzer::Words)),
        ("mixed", Kind::Text(Analyzer::Mixed)),
        ("key", Kind::Text(Analyzer::Keyword)),
        ("n", Kind::Number),
    ];
    Mapping {
        fields: BTreeMap::from(fields.map(|(name, kind)| (name.to_string(), kind))),
        text: Analyzer::Mixed,
    }
}

/// Does random things to both; what the twin knows is what was refreshed.
fn grown(dice: &mut Rng) -> (Index, Twin) {
    let mut index = Index::new(mapping());
    let mut twin = Twin {
        mapping: mapping(),
        ..Twin::default()
    };
    let mut waiting: Vec<(String, Option<Document>)> = Vec::new();
    for _ in 0..dice.u32(..60) {
        let id = dice.u32(..20).to_string();
        match dice.u32(..10) {
            0 => {
                index.delete(&id);
                waiting.push((id, None));
            }
            1 => {
                index.refresh();
                for (id, document) in waiting.drain(..) {
                    match document {
                        Some(document) => twin.put(&id, document),
                        None => twin.delete(&id),
                    }
                }
            }
            2 => {
                if let Some(due) = index.merge_due(2) {
                    index.merge(due);
                }
            }
            _ => {
                let document = document(dice);
                index.put(&id, document.clone()).expect("it fits");
                assert_eq!(index.get(&id).map(|found| &**found), Some(&document));
                waiting.push((id, Some(document)));
            }
        }
        index.check();
        assert_eq!(index.searchable(), twin.documents.len());
    }
    (index, twin)
}

/// So many documents that frequent terms have sets beside their lists.
fn large(dice: &mut Rng) -> (Index, Twin) {
    let mut index = Index::new(mapping());
    let mut twin = Twin {
        mapping: mapping(),
        ..Twin::default()
    };
    for id in 0..dice.u32(150..700) {
        let document = document(dice);
        index
            .put(&id.to_string(), document.clone())
            .expect("it fits");
        twin.put(&id.to_string(), document);
    }
    index.refresh();
    index.check();
    (index, twin)
}

fn ids(index: &Index, found: &[(u64, u32)]) -> Vec<String> {
    let id = |(segment, doc): &(u64, u32)| {
        let part = index.parts().iter().find(|part| part.number == *segment);
        part.expect("a segment").segment.ids()[*doc as usize].clone()
    };
    let mut ids: Vec<String> = found.iter().map(id).collect();
    ids.sort();
    ids
}

#[test]
fn the_index_finds_what_looking_at_every_document_finds() {
    for seed in 0..300 {
        let mut dice = Rng::with_seed(seed);
        let (index, twin) = grown(&mut dice);
        for _ in 0..40 {
            let query = query(&mut dice, 2);
            let found = run::matches(&index, &query).expect("it can be run");
            assert_eq!(
                ids(&index, &found),
                twin.find(&query),
                "seed {seed}: {query:?}"
            );
        }
    }
}

#[test]
fn the_same_is_found_where_terms_are_frequent() {
    let mut found_some = 0;
    for seed in 0..40 {
        let mut dice = Rng::with_seed(seed);
        let (index, twin) = large(&mut dice);
        for _ in 0..40 {
            let query = query(&mut dice, 2);
            let found = run::matches(&index, &query).expect("it can be run");
            let expected = twin.find(&query);
            assert_eq!(ids(&index, &found), expected, "seed {seed}: {query:?}");
            let search = Search {
                query: Some(query),
                ..Search::default()
            };
            let hits = run::search(&index, &search).expect("it can be run").hits;
            for hit in hits.iter().take(3) {
                let asked = search.query.as_ref().expect("there is one");
                let explained = run::explain(&index, asked, hit.at).expect("it can be run");
                let (score, explained) = (hit.score, explained.expect("it matches").value);
                let score = score.expect("the order is by score");
                assert!((explained - score).abs() < 1e-9, "seed {seed}: {asked:?}");
                found_some += 1;
            }
        }
    }
    assert!(found_some > 1_000, "{found_some}");
}

#[test]
fn a_score_is_what_its_explanation_says_and_orders_the_hits() {
    for seed in 0..200 {
        let mut dice = Rng::with_seed(seed);
        let (index, _) = grown(&mut dice);
        for _ in 0..10 {
            let search = Search {
                query: Some(query(&mut dice, 2)),
                size: Some(1_000),
                ..Search::default()
            };
            let asked = search.query.as_ref().expect("there is one");
            let found = run::search(&index, &search).expect("it can be run");
            let matching = run::matches(&index, asked).expect("it can be run");
            assert_eq!(found.total, matching.len(), "seed {seed}: {asked:?}");
            let mut before = f64::INFINITY;
            for hit in &found.hits {
                let score = hit.score.expect("the order is by score");
                assert!(
                    score.is_finite() && score <= before,
                    "seed {seed}: {asked:?}"
                );
                before = score;
                let explained = run::explain(&index, asked, hit.at).expect("it can be run");
                let explained = explained.expect("it matches").value;
                assert!(
                    (explained - score).abs() < 1e-9,
                    "seed {seed}: {explained} {score} {asked:?}"
                );
            }
        }
    }
}

#[test]
fn steps_of_a_minimum_want_all_up_to_the_first_number() {
    let steps =
        dsl::read_query(r#"{"bool": {"should": [], "minimum_should_match": " 2<-25%  9<-3 "}}"#);
    let Ok(Query::Bool(Bool {
        minimum_should_match: Some(steps),
        ..
    })) = steps
    else {
        panic!("{steps:?}");
    };
    let wanted: Vec<usize> = [0, 1, 2, 3, 4, 8, 9, 10, 12].map(|n| steps.of(n)).into();
    assert_eq!(wanted, [0, 1, 2, 3, 3, 6, 7, 7, 9]);
    for wrong in ["2<", "<1", "2<1 1<1", "2<3<4", "2 < 1", "a<1", "2<101%", ""] {
        let text = format!(r#"{{"bool": {{"minimum_should_match": "{wrong}"}}}}"#);
        let mistake = dsl::read_query(&text).expect_err(wrong);
        assert_eq!(text[mistake.span], format!("\"{wrong}\""));
    }
}

#[test]
fn hits_are_put_in_order_by_their_score_where_a_sort_names_it() {
    let mut index = Index::new(mapping());
    for (id, text) in [
        ("1", "天气"),
        ("2", "天气很好 the"),
        ("3", "很好"),
        ("4", "the，天气，天气"),
    ] {
        let document = Document::from([("mixed".to_string(), Value::from(text))]);
        index.put(id, document).expect("a text");
    }
    index.refresh();
    let ids = |rest: &str| {
        let text = format!(
            r#"{{"query": {{"match": {{"mixed": "天气 很好 the"}}}}, "size": 1000{rest}}}"#
        );
        let found = run::search(&index, &dsl::read(&text).expect("good")).expect("it can be run");
        let scores: Vec<_> = found.hits.iter().map(|hit| hit.score).collect();
        (
            found.hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>(),
            scores,
        )
    };
    let best = ids("");
    assert!(
        best.1.len() > 2 && best.1.first() > best.1.last(),
        "{best:?}"
    );
    assert_eq!(ids(r#", "sort": "_score""#), best);
    assert_eq!(ids(r#", "sort": [{"_score": "desc"}]"#), best);
    let worst = ids(r#", "sort": [{"_score": "asc"}]"#);
    assert!(
        worst.1.is_sorted() && worst.1.last() == best.1.first(),
        "{worst:?}"
    );
}

#[test]
fn a_merged_index_is_the_one_that_was_made_of_what_is_alive() {
    for seed in 0..200 {
        let mut dice = Rng::with_seed(seed);
        let (mut index, _) = grown(&mut dice);
        index.refresh();
        let mut again = Index::new(mapping());
        for part in index.parts() {
            for (doc, id) in (0..).zip(part.segment.ids()) {
                if !part.deleted[doc as usize] {
                    again
                        .put(id, (**part.segment.document(doc)).clone())
                        .expect("it fits");
                }
            }
        }
        again.refresh();
        index.merge(0..index.parts().len());
        let segments = |index: &Index| -> Vec<_> {
            index
                .parts()
                .iter()
                .map(|part| part.segment.clone())
                .collect()
        };
        assert_eq!(segments(&index), segments(&again), "seed {seed}");
    }
}

#[test]
fn a_query_that_is_written_is_read_again() {
    for seed in 0..500 {
        let mut dice = Rng::with_seed(seed);
        let asked = query(&mut dice, 3);
        let json = dsl::write_query(&asked);
        for text in [json.compact(), json.pretty(40)] {
            assert_eq!(
                dsl::read_query(&text),
                Ok(asked.clone()),
                "seed {seed}: {text}"
            );
        }
    }
}

/// Bits of the languages, in any order: most are wrong somewhere.
#[test]
fn any_text_is_read_or_refused_with_a_place() {
    const BITS: [&str; 48] = [
        "select",
        " ",
        "*",
        "from",
        "t",
        "where",
        "a",
        "=",
        "1",
        "and",
        "or",
        "(",
        ")",
        "not",
        "in",
        ",",
        "like",
        "'%x%'",
        "between",
        "'",
        "\"",
        "\\",
        "天",
        "é",
        "limit",
        "order by",
        "group by",
        "-",
        ";",
        "count(*)",
        "is null",
        "`",
        "{",
        "}",
        "[",
        "]",
        ":",
        "\"query\"",
        "\"bool\"",
        "\"must\"",
        "null",
        "\n",
        "--",
        "/*",
        "1e999",
        "0x1F",
        "union",
        "select * from t where a = 1 ",
    ];
    for seed in 0..6_000 {
        let mut dice = Rng::with_seed(seed);
        let mut text = String::new();
        if dice.u32(..3) == 0 {
            text += "select * from t where ";
        }
        for _ in 0..dice.u32(..14) {
            text += *dice.choice(&BITS).expect("there is one");
            if dice.u32(..2) == 0 {
                text.push(' ');
            }
        }
        let json = dsl::read(&text)
            .err()
            .into_iter()
            .chain(dsl::read_document(&text).err());
        #[cfg(feature = "sql")]
        let json = json.chain(crate::sql::translate(&text).err());
        for mistake in json {
            let place = text.get(mistake.span.clone());
            assert!(
                place.is_some(),
                "seed {seed}: {:?} of {text:?}",
                mistake.span
            );
            assert!(!mistake.message.is_empty(), "seed {seed}: {text:?}");
        }
        for (_, analyzer) in Analyzer::NAMES {
            let tokens = analyzer.analyze(&text);
            assert!(
                tokens.is_sorted_by(|a, b| a.position < b.position),
                "seed {seed}: {text:?}"
            );
        }
    }
}
