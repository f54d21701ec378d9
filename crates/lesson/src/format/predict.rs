//! `predict` blocks: a question, the ways to answer it, and the probes that show what is right.

use super::document::Fence;
use super::fields::{Field, Fields};
use crate::lesson::{Answer, Choice, Predict, Probe};
use crate::mistake::Mistakes;
use crate::pattern::Pattern;
use crate::prose::Prose;

pub(super) fn predict(fence: &Fence, mut fields: Fields, mistakes: &mut Mistakes) -> Predict {
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
            text: choice_text(&field, mistakes),
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

/// The words that stand beside a choice's button: a paragraph. A number with a full stop, `40.`, is easily read as a list by
/// Markdown, and then the button would have no label.
fn choice_text(field: &Field, mistakes: &mut Mistakes) -> Vec<Prose> {
    let text = field.prose(mistakes);
    let read_as = match text.first() {
        Some(Prose::Paragraph(_)) => return text,
        None => {
            mistakes.add(field.line, "expected the words of the choice");
            return text;
        }
        Some(Prose::List { start: Some(_), .. }) => "a numbered list; for a number write `40\\.`",
        Some(Prose::List { start: None, .. }) => "a list",
        Some(Prose::Heading { .. }) => "a heading",
        Some(Prose::Quote(_)) => "a quotation",
        Some(Prose::Code { .. }) => "a block of code",
        Some(Prose::Table { .. }) => "a table",
        Some(Prose::Rule) => "a line across",
    };
    mistakes.add(
        field.line,
        format!("expected a choice to begin with plain words: Markdown reads this as {read_as}"),
    );
    text
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

fn or(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
