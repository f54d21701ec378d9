//! The twin of a picture: one sentence and a table that say the same to those who can't see it, and to everyone.

use std::fmt::Write;

/// The language of a twin and of the words inside a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// The tag for `lang=".."` and for BCP 47: `en` or `zh`.
    pub fn tag(self) -> &'static str {
        self.pick("en", "zh")
    }

    pub(crate) fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}

/// What a picture says, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The verdict, a word or two to be set in bold ("Biased."); may be empty.
    pub verdict: String,
    /// The rest of the finding, in whole sentences. Empty if the picture is decoration.
    pub finding: String,
    /// The numbers behind the picture.
    pub table: Table,
}

impl Twin {
    /// Verdict and finding as one line, for a label or a caption.
    pub fn sentence(&self) -> String {
        match (self.verdict.is_empty(), self.finding.is_empty()) {
            (true, _) => self.finding.clone(),
            (false, true) => self.verdict.clone(),
            // Chinese full stops bring their own space.
            (false, false) if self.verdict.ends_with('。') => {
                format!("{}{}", self.verdict, self.finding)
            }
            (false, false) => format!("{} {}", self.verdict, self.finding),
        }
    }
}

/// A table of words: every row is as long as the headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What the rows are.
    pub caption: String,
    /// One name per column.
    pub headers: Vec<String>,
    /// The cells, already formatted.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(caption: impl Into<String>, headers: [&str; N]) -> Table {
        Table {
            caption: caption.into(),
            headers: headers.map(String::from).to_vec(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        assert_eq!(
            N,
            self.headers.len(),
            "a row of {N} cells under {:?}",
            self.headers
        );
        self.rows.push(cells.to_vec());
    }

    /// The table as comma-separated values after RFC 4180, with the headers as its first line and CRLF line ends.
    pub fn csv(&self) -> String {
        let mut out = String::new();
        for row in std::iter::once(&self.headers).chain(&self.rows) {
            for (column, cell) in row.iter().enumerate() {
                if column > 0 {
                    out.push(',');
                }
                if cell.contains([',', '"', '\n', '\r']) {
                    write!(out, "\"{}\"", cell.replace('"', "\"\"")).expect("a string takes all");
                } else {
                    out.push_str(cell);
                }
            }
            out.push_str("\r\n");
        }
        out
    }
}
