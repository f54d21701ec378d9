//! The WHERE clause: the walk over the tree, and the conditions at its leaves.

use super::{Node, Translator, must, must_not};
use crate::mistake::Mistake;
use crate::query::{Bool, Clauses, MultiKind, Query, Range as Bounds};
use crate::value::{Number, Value};
use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, InTarget,
    UnaryOperator, Value as Literal,
};

/// AND or OR.
type Operator = BinaryOperator;

impl Translator<'_> {
    /// The whole clause. A condition that stands alone is put into a bool, so that there always is one.
    pub(super) fn where_clause(&mut self, expr: &Expr) -> Result<(Query, Node), Mistake> {
        let (query, mut node) = self.condition(expr)?;
        let is_alone = !matches!(query, Query::MultiMatch { .. })
            && !matches!(plain(expr), Expr::BinaryOp { op, .. } if is_connective(op));
        if is_alone {
            node.below("/query/bool/must/0");
            return Ok((must(vec![query]), node));
        }
        node.below("/query");
        Ok((query, node))
    }

    /// A condition, with a node whose pointers begin at its query.
    fn condition(&mut self, expr: &Expr) -> Result<(Query, Node), Mistake> {
        if let Expr::BinaryOp { op, .. } = plain(expr)
            && is_connective(op)
        {
            let mut operands = Vec::new();
            let node = self.operands(expr, op, &mut operands)?;
            let mut combination = Bool::default();
            if *op == BinaryOperator::And {
                combination.must = operands.into();
            } else {
                combination.should = operands.into();
            }
            return Ok((Query::Bool(combination), node));
        }
        let span = self.places.of(expr);
        let query = self.leaf(plain(expr))?;
        let node = Node {
            label: self.sql[span.clone()]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            span,
            dsl: String::new(),
            children: Vec::new(),
        };
        Ok((query, node))
    }

    /// All operands of a run of one operator, also through brackets, in the order of the text.
    fn operands(
        &mut self,
        expr: &Expr,
        operator: &Operator,
        operands: &mut Vec<Query>,
    ) -> Result<Node, Mistake> {
        match plain(expr) {
            Expr::BinaryOp { left, op, right } if op == operator => {
                let children = vec![
                    self.operands(left, operator, operands)?,
                    self.operands(right, operator, operands)?,
                ];
                Ok(Node {
                    label: operator.to_string(),
                    span: self.places.of(expr),
                    dsl: String::new(),
                    children,
                })
            }
            _ => {
                let (query, mut node) = self.condition(expr)?;
                let place = if *operator == BinaryOperator::And {
                    "must"
                } else {
                    "should"
                };
                node.below(&format!("/bool/{place}/{}", operands.len()));
                operands.push(query);
                Ok(node)
            }
        }
    }

    fn leaf(&mut self, expr: &Expr) -> Result<Query, Mistake> {
        match expr {
            Expr::BinaryOp { left, op, right } => self.comparison(expr, left, op, right),
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => {
                let field = self.left_side(expr)?;
                let range = Query::Range(Bounds {
                    field,
                    from: Some((self.literal(low)?.into(), true)),
                    to: Some((self.literal(high)?.into(), true)),
                    is_legacy: true,
                });
                Ok(if *negated {
                    must_not(vec![range])
                } else {
                    range
                })
            }
            Expr::In {
                expr: left,
                target: InTarget::List(list),
                negated,
                ..
            } => {
                let field = self.left_side(left)?;
                let values = list.iter().map(|item| self.typed(item));
                let values = values.collect::<Result<_, _>>()?;
                Ok(negate(*negated, Query::Terms { field, values }))
            }
            Expr::In { .. } => {
                Err(self.refuse(expr, "a search has no subqueries: list the values"))
            }
            Expr::Like {
                negated,
                any: false,
                expr: left,
                pattern,
                escape_char,
            } => {
                let field = self.left_side(left)?;
                let escape = match escape_char {
                    None => None,
                    Some(escape) => {
                        let text = self.literal(escape)?;
                        let mut chars = text.chars();
                        match (chars.next(), chars.next()) {
                            (Some(c), None) => Some(c),
                            _ => return Err(self.refuse(escape, "expected one character")),
                        }
                    }
                };
                let query = self.phrase_of(pattern, escape)?.into();
                Ok(negate(*negated, Query::MatchPhrase { field, query }))
            }
            Expr::Function(function) => self.multi_match(expr, function),
            Expr::UnaryOp {
                op: UnaryOperator::Not | UnaryOperator::BangNot,
                ..
            } => Err(self.refuse(
                expr,
                "NOT is not translated: write `!=`, NOT IN or NOT LIKE",
            )),
            Expr::IsNull(_) => {
                Err(self.refuse(expr, "an index has no NULL: write `field = missing`"))
            }
            Expr::IsNotNull(_) => {
                Err(self.refuse(expr, "an index has no NULL: write `field != missing`"))
            }
            Expr::RLike { .. } => Err(self.refuse(expr, "regular expressions are not translated")),
            Expr::Exists { .. } | Expr::Subquery(_) => {
                Err(self.refuse(expr, "a search has no subqueries"))
            }
            _ => Err(self.refuse(expr, "expected a condition on a field, like `field = 1`")),
        }
    }

    fn comparison(
        &mut self,
        whole: &Expr,
        left: &Expr,
        operator: &BinaryOperator,
        right: &Expr,
    ) -> Result<Query, Mistake> {
        let is_equality = match operator {
            BinaryOperator::Eq => true,
            BinaryOperator::NotEq => false,
            BinaryOperator::Lt | BinaryOperator::LtEq => {
                return self.bound(left, right, *operator == BinaryOperator::LtEq, false);
            }
            BinaryOperator::Gt | BinaryOperator::GtEq => {
                return self.bound(left, right, *operator == BinaryOperator::GtEq, true);
            }
            _ => {
                let message = format!("the operator {operator} is not translated");
                return Err(self.refuse(whole, &message));
            }
        };
        let field = self.left_side(left)?;
        if let Expr::Identifier(name) = right
            && name.quote_style.is_none()
            && name.value.eq_ignore_ascii_case("missing")
        {
            let exists = vec![Query::Exists { field }];
            return Ok(if is_equality {
                must_not(exists)
            } else {
                must(exists)
            });
        }
        let query = self.literal(right)?.into();
        let phrase = Query::MatchPhrase { field, query };
        Ok(if is_equality {
            phrase
        } else {
            must_not(vec![phrase])
        })
    }

    /// One bound, below or above.
    fn bound(
        &mut self,
        left: &Expr,
        right: &Expr,
        is_inclusive: bool,
        is_below: bool,
    ) -> Result<Query, Mistake> {
        let field = self.left_side(left)?;
        let bound = Some((self.literal(right)?.into(), is_inclusive));
        let (from, to) = if is_below {
            (bound, None)
        } else {
            (None, bound)
        };
        Ok(Query::Range(Bounds {
            field,
            from,
            to,
            is_legacy: is_inclusive,
        }))
    }

    fn left_side(&self, expr: &Expr) -> Result<String, Mistake> {
        self.column(expr)?.ok_or_else(|| {
            self.refuse(
                expr,
                "expected a field on the left side: an index computes nothing",
            )
        })
    }

    /// A value, as the text that the DSL gets: numbers as they are written, strings without their quotes.
    pub(super) fn literal(&self, expr: &Expr) -> Result<String, Mistake> {
        match plain(expr) {
            Expr::Value(value) => match &value.value {
                Literal::Number(number, _) => Ok(number.clone()),
                Literal::SingleQuotedString(text) | Literal::DoubleQuotedString(text) => {
                    Ok(text.clone())
                }
                // As the text has it, since `0x1F` and `x'1F'` read the same.
                Literal::HexStringLiteral(_) => Ok(self.sql[self.places.of(expr)].to_string()),
                Literal::Boolean(truth) => Ok(truth.to_string()),
                Literal::Null => Err(self.refuse(
                    expr,
                    "nothing equals NULL, and an index has none: write `= missing` or `!= missing`",
                )),
                _ => Err(self.refuse(expr, "expected a number or a string")),
            },
            Expr::UnaryOp { op, expr: inner }
                if matches!(op, UnaryOperator::Minus | UnaryOperator::Plus) =>
            {
                match &**inner {
                    Expr::Value(value) if matches!(value.value, Literal::Number(..)) => {
                        let number = self.literal(inner)?;
                        Ok(if *op == UnaryOperator::Minus {
                            format!("-{number}")
                        } else {
                            number
                        })
                    }
                    _ => Err(self.refuse(expr, "expected a number behind the sign")),
                }
            }
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => Err(self.refuse(
                expr,
                "expected a value: one field is not compared with another",
            )),
            Expr::Function(_) => {
                Err(self.refuse(expr, "expected a value: an index computes no functions"))
            }
            _ => Err(self.refuse(expr, "expected a number or a string")),
        }
    }

    /// A value that keeps its type: a number is one.
    fn typed(&self, expr: &Expr) -> Result<Value, Mistake> {
        let text = self.literal(expr)?;
        let is_number = match plain(expr) {
            Expr::Value(value) => matches!(value.value, Literal::Number(..)),
            Expr::UnaryOp { .. } => true,
            _ => false,
        };
        match plain(expr) {
            Expr::Value(value) if matches!(value.value, Literal::HexStringLiteral(_)) => {
                return Err(self.refuse(expr, "a list takes decimal numbers and strings"));
            }
            Expr::Value(value) if matches!(value.value, Literal::Boolean(_)) => {
                return Ok(Value::Bool(text == "true"));
            }
            _ => {}
        }
        if !is_number {
            return Ok(Value::Text(text));
        }
        let number = Number::read(&text);
        number
            .map(Value::Number)
            .ok_or_else(|| self.refuse(expr, "this number is too large"))
    }

    /// The phrase that a LIKE pattern asks for: `%` on both sides, or on none.
    fn phrase_of(&mut self, pattern: &Expr, escape: Option<char>) -> Result<String, Mistake> {
        let text = self.literal(pattern)?;
        let escape = escape.unwrap_or('\\');
        // The characters, and whether each is a wildcard.
        let mut signs = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c == escape {
                signs.push((chars.next().unwrap_or(c), false));
            } else {
                signs.push((c, c == '%' || c == '_'));
            }
        }
        let is_any = |sign: &(char, bool)| *sign == ('%', true);
        let start = signs.iter().take_while(|sign| is_any(sign)).count();
        let end = signs.len() - signs.iter().rev().take_while(|sign| is_any(sign)).count();
        if start >= end {
            return Err(self.refuse(pattern, "this pattern looks for nothing"));
        }
        if (start > 0) != (end < signs.len()) {
            let message = "a pattern with `%` on one side only is tied to the start or the end of the \
                           value, and a phrase is not: write `%` on both sides, or on none";
            return Err(self.refuse(pattern, message));
        }
        let inner = &signs[start..end];
        if inner.iter().any(is_any) {
            let message = "a phrase has no gap: `%` may stand on the outside only";
            return Err(self.refuse(pattern, message));
        }
        if inner.contains(&('_', true)) {
            let span = self.places.of(pattern);
            let message = "`_` is any character in SQL; in the phrase it is itself";
            self.note(span, message);
        }
        Ok(inner.iter().map(|(c, _)| c).collect())
    }

    /// `multi_match(query='..', fields=(a, b), type=phrase)`, a function of the library's own.
    fn multi_match(&mut self, whole: &Expr, function: &Function) -> Result<Query, Mistake> {
        let shape = "expected multi_match(query='..', fields=(..)), perhaps with type=..";
        if !function
            .name
            .to_string()
            .eq_ignore_ascii_case("multi_match")
        {
            return Err(self.refuse(
                whole,
                "an index computes no functions, but for multi_match(..)",
            ));
        }
        let (mut query, mut fields, mut kind) = (None, None, None);
        for argument in arguments(function).ok_or_else(|| self.refuse(whole, shape))? {
            let Expr::BinaryOp {
                left,
                op: BinaryOperator::Eq,
                right,
            } = argument
            else {
                return Err(self.refuse(whole, shape));
            };
            match self.column(left)?.as_deref() {
                Some("query") if query.is_none() => query = Some(self.literal(right)?),
                Some("fields") if fields.is_none() => fields = Some(self.columns(right)?),
                Some("type") if kind.is_none() => kind = Some(self.kind(right)?),
                _ => return Err(self.refuse(left, shape)),
            }
        }
        match (query, fields) {
            (Some(query), Some(fields)) => Ok(Query::MultiMatch {
                fields,
                query: query.into(),
                kind,
            }),
            _ => Err(self.refuse(whole, shape)),
        }
    }

    fn columns(&self, expr: &Expr) -> Result<Vec<String>, Mistake> {
        let parts = match plain(expr) {
            Expr::Tuple(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let column = |part| {
            self.column(part)?
                .ok_or_else(|| self.refuse(part, "expected a field"))
        };
        parts.iter().map(column).collect()
    }

    fn kind(&self, expr: &Expr) -> Result<MultiKind, Mistake> {
        let name = match self.column(expr)? {
            Some(name) => name,
            None => self.literal(expr)?,
        };
        let found = MultiKind::NAMES.iter().find(|(known, _)| *known == name);
        let refuse = || self.refuse(expr, "expected best_fields, most_fields or phrase");
        found.map(|(_, kind)| *kind).ok_or_else(refuse)
    }

    pub(super) fn refuse(&self, expr: &Expr, message: &str) -> Mistake {
        Mistake::at(self.places.of(expr), message)
    }
}

/// The arguments of a function, if they are plain expressions and nothing else is said.
pub(super) fn arguments(function: &Function) -> Option<Vec<&Expr>> {
    let FunctionArguments::List(list) = &function.args else {
        return None;
    };
    let is_plain = list.clauses.is_empty()
        && matches!(function.parameters, FunctionArguments::None)
        && function.within_group.is_empty()
        && function.filter.is_none()
        && function.null_treatment.is_none()
        && function.over.is_none();
    let each = list.args.iter().map(|argument| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    });
    if is_plain { each.collect() } else { None }
}

/// Without the brackets around it.
pub(super) fn plain(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => plain(inner),
        expr => expr,
    }
}

fn is_connective(operator: &BinaryOperator) -> bool {
    matches!(operator, BinaryOperator::And | BinaryOperator::Or)
}

/// What NOT IN and NOT LIKE make: a `must_not` without a list, as the library writes it.
fn negate(negated: bool, query: Query) -> Query {
    if !negated {
        return query;
    }
    must_not(Clauses {
        queries: vec![query],
        is_bare: true,
    })
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}
