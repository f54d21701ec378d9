//! The run against its plain twin, against itself in other slices, and against the exact values.

use super::*;
use crate::exact::{first_two, order_chances, position_matrix};
use crate::stats;

/// The plain way: trial by trial, draw by draw.
fn plainly(settings: Settings, trials: u64) -> Counts {
    let mut counts = Counts::none(settings);
    let mut plain = Plain::new(settings).unwrap();
    (0..trials).for_each(|trial| count(&mut counts, plain.trial(trial).0.order()));
    counts
}

fn count(counts: &mut Counts, order: &[u8]) {
    counts.trials += 1;
    for (position, &value) in order.iter().enumerate() {
        *counts.positions.at_mut(value as usize, position) += 1;
    }
    *counts.pairs.at_mut(order[0] as usize, order[1] as usize) += 1;
    if let Some(orders) = &mut counts.orders {
        orders[crate::order::rank(order)] += 1;
    }
}

fn counts_of(settings: Settings, trials: u64) -> Counts {
    let mut run = Run::new(settings).unwrap();
    assert_eq!(run.advance(trials), trials);
    run.counts()
}

/// A number of our own for tests: different from run to run of the loop, the same from run to run of the test.
fn any(seed: u64, below: u64) -> u64 {
    let mut state = seed;
    splitmix64(&mut state) % below
}

fn every_setting(sizes: &[usize], seed: u64) -> Vec<Settings> {
    let mut all = Vec::new();
    for &n in sizes {
        for generator in Kind::ALL {
            for shuffle in Shuffle::all(n) {
                all.push(Settings {
                    shuffle,
                    n,
                    generator,
                    seed,
                });
            }
        }
    }
    all
}

#[test]
fn the_compiled_run_equals_the_plain_one_trial_for_trial() {
    for settings in every_setting(&[2, 3, 5, 7, 8, 20, 52, 100], 7) {
        let trials = any(settings.n as u64, 300) + 700;
        assert_eq!(
            counts_of(settings, trials),
            plainly(settings, trials),
            "{settings:?}, {trials} trials"
        );
    }
}

#[test]
fn runs_equal_the_plain_one_over_the_end_of_a_chunk_and_through_rejections() {
    for generator in [Kind::Pcg32, Kind::Xoshiro128pp, Kind::ChaCha8] {
        for (n, shuffle) in [
            (7, Shuffle::FisherYates),
            (7, Shuffle::TwoRandom { swaps: 7 }),
            (52, Shuffle::FisherYates),
        ] {
            let settings = Settings {
                shuffle,
                n,
                generator,
                seed: 11,
            };
            let trials = CHUNK + 1_003;
            assert_eq!(
                counts_of(settings, trials),
                plainly(settings, trials),
                "{settings:?}"
            );
        }
    }
}

#[test]
fn other_numbers_of_swaps_equal_the_plain_way_too() {
    for swaps in [0, 1, 2, 3, 4, 5, 13, 40] {
        for n in [2, 3, 4, 7, 9, 100] {
            let settings = Settings {
                shuffle: Shuffle::TwoRandom { swaps },
                n,
                generator: Kind::Pcg32,
                seed: 3,
            };
            assert_eq!(
                counts_of(settings, 333),
                plainly(settings, 333),
                "{settings:?}"
            );
        }
    }
}

#[test]
fn moving_elements_gives_what_the_tables_give() {
    for settings in every_setting(&[2, 4, 7], 5) {
        let mut moving = Run::by_moving(settings).unwrap();
        moving.advance(5_003);
        let (moved, counted) = (moving.counts(), counts_of(settings, 5_003));
        assert_eq!(
            (moved.positions, moved.pairs),
            (counted.positions, counted.pairs),
            "{settings:?}"
        );
        assert_eq!(moved.orders, None);
    }
}

#[test]
fn slices_do_not_change_counts_nor_points() {
    for (at, settings) in every_setting(&[3, 7, 20], 2).into_iter().enumerate() {
        let whole = 2_500 + if at % 10 == 0 { CHUNK } else { 0 };
        let mut at_once = Run::new(settings).unwrap();
        at_once.advance(whole);
        let mut sliced = Run::new(settings).unwrap();
        let mut step = at as u64;
        while sliced.trials() < whole {
            step += 1;
            sliced.advance((any(step, 700)).min(whole - sliced.trials()));
        }
        assert_eq!(sliced.counts(), at_once.counts(), "{settings:?}");
        assert_eq!(sliced.points(), at_once.points(), "{settings:?}");
        assert_eq!(
            sliced.points().last().unwrap().trials,
            if whole > CHUNK { 50_000 } else { 2_000 }
        );
    }
}

#[test]
fn parts_add_to_the_whole_in_any_order() {
    for n in [7, 9] {
        let settings = Settings {
            shuffle: Shuffle::SwapWithAny,
            n,
            generator: Kind::Xoshiro128pp,
            seed: 4,
        };
        let mut sum = Counts::none(settings);
        for (first, chunks) in [(3, 1), (0, 2), (2, 1)] {
            let mut part = Run::part(settings, first, chunks).unwrap();
            assert_eq!(part.advance(u64::MAX), chunks * CHUNK);
            assert_eq!(part.points().is_empty(), first > 0);
            sum.add(&part.counts()).unwrap();
        }
        assert_eq!(sum, counts_of(settings, 4 * CHUNK));
    }
}

#[test]
fn a_run_of_one_stream_cannot_be_split() {
    let settings = Settings {
        shuffle: Shuffle::FisherYates,
        n: 7,
        generator: Kind::Go119,
        seed: 1,
    };
    assert_eq!(
        Run::part(settings, 0, 1).unwrap_err(),
        Refusal::OneStream {
            generator: "go1.19"
        }
    );
    let other = Settings {
        seed: 2,
        ..settings
    };
    assert_eq!(
        Counts::none(settings).add(&Counts::none(other)),
        Err(Refusal::DifferentSettings)
    );
}

#[test]
fn any_trial_of_a_run_can_be_replayed() {
    for settings in every_setting(&[4, 9], 8) {
        let mut replayed = Counts::none(settings);
        for trial in 0..40 {
            let mut replay = crate::Trial::new(settings.shuffle, settings.n).unwrap();
            for draw in trial_draws(settings, trial).unwrap() {
                replay.give(draw).unwrap();
            }
            assert_eq!(replay.bound(), None);
            count(&mut replayed, replay.order());
        }
        assert_eq!(replayed, counts_of(settings, 40), "{settings:?}");
    }
    let settings = Settings {
        shuffle: Shuffle::FisherYates,
        n: 7,
        generator: Kind::Pcg32,
        seed: 8,
    };
    let (before, after) = (
        counts_of(settings, CHUNK + 100),
        counts_of(settings, CHUNK + 101),
    );
    let mut replay = crate::Trial::new(settings.shuffle, settings.n).unwrap();
    for draw in trial_draws(settings, CHUNK + 100).unwrap() {
        replay.give(draw).unwrap();
    }
    let rank = crate::order::rank(replay.order());
    assert_eq!(
        after.orders.unwrap()[rank],
        before.orders.unwrap()[rank] + 1
    );
}

/// With so many cells, five standard deviations are passed by chance about once in 100 runs of this whole test; the seeds
/// are fixed, so it is once and for all.
#[test]
fn what_is_counted_is_what_the_mathematics_says() {
    let trials = 200_000;
    for settings in every_setting(&[2, 3, 7, 10, 25], 20) {
        let Settings {
            shuffle,
            n,
            generator,
            ..
        } = settings;
        if generator == Kind::Lcg {
            continue;
        }
        let counts = counts_of(settings, trials);
        let (matrix, pairs) = (
            position_matrix(shuffle, n).unwrap(),
            first_two(shuffle, n).unwrap(),
        );
        for (what, counts, chances) in [
            ("value, position", &counts.positions, matrix),
            ("pair", &counts.pairs, pairs),
        ] {
            for (at, (&count, &chance)) in counts.cells().iter().zip(chances.cells()).enumerate() {
                let z = stats::z(count, trials, chance.min(1.0));
                // Where few are expected, counts are not spread normally.
                let fits = if chance * trials as f64 > 100.0 {
                    z.abs() < 5.0
                } else {
                    count < 170
                };
                assert!(
                    fits,
                    "{settings:?}: {what} {} {} is off by {z} standard deviations",
                    at / n,
                    at % n
                );
            }
        }
        if let Some(orders) = &counts.orders {
            let test = stats::test_against(orders, &order_chances(shuffle, n).unwrap());
            assert!(test.p_value > 1e-6, "{settings:?}: {test:?}");
        }
    }
}

#[test]
fn low_bits_of_a_bad_generator_unbalance_a_fair_shuffle() {
    let settings = Settings {
        shuffle: Shuffle::FisherYates,
        n: 7,
        generator: Kind::Lcg,
        seed: 1,
    };
    let bad = counts_of(settings, 100_000);
    assert!(stats::test_orders(&bad).unwrap().p_value < 1e-9);
    let good = counts_of(
        Settings {
            generator: Kind::Pcg32,
            ..settings
        },
        100_000,
    );
    assert!(stats::test_orders(&good).unwrap().p_value > 1e-3);
}

/// If the factor (n-1)/n were forgotten, the mean would be n(n-1) and not (n-1)^2.
#[test]
fn the_position_statistic_of_a_fair_shuffle_has_its_degrees_for_a_mean() {
    for n in [2, 3, 7, 12] {
        let runs = 400;
        let sum: f64 = (0..runs)
            .map(|seed| {
                let settings = Settings {
                    shuffle: Shuffle::FisherYates,
                    n,
                    generator: Kind::Xoshiro128pp,
                    seed,
                };
                stats::test_positions(&counts_of(settings, 2_000)).chi_squared
            })
            .sum();
        let degrees = ((n - 1) * (n - 1)) as f64;
        // The mean of 400 values of variance 2 x degrees.
        let deviation = (2.0 * degrees / runs as f64).sqrt();
        let mean = sum / runs as f64;
        assert!(
            (mean - degrees).abs() < 5.0 * deviation,
            "n = {n}: {mean}, expected {degrees} +- {deviation}"
        );
    }
}
