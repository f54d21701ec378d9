//! What is wrong in a text, and where.

use std::ops::Range;

/// A text that is refused: JSON, DSL or SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes of the text that are wrong; empty where something is missing.
    pub span: Range<usize>,
    /// What is wrong and what was expected, one sentence without a full stop.
    pub message: String,
}

impl Mistake {
    /// One at some bytes.
    #[must_use]
    pub fn at(span: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake {
            span,
            message: message.into(),
        }
    }
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}
