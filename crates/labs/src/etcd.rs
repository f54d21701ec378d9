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
//! | `sleep 2s` | time passes: also `300ms`, `5m`, or a number of seconds |
//! | `crash` | the server is killed and started again: the open batch and all connections are lost |
//! | `fill <prefix> <keys> <rounds>` | puts `prefix/000001` and so on, each once a round, for what needs much history |
//!
//! Time is virtual: a line takes a hundredth of a second, and a watch that begins in the past is waited for. What a put
//! makes a watch in another terminal print comes with the put, marked by the terminal's name.
//!
//! A command that fails and leaves everything as it was is a refusal: etcdctl's own words, then why.

use etcd::etcdctl::{Console, End, Output, Stdin};
use lesson::{Refusal, Verb, World};
use mvcc::{Bytes, PutRequest, Server, Store};
use std::collections::BTreeMap;

mod command;
pub use command::{Action, Command};

mod event;
pub use event::Event;

mod verbs;

mod why;

/// A server and its terminals.
#[derive(Clone, Debug, PartialEq)]
pub struct Etcd {
    console: Console,
    /// What runs in each terminal; the first has no name.
    terminals: BTreeMap<Option<String>, Option<u32>>,
    /// The revision that the last line read at, if it was a read of the past.
    reading: Option<i64>,
}

/// Milliseconds that a line takes.
const LINE_MS: u64 = 10;

/// The longest that a watch is waited for until it has caught up.
const CATCH_UP_MS: u64 = 2000;

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

    /// The terminals by name, and the command line that runs in each.
    pub fn terminals(&self) -> impl Iterator<Item = (Option<&str>, Option<&[String]>)> {
        self.terminals.iter().map(|(name, running)| {
            let argv = running.map(|number| self.console.command(number).argv.as_slice());
            (name.as_deref(), argv)
        })
    }

    /// The revision that the last line read at, if it was `get` with `--rev`.
    #[must_use]
    pub fn reading(&self) -> Option<i64> {
        self.reading
    }

    /// The terminals in which a `watch` runs.
    pub fn watches(&self) -> impl Iterator<Item = Watching<'_>> {
        self.terminals.iter().filter_map(|(name, running)| {
            let process = self.console.command((*running)?);
            Some(Watching {
                terminal: name.as_deref(),
                stream: process.watch_stream()?,
                held: process.held,
            })
        })
    }
}

/// A terminal in which a `watch` runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watching<'a> {
    /// The terminal's name; `None` for the first.
    pub terminal: Option<&'a str>,
    /// Its stream, among [`Watchers::streams`](mvcc::watch::Watchers::streams).
    pub stream: u64,
    /// Whether its output is stopped: it reads no answers.
    pub held: bool,
}

impl World for Etcd {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "etcd";
    const LANGUAGE: &'static str = "etcdctl";

    /// Nothing is left to chance here, so the seed does not matter.
    fn new(_seed: u64) -> Self {
        Etcd {
            console: Console::default(),
            terminals: BTreeMap::from([(None, None)]),
            reading: None,
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let mut events = match &command.action {
            Action::Run { argv, stdin } => self.run(&command.terminal, argv, stdin)?,
            Action::Interrupt => self.interrupt(&command.terminal)?,
            Action::Hold(held) => {
                let number = self.running(&command.terminal)?;
                self.console.hold(number, *held);
                Vec::new()
            }
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
}

impl Etcd {
    fn run(
        &mut self,
        terminal: &Option<String>,
        argv: &[String],
        stdin: &Option<String>,
    ) -> Result<Vec<Event>, Refusal> {
        if let Some(Some(number)) = self.terminals.get(terminal) {
            return Err(busy(terminal, &self.console.command(*number).argv));
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
        self.terminals.insert(terminal.clone(), Some(number));
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

    fn running(&self, terminal: &Option<String>) -> Result<u32, Refusal> {
        self.terminals
            .get(terminal)
            .copied()
            .flatten()
            .ok_or_else(|| Refusal {
                message: format!("nothing runs in {}", shown(terminal)),
                why: String::new(),
                fix: None,
            })
    }

    fn interrupt(&mut self, terminal: &Option<String>) -> Result<Vec<Event>, Refusal> {
        let number = self.running(terminal)?;
        self.console.interrupt(number);
        let mut events = Vec::new();
        self.take(terminal, &mut events);
        Ok(events)
    }

    fn fill(&mut self, prefix: &str, keys: u64, rounds: u64) -> Event {
        for round in 1..=rounds {
            for key in 1..=keys {
                let key = Bytes::from(format!("{prefix}/{key:06}").as_str());
                let value = Bytes::from(round.to_string().as_str());
                let put = PutRequest {
                    key,
                    value,
                    ..PutRequest::default()
                };
                self.console.server.put(put).expect("a good put");
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
        let Some(Some(number)) = self.terminals.get(terminal).cloned() else {
            return;
        };
        let text = printed(&self.console.take_output(number));
        let end = self.console.command(number).end;
        let exit = match end {
            Some(End::Exit(code)) if code != 0 => Some(code),
            _ => None,
        };
        if end.is_some() {
            self.console.forget(number);
            self.terminals.insert(terminal.clone(), None);
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

fn shown(terminal: &Option<String>) -> String {
    terminal
        .as_ref()
        .map_or("this terminal".to_string(), |name| format!("@{name}"))
}

fn busy(terminal: &Option<String>, argv: &[String]) -> Refusal {
    let interrupt = Command {
        terminal: terminal.clone(),
        action: Action::Interrupt,
    };
    Refusal {
        message: format!("`{}` still runs in {}", argv.join(" "), shown(terminal)),
        why:
            "a terminal runs one command at a time; interrupt it, or take another: @name <command>"
                .into(),
        fix: Some(interrupt.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs every command of a text; what it printed, one line break behind each event.
    fn play(world: &mut Etcd, text: &str) -> String {
        let mut printed = String::new();
        for range in Etcd::commands(text) {
            let command: Command = text[range]
                .parse()
                .unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(
                command.to_string().parse::<Command>(),
                Ok(command.clone()),
                "the canonical line"
            );
            match world.apply(&command) {
                Ok(events) => events
                    .iter()
                    .for_each(|event| printed += &format!("{event}\n")),
                Err(refusal) => printed += &format!("{refusal}\n"),
            }
        }
        printed
    }

    #[test]
    fn a_watch_in_another_terminal_prints_what_a_put_changes() {
        let mut world = Etcd::new(0);
        let printed = play(
            &mut world,
            "@w watch --prefix foo\nput foo/1 'two words'\netcdctl get foo/1\n@w ^C\nput foo/1 x",
        );
        assert_eq!(
            printed,
            "OK\n@w| PUT\n@w| foo/1\n@w| two words\nfoo/1\ntwo words\nOK\n"
        );
    }

    #[test]
    fn a_read_of_the_past_is_remembered_until_the_next_line() {
        let mut world = Etcd::new(0);
        for (line, reading) in [
            ("put k 1", None),
            ("get k --rev=2", Some(2)),
            ("get k --rev 1", Some(1)),
            ("get k", None),
            ("@w watch k --rev=2", None),
        ] {
            world
                .apply(&line.parse().expect("a line"))
                .unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
            assert_eq!(world.reading(), reading, "{line}");
        }
        let watches: Vec<_> = world.watches().map(|watch| watch.terminal).collect();
        assert_eq!(watches, [Some("w")]);
    }

    #[test]
    fn a_transaction_is_read_from_a_here_document() {
        let mut world = Etcd::new(0);
        let text = "txn <<EOF\nmod(\"k\") > \"0\"\n\nput k 2\n\nput k \"1\"\n\nEOF\n# a comment\nget k # another";
        assert_eq!(play(&mut world, text), "FAILURE\n\nOK\nk\n1\n");
    }

    #[test]
    fn a_refusal_leaves_the_world_as_it_was_and_says_why() {
        let mut world = Etcd::new(0);
        play(
            &mut world,
            "put k 1\nput k 2\nput k 3\ncompact 3\nlease grant 60\nsleep 1s",
        );
        for line in [
            "get k --rev 99",
            "get k --rev 2",
            "compact 2",
            "get --nosuchflag k",
            "nosuch",
            "put k 1 --lease=77",
            "watch b a",
            "lease grant 9000000001",
            "txn x",
            "del",
            "lock",
        ] {
            let before = world.clone();
            let refusal = world.apply(&line.parse().expect("a line")).expect_err(line);
            assert!(refusal.message.contains("Error: "), "{line}: {refusal}");
            assert_eq!(world, before, "{line}");
        }
        let refusal = world
            .apply(&"get k --rev 2".parse().expect("a line"))
            .expect_err("compacted");
        assert_eq!(
            refusal.why,
            "everything before revision 3 was compacted, and the store is at revision 4"
        );
        assert_eq!(refusal.fix.as_deref(), Some("get k --rev 3"));
    }

    #[test]
    fn a_watch_whose_output_is_stopped_becomes_a_victim_and_catches_up() {
        let mut world = Etcd::new(0);
        play(&mut world, "@w watch --prefix k\n@w ^S\nfill k 200 1");
        assert_eq!(
            world.store().watchers().iter().next().expect("a watcher").1,
            mvcc::watch::Place::Victim
        );
        let printed = play(&mut world, "@w ^Q\nsleep 1s");
        assert_eq!(printed.matches("PUT").count(), 200);
    }

    #[test]
    fn a_crash_loses_the_open_batch_and_the_log_brings_it_back() {
        let mut world = Etcd::new(0);
        play(&mut world, "put k 1\nsleep 1s\nput k 2");
        assert_eq!(world.store().backend().committed_meta().consistent_index, 6);
        let printed = play(&mut world, "@w watch k\ncrash\nget k");
        assert!(
            printed.starts_with("etcd was killed and started again: revision 3, term 3"),
            "{printed}"
        );
        assert!(printed.ends_with("k\n2\n"), "{printed}");
    }

    #[test]
    fn a_watch_that_compaction_has_overtaken_ends_and_its_terminal_is_free() {
        let mut world = Etcd::new(0);
        let printed = play(
            &mut world,
            "put k 1\nput k 2\ncompact 3\n@w watch k --rev 1\n@w get k",
        );
        let canceled = "@w| watch was canceled (etcdserver: mvcc: required revision has been compacted)\n\
                        @w| Error: watch is canceled by the server\n";
        assert_eq!(
            printed,
            format!("OK\nOK\ncompacted revision 3\n{canceled}@w| k\n@w| 2\n")
        );
    }

    #[test]
    fn a_terminal_runs_one_command_at_a_time() {
        let mut world = Etcd::new(0);
        play(&mut world, "watch k");
        let refusal = world
            .apply(&"put k 1".parse().expect("a line"))
            .expect_err("busy");
        assert_eq!(refusal.fix.as_deref(), Some("^C"));
        assert_eq!(play(&mut world, "^C\nput k 1"), "OK\n");
    }

    #[test]
    fn bad_lines_say_where_they_are_wrong() {
        for (line, span) in [
            ("put 'a", 4..6),
            ("@ put a", 0..1),
            ("sleep", 5..5),
            ("sleep x", 6..7),
            ("txn <<EOF\nx", 4..9),
            ("", 0..0),
            ("fill k 0 1", 7..8),
        ] {
            let error = line.parse::<Command>().expect_err(line);
            assert_eq!(error.span, span, "{line}: {error}");
        }
    }
}
