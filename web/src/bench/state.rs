//! Everything the lesson page knows, without the page: one value, changed by messages.
//!
//! The lesson is a script, and its cells are the steps of it. To run a cell is to bring the run to the end of that cell:
//!
//! ```text
//!   cells      a      b      c'     d          c was edited
//!   this run   a      b      c      d          what was played
//!              └ match ┘└ differs: run c' here, which forks; what followed stays on its own branch
//! ```
//!
//! Nothing here touches the browser: no storage, no clock, no document. What takes those happens in effects of
//! [`super::lesson_page`], which send messages.

use std::rc::Rc;

use lesson::{Block, Lesson, Player, World};

use super::axis::By;
use super::script::Script;
use crate::by_id::ById;

mod cells;
pub use cells::{CellState, Failure, Origin, Printed, Status, as_error, print};

mod agreement;
use agreement::Agreed;

mod errand;
pub use errand::{Errand, Progress};

mod attempts;
pub use attempts::{Attempt, Outcome, Prediction};

mod saved;
pub use saved::Notice;

mod message;
pub use message::Message;

/// The state of a lesson page.
#[derive(Clone, Debug)]
pub struct State<W: World> {
    /// The lesson, in the page's language.
    pub lesson: Rc<Lesson>,
    /// The lesson's own run, as it was at first.
    pub script: Script<W>,
    /// The run, with all its branches.
    pub player: Player<W>,
    /// Every cell of the page in its order: the lesson's, and those the learner added.
    pub cells: Vec<CellState>,
    /// Answers to predictions, by the id of the block.
    pub predictions: ById<Prediction>,
    /// Work on challenges and programs, by the id of the block.
    pub attempts: ById<Attempt>,
    /// A branch that is shown beside the current one.
    pub beside: Option<usize>,
    /// What the drawer shows, if it is open.
    pub drawer: Option<Drawer>,
    /// The prediction that waits for something to be pointed at.
    pub pointing: Option<String>,
    /// Something to say about the work as a whole.
    pub notice: Option<Notice>,
    /// Whether the run plays by itself.
    pub playing: bool,
    /// How many commands a second it plays.
    pub speed: u32,
    /// What the loom goes by: how one looks at the run, which is no work.
    pub axis: By,
    /// How often the player was moved by its own controls: the article follows then.
    pub moves: u64,
    /// The last change to the learner's work: saved when it differs from what was saved last. Moving is no work.
    pub work: u64,
    /// A cell that is being run.
    pub errand: Option<Errand<W>>,
    /// The ids of the cells that run after it, in their order.
    queue: Vec<String>,
    agreed: Agreed<W>,
}

/// What the drawer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// All that was done.
    Trace,
    /// Why the thing of that name is as it is.
    Why(String),
}

/// The speeds there are, in commands a second.
pub const SPEEDS: [u32; 3] = [1, 4, 16];

impl<W: World> State<W> {
    /// The page of a lesson as one finds it: its script is played, and we stand after its first step.
    #[must_use]
    pub fn new(lesson: Rc<Lesson>, script: Script<W>) -> Self {
        let mut player = script.player();
        player.next_step();
        let attempts = lesson.blocks.iter().filter_map(|block| match block {
            Block::Challenge(challenge) => {
                Some((challenge.id.clone(), Attempt::of_challenge(challenge)))
            }
            Block::Program(program) => Some((program.id.clone(), Attempt::of_program(program))),
            _ => None,
        });
        let mut fresh = Self {
            cells: lesson.cells().map(CellState::of_lesson).collect(),
            predictions: ById::default(),
            attempts: attempts.collect(),
            script,
            player,
            lesson,
            beside: None,
            drawer: None,
            pointing: None,
            notice: None,
            playing: false,
            speed: SPEEDS[0],
            axis: By::Events,
            moves: 0,
            work: 0,
            errand: None,
            queue: Vec::new(),
            agreed: Agreed::default(),
        };
        fresh.compare();
        fresh
    }

    /// Which of the lesson's cells the run has come to, and how many there are: 'step 5 of 9'. A fork is as far as the
    /// cells that it has of the lesson.
    #[must_use]
    pub fn step(&self) -> (usize, usize) {
        let branch = self.player.branch();
        let begun = branch.steps()[..branch.steps_begun(self.player.position())]
            .iter()
            .rev();
        let here = begun
            .filter_map(|step| self.lesson.cells().position(|cell| cell.id == step.name))
            .next();
        (here.map_or(0, |cell| cell + 1), self.lesson.cells().count())
    }

    /// The thing that the drawer explains.
    #[must_use]
    pub fn inspected(&self) -> Option<&str> {
        match &self.drawer {
            Some(Drawer::Why(thing)) => Some(thing),
            _ => None,
        }
    }

    /// The branch beside, at our position or at its end: its index, position and world.
    #[must_use]
    pub fn neighbour(&self) -> Option<(usize, usize, W)> {
        let branch = self.beside?;
        let position = self
            .player
            .position()
            .min(self.player.branches()[branch].len());
        Some((branch, position, self.player.world_at(branch, position)))
    }

    /// Where the two branches side by side begin to differ.
    #[must_use]
    pub fn difference(&self) -> Option<usize> {
        self.player
            .first_difference(self.player.current(), self.beside?)
    }

    /// Where the two do the same and something else comes of it, for the first time.
    #[must_use]
    pub fn consequence(&self) -> Option<usize> {
        self.player
            .first_consequence(self.player.current(), self.beside?)
    }

    /// The positions at which steps of the current branch end.
    #[must_use]
    pub fn step_ends(&self) -> Vec<usize> {
        let branch = self.player.branch();
        (0..branch.steps().len())
            .map(|step| branch.step_range(step).end)
            .collect()
    }

    /// How much of the lesson is done: its cells reached, predictions answered, challenges solved, of all of them.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let mut done = 0;
        let mut all = 0;
        for block in &self.lesson.blocks {
            let is_done = match block {
                Block::Cell(cell) => self
                    .cells
                    .iter()
                    .any(|state| state.id == cell.id && state.reached),
                Block::Predict(predict) => self.predictions.get(&predict.id).is_some(),
                Block::Challenge(challenge) => self.attempts[&challenge.id].solved,
                _ => continue,
            };
            all += 1;
            done += usize::from(is_done);
        }
        (done, all)
    }
}

#[cfg(test)]
mod tests;
