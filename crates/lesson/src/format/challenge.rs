//! `challenge` blocks: a goal, the conditions by which the engine judges it, hints and a solution.

use super::document::Fence;
use super::english::number;
use super::fields::{Field, Fields};
use crate::lesson::{Challenge, Condition, From, Holds, Probe, Test, Verbs, Work};
use crate::mistake::Mistakes;
use crate::pattern::Pattern;
use crate::prose::Prose;

pub(super) fn challenge(fence: &Fence, mut fields: Fields, mistakes: &mut Mistakes) -> Challenge {
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
            let of_a_world = conditions
                .iter()
                .any(|condition| !matches!(condition.test, Test::Trace(_) | Test::Never(_)));
            if of_a_world || over.is_some() || limit.is_some() || from != From::Here {
                let message = "a program is judged by its verdict: only `trace:` and `never:` go with `program:`";
                mistakes.add(start.line, message);
            }
            Work::Program {
                start: start.value + "\n",
                solution,
            }
        }
    };
    let known = "from, limit, allow, forbid, probe, prints, trace, never, over, holds, hint, program, solution or why";
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

/// `probe:` with `prints:`, `trace:` and `never:`, each perhaps followed by its `holds:`; and `allow:` and `forbid:`, which
/// look at the commands themselves, the same on every seed.
fn conditions(
    fields: &mut Fields,
    over: bool,
    line: usize,
    mistakes: &mut Mistakes,
) -> Vec<Condition> {
    let mut conditions: Vec<Condition> = Vec::new();
    let mut held = false;
    let keys = [
        "probe", "prints", "trace", "never", "holds", "allow", "forbid",
    ];
    for field in fields.in_order(&keys) {
        let test = match field.key.as_str() {
            "probe" => Test::Probe(Probe {
                line: field.line,
                command: field.value,
                prints: None,
            }),
            "trace" => Test::Trace(Pattern(field.value)),
            "never" => Test::Never(Pattern(field.value)),
            "allow" => Test::Allow(verbs(&field, mistakes)),
            "forbid" => Test::Forbid(verbs(&field, mistakes)),
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
        held = of_commands(&test);
        conditions.push(Condition {
            test,
            holds: Holds::All,
        });
    }
    if conditions
        .iter()
        .all(|condition| of_commands(&condition.test))
    {
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

/// Whether it looks at what was asked and not at what came of it: then it holds before anything is done, on every seed.
fn of_commands(test: &Test) -> bool {
    matches!(test, Test::Allow(_) | Test::Forbid(_))
}

/// `crash, campaign`. That they are verbs of the world is seen when the lesson is checked.
fn verbs(field: &Field, mistakes: &mut Mistakes) -> Verbs {
    let names: Vec<String> = field
        .value
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect();
    if names
        .iter()
        .any(|name| name.is_empty() || name.contains(char::is_whitespace))
    {
        let message = format!(
            "expected verbs with commas between them as `{}`, got `{}`",
            field.key, field.value
        );
        mistakes.add(field.line, message);
    }
    Verbs {
        line: field.line,
        names,
    }
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
