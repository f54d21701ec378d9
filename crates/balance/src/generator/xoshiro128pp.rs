//! xoshiro128++: four 32-bit words, additions, shifts and rotations; the fastest of the good ones where multiplication
//! is dear.
//!
//! D. Blackman, S. Vigna, *Scrambled Linear Pseudorandom Number Generators*, ACM TOMS 47(4), 2021.

use super::splitmix64;

/// xoshiro128++. The state is never all zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Xoshiro128pp {
    pub(crate) state: [u32; 4],
}

impl Xoshiro128pp {
    /// The generator of a seed: the state is filled by SplitMix64, as its authors advise.
    pub fn seeded(seed: u64) -> Xoshiro128pp {
        let mut mix = seed;
        let (low, high) = (splitmix64(&mut mix), splitmix64(&mut mix));
        Xoshiro128pp::new([
            low as u32,
            (low >> 32) as u32,
            high as u32,
            (high >> 32) as u32,
        ])
    }

    /// A generator by its state.
    ///
    /// # Panics
    /// If all four words are zero: the generator would give zeros for ever.
    pub fn new(state: [u32; 4]) -> Xoshiro128pp {
        assert_ne!(
            state, [0; 4],
            "the state of xoshiro128++ must not be all zero"
        );
        Xoshiro128pp { state }
    }

    /// The next 32 bits.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(7).wrapping_add(*a);
        let shifted = *b << 9;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(11);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_reference_implementation_come_out() {
        let mut generator = Xoshiro128pp::new([1, 2, 3, 4]);
        let first: Vec<u32> = (0..10).map(|_| generator.next_u32()).collect();
        let reference = [
            641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295,
            495546011, 621204420,
        ];
        assert_eq!(first, reference);
    }
}
