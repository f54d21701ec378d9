//! Aggregations: numbers and buckets over all documents that match, not only over the hits that come back.
//!
//! Values are taken whole from the documents. (Elasticsearch refuses to make buckets of a text that is cut into terms; one
//! has a second field for that, mapped as `keyword`.)

use crate::query::{Aggregation, AggregationKind, Hit, Metric};
use crate::run::{RunError, by_value};
use crate::segment::number;
use crate::value::{Number, Value};
use std::collections::BTreeMap;

/// What an aggregation gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Numbers by name; a lone one has the name `value`. `None` where there was nothing to compute with.
    Numbers(Vec<(&'static str, Option<f64>)>),
    /// Buckets in order.
    Buckets(Vec<Bucket>),
}

/// Documents that have something in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket {
    /// What they have in common.
    pub key: String,
    /// How many there are.
    pub count: usize,
    /// What was computed within it.
    pub within: Vec<(String, Outcome)>,
}

/// Computes aggregations over hits. Time grows with hits times aggregations.
///
/// # Errors
/// When one of them can't be run here.
pub fn run(
    aggregations: &[(String, Aggregation)],
    hits: &[Hit],
) -> Result<Vec<(String, Outcome)>, RunError> {
    let all: Vec<&Hit> = hits.iter().collect();
    compute(aggregations, &all)
}

fn compute(
    aggregations: &[(String, Aggregation)],
    hits: &[&Hit],
) -> Result<Vec<(String, Outcome)>, RunError> {
    let each = aggregations.iter().map(|(name, aggregation)| {
        let refuse = |why| RunError::Aggregation {
            name: name.clone(),
            why,
        };
        let outcome = match &aggregation.kind {
            AggregationKind::Metric { metric, field } => {
                Outcome::Numbers(metric_of(*metric, field, hits).map_err(refuse)?)
            }
            AggregationKind::Terms { size: 0, .. } => {
                return Err(refuse(
                    "0 for all buckets is refused since version 5; say how many",
                ));
            }
            AggregationKind::Terms { field, size } => {
                let mut buckets = by_term(field, hits);
                buckets.truncate(*size as usize);
                Outcome::Buckets(fill(buckets, aggregation)?)
            }
            AggregationKind::Range { field, ranges } => {
                let buckets =
                    by_range(field, ranges, hits).ok_or_else(|| refuse("a bound is no number"))?;
                Outcome::Buckets(fill(buckets, aggregation)?)
            }
            AggregationKind::DateRange { .. } | AggregationKind::DateHistogram { .. } => {
                return Err(refuse("buckets of time are written here, and not run"));
            }
        };
        Ok((name.clone(), outcome))
    });
    each.collect()
}

fn fill(
    buckets: Vec<(String, Vec<&Hit>)>,
    aggregation: &Aggregation,
) -> Result<Vec<Bucket>, RunError> {
    let each = buckets.into_iter().map(|(key, hits)| {
        Ok(Bucket {
            key,
            count: hits.len(),
            within: compute(&aggregation.within, &hits)?,
        })
    });
    each.collect()
}

/// One bucket for each value, the fullest first, those of one size by value.
fn by_term<'a>(field: &str, hits: &[&'a Hit]) -> Vec<(String, Vec<&'a Hit>)> {
    let mut with: Vec<(&Value, &Hit)> = hits
        .iter()
        .filter_map(|hit| Some((hit.document.get(field)?, *hit)))
        .collect();
    with.sort_by(|(a, _), (b, _)| by_value(a, b));
    let runs = with.chunk_by(|(a, _), (b, _)| by_value(a, b).is_eq());
    let mut buckets: Vec<(String, Vec<&Hit>)> = runs
        .map(|run| {
            (
                run[0].0.to_text(),
                run.iter().map(|(_, hit)| *hit).collect(),
            )
        })
        .collect();
    buckets.sort_by_key(|(_, hits)| std::cmp::Reverse(hits.len()));
    buckets
}

fn by_range<'a>(
    field: &str,
    ranges: &[(String, String)],
    hits: &[&'a Hit],
) -> Option<Vec<(String, Vec<&'a Hit>)>> {
    let each = ranges.iter().map(|(from, to)| {
        let (low, high) = (Number::read(from)?, Number::read(to)?);
        let inside = |hit: &&&Hit| {
            let value = hit.document.get(field).and_then(number);
            value.is_some_and(|value| low <= value && value < high)
        };
        let hits = hits.iter().filter(inside).copied().collect();
        Some((format!("{from}-{to}"), hits))
    });
    each.collect()
}

fn metric_of(
    metric: Metric,
    field: &str,
    hits: &[&Hit],
) -> Result<Vec<(&'static str, Option<f64>)>, &'static str> {
    let values = || hits.iter().filter_map(|hit| hit.document.get(field));
    let numbers: Vec<f64> = values()
        .filter_map(number)
        .map(|number| match number {
            Number::Whole(whole) => whole as f64,
            Number::Real(real) => real,
        })
        .collect();
    let sum: f64 = numbers.iter().sum();
    let mean = (!numbers.is_empty()).then(|| sum / numbers.len() as f64);
    let min = numbers.iter().copied().reduce(f64::min);
    let max = numbers.iter().copied().reduce(f64::max);
    let count = numbers.len() as f64;
    Ok(match metric {
        Metric::ValueCount if field == "_index" => vec![("value", Some(hits.len() as f64))],
        Metric::ValueCount => vec![("value", Some(values().count() as f64))],
        Metric::Cardinality => {
            let different: BTreeMap<String, ()> = values().map(|v| (v.to_text(), ())).collect();
            vec![("value", Some(different.len() as f64))]
        }
        Metric::Sum => vec![("value", Some(sum))],
        Metric::Avg => vec![("value", mean)],
        Metric::Min => vec![("value", min)],
        Metric::Max => vec![("value", max)],
        Metric::Stats => vec![
            ("count", Some(count)),
            ("min", min),
            ("max", max),
            ("avg", mean),
            ("sum", Some(sum)),
        ],
        Metric::ExtendedStats | Metric::Percentiles => {
            return Err("this metric is written here, and not run");
        }
    })
}
