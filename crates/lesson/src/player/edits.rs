//! What can be undone: each action with the place before, the place after, and what it changed.

use super::branch::{Branch, Part};
use crate::World;

/// How many edits are remembered.
const EDITS_MAX: usize = 1_000;

/// A position on a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) branch: usize,
    pub(super) position: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Edit<W: World> {
    pub(super) before: Place,
    pub(super) after: Place,
    pub(super) change: Change<W>,
}

/// What an action changed, with what is needed to take it back and to do it again.
#[derive(Clone, Debug)]
pub(super) enum Change<W: World> {
    /// Nothing: the command was the next one anyway.
    Moved,
    /// The branch of `after` grew by this.
    Extended(Part<W>),
    /// This branch was added; it is the last one.
    Forked(Branch<W>),
    Renamed {
        branch: usize,
        old: String,
        new: String,
    },
}

/// Two stacks: an undo moves an edit from the first to the second, a redo back, a new edit empties the second.
#[derive(Clone, Debug)]
pub(super) struct Edits<W: World> {
    done: Vec<Edit<W>>,
    undone: Vec<Edit<W>>,
}

impl<W: World> Default for Edits<W> {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            undone: Vec::new(),
        }
    }
}

impl<W: World> Edits<W> {
    pub(super) fn record(&mut self, edit: Edit<W>) {
        self.undone.clear();
        if self.done.len() == EDITS_MAX {
            self.done.remove(0);
        }
        self.done.push(edit);
    }

    pub(super) fn undo(&mut self) -> Option<Edit<W>> {
        let edit = self.done.pop()?;
        self.undone.push(edit.clone());
        Some(edit)
    }

    pub(super) fn redo(&mut self) -> Option<Edit<W>> {
        let edit = self.undone.pop()?;
        self.done.push(edit.clone());
        Some(edit)
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}
