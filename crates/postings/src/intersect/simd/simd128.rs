//! Vectors of WebAssembly: simd128, four numbers in one.

use std::arch::wasm32::*;

/// Numbers in a vector.
pub const WIDTH: usize = 4;

/// Four numbers.
pub type Vector = v128;

/// A program with these instructions runs only where they are.
pub fn is_there() -> bool {
    true
}

#[target_feature(enable = "simd128")]
#[inline]
pub fn load(from: &[u32; 4]) -> Vector {
    // SAFETY: the reference is to 16 bytes, and this load asks for no alignment.
    unsafe { v128_load(from.as_ptr().cast()) }
}

#[target_feature(enable = "simd128")]
#[inline]
pub fn splat(number: u32) -> Vector {
    u32x4_splat(number)
}

/// Wraps around.
#[target_feature(enable = "simd128")]
#[inline]
pub fn subtract(numbers: Vector, number: u32) -> Vector {
    u32x4_sub(numbers, splat(number))
}

/// All ones where two numbers are equal, else zero.
#[target_feature(enable = "simd128")]
#[inline]
pub fn equal(a: Vector, b: Vector) -> Vector {
    u32x4_eq(a, b)
}

#[target_feature(enable = "simd128")]
#[inline]
pub fn or(a: Vector, b: Vector) -> Vector {
    v128_or(a, b)
}

/// A bit for each of four numbers that are all ones or zero.
#[target_feature(enable = "simd128")]
#[inline]
pub fn bits(numbers: Vector) -> u32 {
    u32x4_bitmask(numbers).into()
}

/// The numbers whose bits are set, from the front; what stands behind them has no meaning.
#[target_feature(enable = "simd128")]
#[inline]
pub fn front(numbers: Vector, bits: u32) -> [u32; 4] {
    let [low, high] = PLACES[bits as usize & 15];
    let front = u8x16_swizzle(numbers, u64x2(low, high));
    let mut out = [0; 4];
    // SAFETY: the array has 16 bytes, and this store asks for no alignment.
    unsafe { v128_store(out.as_mut_ptr().cast(), front) }
    out
}

/// Whether a number is among sixteen.
#[target_feature(enable = "simd128")]
#[inline]
pub fn holds(block: &[u32; 16], number: u32) -> bool {
    let number = splat(number);
    let (parts, _) = block.as_chunks::<4>();
    let equal = |part: usize| equal(load(&parts[part]), number);
    v128_any_true(or(or(equal(0), equal(1)), or(equal(2), equal(3))))
}

/// How many of sixteen numbers are below another.
#[target_feature(enable = "simd128")]
#[inline]
pub fn below(block: &[u32; 16], number: u32) -> usize {
    let number = splat(number);
    let (parts, _) = block.as_chunks::<4>();
    let below = |part: usize| u32x4_lt(load(&parts[part]), number);
    let front = i16x8_narrow_i32x4(below(0), below(1));
    let back = i16x8_narrow_i32x4(below(2), below(3));
    u8x16_bitmask(i8x16_narrow_i16x8(front, back)).count_ones() as usize
}

/// A bit for each of four places: whether the bit there is set in the words. A place behind them tells nothing.
#[target_feature(enable = "simd128")]
#[inline]
pub fn test(words: &[u64], places: Vector) -> u32 {
    let test = |place: u32| {
        let word = words.get((place / 64) as usize).copied().unwrap_or(0);
        (word >> (place % 64) & 1) as u32
    };
    test(u32x4_extract_lane::<0>(places))
        | test(u32x4_extract_lane::<1>(places)) << 1
        | test(u32x4_extract_lane::<2>(places)) << 2
        | test(u32x4_extract_lane::<3>(places)) << 3
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
