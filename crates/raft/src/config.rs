//! How a node is set up.

use std::fmt;

use crate::rules::Rules;
use crate::{Index, NOBODY, NodeId, is_storage_thread};

/// How reads are confirmed without a log entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReadOption {
    /// By a round of heartbeats that a quorum answers. Needs no clock.
    #[default]
    Safe,
    /// By the leader's lease: right only while clocks do not drift apart by more than the lease allows.
    LeaseBased,
}

/// The settings of a node. Start from [`Config::new`] and change fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// Who the node is.
    pub id: NodeId,
    /// A follower that heard nothing for one to two times this long campaigns. Ticks. See `election_spread_ticks`.
    pub election_timeout_ticks: u64,
    /// How many different waits a follower draws from, the shortest being the election timeout; as etcd does, as many as
    /// that has ticks, when it is not said. 1: all wait alike. At least 1.
    pub election_spread_ticks: Option<u64>,
    /// A leader sends heartbeats this often. Ticks; less than the election timeout.
    pub heartbeat_timeout_ticks: u64,
    /// What the state machine contains at the start; entries up to here are not handed out again.
    pub applied: Index,
    /// Bytes of entries in one append; one entry always fits.
    pub message_bytes_max: u64,
    /// Bytes of entries handed out for applying and not acknowledged; one entry always fits.
    pub applying_bytes_max: u64,
    /// Payload bytes a leader accepts beyond its commit index; one proposal always fits.
    pub uncommitted_bytes_max: u64,
    /// Appends on their way to one peer.
    pub in_flight_max: usize,
    /// Payload bytes on their way to one peer; 0 is no limit.
    pub in_flight_bytes_max: u64,
    /// A leader that hears from no quorum for an election timeout steps down, and followers that hear from a leader
    /// do not vote.
    pub check_quorum: bool,
    /// A node asks whether it would win before it raises its term.
    pub pre_vote: bool,
    /// How reads are confirmed.
    pub read_option: ReadOption,
    /// Writes and entries to apply are messages to storage threads, answered whenever they are done.
    pub async_storage_writes: bool,
    /// A follower drops proposals instead of passing them to the leader.
    pub disable_proposal_forwarding: bool,
    /// Changes of the membership enter the log unchecked; those that do not fit do nothing when applied.
    pub disable_conf_change_validation: bool,
    /// A leader that is removed or demoted becomes a follower when it applies that.
    pub step_down_on_removal: bool,
    /// Where the random election timeouts come from.
    pub seed: u64,
    /// The protocol, or a lesson.
    pub rules: Rules,
}

/// Settings, or a disk, that no node can start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The id is that of nobody or of a storage thread.
    Id(NodeId),
    /// Heartbeats are not at least 1 tick, or not more frequent than elections.
    Timeouts {
        /// Ticks between heartbeats.
        heartbeat: u64,
        /// Ticks to an election.
        election: u64,
    },
    /// There is no wait to draw.
    NoSpread,
    /// No append could be in flight.
    NoFlight,
    /// Fewer bytes may be in flight than one message may have.
    FlightBelowMessage,
    /// Reads by lease need CheckQuorum: without it there is no lease.
    LeaseWithoutCheckQuorum,
    /// The hard state's commit index is beyond the log: the disk lost entries.
    CommitOutOfLog {
        /// The commit index.
        commit: Index,
        /// The end of the log.
        last: Index,
    },
    /// What is said to be applied is not between the snapshot and the commit index.
    AppliedOutOfRange {
        /// What is said to be applied.
        applied: Index,
        /// The commit index.
        commit: Index,
    },
    /// The snapshot's configuration cannot come from any series of changes.
    Configuration(crate::confchange::ChangeError),
}

impl Config {
    /// etcd's usual settings: elections after 10 ticks, heartbeats every tick, no limits, nothing optional.
    #[must_use]
    pub fn new(id: NodeId) -> Config {
        Config {
            id,
            election_timeout_ticks: 10,
            election_spread_ticks: None,
            heartbeat_timeout_ticks: 1,
            applied: 0,
            message_bytes_max: u64::MAX,
            applying_bytes_max: u64::MAX,
            uncommitted_bytes_max: u64::MAX,
            in_flight_max: 256,
            in_flight_bytes_max: 0,
            check_quorum: false,
            pre_vote: false,
            read_option: ReadOption::Safe,
            async_storage_writes: false,
            disable_proposal_forwarding: false,
            disable_conf_change_validation: false,
            step_down_on_removal: false,
            seed: id,
            rules: Rules::ALL,
        }
    }

    /// Whether a node can be set up so.
    ///
    /// # Errors
    /// Names the first setting that does not fit.
    pub fn validate(&self) -> Result<(), ConfigError> {
        if self.id == NOBODY || is_storage_thread(self.id) {
            return Err(ConfigError::Id(self.id));
        }
        let (heartbeat, election) = (self.heartbeat_timeout_ticks, self.election_timeout_ticks);
        if heartbeat == 0 || election <= heartbeat {
            return Err(ConfigError::Timeouts {
                heartbeat,
                election,
            });
        }
        if self.election_spread_ticks == Some(0) {
            return Err(ConfigError::NoSpread);
        }
        if self.in_flight_max == 0 {
            return Err(ConfigError::NoFlight);
        }
        if self.in_flight_bytes_max != 0 && self.in_flight_bytes_max < self.message_bytes_max {
            return Err(ConfigError::FlightBelowMessage);
        }
        if self.read_option == ReadOption::LeaseBased && !self.check_quorum {
            return Err(ConfigError::LeaseWithoutCheckQuorum);
        }
        Ok(())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::Id(id) => write!(f, "{id} cannot be the id of a node"),
            ConfigError::Timeouts {
                heartbeat,
                election,
            } => {
                write!(
                    f,
                    "a heartbeat every {heartbeat} ticks needs to be at least 1 and below the election timeout of {election}"
                )
            }
            ConfigError::NoSpread => f.write_str("a follower must have at least one wait to draw"),
            ConfigError::NoFlight => f.write_str("at least one append must be allowed in flight"),
            ConfigError::FlightBelowMessage => {
                f.write_str("the bytes in flight must allow for one full message")
            }
            ConfigError::LeaseWithoutCheckQuorum => {
                f.write_str("CheckQuorum must be enabled when ReadOnlyOption is ReadOnlyLeaseBased")
            }
            ConfigError::CommitOutOfLog { commit, last } => {
                write!(
                    f,
                    "the hard state's commit index {commit} is beyond the end of the log, {last}"
                )
            }
            ConfigError::AppliedOutOfRange { applied, commit } => {
                write!(
                    f,
                    "applied up to {applied} cannot be with a commit index of {commit}"
                )
            }
            ConfigError::Configuration(error) => write!(f, "the snapshot's configuration: {error}"),
        }
    }
}

impl std::error::Error for ConfigError {}
