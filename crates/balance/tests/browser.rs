//! The same numbers natively and in WebAssembly: a thousand seeds, shared out among shuffles, lengths and generators, with
//! one digest for each of these, and one for each exact matrix. `cargo test` checks them natively, `cargo xtask test wasm` in Chromium, against the same file.
//!
//! `UPDATE=1 cargo test -p balance --test browser` writes the file anew: do so only when numbers were meant to change,
//! since links that learners have shared replay by them.

use balance::generator::Kind;
use balance::run::{Run, Settings};
use balance::{Shuffle, exact};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// For each shuffle, length and generator: 7 x 3 x 5 x 10 = 1,050 in all. A page that is busy for long is given up by the
/// test's driver.
const SEEDS: u64 = 10;

/// Not a multiple of the eight trials that are done in step, nor the chunk of a run.
const TRIALS: u64 = 45;

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn numbers_are_the_same_natively_and_in_a_browser() {
    let digests = digests();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digests.txt"),
            &digests,
        )
        .unwrap();
        return;
    }
    let recorded = include_str!("digests.txt");
    for (expected, got) in recorded.lines().zip(digests.lines()) {
        assert_eq!(expected, got);
    }
    assert_eq!(recorded.lines().count(), digests.lines().count());
}

fn digests() -> String {
    let mut text = String::new();
    let mut seeds = 0;
    for n in [2, 7, 52] {
        for shuffle in Shuffle::all(n) {
            for generator in Kind::ALL {
                let digest = digest_of_runs(shuffle, n, generator, seeds..seeds + SEEDS);
                seeds += SEEDS;
                text += &format!(
                    "{} n = {n} {} {digest:016x}\n",
                    shuffle.name(),
                    generator.name()
                );
            }
            let matrix = exact::position_matrix(shuffle, n).expect("n is in the range");
            let digest = matrix
                .cells()
                .iter()
                .fold(START, |digest, cell| add(digest, cell.to_bits()));
            text += &format!("{} n = {n} exact {digest:016x}\n", shuffle.name());
        }
    }
    text
}

fn digest_of_runs(shuffle: Shuffle, n: usize, generator: Kind, seeds: std::ops::Range<u64>) -> u64 {
    let mut digest = START;
    for seed in seeds {
        let settings = Settings {
            shuffle,
            n,
            generator,
            seed,
        };
        let mut run = Run::new(settings).expect("settings that can be run");
        run.advance(TRIALS);
        for count in run.counts().positions.cells() {
            digest = add(digest, *count);
        }
    }
    digest
}

/// FNV-1a, a word at a time: not for security, only to see a difference.
const START: u64 = 0xcbf2_9ce4_8422_2325;

fn add(digest: u64, word: u64) -> u64 {
    word.to_le_bytes().iter().fold(digest, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
