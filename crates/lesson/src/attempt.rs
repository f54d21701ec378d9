//! A challenge tried: the learner's commands on the challenge's world, and what holds afterwards.

use serde::{Deserialize, Serialize};

use crate::script::{ScriptError, parse_script};
use crate::{Challenge, Condition, Entry, From, Holds, Lesson, Probe, Test, Verbs, World};

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the goal is reached.
    pub solved: bool,
    /// One for each condition, in their order.
    pub findings: Vec<Finding>,
    /// On how many seeds the commands were tried.
    pub seeds: u64,
    /// How many commands were used beyond the limit.
    pub too_many: usize,
}

/// What came of one condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Whether it holds on as many seeds as it should.
    pub holds: bool,
    /// On how many seeds its test passed.
    pub passed: u64,
    /// What the probe printed on the lesson's own seed, or the line there that decided: printed, or for `allow:` and
    /// `forbid:` the first command that may not be used. Empty if there was none.
    pub got: String,
}

impl Challenge {
    /// The world in which it starts, for a seed.
    pub fn world<W: World>(&self, lesson: &Lesson, seed: u64) -> Result<W, ScriptError> {
        match &self.from {
            From::Start => Ok(W::new(seed)),
            From::Here => lesson.world_after(
                seed,
                lesson.cells().filter(|cell| cell.line < self.line).count(),
            ),
            From::Cell(id) => {
                let cells = lesson
                    .cells()
                    .position(|cell| cell.id == *id)
                    .map_or(0, |i| i + 1);
                lesson.world_after(seed, cells)
            }
        }
    }

    /// Tries commands. The errors are the lesson's: a cell or a probe that isn't a command.
    pub fn attempt<W: World>(
        &self,
        lesson: &Lesson,
        commands: &[W::Command],
    ) -> Result<Verdict, ScriptError> {
        let mut tried = Vec::new();
        for i in 0..self.seeds {
            tried.push(self.try_seed::<W>(lesson, lesson.seed.wrapping_add(i), commands)?);
        }
        let too_many = commands
            .len()
            .saturating_sub(self.limit.unwrap_or(usize::MAX));
        Ok(self.verdict(&tried, too_many))
    }

    /// Judges a program by the lines that its judge gave.
    #[must_use]
    pub fn judged(&self, lines: &[String]) -> Verdict {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let tests = self
            .conditions
            .iter()
            .map(|condition| of_lines(&condition.test, &lines));
        self.verdict(&[tests.collect()], 0)
    }

    /// Whether each test passes on one seed, and what decided.
    fn try_seed<W: World>(
        &self,
        lesson: &Lesson,
        seed: u64,
        commands: &[W::Command],
    ) -> Result<Vec<(bool, String)>, ScriptError> {
        let mut world: W = self.world(lesson, seed)?;
        let printed: Vec<String> = commands
            .iter()
            .map(|command| print_one(&mut world, command))
            .collect();
        let lines: Vec<&str> = printed.iter().flat_map(|printed| printed.lines()).collect();
        let mut test = |condition: &Condition| match &condition.test {
            Test::Probe(probe) => {
                let got = probe.print(&mut world)?;
                Ok((
                    probe
                        .prints
                        .as_ref()
                        .is_none_or(|pattern| pattern.matches(&got)),
                    got,
                ))
            }
            Test::Allow(verbs) | Test::Forbid(verbs) => {
                let wanted = matches!(condition.test, Test::Allow(_));
                Ok(of_commands::<W>(verbs, wanted, commands))
            }
            test => Ok(of_lines(test, &lines)),
        };
        self.conditions.iter().map(&mut test).collect()
    }

    fn verdict(&self, tried: &[Vec<(bool, String)>], too_many: usize) -> Verdict {
        let seeds = tried.len() as u64;
        let finding = |(i, condition): (usize, &Condition)| {
            let passed = tried.iter().filter(|tests| tests[i].0).count() as u64;
            Finding {
                holds: condition.holds.allows(passed, seeds),
                passed,
                got: tried[0][i].1.clone(),
            }
        };
        let findings: Vec<Finding> = self.conditions.iter().enumerate().map(finding).collect();
        let solved = too_many == 0 && findings.iter().all(|finding| finding.holds);
        Verdict {
            solved,
            findings,
            seeds,
            too_many,
        }
    }
}

impl Probe {
    /// Does it, and gives what it prints. The world is a copy: a learner's own never sees a probe.
    pub fn print<W: World>(&self, copy: &mut W) -> Result<String, ScriptError> {
        let commands = parse_script::<W>(&self.command)?;
        let printed: Vec<String> = commands
            .iter()
            .map(|command| print_one(copy, command))
            .collect();
        Ok(joined(&printed))
    }
}

impl Holds {
    fn allows(self, passed: u64, seeds: u64) -> bool {
        let per_cent = passed as f64 * 100.0 / seeds as f64;
        match self {
            Holds::All => passed == seeds,
            Holds::None => passed == 0,
            Holds::AtMost(limit) => per_cent <= limit,
            Holds::AtLeast(limit) => per_cent >= limit,
        }
    }
}

/// A test of what was asked: whether every command's verb is among these, or none is, and the first command that is wrong.
fn of_commands<W: World>(verbs: &Verbs, wanted: bool, commands: &[W::Command]) -> (bool, String) {
    let wrong = commands
        .iter()
        .find(|command| verbs.names.contains(&W::verb(command)) != wanted);
    let line = wrong.map_or(String::new(), |command| {
        let line = command.to_string();
        line.lines().next().unwrap_or_default().to_owned()
    });
    (wrong.is_none(), line)
}

/// A test of what was printed: whether it passes, and the line that decided.
fn of_lines(test: &Test, lines: &[&str]) -> (bool, String) {
    let (pattern, wanted) = match test {
        Test::Trace(pattern) => (pattern, true),
        Test::Never(pattern) => (pattern, false),
        Test::Probe(_) | Test::Allow(_) | Test::Forbid(_) => {
            unreachable!("of a world, not of lines; no program's challenge has one")
        }
    };
    let line = lines.iter().find(|line| pattern.matches(line));
    (
        line.is_some() == wanted,
        line.map_or(String::new(), |line| (*line).to_owned()),
    )
}

/// Does a command and gives what a cell prints for it.
pub(crate) fn print_one<W: World>(world: &mut W, command: &W::Command) -> String {
    let outcome = world.apply(command);
    Entry::<W> {
        command: command.clone(),
        outcome,
    }
    .printed()
}

/// What several commands print, one after the other.
pub(crate) fn joined(printed: &[String]) -> String {
    let said: Vec<&str> = printed
        .iter()
        .map(String::as_str)
        .filter(|printed| !printed.is_empty())
        .collect();
    said.join("\n").trim_end_matches('\n').to_owned()
}
