//! `conform etcd`: requests over the JSON gateway, each answer held against what a real etcd 3.4.23 gave, and at the end
//! of each file the bytes that lie in the backend.
//!
//! The rules of comparison are those of the data's README: what depends on the cluster or on a clock is ignored, and the
//! answers of a watch are compared for each watcher.

pub mod live;
mod random;
pub mod real;

use std::collections::BTreeMap;
use std::path::Path;

use etcd::gateway::{Fault, Gateway};
use etcd::json::{base64, from_base64};
use serde_json::{Map, Value, json};
use tests::report::Report;

/// Runs all files under `traces/`, or those of the directory itself if there is no such folder.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    let traces = dir.join("traces");
    let dir = if traces.is_dir() {
        traces
    } else {
        dir.to_path_buf()
    };
    for name in report.files(&dir, "jsonl") {
        let lines: Vec<(String, Value)> = report.json_lines(&dir, &name);
        let mut replay = Replay::default();
        for (place, line) in lines {
            replay.line(&place, &line, &mut report);
        }
    }
    report
}

/// A store that is given the steps of one file.
#[derive(Default)]
struct Replay {
    gateway: Gateway,
    /// Open watches by their name in the file: the stream, and what has come since the open.
    watches: BTreeMap<String, (u64, Vec<Value>)>,
}

impl Replay {
    fn line(&mut self, place: &str, line: &Value, report: &mut Report) {
        if line.get("trace").is_some() {
        } else if line.get("end").is_some() {
            self.end(place, line, report);
        } else if let Some(backend) = line.get("backend") {
            self.backend(place, backend, report);
        } else {
            let op = text(line, "op");
            let got = self.step(op, line);
            let case = format!("{place} {op} {}", text(line, "note"));
            match got {
                Ok(got) => report.check(&case, &normalized(op, line), &normalized(op, &got)),
                Err(why) => report.fail(&case, "a step that can be run", why),
            }
        }
    }

    /// Does one step; what comes back has the fields of the file that say what happened.
    fn step(&mut self, op: &str, line: &Value) -> Result<Value, String> {
        let nothing = json!({});
        let request = line.get("request").unwrap_or(&nothing);
        let reply = match op {
            "put" => self.post("/v3/kv/put", request),
            "range" => self.post("/v3/kv/range", request),
            "delete_range" => self.post("/v3/kv/deleterange", request),
            "txn" => self.post("/v3/kv/txn", request),
            "compaction" => self.post("/v3/kv/compaction", request),
            "lease_grant" => self.post("/v3/lease/grant", request),
            "lease_revoke" => self.post("/v3/lease/revoke", request),
            "lease_keepalive" => self.post("/v3/lease/keepalive", request),
            "lease_timetolive" => self.post("/v3/lease/timetolive", request),
            "lease_leases" => self.post("/v3/lease/leases", request),
            "hash_kv" => value(self.gateway.hash_kv(&request.to_string())),
            "fill" => self.fill(request)?,
            "watch_replay" | "watch_open" => {
                let messages = request
                    .as_array()
                    .ok_or("a watch without a list of messages")?;
                return self.watch(op, line, messages);
            }
            "watch_close" => {
                let name = text(line, "watch");
                self.settle();
                let (stream, messages) = self
                    .watches
                    .remove(name)
                    .ok_or(format!("there is no open watch {name}"))?;
                self.gateway.server.store_mut().watch_close(stream);
                return Ok(json!({ "messages": messages }));
            }
            other => return Err(format!("unknown op {other}")),
        };
        self.settle();
        Ok(reply)
    }

    fn post(&mut self, path: &str, request: &Value) -> Value {
        value(self.gateway.post(path, &request.to_string()))
    }

    /// `fill`: many puts of one key, each deleted again if so asked; the answer is the last.
    fn fill(&mut self, request: &Value) -> Result<Value, String> {
        let count: u64 = text(request, "count")
            .parse()
            .map_err(|error| format!("count: {error}"))?;
        let key = text(request, "key");
        from_base64(key).map_err(|at| format!("key: bad base64 at {at}"))?;
        let mut last = json!({});
        for i in 1..=count {
            let value = base64(i.to_string().as_bytes());
            last = self.post("/v3/kv/put", &json!({ "key": key, "value": value }));
            if request["delete"] == true {
                last = self.post("/v3/kv/deleterange", &json!({ "key": key }));
            }
            self.settle();
        }
        Ok(last)
    }

    fn watch(&mut self, op: &str, line: &Value, messages: &[Value]) -> Result<Value, String> {
        let stream = match self.gateway.watch_open(messages) {
            Ok(stream) => stream,
            Err(fault) => {
                let reply = Fault::reply(&fault);
                let message = parsed(&reply.body.to_string());
                return Ok(json!({ "status": reply.status, "messages": [message] }));
            }
        };
        self.settle();
        let came = self.read(stream);
        if op == "watch_open" {
            self.watches
                .insert(text(line, "watch").to_string(), (stream, Vec::new()));
        } else {
            self.gateway.server.store_mut().watch_close(stream);
        }
        Ok(json!({ "status": 200, "messages": came }))
    }

    fn read(&mut self, stream: u64) -> Vec<Value> {
        let answers = self.gateway.watch_read(stream);
        answers
            .iter()
            .map(|answer| parsed(&answer.to_string()))
            .collect()
    }

    /// Lets the background work finish, as the recorder waited for it: catching up, removals after a compaction. Then
    /// reads what has come for the open watches. No time passes, so that no lease ends.
    fn settle(&mut self) {
        let store = self.gateway.server.store_mut();
        while store.step_removal() {}
        while !store.watchers().unsynced().members().is_empty() {
            store.sync_watchers();
        }
        for name in self.watches.keys().cloned().collect::<Vec<_>>() {
            let came = self.read(self.watches[&name].0);
            self.watches
                .get_mut(&name)
                .expect("an open watch")
                .1
                .extend(came);
        }
    }

    fn end(&self, place: &str, line: &Value, report: &mut Report) {
        let store = self.gateway.server.store();
        let got = json!({ "revision": store.revision().to_string(), "compact_revision": store.compact_revision().to_string() });
        for field in ["revision", "compact_revision"] {
            report.check(
                &format!("{place} closing {field}"),
                &line[field],
                &got[field],
            );
        }
    }

    /// The strictest check: every record that is left, byte for byte, under its revision.
    fn backend(&self, place: &str, expected: &Value, report: &mut Report) {
        let backend = self.gateway.server.store().backend();
        let pair = |(key, value): (Vec<u8>, Vec<u8>)| json!([hex(&key), hex(&value)]);
        let keys: Value = backend
            .rows()
            .map(|(_, row)| pair((row.key_bytes(), row.value_bytes())))
            .collect();
        report.check(
            &format!("{place} backend bucket key"),
            &expected["key"],
            &keys,
        );
        let leases: Value = backend.lease_bytes().map(pair).collect();
        report.check(
            &format!("{place} backend bucket lease"),
            &expected["lease"],
            &leases,
        );
        let meta: Map<String, Value> = backend
            .meta_bytes()
            .into_iter()
            .map(|(name, bytes)| (name.to_string(), json!(hex(&bytes))))
            .collect();
        for name in ["scheduledCompactRev", "finishedCompactRev"] {
            let got = meta.get(name).unwrap_or(&Value::Null);
            report.check(
                &format!("{place} backend meta {name}"),
                &expected["meta"][name],
                got,
            );
        }
    }
}

fn value(reply: etcd::gateway::Reply) -> Value {
    json!({ "status": reply.status, "response": parsed(&reply.body.to_string()) })
}

fn parsed(body: &str) -> Value {
    serde_json::from_str(body)
        .unwrap_or_else(|error| panic!("the gateway wrote bad JSON: {error} in {body}"))
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What counts of a step: status, response, messages, without what depends on the cluster or the clock.
pub fn normalized(op: &str, step: &Value) -> Value {
    let mut out = Map::new();
    if let Some(status) = step.get("status") {
        out.insert("status".into(), status.clone());
    }
    if let Some(response) = step.get("response") {
        let mut response = stripped(response);
        if op == "lease_timetolive" && response.get("TTL").is_some_and(|ttl| ttl != "-1") {
            response["TTL"] = json!("remaining");
        }
        for list in ["keys", "leases"] {
            if op.starts_with("lease_")
                && let Some(items) = response.get_mut(list).and_then(Value::as_array_mut)
            {
                items.sort_by_key(Value::to_string);
            }
        }
        out.insert("response".into(), response);
    }
    if let Some(messages) = step.get("messages").and_then(Value::as_array) {
        let mut by_watcher = BTreeMap::<String, Vec<Value>>::new();
        for message in messages {
            let (watcher, message) = match message.get("result") {
                Some(result) => (
                    result
                        .get("watch_id")
                        .and_then(Value::as_str)
                        .unwrap_or("0"),
                    result,
                ),
                None => ("error", message),
            };
            by_watcher
                .entry(watcher.to_string())
                .or_default()
                .push(stripped(message));
        }
        out.insert("messages".into(), json!(by_watcher));
    }
    Value::Object(out)
}

/// The same without the ids and the term in its headers.
fn stripped(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(stripped).collect(),
        Value::Object(fields) => {
            let strip = |(name, value): (&String, &Value)| {
                let mut value = stripped(value);
                if let ("header", Value::Object(header)) = (name.as_str(), &mut value) {
                    header.retain(|name, _| {
                        !["cluster_id", "member_id", "raft_term"].contains(&name.as_str())
                    });
                }
                (name.clone(), value)
            };
            Value::Object(fields.iter().map(strip).collect())
        }
        other => other.clone(),
    }
}
