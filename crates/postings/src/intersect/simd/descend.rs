//! The entries of a short list are sought in a long one that has skip data.

use super::super::scalar::BLOCK;
use super::super::skips::Skips;
use super::lanes;

/// Entries that are sought together: as many as a processor can wait for.
const GROUP: usize = 16;

/// Adds the entries of `short` that stand in `long` to `hits`. The skip data is that of the long list, and not empty.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn seek(short: &[u32], long: &[u32], skips: &Skips, hits: &mut Vec<u32>) {
    let last = long[long.len() - 1];
    // So that for every entry there is a number not below it on every level.
    let short = match short.last() {
        Some(entry) if *entry > last => &short[..short.partition_point(|entry| *entry <= last)],
        _ => short,
    };
    let (groups, rest) = short.as_chunks::<GROUP>();
    for group in groups {
        descend(group, long, skips, hits);
    }
    descend(rest, long, skips, hits);
}

/// Up to [`GROUP`] entries, level by level: each look waits for the one above it, but not for those beside it.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
#[inline]
fn descend(group: &[u32], long: &[u32], skips: &Skips, hits: &mut Vec<u32>) {
    let mut at = [0; GROUP];
    for level in &skips.levels {
        for (at, &entry) in at.iter_mut().zip(group) {
            *at = *at * BLOCK + lanes::below(&level[*at].0, entry);
        }
    }
    for (at, &entry) in at.into_iter().zip(group) {
        // The last block reaches back if what is left does not fill one.
        let from = (at * BLOCK).min(long.len() - BLOCK);
        let block = long[from..].first_chunk().expect("a block is left");
        if lanes::holds(block, entry) {
            hits.push(entry);
        }
    }
}
