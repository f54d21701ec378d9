//! Writing what was read.

use crate::json::{Json, Kind};
use crate::query::{Aggregation, AggregationKind, Minimum, Query, Search};
use crate::segment::Document;
use crate::value::Value;

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
            body.extend(combination.minimum_should_match.as_ref().map(|minimum| {
                let json = match minimum {
                    Minimum::Count(count) => Json::number(*count),
                    other => Json::text(minimum_text(other)),
                };
                ("minimum_should_match", json)
            }));
            Json::object(vec![("bool", Json::object(body))])
        }
    }
}

fn minimum_text(minimum: &Minimum) -> String {
    match minimum {
        Minimum::Count(count) => count.to_string(),
        Minimum::Percent(share) => format!("{share}%"),
        Minimum::Steps(steps) => {
            let step =
                |(from, minimum): &(u64, Minimum)| format!("{from}<{}", minimum_text(minimum));
            steps.iter().map(step).collect::<Vec<_>>().join(" ")
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
