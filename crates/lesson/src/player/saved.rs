//! A player written down and made again: branches as text, nothing of the world.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Branch, Fork, Player};
use crate::World;
use crate::script::{ScriptError, parse_script};

/// A branch as text. A fork holds only what it has of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedBranch {
    /// Its name.
    pub name: String,
    /// Where it left another branch, which stands before it; `None` for the first.
    pub from: Option<Fork>,
    /// What was done on it.
    pub steps: Vec<SavedStep>,
}

/// A step as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedStep {
    /// The cell's id, or empty.
    pub name: String,
    /// Whether it began before the fork.
    pub continues: bool,
    /// Its commands, one after the other.
    pub script: String,
}

/// Why a player can't be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestoreError {
    /// There is no branch, or the first left another.
    NoMain,
    /// The branch of that index left one that doesn't stand before it, or a place that one doesn't have.
    NoPlace {
        /// The index of the branch.
        branch: usize,
    },
    /// A step of the branch of that index isn't commands.
    Script {
        /// The index of the branch.
        branch: usize,
        /// The name of the step.
        step: String,
        /// What is wrong in its script.
        error: ScriptError,
    },
}

impl<W: World> Player<W> {
    /// All branches as text.
    #[must_use]
    pub fn save(&self) -> Vec<SavedBranch> {
        self.branches.iter().map(save).collect()
    }

    /// A player with these branches, standing at the start of the first. Nothing of it can be undone.
    ///
    /// The outcomes are computed anew: a world that has changed since may refuse what it did, and the reverse.
    pub fn restore(world: W, saved: &[SavedBranch]) -> Result<Self, RestoreError> {
        let mut player = Self::starting_at(world);
        if saved.first().is_none_or(|main| main.from.is_some()) {
            return Err(RestoreError::NoMain);
        }
        for (i, branch) in saved.iter().enumerate() {
            if i > 0 {
                let from = branch.from.filter(|from| from.branch < i);
                let from = from.filter(|from| from.position <= player.branches[from.branch].len());
                let Some(Fork { branch, position }) = from else {
                    return Err(RestoreError::NoPlace { branch: i });
                };
                player.go_to(super::Place { branch, position });
                player.fork();
            }
            player.branches[i].rename(&branch.name);
            for step in &branch.steps {
                let commands = parse_script::<W>(&step.script).map_err(|error| {
                    let step = step.name.clone();
                    RestoreError::Script {
                        branch: i,
                        step,
                        error,
                    }
                })?;
                let begins = !step.continues || player.branches[i].is_empty();
                if begins && !commands.is_empty() {
                    player.branches[i].begin_step(&step.name);
                }
                commands
                    .into_iter()
                    .for_each(|command| player.push(command));
            }
        }
        player.go_to(super::Place {
            branch: 0,
            position: 0,
        });
        Ok(player)
    }
}

fn save<W: World>(branch: &Branch<W>) -> SavedBranch {
    let own = branch.from().map_or(0, |fork| fork.position);
    let mut steps = Vec::new();
    for (i, step) in branch.steps().iter().enumerate() {
        let range = branch.step_range(i);
        let entries = &branch.log()[range.start.max(own).min(range.end)..range.end];
        if entries.is_empty() {
            continue;
        }
        let script = entries
            .iter()
            .map(|entry| format!("{}\n", entry.command))
            .collect();
        steps.push(SavedStep {
            name: step.name.clone(),
            continues: range.start < own,
            script,
        });
    }
    SavedBranch {
        name: branch.name().to_owned(),
        from: branch.from(),
        steps,
    }
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RestoreError::NoMain => f.write_str("the first branch is missing"),
            RestoreError::NoPlace { branch } => {
                write!(f, "branch {branch} leaves a place that isn't there")
            }
            RestoreError::Script {
                branch,
                step,
                error,
            } => {
                write!(f, "branch {branch}, step `{step}`, {error}")
            }
        }
    }
}

impl std::error::Error for RestoreError {}
