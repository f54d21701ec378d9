//! Linearizable reads without a log entry (paper, section 8; thesis, 6.4).
//!
//! A leader may answer a read from its own state only if it still leads, and only if it knows what is committed. So it
//! notes the commit index when the read arrives, has a quorum confirm by heartbeats sent *after that* that no other
//! leader was elected, and lets the reader wait until that index is applied. Until it has committed an entry of its own
//! term, it does not know what is committed, and holds reads back.
//!
//! Each read gets a position, counted by the leader through its term; heartbeats carry the newest one, and a peer's
//! answer acknowledges all reads up to the position it brings back:
//!
//! ```text
//!   position     1    2    3    4            1 acknowledged up to 4 (itself)
//!   confirmed    yes  yes                    2 up to 2
//!   waiting                x    x            3 up to 2       the quorum of three is at 2
//! ```
//!
//! A leader that is the only voter needs no confirmation. It waits for its term's first commit like any other, as after a
//! restart its commit index may be lower than what it once committed; and it must be that voter itself, as a leader that
//! was removed leads on for a while. (etcd answers at once in both cases. The simulation found the stale reads.)
//!
//! The positions are the leader's own on purpose. A client's context may repeat, and then a late answer to the heartbeat
//! of the first read would confirm the second.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Node, ReadState, Role};
use crate::entry::Bytes;
use crate::event::EventKind;
use crate::message::{Context, Message, MessageKind};
use crate::quorum::VoteResult;
use crate::rules::Rules;
use crate::{Index, NOBODY, NodeId, ReadOption};

/// A request to read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ReadRequest {
    pub(super) from: NodeId,
    /// The client's name for it.
    pub(super) context: Bytes,
}

/// The reads a leader has to answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Reads {
    /// Not yet confirmed, in the order of arrival, each with the commit index at that time.
    queue: VecDeque<(ReadRequest, Index)>,
    /// How many were confirmed in this term: the position before the queue's first.
    confirmed: u64,
    /// The position up to which each peer has confirmed.
    acknowledged: BTreeMap<NodeId, u64>,
    /// Arrived before the first commit of the term.
    held: Vec<ReadRequest>,
    /// Who confirmed which context, with that rule off.
    by_context: BTreeMap<Bytes, BTreeSet<NodeId>>,
}

impl Reads {
    pub(super) fn clear(&mut self) {
        *self = Reads::default();
    }

    /// What heartbeats carry while reads wait.
    pub(super) fn newest_context(&self, rules: &Rules) -> Context {
        match self.queue.back() {
            None => Context::None,
            Some(_) if rules.reads_have_own_positions => Context::Position(self.newest_position()),
            Some((request, _)) => Context::Read(request.context.clone()),
        }
    }

    fn newest_position(&self) -> u64 {
        self.confirmed + self.queue.len() as u64
    }
}

impl Node {
    pub(super) fn handle_read_request(&mut self, request: ReadRequest) {
        match self.role {
            Role::Leader => self.read_at_leader(request),
            Role::Follower if self.leader != NOBODY => {
                let context = Context::Read(request.context);
                self.send(Message {
                    from: request.from,
                    context,
                    ..Message::new(MessageKind::ReadIndex, self.leader)
                });
            }
            Role::Follower => self.event(EventKind::NoLeaderForRead),
            Role::PreCandidate | Role::Candidate => {}
        }
    }

    fn read_at_leader(&mut self, request: ReadRequest) {
        let knows_commit = self.log.term(self.log.committed()) == Ok(self.term);
        if self.config.rules.reads_wait_for_own_term && !knows_commit {
            self.reads.held.push(request);
        } else {
            self.confirm_read(request);
        }
    }

    /// The term's first commit: now the leader knows what is committed.
    pub(super) fn release_held_reads(&mut self) {
        if self.reads.held.is_empty() || self.log.term(self.log.committed()) != Ok(self.term) {
            return;
        }
        for request in std::mem::take(&mut self.reads.held) {
            self.confirm_read(request);
        }
    }

    fn confirm_read(&mut self, request: ReadRequest) {
        let commit = self.log.committed();
        let is_leased = self.config.read_option == ReadOption::LeaseBased;
        if self.tracker.is_only_voter(self.config.id)
            || is_leased
            || !self.config.rules.reads_need_a_quorum
        {
            return self.answer_read(request, commit);
        }
        self.reads
            .by_context
            .entry(request.context.clone())
            .or_default()
            .insert(self.config.id);
        self.reads.queue.push_back((request, commit));
        self.reads
            .acknowledged
            .insert(self.config.id, self.reads.newest_position());
        self.broadcast_heartbeat();
    }

    /// A peer answered a heartbeat that carried `context`.
    pub(super) fn confirm_reads(&mut self, from: NodeId, context: &Context) {
        match context {
            Context::Position(position) => {
                let acknowledged = self.reads.acknowledged.entry(from).or_default();
                *acknowledged = (*acknowledged).max(*position);
                self.answer_confirmed_reads();
            }
            Context::Read(name) => {
                let confirmed = self.position_confirmed_by_name(from, name);
                self.answer_reads_up_to(confirmed);
            }
            Context::None | Context::Transfer => {}
        }
    }

    /// Answers what a quorum has confirmed; a change of the membership may also have made it one.
    pub(super) fn answer_confirmed_reads(&mut self) {
        if !self.reads.queue.is_empty() {
            let acknowledged = |id: NodeId| self.reads.acknowledged.get(&id).copied();
            let confirmed = self.voters_in_force().committed(acknowledged);
            self.answer_reads_up_to(confirmed);
        }
    }

    fn answer_reads_up_to(&mut self, confirmed: u64) {
        while self.reads.confirmed < confirmed {
            let Some((request, commit)) = self.reads.queue.pop_front() else {
                return;
            };
            self.reads.confirmed += 1;
            self.answer_read(request, commit);
        }
    }

    /// With own positions off: the last read of that name, once a quorum answered heartbeats that carried the name.
    fn position_confirmed_by_name(&mut self, from: NodeId, name: &Bytes) -> u64 {
        let Some(answered) = self.reads.by_context.get_mut(name) else {
            return 0;
        };
        answered.insert(from);
        let answered = &self.reads.by_context[name];
        let result = self
            .voters_in_force()
            .vote_result(|id| answered.contains(&id).then_some(true));
        let last = self
            .reads
            .queue
            .iter()
            .rposition(|(request, _)| request.context == *name);
        match last {
            Some(last) if result == VoteResult::Won => {
                self.reads.by_context.remove(name);
                self.reads.confirmed + last as u64 + 1
            }
            _ => 0,
        }
    }

    fn answer_read(&mut self, request: ReadRequest, index: Index) {
        let ReadRequest { from, context } = request;
        if from == NOBODY || from == self.config.id {
            self.read_states.push(ReadState { index, context });
        } else {
            let context = Context::Read(context);
            self.send(Message {
                index,
                context,
                ..Message::new(MessageKind::ReadIndexResp, from)
            });
        }
    }
}
