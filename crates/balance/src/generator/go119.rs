//! The generator behind Go's `math/rand`, whose unseeded functions gave every program the same numbers up to Go 1.19.
//!
//! It is an additive lagged Fibonacci generator (D. Mitchell, D. Reeds): each number is the sum, modulo 2^64, of the
//! numbers 607 and 273 places before it,
//!
//! ```text
//!   s[t] = s[t - 607] + s[t - 273]
//! ```
//!
//! A seed fills 607 words with a small multiplicative generator (the "minimal standard", multiplier 48271), and xors them
//! with 607 constants. In Go those are a table; its authors say how they came about: they are the state of the very same
//! generator, filled from seed 1, after 7.8 x 10^12 steps. We compute them: to go forward by N steps is to multiply by x^N
//! modulo x^607 - x^334 - 1, which takes 43 squarings and not 7.8 x 10^12 additions. That the outcome is the same is
//! shown by recorded numbers of the real one.

use std::sync::OnceLock;

/// The number of words of the state.
const LENGTH: usize = 607;
/// The nearer of the two numbers that are added.
const TAP: usize = 273;
/// How often the generator behind the constants was stepped.
const STEPS: u64 = 7_800_000_000_000;

/// Go's generator. A step reads two words and writes one; 4.9 KB of state.
#[derive(Clone, PartialEq, Eq)]
pub struct Go119 {
    /// A ring that is walked downwards.
    ring: [u64; LENGTH],
    /// The place written last: it holds the newest number.
    feed: usize,
}

impl Go119 {
    /// `rand.New(rand.NewSource(seed))`. The unseeded functions use seed 1.
    pub fn seeded(seed: i64) -> Go119 {
        let mut ring = minimal_standard_words(seed, [40, 20]);
        for (word, constant) in ring.iter_mut().zip(constants()) {
            *word ^= constant;
        }
        Go119 {
            ring,
            feed: LENGTH - TAP,
        }
    }

    /// `Int63`: a number below 2^63.
    pub fn int63(&mut self) -> u64 {
        self.feed = if self.feed == 0 {
            LENGTH - 1
        } else {
            self.feed - 1
        };
        let tap = self.feed + TAP;
        let tap = if tap >= LENGTH { tap - LENGTH } else { tap };
        self.ring[self.feed] = self.ring[self.feed].wrapping_add(self.ring[tap]);
        self.ring[self.feed] & (u64::MAX >> 1)
    }

    /// `Int31`: a number below 2^31.
    pub fn int31(&mut self) -> u32 {
        (self.int63() >> 32) as u32
    }

    /// `Uint32`: 32 bits.
    pub fn next_u32(&mut self) -> u32 {
        (self.int63() >> 31) as u32
    }

    /// `Intn`: a number below `bound`. A power of two is masked; else the remainder is taken, and numbers at the very top
    /// that would favour small remainders are drawn again.
    ///
    /// # Panics
    /// If the bound is 0 or above 2^31 - 1.
    pub fn intn(&mut self, bound: u32) -> u32 {
        assert!(
            (1..1 << 31).contains(&bound),
            "Intn takes 1 to 2^31 - 1, got {bound}"
        );
        if bound.is_power_of_two() {
            return self.int31() & (bound - 1);
        }
        let largest = (1 << 31) - 1 - (1 << 31) % bound;
        loop {
            let number = self.int31();
            if number <= largest {
                return number % bound;
            }
        }
    }

    /// The draw inside `rand.Shuffle`, which is another one than [`Go119::intn`]: D. Lemire's, by multiplication.
    pub fn shuffle_draw(&mut self, bound: u32) -> u32 {
        loop {
            let product = u64::from(self.next_u32()) * u64::from(bound);
            if product as u32 >= bound || product as u32 >= bound.wrapping_neg() % bound {
                return (product >> 32) as u32;
            }
        }
    }
}

impl std::fmt::Debug for Go119 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Go119 {{ newest: {}, feed: {} }}",
            self.ring[self.feed % LENGTH],
            self.feed
        )
    }
}

/// Fills the words from a seed: each is three numbers of the minimal standard generator, shifted over each other.
/// The first 20 numbers are thrown away.
fn minimal_standard_words(seed: i64, shifts: [u32; 2]) -> [u64; LENGTH] {
    const MODULUS: i64 = (1 << 31) - 1;
    let mut x = match seed.rem_euclid(MODULUS) {
        0 => 89_482_311,
        x => x as u64,
    };
    let mut next = || {
        x = x * 48_271 % MODULUS as u64;
        x
    };
    for _ in 0..20 {
        next();
    }
    std::array::from_fn(|_| next() << shifts[0] ^ next() << shifts[1] ^ next())
}

/// The constants, computed once: some milliseconds.
fn constants() -> &'static [u64; LENGTH] {
    static CONSTANTS: OnceLock<[u64; LENGTH]> = OnceLock::new();
    CONSTANTS.get_or_init(|| {
        let ring = minimal_standard_words(1, [20, 10]);
        // The ring is walked downwards from below `LENGTH - TAP`: s[t] stands at that place. The sequence is needed twice
        // as far, for the sums below.
        let place = |t: u64| {
            let back = (t % LENGTH as u64) as usize;
            (LENGTH - TAP - 1 + LENGTH - back) % LENGTH
        };
        let mut sequence: Vec<u64> = (0..LENGTH as u64).map(|t| ring[place(t)]).collect();
        for t in LENGTH..2 * LENGTH {
            sequence.push(sequence[t - LENGTH].wrapping_add(sequence[t - TAP]));
        }
        let jump = power_of_x(STEPS);
        let mut constants = [0; LENGTH];
        for ahead in 0..LENGTH {
            // s[STEPS + ahead] = sum of jump[k] s[k + ahead]
            let terms = jump.iter().zip(&sequence[ahead..]);
            constants[place(STEPS + ahead as u64)] = terms.fold(0, |sum: u64, (&factor, &word)| {
                sum.wrapping_add(factor.wrapping_mul(word))
            });
        }
        constants
    })
}

/// x^exponent modulo x^607 - x^334 - 1, coefficients modulo 2^64, lowest first.
fn power_of_x(exponent: u64) -> Vec<u64> {
    let mut power = vec![0_u64; LENGTH];
    power[0] = 1;
    for bit in (0..u64::BITS - exponent.leading_zeros()).rev() {
        let mut square = vec![0_u64; 2 * LENGTH];
        // Every product of two different terms comes twice; at first most terms are zero.
        for (i, &a) in power.iter().enumerate().filter(|(_, a)| **a != 0) {
            square[2 * i] = square[2 * i].wrapping_add(a.wrapping_mul(a));
            let twice = a.wrapping_mul(2);
            for (sum, &b) in square[2 * i + 1..].iter_mut().zip(&power[i + 1..]) {
                *sum = sum.wrapping_add(twice.wrapping_mul(b));
            }
        }
        if exponent >> bit & 1 == 1 {
            square.rotate_right(1); // times x; the top coefficient was zero
        }
        for high in (LENGTH..2 * LENGTH).rev() {
            let coefficient = square[high];
            for low in [high - LENGTH, high - TAP] {
                square[low] = square[low].wrapping_add(coefficient);
            }
        }
        square.truncate(LENGTH);
        power = square;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seed_1_gives_the_numbers_of_every_unseeded_go_program() {
        let mut generator = Go119::seeded(1);
        let first: Vec<u64> = (0..3).map(|_| generator.int63()).collect();
        assert_eq!(
            first,
            [
                5577006791947779410,
                8674665223082153551,
                6129484611666145821
            ]
        );
        let mut generator = Go119::seeded(1);
        let first: Vec<u32> = (0..7).map(|_| generator.intn(7)).collect();
        assert_eq!(first, [6, 2, 1, 0, 6, 4, 3]);
    }

    #[test]
    fn a_power_of_x_equals_as_many_steps() {
        let mut generator = Go119 {
            ring: minimal_standard_words(7, [40, 20]),
            feed: LENGTH - TAP,
        };
        let start: Vec<u64> = (0..LENGTH)
            .map(|t| generator.ring[(LENGTH - TAP - 1 + LENGTH - t) % LENGTH])
            .collect();
        let jump = power_of_x(100_000);
        let jumped = jump
            .iter()
            .zip(&start)
            .fold(0, |sum: u64, (a, b)| sum.wrapping_add(a.wrapping_mul(*b)));
        // s[607] is the first number that a step makes, so s[100,000] takes 100,000 - 606 of them.
        let walked = (0..100_000 - 606)
            .map(|_| generator.int63())
            .last()
            .unwrap();
        assert_eq!(jumped & (u64::MAX >> 1), walked);
    }
}
