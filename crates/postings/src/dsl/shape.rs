//! What all readers are made of: the one member of an object, a number, options that are known, and mistakes with their place.

use crate::json::{Json, Kind, Member};
use crate::mistake::Mistake;
use crate::value::{Number, Value};

pub(super) fn value(json: &Json) -> Result<Value, Mistake> {
    match &json.value {
        Kind::Text(text) => Ok(Value::Text(text.clone())),
        Kind::Bool(truth) => Ok(Value::Bool(*truth)),
        Kind::Number(number) => match Number::read(number) {
            Some(number) => Ok(Value::Number(number)),
            None => Err(Mistake::at(json.span.clone(), "this number is too large")),
        },
        _ => Err(Mistake::at(
            json.span.clone(),
            "expected a text, a number or a truth",
        )),
    }
}

pub(super) fn string(json: &Json) -> Result<String, Mistake> {
    match &json.value {
        Kind::Text(text) => Ok(text.clone()),
        _ => Err(Mistake::at(json.span.clone(), "expected a string")),
    }
}

pub(super) fn count(json: &Json) -> Result<u64, Mistake> {
    match &json.value {
        Kind::Number(number) => number.parse().ok(),
        _ => None,
    }
    .ok_or_else(|| Mistake::at(json.span.clone(), "expected a whole number, 0 or more"))
}

pub(super) fn list<'a>(json: &'a Json, what: &str) -> Result<&'a [Json], Mistake> {
    match &json.value {
        Kind::List(list) => Ok(list),
        _ => Err(Mistake::at(json.span.clone(), format!("expected {what}"))),
    }
}

pub(super) fn members<'a>(json: &'a Json, what: &str) -> Result<&'a [Member], Mistake> {
    match &json.value {
        Kind::Object(members) => Ok(members),
        _ => Err(Mistake::at(
            json.span.clone(),
            format!("expected {what}, an object"),
        )),
    }
}

pub(super) fn member<'a>(json: &'a Json, key: &str) -> Option<&'a Member> {
    match &json.value {
        Kind::Object(members) => members.iter().find(|member| member.key == key),
        _ => None,
    }
}

/// The one member of an object.
pub(super) fn only<'a>(json: &'a Json, what: &str) -> Result<&'a Member, Mistake> {
    match members(json, what)? {
        [] => Err(Mistake::at(json.span.clone(), format!("expected {what}"))),
        [member] => Ok(member),
        [_, second, ..] => {
            let message = format!("`{}` is one too many: expected {what}", second.key);
            Err(Mistake::at(second.key_span.clone(), message))
        }
    }
}

/// The field of a query, and what is said of it.
pub(super) fn field<'a>(body: &'a Json, query: &str) -> Result<(String, &'a Json), Mistake> {
    let member = only(body, &format!("the one field of [{query}]"))?;
    Ok((member.key.clone(), &member.value))
}

/// A value that may stand by itself, or in an object under a name, beside others that are known.
pub(super) fn option<'a>(body: &'a Json, key: &str, others: &[&str]) -> Result<&'a Json, Mistake> {
    match &body.value {
        Kind::Object(_) => {
            let known: Vec<&str> = [key].iter().chain(others).copied().collect();
            nothing_else(body, &known)?;
            wanted(body, key)
        }
        _ => Ok(body),
    }
}

pub(super) fn wanted<'a>(body: &'a Json, key: &str) -> Result<&'a Json, Mistake> {
    members(body, "options")?;
    let end = body.span.end - 1;
    body.get(key)
        .ok_or_else(|| Mistake::at(end..end, format!("expected `{key}`")))
}

pub(super) fn nothing_else(body: &Json, known: &[&str]) -> Result<(), Mistake> {
    let mut others = members(body, "options")?.iter();
    match others.find(|member| !known.contains(&member.key.as_str())) {
        None => Ok(()),
        Some(member) => Err(unknown(member, known)),
    }
}

pub(super) fn unknown(member: &Member, known: &[&str]) -> Mistake {
    let expected = match known {
        [] => "nothing".to_string(),
        known => one_of(known),
    };
    let message = format!("`{}` is not known here; expected {expected}", member.key);
    Mistake::at(member.key_span.clone(), message)
}

pub(super) fn one_of(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
