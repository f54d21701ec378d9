//! The answers that take an engine: counting, exact chances, the test, the servers, the clients.

use balance::exact::{self as mathematics, Orders};
use balance::generator::seed_for_chunk;
use balance::order::unrank;
use balance::run::{Counts, Run, Settings};
use balance::{MAX_N_ORDERS, Shuffle, Trial, stats};
use lesson::Refusal;

use super::answer::{Answer, Chance, Load, Spread, Verdict};
use super::command::{Exact, Seeds, Test};
use super::refused;

/// The most draws that one `run` may take: a blink in a browser.
const DRAWS_MAX: u64 = 30_000_000;

/// Refuses a run that takes too long.
pub(super) fn check_run(settings: Settings, trials: u64) -> Result<(), Refusal> {
    settings.shuffle.check(settings.n).map_err(refused)?;
    let draws = draws_per_trial(settings);
    if trials.saturating_mul(draws) > DRAWS_MAX {
        let most = DRAWS_MAX / draws;
        return Err(Refusal {
            message: format!("{trials} trials are too many for this bench"),
            why: format!(
                "each takes about {draws} draws, and the page waits for {DRAWS_MAX} at the most: {most} trials. \
                 The laboratory does a billion while the page stays alive"
            ),
            fix: Some(format!("run {most}")),
        });
    }
    Ok(())
}

/// So many trials from the seed, counted; they were checked.
pub(super) fn run(settings: Settings, trials: u64) -> Answer {
    let mut run = Run::new(settings).expect("a run that was checked");
    run.advance(trials);
    let exact = mathematics::position_matrix(settings.shuffle, settings.n);
    Answer::Counted(run.counts(), exact.expect("a shuffle that was checked"))
}

fn draws_per_trial(settings: Settings) -> u64 {
    let n = settings.n as u64;
    match settings.shuffle {
        Shuffle::TwoRandom { swaps } => (2 * u64::from(swaps)).max(1),
        // A coin stops an element that sinks after two positions on average.
        Shuffle::CoinInsertion => 2 * n,
        Shuffle::CoinV8 => n * u64::from(n.ilog2() + 1),
        _ => n,
    }
}

/// What the mathematics says.
pub(super) fn exact(settings: Settings, question: Exact) -> Result<Answer, Refusal> {
    let Settings { shuffle, n, .. } = settings;
    match question {
        Exact::P0 => Ok(Answer::P0(settings, first(settings)?[0])),
        Exact::First => Ok(Answer::First(settings, first(settings)?)),
        Exact::Matrix => Ok(Answer::Matrix(
            settings,
            mathematics::position_matrix(shuffle, n).map_err(refused)?,
        )),
        Exact::Permutations => Ok(Answer::Permutations(settings, Box::new(spread(settings)?))),
        Exact::FailOver(dead) => {
            server_exists(dead, n)?;
            let pairs = mathematics::first_two(shuffle, n).map_err(refused)?;
            Ok(Answer::FailOver(
                settings,
                dead,
                mathematics::second_choice(&pairs, dead),
            ))
        }
    }
}

fn first(settings: Settings) -> Result<Vec<Chance>, Refusal> {
    let Settings { shuffle, n, .. } = settings;
    // Fractions are for reading: beyond ten elements they have dozens of digits and take long.
    let fractions = if n <= 10 {
        mathematics::position_counts(shuffle, n).map_err(refused)?
    } else {
        None
    };
    let decimals = mathematics::position_matrix(shuffle, n).map_err(refused)?;
    let chance = |element| Chance {
        fraction: fractions.as_ref().map(|counted| counted.chance(element, 0)),
        decimal: decimals.at(element, 0),
    };
    Ok((0..n).map(chance).collect())
}

fn spread(settings: Settings) -> Result<Spread, Refusal> {
    let n = settings.n;
    if n > MAX_N_ORDERS {
        return Err(Refusal {
            message: format!("{n} elements have too many orders"),
            why: format!(
                "each order is followed on its own, which goes up to {MAX_N_ORDERS} elements: 5040 orders"
            ),
            fix: Some(format!("new {MAX_N_ORDERS}")),
        });
    }
    let orders = Orders::of(settings.shuffle, n).map_err(refused)?;
    let described = |ranks: Vec<usize>| (orders.counts[ranks[0]], ranks.len(), unrank(n, ranks[0]));
    Ok(Spread {
        outcomes: orders.outcomes,
        orders: orders.counts.len(),
        reachable: orders.reachable(),
        most: described(orders.likeliest()),
        least: described(orders.least_likely()),
        distance: orders.distance_from_fair(),
    })
}

/// The test of what was counted.
pub(super) fn chi_squared(counts: &Counts, what: Test) -> Answer {
    let test = match what {
        Test::Matrix => stats::test_positions(counts),
        Test::First => stats::test_first(counts),
    };
    Answer::ChiSquared(
        counts.settings(),
        Verdict {
            what,
            trials: counts.trials,
            test,
        },
    )
}

/// Refuses a dead server that there is not.
pub(super) fn check_server(settings: Settings, dead: Option<usize>) -> Result<(), Refusal> {
    dead.map_or(Ok(()), |dead| server_exists(dead, settings.n))
}

/// The counted trials as requests; the dead server was checked.
pub(super) fn servers(counts: &Counts, dead: Option<usize>, retries: usize) -> Answer {
    let settings = counts.settings();
    let pairs = mathematics::first_two(settings.shuffle, settings.n)
        .expect("a shuffle whose trials were counted");
    let mut exact: Vec<f64> = (0..settings.n)
        .map(|server| pairs.row(server).iter().sum())
        .collect();
    let mut answered = counts.first();
    match dead {
        None => {}
        Some(dead) if retries == 0 => {
            answered[dead] = 0;
            exact[dead] = 0.0;
        }
        Some(dead) => {
            answered = counts.load_after_retry(dead);
            exact = mathematics::load_after_retry(&pairs, dead);
        }
    }
    Answer::Servers(
        settings,
        Load {
            dead,
            retries,
            requests: counts.trials,
            answered,
            exact,
        },
    )
}

/// Processes that start together and shuffle once each.
pub(super) fn clients(settings: Settings, count: usize, seeds: Seeds) -> Result<Answer, Refusal> {
    let generator = |client: u64| match seeds {
        Seeds::Same => settings.generator.seeded(settings.seed),
        Seeds::Own => settings
            .generator
            .seeded(seed_for_chunk(settings.seed, client)),
    };
    let order = |client| {
        Trial::complete(settings.shuffle, settings.n, &mut generator(client)).map_err(refused)
    };
    Ok(Answer::Clients(
        settings,
        seeds,
        (0..count as u64).map(order).collect::<Result<_, _>>()?,
    ))
}

fn server_exists(server: usize, n: usize) -> Result<(), Refusal> {
    if server < n {
        return Ok(());
    }
    Err(Refusal {
        message: format!("there is no server {server}"),
        why: format!("the row has {n} elements: servers 0 to {}", n - 1),
        fix: None,
    })
}
