//! The run as threads: the buffer, dashed while something waits in it, and a thread for each segment, from the refresh or
//! merge that made it to the merge that ends it.

use std::collections::BTreeMap;

use labs::search::{Command, SearchBench};
use lesson::Branch;

use super::replay::replay;
use crate::rooms::{Band, Line, Piece, Stroke, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// Segments that get a thread.
pub(super) const THREADS: usize = 10;

/// An index's name, and a segment's number there.
type Key = (String, u64);

pub(super) fn weave(branch: &Branch<SearchBench>, lang: Lang) -> Weave {
    let mut weave = Weave::default();
    let end = (branch.len() as f64).max(1.0);
    // From, and to if that is known; whether some of it is deleted.
    let mut lives: Vec<(Key, f64, Option<f64>)> = Vec::new();
    let mut waits: Vec<(f64, bool)> = vec![(0.0, false)];
    let mut names: Vec<(f64, String)> = vec![(0.0, "docs".to_string())];
    replay(branch, branch.len(), |at, _, bench| {
        let at = at as f64;
        let here = present(bench);
        for (key, _, to) in &mut lives {
            if to.is_none() && !here.contains_key(key) {
                *to = Some(at);
            }
        }
        for key in here.into_keys() {
            if !lives
                .iter()
                .any(|(known, _, to)| *known == key && to.is_none())
            {
                lives.push((key, at, None));
            }
        }
        let waiting = bench
            .indexes()
            .values()
            .any(|index| !index.buffer().is_empty());
        if waits.last().is_some_and(|(_, was)| *was != waiting) {
            waits.push((at, waiting));
        }
        if names
            .last()
            .is_some_and(|(_, name)| name != bench.current())
        {
            names.push((at, bench.current().to_string()));
        }
    });
    lives.truncate(THREADS);
    weave.ticks = ticks(branch);
    weave.rows = lives.len() + 1;
    weave.threads.push(buffer(&waits, end, lang));
    for (row, ((name, number), from, to)) in (1..).zip(&lives) {
        let name = format!("{name} {number}");
        weave.threads.push(thread(row, name, *from, *to, end));
        weave.strokes.push(Stroke {
            from: ((from - 0.5).max(0.0), 0.0),
            to: (*from, row as f64),
            lost: false,
        });
    }
    weave.bands = bands(&names, end);
    weave
}

/// All segments there are.
fn present(bench: &SearchBench) -> BTreeMap<Key, ()> {
    let all = bench.indexes().iter().flat_map(|(name, index)| {
        let parts = index.parts().iter();
        parts.map(move |part| ((name.clone(), part.number), ()))
    });
    all.collect()
}

/// The thread of a segment; dotted before it was made and after it was merged.
fn thread(row: usize, name: String, from: f64, to: Option<f64>, end: f64) -> Thread {
    let line = |from: f64, to: f64, line: Line, tone: Tone| Piece {
        points: vec![(from, row as f64), (to, row as f64)],
        line,
        tone,
    };
    let mut pieces = vec![
        line(0.0, from, Line::Dotted, Tone::Quiet),
        line(from, to.unwrap_or(end), Line::Single, Tone::Ink),
    ];
    pieces.extend(to.map(|to| line(to, end, Line::Dotted, Tone::Quiet)));
    Thread {
        name,
        home: row,
        marked: false,
        pieces,
    }
}

fn buffer(waits: &[(f64, bool)], end: f64, lang: Lang) -> Thread {
    let pieces = waits.iter().enumerate().map(|(i, (from, waiting))| Piece {
        points: vec![
            (*from, 0.0),
            (waits.get(i + 1).map_or(end, |next| next.0), 0.0),
        ],
        line: if *waiting { Line::Dashed } else { Line::Dotted },
        tone: if *waiting { Tone::Ink } else { Tone::Quiet },
    });
    Thread {
        name: lang.say("buffer", "缓冲").to_string(),
        home: 0,
        marked: false,
        pieces: pieces.collect(),
    }
}

fn ticks(branch: &Branch<SearchBench>) -> Vec<Tick> {
    let marks = branch.log().iter().enumerate().map(|(i, entry)| {
        let kind = match &entry.command {
            _ if entry.outcome.is_err() => TickKind::Cross,
            Command::Refresh(_) | Command::Merge(_) | Command::Load(_) | Command::Sleep(_) => {
                TickKind::Long
            }
            Command::Find { .. }
            | Command::Intersect { .. }
            | Command::Search { .. }
            | Command::Sql(_)
            | Command::Get { .. } => TickKind::Check,
            _ => TickKind::Short,
        };
        Tick {
            at: (i + 1) as f64,
            kind,
        }
    });
    marks.collect()
}

fn bands(names: &[(f64, String)], end: f64) -> Vec<Band> {
    let bands = names.iter().enumerate().map(|(i, (from, name))| Band {
        from: *from,
        to: names.get(i + 1).map_or(end, |next| next.0),
        label: name.clone(),
        tone: if i % 2 == 0 { Tone::Ink } else { Tone::Half },
    });
    bands.filter(|band| band.to > band.from).collect()
}
