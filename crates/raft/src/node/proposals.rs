//! Proposals: what a leader appends, and why it does not.

use std::sync::Arc;

use super::{Node, Role, StepError};
use crate::entry::{Change, Entry, Payload};
use crate::event::{ChangeRefusal, EventKind};
use crate::message::{Message, MessageKind};
use crate::{NOBODY, NodeId};

impl Node {
    /// Appends at the leader; a follower passes the proposal on.
    pub(super) fn propose_entries(
        &mut self,
        from: NodeId,
        entries: Vec<Entry>,
    ) -> Result<(), StepError> {
        assert!(!entries.is_empty(), "a proposal of nothing");
        match self.role {
            Role::Leader => self.propose_at_leader(entries),
            Role::Follower if self.leader != NOBODY => {
                let leader = self.leader;
                if self.config.disable_proposal_forwarding {
                    self.event(EventKind::NotForwarded { leader });
                    return Err(StepError::ProposalDropped);
                }
                self.send(Message {
                    from,
                    entries,
                    ..Message::new(MessageKind::Prop, leader)
                });
                Ok(())
            }
            Role::Follower | Role::PreCandidate | Role::Candidate => {
                self.event(EventKind::NoLeaderForProposal);
                Err(StepError::ProposalDropped)
            }
        }
    }

    pub(super) fn propose_at_leader(&mut self, mut entries: Vec<Entry>) -> Result<(), StepError> {
        if !self.tracker.progress.contains(self.config.id) {
            return Err(StepError::ProposalDropped); // It was removed, and leads only until another takes over.
        }
        if self.transfer_target != NOBODY && self.config.rules.transfers_stop_proposals {
            self.event(EventKind::TransferBlocksProposal {
                to: self.transfer_target,
            });
            return Err(StepError::ProposalDropped);
        }
        for (entry, index) in entries.iter_mut().zip(self.log.last_index() + 1..) {
            if let Payload::Change(change) = &entry.payload {
                match self.refusal(change) {
                    Some(reason) => {
                        let configuration = self.tracker.configuration.clone();
                        let change = Arc::clone(change);
                        self.event(EventKind::IgnoredChange {
                            change,
                            configuration,
                            reason,
                        });
                        entry.payload = Payload::empty();
                    }
                    None => self.pending_change = index,
                }
            }
        }
        if !self.append_as_leader(entries) {
            return Err(StepError::ProposalDropped);
        }
        self.broadcast_append();
        Ok(())
    }

    /// Why a change is out of place, going by the configuration that is applied here. A change that is accepted and
    /// overtaken is refused once more when it is applied.
    fn refusal(&self, change: &Change) -> Option<ChangeRefusal> {
        if self.config.disable_conf_change_validation {
            return None;
        }
        let (index, applied) = (self.pending_change, self.log.applied());
        let is_joint = self.tracker.configuration.voters.is_joint();
        let leaves = change.operations.is_empty();
        if index > applied && self.config.rules.one_change_at_a_time {
            Some(ChangeRefusal::Pending { index, applied })
        } else if is_joint && !leaves {
            Some(ChangeRefusal::MustLeaveJoint)
        } else if !is_joint && leaves {
            Some(ChangeRefusal::NotJoint)
        } else {
            None
        }
    }

    /// Numbers entries and appends them to the own log; false if too much is uncommitted already.
    pub(super) fn append_as_leader(&mut self, mut entries: Vec<Entry>) -> bool {
        let bytes: u64 = entries.iter().map(|entry| entry.payload.size()).sum();
        // A single proposal of any size passes when nothing else is under way, and an empty one always.
        let is_over =
            self.uncommitted_bytes.saturating_add(bytes) > self.config.uncommitted_bytes_max;
        if self.uncommitted_bytes > 0 && bytes > 0 && is_over {
            self.event(EventKind::UncommittedLimit);
            return false;
        }
        self.uncommitted_bytes = self.uncommitted_bytes.saturating_add(bytes);
        for (entry, index) in entries.iter_mut().zip(self.log.last_index() + 1..) {
            entry.term = self.term;
            entry.index = index;
        }
        if let Some(kind) = self.log.append(&mut entries) {
            self.event(kind);
        }
        // The leader's own log counts towards a quorum like any other: once the entries are durable.
        let index = self.log.last_index();
        self.send(Message {
            index,
            ..Message::new(MessageKind::AppResp, self.config.id)
        });
        true
    }
}
