//! A command that was started: what it reads and writes, what it goes on doing, how it ends.

use mvcc::Server;

use super::lock::{Flow, Observer, Queued};
use super::output::{Failure, Output};
use super::{lease, run, watch};

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
    pub(super) state: State,
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
    pub(super) text: String,
    pub(super) ends: bool,
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
pub(super) enum State {
    Ended,
    Watch(watch::Watch),
    KeepAlive(lease::KeepAlive),
    Queued(Box<Queued>),
    Observe(Observer),
}

impl Process {
    /// Starts a command and runs it as far as it goes.
    pub(super) fn begin(argv: Vec<String>, stdin: &Stdin, server: &mut Server) -> Process {
        let mut output = Output::default();
        let begun = run::begin(server, &argv, stdin, &mut output);
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
        process
    }

    /// The signal INT.
    pub(super) fn interrupt(&mut self, server: &mut Server) {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => {}
            State::Watch(watch) => {
                watch.close(server);
                self.end = Some(End::Died);
            }
            State::KeepAlive(_) => self.end = Some(End::Died),
            State::Queued(mut queued) => match queued.interrupt(server) {
                Ok(()) => self.end = Some(End::Exit(0)),
                Err(why) => self.fail(&why),
            },
            State::Observe(mut observer) => {
                observer.stop(server);
                self.end = Some(End::Exit(0));
            }
        }
    }

    pub(super) fn fail(&mut self, why: &Failure) {
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

    /// When it does something by itself; `None` if it only waits for news.
    pub(super) fn wake_ms(&self) -> Option<u64> {
        match &self.state {
            State::KeepAlive(keep_alive) => Some(keep_alive.beat.wake_ms),
            State::Queued(queued) => Some(queued.wake_ms()),
            State::Observe(observer) => Some(observer.wake_ms()),
            State::Ended | State::Watch(_) => None,
        }
    }

    /// Looks at what has come.
    pub(super) fn poll(&mut self, server: &mut Server) {
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
