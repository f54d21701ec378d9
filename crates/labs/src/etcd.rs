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
        let leases = self.store().leases().clone();
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
        self.ended = ended::ended(&leases, self.store(), command);
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
            return Err(busy(terminal, &self.console.command(number).argv));
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

    fn running(&self, terminal: &Option<String>) -> Result<u32, Refusal> {
        self.terminals
            .get(terminal)
            .and_then(|terminal| terminal.running)
            .ok_or_else(|| Refusal {
                message: format!("nothing runs in {}", shown(terminal)),
                why: String::new(),
                fix: None,
            })
    }

    fn interrupt(&mut self, terminal: &Option<String>) -> Result<Vec<Event>, Refusal> {
        let number = self.running(terminal)?;
        self.terminal(terminal).write("^C");
        self.console.interrupt(number);
        let mut events = Vec::new();
        self.take(terminal, &mut events);
        Ok(events)
    }

    /// A terminal that something runs in.
    fn terminal(&mut self, name: &Option<String>) -> &mut Terminal {
        self.terminals.get_mut(name).expect("a terminal in use")
    }

    /// Makes a slow reader of what runs in a terminal.
    fn stop(&mut self, name: &Option<String>, stop: Stop) -> Result<Vec<Event>, Refusal> {
        let number = self.running(name)?;
        let terminal = self.terminal(name);
        if terminal.quiet && stop == Stop::Output {
            return Err(Refusal {
                message: "nothing to stop: the output goes to /dev/null".into(),
                why: "^S stops what is written to the terminal; ^Z suspends the command itself"
                    .into(),
                fix: Some(line(name, Action::Suspend(true))),
            });
        }
        if terminal.stopped != Some(Stop::Command) {
            terminal.stopped = Some(stop);
        }
        if stop == Stop::Command {
            terminal.write("^Z");
        }
        self.console.hold(number, true);
        Ok(Vec::new())
    }

    /// Lets it read again, if it was stopped in this way.
    fn let_go(&mut self, name: &Option<String>, stop: Stop) -> Result<Vec<Event>, Refusal> {
        let number = self.running(name)?;
        let terminal = self.terminal(name);
        let (message, fix) = match (terminal.stopped, stop) {
            (Some(stopped), stop) if stopped == stop => {
                terminal.stopped = None;
                if stop == Stop::Command {
                    terminal.write("$ fg");
                }
                self.console.hold(number, false);
                return Ok(Vec::new());
            }
            (None, _) => ("nothing is stopped here", None),
            (Some(_), Stop::Output) => (
                "the command is suspended, not the output",
                Some(Action::Suspend(false)),
            ),
            (Some(_), Stop::Command) => (
                "the output is stopped, not the command",
                Some(Action::Hold(false)),
            ),
        };
        Err(Refusal {
            message: message.into(),
            why: String::new(),
            fix: fix.map(|action| line(name, action)),
        })
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

fn shown(terminal: &Option<String>) -> String {
    terminal
        .as_ref()
        .map_or("this terminal".to_string(), |name| format!("@{name}"))
}

/// A line as one types it.
fn line(terminal: &Option<String>, action: Action) -> String {
    let terminal = terminal.clone();
    Command { terminal, action }.to_string()
}

fn busy(terminal: &Option<String>, argv: &[String]) -> Refusal {
    Refusal {
        message: format!("`{}` still runs in {}", argv.join(" "), shown(terminal)),
        why:
            "a terminal runs one command at a time; interrupt it, or take another: @name <command>"
                .into(),
        fix: Some(line(terminal, Action::Interrupt)),
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
        let watching: Vec<_> = world.watching().iter().map(|it| it.terminal).collect();
        assert_eq!(watching, [Some("w")]);
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
    fn a_suspended_watch_is_a_victim_then_unsynced_then_synced_and_misses_nothing() {
        let mut world = Etcd::new(0);
        let printed = play(
            &mut world,
            "@v watch --prefix k/ >/dev/null\n@w watch --prefix k/ > /dev/null\n@w ^Z\nfill k 130 1\nwatchers\n@w fg\nwatchers\nsleep 10ms\n\
             watchers\nsleep 100ms\nwatchers\n@w fg\n@w ^S",
        );
        let [fill, rest @ ..] = printed.lines().collect::<Vec<_>>().leak() else {
            panic!("nothing printed")
        };
        assert_eq!(*fill, "130 puts, revision 131");
        let seen: Vec<&str> = rest
            .iter()
            .filter_map(|line| line.split_once("@w"))
            .map(|(group, rest)| {
                if rest.contains("128 answers unread") {
                    "full"
                } else {
                    group.trim()
                }
            })
            .collect();
        assert_eq!(printed.matches("synced    @v").count(), 4, "{printed}");
        assert_eq!(seen, ["full", "victim", "unsynced", "synced"], "{printed}");
        assert!(printed.contains("nothing is stopped here"), "{printed}");
        assert!(
            printed.contains("nothing to stop: the output goes to /dev/null"),
            "{printed}"
        );
    }

    #[test]
    fn a_watch_of_a_long_past_comes_in_chunks_of_a_thousand_revisions() {
        let mut world = Etcd::new(0);
        let text = "fill k 50 50\n@w watch --prefix k/ --rev=2 >/dev/null\nwatchers\nsleep 100ms\nwatchers\nsleep 100ms\nwatchers";
        let printed = play(&mut world, text);
        let next: Vec<&str> = printed
            .lines()
            .filter_map(|line| line.split_once("next ").map(|(_, next)| next))
            .collect();
        assert_eq!(next, ["1002", "2002", "2502"], "{printed}");
    }

    #[test]
    fn a_screen_keeps_what_was_typed_and_printed() {
        let mut world = Etcd::new(0);
        play(&mut world, "put k 1\n@b put k 2\nget k --rev=2");
        let screens: Vec<Vec<&str>> = world
            .terminals()
            .map(|(_, terminal)| terminal.screen().collect())
            .collect();
        assert_eq!(screens[0], ["$ put k 1", "OK", "$ get k --rev=2", "k", "1"]);
        assert_eq!(screens[1], ["$ put k 2", "OK"]);
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
            ("get k > file", 6..12),
            ("crash >/dev/null", 6..16),
        ] {
            let error = line.parse::<Command>().expect_err(line);
            assert_eq!(error.span, span, "{line}: {error}");
        }
    }
}
