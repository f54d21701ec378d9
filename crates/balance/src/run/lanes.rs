//! Eight generators side by side. Written as loops over eight, which compilers turn into vector instructions.

use super::{LANES, lane_seeds};
use crate::generator::{ChaCha8, Pcg32, Xoshiro128pp};
use std::array::from_fn;

/// One number of each lane.
pub(super) type Words = [u32; LANES];

/// Eight generators of one kind.
pub(super) trait Lanes: Clone {
    /// The generators of a chunk.
    fn of_chunk(seed: u64, chunk: u64) -> Self;

    /// The next number of every lane.
    fn next(&mut self) -> Words;

    /// The next number of one lane.
    fn next_of(&mut self, lane: usize) -> u32;
}

/// Eight of PCG32.
#[derive(Clone, Debug)]
pub(super) struct Pcg32Lanes {
    states: [u64; LANES],
    increments: [u64; LANES],
}

impl Lanes for Pcg32Lanes {
    fn of_chunk(seed: u64, chunk: u64) -> Pcg32Lanes {
        let lanes = lane_seeds(seed, chunk).map(Pcg32::seeded);
        Pcg32Lanes {
            states: from_fn(|lane| lanes[lane].state),
            increments: from_fn(|lane| lanes[lane].increment),
        }
    }

    #[inline(always)]
    fn next(&mut self) -> Words {
        from_fn(|lane| self.next_of(lane))
    }

    #[inline(always)]
    fn next_of(&mut self, lane: usize) -> u32 {
        let mut one = Pcg32 {
            state: self.states[lane],
            increment: self.increments[lane],
        };
        let word = one.next_u32();
        self.states[lane] = one.state;
        word
    }
}

/// Eight of xoshiro128++, word by word.
#[derive(Clone, Debug)]
pub(super) struct Xoshiro128ppLanes {
    state: [Words; 4],
}

impl Lanes for Xoshiro128ppLanes {
    fn of_chunk(seed: u64, chunk: u64) -> Xoshiro128ppLanes {
        let lanes = lane_seeds(seed, chunk).map(Xoshiro128pp::seeded);
        Xoshiro128ppLanes {
            state: from_fn(|word| from_fn(|lane| lanes[lane].state[word])),
        }
    }

    #[inline(always)]
    fn next(&mut self) -> Words {
        let [a, b, c, d] = &mut self.state;
        let mut words = [0; LANES];
        for l in 0..LANES {
            words[l] = a[l].wrapping_add(d[l]).rotate_left(7).wrapping_add(a[l]);
            let shifted = b[l] << 9;
            c[l] ^= a[l];
            d[l] ^= b[l];
            b[l] ^= c[l];
            a[l] ^= d[l];
            c[l] ^= shifted;
            d[l] = d[l].rotate_left(11);
        }
        words
    }

    #[inline(always)]
    fn next_of(&mut self, lane: usize) -> u32 {
        let mut one = Xoshiro128pp {
            state: from_fn(|word| self.state[word][lane]),
        };
        let result = one.next_u32();
        for (word, state) in self.state.iter_mut().zip(one.state) {
            word[lane] = state;
        }
        result
    }
}

/// Eight of ChaCha8. Each makes a block of 16 at a time.
#[derive(Clone, Debug)]
pub(super) struct ChaCha8Lanes {
    lanes: [ChaCha8; LANES],
}

impl Lanes for ChaCha8Lanes {
    fn of_chunk(seed: u64, chunk: u64) -> ChaCha8Lanes {
        ChaCha8Lanes {
            lanes: lane_seeds(seed, chunk).map(ChaCha8::seeded),
        }
    }

    #[inline(always)]
    fn next(&mut self) -> Words {
        from_fn(|lane| self.lanes[lane].next_u32())
    }

    #[inline(always)]
    fn next_of(&mut self, lane: usize) -> u32 {
        self.lanes[lane].next_u32()
    }
}
