//! ChaCha with 8 rounds: a stream cipher as a generator. Nothing we could measure tells it from chance.
//!
//! D. J. Bernstein, *ChaCha, a variant of Salsa20*, 2008. The block counter is 64 bits and the nonce zero; the key comes
//! from the seed by SplitMix64, so this is not for secrets.

use super::splitmix64;

/// ChaCha8: one block of 16 words is made at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChaCha8 {
    key: [u32; 8],
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
            self.block = block(&self.key, self.counter);
            self.counter += 1;
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }
}

/// Four words side by side: the four columns of the block are worked on at once.
type Row = [u32; 4];

fn block(key: &[u32; 8], counter: u64) -> [u32; 16] {
    const EXPAND_32_BYTE_K: Row = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
    let start: [Row; 4] = [
        EXPAND_32_BYTE_K,
        [key[0], key[1], key[2], key[3]],
        [key[4], key[5], key[6], key[7]],
        [counter as u32, (counter >> 32) as u32, 0, 0],
    ];
    let [mut a, mut b, mut c, mut d] = start;
    for _ in 0..4 {
        // One column round; then the rows are turned so that the diagonals stand in columns, and it is done again.
        quarter_rounds(&mut a, &mut b, &mut c, &mut d);
        (b, c, d) = (turned(b, 1), turned(c, 2), turned(d, 3));
        quarter_rounds(&mut a, &mut b, &mut c, &mut d);
        (b, c, d) = (turned(b, 3), turned(c, 2), turned(d, 1));
    }
    let mut out = [0; 16];
    for (row, (end, start)) in [a, b, c, d].iter().zip(&start).enumerate() {
        for column in 0..4 {
            out[4 * row + column] = end[column].wrapping_add(start[column]);
        }
    }
    out
}

#[inline(always)]
fn quarter_rounds(a: &mut Row, b: &mut Row, c: &mut Row, d: &mut Row) {
    for (add_xor_1, add_xor_2) in [(16, 12), (8, 7)] {
        for i in 0..4 {
            a[i] = a[i].wrapping_add(b[i]);
            d[i] = (d[i] ^ a[i]).rotate_left(add_xor_1);
        }
        for i in 0..4 {
            c[i] = c[i].wrapping_add(d[i]);
            b[i] = (b[i] ^ c[i]).rotate_left(add_xor_2);
        }
    }
}

#[inline(always)]
fn turned(row: Row, by: usize) -> Row {
    [
        row[by % 4],
        row[(by + 1) % 4],
        row[(by + 2) % 4],
        row[(by + 3) % 4],
    ]
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
