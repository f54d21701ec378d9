//! What a node asks for, what it is, and why it refuses.

use std::fmt;

use super::separated;
use crate::node::{Role, StepError};
use crate::ready::{HardState, ReadState, Ready, SoftState};

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Follower => "StateFollower",
            Role::PreCandidate => "StatePreCandidate",
            Role::Candidate => "StateCandidate",
            Role::Leader => "StateLeader",
        })
    }
}

impl fmt::Display for SoftState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lead:{} State:{}", self.leader, self.role)
    }
}

impl fmt::Display for HardState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Term:{}", self.term)?;
        if self.vote != 0 {
            write!(f, " Vote:{}", self.vote)?;
        }
        write!(f, " Commit:{}", self.commit)
    }
}

impl fmt::Display for ReadState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{} [", self.index)?;
        separated(f, " ", self.context.iter(), |f, byte| write!(f, "{byte}"))?;
        f.write_str("]}")
    }
}

/// Every part on lines of its own, each ended; nothing to do is `<empty Ready>` without an end.
impl fmt::Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("<empty Ready>");
        }
        writeln!(f, "Ready MustSync={}:", self.must_sync)?;
        if let Some(soft_state) = &self.soft_state {
            writeln!(f, "{soft_state}")?;
        }
        if let Some(hard_state) = &self.hard_state {
            writeln!(f, "HardState {hard_state}")?;
        }
        if !self.read_states.is_empty() {
            f.write_str("ReadStates [")?;
            separated(f, " ", &self.read_states, |f, read| write!(f, "{read}"))?;
            f.write_str("]\n")?;
        }
        write_block(f, "Entries:", &self.entries)?;
        if let Some(snapshot) = &self.snapshot {
            writeln!(f, "Snapshot {snapshot}")?;
        }
        write_block(f, "CommittedEntries:", &self.committed)?;
        write_block(f, "Messages:", &self.messages)
    }
}

fn write_block<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    items: &[T],
) -> fmt::Result {
    if !items.is_empty() {
        writeln!(f, "{title}")?;
    }
    items.iter().try_for_each(|item| writeln!(f, "{item}"))
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StepError::ProposalDropped => "raft proposal dropped",
            StepError::PeerNotFound => "raft: cannot step as peer not found",
            StepError::LocalMessage => "raft: cannot step raft local message",
        })
    }
}
