//! Thousands of seeds: whatever a network, disks and clocks do, Raft keeps its promises, and goes on when they heal.
//!
//! `SIM_SEEDS=<count>` runs more of them, from `SIM_FROM=<seed>`.

use raft::Rules;
use sim::random::{Run, run};
use sim::{Cluster, Settled, Violation, shorten};

const STEPS: usize = 1_500;
const SETTLE_TICKS: u64 = 1_000;

/// What a seed broke, with a script that shows it.
fn report(seed: u64, run: &Run, violation: &Violation) -> String {
    let fails = |cluster: &Cluster| {
        cluster
            .violation()
            .is_some_and(|other| other.invariant == violation.invariant)
    };
    let script = if fails(&run.cluster) {
        shorten(&run.settings, &run.script, fails)
    } else {
        run.script.clone()
    };
    let lines: Vec<String> = script.iter().map(ToString::to_string).collect();
    format!(
        "seed {seed}: {violation}\n{:#?}\n{}",
        run.settings,
        lines.join("\n")
    )
}

#[derive(Debug, Default)]
struct Seen {
    commits: u64,
    leaders: u64,
    memberships: u64,
    joint: u64,
    reads: u64,
    compacted: u64,
    waiting: u64,
}

/// Runs the seeds, and tells what was seen, so that a schedule that never gets anywhere is noticed.
fn simulate(seeds: std::ops::Range<u64>) -> Seen {
    let mut seen = Seen::default();
    for seed in seeds {
        let mut run = run(seed, Rules::ALL, STEPS);
        if let Some(violation) = run.cluster.violation() {
            panic!("{}", report(seed, &run, violation));
        }
        let observer = run.cluster.observer();
        seen.commits += observer.committed();
        seen.leaders += observer.leaders().len() as u64;
        seen.memberships += observer.memberships().len() as u64 - 1;
        seen.joint += observer
            .memberships()
            .values()
            .filter(|state| !state.voters_outgoing.is_empty())
            .count() as u64;
        seen.reads += observer.confirmed_reads();
        seen.compacted += run
            .cluster
            .members()
            .values()
            .filter(|member| member.storage().first_index() > 2)
            .count() as u64;
        match run.cluster.settle(SETTLE_TICKS) {
            Ok(Settled::After(_)) => {}
            Ok(Settled::WaitsForMembership | Settled::WaitsForTerm) => seen.waiting += 1,
            Err(violation) => panic!("{}", report(seed, &run, &violation)),
        }
    }
    seen
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{name}={text} is no number"))
    })
}

#[test]
fn no_seed_breaks_a_promise() {
    let (from, count) = (number("SIM_FROM", 0), number("SIM_SEEDS", 2_000));
    let seen = simulate(from..from + count);
    println!("{count} seeds from {from}: {seen:?}");
    for (what, number, least) in [
        ("commits", seen.commits, 20),
        ("leaders", seen.leaders, 2),
        ("memberships", seen.memberships, 1),
        ("reads", seen.reads, 5),
    ] {
        assert!(
            number >= least * count,
            "only {number} {what} in {count} seeds: the schedule shows too little"
        );
    }
    assert!(
        seen.waiting * 100 <= count,
        "{seen:?}: that is known to be possible, and rare"
    );
    assert!(seen.joint > 0 && seen.compacted > 0, "{seen:?}");
}
