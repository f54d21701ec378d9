//! One node of a cluster: the state, and the calls that change it.
//!
//! ```text
//!                 timeout                  quorum of pre-votes          quorum of votes
//!  +----------+ ----------> +---------------+ ----------> +-----------+ ----------> +--------+
//!  | Follower |             | Pre-candidate |             | Candidate |             | Leader |
//!  +----------+ <---------- +---------------+ <---------- +-----------+             +--------+
//!       ^        lost, or a leader appears                      |  higher term,         |
//!       +-------------------------------------------------------+  no quorum, removed --+
//! ```
//!
//! The files beside this one each hold one concern; they all extend [`Node`].

mod follower;
mod membership;
mod proposals;
mod reads;
mod replication;
mod roles;
mod storage_threads;
mod take_ready;
mod transfer;
mod vote;

mod step;

use std::fmt;

use crate::confchange;
use crate::config::{Config, ConfigError};
use crate::entry::{Bytes, Change, Entry, Payload};
use crate::event::{Event, EventKind};
use crate::log::Log;
use crate::message::{Context, Message, MessageKind};
use crate::progress::Progress;
use crate::random::Random;
use crate::ready::{HardState, ReadState, SoftState};
use crate::rules::Rules;
use crate::storage::Storage;
use crate::tracker::{Configuration, Tracker};
use crate::{Index, NOBODY, NodeId, Term};
use reads::Reads;
use take_ready::Accepted;

/// What a node is at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Waits for a leader's messages, and campaigns when they stop.
    Follower,
    /// Asks whether it would win, without disturbing anybody.
    PreCandidate,
    /// Asks for votes.
    Candidate,
    /// Replicates its log to the others.
    Leader,
}

/// A call or message that a node refuses; its state is untouched by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepError {
    /// Nobody takes the proposal now; try again later. An event may say why.
    ProposalDropped,
    /// An answer from someone who is no member.
    PeerNotFound,
    /// A message that only the node itself may step.
    LocalMessage,
}

impl std::error::Error for StepError {}

/// A Raft node. See the [crate documentation](crate) for how it is driven.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Node {
    config: Config,
    /// The highest term seen. Persistent, as `vote` and the log are.
    term: Term,
    /// The candidate voted for in `term`.
    vote: NodeId,
    log: Log,

    role: Role,
    /// Who leads in `term`, as far as is known.
    leader: NodeId,
    tracker: Tracker,
    /// Ticks since a leader was heard of, or since the last quorum check.
    election_elapsed: u64,
    heartbeat_elapsed: u64,
    /// This round's election timeout: drawn from one to two election timeouts.
    randomized_timeout: u64,
    random: Random,
    /// To whom leadership is being handed over.
    transfer_target: NodeId,
    /// No change at or below it is unapplied; above it, there is none in the log.
    pending_change: Index,
    /// Payload bytes appended in this term and not known to be applied.
    uncommitted_bytes: u64,
    reads: Reads,

    /// Messages that may leave at once; none is addressed to the node itself.
    outbox: Vec<Message>,
    /// Promises: they may leave only when everything that precedes them is durable.
    after_persist: Vec<Message>,
    read_states: Vec<ReadState>,
    events: Vec<Event>,
    /// The state last handed out.
    emitted_soft: SoftState,
    emitted_hard: HardState,
    /// What `advance` will acknowledge.
    accepted: Accepted,
}

/// What can be asked of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status<'a> {
    /// Who it is.
    pub id: NodeId,
    /// Term, vote and commit.
    pub hard_state: HardState,
    /// Leader and role.
    pub soft_state: SoftState,
    /// Applied up to here.
    pub applied: Index,
    /// The membership it has applied.
    pub configuration: &'a Configuration,
    /// To whom it hands over.
    pub transfer_target: NodeId,
    /// What it knows of each member, ascending; empty unless it leads.
    pub progress: Vec<(NodeId, &'a Progress)>,
}

impl Node {
    /// A node that starts, for the first time or again, from what its disk holds.
    ///
    /// # Errors
    /// If the settings contradict each other or the disk.
    pub fn new(config: Config, storage: Storage) -> Result<Node, ConfigError> {
        config.validate()?;
        let hard_state = storage.hard_state();
        let snapshot = storage.snapshot().clone();
        let log = Log::new(storage, &config);
        let empty = Tracker::new(config.in_flight_max, config.in_flight_bytes_max);
        let tracker = confchange::restore(&empty, log.last_index(), &snapshot.conf_state)
            .map_err(ConfigError::Configuration)?;
        let mut node = Node {
            random: Random::new(config.seed),
            config,
            term: 0,
            vote: NOBODY,
            log,
            role: Role::Follower,
            leader: NOBODY,
            tracker: empty,
            election_elapsed: 0,
            heartbeat_elapsed: 0,
            randomized_timeout: 0,
            transfer_target: NOBODY,
            pending_change: 0,
            uncommitted_bytes: 0,
            reads: Reads::default(),
            outbox: Vec::new(),
            after_persist: Vec::new(),
            read_states: Vec::new(),
            events: Vec::new(),
            emitted_soft: SoftState {
                leader: NOBODY,
                role: Role::Follower,
            },
            emitted_hard: HardState::default(),
            accepted: Accepted::default(),
        };
        node.switch_to(tracker);
        node.load(hard_state)?;
        node.become_follower(node.term, NOBODY);
        node.emitted_soft = node.soft_state();
        node.emitted_hard = node.hard_state();
        let voters = node.tracker.configuration.voters.ids().iter().collect();
        let (commit, applied, last) = (node.log.committed(), node.log.applied(), node.log.last());
        node.event(EventKind::Started {
            voters,
            commit,
            applied,
            last,
        });
        Ok(node)
    }

    fn load(&mut self, hard_state: HardState) -> Result<(), ConfigError> {
        if !hard_state.is_empty() {
            let last = self.log.last_index();
            let HardState { term, vote, commit } = hard_state;
            // A commit index from before the snapshot is only out of date.
            if commit > last {
                return Err(ConfigError::CommitOutOfLog { commit, last });
            }
            self.log.commit_to(commit);
            self.term = term;
            self.vote = vote;
        }
        let (applied, commit) = (self.config.applied, self.log.committed());
        if applied > 0 {
            if !(self.log.applied()..=commit).contains(&applied) {
                return Err(ConfigError::AppliedOutOfRange { applied, commit });
            }
            self.log.applied_to(applied, 0);
        }
        Ok(())
    }

    /// Starts an election now.
    pub fn campaign(&mut self) {
        let kind = if self.config.pre_vote {
            vote::Campaign::PreElection
        } else {
            vote::Campaign::Election
        };
        self.hup(kind);
    }

    /// Proposes an entry. Accepted is not committed: the entry may be lost with its leader.
    ///
    /// # Errors
    /// If no leader takes it.
    pub fn propose(&mut self, data: Bytes) -> Result<(), StepError> {
        self.propose_entries(self.config.id, vec![Entry::proposal(Payload::Normal(data))])
    }

    /// Proposes several entries at once, appended together or not at all.
    ///
    /// # Errors
    /// If no leader takes them.
    ///
    /// # Panics
    /// If there are none.
    pub fn propose_batch(
        &mut self,
        data: impl IntoIterator<Item = Bytes>,
    ) -> Result<(), StepError> {
        let entries = data
            .into_iter()
            .map(|data| Entry::proposal(Payload::Normal(data)))
            .collect();
        self.propose_entries(self.config.id, entries)
    }

    /// Proposes a change of the membership. When it comes out of a [`Ready`](crate::Ready) as committed, apply it by
    /// [`Node::apply_conf_change`].
    ///
    /// # Errors
    /// If no leader takes it. A change that the leader finds out of place is no error: it becomes an empty entry.
    pub fn propose_conf_change(&mut self, change: Change) -> Result<(), StepError> {
        self.propose_entries(
            self.config.id,
            vec![Entry::proposal(Payload::Change(change.into()))],
        )
    }

    /// Asks the leader for an index to read at; it comes back in a [`ReadState`] with the same context.
    ///
    /// The request may be lost; ask again after a while, with another context.
    pub fn read_index(&mut self, context: Bytes) {
        self.handle_read_request(reads::ReadRequest {
            from: self.config.id,
            context,
        });
    }

    /// Asks the leader to hand over to `to`.
    pub fn transfer_leader(&mut self, to: NodeId) {
        self.handle_transfer(to);
    }

    /// A follower forgets who leads, and may vote for another at once. For when one knows that the leader is gone.
    pub fn forget_leader(&mut self) {
        if self.role != Role::Follower {
            return;
        }
        if self.config.read_option == crate::ReadOption::LeaseBased {
            self.event(EventKind::ForgetRefused);
        } else if self.leader != NOBODY {
            let leader = std::mem::replace(&mut self.leader, NOBODY);
            self.event(EventKind::ForgotLeader { leader });
        }
    }

    /// Tells a leader that the network could not deliver to `peer`.
    pub fn report_unreachable(&mut self, peer: NodeId) {
        if self.role == Role::Leader {
            self.handle_unreachable(peer);
        }
    }

    /// Tells a leader how sending a snapshot to `peer` ended.
    pub fn report_snapshot(&mut self, peer: NodeId, succeeded: bool) {
        if self.role == Role::Leader {
            self.handle_snapshot_report(peer, succeeded);
        }
    }

    /// What there is to know.
    #[must_use]
    pub fn status(&self) -> Status<'_> {
        let is_leader = self.role == Role::Leader;
        Status {
            id: self.config.id,
            hard_state: self.hard_state(),
            soft_state: self.soft_state(),
            applied: self.log.applied(),
            configuration: &self.tracker.configuration,
            transfer_target: self.transfer_target,
            progress: self.tracker.progress.iter().filter(|_| is_leader).collect(),
        }
    }

    /// Who it is.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.config.id
    }

    /// Its term.
    #[must_use]
    pub fn term(&self) -> Term {
        self.term
    }

    /// What it is.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Who leads in its term as far as it knows, or [`NOBODY`].
    #[must_use]
    pub fn leader(&self) -> NodeId {
        self.leader
    }

    /// Its settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Its log.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Its membership, progress and votes.
    #[must_use]
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// Ticks since it heard of a leader, and how many of them make it campaign.
    #[must_use]
    pub fn election_timer(&self) -> (u64, u64) {
        (self.election_elapsed, self.randomized_timeout)
    }

    /// Its disk, to read.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.log.storage
    }

    /// Its disk, to write what a [`Ready`](crate::Ready) asks for.
    #[must_use]
    pub fn storage_mut(&mut self) -> &mut Storage {
        &mut self.log.storage
    }

    /// Ends the node and gives back its disk.
    #[must_use]
    pub fn into_storage(self) -> Storage {
        self.log.storage
    }

    /// The events since the last call, oldest first.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Sets this round's election timeout, for scripts that do not want chance. Lost at the next change of role or term.
    pub fn set_randomized_timeout(&mut self, ticks: u64) {
        self.randomized_timeout = ticks;
    }

    /// Switches rules while the node lives.
    pub fn set_rules(&mut self, rules: Rules) {
        self.config.rules = rules;
        self.log.set_strict(rules == Rules::ALL);
    }

    /// Asserts everything that must hold inside a node.
    ///
    /// # Panics
    /// If it does not.
    pub fn validate(&self) {
        self.log.validate();
        self.tracker.validate();
        assert!(
            self.emitted_hard.term <= self.term,
            "term {} after {}",
            self.term,
            self.emitted_hard.term
        );
        assert!(
            self.role != Role::Leader || self.leader == self.config.id,
            "a leader that follows {}",
            self.leader
        );
        if self.role == Role::Leader {
            for (id, peer) in self.tracker.progress.iter() {
                assert!(
                    peer.matched <= self.log.last_index(),
                    "{id} matches {} of {}",
                    peer.matched,
                    self.log.last_index()
                );
            }
        }
    }

    /// Leader and role.
    #[must_use]
    pub fn soft_state(&self) -> SoftState {
        SoftState {
            leader: self.leader,
            role: self.role,
        }
    }

    /// Term, vote and commit.
    #[must_use]
    pub fn hard_state(&self) -> HardState {
        HardState {
            term: self.term,
            vote: self.vote,
            commit: self.log.committed(),
        }
    }

    fn event(&mut self, kind: EventKind) {
        self.events.push(Event {
            node: self.config.id,
            term: self.term,
            kind,
        });
    }

    /// Puts a message into the outbox that is right for it, with the term that is right for it.
    fn send(&mut self, mut message: Message) {
        use MessageKind::*;
        if message.from == NOBODY {
            message.from = self.config.id;
        }
        match message.kind {
            Vote | PreVote | VoteResp | PreVoteResp => {
                assert!(message.term > 0, "{:?} names its term", message.kind)
            }
            Prop | ReadIndex => message.term = 0,
            _ => message.term = self.term,
        }
        let is_own = message.to == self.config.id;
        let waits = message.kind.waits_for_persistence()
            && (is_own || self.config.rules.persist_before_answering);
        if waits {
            self.after_persist.push(message);
        } else {
            assert!(!is_own, "{:?} to itself", message.kind);
            self.outbox.push(message);
        }
    }
}

/// For a stage or a failed assertion: who, what, where in the log.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Node {
            config,
            role,
            term,
            vote,
            leader,
            log,
            ..
        } = self;
        write!(
            f,
            "node {} {role} term {term} vote {vote} leader {leader} {:?} last {:?}",
            config.id,
            log.state(),
            log.last()
        )
    }
}

/// A read's name on its way, and nothing else.
fn read_context(context: &Context) -> Option<&Bytes> {
    match context {
        Context::Read(name) => Some(name),
        Context::None | Context::Transfer | Context::Position(_) => None,
    }
}
