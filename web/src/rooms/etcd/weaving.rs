//! The run as threads: one per key. A deletion cuts the thread, and a put after it begins it anew.

use std::collections::BTreeMap;

use labs::etcd::{Action, Etcd};
use lesson::Branch;
use mvcc::Bytes;

use super::replay::replay;
use super::words;
use crate::rooms::{Band, Line, Piece, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// The most keys that get a thread.
const THREADS_MAX: usize = 12;

/// How wide the cut of a deletion is.
const CUT: f64 = 0.35;

/// The threads of a whole branch, the ruler its revisions. Costs as much as playing it, up to a bound.
pub(super) fn weave(branch: &Branch<Etcd>, lang: Lang) -> Weave {
    let mut weave = Weave::default();
    // By key: where it came to life (true) and died (false).
    let mut turns: BTreeMap<Bytes, Vec<(f64, bool)>> = BTreeMap::new();
    let mut revisions: Vec<(f64, i64)> = vec![(0.0, 1)];
    let mut compacted = -1;
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
        let revision = played.store.revision();
        if revision != played.before {
            revisions.push((played.position as f64, revision));
            weave.ticks.push(tick(played.position, TickKind::Short));
        }
        if let Some(at) = played.compacted() {
            compacted = at;
            weave.ticks.push(tick(played.position, TickKind::Long));
        }
        if played.command.action == Action::Crash {
            weave.ticks.push(tick(played.position, TickKind::Cross));
        }
    });
    let end = (reached as f64).max(1.0);
    weave.rows = turns.len().max(1);
    weave.threads = turns
        .iter()
        .enumerate()
        .map(|(row, (key, turns))| thread(row, key, turns, end))
        .collect();
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

/// A stretch for each revision that the store was at; pale if it can't be read any more.
fn bands(revisions: &[(f64, i64)], end: f64, compacted: i64, lang: Lang) -> Vec<Band> {
    let mut bands = Vec::new();
    for (i, &(from, revision)) in revisions.iter().enumerate() {
        let to = revisions.get(i + 1).map_or(end, |next| next.0);
        if to > from {
            bands.push(Band {
                from,
                to,
                // The first names what is counted; a number fits where words are cut.
                label: match i {
                    0 => lang.say(format!("revision {revision}"), format!("版本 {revision}")),
                    _ => revision.to_string(),
                },
                tone: if revision < compacted {
                    Tone::Quiet
                } else {
                    Tone::Ink
                },
            });
        }
    }
    bands
}
