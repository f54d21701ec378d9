//! Random number generators: three good ones, a bad one, and the one of Go 1.19.
//!
//! | name | kind | period | a run is | from |
//! | --- | --- | --- | --- | --- |
//! | `pcg32` | PCG-XSH-RR 64/32 | 2^64 | seeded per chunk | M. E. O'Neill, HMC-CS-2014-0905 |
//! | `xoshiro128++` | xor, shift, rotate | 2^128 - 1 | seeded per chunk | D. Blackman, S. Vigna, ACM TOMS 47(4), 2021 |
//! | `chacha8` | stream cipher, 8 rounds | 2^68 bytes and more | seeded per chunk | D. J. Bernstein, *ChaCha*, 2008 |
//! | `lcg` | linear congruential, `x % n` | 2^31, low bits far less | one stream | the example in the C standard's text |
//! | `go1.19` | additive lagged Fibonacci | about 2^607 | one stream | Go's `math/rand` up to 1.19 |
//!
//! All give the same numbers natively and in WebAssembly: they use 32- and 64-bit integers, and never a 128-bit product
//! (which costs WebAssembly 2.5 to 4.5 times the time).
//!
//! The good three draw a number below a bound without bias, by D. Lemire's method (*Fast Random Integer Generation in an
//! Interval*, ACM TOMACS 29(1), 2019): multiply, take the high half, and reject the few low halves that would make some
//! numbers likelier. The last two draw as the programs did that used them; what is wrong with that is their lesson.

pub(crate) mod chacha8;
mod go119;
mod lcg;
mod pcg32;
mod xoshiro128pp;

pub mod digits;

pub use chacha8::ChaCha8;
pub use go119::Go119;
pub use lcg::Lcg;
pub use pcg32::Pcg32;
pub use xoshiro128pp::Xoshiro128pp;

use crate::Refusal;

/// A generator and where it is in its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Generator {
    /// PCG32.
    Pcg32(Pcg32),
    /// xoshiro128++.
    Xoshiro128pp(Xoshiro128pp),
    /// ChaCha with 8 rounds.
    ChaCha8(ChaCha8),
    /// A linear congruential generator whose low bits are bad.
    Lcg(Lcg),
    /// Go 1.19's `math/rand`.
    Go119(Box<Go119>),
}

/// Which generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `pcg32`
    Pcg32,
    /// `xoshiro128++`
    Xoshiro128pp,
    /// `chacha8`
    ChaCha8,
    /// `lcg`
    Lcg,
    /// `go1.19`
    Go119,
}

impl Kind {
    /// All of them, in the order of the module's table.
    pub const ALL: [Kind; 5] = [
        Kind::Pcg32,
        Kind::Xoshiro128pp,
        Kind::ChaCha8,
        Kind::Lcg,
        Kind::Go119,
    ];

    /// The generator of that name.
    ///
    /// # Errors
    /// [`Refusal::UnknownGenerator`], which lists the names.
    pub fn named(name: &str) -> Result<Kind, Refusal> {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| Refusal::UnknownGenerator(name.to_string()))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Pcg32 => "pcg32",
            Kind::Xoshiro128pp => "xoshiro128++",
            Kind::ChaCha8 => "chacha8",
            Kind::Lcg => "lcg",
            Kind::Go119 => "go1.19",
        }
    }

    /// Whether a run takes its numbers from one unbroken stream, as the program did that the generator stands for.
    /// Otherwise each chunk of a run has generators of its own, and the run can be done in parts.
    pub fn is_one_stream(self) -> bool {
        matches!(self, Kind::Lcg | Kind::Go119)
    }

    /// The generator at the start of the stream of `seed`. Go's unseeded generator is that of seed 1.
    pub fn seeded(self, seed: u64) -> Generator {
        match self {
            Kind::Pcg32 => Generator::Pcg32(Pcg32::seeded(seed)),
            Kind::Xoshiro128pp => Generator::Xoshiro128pp(Xoshiro128pp::seeded(seed)),
            Kind::ChaCha8 => Generator::ChaCha8(ChaCha8::seeded(seed)),
            Kind::Lcg => Generator::Lcg(Lcg::seeded(seed)),
            Kind::Go119 => Generator::Go119(Box::new(Go119::seeded(seed as i64))),
        }
    }
}

impl Generator {
    /// Which generator this is.
    pub fn kind(&self) -> Kind {
        match self {
            Generator::Pcg32(_) => Kind::Pcg32,
            Generator::Xoshiro128pp(_) => Kind::Xoshiro128pp,
            Generator::ChaCha8(_) => Kind::ChaCha8,
            Generator::Lcg(_) => Kind::Lcg,
            Generator::Go119(_) => Kind::Go119,
        }
    }

    /// The next 32 bits (31 from `lcg`, which has no more).
    pub fn next_u32(&mut self) -> u32 {
        match self {
            Generator::Pcg32(generator) => generator.next_u32(),
            Generator::Xoshiro128pp(generator) => generator.next_u32(),
            Generator::ChaCha8(generator) => generator.next_u32(),
            Generator::Lcg(generator) => generator.next_u31(),
            Generator::Go119(generator) => generator.next_u32(),
        }
    }

    /// A number from 0 to `bound - 1`, as a program would draw it that uses this generator.
    ///
    /// # Panics
    /// If the bound is 0, or above 2^31 - 1 for `go1.19`.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "there is no number below 0");
        match self {
            Generator::Lcg(generator) => generator.next_u31() % bound,
            Generator::Go119(generator) => generator.intn(bound),
            _ => {
                let mut digit = [0];
                digits::draw(self, &[bound], &mut digit);
                digit[0]
            }
        }
    }
}

/// The next of a sequence of well mixed 64-bit numbers: SplitMix64 (G. Steele, D. Lea, C. Flood, *Fast Splittable
/// Pseudorandom Number Generators*, OOPSLA 2014). Seeds that differ in one bit give unrelated sequences.
pub fn splitmix64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The seed of one chunk of a run, whoever does the chunk and whenever.
///
/// The seed is mixed before the number of the chunk is added, so that seed 1 of chunk 2 is not seed 2 of chunk 1.
pub fn seed_for_chunk(seed: u64, chunk: u64) -> u64 {
    let mut state = seed;
    let mut state = splitmix64(&mut state).wrapping_add(chunk);
    splitmix64(&mut state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_the_published_numbers() {
        let mut state = 1234567;
        let first: Vec<u64> = (0..3).map(|_| splitmix64(&mut state)).collect();
        assert_eq!(
            first,
            [
                6457827717110365317,
                3203168211198807973,
                9817491932198370423
            ]
        );
    }

    #[test]
    fn names_lead_back_to_their_generators() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Ok(kind));
            assert_eq!(kind.seeded(5).kind(), kind);
        }
        assert!(
            Kind::named("dice")
                .unwrap_err()
                .to_string()
                .contains("`xoshiro128++`")
        );
    }

    #[test]
    fn draws_are_below_their_bound_and_reach_every_number() {
        for kind in Kind::ALL {
            let mut generator = kind.seeded(1);
            for bound in [1, 2, 3, 7, 52, 100] {
                let mut seen = vec![0; bound as usize];
                for _ in 0..bound * 100 {
                    seen[generator.below(bound) as usize] += 1;
                }
                assert!(
                    seen.iter().all(|&times| times > 0),
                    "{kind:?} below {bound}: {seen:?}"
                );
            }
        }
    }

    #[test]
    fn chunks_have_seeds_of_their_own() {
        let mut seeds: Vec<u64> = (0..100)
            .flat_map(|seed| (0..100).map(move |chunk| seed_for_chunk(seed, chunk)))
            .collect();
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 10_000);
    }
}
