//! Reading a command line as pflag does: flags and arguments in any order, `--` ends the flags.

use std::collections::BTreeMap;

use super::command::{Command, Flag, GLOBAL, Kind};
use super::go;

/// A command line that was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// What is not a flag.
    pub args: Vec<String>,
    /// How many of the arguments stood before `--`, if that was there.
    pub before_dash: Option<usize>,
    values: BTreeMap<&'static str, String>,
}

/// Why a command line could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// `-h` or `--help` was there.
    Help,
    /// It is wrong.
    Wrong(String),
}

impl Line {
    /// Reads the words after the command.
    pub(crate) fn read(command: &Command, words: &[String]) -> Result<Line, Unread> {
        Line::read_with(command, GLOBAL, words)
    }

    /// The same where other flags than etcdctl's own may stand beside the command's: none, in a transaction.
    pub(crate) fn read_with(
        command: &Command,
        global: &'static [Flag],
        words: &[String],
    ) -> Result<Line, Unread> {
        let flags: Vec<&'static Flag> = command
            .flags
            .iter()
            .chain(command.inherited)
            .chain(global)
            .collect();
        let mut line = Line::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                line.before_dash = Some(line.args.len());
                line.args.extend(words.cloned());
                break;
            } else if let Some(long) = word.strip_prefix("--") {
                line.long(&flags, word, long, &mut words)?;
            } else if let Some(short) = word.strip_prefix('-').filter(|short| !short.is_empty()) {
                line.short(&flags, short, &mut words)?;
            } else {
                line.args.push(word.clone());
            }
        }
        Ok(line)
    }

    fn long<'a>(
        &mut self,
        flags: &[&'static Flag],
        word: &str,
        long: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Unread> {
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| {
            (name, Some(value.to_string()))
        });
        if name.is_empty() || name.starts_with('-') {
            return Err(Unread::Wrong(format!("bad flag syntax: {word}")));
        }
        let Some(flag) = find(flags, |flag| flag.name == name) else {
            return Err(if name == "help" {
                Unread::Help
            } else {
                Unread::Wrong(format!("unknown flag: --{name}"))
            });
        };
        let value = match value {
            Some(value) => value,
            None if flag.kind == Kind::Bool => "true".to_string(),
            None => rest
                .next()
                .ok_or_else(|| Unread::Wrong(format!("flag needs an argument: {word}")))?
                .clone(),
        };
        self.set(flag, value)
    }

    /// A row of one-letter flags; the first that takes a value takes the rest of the word, or the next word.
    fn short<'a>(
        &mut self,
        flags: &[&'static Flag],
        row: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Unread> {
        for (at, letter) in row.char_indices() {
            let after = &row[at + letter.len_utf8()..];
            let Some(flag) = find(flags, |flag| flag.short == Some(letter)) else {
                let unknown = format!("unknown shorthand flag: '{letter}' in -{}", &row[at..]);
                return Err(if letter == 'h' {
                    Unread::Help
                } else {
                    Unread::Wrong(unknown)
                });
            };
            if let Some(value) = after.strip_prefix('=') {
                return self.set(flag, value.to_string());
            }
            if flag.kind == Kind::Bool {
                self.set(flag, "true".to_string())?;
                continue;
            }
            if !after.is_empty() {
                return self.set(flag, after.to_string());
            }
            let missing = || {
                Unread::Wrong(format!(
                    "flag needs an argument: '{letter}' in -{}",
                    &row[at..]
                ))
            };
            let value = rest.next().ok_or_else(missing)?.clone();
            return self.set(flag, value);
        }
        Ok(())
    }

    fn set(&mut self, flag: &'static Flag, value: String) -> Result<(), Unread> {
        let problem = match flag.kind {
            Kind::Bool => go::parse_bool(&value).err(),
            Kind::Int => go::parse_int(&value, 0).err(),
            Kind::Duration => go::parse_duration(&value).err(),
            Kind::Text | Kind::Other => None,
        };
        if let Some(problem) = problem {
            let name = match flag.short {
                Some(short) => format!("-{short}, --{}", flag.name),
                None => format!("--{}", flag.name),
            };
            let (value, name) = (go::quote(value.as_bytes()), go::quote(name.as_bytes()));
            return Err(Unread::Wrong(format!(
                "invalid argument {value} for {name} flag: {problem}"
            )));
        }
        self.values.insert(flag.name, value);
        Ok(())
    }

    /// Whether a switch is on.
    pub(crate) fn on(&self, name: &str) -> bool {
        self.values
            .get(name)
            .is_some_and(|value| go::parse_bool(value) == Ok(true))
    }

    /// A number; 0 unless given.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.values
            .get(name)
            .and_then(|value| go::parse_int(value, 0).ok())
    }

    /// Whether a command may take no time at all: then the deadline has passed before anything is sent.
    pub(crate) fn has_no_time(&self) -> bool {
        let timeout = self.text("command-timeout").map(go::parse_duration);
        timeout.is_some_and(|timeout| timeout.is_ok_and(|ns| ns <= 0))
    }

    /// A text, if given.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

fn find(flags: &[&'static Flag], wanted: impl Fn(&Flag) -> bool) -> Option<&'static Flag> {
    flags.iter().copied().find(|flag| wanted(flag))
}
