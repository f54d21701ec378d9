//! A world: what a learner acts on, one line of text at a time.

use std::fmt::{Debug, Display};
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A small world with an engine inside: one store and its clients, five Raft nodes and a network, a shuffle on a bench.
///
/// A world is a value. It has no clock, no I/O and no chance of its own beyond its seed, so that a replay of the same
/// commands gives the same events and an equal world, natively and in WebAssembly.
pub trait World: Clone + PartialEq + Debug + 'static {
    /// What one can ask of it. `Display` gives the canonical line, and parsing that line gives the command back.
    type Command: FromStr<Err = ParseError> + Display + Clone + PartialEq + Debug + 'static;
    /// What happened. `Display` is what a cell prints for it, one or more lines without the last line break.
    type Event: Display + Clone + PartialEq + Debug + 'static;

    /// The world's name in front matter and links: `shuffle`, `etcd`, `raft`.
    const NAME: &'static str;

    /// The name of its language, which marks its cells in a lesson: `etcdctl` for the world `etcd`.
    const LANGUAGE: &'static str = Self::NAME;

    /// The most copies that a player keeps of a branch. A replay is at most two shares of the log long, of as many shares
    /// as there are copies: more suit a world that is small and whose events are dear.
    const COPIES_MAX: usize = 16;

    /// The world before its first command.
    fn new(seed: u64) -> Self;

    /// Does what the command says. On `Err` the world is unchanged.
    ///
    /// The result depends on nothing but `self` and `command`.
    fn apply(&mut self, command: &Self::Command) -> Result<Vec<Self::Event>, Refusal>;

    /// Cuts the text of a cell into commands: the byte range of each, in order.
    ///
    /// A command is a line, unless the world's language says otherwise (a here-document spans several). Blank lines
    /// and lines that begin with `#` are no commands.
    fn commands(text: &str) -> Vec<Range<usize>> {
        let start = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
        let commands = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        commands
            .map(|line| start(line)..start(line) + line.len())
            .collect()
    }

    /// Whether a cell prints the event. Some are only of use to a stage and to the question why: they are kept all the same.
    fn is_told(_event: &Self::Event) -> bool {
        true
    }

    /// Whether a command only looks: it leaves every world as it is, so that a replay passes over it.
    fn only_looks(_command: &Self::Command) -> bool {
        false
    }

    /// What applying a command costs, in units of a cheap one. The player keeps a copy of the world after what is dear,
    /// so that going back never does it again.
    fn cost(_command: &Self::Command) -> u64 {
        1
    }

    /// The verbs a line can begin with, for completion and help, in the order a learner meets them.
    fn verbs() -> &'static [Verb];

    /// The verb of a command, a name of [`World::verbs`]: what a challenge allows or forbids. The first word of its line,
    /// unless the language says otherwise.
    fn verb(command: &Self::Command) -> String {
        let line = command.to_string();
        line.split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned()
    }

    /// What can stand behind a verb, for completion, in the order in which it is offered. Most languages are small enough
    /// to go without.
    fn offers() -> &'static [Offer] {
        &[]
    }
}

/// One verb of a world's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verb {
    /// The word itself, as typed.
    pub name: &'static str,
    /// How it is used: `swap <a> <b>`.
    pub usage: &'static str,
    /// What it does, one sentence in English and one in Chinese.
    pub about: [&'static str; 2],
}

impl Verb {
    /// A verb, how it is used, and what it does in English and in Chinese.
    #[must_use]
    pub const fn new(
        name: &'static str,
        usage: &'static str,
        en: &'static str,
        zh: &'static str,
    ) -> Verb {
        Verb {
            name,
            usage,
            about: [en, zh],
        }
    }
}

/// A word that can stand behind a verb: a flag, or the second word of a verb that has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The verbs: `get`, or both words of one: `lease grant`.
    pub behind: &'static [&'static str],
    /// The word as typed: `--prefix`, `--rev=` where a value follows, `grant`.
    pub word: &'static str,
    /// What it does, a few words in English and in Chinese.
    pub about: [&'static str; 2],
}

/// A line that is not a command: where it went wrong and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Byte range in the line; the caret stands under it. Empty at the end of the line when something is missing.
    pub span: Range<usize>,
    /// What is wrong and what was expected, one sentence without a full stop.
    pub message: String,
}

impl Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}

/// A command that the engine refused: its own line first, as the real system prints it, then why in this state.
///
/// A refusal leaves the world untouched, and stays in the trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The engine's own message: `etcdserver: mvcc: required revision has been compacted`.
    pub message: String,
    /// Why, in this state, with the numbers; empty when the message says it all.
    pub why: String,
    /// What would work instead of the line, offered as a fix to click: a line, or several, each a command.
    pub fix: Option<String>,
}

impl Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
