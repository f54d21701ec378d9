//! How a suite ended, and how counts are read from what its programs print.

/// Counts of one suite. Neither passed nor failed anything: it was not run.
#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    pub passed: u64,
    pub failed: u64,
    /// What a reader of the table should know: figures, or why nothing ran.
    pub note: String,
}

impl Outcome {
    /// Could not run here, and why.
    pub fn not_run(why: impl Into<String>) -> Outcome {
        Outcome {
            note: why.into(),
            ..Outcome::default()
        }
    }

    /// Broke down before it could count: one failure.
    pub fn broken(why: impl Into<String>) -> Outcome {
        Outcome {
            failed: 1,
            note: why.into(),
            ..Outcome::default()
        }
    }

    /// One check that is good or not.
    pub fn of(good: bool) -> Outcome {
        Outcome {
            passed: good.into(),
            failed: (!good).into(),
            ..Outcome::default()
        }
    }

    /// What a program counted; one that failed without counting a failure (it did not compile) has failed once.
    pub fn counted(counts: Option<(u64, u64)>, success: bool) -> Outcome {
        let (passed, failed) = counts.unwrap_or((success.into(), 0));
        let failed = if success { failed } else { failed.max(1) };
        Outcome {
            passed,
            failed,
            ..Outcome::default()
        }
    }

    /// Adds the counts of another part of the same suite.
    pub fn and(mut self, part: Outcome) -> Outcome {
        self.passed += part.passed;
        self.failed += part.failed;
        if !part.note.is_empty() {
            self.note += if self.note.is_empty() { "" } else { "; " };
            self.note += &part.note;
        }
        self
    }

    pub fn with_note(mut self, note: impl Into<String>) -> Outcome {
        self.note = note.into();
        self
    }

    pub fn was_not_run(&self) -> bool {
        self.passed == 0 && self.failed == 0
    }

    pub fn word(&self) -> &'static str {
        match (self.passed, self.failed) {
            (0, 0) => "not run",
            (_, 0) => "passed",
            _ => "FAILED",
        }
    }
}

/// The sum of cargo's lines `test result: ok. 4 passed; 0 failed; ..`, if there is one.
pub fn of_cargo_test(text: &str) -> Option<(u64, u64)> {
    let lines = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("test result: "));
    let counts = lines.map(|line| (before(line, "passed"), before(line, "failed")));
    counts.reduce(|sum, counts| (sum.0 + counts.0, sum.1 + counts.1))
}

/// The last line `4 passed, 0 failed`, as our own programs end with.
pub fn of_closing_line(text: &str) -> Option<(u64, u64)> {
    let line = text
        .lines()
        .rev()
        .find(|line| line.contains(" passed, ") && line.contains(" failed"))?;
    Some((before(line, "passed"), before(line, "failed")))
}

/// Node's summary: lines that end in `pass 4`, `fail 0`, `cancelled 0`.
pub fn of_node_test(text: &str) -> Option<(u64, u64)> {
    let count = |name: &str| {
        let lines = text
            .lines()
            .rev()
            .map(|line| line.split_whitespace().collect::<Vec<_>>());
        lines.into_iter().find_map(|words| match words.as_slice() {
            [_, word, number] if *word == name => number.parse::<u64>().ok(),
            _ => None,
        })
    };
    Some((count("pass")?, count("fail")? + count("cancelled")?))
}

/// The number before a word: 4 in `ok. 4 passed; 0 failed`.
fn before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split_whitespace().collect();
    let found = words
        .windows(2)
        .find(|pair| pair[1].trim_end_matches([';', ',']) == word);
    found.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_s_results_are_summed() {
        let text = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored\n";
        assert_eq!(of_cargo_test(text), Some((4, 2)));
        assert_eq!(of_cargo_test("error: could not compile"), None);
    }

    #[test]
    fn our_own_programs_end_with_a_line() {
        assert_eq!(
            of_closing_line("failed: x\n7 passed, 1 failed\n"),
            Some((7, 1))
        );
        assert_eq!(of_closing_line("nothing"), None);
    }

    #[test]
    fn what_node_cancelled_has_failed() {
        let text = "ℹ tests 6\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 2\nℹ skipped 0";
        assert_eq!(of_node_test(text), Some((3, 3)));
        assert_eq!(of_node_test(""), None);
    }

    #[test]
    fn a_program_that_fails_without_counting_has_failed_once() {
        assert_eq!(Outcome::counted(None, false).failed, 1);
        assert_eq!(
            Outcome::counted(Some((4, 0)), false),
            Outcome {
                passed: 4,
                failed: 1,
                ..Outcome::default()
            }
        );
        assert_eq!(Outcome::counted(Some((4, 0)), true).failed, 0);
    }

    #[test]
    fn nothing_passed_and_nothing_failed_is_not_run() {
        assert_eq!(Outcome::not_run("no browser").word(), "not run");
        assert_eq!(Outcome::counted(Some((0, 0)), true).word(), "not run");
        assert_eq!(Outcome::of(true).and(Outcome::of(false)).word(), "FAILED");
    }
}
