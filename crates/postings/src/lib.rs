//! A search engine in memory: what Lucene and Elasticsearch do, small enough to read and fast enough to hold against others.
//!
//! # The idea
//!
//! A text is cut into terms, and for each term a *posting list* says which documents hold it, and where. Lists are sorted, so
//! a question is answered by walking lists, never documents:
//!
//! ```text
//!  今天天气很好   ──analysis──>  今天@0 天天@1 天气@2 气很@3 很好@4     one document
//!
//!  天气  ->  1@2  2@2  3@0  9@0,4 ..                                  segment: terms with their lists
//!  很好  ->  1@4  2@15 3@7  9@2,6 ..
//!
//!  天气 AND 很好  =  intersection of documents                         intersect
//!  "天气很好"     =  intersection of shifted places                    phrase
//!  which first?   =  idf × tf, added                                  rank
//! ```
//!
//! # A worked example
//!
//! ```
//! use postings::{Document, Index, Value, dsl, run};
//!
//! let mut index = Index::default();
//! for (id, text) in [("1", "今天天气很好"), ("2", "天气不好，心情很好"), ("3", "空气很好")] {
//!     index.put(id, Document::from([("text".to_string(), Value::from(text))]))?;
//! }
//! let search = dsl::read(r#"{"query": {"match_phrase": {"text": "天气很好"}}}"#)?;
//! assert_eq!(run::search(&index, &search)?.total, 0, "nothing is found before a refresh");
//! index.refresh();
//! assert_eq!(run::search(&index, &search)?.hits[0].id, "1");
//!
//! // Of all three, the second holds the terms 天气 and 很好, and not the phrase.
//! let both = dsl::read(r#"{"query": {"match": {"text": {"query": "天气，很好", "operator": "and"}}}}"#)?;
//! assert_eq!(run::search(&index, &both)?.total, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The files
//!
//! [`analysis`] cuts texts; [`segment`] holds the lists of some documents, [`index`] the segments and what is searchable
//! when; [`mod@intersect`] and [`phrase`] combine lists; [`query`] is what one can ask, [`run`] answers it, [`rank`] orders
//! the answers, [`highlight`] marks what was found in them, [`aggregate`] counts over them; [`feed`] keeps an index in step with a table; [`dsl`] and `sql` (a feature) are the languages.
//!
//! Left out: files, compression of lists, several machines. Numbers of documents and places have 32 bits, so a segment holds
//! less than 2^32 positions.

pub mod analysis;
pub mod segment;
pub mod value;

pub mod intersect;
pub mod phrase;

pub mod aggregate;
pub mod feed;
pub mod highlight;
pub mod index;
pub mod query;
pub mod rank;
pub mod run;

pub mod dsl;
pub mod json;
mod mistake;
#[cfg(feature = "sql")]
pub mod sql;

#[cfg(test)]
mod twin;

pub use analysis::Analyzer;
pub use index::Index;
pub use mistake::Mistake;
pub use query::{Query, Search};
pub use segment::{Document, Kind, Mapping, Segment};
pub use value::{Number, Value};
