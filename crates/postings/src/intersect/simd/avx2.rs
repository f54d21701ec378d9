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
pub fn add(numbers: Vector, shift: u32) -> Vector {
    _mm256_add_epi32(numbers, _mm256_set1_epi32(shift.cast_signed()))
}

/// All ones in place of each number of `a` that is among those of `b`, else zero.
#[target_feature(enable = "avx2")]
#[inline]
pub fn equal(a: Vector, b: Vector) -> Vector {
    // Turning within the halves is cheaper than across them: once across, and three times within for each.
    let c = _mm256_permute2x128_si256::<1>(b, b);
    let turns = [
        _mm256_cmpeq_epi32(a, b),
        _mm256_cmpeq_epi32(a, _mm256_shuffle_epi32::<0b00_11_10_01>(b)),
        _mm256_cmpeq_epi32(a, _mm256_shuffle_epi32::<0b01_00_11_10>(b)),
        _mm256_cmpeq_epi32(a, _mm256_shuffle_epi32::<0b10_01_00_11>(b)),
        _mm256_cmpeq_epi32(a, c),
        _mm256_cmpeq_epi32(a, _mm256_shuffle_epi32::<0b00_11_10_01>(c)),
        _mm256_cmpeq_epi32(a, _mm256_shuffle_epi32::<0b01_00_11_10>(c)),
        _mm256_cmpeq_epi32(a, _mm256_shuffle_epi32::<0b10_01_00_11>(c)),
    ];
    let [a, b, c, d, e, f, g, h] = turns;
    let left = _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d));
    let right = _mm256_or_si256(_mm256_or_si256(e, f), _mm256_or_si256(g, h));
    _mm256_or_si256(left, right)
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
    let number = _mm256_set1_epi32(number.cast_signed());
    let (halves, _) = block.as_chunks::<8>();
    let equal = |half: usize| _mm256_cmpeq_epi32(load(&halves[half]), number);
    let any = _mm256_or_si256(equal(0), equal(1));
    _mm256_testz_si256(any, any) == 0
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
