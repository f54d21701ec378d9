//! Inverted lists: intersections against Roaring bitmaps (the Rust and the C library) and tantivy, phrases against tantivy.
//!
//! A unit of an intersection is an entry of the shorter list. Everyone holds its lists in its own form and makes its own kind
//! of result: ours and the bitmaps a new set, tantivy a walk over the documents found, for which ours writes them down as a
//! list. The C library and tantivy are peers natively only: the first wants a C compiler for the target, the second threads
//! and files.

mod lists;
mod phrases;
#[cfg(not(target_arch = "wasm32"))]
mod tantivy;

use crate::{Contestant, Report};
use ::postings::intersect::Set;
use lists::{Cell, Spread};
use roaring::RoaringBitmap;

/// The workloads of the area.
pub fn run(report: &mut Report) {
    for cell in cells() {
        intersection(report, &cell);
    }
    #[cfg(not(target_arch = "wasm32"))]
    against_tantivy(report);
    phrases::run(report);
}

/// The longer list has 1,000 to 1,000,000 entries, the shorter at least ten. Dense: every fourth document; between: every
/// fiftieth, where Roaring still keeps entries; sparse: every thousandth.
fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for spread in [Spread::Uniform, Spread::Clustered] {
        for every in [4, 50, 1000] {
            for long in [1_000, 10_000, 100_000, 1_000_000] {
                for ratio in [1, 10, 100, 1000] {
                    if long / ratio >= 10 {
                        cells.push(Cell {
                            long,
                            ratio,
                            every,
                            spread,
                        });
                    }
                }
            }
        }
    }
    cells
}

/// So many times in a row that a clock of a tenth of a millisecond can tell.
fn times(cell: &Cell) -> usize {
    let entries = if cfg!(target_arch = "wasm32") {
        4_000_000
    } else {
        1_000_000
    };
    let work = (cell.long / cell.ratio + cell.long / 32).max(100);
    (entries / work).clamp(1, 20_000)
}

fn intersection(report: &mut Report, cell: &Cell) {
    let (short, long) = cell.lists();
    let (a, b) = (Set::new(&short), Set::new(&long));
    let roaring = [bitmap(&short), bitmap(&long)];
    #[cfg(not(target_arch = "wasm32"))]
    let croaring = [croaring_bitmap(&short), croaring_bitmap(&long)];
    let found = a.and(&b);
    let expected: Vec<u32> = (&roaring[0] & &roaring[1]).iter().collect();
    assert_eq!(found.to_list(), expected, "{}", cell.name());
    let times = times(cell);
    let mut contestants: Vec<Contestant> = vec![
        (
            "ours",
            Box::new(|| repeat(times, || a.and(&b).len() as u64)),
        ),
        (
            "roaring",
            Box::new(|| repeat(times, || (&roaring[0] & &roaring[1]).len())),
        ),
    ];
    #[cfg(not(target_arch = "wasm32"))]
    contestants.push((
        "croaring",
        Box::new(|| repeat(times, || croaring[0].and(&croaring[1]).cardinality())),
    ));
    let goal = if cell.every == 1000 && cell.ratio >= 100 {
        4.0
    } else {
        1.0
    };
    let units = (times * short.len()) as u64;
    report.compare_with_best(&cell.name(), units, goal, &mut contestants);
}

fn repeat(times: usize, mut work: impl FnMut() -> u64) -> u64 {
    (0..times).map(|_| std::hint::black_box(work())).sum()
}

fn bitmap(list: &[u32]) -> RoaringBitmap {
    let list = list.iter().copied();
    let mut bitmap = RoaringBitmap::from_sorted_iter(list).expect("it ascends");
    bitmap.optimize();
    bitmap
}

#[cfg(not(target_arch = "wasm32"))]
fn croaring_bitmap(list: &[u32]) -> croaring::Bitmap {
    let mut bitmap = croaring::Bitmap::from(list);
    bitmap.run_optimize();
    bitmap
}

#[cfg(not(target_arch = "wasm32"))]
fn against_tantivy(report: &mut Report) {
    let long =
        |cell: &Cell| cell.long >= 100_000 && cell.spread == Spread::Uniform && cell.every != 50;
    let cells: Vec<Cell> = cells().into_iter().filter(long).collect();
    let index = tantivy::Lists::new(&cells);
    for (number, cell) in cells.iter().enumerate() {
        let (short, long) = cell.lists();
        let (a, b) = (Set::new(&short), Set::new(&long));
        let times = times(cell);
        let theirs = index.both(number);
        assert_eq!(theirs.count(), a.and(&b).len() as u64, "{}", cell.name());
        report.compare(
            &format!("{}, to a list", cell.name()),
            (times * short.len()) as u64,
            Some(1.5),
            &mut [
                (
                    "ours",
                    Box::new(|| repeat(times, || a.and(&b).to_list().len() as u64)),
                ),
                ("tantivy", Box::new(|| repeat(times, || theirs.count()))),
            ],
        );
    }
}
