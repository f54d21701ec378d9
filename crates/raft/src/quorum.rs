//! Who is a quorum: majorities, and pairs of majorities while the membership changes.
//!
//! Raft asks two questions of a set of voters. *What has a majority acknowledged?* gives the commit index and confirms
//! reads; *has a majority agreed?* decides elections. Both are answered here from plain numbers, without a cluster.
//!
//! ```text
//!       idx                three voters, acknowledged 12, 5 and 6: a line up is
//! xx>    12    (id=1)      as long as there are voters behind it.
//! >       5    (id=2)      The majority of three is two, so the second from
//! x>      6    (id=3)      the top is safe: 6.
//! ```
//!
//! While a change of several members is under way the configuration is *joint* (Raft paper, section 6): a decision
//! needs a majority of the incoming **and** of the outgoing half, so that neither can decide alone.

use crate::{Index, NodeId};

/// The index that an empty set of voters has "committed": there is nobody to disagree.
pub const INFINITY: Index = Index::MAX;

/// A set of voters of which more than half decide. Ids ascend and do not repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Majority(Vec<NodeId>);

/// Two sets of voters that must both agree; outside of a membership change the outgoing half is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Joint {
    /// The voters once the change is complete.
    pub incoming: Majority,
    /// The voters before the change; empty unless the configuration is joint.
    pub outgoing: Majority,
}

/// What a tally of votes says so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VoteResult {
    /// The missing votes can still decide it either way.
    Pending,
    /// A quorum said yes.
    Won,
    /// Too many said no: yes cannot reach a quorum any more.
    Lost,
}

impl Majority {
    /// The highest index that more than half of the voters have acknowledged.
    ///
    /// `acknowledged` tells what is known of a voter, `None` counting as 0. An empty set gives [`INFINITY`].
    /// Sorts a copy of the indexes: O(n log n), without allocating for up to seven voters.
    #[must_use]
    pub fn committed(&self, acknowledged: impl Fn(NodeId) -> Option<Index>) -> Index {
        const ON_STACK: usize = 7;
        let mut stack = [0; ON_STACK];
        let mut heap = Vec::new();
        let indexes = if self.len() <= ON_STACK {
            &mut stack[..self.len()]
        } else {
            heap.resize(self.len(), 0);
            &mut heap[..]
        };
        if indexes.is_empty() {
            return INFINITY;
        }
        for (index, &id) in indexes.iter_mut().zip(&self.0) {
            *index = acknowledged(id).unwrap_or(0);
        }
        indexes.sort_unstable();
        indexes[indexes.len() - self.quorum()]
    }

    /// What the votes known so far decide; `vote` is `None` for a voter that has not answered.
    #[must_use]
    pub fn vote_result(&self, vote: impl Fn(NodeId) -> Option<bool>) -> VoteResult {
        if self.is_empty() {
            return VoteResult::Won; // So that a joint configuration with an empty half decides by the other.
        }
        let yes = self.iter().filter(|&id| vote(id) == Some(true)).count();
        let open = self.iter().filter(|&id| vote(id).is_none()).count();
        if yes >= self.quorum() {
            VoteResult::Won
        } else if yes + open >= self.quorum() {
            VoteResult::Pending
        } else {
            VoteResult::Lost
        }
    }

    /// How many voters are more than half.
    #[must_use]
    pub fn quorum(&self) -> usize {
        self.len() / 2 + 1
    }

    /// Adds a voter; nothing happens if it is there already.
    pub fn insert(&mut self, id: NodeId) {
        if let Err(at) = self.0.binary_search(&id) {
            self.0.insert(at, id);
        }
    }

    /// Takes a voter out; nothing happens if it is not there.
    pub fn remove(&mut self, id: NodeId) {
        if let Ok(at) = self.0.binary_search(&id) {
            self.0.remove(at);
        }
    }

    /// Whether `id` is one of the voters.
    #[must_use]
    pub fn contains(&self, id: NodeId) -> bool {
        self.0.contains(&id)
    }

    /// The voters, ascending.
    pub fn iter(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.0.iter().copied()
    }

    /// The number of voters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no voter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<NodeId> for Majority {
    fn from_iter<I: IntoIterator<Item = NodeId>>(ids: I) -> Majority {
        let mut ids: Vec<NodeId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Majority(ids)
    }
}

impl Joint {
    /// The highest index that a majority of each half has acknowledged.
    #[must_use]
    pub fn committed(&self, acknowledged: impl Fn(NodeId) -> Option<Index>) -> Index {
        let incoming = self.incoming.committed(&acknowledged);
        if self.outgoing.is_empty() {
            return incoming;
        }
        incoming.min(self.outgoing.committed(&acknowledged))
    }

    /// Won if both halves are won, lost as soon as one is lost.
    #[must_use]
    pub fn vote_result(&self, vote: impl Fn(NodeId) -> Option<bool>) -> VoteResult {
        match (
            self.incoming.vote_result(&vote),
            self.outgoing.vote_result(&vote),
        ) {
            (incoming, outgoing) if incoming == outgoing => incoming,
            (VoteResult::Lost, _) | (_, VoteResult::Lost) => VoteResult::Lost,
            _ => VoteResult::Pending,
        }
    }

    /// Whether a change of several members is under way.
    #[must_use]
    pub fn is_joint(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// Whether `id` votes in either half.
    #[must_use]
    pub fn contains(&self, id: NodeId) -> bool {
        self.incoming.contains(id) || self.outgoing.contains(id)
    }

    /// The voters of both halves, each once, ascending.
    #[must_use]
    pub fn ids(&self) -> Majority {
        self.incoming.iter().chain(self.outgoing.iter()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The definition, word for word: the largest acknowledged index that a majority has reached.
    fn naive_committed(voters: &Majority, acknowledged: &[Index]) -> Index {
        let reached = |index: Index| {
            voters
                .iter()
                .filter(|&id| acknowledged[id as usize] >= index)
                .count()
        };
        let candidates = voters.iter().map(|id| acknowledged[id as usize]).chain([0]);
        candidates
            .filter(|&index| reached(index) >= voters.quorum())
            .max()
            .unwrap()
    }

    #[test]
    fn committed_is_the_largest_index_that_a_majority_reached() {
        for seed in 0..2_000 {
            let mut random = Random::new(seed);
            let voters: Majority = (0..1 + random.below(11))
                .map(|_| random.below(12))
                .collect();
            let acknowledged: Vec<Index> = (0..12).map(|_| random.below(9)).collect();
            let look_up = |id: NodeId| Some(acknowledged[id as usize]).filter(|&index| index > 0);
            assert_eq!(
                voters.committed(look_up),
                naive_committed(&voters, &acknowledged),
                "seed {seed}: {voters:?}"
            );
        }
    }

    #[test]
    fn a_vote_is_decided_when_no_completion_of_it_decides_otherwise() {
        for seed in 0..2_000 {
            let mut random = Random::new(seed);
            let voters: Majority = (0..random.below(6)).map(|_| random.below(6)).collect();
            let votes: Vec<Option<bool>> = (0..6)
                .map(|_| [None, Some(true), Some(false)][random.below(3) as usize])
                .collect();
            let wins = |default: bool| {
                let yes = voters
                    .iter()
                    .filter(|&id| votes[id as usize].unwrap_or(default))
                    .count();
                voters.is_empty() || yes >= voters.quorum()
            };
            let expected = match (wins(true), wins(false)) {
                (true, true) => VoteResult::Won,
                (false, _) => VoteResult::Lost,
                (true, false) => VoteResult::Pending,
            };
            assert_eq!(
                voters.vote_result(|id| votes[id as usize]),
                expected,
                "seed {seed}: {voters:?} {votes:?}"
            );
        }
    }

    #[test]
    fn a_joint_decision_needs_both_halves() {
        let joint = Joint {
            incoming: [1, 2, 3].into_iter().collect(),
            outgoing: [3, 4, 5].into_iter().collect(),
        };
        let index = |id: NodeId| Some([0, 9, 9, 9, 0, 4][id as usize]);
        assert_eq!(
            joint.committed(index),
            4,
            "3 and 5 are the majority of the outgoing half, and 5 has only 4"
        );
        assert_eq!(joint.vote_result(|id| Some(id <= 3)), VoteResult::Lost);
        assert_eq!(
            joint.vote_result(|id| (id <= 3).then_some(true)),
            VoteResult::Pending
        );
        assert_eq!(
            joint.vote_result(|id| (id != 4).then_some(true)),
            VoteResult::Won
        );
    }
}
