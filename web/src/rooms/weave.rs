//! The weave: a whole run as a cloth of threads, which is the timeline under the page.
//!
//! It is Lamport's space-time diagram laid on its side. One thread per actor; where it runs at height `y` it stands in
//! row `y`. All is in the run's own units and knows no pixel: `x` is a position of the log (0 is the start, the entry
//! that leads from 3 to 4 lies between `x = 3` and `x = 4`), `y` is a row, counted from 0 at the top.

/// A run, ready to be drawn as a timeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weave {
    /// How many rows the threads have.
    pub rows: usize,
    /// The threads; later ones are drawn above earlier ones.
    pub threads: Vec<Thread>,
    /// What passes between threads.
    pub strokes: Vec<Stroke>,
    /// The painted ruler above.
    pub bands: Vec<Band>,
    /// The marks below.
    pub ticks: Vec<Tick>,
    /// The time, in a world where it passes.
    pub clock: Option<Clock>,
}

/// What the world's clock shows along the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clock {
    /// By position, the start included.
    pub at: Vec<u64>,
    /// Whether it counts milliseconds; otherwise ticks.
    pub ms: bool,
}

impl Clock {
    /// A clock of ticks that shows this at the start.
    pub fn of_ticks(start: u64) -> Clock {
        Clock {
            at: vec![start],
            ms: false,
        }
    }

    /// What it shows at the last position that was noted.
    pub fn now(&self) -> u64 {
        self.at.last().copied().unwrap_or(0)
    }

    /// Notes what it shows at a position; at those in between it stood still.
    pub fn note(&mut self, position: usize, now: u64) {
        let before = self.now();
        self.at.resize(position.max(self.at.len()), before);
        self.at.truncate(position);
        self.at.push(now);
    }
}

/// One actor's way through the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// Its name, at the left edge in row `home`.
    pub name: String,
    /// The row that the name stands beside.
    pub home: usize,
    /// Whether it is the one to look at.
    pub marked: bool,
    /// Its pieces, drawn each in its own way.
    pub pieces: Vec<Piece>,
}

/// A piece of a thread: a line through points. Where the row changes the line bends softly.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The points, from left to right.
    pub points: Vec<(f64, f64)>,
    /// How it is drawn.
    pub line: Line,
    /// Its colour; ink if there is none.
    pub tone: Tone,
}

/// How a thread is drawn: like its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// One line.
    Single,
    /// Two lines: what is agreed.
    Double,
    /// A candidate, something not yet certain.
    Dashed,
    /// Down, absent.
    Dotted,
}

/// A colour, always of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    Quiet,
    /// Ink.
    Ink,
    /// A middle grey.
    Half,
    /// A term, 1 to 6.
    Term(u8),
}

impl Tone {
    /// Ink and grey by turns, so that neighbours can be told apart.
    pub fn by_turns(i: usize) -> Tone {
        if i.is_multiple_of(2) {
            Tone::Ink
        } else {
            Tone::Half
        }
    }
}

/// A stretch of the painted ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What it is: `trial 1`.
    pub label: String,
    /// Its colour.
    pub tone: Tone,
}

impl Band {
    /// The ruler of something that changes: each value stands from its position to that of the next, the last one to `end`.
    /// What has no width is left out. `paint` is told the number of the value, the value, and its width.
    pub fn ruler<T>(
        values: &[(f64, T)],
        end: f64,
        paint: impl Fn(usize, &T, f64) -> (String, Tone),
    ) -> Vec<Band> {
        let ends = values.iter().skip(1).map(|&(from, _)| from).chain([end]);
        let stretches = values.iter().zip(ends).enumerate();
        let band = |(i, ((from, value), to)): (usize, (&(f64, T), f64))| {
            let (label, tone) = paint(i, value, to - from);
            Band {
                from: *from,
                to,
                label,
                tone,
            }
        };
        stretches
            .filter(|(_, ((from, _), to))| to > from)
            .map(band)
            .collect()
    }
}

/// A message: a stroke from one thread to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Where it was sent.
    pub from: (f64, f64),
    /// Where it came to.
    pub to: (f64, f64),
    /// Whether it was lost on the way.
    pub lost: bool,
}

/// A mark below the threads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub at: f64,
    /// Which mark.
    pub kind: TickKind,
}

/// The marks there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickKind {
    /// Something decided: an election, a trial that ended.
    Long,
    /// Something small: a write, a draw.
    Short,
    /// Something that broke: a crash, a refusal.
    Cross,
    /// Something measured or checked.
    Check,
}
