//! Printing answers: simple, JSON as Go's encoder writes its structs, fields, and tables where there is one.

use mvcc::watch::WatchResponse;
use mvcc::{
    DeleteRangeResponse, KeyValue, LeaseGrantResponse, LeaseTimeToLiveResponse, OpResponse,
    PutResponse, RangeResponse, TxnResponse,
};

use super::flags::Line;
use super::go::quote;
use super::output::{BAD_FEATURE, Failure, Output, failure};
use crate::json::{Json, base64};
use crate::{CLUSTER_ID, MEMBER_ID};

/// `--write-out`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Simple,
    Json,
    Fields,
    Table,
}

/// How a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Printer {
    pub format: Format,
    pub hex: bool,
    pub value_only: bool,
    /// The Raft term, for headers.
    pub term: u64,
}

pub(crate) type Fields = Vec<(&'static str, Json)>;

/// The ids and numbers in front of an answer. Nested answers know the revision only.
#[derive(Clone, Copy)]
pub(crate) struct Header {
    pub revision: i64,
    pub cluster_id: u64,
    pub member_id: u64,
    pub term: u64,
}

impl Header {
    pub(crate) fn full(revision: i64, term: u64) -> Header {
        Header {
            revision,
            cluster_id: CLUSTER_ID,
            member_id: MEMBER_ID,
            term,
        }
    }

    fn nested(revision: i64) -> Header {
        Header {
            revision,
            cluster_id: 0,
            member_id: 0,
            term: 0,
        }
    }

    pub(crate) fn json(self) -> Fields {
        let mut fields = Vec::new();
        uint(&mut fields, "cluster_id", self.cluster_id);
        uint(&mut fields, "member_id", self.member_id);
        int(&mut fields, "revision", self.revision);
        uint(&mut fields, "raft_term", self.term);
        fields
    }

    pub(crate) fn fields(self, out: &mut Output) {
        out.line(format!("\"ClusterID\" : {}", self.cluster_id));
        out.line(format!("\"MemberID\" : {}", self.member_id));
        out.line(format!("\"Revision\" : {}", self.revision));
        out.line(format!("\"RaftTerm\" : {}", self.term));
    }
}

pub(crate) fn int(fields: &mut Fields, name: &'static str, value: i64) {
    if value != 0 {
        fields.push((name, Json::Int(value)));
    }
}

pub(crate) fn uint(fields: &mut Fields, name: &'static str, value: u64) {
    if value != 0 {
        fields.push((name, Json::Uint(value)));
    }
}

fn bytes(fields: &mut Fields, name: &'static str, value: &[u8]) {
    if !value.is_empty() {
        fields.push((name, Json::Text(base64(value))));
    }
}

fn kv_json(kv: &KeyValue) -> Json {
    let mut fields = Vec::new();
    bytes(&mut fields, "key", &kv.key);
    int(&mut fields, "create_revision", kv.create_revision);
    int(&mut fields, "mod_revision", kv.mod_revision);
    int(&mut fields, "version", kv.version);
    bytes(&mut fields, "value", &kv.value);
    int(&mut fields, "lease", kv.lease);
    Json::Object(fields)
}

fn kv_fields(out: &mut Output, prefix: &str, kv: &KeyValue) {
    out.line(format!("\"{prefix}Key\" : {}", quote(&kv.key)));
    out.line(format!(
        "\"{prefix}CreateRevision\" : {}",
        kv.create_revision
    ));
    out.line(format!("\"{prefix}ModRevision\" : {}", kv.mod_revision));
    out.line(format!("\"{prefix}Version\" : {}", kv.version));
    out.line(format!("\"{prefix}Value\" : {}", quote(&kv.value)));
    out.line(format!("\"{prefix}Lease\" : {}", kv.lease));
}

fn with_header(header: Header, body: Fields) -> Json {
    let mut fields = vec![("header", Json::Object(header.json()))];
    fields.extend(body);
    Json::Object(fields)
}

fn range_json(response: &RangeResponse) -> Fields {
    let mut fields = Vec::new();
    if !response.kvs.is_empty() {
        fields.push(("kvs", response.kvs.iter().map(kv_json).collect()));
    }
    if response.more {
        fields.push(("more", Json::Bool(true)));
    }
    int(&mut fields, "count", response.count);
    fields
}

fn put_json(response: &PutResponse) -> Fields {
    response
        .prev_kv
        .iter()
        .map(|kv| ("prev_kv", kv_json(kv)))
        .collect()
}

fn delete_json(response: &DeleteRangeResponse) -> Fields {
    let mut fields = Vec::new();
    int(&mut fields, "deleted", response.deleted);
    if !response.prev_kvs.is_empty() {
        fields.push(("prev_kvs", response.prev_kvs.iter().map(kv_json).collect()));
    }
    fields
}

fn op_json(response: &OpResponse) -> Json {
    let (name, header, body) = match response {
        OpResponse::Range(range) => ("ResponseRange", range.revision, range_json(range)),
        OpResponse::Put(put) => ("ResponsePut", put.revision, put_json(put)),
        OpResponse::DeleteRange(delete) => {
            ("ResponseDeleteRange", delete.revision, delete_json(delete))
        }
        OpResponse::Txn(txn) => ("ResponseTxn", txn.revision, txn_json(txn)),
    };
    let body = with_header(Header::nested(header), body);
    Json::Object(vec![("Response", Json::Object(vec![(name, body)]))])
}

fn txn_json(response: &TxnResponse) -> Fields {
    let mut fields = Vec::new();
    if response.succeeded {
        fields.push(("succeeded", Json::Bool(true)));
    }
    if !response.responses.is_empty() {
        fields.push((
            "responses",
            response.responses.iter().map(op_json).collect(),
        ));
    }
    fields
}

impl FromIterator<Json> for Json {
    fn from_iter<I: IntoIterator<Item = Json>>(items: I) -> Json {
        Json::List(items.into_iter().collect())
    }
}

/// An answer cannot be printed in a format that has no form for it; by then the request has been done.
pub(crate) fn unsupported() -> Failure {
    failure(BAD_FEATURE, "table not supported as output format")
}

impl Printer {
    pub(crate) fn new(line: &Line, term: u64) -> Result<Printer, Failure> {
        let format = match line.text("write-out").unwrap_or("simple") {
            "simple" => Format::Simple,
            "json" => Format::Json,
            "fields" => Format::Fields,
            "table" => Format::Table,
            _ => return Err(failure(BAD_FEATURE, "unsupported output format")),
        };
        Ok(Printer {
            format,
            hex: line.on("hex"),
            value_only: false,
            term,
        })
    }

    fn header(&self, revision: i64) -> Header {
        Header::full(revision, self.term)
    }

    fn kv(&self, out: &mut Output, kv: &KeyValue) {
        let shown = |bytes: &[u8]| -> Vec<u8> {
            if self.hex {
                bytes
                    .iter()
                    .flat_map(|byte| format!("\\x{byte:02x}").into_bytes())
                    .collect()
            } else {
                bytes.to_vec()
            }
        };
        if !self.value_only {
            out.line(shown(&kv.key));
        }
        out.line(shown(&kv.value));
    }

    pub(crate) fn range(&self, out: &mut Output, response: &RangeResponse) -> Result<(), Failure> {
        match self.format {
            Format::Simple => response.kvs.iter().for_each(|kv| self.kv(out, kv)),
            Format::Json => out.line(
                with_header(self.header(response.revision), range_json(response)).to_string(),
            ),
            Format::Fields => range_fields(out, self.header(response.revision), response),
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    pub(crate) fn put(&self, out: &mut Output, response: &PutResponse) -> Result<(), Failure> {
        match self.format {
            Format::Simple => self.simple_put(out, response),
            Format::Json => out
                .line(with_header(self.header(response.revision), put_json(response)).to_string()),
            Format::Fields => put_fields(out, self.header(response.revision), response),
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    fn simple_put(&self, out: &mut Output, response: &PutResponse) {
        out.line("OK");
        response.prev_kv.iter().for_each(|kv| self.kv(out, kv));
    }

    pub(crate) fn delete(
        &self,
        out: &mut Output,
        response: &DeleteRangeResponse,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Simple => self.simple_delete(out, response),
            Format::Json => out.line(
                with_header(self.header(response.revision), delete_json(response)).to_string(),
            ),
            Format::Fields => delete_fields(out, self.header(response.revision), response),
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    fn simple_delete(&self, out: &mut Output, response: &DeleteRangeResponse) {
        out.line(response.deleted.to_string());
        response.prev_kvs.iter().for_each(|kv| self.kv(out, kv));
    }

    pub(crate) fn txn(&self, out: &mut Output, response: &TxnResponse) -> Result<(), Failure> {
        match self.format {
            Format::Simple => {
                out.line(if response.succeeded {
                    "SUCCESS"
                } else {
                    "FAILURE"
                });
                for op in &response.responses {
                    out.line("");
                    match op {
                        OpResponse::Range(range) => {
                            range.kvs.iter().for_each(|kv| self.kv(out, kv))
                        }
                        OpResponse::Put(put) => self.simple_put(out, put),
                        OpResponse::DeleteRange(delete) => self.simple_delete(out, delete),
                        OpResponse::Txn(_) => {
                            unreachable!("a line of input makes no nested transaction")
                        }
                    }
                }
            }
            Format::Json => out
                .line(with_header(self.header(response.revision), txn_json(response)).to_string()),
            Format::Fields => {
                self.header(response.revision).fields(out);
                out.line(format!("\"Succeeded\" : {}", response.succeeded));
                for op in &response.responses {
                    match op {
                        OpResponse::Range(range) => {
                            range_fields(out, Header::nested(range.revision), range)
                        }
                        OpResponse::Put(put) => put_fields(out, Header::nested(put.revision), put),
                        OpResponse::DeleteRange(delete) => {
                            delete_fields(out, Header::nested(delete.revision), delete)
                        }
                        OpResponse::Txn(_) => {
                            unreachable!("a line of input makes no nested transaction")
                        }
                    }
                }
            }
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    pub(crate) fn watch(&self, out: &mut Output, response: &WatchResponse) -> Result<(), Failure> {
        let kind = |event: &mvcc::watch::Event| if event.is_delete() { "DELETE" } else { "PUT" };
        match self.format {
            Format::Simple => {
                for event in &response.events {
                    out.line(kind(event));
                    event.prev_kv.iter().for_each(|kv| self.kv(out, kv));
                    self.kv(out, &event.kv);
                }
            }
            Format::Json => out.line(self.watch_json(response).to_string()),
            Format::Fields => {
                self.watch_header(response).fields(out);
                for event in &response.events {
                    out.line(format!("\"Type\" : {}", kind(event)));
                    event
                        .prev_kv
                        .iter()
                        .for_each(|kv| kv_fields(out, "Prev", kv));
                    kv_fields(out, "", &event.kv);
                }
            }
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    /// Of a watcher that was refused the client tells itself, without asking the server: its answer knows nothing.
    fn watch_header(&self, response: &WatchResponse) -> Header {
        let refused = response.cancel_reason.is_some();
        if refused {
            Header::nested(0)
        } else {
            self.header(response.revision)
        }
    }

    fn watch_json(&self, response: &WatchResponse) -> Json {
        let event = |event: &mvcc::watch::Event| {
            let mut fields = Vec::new();
            int(&mut fields, "type", i64::from(event.is_delete()));
            fields.push(("kv", kv_json(&event.kv)));
            fields.extend(event.prev_kv.iter().map(|kv| ("prev_kv", kv_json(kv))));
            Json::Object(fields)
        };
        let events = match response.cancel_reason {
            Some(_) => Json::Null,
            None => response.events.iter().map(event).collect(),
        };
        Json::Object(vec![
            ("Header", Json::Object(self.watch_header(response).json())),
            ("Events", events),
            ("CompactRevision", Json::Int(response.compact_revision)),
            ("Canceled", Json::Bool(response.canceled)),
            ("Created", Json::Bool(response.created)),
        ])
    }

    /// An answer whose struct embeds the header: its fields stand beside the others.
    fn embedded(&self, out: &mut Output, revision: i64, body: Fields) {
        let mut fields = self.header(revision).json();
        fields.extend(body);
        out.line(Json::Object(fields).to_string());
    }

    fn id_and_ttl(&self, out: &mut Output, revision: i64, id: i64, ttl: i64) {
        self.header(revision).fields(out);
        out.line(format!("\"ID\" : {id}"));
        out.line(format!("\"TTL\" : {ttl}"));
    }

    pub(crate) fn grant(
        &self,
        out: &mut Output,
        response: &LeaseGrantResponse,
    ) -> Result<(), Failure> {
        let LeaseGrantResponse { revision, id, ttl } = *response;
        match self.format {
            Format::Simple => out.line(format!("lease {} granted with TTL({ttl}s)", lease_id(id))),
            Format::Json => {
                let body = vec![
                    ("ID", Json::Int(id)),
                    ("TTL", Json::Int(ttl)),
                    ("Error", Json::Text(String::new())),
                ];
                self.embedded(out, revision, body);
            }
            Format::Fields => self.id_and_ttl(out, revision, id, ttl),
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    pub(crate) fn keep_alive(
        &self,
        out: &mut Output,
        revision: i64,
        id: i64,
        ttl: i64,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Simple => {
                out.line(format!("lease {} keepalived with TTL({ttl})", lease_id(id)))
            }
            Format::Json => self.embedded(
                out,
                revision,
                vec![("ID", Json::Int(id)), ("TTL", Json::Int(ttl))],
            ),
            Format::Fields => self.id_and_ttl(out, revision, id, ttl),
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    pub(crate) fn revoke(&self, out: &mut Output, revision: i64, id: i64) -> Result<(), Failure> {
        match self.format {
            Format::Simple => out.line(format!("lease {} revoked", lease_id(id))),
            Format::Json => out.line(with_header(self.header(revision), Vec::new()).to_string()),
            Format::Fields => self.header(revision).fields(out),
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    pub(crate) fn time_to_live(
        &self,
        out: &mut Output,
        response: &LeaseTimeToLiveResponse,
        keys: bool,
    ) -> Result<(), Failure> {
        let LeaseTimeToLiveResponse {
            revision,
            id,
            ttl,
            granted_ttl,
            ..
        } = *response;
        match self.format {
            Format::Simple if granted_ttl == 0 && ttl == -1 => {
                out.line(format!("lease {} already expired", lease_id(id)))
            }
            Format::Simple => {
                let text = format!(
                    "lease {} granted with TTL({granted_ttl}s), remaining({ttl}s)",
                    lease_id(id)
                );
                let mut text = text.into_bytes();
                if keys {
                    text.extend(b", attached keys([");
                    text.extend(response.keys.join(&b' '));
                    text.extend(b"])");
                }
                out.line(text);
            }
            Format::Json => {
                let list = response
                    .keys
                    .iter()
                    .map(|key| Json::Text(base64(key)))
                    .collect();
                let keys = if response.keys.is_empty() {
                    Json::Null
                } else {
                    list
                };
                let ids = vec![
                    ("id", Json::Int(id)),
                    ("ttl", Json::Int(ttl)),
                    ("granted-ttl", Json::Int(granted_ttl)),
                ];
                self.embedded(
                    out,
                    revision,
                    ids.into_iter().chain([("keys", keys)]).collect(),
                );
            }
            Format::Fields => {
                self.id_and_ttl(out, revision, id, ttl);
                out.line(format!("\"GrantedTTL\" : {granted_ttl}"));
                response
                    .keys
                    .iter()
                    .for_each(|key| out.line(format!("\"Key\" : {}", quote(key))));
            }
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }

    pub(crate) fn leases(
        &self,
        out: &mut Output,
        revision: i64,
        ids: &[i64],
    ) -> Result<(), Failure> {
        match self.format {
            Format::Simple => {
                out.line(format!("found {} leases", ids.len()));
                ids.iter().for_each(|&id| out.line(lease_id(id)));
            }
            Format::Json => {
                let leases = ids
                    .iter()
                    .map(|&id| Json::Object(vec![("id", Json::Int(id))]))
                    .collect();
                self.embedded(out, revision, vec![("leases", leases)]);
            }
            Format::Fields => {
                self.header(revision).fields(out);
                ids.iter().for_each(|id| out.line(format!("\"ID\" : {id}")));
            }
            Format::Table => return Err(unsupported()),
        }
        Ok(())
    }
}

/// `%016x`, with the sign that Go gives a negative number.
pub(crate) fn lease_id(id: i64) -> String {
    if id < 0 {
        format!("-{:015x}", id.unsigned_abs())
    } else {
        format!("{id:016x}")
    }
}

fn range_fields(out: &mut Output, header: Header, response: &RangeResponse) {
    header.fields(out);
    response.kvs.iter().for_each(|kv| kv_fields(out, "", kv));
    out.line(format!("\"More\" : {}", response.more));
    out.line(format!("\"Count\" : {}", response.count));
}

fn put_fields(out: &mut Output, header: Header, response: &PutResponse) {
    header.fields(out);
    response
        .prev_kv
        .iter()
        .for_each(|kv| kv_fields(out, "Prev", kv));
}

fn delete_fields(out: &mut Output, header: Header, response: &DeleteRangeResponse) {
    header.fields(out);
    out.line(format!("\"Deleted\" : {}", response.deleted));
    response
        .prev_kvs
        .iter()
        .for_each(|kv| kv_fields(out, "Prev", kv));
}
