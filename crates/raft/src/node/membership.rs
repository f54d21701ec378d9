//! Changes of the membership take effect when they are applied, on each node by itself.

use super::{Node, Role};
use crate::confchange::{ChangeError, Changer};
use crate::entry::{Change, Entry, Payload};
use crate::event::EventKind;
use crate::snapshot::ConfState;
use crate::tracker::Tracker;
use crate::{Index, NOBODY};

impl Node {
    /// Makes a committed change take effect, and gives the membership it leads to (for the next snapshot).
    ///
    /// # Errors
    /// If the change does not fit the membership before it, which then stays. Every node comes to the same conclusion.
    pub fn apply_conf_change(&mut self, change: &Change) -> Result<ConfState, ChangeError> {
        let one_voter_at_a_time = self.config.rules.one_voter_at_a_time;
        let changer = Changer {
            tracker: &self.tracker,
            last_index: self.log.last_index(),
            one_voter_at_a_time,
        };
        let tracker = changer.apply(change)?;
        self.switch_to(tracker);
        Ok(ConfState::of(&self.tracker.configuration))
    }

    pub(super) fn switch_to(&mut self, tracker: Tracker) {
        self.tracker = tracker;
        let configuration = self.tracker.configuration.clone();
        self.event(EventKind::SwitchedConfiguration { configuration });
        if self.role != Role::Leader {
            return;
        }
        if self
            .tracker
            .progress
            .get(self.config.id)
            .is_none_or(|own| own.is_learner)
        {
            // It leads on until it learns of another, unless it is to step down: it must still commit its own removal.
            if self.config.step_down_on_removal {
                self.become_follower(self.term, NOBODY);
            }
            return;
        }
        if self.try_commit() {
            // A smaller quorum may have more in common.
            self.broadcast_append();
        } else {
            // Probe new members at once.
            let mut after = 0;
            while let Some(peer) = self.peer_after(after) {
                self.send_append(peer, false);
                after = peer;
            }
        }
        self.answer_confirmed_reads();
        if self.transfer_target != NOBODY
            && !self
                .tracker
                .configuration
                .voters
                .contains(self.transfer_target)
        {
            self.transfer_target = NOBODY;
        }
    }

    /// The state machine has applied up to `index`. May be the moment to leave a joint configuration.
    pub(super) fn applied_to(&mut self, index: Index, bytes: u64) {
        let applied = index.max(self.log.applied());
        self.log.applied_to(applied, bytes);
        let leaves = self.tracker.configuration.auto_leave
            && self.role == Role::Leader
            && applied >= self.pending_change;
        if !leaves {
            return;
        }
        // While leadership is handed over this is dropped, and tried again with the next entry that is applied.
        let configuration = self.tracker.configuration.clone();
        let proposal = Entry::proposal(Payload::Change(Change::leave_joint().into()));
        match self.propose_at_leader(vec![proposal]) {
            Ok(()) => self.event(EventKind::LeavingJoint { configuration }),
            Err(error) => self.event(EventKind::NotLeavingJoint {
                configuration,
                error,
            }),
        }
    }
}
