//! The run as threads: one per key. A deletion cuts the thread, and a put after it begins it anew. Below them a thread
//! per watcher: double while it is synced, dashed while it is behind.

use std::collections::BTreeMap;

use labs::etcd::{Action, Etcd};
use lesson::Branch;
use mvcc::Bytes;
use mvcc::watch::Place;

use super::replay::{Played, replay};
use super::{watcher_id, words};
use crate::rooms::{Band, Clock, Line, Piece, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// The most keys that get a thread.
const THREADS_MAX: usize = 12;

/// The most watchers that get one; then keys have fewer.
const WATCHERS_MAX: usize = 4;

/// Where a watcher was from a position on; `None` after its end.
type Stays = Vec<(f64, Option<Place>)>;

/// How wide the cut of a deletion is.
const CUT: f64 = 0.35;

/// The threads of a whole branch, the ruler its revisions. Costs as much as playing it, up to a bound.
pub(super) fn weave(branch: &Branch<Etcd>, lang: Lang) -> Weave {
    let mut weave = Weave::default();
    // By key: where it came to life (true) and died (false).
    let mut turns: BTreeMap<Bytes, Vec<(f64, bool)>> = BTreeMap::new();
    let mut revisions: Vec<(f64, i64)> = vec![(0.0, 1)];
    let mut watchers: BTreeMap<String, Stays> = BTreeMap::new();
    let mut compacted = -1;
    let mut clock = Clock {
        at: vec![0],
        ms: true,
    };
    for (i, entry) in branch.log().iter().enumerate() {
        if entry.outcome.is_err() {
            weave.ticks.push(tick(i + 1, TickKind::Cross));
        }
    }
    let reached = replay(branch, branch.len(), |played| {
        for row in played.rows() {
            let known = turns.contains_key(&row.kv.key);
            if !known && turns.len() == THREADS_MAX {
                continue;
            }
            let turns = turns.entry(row.kv.key.clone()).or_default();
            let alive = !row.kv.is_tombstone();
            if turns.last().is_none_or(|(_, before)| *before != alive) {
                turns.push((played.position as f64, alive));
            }
        }
        stays(&mut watchers, played);
        clock.note(played.position, played.store.now_ms());
        let revision = played.store.revision();
        if revision != played.before {
            revisions.push((played.position as f64, revision));
            weave.ticks.push(tick(played.position, TickKind::Short));
        }
        if let Some(at) = played.compacted() {
            compacted = at;
            weave.ticks.push(tick(played.position, TickKind::Long));
        }
        if !played.world.ended().is_empty() {
            weave.ticks.push(tick(played.position, TickKind::Long));
        }
        if played.command.action == Action::Crash {
            weave.ticks.push(tick(played.position, TickKind::Cross));
        }
    });
    clock.note(branch.len().max(1), clock.now());
    weave.clock = Some(clock);
    let end = (reached as f64).max(1.0);
    let keys = turns.len().min(THREADS_MAX - watchers.len());
    weave.rows = (keys + watchers.len()).max(1);
    let of_keys = turns.iter().take(keys).enumerate();
    weave.threads = of_keys
        .map(|(row, (key, turns))| thread(row, key, turns, end))
        .collect();
    let of_watchers = watchers.iter().enumerate();
    weave
        .threads
        .extend(of_watchers.map(|(i, (name, stays))| watcher(keys + i, name, stays, end)));
    weave.bands = bands(&revisions, end, compacted, lang);
    weave
}

fn tick(position: usize, kind: TickKind) -> Tick {
    Tick {
        at: position as f64,
        kind,
    }
}

fn thread(row: usize, key: &Bytes, turns: &[(f64, bool)], end: f64) -> Thread {
    let piece = |from: f64, to: f64, alive: bool| Piece {
        points: vec![(from, row as f64), (to.max(from), row as f64)],
        line: if alive { Line::Single } else { Line::Dotted },
        tone: if alive { Tone::Ink } else { Tone::Quiet },
    };
    let mut pieces = vec![piece(0.0, turns[0].0, false)];
    for (i, &(from, alive)) in turns.iter().enumerate() {
        let to = turns.get(i + 1).map_or(end, |next| next.0);
        let from = if alive { from } else { (from + CUT).min(to) };
        pieces.push(piece(from, to, alive));
    }
    Thread {
        name: words::whole(key),
        home: row,
        marked: false,
        pieces,
    }
}

/// Notes where every watcher is now, if that is new.
fn stays(watchers: &mut BTreeMap<String, Stays>, played: &Played<'_>) {
    let watching = played.world.watching();
    let at = played.position as f64;
    let now: BTreeMap<String, Place> = watching
        .iter()
        .map(|it| (watcher_id(it), it.place))
        .collect();
    for (id, &place) in &now {
        if watchers.contains_key(id) || watchers.len() < WATCHERS_MAX {
            let stays = watchers.entry(id.clone()).or_default();
            if stays
                .last()
                .is_none_or(|(_, before)| *before != Some(place))
            {
                stays.push((at, Some(place)));
            }
        }
    }
    for (id, stays) in watchers {
        let ended = !now.contains_key(id) && stays.last().is_some_and(|(_, place)| place.is_some());
        if ended {
            stays.push((at, None));
        }
    }
}

fn watcher(row: usize, id: &str, stays: &Stays, end: f64) -> Thread {
    let mut pieces = Vec::new();
    for (i, &(from, place)) in stays.iter().enumerate() {
        let to = stays.get(i + 1).map_or(end, |next| next.0);
        let Some(place) = place else { continue };
        pieces.push(Piece {
            points: vec![(from, row as f64), (to, row as f64)],
            line: match place {
                Place::Synced => Line::Double,
                Place::Unsynced | Place::Victim => Line::Dashed,
            },
            tone: Tone::Ink,
        });
    }
    Thread {
        name: id.trim_start_matches("watcher ").to_string(),
        home: row,
        marked: false,
        pieces,
    }
}

/// A stretch for each revision that the store was at; pale if it can't be read any more.
fn bands(revisions: &[(f64, i64)], end: f64, compacted: i64, lang: Lang) -> Vec<Band> {
    Band::ruler(revisions, end, |i, revision, width| {
        // The first names what is counted, if it is wide enough; a number fits where words are cut.
        let label = if i == 0 && width > end / 10.0 {
            lang.say(format!("revision {revision}"), format!("版本 {revision}"))
        } else {
            revision.to_string()
        };
        let is_gone = *revision < compacted;
        (label, if is_gone { Tone::Quiet } else { Tone::Ink })
    })
}
