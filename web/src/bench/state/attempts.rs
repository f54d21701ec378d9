//! Answers to predictions, and work on challenges.

use lesson::{Block, Challenge, From, Grade, Program, Verdict, Work, World};

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

/// Work on one challenge, or on a program that is no challenge.
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
    /// While a program is before its judge: the lines so far.
    pub judging: Option<Vec<String>>,
    /// Whether its judge was sent away before the verdict.
    pub stopped: bool,
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
    /// The engine's judgement; a program that is no challenge has none.
    pub verdict: Option<Verdict>,
    /// How many commands were used.
    pub commands: usize,
    /// What they printed.
    pub printed: Vec<Printed>,
}

impl Attempt {
    pub(super) fn of_challenge(challenge: &Challenge) -> Self {
        match &challenge.work {
            Work::Commands { .. } => Self::from(""),
            Work::Program { start, .. } => Self::from(start),
        }
    }

    pub(super) fn of_program(program: &Program) -> Self {
        Self::from(&program.text)
    }

    fn from(start: &str) -> Self {
        let start = start.trim_end().to_string();
        Attempt {
            text: start.clone(),
            start,
            hints: 0,
            tries: 0,
            failure: None,
            judging: None,
            stopped: false,
            outcome: None,
            compared: false,
            solved: false,
        }
    }

    /// Whether there is anything to save.
    pub(super) fn is_touched(&self) -> bool {
        self.text != self.start || self.tries > 0 || self.hints > 0
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
        let Some(Block::Predict(predict)) = self.lesson.block(&id) else {
            return;
        };
        let grade = predict.grade(&answer);
        if grade != Grade::NoNumber {
            self.work += 1;
            self.pointing = None;
            if self.predictions.get(&id).is_none() {
                let right = grade == Grade::Right;
                self.predictions.insert(id, Prediction { answer, right });
            }
        }
    }

    pub(super) fn hint(&mut self, id: &str) {
        let most = self
            .challenge(id)
            .map_or(0, |challenge| challenge.hints.len());
        if let Some(attempt) = self.attempts.get_mut(id) {
            self.work += 1;
            attempt.hints = (attempt.hints + 1).min(most);
        }
    }

    /// Tries a challenge. The engine judges commands on copies of its world; on the stage they run on a branch of their
    /// own, from where the challenge starts. A program goes to its judge, who answers later.
    pub(super) fn try_challenge(&mut self, id: &str) {
        let Some(attempt) = self.attempts.get_mut(id) else {
            return;
        };
        attempt.failure = None;
        attempt.stopped = false;
        let challenge = match self.lesson.block(id) {
            Some(Block::Challenge(challenge))
                if matches!(challenge.work, Work::Commands { .. }) =>
            {
                challenge.clone()
            }
            _ => {
                attempt.tries += 1;
                attempt.outcome = None;
                attempt.judging = Some(Vec::new());
                return;
            }
        };
        let commands = match cells::commands::<W>(&attempt.text) {
            Ok(commands) => commands,
            Err(failure) => {
                attempt.failure = Some(failure);
                return;
            }
        };
        attempt.tries += 1;
        let tries = attempt.tries;
        let count = commands.len();
        let lesson = self.lesson.clone();
        let verdict = challenge
            .attempt::<W>(&lesson, &commands)
            .expect("the lesson's own test has read its cells and probes");

        let start = self.start_of(&challenge);
        self.player.switch(0);
        self.player.seek(start);
        let range = if commands.is_empty() {
            start..start
        } else {
            self.player.run(id, commands)
        };
        let branch = self.player.current();
        if branch > 0 {
            // A name that is taken stays with the branch that has it; ours keeps the one it was given.
            self.player.rename(branch, &format!("{id} {tries}"));
        }
        let printed = self.player.branch().log()[range]
            .iter()
            .map(|entry| cells::print(entry))
            .collect();
        self.judged(
            id,
            Outcome {
                verdict: Some(verdict),
                commands: count,
                printed,
            },
        );
    }

    /// The judge has said this so far.
    pub(super) fn judging(&mut self, id: &str, lines: Vec<String>) {
        if let Some(attempt) = self.attempts.get_mut(id) {
            attempt.judging = Some(lines);
        }
    }

    /// The judge has spoken.
    pub(super) fn judged_program(&mut self, id: &str, lines: &[String]) {
        let verdict = self.challenge(id).map(|challenge| challenge.judged(lines));
        let printed = vec![Printed::Events(lines.join("\n"))];
        self.judged(
            id,
            Outcome {
                verdict,
                commands: 0,
                printed,
            },
        );
    }

    /// The program cannot be judged: where, by line and column from 1, and why.
    pub(super) fn wrong_program(&mut self, id: &str, line: usize, column: usize, message: String) {
        if let Some(attempt) = self.attempts.get_mut(id) {
            let start = byte_at(&attempt.text, line, column);
            attempt.judging = None;
            attempt.failure = Some(Failure {
                span: start..start,
                message,
            });
        }
    }

    fn judged(&mut self, id: &str, outcome: Outcome) {
        if let Some(attempt) = self.attempts.get_mut(id) {
            attempt.judging = None;
            attempt.solved |= outcome
                .verdict
                .as_ref()
                .is_some_and(|verdict| verdict.solved);
            attempt.outcome = Some(outcome);
        }
    }

    /// The position of the lesson's own script at which a challenge starts.
    #[must_use]
    pub fn start_of(&self, challenge: &Challenge) -> usize {
        let script = &self.player.branches()[0];
        let end_of = |id: &str| {
            script
                .step_named(id)
                .map_or(0, |step| script.step_range(step).end)
        };
        match &challenge.from {
            From::Start => 0,
            From::Cell(id) => end_of(id),
            From::Here => {
                let before = self
                    .lesson
                    .cells()
                    .take_while(|cell| cell.line < challenge.line);
                before.last().map_or(0, |cell| end_of(&cell.id))
            }
        }
    }
}

/// The byte at a line and column from 1; the end of the line, or of the text, if there is none.
fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text[start..].lines().next().unwrap_or_default();
    start
        + rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at)
}
