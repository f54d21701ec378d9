//! Changing the membership: one voter at a time, or several through a joint configuration.
//!
//! Two configurations whose majorities may be disjoint must never decide side by side. Either they differ by at most
//! one voter (then any two majorities meet: Ongaro's thesis, section 4.1), or the cluster passes through a *joint*
//! configuration in which both must agree (Raft paper, section 6):
//!
//! ```text
//! (1 2 3)  --enter joint: r1 v4-->  (2 3 4)&&(1 2 3)  --leave joint-->  (2 3 4)
//! ```
//!
//! Everything here is a pure function from one tracker to the next; a refusal leaves the tracker as it was.

use std::fmt;

use crate::entry::{Change, Operation, Step, Transition};
use crate::progress::Progress;
use crate::quorum::Majority;
use crate::snapshot::ConfState;
use crate::tracker::Tracker;
use crate::{Index, NOBODY, NodeId};

/// Why a membership change cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeError {
    /// A simple change while another one is joint.
    SimpleWhileJoint,
    /// A simple change of two voters or more: their majorities might not meet.
    MoreThanOneVoter,
    /// Entering what is joint already.
    AlreadyJoint,
    /// There is nobody who could decide to become joint.
    NoVoters,
    /// Leaving what is not joint.
    NotJoint,
    /// Nobody would be left to vote.
    RemovedAllVoters,
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ChangeError::SimpleWhileJoint => "can't apply simple config change in joint config",
            ChangeError::MoreThanOneVoter => {
                "more than one voter changed without entering joint config"
            }
            ChangeError::AlreadyJoint => "config is already joint",
            ChangeError::NoVoters => "can't make a zero-voter config joint",
            ChangeError::NotJoint => "can't leave a non-joint config",
            ChangeError::RemovedAllVoters => "removed all voters",
        })
    }
}

impl std::error::Error for ChangeError {}

/// Makes changes to a tracker.
#[derive(Clone, Copy, Debug)]
pub struct Changer<'a> {
    /// The membership before.
    pub tracker: &'a Tracker,
    /// The last index of the log: where probing a new member starts.
    pub last_index: Index,
    /// The rule that a simple change moves one voter; off, the teaching case of two leaders.
    pub one_voter_at_a_time: bool,
}

impl Changer<'_> {
    /// Does what a change in the log asks for.
    ///
    /// # Errors
    /// If the change does not fit the membership before it.
    pub fn apply(&self, change: &Change) -> Result<Tracker, ChangeError> {
        match change.step() {
            Step::LeaveJoint => self.leave_joint(),
            // With the rule off, several voters at once go the simple way unless joint is asked for.
            Step::EnterJoint { .. }
                if !self.one_voter_at_a_time && change.transition == Transition::Auto =>
            {
                self.simple(&change.operations)
            }
            Step::EnterJoint { auto_leave } => self.enter_joint(auto_leave, &change.operations),
            Step::Simple => self.simple(&change.operations),
        }
    }

    /// Any number of learners, at most one voter more or less.
    ///
    /// # Errors
    /// While joint, if more than one voter would change, or if none would be left.
    pub fn simple(&self, operations: &[Operation]) -> Result<Tracker, ChangeError> {
        if self.tracker.configuration.voters.is_joint() {
            return Err(ChangeError::SimpleWhileJoint);
        }
        let mut next = self.tracker.clone();
        self.operate(&mut next, operations)?;
        let before = &self.tracker.configuration.voters.incoming;
        if self.one_voter_at_a_time && difference(before, &next.configuration.voters.incoming) > 1 {
            return Err(ChangeError::MoreThanOneVoter);
        }
        next.validate();
        Ok(next)
    }

    /// The incoming voters become the outgoing half too, then the operations change the incoming half.
    ///
    /// # Errors
    /// If joint already, or if there are no voters before or after.
    pub fn enter_joint(
        &self,
        auto_leave: bool,
        operations: &[Operation],
    ) -> Result<Tracker, ChangeError> {
        let voters = &self.tracker.configuration.voters;
        if voters.is_joint() {
            return Err(ChangeError::AlreadyJoint);
        }
        if voters.incoming.is_empty() {
            return Err(ChangeError::NoVoters);
        }
        let mut next = self.tracker.clone();
        next.configuration.voters.outgoing = voters.incoming.clone();
        self.operate(&mut next, operations)?;
        next.configuration.auto_leave = auto_leave;
        next.validate();
        Ok(next)
    }

    /// Drops the outgoing half; what was to become a learner becomes one.
    ///
    /// # Errors
    /// If not joint.
    pub fn leave_joint(&self) -> Result<Tracker, ChangeError> {
        if !self.tracker.configuration.voters.is_joint() {
            return Err(ChangeError::NotJoint);
        }
        let mut next = self.tracker.clone();
        let configuration = &mut next.configuration;
        for id in std::mem::take(&mut configuration.learners_next) {
            configuration.learners.insert(id);
            next.progress
                .get_mut(id)
                .expect("a member has a progress")
                .is_learner = true;
        }
        configuration.voters.outgoing = Majority::default();
        configuration.auto_leave = false;
        next.progress.retain(|id| configuration.contains(id));
        next.validate();
        Ok(next)
    }

    fn operate(&self, next: &mut Tracker, operations: &[Operation]) -> Result<(), ChangeError> {
        for &operation in operations {
            match operation {
                Operation::AddVoter(NOBODY)
                | Operation::AddLearner(NOBODY)
                | Operation::Remove(NOBODY) => {}
                Operation::AddVoter(id) => self.make_voter(next, id),
                Operation::AddLearner(id) => self.make_learner(next, id),
                Operation::Remove(id) => remove(next, id),
                Operation::Update(_) => {}
            }
        }
        if next.configuration.voters.incoming.is_empty() {
            return Err(ChangeError::RemovedAllVoters);
        }
        Ok(())
    }

    fn make_voter(&self, next: &mut Tracker, id: NodeId) {
        match next.progress.get_mut(id) {
            Some(peer) => peer.is_learner = false,
            None => self.start_progress(next, id, false),
        }
        next.configuration.learners.remove(&id);
        next.configuration.learners_next.remove(&id);
        next.configuration.voters.incoming.insert(id);
    }

    fn make_learner(&self, next: &mut Tracker, id: NodeId) {
        let Some(peer) = next.progress.get_mut(id) else {
            self.start_progress(next, id, true);
            next.configuration.learners.insert(id);
            return;
        };
        if peer.is_learner {
            return;
        }
        next.configuration.voters.incoming.remove(id);
        if next.configuration.voters.outgoing.contains(id) {
            // It still votes in the outgoing half, and nobody is voter and learner at once: wait for leaving joint.
            next.configuration.learners_next.insert(id);
        } else {
            peer.is_learner = true;
            next.configuration.learners.insert(id);
        }
    }

    fn start_progress(&self, next: &mut Tracker, id: NodeId, is_learner: bool) {
        let mut peer = Progress::new(0, self.last_index.max(1), is_learner, next.window());
        // A new member counts as heard from, lest the leader step down before it had a chance to answer.
        peer.is_recently_active = true;
        next.progress.insert(id, peer);
    }
}

fn remove(next: &mut Tracker, id: NodeId) {
    next.configuration.voters.incoming.remove(id);
    next.configuration.learners.remove(&id);
    next.configuration.learners_next.remove(&id);
    if !next.configuration.voters.outgoing.contains(id) {
        next.progress.remove(id);
    }
}

/// The number of voters in one of the two and not in the other.
fn difference(a: &Majority, b: &Majority) -> usize {
    a.iter().filter(|&id| !b.contains(id)).count() + b.iter().filter(|&id| !a.contains(id)).count()
}

/// The tracker that a snapshot's configuration describes, built by the same operations that a log would hold.
///
/// # Errors
/// If the configuration cannot come from any series of changes.
pub fn restore(
    empty: &Tracker,
    last_index: Index,
    state: &ConfState,
) -> Result<Tracker, ChangeError> {
    let mut tracker = empty.clone();
    let simple = |tracker: &mut Tracker, operation: Operation| {
        let changer = Changer {
            tracker,
            last_index,
            one_voter_at_a_time: true,
        };
        changer.simple(&[operation]).map(|next| *tracker = next)
    };
    let mut operations: Vec<Operation> = Vec::new();
    if !state.voters_outgoing.is_empty() {
        for &id in &state.voters_outgoing {
            simple(&mut tracker, Operation::AddVoter(id))?;
        }
        operations.extend(
            state
                .voters_outgoing
                .iter()
                .map(|&id| Operation::Remove(id)),
        );
    }
    operations.extend(state.voters.iter().map(|&id| Operation::AddVoter(id)));
    operations.extend(state.learners.iter().map(|&id| Operation::AddLearner(id)));
    operations.extend(
        state
            .learners_next
            .iter()
            .map(|&id| Operation::AddLearner(id)),
    );
    if state.voters_outgoing.is_empty() {
        for operation in operations {
            simple(&mut tracker, operation)?;
        }
        return Ok(tracker);
    }
    Changer {
        tracker: &tracker,
        last_index,
        one_voter_at_a_time: true,
    }
    .enter_joint(state.auto_leave, &operations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn random_operations(random: &mut Random) -> Vec<Operation> {
        let mut operation = || {
            let id = 1 + random.below(6);
            [
                Operation::AddVoter(id),
                Operation::AddLearner(id),
                Operation::Remove(id),
            ][random.below(3) as usize]
        };
        let count = 1 + operation().id() % 4;
        (0..count).map(|_| operation()).collect()
    }

    /// A walk through random changes; `validate` inside every change asserts the invariants.
    fn walk(seed: u64, mut see: impl FnMut(&Tracker, &Tracker)) {
        let mut random = Random::new(seed);
        let mut tracker = Tracker::new(10, 0);
        for last_index in 0..40 {
            let changer = Changer {
                tracker: &tracker,
                last_index,
                one_voter_at_a_time: true,
            };
            let operations = random_operations(&mut random);
            let next = match random.below(4) {
                0 => changer.enter_joint(random.below(2) == 0, &operations),
                1 => changer.leave_joint(),
                _ => changer.simple(&operations),
            };
            if let Ok(next) = next {
                see(&tracker, &next);
                tracker = next;
            }
        }
    }

    /// All ways to pick a majority, as bit sets over ids 1..=6; of a joint pair, a majority of each half.
    fn quorums(tracker: &Tracker) -> Vec<u64> {
        let voters = &tracker.configuration.voters;
        let won = |bits: &u64| {
            voters.vote_result(|id| Some(bits >> id & 1 == 1)) == crate::quorum::VoteResult::Won
        };
        (0..1 << 7)
            .filter(|bits| bits & 1 == 0)
            .filter(won)
            .collect()
    }

    #[test]
    fn quorums_of_successive_configurations_meet() {
        for seed in 0..60 {
            walk(seed, |before, after| {
                if before.configuration.voters.incoming.is_empty()
                    || before.configuration == after.configuration
                {
                    return; // The first voter is set from outside, by whoever founds the cluster.
                }
                for a in quorums(before) {
                    assert!(
                        quorums(after).iter().all(|b| a & b != 0),
                        "seed {seed}: {before:?} then {after:?}"
                    );
                }
            });
        }
    }

    #[test]
    fn a_snapshot_restores_the_configuration_it_was_taken_from() {
        for seed in 0..300 {
            walk(seed, |_, after| {
                let state = ConfState::of(&after.configuration);
                let restored = restore(&Tracker::new(10, 0), 7, &state).unwrap();
                assert_eq!(restored.configuration, after.configuration, "seed {seed}");
                assert!(
                    (restored.progress.iter().map(|(id, _)| id))
                        .eq(after.progress.iter().map(|(id, _)| id)),
                    "seed {seed}"
                );
            });
        }
    }

    #[test]
    fn two_voters_at_once_pass_only_with_the_rule_off() {
        let one = restore(&Tracker::new(10, 0), 1, &ConfState::of_voters([1])).unwrap();
        let operations = [Operation::AddVoter(2), Operation::AddVoter(3)];
        let changer = Changer {
            tracker: &one,
            last_index: 1,
            one_voter_at_a_time: true,
        };
        assert_eq!(
            changer.simple(&operations),
            Err(ChangeError::MoreThanOneVoter)
        );
        let changer = Changer {
            one_voter_at_a_time: false,
            ..changer
        };
        assert_eq!(
            changer
                .simple(&operations)
                .unwrap()
                .configuration
                .voters
                .incoming
                .len(),
            3
        );
    }
}
