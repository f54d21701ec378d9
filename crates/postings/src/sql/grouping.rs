//! GROUP BY and aggregates: buckets in buckets, and numbers in the innermost.

use super::Translator;
use super::where_clause::{arguments, plain};
use crate::mistake::Mistake;
use crate::query::{Aggregation, AggregationKind, Metric};
use sqlparser::ast::{
    BinaryOperator, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments,
};

/// Aggregations by name.
pub type Named = Vec<(String, Aggregation)>;

/// How many buckets the first level has. Deeper levels say 0, which meant all in old servers and is refused by later ones.
const FIRST_LEVEL: u64 = 200;

/// How times are written when nothing is said.
const TIME_FORMAT: &str = "yyyy-MM-dd HH:mm:ss";

impl Translator<'_> {
    /// The groups in each other, with the metrics in the innermost.
    pub(super) fn grouped(&mut self, groups: &[Expr], metrics: Named) -> Result<Named, Mistake> {
        let mut within = metrics;
        for (level, group) in groups.iter().enumerate().rev() {
            let (name, kind) = self.group(group, level)?;
            within = vec![(name, Aggregation { kind, within })];
        }
        Ok(within)
    }

    fn group(&mut self, group: &Expr, level: usize) -> Result<(String, AggregationKind), Mistake> {
        if let Some(field) = self.column(group) {
            let size = if level == 0 { FIRST_LEVEL } else { 0 };
            if level == 1 {
                let span = self.places.of(group);
                let message = "0 buckets meant all of them before version 5, and is refused since";
                self.note(span, message);
            }
            return Ok((field.clone(), AggregationKind::Terms { field, size }));
        }
        let Expr::Function(function) = group else {
            return Err(self.refuse(group, "expected a field or a function to group by"));
        };
        let written = function.name.to_string();
        let shape = || match written.to_ascii_lowercase().as_str() {
            "date_histogram" => Some("expected date_histogram(field='..', value='1h')"),
            "date_range" => Some("expected date_range(field='..', '..', '..')"),
            "range" => Some("expected range(field, number, number)"),
            _ => None,
        };
        let Some(shape) = shape() else {
            let message = "expected range, date_range or date_histogram";
            return Err(self.refuse(group, message));
        };
        let arguments = arguments(function).ok_or_else(|| self.refuse(group, shape))?;
        let mut named = Vec::new();
        let mut plain_ones = Vec::new();
        let mut shown = Vec::new();
        for argument in arguments {
            if let Expr::BinaryOp {
                left,
                op: BinaryOperator::Eq,
                right,
            } = argument
            {
                let name = self.column(left).ok_or_else(|| self.refuse(left, shape))?;
                let value = self.written(right)?;
                shown.push(format!("{name}={value}"));
                if named.iter().any(|(other, _)| *other == name) {
                    return Err(self.refuse(left, "this is given twice"));
                }
                named.push((name, value));
            } else {
                let value = self.written(argument)?;
                shown.push(value.clone());
                plain_ones.push(value);
            }
        }
        let name = format!("{written}({})", shown.join(","));
        let mut take = |wanted: &str| {
            let at = named.iter().position(|(name, _)| name == wanted)?;
            Some(named.remove(at).1)
        };
        let kind = match written.to_ascii_lowercase().as_str() {
            "date_histogram" => AggregationKind::DateHistogram {
                field: take("field").ok_or_else(|| self.refuse(group, shape))?,
                interval: take("value").ok_or_else(|| self.refuse(group, shape))?,
                format: take("format").unwrap_or_else(|| TIME_FORMAT.to_string()),
            },
            "date_range" => AggregationKind::DateRange {
                field: take("field").ok_or_else(|| self.refuse(group, shape))?,
                format: take("format").unwrap_or_else(|| TIME_FORMAT.to_string()),
                ranges: neighbours(&plain_ones),
            },
            _ => {
                let field = match plain_ones.is_empty() {
                    true => return Err(self.refuse(group, shape)),
                    false => plain_ones.remove(0),
                };
                AggregationKind::Range {
                    field,
                    ranges: neighbours(&plain_ones),
                }
            }
        };
        let is_filled = match &kind {
            AggregationKind::DateHistogram { .. } => plain_ones.is_empty(),
            _ => plain_ones.len() >= 2,
        };
        if !named.is_empty() || !is_filled {
            return Err(self.refuse(group, shape));
        }
        Ok((name, kind))
    }

    /// A value or a field, as it is written.
    fn written(&self, expr: &Expr) -> Result<String, Mistake> {
        match self.column(plain(expr)) {
            Some(column) => Ok(column),
            None => self.literal(expr),
        }
    }

    /// An aggregate of the SELECT list: `whole`, which is this function.
    pub(super) fn metric(
        &mut self,
        whole: &Expr,
        function: &Function,
        into: &mut Named,
    ) -> Result<(), Mistake> {
        let written = function.name.to_string();
        let (field, is_distinct) = self
            .aggregated(function)
            .ok_or_else(|| self.refuse(whole, "expected an aggregate of one field, or of `*`"))?;
        let metric = match (written.to_ascii_lowercase().as_str(), is_distinct) {
            ("count", false) => Some(Metric::ValueCount),
            ("count", true) => Some(Metric::Cardinality),
            (_, true) => None,
            (name, false) => {
                let found = Metric::NAMES.iter().find(|(known, _)| *known == name);
                found.map(|(_, metric)| *metric)
            }
        };
        let expected = "expected count, sum, avg, min, max, stats, extended_stats or percentiles";
        let metric = metric.ok_or_else(|| self.refuse(whole, expected))?;
        if field == "*" && metric != Metric::ValueCount {
            return Err(self.refuse(whole, "only count takes `*`"));
        }
        let name = format!("{}({field})", written.to_ascii_uppercase());
        let field = if field == "*" {
            "_index".to_string()
        } else {
            field
        };
        let kind = AggregationKind::Metric { metric, field };
        let aggregation = Aggregation {
            kind,
            within: Vec::new(),
        };
        match into.iter().find(|(other, _)| *other == name) {
            None => into.push((name, aggregation)),
            Some((_, other)) if *other == aggregation => {}
            Some(_) => {
                let message = format!("another aggregate has the name {name} in the result");
                return Err(self.refuse(whole, &message));
            }
        }
        Ok(())
    }

    /// The field that is aggregated, `*` for all documents, and whether DISTINCT stands before it.
    fn aggregated(&self, function: &Function) -> Option<(String, bool)> {
        let FunctionArguments::List(list) = &function.args else {
            return None;
        };
        let is_distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
        if let [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] = list.args.as_slice() {
            let is_plain = list.clauses.is_empty() && function.over.is_none() && !is_distinct;
            return is_plain.then(|| ("*".to_string(), false));
        }
        match arguments(function)?.as_slice() {
            [one] => Some((self.column(plain(one))?, is_distinct)),
            _ => None,
        }
    }
}

/// Each bound with the next.
fn neighbours(bounds: &[String]) -> Vec<(String, String)> {
    let pairs = bounds.windows(2);
    pairs
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect()
}
