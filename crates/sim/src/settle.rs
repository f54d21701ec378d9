//! When all faults end, a cluster goes on: the liveness half of what Raft promises.

use raft::progress::ProgressState;
use raft::{NodeId, Transition};

use crate::action::Action;
use crate::cluster::Cluster;
use crate::network::Link;
use crate::observer::{Invariant, Violation};

/// How a cluster ended up after all faults ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// All members applied the same, after so many ticks.
    After(u64),
    /// Nobody can be elected, as voters do not know yet that they are the voters: see [`Cluster::settle`].
    WaitsForMembership,
    /// A member is ahead of the leader in term and may not campaign: see [`Cluster::settle`].
    WaitsForTerm,
}

impl Cluster {
    /// Heals and restarts everything, and lets time pass fairly until all members have applied the same, with an entry
    /// among it that was proposed after healing, and are in no joint configuration.
    ///
    /// There are two ways in which etcd's Raft may never settle:
    ///
    /// * A change of the membership takes effect when it is *applied* (in the paper: when it is appended). If a leader
    ///   commits a change and then goes before the voters that remain have heard of the commit, they go on to ask the old
    ///   members for votes, some of which are not available any more, or have longer logs. The paper's rule would let them
    ///   elect one of themselves.
    /// * Without PreVote and CheckQuorum, a leader of a lower term is not told so by those it sends to; it learns of the
    ///   higher term by the campaign that such a node begins. One that campaigned and then became a learner never does.
    ///
    /// # Errors
    /// If that takes more than `ticks_max`, or a promise is not kept meanwhile.
    pub fn settle(&mut self, ticks_max: u64) -> Result<Settled, Violation> {
        self.network_mut().heal_all();
        for id in self.ids() {
            let _ = self.apply(&Action::Restart(id));
        }
        let mut proposed_at = None;
        for tick in 0..ticks_max {
            for id in self.ids() {
                let _ = self.apply(&Action::Tick(id));
            }
            self.drain();
            if let Some(violation) = self.violation() {
                return Err(violation.clone());
            }
            let Some(leader) = self.leader() else {
                continue;
            };
            self.run_members_only(leader);
            self.report_lost_snapshots(leader);
            let is_joint = self
                .node(leader)
                .is_some_and(|node| node.tracker().configuration.voters.is_joint());
            if is_joint {
                let _ = self.apply(&Action::Change(leader, Transition::Auto, Vec::new()));
            } else if proposed_at.is_none()
                && self
                    .apply(&Action::Propose(leader, "settled".to_owned()))
                    .is_ok()
            {
                proposed_at = self.node(leader).map(|node| node.log().last_index());
            }
            self.drain();
            // The proposal may have been lost with its leader: then there is another.
            if proposed_at.is_some_and(|index| self.has_settled(leader, index)) && !is_joint {
                return Ok(Settled::After(tick));
            }
            if tick % 50 == 49 {
                proposed_at = None;
            }
        }
        if self.leader().is_none() && self.newest_membership_is_unknown_to_its_voters() {
            return Ok(Settled::WaitsForMembership);
        }
        if self.has_a_learner_ahead_of_its_leader() {
            return Ok(Settled::WaitsForTerm);
        }
        let state: Vec<String> = self
            .members()
            .values()
            .map(|member| format!("{:?}", member.node()))
            .collect();
        Err(Violation {
            invariant: Invariant::Progress,
            details: format!("not settled after {ticks_max} ticks: {state:#?}"),
        })
    }

    /// Does all work and delivers all messages, until there are none.
    pub fn drain(&mut self) {
        loop {
            let mut is_done = true;
            for id in self.ids() {
                for action in [Action::Work(id), Action::Write(id), Action::Apply(id)] {
                    while self.apply(&action).is_ok() {
                        is_done = false;
                    }
                }
            }
            let links: Vec<Link> = self.network().links().map(|(link, _)| link).collect();
            for link in links {
                while self.apply(&Action::Deliver(link, 0)).is_ok() {
                    is_done = false;
                }
            }
            if is_done {
                return;
            }
        }
    }

    fn ids(&self) -> Vec<NodeId> {
        self.members().keys().copied().collect()
    }

    fn newest_membership_is_unknown_to_its_voters(&self) -> bool {
        let Some((&since, newest)) = self.observer().memberships().last_key_value() else {
            return false;
        };
        newest
            .voters
            .iter()
            .any(|id| self.members()[id].machine().index < since)
    }

    fn has_a_learner_ahead_of_its_leader(&self) -> bool {
        let Some(leader) = self.leader().and_then(|id| self.node(id)) else {
            return false;
        };
        let config = leader.config();
        let mut nodes = self.members().values().filter_map(|member| member.node());
        !config.check_quorum
            && !config.pre_vote
            && nodes.any(|node| {
                let voters = &node.tracker().configuration.voters;
                node.term() > leader.term() && !voters.contains(node.id())
            })
    }

    /// A leader that sent a snapshot waits to hear how that went: whoever sends for it has to say so. Nothing is in
    /// flight here, so what did not arrive is lost.
    fn report_lost_snapshots(&mut self, leader: NodeId) {
        let Some(node) = self.node(leader) else {
            return;
        };
        let progress = &node.tracker().progress;
        let waiting = progress
            .iter()
            .filter(|(_, peer)| peer.state == ProgressState::Snapshot);
        let waiting = waiting.map(|(id, _)| id);
        for peer in waiting.collect::<Vec<NodeId>>() {
            let _ = self.apply(&Action::Reported(leader, peer, false));
        }
    }

    /// Whoever is no member by the leader's configuration does not know that, and would campaign for ever; and a leader
    /// that has removed itself leads on and takes no proposals. Whoever runs a cluster stops the one and the other, and
    /// starts those that are members again.
    fn run_members_only(&mut self, leader: NodeId) {
        let Some(node) = self.node(leader) else {
            return;
        };
        let members = node.tracker().configuration.clone();
        for id in self.ids() {
            let action = if members.contains(id) {
                Action::Restart(id)
            } else {
                Action::Crash(id)
            };
            let _ = self.apply(&action);
        }
    }

    /// Whether all members of the leader's configuration have applied the same, `index` among it.
    fn has_settled(&self, leader: NodeId, index: raft::Index) -> bool {
        let Some(node) = self.node(leader) else {
            return false;
        };
        let machine = self.members()[&leader].machine();
        let applied = machine.index;
        let mut ids = self
            .ids()
            .into_iter()
            .filter(|&id| node.tracker().configuration.contains(id));
        applied >= index
            && applied == node.log().last_index()
            && ids.all(|id| self.members()[&id].machine() == machine)
    }
}
