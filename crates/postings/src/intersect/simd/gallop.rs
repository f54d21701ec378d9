//! The entries of a short list are sought in a long one, several at a time.

use super::super::scalar::BLOCK;
use super::lanes;
use std::hint::select_unpredictable;
use std::ops::Range;

/// Entries that are sought together.
const GROUP: usize = 8;

/// Adds the entries of `short` that, `shift` further on, stand in `long` to `hits`. The long list has a block at least.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn pair(short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
    let count = long.len().div_ceil(BLOCK);
    // So far apart are the entries of two groups if all is even.
    let stride = (count * GROUP / short.len().max(1)).max(1);
    let mut low = 0;
    for group in short.chunks(GROUP) {
        // A seek for an entry that is not there costs as much as any other.
        low = match group.len() <= GROUP / 2 {
            true => gallop_group::<{ GROUP / 2 }>(group, long, shift, low..count, stride, hits),
            false => gallop_group::<GROUP>(group, long, shift, low..count, stride, hits),
        };
        if low == count {
            break;
        }
    }
}

/// Up to `N` entries, of which none is found in a block before `blocks`; gives the block where the next ones may be.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
#[inline]
fn gallop_group<const N: usize>(
    group: &[u32],
    long: &[u32],
    shift: u32,
    blocks: Range<usize>,
    stride: usize,
    hits: &mut Vec<u32>,
) -> usize {
    // The last group is filled up with its last entry.
    let mut targets = [group[group.len() - 1] + shift; N];
    for (target, entry) in targets.iter_mut().zip(group) {
        *target = entry + shift;
    }
    // Invariant: all blocks below the first end below the entries at hand.
    let (low, count) = (blocks.start, blocks.end);
    let mut reach = stride;
    while low + reach < count && end_of(long, low + reach - 1) < targets[N - 1] {
        reach *= 2;
    }
    let at = seek(long, low..(low + reach).min(count), &targets);
    let mut found = 0;
    for lane in 0..N {
        // The last block reaches back if what is left does not fill one. It also stands in for one that is not there.
        let from = (at[lane] * BLOCK).min(long.len() - BLOCK);
        let block = long[from..].first_chunk().expect("a block is left");
        found |= u32::from(lanes::holds(block, targets[lane])) << lane;
    }
    let hit = |(lane, _): &(usize, &u32)| found >> lane & 1 == 1;
    let each = group.iter().enumerate().filter(hit);
    hits.extend(each.map(|(_, entry)| *entry));
    at[N - 1]
}

/// For each target the first block of a range that does not end below it, or the end of the range.
#[inline]
fn seek<const N: usize>(long: &[u32], range: Range<usize>, targets: &[u32; N]) -> [usize; N] {
    let mut at = [range.start; N];
    let mut length = range.len();
    // Invariant: the block sought is one of the `length` from `at` on, or the one after them.
    while length > 0 {
        let half = length.div_ceil(2);
        for (at, &target) in at.iter_mut().zip(targets) {
            let is_below = end_of(long, *at + half - 1) < target;
            *at += select_unpredictable(is_below, half, 0);
        }
        length -= half;
    }
    at
}

/// The last entry of a block.
fn end_of(long: &[u32], block: usize) -> u32 {
    long[(block * BLOCK + BLOCK).min(long.len()) - 1]
}
