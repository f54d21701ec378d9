//! Random requests: few keys, so that they meet.

use std::collections::BTreeSet;

use crate::*;
use fastrand::Rng;

const KEYS: [&[u8]; 8] = [b"a", b"b", b"foo", b"foo/1", b"foo/2", b"\0", b"\xff", b"z"];

pub(super) fn bytes<const IN_PLACE: usize>(text: &[u8]) -> Bytes<IN_PLACE> {
    Bytes::from(text)
}

pub(super) fn key(dice: &mut Rng) -> Bytes {
    bytes(KEYS[dice.u32(..8) as usize])
}

pub(super) fn span(dice: &mut Rng) -> (Bytes, Bytes) {
    let end = match dice.u32(..6) {
        0..=2 => Bytes::default(),
        3 => bytes(b"\0"),
        _ => key(dice),
    };
    (key(dice), end)
}

pub(super) fn put(dice: &mut Rng, leases: &BTreeSet<i64>) -> PutRequest {
    let leases: Vec<i64> = leases.iter().copied().chain([0, 0]).collect();
    let lease = leases[dice.u32(..(leases.len() as u32)) as usize];
    let value = bytes(dice.u32(..5).to_string().as_bytes());
    PutRequest {
        key: key(dice),
        value,
        lease,
        ..PutRequest::default()
    }
}

pub(super) fn delete(dice: &mut Rng) -> DeleteRangeRequest {
    let (key, range_end) = span(dice);
    DeleteRangeRequest {
        key,
        range_end,
        prev_kv: true,
    }
}

pub(super) fn txn(dice: &mut Rng, leases: &BTreeSet<i64>, depth: u32) -> TxnRequest {
    let compare = (0..dice.u32(..3)).map(|_| {
        let (key, range_end) = span(dice);
        let results = [
            CompareResult::Equal,
            CompareResult::NotEqual,
            CompareResult::Greater,
            CompareResult::Less,
        ];
        let with = match dice.u32(..5) {
            0 => CompareWith::Version(i64::from(dice.u32(..4))),
            1 => CompareWith::Create(i64::from(dice.u32(..40))),
            2 => CompareWith::Mod(i64::from(dice.u32(..40))),
            3 => CompareWith::Value(bytes(dice.u32(..5).to_string().as_bytes())),
            _ => CompareWith::Lease(i64::from(dice.u32(..3))),
        };
        Compare {
            key,
            range_end,
            result: results[dice.u32(..4) as usize],
            with,
        }
    });
    let compare = compare.collect();
    let mut branch = || -> Vec<Op> {
        (0..dice.u32(..4))
            .map(|_| match dice.u32(..8) {
                0..=3 => Op::Put(put(dice, leases)),
                4..=5 => Op::DeleteRange(delete(dice)),
                _ if depth > 0 => Op::Txn(txn(dice, leases, depth - 1)),
                _ => Op::Range(RangeRequest {
                    key: key(dice),
                    ..RangeRequest::default()
                }),
            })
            .collect()
    };
    TxnRequest {
        compare,
        success: branch(),
        failure: branch(),
    }
}
