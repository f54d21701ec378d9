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

mod process;
pub use process::{End, Process, Stdin};

mod command;
mod find;
mod flags;
mod help;
pub use find::name;

mod run;

mod cluster;
mod exec;
mod kv;
mod lease;
mod lock;
mod txn;
mod watch;

mod go;
mod output;
mod print;
pub use output::Output;

use std::collections::BTreeMap;

use mvcc::Server;

use output::{BAD_CONNECTION, failure};
use process::State;

/// A server and the commands that run against it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Console {
    /// The server, to look inside.
    pub server: Server,
    commands: BTreeMap<u32, Process>,
    next: u32,
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
        let process = Process::begin(argv, &stdin, &mut self.server);
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
        process.interrupt(&mut self.server);
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
