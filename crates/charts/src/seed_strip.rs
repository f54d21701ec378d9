//! Is it this seed, or the shuffle? Many seeds at once: a mark per seed, shuffle A above, shuffle B below.
//!
//! ```text
//!  A  ▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮     filled: biased      ·  not run yet
//!  B  ▯▯▯▯▯▯▯[▯]▯▯▯▯▯▯▯    hollow: no bias found; framed: the seed on the board
//! ```

use plotters_backend::DrawingBackend;

use crate::pen::Pen;
use crate::{Chart, Ink, Lang, Table, Twin};

/// The verdict on one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fairness {
    /// There is no verdict yet.
    NotRun,
    /// No bias was found.
    NoBias,
    /// The shuffle was found to be biased.
    Biased,
}

/// Verdicts over a row of seeds.
#[derive(Clone, Copy, Debug)]
pub struct SeedStrip<'a> {
    /// The seeds.
    pub seeds: &'a [u64],
    /// The verdict on shuffle A for each seed.
    pub a: &'a [Fairness],
    /// The verdict on shuffle B for each seed.
    pub b: Option<&'a [Fairness]>,
    /// The index of the seed that is on the board.
    pub current: Option<usize>,
}

/// Where the seeds lie, for a page that wants to point at one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeedLayout {
    /// Seeds per row.
    pub columns: usize,
    /// From one seed to the next, in pixels.
    pub pitch: f64,
    /// From one row of seeds to the next, in pixels.
    pub row: f64,
}

impl SeedLayout {
    /// The layout of so many seeds at a width: rows of 8, 16, 32 or 64.
    pub fn new(seeds: usize, paired: bool, width: u32) -> SeedLayout {
        let width = f64::from(width);
        let fits = |columns: &usize| {
            width / *columns as f64 >= 7.0 && *columns <= seeds.next_multiple_of(8).max(8)
        };
        let columns = [64, 32, 16].into_iter().find(fits).unwrap_or(8);
        SeedLayout {
            columns,
            pitch: (width / columns as f64).min(16.0),
            row: if paired { 34.0 } else { 20.0 },
        }
    }

    /// The index of the seed at a point in pixels, of `seeds`.
    pub fn seed_at(&self, x: f64, y: f64, seeds: usize) -> Option<usize> {
        let (column, row) = ((x / self.pitch).floor(), (y / self.row).floor());
        if column < 0.0 || row < 0.0 || column >= self.columns as f64 {
            return None;
        }
        let index = row as usize * self.columns + column as usize;
        (index < seeds).then_some(index)
    }
}

const MARK: f64 = 5.0;
const TALL: f64 = 10.0;

impl SeedStrip<'_> {
    fn layout(&self, width: u32) -> SeedLayout {
        SeedLayout::new(self.seeds.len(), self.b.is_some(), width)
    }

    fn check(&self) {
        let seeds = self.seeds.len();
        assert_eq!(self.a.len(), seeds, "a verdict of A for every seed");
        assert!(
            self.b.is_none_or(|b| b.len() == seeds),
            "a verdict of B for every seed"
        );
        assert!(
            self.current.is_none_or(|at| at < seeds),
            "seed {:?} of {seeds}",
            self.current
        );
    }
}

impl Chart for SeedStrip<'_> {
    fn height(&self, width: u32) -> u32 {
        let layout = self.layout(width);
        (layout.row * self.seeds.len().div_ceil(layout.columns) as f64) as u32
    }

    fn draw<B: DrawingBackend>(&self, pen: &mut Pen<B>, _: Lang) {
        self.check();
        let layout = self.layout(pen.width as u32);
        let corner = |index: usize| {
            let (row, column) = (index / layout.columns, index % layout.columns);
            (column as f64 * layout.pitch, row as f64 * layout.row)
        };
        let inset = (layout.pitch - MARK) / 2.0;
        // Kind by kind, so that a sheet can join the marks of a kind.
        for kind in [Fairness::Biased, Fairness::NoBias, Fairness::NotRun] {
            for (verdicts, drop) in [(Some(self.a), 4.0), (self.b, 18.0)] {
                let of_kind = verdicts
                    .unwrap_or(&[])
                    .iter()
                    .enumerate()
                    .filter(|(_, verdict)| **verdict == kind);
                for (index, _) in of_kind {
                    let (x, y) = corner(index);
                    draw_mark(pen, kind, (x + inset, y + drop));
                }
            }
        }
        if let Some(index) = self.current {
            let (x, y) = corner(index);
            pen.outline(
                Ink::Accent,
                2.0,
                (x + inset - 2.5, y + 1.0),
                MARK + 5.0,
                layout.row - 3.0,
            );
        }
    }

    fn twin(&self, lang: Lang) -> Twin {
        self.check();
        Twin {
            verdict: String::new(),
            finding: self.finding(lang),
            table: self.table(lang),
        }
    }
}

fn draw_mark<B: DrawingBackend>(pen: &mut Pen<B>, verdict: Fairness, (x, y): (f64, f64)) {
    match verdict {
        Fairness::Biased => pen.fill(Ink::High, (x, y), MARK, TALL),
        Fairness::NoBias => pen.outline(Ink::Ink2, 1.0, (x + 0.5, y + 0.5), MARK - 1.0, TALL - 1.0),
        Fairness::NotRun => pen.fill(
            Ink::Control,
            (x + MARK / 2.0 - 1.0, y + TALL / 2.0 - 1.0),
            2.0,
            2.0,
        ),
    }
}

impl SeedStrip<'_> {
    fn finding(&self, lang: Lang) -> String {
        let mut parts = Vec::new();
        for (name, verdicts) in [("A", Some(self.a)), ("B", self.b)] {
            let Some(verdicts) = verdicts else { continue };
            let run = verdicts
                .iter()
                .filter(|verdict| **verdict != Fairness::NotRun)
                .count();
            let biased = verdicts
                .iter()
                .filter(|verdict| **verdict == Fairness::Biased)
                .count();
            parts.push(match (run, biased) {
                (0, _) => lang.pick(
                    format!("{name} has not run yet."),
                    format!("{name} 尚未运行。"),
                ),
                (run, 0) => lang.pick(
                    format!("{name} shows no bias with any of {run} seeds."),
                    format!("{name} 在 {run} 个种子下都未发现偏差。"),
                ),
                (run, biased) if run == biased => lang.pick(
                    format!("{name} is biased with all of {run} seeds."),
                    format!("{name} 在全部 {run} 个种子下都有偏。"),
                ),
                _ => lang.pick(
                    format!("{name} is found biased with {biased} of {run} seeds."),
                    format!("{name} 在 {run} 个种子中有 {biased} 个被判有偏。"),
                ),
            });
        }
        if let Some(index) = self.current {
            let seed = self.seeds[index];
            parts.push(lang.pick(
                format!("Seed {seed} is on the board."),
                format!("图中是种子 {seed}。"),
            ));
        }
        parts.join(lang.pick(" ", ""))
    }

    fn table(&self, lang: Lang) -> Table {
        let caption = lang.pick("The verdict for each seed", "每个种子的判定");
        let mut table = Table::new(caption, lang.pick(["seed", "A", "B"], ["种子", "A", "B"]));
        let word = |verdict: Fairness| match verdict {
            Fairness::NotRun => lang.pick("not run", "未运行"),
            Fairness::NoBias => lang.pick("no bias found", "未发现偏差"),
            Fairness::Biased => lang.pick("biased", "有偏"),
        };
        for (index, seed) in self.seeds.iter().enumerate() {
            let b = self.b.map_or("", |b| word(b[index]));
            table.row([seed.to_string(), word(self.a[index]).into(), b.into()]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_finds_its_seed() {
        let layout = SeedLayout::new(64, true, 236);
        assert_eq!(layout.columns, 32);
        assert_eq!(layout.seed_at(1.0, 1.0, 64), Some(0));
        assert_eq!(layout.seed_at(235.0, 67.0, 64), Some(63));
        assert_eq!(layout.seed_at(235.0, 69.0, 64), None);
        assert_eq!(layout.seed_at(-1.0, 1.0, 64), None);
    }
}
