//! Answers to predictions, and work on challenges.

use lesson::{Answer, Block, Challenge, From, Predict, Work, World};

use super::State;
use super::cells::{self, Failure, Printed};

/// What was given as an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// The id of a choice.
    Choice(String),
    /// A number.
    Number(f64),
    /// The name of a thing on the stage.
    Point(String),
}

/// A prediction that was answered. The first answer stands; it can be changed until it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// What was said.
    pub given: Given,
    /// Whether it was right.
    pub right: bool,
}

impl Prediction {
    /// Judges an answer.
    #[must_use]
    pub fn judged(predict: &Predict, given: Given) -> Prediction {
        let right = match (&predict.answer, &given) {
            (Answer::Choice { right, .. }, Given::Choice(choice)) => right == choice,
            // Off by the tolerance still counts; a millionth of it more covers what decimals can't hold.
            (
                Answer::Number {
                    value, tolerance, ..
                },
                Given::Number(number),
            ) => (number - value).abs() <= tolerance + (value.abs() + tolerance) * 1e-9,
            (Answer::Point { thing }, Given::Point(point)) => thing == point,
            _ => false,
        };
        Prediction { given, right }
    }
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
    pub verdict: Option<Verdict>,
    /// Whether the solution is shown.
    pub compared: bool,
    /// How it was when it was solved: commands and hints.
    pub solved_with: Option<(usize, usize)>,
    /// The branch of the last try.
    pub branch: Option<usize>,
}

/// What a try came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the goal is reached.
    pub passed: bool,
    /// What was printed.
    pub printed: Vec<Printed>,
    /// What is missing, in words of the checker; empty if it passed.
    pub missing: Vec<String>,
}

impl Attempt {
    pub(super) fn new(challenge: &Challenge) -> Self {
        let start = match &challenge.work {
            Work::Commands { .. } => String::new(),
            Work::Program { start, .. } => start.clone(),
        };
        Attempt {
            text: start.clone(),
            start,
            hints: 0,
            tries: 0,
            failure: None,
            verdict: None,
            compared: false,
            solved_with: None,
            branch: None,
        }
    }

    /// Whether it was ever solved.
    #[must_use]
    pub fn solved(&self) -> bool {
        self.solved_with.is_some()
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
                    .blocks
                    .iter()
                    .take_while(|block| block.id() != Some(&challenge.id));
                let cell = before.filter_map(|block| match block {
                    Block::Cell(cell) => Some(cell.id.as_str()),
                    _ => None,
                });
                cell.last().map_or(0, end_of)
            }
        }
    }

    /// Tries the commands of a challenge: they run on a branch of their own, from where the challenge starts.
    pub(super) fn try_challenge(&mut self, id: &str) {
        let Some(challenge) = self.challenge(id).cloned() else {
            return;
        };
        let start = self.start_of(&challenge);
        let attempt = self
            .attempts
            .get_mut(id)
            .expect("every challenge has an attempt");
        attempt.failure = None;
        let commands = match cells::commands::<W>(&attempt.text) {
            Ok(commands) => commands,
            Err(failure) => {
                attempt.failure = Some(failure);
                return;
            }
        };
        attempt.tries += 1;
        let count = commands.len();
        let text = attempt.text.clone();
        self.player.switch(0);
        self.player.seek(start);
        let range = if commands.is_empty() {
            start..start
        } else {
            self.player.run(id, commands)
        };
        let branch = self.player.current();
        if branch > 0 {
            let tries = self.attempts[id].tries;
            // A name that is taken stays with the branch that has it; ours keeps the one it was given.
            self.player.rename(branch, &format!("{id} {tries}"));
        }
        let printed = self.player.branch().log()[range]
            .iter()
            .map(|entry| cells::print(entry))
            .collect();
        let missing = self.missing(&challenge, &text);
        let attempt = self
            .attempts
            .get_mut(id)
            .expect("every challenge has an attempt");
        let passed = missing.is_empty();
        attempt.verdict = Some(Verdict {
            passed,
            printed,
            missing,
        });
        attempt.branch = Some(branch);
        if passed && attempt.solved_with.is_none() {
            attempt.solved_with = Some((count, attempt.hints));
        }
    }

    /// What a challenge still asks for after these commands.
    fn missing(&self, challenge: &Challenge, _text: &str) -> Vec<String> {
        use lesson::Condition;
        let lines: Vec<String> = {
            let start = self.start_of(challenge);
            let log = &self.player.branch().log()
                [start.min(self.player.position())..self.player.position()];
            log.iter()
                .flat_map(|entry| {
                    entry
                        .printed()
                        .lines()
                        .map(str::to_string)
                        .collect::<Vec<_>>()
                })
                .collect()
        };
        challenge
            .conditions
            .iter()
            .filter_map(|condition| match condition {
                Condition::Trace(pattern) => {
                    (!lines.iter().any(|line| pattern.matches(line))).then(|| pattern.to_string())
                }
                Condition::Never(pattern) => lines
                    .iter()
                    .any(|line| pattern.matches(line))
                    .then(|| pattern.to_string()),
                Condition::Probe(probe) => {
                    let mut world = self.player.world().clone();
                    let printed =
                        probe.command.parse::<W::Command>().ok().map(|command| {
                            match world.apply(&command) {
                                Ok(events) => events
                                    .iter()
                                    .map(ToString::to_string)
                                    .collect::<Vec<_>>()
                                    .join("\n"),
                                Err(refusal) => refusal.message,
                            }
                        });
                    let fits = printed.is_some_and(|printed| {
                        probe
                            .prints
                            .as_ref()
                            .is_none_or(|pattern| pattern.matches(&printed))
                    });
                    (!fits).then(|| probe.command.clone())
                }
            })
            .collect()
    }
}
