//! Messages: what their term means, and which file handles them.

use super::vote::Campaign;
use super::{Node, Role, StepError, read_context, reads};
use crate::event::EventKind;
use crate::message::{Context, Message, MessageKind};
use crate::{NOBODY, is_storage_thread};

impl Node {
    /// Takes a message from another node, or from a storage thread of its own.
    ///
    /// # Errors
    /// If the message is one that only the node itself may step, an answer from a stranger, or a proposal that nobody
    /// takes.
    pub fn step(&mut self, mut message: Message) -> Result<(), StepError> {
        let is_from_thread = is_storage_thread(message.from);
        if message.kind.is_local() && !is_from_thread {
            return Err(StepError::LocalMessage);
        }
        if message.kind.is_response()
            && !is_from_thread
            && !self.tracker.progress.contains(message.from)
        {
            return Err(StepError::PeerNotFound);
        }
        if message.kind == MessageKind::Prop && message.entries.is_empty() {
            return Err(StepError::ProposalDropped);
        }
        self.handle(&mut message)
    }

    /// Terms first: a higher one ends the own, a lower one is the past (section 5.1). Term 0 marks what is local.
    pub(super) fn handle(&mut self, message: &mut Message) -> Result<(), StepError> {
        if message.term > self.term {
            if self.is_blocked_by_lease(message) {
                return Ok(());
            }
            self.see_higher_term(message);
        } else if message.term != 0 && message.term < self.term && self.ignores_lower_term(message)
        {
            return Ok(());
        }
        match message.kind {
            MessageKind::Hup => self.campaign(),
            MessageKind::Vote | MessageKind::PreVote => self.handle_vote_request(message),
            MessageKind::StorageAppendResp => self.handle_storage_appended(message),
            MessageKind::StorageApplyResp => self.handle_storage_applied(&message.entries),
            MessageKind::Prop => {
                return self.propose_entries(message.from, std::mem::take(&mut message.entries));
            }
            MessageKind::ReadIndex => {
                let context = read_context(&message.context).cloned().unwrap_or_default();
                self.handle_read_request(reads::ReadRequest {
                    from: message.from,
                    context,
                });
            }
            MessageKind::TransferLeader => self.handle_transfer(message.from),
            MessageKind::ForgetLeader => self.forget_leader(),
            _ => match self.role {
                Role::Leader => self.handle_as_leader(message),
                Role::Candidate | Role::PreCandidate => self.handle_as_candidate(message),
                Role::Follower => self.handle_as_follower(message),
            },
        }
        Ok(())
    }

    fn see_higher_term(&mut self, message: &Message) {
        let Message {
            kind,
            from,
            term: higher,
            is_rejection,
            ..
        } = *message;
        match kind {
            // A pre-vote only asks; its term is one that nobody has reached.
            MessageKind::PreVote => {}
            MessageKind::PreVoteResp if !is_rejection => {}
            _ => {
                self.event(EventKind::SawHigherTerm { kind, from, higher });
                self.become_follower(higher, if kind.is_from_leader() { from } else { NOBODY });
            }
        }
    }

    /// Deals with a message from the past; false if it is to be handled as if it were not.
    fn ignores_lower_term(&mut self, message: &Message) -> bool {
        let Message {
            kind,
            from,
            term: lower,
            ..
        } = *message;
        let may_be_stuck = (self.config.check_quorum || self.config.pre_vote)
            && self.config.rules.stale_leaders_are_told;
        match kind {
            // With PreVote or CheckQuorum a node ahead in term cannot make itself heard by campaigning: it has to tell
            // the leader it hears from, or it would stay out for ever.
            MessageKind::App | MessageKind::Heartbeat if may_be_stuck => {
                self.send(Message::new(MessageKind::AppResp, from));
            }
            MessageKind::PreVote if self.config.rules.pre_votes_cross_terms => {
                self.reject_vote(message);
            }
            MessageKind::StorageAppendResp => return false,
            _ if !self.config.rules.lower_terms_are_ignored => return false,
            _ => self.event(EventKind::IgnoredLowerTerm { kind, from, lower }),
        }
        true
    }

    fn handle_as_leader(&mut self, message: &Message) {
        match message.kind {
            MessageKind::Beat => self.broadcast_heartbeat(),
            MessageKind::CheckQuorum => self.check_quorum(),
            MessageKind::AppResp => self.handle_append_response(message),
            MessageKind::HeartbeatResp => self.handle_heartbeat_response(message),
            MessageKind::SnapStatus => {
                self.handle_snapshot_report(message.from, !message.is_rejection)
            }
            MessageKind::Unreachable => self.handle_unreachable(message.from),
            _ => {
                self.knows(message.from);
            }
        }
    }

    fn handle_as_candidate(&mut self, message: &mut Message) {
        match message.kind {
            MessageKind::App | MessageKind::Heartbeat | MessageKind::Snap => {
                // Of the own term, so its sender was elected.
                self.become_follower(self.term, message.from);
                self.handle_as_follower(message);
            }
            MessageKind::VoteResp | MessageKind::PreVoteResp => self.handle_vote_response(message),
            MessageKind::TimeoutNow => {
                self.event(EventKind::TimeoutNowIgnored {
                    role: self.role,
                    from: message.from,
                });
            }
            _ => {}
        }
    }

    fn handle_as_follower(&mut self, message: &mut Message) {
        match message.kind {
            MessageKind::App | MessageKind::Heartbeat | MessageKind::Snap => {
                self.election_elapsed = 0;
                self.leader = message.from;
                match message.kind {
                    MessageKind::App => self.handle_append(message),
                    MessageKind::Heartbeat => self.handle_heartbeat(message),
                    _ => self.handle_snapshot(message),
                }
            }
            MessageKind::TimeoutNow => {
                self.event(EventKind::TimeoutNowReceived { from: message.from });
                // Without pre-vote even where it is on: the leader itself wants this election.
                self.hup(Campaign::Transfer);
            }
            MessageKind::ReadIndexResp => {
                if let Context::Read(context) = std::mem::take(&mut message.context) {
                    self.read_states.push(crate::ReadState {
                        index: message.index,
                        context,
                    });
                }
            }
            _ => {}
        }
    }
}
