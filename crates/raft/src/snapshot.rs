//! Snapshots: the state machine at one index, with the membership that held there.

use crate::entry::Bytes;
use crate::tracker::Configuration;
use crate::{Index, NodeId, Term};

/// The state machine after applying the entry at `index`; what a follower gets whose missing entries are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// The last entry it contains; 0 for no snapshot.
    pub index: Index,
    /// The term of that entry.
    pub term: Term,
    /// The membership after that entry.
    pub conf_state: ConfState,
    /// The state machine's bytes.
    pub data: Bytes,
}

/// A configuration as plain lists, ascending: what is written to disk and sent to others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConfState {
    /// The incoming half.
    pub voters: Vec<NodeId>,
    /// The outgoing half; empty unless joint.
    pub voters_outgoing: Vec<NodeId>,
    /// Members that do not vote.
    pub learners: Vec<NodeId>,
    /// Outgoing voters that become learners.
    pub learners_next: Vec<NodeId>,
    /// Whether the leader leaves the joint configuration by itself.
    pub auto_leave: bool,
}

impl ConfState {
    /// The lists of a configuration.
    #[must_use]
    pub fn of(configuration: &Configuration) -> ConfState {
        ConfState {
            voters: configuration.voters.incoming.iter().collect(),
            voters_outgoing: configuration.voters.outgoing.iter().collect(),
            learners: configuration.learners.iter().copied().collect(),
            learners_next: configuration.learners_next.iter().copied().collect(),
            auto_leave: configuration.auto_leave,
        }
    }

    /// Voters and nobody else.
    #[must_use]
    pub fn of_voters(voters: impl IntoIterator<Item = NodeId>) -> ConfState {
        ConfState {
            voters: voters.into_iter().collect(),
            ..ConfState::default()
        }
    }

    /// Whether `id` is a member. (`learners_next` needs no look: they are outgoing voters.)
    #[must_use]
    pub fn contains(&self, id: NodeId) -> bool {
        [&self.voters, &self.voters_outgoing, &self.learners]
            .into_iter()
            .any(|ids| ids.contains(&id))
    }
}
