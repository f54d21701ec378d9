//! One number for a whole state: equal states have equal fingerprints on every platform.

use std::hash::{Hash, Hasher};

/// 64-bit FNV-1a over everything that `Hash` visits, with lengths and variants written as 64 bits everywhere.
///
/// The standard hashers will not do: `usize` has 32 bits in WebAssembly, and their algorithm is not promised.
#[must_use]
pub fn fingerprint(state: &impl Hash) -> u64 {
    let mut hasher = Fnv(0xCBF2_9CE4_8422_2325);
    state.hash(&mut hasher);
    hasher.finish()
}

struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn write_u16(&mut self, number: u16) {
        self.write(&number.to_le_bytes());
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_fnv_of_little_endian_64_bit_words() {
        assert_eq!(fingerprint(&()), 0xCBF2_9CE4_8422_2325);
        assert_eq!(
            fingerprint(&b'a'),
            0xAF63_DC4C_8601_EC8C,
            "the published value for \"a\""
        );
        assert_eq!(fingerprint(&7_usize), fingerprint(&7_u64));
        assert_eq!(
            fingerprint(&vec![7_u8]),
            fingerprint(&(1_u64, 7_u8)),
            "a length, then the items"
        );
    }
}
