//! Vectors of WebAssembly: simd128, eight numbers in two.
//!
//! Two, because a round of the block loop waits longer for its own comparison of last entries than for 64 comparisons in
//! two vectors: with blocks of four there would be twice the rounds.

use std::arch::wasm32::*;

/// Eight numbers.
pub type Vector = [v128; 2];

/// A program with these instructions runs only where they are.
pub fn is_there() -> bool {
    true
}

#[target_feature(enable = "simd128")]
#[inline]
pub fn load(from: &[u32; 8]) -> Vector {
    let half = from.as_ptr().cast::<v128>();
    // SAFETY: the reference is to 32 bytes, and these loads ask for no alignment.
    unsafe { [v128_load(half), v128_load(half.add(1))] }
}

#[target_feature(enable = "simd128")]
#[inline]
pub fn add(numbers: Vector, shift: u32) -> Vector {
    let shift = u32x4_splat(shift);
    [u32x4_add(numbers[0], shift), u32x4_add(numbers[1], shift)]
}

/// All ones in place of each number of `a` that is among those of `b`, else zero.
#[target_feature(enable = "simd128")]
#[inline]
pub fn equal(a: Vector, b: Vector) -> Vector {
    let (low, high) = (turns(b[0]), turns(b[1]));
    a.map(|half| v128_or(any(half, low), any(half, high)))
}

#[target_feature(enable = "simd128")]
#[inline]
pub fn or(a: Vector, b: Vector) -> Vector {
    [v128_or(a[0], b[0]), v128_or(a[1], b[1])]
}

/// A bit for each of eight numbers that are all ones or zero.
#[target_feature(enable = "simd128")]
#[inline]
pub fn bits(numbers: Vector) -> u32 {
    u32::from(u32x4_bitmask(numbers[0])) | u32::from(u32x4_bitmask(numbers[1])) << 4
}

/// Four numbers, turned round by none, one, two and three.
#[target_feature(enable = "simd128")]
#[inline]
fn turns(b: v128) -> [v128; 4] {
    [
        b,
        u32x4_shuffle::<1, 2, 3, 0>(b, b),
        u32x4_shuffle::<2, 3, 0, 1>(b, b),
        u32x4_shuffle::<3, 0, 1, 2>(b, b),
    ]
}

#[target_feature(enable = "simd128")]
#[inline]
fn any(a: v128, turns: [v128; 4]) -> v128 {
    let [b, c, d, e] = turns;
    v128_or(
        v128_or(u32x4_eq(a, b), u32x4_eq(a, c)),
        v128_or(u32x4_eq(a, d), u32x4_eq(a, e)),
    )
}

/// The numbers whose bits are set, from the front; what stands behind them has no meaning.
#[target_feature(enable = "simd128")]
#[inline]
pub fn front(numbers: Vector, bits: u32) -> [u32; 8] {
    let (low, high) = (bits as usize & 15, bits as usize >> 4 & 15);
    let mut out = [0; 8];
    let start = out.as_mut_ptr();
    // SAFETY: the array has 32 bytes, and these stores ask for no alignment. The second begins behind at most four
    // numbers of the first, and writes four.
    unsafe {
        v128_store(start.cast(), front_of_half(numbers[0], low));
        let behind = start.add(low.count_ones() as usize);
        v128_store(behind.cast(), front_of_half(numbers[1], high));
    }
    out
}

#[target_feature(enable = "simd128")]
#[inline]
fn front_of_half(numbers: v128, bits: usize) -> v128 {
    let [low, high] = PLACES[bits];
    u8x16_swizzle(numbers, u64x2(low, high))
}

/// Whether a number is among sixteen.
#[target_feature(enable = "simd128")]
#[inline]
pub fn holds(block: &[u32; 16], number: u32) -> bool {
    let number = u32x4_splat(number);
    let (halves, _) = block.as_chunks::<8>();
    let equal = |half: usize| {
        let [low, high] = load(&halves[half]);
        v128_or(u32x4_eq(low, number), u32x4_eq(high, number))
    };
    v128_any_true(v128_or(equal(0), equal(1)))
}

/// For each four bits the bytes of the numbers whose bits are set, from the lowest on.
static PLACES: [[u64; 2]; 16] = places();

const fn places() -> [[u64; 2]; 16] {
    let mut table = [[0; 2]; 16];
    let mut bits = 0;
    while bits < 16 {
        let (mut place, mut count) = (0, 0);
        while place < 4 {
            if bits >> place & 1 == 1 {
                // The bytes 4n .. 4n + 3 of number n.
                let bytes = 0x0302_0100 + 0x0404_0404 * place as u64;
                table[bits][count / 2] |= bytes << (32 * (count % 2));
                count += 1;
            }
            place += 1;
        }
        bits += 1;
    }
    table
}
