//! `watch`: prints changes until it is ended, or until the server ends it.

use mvcc::watch::WatchRequest;
use mvcc::{Bytes, Server, prefix_end};

use super::command::COMMANDS;
use super::exec;
use super::flags::{Line, Unread};
use super::go;
use super::output::{BAD_ARGS, ERROR, Failure, INTERRUPTED, INVALID_INPUT, Output, failure};
use super::print::Printer;

const NO_KEY: &str = "bad number of arguments";
const NO_COMMAND: &str = "bad number of arguments (found separator --, but no commands)";

/// A watch that is running: one stream, one or more watchers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Watch {
    stream: u64,
    printer: Printer,
    /// Watchers by their id in the stream, each with the command that runs for its events.
    watchers: Vec<(i64, Vec<String>)>,
    /// In interactive mode the end of one watcher is not the end of the command.
    interactive: bool,
}

impl Watch {
    /// Begins `watch key [range_end]`.
    pub(crate) fn begin(
        server: &mut Server,
        line: &Line,
        printer: Result<Printer, Failure>,
    ) -> Result<Watch, Failure> {
        let (args, command) = split_command(line)?;
        if args.is_empty() {
            return Err(failure(BAD_ARGS, NO_KEY));
        }
        let printer = printer?;
        let request = request(&args, line).map_err(|why| failure(BAD_ARGS, why))?;
        let mut watch = Watch::open(server, printer, false);
        watch.add(server, request, command);
        Ok(watch)
    }

    /// Begins `watch -i`: one request a line, until the input ends.
    pub(crate) fn interactive(
        server: &mut Server,
        stdin: &str,
        ends: bool,
        printer: Printer,
        out: &mut Output,
    ) -> Result<Watch, Failure> {
        let mut watch = Watch::open(server, printer, true);
        for line in stdin.split_inclusive('\n') {
            if let Some(line) = line.strip_suffix('\n') {
                watch.read_line(server, line, out)?;
            }
        }
        if ends {
            watch.close(server);
            return Err(failure(
                INVALID_INPUT,
                "Error reading watch request line: EOF",
            ));
        }
        Ok(watch)
    }

    /// The stream it reads from.
    pub(crate) fn stream(&self) -> u64 {
        self.stream
    }

    fn open(server: &mut Server, printer: Printer, interactive: bool) -> Watch {
        Watch {
            stream: server.store_mut().watch_open(),
            printer,
            watchers: Vec::new(),
            interactive,
        }
    }

    fn add(&mut self, server: &mut Server, request: WatchRequest, command: Vec<String>) {
        // A watcher that is refused gets id -1, and its answer ends it.
        let id = server
            .store_mut()
            .watch_create(self.stream, request)
            .unwrap_or(-1);
        self.watchers.push((id, command));
    }

    fn read_line(
        &mut self,
        server: &mut Server,
        line: &str,
        out: &mut Output,
    ) -> Result<(), Failure> {
        let words = go::words(line).map_err(|why| failure(INVALID_INPUT, why))?;
        match words.first().map(String::as_str) {
            None => out.complain(format!(
                "Invalid command: {line} (watch and progress supported)"
            )),
            Some("watch") if words.len() < 2 => {
                out.complain(format!(
                    "Invalid command {line} (command type or key is not provided)"
                ));
            }
            Some("watch") => {
                let command = COMMANDS
                    .iter()
                    .find(|command| command.name == "watch")
                    .expect("a command");
                let read = Line::read(command, &words[1..]).map_err(|unread| match unread {
                    Unread::Help => failure(BAD_ARGS, "pflag: help requested"),
                    Unread::Wrong(why) => failure(BAD_ARGS, why),
                })?;
                let (args, command) = split_command(&read)?;
                match request(&args, &read) {
                    Ok(request) => self.add(server, request, command),
                    Err(why) => out.complain(format!("Invalid command {line} ({why})")),
                }
            }
            Some("progress") => server.store_mut().watch_progress(self.stream),
            Some(_) => out.complain(format!("Invalid command {line} (only support watch)")),
        }
        Ok(())
    }

    /// Prints what has come.
    pub(crate) fn poll(&mut self, server: &mut Server, out: &mut Output) -> Result<(), Failure> {
        while let Some(response) = server.store_mut().watch_poll(self.stream) {
            if response.created && !response.canceled {
                continue;
            }
            let concerned =
                |(id, _): &&(i64, Vec<String>)| response.watch_id == -1 || *id == response.watch_id;
            let commands: Vec<Vec<String>> = self
                .watchers
                .iter()
                .filter(concerned)
                .map(|(_, command)| command.clone())
                .collect();
            for command in commands {
                if response.canceled {
                    let compacted = || mvcc::Error::Compacted.to_string();
                    let why = response
                        .cancel_reason
                        .map_or_else(compacted, |reason| reason.to_string());
                    out.complain(format!("watch was canceled ({why})"));
                } else if response.events.is_empty() {
                    out.line(format!("progress notify: {}", response.revision));
                }
                self.printer.watch(out, &response)?;
                if !command.is_empty() {
                    run_for_events(&command, &response, out)?;
                }
            }
            if response.canceled {
                self.watchers.retain(|(id, _)| *id != response.watch_id);
                if !self.interactive {
                    return Err(failure(INTERRUPTED, "watch is canceled by the server"));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn close(&self, server: &mut Server) {
        server.store_mut().watch_close(self.stream);
    }
}

fn run_for_events(
    command: &[String],
    response: &mvcc::watch::WatchResponse,
    out: &mut Output,
) -> Result<(), Failure> {
    for event in &response.events {
        let kind = if event.is_delete() { "DELETE" } else { "PUT" };
        let environment = [
            ("ETCD_WATCH_REVISION", response.revision.to_string()),
            ("ETCD_WATCH_EVENT_TYPE", go::quote(kind.as_bytes())),
            ("ETCD_WATCH_KEY", go::quote(&event.kv.key)),
            ("ETCD_WATCH_VALUE", go::quote(&event.kv.value)),
        ];
        if let Err(why) = exec::run(command, &environment, out) {
            out.complain(format!("command {} error ({why})", quoted_list(command)));
            return Err(failure(ERROR, ""));
        }
    }
    Ok(())
}

/// `%q` of a list.
fn quoted_list(words: &[String]) -> String {
    let quoted: Vec<String> = words
        .iter()
        .map(|word| go::quote(word.as_bytes()))
        .collect();
    format!("[{}]", quoted.join(" "))
}

/// What stands before `--` is watched, what stands after it is a command to run for each event.
fn split_command(line: &Line) -> Result<(Vec<String>, Vec<String>), Failure> {
    let at = line.before_dash.unwrap_or(line.args.len());
    let (args, command) = line.args.split_at(at);
    if line.before_dash.is_some() && command.is_empty() {
        return Err(failure(BAD_ARGS, NO_COMMAND));
    }
    Ok((args.to_vec(), command.to_vec()))
}

fn request(args: &[String], line: &Line) -> Result<WatchRequest, &'static str> {
    let Some(key) = args.first() else {
        return Err(NO_KEY);
    };
    let prefix = line.on("prefix");
    let range_end = match args {
        [_, _] if prefix => return Err("`range_end` and `--prefix` are mutually exclusive"),
        [_, end] => Bytes::from(end.as_bytes()),
        _ if prefix => prefix_end(key.as_bytes()),
        _ => Bytes::default(),
    };
    Ok(WatchRequest {
        key: Bytes::from(key.as_bytes()),
        range_end,
        start_revision: line.int("rev").unwrap_or(0),
        prev_kv: line.on("prev-kv"),
        ..WatchRequest::default()
    })
}
