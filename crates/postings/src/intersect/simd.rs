//! Several numbers at a time: the two ways of [`pair`](super::pair()) with vector instructions.
//!
//! **Blocks.** Each entry of a vector's worth of the short list is compared with two vectors of the other; then the block with
//! the smaller last entry makes room for the next. Which one that is, is computed and not branched on, for it would be
//! guessed wrong every other time:
//!
//! ```text
//!   a   3  7 12 33 | 40 ..                    equal pairs: 12
//!   b   2  5 12 13 21 25 28 31 | 36 ..        33 > 31: b goes on
//! ```
//!
//! **Descend.** In a list with [skip data](super::skips) up to sixteen entries are sought together, level by level, so that
//! the memory is waited for once and not sixteen times. They end at a block of sixteen entries, a line of the cache, where
//! the entry is looked for in all of them at once.
//!
//! **Gallop.** Without skip data eight entries are sought together: the last of them bounds how far to look, then eight
//! halvings of the same range run side by side.
//!
//! **Look.** In a bitmap the bits of a vector's worth of entries are gathered at once.
//!
//! What the vectors do is in a file for each machine, with the same few functions: `avx2` (any x86-64 since 2013; asked for at
//! run time) and `simd128` (every browser since 2023; WebAssembly can't ask, so these instructions are simply in the
//! program). Elsewhere, and on an older processor, [`scalar`](super::scalar) does the same, and the tests hold both to it.
//!
//! Source: Lemire, Boytsov and Kurz, "SIMD compression and the intersection of sorted integers" (2016), whose V1 and SIMD
//! galloping these are, with several seeks in flight.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod blocks;
mod descend;
mod gallop;
#[cfg(target_arch = "wasm32")]
mod simd128;

use super::pair::Way;
use super::scalar::{self, BLOCK};
use super::skips::Skips;
#[cfg(target_arch = "x86_64")]
use avx2 as lanes;
#[cfg(target_arch = "wasm32")]
use simd128 as lanes;

use lanes::WIDTH;
pub(super) use lanes::is_there;

/// So few entries are sought one by one; and looked up so, if they are so few vectors.
const FEW: usize = 4;

/// Adds the entries of `short` that, `shift` further on, stand in `long` to `hits`.
pub(super) fn pair(way: Way, short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
    assert!(is_there(), "no such instructions");
    // SAFETY: the instructions are there.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            unused_unsafe,
            reason = "a program that was loaded has the instructions"
        )
    )]
    unsafe {
        match way {
            Way::Blocks => blocks::pair(short, long, shift, hits),
            Way::Gallop if long.len() < BLOCK => blocks::pair(short, long, shift, hits),
            Way::Gallop if short.len() < FEW => scalar::gallop(short, long, shift, hits),
            Way::Gallop => gallop::pair(short, long, shift, hits),
        }
    }
}

/// Adds the entries of `short` that stand in `long`, which has this skip data, to `hits`.
pub(super) fn seek(short: &[u32], long: &[u32], skips: &Skips, hits: &mut Vec<u32>) {
    assert!(is_there(), "no such instructions");
    // SAFETY: the instructions are there.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            unused_unsafe,
            reason = "a program that was loaded has the instructions"
        )
    )]
    unsafe {
        descend::seek(short, long, skips, hits)
    }
}

/// The words that two bitmaps share are added to `out`; the bits in them are counted.
pub(super) fn and(a: &[u64], b: &[u64], out: &mut Vec<u64>) -> usize {
    assert!(is_there(), "no such instructions");
    // SAFETY: the instructions are there.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            unused_unsafe,
            reason = "a program that was loaded has the instructions"
        )
    )]
    unsafe {
        and_words(a, b, out)
    }
}

#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn and_words(a: &[u64], b: &[u64], out: &mut Vec<u64>) -> usize {
    // Plain code: the compiler finds the vectors in it.
    scalar::and(a, b, out)
}

/// Adds the entries, counted from `first` on, whose bits are set in `words`.
pub(super) fn look(entries: &[u32], words: &[u64], first: u32, hits: &mut Vec<u32>) {
    assert!(is_there(), "no such instructions");
    // SAFETY: the instructions are there.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            unused_unsafe,
            reason = "a program that was loaded has the instructions"
        )
    )]
    unsafe {
        look_up(entries, words, first, hits)
    }
}

#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn look_up(entries: &[u32], words: &[u64], first: u32, hits: &mut Vec<u32>) {
    if entries.len() < FEW * WIDTH {
        return scalar::look(entries, words, first, hits);
    }
    hits.reserve(entries.len() + WIDTH);
    let (groups, rest) = entries.as_chunks::<WIDTH>();
    for group in groups {
        let entries = lanes::load(group);
        let places = lanes::subtract(entries, first);
        add(entries, lanes::test(words, places), hits);
    }
    scalar::look(rest, words, first, hits);
}

/// Adds the numbers whose bits are set.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
#[inline]
fn add(numbers: lanes::Vector, bits: u32, hits: &mut Vec<u32>) {
    // All of them, and back again: a copy of a fixed length needs no loop.
    hits.extend_from_slice(&lanes::front(numbers, bits));
    hits.truncate(hits.len() - WIDTH + bits.count_ones() as usize);
}

#[cfg(test)]
mod tests;
