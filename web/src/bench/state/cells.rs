//! Cells: their text, what became of it, and how to bring the run to their end.

use std::ops::Range;

use lesson::{Cell, Entry, Refusal, World, parse_script};

use super::State;

/// Commands that cost more together take a good part of a frame's time, or several.
const LONG: u64 = 4_000;

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
    /// Whether it is about to run, and that will take so long that the page says so first.
    pub running: bool,
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
    /// It is running.
    Running,
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
            running: false,
        }
    }

    /// Whether the text is still the lesson's.
    #[must_use]
    pub fn is_original(&self) -> bool {
        matches!(&self.origin, Origin::Lesson { input, .. } if *input == self.text)
    }
}

impl<W: World> State<W> {
    /// What a cell is like now.
    #[must_use]
    pub fn status(&self, cell: usize) -> Status {
        let state = &self.cells[cell];
        if state.running {
            return Status::Running;
        }
        if state.failure.is_some() {
            return Status::Failed;
        }
        let Some(range) = self.range_of(&state.id) else {
            return if state.reached {
                Status::InputsChanged
            } else if state.is_original() {
                Status::NotRun
            } else {
                Status::Edited
            };
        };
        if !commands::<W>(&state.text).is_ok_and(|commands| self.played(&range, &commands)) {
            return Status::Edited;
        }
        if self.agreement(cell + 1).cells <= cell {
            return Status::InputsChanged;
        }
        let position = self.player.position();
        if position <= range.start {
            return Status::NotRun;
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

    /// Whether a cell does so much that its run is noticed, by the world's own measure. One that can't be read is none.
    #[must_use]
    pub fn is_long(&self, cell: usize) -> bool {
        let commands = commands::<W>(&self.cells[cell].text).unwrap_or_default();
        commands.iter().map(W::cost).sum::<u64>() > LONG
    }

    /// What the commands of a cell printed on the current branch, as far as the run has come.
    #[must_use]
    pub fn printed(&self, cell: usize) -> Vec<Printed> {
        let Some(range) = self.range_of(&self.cells[cell].id) else {
            return Vec::new();
        };
        let shown = range.start..range.end.min(self.player.position()).max(range.start);
        self.player.branch().log()[shown]
            .iter()
            .map(|entry| print(entry))
            .collect()
    }

    /// The positions that a step occupies on the current branch.
    #[must_use]
    pub fn range_of(&self, id: &str) -> Option<Range<usize>> {
        let branch = self.player.branch();
        branch.step_named(id).map(|step| branch.step_range(step))
    }

    /// Brings the run to the end of a cell: what was played already is not played again, the rest is, and forks if
    /// there was another future.
    pub(super) fn run_cell(&mut self, cell: usize) {
        let text = self.cells[cell].text.clone();
        self.cells[cell].failure = None;
        self.cells[cell].took_ms = None;
        self.cells[cell].running = false;
        if let Err(failure) = commands::<W>(&text) {
            self.cells[cell].failure = Some(failure);
            return;
        }
        if self.cells[cell].history.last() != Some(&text) {
            self.cells[cell].history.push(text);
        }
        let agreement = self.agreement(cell + 1);
        self.player.seek(agreement.position);
        for next in agreement.cells..=cell {
            let commands = self.wanted(next);
            if !commands.is_empty() {
                self.player.run(&self.cells[next].id, commands);
            }
        }
        // To print it belongs to what it takes: some answers are worked out when they are looked at.
        drop(self.printed(cell));
        self.note_reached();
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

    /// How far the current branch and the cells as they stand say the same, looking at the first `cells` of them.
    /// Actions between cells that belong to none are the learner's own and stay.
    fn agreement(&self, cells: usize) -> Agreement {
        let branch = self.player.branch();
        let mut agreement = Agreement {
            cells: 0,
            position: 0,
        };
        let mut only_own_since = true;
        for step in 0..branch.steps().len() {
            self.skip_empty(&mut agreement, cells);
            if agreement.cells == cells {
                break;
            }
            let name = &branch.steps()[step].name;
            if !self.cells.iter().any(|cell| cell.id == *name) {
                continue;
            }
            let range = branch.step_range(step);
            if *name != self.cells[agreement.cells].id
                || !self.played(&range, &self.wanted(agreement.cells))
            {
                only_own_since = false;
                break;
            }
            agreement = Agreement {
                cells: agreement.cells + 1,
                position: range.end,
            };
        }
        self.skip_empty(&mut agreement, cells);
        if agreement.cells < cells && only_own_since {
            agreement.position = branch.len();
        }
        agreement
    }

    /// Cells without a command agree with everything.
    fn skip_empty(&self, agreement: &mut Agreement, cells: usize) {
        while agreement.cells < cells && self.wanted(agreement.cells).is_empty() {
            agreement.cells += 1;
        }
    }

    /// The commands of a cell as it stands; as it was in the lesson if it cannot be read.
    fn wanted(&self, cell: usize) -> Vec<W::Command> {
        let state = &self.cells[cell];
        commands::<W>(&state.text).unwrap_or_else(|_| match &state.origin {
            Origin::Lesson { input, .. } => commands::<W>(input).unwrap_or_default(),
            Origin::Learner { .. } => Vec::new(),
        })
    }

    fn played(&self, range: &Range<usize>, commands: &[W::Command]) -> bool {
        let log = &self.player.branch().log()[range.clone()];
        log.len() == commands.len()
            && log
                .iter()
                .zip(commands)
                .all(|(entry, command)| entry.command == *command)
    }
}

/// What the current branch and the cells have in common.
#[derive(Clone, Copy)]
struct Agreement {
    /// So many cells.
    cells: usize,
    /// They end here.
    position: usize,
}

/// Reads a cell's text.
pub(super) fn commands<W: World>(text: &str) -> Result<Vec<W::Command>, Failure> {
    parse_script::<W>(text).map_err(|script| {
        let span =
            script.at.start + script.error.span.start..script.at.start + script.error.span.end;
        Failure {
            span,
            message: script.error.message,
        }
    })
}

/// What an entry printed.
pub(super) fn print<W: World>(entry: &Entry<W>) -> Printed {
    match &entry.outcome {
        Ok(_) => Printed::Events(entry.printed()),
        Err(refusal) => Printed::Refused(refusal.clone()),
    }
}
