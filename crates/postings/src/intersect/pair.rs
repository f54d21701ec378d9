//! Two lists, as fast as is known, and the plan that chooses.

/// A way to intersect two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Each entry of the short list is sought in the long one by galloping.
    Gallop,
    /// Both lists are walked, block by block.
    Blocks,
}

/// From this ratio of lengths on, galloping looks at less than walking does.
const GALLOP_FROM: usize = 64;

/// The way for two lists of these lengths.
#[must_use]
pub fn plan(short: usize, long: usize) -> Way {
    if long / short.max(1) >= GALLOP_FROM {
        Way::Gallop
    } else {
        Way::Blocks
    }
}

/// Adds the documents in both lists to `hits`, in order.
pub fn pair(a: &[u32], b: &[u32], hits: &mut Vec<u32>) {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    pair_at(short, long, 0, hits);
}

/// Adds the entries of `short` that, `shift` further on, stand in `long`. The sum of an entry and `shift` must fit.
pub fn pair_at(short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
    match plan(short.len(), long.len()) {
        Way::Gallop => gallop(short, long, shift, hits),
        Way::Blocks => walk(short, long, shift, hits),
    }
}

fn gallop(short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
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

fn walk(a: &[u32], b: &[u32], shift: u32, hits: &mut Vec<u32>) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (left, right) = (a[i] + shift, b[j]);
        if left == right {
            hits.push(a[i]);
        }
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
}
