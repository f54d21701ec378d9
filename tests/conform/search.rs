//! The search engine against answers found by brute force, and its SQL front against recorded runs of elasticsql. The
//! format is that of `tests/conformance/search/README.md`; any corpus, any lists and any statements will do.
//!
//! Each row makes one case per quantity. Rows whose output is marked as a `defect` of the library are held to another rule:
//! we refuse with a place, or give something else, or say in a note what the request does not say.

use postings::intersect::{self, Seek};
use postings::run::{self, phrase_terms_of};
use postings::sql::{self, Translation};
use postings::{Analyzer, Document, Index, Kind, Mapping, Query, Value as Field, dsl, phrase};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tests::report::Report;

/// Runs every file of the directory that the format knows.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    let indexes = corpus(dir, &mut report);
    inverted_lists(dir, &indexes, &mut report);
    queries(dir, &indexes, &mut report);
    intersections(dir, &mut report);
    sql_to_dsl(dir, &mut report);
    report
}

/// The documents of one language: an index of all in one segment, and one of many segments with some marks in them.
struct Corpus {
    analyzer: Analyzer,
    whole: Index,
    parts: Index,
}

const FIELD: &str = "text";

#[derive(Deserialize)]
struct TextRow {
    lang: String,
    doc: u32,
    text: String,
}

fn corpus(dir: &Path, report: &mut Report) -> BTreeMap<String, Corpus> {
    let mut languages: BTreeMap<String, Vec<TextRow>> = BTreeMap::new();
    for (_, row) in report.json_lines::<TextRow>(dir, "corpus.jsonl") {
        languages.entry(row.lang.clone()).or_default().push(row);
    }
    let mut corpora = BTreeMap::new();
    for (lang, rows) in languages {
        let analyzer = match lang.as_str() {
            "zh" => Analyzer::Bigrams,
            _ => Analyzer::Words,
        };
        corpora.insert(lang, indexed(analyzer, rows));
    }
    corpora
}

fn indexed(analyzer: Analyzer, mut rows: Vec<TextRow>) -> Corpus {
    rows.sort_by_key(|row| row.doc);
    let fields = BTreeMap::from([(FIELD.to_string(), Kind::Text(analyzer))]);
    let mapping = Mapping {
        fields,
        text: analyzer,
    };
    let (mut whole, mut parts) = (Index::new(mapping.clone()), Index::new(mapping));
    let document = |text: &str| Document::from([(FIELD.to_string(), Field::from(text))]);
    for (at, row) in rows.iter().enumerate() {
        let id = row.doc.to_string();
        whole
            .put(&id, document(&row.text))
            .expect("a text fits a text field");
        // Another version goes before, and leaves a mark.
        parts
            .put(&id, document("天气很好 the old one"))
            .expect("a text");
        if at % 3 == 0 {
            parts.refresh();
        }
        parts.put(&id, document(&row.text)).expect("a text");
        if at % 2 == 0 {
            parts.refresh();
        }
        while at % 10 == 9
            && let Some(due) = parts.merge_due(3)
        {
            parts.merge(due);
        }
    }
    whole.refresh();
    parts.refresh();
    whole.check();
    parts.check();
    Corpus {
        analyzer,
        whole,
        parts,
    }
}

impl Corpus {
    /// The ids that match, from the whole index; an error if the one of many segments says otherwise.
    fn docs(&self, query: &Query) -> Result<Vec<u32>, String> {
        let whole = ids(&self.whole, query)?;
        let parts = ids(&self.parts, query)?;
        if whole != parts {
            return Err(format!("{whole:?} in one segment, {parts:?} in several"));
        }
        Ok(whole)
    }
}

fn ids(index: &Index, query: &Query) -> Result<Vec<u32>, String> {
    let found = run::matches(index, query).map_err(|error| error.to_string())?;
    let id = |(segment, doc): &(u64, u32)| {
        let part = index.parts().iter().find(|part| part.number == *segment);
        part.expect("a segment of the index").segment.ids()[*doc as usize].clone()
    };
    let mut ids: Vec<u32> = found
        .iter()
        .map(|at| id(at).parse().expect("a number"))
        .collect();
    ids.sort_unstable();
    Ok(ids)
}

#[derive(Deserialize)]
struct PostingsRow {
    lang: String,
    term: String,
    postings: Vec<(u32, Vec<u32>)>,
}

type Lists = BTreeMap<(String, String), Vec<(u32, Vec<u32>)>>;

fn inverted_lists(dir: &Path, indexes: &BTreeMap<String, Corpus>, report: &mut Report) {
    let mut ours = Lists::new();
    for (lang, corpus) in indexes {
        for part in corpus.whole.parts() {
            for (term, list) in part
                .segment
                .field(FIELD)
                .into_iter()
                .flat_map(|f| f.terms())
            {
                let places = |doc: u32| {
                    let start = part
                        .segment
                        .field(FIELD)
                        .expect("it has terms")
                        .stretch(doc)
                        .start;
                    let places = list.places_in(doc).iter();
                    places.map(|place| place - start).collect::<Vec<u32>>()
                };
                let entries = list.docs().iter().map(|&doc| {
                    let id = part.segment.ids()[doc as usize].parse().expect("a number");
                    (id, places(doc))
                });
                ours.insert((lang.clone(), term.to_string()), entries.collect());
            }
        }
    }
    let rows = report.json_lines::<PostingsRow>(dir, "postings.jsonl");
    if rows.is_empty() {
        return;
    }
    for (place, row) in rows {
        let case = format!("{place} {} {}", row.lang, row.term);
        let got = ours.remove(&(row.lang, row.term)).unwrap_or_default();
        report.equal(&case, &row.postings, &got);
    }
    // It is the full index: what it lacks should not be there.
    report.equal("postings.jsonl: nothing else", &Lists::new(), &ours);
}

#[derive(Deserialize)]
struct QueryRow {
    id: String,
    lang: String,
    r#type: String,
    query: Value,
    docs: Vec<u32>,
    positions: Option<BTreeMap<u32, Vec<u32>>>,
    terms: Option<Vec<(String, u32)>>,
    starts: Option<BTreeMap<u32, Vec<u32>>>,
    and_docs: Option<Vec<u32>>,
    and_but_not_phrase: Option<Vec<u32>>,
    any_pair_docs: Option<Vec<u32>>,
    substring_docs: Option<Vec<u32>>,
}

fn queries(dir: &Path, indexes: &BTreeMap<String, Corpus>, report: &mut Report) {
    for (place, row) in report.json_lines::<QueryRow>(dir, "phrase_queries.jsonl") {
        let case = |what: &str| format!("{place} {} {}: {what}", row.id, row.r#type);
        let Some(corpus) = indexes.get(&row.lang) else {
            report.not_run(&case("lang"), "there is no corpus of this language");
            continue;
        };
        let query = match asked(&row.r#type, &row.query) {
            Ok(query) => query,
            Err(why) => {
                report.fail(&case("query"), "a query of the README", why);
                continue;
            }
        };
        docs(report, &case("docs"), &row.docs, corpus.docs(&query));
        if let Some(positions) = &row.positions {
            let term = row.query.as_str().unwrap_or_default().to_string();
            let got = starts(corpus, &[(term, 0)]);
            report.equal(&case("positions"), positions, &got);
        }
        if row.r#type == "phrase" {
            phrase_row(&row, corpus, &case, report);
        }
    }
}

/// A row as a query.
fn asked(kind: &str, query: &Value) -> Result<Query, String> {
    let term = |value: &Value| match value.as_str() {
        Some(term) => Ok(Query::Term {
            field: FIELD.to_string(),
            value: term.into(),
        }),
        None => Err(format!("{value} is no term")),
    };
    let terms = || -> Result<Vec<Query>, String> {
        let list = query.as_array().ok_or("no list of terms")?;
        list.iter().map(term).collect()
    };
    let mut combination = postings::query::Bool::default();
    match kind {
        "term" => return term(query),
        "phrase" => {
            return Ok(Query::MatchPhrase {
                field: FIELD.to_string(),
                query: query.as_str().ok_or("no text")?.into(),
            });
        }
        "bool" => {
            return dsl::read_query(&query.to_string()).map_err(|mistake| mistake.to_string());
        }
        "and" => combination.must = terms()?.into(),
        "or" => combination.should = terms()?.into(),
        "and_not" => {
            let mut terms = terms()?;
            if terms.len() != 2 {
                return Err(format!("{} terms", terms.len()));
            }
            combination.must_not = terms.split_off(1).into();
            combination.must = terms.into();
        }
        _ => return Err(format!("the type {kind}")),
    }
    Ok(Query::Bool(combination))
}

fn phrase_row(row: &QueryRow, corpus: &Corpus, case: &dyn Fn(&str) -> String, report: &mut Report) {
    let text = row.query.as_str().unwrap_or_default();
    let terms = phrase_terms_of(corpus.analyzer, text);
    if let Some(expected) = &row.terms {
        report.equal(&case("terms"), expected, &terms);
    }
    if let Some(expected) = &row.starts {
        report.equal(&case("starts"), expected, &starts(corpus, &terms));
    }
    let names = Value::from(
        terms
            .iter()
            .map(|(term, _)| term.clone())
            .collect::<Vec<_>>(),
    );
    let all = match terms.is_empty() {
        true => Ok(Vec::new()),
        false => asked("and", &names).and_then(|query| corpus.docs(&query)),
    };
    if let (Some(expected), Ok(all)) = (&row.and_but_not_phrase, &all) {
        let phrase = asked("phrase", &row.query).and_then(|query| corpus.docs(&query));
        let but_not = phrase.map(|phrase| intersect::difference(all, &phrase));
        docs(report, &case("and_but_not_phrase"), expected, but_not);
    }
    if let Some(expected) = &row.and_docs {
        docs(report, &case("and_docs"), expected, all);
    }
    if let Some(expected) = &row.any_pair_docs {
        let mut got = Vec::new();
        for part in corpus.whole.parts() {
            let found = phrase::any_pair(&part.segment, FIELD, &terms);
            let id = |doc: u32| {
                part.segment.ids()[doc as usize]
                    .parse::<u32>()
                    .expect("a number")
            };
            got.extend(found.into_iter().map(id));
        }
        got.sort_unstable();
        report.equal(&case("any_pair_docs"), expected, &got);
    }
    if let Some(expected) = &row.substring_docs {
        let mut got = Vec::new();
        for part in corpus.whole.parts() {
            for (doc, id) in (0..).zip(part.segment.ids()) {
                if part.segment.document(doc)[FIELD].to_text().contains(text) {
                    got.push(id.parse::<u32>().expect("a number"));
                }
            }
        }
        got.sort_unstable();
        report.equal(&case("substring_docs"), expected, &got);
    }
}

fn starts(corpus: &Corpus, terms: &[(String, u32)]) -> BTreeMap<u32, Vec<u32>> {
    let mut starts = BTreeMap::new();
    for part in corpus.whole.parts() {
        let Some(field) = part.segment.field(FIELD) else {
            continue;
        };
        for doc in phrase::documents(&part.segment, FIELD, terms) {
            let id = part.segment.ids()[doc as usize].parse().expect("a number");
            starts.insert(id, phrase::starts_in(field, doc, terms));
        }
    }
    starts
}

#[derive(Deserialize)]
struct ListsRow {
    name: String,
    lists: Vec<Vec<u32>>,
    intersection: Vec<u32>,
    union_size: usize,
}

fn intersections(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<ListsRow>(dir, "intersections.jsonl") {
        let case = |what: &str| format!("{place} {}: {what}", row.name);
        let lists: Vec<&[u32]> = row.lists.iter().map(Vec::as_slice).collect();
        report.equal(
            &case("planned"),
            &row.intersection,
            &intersect::sorted(&lists),
        );
        for seek in Seek::ALL {
            let (hits, counts) = intersect::counted(seek, &lists);
            report.equal(&case(&format!("{seek:?}")), &row.intersection, &hits);
            let hits = row.intersection.len() as u64;
            report.equal(&case(&format!("{seek:?}, counted")), &hits, &counts.hits);
        }
        let size = intersect::union(&lists).len();
        report.equal(&case("union_size"), &row.union_size, &size);
    }
}

#[derive(Deserialize)]
struct SqlRow {
    id: String,
    sql: String,
    result: String,
    table: Option<String>,
    dsl: Option<Value>,
    #[serde(default)]
    defect: bool,
}

fn sql_to_dsl(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<SqlRow>(dir, "sql2dsl.jsonl") {
        let case = |what: &str| format!("{place} {} {}: {what}", row.id, row.sql);
        let ours = sql::translate(&row.sql);
        if let Err(mistake) = &ours {
            let span = mistake.span.clone();
            let is_a_place = span.end <= row.sql.len() && row.sql.get(span).is_some();
            report.equal(&case("the place of the error"), &true, &is_a_place);
        }
        if let Ok(ours) = &ours {
            let again = dsl::read(&dsl::write(&ours.search).compact());
            report.equal(&case("DSL read again"), &Ok(ours.search.clone()), &again);
        }
        match (row.result.as_str(), row.defect) {
            (_, true) => defect(&row, &ours, &case("defect"), report),
            ("dsl", false) => match &ours {
                Ok(ours) => {
                    let got = json(ours);
                    let expected = row.dsl.clone().unwrap_or_default();
                    report.equal(&case("dsl"), &numbers(&expected), &numbers(&got));
                    if let Some(table) = &row.table {
                        report.equal(&case("table"), table, &ours.table);
                    }
                }
                Err(mistake) => report.fail(&case("dsl"), row.dsl.unwrap_or_default(), mistake),
            },
            // Where the library gave an error, or nothing at all, nothing should be searched for.
            ("error" | "empty", false) => match &ours {
                Ok(ours) => report.fail(&case("error"), "an error", json(ours)),
                Err(_) => report.pass(),
            },
            _ => report.not_run(
                &case("result"),
                "neither `dsl`, `error` nor `empty`, and no defect",
            ),
        }
    }
}

/// Its output does not mean what the SQL says: ours must not be the same in silence.
fn defect(
    row: &SqlRow,
    ours: &Result<Translation, postings::Mistake>,
    case: &str,
    report: &mut Report,
) {
    match ours {
        Ok(ours) if Some(numbers(&json(ours))) == row.dsl.as_ref().map(numbers) => {
            if ours.notes.is_empty() {
                report.fail(case, "an error, something else, or a note", json(ours));
            } else {
                report.pass();
            }
        }
        Ok(_) | Err(_) => report.pass(),
    }
}

fn json(translation: &Translation) -> Value {
    let text = dsl::write(&translation.search).compact();
    serde_json::from_str(&text).expect("we write JSON")
}

/// The value with all numbers as reals: `1e3` and `1000` are one number.
fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(_) => value.clone(),
            None => {
                let real = number.as_f64().unwrap_or(f64::NAN);
                match real.fract() == 0.0 && real.abs() < 9e15 {
                    true => Value::from(real as i64),
                    false => value.clone(),
                }
            }
        },
        Value::Array(list) => list.iter().map(numbers).collect(),
        Value::Object(object) => {
            let members = object
                .iter()
                .map(|(key, value)| (key.clone(), numbers(value)));
            Value::Object(members.collect())
        }
        _ => value.clone(),
    }
}

fn docs(report: &mut Report, case: &str, expected: &Vec<u32>, got: Result<Vec<u32>, String>) {
    match got {
        Ok(got) => report.equal(case, expected, &got),
        Err(why) => report.fail(case, format!("{expected:?}"), why),
    }
}
