//! What a world offers below its lessons: experiments that lead to runs, and files that can be opened as runs.

use lesson::{Branch, World};
use yew::prelude::*;

use crate::page::{Assets, Page};

/// What a workshop is given.
pub struct Workshop<'a, W: World> {
    /// The run on the stage.
    pub branch: &'a Branch<W>,
    /// Where it stands.
    pub position: usize,
    /// The page's data.
    pub page: &'a Page,
    /// Where the workers lie.
    pub assets: &'a Assets,
    /// Called with a run that is to stand on the stage, on a branch of its own.
    pub open: Callback<Run>,
    /// Called with a line that is to be another; that run stands on the stage beside this one.
    pub vary: Callback<Variation>,
    /// Called with a line of the world's language that is to be done here, as from the stage.
    pub act: Callback<String>,
}

/// The run on the stage with one line of it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variation {
    /// What its branch is called, if that name is free.
    pub name: String,
    /// Which line, from 0.
    pub at: usize,
    /// What stands there instead.
    pub line: String,
}

/// A run to open: lines, by steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What its branch is called, if that name is free.
    pub name: String,
    /// Each step's name, which is a cell's id or none, and its lines.
    pub steps: Vec<(String, Vec<String>)>,
    /// Where to stand in it.
    pub position: usize,
    /// Whether the run that is on the stage now is shown beside it.
    pub beside: bool,
}
