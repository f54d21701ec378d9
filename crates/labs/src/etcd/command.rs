//! The language of the etcd world: lines as a shell reads them.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use lesson::ParseError;

/// A line, and the terminal it is typed into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The terminal's name; `None` for the first.
    pub terminal: Option<String>,
    /// What it does.
    pub action: Action,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Runs `etcdctl` with these words.
    Run {
        /// The words after `etcdctl`.
        argv: Vec<String>,
        /// A here-document.
        stdin: Option<String>,
        /// Whether what it prints goes to `/dev/null`.
        quiet: bool,
    },
    /// `^C`.
    Interrupt,
    /// `^S` and `^Q`.
    Hold(bool),
    /// `^Z` and `fg`.
    Suspend(bool),
    /// A look at the watchers inside the server.
    Watchers,
    /// Time passes.
    Sleep {
        /// Milliseconds.
        ms: u64,
    },
    /// The server is killed and started again.
    Crash,
    /// Many puts.
    Fill {
        /// What every key begins with.
        prefix: String,
        /// How many keys.
        keys: u64,
        /// How often each is put.
        rounds: u64,
    },
}

impl Command {
    /// What it does, by the name that [`super::verbs`] has for it, also where etcdctl takes another: `compact`, `w foo`.
    pub(super) fn verb(&self) -> String {
        let line = match &self.action {
            Action::Run { argv, .. } => match etcd::etcdctl::name(argv) {
                Some(name) => name.to_string(),
                None => argv.join(" "),
            },
            action => Command {
                terminal: None,
                action: action.clone(),
            }
            .to_string(),
        };
        line.split(' ').next().unwrap_or_default().to_string()
    }
}

/// The longest `sleep`: a day.
const SLEEP_MAX_MS: u64 = 86_400_000;

/// Cuts the text of a cell into commands: lines, and here-documents with all theirs.
pub(super) fn cut(text: &str) -> Vec<Range<usize>> {
    let mut commands = Vec::new();
    let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    while let Some((start, line)) = lines.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let begin = start + (line.len() - line.trim_start().len());
        let mut end = begin + trimmed.len();
        if let Ok(Words {
            mark: Some(mark), ..
        }) = Words::read(trimmed)
        {
            for (start, line) in lines.by_ref() {
                end = start + line.trim_end_matches('\n').len();
                if line.trim() == mark {
                    break;
                }
            }
        }
        commands.push(begin..end);
    }
    commands
}

/// The words of a line, the word that ends its here-document, and where its output goes.
struct Words {
    words: Vec<(String, Range<usize>)>,
    mark: Option<String>,
    mark_at: Range<usize>,
    /// What stands behind `>`; the first part empty if that is another word, which is yet to come.
    out: Option<(String, Range<usize>)>,
}

impl Words {
    /// Reads a line as a shell does: quotes, backslashes, a comment, `<<EOF`, `>/dev/null`.
    fn read(line: &str) -> Result<Words, ParseError> {
        let mut read = Words {
            words: Vec::new(),
            mark: None,
            mark_at: 0..0,
            out: None,
        };
        let mut chars = line.char_indices().peekable();
        while let Some(&(start, c)) = chars.peek() {
            if c.is_whitespace() {
                chars.next();
                continue;
            }
            if c == '#' {
                break;
            }
            let mut word = String::new();
            let mut end = start;
            while let Some(&(at, c)) = chars.peek() {
                if c.is_whitespace() {
                    break;
                }
                chars.next();
                end = at + c.len_utf8();
                match c {
                    '\'' | '"' => end = quoted(c, at, line, &mut chars, &mut word)?,
                    '\\' => {
                        if let Some((at, c)) = chars.next() {
                            word.push(c);
                            end = at + c.len_utf8();
                        }
                    }
                    c => word.push(c),
                }
            }
            if let Some(mark) = line[start..]
                .strip_prefix("<<")
                .map(|_| word.trim_start_matches('<').to_string())
            {
                read.mark = Some(mark);
                read.mark_at = start..end;
            } else if line[start..].starts_with('>') {
                read.out = Some((word[1..].to_string(), start..end));
            } else if let Some((name, at)) = read.out.as_mut().filter(|(name, _)| name.is_empty()) {
                *name = word;
                at.end = end;
            } else {
                read.words.push((word, start..end));
            }
        }
        Ok(read)
    }
}

/// Reads up to the closing quote; where that ends.
fn quoted(
    quote: char,
    start: usize,
    line: &str,
    chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>,
    word: &mut String,
) -> Result<usize, ParseError> {
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Ok(at + 1),
            '\\' if quote == '"' => match chars.next() {
                Some((_, c @ ('"' | '\\' | '$' | '`'))) => word.push(c),
                Some((_, c)) => word.extend(['\\', c]),
                None => break,
            },
            c => word.push(c),
        }
    }
    Err(ParseError {
        span: start..line.len(),
        message: format!("the quote {quote} is not closed"),
    })
}

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Command, ParseError> {
        let (line, rest) = text
            .split_once('\n')
            .map_or((text, None), |(line, rest)| (line, Some(rest)));
        let Words {
            mut words,
            mark,
            mark_at,
            out,
        } = Words::read(line)?;
        let stdin = match (mark, rest) {
            (Some(mark), rest) => Some(here_document(&mark, rest.unwrap_or_default()).ok_or_else(
                || ParseError {
                    span: mark_at,
                    message: format!("the here-document has no line `{mark}` to end it"),
                },
            )?),
            (None, Some(rest)) if !rest.trim().is_empty() => {
                return Err(ParseError {
                    span: line.len()..text.len(),
                    message: "expected one command".into(),
                });
            }
            (None, _) => None,
        };
        let mut terminal = None;
        if let Some((word, span)) = words.first()
            && let Some(name) = word.strip_prefix('@')
        {
            let good = !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            if !good {
                let message =
                    "expected the name of a terminal behind @: letters, digits, - and _".into();
                return Err(ParseError {
                    span: span.clone(),
                    message,
                });
            }
            terminal = Some(name.to_string());
            words.remove(0);
        }
        if words.first().is_some_and(|(word, _)| word == "etcdctl") && words.len() > 1 {
            words.remove(0);
        }
        let mut action = action(&words, stdin, line.len())?;
        if let Some((name, span)) = out {
            let Action::Run { quiet, .. } = &mut action else {
                return Err(ParseError {
                    span,
                    message: "only what etcdctl prints can be redirected".into(),
                });
            };
            if name != "/dev/null" {
                return Err(ParseError {
                    span,
                    message: "there are no files here: output can go to /dev/null only".into(),
                });
            }
            *quiet = true;
        }
        Ok(Command { terminal, action })
    }
}

fn here_document(mark: &str, text: &str) -> Option<String> {
    let mut document = String::new();
    for line in text.lines() {
        if line.trim() == mark {
            return Some(document);
        }
        document += line;
        document.push('\n');
    }
    None
}

fn action(
    words: &[(String, Range<usize>)],
    stdin: Option<String>,
    end: usize,
) -> Result<Action, ParseError> {
    let Some((verb, _)) = words.first() else {
        return Err(ParseError {
            span: end..end,
            message: "expected a command, such as `get foo`".into(),
        });
    };
    let args = &words[1..];
    let none = |action| match args.first() {
        None => Ok(action),
        Some((_, span)) => Err(ParseError {
            span: span.clone(),
            message: format!("`{verb}` takes no argument"),
        }),
    };
    match verb.as_str() {
        "^C" => none(Action::Interrupt),
        "^S" => none(Action::Hold(true)),
        "^Q" => none(Action::Hold(false)),
        "^Z" => none(Action::Suspend(true)),
        "fg" => none(Action::Suspend(false)),
        "watchers" => none(Action::Watchers),
        "crash" => none(Action::Crash),
        "sleep" => {
            let expected = "expected how long: 2s, 300ms, 5m or a number of seconds, a day at most";
            let at = args.first().map_or(end..end, |(_, span)| span.clone());
            let ms = args
                .first()
                .and_then(|(text, _)| duration_ms(text))
                .filter(|_| args.len() == 1);
            let ms = ms.filter(|&ms| ms <= SLEEP_MAX_MS).ok_or(ParseError {
                span: at,
                message: expected.into(),
            })?;
            Ok(Action::Sleep { ms })
        }
        "fill" => fill(args, end),
        _ => {
            let argv = words.iter().map(|(word, _)| word.clone()).collect();
            let quiet = false;
            Ok(Action::Run { argv, stdin, quiet })
        }
    }
}

fn fill(args: &[(String, Range<usize>)], end: usize) -> Result<Action, ParseError> {
    let [(prefix, _), (keys, keys_at), (rounds, rounds_at)] = args else {
        let at = args.get(3).map_or(end..end, |(_, span)| span.clone());
        return Err(ParseError {
            span: at,
            message: "expected fill <prefix> <keys> <rounds>".into(),
        });
    };
    let number = |text: &str, at: &Range<usize>| {
        let number = text
            .replace('_', "")
            .parse::<u64>()
            .ok()
            .filter(|&number| number > 0 && number <= super::FILL_MAX);
        let message = format!("expected a number from 1 to {}", super::FILL_MAX);
        number.ok_or(ParseError {
            span: at.clone(),
            message,
        })
    };
    let (keys, rounds) = (number(keys, keys_at)?, number(rounds, rounds_at)?);
    if keys * rounds > super::FILL_MAX {
        let message = format!("at most {} puts in one line", super::FILL_MAX);
        return Err(ParseError {
            span: keys_at.start..rounds_at.end,
            message,
        });
    }
    Ok(Action::Fill {
        prefix: prefix.clone(),
        keys,
        rounds,
    })
}

/// `2s`, `300ms`, `5m`, `1.5`: as the shell's sleep and Go's durations.
fn duration_ms(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let scale = match &text[digits.len()..] {
        "" | "s" => 1000,
        "ms" => 1,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let fraction = fraction.get(..3).unwrap_or(fraction);
    let thousandths = fraction.parse::<u64>().ok()? * 10_u64.pow(3 - fraction.len() as u32);
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(scale)?
        .checked_add(thousandths * scale / 1000)
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.terminal {
            write!(f, "@{name} ")?;
        }
        match &self.action {
            Action::Interrupt => f.write_str("^C"),
            Action::Hold(true) => f.write_str("^S"),
            Action::Hold(false) => f.write_str("^Q"),
            Action::Suspend(true) => f.write_str("^Z"),
            Action::Suspend(false) => f.write_str("fg"),
            Action::Watchers => f.write_str("watchers"),
            Action::Crash => f.write_str("crash"),
            Action::Sleep { ms } if ms % 1000 == 0 => write!(f, "sleep {}s", ms / 1000),
            Action::Sleep { ms } => write!(f, "sleep {ms}ms"),
            Action::Fill {
                prefix,
                keys,
                rounds,
            } => write!(f, "fill {} {keys} {rounds}", shell_word(prefix)),
            Action::Run { argv, stdin, quiet } => {
                let words: Vec<String> = argv.iter().map(|word| shell_word(word)).collect();
                f.write_str(&words.join(" "))?;
                if *quiet {
                    f.write_str(" >/dev/null")?;
                }
                if let Some(stdin) = stdin {
                    let mark = if stdin.lines().any(|line| line.trim() == "EOF") {
                        "END"
                    } else {
                        "EOF"
                    };
                    write!(f, " <<{mark}\n{stdin}{mark}")?;
                }
                Ok(())
            }
        }
    }
}

/// A word as one types it: in single quotes if it holds anything that a shell would read otherwise.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:=,@%+^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
