//! Eight generators side by side. Written as loops over eight, which compilers turn into vector instructions.

use super::{LANES, lane_seeds};
use crate::generator::{ChaCha8, Pcg32, Xoshiro128pp, chacha8};
use std::array::from_fn;

/// One number of each lane.
pub(super) type Words = [u32; LANES];

/// Eight generators, and what is left of the numbers they gave last.
#[derive(Clone, Debug)]
pub(super) struct Feed<L> {
    pub lanes: L,
    /// The rests of the numbers in use, see [`crate::generator::digits`].
    pub rest: Words,
    /// How many more trials are drawn from them.
    pub left: u32,
}

impl<L: Lanes> Feed<L> {
    /// The generators of a chunk.
    pub fn of_chunk(seed: u64, chunk: u64) -> Feed<L> {
        Feed {
            lanes: L::of_chunk(seed, chunk),
            rest: [0; LANES],
            left: 0,
        }
    }
}

/// Eight generators of one kind.
pub(super) trait Lanes: Clone {
    /// One of them.
    type One: One;

    /// The generators of a chunk.
    fn of_chunk(seed: u64, chunk: u64) -> Self;

    /// Takes one out, to put it back later.
    fn take(&self, lane: usize) -> Self::One;

    /// Puts one back.
    fn put(&mut self, lane: usize, one: Self::One);

    /// The next number of every lane.
    fn next(&mut self) -> Words;

    /// The next number of one lane.
    #[inline(always)]
    fn next_of(&mut self, lane: usize) -> u32 {
        let mut one = self.take(lane);
        let word = one.next();
        self.put(lane, one);
        word
    }

    /// The next numbers of every lane. Two lanes at a time: their states fit the registers, and neither waits for the other.
    #[inline(always)]
    fn fill(&mut self, many: &mut [Words]) {
        for lane in (0..LANES).step_by(2) {
            let (mut one, mut other) = (self.take(lane), self.take(lane + 1));
            for words in many.iter_mut() {
                words[lane] = one.next();
                words[lane + 1] = other.next();
            }
            self.put(lane, one);
            self.put(lane + 1, other);
        }
    }
}

/// One generator.
pub(super) trait One {
    fn next(&mut self) -> u32;
}

impl One for Pcg32 {
    #[inline(always)]
    fn next(&mut self) -> u32 {
        self.next_u32()
    }
}

impl One for Xoshiro128pp {
    #[inline(always)]
    fn next(&mut self) -> u32 {
        self.next_u32()
    }
}

/// Eight of PCG32.
#[derive(Clone, Debug)]
pub(super) struct Pcg32Lanes {
    states: [u64; LANES],
    increments: [u64; LANES],
}

impl Lanes for Pcg32Lanes {
    type One = Pcg32;

    fn of_chunk(seed: u64, chunk: u64) -> Pcg32Lanes {
        let lanes = lane_seeds(seed, chunk).map(Pcg32::seeded);
        Pcg32Lanes {
            states: from_fn(|lane| lanes[lane].state),
            increments: from_fn(|lane| lanes[lane].increment),
        }
    }

    #[inline(always)]
    fn take(&self, lane: usize) -> Pcg32 {
        Pcg32 {
            state: self.states[lane],
            increment: self.increments[lane],
        }
    }

    #[inline(always)]
    fn put(&mut self, lane: usize, one: Pcg32) {
        self.states[lane] = one.state;
    }

    #[inline(always)]
    fn next(&mut self) -> Words {
        from_fn(|lane| self.next_of(lane))
    }
}

/// Eight of xoshiro128++, word by word.
#[derive(Clone, Debug)]
pub(super) struct Xoshiro128ppLanes {
    state: [Words; 4],
}

impl Lanes for Xoshiro128ppLanes {
    type One = Xoshiro128pp;

    fn of_chunk(seed: u64, chunk: u64) -> Xoshiro128ppLanes {
        let lanes = lane_seeds(seed, chunk).map(Xoshiro128pp::seeded);
        Xoshiro128ppLanes {
            state: from_fn(|word| from_fn(|lane| lanes[lane].state[word])),
        }
    }

    #[inline(always)]
    fn take(&self, lane: usize) -> Xoshiro128pp {
        Xoshiro128pp {
            state: from_fn(|word| self.state[word][lane]),
        }
    }

    #[inline(always)]
    fn put(&mut self, lane: usize, one: Xoshiro128pp) {
        for (word, state) in self.state.iter_mut().zip(one.state) {
            word[lane] = state;
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
}

/// Eight of ChaCha8, each some blocks ahead. A lane that rejects a number is a number ahead of the others, so blocks are made
/// side by side within a lane and not across the lanes.
#[derive(Clone, Debug)]
pub(super) struct ChaCha8Lanes {
    lanes: [ChaCha8Ahead; LANES],
}

/// One of ChaCha8, with the numbers of its next blocks: the same numbers, a kilobyte at a time.
#[derive(Clone, Debug)]
pub(super) struct ChaCha8Ahead {
    key: [u32; 8],
    /// The number of the next block.
    counter: u64,
    /// Block after block.
    words: [u32; 16 * AHEAD],
    /// How many of the words have been given out.
    used: usize,
}

/// How many blocks are made side by side: see [`chacha8::blocks`].
const AHEAD: usize = 16;

impl ChaCha8Ahead {
    /// Seldom: kept out of the way of the loops that take numbers.
    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        let blocks = chacha8::blocks::<AHEAD>(&self.key, self.counter);
        for (block, words) in self.words.chunks_exact_mut(16).enumerate() {
            for (to, from) in words.iter_mut().zip(&blocks) {
                *to = from[block];
            }
        }
        self.counter += AHEAD as u64;
        self.used = 0;
    }
}

impl One for ChaCha8Ahead {
    #[inline(always)]
    fn next(&mut self) -> u32 {
        if self.used == self.words.len() {
            self.refill();
        }
        self.used += 1;
        self.words[self.used - 1]
    }
}

impl Lanes for ChaCha8Lanes {
    type One = ChaCha8Ahead;

    fn of_chunk(seed: u64, chunk: u64) -> ChaCha8Lanes {
        ChaCha8Lanes {
            lanes: lane_seeds(seed, chunk).map(|seed| ChaCha8Ahead {
                key: ChaCha8::seeded(seed).key,
                counter: 0,
                words: [0; 16 * AHEAD],
                used: 16 * AHEAD,
            }),
        }
    }

    fn take(&self, lane: usize) -> ChaCha8Ahead {
        self.lanes[lane].clone()
    }

    fn put(&mut self, lane: usize, one: ChaCha8Ahead) {
        self.lanes[lane] = one;
    }

    #[inline(always)]
    fn next(&mut self) -> Words {
        from_fn(|lane| self.lanes[lane].next())
    }

    #[inline(always)]
    fn next_of(&mut self, lane: usize) -> u32 {
        self.lanes[lane].next()
    }

    #[inline(always)]
    fn fill(&mut self, many: &mut [Words]) {
        for (lane, one) in self.lanes.iter_mut().enumerate() {
            for words in many.iter_mut() {
                words[lane] = one.next();
            }
        }
    }
}
