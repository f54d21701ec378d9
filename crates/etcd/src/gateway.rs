//! The JSON gateway: bodies in, bodies out, as a real server speaks over HTTP.
//!
//! The forms are those of proto3's JSON: bytes are base64, 64-bit numbers are texts, and what is zero, false, empty or
//! absent is left out. [`Gateway::post`] takes a path and a body; a watch is a stream of messages both ways.
//!
//! Left out: HTTP itself, authentication, the maintenance and cluster calls.

mod request;
mod response;

use mvcc::{CompactionRequest, Error, LeaseGrantRequest, MAX_MESSAGE_BYTES, Server, Switches};
use serde_json::Value;

use crate::json::Json;
use request::{Reader, WatchMessage};

/// A server behind its gateway.
#[derive(Clone, Debug, Default)]
pub struct Gateway {
    /// The server itself, to let time pass or look inside.
    pub server: Server,
}

/// An answer: HTTP status and body.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// 200, or what the error stands for.
    pub status: u16,
    /// The body.
    pub body: Json,
}

/// A request that was refused, by the gateway's own reading of it or by the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// gRPC status code.
    pub code: u32,
    /// What is wrong.
    pub text: String,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault {
            code: error.code(),
            text: error.to_string(),
        }
    }
}

impl Fault {
    /// A body that cannot be read.
    fn invalid(text: impl Into<String>) -> Fault {
        Fault {
            code: 3,
            text: text.into(),
        }
    }

    /// The same in what is sent bit by bit: nobody has given it a code there.
    fn in_stream(self) -> Fault {
        Fault { code: 2, ..self }
    }

    /// What no server reads at all.
    fn too_large(len: usize) -> Result<(), Fault> {
        if len <= MAX_MESSAGE_BYTES {
            return Ok(());
        }
        let text =
            format!("grpc: received message larger than max ({len} vs. {MAX_MESSAGE_BYTES})");
        Err(Fault { code: 8, text })
    }

    /// What the gateway makes of it.
    #[must_use]
    pub fn reply(&self) -> Reply {
        let status = match self.code {
            5 => 404,
            9 => 412,
            8 => 429,
            2 => 500,
            _ => 400,
        };
        let text = || Json::Text(self.text.clone());
        let code = Json::Uint(u64::from(self.code));
        Reply {
            status,
            body: Json::Object(vec![("error", text()), ("message", text()), ("code", code)]),
        }
    }
}

impl Gateway {
    /// A gateway to a server on an empty store.
    #[must_use]
    pub fn new(switches: Switches) -> Gateway {
        Gateway {
            server: Server::new(switches),
        }
    }

    /// Answers a request; an unknown path is 404. Watches have their own calls.
    pub fn post(&mut self, path: &str, body: &str) -> Reply {
        let answer = match serde_json::from_str(body) {
            Ok(body) => self.answer(path, &body),
            Err(error) => Err(Fault::invalid(error.to_string())),
        };
        match answer {
            Ok(body) => Reply { status: 200, body },
            Err(fault) => fault.reply(),
        }
    }

    fn answer(&mut self, path: &str, body: &Value) -> Result<Json, Fault> {
        let read = match path {
            "/v3/lease/keepalive" => Reader::new(body).map_err(Fault::in_stream)?,
            _ => Reader::new(body)?,
        };
        let term = self.server.term();
        let server = &mut self.server;
        let (revision, body) = match path {
            "/v3/kv/range" => {
                let request = read.range()?;
                Fault::too_large(request.wire_len())?;
                response::range(server.store().range(&request)?)
            }
            "/v3/kv/put" => {
                let request = read.put()?;
                Fault::too_large(request.wire_len())?;
                response::put(server.put(request)?)
            }
            "/v3/kv/deleterange" => {
                let request = read.delete_range()?;
                Fault::too_large(request.wire_len())?;
                response::delete_range(server.delete_range(request)?)
            }
            "/v3/kv/txn" => {
                let request = read.txn()?;
                Fault::too_large(request.wire_len())?;
                response::txn(server.txn(request)?)
            }
            "/v3/kv/compaction" => {
                server.compact(CompactionRequest {
                    revision: read.int("revision")?,
                    physical: read.flag("physical")?,
                })?;
                (server.store().revision(), Vec::new())
            }
            "/v3/lease/grant" => {
                let request = LeaseGrantRequest {
                    id: read.int("ID")?,
                    ttl: read.int("TTL")?,
                };
                response::lease_grant(server.lease_grant(request)?)
            }
            "/v3/lease/revoke" | "/v3/kv/lease/revoke" => {
                (server.lease_revoke(read.int("ID")?)?, Vec::new())
            }
            "/v3/lease/keepalive" => {
                let id = read.int("ID").map_err(Fault::in_stream)?;
                let ttl = server.store_mut().lease_keep_alive(id);
                let body = response::keep_alive(id, ttl);
                let result = response::with_header(server.store().revision(), term, body);
                return Ok(Json::Object(vec![("result", result)]));
            }
            "/v3/lease/timetolive" | "/v3/kv/lease/timetolive" => response::time_to_live(
                server
                    .store()
                    .lease_time_to_live(read.int("ID")?, read.flag("keys")?),
            ),
            "/v3/lease/leases" | "/v3/kv/lease/leases" => {
                let ids = server.store().leases().by_expiry().map(|(id, _)| id);
                (server.store().revision(), response::leases(ids))
            }
            _ => {
                return Err(Fault {
                    code: 5,
                    text: "Not Found".into(),
                });
            }
        };
        Ok(response::with_header(revision, term, body))
    }

    /// The hash of the history, which `etcdctl endpoint hashkv` asks for: `{"revision": "5"}`, 0 for now.
    pub fn hash_kv(&self, body: &str) -> Reply {
        let hash = || {
            let body: Value =
                serde_json::from_str(body).map_err(|error| Fault::invalid(error.to_string()))?;
            let hash = self
                .server
                .store()
                .hash_kv(Reader::new(&body)?.int("revision")?)?;
            Ok(response::hash(hash, self.server.term()))
        };
        match hash() {
            Ok(body) => Reply { status: 200, body },
            Err(fault) => Fault::reply(&fault),
        }
    }

    /// Opens a watch stream and sends it messages: `{"create_request": {..}}`, `cancel_request`, `progress_request`.
    ///
    /// A message that cannot be read ends what is sent: those before it stand, those behind it are not looked at.
    ///
    /// # Errors
    /// The first message cannot be read; then no stream is open.
    pub fn watch_open(&mut self, messages: &[Value]) -> Result<u64, Fault> {
        let mut messages = messages.iter().map(|message| Reader::new(message)?.watch());
        let first = messages.next().transpose().map_err(Fault::in_stream)?;
        let messages = first.into_iter().chain(messages.map_while(Result::ok));
        let store = self.server.store_mut();
        let stream = store.watch_open();
        for message in messages {
            match message {
                // A refusal is an answer in the stream.
                WatchMessage::Create(request) => drop(store.watch_create(stream, request)),
                WatchMessage::Cancel(id) => store.watch_cancel(stream, id),
                WatchMessage::Progress => store.watch_progress(stream),
                WatchMessage::Nothing => {}
            }
        }
        Ok(stream)
    }

    /// What has come in a stream since it was read last, one body for each answer.
    pub fn watch_read(&mut self, stream: u64) -> Vec<Json> {
        let term = self.server.term();
        let answers = self.server.store_mut().watch_drain(stream);
        answers
            .into_iter()
            .map(|answer| response::watch(answer, term))
            .collect()
    }
}
