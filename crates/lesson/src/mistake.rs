//! What is wrong with a lesson's file, and where.

use std::fmt;

/// One mistake: it names the file and the line, says what is wrong and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file as it was named to the parser.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// What is wrong and what was expected; it may have several lines (a difference of outputs).
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for Mistake {}

/// Mistakes of one file as they are found; reading goes on, so that an author sees all of them.
#[derive(Debug)]
pub(crate) struct Mistakes {
    file: String,
    /// In the order of their lines.
    found: Vec<Mistake>,
}

impl Mistakes {
    pub(crate) fn in_file(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            found: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, line: usize, message: impl Into<String>) {
        let message = message.into();
        let place = self
            .found
            .partition_point(|other| (other.line, &other.message) <= (line, &message));
        let file = self.file.clone();
        self.found.insert(
            place,
            Mistake {
                file,
                line,
                message,
            },
        );
    }

    pub(crate) fn none(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, in the order of their lines.
    pub(crate) fn all(self) -> Vec<Mistake> {
        self.found
    }
}
