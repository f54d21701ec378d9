//! The log against what the paper and etcd say of it.

use super::*;
use crate::entry::{Entry, Payload};
use crate::event::EventKind;

const STRICT: AppendRules = AppendRules {
    check_previous: true,
    keep_tail: true,
};

fn entry(index: Index, term: Term) -> Entry {
    Entry {
        term,
        index,
        payload: Payload::empty(),
    }
}

/// A log of entries with these terms, from index 1, of which the first `stable` are on disk.
fn log(terms: &[Term], stable: usize) -> Log {
    let mut storage = Storage::new();
    let entries: Vec<Entry> = terms
        .iter()
        .zip(1..)
        .map(|(&term, index)| entry(index, term))
        .collect();
    storage.append(&entries[..stable]);
    let mut log = Log::new(storage, &Config::new(1));
    if stable < entries.len() {
        log.append(&mut entries[stable..].to_vec());
    }
    log
}

fn terms(log: &Log) -> Vec<Term> {
    (1..=log.last_index())
        .map(|index| log.term(index).unwrap())
        .collect()
}

#[test]
fn a_follower_appends_only_behind_an_entry_it_has() {
    // (previous term and index, terms of the entries) -> the log after, and the answer.
    type AppendCase = (
        (Term, Index),
        &'static [Term],
        &'static [Term],
        Option<Index>,
    );
    let cases: [AppendCase; 8] = [
        ((2, 3), &[], &[1, 1, 2], Some(3)),
        ((2, 3), &[3], &[1, 1, 2, 3], Some(4)),
        ((1, 1), &[1, 2], &[1, 1, 2], Some(3)),
        ((1, 1), &[1], &[1, 1, 2], Some(2)),
        ((1, 2), &[3], &[1, 1, 3], Some(3)),
        ((0, 0), &[4], &[4], Some(1)),
        ((3, 3), &[3], &[1, 1, 2], None),
        ((2, 4), &[3], &[1, 1, 2], None),
    ];
    for stable in 0..=3 {
        for ((term, index), new, after, answer) in cases {
            let mut log = log(&[1, 1, 2], stable);
            let mut entries = new
                .iter()
                .zip(index + 1..)
                .map(|(&term, index)| entry(index, term))
                .collect();
            let got = log.try_append(EntryId { term, index }, &mut entries, STRICT, |_| {});
            assert_eq!(
                (got, terms(&log).as_slice()),
                (answer, after),
                "{stable} stable, {new:?} after {term}/{index}"
            );
            log.validate();
        }
    }
}

#[test]
#[should_panic(expected = "entry 2 conflicts with one committed, up to 2")]
fn a_committed_entry_is_never_replaced() {
    let mut log = log(&[1, 1, 2], 0);
    log.commit_to(2);
    log.try_append(
        EntryId { term: 1, index: 1 },
        &mut vec![entry(2, 3)],
        STRICT,
        |_| {},
    );
}

#[test]
fn the_walk_for_a_common_entry_skips_later_terms() {
    let mut log = log(&[2, 2, 4, 4, 6], 5);
    for (index, term, found) in [
        (5, 6, (6, 5)),
        (5, 5, (4, 4)),
        (4, 3, (2, 2)),
        (5, 1, (0, 0)),
        (0, 9, (0, 0)),
        (9, 9, (0, 9)),
    ] {
        assert_eq!(
            log.find_by_term(index, term),
            EntryId {
                term: found.0,
                index: found.1
            },
            "{index} {term}"
        );
    }
    log.storage.compact(3).unwrap();
    assert_eq!(
        log.find_by_term(4, 1),
        EntryId { term: 0, index: 2 },
        "what is compacted may match"
    );
}

#[test]
fn up_to_date_is_the_later_term_and_then_the_longer_log() {
    let log = log(&[1, 2, 2], 3);
    for (term, index, is) in [
        (3, 1, true),
        (2, 3, true),
        (2, 4, true),
        (2, 2, false),
        (1, 9, false),
    ] {
        assert_eq!(
            log.is_up_to_date(EntryId { term, index }),
            is,
            "{term}/{index}"
        );
    }
}

#[test]
fn a_slice_is_cut_by_bytes_and_never_empty() {
    let size = entry(1, 1).size();
    for stable in 0..=4 {
        let log = log(&[1, 1, 2, 2], stable);
        for (bytes, count) in [
            (0, 1),
            (size, 1),
            (size * 2 - 1, 1),
            (size * 2, 2),
            (u64::MAX, 3),
        ] {
            assert_eq!(
                log.slice(2, 5, bytes).unwrap().len(),
                count,
                "{stable} stable, {bytes} bytes"
            );
        }
    }
}

#[test]
fn applying_pauses_at_the_limit_until_it_is_acknowledged() {
    let mut log = log(&[1, 1, 1], 3);
    let size = entry(1, 1).size();
    log.applying_bytes_max = size * 2;
    log.commit_to(3);
    let mut first = Vec::new();
    log.next_committed_entries(true, &mut first);
    assert_eq!(first.len(), 2);
    log.accept_applying(2, size * 2, true);
    assert_eq!(log.next_committed(true), None);
    log.applied_to(1, size);
    assert_eq!(log.next_committed(true), Some(3..4));
}

#[test]
fn with_asynchronous_storage_only_what_is_durable_is_applied() {
    let mut log = log(&[1, 1, 1], 1);
    log.commit_to(3);
    assert_eq!(log.next_committed(false), Some(1..2));
    assert_eq!(log.next_committed(true), Some(1..4));
    assert_eq!(
        log.unstable.stable_to(EntryId { term: 1, index: 2 }, true),
        None
    );
    assert_eq!(log.next_committed(false), Some(1..3));
}

#[test]
fn a_storage_answer_about_an_overwritten_entry_does_not_count() {
    let mut log = log(&[1, 1, 1], 1);
    log.unstable.accept();
    log.append(&mut vec![entry(3, 2)]);
    assert_eq!(
        log.unstable.in_progress, 3,
        "entry 3 has to be written again"
    );
    let answer = EntryId { term: 1, index: 3 };
    assert_eq!(
        log.unstable.stable_to(answer, true),
        Some(EventKind::StorageAnswerMismatched { answer, own: 2 })
    );
    assert_eq!(log.durable(), 1);
}
