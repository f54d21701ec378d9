//! A linear congruential generator as C libraries had it: `x = (1103515245 x + 12345) mod 2^31`.
//!
//! The modulus is a power of two, so the lowest bit of x alternates 0, 1, 0, 1, .., and the lowest k bits repeat after 2^k
//! steps (D. Knuth, TAOCP 2, 3.2.1.1). A program that takes `x % n` looks at just those bits when n is even. We give the
//! whole x, as such programs got it; a better library would have kept back the low bits.

/// The generator; its state is the number it gave last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lcg {
    /// Below 2^31.
    state: u32,
}

impl Lcg {
    /// The generator of a seed, of which the low 31 bits count.
    pub fn seeded(seed: u64) -> Lcg {
        Lcg {
            state: seed as u32 & 0x7fff_ffff,
        }
    }

    /// The next 31 bits.
    #[inline]
    pub fn next_u31(&mut self) -> u32 {
        self.state = self.state.wrapping_mul(1_103_515_245).wrapping_add(12_345) & 0x7fff_ffff;
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_formula_come_out() {
        let mut generator = Lcg::seeded(1);
        assert_eq!(generator.next_u31(), 1_103_527_590);
        let by_hand = (1_103_527_590_u64 * 1_103_515_245 + 12_345) % (1 << 31);
        assert_eq!(generator.next_u31() as u64, by_hand);
    }

    #[test]
    fn the_low_three_bits_repeat_after_eight_numbers() {
        let mut generator = Lcg::seeded(99);
        let low: Vec<u32> = (0..32).map(|_| generator.next_u31() % 8).collect();
        assert!(
            low.chunks_exact(8).all(|eight| eight == &low[..8]),
            "{low:?}"
        );
    }
}
