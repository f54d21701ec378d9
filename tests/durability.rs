//! What a real etcd had on its disk, around a crash and after the lesson's example: the server has the same bytes there.
//!
//! The recordings are `conformance/etcd/durability/*.json`. Of them the backend is compared, and how far it is behind the
//! log; the log's own file is not modelled.

use mvcc::{Op, PutRequest, Server, TxnRequest};
use serde_json::{Value, json};

/// Longer than the interval after which etcd commits a batch, 100 ms.
const COMMITTED_MS: u64 = 150;

#[test]
fn the_lessons_two_transactions_leave_the_rows_that_a_real_etcd_had() {
    let mut server = Server::default();
    for (zjx, olaya) in [("38", "19"), ("56", "22")] {
        server
            .txn(TxnRequest {
                compare: Vec::new(),
                success: vec![Op::Put(put("zjx", zjx)), Op::Put(put("olaya", olaya))],
                failure: Vec::new(),
            })
            .expect("a transaction of two puts");
    }
    server.advance(COMMITTED_MS);
    assert_eq!(
        on_disk(&server),
        of(&recording(include_str!(
            "conformance/etcd/durability/lesson-disk.json"
        )))
    );
}

#[test]
fn an_acknowledged_put_that_a_crash_took_from_the_backend_comes_back_from_the_log() {
    let recorded = recording(include_str!("conformance/etcd/durability/crash.json"));
    let step = |i: usize| &recorded["steps"][i];
    let mut server = Server::default();

    for value in ["v0", "v1", "v2"] {
        server.put(put("k", value)).expect("a put");
    }
    server.advance(COMMITTED_MS);
    assert_eq!(on_disk(&server), of(&step(0)["disk"]), "{}", step(0)["say"]);

    let answer = server.put(put("k", "late")).expect("a put");
    assert_eq!(
        json!(answer.revision.to_string()),
        header(step(1))["revision"]
    );
    assert_eq!(on_disk(&server), of(&step(1)["disk"]), "{}", step(1)["say"]);

    let committed = server.store().backend().committed_meta();
    assert_eq!(
        json!(committed.consistent_index),
        step(2)["consistent_index"]
    );
    assert_eq!(json!(server.last_index()), step(2)["last_log_index"]);

    server.crash();
    assert_eq!(
        json!(server.term().to_string()),
        header(step(3))["raft_term"]
    );
    let store = server.store();
    assert_eq!(
        json!(store.revision().to_string()),
        header(step(3))["revision"]
    );
    let found = store.get(b"k", 0).expect("the present can be read");
    let kv = &step(3)["answer"]["kvs"][0];
    let found = found.expect("the key that was acknowledged");
    assert_eq!(&found.value[..], b"late");
    for (name, number) in [
        ("create_revision", found.create_revision),
        ("mod_revision", found.mod_revision),
        ("version", found.version),
    ] {
        assert_eq!(kv[name], json!(number.to_string()), "{name}");
    }
    server.advance(COMMITTED_MS);
    assert_eq!(on_disk(&server), of(&step(3)["disk"]), "{}", step(3)["say"]);
}

fn recording(text: &str) -> Value {
    serde_json::from_str(text).expect("a recording is JSON")
}

fn header(step: &Value) -> &Value {
    &step["answer"]["header"]
}

fn put(key: &str, value: &str) -> PutRequest {
    PutRequest {
        key: key.into(),
        value: value.into(),
        ..PutRequest::default()
    }
}

/// The rows that were committed, and up to which entry of the log they are good.
fn on_disk(server: &Server) -> Value {
    let backend = server.store().backend();
    let rows = backend.rows().filter(|&(id, _)| backend.is_committed(id));
    json!({
        "key": rows
            .map(|(_, row)| [hex(&row.key_bytes()), hex(&row.value_bytes())])
            .collect::<Vec<_>>(),
        "consistent_index": backend.committed_meta().consistent_index,
    })
}

/// The same of a recording.
fn of(disk: &Value) -> Value {
    json!({ "key": disk["backend"]["key"], "consistent_index": disk["consistent_index"] })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
