//! PCG32: a 64-bit linear congruential generator whose best bits choose how the others are rotated.
//!
//! M. E. O'Neill, *PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
//! Generation*, HMC-CS-2014-0905, section 6.3.1 (XSH-RR).

use super::splitmix64;

/// PCG32. The increment chooses one of 2^63 streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pcg32 {
    pub(crate) state: u64,
    /// Odd.
    pub(crate) increment: u64,
}

pub(crate) const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

impl Pcg32 {
    /// The generator of a seed: both the state and the stream come from it.
    pub fn seeded(seed: u64) -> Pcg32 {
        let mut mix = seed;
        let state = splitmix64(&mut mix);
        Pcg32::new(state, splitmix64(&mut mix))
    }

    /// A generator by its two numbers, as the reference implementation takes them.
    pub fn new(state: u64, stream: u64) -> Pcg32 {
        let mut generator = Pcg32 {
            state: 0,
            increment: stream << 1 | 1,
        };
        generator.next_u32();
        generator.state = generator.state.wrapping_add(state);
        generator.next_u32();
        generator
    }

    /// The next 32 bits.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        let old = self.state;
        self.state = old.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
        ((((old >> 18) ^ old) >> 27) as u32).rotate_right((old >> 59) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_reference_demo_come_out() {
        let mut generator = Pcg32::new(42, 54);
        let six: Vec<u32> = (0..6).map(|_| generator.next_u32()).collect();
        assert_eq!(
            six,
            [
                0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e
            ]
        );
    }
}
