//! Elections (paper, section 5.2), with pre-votes and leases (thesis, 9.6 and 6.4.1).

use super::{Node, Role};
use crate::NOBODY;
use crate::event::{Ballot, EventKind};
use crate::log::EntryId;
use crate::message::{Context, Message, MessageKind};
use crate::quorum::{Joint, Majority, VoteResult};
use crate::tracker::Tally;

/// What a campaign is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Campaign {
    /// To learn whether an election would be won.
    PreElection,
    /// To be elected.
    Election,
    /// To be elected, because the leader hands over.
    Transfer,
}

impl Node {
    /// Campaigns, if there is nothing against it.
    pub(super) fn hup(&mut self, campaign: Campaign) {
        if self.role == Role::Leader {
            self.event(EventKind::AlreadyLeader);
        } else if !self.is_promotable() {
            self.event(EventKind::CannotCampaign);
        } else if self.config.rules.changes_apply_before_campaigns && self.has_unapplied_change() {
            self.event(EventKind::ChangesBlockCampaign);
        } else {
            self.event(EventKind::StartedElection);
            self.start(campaign);
        }
    }

    /// Whether a change of the membership is committed and not applied: the quorums may not be what they seem.
    fn has_unapplied_change(&self) -> bool {
        // What is compacted has been applied, even if the apply thread's answer is still on its way.
        let first = self.log.first_index();
        let (low, high) = (first.max(self.log.applied() + 1), self.log.committed() + 1);
        let entries = self
            .log
            .slice(low, high, u64::MAX)
            .expect("what is not applied is not compacted");
        entries.iter().any(|entry| entry.change().is_some())
    }

    fn start(&mut self, campaign: Campaign) {
        let (kind, response, term) = if campaign == Campaign::PreElection {
            self.become_pre_candidate();
            // The term it would campaign in; it does not take it yet.
            (
                MessageKind::PreVote,
                MessageKind::PreVoteResp,
                self.term + 1,
            )
        } else {
            self.become_candidate();
            (MessageKind::Vote, MessageKind::VoteResp, self.term)
        };
        let last = self.log.last();
        let context = if campaign == Campaign::Transfer {
            Context::Transfer
        } else {
            Context::None
        };
        for to in self.tracker.configuration.voters.ids().iter() {
            if to == self.config.id {
                // Its own vote counts like any other: once it is durable.
                self.send(Message {
                    term,
                    ..Message::new(response, to)
                });
                continue;
            }
            self.event(EventKind::RequestedVote { kind, to, last });
            let (log_term, index, context) = (last.term, last.index, context.clone());
            self.send(Message {
                term,
                log_term,
                index,
                context,
                ..Message::new(kind, to)
            });
        }
    }

    /// While it hears from a leader, a node with CheckQuorum neither votes nor moves on to a later term: the leader
    /// may count on that for as long as its lease lasts. Only a transfer, which the leader itself began, gets through.
    pub(super) fn is_blocked_by_lease(&mut self, message: &Message) -> bool {
        let is_request = matches!(message.kind, MessageKind::Vote | MessageKind::PreVote);
        let is_in_lease = self.config.check_quorum
            && self.leader != NOBODY
            && self.election_elapsed < self.config.election_timeout_ticks;
        if !is_request
            || !is_in_lease
            || message.context == Context::Transfer
            || !self.config.rules.leases_block_votes
        {
            return false;
        }
        let remaining_ticks = self.config.election_timeout_ticks - self.election_elapsed;
        let ballot = self.ballot(message);
        self.event(EventKind::IgnoredVote {
            ballot,
            remaining_ticks,
        });
        true
    }

    pub(super) fn handle_vote_request(&mut self, message: &Message) {
        let ballot = self.ballot(message);
        let is_vote = message.kind == MessageKind::Vote;
        let may_vote = self.vote == message.from
            || (self.vote == NOBODY && self.leader == NOBODY)
            || (!is_vote && message.term > self.term)
            || (is_vote && !self.config.rules.one_vote_per_term);
        let has_enough = self.log.is_up_to_date(ballot.candidate_last)
            || !self.config.rules.votes_need_up_to_date_log;
        if !may_vote || !has_enough {
            return self.reject_vote(message);
        }
        self.event(EventKind::CastVote(ballot));
        // The answer has the term of the request, as the candidate waits for that; after a pre-vote it is not the own.
        let crosses = self.config.rules.pre_votes_cross_terms || self.term == 0;
        let term = if is_vote || crosses {
            message.term
        } else {
            self.term
        };
        self.send(Message {
            term,
            ..Message::new(response_to(message.kind), message.from)
        });
        if is_vote {
            self.election_elapsed = 0;
            self.vote = message.from;
        }
    }

    pub(super) fn reject_vote(&mut self, message: &Message) {
        self.event(EventKind::RejectedVote(self.ballot(message)));
        let response = Message::new(response_to(message.kind), message.from);
        self.send(Message {
            term: self.term,
            is_rejection: true,
            ..response
        });
    }

    fn ballot(&self, message: &Message) -> Ballot {
        Ballot {
            kind: message.kind,
            candidate: message.from,
            candidate_last: EntryId {
                term: message.log_term,
                index: message.index,
            },
            own_last: self.log.last(),
            vote: self.vote,
        }
    }

    pub(super) fn handle_vote_response(&mut self, message: &Message) {
        let expected = if self.role == Role::PreCandidate {
            MessageKind::PreVoteResp
        } else {
            MessageKind::VoteResp
        };
        if message.kind != expected {
            return; // An answer to an earlier campaign.
        }
        let (kind, from, granted) = (message.kind, message.from, !message.is_rejection);
        self.event(EventKind::ReceivedVote {
            kind,
            from,
            granted,
        });
        self.tracker.record_vote(from, granted);
        let Tally {
            granted, rejected, ..
        } = self.tracker.tally();
        self.event(EventKind::Tallied {
            kind,
            granted,
            rejected,
        });
        match self
            .voters_in_force()
            .vote_result(|id| self.tracker.votes.get(&id).copied())
        {
            VoteResult::Pending => {}
            VoteResult::Won if self.role == Role::PreCandidate => self.start(Campaign::Election),
            VoteResult::Won => {
                self.become_leader();
                self.broadcast_append();
            }
            VoteResult::Lost => self.become_follower(self.term, NOBODY),
        }
    }

    /// The voters that decide: both halves, unless that rule is off.
    pub(super) fn voters_in_force(&self) -> std::borrow::Cow<'_, Joint> {
        let voters = &self.tracker.configuration.voters;
        if self.config.rules.joint_needs_both_halves || !voters.is_joint() {
            return std::borrow::Cow::Borrowed(voters);
        }
        std::borrow::Cow::Owned(Joint {
            incoming: voters.incoming.clone(),
            outgoing: Majority::default(),
        })
    }
}

fn response_to(request: MessageKind) -> MessageKind {
    if request == MessageKind::PreVote {
        MessageKind::PreVoteResp
    } else {
        MessageKind::VoteResp
    }
}
