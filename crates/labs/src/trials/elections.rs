//! How long until a cluster has a leader? The same start with many seeds.

use std::collections::BTreeMap;

use lesson::{Job, Progress, World};
use raft::{EventKind, NodeId, Term};
use serde::{Deserialize, Serialize};
use sim::Happening;

use super::race::Race;
use crate::raft::{Command, Event, Raft, Setup, Storage};

/// So many ticks are waited for a leader.
pub const PATIENCE: u64 = 500;

/// The first election of one start, with many seeds. The unit of work is a seed.
#[derive(Clone, Debug)]
pub struct Elections {
    setup: Setup,
    seeds: u64,
    known: Outcomes,
}

/// What is known so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// The first seed; the others follow it.
    pub first: u64,
    /// The outcome of each seed that is done.
    pub elections: Vec<Election>,
}

/// How one seed came to its first leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Election {
    /// Who leads; 0 if nobody did within [`PATIENCE`] ticks.
    pub leader: NodeId,
    /// After so many ticks.
    pub ticks: u64,
    /// In this term; of all that were reached if nobody leads.
    pub term: Term,
    /// In so many terms before, two or more stood for election and nobody won: the vote was split.
    pub splits: u64,
}

impl Elections {
    /// `seeds` seeds from `first` on of the cluster that a line such as `start 5 spread=1` begins. A leader that the line
    /// names is not elected beforehand, and its seed is not used: both are what is asked for here.
    ///
    /// # Errors
    /// If the line begins no cluster.
    pub fn new(start: &str, first: u64, seeds: u64) -> Result<Elections, String> {
        let command: Command = start
            .parse()
            .map_err(|error: lesson::ParseError| error.message)?;
        let Command::Start(setup) = command else {
            return Err(format!("`{start}` starts no cluster"));
        };
        let known = Outcomes {
            first,
            elections: Vec::new(),
        };
        Ok(Elections {
            setup: setup.without_outcome(),
            seeds,
            known,
        })
    }
}

/// What an election costs, where one trial of a short shuffle is 1: a slice does few of them, so that a stop is heard.
const UNITS: u64 = 1_000;

impl Job for Elections {
    type Partial = Outcomes;

    fn advance(&mut self, budget: u64) -> Progress {
        let done = self.known.elections.len() as u64;
        let now = budget.div_ceil(UNITS);
        for at in done..self.seeds.min(done.saturating_add(now)) {
            let election = Election::of(&self.setup, self.known.first.wrapping_add(at));
            self.known.elections.push(election);
        }
        Progress {
            done: self.known.elections.len() as u64,
            total: self.seeds,
        }
    }

    fn partial(&self) -> Outcomes {
        self.known.clone()
    }
}

impl Election {
    fn of(setup: &Setup, seed: u64) -> Election {
        if setup.storage == Storage::Instant {
            Election::raced(setup, seed)
        } else {
            Election::watched(setup, seed)
        }
    }

    /// By nodes and messages alone.
    fn raced(setup: &Setup, seed: u64) -> Election {
        let mut race = Race::new(setup, seed);
        for ticks in 1..=PATIENCE {
            if let Some((leader, term)) = race.tick() {
                return Election::ended(leader, ticks, term, race.stood());
            }
        }
        Election::nobody(race.stood())
    }

    /// In the world, which prints and observes everything: some five times as slow, and the measure of [`Race`].
    fn watched(setup: &Setup, seed: u64) -> Election {
        let mut world = Raft::new(seed);
        let start = world.apply(&Command::Start(*setup));
        start.expect("a start is never refused");
        let mut stood: BTreeMap<Term, u64> = BTreeMap::new();
        for ticks in 1..=PATIENCE {
            let passed = world.apply(&Command::Run(1));
            for event in passed.expect("time always passes") {
                let Event::Happened(Happening::Node(said)) = event else {
                    continue;
                };
                match said.kind {
                    EventKind::BecameCandidate => *stood.entry(said.term).or_default() += 1,
                    EventKind::BecameLeader => {
                        return Election::ended(said.node, ticks, said.term, &stood);
                    }
                    _ => {}
                }
            }
        }
        Election::nobody(&stood)
    }

    fn nobody(stood: &BTreeMap<Term, u64>) -> Election {
        let last = stood.last_key_value().map_or(0, |(&term, _)| term);
        Election::ended(raft::NOBODY, PATIENCE, last, stood)
    }

    fn ended(leader: NodeId, ticks: u64, term: Term, stood: &BTreeMap<Term, u64>) -> Election {
        let is_split = |&(&other, &count): &(&Term, &u64)| {
            count > 1 && (other < term || leader == raft::NOBODY)
        };
        Election {
            leader,
            ticks,
            term,
            splits: stood.iter().filter(is_split).count() as u64,
        }
    }
}

impl Outcomes {
    /// How many seeds have each number of split votes: of `n` at place `n`. A seed without a leader counts too.
    #[must_use]
    pub fn by_splits(&self) -> Vec<usize> {
        let mut counts = Vec::new();
        for election in &self.elections {
            let at = election.splits as usize;
            if counts.len() <= at {
                counts.resize(at + 1, 0);
            }
            counts[at] += 1;
        }
        counts
    }

    /// Ticks to a leader: the shortest, the median and the longest of the seeds that have one.
    #[must_use]
    pub fn ticks(&self) -> Option<[u64; 3]> {
        let led = self
            .elections
            .iter()
            .filter(|election| election.leader != raft::NOBODY);
        let mut ticks: Vec<u64> = led.map(|election| election.ticks).collect();
        ticks.sort_unstable();
        let last = ticks.len().checked_sub(1)?;
        Some([ticks[0], ticks[last / 2], ticks[last]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(start: &str, seeds: u64) -> Outcomes {
        let mut job = Elections::new(start, 0, seeds).unwrap();
        assert!(job.advance(u64::MAX).is_complete());
        job.partial()
    }

    #[test]
    fn a_seed_is_entered_by_its_own_start_and_ends_where_the_strip_says() {
        for (seed, election) in (0..).zip(outcomes("start 5 latency=1..4", 40).elections) {
            let mut world = Raft::new(99);
            let start = format!("start 5 latency=1..4 seed={seed}");
            world.apply(&start.parse().unwrap()).unwrap();
            for tick in 1..=election.ticks {
                assert_eq!(world.cluster().leader(), None, "seed {seed}, tick {tick}");
                world.apply(&Command::Run(1)).unwrap();
            }
            assert_eq!(
                world.cluster().leader(),
                Some(election.leader),
                "seed {seed}"
            );
            assert_eq!(
                world.nodes()[election.leader as usize - 1].term,
                election.term
            );
        }
    }

    #[test]
    fn waits_that_are_all_alike_split_every_vote_and_a_spread_makes_that_rare() {
        let alike = outcomes("start 5 spread=1 latency=1", 20);
        assert_eq!(alike.ticks(), None);
        assert!(
            alike.elections.iter().all(|election| election.splits > 10),
            "{alike:?}"
        );
        let spread = outcomes("start 5 latency=1", 200);
        let [shortest, median, longest] = spread.ticks().unwrap();
        assert!(10 <= shortest && shortest < median && median < longest);
        let counts = spread.by_splits();
        assert!(
            counts[0] > 100 && counts.iter().sum::<usize>() == 200,
            "{counts:?}"
        );
    }

    #[test]
    fn a_race_ends_as_the_world_that_is_watched() {
        let starts = [
            ("start 5", 200),
            ("start 5 latency=1..4", 200),
            ("start 3 prevote=on checkquorum=on latency=0..2", 200),
            ("start 9 election=3 spread=4 latency=2", 60),
            ("start 5 voters=3 prevote=on", 40),
            ("start 1", 5),
            ("start 4 spread=1 latency=1", 3),
        ];
        for (start, seeds) in starts {
            let Ok(Command::Start(setup)) = start.parse() else {
                panic!("{start}")
            };
            for seed in 0..seeds {
                let (raced, watched) = (
                    Election::raced(&setup, seed),
                    Election::watched(&setup, seed),
                );
                assert_eq!(raced, watched, "{start} seed={seed}");
            }
        }
    }

    #[test]
    fn a_leader_and_a_seed_that_the_line_names_are_left_to_chance() {
        let of = |start: &str| outcomes(start, 30);
        assert_eq!(of("start 3 leader=1 seed=7"), of("start 3"));
        assert!(of("start 3 leader=1").ticks().is_some());
    }

    #[test]
    fn storage_by_hand_takes_part() {
        assert_eq!(
            outcomes("start 3 storage=threads", 20).elections,
            outcomes("start 3", 20).elections
        );
    }

    #[test]
    fn slices_do_not_matter() {
        let mut sliced = Elections::new("start 3 latency=1..3", 7, 30).unwrap();
        assert_eq!(sliced.advance(0).done, 0);
        while !sliced.advance(4).is_complete() {}
        let mut whole = Elections::new("start 3 latency=1..3", 7, 30).unwrap();
        whole.advance(u64::MAX);
        assert_eq!(sliced.partial(), whole.partial());
    }

    #[test]
    fn a_line_that_starts_nothing_is_refused() {
        assert!(Elections::new("tick all", 0, 1).is_err());
        assert!(Elections::new("start 50", 0, 1).unwrap_err().contains("50"));
    }
}
