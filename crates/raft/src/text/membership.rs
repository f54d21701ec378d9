//! Configurations, the changes to them, and the progress of their members.

use std::fmt;

use super::{quoted, separated};
use crate::entry::{Change, Operation, Transition};
use crate::progress::{Progress, ProgressState};
use crate::snapshot::{ConfState, Snapshot};
use crate::tracker::Configuration;

impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "voters={}", self.voters)?;
        for (name, ids) in [
            ("learners", &self.learners),
            ("learners_next", &self.learners_next),
        ] {
            if !ids.is_empty() {
                write!(f, " {name}=(")?;
                separated(f, " ", ids, |f, id| write!(f, "{id:x}"))?;
                f.write_str(")")?;
            }
        }
        if self.auto_leave {
            f.write_str(" autoleave")
        } else {
            Ok(())
        }
    }
}

impl fmt::Display for ConfState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [
            ("Voters", &self.voters),
            ("VotersOutgoing", &self.voters_outgoing),
            ("Learners", &self.learners),
            ("LearnersNext", &self.learners_next),
        ];
        for (name, ids) in lists {
            write!(f, "{name}:[")?;
            separated(f, " ", ids, |f, id| write!(f, "{id}"))?;
            f.write_str("] ")?;
        }
        write!(f, "AutoLeave:{}", self.auto_leave)
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Index:{} Term:{} ConfState:{}",
            self.index, self.term, self.conf_state
        )
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self {
            Operation::AddVoter(_) => 'v',
            Operation::AddLearner(_) => 'l',
            Operation::Remove(_) => 'r',
            Operation::Update(_) => 'u',
        };
        write!(f, "{letter}{}", self.id())
    }
}

/// The long form that events print; the short one, in entries, is the operations alone.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transition = match self.transition {
            Transition::Auto => "ConfChangeTransitionAuto",
            Transition::Implicit => "ConfChangeTransitionJointImplicit",
            Transition::Explicit => "ConfChangeTransitionJointExplicit",
        };
        write!(f, "transition:{transition}")?;
        for operation in &self.operations {
            let kind = match operation {
                Operation::AddVoter(_) => "ConfChangeAddNode",
                Operation::AddLearner(_) => "ConfChangeAddLearnerNode",
                Operation::Remove(_) => "ConfChangeRemoveNode",
                Operation::Update(_) => "ConfChangeUpdateNode",
            };
            write!(f, " changes:{{type:{kind} node_id:{}}}", operation.id())?;
        }
        if !self.context.is_empty() {
            f.write_str(" context:")?;
            quoted(f, &self.context)?;
        }
        Ok(())
    }
}

impl fmt::Display for ProgressState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProgressState::Probe => "StateProbe",
            ProgressState::Replicate => "StateReplicate",
            ProgressState::Snapshot => "StateSnapshot",
        })
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} match={} next={}",
            self.state, self.matched, self.next
        )?;
        if self.is_learner {
            f.write_str(" learner")?;
        }
        if self.is_paused() {
            f.write_str(" paused")?;
        }
        if self.pending_snapshot > 0 {
            write!(f, " pendingSnap={}", self.pending_snapshot)?;
        }
        if !self.is_recently_active {
            f.write_str(" inactive")?;
        }
        if !self.window.is_empty() {
            write!(f, " inflight={}", self.window.len())?;
            if self.window.is_full() {
                f.write_str("[full]")?;
            }
        }
        Ok(())
    }
}
