//! Writing answers: fields in the order of the proto, zero ones left out.

use mvcc::watch::WatchResponse;
use mvcc::{
    DeleteRangeResponse, HashKvResponse, KeyValue, LeaseGrantResponse, LeaseTimeToLiveResponse,
    OpResponse, PutResponse, RangeResponse, TxnResponse,
};

use crate::json::{Json, base64};
use crate::{CLUSTER_ID, MEMBER_ID};

type Fields = Vec<(&'static str, Json)>;

fn int(fields: &mut Fields, name: &'static str, value: i64) {
    if value != 0 {
        fields.push((name, Json::Text(value.to_string())));
    }
}

fn flag(fields: &mut Fields, name: &'static str, value: bool) {
    if value {
        fields.push((name, Json::Bool(true)));
    }
}

fn bytes(fields: &mut Fields, name: &'static str, value: &[u8]) {
    if !value.is_empty() {
        fields.push((name, Json::Text(base64(value))));
    }
}

fn list(fields: &mut Fields, name: &'static str, items: Vec<Json>) {
    if !items.is_empty() {
        fields.push((name, Json::List(items)));
    }
}

/// The whole header, as the outermost answer has it.
pub(super) fn with_header(revision: i64, term: u64, mut body: Fields) -> Json {
    let text = |number: u64| Json::Text(number.to_string());
    let mut header = vec![
        ("cluster_id", text(CLUSTER_ID)),
        ("member_id", text(MEMBER_ID)),
    ];
    int(&mut header, "revision", revision);
    header.push(("raft_term", text(term)));
    body.insert(0, ("header", Json::Object(header)));
    Json::Object(body)
}

/// The header of an answer within a transaction: the revision alone.
fn with_revision((revision, mut body): (i64, Fields)) -> Json {
    let mut header = Vec::new();
    int(&mut header, "revision", revision);
    body.insert(0, ("header", Json::Object(header)));
    Json::Object(body)
}

fn kv(kv: &KeyValue) -> Json {
    let mut fields = Vec::new();
    bytes(&mut fields, "key", &kv.key);
    int(&mut fields, "create_revision", kv.create_revision);
    int(&mut fields, "mod_revision", kv.mod_revision);
    int(&mut fields, "version", kv.version);
    bytes(&mut fields, "value", &kv.value);
    int(&mut fields, "lease", kv.lease);
    Json::Object(fields)
}

pub(super) fn range(response: RangeResponse) -> (i64, Fields) {
    let mut fields = Vec::new();
    list(&mut fields, "kvs", response.kvs.iter().map(kv).collect());
    flag(&mut fields, "more", response.more);
    int(&mut fields, "count", response.count);
    (response.revision, fields)
}

pub(super) fn put(response: PutResponse) -> (i64, Fields) {
    (
        response.revision,
        response
            .prev_kv
            .iter()
            .map(|prev| ("prev_kv", kv(prev)))
            .collect(),
    )
}

pub(super) fn delete_range(response: DeleteRangeResponse) -> (i64, Fields) {
    let mut fields = Vec::new();
    int(&mut fields, "deleted", response.deleted);
    list(
        &mut fields,
        "prev_kvs",
        response.prev_kvs.iter().map(kv).collect(),
    );
    (response.revision, fields)
}

pub(super) fn txn(response: TxnResponse) -> (i64, Fields) {
    let mut fields = Vec::new();
    flag(&mut fields, "succeeded", response.succeeded);
    list(
        &mut fields,
        "responses",
        response.responses.into_iter().map(op).collect(),
    );
    (response.revision, fields)
}

fn op(response: OpResponse) -> Json {
    let (name, body) = match response {
        OpResponse::Range(response) => ("response_range", with_revision(range(response))),
        OpResponse::Put(response) => ("response_put", with_revision(put(response))),
        OpResponse::DeleteRange(response) => (
            "response_delete_range",
            with_revision(delete_range(response)),
        ),
        OpResponse::Txn(response) => ("response_txn", with_revision(txn(response))),
    };
    Json::Object(vec![(name, body)])
}

pub(super) fn lease_grant(response: LeaseGrantResponse) -> (i64, Fields) {
    let mut fields = Vec::new();
    int(&mut fields, "ID", response.id);
    int(&mut fields, "TTL", response.ttl);
    (response.revision, fields)
}

pub(super) fn keep_alive(id: i64, ttl: Option<i64>) -> Fields {
    let mut fields = Vec::new();
    int(&mut fields, "ID", id);
    int(&mut fields, "TTL", ttl.unwrap_or(0));
    fields
}

pub(super) fn time_to_live(response: LeaseTimeToLiveResponse) -> (i64, Fields) {
    let mut fields = Vec::new();
    int(&mut fields, "ID", response.id);
    int(&mut fields, "TTL", response.ttl);
    int(&mut fields, "grantedTTL", response.granted_ttl);
    list(
        &mut fields,
        "keys",
        response
            .keys
            .iter()
            .map(|key| Json::Text(base64(key)))
            .collect(),
    );
    (response.revision, fields)
}

pub(super) fn leases(ids: impl Iterator<Item = i64>) -> Fields {
    let mut fields = Vec::new();
    list(
        &mut fields,
        "leases",
        ids.map(|id| Json::Object(vec![("ID", Json::Text(id.to_string()))]))
            .collect(),
    );
    fields
}

pub(super) fn hash(response: HashKvResponse, term: u64) -> Json {
    let mut fields = Vec::new();
    if response.hash != 0 {
        fields.push(("hash", Json::Uint(u64::from(response.hash))));
    }
    int(&mut fields, "compact_revision", response.compact_revision);
    with_header(response.revision, term, fields)
}

pub(super) fn watch(response: WatchResponse, term: u64) -> Json {
    let mut fields = Vec::new();
    int(&mut fields, "watch_id", response.watch_id);
    flag(&mut fields, "created", response.created);
    flag(&mut fields, "canceled", response.canceled);
    int(&mut fields, "compact_revision", response.compact_revision);
    fields.extend(
        response
            .cancel_reason
            .map(|reason| ("cancel_reason", Json::Text(reason.to_string()))),
    );
    flag(&mut fields, "fragment", response.fragment);
    let event = |event: &mvcc::watch::Event| {
        let mut fields = Vec::new();
        if event.is_delete() {
            fields.push(("type", Json::Text("DELETE".into())));
        }
        fields.push(("kv", kv(&event.kv)));
        fields.extend(event.prev_kv.iter().map(|prev| ("prev_kv", kv(prev))));
        Json::Object(fields)
    };
    list(
        &mut fields,
        "events",
        response.events.iter().map(event).collect(),
    );
    Json::Object(vec![(
        "result",
        with_header(response.revision, term, fields),
    )])
}
