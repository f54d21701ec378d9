//! The run as threads: one per timer, from when it is armed to when it fires or is cancelled.

use std::collections::BTreeMap;

use labs::timers::{Command, Event, TimerBench};
use lesson::Branch;

use crate::rooms::{Band, Clock, Line, Piece, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// The most timers that get a thread: those of a load get none.
const THREADS_MAX: usize = 12;

/// When a timer was waiting.
#[derive(Default)]
struct Life {
    /// From, to if that is known, and whether it fired again and again.
    spans: Vec<(f64, Option<f64>, bool)>,
    periodic: bool,
}

impl Life {
    fn end(&mut self, at: f64) {
        if let Some((_, end @ None, _)) = self.spans.last_mut() {
            *end = Some(at);
        }
    }
}

/// The threads of a branch, the ruler its time.
pub(super) fn weave(branch: &Branch<TimerBench>, lang: Lang) -> Weave {
    let mut weave = Weave::default();
    let mut lives: BTreeMap<u32, Life> = BTreeMap::new();
    let mut times = vec![(0.0, 0)];
    let mut clock = Clock::of_ticks(0);
    for (i, entry) in branch.log().iter().enumerate() {
        let at = (i + 1) as f64;
        let Ok(events) = &entry.outcome else {
            weave.ticks.push(tick(at, TickKind::Cross));
            clock.note(i + 1, clock.now());
            continue;
        };
        weave.ticks.extend(mark(events).map(|kind| tick(at, kind)));
        if matches!(entry.command, Command::New { .. }) {
            lives.values_mut().for_each(|life| life.end(at));
            times.push((at, 0));
        }
        for event in events {
            live(&mut lives, &entry.command, event, at);
            if let Event::Time { now, .. } = *event
                && times.last().is_none_or(|(_, before)| *before != now)
            {
                times.push((at, now));
            }
        }
        clock.note(i + 1, times.last().map_or(0, |(_, now)| *now));
    }
    weave.clock = Some(clock);
    let end = (branch.len() as f64).max(1.0);
    weave.rows = lives.len().max(1);
    weave.threads = lives
        .iter()
        .enumerate()
        .map(|(row, (id, life))| thread(row, *id, life, end))
        .collect();
    weave.bands = bands(&times, end, lang);
    weave
}

fn live(lives: &mut BTreeMap<u32, Life>, command: &Command, event: &Event, at: f64) {
    match *event {
        Event::Armed { id, .. } => {
            if !lives.contains_key(&id) && lives.len() == THREADS_MAX {
                return;
            }
            let life = lives.entry(id).or_default();
            if let Command::Add { every, .. } = command {
                life.periodic = every.is_some();
            }
            life.end(at);
            life.spans.push((at, None, life.periodic));
        }
        Event::Cancelled {
            id,
            was_pending: true,
        } => {
            if let Some(life) = lives.get_mut(&id) {
                life.end(at);
            }
        }
        Event::Fired { id, .. } => {
            if let Some(life) = lives.get_mut(&id).filter(|life| !life.periodic) {
                life.end(at);
            }
        }
        _ => {}
    }
}

/// The mark of a line, if it deserves one.
fn mark(events: &[Event]) -> Option<TickKind> {
    let kind = events.iter().find_map(|event| match event {
        Event::Fired { .. } => Some(TickKind::Long),
        Event::Armed { .. } | Event::Loaded { .. } => Some(TickKind::Short),
        Event::Cancelled { .. } => Some(TickKind::Short),
        _ => None,
    });
    kind.or_else(|| {
        let asked = events
            .iter()
            .any(|event| matches!(event, Event::Counts(_) | Event::Told(_)));
        asked.then_some(TickKind::Check)
    })
}

fn tick(at: f64, kind: TickKind) -> Tick {
    Tick { at, kind }
}

fn thread(row: usize, id: u32, life: &Life, end: f64) -> Thread {
    let piece = |from: f64, to: f64, line: Line| Piece {
        points: vec![(from, row as f64), (to.max(from), row as f64)],
        line,
        tone: match line {
            Line::Dotted => Tone::Quiet,
            _ => Tone::Ink,
        },
    };
    let mut pieces = Vec::new();
    let mut from = 0.0;
    for &(begin, to, periodic) in &life.spans {
        pieces.push(piece(from, begin, Line::Dotted));
        from = to.unwrap_or(end);
        let line = if periodic { Line::Dashed } else { Line::Single };
        pieces.push(piece(begin, from, line));
    }
    if life.spans.last().is_some_and(|(_, to, _)| to.is_some()) {
        pieces.push(piece(from, end, Line::Dotted));
    }
    Thread {
        name: id.to_string(),
        home: row,
        marked: false,
        pieces,
    }
}

fn bands(times: &[(f64, u64)], end: f64, lang: Lang) -> Vec<Band> {
    Band::ruler(times, end, |i, now, _| {
        let label = lang.say(format!("time {now}"), format!("时刻 {now}"));
        (label, Tone::by_turns(i))
    })
}
