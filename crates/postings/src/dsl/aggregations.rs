//! Reading aggregations.

use super::shape::*;
use crate::json::{Json, Member};
use crate::mistake::Mistake;
use crate::query::{Aggregation, AggregationKind, Metric, Search};

pub(super) fn aggregations(json: &Json) -> Result<Vec<(String, Aggregation)>, Mistake> {
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
