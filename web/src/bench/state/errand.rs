//! A cell that takes long: it runs on a copy of the run, a little at a time, while the page stays as it is and answers.
//!
//! ```text
//!   Run ──> short: done at once
//!       └─> long:  an errand ──> Ran: its run becomes the page's, and the cell that waited longest is next
//!                            └─> Stop, or whatever would move the run: the same with as much as was done
//! ```
//!
//! Who has a clock calls [`Errand::advance`] and says when it is done: see `bench::running`.

use std::cell::RefCell;
use std::rc::Rc;
use std::vec::IntoIter;

use lesson::{Course, Player, World};

use super::cells::Way;
use super::{CellState, State};

/// Commands that cost more together take a good part of a frame's time, or several.
const LONG: u64 = 4_000;

/// A cell that is being run. Copies share how far it is.
#[derive(Clone, Debug)]
pub struct Errand<W: World> {
    /// The id of the cell.
    pub cell: String,
    /// What stood in the cell when it began.
    text: String,
    going: Rc<RefCell<Option<Going<W>>>>,
}

/// The same errand, not one that is as far.
impl<W: World> PartialEq for Errand<W> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.going, &other.going)
    }
}

/// How far an errand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    More,
    /// All is done: time for [`super::Message::Ran`].
    Done,
    /// It was stopped: nobody waits for it.
    Gone,
}

impl<W: World> Errand<W> {
    /// Does one command more.
    pub fn advance(&self) -> Progress {
        let mut going = self.going.borrow_mut();
        let Some(going) = &mut *going else {
            return Progress::Gone;
        };
        match going.advance() {
            true => Progress::More,
            false => Progress::Done,
        }
    }
}

/// The run of an errand, and what it is still to do.
#[derive(Clone, Debug)]
struct Going<W: World> {
    player: Player<W>,
    /// Where the first step begins, as long as we are not there yet.
    start: Option<usize>,
    steps: IntoIter<(String, Vec<W::Command>)>,
    /// The step that is being done.
    course: Option<Course<W>>,
}

impl<W: World> Going<W> {
    /// False if nothing was left.
    fn advance(&mut self) -> bool {
        if let Some(start) = self.start {
            if self.player.approach(start) {
                return true;
            }
            self.start = None;
        }
        loop {
            if let Some(course) = &mut self.course
                && self.player.advance(course)
            {
                return true;
            }
            self.end_step();
            let Some((name, commands)) = self.steps.next() else {
                return false;
            };
            self.course = Some(self.player.begin(&name, commands));
        }
    }

    fn end_step(&mut self) {
        if let Some(course) = self.course.take() {
            self.player.end(course);
        }
    }
}

impl<W: World> State<W> {
    /// Runs a cell: at once if that is short, else as an errand; after the errand that is under way if there is one.
    pub(super) fn run_cell(&mut self, cell: usize) {
        if self.errand.is_some() {
            self.wait(cell);
            return;
        }
        let Some(Way { start, steps }) = self.way_to(cell) else {
            return;
        };
        let commands = steps.iter().flat_map(|(_, commands)| commands);
        if commands.map(W::cost).sum::<u64>() > LONG {
            let going = Going {
                player: self.player.clone(),
                start: Some(start),
                steps: steps.into_iter(),
                course: None,
            };
            self.errand = Some(Errand {
                cell: self.cells[cell].id.clone(),
                text: self.cells[cell].text.clone(),
                going: Rc::new(RefCell::new(Some(going))),
            });
            return;
        }
        self.player.seek(start);
        for (name, commands) in steps {
            self.player.run(&name, commands);
        }
        // To print it belongs to what it takes: some answers are worked out when they are looked at.
        drop(self.printed(cell));
        self.note_reached();
    }

    /// A cell is to run after the errand; once, and not if it is what runs.
    fn wait(&mut self, cell: usize) {
        let CellState { id, text, .. } = &self.cells[cell];
        let runs = |errand: &Errand<W>| errand.cell == *id && errand.text == *text;
        if !self.queue.contains(id) && !self.errand.as_ref().is_some_and(runs) {
            self.queue.push(id.clone());
        }
    }

    /// The errand is done, after so many milliseconds: the page has its run, and those that waited have their turn.
    pub(super) fn ran(&mut self, ms: f64) {
        if let Some(cell) = self.bring_home() {
            self.cells[cell].took_ms = Some(ms);
        }
        while self.errand.is_none() && !self.queue.is_empty() {
            let id = self.queue.remove(0);
            if let Some(cell) = self.cells.iter().position(|cell| cell.id == id) {
                self.run_cell(cell);
            }
        }
    }

    /// Stops the errand, if there is one, where it is. What waits is not run: it would run the stopped cell first.
    pub(super) fn stop(&mut self) {
        self.queue.clear();
        if let Some(cell) = self.bring_home() {
            self.cells[cell].stopped = true;
        }
    }

    /// Stops a cell, or takes it from those that wait.
    pub(super) fn stop_cell(&mut self, cell: usize) {
        if self.is_running(cell) {
            self.stop();
        } else {
            let id = &self.cells[cell].id;
            self.queue.retain(|waiting| waiting != id);
        }
    }

    /// Whether a cell is what the errand runs.
    pub(super) fn is_running(&self, cell: usize) -> bool {
        let errand = self.errand.as_ref();
        errand.is_some_and(|errand| errand.cell == self.cells[cell].id)
    }

    /// The run that the errand has made becomes the page's. The cell it ran, if it is still there.
    fn bring_home(&mut self) -> Option<usize> {
        let errand = self.errand.take()?;
        let mut going = errand.going.take()?;
        going.end_step();
        self.player = going.player;
        self.work += 1;
        self.note_reached();
        self.cells.iter().position(|cell| cell.id == errand.cell)
    }
}
