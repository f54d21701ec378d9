//! Writing down what cells and programs print, and touching nothing else.

use super::Judge;
use crate::attempt::{joined, print_one};
use crate::mistake::{Mistake, Mistakes};
use crate::script::parse_script;
use crate::{Block, Lesson, World};

/// The source of `en.md` with the output of every cell and the verdict of every program as they are now.
///
/// Nothing else changes: a lesson that is right comes back as it was.
pub fn record<W: World>(
    source: &str,
    lesson: &Lesson,
    judge: Judge,
) -> Result<String, Vec<Mistake>> {
    let mut mistakes = Mistakes::in_file(&lesson.file);
    let mut world = W::new(lesson.seed);
    let mut lines: Vec<String> = source.split_inclusive('\n').map(str::to_owned).collect();
    let mut edits = Vec::new();
    for block in &lesson.blocks {
        match block {
            Block::Cell(cell) => match parse_script::<W>(&cell.input) {
                Ok(commands) => {
                    let printed: Vec<String> = commands
                        .iter()
                        .map(|command| print_one(&mut world, command))
                        .collect();
                    edits.push((cell.line, cell.input.lines().count(), joined(&printed)));
                }
                Err(error) => mistakes.add(cell.line + error.line, error.error.message),
            },
            Block::Program(program) => match judge(&program.text) {
                Ok(verdict) => {
                    edits.push((program.line, program.text.lines().count(), joined(&verdict)))
                }
                Err(error) => mistakes.add(program.line + error.line, error.message),
            },
            _ => {}
        }
    }
    // From the end, so that the lines before stay where they are.
    for (line, inputs, printed) in edits.into_iter().rev() {
        let fence = fence_of(&lines[line - 1]);
        let start = line + inputs;
        let end = (start..lines.len())
            .find(|i| closes(&lines[*i], &fence))
            .unwrap_or(lines.len());
        if printed.lines().any(|printed| closes(printed, &fence)) {
            mistakes.add(
                line,
                format!(
                    "the output has a line `{fence}` of its own: give the block a longer fence"
                ),
            );
            continue;
        }
        let printed = std::iter::once("---").chain(printed.lines().filter(|_| !printed.is_empty()));
        lines.splice(start..end, printed.map(|line| format!("{line}\n")));
    }
    if mistakes.none() {
        Ok(lines.concat())
    } else {
        Err(mistakes.all())
    }
}

/// The mark that opens a block: three or more of one character.
fn fence_of(line: &str) -> String {
    let line = line.trim_start();
    let mark = line.chars().next().unwrap_or('`');
    line.chars().take_while(|c| *c == mark).collect()
}

/// Whether a line ends the block that this mark opened.
fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim();
    line.len() >= fence.len() && line.chars().all(|c| fence.starts_with(c))
}
