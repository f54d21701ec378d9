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
                    ruler.begin(
                        &mut weave.bands,
                        from,
                        words::shuffle_name(*shuffle, knots.order.len(), lang),
                        Tone::Quiet,
                    );
                }
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
    weave.rows = knots.order.len();
    weave.threads = knots.threads(end);
    weave
}

/// Every element's way so far.
struct Knots {
    order: Vec<u8>,
    /// By element: where it changed rows.
    ways: Vec<Vec<(f64, f64)>>,
}

impl Knots {
    fn new(n: usize) -> Self {
        Knots {
            order: (0..n as u8).collect(),
            ways: (0..n).map(|row| vec![(0.0, row as f64)]).collect(),
        }
    }

    /// The row is this from `to` on; elements that are elsewhere than before cross over from `from`.
    fn lay(&mut self, from: f64, to: f64, order: &[u8]) {
        if order.len() != self.order.len() {
            // Another row altogether: the cloth is as wide as the last one.
            self.ways = (0..order.len()).map(|_| Vec::new()).collect();
            for (row, &element) in order.iter().enumerate() {
                self.ways[usize::from(element)].push((to, row as f64));
            }
        } else {
            for (row, &element) in order.iter().enumerate() {
                let way = &mut self.ways[usize::from(element)];
                let before = way.last().expect("a way begins somewhere").1;
                if before != row as f64 {
                    way.extend([(from, before), (to, row as f64)]);
                }
            }
        }
        self.order = order.to_vec();
    }

    fn threads(self, end: f64) -> Vec<Thread> {
        let n = self.ways.len();
        let every = n.div_ceil(THREADS_MAX);
        let mut threads: Vec<Thread> = self
            .ways
            .into_iter()
            .enumerate()
            .filter(|(element, _)| element % every == 0)
            .map(|(element, mut points)| {
                let last = points.last().expect("a way begins somewhere").1;
                points.push((end.max(1.0), last));
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
            })
            .collect();
        // Element 0 last: it runs above the others.
        threads.rotate_left(1);
        threads
    }
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
