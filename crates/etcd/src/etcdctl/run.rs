//! From a command line to what the command does: found, read, run as far as it goes at once.

use mvcc::{CompactionRequest, Server};

use super::command::{COMMANDS, HELP, ROOT};
use super::find::{Found, find};
use super::flags::{Line, Unread};
use super::lock::{self, Elect, Queued};
use super::output::{BAD_ARGS, ERROR, Failure, Output, failure};
use super::print::{self, Printer};
use super::process::{State, Stdin};
use super::{cluster, go, help, kv, lease, txn, watch};

/// Finds the command, reads its line, and runs it as far as it goes.
pub(super) fn begin(
    server: &mut Server,
    argv: &[String],
    stdin: &Stdin,
    out: &mut Output,
) -> Result<State, Failure> {
    let (command, words) = match find(argv) {
        Found::Command(command, words) => (command, words),
        Found::Group(group, words) => (group.unwrap_or(&ROOT), words),
        Found::Elsewhere(name) => {
            return Err(elsewhere(name));
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
    let page = || {
        if command.name == ROOT.name {
            help::root()
        } else {
            help::page(command)
        }
    };
    let line = match Line::read(command, &words) {
        Ok(line) => line,
        Err(Unread::Help) => {
            out.stdout.extend(page().bytes());
            return Ok(State::Ended);
        }
        Err(Unread::Wrong(why)) => {
            out.stdout.extend(page().bytes());
            out.complain(format!("Error: {why}\n"));
            return Err(failure(ERROR, why));
        }
    };
    if COMMANDS.iter().all(|other| other.name != command.name) {
        let page = if command.name == HELP.name {
            help_about(&line, out)?
        } else {
            page()
        };
        out.stdout.extend(page.bytes());
        return Ok(State::Ended);
    }
    run(server, command.name, &line, stdin, out)
}

/// The page that `help` is asked for.
fn help_about(line: &Line, out: &mut Output) -> Result<String, Failure> {
    Ok(match find(&line.args) {
        Found::Group(None, _) => help::root(),
        Found::Command(command, _) | Found::Group(Some(command), _) => help::page(command),
        Found::Elsewhere(name) => return Err(elsewhere(name)),
        Found::Nothing(..) => {
            let topic: Vec<String> = line.args.iter().map(|word| format!("`{word}`")).collect();
            out.complain(format!("Unknown help topic [{}]", topic.join(" ")));
            help::root_for_unknown_topic()
        }
    })
}

fn elsewhere(name: &str) -> Failure {
    failure(
        ERROR,
        format!("`etcdctl {name}` is not part of this notebook"),
    )
}

/// What goes to the server must have some time for that.
fn in_time(line: &Line) -> Result<(), Failure> {
    if line.has_no_time() {
        return Err(failure(ERROR, "context deadline exceeded"));
    }
    Ok(())
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
            in_time(line)?;
            printer?.put(out, &server.put(request)?)?;
        }
        "get" => {
            let request = kv::get(line)?;
            let mut printer = printer?;
            in_time(line)?;
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
            in_time(line)?;
            printer?.delete(out, &server.delete_range(request)?)?;
        }
        "txn" => {
            if !line.args.is_empty() {
                return Err(failure(BAD_ARGS, "txn command does not accept argument"));
            }
            let printer = printer?;
            let request = txn::read(&stdin.text, line.on("interactive"), out)?;
            in_time(line)?;
            printer.txn(out, &server.txn(request)?)?;
        }
        "compaction" => {
            let revision = kv::compaction(line)?;
            printer?;
            in_time(line)?;
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
        "alarm list" | "alarm disarm" => cluster::alarms(name, line, printer, out)?,
        "defrag" => cluster::defrag(out),
        "version" => cluster::version(out),
        other => unreachable!("`{other}` is in the list of commands"),
    }
    Ok(State::Ended)
}
