//! Where does each element end up? The n x n matrix of a shuffle, as a heat map.
//!
//! ```text
//!              place after
//!               0    1    2
//!  element  0  .36  .32  .32      a cell: the share of trials in which the row's element ended at the column's place
//!  before   1  .32  .36  .32      its colour: log2(observed / fair), blue below, red above
//!           2  .32  .32  .36      grey: nearer than three standard errors to the fair share 1/n
//! ```
//!
//! The picture is the one of Bostock's 'Will it shuffle?'. Grey is a statement about one cell; with many cells a few leave
//! it by chance, so the verdict comes from the whole matrix (its chi-squared), and the twin says how many cells chance
//! alone would colour.

use std::collections::BTreeMap;

use plotters_backend::DrawingBackend;

use crate::number::{count, grouped, p_value, share, share_tight, times};
use crate::pen::{LABEL, LABEL_END, LABEL_MIDDLE, Pen, Type};
use crate::{Chart, Ink, Lang, Table, Twin, width_of};

/// What was counted in a run.
#[derive(Clone, Copy, Debug)]
pub struct BiasMatrix<'a> {
    /// How many elements, 2 or more.
    pub n: usize,
    /// `counts[v * n + p]`: in how many trials element `v` ended at place `p`.
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

/// A cell's colour is full at this many doublings or halvings, as in the site's style guide.
const FULL_AT_LOG2: f64 = 0.68;

/// Cells nearer to the fair share than this many standard errors are grey.
const GREY_BELOW_Z: f64 = 3.0;

impl BiasMatrix<'_> {
    /// The share of trials in which element `v` ended at place `p`; 0 before the run.
    pub fn share(&self, v: usize, p: usize) -> f64 {
        self.counts[v * self.n + p] as f64 / self.trials.max(1) as f64
    }

    /// How many standard errors lie between a cell and the fair share 1/n; 0 before the run.
    pub fn z(&self, v: usize, p: usize) -> f64 {
        self.distance(v, p, self.fair())
    }

    fn fair(&self) -> f64 {
        1.0 / self.n as f64
    }

    /// Standard errors between a cell and an expected share.
    fn distance(&self, v: usize, p: usize, expected: f64) -> f64 {
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
    (f64::from(width) - left(n) - 4.0).min(400.0)
}

impl Chart for BiasMatrix<'_> {
    fn height(&self, width: u32) -> u32 {
        (TOP + side(2, width) + 2.0) as u32
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang) {
        self.check();
        let layout = MatrixLayout::new(self.n, pen.width as u32);
        draw_axes(pen, &layout, lang);
        if self.trials == 0 {
            draw_empty(pen, &layout);
            return;
        }
        self.draw_cells(pen, &layout);
        self.draw_values(pen, &layout);
    }

    fn twin(&self, lang: Lang) -> Twin {
        self.check();
        let verdict = match self.p_value {
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
        lang.pick("place after", "之后的位置"),
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

    fn finding(&self, lang: Lang) -> String {
        let fair = share(self.fair());
        if self.trials == 0 {
            return lang.pick(
                format!(
                    "Not run yet. In a fair shuffle every element ends at every place with {fair}."
                ),
                format!("尚未运行。公平的洗牌中，每个元素到每个位置的份额都是 {fair}。"),
            );
        }
        let far = self
            .cells()
            .filter(|&(v, p)| self.z(v, p).abs() >= GREY_BELOW_Z)
            .count();
        if far == 0 {
            return lang.pick(
                format!("No cell is {GREY_BELOW_Z} standard errors from {fair}."),
                format!("没有一格偏离 {fair} 达到 {GREY_BELOW_Z} 个标准误。"),
            );
        }
        if self.p_value.is_some_and(|p| p >= BIASED_BELOW) {
            return self.only_chance(far, lang);
        }
        match self.two_groups() {
            Some((stay, other)) => lang.pick(
                format!(
                    "Staying put: {}. Any other place: {}. Fair: {fair}.",
                    share(stay),
                    share(other)
                ),
                format!(
                    "留在原位：{}。去其他任一位置：{}。公平：{fair}。",
                    share(stay),
                    share(other)
                ),
            ),
            None => self.extremes(lang),
        }
    }

    /// Some cells are coloured although the whole is fair.
    fn only_chance(&self, far: usize, lang: Lang) -> String {
        let cells = self.n * self.n;
        // Two sides of the normal distribution beyond three standard errors.
        let by_chance = 0.0027 * cells as f64;
        let p = p_value(self.p_value.expect("asked for with a p-value only"), lang);
        let (are, lie) = if far == 1 {
            ("cell", "lies")
        } else {
            ("cells", "lie")
        };
        lang.pick(
            format!("{far} {are} of {cells} {lie} beyond 3 standard errors; chance alone gives {by_chance:.1} ({p})."),
            format!("{cells} 格中有 {far} 格超出 3 个标准误；单凭偶然约有 {by_chance:.1} 格（{p}）。"),
        )
    }

    /// The shares of staying and of moving, if each is the same everywhere within chance.
    fn two_groups(&self) -> Option<(f64, f64)> {
        let n = self.n as f64;
        let stay = (0..self.n).map(|v| self.share(v, v)).sum::<f64>() / n;
        let other = (1.0 - stay) / (n - 1.0);
        let alike = |(v, p): (usize, usize)| {
            self.distance(v, p, if v == p { stay } else { other }).abs() < 4.5
        };
        self.cells().all(alike).then_some((stay, other))
    }

    fn extremes(&self, lang: Lang) -> String {
        let by_share = |a: &(usize, usize), b: &(usize, usize)| {
            self.share(a.0, a.1).total_cmp(&self.share(b.0, b.1))
        };
        // Of equals the first, whichever end is looked for.
        let (v, p) = self
            .cells()
            .max_by(|a, b| by_share(a, b).then(b.cmp(a)))
            .expect("there are cells");
        let (w, q) = self
            .cells()
            .min_by(|a, b| by_share(a, b).then(a.cmp(b)))
            .expect("there are cells");
        let most = self.share(v, p);
        let (often, fold) = (share(most), times(most / self.fair(), lang));
        let least = self.share(w, q);
        let (seldom, less) = (share(least), times(least / self.fair(), lang));
        let never = self.counts[w * self.n + q] == 0;
        let rarest = match lang {
            Lang::En if never => format!("Element {w} never goes to place {q}."),
            Lang::Zh if never => format!("元素 {w} 从不到位置 {q}。"),
            Lang::En => format!("Rarest: element {w} to place {q}, {seldom} ({less})."),
            Lang::Zh => format!("最少见：元素 {w} 到位置 {q}，{seldom}（{less}）。"),
        };
        lang.pick(
            format!(
                "Most frequent: element {v} to place {p}, {often} ({fold} the fair share). {rarest}"
            ),
            format!("最常见：元素 {v} 到位置 {p}，{often}（公平份额的 {fold}）。{rarest}"),
        )
    }

    fn table(&self, lang: Lang) -> Table {
        let trials = count(self.trials, lang);
        if self.n > 30 {
            return self.summary(lang);
        }
        let mut table = Table {
            caption: lang.pick(
                format!(
                    "Share of {trials} trials in which an element (row) ended at a place (column)"
                ),
                format!("{trials}次试验中，元素（行）到达位置（列）的份额"),
            ),
            headers: vec![lang.pick("element", "元素").into()],
            rows: Vec::new(),
        };
        table.headers.extend((0..self.n).map(|p| p.to_string()));
        for v in 0..self.n {
            let shares = (0..self.n).map(|p| share(self.share(v, p)));
            table
                .rows
                .push(std::iter::once(v.to_string()).chain(shares).collect());
        }
        if let Some(exact) = self.exact {
            for v in 0..self.n {
                let name = lang.pick(format!("{v}, exact"), format!("{v}，精确"));
                let shares = exact[v * self.n..][..self.n]
                    .iter()
                    .map(|&value| share(value));
                table
                    .rows
                    .push(std::iter::once(name).chain(shares).collect());
            }
        }
        table
    }

    /// A table that can be listened to: a row per element instead of a thousand cells and more.
    fn summary(&self, lang: Lang) -> Table {
        let mut table = Table::new(
            lang.pick(
                format!("For each element: its own place, and its most and least frequent, in {} trials", grouped(self.trials)),
                format!("每个元素：留在原位、最常去和最少去的位置，共 {} 次试验", grouped(self.trials)),
            ),
            lang.pick(
                ["element", "stays", "most frequent place", "share", "least frequent place", "share"],
                ["元素", "留在原位", "最常去的位置", "份额", "最少去的位置", "份额"],
            ),
        );
        for v in 0..self.n {
            let counts = &self.counts[v * self.n..][..self.n];
            let most = (0..self.n)
                .max_by_key(|&p| (counts[p], std::cmp::Reverse(p)))
                .expect("a row has cells");
            let least = (0..self.n)
                .min_by_key(|&p| (counts[p], p))
                .expect("a row has cells");
            let number = |p: usize| share(self.share(v, p));
            table.row([
                v.to_string(),
                number(v),
                most.to_string(),
                number(most),
                least.to_string(),
                number(least),
            ]);
        }
        table
    }
}

/// The key to the colours of a [`BiasMatrix`].
#[derive(Clone, Copy, Debug)]
pub struct BiasKey;

impl Chart for BiasKey {
    fn height(&self, width: u32) -> u32 {
        if width < 460 { 44 } else { 20 }
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, lang: Lang) {
        let set = Type {
            size: 12.0,
            ..LABEL
        };
        let gap = 8.0;
        let mut x = 0.0;
        let half = lang.pick("half", "一半");
        pen.text(half, (x, 10.0), set);
        x += width_of(half, set.size) + gap;
        for step in [100, 67, 33] {
            pen.fill(Ink::Fall(step), (x, 5.0), 18.0, 10.0);
            x += 18.0;
        }
        for step in [0, 33, 67, 100] {
            pen.fill(Ink::Rise(step), (x, 5.0), 18.0, 10.0);
            x += 18.0;
        }
        x += gap;
        let double = lang.pick(
            "double the fair share, on a log scale",
            "公平份额的两倍（对数刻度）",
        );
        pen.text(double, (x, 10.0), set);
        x += width_of(double, set.size) + 2.0 * gap;
        let y = if pen.height > 30.0 { 34.0 } else { 10.0 };
        let x = if pen.height > 30.0 { 0.0 } else { x };
        pen.fill(Ink::Null, (x, y - 5.0), 18.0, 10.0);
        pen.text(
            lang.pick("nearer than 3 standard errors", "偏离不到 3 个标准误"),
            (x + 18.0 + gap, y),
            set,
        );
    }

    fn twin(&self, lang: Lang) -> Twin {
        let mut table = Table::new(
            lang.pick("What the colours of a cell mean", "格子颜色的含义"),
            lang.pick(["colour", "meaning"], ["颜色", "含义"]),
        );
        let rows = lang.pick(
            [
                ("blue", "below the fair share, full at 0.62 times"),
                ("red", "above the fair share, full at 1.60 times"),
                ("grey", "nearer than 3 standard errors"),
            ],
            [
                ("蓝", "低于公平份额，0.62 倍时最深"),
                ("红", "高于公平份额，1.60 倍时最深"),
                ("灰", "偏离不到 3 个标准误"),
            ],
        );
        for (colour, meaning) in rows {
            table.row([colour.into(), meaning.into()]);
        }
        Twin {
            verdict: String::new(),
            finding: lang.pick(
                "Blue is below the fair share, red above, grey nearer than 3 standard errors."
                    .into(),
                "蓝色低于公平份额，红色高于公平份额，灰色偏离不到 3 个标准误。".into(),
            ),
            table,
        }
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
