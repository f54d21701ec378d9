//! Answers to predictions, and work on challenges.

use lesson::{Block, Challenge, From, Grade, Test, Verdict, Work, World};

use super::State;
use super::cells::{self, Failure, Printed};

/// A prediction that was answered. The first answer stands, until one asks to be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// What was said: the id of a choice, a number as it was typed, the name of a thing on the stage.
    pub answer: String,
    /// Whether it was right.
    pub right: bool,
}

/// Work on one challenge.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The commands, or the program, as they stand.
    pub text: String,
    /// What stood there at first.
    pub start: String,
    /// How many hints were shown.
    pub hints: usize,
    /// How often it was tried.
    pub tries: usize,
    /// Why the text could not be read.
    pub failure: Option<Failure>,
    /// What the last try came to.
    pub outcome: Option<Outcome>,
    /// Whether the solution is shown.
    pub compared: bool,
    /// Whether it was ever solved.
    pub solved: bool,
}

/// What a try came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The engine's judgement.
    pub verdict: Verdict,
    /// How many commands were used.
    pub commands: usize,
    /// What they printed.
    pub printed: Vec<Printed>,
}

impl Attempt {
    pub(super) fn new(challenge: &Challenge) -> Self {
        let start = match &challenge.work {
            Work::Commands { .. } => String::new(),
            Work::Program { start, .. } => start.trim_end().to_string(),
        };
        Attempt { text: start.clone(), start, hints: 0, tries: 0, failure: None, outcome: None, compared: false, solved: false }
    }
}

impl<W: World> State<W> {
    /// The block of a challenge.
    #[must_use]
    pub fn challenge(&self, id: &str) -> Option<&Challenge> {
        match self.lesson.block(id) {
            Some(Block::Challenge(challenge)) => Some(challenge),
            _ => None,
        }
    }

    pub(super) fn answer(&mut self, id: String, answer: String) {
        let Some(Block::Predict(predict)) = self.lesson.block(&id) else { return };
        let grade = predict.grade(&answer);
        if grade != Grade::NoNumber {
            self.work += 1;
            self.pointing = None;
            self.predictions.entry(id).or_insert(Prediction { answer, right: grade == Grade::Right });
        }
    }

    pub(super) fn hint(&mut self, id: &str) {
        let most = self.challenge(id).map_or(0, |challenge| challenge.hints.len());
        if let Some(attempt) = self.attempts.get_mut(id) {
            self.work += 1;
            attempt.hints = (attempt.hints + 1).min(most);
        }
    }

    /// Tries the commands of a challenge. The engine judges them on copies of its world; on the stage they run on a
    /// branch of their own, from where the challenge starts.
    pub(super) fn try_challenge(&mut self, id: &str) {
        let Some(challenge) = self.challenge(id).cloned() else { return };
        let attempt = self.attempts.get_mut(id).expect("every challenge has an attempt");
        if let Work::Program { .. } = challenge.work {
            return;
        }
        let commands = match cells::commands::<W>(&attempt.text) {
            Ok(commands) => commands,
            Err(failure) => {
                attempt.failure = Some(failure);
                return;
            }
        };
        attempt.failure = None;
        attempt.tries += 1;
        let tries = attempt.tries;
        let count = commands.len();
        let lesson = self.lesson.clone();
        let verdict = challenge.attempt::<W>(&lesson, &commands).expect("the lesson's own test has read its cells and probes");

        let start = self.start_of(&challenge);
        self.player.switch(0);
        self.player.seek(start);
        let range = if commands.is_empty() { start..start } else { self.player.run(id, commands) };
        let branch = self.player.current();
        if branch > 0 {
            // A name that is taken stays with the branch that has it; ours keeps the one it was given.
            self.player.rename(branch, &format!("{id} {tries}"));
        }
        let printed = self.player.branch().log()[range].iter().map(|entry| cells::print(entry)).collect();
        self.judged(id, Outcome { verdict, commands: count, printed });
    }

    /// Notes what a try came to.
    pub(super) fn judged(&mut self, id: &str, outcome: Outcome) {
        if let Some(attempt) = self.attempts.get_mut(id) {
            attempt.solved |= outcome.verdict.solved;
            attempt.outcome = Some(outcome);
        }
    }

    /// The position of the lesson's own script at which a challenge starts.
    #[must_use]
    pub fn start_of(&self, challenge: &Challenge) -> usize {
        let script = &self.player.branches()[0];
        let end_of = |id: &str| script.step_named(id).map_or(0, |step| script.step_range(step).end);
        match &challenge.from {
            From::Start => 0,
            From::Cell(id) => end_of(id),
            From::Here => {
                let before = self.lesson.cells().take_while(|cell| cell.line < challenge.line);
                before.last().map_or(0, |cell| end_of(&cell.id))
            }
        }
    }
}

/// What a condition asks for, and whether it is a probe: the command, and what it or some line must look like.
#[must_use]
pub fn asked(test: &Test) -> (Option<&str>, String) {
    match test {
        Test::Probe(probe) => (Some(probe.command.trim()), probe.prints.as_ref().map(ToString::to_string).unwrap_or_default()),
        Test::Trace(pattern) | Test::Never(pattern) => (None, pattern.to_string()),
    }
}
