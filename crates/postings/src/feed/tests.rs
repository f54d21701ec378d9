//! The feed against a naive twin, and each loss of the module's table by name.

use super::*;
use crate::Value;
use fastrand::Rng;

fn document(text: &str) -> Document {
    Document::from([("text".to_string(), Value::from(text))])
}

fn key(key: &str) -> Place {
    Place::Key(key.to_string())
}

/// A table, an index and a feed of the given way.
struct Bench {
    table: Table,
    feed: Feed,
    index: Index,
}

impl Bench {
    fn by_time(overlap: u64) -> Bench {
        Bench::new(Way::Time {
            overlap,
            last: None,
        })
    }

    fn by_log() -> Bench {
        Bench::new(Way::Log { position: 0 })
    }

    fn new(way: Way) -> Bench {
        Bench {
            table: Table::default(),
            feed: Feed::new(way),
            index: Index::default(),
        }
    }

    fn put(&mut self, place: &Place, text: &str, stamp: Stamp) {
        let put = self.table.put(place, document(text), stamp);
        put.expect("the row is there or new");
    }

    /// Polls and refreshes.
    fn poll(&mut self, now: u64) -> Poll {
        let poll = self.feed.poll(&self.table, now, &mut self.index);
        self.index.refresh();
        self.index.check();
        poll.expect("texts fit")
    }

    fn difference(&self) -> Difference {
        compare(&self.table, &self.feed, &self.index)
    }
}

#[test]
fn a_row_that_changes_in_the_tick_of_a_poll_is_lost_without_overlap() {
    for (overlap, expected) in [(0, vec![2]), (1, vec![])] {
        let mut bench = Bench::by_time(overlap);
        bench.put(&key("a"), "before the poll", Stamp::At(5));
        bench.poll(5);
        bench.put(&key("b"), "in the same tick, after it", Stamp::At(5));
        bench.poll(9);
        assert_eq!(bench.difference().missing, expected, "overlap {overlap}");
    }
}

#[test]
fn an_overlap_mends_what_commits_late_by_less_and_costs_repeats() {
    for (overlap, missing, repeated) in [(0, vec![2], 0), (4, vec![2], 1), (5, vec![], 1)] {
        let mut bench = Bench::by_time(overlap);
        bench.put(&key("a"), "in time", Stamp::At(9));
        bench.poll(10);
        // The transaction began at 6 and commits at 11.
        bench.put(&key("b"), "late", Stamp::At(6));
        let poll = bench.poll(20);
        assert_eq!(bench.difference().missing, missing, "overlap {overlap}");
        assert_eq!(poll.repeated, repeated, "overlap {overlap}");
        assert_eq!(
            bench.difference().doubles,
            [""; 0],
            "a key makes repeats harmless"
        );
    }
}

#[test]
fn what_has_no_update_time_is_never_seen_by_time() {
    let mut bench = Bench::by_time(100);
    bench.put(&key("a"), "no time", Stamp::Kept);
    bench.put(&key("b"), "one text", Stamp::At(1));
    bench.poll(1);
    bench.poll(200);
    bench.put(&key("b"), "another text, the old time", Stamp::Kept);
    bench.poll(300);
    let expected = Difference {
        missing: vec![1],
        stale: vec![2],
        ..Difference::default()
    };
    assert_eq!(bench.difference(), expected);
}

#[test]
fn a_delete_leaves_a_ghost_by_time_and_none_by_log() {
    for (mut bench, ghosts) in [(Bench::by_time(100), vec!["a"]), (Bench::by_log(), vec![])] {
        bench.put(&key("a"), "gone soon", Stamp::At(1));
        bench.poll(1);
        bench.table.delete(&key("a")).expect("it is there");
        bench.poll(2);
        assert_eq!(bench.difference().ghosts, ghosts);
    }
}

#[test]
fn a_row_without_a_key_is_doubled_by_repeats_and_cannot_be_deleted() {
    let mut bench = Bench::by_time(10);
    bench.put(&Place::NoKey, "no key", Stamp::At(1));
    bench.poll(1);
    bench.poll(2);
    assert_eq!(bench.difference().doubles, ["~1"]);

    let mut bench = Bench::by_log();
    bench.put(&Place::NoKey, "no key", Stamp::At(1));
    bench.put(&Place::Row(1), "no key, changed", Stamp::At(1));
    assert_eq!(bench.poll(1).read, 2);
    assert_eq!(bench.difference().doubles, ["~1"]);
    bench.table.delete(&Place::Row(1)).expect("it is there");
    assert_eq!(bench.poll(2).unplaced, 1);
    assert_eq!(bench.difference().ghosts, ["~1", "~2"]);
}

#[test]
fn a_log_that_is_read_from_its_end_needs_a_first_load() {
    let mut bench = Bench::by_log();
    bench.put(&key("a"), "before the feed", Stamp::At(1));
    let position = bench.table.changes().len();
    bench.feed = Feed::new(Way::Log { position });
    bench.put(&key("b"), "after it", Stamp::At(2));
    bench.poll(2);
    assert_eq!(bench.difference().missing, [1]);
}

#[test]
fn what_was_read_is_searchable_after_the_next_refresh() {
    let mut bench = Bench::by_log();
    bench.put(&key("a"), "one", Stamp::At(1));
    bench.put(&key("b"), "two", Stamp::At(1));
    bench.poll(1);
    assert!(bench.difference().is_none());
    bench.put(&key("a"), "one, changed", Stamp::At(2));
    bench.table.delete(&key("b")).expect("it is there");
    let poll = bench.feed.poll(&bench.table, 2, &mut bench.index);
    poll.expect("texts fit");
    let waits = Difference {
        waiting: vec![1],
        leaving: vec!["b".to_string()],
        ..Difference::default()
    };
    assert_eq!(bench.difference(), waits);
    assert!(waits.is_settled() && !waits.is_none());
    bench.index.refresh();
    assert!(bench.difference().is_none());
}

/// Something random happens to the table. Times may lie up to 4 ticks back.
fn change(dice: &mut Rng, table: &mut Table, now: u64, keys_only: bool) {
    let text = format!("text {}", dice.u32(..6));
    let any_row = 1 + u64::from(dice.u32(..8));
    let place = match dice.u32(..if keys_only { 3 } else { 5 }) {
        0..3 => key(["a", "b", "c", "d", "e"][dice.u32(..5) as usize]),
        3 => Place::NoKey,
        _ => Place::Row(any_row),
    };
    let stamp = match dice.u32(..4) {
        0 => Stamp::Kept,
        1 => Stamp::At(now.saturating_sub(u64::from(dice.u32(..5)))),
        _ => Stamp::At(now),
    };
    if dice.u32(..4) == 0 {
        table.delete(&place);
    } else {
        table.put(&place, document(&text), stamp);
    }
}

/// The documents under keys, as the index has them.
fn documents(index: &Index) -> BTreeMap<String, String> {
    let all = index.parts().iter().flat_map(|part| {
        let docs = (0..).zip(part.segment.ids()).zip(&part.deleted);
        docs.filter(|(_, deleted)| !**deleted)
            .map(|((doc, id), _)| (id.clone(), part.segment.document(doc)["text"].to_text()))
    });
    all.collect()
}

#[test]
fn after_a_feed_by_log_the_index_is_the_table() {
    for seed in 0..300 {
        let mut dice = Rng::with_seed(seed);
        let mut bench = Bench::by_log();
        for now in 0..40 {
            change(&mut dice, &mut bench.table, now, true);
            if dice.u32(..3) == 0 {
                bench.poll(now);
            }
        }
        bench.poll(40);
        let rows = bench.table.rows().map(|row| {
            let key = row.key.clone().expect("all rows have one");
            (key, row.document["text"].to_text())
        });
        assert_eq!(documents(&bench.index), rows.collect(), "seed {seed}");
        assert!(bench.difference().is_none(), "seed {seed}");
    }
}

/// The twin keeps whole tables: what a poll at `now` would have been told, asked of the table as it was then.
#[test]
fn after_a_feed_by_time_the_index_is_what_the_polls_were_told() {
    for seed in 0..300 {
        let mut dice = Rng::with_seed(seed);
        let overlap = u64::from(dice.u32(..4));
        let mut bench = Bench::by_time(overlap);
        let mut expected: BTreeMap<String, String> = BTreeMap::new();
        let mut last: Option<u64> = None;
        for now in 0..40 {
            change(&mut dice, &mut bench.table, now, true);
            if dice.u32(..3) > 0 {
                continue;
            }
            for row in bench.table.rows() {
                let is_told = match (row.updated, last) {
                    (None, _) => false,
                    (Some(_), None) => true,
                    (Some(updated), Some(last)) => updated as i64 > last as i64 - overlap as i64,
                };
                if is_told {
                    let key = row.key.clone().expect("all rows have one");
                    expected.insert(key, row.document["text"].to_text());
                }
            }
            last = Some(now);
            bench.poll(now);
            assert_eq!(documents(&bench.index), expected, "seed {seed}, tick {now}");
        }
    }
}

#[test]
fn a_difference_names_every_row_and_document_that_is_off_and_no_other() {
    for seed in 0..300 {
        let mut dice = Rng::with_seed(seed);
        let way = match dice.u32(..2) {
            0 => Way::Log { position: 0 },
            _ => Way::Time {
                overlap: u64::from(dice.u32(..4)),
                last: None,
            },
        };
        let mut bench = Bench::new(way);
        for now in 0..30 {
            change(&mut dice, &mut bench.table, now, false);
            if dice.u32(..3) == 0 {
                bench.poll(now);
            }
            let difference = bench.difference();
            let documents = documents(&bench.index);
            // Each row is missing, or has one document that counts; each other document is a double or a ghost.
            let counted = bench.table.len() - difference.missing.len()
                + difference.doubles.len()
                + difference.ghosts.len();
            assert_eq!(
                counted,
                documents.len(),
                "seed {seed}, tick {now}: {difference:?}"
            );
            for row in bench.table.rows() {
                let Some(key) = &row.key else { continue };
                let found = documents.get(key);
                let is_right = found == Some(&row.document["text"].to_text());
                let is_named = difference.missing.contains(&row.number)
                    || difference.stale.contains(&row.number);
                assert_eq!(is_right, !is_named, "seed {seed}, tick {now}: {row:?}");
                assert_eq!(found.is_none(), difference.missing.contains(&row.number));
            }
        }
    }
}
