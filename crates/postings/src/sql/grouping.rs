//! GROUP BY and aggregates: buckets in buckets, and numbers in the innermost.

use super::Translator;
use super::where_clause::{arguments, plain};
use crate::mistake::Mistake;
use crate::query::{Aggregation, AggregationKind, Metric};
use sqlparser::ast::{
    BinaryOperator, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, Value as Literal,
};

/// Aggregations by name.
pub type Named = Vec<(String, Aggregation)>;

/// How many buckets the first level has. Deeper levels say 0, which meant all in old servers and is refused by later ones.
const FIRST_LEVEL: u64 = 200;

/// How times are written when nothing is said.
const TIME_FORMAT: &str = "yyyy-MM-dd HH:mm:ss";

/// What stands for all rows in an aggregate.
const ROWS: &str = "*";

/// How long the buckets of a date_histogram are when nothing is said.
const INTERVAL: &str = "1h";

impl Translator<'_> {
    /// The groups in each other, with the metrics in the innermost.
    pub(super) fn grouped(
        &mut self,
        groups: &[Expr],
        metrics: Named,
        qualifier: &str,
    ) -> Result<Named, Mistake> {
        let mut within = metrics;
        for (level, group) in groups.iter().enumerate().rev() {
            let (name, kind) = self.group(group, level, qualifier)?;
            within = vec![(name, Aggregation { kind, within })];
        }
        Ok(within)
    }

    /// A field that is named through its table (`o.city`) is named without it, as the buckets are.
    fn group(
        &mut self,
        group: &Expr,
        level: usize,
        qualifier: &str,
    ) -> Result<(String, AggregationKind), Mistake> {
        if let Some(field) = self.column(group)? {
            let field = match field.split_once('.') {
                Some((table, rest)) if table == qualifier => rest.to_string(),
                _ => field,
            };
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
                let name = self.column(left)?.ok_or_else(|| self.refuse(left, shape))?;
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
                interval: take("value").unwrap_or_else(|| INTERVAL.to_string()),
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
        match self.column(plain(expr))? {
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
            .aggregated(function)?
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
        if field == ROWS && metric != Metric::ValueCount {
            return Err(self.refuse(whole, "only count takes `*`"));
        }
        let name = format!("{}({field})", written.to_ascii_uppercase());
        let field = if field == ROWS {
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
    fn aggregated(&self, function: &Function) -> Result<Option<(String, bool)>, Mistake> {
        let FunctionArguments::List(list) = &function.args else {
            return Ok(None);
        };
        let is_distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
        if let [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] = list.args.as_slice() {
            let is_plain = list.clauses.is_empty() && function.over.is_none() && !is_distinct;
            return Ok(is_plain.then(|| (ROWS.to_string(), false)));
        }
        let column = match arguments(function).as_deref() {
            // `count(1)` counts what is not NULL of a 1 for each row, which is the rows.
            Some([Expr::Value(value)])
                if !is_distinct && matches!(value.value, Literal::Number(..)) =>
            {
                Some(ROWS.to_string())
            }
            Some([one]) => self.column(plain(one))?,
            _ => None,
        };
        Ok(column.map(|column| (column, is_distinct)))
    }
}

/// Each bound with the next.
fn neighbours(bounds: &[String]) -> Vec<(String, String)> {
    let pairs = bounds.windows(2);
    pairs
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::dsl;
    use crate::sql::translate;

    fn aggregations(sql: &str) -> String {
        let made = translate(sql).expect("a good statement");
        let body = dsl::write(&made.search);
        body.get("aggregations").expect("aggregates").compact()
    }

    #[test]
    fn a_field_named_through_its_table_is_grouped_by_its_own_name() {
        for sql in [
            "select * from t group by city",
            "select * from t group by t.city",
            "select * from t o group by o.city",
        ] {
            let expected = r#"{"city": {"terms": {"field": "city", "size": 200}}}"#;
            assert_eq!(aggregations(sql), expected, "{sql}");
        }
        let of_object = aggregations("select * from t o group by user.city");
        assert!(of_object.contains(r#""field": "user.city""#), "{of_object}");
    }

    #[test]
    fn to_count_ones_is_to_count_rows() {
        let all = aggregations("select count(*) from t");
        assert_eq!(aggregations("select count(1) from t"), all);
        for bad in ["select count(distinct 1) from t", "select sum(1) from t"] {
            assert!(translate(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn buckets_of_time_are_an_hour_when_nothing_is_said() {
        let made = aggregations("select * from t group by date_histogram(field='at')");
        assert!(made.contains(r#""interval": "1h""#), "{made}");
    }
}
