//! `zh.md`: prose for the ids of `en.md`, and nothing that runs.

use super::challenge::{ChallengeProse, challenge_prose};
use super::document::{Document, Fence, Item};
use super::english::{callout, callout_text, link_targets, no_attributes};
use super::fields::Fields;
use super::predict::{PredictProse, predict_prose};
use crate::lesson::{Answer, Block, Choice, Lesson};
use crate::mistake::{Mistake, Mistakes};
use crate::prose::Prose;

/// A lesson's prose in another language. It becomes a lesson by [`Lesson::translated`].
#[derive(Debug)]
pub struct Translation {
    file: String,
    document: Document,
}

impl Translation {
    /// Reads `zh.md`. Whether it fits its lesson is seen by [`Lesson::translated`].
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::in_file(file);
        let document = Document::read(text, &mut mistakes);
        if mistakes.none() {
            Ok(Self {
                file: file.to_owned(),
                document,
            })
        } else {
            Err(mistakes.all())
        }
    }
}

impl Lesson {
    /// This lesson in the words of a translation, which must have the same headings and blocks in the same order.
    pub fn translated(&self, translation: Translation) -> Result<Lesson, Vec<Mistake>> {
        let Translation { file, mut document } = translation;
        let mut mistakes = Mistakes::in_file(&file);
        let id = document.need_front("id", &mut mistakes);
        if id.value != self.id && !id.value.is_empty() {
            mistakes.add(
                id.line,
                format!(
                    "expected the id of {}, `{}`; got `{}`",
                    self.file, self.id, id.value
                ),
            );
        }
        let summary = document.need_front("summary", &mut mistakes).value;
        document.no_other_front("id or summary: all else stands in en.md", &mut mistakes);

        let pairing = Pairing {
            lesson: self,
            mistakes: &mut mistakes,
        };
        let blocks = pairing.blocks(&document);
        if mistakes.none() {
            link_targets(&blocks, &document, &mut mistakes);
        }
        if !mistakes.none() {
            return Err(mistakes.all());
        }
        Ok(Lesson {
            title: document.title,
            summary,
            blocks,
            ..self.clone()
        })
    }
}

struct Pairing<'a> {
    lesson: &'a Lesson,
    mistakes: &'a mut Mistakes,
}

impl Pairing<'_> {
    fn blocks(mut self, document: &Document) -> Vec<Block> {
        self.same_ids(document);
        self.same_sections(document);
        let mut blocks = Vec::new();
        for item in &document.items {
            match item {
                Item::Prose(prose, _) => blocks.push(Block::Prose(prose.clone())),
                Item::Fence(fence) => {
                    if let Some(block) = self.lesson.block(&fence.id) {
                        blocks.push(self.block(block, fence));
                    }
                }
            }
        }
        blocks
    }

    fn same_ids(&mut self, document: &Document) {
        let ours: Vec<&str> = document.fences().map(|fence| fence.id.as_str()).collect();
        let theirs: Vec<&str> = self.lesson.blocks.iter().filter_map(Block::id).collect();
        for fence in document
            .fences()
            .filter(|fence| !theirs.contains(&fence.id.as_str()))
        {
            let message = format!("`#{}` is not in {}", fence.id, self.lesson.file);
            self.mistakes.add(fence.line, message);
        }
        for id in theirs.iter().filter(|id| !ours.contains(id)) {
            let message = format!("`#{id}` of {} is missing here", self.lesson.file);
            self.mistakes.add(document.lines, message);
        }
        let theirs_here: Vec<&str> = theirs.into_iter().filter(|id| ours.contains(id)).collect();
        let known = document
            .fences()
            .filter(|fence| theirs_here.contains(&fence.id.as_str()));
        if let Some((fence, expected)) =
            known.zip(&theirs_here).find(|(fence, id)| fence.id != **id)
        {
            let message = format!(
                "expected the order of {}: `#{expected}` here, not `#{}`",
                self.lesson.file, fence.id
            );
            self.mistakes.add(fence.line, message);
        }
    }

    /// The same headings, so that a section's address is the same in both languages.
    fn same_sections(&mut self, document: &Document) {
        let ours = document.items.iter().filter_map(|item| match item {
            Item::Prose(Prose::Heading { level, .. }, line) => Some((*level, *line)),
            _ => None,
        });
        let ours: Vec<(u8, usize)> = ours.collect();
        let theirs = self.lesson.blocks.iter().filter_map(|block| match block {
            Block::Prose(Prose::Heading { level, .. }) => Some(*level),
            _ => None,
        });
        let theirs: Vec<u8> = theirs.collect();
        let differs = ours
            .iter()
            .zip(&theirs)
            .find(|((level, _), theirs)| level != *theirs);
        if let Some(((level, line), theirs)) = differs {
            let message = format!(
                "{} has a heading of level {theirs} here, not of level {level}",
                self.lesson.file
            );
            self.mistakes.add(*line, message);
        } else if ours.len() != theirs.len() {
            let message = format!(
                "expected the {} headings of {}, got {}",
                theirs.len(),
                self.lesson.file,
                ours.len()
            );
            self.mistakes.add(
                ours.last().map_or(document.lines, |(_, line)| *line),
                message,
            );
        }
    }

    /// The block of that fence in this language.
    fn block(&mut self, block: &Block, fence: &Fence) -> Block {
        let mut block = block.clone();
        let mut fields = Fields::read(&fence.body, fence.line);
        no_attributes(fence, self.mistakes);
        match &mut block {
            Block::Prose(_) => unreachable!("prose has no id"),
            Block::Cell(cell) => self.empty(fence, &cell.language),
            Block::Program(_) => self.empty(fence, "program"),
            Block::Predict(predict) => {
                self.kind(fence, "predict");
                let PredictProse {
                    question,
                    choices,
                    unit,
                    why,
                } = predict_prose(&mut fields, self.mistakes);
                predict.question = question;
                predict.why = why;
                match &mut predict.answer {
                    Answer::Choice {
                        choices: theirs, ..
                    } => self.choices(fence, theirs, choices),
                    Answer::Number { unit: theirs, .. } if !unit.is_empty() => *theirs = unit,
                    _ => {}
                }
                let behaviour = ["answer", "tolerance", "probe", "prints", "at"];
                fields.no_others(
                    "predict",
                    "choice, feedback, unit or why",
                    &behaviour,
                    self.mistakes,
                );
            }
            Block::Challenge(challenge) => {
                self.kind(fence, "challenge");
                let ChallengeProse { goal, hints, why } =
                    challenge_prose(&mut fields, self.mistakes);
                if hints.len() != challenge.hints.len() {
                    let message = format!(
                        "expected {} hints as in {}, got {}",
                        challenge.hints.len(),
                        self.lesson.file,
                        hints.len()
                    );
                    self.mistakes.add(fence.line, message);
                }
                (challenge.goal, challenge.hints, challenge.why) = (goal, hints, why);
                let behaviour = [
                    "from", "limit", "allow", "forbid", "probe", "prints", "trace", "never",
                    "over", "holds", "program", "solution",
                ];
                fields.no_others("challenge", "hint or why", &behaviour, self.mistakes);
            }
            Block::Figure(figure) => {
                self.kind(fence, "figure");
                figure.caption = fields.text("the caption", self.mistakes);
                fields.no_others(
                    "figure",
                    "nothing but the caption",
                    &["draw"],
                    self.mistakes,
                );
            }
            Block::Callout(theirs) => {
                if callout(&fence.kind) != Some(theirs.kind) {
                    let message = format!(
                        "`#{}` is another kind of block in {}",
                        fence.id, self.lesson.file
                    );
                    self.mistakes.add(fence.line, message);
                }
                theirs.text = callout_text(fence, self.mistakes);
            }
        }
        block
    }

    fn choices(&mut self, fence: &Fence, theirs: &mut Vec<Choice>, ours: Vec<Choice>) {
        let names = |choices: &[Choice]| {
            choices
                .iter()
                .map(|choice| choice.id.clone())
                .collect::<Vec<_>>()
                .join(", ")
        };
        if names(theirs) != names(&ours) {
            let message = format!(
                "expected the choices of {}: {}; got {}",
                self.lesson.file,
                names(theirs),
                names(&ours)
            );
            self.mistakes.add(fence.line, message);
        }
        for (theirs, ours) in theirs.iter().zip(&ours) {
            if theirs.feedback.is_empty() != ours.feedback.is_empty() {
                let which = if ours.feedback.is_empty() {
                    "is missing"
                } else {
                    "is new"
                };
                let message = format!(
                    "the feedback of `{}` {which} here, compared with {}",
                    ours.id, self.lesson.file
                );
                self.mistakes.add(fence.line, message);
            }
        }
        *theirs = ours;
    }

    fn kind(&mut self, fence: &Fence, expected: &str) {
        if fence.kind != expected {
            let message = format!(
                "`#{}` is a `{expected}` in {}, not a `{}`",
                fence.id, self.lesson.file, fence.kind
            );
            self.mistakes.add(fence.line, message);
        }
    }

    fn empty(&mut self, fence: &Fence, kind: &str) {
        self.kind(fence, kind);
        if !fence.body.trim().is_empty() {
            let message = format!(
                "expected an empty block: what `#{}` does stands in en.md only",
                fence.id
            );
            self.mistakes.add(fence.line, message);
        }
    }
}
