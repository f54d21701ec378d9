//! The player: one log of actions, and every way to move through it.
//!
//! A learner acts, steps back, acts differently, and wants both futures. All of it is one idea: **the past is a
//! checkpoint and a replay**. The player keeps what was asked and what came of it (the log), a few copies of the world
//! along the way (keyframes), and the world at one position. To go anywhere it takes the nearest copy before that place
//! and applies the commands in between again; a world is deterministic, so the same things happen.
//!
//! ```text
//! position   0     1     2     3     4     5        position p: p commands were done
//! main       o--a--o--b--o--c--o--d--o--e--o
//!                        |
//! fork 1                 o--x--o--y--o               acting at position 2 keeps both futures
//! steps      [ first     )[ second    )[..           a step is a group of commands: a cell, a button
//! ```
//!
//! A refused command stays in the log with its refusal: it takes a position and changes nothing.
//!
//! Cost: acting and `next` are one application of a command. A seek replays what lies between two keyframes. Sixteen
//! copies at the most are kept per branch, unless the world says otherwise ([`World::COPIES_MAX`]), spaced by the work in
//! between (commands and events), so 100,000 events are at most some 16,000 from a keyframe. The log itself grows with what was done: it is what the learner asked for.
//!
//! Left out: undo does not reach back to before a [`Player`] was made, and forgets edits older than a thousand.

use std::ops::Range;
use std::rc::Rc;

use crate::World;

mod branch;
pub use branch::{Branch, Entry, Fork, Step};

mod saved;
pub use saved::{RestoreError, SavedBranch, SavedStep};

mod keyframes;
use keyframes::Moment;

mod course;
pub use course::Course;

mod rehearsal;
pub use rehearsal::Rehearsal;

mod edits;
use edits::{Change, Edit, Edits, Place};

/// A world at one position of a log that can be moved through, extended and forked.
#[derive(Clone, Debug)]
pub struct Player<W: World> {
    /// Never empty; the first is `main`. A branch leaves only by undo, which takes the last: indices are stable.
    branches: Vec<Branch<W>>,
    current: usize,
    /// The world after `now.position` commands of the current branch.
    now: Moment<W>,
    /// A copy a little before the place of the last long replay, so that going back and back again is cheap.
    nearby: Option<(usize, Rc<Moment<W>>)>,
    edits: Edits<W>,
}

impl<W: World> Player<W> {
    /// A player on the world of `seed`, with nothing done yet.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self::starting_at(W::new(seed))
    }

    /// A player whose position 0 is this world: a challenge that begins in the middle of a lesson.
    #[must_use]
    pub fn starting_at(world: W) -> Self {
        Self {
            branches: vec![Branch::main(world.clone())],
            current: 0,
            now: Moment::start(world),
            nearby: None,
            edits: Edits::default(),
        }
    }

    /// A player with a whole script played on `main`, standing at position 0: the future is known, and can be drawn.
    ///
    /// Each step is a name and its commands. The script itself can't be undone.
    #[must_use]
    pub fn scripted(seed: u64, steps: impl IntoIterator<Item = (String, Vec<W::Command>)>) -> Self {
        Rehearsal::new(seed, steps.into_iter().collect()).finish()
    }

    /// The world at the current position.
    #[must_use]
    pub fn world(&self) -> &W {
        &self.now.world
    }

    /// How many commands of the current branch were done to get here, refused ones included.
    #[must_use]
    pub fn position(&self) -> usize {
        self.now.position
    }

    /// How many commands the current branch holds: the greatest position.
    #[must_use]
    pub fn len(&self) -> usize {
        self.branch().len()
    }

    /// Whether nothing was done yet on the current branch.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The current branch: its log, steps and name.
    #[must_use]
    pub fn branch(&self) -> &Branch<W> {
        &self.branches[self.current]
    }

    /// All branches in the order they were made; the first is `main`.
    #[must_use]
    pub fn branches(&self) -> &[Branch<W>] {
        &self.branches
    }

    /// The index of the current branch in [`Player::branches`].
    #[must_use]
    pub fn current(&self) -> usize {
        self.current
    }

    /// The entry that led to the current position; `None` at the start.
    #[must_use]
    pub fn last(&self) -> Option<&Entry<W>> {
        self.branch().entry(self.now.position)
    }

    /// What just happened: the events of the entry that led here, none at the start or after a refusal.
    #[must_use]
    pub fn events(&self) -> &[W::Event] {
        self.last().map_or(&[], Entry::events)
    }
}

/// Moving. Nothing is added to the log.
impl<W: World> Player<W> {
    /// Goes to a position of the current branch. Panics beyond its end.
    pub fn seek(&mut self, position: usize) {
        assert!(
            position <= self.len(),
            "position {position} of a branch of {} commands",
            self.len()
        );
        self.jump_towards(position);
        let replayed = position - self.now.position;
        let leave_a_copy_at = position.saturating_sub(keyframes::NEARBY);
        let branch = &mut self.branches[self.current];
        while self.now.position < position {
            branch.replay_one(&mut self.now);
            if self.now.position == leave_a_copy_at && replayed > 2 * keyframes::NEARBY {
                self.nearby = Some((self.current, Rc::new(self.now.clone())));
            }
        }
    }

    /// One command on. False at the end.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is the player's button, not an iterator's"
    )]
    pub fn next(&mut self) -> bool {
        let can = self.now.position < self.len();
        if can {
            self.seek(self.now.position + 1);
        }
        can
    }

    /// One command back. False at the start.
    pub fn back(&mut self) -> bool {
        let can = self.now.position > 0;
        if can {
            self.seek(self.now.position - 1);
        }
        can
    }

    /// On to the end of the step that comes next or that we are in. False at the end.
    pub fn next_step(&mut self) -> bool {
        let can = self.now.position < self.len();
        if can {
            self.seek(self.branch().boundary_after(self.now.position));
        }
        can
    }

    /// Back to the start of the step that we are in or that just ended. False at the start.
    pub fn previous_step(&mut self) -> bool {
        let can = self.now.position > 0;
        if can {
            self.seek(self.branch().boundary_before(self.now.position));
        }
        can
    }

    /// Goes to another branch, to the same position or to its end if it is shorter.
    pub fn switch(&mut self, branch: usize) {
        let position = self.now.position.min(self.branches[branch].len());
        self.go_to(Place { branch, position });
    }

    /// The world at any position of any branch, leaving the player where it is: for two futures side by side.
    #[must_use]
    pub fn world_at(&self, branch: usize, position: usize) -> W {
        let mut moment = self.copy_before(branch, position);
        while moment.position < position {
            self.branches[branch].step_on(&mut moment);
        }
        moment.world
    }

    /// The index of the first log entry in which two branches differ, in what was asked or in what came of it. Where
    /// one branch is the beginning of the other it is the length of the shorter; `None` if they are equal.
    ///
    /// Linear in what they share; a shared past is compared by pointer.
    #[must_use]
    pub fn first_difference(&self, a: usize, b: usize) -> Option<usize> {
        let (a, b) = (self.branches[a].log(), self.branches[b].log());
        let same = a
            .iter()
            .zip(b)
            .take_while(|(a, b)| Rc::ptr_eq(a, b) || a == b)
            .count();
        (same < a.len().max(b.len())).then_some(same)
    }

    /// The index of the first log entry at which two branches do the same and something else comes of it: where a
    /// difference begins to show. `None` if it never does.
    #[must_use]
    pub fn first_consequence(&self, a: usize, b: usize) -> Option<usize> {
        let (a, b) = (self.branches[a].log(), self.branches[b].log());
        let differs = |(a, b): (&Rc<Entry<W>>, &Rc<Entry<W>>)| {
            !Rc::ptr_eq(a, b) && a.command == b.command && a.outcome != b.outcome
        };
        a.iter().zip(b).position(differs)
    }

    /// To the nearest copy at or before a position, unless we stand nearer already. Whether we jumped.
    fn jump_towards(&mut self, position: usize) -> bool {
        if position < self.now.position {
            self.now = self.copy_before(self.current, position);
            return true;
        }
        let frame = self.frame_before(self.current, position);
        let Some(frame) = frame.filter(|frame| frame.position > self.now.position) else {
            return false;
        };
        self.now = frame.clone();
        true
    }

    /// The nearest kept copy at or before a position.
    fn frame_before(&self, branch: usize, position: usize) -> Option<&Moment<W>> {
        let nearby = self
            .nearby
            .as_ref()
            .filter(|(b, m)| *b == branch && m.position <= position)
            .map(|(_, m)| &**m);
        let frame = self.branches[branch].keyframe_before(position);
        nearby
            .into_iter()
            .chain([frame])
            .max_by_key(|moment| moment.position)
    }

    /// The nearest world at or before a position, the current one included, as a copy.
    fn copy_before(&self, branch: usize, position: usize) -> Moment<W> {
        let len = self.branches[branch].len();
        assert!(
            position <= len,
            "position {position} of a branch of {len} commands"
        );
        let now = Some(&self.now).filter(|now| branch == self.current && now.position <= position);
        let frame = self.frame_before(branch, position);
        frame
            .into_iter()
            .chain(now)
            .max_by_key(|moment| moment.position)
            .expect("position 0 has a keyframe")
            .clone()
    }

    fn place(&self) -> Place {
        Place {
            branch: self.current,
            position: self.now.position,
        }
    }

    fn go_to(&mut self, place: Place) {
        if place.branch != self.current {
            let shared = self.branches[place.branch].shared_with(&self.branches[self.current]);
            if self.now.position > shared {
                // Our world is none of that branch's: start from one of its copies.
                self.now = self.branches[place.branch]
                    .keyframe_before(place.position)
                    .clone();
            }
            self.current = place.branch;
        }
        self.seek(place.position);
    }
}

/// Acting. What was done can be undone.
impl<W: World> Player<W> {
    /// Does one command here, as a step of its own, and returns what came of it.
    ///
    /// At the end of the branch the log grows. In the past, a command that is the next one anyway just moves on;
    /// any other forks: the old branch keeps its future, and we stand on a new one named `fork 1`, `fork 2`...
    pub fn act(&mut self, command: W::Command) -> &Entry<W> {
        self.run("", vec![command]);
        self.last().expect("a command was just done")
    }

    /// Does several commands here as one step of that name, like [`Player::act`]; returns the log range they occupy.
    pub fn run(&mut self, step: &str, commands: Vec<W::Command>) -> Range<usize> {
        let mut course = self.begin(step, commands);
        self.seek(course.known_to());
        while self.advance(&mut course) {}
        self.end(course)
    }

    /// Gives a branch another name, one line. Refused (false) if it is empty or another branch has it.
    pub fn rename(&mut self, branch: usize, name: &str) -> bool {
        let taken = self
            .branches
            .iter()
            .enumerate()
            .any(|(i, b)| i != branch && b.name() == name);
        if name.trim().is_empty() || name.contains(char::is_control) || taken {
            return false;
        }
        let old = self.branches[branch].rename(name);
        let (before, after) = (self.place(), self.place());
        let change = Change::Renamed {
            branch,
            old,
            new: name.to_owned(),
        };
        self.edits.record(Edit {
            before,
            after,
            change,
        });
        true
    }

    /// Whether there is something to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.edits.can_undo()
    }

    /// Whether there is something to do again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.edits.can_redo()
    }

    /// Takes back the last action, fork or renaming, and returns to where it was done. False if there is none.
    pub fn undo(&mut self) -> bool {
        let Some(edit) = self.edits.undo() else {
            return false;
        };
        // First away from what is about to go.
        self.go_to(edit.before);
        match edit.change {
            Change::Moved => {}
            Change::Extended(part) => self.branches[edit.after.branch].truncate(&part),
            Change::Forked(_) => drop(self.branches.pop()),
            Change::Renamed { branch, old, .. } => drop(self.branches[branch].rename(&old)),
        }
        self.nearby = None;
        true
    }

    /// Does again what was undone last. False if there is nothing.
    pub fn redo(&mut self) -> bool {
        let Some(edit) = self.edits.redo() else {
            return false;
        };
        match edit.change {
            Change::Moved => {}
            Change::Extended(part) => self.branches[edit.after.branch].extend(&part),
            Change::Forked(branch) => self.branches.push(branch),
            Change::Renamed { branch, new, .. } => drop(self.branches[branch].rename(&new)),
        }
        self.go_to(edit.after);
        true
    }

    fn push(&mut self, command: W::Command) {
        self.branches[self.current].act(&mut self.now, command);
    }

    /// A new branch that shares the past of the current one, and is current from now on.
    fn fork(&mut self) {
        let taken = |name: &String| self.branches.iter().any(|branch| branch.name() == name);
        let name = (1..).map(|n| format!("fork {n}")).find(|name| !taken(name));
        let fork = self.branch().fork(
            self.place(),
            name.expect("there are more numbers than branches"),
        );
        self.branches.push(fork);
        self.current = self.branches.len() - 1;
    }
}
