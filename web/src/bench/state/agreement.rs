//! How far the run and the cells as they stand say the same: what decides whether a cell is up to date.
//!
//! It is found anew when a text or the run changes, and not when one only moves: a cell may hold twenty thousand lines, and
//! to read them takes longer than a frame. See [`State::compare`].

use std::ops::Range;
use std::rc::Rc;

use lesson::{World, parse_script};

use super::State;
use super::cells::{Failure, Origin};

/// A cell's text, read.
#[derive(Clone, Debug)]
pub(super) struct Reading<W: World> {
    text: String,
    commands: Result<Vec<W::Command>, Failure>,
}

/// What the texts and the run have in common, as of the last change of either.
#[derive(Clone, Debug)]
pub(super) struct Agreed<W: World> {
    /// A reading for each cell.
    readings: Vec<Rc<Reading<W>>>,
    /// Which cells' steps were played with the commands that stand in them now.
    as_played: Vec<bool>,
    /// So many cells, from the first one on, are the beginning of the run.
    cells: usize,
}

impl<W: World> Default for Agreed<W> {
    fn default() -> Self {
        Self {
            readings: Vec::new(),
            as_played: Vec::new(),
            cells: 0,
        }
    }
}

impl<W: World> Agreed<W> {
    /// Whether the step of a cell was played with the text that stands in it.
    pub(super) fn as_played(&self, cell: usize) -> bool {
        self.as_played.get(cell).is_some_and(|&played| played)
    }

    /// Whether a cell and all before it are the beginning of the run.
    pub(super) fn reaches(&self, cell: usize) -> bool {
        self.cells > cell
    }
}

/// How far the current branch and the cells go together.
#[derive(Clone, Copy)]
pub(super) struct Agreement {
    /// So many cells.
    pub cells: usize,
    /// They end here.
    pub position: usize,
}

impl<W: World> State<W> {
    /// Looks again at the texts and the run, after either changed. Reads only the texts that are others.
    pub(super) fn compare(&mut self) {
        let readings = (0..self.cells.len()).map(|cell| self.reading(cell));
        self.agreed.readings = readings.collect();
        let as_played = |cell: usize| {
            let range = self.range_of(&self.cells[cell].id);
            let commands = &self.agreed.readings[cell].commands;
            matches!((range, commands), (Some(range), Ok(commands)) if self.played(&range, commands))
        };
        self.agreed.as_played = (0..self.cells.len()).map(as_played).collect();
        self.agreed.cells = self.agreement(self.cells.len()).cells;
    }

    /// A cell's text, read: the reading that is at hand, if the text is still the same.
    fn reading(&self, cell: usize) -> Rc<Reading<W>> {
        let text = &self.cells[cell].text;
        let mut known = self.agreed.readings.iter().skip(cell).take(1);
        // A cell that was put in or taken away moves those behind it.
        let mut others = self.agreed.readings.iter();
        let same = |reading: &&Rc<Reading<W>>| reading.text == *text;
        match known.find(same).or_else(|| others.find(same)) {
            Some(reading) => reading.clone(),
            None => Rc::new(Reading {
                text: text.clone(),
                commands: commands::<W>(text),
            }),
        }
    }

    /// The commands of a cell, or why its text cannot be read.
    pub(super) fn commands_of(&self, cell: usize) -> Result<Vec<W::Command>, Failure> {
        self.reading(cell).commands.clone()
    }

    /// How far the current branch and the cells as they stand say the same, looking at the first `cells` of them.
    /// Actions between cells that belong to none are the learner's own and stay.
    pub(super) fn agreement(&self, cells: usize) -> Agreement {
        let branch = self.player.branch();
        let wanted: Vec<Wanted<W>> = (0..cells).map(|cell| self.wanted(cell)).collect();
        let mut agreement = Agreement {
            cells: 0,
            position: 0,
        };
        let mut only_own_since = true;
        for step in 0..branch.steps().len() {
            skip_empty(&mut agreement, &wanted);
            if agreement.cells == cells {
                break;
            }
            let name = &branch.steps()[step].name;
            if !self.cells.iter().any(|cell| cell.id == *name) {
                continue;
            }
            let range = branch.step_range(step);
            if *name != self.cells[agreement.cells].id
                || !self.played(&range, wanted[agreement.cells].commands())
            {
                only_own_since = false;
                break;
            }
            agreement = Agreement {
                cells: agreement.cells + 1,
                position: range.end,
            };
        }
        skip_empty(&mut agreement, &wanted);
        if agreement.cells < cells && only_own_since {
            agreement.position = branch.len();
        }
        agreement
    }

    /// The commands of a cell as it stands; as it was in the lesson if it cannot be read.
    pub(super) fn wanted(&self, cell: usize) -> Wanted<W> {
        let reading = self.reading(cell);
        match (&reading.commands, &self.cells[cell].origin) {
            (Ok(_), _) => Wanted::Read(reading),
            (Err(_), Origin::Lesson { input, .. }) => {
                Wanted::Lessons(commands::<W>(input).unwrap_or_default())
            }
            (Err(_), Origin::Learner { .. }) => Wanted::Lessons(Vec::new()),
        }
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

/// What a cell is to do.
pub(super) enum Wanted<W: World> {
    /// What stands in it, which can be read.
    Read(Rc<Reading<W>>),
    /// What the lesson has there.
    Lessons(Vec<W::Command>),
}

impl<W: World> Wanted<W> {
    pub(super) fn commands(&self) -> &[W::Command] {
        match self {
            Wanted::Read(reading) => reading.commands.as_deref().unwrap_or_default(),
            Wanted::Lessons(commands) => commands,
        }
    }
}

/// Cells without a command agree with everything.
fn skip_empty<W: World>(agreement: &mut Agreement, wanted: &[Wanted<W>]) {
    while wanted
        .get(agreement.cells)
        .is_some_and(|wanted| wanted.commands().is_empty())
    {
        agreement.cells += 1;
    }
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
