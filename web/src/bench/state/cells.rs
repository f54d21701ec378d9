//! Cells: their text, what became of it, and how to bring the run to their end.

use std::ops::Range;
use std::rc::Rc;

use lesson::{Cell, Entry, Refusal, World};

use super::State;

/// A cell as the learner has it.
#[derive(Clone, Debug, PartialEq)]
pub struct CellState {
    /// Its id, which is the name of its step.
    pub id: String,
    /// The text as it stands.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Why the text could not be read when it was run last.
    pub failure: Option<Failure>,
    /// Texts that were run, oldest first: for the arrow keys.
    pub history: Vec<String>,
    /// What `restore` replaced, so that it can be undone.
    pub replaced: Option<String>,
    /// How long the last run took, in milliseconds, if somebody measured it.
    pub took_ms: Option<f64>,
    /// Whether the run was ever at its end.
    pub reached: bool,
    /// Whether its last run was stopped.
    pub stopped: bool,
}

/// Where a cell comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The lesson: its text and recorded output.
    Lesson {
        /// The text as the lesson has it.
        input: String,
        /// What the lesson says it prints.
        output: String,
    },
    /// The learner, who put it after that cell.
    Learner {
        /// The id of the cell before it.
        after: String,
    },
}

/// A text that is not commands: where, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Byte range in the cell's text.
    pub span: Range<usize>,
    /// What was wrong and what was expected.
    pub message: String,
}

/// What a cell is like now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The run has not come to it.
    NotRun,
    /// It runs when what is running now is done.
    Queued,
    /// It is running.
    Running,
    /// It was stopped before its end; what was done stays.
    Stopped,
    /// The text differs from what was run.
    Edited,
    /// Something before it changed since it was run.
    InputsChanged,
    /// The run is inside it: so many of its commands are done.
    Partly {
        /// Commands done.
        done: usize,
        /// Commands in all.
        of: usize,
    },
    /// It could not be read, or its last command was refused.
    Failed,
    /// It ran.
    Done,
}

/// What one command of a cell printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    /// Its events.
    Events(String),
    /// A refusal.
    Refused(Refusal),
}

impl Printed {
    /// As text alone.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Printed::Events(text) => text.clone(),
            Printed::Refused(refusal) if refusal.why.is_empty() => as_error(&refusal.message),
            Printed::Refused(refusal) => {
                format!("{}\nwhy: {}", as_error(&refusal.message), refusal.why)
            }
        }
    }
}

/// A refusal as a terminal shows it. What etcdctl prints says so itself, at its beginning or further down.
#[must_use]
pub fn as_error(message: &str) -> String {
    match message.contains("Error: ") {
        true => message.to_string(),
        false => format!("Error: {message}"),
    }
}

impl CellState {
    pub(super) fn of_lesson(cell: &Cell) -> Self {
        let input = cell.input.trim_end().to_string();
        let origin = Origin::Lesson {
            input: input.clone(),
            output: cell.output.clone().unwrap_or_default(),
        };
        Self::new(cell.id.clone(), input, origin)
    }

    pub(super) fn new(id: String, text: String, origin: Origin) -> Self {
        Self {
            id,
            text,
            origin,
            failure: None,
            history: Vec::new(),
            replaced: None,
            took_ms: None,
            reached: false,
            stopped: false,
        }
    }

    /// Whether the text is still the lesson's.
    #[must_use]
    pub fn is_original(&self) -> bool {
        matches!(&self.origin, Origin::Lesson { input, .. } if *input == self.text)
    }
}

/// What brings the run to the end of a cell.
pub(super) struct Way<W: World> {
    /// The position from which it differs from what was played.
    pub start: usize,
    /// What is to be done from there: cells' ids, and their commands.
    pub steps: Vec<(String, Vec<W::Command>)>,
}

impl<W: World> State<W> {
    /// What a cell is like now.
    #[must_use]
    pub fn status(&self, cell: usize) -> Status {
        let state = &self.cells[cell];
        if self.is_running(cell) {
            return Status::Running;
        }
        if self.queue.contains(&state.id) {
            return Status::Queued;
        }
        if state.failure.is_some() {
            return Status::Failed;
        }
        let Some(range) = self.range_of(&state.id) else {
            return if state.stopped {
                Status::Stopped
            } else if state.reached {
                Status::InputsChanged
            } else if state.is_original() {
                Status::NotRun
            } else {
                Status::Edited
            };
        };
        if !self.agreed.as_played(cell) {
            return match state.stopped {
                true => Status::Stopped,
                false => Status::Edited,
            };
        }
        if !self.agreed.reaches(cell) {
            return Status::InputsChanged;
        }
        let position = self.player.position();
        if position <= range.start {
            return Status::NotRun;
        }
        if position < range.end && state.stopped {
            return Status::Stopped;
        }
        if position < range.end {
            return Status::Partly {
                done: position - range.start,
                of: range.len(),
            };
        }
        let refused =
            range.end > range.start && self.player.branch().log()[range.end - 1].outcome.is_err();
        if refused {
            Status::Failed
        } else {
            Status::Done
        }
    }

    /// What the commands of a cell printed on the current branch, as far as the run has come.
    #[must_use]
    pub fn printed(&self, cell: usize) -> Vec<Printed> {
        self.done(cell).iter().map(|entry| print(entry)).collect()
    }

    /// The commands of a cell that were done on the current branch, as far as the run has come.
    #[must_use]
    pub fn done(&self, cell: usize) -> &[Rc<Entry<W>>] {
        let Some(range) = self.range_of(&self.cells[cell].id) else {
            return &[];
        };
        let done = range.start..range.end.min(self.player.position()).max(range.start);
        &self.player.branch().log()[done]
    }

    /// The positions that a step occupies on the current branch.
    #[must_use]
    pub fn range_of(&self, id: &str) -> Option<Range<usize>> {
        let branch = self.player.branch();
        branch.step_named(id).map(|step| branch.step_range(step))
    }

    /// The way to the end of a cell, which is about to run. What was played already is not played again, the rest is, and
    /// forks if there was another future. None if the cell cannot be read.
    pub(super) fn way_to(&mut self, cell: usize) -> Option<Way<W>> {
        let state = &mut self.cells[cell];
        state.failure = None;
        state.took_ms = None;
        state.stopped = false;
        if let Err(failure) = self.commands_of(cell) {
            self.cells[cell].failure = Some(failure);
            return None;
        }
        let state = &mut self.cells[cell];
        if state.history.last() != Some(&state.text) {
            state.history.push(state.text.clone());
        }
        let agreement = self.agreement(cell + 1);
        let steps = (agreement.cells..=cell).map(|next| {
            let commands = self.wanted(next).commands().to_vec();
            (self.cells[next].id.clone(), commands)
        });
        let steps = steps.filter(|(_, commands)| !commands.is_empty());
        Some(Way {
            start: agreement.position,
            steps: steps.collect(),
        })
    }

    /// Marks the cells whose end the run has come to.
    pub(super) fn note_reached(&mut self) {
        let position = self.player.position();
        for cell in 0..self.cells.len() {
            let ended = self
                .range_of(&self.cells[cell].id)
                .is_some_and(|range| range.end <= position);
            self.cells[cell].reached |= ended;
        }
    }
}

/// What an entry printed.
pub fn print<W: World>(entry: &Entry<W>) -> Printed {
    match &entry.outcome {
        Ok(_) => Printed::Events(entry.printed()),
        Err(refusal) => Printed::Refused(refusal.clone()),
    }
}
