//! Shuffles against `fastrand` and `rand`. All count the n x n position matrix, as an experiment does.

use crate::{Contestant, Report};
use balance::Shuffle;
use balance::generator::Kind;
use balance::run::{Run, Settings};
use rand::seq::SliceRandom;
use rand::{SeedableRng, rngs::SmallRng};

/// The workloads of the area.
pub fn run(report: &mut Report) {
    let fair = |n| Settings {
        shuffle: Shuffle::FisherYates,
        n,
        generator: Kind::Xoshiro128pp,
        seed: 1,
    };
    let trials = 1 << 21;
    let work = ours(Run::by_moving(fair(7)), trials);
    report.compare(
        "n = 7, each list really moved",
        trials,
        Some(2.0),
        &mut [work, fastrand(7, trials), rand(7, trials)],
    );
    for kind in [Kind::Xoshiro128pp, Kind::Pcg32, Kind::ChaCha8] {
        let work = ours(
            Run::new(Settings {
                generator: kind,
                ..fair(7)
            }),
            trials,
        );
        let name = format!("n = 7, by outcomes, {}", kind.name());
        report.compare(
            &name,
            trials,
            Some(12.0),
            &mut [work, fastrand(7, trials), rand(7, trials)],
        );
    }
    for n in [52, 100] {
        let trials = 1 << 17;
        for kind in [Kind::Xoshiro128pp, Kind::Pcg32, Kind::ChaCha8] {
            let work = ours(
                Run::new(Settings {
                    generator: kind,
                    ..fair(n)
                }),
                trials,
            );
            let name = format!("n = {n}, {}", kind.name());
            report.compare(
                &name,
                trials,
                Some(1.0),
                &mut [work, fastrand(n, trials), rand(n, trials)],
            );
        }
    }
    for n in [7, 52] {
        let trials = if n == 7 { 1 << 20 } else { 1 << 16 };
        for shuffle in Shuffle::all(n) {
            let work = ours(Run::new(Settings { shuffle, ..fair(n) }), trials);
            report.compare(
                &format!("n = {n}, {}", shuffle.name()),
                trials,
                None,
                &mut [work],
            );
        }
    }
    for generator in [Kind::Lcg, Kind::Go119] {
        let work = ours(
            Run::new(Settings {
                shuffle: Shuffle::TwoRandom { swaps: 7 },
                generator,
                ..fair(7)
            }),
            1 << 18,
        );
        report.compare(
            &format!("n = 7, notes' shuffle, {}", generator.name()),
            1 << 18,
            None,
            &mut [work],
        );
    }
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

fn identity() -> [u8; 100] {
    std::array::from_fn(|at| at as u8)
}

fn count(list: &[u8], positions: &mut [u32]) {
    for (row, &value) in positions.chunks_exact_mut(list.len()).zip(list) {
        row[value as usize] += 1;
    }
}
