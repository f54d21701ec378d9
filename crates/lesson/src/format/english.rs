//! `en.md`: behaviour and English prose, as a [`Lesson`].

use super::document::{Document, Fence, Item, is_id};
use super::fields::{Field, Fields};
use crate::lesson::{
    Answer, Block, Callout, CalloutKind, Cell, Challenge, Choice, Condition, Figure, From, Holds,
    Lesson, Predict, Probe, Program, Test, Work,
};
use crate::mistake::{Mistake, Mistakes};
use crate::pattern::Pattern;
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

fn predict(fence: &Fence, mut fields: Fields, mistakes: &mut Mistakes) -> Predict {
    let line = fence.line;
    let prose = predict_prose(&mut fields, mistakes);
    let answer = fields.need("answer", mistakes);
    let right = answer
        .as_ref()
        .map_or(String::new(), |field| field.value.clone());
    let at_answer = answer.map_or(line, |field| field.line);
    let tolerance = fields.one("tolerance", mistakes);
    let way = fence.attributes.first().map_or("", String::as_str);
    if fence.attributes.len() != 1 || !["choice", "number", "point"].contains(&way) {
        mistakes.add(
            line,
            format!(
                "expected `predict #{} choice`, `.. number` or `.. point`",
                fence.id
            ),
        );
    }
    if way != "number" && (tolerance.is_some() || !prose.unit.is_empty()) {
        mistakes.add(
            line,
            format!("`tolerance` and `unit` belong to a number, and this is a {way}"),
        );
    }
    if way != "choice" && !prose.choices.is_empty() {
        mistakes.add(
            line,
            format!("`choice` fields belong to a choice, and this is a {way}"),
        );
    }
    let answer = match way {
        "number" => {
            let mut read = |text: &str, line, what| {
                let value = text.parse().ok().filter(|value: &f64| value.is_finite());
                value.unwrap_or_else(|| {
                    mistakes.add(line, format!("expected a number as {what}, got `{text}`"));
                    0.0
                })
            };
            let value = read(&right, at_answer, "answer");
            let tolerance =
                tolerance.map_or(0.0, |field| read(&field.value, field.line, "tolerance"));
            Answer::Number {
                value,
                tolerance,
                unit: prose.unit,
            }
        }
        "point" => Answer::Point { thing: right },
        _ => {
            if way == "choice" && !prose.choices.iter().any(|choice| choice.id == right) {
                let names: Vec<&str> = prose
                    .choices
                    .iter()
                    .map(|choice| choice.id.as_str())
                    .collect();
                mistakes.add(
                    at_answer,
                    format!(
                        "the answer is no choice: expected one of {}, got `{right}`",
                        or(&names)
                    ),
                );
            }
            Answer::Choice {
                choices: prose.choices,
                right,
            }
        }
    };
    let probes = probes(fields.in_order(&["probe", "prints"]), mistakes);
    match probes.last() {
        None => mistakes.add(
            line,
            "expected `probe: ..`: the world must show that the answer is right",
        ),
        Some(Probe {
            prints: None, line, ..
        }) if way != "number" => {
            mistakes.add(*line, "expected `prints: ..` after this probe");
        }
        Some(_) => {}
    }
    let at = fields.one("at", mistakes).map(|field| field.value);
    fields.no_others(
        "predict",
        "choice, feedback, answer, tolerance, unit, probe, prints, at or why",
        &[],
        mistakes,
    );
    Predict {
        id: fence.id.clone(),
        line,
        question: prose.question,
        answer,
        probes,
        at,
        why: prose.why,
    }
}

/// What a question says, in either language.
pub(super) struct PredictProse {
    pub(super) question: Vec<Prose>,
    pub(super) choices: Vec<Choice>,
    pub(super) unit: String,
    pub(super) why: Vec<Prose>,
}

pub(super) fn predict_prose(fields: &mut Fields, mistakes: &mut Mistakes) -> PredictProse {
    let question = fields.text("the question", mistakes);
    let mut choices: Vec<Choice> = Vec::new();
    for field in fields.all("choice") {
        let Some(id) = field.name.clone() else {
            mistakes.add(field.line, "expected a name: `choice name: ..`");
            continue;
        };
        if choices.iter().any(|choice| choice.id == id) {
            mistakes.add(field.line, format!("the choice `{id}` stands here twice"));
        }
        choices.push(Choice {
            id,
            text: field.prose(mistakes),
            feedback: Vec::new(),
        });
    }
    for field in fields.all("feedback") {
        let name = field.name.clone().unwrap_or_default();
        match choices.iter_mut().find(|choice| choice.id == name) {
            Some(choice) => choice.feedback = field.prose(mistakes),
            None => mistakes.add(
                field.line,
                format!("feedback for no choice: there is no `choice {name}:`"),
            ),
        }
    }
    let unit = fields
        .one("unit", mistakes)
        .map_or(String::new(), |field| field.value);
    let why = fields
        .need("why", mistakes)
        .map_or(Vec::new(), |field| field.prose(mistakes));
    PredictProse {
        question,
        choices,
        unit,
        why,
    }
}

fn challenge(fence: &Fence, mut fields: Fields, mistakes: &mut Mistakes) -> Challenge {
    let line = fence.line;
    let ChallengeProse { goal, hints, why } = challenge_prose(&mut fields, mistakes);
    let start = fields.one("program", mistakes);
    let solution = fields.need("solution", mistakes);
    let (solution, solution_line) = solution.map_or((String::new(), line), |field| {
        (field.value + "\n", field.line)
    });
    let from = match fields.one("from", mistakes) {
        None => From::Here,
        Some(field) if field.value == "start" => From::Start,
        Some(field) => From::Cell(field.value),
    };
    let mut count = |key: &str, unit: &str| {
        let field = fields.one(key, mistakes)?;
        let digits = field
            .value
            .trim_end_matches('s')
            .trim_end_matches(unit)
            .trim_end();
        let count = number(digits, key, field.line, mistakes);
        if count == 0 && digits == "0" {
            mistakes.add(field.line, format!("expected at least 1 as `{key}`"));
        }
        Some((count, field.line))
    };
    let limit = count("limit", "command").map(|(limit, _)| limit as usize);
    let over = count("over", "seed");
    let conditions = conditions(&mut fields, over.is_some(), line, mistakes);
    let work = match start {
        None => Work::Commands {
            solution,
            line: solution_line,
        },
        Some(start) => {
            let probed = conditions
                .iter()
                .any(|condition| matches!(condition.test, Test::Probe(_)));
            if probed || over.is_some() || limit.is_some() || from != From::Here {
                let message = "a program is judged by its verdict: only `trace:` and `never:` go with `program:`";
                mistakes.add(start.line, message);
            }
            Work::Program {
                start: start.value + "\n",
                solution,
            }
        }
    };
    let known =
        "from, limit, probe, prints, trace, never, over, holds, hint, program, solution or why";
    fields.no_others("challenge", known, &[], mistakes);
    let (id, seeds) = (fence.id.clone(), over.map_or(1, |(seeds, _)| seeds));
    Challenge {
        id,
        line,
        goal,
        from,
        limit,
        conditions,
        seeds,
        hints,
        work,
        why,
    }
}

/// `probe:` with `prints:`, `trace:` and `never:`, each perhaps followed by its `holds:`.
fn conditions(
    fields: &mut Fields,
    over: bool,
    line: usize,
    mistakes: &mut Mistakes,
) -> Vec<Condition> {
    let mut conditions: Vec<Condition> = Vec::new();
    let mut held = false;
    for field in fields.in_order(&["probe", "prints", "trace", "never", "holds"]) {
        let test = match field.key.as_str() {
            "probe" => Test::Probe(Probe {
                line: field.line,
                command: field.value,
                prints: None,
            }),
            "trace" => Test::Trace(Pattern(field.value)),
            "never" => Test::Never(Pattern(field.value)),
            "prints" => {
                match conditions.last_mut().map(|condition| &mut condition.test) {
                    Some(Test::Probe(probe)) if probe.prints.is_none() => {
                        probe.prints = Some(Pattern(field.value))
                    }
                    _ => mistakes.add(field.line, "expected `probe: ..` before `prints:`"),
                }
                continue;
            }
            _ => {
                let wanted = holds(&field, mistakes);
                match conditions.last_mut() {
                    Some(condition) if over && !held => condition.holds = wanted,
                    Some(_) if !over => mistakes.add(field.line, "`holds:` needs `over: .. seeds`"),
                    _ => mistakes.add(field.line, "expected a condition before `holds:`"),
                }
                held = true;
                continue;
            }
        };
        held = false;
        conditions.push(Condition {
            test,
            holds: Holds::All,
        });
    }
    if conditions.is_empty() {
        mistakes.add(
            line,
            "expected a condition: `probe:` with `prints:`, `trace:` or `never:`",
        );
    }
    // A probe without an expectation only prepares the next one.
    if let Some(Test::Probe(Probe {
        line, prints: None, ..
    })) = conditions.last().map(|last| &last.test)
    {
        mistakes.add(*line, "expected `prints: ..` after this probe");
    }
    conditions
}

fn holds(field: &Field, mistakes: &mut Mistakes) -> Holds {
    let per_cent = |prefix: &str| {
        let number = field
            .value
            .strip_prefix(prefix)?
            .strip_suffix('%')?
            .trim()
            .parse()
            .ok();
        number.filter(|per_cent| (0.0..=100.0).contains(per_cent))
    };
    let holds = match field.value.as_str() {
        "all" => Some(Holds::All),
        "none" => Some(Holds::None),
        _ => per_cent("at most ")
            .map(Holds::AtMost)
            .or_else(|| per_cent("at least ").map(Holds::AtLeast)),
    };
    holds.unwrap_or_else(|| {
        let message = format!(
            "expected all, none, `at most 5 %` or `at least 95 %`, got `{}`",
            field.value
        );
        mistakes.add(field.line, message);
        Holds::All
    })
}

/// What a challenge says, in either language.
pub(super) struct ChallengeProse {
    pub(super) goal: Vec<Prose>,
    pub(super) hints: Vec<Vec<Prose>>,
    pub(super) why: Vec<Prose>,
}

pub(super) fn challenge_prose(fields: &mut Fields, mistakes: &mut Mistakes) -> ChallengeProse {
    let goal = fields.text("the goal", mistakes);
    let hints = fields
        .unnamed("hint", mistakes)
        .iter()
        .map(|field| field.prose(mistakes))
        .collect();
    let why = fields
        .need("why", mistakes)
        .map_or(Vec::new(), |field| field.prose(mistakes));
    ChallengeProse { goal, hints, why }
}

/// Each `probe:` with the `prints:` that may follow it.
fn probes(fields: Vec<Field>, mistakes: &mut Mistakes) -> Vec<Probe> {
    let mut probes: Vec<Probe> = Vec::new();
    for field in fields {
        if field.key == "probe" {
            probes.push(Probe {
                line: field.line,
                command: field.value,
                prints: None,
            });
        } else if let Some(probe) = probes.last_mut().filter(|probe| probe.prints.is_none()) {
            probe.prints = Some(Pattern(field.value));
        } else {
            mistakes.add(field.line, "expected `probe: ..` before `prints:`");
        }
    }
    probes
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

fn number(text: &str, key: &str, line: usize, mistakes: &mut Mistakes) -> u64 {
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

fn or(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
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
