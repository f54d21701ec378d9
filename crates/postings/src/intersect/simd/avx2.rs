//! Vectors of x86-64: AVX2, eight numbers in one.

use std::arch::x86_64::*;

/// Numbers in a vector.
pub const WIDTH: usize = 8;

/// Eight numbers.
pub type Vector = __m256i;

/// Whether this processor has the instructions. Asked once, then remembered by the standard library.
pub fn is_there() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt")
}

#[target_feature(enable = "avx2")]
#[inline]
pub fn load(from: &[u32; 8]) -> Vector {
    // SAFETY: the reference is to 32 bytes, and this load asks for no alignment.
    unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
pub fn splat(number: u32) -> Vector {
    _mm256_set1_epi32(number.cast_signed())
}

/// Wraps around.
#[target_feature(enable = "avx2")]
#[inline]
pub fn subtract(numbers: Vector, number: u32) -> Vector {
    _mm256_sub_epi32(numbers, splat(number))
}

/// All ones where two numbers are equal, else zero.
#[target_feature(enable = "avx2")]
#[inline]
pub fn equal(a: Vector, b: Vector) -> Vector {
    _mm256_cmpeq_epi32(a, b)
}

#[target_feature(enable = "avx2")]
#[inline]
pub fn or(a: Vector, b: Vector) -> Vector {
    _mm256_or_si256(a, b)
}

/// A bit for each of eight numbers that are all ones or zero.
#[target_feature(enable = "avx2")]
#[inline]
pub fn bits(numbers: Vector) -> u32 {
    _mm256_movemask_ps(_mm256_castsi256_ps(numbers)).cast_unsigned()
}

/// The numbers whose bits are set, from the front; what stands behind them has no meaning.
#[target_feature(enable = "avx2")]
#[inline]
pub fn front(numbers: Vector, bits: u32) -> [u32; 8] {
    let places = _mm_cvtsi64_si128(PLACES[bits as usize & 255].cast_signed());
    let front = _mm256_permutevar8x32_epi32(numbers, _mm256_cvtepu8_epi32(places));
    let mut out = [0; 8];
    // SAFETY: the array has 32 bytes, and this store asks for no alignment.
    unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), front) }
    out
}

/// Whether a number is among sixteen.
#[target_feature(enable = "avx2")]
#[inline]
pub fn holds(block: &[u32; 16], number: u32) -> bool {
    let number = splat(number);
    let (halves, _) = block.as_chunks::<8>();
    let any = or(
        equal(load(&halves[0]), number),
        equal(load(&halves[1]), number),
    );
    _mm256_testz_si256(any, any) == 0
}

/// How many of sixteen numbers are below another.
#[target_feature(enable = "avx2,popcnt")]
#[inline]
pub fn below(block: &[u32; 16], number: u32) -> usize {
    let number = splat(number);
    let (halves, _) = block.as_chunks::<8>();
    // There is no comparison of numbers without a sign: one is not below if it is the larger of the two.
    let not_below = |half: &[u32; 8]| {
        let half = load(half);
        equal(_mm256_max_epu32(half, number), half)
    };
    let both = _mm256_packs_epi32(not_below(&halves[0]), not_below(&halves[1]));
    // Two bits for each.
    16 - _mm256_movemask_epi8(both).count_ones() as usize / 2
}

/// A bit for each of eight places: whether the bit there is set in the words. A place behind them tells nothing.
#[target_feature(enable = "avx2")]
#[inline]
pub fn test(words: &[u64], places: Vector) -> u32 {
    let last = words.len() * 2 - 1;
    let at = _mm256_srli_epi32::<5>(places);
    let at = _mm256_min_epu32(at, splat(last as u32));
    // SAFETY: each is one of the halves of the words.
    let halves = unsafe { _mm256_i32gather_epi32::<4>(words.as_ptr().cast(), at) };
    // The bit is brought to the front, where the sign is.
    let back = _mm256_andnot_si256(places, splat(31));
    bits(_mm256_sllv_epi32(halves, back))
}

/// For each eight bits the places of those that are set, a byte each, from the lowest on.
static PLACES: [u64; 256] = places();

const fn places() -> [u64; 256] {
    let mut table = [0; 256];
    let mut bits = 0;
    while bits < 256 {
        let (mut place, mut count) = (0, 0);
        while place < 8 {
            if bits >> place & 1 == 1 {
                table[bits] |= (place as u64) << (8 * count);
                count += 1;
            }
            place += 1;
        }
        bits += 1;
    }
    table
}
