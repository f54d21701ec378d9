//! The learner's work as a notebook, and a page made from one.

use std::rc::Rc;

use lesson::{
    Fit, Link, LinkError, Mistake, Notebook, ParseError, Player, RestoreError, SavedAnswer,
    SavedAttempt, SavedCell, SavedTry, World,
};

use super::State;
use super::attempts::Outcome;
use super::cells::{CellState, Origin, Printed};
use crate::rooms::{Run, Variation};

/// Something the page has to say that is about the learner's work as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The lesson has changed since this work was saved.
    Updated(Rc<Notebook>),
    /// The same, with both texts side by side.
    Compare(Rc<Notebook>),
    /// All was put back to how the lesson has it; this is what was there.
    StartedOver(Rc<Notebook>),
    /// The work is of another lesson.
    OtherLesson(String),
    /// The file is no notebook.
    BadFile(Vec<Mistake>),
    /// The cells were opened, the run was not.
    BadRun(RestoreError),
    /// The address holds a link that cannot be opened.
    BadLink(LinkError),
    /// The link was made with another seed than this lesson has.
    OtherSeed(u64),
    /// A link was opened.
    Opened,
    /// The run is too long for a link of so many bytes at the most.
    TooLong(usize),
    /// The browser refuses to keep the work.
    NotKept,
}

impl<W: World> State<W> {
    /// The notebook as a file.
    #[must_use]
    pub fn markdown(&self) -> String {
        self.notebook().to_markdown(&self.lesson)
    }

    /// All that the learner did, for storage and files.
    #[must_use]
    pub fn notebook(&self) -> Notebook {
        let only_script =
            self.player.branches().len() == 1 && self.player.len() == self.script.len();
        Notebook {
            lesson: self.lesson.id.clone(),
            version: self.lesson.version.clone(),
            cells: (0..self.cells.len())
                .filter_map(|cell| self.saved_cell(cell))
                .chain(self.saved_programs())
                .collect(),
            answers: self
                .predictions
                .iter()
                .map(|(id, prediction)| SavedAnswer {
                    id: id.to_string(),
                    answer: prediction.answer.clone(),
                })
                .collect(),
            attempts: self
                .attempts
                .iter()
                .filter(|(id, attempt)| attempt.is_touched() && self.challenge(id).is_some())
                .map(|(id, attempt)| SavedAttempt {
                    id: id.to_string(),
                    text: ended(&attempt.text),
                    hints: attempt.hints,
                    tries: attempt.tries,
                    solved: attempt.solved,
                    last: attempt.outcome.as_ref().map(saved_try),
                })
                .collect(),
            branches: if only_script {
                Vec::new()
            } else {
                self.player.save()
            },
            branch: self.player.current(),
            position: self.player.position(),
        }
    }

    /// Programs that are no challenges, if they differ from the lesson's.
    fn saved_programs(&self) -> impl Iterator<Item = SavedCell> + '_ {
        let edited = self
            .attempts
            .iter()
            .filter(|(id, attempt)| attempt.text != attempt.start && self.challenge(id).is_none());
        edited.map(|(id, attempt)| SavedCell {
            id: id.to_string(),
            text: ended(&attempt.text),
            ..SavedCell::default()
        })
    }

    /// A cell, if it differs from the lesson's.
    fn saved_cell(&self, cell: usize) -> Option<SavedCell> {
        let state = &self.cells[cell];
        let added_after = match &state.origin {
            Origin::Lesson { .. } if state.is_original() => return None,
            Origin::Lesson { .. } => None,
            Origin::Learner { .. } => {
                let before = self.cells[..cell].iter().rev();
                let lessons = before.filter(|cell| matches!(cell.origin, Origin::Lesson { .. }));
                Some(
                    lessons
                        .map(|cell| cell.id.clone())
                        .next()
                        .unwrap_or_default(),
                )
            }
        };
        let printed = self
            .printed(cell)
            .iter()
            .map(Printed::text)
            .collect::<Vec<_>>()
            .join("\n");
        Some(SavedCell {
            id: state.id.clone(),
            text: ended(&state.text),
            printed,
            added_after,
        })
    }

    /// Opens a notebook of this lesson, or says why not.
    pub(super) fn open(&mut self, notebook: &Rc<Notebook>) {
        match notebook.fit(&self.lesson) {
            Fit::Other => self.notice = Some(Notice::OtherLesson(notebook.lesson.clone())),
            Fit::Updated => self.notice = Some(Notice::Updated(notebook.clone())),
            Fit::Same => {
                self.work += 1;
                self.take_texts(notebook);
                self.take_run(notebook);
            }
        }
    }

    /// Opens what still has a place in the lesson as it is now. The run is not: it was the old lesson's.
    pub(super) fn keep(&mut self, notebook: &Notebook) {
        self.take_texts(notebook);
        self.notice = None;
        self.work += 1;
    }

    fn take_texts(&mut self, notebook: &Notebook) {
        let mut fresh = Self::new(self.lesson.clone(), self.script.clone());
        for saved in &notebook.cells {
            let text = saved.text.trim_end_matches('\n').to_string();
            match &saved.added_after {
                None => {
                    if let Some(cell) = fresh.cells.iter_mut().find(|cell| cell.id == saved.id) {
                        cell.text = text;
                    } else if let Some(program) = fresh.attempts.get_mut(&saved.id) {
                        program.text = text;
                    }
                }
                Some(after) => {
                    // Behind the cell it stood behind, and those already added there; at the end if that one is gone.
                    let at = fresh
                        .cells
                        .iter()
                        .position(|cell| cell.id == *after)
                        .unwrap_or(fresh.cells.len() - 1);
                    let own = fresh.cells[at + 1..]
                        .iter()
                        .take_while(|cell| matches!(cell.origin, Origin::Learner { .. }))
                        .count();
                    let origin = Origin::Learner {
                        after: fresh.cells[at + own].id.clone(),
                    };
                    fresh
                        .cells
                        .insert(at + own + 1, CellState::new(saved.id.clone(), text, origin));
                }
            }
        }
        for saved in &notebook.answers {
            fresh.answer(saved.id.clone(), saved.answer.clone());
        }
        for saved in &notebook.attempts {
            if let Some(attempt) = fresh.attempts.get_mut(&saved.id) {
                attempt.text = saved.text.trim_end_matches('\n').to_string();
                attempt.hints = saved.hints;
                attempt.tries = saved.tries;
                attempt.solved = saved.solved;
                // Of another version of the lesson, the conditions may be others.
                let same = notebook.version == fresh.lesson.version;
                attempt.outcome = saved.last.as_ref().filter(|_| same).map(outcome);
            }
        }
        fresh.work = self.work;
        *self = fresh;
    }

    fn take_run(&mut self, notebook: &Notebook) {
        if !notebook.branches.is_empty() {
            match Player::restore(W::new(self.lesson.seed), &notebook.branches) {
                Ok(player) => self.player = player,
                Err(error) => {
                    self.notice = Some(Notice::BadRun(error));
                    return;
                }
            }
        }
        if notebook.branch < self.player.branches().len() {
            self.player.switch(notebook.branch);
        }
        self.player.seek(notebook.position.min(self.player.len()));
        self.note_reached();
    }

    /// Puts everything back to how the lesson has it. The work stays at hand until something else is done.
    pub(super) fn start_over(&mut self) {
        let notebook = Rc::new(self.notebook());
        let work = self.work;
        *self = Self::new(self.lesson.clone(), self.script.clone());
        self.work = work + 1;
        self.notice = Some(Notice::StartedOver(notebook));
    }

    /// Opens a shared run beside what there is: it forks where it differs.
    pub(super) fn open_link(&mut self, link: &Link) {
        let commands = link.open::<W>().and_then(|_| link.commands::<W>());
        match commands {
            Err(error) => self.notice = Some(Notice::BadLink(error)),
            Ok(_) if link.seed != self.lesson.seed => {
                self.notice = Some(Notice::OtherSeed(link.seed))
            }
            Ok(commands) => {
                self.player.switch(0);
                self.player.seek(0);
                self.work += 1;
                if !commands.is_empty() {
                    self.player.run("shared", commands);
                }
                self.player.seek(link.position.min(self.player.len()));
                self.note_reached();
                self.notice = Some(Notice::Opened);
            }
        }
    }
}

fn saved_try(outcome: &Outcome) -> SavedTry {
    let printed = outcome.printed.iter().map(|printed| match printed {
        Printed::Events(text) => Ok(text.clone()),
        Printed::Refused(refusal) => Err(refusal.clone()),
    });
    SavedTry {
        commands: outcome.commands,
        printed: printed.collect(),
        verdict: outcome.verdict.clone(),
    }
}

fn outcome(saved: &SavedTry) -> Outcome {
    let printed = saved.printed.iter().map(|printed| match printed {
        Ok(text) => Printed::Events(text.clone()),
        Err(refusal) => Printed::Refused(refusal.clone()),
    });
    Outcome {
        commands: saved.commands,
        printed: printed.collect(),
        verdict: saved.verdict.clone(),
    }
}

/// Runs that are made on the page.
impl<W: World> State<W> {
    /// The run on the stage with one line changed.
    pub(super) fn varied(&self, Variation { name, at, line }: Variation) -> Run {
        let branch = self.player.branch();
        let written = |i: usize| match i == at {
            true => line.clone(),
            false => branch.log()[i].command.to_string(),
        };
        let steps = branch.steps().iter().enumerate().map(|(step, named)| {
            let lines = branch.step_range(step).map(written).collect();
            (named.name.clone(), lines)
        });
        Run {
            steps: steps.collect(),
            name,
            position: self.player.position(),
            beside: true,
        }
    }

    /// Plays a run on a branch of its own, or goes to the branch that has it already.
    pub(super) fn open_run(&mut self, run: &Run) {
        let steps: Result<Vec<_>, LinkError> = run
            .steps
            .iter()
            .map(|(name, lines)| Ok((name, read(lines)?)))
            .collect();
        let steps = match steps {
            Ok(steps) => steps,
            Err(error) => {
                self.notice = Some(Notice::BadLink(error));
                return;
            }
        };
        self.work += 1;
        let was = self.player.current();
        let count = self.player.branches().len();
        let commands: Vec<&W::Command> = steps.iter().flat_map(|(_, commands)| commands).collect();
        let same = self.player.branches().iter().position(|branch| {
            let log = branch.log();
            log.len() == commands.len()
                && log
                    .iter()
                    .zip(&commands)
                    .all(|(entry, &command)| entry.command == *command)
        });
        match same {
            Some(branch) => self.player.switch(branch),
            None => {
                self.player.seek(0);
                for (name, commands) in steps {
                    self.player.run(name, commands);
                }
            }
        }
        if self.player.branches().len() > count {
            // A name that is taken stays with the branch that has it; ours keeps the one it was given.
            self.player.rename(count, &run.name);
        }
        self.player.seek(run.position.min(self.player.len()));
        self.beside = Some(was).filter(|&was| run.beside && was != self.player.current());
    }
}

fn read<C: std::str::FromStr<Err = ParseError>>(lines: &[String]) -> Result<Vec<C>, LinkError> {
    let numbered = lines.iter().enumerate();
    let read = |(i, line): (usize, &String)| {
        line.parse().map_err(|error| LinkError::NoCommand {
            line: i + 1,
            command: line.clone(),
            error,
        })
    };
    numbered.map(read).collect()
}

/// A saved text ends in a line break, unless it is empty.
fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        text.to_string()
    } else {
        format!("{text}\n")
    }
}
