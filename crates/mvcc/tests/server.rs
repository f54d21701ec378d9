//! Leases, batches and crashes, in virtual time.

use mvcc::{
    Bytes, CompactionRequest, Error, LeaseGrantRequest, PutRequest, RangeRequest, Server,
    SortOrder, SortTarget,
};

fn put(server: &mut Server, key: &str, value: &str, lease: i64) -> Result<i64, Error> {
    let (key, value) = (key.into(), value.into());
    Ok(server
        .put(PutRequest {
            key,
            value,
            lease,
            ..PutRequest::default()
        })?
        .revision)
}

fn value(server: &Server, key: &str) -> Option<String> {
    let kv = server
        .store()
        .get(key.as_bytes(), 0)
        .expect("the present can be read")?;
    Some(String::from_utf8_lossy(&kv.value).into_owned())
}

#[test]
fn a_lease_lives_its_time_and_up_to_half_a_second_longer() {
    let mut server = Server::default();
    server.advance(130);
    server
        .lease_grant(LeaseGrantRequest { id: 7, ttl: 1 })
        .expect("a new lease");
    assert_eq!(
        server.store().lease_time_to_live(7, false).granted_ttl,
        2,
        "the least that is given"
    );
    put(&mut server, "k", "1", 7).expect("the lease is there");
    server.advance(2000);
    assert_eq!(
        value(&server, "k").as_deref(),
        Some("1"),
        "it has run out and is not yet revoked"
    );
    assert_eq!(
        server.store_mut().lease_keep_alive(7),
        None,
        "and cannot be saved"
    );
    server.advance(500);
    assert_eq!(value(&server, "k"), None);
    assert_eq!(server.store().revision(), 3, "its end is a revision");
    assert_eq!(server.store().lease_time_to_live(7, true).ttl, -1);
    assert_eq!(put(&mut server, "k", "1", 7), Err(Error::LeaseNotFound));
}

#[test]
fn a_lease_that_is_kept_alive_lives_on() {
    let mut server = Server::default();
    server
        .lease_grant(LeaseGrantRequest { id: 7, ttl: 2 })
        .expect("a new lease");
    put(&mut server, "k", "1", 7).expect("the lease is there");
    for _ in 0..10 {
        server.advance(1500);
        assert_eq!(server.store_mut().lease_keep_alive(7), Some(2));
    }
    assert_eq!(value(&server, "k").as_deref(), Some("1"));
}

#[test]
fn the_batch_reaches_the_disk_within_a_tenth_of_a_second() {
    let mut server = Server::default();
    put(&mut server, "k", "1", 0).expect("a good put");
    assert!(!server.store().backend().is_committed(0));
    assert_eq!(
        server.store().backend().committed_meta().consistent_index,
        0
    );
    server.advance(100);
    assert!(server.store().backend().is_committed(0));
    assert_eq!(
        server.store().backend().committed_meta().consistent_index,
        6,
        "five entries are housekeeping"
    );
}

/// As recorded from a real etcd: three puts are committed, a fourth is answered, and the process is killed.
#[test]
fn an_acknowledged_write_survives_a_crash_because_the_log_has_it() {
    let mut server = Server::default();
    for i in 0..3 {
        put(&mut server, "k", &format!("v{i}"), 0).expect("a good put");
    }
    server.advance(100);
    assert_eq!(put(&mut server, "k", "late", 0), Ok(5));
    assert_eq!(
        (
            server.store().backend().committed_meta().consistent_index,
            server.last_index()
        ),
        (8, 9)
    );

    let mut backend_alone = server.store().backend().clone();
    server.crash();
    backend_alone.commit();
    assert_eq!(server.term(), 3);
    let kv = server
        .store()
        .get(b"k", 0)
        .expect("readable")
        .expect("there");
    assert_eq!(
        (&*kv.value, kv.mod_revision, kv.version),
        (&b"late"[..], 5, 4)
    );
    let bytes = |backend: &mvcc::Backend| -> Vec<_> {
        backend
            .rows()
            .map(|(_, row)| (row.key_bytes(), row.value_bytes()))
            .collect()
    };
    assert_eq!(bytes(server.store().backend()), bytes(&backend_alone));
    assert_eq!(server.store().backend().meta().consistent_index, 9);
}

#[test]
fn a_removal_that_a_crash_interrupted_goes_on() {
    let mut server = Server::default();
    for i in 0..3500 {
        put(&mut server, "k", &i.to_string(), 0).expect("a good put");
    }
    server
        .compact(CompactionRequest {
            revision: 3400,
            physical: false,
        })
        .expect("a good compaction");
    server.advance(20);
    let left = server.store().backend().len();
    assert_eq!(left, 1500, "two steps of a thousand");
    server.crash();
    assert_eq!(server.store().compact_revision(), 3400);
    assert_eq!(server.store().removals().count(), 1);
    server.advance(1000);
    assert_eq!(
        server.store().backend().len(),
        102,
        "what was current at 3400, and 101 later ones"
    );
    assert_eq!(
        server.store().backend().meta().finished_compaction,
        Some(3400)
    );
    server.store().check();
}

#[test]
fn a_sort_by_value_without_an_order_sorts_only_what_the_limit_lets_in() {
    let mut server = Server::default();
    for (key, value) in [("a", "9"), ("b", "8"), ("c", "7"), ("d", "6"), ("e", "5")] {
        put(&mut server, key, value, 0).expect("a good put");
    }
    let keys = |sort_order| {
        let all = Bytes::from(&b"\0"[..]);
        let request = RangeRequest {
            key: all.clone(),
            range_end: all,
            limit: 2,
            sort_order,
            sort_target: SortTarget::Value,
            ..RangeRequest::default()
        };
        let found = server
            .store()
            .range(&request)
            .expect("the present can be read");
        found
            .kvs
            .iter()
            .map(|kv| String::from_utf8_lossy(&kv.key).into_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(SortOrder::None), ["c", "b"], "the trap");
    assert_eq!(keys(SortOrder::Ascend), ["e", "d"]);
}
