//! The format of a script: commands with arguments, input, a separator and the expected text.
//!
//! ```text
//! # a comment, between commands only
//! propose-conf-change 1 transition=explicit       the directive
//! v2 l3                                           input, usually none
//! ----
//! ok                                              expected, up to a blank line
//! ```
//!
//! Expected text that itself holds blank lines stands between two pairs of separators. The format is that of
//! cockroachdb's `datadriven` package.

use std::fmt;

const SEPARATOR: &str = "----";

/// One command of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Line of the directive, from 1.
    pub line: usize,
    /// The directive as it stands, continued lines joined.
    pub directive: String,
    /// The command's name.
    pub command: String,
    /// Its arguments in order.
    pub arguments: Vec<Argument>,
    /// The lines before the separator, trimmed as one block.
    pub input: String,
    /// What it should print: whole lines.
    pub expected: String,
}

/// One argument: `key`, `key=value` or `key=(a, b)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// What stands before `=`; all of it for a positional argument.
    pub key: String,
    /// The values; none for a positional argument.
    pub values: Vec<String>,
}

impl Argument {
    /// Whether there is no `=`.
    #[must_use]
    pub fn is_positional(&self) -> bool {
        self.values.is_empty()
    }

    /// The one value it has, or a message that says what is wrong.
    ///
    /// # Errors
    /// If there are none or several.
    pub fn value(&self) -> Result<&str, String> {
        match self.values.as_slice() {
            [value] => Ok(value),
            values => Err(format!(
                "{}: expected one value, got {}",
                self.key,
                values.len()
            )),
        }
    }

    /// Its one value as a number, a boolean, ..
    ///
    /// # Errors
    /// If there is not one value, or it is not of that kind.
    pub fn parse<T: std::str::FromStr>(&self) -> Result<T, String> {
        let value = self.value()?;
        value
            .parse()
            .map_err(|_| format!("{}: cannot read {value:?}", self.key))
    }

    /// All its values as numbers.
    ///
    /// # Errors
    /// If one is none.
    pub fn parse_all<T: std::str::FromStr>(&self) -> Result<Vec<T>, String> {
        let parse = |value: &String| {
            value
                .parse()
                .map_err(|_| format!("{}: cannot read {value:?}", self.key))
        };
        self.values.iter().map(parse).collect()
    }
}

/// Text that is not a script: where, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ScriptError {}

/// Reads a script.
///
/// # Errors
/// If a separator is missing or an argument cannot be read.
pub fn parse(text: &str) -> Result<Vec<Case>, ScriptError> {
    let mut reader = Reader {
        lines: text.lines().collect(),
        at: 0,
    };
    let mut cases = Vec::new();
    while let Some(line) = reader.next() {
        let trimmed = line.trim();
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            cases.push(reader.case(trimmed)?);
        }
    }
    Ok(cases)
}

/// The lines of a script and the place of the next one.
struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let line = self.lines.get(self.at)?;
        self.at += 1;
        Some(line)
    }

    fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.at).copied()
    }

    fn case(&mut self, first: &str) -> Result<Case, ScriptError> {
        let line = self.at;
        let mut directive = first.to_owned();
        while let Some(start) = directive.strip_suffix('\\') {
            let start = start.trim_end().to_owned();
            let next = self.next().ok_or(ScriptError {
                line,
                message: "nothing follows the final \\".to_owned(),
            })?;
            directive = format!("{start} {}", next.trim());
        }
        let (command, arguments) =
            split(&directive).map_err(|message| ScriptError { line, message })?;
        let input = self.input(line)?;
        let expected = self.expected()?;
        Ok(Case {
            line,
            directive,
            command,
            arguments,
            input,
            expected,
        })
    }

    fn input(&mut self, line: usize) -> Result<String, ScriptError> {
        let mut input = Vec::new();
        loop {
            match self.next() {
                Some(SEPARATOR) => return Ok(input.join("\n").trim().to_owned()),
                Some(text) => input.push(text),
                None => {
                    return Err(ScriptError {
                        line,
                        message: format!("no {SEPARATOR} follows this command"),
                    });
                }
            }
        }
    }

    fn expected(&mut self) -> Result<String, ScriptError> {
        let opened = self.at;
        let holds_blank_lines = self.peek() == Some(SEPARATOR);
        if holds_blank_lines {
            self.at += 1;
        }
        let mut expected = String::new();
        while let Some(line) = self.next() {
            let is_end = if holds_blank_lines {
                line == SEPARATOR && self.peek() == Some(SEPARATOR)
            } else {
                line.trim().is_empty()
            };
            if !is_end {
                expected.push_str(line);
                expected.push('\n');
                continue;
            }
            if holds_blank_lines {
                self.at += 1;
                if let Some(rest) = self.next()
                    && !rest.trim().is_empty()
                {
                    return Err(ScriptError {
                        line: self.at,
                        message: "expected a blank line after the text".to_owned(),
                    });
                }
            }
            return Ok(expected);
        }
        if holds_blank_lines {
            return Err(ScriptError {
                line: opened + 1,
                message: "this text does not end in two separators".to_owned(),
            });
        }
        Ok(expected)
    }
}

/// Splits a directive into its command and arguments.
fn split(directive: &str) -> Result<(String, Vec<Argument>), String> {
    let (command, mut rest) = directive.split_once(' ').unwrap_or((directive, ""));
    let mut arguments = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok((command.to_owned(), arguments));
        }
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let values = match rest.strip_prefix('=') {
            None => Vec::new(),
            Some(after) if after.starts_with('(') => {
                let (values, after) =
                    list(after).ok_or_else(|| format!("{key}: this list has no end: {after}"))?;
                rest = after;
                values
            }
            Some(after) => {
                let end = after.find(' ').unwrap_or(after.len());
                rest = &after[end..];
                vec![after[..end].to_owned()]
            }
        };
        arguments.push(Argument { key, values });
    }
}

/// Reads `(a, b(c), d)` from the start of `text`: the parts, and what follows. `None` if it does not end.
fn list(text: &str) -> Option<(Vec<String>, &str)> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((parts, &text[at + 1..]));
        }
        let part = parts.last_mut().expect("there is always a part");
        match c {
            '(' if depth == 1 => {}
            ',' if depth == 1 => parts.push(String::new()),
            ' ' if part.is_empty() => {}
            c => part.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argument(key: &str, values: &[&str]) -> Argument {
        Argument {
            key: key.to_owned(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
        }
    }

    #[test]
    fn arguments_are_positional_single_or_lists() {
        let (command, arguments) = split(r#"do 1  "a b=  c=d=e f=(1,2, 3) g=(h(i,j), k)"#).unwrap();
        assert_eq!(command, "do");
        let expected = [
            argument("1", &[]),
            argument("\"a", &[]),
            argument("b", &[""]),
            argument("c", &["d=e"]),
            argument("f", &["1", "2", "3"]),
            argument("g", &["h(i,j)", "k"]),
        ];
        assert_eq!(arguments, expected);
        assert_eq!(
            split("do f=(1,2").unwrap_err(),
            "f: this list has no end: (1,2"
        );
    }

    #[test]
    fn a_case_has_input_and_expected_text() {
        let cases =
            parse("# note\n\ndo a \\\n  b\n in \n# no comment\n----\nout\n # text\n\nnext\n----\n")
                .unwrap();
        assert_eq!(cases[0].directive, "do a b");
        assert_eq!((cases[0].line, cases[1].line), (3, 11));
        assert_eq!(cases[0].input, "in \n# no comment");
        assert_eq!(cases[0].expected, "out\n # text\n");
        assert_eq!(
            (cases[1].command.as_str(), cases[1].expected.as_str()),
            ("next", "")
        );
    }

    #[test]
    fn expected_text_with_blank_lines_stands_between_double_separators() {
        let cases = parse("do\n----\n----\na\n\nb\n----\n----\n\nnext\n----\nok\n").unwrap();
        assert_eq!(cases[0].expected, "a\n\nb\n");
        assert_eq!(cases[1].expected, "ok\n");
        assert_eq!(parse("do\n----\n----\na\n").unwrap_err().line, 3);
        assert_eq!(
            parse("do\n----\n----\na\n----\n----\nb\n")
                .unwrap_err()
                .line,
            7
        );
        assert_eq!(
            parse("\ndo\nin\n").unwrap_err(),
            ScriptError {
                line: 2,
                message: "no ---- follows this command".into()
            }
        );
    }
}
