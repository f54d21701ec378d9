//! A run as threads: the buffer, solid while something waits in it, and each segment from the refresh that made it to the
//! merge that ends it. All of it is read from what happened: nothing is done again.

use std::collections::BTreeSet;

use labs::search::{Command, Event, FED, FeedEvent, SearchBench};
use lesson::Branch;

use crate::rooms::{Band, Line, Piece, Stroke, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// Segments that get a thread.
pub(super) const THREADS: usize = 10;

pub(super) fn weave(branch: &Branch<SearchBench>, lang: Lang) -> Weave {
    let mut weave = Weave::default();
    let end = (branch.len() as f64).max(1.0);
    let mut story = Story::default();
    for (i, entry) in branch.log().iter().enumerate() {
        let at = (i + 1) as f64;
        if entry.outcome.is_ok() {
            story.done(&entry.command);
        }
        for event in entry.events() {
            story.happened(at, event);
        }
        story.ended(at);
    }
    let mut lives = story.lives;
    lives.truncate(THREADS);
    weave.ticks = ticks(branch);
    weave.rows = lives.len() + 1;
    weave.threads.push(buffer(&story.waits, end, lang));
    for (row, life) in (1..).zip(&lives) {
        let name = format!("{} {}", life.index, life.number);
        weave
            .threads
            .push(thread(row, name, life.from, life.to, end));
        weave.strokes.push(Stroke {
            from: ((life.from - 0.5).max(0.0), 0.0),
            to: (life.from, row as f64),
            lost: false,
        });
    }
    weave.bands = bands(&story.names, end);
    weave
}

/// A segment: from, and to if it was merged or its index made anew.
struct Life {
    index: String,
    number: u64,
    from: f64,
    to: Option<f64>,
}

/// What is known of the indexes as the log is read.
struct Story {
    lives: Vec<Life>,
    current: String,
    /// The table of the SQL that was translated in this command.
    searched: Option<String>,
    /// The index that was current, from when on.
    names: Vec<(f64, String)>,
    /// Indexes with something in the buffer.
    waiting: BTreeSet<String>,
    /// Whether something waited, from when on.
    waits: Vec<(f64, bool)>,
}

impl Default for Story {
    fn default() -> Story {
        Story {
            lives: Vec::new(),
            current: "docs".to_string(),
            searched: None,
            names: vec![(0.0, "docs".to_string())],
            waiting: BTreeSet::new(),
            waits: vec![(0.0, false)],
        }
    }
}

impl Story {
    /// A command names the index that is current from now on.
    fn done(&mut self, command: &Command) {
        let named = match command {
            Command::Put { index, .. }
            | Command::Get { index, .. }
            | Command::Delete { index, .. }
            | Command::Search { index, .. }
            | Command::Explain { index, .. } => index.as_str(),
            Command::Refresh(index) | Command::Merge(index) => index.as_str(),
            Command::Poll => FED,
            _ => "",
        };
        if !named.is_empty() {
            self.current = named.to_string();
        }
    }

    fn happened(&mut self, at: f64, event: &Event) {
        match event {
            Event::Made { name } => {
                self.current.clone_from(name);
                self.waiting.remove(name);
                self.end_of(at, name, |_| true);
            }
            Event::Translated { translation, .. } => {
                // `reviews as r` searches `reviews`; a translation alone searches nothing, and says so by what follows.
                let table = translation.table.split(" as ").next().unwrap_or_default();
                self.searched = Some(table.to_string());
            }
            Event::Found { .. } => {
                if let Some(table) = self.searched.take() {
                    self.current = table;
                }
            }
            Event::Put { .. } | Event::Deleted { .. } | Event::Stored { .. } => {
                self.waiting.insert(self.current.clone());
            }
            Event::Feed(FeedEvent::Polled { poll, .. })
                if poll.added + poll.changed + poll.repeated + poll.deleted > 0 =>
            {
                self.waiting.insert(FED.to_string());
            }
            Event::Refreshed { index, segment, .. } => {
                self.waiting.remove(index);
                self.born(at, index, *segment);
            }
            Event::Merged { index, merge } => {
                self.end_of(at, index, |number| merge.from.contains(&number));
                self.born(at, index, merge.into);
            }
            _ => {}
        }
    }

    fn born(&mut self, from: f64, index: &str, number: Option<u64>) {
        self.lives.extend(number.map(|number| Life {
            index: index.to_string(),
            number,
            from,
            to: None,
        }));
    }

    fn end_of(&mut self, at: f64, index: &str, is_gone: impl Fn(u64) -> bool) {
        for life in &mut self.lives {
            if life.to.is_none() && life.index == index && is_gone(life.number) {
                life.to = Some(at);
            }
        }
    }

    /// A command is over: what is there now begins here.
    fn ended(&mut self, at: f64) {
        // A segment that was merged in the command that made it was never seen.
        self.lives.retain(|life| life.to != Some(life.from));
        self.searched = None;
        let waits = !self.waiting.is_empty();
        if self.waits.last().is_some_and(|(_, was)| *was != waits) {
            self.waits.push((at, waits));
        }
        if self
            .names
            .last()
            .is_some_and(|(_, name)| *name != self.current)
        {
            self.names.push((at, self.current.clone()));
        }
    }
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
            Command::Refresh(_)
            | Command::Merge(_)
            | Command::Load(_)
            | Command::Text { .. }
            | Command::Poll
            | Command::Sleep(_) => TickKind::Long,
            Command::Find { .. }
            | Command::Intersect { .. }
            | Command::Walk { .. }
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
    Band::ruler(names, end, |i, name, _| (name.clone(), Tone::by_turns(i)))
}
