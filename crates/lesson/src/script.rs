//! Text as commands, and a lesson's cells as one script.

use std::fmt;
use std::ops::Range;

use crate::{Lesson, ParseError, Player, Rehearsal, World};

/// A command in some text that its world doesn't understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The line of the text where the command begins, from 1.
    pub line: usize,
    /// The command's bytes in the text.
    pub at: Range<usize>,
    /// What is wrong in it; its span counts from the command's first byte.
    pub error: ParseError,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.error)
    }
}

impl std::error::Error for ScriptError {}

/// Reads some text as commands of a world. The first that doesn't parse is the error.
pub fn parse_script<W: World>(text: &str) -> Result<Vec<W::Command>, ScriptError> {
    let command = |at: Range<usize>| {
        text[at.clone()].parse().map_err(|error| {
            let line = text[..at.start].matches('\n').count() + 1;
            ScriptError { line, at, error }
        })
    };
    W::commands(text).into_iter().map(command).collect()
}

impl Lesson {
    /// A player with the whole lesson played, standing at its start; each cell is a step named by its id.
    pub fn player<W: World>(&self) -> Result<Player<W>, ScriptError> {
        Ok(self.rehearsal()?.finish())
    }

    /// The same, to be played a little at a time.
    pub fn rehearsal<W: World>(&self) -> Result<Rehearsal<W>, ScriptError> {
        let steps = self
            .cells()
            .map(|cell| Ok((cell.id.clone(), parse_script::<W>(&cell.input)?)));
        let steps = steps.collect::<Result<Vec<_>, ScriptError>>()?;
        Ok(Rehearsal::new(self.seed, steps))
    }

    /// The world of a seed after the first so many cells.
    pub fn world_after<W: World>(&self, seed: u64, cells: usize) -> Result<W, ScriptError> {
        let mut world = W::new(seed);
        for cell in self.cells().take(cells) {
            for command in parse_script::<W>(&cell.input)? {
                // A refusal is a part of the lesson, and leaves the world as it was.
                let _ = world.apply(&command);
            }
        }
        Ok(world)
    }
}
