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
//! | `walk <way> <name> <name> ..`, `step [<n>\|end]` | the same, comparison by comparison |
//! | `table`, `table put [late=2s\|unstamped] <key>\|-\|row=<n> <text>`, `table delete ..` | a table of a database: shows, writes, deletes rows |
//! | `feed by time [overlap 2s]`, `feed by log [from end]` | begins to feed the index `rows` from the table |
//! | `poll`, `feed` | the feed reads what has changed; what the index lacks |
//! | `refresh`, `merge` | as the requests |
//! | `refresh every 2s\|never` | how often time refreshes; each second at first |
//! | `sleep 1s` | time passes |
//!
//! What is put is not found before a refresh: time does not pass by itself here.

use lesson::{Refusal, Verb, World};
use postings::feed::{Feed, Table};
use postings::index::Part;
use postings::run;
use postings::segment::Document;
use postings::{Analyzer, Index, Kind, Mapping, Query, Search, Value, dsl, sql};
use std::collections::BTreeMap;

mod command;
pub use command::{Command, FeedCommand, Find, TableCommand, When};

mod event;
pub use event::{Event, FeedEvent, Row, Run, Told, way_name};

mod feeding;
pub use feeding::{FED, row_name};

mod finding;
mod intersecting;

mod passage;
pub use passage::{Passage, Piece};

mod text;
pub use text::TEXT_MAX;

mod walk;
pub use walk::{Course, Pair, Standing, Walk};

mod verbs;

/// The field of a document that is only a text.
pub const TEXT: &str = "text";

/// Hits whose passages are kept.
const PASSAGES_MAX: usize = 40;

/// So many neighbouring segments of one size are merged.
const MERGE_WIDTH: usize = 4;

/// How often time refreshes at first.
const REFRESH_MS: u64 = 1_000;

/// The longest list of one's own.
pub const LIST_MAX: u32 = 1_000_000;

/// Steps of an intersection that are kept for the stage.
pub const STEPS_MAX: usize = 16_000;

/// Indexes by name, lists by name, a table with its feed, and the time.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchBench {
    indexes: BTreeMap<String, Index>,
    /// The index that was last named.
    current: String,
    lists: BTreeMap<String, Vec<u32>>,
    walk: Option<Walk>,
    table: Table,
    feed: Option<Feed>,
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
            walk: None,
            table: Table::default(),
            feed: None,
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
                let documents = text::documents(name, lines);
                let count = documents.len();
                let mut next = self.index().clone();
                for (id, text) in documents {
                    let document = Document::from([(TEXT.to_string(), Value::from(text))]);
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
            Command::Walk { ways, names } => self.begin_walk(ways, names),
            Command::Step(count) => self.step(*count),
            Command::Table(command) => self.apply_to_table(command),
            Command::Feed(command) => self.apply_to_feed(*command),
            Command::Poll => self.poll(),
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
                let merge = self.index_mut().merge(0..segments);
                let index = self.current.clone();
                Ok(vec![Event::Merged { index, merge }])
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

    fn only_looks(command: &Command) -> bool {
        matches!(
            command,
            Command::Find { .. }
                | Command::Intersect { .. }
                | Command::Analyze { .. }
                | Command::Postings(_)
                | Command::Translate(_)
                | Command::Table(TableCommand::Show)
                | Command::Feed(FeedCommand::Compare)
        )
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Load(_) | Command::Merge(_) => 20,
            Command::Text { lines, .. } => 1 + lines.len() as u64 / 1_000,
            Command::List { list, .. } => 1 + list.len() as u64 / 10_000,
            Command::Intersect { .. } | Command::Walk { .. } => 10,
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
        let query = search.query.as_ref().unwrap_or(&Query::MatchAll);
        let first = found.hits.iter().take(PASSAGES_MAX);
        let passages = first
            .map(|hit| Passage::new(self.index(), query, &hit.document))
            .collect();
        Ok(vec![Event::Found {
            search: search.clone(),
            found,
            passages,
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

    fn refresh(&mut self) -> Vec<Event> {
        let name = self.current.clone();
        let index = self.index_mut();
        let waiting = index.buffer().len();
        let number = index.refresh();
        let searchable = index.searchable();
        let mut events = vec![Event::Refreshed {
            index: name.clone(),
            waiting,
            segment: number,
            searchable,
        }];
        while let Some(due) = index.merge_due(MERGE_WIDTH) {
            events.push(Event::Merged {
                index: name.clone(),
                merge: index.merge(due),
            });
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
