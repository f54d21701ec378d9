//! Both lists are walked, block by block.

use super::super::scalar;
use super::{WIDTH, add, lanes};

/// Adds the entries of `short` that, `shift` further on, stand in `long` to `hits`.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,popcnt"))]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn pair(short: &[u32], long: &[u32], shift: u32, hits: &mut Vec<u32>) {
    let (a, _) = short.as_chunks::<WIDTH>();
    let (b, _) = long.as_chunks::<WIDTH>();
    let (b, _) = b.as_chunks::<2>();
    let (mut i, mut j) = (0, 0);
    // Ends, because one of the two goes on in every round. Invariant: what is left of each list is above all that the
    // other has left behind.
    while i < a.len() && j < b.len() {
        let (left, [near, far]) = (&a[i], &b[j]);
        // An entry below `shift` comes round to the largest numbers, which no entry of the short list is.
        let vectors = [near, far].map(|entries| lanes::subtract(lanes::load(entries), shift));
        let mut equal = [lanes::splat(0); 2];
        for &entry in left {
            let entry = lanes::splat(entry);
            for (equal, vector) in equal.iter_mut().zip(vectors) {
                *equal = lanes::or(*equal, lanes::equal(vector, entry));
            }
        }
        // In lists that go through here hits are rare.
        if lanes::bits(lanes::or(equal[0], equal[1])) != 0 {
            add(vectors[0], lanes::bits(equal[0]), hits);
            add(vectors[1], lanes::bits(equal[1]), hits);
        }
        let (left, right) = (left[WIDTH - 1] + shift, far[WIDTH - 1]);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    let (short, long) = (&short[i * WIDTH..], &long[j * 2 * WIDTH..]);
    scalar::walk(short, long, shift, hits);
}
