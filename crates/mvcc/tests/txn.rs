//! Transactions at their edges, among them those that kill a real etcd.

use mvcc::{
    Bytes, Compare, CompareResult, CompareWith, DeleteRangeRequest, Error, Op, OpResponse,
    PutRequest, RangeRequest, Store, Switches, TxnRequest,
};

fn bytes<const IN_PLACE: usize>(text: &str) -> Bytes<IN_PLACE> {
    Bytes::from(text.as_bytes())
}

fn put(key: &str, value: &str) -> PutRequest {
    PutRequest {
        key: bytes(key),
        value: bytes(value),
        ..PutRequest::default()
    }
}

fn delete_from(key: &str) -> Op {
    Op::DeleteRange(DeleteRangeRequest {
        key: bytes(key),
        range_end: bytes("\0"),
        prev_kv: false,
    })
}

fn then(ops: Vec<Op>) -> TxnRequest {
    TxnRequest {
        success: ops,
        ..TxnRequest::default()
    }
}

fn store() -> Store {
    let mut store = Store::default();
    store.put(&put("a", "1")).expect("a good put");
    store
}

/// What a refused request must leave as it was.
fn fingerprint(store: &Store) -> (i64, u32, usize) {
    (
        store.revision(),
        store.hash_kv(0).expect("a hash").hash,
        store.backend().pending(),
    )
}

#[test]
fn a_put_that_keeps_what_the_transaction_has_deleted_is_refused() {
    for keep_value in [false, true] {
        let mut store = store();
        let keep = PutRequest {
            value: if keep_value {
                Bytes::default()
            } else {
                bytes("2")
            },
            ignore_value: keep_value,
            ignore_lease: !keep_value,
            ..put("a", "")
        };
        let before = fingerprint(&store);
        assert_eq!(
            store.txn(&then(vec![delete_from("a"), Op::Put(keep.clone())])),
            Err(Error::KeyNotFound)
        );
        let nested = then(vec![
            Op::Txn(then(vec![delete_from("a")])),
            Op::Put(keep.clone()),
        ]);
        assert_eq!(store.txn(&nested), Err(Error::KeyNotFound));
        assert_eq!(fingerprint(&store), before);
        // The other order is fine, and so is a delete that does not reach the key.
        store
            .txn(&then(vec![delete_from("b"), Op::Put(keep.clone())]))
            .expect("the key is not deleted");
        store
            .txn(&then(vec![Op::Put(keep), delete_from("a")]))
            .expect("put, then deleted");
        assert_eq!(store.get(b"a", 0), Ok(None));
        store.check();
    }
}

#[test]
fn a_key_can_be_put_and_deleted_in_one_main_revision() {
    let mut store = store();
    store
        .txn(&then(vec![Op::Put(put("x", "1")), delete_from("x")]))
        .expect("an unbounded delete is not seen");
    let index = store.index().get(b"x").expect("both are known");
    let revisions: Vec<String> = index
        .entries()
        .iter()
        .map(|entry| entry.revision().to_string())
        .collect();
    assert_eq!(revisions, ["{3,0}", "{3,1}"]);
    assert_eq!(store.get(b"x", 0), Ok(None));
    store.check();
}

#[test]
fn what_fails_in_the_middle_leaves_no_trace() {
    let mut store = store();
    let before = fingerprint(&store);
    let unknown_lease = PutRequest {
        lease: 7,
        ..put("c", "1")
    };
    let future = RangeRequest {
        key: bytes("a"),
        revision: 99,
        ..RangeRequest::default()
    };
    let many = vec![
        Op::Range(RangeRequest {
            key: bytes("a"),
            ..RangeRequest::default()
        });
        129
    ];
    for (ops, error) in [
        (
            vec![Op::Put(put("b", "1")), Op::Put(unknown_lease)],
            Error::LeaseNotFound,
        ),
        (
            vec![Op::Put(put("b", "1")), Op::Range(future)],
            Error::FutureRevision,
        ),
        (
            vec![Op::Put(put("b", "1")), Op::Put(put("b", "2"))],
            Error::DuplicateKey,
        ),
        (vec![Op::Put(put("b", "1")), Op::Empty], Error::KeyNotFound),
        (
            vec![Op::Put(put("b", "1")), Op::Put(put("", "2"))],
            Error::EmptyKey,
        ),
        (many, Error::TooManyOps),
    ] {
        assert_eq!(store.txn(&then(ops)), Err(error));
        assert_eq!(fingerprint(&store), before, "{error}");
    }
}

#[test]
fn which_failure_is_told_first_depends_on_the_release() {
    let ops = vec![
        Op::Range(RangeRequest {
            key: bytes("a"),
            revision: 99,
            ..RangeRequest::default()
        }),
        Op::Put(PutRequest {
            ignore_value: true,
            ..put("absent", "")
        }),
    ];
    for (switches, error) in [
        (Switches::default(), Error::KeyNotFound),
        (Switches::MODERN, Error::FutureRevision),
    ] {
        assert_eq!(Store::new(switches).txn(&then(ops.clone())), Err(error));
    }
}

#[test]
fn a_lost_update_is_prevented_by_comparing_the_mod_revision() {
    let mut store = store();
    let seen = store
        .get(b"a", 0)
        .expect("readable")
        .expect("there")
        .mod_revision;
    let unless_changed = |value: &str| TxnRequest {
        compare: vec![Compare {
            key: bytes("a"),
            range_end: Bytes::default(),
            result: CompareResult::Equal,
            with: CompareWith::Mod(seen),
        }],
        success: vec![Op::Put(put("a", value))],
        failure: vec![Op::Range(RangeRequest {
            key: bytes("a"),
            ..RangeRequest::default()
        })],
    };
    assert!(
        store
            .txn(&unless_changed("mine"))
            .expect("a good transaction")
            .succeeded
    );
    let lost = store
        .txn(&unless_changed("yours"))
        .expect("a good transaction");
    assert!(!lost.succeeded);
    let [OpResponse::Range(found)] = lost.responses.as_slice() else {
        panic!("{lost:?}")
    };
    assert_eq!(&*found.kvs[0].value, b"mine");
}
