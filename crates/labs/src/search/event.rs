//! What happened in the search world, and how a cell prints it.

use super::{Find, Passage, Walk};
use postings::aggregate::Outcome;
use postings::analysis::Token;
use postings::index::Merge;
use postings::intersect::{Seek, Trace};
use postings::rank::Explanation;
use postings::run::Found;
use postings::segment::Document;
use postings::sql::Translation;
use postings::{Search, dsl};
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

mod feeding;
pub use feeding::{FeedEvent, Told};

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An empty index was made.
    Made {
        /// Its name.
        name: String,
    },
    /// A document was put.
    Put {
        /// Its id.
        id: String,
        /// Nothing was there before.
        is_new: bool,
    },
    /// Several documents were put.
    Stored {
        /// How many.
        count: usize,
    },
    /// A document was deleted.
    Deleted {
        /// Its id.
        id: String,
    },
    /// A document was asked for by its id.
    Got {
        /// The id.
        id: String,
        /// The document, if there is one.
        document: Option<Rc<Document>>,
    },
    /// The buffer was made searchable.
    Refreshed {
        /// Of which index.
        index: String,
        /// How many changes waited in it.
        waiting: usize,
        /// The new segment, if a document was among them.
        segment: Option<u64>,
        /// How many documents a search can find now.
        searchable: usize,
    },
    /// Segments were merged.
    Merged {
        /// Of which index.
        index: String,
        /// Which.
        merge: Merge,
    },
    /// Time refreshes so often, in milliseconds; never.
    Every(Option<u64>),
    /// It is so late, in milliseconds.
    Time(u64),
    /// SQL was translated.
    Translated {
        /// The SQL.
        sql: String,
        /// What it became.
        translation: Translation,
    },
    /// A search was run.
    Found {
        /// The request.
        search: Search,
        /// What it found.
        found: Found,
        /// For each of the first hits, where in it.
        passages: Vec<Passage>,
    },
    /// A score was explained.
    Explained {
        /// The id of the document.
        id: String,
        /// Why; none if it does not match.
        explanation: Option<Explanation>,
    },
    /// A text was cut into terms.
    Analyzed {
        /// The text.
        text: String,
        /// Its terms.
        tokens: Vec<Token>,
    },
    /// The list of a term was looked at.
    Postings {
        /// The term.
        term: String,
        /// The ids that hold it, and the positions there.
        entries: Vec<(String, Vec<u32>)>,
    },
    /// Terms were looked for, with their places.
    Ladder {
        /// How.
        how: Find,
        /// The text.
        text: String,
        /// Its terms, with their offsets from the first.
        terms: Vec<(String, u32)>,
        /// How many documents were found.
        found: usize,
        /// How many of them hold the text as a phrase.
        whole: usize,
        /// The first of them.
        rows: Vec<Row>,
    },
    /// A list of one's own was made.
    Listed {
        /// Its name.
        name: String,
        /// How long it is.
        length: usize,
    },
    /// Lists were intersected.
    Intersected {
        /// Their names, in the order in which they were asked for.
        names: Vec<String>,
        /// The lists.
        lists: Vec<Vec<u32>>,
        /// What stands in all.
        hits: Vec<u32>,
        /// One for each way.
        runs: Vec<Run>,
        /// How many comparisons were to be enough.
        within: Option<u32>,
    },
    /// A walk stands here.
    Walked(Walk),
    /// Something about the table, or about the feed from it.
    Feed(FeedEvent),
}

/// A document with the places of some terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// For each term, its positions.
    pub places: Vec<Vec<u32>>,
    /// Where the phrase starts; empty if the document does not hold it.
    pub starts: Vec<u32>,
}

/// One way to intersect, and what it did.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The way.
    pub way: Seek,
    /// Its steps.
    pub trace: Trace,
}

/// Characters of a text that a line of hits shows.
const SNIPPET: usize = 60;

/// Hits that are printed.
const LINES: usize = 40;

/// Numbers of a list that a line shows.
const SHOWN: usize = 12;

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Made { name } => write!(f, "index {name}: empty"),
            Event::Put { id, is_new } => {
                write!(f, "{} {id}", if *is_new { "created" } else { "updated" })
            }
            Event::Stored { count } => write!(f, "{}", counted(*count, "document")),
            Event::Deleted { id } => write!(f, "deleted {id}"),
            Event::Got { id, document } => match document {
                Some(document) => write!(f, "{id} {}", dsl::write_document(document).compact()),
                None => write!(f, "not found {id}"),
            },
            Event::Refreshed {
                waiting,
                segment,
                searchable,
                ..
            } => {
                write!(f, "refresh: {} ", counted(*waiting, "change"))?;
                match segment {
                    Some(number) => write!(f, "in segment {number}, ")?,
                    None => write!(f, "and no segment, ")?,
                }
                write!(f, "{searchable} searchable")
            }
            Event::Merged { merge, .. } => {
                let from: Vec<String> = merge.from.iter().map(u64::to_string).collect();
                let one = from.len() == 1;
                let from = from.join(" ");
                write!(f, "merge: segment{} {from} ", if one { "" } else { "s" })?;
                match merge.into {
                    Some(number) => write!(f, "into {number}")?,
                    None if one => write!(f, "is gone")?,
                    None => write!(f, "are gone")?,
                }
                write!(f, ", {} deleted left out", merge.dropped)
            }
            Event::Every(Some(ms)) => write!(f, "refresh every {ms} ms"),
            Event::Every(None) => write!(f, "refresh never"),
            Event::Time(ms) => write!(f, "time {ms} ms"),
            Event::Translated { translation, .. } => {
                write!(f, "{}", dsl::write(&translation.search).pretty(78))?;
                let mut notes = translation.notes.iter();
                notes.try_for_each(|note| write!(f, "\nnote: {}", note.message))
            }
            Event::Found {
                found, passages, ..
            } => shown_hits(found, passages, f),
            Event::Explained { id, explanation } => match explanation {
                Some(explanation) => write!(f, "{explanation}"),
                None => write!(f, "no match {id}"),
            },
            Event::Analyzed { tokens, .. } => {
                let shown = tokens
                    .iter()
                    .map(|token| format!("{}@{}", token.term, token.position));
                let shown: Vec<String> = shown.collect();
                match shown.is_empty() {
                    true => write!(f, "no terms"),
                    false => write!(f, "{}", shown.join(" ")),
                }
            }
            Event::Postings { term, entries } => {
                write!(f, "{term}: {}", counted(entries.len(), "document"))?;
                let shown = entries.iter().map(|(id, places)| {
                    let places: Vec<String> = places.iter().map(u32::to_string).collect();
                    format!("{id}@{}", places.join(","))
                });
                match entries.is_empty() {
                    true => Ok(()),
                    false => write!(f, "\n{}", shown.collect::<Vec<_>>().join(" ")),
                }
            }
            Event::Ladder {
                terms, found, rows, ..
            } => {
                write!(f, "{}", counted(*found, "document"))?;
                let mark = |row: &Row| if row.starts.is_empty() { "  " } else { "✓ " };
                let first = terms.first().map_or("", |(term, _)| term);
                rows.iter().take(LINES).try_for_each(|row| {
                    let text = around(&row.text, first, SNIPPET);
                    write!(f, "\n{}{}  {text}", mark(row), row.id)
                })?;
                match found.saturating_sub(LINES) {
                    0 => Ok(()),
                    more => write!(f, "\nand {more} more"),
                }
            }
            Event::Listed { name, length } => {
                write!(f, "{name}: {}", counted(*length, "number"))
            }
            Event::Intersected {
                names,
                lists,
                hits,
                runs,
                within,
            } => {
                let lengths = names.iter().zip(lists);
                let lengths = lengths.map(|(name, list)| format!("{name} ({})", list.len()));
                let lengths: Vec<String> = lengths.collect();
                write!(f, "{}: {}", lengths.join(" ∩ "), counted(hits.len(), "hit"))?;
                if !hits.is_empty() {
                    let mut shown: Vec<String> =
                        hits.iter().take(SHOWN).map(u32::to_string).collect();
                    if hits.len() > SHOWN {
                        shown.push("..".to_string());
                    }
                    write!(f, "\n{}", shown.join(" "))?;
                }
                runs.iter().try_for_each(|run| {
                    let (way, counts) = (way_name(run.way), run.trace.counts);
                    let (compared, skipped) = (counts.comparisons, counts.skipped);
                    write!(f, "\n{way:7} {compared} comparisons, {skipped} skipped")?;
                    match within.map(|most| (most, compared <= u64::from(most))) {
                        None => Ok(()),
                        Some((most, true)) => write!(f, ": within {most}"),
                        Some((most, false)) => write!(f, ": over {most}"),
                    }
                })
            }
            Event::Walked(walk) => shown_walk(walk, f),
            Event::Feed(event) => write!(f, "{event}"),
        }
    }
}

/// Each way's last comparison: where it stands, and the pair.
fn shown_walk(walk: &Walk, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, run) in walk.course.runs.iter().enumerate() {
        let now = walk.standing(at);
        let (name, all) = (way_name(run.way), run.trace.counts.comparisons);
        let line_break = if at > 0 { "\n" } else { "" };
        write!(f, "{line_break}{name:7} {}/{all}", now.comparisons)?;
        if let Some(pair) = now.pair {
            let (names, lists) = (&walk.course.names, &walk.course.lists);
            let sign = match pair.found {
                Ordering::Less => "<",
                Ordering::Equal => "=",
                Ordering::Greater => ">",
            };
            let looked = (&names[pair.list], pair.at, lists[pair.list][pair.at]);
            let sought = (&names[pair.holder], pair.holder_at);
            let document = lists[pair.holder][pair.holder_at];
            write!(f, ": {}[{}] {} {sign} ", looked.0, looked.1, looked.2)?;
            write!(f, "{document} {}[{}]", sought.0, sought.1)?;
        }
        match now.hits.len() {
            0 => {}
            hits => write!(f, " ✓{hits}")?,
        }
    }
    Ok(())
}

/// The name of a way to seek.
#[must_use]
pub fn way_name(way: Seek) -> &'static str {
    match way {
        Seek::Linear => "linear",
        Seek::Binary => "binary",
        Seek::Gallop => "gallop",
        Seek::Skip => "skip",
    }
}

fn shown_hits(found: &Found, passages: &[Passage], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}", counted(found.total, "hit"))?;
    if found.hits.len() < found.total {
        write!(f, ", {} shown", found.hits.len())?;
    }
    for (hit, passage) in found.hits.iter().zip(passages) {
        write!(f, "\n{}", hit.id)?;
        if let Some(score) = hit.score {
            write!(f, "  {score:.4}")?;
        }
        f.write_str("  ")?;
        for piece in passage.pieces(SNIPPET as f64, |_| 1.0) {
            // As a highlighter of Elasticsearch marks it.
            match piece.is_marked {
                true => write!(f, "<em>{}</em>", piece.text)?,
                false => write!(f, "{}", piece.text)?,
            }
        }
    }
    match found.hits.len().saturating_sub(passages.len()) {
        0 => {}
        more => write!(f, "\nand {more} more")?,
    }
    shown_outcomes(&found.aggregations, 0, f)
}

fn shown_outcomes(
    outcomes: &[(String, Outcome)],
    indent: usize,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Numbers(numbers) => {
                write!(f, "\n{:indent$}{name}", "")?;
                for (what, value) in numbers {
                    let label = if *what == "value" {
                        String::new()
                    } else {
                        format!(" {what}")
                    };
                    match value {
                        Some(value) => write!(f, "{label} {value}")?,
                        None => write!(f, "{label} null")?,
                    }
                }
            }
            Outcome::Buckets(buckets) => {
                for bucket in buckets {
                    write!(f, "\n{:indent$}{name} {}: {}", "", bucket.key, bucket.count)?;
                    shown_outcomes(&bucket.within, indent + 2, f)?;
                }
            }
        }
    }
    Ok(())
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// A text on one line, cut after so many characters.
fn cut(text: &str, most: usize) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(most) {
        Some((at, _)) => format!("{}..", &line[..at]),
        None => line,
    }
}

/// A text on one line, cut on both sides so that what was looked for stands in it. Terms are lower case.
fn around(text: &str, term: &str, most: usize) -> String {
    let Some(at) = text.to_ascii_lowercase().find(term) else {
        return cut(text, most);
    };
    let before = text[..at].chars().count();
    if before + term.chars().count() <= most {
        return cut(text, most);
    }
    let from = text[..at].char_indices().rev().nth(most / 3);
    format!("..{}", cut(&text[from.map_or(0, |(at, _)| at)..], most))
}
