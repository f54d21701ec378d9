//! Several numbers at a time: the two ways of [`pair`](super::pair()) with vector instructions.
//!
//! **Blocks.** A vector of the short list is compared with two of the other, every pair of entries, by turning vectors round;
//! then the block with the smaller last entry makes room for the next. Which one that is, is computed and not branched on,
//! for it would be guessed wrong every other time:
//!
//! ```text
//!   a   3  7 12 33 | 40 ..                    equal pairs: 12
//!   b   2  5 12 13 21 25 28 31 | 36 ..        33 > 31: b goes on
//! ```
//!
//! **Gallop.** Eight entries of the short list are sought together: the last of them bounds how far to look, then eight
//! halvings of the same range run side by side, so that the memory is waited for once and not eight times. They end at a
//! block of sixteen entries, a line of the cache, where the entry is looked for in all of them at once.
//!
//! What the vectors do is in a file for each machine, with the same few functions: `avx2` (any x86-64 since 2013; asked for at
//! run time) and `simd128` (every browser since 2023; WebAssembly can't ask, so these instructions are simply in the
//! program). Elsewhere, and on an older processor, [`scalar`](super::scalar) does the same, and the tests hold both to it.
//!
//! Source: Lemire, Boytsov and Kurz, "SIMD compression and the intersection of sorted integers" (2016), whose V1 and SIMD
//! galloping these are, with eight seeks in flight.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "wasm32")]
mod simd128;

use super::pair::Way;
use super::scalar;
#[cfg(target_arch = "x86_64")]
use avx2 as lanes;
#[cfg(target_arch = "wasm32")]
use simd128 as lanes;
use std::hint::select_unpredictable;
use std::ops::Range;

use lanes::WIDTH;
pub(super) use lanes::is_there;

/// Entries that are sought together when galloping.
const GROUP: usize = 8;

/// So few entries are sought one by one.
const FEW: usize = 4;

/// Entries of the long list that are looked at together when galloping.
pub(super) const BLOCK: usize = scalar::BLOCK;

/// Adds the entries of `short` that, `shift` further on, stand in `long` to `hits`.
///
/// `ends` may have the last entry of every [`BLOCK`] entries of `long`, or nothing: it is skip data, which is searched with
/// fewer misses of the cache than the list itself.
pub(super) fn pair(
    way: Way,
    short: &[u32],
    long: &[u32],
    ends: &[u32],
    shift: u32,
    hits: &mut Vec<u32>,
) {
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
            Way::Blocks => blocks(short, long, shift, hits),
            Way::Gallop if short.len() < FEW => scalar::gallop(short, long, shift, hits),
            Way::Gallop if long.len() < BLOCK => blocks(short, long, shift, hits),
            Way::Gallop if ends.is_empty() => {
                let end = |block: usize| long[(block * BLOCK + BLOCK).min(long.len()) - 1];
                gallop(short, long, end, shift, hits)
            }
            Way::Gallop => {
                assert_eq!(
                    ends.len(),
                    long.len().div_ceil(BLOCK),
                    "one end for each block"
                );
                gallop(short, long, |block| ends[block], shift, hits)
            }
        }
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

#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn blocks(short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
    let (a, _) = short.as_chunks::<WIDTH>();
    let (b, _) = long.as_chunks::<WIDTH>();
    let (b, _) = b.as_chunks::<2>();
    let (mut i, mut j) = (0, 0);
    // Ends, because one of the two goes on in every round. Invariant: what is left of each list is above all that the
    // other has left behind.
    while i < a.len() && j < b.len() {
        let (left, [near, far]) = (&a[i], &b[j]);
        let entries = lanes::load(left);
        let targets = lanes::add(entries, shift);
        let near = lanes::equal(targets, lanes::load(near));
        let equal = lanes::bits(lanes::or(near, lanes::equal(targets, lanes::load(far))));
        // In lists that go through here hits are rare.
        if equal != 0 {
            add(entries, equal, hits);
        }
        let (left, right) = (left[WIDTH - 1] + shift, far[WIDTH - 1]);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    let (short, long) = (&short[i * WIDTH..], &long[j * 2 * WIDTH..]);
    scalar::walk(short, long, shift, hits);
}

/// The same by galloping: for a `long` list that is many times as long, and has a block at least. `end` tells the last
/// entry of a block.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn gallop(
    short: &[u32],
    long: &[u32],
    end: impl Fn(usize) -> u32,
    shift: u32,
    hits: &mut Vec<u32>,
) {
    let count = long.len().div_ceil(BLOCK);
    // So far apart are the entries of two groups if all is even.
    let stride = (count * GROUP / short.len().max(1)).max(1);
    let mut low = 0;
    for group in short.chunks(GROUP) {
        // A seek for an entry that is not there costs as much as any other.
        low = match group.len() <= GROUP / 2 {
            true => {
                gallop_group::<{ GROUP / 2 }>(group, long, &end, shift, low..count, stride, hits)
            }
            false => gallop_group::<GROUP>(group, long, &end, shift, low..count, stride, hits),
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
    end: &impl Fn(usize) -> u32,
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
    while low + reach < count && end(low + reach - 1) < targets[N - 1] {
        reach *= 2;
    }
    let at = seek(end, low..(low + reach).min(count), &targets);
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
fn seek<const N: usize>(
    end: &impl Fn(usize) -> u32,
    range: Range<usize>,
    targets: &[u32; N],
) -> [usize; N] {
    let mut at = [range.start; N];
    let mut length = range.len();
    // Invariant: the block sought is one of the `length` from `at` on, or the one after them.
    while length > 0 {
        let half = length.div_ceil(2);
        for (at, &target) in at.iter_mut().zip(targets) {
            let is_below = end(*at + half - 1) < target;
            *at += select_unpredictable(is_below, half, 0);
        }
        length -= half;
    }
    at
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
mod tests {
    use super::super::pair::{Machine, pair_with};
    use super::*;
    use fastrand::Rng;

    fn sorted(mut list: Vec<u32>) -> Vec<u32> {
        list.sort_unstable();
        list.dedup();
        list
    }

    fn find(machine: Machine, way: Way, lists: [&[u32]; 3], shift: u32) -> Vec<u32> {
        let mut hits = vec![7];
        pair_with(machine, way, lists[0], lists[1], lists[2], shift, &mut hits);
        assert_eq!(hits.remove(0), 7, "what was there stays");
        hits
    }

    /// Vectors must find what the plain way finds, in each way, with and without skip data.
    fn both_agree(short: &[u32], long: &[u32], shift: u32, what: &str) {
        let expected: Vec<u32> = (short.iter().copied())
            .filter(|entry| long.binary_search(&(entry + shift)).is_ok())
            .collect();
        let ends: Vec<u32> = long
            .chunks(BLOCK)
            .map(|block| block[block.len() - 1])
            .collect();
        for way in [Way::Gallop, Way::Blocks] {
            for ends in [&[], &ends[..]] {
                let lists = [short, long, ends];
                assert_eq!(
                    find(Machine::Plain, way, lists, shift),
                    expected,
                    "plain, {way:?}, {what}"
                );
                assert_eq!(
                    find(Machine::this(), way, lists, shift),
                    expected,
                    "{way:?}, {what}"
                );
            }
        }
    }

    #[test]
    fn vectors_find_what_the_plain_way_finds() {
        for seed in 0..3000 {
            let mut dice = Rng::with_seed(seed);
            let up_to = [20, 300, 5_000, 1 << 31][dice.u32(..4) as usize];
            let mut list = || {
                let most = [1, 9, 40, 200, 2_000][dice.u32(..5) as usize];
                let length = dice.u32(..(most + 1));
                sorted((0..length).map(|_| dice.u32(..up_to)).collect())
            };
            let (short, long) = (list(), list());
            let shift = [0, 0, 1, 13][dice.u32(..4) as usize];
            both_agree(&short, &long, shift, &format!("seed {seed}"));
        }
    }

    #[test]
    fn vectors_agree_at_every_length_about_their_own_and_on_lists_made_to_trip_them() {
        let every = |step: u32, count: u32| -> Vec<u32> { (0..count).map(|n| n * step).collect() };
        for short in 0..40 {
            for long in [
                0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 300,
            ] {
                for (a, b) in [(1, 1), (2, 1), (1, 2), (3, 2), (40, 1), (1, 40)] {
                    let what = format!("{short} times {a}, {long} times {b}");
                    both_agree(&every(a, short), &every(b, long), 0, &what);
                    both_agree(&every(a, short), &every(b, long), 5, &what);
                }
            }
        }
        let long: Vec<u32> = (0..1000).collect();
        let late: Vec<u32> = (900..2000).collect();
        both_agree(
            &late,
            &long,
            0,
            "the short list goes on behind the long one",
        );
        both_agree(
            &[999, 1000, 1001],
            &long,
            0,
            "its end is in the middle of a group",
        );
        let top = [0, 1 << 31, u32::MAX - 1, u32::MAX];
        both_agree(
            &top,
            &[&long[1..], &top[1..]].concat(),
            0,
            "the largest numbers",
        );
    }

    #[test]
    fn words_are_shared_bit_by_bit_and_counted() {
        let mut dice = Rng::with_seed(3);
        for length in [0, 1, 63, 64, 65, 200] {
            let mut words = || -> Vec<u64> {
                let mut half = || u64::from(dice.u32(..u32::MAX));
                (0..length).map(|_| half() << 32 | half()).collect()
            };
            let (a, b) = (words(), words());
            let (mut plain, mut vectors) = (vec![9], vec![9]);
            let count = scalar::and(&a, &b, &mut plain);
            let expected: Vec<u64> = a.iter().zip(&b).map(|(a, b)| a & b).collect();
            assert_eq!(plain[1..], expected);
            assert_eq!(
                count,
                expected.iter().map(|word| word.count_ones() as usize).sum()
            );
            if is_there() {
                assert_eq!(and(&a, &b, &mut vectors), count);
                assert_eq!(vectors, plain);
            }
        }
    }
}
