//! etcd's store on the stage: the history as a grid, and the two steps of a read below it.
//!
//! ```text
//!   history     a row per key, a column per revision       what one means by MVCC
//!   two steps   key index ──> rows of the backend           how it is kept: names in memory, rows in order of revision
//! ```
//!
//! A put is a box, a tombstone a crossed one; what is only in the buffer is dashed, what compaction forgot is hatched.
//! A store may be large: [`view::View`] picks what is drawn, the latest revisions and the keys that they touched.
//! Where somebody watches, the groups of watchers and their interval tree stand above; where there are leases, they stand
//! below the history. Terminals have a column each, at the end: what they print stands beside the cells as well.

use charts::Twin;
use labs::etcd::{Etcd, Event, Watching};
use lesson::{Branch, Entry};
use mvcc::Revision;
use yew::prelude::*;

use super::{Point, Room, Scene, Weave, Why};
use crate::phrases::Phrase;
use crate::words::Lang;

mod view;

mod history;
mod leases;
mod terminals;
mod tree;
mod two_steps;
mod watchers;

mod reasons;
mod replay;
mod weaving;

mod phrases;
mod words;

/// The stage of [`Etcd`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EtcdRoom;

impl Room for EtcdRoom {
    type World = Etcd;

    const PHRASES: &'static [Phrase] = phrases::PHRASES;

    fn draw(scene: &Scene<Etcd>) -> Html {
        let view = view::View::of(scene.world.store());
        html! {
            <div class="etcd-room">
                { watchers::draw(scene) }
                { tree::draw(two_steps::followed(&view, scene.pointed).map(|key| &**key.key()), scene) }
                { history::draw(&view, scene) }
                { leases::draw(scene) }
                { two_steps::draw(&view, scene) }
                { terminals::draw(scene) }
            </div>
        }
    }

    fn twin(etcd: &Etcd, _last: &[Event], lang: Lang) -> Twin {
        words::twin(etcd, lang)
    }

    fn weave(branch: &Branch<Etcd>, lang: Lang) -> Weave {
        weaving::weave(branch, lang)
    }

    fn moment(entry: &Entry<Etcd>, _lang: Lang) -> String {
        words::line(&entry.command)
    }

    fn points(etcd: &Etcd, lang: Lang) -> Vec<Point> {
        let view = view::View::of(etcd.store());
        let mut points = Vec::new();
        for key in &view.keys {
            points.push(Point {
                id: key_id(key.key()),
                label: words::key_label(key, lang),
            });
        }
        for (_, row) in view.changes() {
            points.push(Point {
                id: change_id(&row.kv.key, row.revision()),
                label: words::change_label(row, lang),
            });
        }
        for it in etcd.watching() {
            points.push(Point {
                id: watcher_id(&it),
                label: words::watcher_label(&it, etcd.store().revision(), lang),
            });
        }
        for (id, lease) in etcd.store().leases().by_expiry() {
            points.push(Point {
                id: lease_id(id),
                label: words::lease_label(id, lease, etcd.store().now_ms(), lang),
            });
        }
        points
    }

    fn why(branch: &Branch<Etcd>, position: usize, point: &str, lang: Lang) -> Option<Why> {
        reasons::why(branch, position, point, lang)
    }
}

/// The id of a key as lessons name it: `key zjx`.
fn key_id(key: &[u8]) -> String {
    format!("key {}", words::whole(key))
}

/// The id of one change of a key: `change zjx 3.0`.
fn change_id(key: &[u8], Revision { main, sub }: Revision) -> String {
    format!("change {} {main}.{sub}", words::whole(key))
}

/// The id of a watcher: the terminal it serves, and its number there if a command has more than one: `watcher @w`.
fn watcher_id(it: &Watching) -> String {
    let terminal = it.terminal.map_or("@".into(), |name| format!("@{name}"));
    match it.watcher.id {
        0 => format!("watcher {terminal}"),
        id => format!("watcher {terminal} {id}"),
    }
}

/// The id of a lease, in hex as etcdctl has it: `lease 326969472b0c5d01`.
fn lease_id(id: i64) -> String {
    format!("lease {id:016x}")
}

#[cfg(test)]
mod tests {
    use lesson::Player;

    use super::*;

    const LINES: [&str; 21] = [
        "lease grant 2",
        "lease grant 600",
        "@lock lock name",
        "@lock ^C",
        "@w watch --prefix a --rev=2 >/dev/null",
        "@w ^Z",
        "@w fg",
        "@v watch a zz",
        "@v ^C",
        "put a 1",
        "put b 'two words'",
        "put a 3",
        "del a",
        "del --prefix \"\"",
        "sleep 1s",
        "compaction 4",
        "crash",
        "get a --rev=2",
        "fill many 9 2",
        "txn <<EOF\n\nput a 7\ndel a --from-key\n\n\nEOF",
        "txn <<EOF\n\nput a 8\nput c 8\n\n\nEOF",
    ];

    fn played(seed: u64) -> Player<Etcd> {
        let mut random = seed;
        let mut player: Player<Etcd> = Player::new(0);
        for _ in 0..24 {
            let line = LINES[balance::generator::splitmix64(&mut random) as usize % LINES.len()];
            player.act(line.parse().expect("a line of etcdctl"));
        }
        player
    }

    /// The room's own account, made by playing the log again, against the world that was played once.
    #[test]
    fn threads_and_reasons_end_where_the_store_is() {
        for seed in 0..60_u64 {
            let player = played(seed);
            let store = player.world().store();
            let weave = EtcdRoom::weave(player.branch(), Lang::En);
            let watching = player.world().watching();
            for thread in &weave.threads {
                let last = thread.pieces.last().expect("a thread has pieces");
                if thread.name.starts_with('@') {
                    let id = format!("watcher {}", thread.name);
                    let it = watching.iter().find(|it| watcher_id(it) == id);
                    let place = it.map(|it| it.place == mvcc::watch::Place::Synced);
                    let ends = last.points.last().expect("a piece has points").0;
                    if place.is_some() {
                        assert_eq!(ends, player.position() as f64, "seed {seed}, {id}");
                        assert_eq!(
                            place,
                            Some(last.line == super::super::Line::Double),
                            "seed {seed}, {id}"
                        );
                    }
                    continue;
                }
                let key = store.index().get(thread.name.as_bytes());
                assert_eq!(
                    last.line == super::super::Line::Single,
                    key.is_some_and(mvcc::KeyIndex::is_alive),
                    "seed {seed}, key {}",
                    thread.name
                );
            }
            for key in view::View::of(store).keys {
                let id = key_id(key.key());
                let why = EtcdRoom::why(player.branch(), player.position(), &id, Lang::En)
                    .unwrap_or_else(|| panic!("seed {seed}: nothing is known of `{id}`"));
                let last = why.chain.last().expect("a key has a past");
                assert!(
                    last.what.contains(&key.modified().to_string())
                        || last.what.contains("compacted"),
                    "seed {seed}, `{id}`: {last:?}"
                );
            }
        }
    }

    #[test]
    fn every_point_can_be_asked_why_and_every_point_has_an_id_of_its_own() {
        for seed in 0..60_u64 {
            let player = played(seed);
            let points = EtcdRoom::points(player.world(), Lang::Zh);
            let mut ids: Vec<_> = points.iter().map(|point| point.id.clone()).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), points.len(), "seed {seed}: {points:?}");
            for Point { id, .. } in points {
                let why = EtcdRoom::why(player.branch(), player.position(), &id, Lang::Zh);
                assert!(why.is_some(), "seed {seed}: `{id}`");
            }
        }
        let fresh = Player::<Etcd>::new(0);
        assert_eq!(EtcdRoom::points(fresh.world(), Lang::En), []);
        assert_eq!(EtcdRoom::why(fresh.branch(), 0, "key a", Lang::En), None);
    }

    #[test]
    fn a_lease_is_told_with_its_keys_until_it_has_taken_them_along() {
        let mut player: Player<Etcd> = Player::new(0);
        for line in ["lease grant 10", "put other 1"] {
            player.act(line.parse().expect("a line"));
        }
        let id = player.world().store().leases().by_expiry().next();
        let id = id.expect("it was granted").0;
        for line in [format!("put node/a 1 --lease={id:x}"), "sleep 4s".into()] {
            player.act(line.parse().expect("a line"));
        }
        let told =
            |player: &Player<Etcd>, lang| EtcdRoom::twin(player.world(), &[], lang).sentence();
        let en = told(&player, Lang::En);
        assert!(
            en.contains(&format!("Lease {id:016x}: 6.0 s of 10 s left, key node/a.")),
            "{en}"
        );
        let why = EtcdRoom::why(player.branch(), player.position(), &lease_id(id), Lang::En);
        let what: Vec<String> = why
            .expect("it is there")
            .chain
            .into_iter()
            .map(|reason| reason.what)
            .collect();
        assert_eq!(what, ["Granted for 10 s", "node/a hangs on it"]);
        player.act("sleep 7s".parse().expect("a line"));
        let zh = told(&player, Lang::Zh);
        assert!(
            zh.contains(&format!("租约 {id:016x} 到期，带走了 node/a。")),
            "{zh}"
        );
        player.act("sleep 1s".parse().expect("a line"));
        assert!(!told(&player, Lang::En).contains("Lease"));
        assert_eq!(
            EtcdRoom::points(player.world(), Lang::En).len(),
            5,
            "two keys and three changes"
        );
    }

    #[test]
    fn a_large_store_shows_its_latest_rows_and_counts_the_rest() {
        let mut player: Player<Etcd> = Player::new(0);
        player.act("fill many 20 50".parse().expect("a line"));
        let view = view::View::of(player.world().store());
        assert_eq!((view.first, view.last), (992, 1001));
        assert_eq!((view.keys.len(), view.more_keys), (view::KEYS_MAX, 13));
        assert_eq!(
            view.rows.last().map(|(_, row)| row.kv.mod_revision),
            Some(1001)
        );
        assert_eq!(view.rows.len() + view.earlier, 1000);
    }
}
