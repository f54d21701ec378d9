//! Vectors must find what plain code finds.

use super::super::pair::{Machine, pair_with, seek_with};
use super::*;
use fastrand::Rng;

fn sorted(mut list: Vec<u32>) -> Vec<u32> {
    list.sort_unstable();
    list.dedup();
    list
}

/// Vectors must find what the plain way finds, in each way, and with skip data.
fn both_agree(short: &[u32], long: &[u32], shift: u32, what: &str) {
    let moved: Vec<u32> = short.iter().map(|entry| entry + shift).collect();
    let expected: Vec<u32> = (short.iter().copied())
        .filter(|entry| long.binary_search(&(entry + shift)).is_ok())
        .collect();
    let skips = Skips::new(long);
    for machine in [Machine::Plain, Machine::this()] {
        for way in [Way::Gallop, Way::Blocks] {
            let mut hits = vec![7];
            pair_with(machine, way, short, long, shift, &mut hits);
            assert_eq!(hits.remove(0), 7, "what was there stays");
            assert_eq!(hits, expected, "{machine:?}, {way:?}, {what}");
        }
        if !skips.is_empty() {
            let mut hits = vec![7];
            seek_with(machine, &moved, long, &skips, &mut hits);
            assert_eq!(hits.remove(0), 7, "what was there stays");
            let expected: Vec<u32> = expected.iter().map(|entry| entry + shift).collect();
            assert_eq!(hits, expected, "{machine:?}, skips, {what}");
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

#[test]
fn a_look_at_the_bit_of_each_finds_what_the_plain_way_finds() {
    for seed in 0..200 {
        let mut dice = Rng::with_seed(seed);
        let words: Vec<u64> = (0..1 + dice.usize(..70)).map(|_| dice.u64(..)).collect();
        let first = [0, 4096, u32::MAX - 64 * 70][dice.usize(..3)];
        let most = 64 * words.len() as u32;
        let count = [3, 40, 300][dice.usize(..3)];
        let entries = sorted((0..count).map(|_| first + dice.u32(..most)).collect());
        let is_set = |entry: &&u32| {
            words[(*entry - first) as usize / 64] >> ((*entry - first) % 64) & 1 == 1
        };
        let expected: Vec<u32> = entries.iter().filter(is_set).copied().collect();
        let (mut plain, mut vectors) = (vec![9], vec![9]);
        scalar::look(&entries, &words, first, &mut plain);
        assert_eq!(plain[1..], expected, "seed {seed}");
        if is_there() {
            look(&entries, &words, first, &mut vectors);
            assert_eq!(vectors, plain, "seed {seed}");
        }
    }
}
