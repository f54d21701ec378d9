//! What every lesson is made of: a [`World`] that a learner acts on, the [`Player`] that moves through what was done, and
//! the [`Job`] for what takes long.
//!
//! Text is the only untyped form. One line of text is a notebook cell, a step of a lesson, a test, a saved run and a
//! part of a link; a world parses it into a command, applies it, and answers with events that print themselves.

mod world;
pub use world::{Offer, ParseError, Refusal, Verb, World};

mod player;
pub use player::{
    Branch, Course, Entry, Fork, Player, Rehearsal, RestoreError, SavedBranch, SavedStep, Step,
};

mod lesson;
pub use lesson::{
    Answer, Block, Callout, CalloutKind, Cell, Challenge, Choice, Condition, Figure, From, Holds,
    Lesson, Predict, Probe, Program, Test, Verbs, Work,
};

pub mod format;
pub use format::{Fit, Notebook, SavedAnswer, SavedAttempt, SavedCell, SavedTry, Translation};

pub mod prose;
pub use prose::{Align, Inline, Prose, Target};

mod script;
pub use script::{ScriptError, parse_script};

mod answer;
pub use answer::Grade;

mod attempt;
pub use attempt::{Finding, Verdict};

mod check;
pub use check::{Judge, ProgramError, check, no_judge, record};

mod book;
pub use book::{Book, Glossary, Listed, Part, Summary, Term};

mod link;
pub use link::{Action, LINK_MAX, Link, LinkError};

mod pattern;
pub use pattern::Pattern;

mod mistake;
pub use mistake::Mistake;

mod job;
pub use job::{Job, Progress};
