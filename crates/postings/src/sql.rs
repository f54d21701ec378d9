//! From SQL to query DSL: `select .. from .. where .. order by .. limit ..`, as a WHERE clause and a bool query are both trees.
//!
//! ```text
//! a = 1 and (b = 2 or c = 3) and d = 4
//!
//!         AND                        bool.must
//!       ╱  │  ╲                    ╱     │     ╲
//!   a = 1  OR  d = 4      match_phrase  bool   match_phrase
//!         ╱  ╲               a: 1      .should     d: 4
//!     b = 2  c = 3                     ╱     ╲
//!                                   b: 2    c: 3
//! ```
//!
//! The tree of the SQL is walked depth first, and the DSL is built from the leaves: a child with the operator of its parent
//! is merged into it, so that a run of equal operators is one list. What the DSL looks like is what the library
//! `elasticsql` writes (values become strings, `>=` is the old `from`, without LIMIT one hit comes back); the recorded
//! runs of it are `conform search`. Where its output means something else than the SQL, we refuse or do better: NOT BETWEEN
//! stays negated, a condition is never left out, a value never lost, HAVING and DISTINCT and JOIN are errors. What must be
//! known to read the DSL rightly is a [`Note`].
//!
//! SQL does not fit into DSL whole: NULL and its three-valued logic, functions, joins, subqueries have no place there.

mod grouping;
mod place;
mod scan;
mod where_clause;

use crate::mistake::Mistake;
use crate::query::{Clauses, Query, Search, Sort};
use place::Places;
use sqlparser::ast::{
    self, Expr, GroupByExpr, Ident, LimitClause, ObjectName, OrderByKind, OrderBySort, Select,
    SelectItem, SetExpr, TableFactor,
};
use std::ops::Range;

/// The longest statement that is read, in tokens: a chain of conditions makes a tree as deep as it is long.
pub const MOST_TOKENS: usize = 2_000;

/// The words that every MySQL reserves, in order. Later ones (RANK, SYSTEM, ..) are names in many an old table.
const RESERVED: [&str; 77] = [
    "ADD",
    "AND",
    "AS",
    "ASC",
    "BETWEEN",
    "BINARY",
    "BY",
    "CASE",
    "COLLATE",
    "CONVERT",
    "CREATE",
    "CROSS",
    "DATABASE",
    "DATABASES",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "DIV",
    "DROP",
    "ELSE",
    "EXISTS",
    "EXPLAIN",
    "FALSE",
    "FOR",
    "FORCE",
    "FROM",
    "GROUP",
    "HAVING",
    "IF",
    "IGNORE",
    "IN",
    "INDEX",
    "INNER",
    "INSERT",
    "INTERVAL",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "LEFT",
    "LIKE",
    "LIMIT",
    "LOCK",
    "MATCH",
    "MAXVALUE",
    "MOD",
    "NATURAL",
    "NOT",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "REGEXP",
    "RENAME",
    "REPLACE",
    "RIGHT",
    "SCHEMA",
    "SELECT",
    "SEPARATOR",
    "SET",
    "SHOW",
    "STRAIGHT_JOIN",
    "TABLE",
    "THEN",
    "TO",
    "TRUE",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USE",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
];

/// What became of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// The table, as the library names it: `orders`, `orders as o`; `dual` if there is none.
    pub table: String,
    /// The request.
    pub search: Search,
    /// The WHERE clause as a tree; none if there is no such clause.
    pub tree: Option<Node>,
    /// What the request does not say as the SQL does.
    pub notes: Vec<Note>,
}

/// A node of a WHERE clause, and what it became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// `AND`, `OR`, or the condition as it is written.
    pub label: String,
    /// The bytes of the SQL.
    pub span: Range<usize>,
    /// A JSON pointer to what it became in the body of the search: `/query/bool/must/0`.
    pub dsl: String,
    /// Its children, in the order of the text.
    pub children: Vec<Node>,
}

impl Node {
    fn below(&mut self, pointer: &str) {
        self.dsl.insert_str(0, pointer);
        for child in &mut self.children {
            child.below(pointer);
        }
    }
}

/// Something that the request does not say as the SQL does, though it is no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The bytes of the SQL that it is about; empty where something is missing.
    pub span: Range<usize>,
    /// One sentence without a full stop.
    pub message: String,
}

/// Translates one SELECT.
///
/// # Errors
/// When it is no SQL, or says what the DSL cannot: with the bytes at which that is seen.
pub fn translate(sql: &str) -> Result<Translation, Mistake> {
    let (query, places) = scan::parse(sql)?;
    let mut translator = Translator {
        sql,
        places,
        notes: Vec::new(),
    };
    let (table, search, tree) = translator.statement(&query)?;
    Ok(Translation {
        table,
        search,
        tree,
        notes: translator.notes,
    })
}

/// One translation under way.
struct Translator<'a> {
    sql: &'a str,
    places: Places<'a>,
    notes: Vec<Note>,
}

type Translated = (String, Search, Option<Node>);

impl Translator<'_> {
    fn statement(&mut self, query: &ast::Query) -> Result<Translated, Mistake> {
        let whole = self.places.first_word();
        let SetExpr::Select(select) = &*query.body else {
            return Err(self.word("union", "several queries in one make no search"));
        };
        if query.with.is_some() {
            return Err(self.word("with", "a search has no common table expressions"));
        }
        if query.fetch.is_some() {
            return Err(self.word("fetch", "write LIMIT"));
        }
        if !query.locks.is_empty() {
            return Err(self.word("for", "an index has no locks"));
        }
        let has_more = query.for_clause.is_some()
            || query.settings.is_some()
            || query.format_clause.is_some()
            || !query.pipe_operators.is_empty();
        if has_more {
            return Err(Mistake::at(whole, "this clause has no place in a search"));
        }
        self.select_is_plain(select)?;
        let table = self.table(select)?;
        let (condition, tree) = match &select.selection {
            Some(condition) => {
                let (query, tree) = self.where_clause(condition)?;
                (query, Some(tree))
            }
            None => (must(vec![Query::MatchAll]), None),
        };
        let aggregations = self.aggregations(select)?;
        let mut search = Search {
            query: Some(condition),
            from: Some(0),
            size: Some(u64::from(aggregations.is_empty())),
            sort: Vec::new(),
            aggregations,
        };
        // The parser takes it for no limit, and a search always has one.
        if let Some(span) = self.places.of_words(["limit", "all"]) {
            return Err(Mistake::at(span, "expected LIMIT with a number"));
        }
        if let Some(order) = &query.order_by {
            if !search.aggregations.is_empty() {
                let message = "buckets cannot be put in order here, and hits are not asked for";
                return Err(self.word("order", message));
            }
            search.sort = self.sorts(&order.kind)?;
        }
        match &query.limit_clause {
            Some(limit) => self.limit(limit, &mut search)?,
            None if search.aggregations.is_empty() => {
                let end = self.sql.trim_end().len();
                self.note(end..end, "without a LIMIT one hit comes back, not all");
            }
            None => {}
        }
        Ok((table, search, tree))
    }

    /// That the SELECT has no clause that would be lost.
    fn select_is_plain(&self, select: &Select) -> Result<(), Mistake> {
        if select.distinct.is_some() {
            return Err(self.word(
                "distinct",
                "DISTINCT has no place in a search: use GROUP BY",
            ));
        }
        if select.having.is_some() {
            return Err(self.word("having", "HAVING has no place in a search"));
        }
        let has_more = select.select_modifiers.is_some()
            || select.top.is_some()
            || select.exclude.is_some()
            || select.into.is_some()
            || !select.lateral_views.is_empty()
            || select.prewhere.is_some()
            || !select.connect_by.is_empty()
            || !select.cluster_by.is_empty()
            || !select.distribute_by.is_empty()
            || !select.sort_by.is_empty()
            || !select.named_window.is_empty()
            || select.qualify.is_some()
            || select.value_table_mode.is_some();
        if has_more {
            let place = self.places.first_word();
            return Err(Mistake::at(
                place,
                "this SELECT has a clause that has no place in a search",
            ));
        }
        Ok(())
    }

    /// The one table.
    fn table(&mut self, select: &Select) -> Result<String, Mistake> {
        let [table] = select.from.as_slice() else {
            if select.from.is_empty() {
                return Ok("dual".to_string());
            }
            return Err(self.word(
                "from",
                "a search looks into one index, not into several tables",
            ));
        };
        if !table.joins.is_empty() {
            return Err(self.word("join", "a search looks into one index: there is no JOIN"));
        }
        let TableFactor::Table {
            name,
            alias,
            args: None,
            partitions,
            sample,
            version,
            ..
        } = &table.relation
        else {
            return Err(self.word("from", "expected the name of a table"));
        };
        if let Some(partition) = partitions.first() {
            let place = self.places.of_ident(partition);
            return Err(Mistake::at(place, "an index has no partitions"));
        }
        if sample.is_some() {
            return Err(self.word("tablesample", "a search looks at all, not at a sample"));
        }
        if version.is_some() {
            return Err(self.word("for", "an index keeps no old versions"));
        }
        let mut shown = self.name(name)?;
        if let Some(alias) = alias {
            shown += " as ";
            shown += &alias.name.value;
            let span = self.places.of_ident(&alias.name);
            let message = "a condition on a field named through the alias keeps it in the name";
            self.note(span, message);
        }
        Ok(shown)
    }

    /// A name of dots and parts. A word that SQL reserves must be quoted.
    fn name(&self, name: &ObjectName) -> Result<String, Mistake> {
        let mut parts = Vec::new();
        for part in &name.0 {
            let Some(ident) = part.as_ident() else {
                return Err(self.word("from", "expected the name of a table"));
            };
            self.is_free(ident)?;
            parts.push(ident.value.as_str());
        }
        Ok(parts.join("."))
    }

    fn aggregations(&mut self, select: &Select) -> Result<grouping::Named, Mistake> {
        let groups = match &select.group_by {
            GroupByExpr::Expressions(groups, modifiers) if modifiers.is_empty() => {
                groups.as_slice()
            }
            _ => {
                return Err(self.word("group", "only GROUP BY fields and functions can be written"));
            }
        };
        let mut metrics = Vec::new();
        let mut columns = None;
        for item in &select.projection {
            let expr = match item {
                SelectItem::UnnamedExpr(expr) => expr,
                SelectItem::ExprWithAlias { expr, alias } => {
                    let span = self.places.of_ident(alias);
                    self.note(
                        span,
                        "an alias is not kept: the result has the name of the field",
                    );
                    expr
                }
                _ => continue,
            };
            match expr {
                Expr::Function(function) => self.metric(expr, function, &mut metrics)?,
                Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_) => {
                    self.column(expr)?;
                    columns = columns.or(Some(self.places.of(expr)));
                }
                other => {
                    let message = "a search computes nothing here but aggregates of a field";
                    return Err(Mistake::at(self.places.of(other), message));
                }
            }
        }
        match columns {
            Some(span) if metrics.is_empty() && groups.is_empty() => {
                self.note(
                    span,
                    "columns are not chosen: a hit brings its whole document",
                );
            }
            _ => {}
        }
        self.grouped(groups, metrics, &qualifier(select))
    }

    fn sorts(&mut self, order: &OrderByKind) -> Result<Vec<Sort>, Mistake> {
        let OrderByKind::Expressions(keys) = order else {
            return Err(self.word("order", "expected fields to order by"));
        };
        let each = keys.iter().map(|key| {
            let is_descending = match &key.options.sort {
                None | Some(OrderBySort::Asc) => false,
                Some(OrderBySort::Desc) => true,
                Some(OrderBySort::Using(_)) => {
                    return Err(self.word("using", "expected `asc` or `desc`"));
                }
            };
            if key.options.nulls_first.is_some() || key.with_fill.is_some() {
                return Err(self.word("nulls", "hits without the field come last, in any order"));
            }
            let field = self.column(&key.expr)?.ok_or_else(|| {
                let message = "a search orders by fields, not by what is computed of them";
                Mistake::at(self.places.of(&key.expr), message)
            })?;
            Ok(Sort {
                field,
                is_descending,
            })
        });
        each.collect()
    }

    fn limit(&self, limit: &LimitClause, search: &mut Search) -> Result<(), Mistake> {
        let count = |expr: &Expr| {
            let text = self.literal(expr)?;
            text.parse().map_err(|_| {
                let message = "expected a number of hits, 0 or more";
                Mistake::at(self.places.of(expr), message)
            })
        };
        match limit {
            LimitClause::OffsetCommaLimit { offset, limit } => {
                search.from = Some(count(offset)?);
                search.size = Some(count(limit)?);
            }
            LimitClause::LimitOffset {
                limit: Some(limit),
                offset,
                limit_by,
            } if limit_by.is_empty() => {
                search.size = Some(count(limit)?);
                if let Some(offset) = offset {
                    search.from = Some(count(&offset.value)?);
                }
            }
            LimitClause::LimitOffset { limit: None, .. } => {
                return Err(self.word("offset", "OFFSET stands behind a LIMIT"));
            }
            LimitClause::LimitOffset { .. } => {
                return Err(self.word("limit", "expected LIMIT with a number"));
            }
        }
        Ok(())
    }

    fn note(&mut self, span: Range<usize>, message: &str) {
        self.notes.push(Note {
            span,
            message: message.to_string(),
        });
    }

    /// A mistake at a word of the statement; at its first word if that does not stand there.
    fn word(&self, word: &str, message: &str) -> Mistake {
        Mistake::at(self.places.of_word(word), message)
    }

    /// A field: a name, or names with dots; none for what is no name. The parser takes a word of SQL for a name where no
    /// other reading is left (`where order = 1`), which MySQL does not.
    fn column(&self, expr: &Expr) -> Result<Option<String>, Mistake> {
        let parts = match expr {
            Expr::Identifier(ident) => std::slice::from_ref(ident),
            Expr::CompoundIdentifier(parts) => parts.as_slice(),
            _ => return Ok(None),
        };
        self.is_free(&parts[0])?;
        let parts: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
        Ok(Some(parts.join(".")))
    }

    /// That a name without quotes is no word that MySQL reserves.
    fn is_free(&self, ident: &Ident) -> Result<(), Mistake> {
        let word = ident.value.to_ascii_uppercase();
        if ident.quote_style.is_some() || RESERVED.binary_search(&word.as_str()).is_err() {
            return Ok(());
        }
        let message = format!("`{}` is a word of SQL: put it in backquotes", ident.value);
        Err(Mistake::at(self.places.of_ident(ident), message))
    }
}

/// What a column of the table may be named through: its alias, else its own name.
fn qualifier(select: &Select) -> String {
    let relation = select.from.first().map(|table| &table.relation);
    match relation {
        Some(TableFactor::Table { name, alias, .. }) => match (alias, name.0.last()) {
            (Some(alias), _) => alias.name.value.clone(),
            (None, Some(part)) => part.as_ident().map_or(String::new(), |n| n.value.clone()),
            (None, None) => String::new(),
        },
        _ => String::new(),
    }
}

fn must(queries: Vec<Query>) -> Query {
    Query::Bool(crate::query::Bool {
        must: queries.into(),
        ..Default::default()
    })
}

fn must_not(clauses: impl Into<Clauses>) -> Query {
    Query::Bool(crate::query::Bool {
        must_not: clauses.into(),
        ..Default::default()
    })
}
