//! The run as threads: one per process, from its start to its end. A stroke leads from an id to its repetition.

use std::collections::BTreeMap;

use labs::ids::{Command, Event, IdBench};
use lesson::Branch;

use super::history::{begins_anew, each};
use crate::rooms::{Band, Clock, Line, Piece, Stroke, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// The most processes that get a thread.
const THREADS: usize = 10;
/// What the clock shows at the start.
const START: u64 = 1000;
/// The most strokes, so that a storm stays legible.
const STROKES: usize = 40;

/// The threads of a whole branch; the ruler shows which layout, policy and source there were.
pub(super) fn weave(branch: &Branch<IdBench>, lang: Lang) -> Weave {
    let mut weave = Weave::default();
    // By name: its row, where it began, and its pieces.
    let mut lives: BTreeMap<&str, Life> = BTreeMap::new();
    // Where each id was made since the last new beginning: position and row.
    let mut made: Vec<(f64, Option<usize>)> = Vec::new();
    let mut ages: Vec<(f64, String)> = vec![(0.0, String::new())];
    let mut anew = 0;
    let mut clock = Clock {
        at: vec![START],
        ms: true,
    };
    for (i, entry) in branch.log().iter().enumerate() {
        if entry.outcome.is_err() {
            weave.ticks.push(tick(i + 1, TickKind::Cross));
        }
    }
    each(branch, branch.len(), |position, event| {
        let at = position as f64;
        if position != anew && begins_anew(branch, position) {
            anew = position;
            lives.values_mut().for_each(|life| life.end(at));
            made.clear();
            ages.push((at, chosen(&branch.log()[position - 1].command)));
            clock.note(position, START);
            weave.ticks.push(tick(position, TickKind::Long));
        }
        match event {
            Event::Started { name, .. } => {
                let row = lives.len();
                if let Some(life) = lives.get_mut(name.as_str()) {
                    life.end(at);
                    life.since = Some(at);
                } else if row < THREADS {
                    lives.insert(name, Life::new(row, at));
                }
            }
            Event::Gone(name) => {
                if let Some(life) = lives.get_mut(name.as_str()) {
                    life.end(at);
                }
                weave.ticks.push(tick(position, TickKind::Cross));
            }
            Event::Time(now) => clock.note(position, now.unsigned_abs()),
            Event::Clock { .. } => weave.ticks.push(tick(position, TickKind::Check)),
            Event::Issued(issued) => {
                let row = lives.get(issued.by.as_str()).map(|life| life.row);
                made.push((at, row));
                if let Some(twin) = &issued.twin {
                    weave.ticks.push(tick(position, TickKind::Cross));
                    if let (Some((from, Some(first))), Some(row)) = (made.get(twin.place), row)
                        && weave.strokes.len() < STROKES
                    {
                        weave.strokes.push(Stroke {
                            from: (*from, *first as f64),
                            to: (at, row as f64),
                            lost: true,
                        });
                    }
                } else {
                    weave.ticks.push(tick(position, TickKind::Short));
                }
            }
            _ => {}
        }
    });
    weave.ticks.sort_by(|a, b| a.at.total_cmp(&b.at));
    weave.ticks.dedup();
    clock.note(branch.len().max(1), clock.now());
    weave.clock = Some(clock);
    let end = (branch.len() as f64).max(1.0);
    weave.rows = lives.len().max(1);
    for (name, mut life) in lives {
        life.end(end);
        weave.threads.push(life.thread(name));
    }
    weave.bands = bands(&ages, end, lang);
    weave
}

fn tick(position: usize, kind: TickKind) -> Tick {
    Tick {
        at: position as f64,
        kind,
    }
}

/// A process's way: alive from `since`, if it is.
struct Life {
    row: usize,
    since: Option<f64>,
    pieces: Vec<Piece>,
}

impl Life {
    fn new(row: usize, since: f64) -> Life {
        Life {
            row,
            since: Some(since),
            pieces: Vec::new(),
        }
    }

    fn end(&mut self, at: f64) {
        if let Some(since) = self.since.take() {
            self.pieces.push(Piece {
                points: vec![(since, self.row as f64), (at, self.row as f64)],
                line: Line::Single,
                tone: Tone::Ink,
            });
        }
    }

    fn thread(self, name: &str) -> Thread {
        Thread {
            name: name.to_string(),
            home: self.row,
            marked: false,
            pieces: self.pieces,
        }
    }
}

/// What was chosen, short: `10 + 12`, `wait`, `lease ttl=100 check=yes`.
fn chosen(command: &Command) -> String {
    match command {
        Command::Layout {
            node_bits,
            step_bits,
            ..
        } => format!("{node_bits} + {step_bits}"),
        Command::Policy(policy) => policy.name().to_string(),
        command => command.to_string().replacen("source ", "", 1),
    }
}

fn bands(ages: &[(f64, String)], end: f64, lang: Lang) -> Vec<Band> {
    Band::ruler(ages, end, |i, chosen, _| {
        let label = match chosen.is_empty() {
            true => lang.say("as it begins", "起初").to_string(),
            false => chosen.clone(),
        };
        (label, Tone::by_turns(i))
    })
}
