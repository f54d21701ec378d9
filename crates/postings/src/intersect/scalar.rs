//! Two lists, one entry at a time: for machines without vectors, for what is left at the end of a list, and as the twin of
//! [`simd`](super::simd) in tests.
//!
//! Both ways add the entries of `short` that, `shift` further on, stand in `long` to `hits`.

/// Entries of a list that skip data jumps at once: a line of the cache.
pub(super) const BLOCK: usize = 16;

/// Both lists are walked.
pub(super) fn walk(short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
    let (mut i, mut j) = (0, 0);
    while i < short.len() && j < long.len() {
        let (left, right) = (short[i] + shift, long[j]);
        if left == right {
            hits.push(short[i]);
        }
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
}

/// Each entry of the short list is sought in the long one: 1, 2, 4 .. further, then by halving.
pub(super) fn gallop(short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
    // Invariant: what is below `low` in the long list is below the entry at hand.
    let mut low = 0;
    for &entry in short {
        let target = entry + shift;
        let mut jump = 1;
        while low + jump <= long.len() && long[low + jump - 1] < target {
            low += jump;
            jump *= 2;
        }
        let end = (low + jump - 1).min(long.len());
        low += long[low..end].partition_point(|&other| other < target);
        match long.get(low) {
            Some(&found) if found == target => hits.push(entry),
            Some(_) => {}
            None => return,
        }
    }
}

/// The words that two bitmaps share are added to `out`; the bits in them are counted.
#[inline]
pub(super) fn and(a: &[u64], b: &[u64], out: &mut Vec<u64>) -> usize {
    let mut bits = 0;
    // So many words at a time that they are still at hand to be counted.
    for (a, b) in a.chunks(64).zip(b.chunks(64)) {
        let from = out.len();
        out.extend(a.iter().zip(b).map(|(a, b)| a & b));
        bits += out[from..]
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum::<usize>();
    }
    bits
}

/// Adds the entries whose bit, counted from `first` on, is set in `words`.
pub(super) fn look(entries: &[u32], words: &[u64], first: u32, hits: &mut Vec<u32>) {
    let mut at = hits.len();
    hits.resize(at + entries.len() + 1, 0);
    for &entry in entries {
        let place = entry - first;
        // Written in any case, counted if it is a hit: there is no branch to guess.
        hits[at] = entry;
        at += (words[(place / 64) as usize] >> (place % 64) & 1) as usize;
    }
    hits.truncate(at);
}
