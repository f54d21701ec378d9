//! Scripts with their expected output: etcd-raft's own test files, and ours.
//!
//! A script is commands with the exact text they print. Three interpreters run them: [`quorum`] and [`confchange`] on
//! the pure modules, [`interaction`] on a small cluster whose every message is delivered by hand.

pub mod confchange;
pub mod interaction;
pub mod quorum;
mod script;

pub use script::{Argument, Case, ScriptError, parse};

/// Which interpreter a script is for: the folder it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `quorum/`
    Quorum,
    /// `confchange/`
    ConfChange,
    /// `interaction/`
    Interaction,
}

/// A command whose output is not the expected one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Line of the command in the script, from 1.
    pub line: usize,
    /// The command.
    pub command: String,
    /// What the script expects.
    pub expected: String,
    /// What came.
    pub actual: String,
}

/// What running a script gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Commands run.
    pub commands: usize,
    /// Those whose output differs. After the first one of an interaction the others may only be its consequences.
    pub mismatches: Vec<Mismatch>,
}

/// Runs a whole script and compares every output, byte for byte.
///
/// # Errors
/// If the text is not a script.
pub fn check(kind: Kind, text: &str) -> Result<Outcome, ScriptError> {
    let mut outcome = Outcome::default();
    replay(kind, text, |case, actual| {
        outcome.commands += 1;
        if actual != case.expected {
            let Case {
                line,
                directive,
                expected,
                ..
            } = case.clone();
            outcome.mismatches.push(Mismatch {
                line,
                command: directive,
                expected,
                actual,
            });
        }
    })?;
    Ok(outcome)
}

/// Runs a whole script and hands over each command with what it printed, its last line ended.
///
/// # Errors
/// If the text is not a script.
pub fn replay(
    kind: Kind,
    text: &str,
    mut see: impl FnMut(&Case, String),
) -> Result<(), ScriptError> {
    let mut environment = interaction::Environment::new();
    let mut membership = confchange::Membership::default();
    for case in parse(text)? {
        let mut output = match kind {
            Kind::Quorum => quorum::run(&case),
            Kind::ConfChange => membership.run(&case),
            Kind::Interaction => environment.run(&case),
        };
        if !output.is_empty() && !output.ends_with('\n') {
            output.push('\n');
        }
        see(&case, output);
    }
    Ok(())
}
