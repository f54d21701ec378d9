//! The run as threads: one per element, a crossing where a command moved it.

use balance::Shuffle;
use labs::shuffle::{Bench, Event};
use lesson::Branch;

use super::words;
use crate::rooms::{Band, Line, Piece, Thread, Tick, TickKind, Tone, Weave};
use crate::words::Lang;

/// The most threads that are drawn one by one; of a longer row every k-th is.
const THREADS_MAX: usize = 12;

/// The threads of a whole branch. Linear in its events.
pub(super) fn weave(branch: &Branch<Bench>, lang: Lang) -> Weave {
    let mut knots = Knots::new(7);
    let mut weave = Weave::default();
    let mut ruler = Ruler::default();
    let mut chosen = Shuffle::TwoRandom { swaps: 7 };
    ruler.begin(
        &mut weave.bands,
        0.0,
        words::shuffle_name(chosen, 7, lang),
        Tone::Quiet,
    );
    for (position, entry) in branch.log().iter().enumerate() {
        let (from, to) = (position as f64, position as f64 + 1.0);
        if entry.outcome.is_err() {
            weave.ticks.push(Tick {
                at: to,
                kind: TickKind::Cross,
            });
        }
        let moves = entry
            .events()
            .iter()
            .filter(|event| matches!(event, Event::Moved(..)))
            .count();
        let mut moved = 0;
        for event in entry.events() {
            match event {
                Event::Row(order) => knots.lay(from, to, order),
                Event::Began { trial, n, .. } => {
                    knots.lay(
                        from,
                        from + 0.3 / (moves + 1) as f64,
                        &(0..*n as u8).collect::<Vec<_>>(),
                    );
                    ruler.begin(
                        &mut weave.bands,
                        from,
                        lang.say(format!("trial {trial}"), format!("第 {trial} 轮")),
                        Tone::Ink,
                    );
                }
                Event::Moved(_, order) => {
                    let share =
                        |moves_done: usize| from + 0.1 + 0.9 * moves_done as f64 / moves as f64;
                    knots.lay(share(moved), share(moved + 1), order);
                    moved += 1;
                }
                Event::Ended { .. } => {
                    weave.ticks.push(Tick {
                        at: to,
                        kind: TickKind::Long,
                    });
                    ruler.begin(
                        &mut weave.bands,
                        to,
                        words::shuffle_name(chosen, knots.order.len(), lang),
                        Tone::Quiet,
                    );
                }
                Event::Draw { .. } if moves == 0 => weave.ticks.push(Tick {
                    at: to,
                    kind: TickKind::Short,
                }),
                Event::Shuffle(shuffle) => {
                    chosen = *shuffle;
                    knots.lay_in_order(from, to);
                    ruler.begin(
                        &mut weave.bands,
                        from,
                        words::shuffle_name(*shuffle, knots.order.len(), lang),
                        Tone::Quiet,
                    );
                }
                Event::Generator(..) => knots.lay_in_order(from, to),
                Event::Answer(_) => weave.ticks.push(Tick {
                    at: to,
                    kind: TickKind::Check,
                }),
                _ => {}
            }
        }
    }
    let end = branch.len() as f64;
    ruler.end(&mut weave.bands, end);
    weave.rows = knots.rows;
    weave.threads = knots.threads(end.max(1.0));
    weave
}

/// Every element's way so far.
struct Knots {
    order: Vec<u8>,
    /// By element: where it changed rows.
    ways: Vec<Vec<(f64, f64)>>,
    /// The threads of rows of another length, before this one.
    before: Vec<Thread>,
    /// The longest row.
    rows: usize,
}

impl Knots {
    fn new(n: usize) -> Self {
        let ways = (0..n).map(|row| vec![(0.0, row as f64)]).collect();
        Knots {
            order: (0..n as u8).collect(),
            ways,
            before: Vec::new(),
            rows: n,
        }
    }

    /// The row is this from `to` on; elements that are elsewhere than before cross over from `from`.
    fn lay(&mut self, from: f64, to: f64, order: &[u8]) {
        if order.len() != self.order.len() {
            self.begin_anew(from, to, order);
            return;
        }
        for (row, &element) in order.iter().enumerate() {
            let way = &mut self.ways[usize::from(element)];
            let before = way.last().expect("a way begins somewhere").1;
            if before != row as f64 {
                way.extend([(from, before), (to, row as f64)]);
            }
        }
        self.order = order.to_vec();
    }

    /// The row as at the start: what a choice does.
    fn lay_in_order(&mut self, from: f64, to: f64) {
        let order: Vec<u8> = (0..self.order.len() as u8).collect();
        self.lay(from, to, &order);
    }

    /// A row of another length: the threads so far end, others begin.
    fn begin_anew(&mut self, from: f64, to: f64, order: &[u8]) {
        let ended = std::mem::take(&mut self.ways);
        // A row that lay there for no time at all has no threads.
        if from > 0.0 {
            self.before
                .extend(threads(ended, from).into_iter().map(|thread| Thread {
                    name: String::new(),
                    ..thread
                }));
        }
        self.ways = vec![Vec::new(); order.len()];
        for (row, &element) in order.iter().enumerate() {
            self.ways[usize::from(element)].push((if from > 0.0 { to } else { 0.0 }, row as f64));
        }
        self.order = order.to_vec();
        self.rows = self.rows.max(order.len());
    }

    fn threads(self, end: f64) -> Vec<Thread> {
        let mut all = self.before;
        all.extend(threads(self.ways, end));
        all
    }
}

/// The ways of the elements up to a place, as threads.
fn threads(ways: Vec<Vec<(f64, f64)>>, end: f64) -> Vec<Thread> {
    let every = ways.len().div_ceil(THREADS_MAX);
    let thread = |(element, mut points): (usize, Vec<(f64, f64)>)| {
        let (start, last) = *points.last().expect("a way begins somewhere");
        points.push((end.max(start), last));
        let piece = Piece {
            points,
            line: Line::Single,
            tone: Tone::Quiet,
        };
        Thread {
            name: element.to_string(),
            home: element,
            marked: element == 0,
            pieces: vec![piece],
        }
    };
    let mut threads: Vec<Thread> = ways
        .into_iter()
        .enumerate()
        .filter(|(element, _)| element % every == 0)
        .map(thread)
        .collect();
    // Element 0 last: it runs above the others.
    threads.rotate_left(1);
    threads
}

/// The painted stretches above the threads: which shuffle is chosen, and which trial runs.
#[derive(Default)]
struct Ruler {
    open: Option<(f64, String, Tone)>,
}

impl Ruler {
    fn begin(&mut self, bands: &mut Vec<Band>, at: f64, label: String, tone: Tone) {
        self.end(bands, at);
        self.open = Some((at, label, tone));
    }

    fn end(&mut self, bands: &mut Vec<Band>, at: f64) {
        if let Some((from, label, tone)) = self.open.take()
            && at > from
        {
            bands.push(Band {
                from,
                to: at,
                label,
                tone,
            });
        }
    }
}
