//! `en.md`: behaviour and English prose, as a [`Lesson`].

use super::challenge::challenge;
use super::document::{Document, Fence, Item, is_id};
use super::fields::Fields;
use super::predict::predict;
use crate::lesson::{
    Block, Callout, CalloutKind, Cell, Challenge, Figure, From, Lesson, Predict, Program, Work,
};
use crate::mistake::{Mistake, Mistakes};
use crate::prose::{Prose, Target, links};

impl Lesson {
    /// Reads `en.md`. `file` is how mistakes name it. All mistakes are found, not only the first.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::in_file(file);
        let mut document = Document::read(text, &mut mistakes);
        let id = document.need_front("id", &mut mistakes);
        if !id.value.is_empty() && !is_id(&id.value) {
            mistakes.add(
                id.line,
                format!(
                    "`{}` is no id: expected lower-case letters, digits and `-`",
                    id.value
                ),
            );
        }
        let world = document.need_front("world", &mut mistakes).value;
        let minutes = document.need_front("minutes", &mut mistakes);
        let minutes = number(&minutes.value, "minutes", minutes.line, &mut mistakes);
        let seed = document
            .take_front("seed")
            .map(|f| number(&f.value, "seed", f.line, &mut mistakes));
        let summary = document.need_front("summary", &mut mistakes).value;
        let mut list = |key| {
            document
                .take_front(key)
                .map_or(Vec::new(), |f| words(&f.value, f.line, &mut mistakes))
        };
        let (needs, sources) = (list("needs"), list("sources"));
        document.no_other_front(
            "id, world, seed, minutes, needs, sources or summary",
            &mut mistakes,
        );

        let blocks = document
            .items
            .iter()
            .map(|item| block(item, &mut mistakes))
            .collect();
        let mut lesson = Self {
            file: file.to_owned(),
            id: id.value,
            world,
            seed: seed.unwrap_or(1),
            minutes: minutes.try_into().unwrap_or(u32::MAX),
            needs,
            sources,
            title: document.title.clone(),
            summary,
            blocks,
            version: String::new(),
        };
        lesson.version = fingerprint(&lesson);
        references(&lesson, &document, &mut mistakes);
        if mistakes.none() {
            Ok(lesson)
        } else {
            Err(mistakes.all())
        }
    }
}

fn block(item: &Item, mistakes: &mut Mistakes) -> Block {
    let fence = match item {
        Item::Prose(prose, _) => return Block::Prose(prose.clone()),
        Item::Fence(fence) => fence,
    };
    let (id, line) = (fence.id.clone(), fence.line);
    let mut fields = Fields::read(&fence.body, line);
    if fence.kind != "predict" {
        no_attributes(fence, mistakes);
    }
    match fence.kind.as_str() {
        "predict" => Block::Predict(predict(fence, fields, mistakes)),
        "challenge" => Block::Challenge(challenge(fence, fields, mistakes)),
        "program" => {
            let (text, verdict) = recorded(&fence.body);
            Block::Program(Program {
                id,
                line,
                text,
                verdict,
            })
        }
        "figure" => {
            let caption = fields.text("the caption", mistakes);
            let draw = fields
                .need("draw", mistakes)
                .map_or(String::new(), |field| field.value);
            fields.no_others("figure", "draw", &[], mistakes);
            Block::Figure(Figure {
                id,
                line,
                draw,
                caption,
            })
        }
        kind => match callout(kind) {
            Some(kind) => Block::Callout(Callout {
                id,
                line,
                kind,
                text: callout_text(fence, mistakes),
            }),
            None => {
                let (input, output) = recorded(&fence.body);
                Block::Cell(Cell {
                    id,
                    line,
                    language: kind.to_owned(),
                    input,
                    output,
                })
            }
        },
    }
}

/// What a program or cell says, and what follows the line `---`.
fn recorded(body: &str) -> (String, Option<String>) {
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        if line.trim_end() == "---" {
            let output = body[at + line.len()..].trim_end_matches('\n').to_owned();
            return (body[..at].to_owned(), Some(output));
        }
        at += line.len();
    }
    (body.to_owned(), None)
}

pub(super) fn callout(kind: &str) -> Option<CalloutKind> {
    CalloutKind::ALL
        .iter()
        .find(|(word, _)| *word == kind)
        .map(|(_, kind)| *kind)
}

pub(super) fn callout_text(fence: &Fence, mistakes: &mut Mistakes) -> Vec<Prose> {
    if fence.body.trim().is_empty() {
        mistakes.add(fence.line, format!("the {} says nothing", fence.kind));
    }
    crate::prose::read(&fence.body, fence.line + 1, mistakes)
}

pub(super) fn no_attributes(fence: &Fence, mistakes: &mut Mistakes) {
    if let Some(word) = fence.attributes.first() {
        let message = format!(
            "expected nothing after `{} #{}`, got `{word}`",
            fence.kind, fence.id
        );
        mistakes.add(fence.line, message);
    }
}

pub(super) fn number(text: &str, key: &str, line: usize, mistakes: &mut Mistakes) -> u64 {
    text.parse().unwrap_or_else(|_| {
        if !text.is_empty() {
            mistakes.add(
                line,
                format!("expected a whole number as `{key}`, got `{text}`"),
            );
        }
        0
    })
}

/// `[a, b]`.
fn words(text: &str, line: usize, mistakes: &mut Mistakes) -> Vec<String> {
    let Some(inside) = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
    else {
        mistakes.add(line, format!("expected a list `[a, b]`, got `{text}`"));
        return Vec::new();
    };
    inside
        .split(',')
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Cells and blocks that are named must be there.
fn references(lesson: &Lesson, document: &Document, mistakes: &mut Mistakes) {
    let mut cell = |id: &str, line: usize| {
        if !lesson.cells().any(|cell| cell.id == id) {
            mistakes.add(line, format!("there is no cell `#{id}`"));
        }
    };
    for block in &lesson.blocks {
        match block {
            Block::Predict(Predict {
                at: Some(id), line, ..
            }) => cell(id, *line),
            Block::Challenge(Challenge {
                from: From::Cell(id),
                line,
                ..
            }) => cell(id, *line),
            _ => {}
        }
    }
    for item in &document.items {
        if let Item::Prose(Prose::Code { language, .. }, line) = item
            && lesson.cells().any(|cell| cell.language == *language)
        {
            mistakes.add(
                *line,
                format!(
                    "a `{language}` fence without an id doesn't run: expected `{language} #name`"
                ),
            );
        }
    }
    link_targets(&lesson.blocks, document, mistakes);
}

/// Links within the lesson must go somewhere.
pub(super) fn link_targets(blocks: &[Block], document: &Document, mistakes: &mut Mistakes) {
    let section =
        |prose: &Prose, target: &str| matches!(prose, Prose::Heading { id, .. } if id == target);
    let is_there = |target: &str| {
        blocks.iter().any(|block| match block {
            Block::Prose(prose) => section(prose, target),
            block => block.id() == Some(target),
        })
    };
    for (block, item) in blocks.iter().zip(&document.items) {
        let line = match item {
            Item::Prose(_, line) => *line,
            Item::Fence(fence) => fence.line,
        };
        for target in block.prose().into_iter().flat_map(links) {
            if let Target::Here(id) = target
                && !is_there(id)
            {
                mistakes.add(
                    line,
                    format!("a link goes to `#{id}`, and there is no such block or section"),
                );
            }
        }
    }
}

/// FNV-1a over everything a learner's work depends on.
fn fingerprint(lesson: &Lesson) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    add(&lesson.world);
    add(&lesson.seed.to_string());
    for block in &lesson.blocks {
        match block {
            Block::Cell(cell) => [&cell.id, &cell.language, &cell.input].map(|text| add(text)),
            Block::Program(program) => ["program", &program.id, &program.text].map(&mut add),
            Block::Predict(predict) => ["predict", &predict.id, ""].map(&mut add),
            Block::Challenge(Challenge {
                id,
                work: Work::Program { start, .. },
                ..
            }) => ["work", id, start].map(&mut add),
            Block::Challenge(challenge) => ["challenge", &challenge.id, ""].map(&mut add),
            Block::Prose(_) | Block::Figure(_) | Block::Callout(_) => continue,
        };
    }
    format!("{hash:016x}")
}
