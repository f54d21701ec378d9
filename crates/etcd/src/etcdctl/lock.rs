//! `lock` and `elect`: queues made of leases, transactions and watches.
//!
//! Whoever comes puts a key `name/lease` that lives as long as their session, and waits until every key of that prefix
//! that was created before is gone, watching only the last of them: one release wakes one waiter. The `create_revision`
//! of the own key is the place in the queue, and a fencing token for whoever holds it.

use mvcc::watch::WatchRequest;
use mvcc::{
    Bytes, Compare, CompareResult, CompareWith, DeleteRangeRequest, KeyValue, LeaseGrantRequest,
    Op, PutRequest, RangeRequest, RangeResponse, Server, SortOrder, SortTarget, TxnRequest, Value,
    prefix_end,
};

use super::exec;
use super::flags::Line;
use super::lease::{Beat, Heard};
use super::output::{BAD_ARGS, ERROR, Failure, Output, failure};
use super::print::Printer;

/// Seconds that an election's session lives without a sign of life.
const ELECTION_TTL: i64 = 60;

/// A place in a queue.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Queued {
    prefix: String,
    key: Bytes,
    create_revision: i64,
    beat: Beat,
    /// The stream that watches the one before, while there is one.
    waits: Option<u64>,
    held: bool,
    printer: Printer,
    purpose: Purpose,
}

#[derive(Clone, Debug, PartialEq)]
enum Purpose {
    /// To hold a lock, while a command runs if there is one.
    Lock { command: Vec<String> },
    /// To lead.
    Lead,
}

/// Whether a command goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Goes,
    Done,
}

impl Queued {
    /// `lock name [command]`.
    pub(crate) fn lock(
        server: &mut Server,
        line: &Line,
        printer: Result<Printer, Failure>,
    ) -> Result<Queued, Failure> {
        let Some((name, command)) = line.args.split_first() else {
            let needs = "lock takes a lock name argument and an optional command to execute";
            return Err(failure(BAD_ARGS, needs));
        };
        let purpose = Purpose::Lock {
            command: command.to_vec(),
        };
        Queued::join(
            server,
            name,
            "",
            line.int("ttl").unwrap_or(10),
            printer?,
            purpose,
        )
    }

    /// `elect name proposal`.
    fn campaign(
        server: &mut Server,
        name: &str,
        proposal: &str,
        printer: Printer,
    ) -> Result<Queued, Failure> {
        Queued::join(server, name, proposal, ELECTION_TTL, printer, Purpose::Lead)
    }

    fn join(
        server: &mut Server,
        name: &str,
        value: &str,
        ttl: i64,
        printer: Printer,
        purpose: Purpose,
    ) -> Result<Queued, Failure> {
        let lease = server.lease_grant(LeaseGrantRequest { id: 0, ttl })?.id;
        let prefix = format!("{name}/");
        let key = Bytes::from(format!("{prefix}{lease:x}").as_bytes());
        let value = Value::from(value.as_bytes());
        let absent = Compare {
            key: key.clone(),
            range_end: Bytes::default(),
            result: CompareResult::Equal,
            with: CompareWith::Create(0),
        };
        let put = Op::Put(PutRequest {
            key: key.clone(),
            value,
            lease,
            ..PutRequest::default()
        });
        let joined = server.txn(TxnRequest {
            compare: vec![absent],
            success: vec![put],
            failure: Vec::new(),
        })?;
        assert!(joined.succeeded, "a key with the id of a new lease is new");
        let beat = Beat::new(lease, server.store().now_ms());
        let create_revision = joined.revision;
        Ok(Queued {
            prefix,
            key,
            create_revision,
            beat,
            waits: None,
            held: false,
            printer,
            purpose,
        })
    }

    /// The stream that watches the one before, while there is one.
    pub(crate) fn stream(&self) -> Option<u64> {
        self.waits
    }

    /// When it wants to be polled again, if nothing else happens.
    pub(crate) fn wake_ms(&self) -> u64 {
        self.beat.wake_ms
    }

    pub(crate) fn poll(&mut self, server: &mut Server, out: &mut Output) -> Result<Flow, Failure> {
        let gone = matches!(self.beat.poll(server), Heard::Gone);
        if self.held {
            return if gone {
                Err(self.expired())
            } else {
                Ok(Flow::Goes)
            };
        }
        while let Some(before) = self.predecessor(server) {
            let stream = *self
                .waits
                .get_or_insert_with(|| watch_key(server, &before.kvs[0].key, before.revision));
            let deleted = server.store_mut().watch_drain(stream).iter().any(|answer| {
                // Compaction may end the watch: then look again.
                answer.canceled || answer.events.iter().any(mvcc::watch::Event::is_delete)
            });
            if !deleted {
                return Ok(Flow::Goes);
            }
            self.stop_waiting(server);
        }
        self.stop_waiting(server);
        self.held = true;
        self.acquired(server, out)
    }

    fn expired(&self) -> Failure {
        failure(
            ERROR,
            if let Purpose::Lock { .. } = self.purpose {
                "session expired"
            } else {
                "elect: session expired"
            },
        )
    }

    /// The last of the keys that came before.
    fn predecessor(&self, server: &Server) -> Option<RangeResponse> {
        let request = RangeRequest {
            key: Bytes::from(self.prefix.as_bytes()),
            range_end: prefix_end(self.prefix.as_bytes()),
            limit: 1,
            sort_order: SortOrder::Descend,
            sort_target: SortTarget::Create,
            max_create_revision: self.create_revision - 1,
            ..RangeRequest::default()
        };
        let found = server
            .store()
            .range(&request)
            .expect("a read of the present is never refused");
        (!found.kvs.is_empty()).then_some(found)
    }

    fn acquired(&mut self, server: &mut Server, out: &mut Output) -> Result<Flow, Failure> {
        if let Purpose::Lock { command } = &self.purpose
            && !command.is_empty()
        {
            let environment = [
                (
                    "ETCD_LOCK_KEY",
                    String::from_utf8_lossy(&self.key).into_owned(),
                ),
                ("ETCD_LOCK_REV", self.create_revision.to_string()),
            ];
            let ran = exec::run(command, &environment, out);
            self.leave(server);
            return ran.map(|()| Flow::Done).map_err(|why| failure(ERROR, why));
        }
        let own = RangeRequest {
            key: self.key.clone(),
            ..RangeRequest::default()
        };
        let own = server
            .store()
            .range(&own)
            .expect("a read of the present is never refused");
        if own.kvs.is_empty() && matches!(self.purpose, Purpose::Lock { .. }) {
            return Err(failure(ERROR, "lock lost on init"));
        }
        self.printer.range(out, &own)?;
        Ok(Flow::Goes)
    }

    /// Ends on a signal: what is held is given back. One that still waits gives up, which is an error.
    pub(crate) fn interrupt(&mut self, server: &mut Server) -> Result<(), Failure> {
        self.stop_waiting(server);
        self.leave(server);
        if self.held {
            Ok(())
        } else {
            Err(failure(ERROR, "context canceled"))
        }
    }

    /// Deletes the own key, if it is still the one that was put.
    fn leave(&self, server: &mut Server) {
        let ours = Compare {
            key: self.key.clone(),
            range_end: Bytes::default(),
            result: CompareResult::Equal,
            with: CompareWith::Create(self.create_revision),
        };
        let delete = Op::DeleteRange(DeleteRangeRequest {
            key: self.key.clone(),
            ..DeleteRangeRequest::default()
        });
        let request = TxnRequest {
            compare: vec![ours],
            success: vec![delete],
            failure: Vec::new(),
        };
        server
            .txn(request)
            .expect("a delete of one key is never refused");
    }

    fn stop_waiting(&mut self, server: &mut Server) {
        if let Some(stream) = self.waits.take() {
            server.store_mut().watch_close(stream);
        }
    }
}

fn watch_key(server: &mut Server, key: &Bytes, start_revision: i64) -> u64 {
    let stream = server.store_mut().watch_open();
    let request = WatchRequest {
        key: key.clone(),
        start_revision,
        ..WatchRequest::default()
    };
    server
        .store_mut()
        .watch_create(stream, request)
        .expect("one key is never an empty range");
    stream
}

/// `elect`: a campaign with a proposal, or with `-l` an observer.
pub(crate) fn elect(
    server: &mut Server,
    line: &Line,
    printer: Result<Printer, Failure>,
) -> Result<Elect, Failure> {
    let bad = |text: &str| Err(failure(BAD_ARGS, text));
    let needs = "elect takes one election name argument and an optional proposal argument";
    if ![1, 2].contains(&line.args.len()) {
        return bad(needs);
    }
    let printer = printer?;
    let listen = line.on("listen");
    match line.args.as_slice() {
        [_] if !listen => bad("no proposal argument but -l not set"),
        [_, _] if listen => bad("proposal given but -l is set"),
        [name] => Ok(Elect::Observe(Observer::new(server, name, printer)?)),
        [name, proposal] => Ok(Elect::Campaign(Queued::campaign(
            server, name, proposal, printer,
        )?)),
        _ => bad(needs),
    }
}

/// What an `elect` is.
pub(crate) enum Elect {
    Campaign(Queued),
    Observe(Observer),
}

/// `elect -l`: prints who leads, and every change of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Observer {
    prefix: Bytes,
    beat: Beat,
    printer: Printer,
    /// The stream of the leader's key, or of the prefix while nobody leads.
    follows: Option<(u64, bool)>,
}

impl Observer {
    fn new(server: &mut Server, name: &str, printer: Printer) -> Result<Observer, Failure> {
        let lease = server
            .lease_grant(LeaseGrantRequest {
                id: 0,
                ttl: ELECTION_TTL,
            })?
            .id;
        let beat = Beat::new(lease, server.store().now_ms());
        Ok(Observer {
            prefix: Bytes::from(format!("{name}/").as_bytes()),
            beat,
            printer,
            follows: None,
        })
    }

    pub(crate) fn stream(&self) -> Option<u64> {
        self.follows.map(|(stream, _)| stream)
    }

    pub(crate) fn wake_ms(&self) -> u64 {
        self.beat.wake_ms
    }

    pub(crate) fn poll(&mut self, server: &mut Server, out: &mut Output) -> Result<(), Failure> {
        self.beat.poll(server);
        loop {
            let Some((stream, leader)) = self.follows else {
                self.look(server, out)?;
                continue;
            };
            let Some(answer) = server.store_mut().watch_poll(stream) else {
                return Ok(());
            };
            if answer.canceled {
                self.stop(server);
                continue;
            }
            for event in &answer.events {
                if event.is_delete() {
                    // While nobody leads only a put counts.
                    if leader {
                        self.stop(server);
                        break;
                    }
                } else if leader {
                    self.show(out, answer.revision, &event.kv)?;
                } else {
                    self.stop(server);
                    self.show(out, event.kv.mod_revision, &event.kv)?;
                    self.follow(server, &event.kv, event.kv.mod_revision + 1);
                    break;
                }
            }
        }
    }

    /// Finds the leader and follows its key; if there is none, waits for a first key under the prefix.
    fn look(&mut self, server: &mut Server, out: &mut Output) -> Result<(), Failure> {
        let range_end = prefix_end(&self.prefix);
        let request = RangeRequest {
            key: self.prefix.clone(),
            range_end: range_end.clone(),
            limit: 1,
            sort_order: SortOrder::Ascend,
            sort_target: SortTarget::Create,
            ..RangeRequest::default()
        };
        let found = server
            .store()
            .range(&request)
            .expect("a read of the present is never refused");
        if let Some(kv) = found.kvs.first() {
            self.show(out, found.revision, kv)?;
            self.follow(server, kv, found.revision + 1);
            return Ok(());
        }
        let stream = server.store_mut().watch_open();
        let start_revision = found.revision;
        let request = WatchRequest {
            key: self.prefix.clone(),
            range_end,
            start_revision,
            ..WatchRequest::default()
        };
        server
            .store_mut()
            .watch_create(stream, request)
            .expect("a prefix is never an empty range");
        self.follows = Some((stream, false));
        Ok(())
    }

    fn follow(&mut self, server: &mut Server, leader: &KeyValue, from: i64) {
        self.follows = Some((watch_key(server, &leader.key, from), true));
    }

    fn show(&self, out: &mut Output, revision: i64, kv: &KeyValue) -> Result<(), Failure> {
        let response = RangeResponse {
            revision,
            kvs: vec![kv.clone()],
            ..RangeResponse::default()
        };
        self.printer.range(out, &response)
    }

    pub(crate) fn stop(&mut self, server: &mut Server) {
        if let Some((stream, _)) = self.follows.take() {
            server.store_mut().watch_close(stream);
        }
    }
}
