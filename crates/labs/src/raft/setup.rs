//! How a cluster is set up: the words behind `start`.

use std::fmt;

use lesson::ParseError;
use raft::{Config, NodeId, ReadOption};
use sim::{Cluster, Settings};

use crate::line::{Line, Word};

/// The most nodes that a cluster can have.
pub const NODES_MAX: NodeId = 9;

/// The longest that a message can take. Ticks.
const LATENCY_MAX: u64 = 50;

/// When nodes and disks do their work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Each node takes and does its Ready as soon as there is one.
    Instant,
    /// By hand: `work`.
    Ready,
    /// By hand, in threads that may lag (etcd's asynchronous storage writes): `persist` and `apply`.
    Threads,
}

/// What is chosen when a cluster starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// How many nodes there are.
    pub nodes: NodeId,
    /// The first so many of them vote from the start; the others wait to be added.
    pub voters: NodeId,
    /// Who is elected before anything else happens, so that a story can begin with a leader.
    pub leader: Option<NodeId>,
    /// Ticks to an election, at least.
    pub election: u64,
    /// From how many waits a follower draws, the shortest being `election`; etcd has as many as that has ticks.
    pub spread: u64,
    /// While time passes by `run` and `settle`, a message takes from so many to so many ticks.
    pub latency: (u64, u64),
    /// Whether a node asks before it raises its term.
    pub pre_vote: bool,
    /// Whether a leader without a quorum steps down, and followers of a leader do not vote.
    pub check_quorum: bool,
    /// Whether reads trust the leader's lease.
    pub lease: bool,
    /// Whether a leader that is removed steps down when it applies that.
    pub step_down: bool,
    /// Whether an append carries one entry at most.
    pub one_entry: bool,
    /// Whether the register remembers what each client asked for last, and does it once.
    pub sessions: bool,
    /// When nodes and disks do their work.
    pub storage: Storage,
    /// Another seed than the world's.
    pub seed: Option<u64>,
}

const SWITCH: [(&str, bool); 2] = [("on", true), ("off", false)];
const STORAGES: [(&str, Storage); 3] = [
    ("instant", Storage::Instant),
    ("ready", Storage::Ready),
    ("threads", Storage::Threads),
];

impl Setup {
    /// So many nodes, all of which vote, with etcd's usual settings.
    #[must_use]
    pub fn new(nodes: NodeId) -> Setup {
        Setup {
            nodes,
            voters: nodes,
            leader: None,
            election: 10,
            spread: 10,
            latency: (0, 0),
            pre_vote: false,
            check_quorum: false,
            lease: false,
            step_down: false,
            one_entry: false,
            sessions: false,
            storage: Storage::Instant,
            seed: None,
        }
    }

    /// The cluster, just started.
    #[must_use]
    pub fn cluster(&self, seed: u64) -> Cluster {
        let config = Config {
            election_timeout_ticks: self.election,
            election_spread_ticks: Some(self.spread),
            step_down_on_removal: self.step_down,
            message_bytes_max: if self.one_entry { 0 } else { u64::MAX },
            pre_vote: self.pre_vote,
            check_quorum: self.check_quorum,
            read_option: if self.lease {
                ReadOption::LeaseBased
            } else {
                ReadOption::Safe
            },
            async_storage_writes: self.storage == Storage::Threads,
            ..Config::new(1)
        };
        Cluster::new(&Settings {
            config,
            nodes: self.nodes,
            voters: self.voters,
            seed,
        })
    }

    /// The same without what it says of the outcome: who leads first, and with which seed.
    #[must_use]
    pub fn without_outcome(self) -> Setup {
        Setup {
            leader: None,
            seed: None,
            ..self
        }
    }

    pub(super) fn parse(line: &mut Line) -> Result<Setup, ParseError> {
        let nodes = line.number("a number of nodes", 1, NODES_MAX)?;
        let known = [
            "voters",
            "leader",
            "election",
            "spread",
            "latency",
            "prevote",
            "checkquorum",
            "lease",
            "stepdown",
            "append",
            "sessions",
            "storage",
            "seed",
        ];
        let options = line.options(&known)?;
        let usual = Setup::new(nodes);
        let lease = options.choice("lease", &SWITCH)?.unwrap_or(usual.lease);
        let asked = options.choice("checkquorum", &SWITCH)?;
        if let (true, Some(false), Some(word)) = (lease, asked, options.get("checkquorum")) {
            return Err(ParseError {
                message: "without CheckQuorum there is no lease; expected `checkquorum=on`".into(),
                span: word.span.clone(),
            });
        }
        let election = options
            .number("election", 2, 100)?
            .unwrap_or(usual.election);
        let voters = options.number("voters", 1, nodes)?.unwrap_or(nodes);
        Ok(Setup {
            nodes,
            voters,
            leader: options.number("leader", 1, voters)?,
            election,
            spread: options.number("spread", 1, 400)?.unwrap_or(election),
            latency: options.get("latency").map_or(Ok(usual.latency), latency)?,
            pre_vote: options
                .choice("prevote", &SWITCH)?
                .unwrap_or(usual.pre_vote),
            check_quorum: asked.unwrap_or(lease),
            lease,
            step_down: options
                .choice("stepdown", &SWITCH)?
                .unwrap_or(usual.step_down),
            one_entry: options
                .choice("append", &[("one", true), ("all", false)])?
                .unwrap_or(usual.one_entry),
            sessions: options
                .choice("sessions", &SWITCH)?
                .unwrap_or(usual.sessions),
            storage: options
                .choice("storage", &STORAGES)?
                .unwrap_or(usual.storage),
            seed: options.number("seed", 0, u64::MAX)?,
        })
    }
}

/// `2`, or `1..4`.
fn latency(word: &Word) -> Result<(u64, u64), ParseError> {
    let (from, to) = word.text.split_once("..").unwrap_or((word.text, word.text));
    let bounds = from.parse().ok().zip(to.parse().ok());
    bounds
        .filter(|&(from, to)| from <= to && to <= LATENCY_MAX)
        .ok_or_else(|| ParseError {
            message: format!(
                "`{}` is no latency; expected ticks such as `2`, or from and to such as `1..4`, up to {LATENCY_MAX}",
                word.text
            ),
            span: word.span.clone(),
        })
}

/// The words behind `start`, without those that are usual.
impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usual = Setup::new(self.nodes);
        write!(f, "{}", self.nodes)?;
        if self.voters != usual.voters {
            write!(f, " voters={}", self.voters)?;
        }
        if let Some(leader) = self.leader {
            write!(f, " leader={leader}")?;
        }
        if self.election != usual.election {
            write!(f, " election={}", self.election)?;
        }
        if self.spread != self.election {
            write!(f, " spread={}", self.spread)?;
        }
        match self.latency {
            (0, 0) => {}
            (from, to) if from == to => write!(f, " latency={from}")?,
            (from, to) => write!(f, " latency={from}..{to}")?,
        }
        if self.pre_vote {
            f.write_str(" prevote=on")?;
        }
        if self.check_quorum && !self.lease {
            f.write_str(" checkquorum=on")?;
        }
        if self.lease {
            f.write_str(" lease=on")?;
        }
        if self.step_down {
            f.write_str(" stepdown=on")?;
        }
        if self.one_entry {
            f.write_str(" append=one")?;
        }
        if self.sessions {
            f.write_str(" sessions=on")?;
        }
        match self.storage {
            Storage::Instant => {}
            Storage::Ready => f.write_str(" storage=ready")?,
            Storage::Threads => f.write_str(" storage=threads")?,
        }
        self.seed.map_or(Ok(()), |seed| write!(f, " seed={seed}"))
    }
}
