//! Reading a query.

use super::shape::*;
use crate::json::{Json, Kind};
use crate::mistake::Mistake;
use crate::query::{Bool, Clauses, Minimum, MultiKind, Query, Range};

/// The queries we know, by name.
const QUERIES: [&str; 10] = [
    "bool",
    "term",
    "terms",
    "match",
    "match_phrase",
    "multi_match",
    "range",
    "exists",
    "wildcard",
    "match_all",
];

pub(super) fn query(json: &Json) -> Result<Query, Mistake> {
    let member = only(json, "a query: an object with its name and nothing else")?;
    let (name, body) = (member.key.as_str(), &member.value);
    Ok(match name {
        "match_all" => {
            nothing_else(body, &[])?;
            Query::MatchAll
        }
        "bool" => Query::Bool(combination(body)?),
        "exists" => {
            nothing_else(body, &["field"])?;
            Query::Exists {
                field: string(wanted(body, "field")?)?,
            }
        }
        "multi_match" => multi_match(body)?,
        "term" => {
            let (field, body) = field(body, name)?;
            Query::Term {
                field,
                value: value(option(body, "value", &[])?)?,
            }
        }
        "terms" => {
            let (field, body) = field(body, name)?;
            let values = list(body, "a list of values")?.iter().map(value);
            Query::Terms {
                field,
                values: values.collect::<Result<_, _>>()?,
            }
        }
        "match" => matching(body)?,
        "match_phrase" => {
            let (field, body) = field(body, name)?;
            Query::MatchPhrase {
                field,
                query: value(option(body, "query", &[])?)?,
            }
        }
        "range" => Query::Range(range(body)?),
        "wildcard" => {
            let (field, body) = field(body, name)?;
            Query::Wildcard {
                field,
                pattern: string(option(body, "value", &[])?)?,
            }
        }
        _ => return Err(unknown(member, &QUERIES)),
    })
}

fn matching(body: &Json) -> Result<Query, Mistake> {
    let (field, body) = field(body, "match")?;
    if let Some(kind) = member(body, "type") {
        let message = "[match] query does not support [type]: since version 6 a phrase is written \
                       `match_phrase`";
        return Err(Mistake::at(kind.key_span.clone(), message));
    }
    let query = value(option(body, "query", &["operator"])?)?;
    let all = match body.get("operator") {
        None => false,
        Some(operator) => match string(operator)?.to_ascii_lowercase().as_str() {
            "and" => true,
            "or" => false,
            _ => return Err(Mistake::at(operator.span.clone(), "expected `and` or `or`")),
        },
    };
    Ok(Query::Match { field, query, all })
}

fn multi_match(body: &Json) -> Result<Query, Mistake> {
    nothing_else(body, &["query", "fields", "type"])?;
    let fields = list(wanted(body, "fields")?, "a list of fields")?
        .iter()
        .map(string);
    let kind = match body.get("type") {
        None => None,
        Some(kind) => {
            let name = string(kind)?;
            let known = MultiKind::NAMES.iter().find(|(known, _)| *known == name);
            let expected = || {
                let names: Vec<&str> = MultiKind::NAMES.iter().map(|(name, _)| *name).collect();
                Mistake::at(kind.span.clone(), format!("expected {}", one_of(&names)))
            };
            Some(known.ok_or_else(expected)?.1)
        }
    };
    Ok(Query::MultiMatch {
        fields: fields.collect::<Result<_, _>>()?,
        query: value(wanted(body, "query")?)?,
        kind,
    })
}

fn range(body: &Json) -> Result<Range, Mistake> {
    let (field, body) = field(body, "range")?;
    let mut range = Range {
        field,
        from: None,
        to: None,
        is_legacy: false,
    };
    for member in members(body, "bounds")? {
        let bound = match member.key.as_str() {
            "gt" | "gte" | "from" => &mut range.from,
            "lt" | "lte" | "to" => &mut range.to,
            _ => return Err(unknown(member, &["gt", "gte", "lt", "lte"])),
        };
        if bound.is_some() {
            let message = format!("`{}` is a second bound on this side", member.key);
            return Err(Mistake::at(member.key_span.clone(), message));
        }
        let is_inclusive = !["gt", "lt"].contains(&member.key.as_str());
        *bound = Some((value(&member.value)?, is_inclusive));
        range.is_legacy |= ["from", "to"].contains(&member.key.as_str());
    }
    Ok(range)
}

fn combination(body: &Json) -> Result<Bool, Mistake> {
    let mut combination = Bool::default();
    for member in members(body, "the clauses of a bool")? {
        let place = match member.key.as_str() {
            "must" => &mut combination.must,
            "filter" => &mut combination.filter,
            "should" => &mut combination.should,
            "must_not" => &mut combination.must_not,
            "minimum_should_match" => {
                combination.minimum_should_match = Some(minimum(&member.value)?);
                continue;
            }
            _ => {
                let known = [
                    "must",
                    "filter",
                    "should",
                    "must_not",
                    "minimum_should_match",
                ];
                return Err(unknown(member, &known));
            }
        };
        *place = match &member.value.value {
            Kind::List(list) => Clauses {
                queries: list.iter().map(query).collect::<Result<_, _>>()?,
                is_bare: false,
            },
            _ => Clauses {
                queries: vec![query(&member.value)?],
                is_bare: true,
            },
        };
    }
    Ok(combination)
}

fn minimum(json: &Json) -> Result<Minimum, Mistake> {
    let found = match &json.value {
        Kind::Number(text) | Kind::Text(text) => minimum_of(text.trim()),
        _ => None,
    };
    found.ok_or_else(|| {
        Mistake::at(
            json.span.clone(),
            "expected a number of clauses, a share like `\"75%\"`, or steps like `\"2<-25% 9<-3\"`",
        )
    })
}

fn minimum_of(text: &str) -> Option<Minimum> {
    if !text.contains('<') {
        return match text.strip_suffix('%') {
            Some(share) => {
                let share = share.parse().ok()?;
                (-100..=100)
                    .contains(&share)
                    .then_some(Minimum::Percent(share))
            }
            None => text.parse().ok().map(Minimum::Count),
        };
    }
    let step = |step: &str| {
        let (from, minimum) = step.split_once('<')?;
        let is_plain = !minimum.contains('<');
        let minimum = is_plain.then(|| minimum_of(minimum)).flatten()?;
        Some((from.parse().ok()?, minimum))
    };
    let steps: Vec<(u64, Minimum)> = text.split_whitespace().map(step).collect::<Option<_>>()?;
    steps
        .is_sorted_by(|a, b| a.0 < b.0)
        .then_some(Minimum::Steps(steps))
}
