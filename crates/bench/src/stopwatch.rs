//! Time: of this thread's processor natively, of the page's clock in a browser.
//!
//! The page's clock also counts what other programs take of the processor, and such times only ever come on top: in a
//! browser the fastest round counts. Natively it is the median.

use crate::Contestant;

/// Rounds; each contestant works once in each.
const ROUNDS: usize = if cfg!(target_arch = "wasm32") { 15 } else { 9 };

/// The round that counts, from the fastest on.
const COUNTS: usize = if cfg!(target_arch = "wasm32") {
    0
} else {
    ROUNDS / 2
};

/// The time of each contestant. They take turns, after one round that does not count.
pub fn typical_seconds(contestants: &mut [Contestant]) -> Vec<f64> {
    let mut times = vec![Vec::new(); contestants.len()];
    for round in 0..=ROUNDS {
        for ((_, work), times) in contestants.iter_mut().zip(&mut times) {
            let seconds = seconds(work);
            if round > 0 {
                times.push(seconds);
            }
        }
    }
    times
        .into_iter()
        .map(|mut times: Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times[COUNTS]
        })
        .collect()
}

/// How long one piece of work takes.
#[cfg(not(target_arch = "wasm32"))]
pub fn seconds(work: &mut dyn FnMut() -> u64) -> f64 {
    let start = cpu_time::ThreadTime::now();
    std::hint::black_box(work());
    start.elapsed().as_secs_f64()
}

/// How long one piece of work takes.
#[cfg(target_arch = "wasm32")]
pub fn seconds(work: &mut dyn FnMut() -> u64) -> f64 {
    use wasm_bindgen::prelude::*;
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = performance)]
        fn now() -> f64;
    }
    let start = now();
    std::hint::black_box(work());
    (now() - start) / 1000.0
}
