//! `lease`, and the sessions that `lock` and `elect` live by.

use mvcc::{LeaseGrantRequest, Server};

use super::flags::Line;
use super::go;
use super::output::{BAD_ARGS, BAD_CONNECTION, ERROR, Failure, Output, failure};
use super::print::{Format, Printer, lease_id};

fn id(text: &str) -> Result<i64, Failure> {
    let bad = |why| {
        failure(
            BAD_ARGS,
            format!("bad lease ID arg ({why}), expecting ID in Hex"),
        )
    };
    go::parse_int(text, 16).map_err(bad)
}

fn one<'a>(line: &'a Line, needs: &str) -> Result<&'a str, Failure> {
    match line.args.as_slice() {
        [arg] => Ok(arg),
        _ => Err(failure(BAD_ARGS, needs)),
    }
}

pub(crate) fn grant(
    server: &mut Server,
    line: &Line,
    printer: Printer,
    out: &mut Output,
) -> Result<(), Failure> {
    let ttl = one(line, "lease grant command needs TTL argument")?;
    let ttl =
        go::parse_int(ttl, 10).map_err(|why| failure(BAD_ARGS, format!("bad TTL ({why})")))?;
    let granted = server.lease_grant(LeaseGrantRequest { id: 0, ttl });
    let granted =
        granted.map_err(|error| failure(ERROR, format!("failed to grant lease ({error})")))?;
    printer.grant(out, &granted)
}

pub(crate) fn revoke(
    server: &mut Server,
    line: &Line,
    printer: Printer,
    out: &mut Output,
) -> Result<(), Failure> {
    let id = id(one(line, "lease revoke command needs 1 argument")?)?;
    let revoked = server.lease_revoke(id);
    let revision =
        revoked.map_err(|error| failure(ERROR, format!("failed to revoke lease ({error})")))?;
    printer.revoke(out, revision, id)
}

pub(crate) fn time_to_live(
    server: &Server,
    line: &Line,
    printer: Printer,
    out: &mut Output,
) -> Result<(), Failure> {
    let id = id(one(
        line,
        "lease timetolive command needs lease ID as argument",
    )?)?;
    let keys = line.on("keys");
    printer.time_to_live(out, &server.store().lease_time_to_live(id, keys), keys)
}

pub(crate) fn list(server: &Server, printer: Printer, out: &mut Output) -> Result<(), Failure> {
    let ids: Vec<i64> = server
        .store()
        .leases()
        .by_expiry()
        .map(|(id, _)| id)
        .collect();
    printer.leases(out, server.store().revision(), &ids)
}

/// `keep-alive --once` ends at once; without it the command goes on.
pub(crate) fn keep_alive(
    server: &mut Server,
    line: &Line,
    printer: Printer,
    out: &mut Output,
) -> Result<Option<KeepAlive>, Failure> {
    let id = id(one(
        line,
        "lease keep-alive command needs lease ID as argument",
    )?)?;
    if line.on("once") {
        let not_found = || failure(BAD_CONNECTION, mvcc::Error::LeaseNotFound);
        let ttl = server
            .store_mut()
            .lease_keep_alive(id)
            .ok_or_else(not_found)?;
        printer.keep_alive(out, server.store().revision(), id, ttl)?;
        return Ok(None);
    }
    Ok(Some(KeepAlive {
        printer,
        beat: Beat::new(id, server.store().now_ms()),
    }))
}

/// A `lease keep-alive` that is running.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeepAlive {
    printer: Printer,
    pub beat: Beat,
}

impl KeepAlive {
    /// Prints each answer. False once the lease is gone.
    pub(crate) fn poll(&mut self, server: &mut Server, out: &mut Output) -> Result<bool, Failure> {
        match self.beat.poll(server) {
            Heard::Nothing => Ok(true),
            Heard::Kept(ttl) => {
                self.printer
                    .keep_alive(out, server.store().revision(), self.beat.lease, ttl)?;
                Ok(true)
            }
            Heard::Gone => {
                if self.printer.format == Format::Simple {
                    out.line(format!(
                        "lease {} expired or revoked.",
                        lease_id(self.beat.lease)
                    ));
                }
                Ok(false)
            }
        }
    }
}

/// Keeps a lease alive as the client library does: it looks every 500 ms whether a third of the time has passed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Beat {
    pub lease: i64,
    /// When it looks next.
    pub wake_ms: u64,
    due_ms: u64,
}

/// What the server said to a beat.
pub(crate) enum Heard {
    Nothing,
    Kept(i64),
    Gone,
}

const WAKE_MS: u64 = 500;

impl Beat {
    pub(crate) fn new(lease: i64, now_ms: u64) -> Beat {
        Beat {
            lease,
            wake_ms: now_ms,
            due_ms: now_ms,
        }
    }

    pub(crate) fn poll(&mut self, server: &mut Server) -> Heard {
        let now_ms = server.store().now_ms();
        if now_ms < self.wake_ms {
            return Heard::Nothing;
        }
        self.wake_ms = now_ms + WAKE_MS;
        if now_ms < self.due_ms {
            return Heard::Nothing;
        }
        match server.store_mut().lease_keep_alive(self.lease) {
            Some(ttl) => {
                self.due_ms = now_ms + ttl as u64 * 1000 / 3;
                Heard::Kept(ttl)
            }
            None => Heard::Gone,
        }
    }
}
