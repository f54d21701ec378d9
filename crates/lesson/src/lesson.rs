//! A lesson: prose, and the blocks that run. All of it is plain data; `format` reads it, `check` holds it to the world.

use serde::{Deserialize, Serialize};

use crate::pattern::Pattern;
use crate::prose::{Inline, Prose};

/// A lesson in one language. Behaviour (commands, outputs, answers, solutions) is the same in every language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// The file it was read from, for messages.
    pub file: String,
    /// The name of its folder, and of its address.
    pub id: String,
    /// The name of its world.
    pub world: String,
    /// What its world begins with.
    pub seed: u64,
    /// How long it takes, roughly.
    pub minutes: u32,
    /// Lessons that should be read before.
    pub needs: Vec<String>,
    /// Where its facts come from.
    pub sources: Vec<String>,
    /// Its title.
    pub title: String,
    /// One sentence for lists, search and previews.
    pub summary: String,
    /// What it says and does, in order.
    pub blocks: Vec<Block>,
    /// A fingerprint of what a learner's work depends on: world, seed, cells, programs, questions. Prose doesn't count.
    pub version: String,
}

/// A piece of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// Prose.
    Prose(Prose),
    /// Commands that run, with what they print.
    Cell(Cell),
    /// A question before the answer is shown.
    Predict(Predict),
    /// A goal to reach, judged by the engine.
    Challenge(Challenge),
    /// A program of the learner's, judged by a long job.
    Program(Program),
    /// A picture that an engine draws.
    Figure(Figure),
    /// Prose set apart.
    Callout(Callout),
}

impl Block {
    /// Its id; `None` for prose.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Block::Prose(_) => None,
            Block::Cell(cell) => Some(&cell.id),
            Block::Predict(predict) => Some(&predict.id),
            Block::Challenge(challenge) => Some(&challenge.id),
            Block::Program(program) => Some(&program.id),
            Block::Figure(figure) => Some(&figure.id),
            Block::Callout(callout) => Some(&callout.id),
        }
    }

    /// Everything it says, hints and feedback included, in order.
    #[must_use]
    pub fn prose(&self) -> Vec<&[Prose]> {
        match self {
            Block::Prose(prose) => vec![std::slice::from_ref(prose)],
            Block::Cell(_) | Block::Program(_) => Vec::new(),
            Block::Predict(predict) => {
                let choices = match &predict.answer {
                    Answer::Choice { choices, .. } => choices.as_slice(),
                    Answer::Number { .. } | Answer::Point { .. } => &[],
                };
                let said = choices
                    .iter()
                    .flat_map(|choice| [&*choice.text, &*choice.feedback]);
                [&*predict.question]
                    .into_iter()
                    .chain(said)
                    .chain([&*predict.why])
                    .collect()
            }
            Block::Challenge(challenge) => {
                let hints = challenge.hints.iter().map(|hint| &**hint);
                [&*challenge.goal]
                    .into_iter()
                    .chain(hints)
                    .chain([&*challenge.why])
                    .collect()
            }
            Block::Figure(figure) => vec![&figure.caption],
            Block::Callout(callout) => vec![&callout.text],
        }
    }
}

impl Lesson {
    /// The cells in order: together they are the lesson's script, each a step of it.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Cell(cell) => Some(cell),
            _ => None,
        })
    }

    /// The block of that id.
    #[must_use]
    pub fn block(&self, id: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.id() == Some(id))
    }

    /// The first paragraph, which says what it is about; empty if the lesson begins otherwise.
    #[must_use]
    pub fn lead(&self) -> &[Inline] {
        match self.blocks.first() {
            Some(Block::Prose(Prose::Paragraph(text))) => text,
            _ => &[],
        }
    }
}

/// Commands in the world's language, and what they printed when they were recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Its id.
    pub id: String,
    /// The line of its fence in `en.md`.
    pub line: usize,
    /// The language of its commands: `shuffle`, `etcdctl`.
    pub language: String,
    /// The commands, as written.
    pub input: String,
    /// What they print, without the last line break; `None` until it is recorded.
    pub output: Option<String>,
}

/// A question to answer before one sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predict {
    /// Its id.
    pub id: String,
    /// The line of its fence in `en.md`.
    pub line: usize,
    /// What is asked.
    pub question: Vec<Prose>,
    /// How one answers, and what is right.
    pub answer: Answer,
    /// What shows that the answer is right.
    pub probes: Vec<Probe>,
    /// The cell after which the probes are made; `None` for here.
    pub at: Option<String>,
    /// Why it is so: shown with the answer.
    pub why: Vec<Prose>,
}

/// The three ways to answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// One of several.
    Choice {
        /// In the order they are shown.
        choices: Vec<Choice>,
        /// The id of the right one.
        right: String,
    },
    /// A number.
    Number {
        /// The right one.
        value: f64,
        /// How far off still counts, inclusive.
        tolerance: f64,
        /// What stands behind it: `ms`, `%`; may be empty.
        unit: String,
    },
    /// Something on the stage, pointed at or named.
    Point {
        /// Its name on the stage: `slot 3`, `n2`.
        thing: String,
    },
}

/// One of the answers to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Its id in this question.
    pub id: String,
    /// What it says.
    pub text: Vec<Prose>,
    /// What is said to those who chose it, before the common `why`.
    pub feedback: Vec<Prose>,
}

/// A command tried on a copy of the world, and what it must print. Those of one block share a copy, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// Its line in `en.md`.
    pub line: usize,
    /// The command.
    pub command: String,
    /// What it prints; `None` if it prepares the next one, or if only the number in it matters.
    pub prints: Option<Pattern>,
}

/// A goal that the learner's own commands, or program, must reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its id.
    pub id: String,
    /// The line of its fence in `en.md`.
    pub line: usize,
    /// What is to be done.
    pub goal: Vec<Prose>,
    /// Where it starts.
    pub from: From,
    /// The most commands that may be used.
    pub limit: Option<usize>,
    /// What must hold afterwards: all of it.
    pub conditions: Vec<Condition>,
    /// On how many seeds the commands are tried: the lesson's and those that follow it. 1 unless the file says more.
    pub seeds: u64,
    /// Hints, from a nudge to nearly the answer.
    pub hints: Vec<Vec<Prose>>,
    /// How it is worked on, and a solution.
    pub work: Work,
    /// What is said when it is solved.
    pub why: Vec<Prose>,
}

/// The world in which a challenge starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum From {
    /// The lesson's world at this place.
    Here,
    /// A fresh world.
    Start,
    /// The lesson's world after this cell.
    Cell(String),
}

/// How a challenge is worked on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Work {
    /// By commands in the world's language.
    Commands {
        /// Commands that reach the goal.
        solution: String,
        /// The line in `en.md` where they begin.
        line: usize,
    },
    /// By a program for the judge.
    Program {
        /// What stands there at first; it doesn't reach the goal.
        start: String,
        /// A program that does.
        solution: String,
    },
}

/// One thing that must hold after the learner's commands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// What is tried.
    pub test: Test,
    /// On how many of the seeds it must hold.
    pub holds: Holds,
}

/// What is tried after the learner's commands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// A probe of the world at the end prints this.
    Probe(Probe),
    /// Some line printed by the learner's commands, or by the judge, is like this.
    Trace(Pattern),
    /// No line printed is like this.
    Never(Pattern),
    /// The learner's commands have no other verbs than these.
    Allow(Verbs),
    /// None of the learner's commands has one of these verbs.
    Forbid(Verbs),
}

/// Verbs of the world's language, as [`crate::World::verbs`] names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verbs {
    /// The line in `en.md`.
    pub line: usize,
    /// Never empty.
    pub names: Vec<String>,
}

/// A share of seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Holds {
    /// On every one.
    All,
    /// On none.
    None,
    /// On at most this many per cent.
    AtMost(f64),
    /// On at least this many per cent.
    AtLeast(f64),
}

/// A program to edit, judged by a long job rather than by the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// Its id.
    pub id: String,
    /// The line of its fence in `en.md`.
    pub line: usize,
    /// The program.
    pub text: String,
    /// The judge's lines, without the last line break; `None` until it is recorded.
    pub verdict: Option<String>,
}

/// A picture that an engine draws, with a caption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its id.
    pub id: String,
    /// The line of its fence in `en.md`.
    pub line: usize,
    /// What is drawn, in the words of the world's room: `matrix two-random n=7`.
    pub draw: String,
    /// What it shows.
    pub caption: Vec<Prose>,
}

/// Prose set apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Callout {
    /// Its id.
    pub id: String,
    /// The line of its fence in `en.md`.
    pub line: usize,
    /// What kind of remark.
    pub kind: CalloutKind,
    /// What it says.
    pub text: Vec<Prose>,
}

/// What a callout is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CalloutKind {
    /// A remark beside the way.
    Note,
    /// What always holds.
    Invariant,
    /// What is often said, and wrong; with what is right.
    Mistake,
}

impl CalloutKind {
    /// All of them, with the word of their fence.
    pub const ALL: [(&'static str, Self); 3] = [
        ("note", Self::Note),
        ("invariant", Self::Invariant),
        ("mistake", Self::Mistake),
    ];
}
