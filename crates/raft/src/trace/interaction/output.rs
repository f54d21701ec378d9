//! Collects what a command prints: events and text in the order in which they happen.

use super::Passage;
use super::delivery::is_local;
use crate::NodeId;
use crate::entry::Entry;
use crate::event::{Event, Level};
use crate::message::Message;

/// Which events are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// All of them.
    #[default]
    Debug,
    /// From `INFO` on.
    Info,
    /// From `WARN` on.
    Warn,
    /// From `ERROR` on.
    Error,
    /// No event has this level.
    Fatal,
    /// Nothing at all but refusals.
    None,
}

impl Verbosity {
    /// Reads a name in any case.
    pub(super) fn parse(name: &str) -> Result<Verbosity, String> {
        match name.to_ascii_uppercase().as_str() {
            "DEBUG" => Ok(Verbosity::Debug),
            "INFO" => Ok(Verbosity::Info),
            "WARN" => Ok(Verbosity::Warn),
            "ERROR" => Ok(Verbosity::Error),
            "FATAL" => Ok(Verbosity::Fatal),
            "NONE" => Ok(Verbosity::None),
            _ => Err(format!(
                "log levels must be either of [DEBUG INFO WARN ERROR FATAL NONE], got {name}"
            )),
        }
    }

    fn shows(self, level: Level) -> bool {
        let least = match level {
            Level::Debug => Verbosity::Debug,
            Level::Info => Verbosity::Info,
            Level::Warn => Verbosity::Warn,
            Level::Error => Verbosity::Error,
        };
        self <= least
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) verbosity: Verbosity,
    text: String,
    /// What happened, whatever is printed of it.
    pub(super) passages: Vec<Passage>,
}

impl Output {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.passages.clear();
    }

    pub(super) fn write(&mut self, text: &str) {
        if self.verbosity != Verbosity::None {
            self.text.push_str(text);
        }
    }

    pub(super) fn line(&mut self, line: impl std::fmt::Display) {
        self.write(&format!("{line}\n"));
    }

    pub(super) fn events(&mut self, events: Vec<Event>) {
        for event in events {
            let level = event.kind.level();
            if self.verbosity.shows(level) {
                self.text.push_str(&format!("{level} {event}\n"));
            }
            self.passages.push(Passage::Node(event));
        }
    }

    /// A message goes out; what stays on its node is no news of the network.
    pub(super) fn sent(&mut self, message: &Message) {
        if !is_local(message) {
            self.passages.push(Passage::Sent(message.clone()));
        }
    }

    /// The state machine of the node at that place applies an entry.
    pub(super) fn applied(&mut self, at: usize, entry: &Entry) {
        let id = at as NodeId + 1;
        self.passages.push(Passage::Applied(id, entry.clone()));
    }

    /// A refusal is printed even when nothing else is.
    pub(super) fn error(&mut self, message: &str) {
        self.text.push_str(message);
    }

    /// Where what is printed from now on begins, for [`Output::indent_from`].
    pub(super) fn mark(&self) -> usize {
        self.text.len()
    }

    /// Moves all lines since the mark two columns in, and ends the last one.
    pub(super) fn indent_from(&mut self, mark: usize) {
        let part = self.text.split_off(mark);
        for line in part.lines() {
            self.text.push_str(&format!("  {line}\n"));
        }
    }

    pub(super) fn take_text(&mut self) -> String {
        if self.text.is_empty() {
            "ok".to_owned()
        } else {
            std::mem::take(&mut self.text)
        }
    }
}
