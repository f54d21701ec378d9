//! From bitmaps back to entries.

use super::CHUNK;

/// Adds the documents whose bits are set in the words from a chunk on.
pub(super) fn spell(words: &[u64], chunk: usize, hits: &mut Vec<u32>) {
    let first = (chunk * CHUNK) as u32;
    for (at, &word) in words.iter().enumerate() {
        let mut rest = word;
        while rest != 0 {
            hits.push(first + at as u32 * 64 + rest.trailing_zeros());
            rest &= rest - 1;
        }
    }
}

/// The same for the bits that are set in both; few are.
pub(super) fn spell_both(a: &[u64], b: &[u64], chunk: usize, hits: &mut Vec<u32>) {
    let ((a, _), (b, _)) = (a.as_chunks::<GLANCE>(), b.as_chunks::<GLANCE>());
    for (at, (a, b)) in a.iter().zip(b).enumerate() {
        let both: [u64; GLANCE] = std::array::from_fn(|word| a[word] & b[word]);
        // Most are empty, and seen to be at a glance.
        if both.iter().fold(0, |any, word| any | word) != 0 {
            for (word, mut rest) in both.into_iter().enumerate() {
                while rest != 0 {
                    let base = chunk * CHUNK + (at * GLANCE + word) * 64;
                    hits.push(base as u32 + rest.trailing_zeros());
                    rest &= rest - 1;
                }
            }
        }
    }
}

/// Words that are looked at together; a chunk has a multiple of them.
const GLANCE: usize = 4;
