//! A search engine in memory.

pub mod analysis;
pub mod segment;
pub mod value;

pub mod intersect;
pub mod phrase;

pub mod aggregate;
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
mod dice;

pub use analysis::Analyzer;
pub use index::Index;
pub use mistake::Mistake;
pub use query::{Query, Search};
pub use segment::{Document, Kind, Mapping, Segment};
pub use value::{Number, Value};
