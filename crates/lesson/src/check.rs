//! A lesson held to its world: every cell, prediction and challenge, played as a learner would.

use std::fmt;

use crate::answer::{is_near, numbers};
use crate::attempt::{Verdict, joined, print_one};
use crate::mistake::{Mistake, Mistakes};
use crate::script::{ScriptError, parse_script};
use crate::{Answer, Block, Cell, Challenge, Lesson, Predict, Program, Test, Verbs, Work, World};

mod record;
pub use record::record;

/// Judges a program: the lines of its verdict, or where the program is wrong.
pub type Judge<'a> = &'a dyn Fn(&str) -> Result<Vec<String>, ProgramError>;

/// A program that can't be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramError {
    /// The line in the program, from 1.
    pub line: usize,
    /// The column in that line, in characters from 1.
    pub column: usize,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.message
        )
    }
}

impl std::error::Error for ProgramError {}

/// The judge of worlds that have no programs.
pub fn no_judge(_: &str) -> Result<Vec<String>, ProgramError> {
    Err(ProgramError {
        line: 1,
        column: 1,
        message: "this world has no programs".to_owned(),
    })
}

/// Plays the whole lesson: outputs are as recorded, probes show that the answers are right, an untouched challenge
/// fails, and its solution passes. Returns everything that doesn't hold.
#[must_use]
pub fn check<W: World>(lesson: &Lesson, judge: Judge) -> Vec<Mistake> {
    let mut mistakes = Mistakes::in_file(&lesson.file);
    if lesson.world != W::NAME {
        mistakes.add(
            1,
            format!(
                "the lesson is of the world `{}`, not of `{}`",
                lesson.world,
                W::NAME
            ),
        );
        return mistakes.all();
    }
    let mut checker = Checker::<W> {
        lesson,
        judge,
        worlds: vec![W::new(lesson.seed)],
        mistakes,
    };
    // All cells are played even after one that can't be: an author sees every mistake.
    let played = lesson
        .cells()
        .map(|cell| checker.cell(cell))
        .fold(true, |all, played| all & played);
    if played {
        checker.steps();
        checker.blocks();
    }
    checker.mistakes.all()
}

struct Checker<'a, W> {
    lesson: &'a Lesson,
    judge: Judge<'a>,
    /// The world before the first cell, and after each.
    worlds: Vec<W>,
    mistakes: Mistakes,
}

impl<W: World> Checker<'_, W> {
    /// Plays a cell; false if its text isn't commands.
    fn cell(&mut self, cell: &Cell) -> bool {
        if cell.language != W::LANGUAGE {
            let (line, language) = (cell.line, &cell.language);
            let kinds = "predict, challenge, program, figure, note, invariant, mistake";
            let message = format!(
                "unknown block `{language}`; expected {kinds} or the language `{}`",
                W::LANGUAGE
            );
            self.mistakes.add(line, message);
        }
        let mut world = self.worlds.last().expect("it begins with one").clone();
        let commands = match parse_script::<W>(&cell.input) {
            Ok(commands) => commands,
            Err(error) => {
                self.no_command(cell.line, &cell.input, &error);
                return false;
            }
        };
        if commands.is_empty() {
            self.mistakes.add(cell.line, "the cell has no command");
        }
        let mut printed = Vec::new();
        for command in &commands {
            self.reads_back(cell.line, command);
            printed.push(print_one(&mut world, command));
        }
        self.worlds.push(world);
        self.compare(
            cell.line,
            "the cell",
            cell.output.as_deref(),
            &joined(&printed),
        );
        true
    }

    /// The canonical line of a command must give that command again: links and saved runs depend on it.
    fn reads_back(&mut self, line: usize, command: &W::Command) {
        let again = parse_script::<W>(&command.to_string());
        if again.as_deref() != Ok(std::slice::from_ref(command)) {
            let message = format!(
                "the command prints as `{command}`, which reads as something else: {again:?}"
            );
            self.mistakes.add(line, message);
        }
    }

    /// Steps through as a learner does, to the end and back: every place is the same world both ways.
    fn steps(&mut self) {
        let mut player = self
            .lesson
            .player::<W>()
            .expect("every cell was played before");
        let lines: Vec<usize> = self
            .lesson
            .cells()
            .filter(|cell| self.has_commands(cell))
            .map(|cell| cell.line)
            .collect();
        let mut ends = vec![(player.position(), player.world().clone())];
        while player.next_step() {
            ends.push((player.position(), player.world().clone()));
        }
        if player.world() != self.worlds.last().expect("it begins with one") {
            self.mistakes.add(
                1,
                "stepping through the lesson ends in another world than playing it",
            );
        }
        for (i, (position, world)) in ends.iter().enumerate().rev() {
            if (player.position(), player.world()) != (*position, world) {
                let line = lines.get(i).copied().unwrap_or(1);
                self.mistakes.add(
                    line,
                    "going back to before this cell gives another world than coming here did",
                );
            }
            player.previous_step();
        }
    }

    fn has_commands(&self, cell: &Cell) -> bool {
        !W::commands(&cell.input).is_empty()
    }

    fn blocks(&mut self) {
        let mut cells = 0;
        for block in &self.lesson.blocks {
            match block {
                Block::Cell(_) => cells += 1,
                Block::Predict(predict) => self.predict(predict, cells),
                Block::Challenge(challenge) => self.challenge(challenge),
                Block::Program(program) => self.program(program),
                Block::Prose(_) | Block::Figure(_) | Block::Callout(_) => {}
            }
        }
    }

    fn predict(&mut self, predict: &Predict, cells_before: usize) {
        let at = match &predict.at {
            Some(id) => self
                .lesson
                .cells()
                .position(|cell| cell.id == *id)
                .map_or(0, |i| i + 1),
            None => cells_before,
        };
        // One copy for all of them: the first may prepare what the last asks.
        let mut world = self.worlds[at].clone();
        let mut last = None;
        for probe in &predict.probes {
            let printed = match probe.print(&mut world) {
                Ok(printed) => printed,
                Err(error) => return self.no_command(probe.line - 1, &probe.command, &error),
            };
            if let Some(pattern) = probe
                .prints
                .as_ref()
                .filter(|pattern| !pattern.matches(&printed))
            {
                let difference = difference(&pattern.0, &printed);
                let message = format!("`{}` prints something else:\n{difference}", probe.command);
                self.mistakes.add(probe.line, message);
            }
            last = Some((probe, printed));
        }
        if let (
            Answer::Number {
                value,
                tolerance,
                unit,
            },
            Some((probe, printed)),
        ) = (&predict.answer, last)
        {
            // What the probe must print is what it prints, so that a number in it is the world's own.
            let found = match &probe.prints {
                Some(pattern) => numbers(&pattern.0, unit),
                None => numbers(&printed, unit)
                    .last()
                    .copied()
                    .into_iter()
                    .collect(),
            };
            if !found
                .iter()
                .any(|number| is_near(*number, *value, *tolerance))
            {
                let command = &probe.command;
                let message = format!(
                    "the answer is {value} within {tolerance}, and `{command}` prints:\n  {printed}"
                );
                self.mistakes.add(probe.line, message);
            }
        }
    }

    fn challenge(&mut self, challenge: &Challenge) {
        for condition in &challenge.conditions {
            if let Test::Allow(verbs) | Test::Forbid(verbs) = &condition.test {
                self.verbs(verbs);
            }
        }
        let (untouched, solution) = match &challenge.work {
            Work::Commands { solution, line } => {
                let commands = match parse_script::<W>(solution) {
                    Ok(commands) => commands,
                    Err(error) => return self.no_command(line - 1, solution, &error),
                };
                (
                    self.attempt(challenge, &[]),
                    self.attempt(challenge, &commands),
                )
            }
            Work::Program { start, solution } => (
                self.judge(challenge, "the program", start),
                self.judge(challenge, "the solution", solution),
            ),
        };
        let id = &challenge.id;
        if untouched.is_some_and(|verdict| verdict.solved) {
            self.mistakes.add(
                challenge.line,
                format!("`#{id}` is solved before anything is done"),
            );
        }
        if let Some(verdict) = solution.filter(|verdict| !verdict.solved) {
            let why = describe(challenge, &verdict);
            self.mistakes.add(
                challenge.line,
                format!("the solution of `#{id}` doesn't solve it:\n{why}"),
            );
        }
    }

    /// A verb that the language doesn't have would allow or forbid nothing.
    fn verbs(&mut self, verbs: &Verbs) {
        let known: Vec<&str> = W::verbs().iter().map(|verb| verb.name).collect();
        for name in &verbs.names {
            if !known.contains(&name.as_str()) {
                let known = known.join(", ");
                self.mistakes.add(
                    verbs.line,
                    format!("the world {} has no verb `{name}`; it has {known}", W::NAME),
                );
            }
        }
    }

    fn attempt(&mut self, challenge: &Challenge, commands: &[W::Command]) -> Option<Verdict> {
        match challenge.attempt::<W>(self.lesson, commands) {
            Ok(verdict) => Some(verdict),
            Err(error) => {
                self.mistakes.add(
                    challenge.line,
                    format!("a probe is no command: {}", error.error),
                );
                None
            }
        }
    }

    fn judge(&mut self, challenge: &Challenge, what: &str, program: &str) -> Option<Verdict> {
        match (self.judge)(program) {
            Ok(lines) => Some(challenge.judged(&lines)),
            Err(error) => {
                self.mistakes.add(
                    challenge.line,
                    format!("{what} of `#{}` can't be judged: {error}", challenge.id),
                );
                None
            }
        }
    }

    fn program(&mut self, program: &Program) {
        match (self.judge)(&program.text) {
            Ok(lines) => self.compare(
                program.line,
                "the program",
                program.verdict.as_deref(),
                &joined(&lines),
            ),
            Err(error) => self.mistakes.add(
                program.line + error.line,
                format!("column {}: {}", error.column, error.message),
            ),
        }
    }

    fn compare(&mut self, line: usize, what: &str, recorded: Option<&str>, printed: &str) {
        match recorded {
            Some(recorded) if recorded == printed => {}
            Some(recorded) => {
                let message = format!(
                    "{what} prints something else than is recorded:\n{}",
                    difference(recorded, printed)
                );
                self.mistakes.add(line, message);
            }
            None => self
                .mistakes
                .add(line, format!("what {what} prints is not recorded yet")),
        }
    }

    /// A command of the text below the fence of that line isn't one.
    fn no_command(&mut self, fence: usize, text: &str, error: &ScriptError) {
        let source = text[error.at.clone()].lines().next().unwrap_or_default();
        let before = source
            .get(..error.error.span.start)
            .unwrap_or(source)
            .chars()
            .count();
        let caret = format!("{}^", " ".repeat(before));
        self.mistakes.add(
            fence + error.line,
            format!("{}\n  {source}\n  {caret}", error.error),
        );
    }
}

/// What doesn't hold, one line each.
fn describe(challenge: &Challenge, verdict: &Verdict) -> String {
    let mut lines = Vec::new();
    let findings = challenge.conditions.iter().zip(&verdict.findings);
    for (condition, finding) in findings.filter(|(_, finding)| !finding.holds) {
        let share = format!("on {} of {} seeds", finding.passed, verdict.seeds);
        lines.push(match &condition.test {
            Test::Probe(probe) if challenge.seeds == 1 => {
                let wanted = probe.prints.as_ref().map_or("", |pattern| &pattern.0);
                format!(
                    "  `{}` prints:\n{}",
                    probe.command,
                    difference(wanted, &finding.got)
                )
            }
            Test::Trace(pattern) if challenge.seeds == 1 => {
                format!("  no line is like `{pattern}`")
            }
            Test::Never(pattern) if challenge.seeds == 1 => {
                format!("  the line `{}` is like `{pattern}`", finding.got)
            }
            Test::Allow(verbs) => format!(
                "  `{}` may not be used, only {}",
                finding.got,
                verbs.names.join(", ")
            ),
            Test::Forbid(_) => format!("  `{}` may not be used", finding.got),
            Test::Probe(probe) => format!("  `{}` prints what it should {share}", probe.command),
            Test::Trace(pattern) => format!("  a line is like `{pattern}` {share}"),
            Test::Never(pattern) => format!("  no line is like `{pattern}` {share}"),
        });
    }
    if verdict.too_many > 0 {
        lines.push(format!("  it uses {} commands too many", verdict.too_many));
    }
    lines.join("\n")
}

/// The lines in which two texts differ, between what they have in common at both ends: `-` expected, `+` got.
fn difference(expected: &str, got: &str) -> String {
    let (expected, got): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), got.lines().collect());
    let head = expected
        .iter()
        .zip(&got)
        .take_while(|(a, b)| a == b)
        .count();
    let (expected, got) = (&expected[head..], &got[head..]);
    let tail = expected
        .iter()
        .rev()
        .zip(got.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let minus = expected[..expected.len() - tail]
        .iter()
        .map(|line| format!("  - {line}"));
    let plus = got[..got.len() - tail]
        .iter()
        .map(|line| format!("  + {line}"));
    minus.chain(plus).collect::<Vec<_>>().join("\n")
}
