//! A lesson's swatch: its own weave, computed from its first run, small enough to stand beside its name.
//!
//! It is made by the pre-renderer, which has the lessons; the home page is given its lines.

use serde::{Deserialize, Serialize};
use yew::prelude::*;

use crate::rooms::{Line, Thread, Weave};

/// The lines of a swatch, on a sheet of [`WIDTH`] × [`HEIGHT`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Swatch {
    /// In the order in which they are drawn.
    pub threads: Vec<Strand>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strand {
    /// Its path.
    pub d: String,
    /// Whether it is the one to look at.
    pub marked: bool,
    /// Whether its actor is absent.
    pub dotted: bool,
}

/// The width of the sheet.
pub const WIDTH: f64 = 88.0;
/// The height of the sheet.
pub const HEIGHT: f64 = 22.0;

impl Swatch {
    /// A weave of `len` positions, seen from afar: threads alone.
    #[must_use]
    pub fn of(weave: &Weave, len: usize) -> Swatch {
        let scale = Scale {
            x: WIDTH / len.max(1) as f64,
            y: (HEIGHT - 6.0) / (weave.rows.max(2) - 1) as f64,
        };
        let threads = weave.threads.iter();
        Swatch {
            threads: threads.flat_map(|thread| scale.strands(thread)).collect(),
        }
    }
}

struct Scale {
    x: f64,
    y: f64,
}

impl Scale {
    fn strands(&self, thread: &Thread) -> Vec<Strand> {
        let mut strands = Vec::new();
        for piece in &thread.pieces {
            let shifts: &[f64] = match piece.line {
                Line::Double => &[-0.8, 0.8],
                _ => &[0.0],
            };
            strands.extend(shifts.iter().map(|shift| Strand {
                d: self.path(&piece.points, *shift),
                marked: thread.marked,
                dotted: piece.line == Line::Dotted,
            }));
        }
        strands
    }

    /// Along its row, and over to the next by a curve.
    fn path(&self, points: &[(f64, f64)], shift: f64) -> String {
        let mut path = String::new();
        let mut last = None;
        for &(x, y) in points {
            let (x, y) = (self.x * x, 3.0 + self.y * y + shift);
            path += &match last {
                None => format!("M{x:.1} {y:.1}"),
                Some((_, before)) if before == y => format!("H{x:.1}"),
                Some((from, before)) => {
                    let middle = (from + x) / 2.0;
                    format!("C{middle:.1} {before:.1} {middle:.1} {y:.1} {x:.1} {y:.1}")
                }
            };
            last = Some((x, y));
        }
        path
    }
}

/// A swatch beside a name that says it all: it is decoration to a screen reader.
pub fn view(swatch: &Swatch) -> Html {
    html! {
        <svg class="sw" viewBox="0 0 88 22" width="88" height="22" aria-hidden="true">
            { for swatch.threads.iter().map(|strand| html! {
                <path class={classes!(strand.marked.then_some("own"), strand.dotted.then_some("d"))} d={strand.d.clone()} />
            }) }
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::{Piece, Tone};

    #[test]
    fn a_crossing_is_a_curve_and_what_is_agreed_is_double() {
        let thread = |line, points: &[(f64, f64)]| Thread {
            name: String::new(),
            home: 0,
            marked: line == Line::Double,
            pieces: vec![Piece {
                points: points.to_vec(),
                line,
                tone: Tone::Ink,
            }],
        };
        let weave = Weave {
            rows: 2,
            threads: vec![
                thread(Line::Single, &[(0.0, 0.0), (1.0, 0.0), (2.0, 1.0)]),
                thread(Line::Double, &[(0.0, 1.0), (2.0, 1.0)]),
            ],
            ..Weave::default()
        };
        let swatch = Swatch::of(&weave, 2);
        assert_eq!(swatch.threads.len(), 3);
        assert_eq!(
            swatch.threads[0].d,
            "M0.0 3.0H44.0C66.0 3.0 66.0 19.0 88.0 19.0"
        );
        assert!(swatch.threads[1].marked && !swatch.threads[0].marked);
    }
}
