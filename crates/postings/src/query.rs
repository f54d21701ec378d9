//! Queries: the part of Elasticsearch's query DSL that we speak, as plain data.
//!
//! [`dsl`](mod@crate::dsl) reads and writes its JSON, [`run`](mod@crate::run) runs it, [`sql`](mod@crate::sql) makes it
//! from a SELECT.

use crate::segment::Document;
use crate::value::Value;
use std::rc::Rc;

/// A query: which documents, and with what score.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Every document, with score 1.
    MatchAll,
    /// A term as it stands in the index; what is asked for is *not* cut.
    Term {
        /// The field.
        field: String,
        /// The term.
        value: Value,
    },
    /// Any of some terms, with score 1.
    Terms {
        /// The field.
        field: String,
        /// The terms.
        values: Vec<Value>,
    },
    /// A text, cut as the field is: any of its terms, or all.
    Match {
        /// The field.
        field: String,
        /// The text.
        query: Value,
        /// Whether all terms are wanted.
        all: bool,
    },
    /// A text, cut as the field is: all of its terms, at their distances.
    MatchPhrase {
        /// The field.
        field: String,
        /// The text.
        query: Value,
    },
    /// A text in any of some fields; the best field gives the score.
    MultiMatch {
        /// The fields.
        fields: Vec<String>,
        /// The text.
        query: Value,
        /// How; not written is the same as `best_fields`.
        kind: Option<MultiKind>,
    },
    /// Values between bounds, with score 1.
    Range(Range),
    /// Documents that have a field, with score 1.
    Exists {
        /// The field.
        field: String,
    },
    /// Terms that fit a pattern: `*` for any characters, `?` for one. With score 1.
    Wildcard {
        /// The field.
        field: String,
        /// The pattern.
        pattern: String,
    },
    /// A combination.
    Bool(Bool),
}

/// How a text is looked for in several fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MultiKind {
    /// As `match`, in each field; the best field gives the score.
    BestFields,
    /// As `match`, in each field; the scores are added.
    MostFields,
    /// As `match_phrase`, in each field; the best field gives the score.
    Phrase,
    /// As if all fields were one: written here, and not run.
    CrossFields,
    /// A phrase whose last term may go on: written here, and not run.
    PhrasePrefix,
}

impl MultiKind {
    /// The kinds by name.
    pub const NAMES: [(&str, MultiKind); 5] = [
        ("best_fields", MultiKind::BestFields),
        ("most_fields", MultiKind::MostFields),
        ("phrase", MultiKind::Phrase),
        ("cross_fields", MultiKind::CrossFields),
        ("phrase_prefix", MultiKind::PhrasePrefix),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let (name, _) = Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .expect("every kind has a name");
        name
    }
}

/// Bounds on the values of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The field.
    pub field: String,
    /// Below which nothing fits; `true`: the value itself fits.
    pub from: Option<(Value, bool)>,
    /// Above which nothing fits; `true`: the value itself fits.
    pub to: Option<(Value, bool)>,
    /// Inclusive bounds are written `from` and `to`, as old servers took them, rather than `gte` and `lte`.
    pub is_legacy: bool,
}

/// A combination of queries.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Bool {
    /// All of these; they count for the score.
    pub must: Clauses,
    /// All of these; they don't count for the score.
    pub filter: Clauses,
    /// Some of these; they count for the score. See [`Bool::wanted`].
    pub should: Clauses,
    /// None of these.
    pub must_not: Clauses,
    /// How many of `should` are wanted.
    pub minimum_should_match: Option<Minimum>,
}

impl Bool {
    /// How many of `should` are wanted: what is said, else one, but none when there is a `must` or a `filter`; then `should`
    /// only adds to the score.
    #[must_use]
    pub fn wanted(&self) -> usize {
        let optional = self.should.queries.len();
        match &self.minimum_should_match {
            Some(minimum) => minimum.of(optional),
            None => usize::from(
                optional > 0 && self.must.queries.is_empty() && self.filter.queries.is_empty(),
            ),
        }
    }
}

/// A number of clauses, as `minimum_should_match` gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Minimum {
    /// So many; below 0, all but so many.
    Count(i64),
    /// So many per cent, rounded down; below 0, all but so many per cent.
    Percent(i64),
    /// `2<-25% 9<-3`: all of them up to the first number, then what stands behind the last number that is exceeded. The
    /// numbers ascend, and what stands behind them has no steps.
    Steps(Vec<(u64, Minimum)>),
}

impl Minimum {
    /// How many of `optional` clauses that is: never below 0, but it may be more than there are, and then nothing matches.
    #[must_use]
    pub fn of(&self, optional: usize) -> usize {
        let all = optional as i64;
        let wanted = match self {
            Minimum::Count(count) if *count < 0 => all.saturating_add(*count),
            Minimum::Count(count) => *count,
            Minimum::Percent(share) => {
                let part = (i128::from(all) * i128::from(*share) / 100) as i64;
                if *share < 0 { all + part } else { part }
            }
            Minimum::Steps(steps) => {
                let exceeded = |(from, _): &&(u64, Minimum)| optional as u64 > *from;
                let step = steps.iter().take_while(exceeded).last();
                return step.map_or(optional, |(_, minimum)| minimum.of(optional));
            }
        };
        wanted.max(0) as usize
    }
}

/// Some queries in one place of a [`Bool`].
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Clauses {
    /// The queries.
    pub queries: Vec<Query>,
    /// There is one, and it is written without a list around it.
    pub is_bare: bool,
}

impl From<Vec<Query>> for Clauses {
    fn from(queries: Vec<Query>) -> Clauses {
        Clauses {
            queries,
            is_bare: false,
        }
    }
}

/// A whole request: a query, and which of its hits, in what order.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Search {
    /// The query; every document if there is none.
    pub query: Option<Query>,
    /// How many hits are passed over; 0 if not said.
    pub from: Option<u64>,
    /// How many hits are wanted; [`Search::DEFAULT_SIZE`] if not said.
    pub size: Option<u64>,
    /// By what hits are ordered; by falling score if by nothing.
    pub sort: Vec<Sort>,
    /// What is computed over all hits, by name.
    pub aggregations: Vec<(String, Aggregation)>,
}

impl Search {
    /// How many hits come back when nothing is said.
    pub const DEFAULT_SIZE: u64 = 10;
    /// How deep one may look: `from` and `size` together. Every hit up to there must be kept in order.
    pub const DEEPEST: u64 = 10_000;
}

/// An order of hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field whose values are compared; documents without it come last.
    pub field: String,
    /// From large to small.
    pub is_descending: bool,
}

impl Sort {
    /// Whether it is by `_score`, which is no field: by how well a document matches.
    #[must_use]
    pub fn is_by_score(&self) -> bool {
        self.field == "_score"
    }
}

/// Something computed over all hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregation {
    /// What.
    pub kind: AggregationKind,
    /// And within each bucket of it.
    pub within: Vec<(String, Aggregation)>,
}

/// What is computed.
#[derive(Clone, Debug, PartialEq)]
pub enum AggregationKind {
    /// A number (or some) over the values of a field.
    Metric {
        /// Which.
        metric: Metric,
        /// Over which field.
        field: String,
    },
    /// A bucket for each value of a field.
    Terms {
        /// The field.
        field: String,
        /// How many buckets at most. Old servers took 0 for all, later ones refuse it.
        size: u64,
    },
    /// A bucket for each range of numbers, from inclusive to exclusive.
    Range {
        /// The field.
        field: String,
        /// The bounds, as written.
        ranges: Vec<(String, String)>,
    },
    /// A bucket for each range of time.
    DateRange {
        /// The field.
        field: String,
        /// How times are written.
        format: String,
        /// The bounds, as written.
        ranges: Vec<(String, String)>,
    },
    /// A bucket for each interval of time.
    DateHistogram {
        /// The field.
        field: String,
        /// How times are written.
        format: String,
        /// The interval, as written: `1h`.
        interval: String,
    },
}

/// A number over the values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// How many values there are; `_index` is a field that every document has.
    ValueCount,
    /// How many different values there are.
    Cardinality,
    /// Their sum.
    Sum,
    /// Their mean.
    Avg,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// Count, smallest, largest, mean and sum.
    Stats,
    /// The same, and how much they spread.
    ExtendedStats,
    /// Below which value some shares of them are.
    Percentiles,
}

impl Metric {
    /// The metrics by name.
    pub const NAMES: [(&str, Metric); 9] = [
        ("value_count", Metric::ValueCount),
        ("cardinality", Metric::Cardinality),
        ("sum", Metric::Sum),
        ("avg", Metric::Avg),
        ("min", Metric::Min),
        ("max", Metric::Max),
        ("stats", Metric::Stats),
        ("extended_stats", Metric::ExtendedStats),
        ("percentiles", Metric::Percentiles),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let (name, _) = Self::NAMES
            .iter()
            .find(|(_, metric)| *metric == self)
            .expect("every metric has a name");
        name
    }
}

/// One document found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// The number of the segment it was found in, and its number there.
    pub at: (u64, u32),
    /// Its score; none when something else gives the order.
    pub score: Option<f64>,
    /// The document.
    pub document: Rc<Document>,
}
