//! Where does each element end up? The n x n matrix of a shuffle, as a heat map.
//!
//! ```text
//!              position after
//!               0    1    2
//!  element  0  .36  .32  .32      a cell: the share of trials in which the row's element ended at the column's position
//!  before   1  .32  .36  .32      its colour: log2(observed / fair), blue below, red above
//!           2  .32  .32  .36      grey: nearer than three standard errors to the fair share 1/n
//! ```
//!
//! The picture is the one of Bostock's 'Will it shuffle?'. Grey is a statement about one cell; with many cells a few leave
//! it by chance, so the verdict comes from the whole matrix (its chi-squared), and the twin says how many cells chance
//! alone would colour.

mod words;

use std::collections::BTreeMap;

use plotters_backend::DrawingBackend;

use crate::number::share_tight;
use crate::pen::{LABEL, LABEL_END, LABEL_MIDDLE, Pen, Type};
use crate::{Chart, Ink, Lang, Twin, width_of};

/// What was counted in a run.
#[derive(Clone, Copy, Debug)]
pub struct BiasMatrix<'a> {
    /// How many elements, 2 or more.
    pub n: usize,
    /// `counts[v * n + p]`: in how many trials element `v` ended at position `p`.
    pub counts: &'a [u64],
    /// How many trials; every row and column of `counts` adds up to it. Zero before the run.
    pub trials: u64,
    /// The exact shares, if they are known, laid out as `counts`.
    pub exact: Option<&'a [f64]>,
    /// The chance that a fair shuffle looks at least as unfair (chi-squared of the whole matrix), if it was computed.
    pub p_value: Option<f64>,
}

/// Below this p-value a shuffle is called biased: one fair run in a thousand is wronged.
const BIASED_BELOW: f64 = 0.001;

/// Exact shares nearer than this are the same.
const ROUNDING: f64 = 1e-9;

/// A cell's colour is full at this many doublings or halvings, as in the site's style guide.
const FULL_AT_LOG2: f64 = 0.68;

/// Cells nearer to the fair share than this many standard errors are grey.
const GREY_BELOW_Z: f64 = 3.0;

impl BiasMatrix<'_> {
    /// The share of trials in which element `v` ended at position `p`; before the run the exact share, or 0 if it is not known.
    pub fn share(&self, v: usize, p: usize) -> f64 {
        match (self.trials, self.exact) {
            (0, Some(exact)) => exact[v * self.n + p],
            (trials, _) => self.counts[v * self.n + p] as f64 / trials.max(1) as f64,
        }
    }

    /// Whether the cells are exact shares.
    fn is_exact(&self) -> bool {
        self.trials == 0 && self.exact.is_some()
    }

    /// How many standard errors lie between a cell and the fair share 1/n; 0 before the run, or, of exact shares, infinitely
    /// many unless they are the same.
    pub fn z(&self, v: usize, p: usize) -> f64 {
        self.distance(v, p, self.fair())
    }

    fn fair(&self) -> f64 {
        1.0 / self.n as f64
    }

    /// Standard errors between a cell and an expected share.
    fn distance(&self, v: usize, p: usize, expected: f64) -> f64 {
        if self.is_exact() {
            let off = self.share(v, p) - expected;
            return if off.abs() < ROUNDING {
                0.0
            } else {
                f64::INFINITY.copysign(off)
            };
        }
        let trials = self.trials as f64;
        let error = (trials * expected * (1.0 - expected)).sqrt();
        let off = self.counts[v * self.n + p] as f64 - trials * expected;
        match error > 0.0 {
            true => off / error,
            // An outcome that can't happen, and did: as far off as there is.
            false if off != 0.0 => f64::INFINITY.copysign(off),
            false => 0.0,
        }
    }

    fn ink(&self, v: usize, p: usize) -> Ink {
        if self.z(v, p).abs() < GREY_BELOW_Z {
            return Ink::Null;
        }
        let doublings = (self.share(v, p) / self.fair()).log2();
        let strength = (doublings.abs() / FULL_AT_LOG2).min(1.0) * 100.0;
        // A large matrix is one picture: in 25 steps a side its cells join into few paths.
        let step = if self.n > 30 { 4.0 } else { 1.0 };
        let percent = ((strength / step).round() * step) as u8;
        if doublings > 0.0 {
            Ink::Rise(percent)
        } else {
            Ink::Fall(percent)
        }
    }

    fn check(&self) {
        let cells = self.n * self.n;
        assert!(self.n >= 2, "a matrix of {} elements", self.n);
        assert_eq!(
            self.counts.len(),
            cells,
            "{} counts for {} elements",
            self.counts.len(),
            self.n
        );
        if let Some(exact) = self.exact {
            assert_eq!(
                exact.len(),
                cells,
                "{} exact shares for {} elements",
                exact.len(),
                self.n
            );
        }
    }
}

/// Where the cells of a matrix lie, for a page that wants to point at one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MatrixLayout {
    /// Elements a side.
    pub n: usize,
    /// The left edge of the first column, in pixels.
    pub left: f64,
    /// The top edge of the first row, in pixels.
    pub top: f64,
    /// From one cell to the next, in pixels.
    pub cell: f64,
    /// How much of `cell` is left open between two cells, in pixels.
    pub gap: f64,
}

impl MatrixLayout {
    /// The layout at a width. The square is as large as fits and hardly depends on n.
    pub fn new(n: usize, width: u32) -> MatrixLayout {
        let room = side(n, width) / n as f64;
        // Whole pixels keep the edges sharp; where cells are small, half a pixel wastes less.
        let cell = if n <= 30 {
            room.floor()
        } else {
            (room * 2.0).floor() / 2.0
        }
        .max(0.5);
        let gap = match n {
            ..=20 => 2.0,
            21..=30 => 1.0,
            _ => 0.0,
        };
        MatrixLayout {
            n,
            left: left(n),
            top: TOP,
            cell,
            gap,
        }
    }

    /// The row and column at a point in pixels.
    pub fn cell_at(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        let index = |offset: f64| {
            let index = (offset / self.cell).floor();
            (index >= 0.0 && index < self.n as f64).then_some(index as usize)
        };
        Some((index(y - self.top)?, index(x - self.left)?))
    }

    fn corner(&self, v: usize, p: usize) -> (f64, f64) {
        (
            self.left + p as f64 * self.cell,
            self.top + v as f64 * self.cell,
        )
    }
}

const TOP: f64 = 40.0;

/// Room for the turned title and one digit, or two.
fn left(n: usize) -> f64 {
    if n <= 10 { 34.0 } else { 42.0 }
}

/// The room for the square. The height of the picture is that of the smallest n, so that it holds still.
fn side(n: usize, width: u32) -> f64 {
    // The last column may be narrower than its number.
    let right = if n <= 10 { 4.0 } else { 8.0 };
    (f64::from(width) - left(n) - right).min(400.0)
}

impl Chart for BiasMatrix<'_> {
    fn height(&self, width: u32) -> u32 {
        (TOP + side(2, width) + 2.0) as u32
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang) {
        self.check();
        let layout = MatrixLayout::new(self.n, pen.width as u32);
        draw_axes(pen, &layout, lang);
        if self.trials == 0 && self.exact.is_none() {
            draw_empty(pen, &layout);
            return;
        }
        self.draw_cells(pen, &layout);
        self.draw_values(pen, &layout);
    }

    fn twin(&self, lang: Lang) -> Twin {
        self.check();
        let verdict = match self.p_value {
            _ if self.is_exact() && self.cells().any(|(v, p)| self.z(v, p) != 0.0) => {
                lang.pick("Unfair.", "不公平。")
            }
            _ if self.trials == 0 => "",
            Some(p) if p < BIASED_BELOW => lang.pick("Biased.", "有偏。"),
            Some(_) => lang.pick("No bias found.", "未发现偏差。"),
            None => "",
        };
        Twin {
            verdict: verdict.into(),
            finding: self.finding(lang),
            table: self.table(lang),
        }
    }
}

fn draw_axes<B: DrawingBackend>(pen: &mut Pen<B>, layout: &MatrixLayout, lang: Lang) {
    let down = layout.top + layout.n as f64 * layout.cell;
    pen.text(
        lang.pick("position after", "之后的位置"),
        (layout.left, 8.0),
        LABEL,
    );
    let turned = Type {
        turned: true,
        ..LABEL
    };
    pen.text(
        lang.pick("element before", "之前的元素"),
        (8.0, down - layout.gap),
        turned,
    );
    let middle = (layout.cell - layout.gap) / 2.0;
    for index in (0..layout.n).step_by(every(layout.n, layout.cell)) {
        let (x, y) = layout.corner(index, index);
        pen.text(
            &index.to_string(),
            (x + middle, layout.top - 11.0),
            LABEL_MIDDLE,
        );
        pen.text(
            &index.to_string(),
            (layout.left - 8.0, y + middle),
            LABEL_END,
        );
    }
}

/// Every how many cells a label fits.
pub(crate) fn every(n: usize, cell: f64) -> usize {
    let widest = LABEL.width(&(n - 1).to_string()) + 3.0;
    let fits = |step: &usize| *step as f64 * cell >= widest.max(16.0);
    [1, 2, 5, 10, 20, 25, 50]
        .into_iter()
        .find(fits)
        .unwrap_or(100)
}

/// Before the run: the cells as an empty form.
fn draw_empty<B: DrawingBackend>(pen: &mut Pen<B>, layout: &MatrixLayout) {
    let inner = layout.cell - layout.gap;
    if layout.gap == 0.0 {
        let side = layout.cell * layout.n as f64;
        pen.outline(Ink::Hairline, 1.0, (layout.left, layout.top), side, side);
        return;
    }
    for v in 0..layout.n {
        for p in 0..layout.n {
            let (x, y) = layout.corner(v, p);
            pen.outline(
                Ink::Hairline,
                1.0,
                (x + 0.5, y + 0.5),
                inner - 1.0,
                inner - 1.0,
            );
        }
    }
}

impl BiasMatrix<'_> {
    /// Cell by cell, but ink by ink, so that a sheet can join what has the same ink; without gaps a run of equal cells in
    /// a row is one rectangle.
    fn draw_cells<B: DrawingBackend>(&self, pen: &mut Pen<B>, layout: &MatrixLayout) {
        let mut runs: BTreeMap<Ink, Vec<(usize, usize, usize)>> = BTreeMap::new();
        for v in 0..self.n {
            for p in 0..self.n {
                let of_ink = runs.entry(self.ink(v, p)).or_default();
                match of_ink.last_mut() {
                    Some((row, start, length))
                        if layout.gap == 0.0 && *row == v && *start + *length == p =>
                    {
                        *length += 1
                    }
                    _ => of_ink.push((v, p, 1)),
                }
            }
        }
        for (ink, runs) in runs {
            for (v, p, length) in runs {
                let width = length as f64 * layout.cell - layout.gap;
                pen.fill(ink, layout.corner(v, p), width, layout.cell - layout.gap);
            }
        }
    }

    /// The shares, in as many digits as fit, at most four and at least two.
    fn draw_values<B: DrawingBackend>(&self, pen: &mut Pen<B>, layout: &MatrixLayout) {
        let inner = layout.cell - layout.gap;
        let size = if inner >= 42.0 { 13.0 } else { 12.0 };
        let fits = |digits: &usize| width_of(&share_tight(0.0, *digits), size) <= inner;
        let Some(digits) = [4, 3, 2].into_iter().find(fits).filter(|_| self.n <= 12) else {
            return;
        };
        for v in 0..self.n {
            for p in 0..self.n {
                let strong = matches!(self.ink(v, p), Ink::Rise(75..) | Ink::Fall(75..));
                let set = Type {
                    size,
                    ink: if strong { Ink::OnStrong } else { Ink::Ink },
                    bold: strong,
                    ..LABEL_MIDDLE
                };
                let (x, y) = layout.corner(v, p);
                let value = share_tight(self.share(v, p), digits);
                pen.text(&value, (x + inner / 2.0, y + inner / 2.0), set);
            }
        }
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize)> {
        let n = self.n;
        (0..n).flat_map(move |v| (0..n).map(move |p| (v, p)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_finds_its_cell_and_the_margins_none() {
        for (n, width) in [(2, 300), (7, 330), (30, 330), (100, 400)] {
            let layout = MatrixLayout::new(n, width);
            for v in 0..n {
                let (x, y) = layout.corner(v, n - 1 - v);
                assert_eq!(
                    layout.cell_at(x + layout.cell / 2.0, y + layout.cell / 2.0),
                    Some((v, n - 1 - v))
                );
            }
            assert_eq!(layout.cell_at(layout.left - 1.0, layout.top + 1.0), None);
            let end = layout.left + layout.cell * n as f64;
            assert!(
                end <= f64::from(width),
                "the last column of {n} ends at {end} of {width}"
            );
            assert_eq!(layout.cell_at(end + 0.1, layout.top + 1.0), None);
        }
    }

    #[test]
    fn z_counts_standard_errors_from_the_fair_share() {
        // 100 trials of 2 elements: mean 50, standard error 5.
        let matrix = BiasMatrix {
            n: 2,
            counts: &[65, 35, 35, 65],
            trials: 100,
            exact: None,
            p_value: None,
        };
        assert_eq!(matrix.z(0, 0), 3.0);
        assert_eq!(matrix.z(0, 1), -3.0);
    }
}
