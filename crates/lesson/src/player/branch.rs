//! One future: a log of entries, the steps that group them, and the copies of the world along the way.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::edits::Place;
use super::keyframes::{Keyframes, Moment};
use crate::{Refusal, World};

/// A command that was done, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<W: World> {
    /// What was asked; its `Display` is the line.
    pub command: W::Command,
    /// What happened, or why nothing did.
    pub outcome: Result<Vec<W::Event>, Refusal>,
}

impl<W: World> Entry<W> {
    /// What happened; nothing if the command was refused.
    #[must_use]
    pub fn events(&self) -> &[W::Event] {
        self.outcome.as_deref().unwrap_or(&[])
    }

    /// What a cell prints for this command: its events, one after the other, or the refusal and why.
    #[must_use]
    pub fn printed(&self) -> String {
        match &self.outcome {
            Ok(events) => events
                .iter()
                .filter(|event| W::is_told(event))
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n"),
            Err(refusal) if refusal.why.is_empty() => refusal.message.clone(),
            Err(refusal) => format!("{}\nwhy: {}", refusal.message, refusal.why),
        }
    }

    /// What a replay of it costs, roughly: that of the command, and one for each event.
    fn cost(&self) -> u64 {
        W::cost(&self.command) + self.events().len() as u64
    }
}

/// A group of commands that belong together: a cell, a button, one line of the learner's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The position before its first command. It ends where the next step starts, or at the end of the log.
    pub start: usize,
    /// The cell's id; empty for a command of the learner's own.
    pub name: String,
}

/// Where a branch left another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fork {
    /// The index of the branch it left.
    pub branch: usize,
    /// The last position they share.
    pub position: usize,
}

/// One future, whole: its log begins at position 0, and what it shares with others it shares by pointer.
#[derive(Clone, Debug)]
pub struct Branch<W: World> {
    name: String,
    from: Option<Fork>,
    log: Vec<Rc<Entry<W>>>,
    /// In order of their starts, which differ. A log that isn't empty has one at 0.
    steps: Vec<Step>,
    keyframes: Keyframes<W>,
}

/// The end of a branch, cut off or to be put back.
#[derive(Clone, Debug)]
pub(super) struct Part<W: World> {
    start: usize,
    log: Vec<Rc<Entry<W>>>,
    steps: Vec<Step>,
}

impl<W: World> Branch<W> {
    /// `main`, `fork 1`, or what the learner called it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it left another branch; `None` for `main`.
    #[must_use]
    pub fn from(&self) -> Option<Fork> {
        self.from
    }

    /// What was done, in order: entry `i` leads from position `i` to `i + 1`.
    #[must_use]
    pub fn log(&self) -> &[Rc<Entry<W>>] {
        &self.log
    }

    /// The entry that leads to a position; `None` for position 0 and beyond the end.
    #[must_use]
    pub fn entry(&self, position: usize) -> Option<&Entry<W>> {
        position
            .checked_sub(1)
            .and_then(|i| self.log.get(i))
            .map(|entry| &**entry)
    }

    /// How many commands it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.log.len()
    }

    /// Whether it holds no command.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.log.is_empty()
    }

    /// The steps in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The positions before and after a step. Panics if there is no such step.
    #[must_use]
    pub fn step_range(&self, step: usize) -> std::ops::Range<usize> {
        let end = self
            .steps
            .get(step + 1)
            .map_or(self.log.len(), |next| next.start);
        self.steps[step].start..end
    }

    /// The last step of that name.
    #[must_use]
    pub fn step_named(&self, name: &str) -> Option<usize> {
        self.steps.iter().rposition(|step| step.name == name)
    }

    /// How many steps have begun at a position: the 5 of 'step 5 of 9'.
    #[must_use]
    pub fn steps_begun(&self, position: usize) -> usize {
        self.steps.partition_point(|step| step.start < position)
    }

    /// The world at a position, by a replay from the nearest copy.
    ///
    /// # Panics
    /// If the branch is shorter.
    #[must_use]
    pub fn world_at(&self, position: usize) -> W {
        let mut moment = self.keyframe_before(position).clone();
        while moment.position < position {
            self.step_on(&mut moment);
        }
        moment.world
    }

    pub(super) fn main(world: W) -> Self {
        Self {
            name: "main".to_owned(),
            from: None,
            log: Vec::new(),
            steps: Vec::new(),
            keyframes: Keyframes::starting_at(world),
        }
    }

    pub(super) fn fork(&self, at: Place, name: String) -> Self {
        let mut keyframes = self.keyframes.clone();
        keyframes.truncate(at.position);
        Self {
            name,
            from: Some(Fork {
                branch: at.branch,
                position: at.position,
            }),
            log: self.log[..at.position].to_vec(),
            steps: self.steps[..self.steps_begun(at.position)].to_vec(),
            keyframes,
        }
    }

    pub(super) fn rename(&mut self, name: &str) -> String {
        std::mem::replace(&mut self.name, name.to_owned())
    }

    pub(super) fn begin_step(&mut self, name: &str) {
        self.steps.push(Step {
            start: self.log.len(),
            name: name.to_owned(),
        });
    }

    /// The nearest end of a step after a position; the position must not be the end.
    pub(super) fn boundary_after(&self, position: usize) -> usize {
        let next = self.steps.partition_point(|step| step.start <= position);
        self.steps
            .get(next)
            .map_or(self.log.len(), |step| step.start)
    }

    /// The nearest start of a step before a position.
    pub(super) fn boundary_before(&self, position: usize) -> usize {
        self.steps[..self.steps_begun(position)]
            .last()
            .map_or(0, |step| step.start)
    }

    /// Does a new command at the end of the log, where `now` stands.
    pub(super) fn act(&mut self, now: &mut Moment<W>, command: W::Command) {
        assert_eq!(
            now.position,
            self.log.len(),
            "a command is added at the end of a branch"
        );
        let outcome = now.world.apply(&command);
        let entry = Entry { command, outcome };
        now.position += 1;
        now.cost += entry.cost();
        self.log.push(Rc::new(entry));
        self.keyframes.passing(now);
    }

    /// Does the next known command again, and keeps a copy if one is due here.
    pub(super) fn replay_one(&mut self, now: &mut Moment<W>) {
        self.step_on(now);
        self.keyframes.passing(now);
    }

    pub(super) fn step_on(&self, now: &mut Moment<W>) {
        let entry = &self.log[now.position];
        // What was refused changed nothing.
        if entry.outcome.is_ok() && !W::only_looks(&entry.command) {
            let outcome = now.world.apply(&entry.command);
            debug_assert_eq!(
                outcome, entry.outcome,
                "a replay of `{}` gave something else",
                entry.command
            );
        }
        now.position += 1;
        now.cost += entry.cost();
    }

    pub(super) fn keyframe_before(&self, position: usize) -> &Moment<W> {
        self.keyframes.before(position)
    }

    /// How many entries two branches have in common, as pointers: a world at that position is a world of both.
    pub(super) fn shared_with(&self, other: &Self) -> usize {
        self.log
            .iter()
            .zip(&other.log)
            .take_while(|(a, b)| Rc::ptr_eq(a, b))
            .count()
    }

    /// What lies beyond a position, with the steps from that index on.
    pub(super) fn part_from(&self, start: usize, first_step: usize) -> Part<W> {
        Part {
            start,
            log: self.log[start..].to_vec(),
            steps: self.steps[first_step..].to_vec(),
        }
    }

    pub(super) fn truncate(&mut self, part: &Part<W>) {
        assert_eq!(
            self.log.len(),
            part.start + part.log.len(),
            "an undo takes what was added last"
        );
        self.log.truncate(part.start);
        self.steps.truncate(self.steps.len() - part.steps.len());
        self.keyframes.truncate(part.start);
    }

    pub(super) fn extend(&mut self, part: &Part<W>) {
        assert_eq!(
            self.log.len(),
            part.start,
            "a redo adds where the undo took away"
        );
        self.log.extend(part.log.iter().cloned());
        self.steps.extend(part.steps.iter().cloned());
    }
}
