//! The query DSL as JSON: what Elasticsearch reads in the body of a search, and the part of it that we do.
//!
//! ```json
//! {"query": {"bool": {"must":     [{"match_phrase": {"text": {"query": "天气很好"}}}],
//!                     "must_not": [{"term": {"city": "北京"}}],
//!                     "filter":   [{"range": {"stars": {"gte": 4}}}]}},
//!  "from": 0, "size": 10, "sort": [{"time": "desc"}]}
//! ```
//!
//! What a server refuses, we refuse, with its place: an unknown query, a second field in a `term`, the phrase that was once
//! written `{"match": {"f": {"query": "1", "type": "phrase"}}}`. Options that we do not have (`boost`, `slop`, ..) are
//! refused too: leaving them out in silence would give other results than the real one.

use crate::json::{Json, Kind, Member};
use crate::mistake::Mistake;
use crate::query::{
    Aggregation, AggregationKind, Bool, Clauses, Metric, Minimum, MultiKind, Query, Range, Search,
    Sort,
};
use crate::segment::Document;
use crate::value::{Number, Value};

/// Reads the body of a search.
///
/// # Errors
/// When it is no JSON, or says what we don't know, with its place.
pub fn read(text: &str) -> Result<Search, Mistake> {
    search(&Json::read(text)?)
}

/// Reads a query: what stands under `query`.
///
/// # Errors
/// When it is no JSON, or says what we don't know, with its place.
pub fn read_query(text: &str) -> Result<Query, Mistake> {
    query(&Json::read(text)?)
}

/// Reads a document. Objects make paths (`user.id`), null is no value.
///
/// # Errors
/// When it is no JSON object, or holds a list.
pub fn read_document(text: &str) -> Result<Document, Mistake> {
    document(&Json::read(text)?)
}

/// A document from JSON that was read: see [`read_document`].
///
/// # Errors
/// When it is no object, or holds a list.
pub fn document(json: &Json) -> Result<Document, Mistake> {
    fn fill(prefix: &str, json: &Json, document: &mut Document) -> Result<(), Mistake> {
        for member in members(json, "a document")? {
            let name = format!("{prefix}{}", member.key);
            match &member.value.value {
                Kind::Null => {}
                Kind::Object(_) => fill(&format!("{name}."), &member.value, document)?,
                Kind::List(_) => {
                    let message = "a field with several values is not supported";
                    return Err(Mistake::at(member.value.span.clone(), message));
                }
                _ => {
                    document.insert(name, value(&member.value)?);
                }
            }
        }
        Ok(())
    }
    let mut fields = Document::new();
    fill("", json, &mut fields)?;
    Ok(fields)
}

fn search(json: &Json) -> Result<Search, Mistake> {
    let mut search = Search::default();
    for member in members(json, "the body of a search")? {
        match member.key.as_str() {
            "query" => search.query = Some(query(&member.value)?),
            "from" => search.from = Some(count(&member.value)?),
            "size" => search.size = Some(count(&member.value)?),
            "sort" => search.sort = sorts(&member.value)?,
            "aggregations" | "aggs" => search.aggregations = aggregations(&member.value)?,
            _ => {
                return Err(unknown(
                    member,
                    &["query", "from", "size", "sort", "aggregations"],
                ));
            }
        }
    }
    Ok(search)
}

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

fn query(json: &Json) -> Result<Query, Mistake> {
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
    let read = |text: &str| match text.strip_suffix('%') {
        Some(share) => share
            .parse()
            .ok()
            .filter(|s| (-100..=100).contains(s))
            .map(Minimum::Percent),
        None => text.parse().ok().map(Minimum::Count),
    };
    let found = match &json.value {
        Kind::Number(text) | Kind::Text(text) => read(text),
        _ => None,
    };
    found.ok_or_else(|| {
        Mistake::at(
            json.span.clone(),
            "expected a number of clauses, or a share like `\"75%\"`",
        )
    })
}

fn sorts(json: &Json) -> Result<Vec<Sort>, Mistake> {
    let one = |json: &Json| {
        if let Kind::Text(field) = &json.value {
            return Ok(Sort {
                field: field.clone(),
                is_descending: false,
            });
        }
        let member = only(json, "a field with `asc` or `desc`")?;
        let direction = option(&member.value, "order", &[])?;
        let is_descending = match string(direction)?.as_str() {
            "asc" => false,
            "desc" => true,
            _ => {
                return Err(Mistake::at(
                    direction.span.clone(),
                    "expected `asc` or `desc`",
                ));
            }
        };
        Ok(Sort {
            field: member.key.clone(),
            is_descending,
        })
    };
    match &json.value {
        Kind::List(list) => list.iter().map(one).collect(),
        _ => Ok(vec![one(json)?]),
    }
}

fn aggregations(json: &Json) -> Result<Vec<(String, Aggregation)>, Mistake> {
    let each = members(json, "aggregations by name")?.iter().map(|named| {
        let mut within = Vec::new();
        let mut kind = None;
        for member in members(&named.value, "an aggregation")? {
            if ["aggregations", "aggs"].contains(&member.key.as_str()) {
                within = aggregations(&member.value)?;
            } else if kind.is_some() {
                let message = format!("`{}` is a second kind of aggregation", member.key);
                return Err(Mistake::at(member.key_span.clone(), message));
            } else {
                kind = Some(aggregation_kind(member)?);
            }
        }
        let missing = || {
            let end = named.value.span.end;
            Mistake::at(
                end - 1..end - 1,
                "expected what to compute: `terms`, `sum` or another",
            )
        };
        let kind = kind.ok_or_else(missing)?;
        Ok((named.key.clone(), Aggregation { kind, within }))
    });
    each.collect()
}

fn aggregation_kind(member: &Member) -> Result<AggregationKind, Mistake> {
    let (name, body) = (member.key.as_str(), &member.value);
    let field = || string(wanted(body, "field")?);
    Ok(match name {
        "terms" => {
            nothing_else(body, &["field", "size"])?;
            AggregationKind::Terms {
                field: field()?,
                size: body.get("size").map_or(Ok(Search::DEFAULT_SIZE), count)?,
            }
        }
        "range" => {
            nothing_else(body, &["field", "ranges"])?;
            AggregationKind::Range {
                field: field()?,
                ranges: ranges(wanted(body, "ranges")?)?,
            }
        }
        "date_range" => {
            nothing_else(body, &["field", "format", "ranges"])?;
            AggregationKind::DateRange {
                field: field()?,
                format: string(wanted(body, "format")?)?,
                ranges: ranges(wanted(body, "ranges")?)?,
            }
        }
        "date_histogram" => {
            nothing_else(body, &["field", "format", "interval"])?;
            AggregationKind::DateHistogram {
                field: field()?,
                format: string(wanted(body, "format")?)?,
                interval: string(wanted(body, "interval")?)?,
            }
        }
        _ => match Metric::NAMES.iter().find(|(known, _)| *known == name) {
            Some((_, metric)) => {
                nothing_else(body, &["field"])?;
                AggregationKind::Metric {
                    metric: *metric,
                    field: field()?,
                }
            }
            None => {
                let mut known = vec!["terms", "range", "date_range", "date_histogram"];
                known.extend(Metric::NAMES.iter().map(|(name, _)| *name));
                return Err(unknown(member, &known));
            }
        },
    })
}

fn ranges(json: &Json) -> Result<Vec<(String, String)>, Mistake> {
    let each = list(json, "a list of ranges")?.iter().map(|range| {
        nothing_else(range, &["from", "to"])?;
        let bound = |key| Ok(value(wanted(range, key)?)?.to_text());
        Ok((bound("from")?, bound("to")?))
    });
    each.collect()
}

// What the shapes above are made of.

fn value(json: &Json) -> Result<Value, Mistake> {
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

fn string(json: &Json) -> Result<String, Mistake> {
    match &json.value {
        Kind::Text(text) => Ok(text.clone()),
        _ => Err(Mistake::at(json.span.clone(), "expected a string")),
    }
}

fn count(json: &Json) -> Result<u64, Mistake> {
    match &json.value {
        Kind::Number(number) => number.parse().ok(),
        _ => None,
    }
    .ok_or_else(|| Mistake::at(json.span.clone(), "expected a whole number, 0 or more"))
}

fn list<'a>(json: &'a Json, what: &str) -> Result<&'a [Json], Mistake> {
    match &json.value {
        Kind::List(list) => Ok(list),
        _ => Err(Mistake::at(json.span.clone(), format!("expected {what}"))),
    }
}

fn members<'a>(json: &'a Json, what: &str) -> Result<&'a [Member], Mistake> {
    match &json.value {
        Kind::Object(members) => Ok(members),
        _ => Err(Mistake::at(
            json.span.clone(),
            format!("expected {what}, an object"),
        )),
    }
}

fn member<'a>(json: &'a Json, key: &str) -> Option<&'a Member> {
    match &json.value {
        Kind::Object(members) => members.iter().find(|member| member.key == key),
        _ => None,
    }
}

/// The one member of an object.
fn only<'a>(json: &'a Json, what: &str) -> Result<&'a Member, Mistake> {
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
fn field<'a>(body: &'a Json, query: &str) -> Result<(String, &'a Json), Mistake> {
    let member = only(body, &format!("the one field of [{query}]"))?;
    Ok((member.key.clone(), &member.value))
}

/// A value that may stand by itself, or in an object under a name, beside others that are known.
fn option<'a>(body: &'a Json, key: &str, others: &[&str]) -> Result<&'a Json, Mistake> {
    match &body.value {
        Kind::Object(_) => {
            let known: Vec<&str> = [key].iter().chain(others).copied().collect();
            nothing_else(body, &known)?;
            wanted(body, key)
        }
        _ => Ok(body),
    }
}

fn wanted<'a>(body: &'a Json, key: &str) -> Result<&'a Json, Mistake> {
    members(body, "options")?;
    let end = body.span.end - 1;
    body.get(key)
        .ok_or_else(|| Mistake::at(end..end, format!("expected `{key}`")))
}

fn nothing_else(body: &Json, known: &[&str]) -> Result<(), Mistake> {
    let mut others = members(body, "options")?.iter();
    match others.find(|member| !known.contains(&member.key.as_str())) {
        None => Ok(()),
        Some(member) => Err(unknown(member, known)),
    }
}

fn unknown(member: &Member, known: &[&str]) -> Mistake {
    let expected = match known {
        [] => "nothing".to_string(),
        known => one_of(known),
    };
    let message = format!("`{}` is not known here; expected {expected}", member.key);
    Mistake::at(member.key_span.clone(), message)
}

fn one_of(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// The body of a search as JSON: reading it gives the search again.
#[must_use]
pub fn write(search: &Search) -> Json {
    let mut members = Vec::new();
    if let Some(query) = &search.query {
        members.push(("query", write_query(query)));
    }
    if let Some(from) = search.from {
        members.push(("from", Json::number(from)));
    }
    if let Some(size) = search.size {
        members.push(("size", Json::number(size)));
    }
    if !search.sort.is_empty() {
        let sorts = search.sort.iter().map(|sort| {
            let direction = if sort.is_descending { "desc" } else { "asc" };
            Json::object(vec![(&sort.field, Json::text(direction))])
        });
        members.push(("sort", Json::list(sorts.collect())));
    }
    if !search.aggregations.is_empty() {
        members.push(("aggregations", write_aggregations(&search.aggregations)));
    }
    Json::object(members)
}

/// A query as JSON: reading it gives the query again.
#[must_use]
pub fn write_query(query: &Query) -> Json {
    let of =
        |name, field: &str, body| Json::object(vec![(name, Json::object(vec![(field, body)]))]);
    match query {
        Query::MatchAll => Json::object(vec![("match_all", Json::object(vec![]))]),
        Query::Term { field, value } => of("term", field, write_value(value)),
        Query::Terms { field, values } => {
            let values = values.iter().map(write_value).collect();
            of("terms", field, Json::list(values))
        }
        Query::Match { field, query, all } => {
            let mut body = vec![("query", write_value(query))];
            body.extend(all.then(|| ("operator", Json::text("and"))));
            of("match", field, Json::object(body))
        }
        Query::MatchPhrase { field, query } => {
            let body = Json::object(vec![("query", write_value(query))]);
            of("match_phrase", field, body)
        }
        Query::MultiMatch {
            fields,
            query,
            kind,
        } => {
            let fields = fields.iter().map(Json::text).collect();
            let mut body = vec![
                ("query", write_value(query)),
                ("fields", Json::list(fields)),
            ];
            body.extend(kind.map(|kind| ("type", Json::text(kind.name()))));
            Json::object(vec![("multi_match", Json::object(body))])
        }
        Query::Range(range) => {
            let inclusive = if range.is_legacy {
                ["from", "to"]
            } else {
                ["gte", "lte"]
            };
            let mut bounds = Vec::new();
            if let Some((from, included)) = &range.from {
                bounds.push((
                    if *included { inclusive[0] } else { "gt" },
                    write_value(from),
                ));
            }
            if let Some((to, included)) = &range.to {
                bounds.push((if *included { inclusive[1] } else { "lt" }, write_value(to)));
            }
            of("range", &range.field, Json::object(bounds))
        }
        Query::Exists { field } => {
            let body = Json::object(vec![("field", Json::text(field))]);
            Json::object(vec![("exists", body)])
        }
        Query::Wildcard { field, pattern } => {
            let body = Json::object(vec![("value", Json::text(pattern))]);
            of("wildcard", field, body)
        }
        Query::Bool(combination) => {
            let places = [
                ("must", &combination.must),
                ("filter", &combination.filter),
                ("should", &combination.should),
                ("must_not", &combination.must_not),
            ];
            let mut body = Vec::new();
            for (name, clauses) in places {
                match clauses.queries.as_slice() {
                    [] => {}
                    [query] if clauses.is_bare => body.push((name, write_query(query))),
                    queries => {
                        let queries = queries.iter().map(write_query).collect();
                        body.push((name, Json::list(queries)));
                    }
                }
            }
            body.extend(combination.minimum_should_match.map(|minimum| {
                let json = match minimum {
                    Minimum::Count(count) => Json::number(count),
                    Minimum::Percent(share) => Json::text(format!("{share}%")),
                };
                ("minimum_should_match", json)
            }));
            Json::object(vec![("bool", Json::object(body))])
        }
    }
}

fn write_aggregations(aggregations: &[(String, Aggregation)]) -> Json {
    let each = aggregations.iter().map(|(name, aggregation)| {
        let mut members = vec![write_aggregation(&aggregation.kind)];
        if !aggregation.within.is_empty() {
            members.push(("aggregations", write_aggregations(&aggregation.within)));
        }
        (name.as_str(), Json::object(members))
    });
    Json::object(each.collect())
}

fn write_aggregation(kind: &AggregationKind) -> (&'static str, Json) {
    let of_field = |field: &str, rest: Vec<(&str, Json)>| {
        let mut body = vec![("field", Json::text(field))];
        body.extend(rest);
        Json::object(body)
    };
    let ranges = |ranges: &[(String, String)]| {
        let each = ranges.iter().map(|(from, to)| {
            Json::object(vec![("from", Json::text(from)), ("to", Json::text(to))])
        });
        Json::list(each.collect())
    };
    match kind {
        AggregationKind::Metric { metric, field } => (metric.name(), of_field(field, vec![])),
        AggregationKind::Terms { field, size } => {
            ("terms", of_field(field, vec![("size", Json::number(size))]))
        }
        AggregationKind::Range {
            field,
            ranges: bounds,
        } => ("range", of_field(field, vec![("ranges", ranges(bounds))])),
        AggregationKind::DateRange {
            field,
            format,
            ranges: bounds,
        } => {
            let rest = vec![("format", Json::text(format)), ("ranges", ranges(bounds))];
            ("date_range", of_field(field, rest))
        }
        AggregationKind::DateHistogram {
            field,
            format,
            interval,
        } => {
            let rest = vec![
                ("format", Json::text(format)),
                ("interval", Json::text(interval)),
            ];
            ("date_histogram", of_field(field, rest))
        }
    }
}

fn write_value(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::text(text),
        Value::Number(number) => Json::number(number),
        Value::Bool(truth) => Json::made(Kind::Bool(*truth)),
    }
}

/// A document as JSON; fields with a path keep it as their name.
#[must_use]
pub fn write_document(document: &Document) -> Json {
    let members = document
        .iter()
        .map(|(name, value)| (name.as_str(), write_value(value)));
    Json::object(members.collect())
}
