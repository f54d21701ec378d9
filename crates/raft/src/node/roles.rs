//! Time, and the change from one role to another.

use super::{Node, Role};
use crate::entry::{Entry, Payload};
use crate::event::EventKind;
use crate::progress::Progress;
use crate::{NOBODY, NodeId, Term};

impl Node {
    /// One tick of the clock: towards a campaign, or towards the next heartbeat.
    pub fn tick(&mut self) {
        self.election_elapsed += 1;
        match self.role {
            Role::Follower | Role::PreCandidate | Role::Candidate => {
                if self.is_promotable() && self.election_elapsed >= self.randomized_timeout {
                    self.election_elapsed = 0;
                    self.campaign();
                }
            }
            Role::Leader => self.tick_leader(),
        }
    }

    fn tick_leader(&mut self) {
        self.heartbeat_elapsed += 1;
        if self.election_elapsed >= self.config.election_timeout_ticks {
            self.election_elapsed = 0;
            if self.config.check_quorum {
                self.check_quorum();
            }
            if self.role == Role::Leader {
                // A transfer that takes longer than an election has failed; serve proposals again.
                self.transfer_target = NOBODY;
            }
        }
        if self.role == Role::Leader
            && self.heartbeat_elapsed >= self.config.heartbeat_timeout_ticks
        {
            self.heartbeat_elapsed = 0;
            self.broadcast_heartbeat();
        }
    }

    /// A leader that heard from no quorum since the last check steps down: another may lead already.
    pub(super) fn check_quorum(&mut self) {
        if !self.tracker.is_quorum_active() {
            self.event(EventKind::QuorumInactive);
            self.become_follower(self.term, NOBODY);
        }
        for (id, peer) in self.tracker.progress.iter_mut() {
            if id != self.config.id {
                peer.is_recently_active = false;
            }
        }
    }

    /// Whether the node may become leader at all.
    pub(super) fn is_promotable(&self) -> bool {
        let rules = &self.config.rules;
        let may_stand = match self.tracker.progress.get(self.config.id) {
            Some(own) => !own.is_learner || !rules.learners_do_not_campaign,
            None => !rules.strangers_do_not_campaign,
        };
        may_stand && self.log.unstable.snapshot.is_none()
    }

    pub(super) fn become_follower(&mut self, term: Term, leader: NodeId) {
        self.reset(term);
        self.role = Role::Follower;
        self.leader = leader;
        self.event(EventKind::BecameFollower);
    }

    /// Neither term, nor vote, nor timers change: a pre-candidate has not left its term yet.
    pub(super) fn become_pre_candidate(&mut self) {
        assert!(
            self.role != Role::Leader,
            "a leader campaigns in term {}",
            self.term
        );
        self.role = Role::PreCandidate;
        self.leader = NOBODY;
        self.tracker.votes.clear();
        self.event(EventKind::BecamePreCandidate);
    }

    pub(super) fn become_candidate(&mut self) {
        assert!(
            self.role != Role::Leader,
            "a leader campaigns in term {}",
            self.term
        );
        self.reset(self.term + 1);
        self.role = Role::Candidate;
        self.vote = self.config.id;
        self.event(EventKind::BecameCandidate);
    }

    pub(super) fn become_leader(&mut self) {
        assert!(
            self.role == Role::Candidate,
            "{:?} becomes leader in term {}",
            self.role,
            self.term
        );
        self.reset(self.term);
        self.role = Role::Leader;
        self.leader = self.config.id;
        if let Some(own) = self.tracker.progress.get_mut(self.config.id) {
            own.become_replicate();
            own.is_recently_active = true;
        }
        // Changes may be anywhere in the log that is not applied yet; until it is, accept no other.
        self.pending_change = self.log.last_index();
        // An entry of its own term, by which it learns what is committed (section 8).
        let accepted = self.append_as_leader(vec![Entry::proposal(Payload::empty())]);
        assert!(
            accepted,
            "an empty entry counts nothing towards the uncommitted limit"
        );
        self.event(EventKind::BecameLeader);
    }

    /// Forgets everything that belongs to a role or to a term.
    fn reset(&mut self, term: Term) {
        if self.term != term {
            self.term = term;
            self.vote = NOBODY;
        }
        self.leader = NOBODY;
        self.election_elapsed = 0;
        self.heartbeat_elapsed = 0;
        let timeout = self.config.election_timeout_ticks;
        let spread = self.config.election_spread_ticks.unwrap_or(timeout);
        self.randomized_timeout = timeout + self.random.below(spread);
        self.transfer_target = NOBODY;
        self.tracker.votes.clear();
        let last = self.log.last_index();
        let window = self.tracker.window();
        for (id, peer) in self.tracker.progress.iter_mut() {
            let matched = if id == self.config.id { last } else { 0 };
            *peer = Progress::new(matched, last + 1, peer.is_learner, window.clone());
        }
        self.pending_change = 0;
        self.uncommitted_bytes = 0;
        self.reads.clear();
    }
}
