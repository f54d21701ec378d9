//! `etcdctl`: command lines in, what a terminal shows out, word for word as version 3.4.23 of the real one.
//!
//! A [`Console`] is a server and the commands that run against it. Most end at once; `watch`, `lock`, `elect` and
//! `lease keep-alive` go on until they are interrupted, and print while time passes and others write.
//!
//! ```
//! use etcd::etcdctl::{Console, Stdin};
//!
//! let mut console = Console::default();
//! let watch = console.start(&["watch", "--prefix", "foo"], Stdin::open(""));
//! console.start(&["put", "foo/bar", "1"], Stdin::ended(""));
//! assert_eq!(console.command(watch).output.stdout, b"PUT\nfoo/bar\n1\n");
//! ```
//!
//! Left out: everything about connections, users and roles, snapshots, and the protobuf output.

mod cluster;
mod command;
mod exec;
mod flags;
mod go;
mod help;
mod kv;
mod lease;
mod lock;
mod output;
mod print;
mod txn;
mod watch;

use std::collections::BTreeMap;

use mvcc::{CompactionRequest, Server};

use command::{COMMANDS, Command, ELSEWHERE, GLOBAL, GROUPS, Kind};
use flags::{Line, Unread};
use lock::{Elect, Flow, Observer, Queued};
pub use output::Output;
use output::{BAD_ARGS, BAD_CONNECTION, ERROR, Failure, failure};
use print::Printer;

/// A server and the commands that run against it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Console {
    /// The server, to look inside.
    pub server: Server,
    commands: BTreeMap<u32, Process>,
    next: u32,
}

/// A command that was started.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Its command line.
    pub argv: Vec<String>,
    /// What it has written so far.
    pub output: Output,
    /// How it ended; `None` while it runs.
    pub end: Option<End>,
    /// Whether its output is stopped.
    pub held: bool,
    state: State,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with an exit code.
    Exit(i32),
    /// By a signal that it does not handle.
    Died,
}

/// What a command reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stdin {
    text: String,
    ends: bool,
}

impl Stdin {
    /// A text, and then the end: a pipe or a file.
    pub fn ended(text: impl Into<String>) -> Stdin {
        Stdin {
            text: text.into(),
            ends: true,
        }
    }

    /// A text, and then nothing yet: a terminal.
    pub fn open(text: impl Into<String>) -> Stdin {
        Stdin {
            text: text.into(),
            ends: false,
        }
    }
}

/// What a command that goes on is doing.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Ended,
    Watch(watch::Watch),
    KeepAlive(lease::KeepAlive),
    Queued(Box<Queued>),
    Observe(Observer),
}

impl Console {
    /// A console at a server.
    #[must_use]
    pub fn new(server: Server) -> Console {
        Console {
            server,
            commands: BTreeMap::new(),
            next: 0,
        }
    }

    /// Starts a command: the words after `etcdctl`. Its number; what it wrote is in [`Console::command`].
    ///
    /// Commands that run already print what this one has caused.
    pub fn start<S: AsRef<str>>(&mut self, argv: &[S], stdin: Stdin) -> u32 {
        let argv: Vec<String> = argv.iter().map(|word| word.as_ref().to_string()).collect();
        let mut output = Output::default();
        let begun = begin(&mut self.server, &argv, &stdin, &mut output);
        let mut process = Process {
            argv,
            output,
            end: None,
            held: false,
            state: State::Ended,
        };
        match begun {
            Ok(State::Ended) => process.end = Some(End::Exit(0)),
            Ok(state) => process.state = state,
            Err(why) => process.fail(&why),
        }
        let number = self.next;
        self.next += 1;
        self.commands.insert(number, process);
        self.poll();
        number
    }

    /// A command that was started.
    ///
    /// # Panics
    /// If there is none of this number, as the following do.
    #[must_use]
    pub fn command(&self, number: u32) -> &Process {
        self.commands
            .get(&number)
            .expect("a command that was started")
    }

    /// All commands that were started and not forgotten.
    pub fn commands(&self) -> impl Iterator<Item = (u32, &Process)> {
        self.commands
            .iter()
            .map(|(&number, process)| (number, process))
    }

    /// Takes what a command has written since this was last asked.
    pub fn take_output(&mut self, number: u32) -> Output {
        std::mem::take(
            &mut self
                .commands
                .get_mut(&number)
                .expect("a command that was started")
                .output,
        )
    }

    /// Forgets a command that has ended. If it was the last, its number is given again.
    pub fn forget(&mut self, number: u32) {
        let process = self
            .commands
            .remove(&number)
            .expect("a command that was started");
        assert!(
            process.end.is_some(),
            "{:?} is forgotten while it runs",
            process.argv
        );
        if number + 1 == self.next {
            self.next = number;
        }
    }

    /// Sends INT to a command that runs: `lock` and `elect` give back what they hold, the others die of it.
    pub fn interrupt(&mut self, number: u32) {
        let process = self
            .commands
            .get_mut(&number)
            .expect("a command that was started");
        match std::mem::replace(&mut process.state, State::Ended) {
            State::Ended => {}
            State::Watch(watch) => {
                watch.close(&mut self.server);
                process.end = Some(End::Died);
            }
            State::KeepAlive(_) => process.end = Some(End::Died),
            State::Queued(mut queued) => match queued.interrupt(&mut self.server) {
                Ok(()) => process.end = Some(End::Exit(0)),
                Err(why) => process.fail(&why),
            },
            State::Observe(mut observer) => {
                observer.stop(&mut self.server);
                process.end = Some(End::Exit(0));
            }
        }
        self.poll();
    }

    /// Stops a command's output, as ^S does in a terminal: it no longer reads what the server sends. ^Q is `false`.
    pub fn hold(&mut self, number: u32, held: bool) {
        self.commands
            .get_mut(&number)
            .expect("a command that was started")
            .held = held;
        self.poll();
    }

    /// Lets running commands read what has come, for who writes to the server without a command.
    pub fn read(&mut self) {
        self.poll();
    }

    /// Lets time pass. Commands that keep a lease alive do so on the way.
    pub fn advance(&mut self, ms: u64) {
        let until_ms = self.server.store().now_ms() + ms;
        loop {
            let now_ms = self.server.store().now_ms();
            if now_ms >= until_ms {
                return;
            }
            let wakes = self
                .commands
                .values()
                .filter_map(Process::wake_ms)
                .filter(|&wake_ms| wake_ms > now_ms);
            let next_ms = wakes
                .min()
                .unwrap_or(until_ms)
                .min(until_ms)
                .min(now_ms + LOOK_MS);
            self.server.advance(next_ms - now_ms);
            self.poll();
        }
    }

    /// Stops the server without warning and starts it again. Watches and all they had seen are gone; a real `etcdctl`
    /// would connect again, here they end.
    pub fn crash(&mut self) {
        for process in self
            .commands
            .values_mut()
            .filter(|process| process.end.is_none())
        {
            process.state = State::Ended;
            process.fail(&failure(BAD_CONNECTION, "connection lost"));
        }
        self.server.crash();
    }

    /// Lets every running command look at what has come, until nothing changes any more.
    fn poll(&mut self) {
        loop {
            let before = self.server.store().revision();
            for process in self.commands.values_mut().filter(|process| !process.held) {
                process.poll(&mut self.server);
            }
            if self.server.store().revision() == before {
                return;
            }
        }
    }
}

/// Milliseconds after which running commands look again at the latest.
const LOOK_MS: u64 = 50;

impl Process {
    fn fail(&mut self, why: &Failure) {
        if why.text.starts_with("panic: ") {
            self.output.complain(&why.text);
        } else if !why.text.is_empty() {
            self.output.complain(format!("Error: {}", why.text));
        }
        self.end = Some(End::Exit(why.code));
    }

    /// The watch stream on which it waits for news, if it does.
    #[must_use]
    pub fn stream(&self) -> Option<u64> {
        match &self.state {
            State::Watch(watch) => Some(watch.stream()),
            State::Queued(queued) => queued.stream(),
            State::Observe(observer) => observer.stream(),
            State::Ended | State::KeepAlive(_) => None,
        }
    }

    fn wake_ms(&self) -> Option<u64> {
        match &self.state {
            State::KeepAlive(keep_alive) => Some(keep_alive.beat.wake_ms),
            State::Queued(queued) => Some(queued.wake_ms()),
            State::Observe(observer) => Some(observer.wake_ms()),
            State::Ended | State::Watch(_) => None,
        }
    }

    fn poll(&mut self, server: &mut Server) {
        let out = &mut self.output;
        let flow = match &mut self.state {
            State::Ended => return,
            State::Watch(watch) => watch.poll(server, out).map(|()| Flow::Goes),
            State::KeepAlive(keep_alive) => keep_alive
                .poll(server, out)
                .map(|goes| if goes { Flow::Goes } else { Flow::Done }),
            State::Queued(queued) => queued.poll(server, out),
            State::Observe(observer) => observer.poll(server, out).map(|()| Flow::Goes),
        };
        match flow {
            Ok(Flow::Goes) => return,
            Ok(Flow::Done) => self.end = Some(End::Exit(0)),
            Err(why) => self.fail(&why),
        }
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Watch(watch) => watch.close(server),
            State::Observe(mut observer) => observer.stop(server),
            _ => {}
        }
    }
}

/// Finds the command, reads its line, and runs it as far as it goes.
fn begin(
    server: &mut Server,
    argv: &[String],
    stdin: &Stdin,
    out: &mut Output,
) -> Result<State, Failure> {
    let (command, words) = match find(argv) {
        Found::Command(command, words) => (command, words),
        Found::Page(page) => {
            out.stdout.extend(page.bytes());
            return Ok(State::Ended);
        }
        Found::Elsewhere(name) => {
            return Err(failure(
                ERROR,
                format!("`etcdctl {name}` is not part of this notebook"),
            ));
        }
        Found::Nothing(name, suggestions) => {
            let mut why = format!(
                "unknown command {} for \"etcdctl\"",
                go::quote(name.as_bytes())
            );
            if !suggestions.is_empty() {
                why += "\n\nDid you mean this?\n";
                suggestions
                    .iter()
                    .for_each(|suggestion| why += &format!("\t{suggestion}\n"));
            }
            out.complain(format!("Error: {why}\nRun 'etcdctl --help' for usage."));
            return Err(failure(ERROR, why));
        }
    };
    let line = match Line::read(command, &words) {
        Ok(line) => line,
        Err(Unread::Help) => {
            out.stdout.extend(help::page(command).bytes());
            return Ok(State::Ended);
        }
        Err(Unread::Wrong(why)) => {
            out.stdout.extend(help::page(command).bytes());
            out.complain(format!("Error: {why}\n"));
            return Err(failure(ERROR, why));
        }
    };
    run(server, command.name, &line, stdin, out)
}

fn run(
    server: &mut Server,
    name: &str,
    line: &Line,
    stdin: &Stdin,
    out: &mut Output,
) -> Result<State, Failure> {
    let printer = Printer::new(line, server.term());
    match name {
        "put" => {
            let request = kv::put(line, &stdin.text)?;
            printer?.put(out, &server.put(request)?)?;
        }
        "get" => {
            let request = kv::get(line)?;
            let mut printer = printer?;
            let response = server.store().range(&request)?;
            if line.on("print-value-only") {
                if printer.format != print::Format::Simple {
                    return Err(failure(
                        BAD_ARGS,
                        "print-value-only is only for `--write-out=simple`",
                    ));
                }
                printer.value_only = true;
            }
            printer.range(out, &response)?;
        }
        "del" => {
            let request = kv::del(line)?;
            printer?.delete(out, &server.delete_range(request)?)?;
        }
        "txn" => {
            if !line.args.is_empty() {
                return Err(failure(BAD_ARGS, "txn command does not accept argument"));
            }
            let printer = printer?;
            let request = txn::read(&stdin.text, line.on("interactive"), out)?;
            printer.txn(out, &server.txn(request)?)?;
        }
        "compaction" => {
            let revision = kv::compaction(line)?;
            printer?;
            server.compact(CompactionRequest {
                revision,
                physical: line.on("physical"),
            })?;
            out.line(format!("compacted revision {revision}"));
        }
        "watch" if line.on("interactive") => {
            let watch = watch::Watch::interactive(server, &stdin.text, stdin.ends, printer?, out)?;
            return Ok(State::Watch(watch));
        }
        "watch" => return Ok(State::Watch(watch::Watch::begin(server, line, printer)?)),
        "lease grant" => lease::grant(server, line, printer, out)?,
        "lease revoke" => lease::revoke(server, line, printer, out)?,
        "lease timetolive" => lease::time_to_live(server, line, printer, out)?,
        "lease list" => lease::list(server, printer?, out)?,
        "lease keep-alive" => {
            return Ok(lease::keep_alive(server, line, printer, out)?
                .map_or(State::Ended, State::KeepAlive));
        }
        "lock" => {
            return Ok(State::Queued(Box::new(Queued::lock(
                server, line, printer,
            )?)));
        }
        "elect" => {
            return Ok(match lock::elect(server, line, printer)? {
                Elect::Campaign(queued) => State::Queued(Box::new(queued)),
                Elect::Observe(observer) => State::Observe(observer),
            });
        }
        "endpoint health" => cluster::health(printer?, out),
        "endpoint status" => cluster::status(server, printer?, out),
        "endpoint hashkv" => cluster::hash_kv(server, line, printer?, out)?,
        "member list" => cluster::member_list(printer?, out),
        "member remove" => cluster::member_remove(line, printer)?,
        "alarm list" | "alarm disarm" => cluster::alarms(printer?, out)?,
        "defrag" => cluster::defrag(out),
        "version" => cluster::version(out),
        other => unreachable!("`{other}` is in the list of commands"),
    }
    Ok(State::Ended)
}

/// What the first words of a command line name.
enum Found {
    Command(&'static Command, Vec<String>),
    Page(String),
    Elsewhere(&'static str),
    Nothing(String, Vec<&'static str>),
}

/// Finds the command. Words may be shortened as long as they stay clear, and flags may stand before them.
fn find(argv: &[String]) -> Found {
    let places = word_places(argv);
    let Some(&first) = places.first() else {
        return Found::Page(help::root());
    };
    let without = |taken: &[usize]| {
        let rest = argv
            .iter()
            .enumerate()
            .filter(|(at, _)| !taken.contains(at));
        rest.map(|(_, word)| word.clone()).collect::<Vec<_>>()
    };
    let word = &argv[first];
    let Some(name) = resolve(word, "") else {
        return Found::Nothing(word.clone(), suggestions(word));
    };
    if name == "help" {
        let rest = without(&[first]);
        return match if rest.is_empty() {
            None
        } else {
            Some(find(&rest))
        } {
            Some(Found::Command(command, _)) => Found::Page(help::page(command)),
            Some(found @ Found::Page(_)) => found,
            _ => Found::Page(help::root()),
        };
    }
    if let Some(command) = COMMANDS.iter().find(|command| command.name == name) {
        return Found::Command(command, without(&[first]));
    }
    if let Some(&second) = places.get(1)
        && let Some(full) = resolve(&argv[second], &format!("{name} "))
    {
        return match COMMANDS.iter().find(|command| command.name == full) {
            Some(command) => Found::Command(command, without(&[first, second])),
            None => Found::Elsewhere(full),
        };
    }
    if let Some(group) = GROUPS.iter().find(|group| group.name == name) {
        return Found::Page(help::page(group));
    }
    let elsewhere = ELSEWHERE.iter().find(|(full, _)| full.starts_with(name));
    Found::Elsewhere(elsewhere.expect("a name that was resolved").0)
}

/// Where the words stand that are neither flags nor values of flags.
fn word_places(argv: &[String]) -> Vec<usize> {
    let takes_value = |word: &str| {
        let of = |name: &str, short: Option<char>| {
            GLOBAL.iter().any(|flag| {
                flag.kind != Kind::Bool
                    && (flag.name == name || short.is_some() && flag.short == short)
            })
        };
        match word.strip_prefix("--") {
            Some(long) => of(long, None),
            None => word.len() == 2 && of("", word.chars().nth(1)),
        }
    };
    let mut places = Vec::new();
    let mut at = 0;
    while at < argv.len() && argv[at] != "--" {
        if argv[at].starts_with('-') && argv[at].len() > 1 {
            at += usize::from(takes_value(&argv[at]));
        } else {
            places.push(at);
        }
        at += 1;
    }
    places
}

/// The full name that a word stands for within a group (empty for the outermost): itself, or the only one it begins.
fn resolve(word: &str, group: &str) -> Option<&'static str> {
    if group.is_empty() && word == "compact" {
        return Some("compaction");
    }
    let all = COMMANDS
        .iter()
        .map(|command| command.name)
        .chain(ELSEWHERE.iter().map(|&(name, _)| name));
    let names = all.filter_map(|name| {
        let rest = name.strip_prefix(group)?;
        Some(&name[..group.len() + rest.find(' ').unwrap_or(rest.len())])
    });
    let last = |name: &&'static str| &name[group.len()..];
    // Nearly every line names its command in full: nothing is sorted for those.
    if let Some(exact) = names.clone().find(|name| last(name) == word) {
        return Some(exact);
    }
    let mut names: Vec<&'static str> = names.collect();
    names.sort_unstable();
    names.dedup();
    let mut begun = names
        .iter()
        .filter(|name| !word.is_empty() && last(name).starts_with(word));
    begun.next().filter(|_| begun.next().is_none()).copied()
}

/// The order in which the real one knows its commands.
const REGISTERED: [&str; 24] = [
    "get",
    "put",
    "del",
    "txn",
    "compaction",
    "alarm",
    "defrag",
    "endpoint",
    "move-leader",
    "watch",
    "version",
    "lease",
    "member",
    "snapshot",
    "make-mirror",
    "migrate",
    "lock",
    "elect",
    "auth",
    "user",
    "role",
    "check",
    "help",
    "completion",
];

/// Commands that a mistyped word may have meant: at most two letters away, or begun by it.
fn suggestions(word: &str) -> Vec<&'static str> {
    let word = word.to_ascii_lowercase();
    let near = |name: &&str| distance(&word, name) <= 2 || name.starts_with(&word);
    REGISTERED.into_iter().filter(near).collect()
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
