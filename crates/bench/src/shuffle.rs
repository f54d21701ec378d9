//! Shuffles against `fastrand` and `rand`, and in a browser plain JavaScript. All count the n x n position matrix, as an
//! experiment does.
//!
//! How fast `fastrand` is depends on the program around it, so there are three, all with a plain call of its `shuffle` and a
//! plain counter per cell:
//!
//! | peer | its list | n = 7 |
//! | --- | --- | --- |
//! | `fastrand` | one list for all trials, its length known when the program runs: what an experiment with a setting n does, and we | 10 ns |
//! | `fastrand [u8; N]` | its length known to the compiler: the fastest plain program | 7.5 ns |
//! | `fastrand Vec` | a new one per trial, as Go's `rand.Perm` and most first programs have it | 22 ns |
//!
//! Goals are against the first. Our lists of seven have loops of a known length too, for which the second is the fair
//! measure; the best peer, which is mostly that one, stands in a column of its own.

use crate::{Contestant, Report};
use balance::Shuffle;
use balance::generator::Kind;
use balance::run::{Run, Settings};
use rand::seq::SliceRandom;
use rand::{SeedableRng, rngs::SmallRng};

/// The workloads of the area.
pub fn run(report: &mut Report) {
    const GOOD: [Kind; 3] = [Kind::Xoshiro128pp, Kind::Pcg32, Kind::ChaCha8];
    let trials = 1 << 21;
    let work = ours(Run::by_moving(fair(7, Kind::Xoshiro128pp)), trials);
    let moved = "n = 7, each list really moved";
    report.compare(moved, trials, Some(2.0), &mut beside(work, 7, trials));
    for kind in GOOD {
        let work = ours(Run::new(fair(7, kind)), trials);
        let name = format!("n = 7, by outcomes, {}", kind.name());
        report.compare(&name, trials, Some(12.0), &mut beside(work, 7, trials));
    }
    for (n, kind) in [52, 100]
        .into_iter()
        .flat_map(|n| GOOD.map(|kind| (n, kind)))
    {
        let trials = 1 << 16;
        let work = ours(Run::new(fair(n, kind)), trials);
        let name = format!("n = {n}, {}", kind.name());
        report.compare(&name, trials, Some(1.0), &mut beside(work, n, trials));
    }
    for (n, trials) in [(7, 1 << 18), (52, 1 << 15)] {
        for shuffle in Shuffle::all(n) {
            let settings = Settings {
                shuffle,
                ..fair(n, Kind::Xoshiro128pp)
            };
            let name = format!("n = {n}, {}", shuffle.name());
            report.compare(&name, trials, None, &mut [ours(Run::new(settings), trials)]);
        }
    }
    for kind in [Kind::Lcg, Kind::Go119] {
        let settings = Settings {
            shuffle: Shuffle::TwoRandom { swaps: 7 },
            ..fair(7, kind)
        };
        let name = format!("n = 7, notes' shuffle, {}", kind.name());
        report.compare(
            &name,
            trials / 8,
            None,
            &mut [ours(Run::new(settings), trials / 8)],
        );
    }
}

fn fair(n: usize, generator: Kind) -> Settings {
    Settings {
        shuffle: Shuffle::FisherYates,
        n,
        generator,
        seed: 1,
    }
}

/// Ours and the peers that there are.
fn beside<'a>(ours: Contestant<'a>, n: usize, trials: u64) -> Vec<Contestant<'a>> {
    vec![
        ours,
        fastrand(n, trials),
        match n {
            7 => fastrand_of_known_length::<7>(trials),
            52 => fastrand_of_known_length::<52>(trials),
            100 => fastrand_of_known_length::<100>(trials),
            _ => panic!("no peer is compiled for lists of {n}"),
        },
        fastrand_with_new_lists(n, trials),
        rand(n, trials),
        #[cfg(target_arch = "wasm32")]
        javascript(n, trials),
    ]
}

/// What a page would do without us.
#[cfg(target_arch = "wasm32")]
fn javascript<'a>(n: usize, trials: u64) -> Contestant<'a> {
    let body = "
        const positions = new Float64Array(n * n), list = new Uint8Array(n);
        for (let trial = 0; trial < trials; trial++) {
            for (let i = 0; i < n; i++) list[i] = i;
            for (let i = n - 1; i > 0; i--) {
                const j = Math.floor(Math.random() * (i + 1)), value = list[i];
                list[i] = list[j];
                list[j] = value;
            }
            for (let p = 0; p < n; p++) positions[p * n + list[p]]++;
        }
        return positions[0];";
    let work = js_sys::Function::new_with_args("n, trials", body);
    let (n, trials) = (n as u32, trials as u32);
    let call = move || {
        let done = work.call2(&wasm_bindgen::JsValue::NULL, &n.into(), &trials.into());
        done.expect("it cannot throw").as_f64().unwrap_or(0.0) as u64
    };
    ("javascript", Box::new(call))
}

fn ours<'a>(run: Result<Run, balance::Refusal>, trials: u64) -> Contestant<'a> {
    let mut run = run.expect("settings that can be run");
    ("ours", Box::new(move || run.advance(trials)))
}

fn fastrand<'a>(n: usize, trials: u64) -> Contestant<'a> {
    let mut generator = fastrand::Rng::with_seed(1);
    let mut positions = vec![0_u32; n * n];
    let work = move || {
        for _ in 0..trials {
            let mut list = identity();
            generator.shuffle(&mut list[..n]);
            count(&list[..n], &mut positions);
        }
        positions[0].into()
    };
    ("fastrand", Box::new(work))
}

fn fastrand_of_known_length<'a, const N: usize>(trials: u64) -> Contestant<'a> {
    let mut generator = fastrand::Rng::with_seed(1);
    let mut positions = [[0_u32; N]; N];
    let work = move || {
        for _ in 0..trials {
            let mut list: [u8; N] = std::array::from_fn(|at| at as u8);
            generator.shuffle(&mut list);
            for (row, &value) in positions.iter_mut().zip(&list) {
                row[value as usize] += 1;
            }
        }
        positions[0][0].into()
    };
    ("fastrand [u8; N]", Box::new(work))
}

fn fastrand_with_new_lists<'a>(n: usize, trials: u64) -> Contestant<'a> {
    let mut generator = fastrand::Rng::with_seed(1);
    let mut positions = vec![vec![0_u64; n]; n];
    let work = move || {
        for _ in 0..trials {
            let mut list: Vec<usize> = (0..n).collect();
            generator.shuffle(&mut list);
            for (row, &value) in positions.iter_mut().zip(&list) {
                row[value] += 1;
            }
        }
        positions[0][0]
    };
    ("fastrand Vec", Box::new(work))
}

fn rand<'a>(n: usize, trials: u64) -> Contestant<'a> {
    let mut generator = SmallRng::seed_from_u64(1);
    let mut positions = vec![0_u32; n * n];
    let work = move || {
        for _ in 0..trials {
            let mut list = identity();
            list[..n].shuffle(&mut generator);
            count(&list[..n], &mut positions);
        }
        positions[0].into()
    };
    ("rand", Box::new(work))
}

/// The compiler makes it one copy of a constant, which is faster than a loop over the n that are needed.
fn identity() -> [u8; 100] {
    std::array::from_fn(|at| at as u8)
}

fn count(list: &[u8], positions: &mut [u32]) {
    for (row, &value) in positions.chunks_exact_mut(list.len()).zip(list) {
        row[value as usize] += 1;
    }
}
