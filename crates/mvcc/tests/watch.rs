//! Watches in trouble: streams that nobody reads, history that is too long for one answer, compaction that overtakes.

use mvcc::watch::{Place, WatchRequest, WatchResponse};
use mvcc::{
    Bytes, CompactionRequest, DeleteRangeRequest, Error, PutRequest, Server, Store, Switches,
};

fn bytes<const IN_PLACE: usize>(text: &str) -> Bytes<IN_PLACE> {
    Bytes::from(text.as_bytes())
}

fn put(store: &mut Store, key: &str, value: &str) -> i64 {
    let request = PutRequest {
        key: bytes(key),
        value: bytes(value),
        ..PutRequest::default()
    };
    store.put(&request).expect("a good put").revision
}

fn watch(store: &mut Store, key: &str, start_revision: i64) -> u64 {
    let stream = store.watch_open();
    let request = WatchRequest {
        key: bytes(key),
        start_revision,
        ..WatchRequest::default()
    };
    store.watch_create(stream, request).expect("a good watch");
    assert!(
        store
            .watch_poll(stream)
            .is_some_and(|answer| answer.created)
    );
    stream
}

fn mains(answers: &[WatchResponse]) -> Vec<i64> {
    answers
        .iter()
        .flat_map(|answer| &answer.events)
        .map(|event| event.kv.mod_revision)
        .collect()
}

fn place(store: &Store) -> Place {
    store.watchers().iter().next().expect("a watcher").1
}

#[test]
fn a_stream_that_nobody_reads_makes_victims_and_loses_nothing() {
    let mut store = Store::default();
    let stream = watch(&mut store, "k", 0);
    for i in 0..128 {
        put(&mut store, "k", &i.to_string());
    }
    assert_eq!(place(&store), Place::Synced);
    put(&mut store, "k", "one too many");
    assert_eq!(place(&store), Place::Victim);
    let watchers = store.watchers();
    let (number, _) = watchers.numbered().next().expect("a watcher");
    assert_eq!(watchers.held_back(number)[0].mod_revision, 130);
    assert_eq!(watchers.next_revision(number, 130), Some(130));
    let (_, unread) = watchers.streams().next().expect("a stream");
    let told: Vec<_> = unread.waiting().filter_map(|it| it.revisions).collect();
    assert_eq!((told.len(), told[0], told[127]), (128, (2, 2), (129, 129)));
    put(&mut store, "k", "not even told");
    store.check();

    let mut answers = store.watch_drain(stream);
    assert_eq!(answers.len(), 128);
    store.advance(10);
    assert_eq!(
        place(&store),
        Place::Unsynced,
        "it was given what it was a victim of, and is behind"
    );
    store.advance(100);
    assert_eq!(place(&store), Place::Synced);
    answers.extend(store.watch_drain(stream));
    assert_eq!(mains(&answers), (2..=131).collect::<Vec<_>>());
}

#[test]
fn history_comes_in_answers_of_a_thousand_revisions() {
    let mut store = Store::default();
    for i in 0..2500 {
        put(&mut store, "k", &i.to_string());
    }
    let stream = watch(&mut store, "k", 2);
    store.advance(100);
    assert_eq!(place(&store), Place::Unsynced);
    store.advance(200);
    assert_eq!(place(&store), Place::Synced);
    let answers = store.watch_drain(stream);
    let sizes: Vec<usize> = answers.iter().map(|answer| answer.events.len()).collect();
    assert_eq!(sizes, [1000, 1000, 500]);
    assert_eq!(mains(&answers), (2..=2501).collect::<Vec<_>>());
    assert!(answers.iter().all(|answer| answer.revision == 2501));
}

#[test]
fn compaction_overtakes_a_watcher_that_is_behind() {
    let mut store = Store::default();
    for i in 0..5 {
        put(&mut store, "k", &i.to_string());
    }
    let stream = watch(&mut store, "k", 3);
    store
        .compact(CompactionRequest {
            revision: 4,
            physical: true,
        })
        .expect("a good compaction");
    store.advance(100);
    let answers = store.watch_drain(stream);
    let [answer] = answers.as_slice() else {
        panic!("one answer, got {answers:?}")
    };
    assert!(
        answer.canceled && answer.compact_revision == 4 && answer.revision == 0,
        "{answer:?}"
    );
    assert!(store.watchers().iter().next().is_none());
}

#[test]
fn more_than_512_watchers_catch_up_in_rounds() {
    let mut store = Store::default();
    put(&mut store, "k", "1");
    let streams: Vec<u64> = (0..1100).map(|_| watch(&mut store, "k", 2)).collect();
    assert!(store.sync_watchers(), "more are waiting");
    assert_eq!(store.watchers().unsynced().members().len(), 1100 - 512);
    store.advance(100);
    assert!(store.watchers().unsynced().members().is_empty());
    for stream in streams {
        assert_eq!(mains(&store.watch_drain(stream)), [2]);
    }
}

#[test]
fn an_answer_that_is_too_large_is_split_where_that_was_asked_for() {
    let mut store = Store::default();
    let value = "x".repeat(700_000);
    for _ in 0..7 {
        put(&mut store, "k", &value);
    }
    for (fragment, expected) in [(false, vec![7]), (true, vec![2, 2, 2, 1])] {
        let stream = store.watch_open();
        let request = WatchRequest {
            key: bytes("k"),
            start_revision: 2,
            fragment,
            ..WatchRequest::default()
        };
        store.watch_create(stream, request).expect("a good watch");
        store.advance(100);
        let answers = store.watch_drain(stream).split_off(1);
        let sizes: Vec<usize> = answers.iter().map(|answer| answer.events.len()).collect();
        assert_eq!(sizes, expected);
        let marks: Vec<bool> = answers.iter().map(|answer| answer.fragment).collect();
        let (last, others) = marks.split_last().expect("an answer");
        assert!(
            !last && others.iter().all(|&mark| mark),
            "all but the last are marked: {marks:?}"
        );
    }
}

#[test]
fn progress_waits_until_the_stream_is_synced_in_newer_releases() {
    for (switches, at_once) in [(Switches::default(), true), (Switches::MODERN, false)] {
        let mut store = Store::new(switches);
        put(&mut store, "k", "1");
        let stream = watch(&mut store, "k", 2);
        store.watch_progress(stream);
        store.advance(100);
        let ids: Vec<i64> = store
            .watch_drain(stream)
            .iter()
            .map(|answer| answer.watch_id)
            .collect();
        assert_eq!(ids, if at_once { [-1, 0] } else { [0, -1] });
    }
}

#[test]
fn a_silent_watcher_is_told_how_far_it_is_every_ten_minutes() {
    let mut store = Store::default();
    let stream = store.watch_open();
    let request = WatchRequest {
        key: bytes("k"),
        progress_notify: true,
        ..WatchRequest::default()
    };
    store.watch_create(stream, request).expect("a good watch");
    put(&mut store, "other", "1");
    assert!(
        store
            .watch_drain(stream)
            .iter()
            .all(|answer| answer.created)
    );
    store.advance(600_000);
    let answers = store.watch_drain(stream);
    assert_eq!(answers.len(), 1);
    assert_eq!(
        (
            answers[0].watch_id,
            answers[0].revision,
            answers[0].events.len()
        ),
        (0, 2, 0)
    );
    put(&mut store, "k", "1");
    store.advance(600_000);
    assert_eq!(
        mains(&store.watch_drain(stream)),
        [3],
        "one that had events is not silent"
    );
    store.advance(600_000);
    assert_eq!(store.watch_drain(stream).len(), 1);
}

#[test]
fn the_previous_record_comes_along_unless_it_is_compacted() {
    let mut server = Server::default();
    let store = server.store_mut();
    put(store, "k", "1");
    put(store, "k", "2");
    let delete = DeleteRangeRequest {
        key: bytes("k"),
        ..DeleteRangeRequest::default()
    };
    store.delete_range(&delete).expect("a good delete");
    let previous = |store: &mut Store, start_revision| -> Vec<Option<String>> {
        let stream = store.watch_open();
        let request = WatchRequest {
            key: bytes("k"),
            start_revision,
            prev_kv: true,
            ..WatchRequest::default()
        };
        store.watch_create(stream, request).expect("a good watch");
        store.advance(100);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let answers = store
            .watch_drain(stream)
            .into_iter()
            .flat_map(|answer| answer.events);
        answers
            .map(|event| event.prev_kv.map(|kv| text(&kv.value)))
            .collect()
    };
    assert_eq!(
        previous(store, 2),
        [None, Some("1".into()), Some("2".into())]
    );
    store
        .compact(CompactionRequest {
            revision: 3,
            physical: true,
        })
        .expect("a good compaction");
    assert_eq!(previous(store, 3), [None, Some("2".into())]);
}

#[test]
fn a_tombstone_at_the_compaction_is_shown_by_newer_releases() {
    for (switches, events) in [(Switches::default(), 0), (Switches::MODERN, 1)] {
        let mut store = Store::new(switches);
        put(&mut store, "k", "1");
        let delete = DeleteRangeRequest {
            key: bytes("k"),
            ..DeleteRangeRequest::default()
        };
        store.delete_range(&delete).expect("a good delete");
        store
            .compact(CompactionRequest {
                revision: 3,
                physical: true,
            })
            .expect("a good compaction");
        let stream = watch(&mut store, "k", 3);
        store.advance(100);
        assert_eq!(
            mains(&store.watch_drain(stream)).len(),
            events,
            "{switches:?}"
        );
        assert_eq!(store.get(b"k", 3), Ok(None));
        assert_eq!(store.get(b"k", 2), Err(Error::Compacted));
    }
}
