//! What is written in a terminal.

use std::fmt;

/// A piece of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The terminal; `None` for the first.
    pub terminal: Option<String>,
    /// What was written, without the last line break.
    pub text: String,
    /// The exit code, if a command has ended with one that is not 0.
    pub exit: Option<i32>,
}

/// Lines of another terminal have its name in front.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = &self.terminal else {
            return f.write_str(&self.text);
        };
        let lines: Vec<String> = self
            .text
            .split('\n')
            .map(|line| format!("@{name}| {line}").trim_end().to_string())
            .collect();
        f.write_str(&lines.join("\n"))
    }
}
