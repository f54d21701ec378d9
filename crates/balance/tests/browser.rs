//! The same bytes natively and in WebAssembly: what runs count and what the mathematics gives is boiled down to one number,
//! which is the same constant in both.

use balance::generator::Kind;
use balance::run::{Run, Settings};
use balance::{Shuffle, Square, exact};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// FNV-1a, 64 bits.
struct Digest(u64);

impl Digest {
    fn take(&mut self, number: u64) {
        for byte in number.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn take_all(&mut self, table: &Square<u64>) {
        table.cells().iter().for_each(|&cell| self.take(cell));
    }
}

/// 1,000 seeds; each with another shuffle, generator and length, so that every pair of them comes up.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn runs_count_the_same_natively_and_in_webassembly() {
    let mut digest = Digest(0xcbf2_9ce4_8422_2325);
    for seed in 0..1_000 {
        let n = [2, 3, 7, 7, 8, 13, 52, 100, 6][seed as usize % 9];
        let generator = Kind::ALL[seed as usize / 7 % 5];
        let shuffle = Shuffle::all(n)[seed as usize % 7];
        let mut run = Run::new(Settings {
            shuffle,
            n,
            generator,
            seed,
        })
        .expect("within the limits");
        run.advance(600);
        let counts = run.counts();
        digest.take_all(&counts.positions);
        digest.take_all(&counts.pairs);
        counts
            .orders
            .iter()
            .flatten()
            .for_each(|&count| digest.take(count));
    }
    assert_eq!(digest.0, 0x681c_63ee_2c66_7ccd, "{:#018x}", digest.0);
}

/// Additions, multiplications and divisions only: the last bit is the same too.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn exact_chances_have_the_same_bits_natively_and_in_webassembly() {
    let mut digest = Digest(0xcbf2_9ce4_8422_2325);
    for n in [2, 3, 7, 10, 31, 100] {
        for shuffle in Shuffle::all(n) {
            digest.take_all(
                &exact::position_matrix(shuffle, n)
                    .expect("within the limits")
                    .map(f64::to_bits),
            );
            digest.take_all(
                &exact::first_two(shuffle, n)
                    .expect("within the limits")
                    .map(f64::to_bits),
            );
        }
        digest.take(exact::stay_probability(n, 231).to_bits());
    }
    assert_eq!(digest.0, 0x7837_a110_0dd6_3a42, "{:#018x}", digest.0);
}
