//! The membership, with a progress for each member and the votes of an election.

use std::collections::{BTreeMap, BTreeSet};

use crate::peers::Peers;
use crate::quorum::{Joint, VoteResult};
use crate::window::Window;
use crate::{Index, NodeId};

/// Who takes part, and how.
///
/// | part            | replicated to | votes | meaning                                                    |
/// |-----------------|---------------|-------|------------------------------------------------------------|
/// | voters.incoming | yes           | yes   | the members that decide                                    |
/// | voters.outgoing | yes           | yes   | those that decided before; only while the change is joint  |
/// | learners        | yes           | no    | catching up, or reading along                              |
/// | `learners_next` | yes           | yes   | outgoing voters that become learners when joint ends       |
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Configuration {
    /// The voters, in one half or in two.
    pub voters: Joint,
    /// Disjoint from both halves of the voters.
    pub learners: BTreeSet<NodeId>,
    /// A subset of the outgoing half.
    pub learners_next: BTreeSet<NodeId>,
    /// The leader itself proposes to leave the joint configuration as soon as it has applied entering it.
    pub auto_leave: bool,
}

impl Configuration {
    /// Whether `id` is named in any part.
    #[must_use]
    pub fn contains(&self, id: NodeId) -> bool {
        self.voters.contains(id) || self.learners.contains(&id) || self.learners_next.contains(&id)
    }
}

/// The configuration, and what is known of each of its members.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tracker {
    /// Who takes part.
    pub configuration: Configuration,
    /// A progress for exactly the ids of the configuration, this node included.
    pub progress: Peers,
    /// The first answer of each voter in the election under way.
    pub votes: BTreeMap<NodeId, bool>,
    /// Appends in flight to one peer at most.
    pub in_flight_max: usize,
    /// Payload bytes in flight to one peer at most; 0 is no limit.
    pub in_flight_bytes_max: u64,
}

/// A tally of votes: granted, rejected, and what that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Voters that said yes.
    pub granted: usize,
    /// Voters that said no.
    pub rejected: usize,
    /// What this decides.
    pub result: VoteResult,
}

impl Tracker {
    /// A tracker of nobody.
    #[must_use]
    pub fn new(in_flight_max: usize, in_flight_bytes_max: u64) -> Tracker {
        Tracker {
            configuration: Configuration::default(),
            progress: Peers::default(),
            votes: BTreeMap::new(),
            in_flight_max,
            in_flight_bytes_max,
        }
    }

    /// An empty window with this tracker's limits.
    #[must_use]
    pub fn window(&self) -> Window {
        Window::new(self.in_flight_max, self.in_flight_bytes_max)
    }

    /// The highest index that a quorum has acknowledged.
    #[must_use]
    pub fn committed(&self) -> Index {
        self.configuration
            .voters
            .committed(|id| self.progress.get(id).map(|peer| peer.matched))
    }

    /// Notes a vote; only the first answer of a voter counts.
    pub fn record_vote(&mut self, id: NodeId, granted: bool) {
        self.votes.entry(id).or_insert(granted);
    }

    /// What the votes noted so far decide. The counts leave out learners and strangers.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let counted = |wanted: bool| {
            let voters = self.progress.iter().filter(|(_, peer)| !peer.is_learner);
            voters
                .filter(|(id, _)| self.votes.get(id) == Some(&wanted))
                .count()
        };
        let result = self
            .configuration
            .voters
            .vote_result(|id| self.votes.get(&id).copied());
        Tally {
            granted: counted(true),
            rejected: counted(false),
            result,
        }
    }

    /// Whether the voters heard from since the last check, this node among them, are a quorum.
    #[must_use]
    pub fn is_quorum_active(&self) -> bool {
        let active = |id: NodeId| {
            self.progress
                .get(id)
                .map(|peer| peer.is_recently_active && !peer.is_learner)
        };
        self.configuration.voters.vote_result(active) == VoteResult::Won
    }

    /// Whether `id` is the one voter there is, so that it need not ask anyone.
    #[must_use]
    pub fn is_only_voter(&self, id: NodeId) -> bool {
        let voters = &self.configuration.voters;
        voters.incoming.len() == 1 && voters.incoming.contains(id) && !voters.is_joint()
    }

    /// Asserts what must hold between the parts of the configuration and the progress of its members.
    ///
    /// # Panics
    /// If it does not.
    pub fn validate(&self) {
        let Configuration {
            voters,
            learners,
            learners_next,
            auto_leave,
        } = &self.configuration;
        for id in voters
            .ids()
            .iter()
            .chain(learners.iter().copied())
            .chain(learners_next.iter().copied())
        {
            assert!(
                self.progress.contains(id),
                "{id} of {:?} has no progress",
                self.configuration
            );
        }
        for &id in learners_next {
            assert!(
                voters.outgoing.contains(id),
                "{id} is to become a learner and is no outgoing voter"
            );
            assert!(
                !self.progress[id].is_learner,
                "{id} is to become a learner and is one already"
            );
        }
        for &id in learners {
            assert!(!voters.contains(id), "{id} is learner and voter");
            assert!(
                self.progress[id].is_learner,
                "{id} is a learner and its progress says otherwise"
            );
        }
        for (id, peer) in self.progress.iter() {
            assert!(
                self.configuration.contains(id),
                "{id} has a progress and is not in {:?}",
                self.configuration
            );
            peer.validate(id);
        }
        if !voters.is_joint() {
            assert!(
                learners_next.is_empty(),
                "{learners_next:?} are to become learners outside of a joint configuration"
            );
            assert!(!auto_leave, "leaving automatically what is not joint");
        }
    }
}
