//! What a conformance suite answers with: how many cases passed, each mismatch, and what could not be run.

use serde::de::DeserializeOwned;
use std::fmt::{Debug, Display};
use std::path::Path;
use std::process::ExitCode;

/// Counts cases and prints each mismatch as it is met.
#[derive(Debug, Default)]
#[must_use]
pub struct Report {
    passed: u64,
    failed: u64,
    not_run: u64,
}

impl Report {
    /// One case: passed if `got` equals `expected`, else shown. `case` says where it stands: `a.jsonl:3 fisher_yates n = 7`.
    pub fn check<T: PartialEq + Display + ?Sized>(&mut self, case: &str, expected: &T, got: &T) {
        if expected == got {
            self.pass()
        } else {
            self.fail(case, expected, got)
        }
    }

    /// The same for values that are shown as Rust writes them: lists, options, texts with their quotes.
    pub fn equal<T: PartialEq + Debug>(&mut self, case: &str, expected: T, got: T) {
        if expected == got {
            self.pass()
        } else {
            self.fail(case, format!("{expected:?}"), format!("{got:?}"))
        }
    }

    /// One case that passed.
    pub fn pass(&mut self) {
        self.passed += 1;
    }

    /// One case that failed. Values of several lines are set below each other, so that they can be compared by eye.
    pub fn fail(&mut self, case: &str, expected: impl Display, got: impl Display) {
        self.failed += 1;
        println!(
            "{}",
            mismatch(case, &expected.to_string(), &got.to_string())
        );
    }

    /// Cases that could not be run, and why. They are never counted as passed.
    pub fn not_run(&mut self, what: &str, why: impl Display) {
        self.not_run += 1;
        println!("not run: {what}: {why}");
    }

    /// Adds the counts of another report: a suite may be made of parts.
    pub fn add(&mut self, part: Report) {
        self.passed += part.passed;
        self.failed += part.failed;
        self.not_run += part.not_run;
    }

    /// The text of a file of cases. One that is missing is not run, one that can't be read has failed.
    pub fn text(&mut self, dir: &Path, name: &str) -> Option<String> {
        match std::fs::read_to_string(dir.join(name)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.not_run(name, "there is no such file in the directory");
                None
            }
            Err(error) => {
                self.fail(name, "a readable file", error);
                None
            }
        }
    }

    /// The names of the files with an extension, sorted; none, and said so, if the directory can't be read or holds none.
    pub fn files(&mut self, dir: &Path, extension: &str) -> Vec<String> {
        let entries = match std::fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => {
                self.not_run(&dir.display().to_string(), error);
                return Vec::new();
            }
        };
        let paths = entries.flatten().map(|entry| entry.path());
        let mut names: Vec<String> = paths
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_string()))
            .collect();
        names.sort();
        if names.is_empty() {
            self.not_run(
                &dir.display().to_string(),
                format!("there is no .{extension} in the directory"),
            );
        }
        names
    }

    /// The value in a JSON file; `None`, and said so, if there is none or it is of another shape.
    pub fn json<T: DeserializeOwned>(&mut self, dir: &Path, name: &str) -> Option<T> {
        let text = self.text(dir, name)?;
        match serde_json::from_str(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fail(name, "a value in the format of the README", error);
                None
            }
        }
    }

    /// The rows of a file with one JSON value a line, each with its place (`name:line`). A bad row has failed, the
    /// others are still run. Blank lines are skipped.
    pub fn json_lines<T: DeserializeOwned>(&mut self, dir: &Path, name: &str) -> Vec<(String, T)> {
        let text = self.text(dir, name).unwrap_or_default();
        let mut rows = Vec::new();
        for (at, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let place = format!("{name}:{}", at + 1);
            match serde_json::from_str(line) {
                Ok(row) => rows.push((place, row)),
                Err(error) => self.fail(&place, "a row in the format of the README", error),
            }
        }
        rows
    }

    /// Whether something passed and nothing failed.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.passed > 0 && self.failed == 0
    }

    /// Prints the closing line, and gives the exit code that says the same.
    #[must_use]
    pub fn finish(&self) -> ExitCode {
        if self.not_run > 0 {
            println!("{} could not be run, see above", self.not_run);
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.is_good() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn mismatch(case: &str, expected: &str, got: &str) -> String {
    if expected.contains('\n') || got.contains('\n') {
        let indent = |text: &str| {
            text.lines()
                .map(|line| format!("    {line}\n"))
                .collect::<String>()
        };
        format!(
            "failed: {case}\n  expected\n{}  got\n{}",
            indent(expected),
            indent(got)
        )
    } else {
        format!("failed: {case}\n  expected {expected}\n  got      {got}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_a_case_is_not_good() {
        let mut report = Report::default();
        assert!(!report.is_good());
        report.not_run("live", "no peer");
        assert!(!report.is_good());
    }

    #[test]
    fn one_mismatch_among_many_passes_fails_the_whole() {
        let mut report = Report::default();
        report.check("a", "1", "1");
        assert!(report.is_good());
        report.check("b", "1", "2");
        report.check("c", "1", "1");
        assert!(!report.is_good());
        assert_eq!((report.passed, report.failed), (2, 1));
    }

    #[test]
    fn a_bad_row_fails_with_its_line_and_the_others_are_read() {
        let dir = std::env::temp_dir().join(format!("lockstep-report-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("rows.jsonl"), "1\n\nnot a number\n3\n").unwrap();
        let mut report = Report::default();
        let rows: Vec<(String, u32)> = report.json_lines(&dir, "rows.jsonl");
        assert_eq!(
            rows,
            [
                ("rows.jsonl:1".to_string(), 1),
                ("rows.jsonl:4".to_string(), 3)
            ]
        );
        assert_eq!(report.failed, 1);
        assert!(report.json_lines::<u32>(&dir, "absent.jsonl").is_empty());
        assert_eq!((report.failed, report.not_run), (1, 1));
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn a_mismatch_of_several_lines_is_set_below_each_other() {
        assert_eq!(
            mismatch("a", "1", "2"),
            "failed: a\n  expected 1\n  got      2"
        );
        assert_eq!(
            mismatch("a", "1\n2", "3"),
            "failed: a\n  expected\n    1\n    2\n  got\n    3\n"
        );
    }
}
