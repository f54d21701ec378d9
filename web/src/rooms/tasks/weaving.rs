//! The run as threads: one per node, the consumer below them, and a stroke for each task that reached it.
//!
//! A line `run 20` takes one position of the log; what happens in its ticks lies between, in proportion.

use labs::tasks::{Event, NodeState, TaskBench};
use lesson::Branch;
use timers::tasks::{self, Settings};

use crate::rooms::{Band, Clock, Line, Piece, Stroke, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// Strokes of the whole run, at most.
const STROKES_MAX: usize = 400;

/// A node's pieces: where each began, and how it is drawn.
type Pieces = Vec<(f64, Line)>;

pub(super) fn weave(branch: &Branch<TaskBench>, lang: Lang) -> Weave {
    let mut weave = Weave::default();
    let consumer = most_nodes(branch);
    let mut nodes: Vec<Pieces> = (0..consumer)
        .map(|node| vec![(0.0, standing(node, Settings::default().nodes))])
        .collect();
    let mut times = vec![(0.0, 0)];
    let mut now = 0;
    let mut clock = Clock::of_ticks(0);
    let mut sent: Vec<(u64, u32, f64)> = Vec::new();
    for (i, entry) in branch.log().iter().enumerate() {
        let Ok(events) = &entry.outcome else {
            weave.ticks.push(tick((i + 1) as f64, TickKind::Cross));
            clock.note(i + 1, now);
            continue;
        };
        let began = now;
        let ended = events.iter().find_map(|event| match event {
            Event::Time(now) => Some(*now),
            _ => None,
        });
        let x = |at: u64| {
            let span = ended.unwrap_or(began).saturating_sub(began).max(1) as f64;
            i as f64 + (at.saturating_sub(began) as f64 / span).min(1.0)
        };
        for event in events {
            match *event {
                Event::Cluster(event) => {
                    happen(&mut weave, &mut sent, &event, x(event.at()), consumer);
                }
                Event::Node { node, state } => {
                    let pieces = &mut nodes[node as usize];
                    let is_dead = pieces.last().is_some_and(|(_, line)| *line == Line::Dotted);
                    let line = match state {
                        NodeState::Back => Line::Single,
                        NodeState::Cut if !is_dead => Line::Dashed,
                        NodeState::Cut | NodeState::Dead => Line::Dotted,
                    };
                    pieces.push(((i + 1) as f64, line));
                    if state == NodeState::Dead {
                        weave.ticks.push(tick((i + 1) as f64, TickKind::Cross));
                    }
                }
                Event::Built(settings) => {
                    for (node, pieces) in nodes.iter_mut().enumerate() {
                        pieces.push(((i + 1) as f64, standing(node, settings.nodes)));
                    }
                    sent.clear();
                    now = 0;
                    times.push(((i + 1) as f64, 0));
                }
                Event::Time(time) => {
                    now = time;
                    times.push(((i + 1) as f64, time));
                }
                Event::Score(_) | Event::Told(_) | Event::Moved { .. } => {
                    weave.ticks.push(tick((i + 1) as f64, TickKind::Check));
                }
                _ => {}
            }
        }
        clock.note(i + 1, now);
    }
    weave.clock = Some(clock);
    let end = (branch.len() as f64).max(1.0);
    weave.rows = consumer + 1;
    weave.threads = nodes
        .iter()
        .enumerate()
        .map(|(row, pieces)| thread(row.to_string(), row, pieces, end))
        .collect();
    let name = lang.say("C", "消").to_string();
    weave
        .threads
        .push(thread(name, consumer, &vec![(0.0, Line::Double)], end));
    weave.bands = bands(&times, end, lang);
    weave
}

/// The most nodes that any cluster of the run has.
fn most_nodes(branch: &Branch<TaskBench>) -> usize {
    let events = branch.log().iter().flat_map(|entry| entry.events());
    let built = events.filter_map(|event| match event {
        Event::Built(settings) => Some(settings.nodes),
        _ => None,
    });
    built.max().unwrap_or(0).max(Settings::default().nodes) as usize
}

/// A node that a cluster does not have is not there.
fn standing(node: usize, nodes: u32) -> Line {
    match node < nodes as usize {
        true => Line::Single,
        false => Line::Dotted,
    }
}

fn happen(
    weave: &mut Weave,
    sent: &mut Vec<(u64, u32, f64)>,
    event: &tasks::Event,
    x: f64,
    consumer: usize,
) {
    match *event {
        tasks::Event::Sent { task, node, .. } => sent.push((task, node, x)),
        tasks::Event::Effect {
            task, node, times, ..
        } => {
            stroke(weave, sent, (task, node), x, consumer, false);
            if times > 1 {
                weave.ticks.push(tick(x, TickKind::Cross));
            }
        }
        tasks::Event::Suppressed { task, node, .. } => {
            stroke(weave, sent, (task, node), x, consumer, false);
        }
        tasks::Event::Fenced { task, node, .. } => {
            stroke(weave, sent, (task, node), x, consumer, true);
        }
        tasks::Event::Promoted { .. } => weave.ticks.push(tick(x, TickKind::Long)),
        tasks::Event::Loaded { .. } => weave.ticks.push(tick(x, TickKind::Short)),
        _ => {}
    }
}

fn stroke(
    weave: &mut Weave,
    sent: &mut Vec<(u64, u32, f64)>,
    (task, node): (u64, u32),
    x: f64,
    consumer: usize,
    lost: bool,
) {
    let call = sent
        .iter()
        .position(|&(other, by, _)| (other, by) == (task, node));
    if let Some(call) = call
        && weave.strokes.len() < STROKES_MAX
    {
        let (_, _, from) = sent.remove(call);
        weave.strokes.push(Stroke {
            from: (from, f64::from(node)),
            to: (x, consumer as f64),
            lost,
        });
    }
}

fn tick(at: f64, kind: TickKind) -> Tick {
    Tick { at, kind }
}

fn thread(name: String, row: usize, pieces: &Pieces, end: f64) -> Thread {
    let drawn = pieces.iter().enumerate().map(|(i, &(from, line))| {
        let to = pieces.get(i + 1).map_or(end, |next| next.0);
        Piece {
            points: vec![(from, row as f64), (to.max(from), row as f64)],
            line,
            tone: match line {
                Line::Dotted => Tone::Quiet,
                _ => Tone::Ink,
            },
        }
    });
    Thread {
        name,
        home: row,
        marked: false,
        pieces: drawn.collect(),
    }
}

fn bands(times: &[(f64, u64)], end: f64, lang: Lang) -> Vec<Band> {
    Band::ruler(times, end, |i, now, _| {
        let label = lang.say(format!("time {now}"), format!("时刻 {now}"));
        (label, Tone::by_turns(i))
    })
}
