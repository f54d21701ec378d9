//! Majorities, votes and the diagram of what they have acknowledged.

use std::fmt;

use super::separated;
use crate::quorum::{INFINITY, Joint, Majority, VoteResult};
use crate::{Index, NodeId};

impl fmt::Display for Majority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        separated(f, " ", self.iter(), |f, id| write!(f, "{id:x}"))?;
        f.write_str(")")
    }
}

impl fmt::Display for Joint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.incoming)?;
        if self.is_joint() {
            write!(f, "&&{}", self.outgoing)?;
        }
        Ok(())
    }
}

impl fmt::Display for VoteResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            VoteResult::Pending => "VotePending",
            VoteResult::Won => "VoteWon",
            VoteResult::Lost => "VoteLost",
        })
    }
}

/// An index that may be infinite: the empty majority's.
#[must_use]
pub fn committed_index(index: Index) -> String {
    if index == INFINITY {
        "∞".to_owned()
    } else {
        index.to_string()
    }
}

impl Majority {
    /// Draws what each voter has acknowledged: a bar as long as there are voters behind it, `?` where nothing is known.
    #[must_use]
    pub fn describe(&self, acknowledged: impl Fn(NodeId) -> Option<Index>) -> String {
        if self.is_empty() {
            return "<empty majority quorum>".to_owned();
        }
        let n = self.len();
        let mut text = format!("{:n$}    idx\n", "");
        for id in self.iter() {
            let index = acknowledged(id);
            let behind = self
                .iter()
                .filter(|&other| acknowledged(other).unwrap_or(0) < index.unwrap_or(0))
                .count();
            let bar = if index.is_some() {
                format!("{}>", "x".repeat(behind))
            } else {
                "?".to_owned()
            };
            let width = n + 1;
            text += &format!("{bar:width$} {:>5}    (id={id:x})\n", index.unwrap_or(0));
        }
        text
    }
}
