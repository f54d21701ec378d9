//! What is wrong with a program, where, and in plain words.

use std::fmt;

use lesson::ProgramError;
use serde::{Deserialize, Serialize};

/// A mistake in a program: its place, and one sentence without a full stop in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The column in that line, in characters from 1.
    pub column: usize,
    /// What is wrong, in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.en)
    }
}

impl std::error::Error for Mistake {}

/// As a lesson's check reports it: in English.
impl From<Mistake> for ProgramError {
    fn from(mistake: Mistake) -> ProgramError {
        ProgramError {
            line: mistake.line,
            column: mistake.column,
            message: mistake.en,
        }
    }
}
