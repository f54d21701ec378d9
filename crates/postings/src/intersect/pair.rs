//! Two lists, as fast as is known, and the plan that chooses.

use super::scalar;
#[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
use super::simd;
use super::skips::Skips;

/// A way to intersect two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Each entry of the short list is sought in the long one by galloping.
    Gallop,
    /// Both lists are walked, block by block.
    Blocks,
}

/// From this ratio of lengths on, galloping is faster. Measured by `cargo xtask bench postings`, in nanoseconds for an entry
/// of the short list (10,000 entries in the long one, sparse; x86-64 in 2026, WebAssembly in Chromium 156):
///
/// | ratio               | 1   | 10   | 100 |
/// |---------------------|-----|------|-----|
/// | AVX2, blocks        | 0.8 | 3.1  |     |
/// | AVX2, gallop        |     | 4.1  | 6.5 |
/// | simd128, blocks     | 2.0 | 11.0 |     |
/// | simd128, gallop     |     |      | 9.1 |
///
/// Blocks are half as wide in WebAssembly, and galloping hardly knows the difference.
const GALLOP_FROM: usize = if cfg!(target_arch = "wasm32") { 6 } else { 16 };

/// The way for two lists of these lengths.
#[must_use]
pub fn plan(short: usize, long: usize) -> Way {
    if long / short.max(1) >= GALLOP_FROM {
        Way::Gallop
    } else {
        Way::Blocks
    }
}

/// Adds the documents in both lists to `hits`, in order. Lists must ascend strictly.
pub fn pair(a: &[u32], b: &[u32], hits: &mut Vec<u32>) {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    pair_at(short, long, 0, hits);
}

/// Adds the entries of `short` that, `shift` further on, stand in `long`. The sum of an entry and `shift` must fit.
pub fn pair_at(short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
    pair_with(
        Machine::this(),
        plan(short.len(), long.len()),
        short,
        long,
        shift,
        hits,
    );
}

/// What the machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Machine {
    /// Nothing but plain instructions.
    Plain,
    /// Vectors of numbers.
    #[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
    Vectors,
}

impl Machine {
    /// The machine at hand.
    #[inline]
    pub(super) fn this() -> Machine {
        #[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
        if simd::is_there() {
            return Machine::Vectors;
        }
        Machine::Plain
    }
}

/// The same in a given way. The machine must be no more than is there.
pub(super) fn pair_with(
    machine: Machine,
    way: Way,
    short: &[u32],
    long: &[u32],
    shift: u32,
    hits: &mut Vec<u32>,
) {
    match (machine, way) {
        (Machine::Plain, Way::Blocks) => scalar::walk(short, long, shift, hits),
        (Machine::Plain, Way::Gallop) => scalar::gallop(short, long, shift, hits),
        #[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
        (Machine::Vectors, way) => simd::pair(way, short, long, shift, hits),
    }
}

/// Adds the entries of `short` that stand in `long`, which is many times as long and has this skip data, to `hits`.
pub(super) fn seek_with(
    machine: Machine,
    short: &[u32],
    long: &[u32],
    skips: &Skips,
    hits: &mut Vec<u32>,
) {
    match machine {
        // Here skip data would save nothing: a cursor that gallops from where it stands is rarely far off.
        Machine::Plain => scalar::gallop(short, long, 0, hits),
        #[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
        Machine::Vectors => simd::seek(short, long, skips, hits),
    }
}
