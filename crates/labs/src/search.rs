//! The search world: indexes, and a console at them.
//!
//! # The language
//! Requests are written as in Elasticsearch's console, and SQL as SQL; a JSON body may follow on the next lines, up to its
//! last bracket, and SQL goes on to an empty line or a `;`. The other lines are short forms, for one index at a time: the
//! one that was last named.
//!
//! | line | what it does |
//! | --- | --- |
//! | `PUT <index>/_doc/<id> {..}` | puts a document, in place of what may be there |
//! | `GET <index>/_doc/<id>`, `DELETE <index>/_doc/<id>` | gets it at once; deletes it |
//! | `GET <index>/_search {..}` | searches with a query in JSON |
//! | `GET <index>/_explain/<id> {"query": ..}` | why a document has its score |
//! | `POST <index>/_refresh`, `POST <index>/_forcemerge` | makes searchable what was put; merges all segments |
//! | `select ..` | translates SQL to DSL and searches with it |
//! | `translate select ..` | translates only |
//! | `doc <id> <text>` | puts `{"text": ..}` |
//! | `index <name> [<field>=<kind> ..]` | makes an empty index: bigrams, words, mixed, keyword, number |
//! | `load zh\|en\|reviews` | an index with documents that we have written |
//! | `text <name> <<EOF` | each following line is a document, up to `EOF` |
//! | `analyze [<analyzer>] <text>` | the terms of a text |
//! | `postings <term>` | the list of a term |
//! | `find phrase\|all\|any\|pairs <text>` | documents with the text's terms: as a phrase, all, any; `pairs` is the mistaken check |
//! | `list <name> <numbers>` | a list of one's own: `1 5 9`, or `0..10000 by 3` |
//! | `intersect <way> <name> <name> ..` | linear, binary, gallop, skip, or all: what stands in all lists, and what it cost |
//! | `.. within <n>` | behind an intersection: tells whether it took at most n comparisons |
//! | `refresh`, `merge` | as the requests |
//! | `refresh every 2s\|never` | how often time refreshes; each second at first |
//! | `sleep 1s` | time passes |
//!
//! What is put is not found before a refresh: time does not pass by itself here.

use lesson::{Refusal, Verb, World};
use postings::index::Part;
use postings::intersect::{self, Seek};
use postings::query::{Bool, Hit};
use postings::run::{self, phrase_terms};
use postings::segment::Document;
use postings::{Analyzer, Index, Kind, Mapping, Query, Search, Value, dsl, phrase, sql};
use std::collections::BTreeMap;

mod command;
pub use command::{Command, Find};

mod event;
pub use event::{Event, Row, Run, way_name};

mod verbs;

/// The field of a document that is only a text.
pub const TEXT: &str = "text";

/// So many neighbouring segments of one size are merged.
const MERGE_WIDTH: usize = 4;

/// How often time refreshes at first.
const REFRESH_MS: u64 = 1_000;

/// The longest list of one's own.
pub const LIST_MAX: u32 = 1_000_000;

/// Steps of an intersection that are kept for the stage.
pub const STEPS_MAX: usize = 16_000;

/// Indexes by name, lists by name, and the time.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchBench {
    indexes: BTreeMap<String, Index>,
    /// The index that was last named.
    current: String,
    lists: BTreeMap<String, Vec<u32>>,
    now_ms: u64,
    /// `None`: never.
    refresh_ms: Option<u64>,
    /// When it was last refreshed by time.
    refreshed_ms: u64,
}

/// What a room looks at.
impl SearchBench {
    /// The index that was last named.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.indexes[&self.current]
    }

    /// Its name.
    #[must_use]
    pub fn current(&self) -> &str {
        &self.current
    }

    /// All indexes by name.
    #[must_use]
    pub fn indexes(&self) -> &BTreeMap<String, Index> {
        &self.indexes
    }

    /// The lists of one's own.
    #[must_use]
    pub fn lists(&self) -> &BTreeMap<String, Vec<u32>> {
        &self.lists
    }

    /// The time, in milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Milliseconds between refreshes; none if time does not refresh.
    #[must_use]
    pub fn refresh_ms(&self) -> Option<u64> {
        self.refresh_ms
    }

    /// The terms of the text field over all segments, in byte order, with the documents that hold them: numbered from 1
    /// through all segments, deleted ones too.
    #[must_use]
    pub fn terms(&self) -> BTreeMap<&str, Vec<u32>> {
        let mut terms: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (base, part) in numbered(self.index()) {
            for (term, list) in part.segment.field(TEXT).into_iter().flat_map(|f| f.terms()) {
                let docs = list.docs().iter().map(|doc| base + doc);
                terms.entry(term).or_default().extend(docs);
            }
        }
        terms
    }
}

/// Segments with the number of their first document, counted through all.
fn numbered(index: &Index) -> impl Iterator<Item = (u32, &Part)> {
    index.parts().iter().scan(1, |next, part| {
        let base = *next;
        *next += part.segment.len() as u32;
        Some((base, part))
    })
}

impl World for SearchBench {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "search";

    /// Nothing is left to chance here, so the seed does not matter.
    fn new(_seed: u64) -> Self {
        SearchBench {
            indexes: BTreeMap::from([("docs".to_string(), Index::default())]),
            current: "docs".to_string(),
            lists: BTreeMap::new(),
            now_ms: 0,
            refresh_ms: Some(REFRESH_MS),
            refreshed_ms: 0,
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Put { index, id, body } => {
                let document = dsl::read_document(body).map_err(|mistake| refuse(mistake, ""))?;
                self.put(index, id, document)
            }
            Command::Doc { id, text } => {
                let index = self.current.clone();
                let document = Document::from([(TEXT.to_string(), Value::from(text.as_str()))]);
                self.put(&index, id, document)
            }
            Command::Get { index, id } => {
                let found = self.of_name(index)?.get(id).cloned();
                self.current.clone_from(index);
                Ok(vec![Event::Got {
                    id: id.clone(),
                    document: found,
                }])
            }
            Command::Delete { index, id } => {
                if self.of_name(index)?.get(id).is_none() {
                    let message = format!("not_found: there is no document {id} in `{index}`");
                    return Err(refuse(message, ""));
                }
                self.current.clone_from(index);
                self.index_mut().delete(id);
                Ok(vec![Event::Deleted { id: id.clone() }])
            }
            Command::Search { index, body } => {
                let search = dsl::read(body).map_err(|mistake| refuse(mistake, ""))?;
                self.search(index, &search)
            }
            Command::Explain { index, id, body } => self.explain(index, id, body),
            Command::Sql(text) => {
                let translation = sql::translate(text).map_err(|mistake| refuse(mistake, ""))?;
                let index = translation.table.clone();
                let index = index.split(" as ").next().unwrap_or(&index).to_string();
                let search = translation.search.clone();
                let mut events = vec![Event::Translated {
                    sql: text.clone(),
                    translation,
                }];
                events.extend(self.search(&index, &search)?);
                Ok(events)
            }
            Command::Translate(text) => {
                let translation = sql::translate(text).map_err(|mistake| refuse(mistake, ""))?;
                Ok(vec![Event::Translated {
                    sql: text.clone(),
                    translation,
                }])
            }
            Command::Index { name, fields } => Ok(self.make(name, fields)),
            Command::Load(name) => Ok(self.load(name)),
            Command::Text { name, lines } => {
                let documents = lines
                    .lines()
                    .enumerate()
                    .filter(|(_, line)| !line.trim().is_empty());
                let documents = documents.map(|(at, line)| {
                    let document = Document::from([(TEXT.to_string(), Value::from(line.trim()))]);
                    (format!("{name}:{}", at + 1), document)
                });
                let documents: Vec<_> = documents.collect();
                let count = documents.len();
                let mut next = self.index().clone();
                for (id, document) in documents {
                    next.put(&id, document).map_err(unfit)?;
                }
                *self.index_mut() = next;
                let mut events = vec![Event::Stored { count }];
                events.extend(self.refresh());
                Ok(events)
            }
            Command::Analyze { analyzer, text } => {
                let of_text = match self.index().mapping().fields.get(TEXT) {
                    Some(Kind::Text(analyzer)) => *analyzer,
                    _ => Analyzer::default(),
                };
                let analyzer = analyzer.unwrap_or(of_text);
                Ok(vec![Event::Analyzed {
                    text: text.clone(),
                    tokens: analyzer.analyze(text),
                }])
            }
            Command::Postings(term) => {
                let mut entries = Vec::new();
                for part in self.index().parts() {
                    let Some(field) = part.segment.field(TEXT) else {
                        continue;
                    };
                    let Some(list) = field.postings(term) else {
                        continue;
                    };
                    for &doc in list.docs() {
                        let start = field.stretch(doc).start;
                        let places = list.places_in(doc).iter().map(|place| place - start);
                        entries.push((part.segment.ids()[doc as usize].clone(), places.collect()));
                    }
                }
                Ok(vec![Event::Postings {
                    term: term.clone(),
                    entries,
                }])
            }
            Command::Find { how, text } => self.find(*how, text),
            Command::List { name, list } => {
                self.lists.insert(name.clone(), list.clone());
                Ok(vec![Event::Listed {
                    name: name.clone(),
                    length: list.len(),
                }])
            }
            Command::Intersect {
                ways,
                names,
                within,
            } => self.intersect(ways, names, *within),
            Command::Refresh(index) => {
                self.name(index)?;
                Ok(self.refresh())
            }
            Command::Merge(index) => {
                self.name(index)?;
                let segments = self.index().parts().len();
                if segments == 0 {
                    return Err(refuse(
                        "there is no segment to merge",
                        "nothing was refreshed yet",
                    ));
                }
                Ok(vec![Event::Merged(self.index_mut().merge(0..segments))])
            }
            Command::Every(ms) => {
                self.refresh_ms = *ms;
                self.refreshed_ms = self.now_ms;
                Ok(vec![Event::Every(*ms)])
            }
            Command::Sleep(ms) => Ok(self.sleep(*ms)),
        }
    }

    fn commands(text: &str) -> Vec<std::ops::Range<usize>> {
        command::cut(text)
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Load(_) | Command::Merge(_) => 20,
            Command::Text { lines, .. } => 1 + lines.len() as u64 / 1_000,
            Command::List { list, .. } => 1 + list.len() as u64 / 10_000,
            Command::Intersect { .. } => 10,
            _ => 1,
        }
    }

    fn verbs() -> &'static [Verb] {
        verbs::VERBS
    }
}

impl SearchBench {
    fn index_mut(&mut self) -> &mut Index {
        self.indexes
            .get_mut(&self.current)
            .expect("the current index is there")
    }

    fn of_name(&self, name: &str) -> Result<&Index, Refusal> {
        self.indexes.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.indexes.keys().map(String::as_str).collect();
            refuse(
                format!("index_not_found_exception: no such index [{name}]"),
                &format!("there are {}", names.join(", ")),
            )
        })
    }

    /// Makes a name the current one; an empty name stays where it is.
    fn name(&mut self, name: &str) -> Result<(), Refusal> {
        if !name.is_empty() {
            self.of_name(name)?;
            self.current = name.to_string();
        }
        Ok(())
    }

    fn put(&mut self, index: &str, id: &str, document: Document) -> Result<Vec<Event>, Refusal> {
        // As in Elasticsearch, the first document makes the index.
        let fresh = Index::default();
        let mut target = self.indexes.get(index).unwrap_or(&fresh).clone();
        let is_new = target.get(id).is_none();
        target.put(id, document).map_err(unfit)?;
        self.indexes.insert(index.to_string(), target);
        self.current = index.to_string();
        Ok(vec![Event::Put {
            id: id.to_string(),
            is_new,
        }])
    }

    fn make(&mut self, name: &str, fields: &[(String, Kind)]) -> Vec<Event> {
        let mapping = Mapping {
            fields: fields.iter().cloned().collect(),
            text: Analyzer::default(),
        };
        self.indexes.insert(name.to_string(), Index::new(mapping));
        self.current = name.to_string();
        vec![Event::Made {
            name: name.to_string(),
        }]
    }

    fn load(&mut self, name: &str) -> Vec<Event> {
        let lines = |text: &str| -> Vec<Document> {
            let document = |line| Document::from([(TEXT.to_string(), Value::from(line))]);
            text.lines().map(document).collect()
        };
        let keyword = Kind::Text(Analyzer::Keyword);
        let (fields, documents) = match name {
            "zh" => (
                vec![(TEXT, Kind::Text(Analyzer::Bigrams))],
                lines(include_str!("search/zh.txt")),
            ),
            "en" => (
                vec![(TEXT, Kind::Text(Analyzer::Words))],
                lines(include_str!("search/en.txt")),
            ),
            _ => {
                let read = |line| dsl::read_document(line).expect("we wrote good JSON");
                let documents = include_str!("search/reviews.jsonl").lines().map(read);
                (
                    vec![("city", keyword), ("time", keyword)],
                    documents.collect(),
                )
            }
        };
        let fields: Vec<_> = fields
            .into_iter()
            .map(|(f, kind)| (f.to_string(), kind))
            .collect();
        let mut events = self.make(name, &fields);
        events.push(Event::Stored {
            count: documents.len(),
        });
        for (number, document) in (1..).zip(documents) {
            let index = self.index_mut();
            index
                .put(&number.to_string(), document)
                .expect("our documents fit");
        }
        events.extend(self.refresh());
        events
    }

    fn search(&mut self, index: &str, search: &Search) -> Result<Vec<Event>, Refusal> {
        let found = run::search(self.of_name(index)?, search).map_err(|error| refuse(error, ""))?;
        self.current = index.to_string();
        Ok(vec![Event::Found {
            search: search.clone(),
            found,
        }])
    }

    fn explain(&mut self, index: &str, id: &str, body: &str) -> Result<Vec<Event>, Refusal> {
        let search = dsl::read(body).map_err(|mistake| refuse(mistake, ""))?;
        let query = search.query.unwrap_or(Query::MatchAll);
        let searched = self.of_name(index)?;
        let at = searched.parts().iter().find_map(|part| {
            let doc = part.segment.number_of(id)?;
            (!part.deleted[doc as usize]).then_some((part.number, doc))
        });
        let Some(at) = at else {
            let message = format!("not_found: a search does not find document {id} in `{index}`");
            return Err(refuse(
                message,
                "it was never put, is deleted, or was not refreshed yet",
            ));
        };
        let explanation = run::explain(searched, &query, at).map_err(|error| refuse(error, ""))?;
        self.current = index.to_string();
        Ok(vec![Event::Explained {
            id: id.to_string(),
            explanation,
        }])
    }

    fn find(&self, how: Find, text: &str) -> Result<Vec<Event>, Refusal> {
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
        let query = match how {
            Find::Phrase | Find::Pairs => phrase,
            Find::Any | Find::All if terms.is_empty() => phrase,
            Find::All => Query::Bool(Bool {
                must: each.into(),
                ..Bool::default()
            }),
            Find::Any => Query::Bool(Bool {
                should: each.into(),
                ..Bool::default()
            }),
        };
        let found = |at| hit_at(index, at);
        let hits: Vec<Hit> = if how == Find::Pairs {
            let places = index.parts().iter().flat_map(|part| {
                let docs = phrase::any_pair(&part.segment, TEXT, &terms).into_iter();
                let alive = docs.filter(|doc| !part.deleted[*doc as usize]);
                alive.map(|doc| (part.number, doc)).collect::<Vec<_>>()
            });
            places.map(found).collect()
        } else {
            let places = run::matches(index, &query).map_err(|error| refuse(error, ""))?;
            places.into_iter().map(found).collect()
        };
        let rows = hits.into_iter().map(|hit| self.row(hit, &terms)).collect();
        Ok(vec![Event::Ladder {
            how,
            text: text.to_string(),
            terms,
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
        Row {
            places: places.collect(),
            starts: field.map_or(Vec::new(), |field| {
                phrase::starts_in(field, hit.at.1, terms)
            }),
            id: hit.id,
            text: hit
                .document
                .get(TEXT)
                .map(Value::to_text)
                .unwrap_or_default(),
        }
    }

    fn intersect(
        &self,
        ways: &[Seek],
        names: &[String],
        within: Option<u32>,
    ) -> Result<Vec<Event>, Refusal> {
        let terms = self.terms();
        let mut lists = Vec::new();
        for name in names {
            let found = self.lists.get(name).or_else(|| terms.get(name.as_str()));
            match found {
                Some(list) => lists.push(list.as_slice()),
                None => {
                    let message = format!("there is no list and no term `{name}`");
                    return Err(refuse(
                        message,
                        "a list is made with `list`, a term with a document",
                    ));
                }
            }
        }
        let each = ways.iter().map(|way| {
            let (hits, trace) = intersect::traced(*way, &lists, STEPS_MAX);
            let run = Run { way: *way, trace };
            (hits, run)
        });
        let (mut hits, runs): (Vec<Vec<u32>>, Vec<Run>) = each.unzip();
        Ok(vec![Event::Intersected {
            names: names.to_vec(),
            lists: lists.iter().map(|list| list.to_vec()).collect(),
            hits: hits.pop().unwrap_or_default(),
            runs,
            within,
        }])
    }

    fn refresh(&mut self) -> Vec<Event> {
        let index = self.index_mut();
        let waiting = index.buffer().len();
        let number = index.refresh();
        let searchable = index.searchable();
        let mut events = vec![Event::Refreshed {
            waiting,
            segment: number,
            searchable,
        }];
        while let Some(due) = index.merge_due(MERGE_WIDTH) {
            events.push(Event::Merged(index.merge(due)));
        }
        events
    }

    fn sleep(&mut self, ms: u64) -> Vec<Event> {
        self.now_ms += ms;
        let mut events = vec![Event::Time(self.now_ms)];
        let Some(every) = self.refresh_ms else {
            return events;
        };
        if self.now_ms - self.refreshed_ms >= every {
            self.refreshed_ms = self.now_ms - (self.now_ms - self.refreshed_ms) % every;
            let current = self.current.clone();
            for name in self.indexes.keys().cloned().collect::<Vec<_>>() {
                self.current = name;
                if !self.index().buffer().is_empty() {
                    events.extend(self.refresh());
                }
            }
            self.current = current;
        }
        events
    }
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

fn refuse(message: impl ToString, why: &str) -> Refusal {
    Refusal {
        message: message.to_string(),
        why: why.to_string(),
        fix: None,
    }
}

fn unfit(unfit: postings::segment::Unfit) -> Refusal {
    refuse(
        format!("mapper_parsing_exception: {unfit}"),
        "the first value that a field came with has decided its kind",
    )
}
