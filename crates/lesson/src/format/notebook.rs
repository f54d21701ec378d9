//! A learner's work on a lesson, as Markdown that reads well and opens again.
//!
//! The file is the lesson in the learner's language, with what they wrote in its place:
//!
//! ````md
//! ```counter #first edited
//! mine:
//!   add 4
//! printed:
//!   now 4
//! ```
//!
//! ```predict #p1 answered
//! What does halving an odd number do?
//! mine: refused
//! ```
//! ````
//!
//! Opening it takes the marked blocks (`edited`, `added`, `answered`, `tried`) and the branches at its end; all else is
//! there to be read. The same text saves the work in a browser. The lesson's version stands in the front matter: if the
//! lesson has changed since, the page can ask.

use serde::{Deserialize, Serialize};

use super::document::{Document, Fence};
use super::fields::{Field, Fields};
use crate::lesson::{Answer, Block, Cell, Challenge, Lesson, Predict, Program, Work};
use crate::mistake::{Mistake, Mistakes};
use crate::player::{Fork, SavedBranch, SavedStep};
use crate::prose::{fence, to_markdown};
use crate::{Refusal, Verdict};

/// What a learner did with a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notebook {
    /// The lesson's id.
    pub lesson: String,
    /// The lesson's version when the work was done.
    pub version: String,
    /// Cells and programs that differ from the lesson's, and the learner's own, in their order.
    pub cells: Vec<SavedCell>,
    /// Answers to predictions.
    pub answers: Vec<SavedAnswer>,
    /// Work on challenges.
    pub attempts: Vec<SavedAttempt>,
    /// What was done, if it is more than the lesson's script; see [`crate::Player::restore`].
    pub branches: Vec<SavedBranch>,
    /// The branch on which the learner stood, an index.
    pub branch: usize,
    /// Where on it.
    pub position: usize,
}

/// A cell with the learner's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedCell {
    /// Its id.
    pub id: String,
    /// The learner's text, ending in a line break unless it is empty.
    pub text: String,
    /// What it printed last; for the reader of the file only.
    pub printed: String,
    /// For a cell that the learner added: the block of the lesson it stands behind, or empty at the start.
    pub added_after: Option<String>,
}

/// An answer to a prediction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedAnswer {
    /// The id of the prediction.
    pub id: String,
    /// A choice's id, a number, or the name of a thing; see [`Predict::grade`].
    pub answer: String,
}

/// Work on a challenge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedAttempt {
    /// The id of the challenge.
    pub id: String,
    /// The commands or the program as they stand, ending in a line break unless empty.
    pub text: String,
    /// How many hints were shown.
    pub hints: usize,
    /// How often it was tried.
    pub tries: usize,
    /// Whether it was ever solved.
    pub solved: bool,
    /// What the last try came to. A browser keeps it; a file leaves it out, for the text in it can be tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<SavedTry>,
}

/// What a try of a challenge came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedTry {
    /// How many commands were used.
    pub commands: usize,
    /// What each of them printed, or why it was refused.
    pub printed: Vec<Result<String, Refusal>>,
    /// The judgement, in the order of the challenge's conditions.
    pub verdict: Option<Verdict>,
}

/// How saved work and a lesson go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is of this lesson, as it is now.
    Same,
    /// It is of an earlier or later state of this lesson: keep mine, take new, compare.
    Updated,
    /// It is of another lesson.
    Other,
}

impl Notebook {
    /// How this work and a lesson go together.
    #[must_use]
    pub fn fit(&self, lesson: &Lesson) -> Fit {
        match (self.lesson == lesson.id, self.version == lesson.version) {
            (false, _) => Fit::Other,
            (true, true) => Fit::Same,
            (true, false) => Fit::Updated,
        }
    }

    /// The work in its lesson, as Markdown.
    ///
    /// What is of blocks that the lesson doesn't have stands at the end: nothing is lost.
    #[must_use]
    pub fn to_markdown(&self, lesson: &Lesson) -> String {
        let front = [
            ("lesson", self.lesson.clone()),
            ("version", self.version.clone()),
            ("branch", self.branch.to_string()),
            ("position", self.position.to_string()),
        ];
        let front: String = front
            .iter()
            .map(|(key, value)| format!("{key}: {value}\n"))
            .collect();
        let mut parts = vec![format!("---\n{front}---\n# {}", lesson.title)];
        let language = lesson
            .cells()
            .next()
            .map_or(lesson.world.as_str(), |cell| &cell.language);
        parts.extend(self.added("", language));
        for block in &lesson.blocks {
            parts.push(self.block(block));
            if let Some(id) = block.id() {
                parts.extend(self.added(id, language));
            }
        }
        parts.extend(self.homeless(lesson, language));
        for (i, branch) in self.branches.iter().enumerate() {
            parts.push(fence(&format!("branch #branch-{i}"), &branch_body(branch)));
        }
        parts.join("\n\n") + "\n"
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Prose(prose) => prose.to_string(),
            Block::Cell(Cell {
                id,
                language,
                input,
                output,
                ..
            }) => match self.cell(id) {
                Some(cell) => fence(&format!("{language} #{id} edited"), &cell.body()),
                None => fence(
                    &format!("{language} #{id}"),
                    &recorded(input, output.as_deref()),
                ),
            },
            Block::Program(Program {
                id, text, verdict, ..
            }) => match self.cell(id) {
                Some(cell) => fence(&format!("program #{id} edited"), &cell.body()),
                None => fence(
                    &format!("program #{id}"),
                    &recorded(text, verdict.as_deref()),
                ),
            },
            Block::Predict(predict) => {
                let answer = self.answers.iter().find(|answer| answer.id == predict.id);
                let mark = if answer.is_some() { " answered" } else { "" };
                fence(
                    &format!("predict #{}{mark}", predict.id),
                    &predict_body(predict, answer),
                )
            }
            Block::Challenge(challenge) => {
                let attempt = self
                    .attempts
                    .iter()
                    .find(|attempt| attempt.id == challenge.id);
                let mark = if attempt.is_some() { " tried" } else { "" };
                fence(
                    &format!("challenge #{}{mark}", challenge.id),
                    &challenge_body(challenge, attempt),
                )
            }
            Block::Figure(figure) => fence(
                &format!("figure #{}", figure.id),
                &to_markdown(&figure.caption),
            ),
            Block::Callout(callout) => {
                let (word, _) = crate::CalloutKind::ALL[callout.kind as usize];
                fence(
                    &format!("{word} #{}", callout.id),
                    &to_markdown(&callout.text),
                )
            }
        }
    }

    /// The learner's text of a block of the lesson.
    fn cell(&self, id: &str) -> Option<&SavedCell> {
        self.cells
            .iter()
            .find(|cell| cell.id == id && cell.added_after.is_none())
    }

    fn added(&self, after: &str, language: &str) -> Vec<String> {
        let own = self
            .cells
            .iter()
            .filter(|cell| cell.added_after.as_deref() == Some(after));
        own.map(|cell| fence(&format!("{language} #{} added", cell.id), &cell.body()))
            .collect()
    }

    /// Work of blocks that the lesson doesn't have any more.
    fn homeless(&self, lesson: &Lesson, language: &str) -> Vec<String> {
        let gone = |id: &str| !id.is_empty() && lesson.block(id).is_none();
        let mut parts = Vec::new();
        for cell in &self.cells {
            match &cell.added_after {
                None if gone(&cell.id) => parts.push(fence(
                    &format!("{language} #{} edited", cell.id),
                    &cell.body(),
                )),
                Some(after) if gone(after) => {
                    parts.push(fence(
                        &format!("{language} #{} added", cell.id),
                        &cell.body(),
                    ));
                }
                _ => {}
            }
        }
        for answer in self.answers.iter().filter(|answer| gone(&answer.id)) {
            parts.push(fence(
                &format!("predict #{} answered", answer.id),
                &field("mine", &answer.answer),
            ));
        }
        for attempt in self.attempts.iter().filter(|attempt| gone(&attempt.id)) {
            parts.push(fence(
                &format!("challenge #{} tried", attempt.id),
                &attempt.body(),
            ));
        }
        parts
    }

    /// Reads a notebook's file. What is not the learner's is passed over, whatever it says.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::in_file(file);
        let mut document = Document::read_blocks(text, &mut mistakes);
        let lesson = document.need_front("lesson", &mut mistakes).value;
        let version = document.need_front("version", &mut mistakes).value;
        let mut count = |key| {
            let Some(front) = document.take_front(key) else {
                return 0;
            };
            front.value.parse().unwrap_or_else(|_| {
                mistakes.add(
                    front.line,
                    format!("expected a whole number as `{key}`, got `{}`", front.value),
                );
                0
            })
        };
        let (branch, position) = (count("branch"), count("position"));
        let mut notebook = Self {
            lesson,
            version,
            branch,
            position,
            ..Self::default()
        };
        let mut before = String::new();
        for fence in document.fences() {
            notebook.read_fence(fence, &before, &mut mistakes);
            if fence.attributes.first().is_none_or(|mark| mark != "added") {
                before.clone_from(&fence.id);
            }
        }
        if mistakes.none() {
            Ok(notebook)
        } else {
            Err(mistakes.all())
        }
    }

    fn read_fence(&mut self, fence: &Fence, before: &str, mistakes: &mut Mistakes) {
        let mut fields = Fields::read(&fence.body, fence.line);
        let id = fence.id.clone();
        let mark = fence.attributes.first().map_or("", String::as_str);
        if fence.kind == "branch" {
            self.branches
                .extend(read_branch(fence, &mut fields, mistakes));
            return;
        }
        if !["edited", "added", "answered", "tried"].contains(&mark) {
            return;
        }
        let Some(mine) = fields.one("mine", mistakes) else {
            mistakes.add(
                fence.line,
                format!("expected `mine: ..`: the block `#{id}` is marked as {mark}"),
            );
            return;
        };
        let mut one = |key| {
            fields
                .one(key, mistakes)
                .map_or(String::new(), |field| field.value)
        };
        match mark {
            "answered" => self.answers.push(SavedAnswer {
                id,
                answer: mine.value,
            }),
            "tried" => {
                let (hints, tries) = (one("hints"), one("tries"));
                let solved = one("solved") == "yes";
                let mut count = |text: &str| {
                    text.parse().unwrap_or_else(|_| {
                        mistakes.add(
                            fence.line,
                            format!("expected a whole number of hints and tries, got `{text}`"),
                        );
                        0
                    })
                };
                let (hints, tries) = (count(&hints), count(&tries));
                self.attempts.push(SavedAttempt {
                    id,
                    text: text_of(mine),
                    hints,
                    tries,
                    solved,
                    last: None,
                });
            }
            _ => {
                let added_after = (mark == "added").then(|| before.to_owned());
                let printed = one("printed");
                self.cells.push(SavedCell {
                    id,
                    text: text_of(mine),
                    printed,
                    added_after,
                });
            }
        }
    }
}

impl SavedCell {
    fn body(&self) -> String {
        field("mine", &self.text)
            + &if self.printed.is_empty() {
                String::new()
            } else {
                field("printed", &self.printed)
            }
    }
}

impl SavedAttempt {
    fn body(&self) -> String {
        let solved = if self.solved { "yes" } else { "no" };
        let mine = field("mine", &self.text);
        format!(
            "{mine}hints: {}\ntries: {}\nsolved: {solved}\n",
            self.hints, self.tries
        )
    }
}

fn predict_body(predict: &Predict, answer: Option<&SavedAnswer>) -> String {
    let mut body = to_markdown(&predict.question) + "\n";
    if let Answer::Choice { choices, .. } = &predict.answer {
        body.push('\n');
        for choice in choices {
            body.push_str(&format!(
                "- `{}` {}\n",
                choice.id,
                crate::prose::plain_all(&choice.text).replace('\n', " ")
            ));
        }
    }
    if let Some(answer) = answer {
        body.push_str(&field("mine", &answer.answer));
        body.push_str(&field("why", &to_markdown(&predict.why)));
    }
    body
}

fn challenge_body(challenge: &Challenge, attempt: Option<&SavedAttempt>) -> String {
    let mut body = to_markdown(&challenge.goal) + "\n";
    match (attempt, &challenge.work) {
        (Some(attempt), _) => body.push_str(&attempt.body()),
        (None, Work::Program { start, .. }) => body.push_str(&field("program", start)),
        (None, Work::Commands { .. }) => {}
    }
    body
}

fn branch_body(branch: &SavedBranch) -> String {
    let mut body = field("name", &branch.name);
    if let Some(Fork { branch, position }) = branch.from {
        body.push_str(&format!("from: {branch} {position}\n"));
    }
    for step in &branch.steps {
        let key = if step.continues { "more" } else { "step" };
        let key = if step.name.is_empty() {
            key.to_owned()
        } else {
            format!("{key} {}", step.name)
        };
        body.push_str(&field(&key, &step.script));
    }
    body
}

fn read_branch(fence: &Fence, fields: &mut Fields, mistakes: &mut Mistakes) -> Option<SavedBranch> {
    let name = fields.need("name", mistakes)?.value;
    let from = match fields.one("from", mistakes) {
        None => None,
        Some(field) => {
            let numbers = field
                .value
                .split_once(' ')
                .and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            let Some((branch, position)) = numbers else {
                mistakes.add(
                    field.line,
                    format!("expected a branch and a position, got `{}`", field.value),
                );
                return None;
            };
            Some(Fork { branch, position })
        }
    };
    let steps = fields
        .in_order(&["step", "more"])
        .into_iter()
        .map(|field| SavedStep {
            name: field.name.clone().unwrap_or_default(),
            continues: field.key == "more",
            script: text_of(field),
        });
    let steps = steps.collect();
    fields.no_others(&fence.kind, "name, from, step or more", &[], mistakes);
    Some(SavedBranch { name, from, steps })
}

/// A field whose text may have several lines: they are indented, so that nothing in them can end it. Only blank lines
/// before the text and space behind it don't come back.
fn field(key: &str, text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() {
        return format!("{key}:\n");
    }
    if !text.contains('\n') && !text.starts_with(char::is_whitespace) {
        return format!("{key}: {text}\n");
    }
    let line = |line: &str| {
        if line.is_empty() {
            "\n".to_owned()
        } else {
            format!("  {line}\n")
        }
    };
    format!("{key}:\n{}", text.lines().map(line).collect::<String>())
}

fn text_of(field: Field) -> String {
    if field.value.is_empty() {
        String::new()
    } else {
        field.value + "\n"
    }
}

fn recorded(text: &str, output: Option<&str>) -> String {
    match output {
        Some(output) if !output.is_empty() => format!("{text}---\n{output}\n"),
        Some(_) => format!("{text}---\n"),
        None => text.to_owned(),
    }
}
