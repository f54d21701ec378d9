//! A step that is run a command at a time, by whoever must do something else in between.
//!
//! ```text
//!   begin ──> advance, advance, .. ──> end        all of it is one edit, and one undo takes it back
//!                     └── or end sooner: what was done stays, as if the rest had never been asked for
//! ```
//!
//! [`Player::run`] is a course in one go, so that what comes of a step does not depend on how it was cut.

use std::ops::Range;
use std::vec::IntoIter;

use super::Player;
use super::edits::{Change, Edit, Place};
use crate::World;

/// A step under way. It belongs to the player that began it, which must not be moved otherwise before [`Player::end`].
#[derive(Clone, Debug)]
pub struct Course<W: World> {
    before: Place,
    name: String,
    /// Up to here the branch has the same commands already: we only move.
    known_to: usize,
    /// What is new, and not done yet.
    new: IntoIter<W::Command>,
    begun: Begun,
}

/// How what is new was added.
#[derive(Clone, Copy, Debug)]
enum Begun {
    /// Nothing was.
    Not,
    /// On a new branch.
    Fork,
    /// At the end of the branch, where there were so many steps before.
    Extension { steps: usize },
}

impl<W: World> Course<W> {
    /// The position up to which nothing is new.
    pub(super) fn known_to(&self) -> usize {
        self.known_to
    }
}

impl<W: World> Player<W> {
    /// Begins to do several commands here as one step of that name. Nothing is done yet.
    #[must_use]
    pub fn begin(&self, name: &str, mut commands: Vec<W::Command>) -> Course<W> {
        let start = self.position();
        let future = self.branch().log()[start..].iter();
        let same = future.zip(&commands).take_while(|(e, c)| e.command == **c);
        let known = same.count();
        Course {
            before: self.place(),
            name: name.to_owned(),
            known_to: start + known,
            new: commands.split_off(known).into_iter(),
            begun: Begun::Not,
        }
    }

    /// Goes on by one command. False if there was none left.
    pub fn advance(&mut self, course: &mut Course<W>) -> bool {
        if self.position() < course.known_to {
            return self.approach(course.known_to);
        }
        let Some(command) = course.new.next() else {
            return false;
        };
        if let Begun::Not = course.begun {
            course.begun = self.make_room(course);
        }
        self.push(command);
        true
    }

    /// The step is as long as it has become. Returns the log range it occupies.
    pub fn end(&mut self, course: Course<W>) -> Range<usize> {
        let (before, after) = (course.before, self.place());
        let change = match course.begun {
            Begun::Not => Change::Moved,
            Begun::Fork => Change::Forked(self.branch().clone()),
            Begun::Extension { steps } => {
                Change::Extended(self.branch().part_from(course.known_to, steps))
            }
        };
        if after != before {
            self.edits.record(Edit {
                before,
                after,
                change,
            });
        }
        before.position..after.position
    }

    /// One command nearer to a position of the current branch, or at once to a kept copy before it: a seek in small parts.
    /// False if we stand there already.
    ///
    /// # Panics
    /// If the position is beyond the end.
    pub fn approach(&mut self, position: usize) -> bool {
        if self.position() == position {
            return false;
        }
        if !self.jump_towards(position) {
            self.branches[self.current].replay_one(&mut self.now);
        }
        true
    }

    /// A place for the first command that is new: a fork, or the end of the branch.
    fn make_room(&mut self, course: &Course<W>) -> Begun {
        let steps = self.branch().steps().len();
        let begun = if self.position() < self.len() {
            self.fork();
            Begun::Fork
        } else {
            Begun::Extension { steps }
        };
        if course.known_to == course.before.position {
            self.branches[self.current].begin_step(&course.name);
        }
        begun
    }
}
