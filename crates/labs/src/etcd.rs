//! The etcd world: one server, and terminals with `etcdctl` at it.
//!
//! # The language
//! A line is what one types at a shell: `etcdctl put foo 1`, or without the first word. It is read as a shell reads it:
//! quotes, `\`, comments, and here-documents for what `txn` reads. It prints what the real etcdctl prints.
//!
//! ```text
//! txn <<EOF
//! mod("foo") > "0"
//!
//! put foo 2
//!
//! put foo 1
//!
//! EOF
//! ```
//!
//! | line | what it does |
//! | --- | --- |
//! | `<command>` | runs in the first terminal |
//! | `@name <command>` | runs in a terminal of its own, opened when it is first named |
//! | `^C`, `@name ^C` | interrupts what runs there: a watch, a lock, an election, a keep-alive |
//! | `^S`, `^Q` | stops the terminal's output, and lets it go on: so a watch becomes slow |
//! | `^Z`, `fg` | suspends the command itself, and lets it go on: the same, for a watch whose output goes elsewhere |
//! | `<command> >/dev/null` | what it prints is not shown |
//! | `watchers` | shows the watchers inside the server, by group; no time passes |
//! | `sleep 2s` | time passes: also `300ms`, `5m`, or a number of seconds |
//! | `crash` | the server is killed and started again: the open batch and all connections are lost |
//! | `fill <prefix> <keys> <rounds>` | puts `prefix/000001` and so on, each once a round, for what needs much history |
//!
//! Time is virtual: a line takes a hundredth of a second, and a watch that begins in the past gets its first thousand
//! revisions before the next line, a tenth of a second later; the rest comes as time passes. What a put makes a watch in
//! another terminal print comes with the put, marked by the terminal's name.
//!
//! A command that fails and leaves everything as it was is a refusal: etcdctl's own words, then why.

use etcd::etcdctl::{Console, End, Output, Process, Stdin};
use lesson::{Offer, Refusal, Verb, World};
use mvcc::{Bytes, PutRequest, Server, Store, Value};
use std::collections::BTreeMap;

mod command;
pub use command::{Action, Command};

mod event;
pub use event::Event;

mod terminal;
pub use terminal::{Stop, Terminal};

mod watching;
pub use watching::{Watching, range};

mod ended;
pub use ended::Ended;

mod signals;

mod offers;
mod verbs;

mod why;

/// A server and its terminals.
#[derive(Clone, Debug, PartialEq)]
pub struct Etcd {
    console: Console,
    /// The first has no name.
    terminals: BTreeMap<Option<String>, Terminal>,
    /// The revision that the last line read at, if it was a read of the past.
    reading: Option<i64>,
    /// Leases that ended in the last line.
    ended: Vec<Ended>,
}

/// Milliseconds that a line takes.
const LINE_MS: u64 = 10;

/// How long a watch is waited for that begins in the past: one round of catching up.
const CATCH_UP_MS: u64 = mvcc::watch::SYNC_INTERVAL_MS;

/// Keys times rounds that one `fill` may put.
pub const FILL_MAX: u64 = 1_000_000;

/// What a room looks at.
impl Etcd {
    /// The store: index, backend, watchers, leases.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.console.server.store()
    }

    /// The server: the store and its log.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.console.server
    }

    /// The terminals by name.
    pub fn terminals(&self) -> impl Iterator<Item = (Option<&str>, &Terminal)> {
        self.terminals
            .iter()
            .map(|(name, terminal)| (name.as_deref(), terminal))
    }

    /// What runs in a terminal.
    #[must_use]
    pub fn process(&self, terminal: &Terminal) -> Option<&Process> {
        terminal.running.map(|number| self.console.command(number))
    }

    /// The revision that the last line read at, if it was `get` with `--rev`.
    #[must_use]
    pub fn reading(&self) -> Option<i64> {
        self.reading
    }

    /// The leases that ended in the last line, with the keys that ended with them.
    #[must_use]
    pub fn ended(&self) -> &[Ended] {
        &self.ended
    }
}

impl World for Etcd {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "etcd";
    const LANGUAGE: &'static str = "etcdctl";
    /// A line costs microseconds, and a copy shares the rows of the backend: so 100,000 lines are searched within a frame.
    const COPIES_MAX: usize = 64;

    /// Nothing is left to chance here, so the seed does not matter.
    fn new(_seed: u64) -> Self {
        Etcd {
            console: Console::default(),
            terminals: BTreeMap::from([(None, Terminal::default())]),
            reading: None,
            ended: Vec::new(),
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let leases = ended::may_end(self, command);
        let mut events = match &command.action {
            Action::Run { argv, stdin, quiet } => {
                self.run(&command.terminal, argv, stdin, *quiet)?
            }
            Action::Interrupt => self.interrupt(&command.terminal)?,
            Action::Hold(true) => self.stop(&command.terminal, Stop::Output)?,
            Action::Hold(false) => self.let_go(&command.terminal, Stop::Output)?,
            Action::Suspend(true) => self.stop(&command.terminal, Stop::Command)?,
            Action::Suspend(false) => self.let_go(&command.terminal, Stop::Command)?,
            Action::Watchers => vec![Event {
                terminal: None,
                text: self.watchers_as_text(),
                exit: None,
            }],
            Action::Sleep { ms } => {
                self.console.advance(*ms);
                Vec::new()
            }
            Action::Crash => {
                self.console.crash();
                let revision = self.store().revision();
                let text = format!(
                    "etcd was killed and started again: revision {revision}, term {}",
                    self.server().term()
                );
                vec![Event {
                    terminal: None,
                    text,
                    exit: None,
                }]
            }
            Action::Fill {
                prefix,
                keys,
                rounds,
            } => vec![self.fill(prefix, *keys, *rounds)],
        };
        self.reading = match &command.action {
            Action::Run { argv, .. } => read_at(argv),
            _ => None,
        };
        self.ended = ended::ended(leases, self.store(), command);
        self.collect(&mut events);
        Ok(events)
    }

    fn commands(text: &str) -> Vec<std::ops::Range<usize>> {
        command::cut(text)
    }

    fn cost(command: &Command) -> u64 {
        match command.action {
            Action::Fill { keys, rounds, .. } => 1 + keys * rounds,
            Action::Sleep { ms } => 1 + ms / 100,
            Action::Crash => 100,
            _ => 1,
        }
    }

    fn verbs() -> &'static [Verb] {
        verbs::VERBS
    }

    fn verb(command: &Command) -> String {
        command.verb()
    }

    fn offers() -> &'static [Offer] {
        offers::OFFERS
    }
}

impl Etcd {
    fn run(
        &mut self,
        terminal: &Option<String>,
        argv: &[String],
        stdin: &Option<String>,
        quiet: bool,
    ) -> Result<Vec<Event>, Refusal> {
        if let Ok(number) = self.running(terminal) {
            return Err(signals::busy(terminal, &self.console.command(number).argv));
        }
        let before = self.console.server.mark();
        let (revision, leases) = (self.store().revision(), self.store().leases().len());
        // A command that reads a terminal where nobody types any more finds its end.
        let number = self
            .console
            .start(argv, Stdin::ended(stdin.clone().unwrap_or_default()));
        let process = self.console.command(number);
        let failed = matches!(process.end, Some(End::Exit(code)) if code != 0);
        if failed && (revision, leases) == (self.store().revision(), self.store().leases().len()) {
            let text = printed(&process.output);
            self.console.forget(number);
            self.console.server.rewind(&before);
            let (why, fix) = why::why(self.store(), argv, &text);
            return Err(Refusal {
                message: text,
                why,
                fix,
            });
        }
        let screen = self.terminals.entry(terminal.clone()).or_default();
        let typed = Command {
            terminal: None,
            action: Action::Run {
                argv: argv.to_vec(),
                stdin: stdin.clone(),
                quiet,
            },
        };
        screen.write(&format!("$ {typed}"));
        (screen.running, screen.quiet) = (Some(number), quiet);
        self.console.advance(LINE_MS);
        if argv.first().is_some_and(|word| word == "watch") {
            let begun = self.store().now_ms();
            while !self.store().watchers().unsynced().members().is_empty()
                && self.store().now_ms() < begun + CATCH_UP_MS
            {
                self.console.advance(LINE_MS);
            }
        }
        let mut events = Vec::new();
        self.take(terminal, &mut events);
        Ok(events)
    }

    fn fill(&mut self, prefix: &str, keys: u64, rounds: u64) -> Event {
        for round in 1..=rounds {
            for key in 1..=keys {
                let key = Bytes::from(format!("{prefix}/{key:06}").as_str());
                let value = Value::from(round.to_string().as_str());
                let put = PutRequest {
                    key,
                    value,
                    ..PutRequest::default()
                };
                self.console.server.put(put).expect("a good put");
                // Who is awake reads along, and does not fall behind.
                self.console.read();
            }
        }
        self.console.advance(LINE_MS);
        Event {
            terminal: None,
            text: format!(
                "{} puts, revision {}",
                keys * rounds,
                self.store().revision()
            ),
            exit: None,
        }
    }

    /// What has been written in every terminal since it was looked at last.
    fn collect(&mut self, events: &mut Vec<Event>) {
        for terminal in self.terminals.keys().cloned().collect::<Vec<_>>() {
            self.take(&terminal, events);
        }
    }

    /// What has been written in one terminal. A command that has ended leaves it free.
    fn take(&mut self, terminal: &Option<String>, events: &mut Vec<Event>) {
        let Ok(number) = self.running(terminal) else {
            return;
        };
        let mut output = self.console.take_output(number);
        if self.terminals[terminal].quiet {
            output.stdout.clear();
        }
        let text = printed(&output);
        let end = self.console.command(number).end;
        let exit = match end {
            Some(End::Exit(code)) if code != 0 => Some(code),
            _ => None,
        };
        if end.is_some() {
            self.console.forget(number);
        }
        let screen = self.terminal(terminal);
        screen.write(&text);
        if end.is_some() {
            screen.free();
        }
        if !text.is_empty() || exit.is_some() {
            events.push(Event {
                terminal: terminal.clone(),
                text,
                exit,
            });
        }
    }
}

/// The revision that a `get` reads at: `--rev=3`, `--rev 3`.
fn read_at(argv: &[String]) -> Option<i64> {
    let (verb, words) = argv.split_first()?;
    let at = words.iter().position(|word| word.starts_with("--rev"))?;
    let text = match words[at].strip_prefix("--rev=") {
        Some(text) => text,
        None => words.get(at + 1)?,
    };
    let revision = text.parse().ok().filter(|&revision| revision > 0)?;
    (verb == "get").then_some(revision)
}

/// Both outputs, as a terminal shows them, without the last line break.
fn printed(output: &Output) -> String {
    let text =
        String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned();
    text.strip_suffix('\n').map_or(text.clone(), str::to_string)
}

#[cfg(test)]
mod tests;
