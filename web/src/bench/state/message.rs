//! What can happen on the page, and what it does to the state.

use std::rc::Rc;

use lesson::{Link, Notebook, World};

use super::cells::{CellState, Origin, Status};
use super::{Drawer, Notice, SPEEDS, State};
use crate::bench::axis::By;
use crate::rooms::{Run, Variation};

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Go to a position.
    Seek(usize),
    /// One command on.
    Next,
    /// One command back.
    Back,
    /// To the end of the step.
    NextStep,
    /// To the start of the step.
    PreviousStep,
    /// To the start.
    First,
    /// To the end.
    Last,
    /// Play, or stop playing.
    PlayOrPause,
    /// The page is hidden, or someone else acts: stop playing.
    Pause,
    /// Time for the next command, while it plays.
    Tick,
    /// How many commands a second.
    Speed(u32),
    /// What the loom goes by.
    Axis(By),
    /// The other of the two.
    TurnAxis,
    /// Another branch.
    Switch(usize),
    /// Another branch beside this one, or none.
    Beside(Option<usize>),
    /// Another name for a branch.
    Rename(usize, String),
    /// Take back the last action.
    Undo,
    /// Do it again.
    Redo,
    /// The text of a cell is now this.
    Edit(usize, String),
    /// Bring the run to the end of a cell.
    Run(usize),
    /// A cell is to run no longer, or not at all.
    Stop(usize),
    /// The cell that was running has done all, in so many milliseconds.
    Ran(f64),
    /// The command of that number in a cell is replaced by these lines, and the cell runs.
    Fix(usize, usize, String),
    /// That took so long, in milliseconds.
    Took(usize, f64),
    /// The lesson's text again.
    Restore(usize),
    /// The learner's text again, after `Restore`.
    Unrestore(usize),
    /// A cell of the learner's own after this one.
    Add(usize),
    /// Take away a cell of the learner's own.
    Remove(usize),
    /// An answer to a prediction.
    Answer(String, String),
    /// The prediction once more.
    Forget(String),
    /// The prediction waits for something to be pointed at, or no longer.
    Pointing(Option<String>),
    /// One more hint.
    Hint(String),
    /// The text of a challenge is now this.
    EditAttempt(String, String),
    /// Try a challenge.
    Try(String),
    /// The judge of a program has said this so far.
    Judging(String, Vec<String>),
    /// The judge's whole verdict.
    Judged(String, Vec<String>),
    /// The program cannot be judged: line and column, from 1, and why.
    Wrong(String, usize, usize, String),
    /// The judge was sent away.
    Dismissed(String),
    /// The text as it was at first, for a challenge or a program.
    RestoreAttempt(String),
    /// Show or hide the solution.
    Compare(String),
    /// Open saved work.
    Open(Rc<Notebook>),
    /// Open saved work of another version of the lesson: what still has its place.
    Keep(Rc<Notebook>),
    /// Everything as the lesson has it.
    StartOver,
    /// Open a shared run.
    OpenLink(Rc<Link>),
    /// Open a run, on a branch of its own.
    OpenRun(Rc<Run>),
    /// Open the run on the stage with one line changed, beside it.
    Vary(Variation),
    /// Say something about the work as a whole, or no longer.
    Notice(Option<Notice>),
    /// A line of the world's language, from something on the stage that acts.
    Act(String),
    /// Something on the stage was pointed at.
    Point(String),
    /// Open the trace in the drawer, or close it.
    Trace,
    /// Close the drawer.
    Close,
}

impl Message {
    /// Whether it comes from the player's own controls.
    fn is_move(&self) -> bool {
        use Message::{Back, First, Last, Next, NextStep, PreviousStep, Seek, Tick};
        matches!(
            self,
            Seek(_) | Next | Back | NextStep | PreviousStep | First | Last | Tick
        )
    }

    /// Whether it moves the run or adds to it, so that a cell that is being run has to stop.
    fn changes_the_run(&self) -> bool {
        use Message::{
            Act, Fix, Keep, Open, OpenLink, OpenRun, PlayOrPause, Redo, Rename, StartOver, Switch,
            Try, Undo,
        };
        self.is_move()
            || matches!(
                self,
                PlayOrPause
                    | Switch(_)
                    | Rename(..)
                    | Undo
                    | Redo
                    | Fix(..)
                    | Try(_)
                    | Open(_)
                    | Keep(_)
                    | StartOver
                    | OpenLink(_)
                    | OpenRun(_)
                    | Act(_)
            )
    }
}

impl<W: World> State<W> {
    /// Does what a message asks for.
    pub fn update(&mut self, message: Message) {
        let playing = matches!(
            message,
            Message::Tick
                | Message::Speed(_)
                | Message::PlayOrPause
                | Message::Close
                | Message::Trace
                | Message::Took(..)
        );
        self.playing &= playing;
        if message.changes_the_run() {
            self.stop();
        }
        let is_move = message.is_move();
        self.moves += u64::from(is_move);
        match message {
            Message::Seek(position) => self.player.seek(position.min(self.player.len())),
            Message::Next => drop(self.player.next()),
            Message::Back => drop(self.player.back()),
            Message::NextStep => drop(self.player.next_step()),
            Message::PreviousStep => drop(self.player.previous_step()),
            Message::First => self.player.seek(0),
            Message::Last => self.player.seek(self.player.len()),
            Message::PlayOrPause => self.play_or_pause(),
            Message::Pause => {}
            Message::Tick => {
                self.playing &= self.player.next() && self.player.position() < self.player.len()
            }
            Message::Speed(speed) => {
                if SPEEDS.contains(&speed) {
                    self.speed = speed;
                }
            }
            Message::Axis(by) => self.axis = by,
            Message::TurnAxis => {
                self.axis = match self.axis {
                    By::Events => By::Time,
                    By::Time => By::Events,
                }
            }
            Message::Switch(branch) => self.switch(branch),
            Message::Beside(branch) => {
                self.beside = branch.filter(|&branch| branch < self.player.branches().len())
            }
            Message::Rename(branch, name) => {
                self.work += u64::from(self.player.rename(branch, name.trim()));
            }
            Message::Undo => self.undo(),
            Message::Redo => drop(self.player.redo()),
            Message::Edit(cell, text) => self.edit(cell, text),
            Message::Run(cell) => {
                self.work += 1;
                self.run_cell(cell);
            }
            Message::Stop(cell) => self.stop_cell(cell),
            Message::Ran(ms) => self.ran(ms),
            Message::Fix(cell, command, lines) => self.fix(cell, command, &lines),
            Message::Took(cell, ms) => {
                if !matches!(self.status(cell), Status::Running | Status::Queued) {
                    self.cells[cell].took_ms = Some(ms);
                }
            }
            Message::Restore(cell) => self.restore(cell),
            Message::Unrestore(cell) => self.unrestore(cell),
            Message::Add(after) => self.add_cell(after),
            Message::Remove(cell) => self.remove_cell(cell),
            Message::Answer(id, answer) => self.answer(id, answer),
            Message::Forget(id) => {
                self.work += 1;
                self.predictions.remove(&id);
            }
            Message::Pointing(id) => self.pointing = id,
            Message::Hint(id) => self.hint(&id),
            Message::EditAttempt(id, text) => {
                self.work += 1;
                if let Some(attempt) = self.attempts.get_mut(&id) {
                    attempt.failure = None;
                    attempt.text = text;
                }
            }
            Message::Try(id) => {
                self.work += 1;
                self.try_challenge(&id);
            }
            Message::Judging(id, lines) => self.judging(&id, lines),
            Message::Judged(id, lines) => {
                self.work += 1;
                self.judged_program(&id, &lines);
            }
            Message::Wrong(id, line, column, message) => {
                self.wrong_program(&id, line, column, message)
            }
            Message::Dismissed(id) => {
                if let Some(attempt) = self.attempts.get_mut(&id) {
                    attempt.stopped = attempt.judging.take().is_some();
                }
            }
            Message::RestoreAttempt(id) => {
                self.work += 1;
                if let Some(attempt) = self.attempts.get_mut(&id) {
                    attempt.failure = None;
                    attempt.text.clone_from(&attempt.start);
                }
            }
            Message::Compare(id) => {
                if let Some(attempt) = self.attempts.get_mut(&id) {
                    attempt.compared = !attempt.compared;
                }
            }
            Message::Open(notebook) => self.open(&notebook),
            Message::Keep(notebook) => self.keep(&notebook),
            Message::StartOver => self.start_over(),
            Message::OpenLink(link) => self.open_link(&link),
            Message::OpenRun(run) => self.open_run(&run),
            Message::Vary(variation) => self.open_run(&self.varied(variation)),
            Message::Notice(notice) => self.notice = notice,
            Message::Act(line) => self.act(&line),
            Message::Point(thing) => self.point(thing),
            Message::Trace => {
                self.drawer = if self.drawer == Some(Drawer::Trace) {
                    None
                } else {
                    Some(Drawer::Trace)
                };
            }
            Message::Close => self.drawer = None,
        }
        self.note_reached();
        if !is_move {
            self.compare();
        }
    }

    fn play_or_pause(&mut self) {
        if self.playing {
            self.playing = false;
            return;
        }
        if self.player.position() == self.player.len() {
            self.player.seek(0);
        }
        self.playing = !self.player.is_empty();
    }

    /// An action of the learner's own: no cell's, so that it stays where cells are run again.
    fn act(&mut self, line: &str) {
        // A stage writes no line that cannot be read; what its world refuses is in the log.
        if let Ok(command) = line.parse() {
            self.work += 1;
            self.player.act(command);
        }
    }

    fn switch(&mut self, branch: usize) {
        if branch < self.player.branches().len() {
            let was = self.player.current();
            self.player.switch(branch);
            if self.beside == Some(branch) {
                self.beside = Some(was);
            }
        }
    }

    fn undo(&mut self) {
        self.player.undo();
        // An undone fork is gone.
        let branches = self.player.branches().len();
        self.beside = self.beside.filter(|&branch| branch < branches);
        self.work += 1;
    }

    fn edit(&mut self, cell: usize, text: String) {
        self.work += 1;
        let state = &mut self.cells[cell];
        state.failure = None;
        state.replaced = None;
        state.stopped = false;
        state.text = text;
    }

    fn fix(&mut self, cell: usize, command: usize, lines: &str) {
        let mut text = self.cells[cell].text.clone();
        if let Some(range) = W::commands(&text).get(command).cloned() {
            text.replace_range(range, lines);
            self.edit(cell, text);
            self.run_cell(cell);
        }
    }

    fn restore(&mut self, cell: usize) {
        if let Origin::Lesson { input, .. } = self.cells[cell].origin.clone() {
            self.work += 1;
            let state = &mut self.cells[cell];
            state.failure = None;
            state.stopped = false;
            state.replaced = Some(std::mem::replace(&mut state.text, input));
        }
    }

    fn unrestore(&mut self, cell: usize) {
        if let Some(text) = self.cells[cell].replaced.take() {
            self.work += 1;
            self.cells[cell].stopped = false;
            self.cells[cell].text = text;
        }
    }

    fn add_cell(&mut self, after: usize) {
        self.work += 1;
        let ids: Vec<&str> = self.cells.iter().map(|cell| cell.id.as_str()).collect();
        let id = (1..)
            .map(|n| format!("mine-{n}"))
            .find(|id| !ids.contains(&id.as_str()))
            .expect("there are more numbers than cells");
        let origin = Origin::Learner {
            after: self.cells[after].id.clone(),
        };
        self.cells
            .insert(after + 1, CellState::new(id, String::new(), origin));
    }

    fn remove_cell(&mut self, cell: usize) {
        if let Origin::Learner { after } = self.cells[cell].origin.clone() {
            self.stop_cell(cell);
            self.work += 1;
            let gone = self.cells.remove(cell);
            for other in &mut self.cells {
                if other.origin
                    == (Origin::Learner {
                        after: gone.id.clone(),
                    })
                {
                    other.origin = Origin::Learner {
                        after: after.clone(),
                    };
                }
            }
        }
    }

    /// A prediction that waits takes the thing as its answer; otherwise the inspector explains it.
    fn point(&mut self, thing: String) {
        match self.pointing.take() {
            Some(id) => self.answer(id, thing),
            None => self.drawer = Some(Drawer::Why(thing)),
        }
    }
}
