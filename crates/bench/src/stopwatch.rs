//! Time: of this thread's processor natively, of the page's clock in a browser.

use crate::Contestant;

/// Rounds; each contestant works once in each.
const ROUNDS: usize = 9;

/// The median time of each contestant. They take turns, after one round that does not count.
pub fn median_seconds(contestants: &mut [Contestant]) -> Vec<f64> {
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
            times[ROUNDS / 2]
        })
        .collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn seconds(work: &mut dyn FnMut() -> u64) -> f64 {
    let start = cpu_time::ThreadTime::now();
    std::hint::black_box(work());
    start.elapsed().as_secs_f64()
}

#[cfg(target_arch = "wasm32")]
fn seconds(work: &mut dyn FnMut() -> u64) -> f64 {
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
