//! Handing leadership over (thesis, section 3.10): stop, catch the target up, tell it to campaign at once.

use super::{Node, Role};
use crate::NOBODY;
use crate::NodeId;
use crate::event::EventKind;
use crate::message::{Message, MessageKind};

impl Node {
    /// At the leader, begins to hand over to `target`; a follower passes that on, in the name of the target.
    pub(super) fn handle_transfer(&mut self, target: NodeId) {
        match self.role {
            Role::Leader => self.transfer_to(target),
            Role::Follower if self.leader == NOBODY => self.event(EventKind::NoLeaderForTransfer),
            Role::Follower => {
                let message = Message::new(MessageKind::TransferLeader, self.leader);
                self.send(Message {
                    from: target,
                    ..message
                });
            }
            Role::PreCandidate | Role::Candidate => {}
        }
    }

    fn transfer_to(&mut self, target: NodeId) {
        if !self.knows(target) {
            return;
        }
        if self.tracker.progress[target].is_learner {
            return self.event(EventKind::TransferToLearner);
        }
        if self.transfer_target == target {
            return self.event(EventKind::TransferRepeated { to: target });
        }
        if self.transfer_target != NOBODY {
            let old = std::mem::replace(&mut self.transfer_target, NOBODY);
            self.event(EventKind::TransferReplaced { old });
        }
        if target == self.config.id {
            return self.event(EventKind::TransferToSelf);
        }
        self.event(EventKind::TransferStarted { to: target });
        // It has one election timeout to succeed.
        self.election_elapsed = 0;
        self.transfer_target = target;
        if self.tracker.progress[target].matched == self.log.last_index() {
            self.send(Message::new(MessageKind::TimeoutNow, target));
            self.event(EventKind::TimeoutNowSentAtOnce { to: target });
        } else {
            self.send_append(target, true);
        }
    }
}
