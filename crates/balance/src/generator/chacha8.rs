//! ChaCha with 8 rounds: a stream cipher as a generator. Nothing we could measure tells it from chance.
//!
//! D. J. Bernstein, *ChaCha, a variant of Salsa20*, 2008. The block counter is 64 bits and the nonce zero; the key comes
//! from the seed by SplitMix64, so this is not for secrets.

use super::splitmix64;
use std::array::from_fn;

/// ChaCha8: one block of 16 words is made at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChaCha8 {
    pub(crate) key: [u32; 8],
    /// The number of the next block.
    counter: u64,
    block: [u32; 16],
    /// How many words of the block have been given out.
    used: usize,
}

impl ChaCha8 {
    /// The generator of a seed.
    pub fn seeded(seed: u64) -> ChaCha8 {
        let mut mix = seed;
        let mut key = [0; 8];
        for pair in key.chunks_exact_mut(2) {
            let word = splitmix64(&mut mix);
            pair.copy_from_slice(&[word as u32, (word >> 32) as u32]);
        }
        ChaCha8::new(key)
    }

    /// A generator by its key.
    pub fn new(key: [u32; 8]) -> ChaCha8 {
        ChaCha8 {
            key,
            counter: 0,
            block: [0; 16],
            used: 16,
        }
    }

    /// The next 32 bits.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        if self.used == 16 {
            self.block = blocks::<1>(&self.key, self.counter).map(|[word]| word);
            self.counter += 1;
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }
}

/// The same word of blocks that are made side by side.
type Word<const BLOCKS: usize> = [u32; BLOCKS];

/// Blocks `counter`, `counter + 1`, .. side by side: word w of the b-th of them is `[w][b]`. No block depends on another, so
/// every loop over them can become vector instructions; compilers do that for 16 blocks, not for 4 or 8.
#[inline]
pub(crate) fn blocks<const BLOCKS: usize>(key: &[u32; 8], counter: u64) -> [Word<BLOCKS>; 16] {
    const EXPAND_32_BYTE_K: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
    let number = |block| counter.wrapping_add(block as u64);
    let start: [Word<BLOCKS>; 16] = from_fn(|word| match word {
        0..4 => [EXPAND_32_BYTE_K[word]; BLOCKS],
        4..12 => [key[word - 4]; BLOCKS],
        12 => from_fn(|block| number(block) as u32),
        13 => from_fn(|block| (number(block) >> 32) as u32),
        _ => [0; BLOCKS],
    });
    let mut words = start;
    for _ in 0..4 {
        // A block is four rows of four words: first its columns, then its diagonals.
        for i in 0..4 {
            quarter_round(&mut words, [i, i + 4, i + 8, i + 12]);
        }
        for i in 0..4 {
            quarter_round(
                &mut words,
                [i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4],
            );
        }
    }
    for (word, start) in words.iter_mut().zip(&start) {
        for (end, start) in word.iter_mut().zip(start) {
            *end = end.wrapping_add(*start);
        }
    }
    words
}

#[inline(always)]
fn quarter_round<const BLOCKS: usize>(words: &mut [Word<BLOCKS>; 16], places: [usize; 4]) {
    let [a, b, c, d] = words
        .get_disjoint_mut(places)
        .expect("four different words");
    for block in 0..BLOCKS {
        let [mut x, mut y, mut z, mut w] = [a[block], b[block], c[block], d[block]];
        for (add_xor_1, add_xor_2) in [(16, 12), (8, 7)] {
            x = x.wrapping_add(y);
            w = (w ^ x).rotate_left(add_xor_1);
            z = z.wrapping_add(w);
            y = (y ^ z).rotate_left(add_xor_2);
        }
        (a[block], b[block], c[block], d[block]) = (x, y, z, w);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// J. Strombergson, *Test Vectors for the Stream Cipher ChaCha* (Internet draft), TC1: all-zero key and nonce.
    #[test]
    fn the_first_block_of_the_zero_key_is_the_published_one() {
        let mut generator = ChaCha8::new([0; 8]);
        let bytes: Vec<u8> = (0..16)
            .flat_map(|_| generator.next_u32().to_le_bytes())
            .collect();
        let published = "3e00ef2f895f40d67f5bb8e81f09a5a12c840ec3ce9a7f3b181be188ef711a1e\
                         984ce172b9216f419f445367456d5619314a42a3da86b001387bfdb80e0cfe42";
        assert_eq!(
            bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>(),
            published
        );
    }
}
