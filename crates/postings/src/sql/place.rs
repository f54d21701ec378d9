//! Places: the parser counts lines and characters, we count bytes.

use sqlparser::ast::{Expr, Ident, Spanned};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan};
use std::ops::Range;

/// The tokens of a statement by their bytes.
pub struct Places<'a> {
    sql: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// All tokens but blank ones.
    tokens: Vec<Range<usize>>,
}

impl<'a> Places<'a> {
    pub fn new(sql: &'a str, tokens: &[TokenWithSpan]) -> Places<'a> {
        let breaks = sql.char_indices().filter(|(_, c)| *c == '\n');
        let lines = [0]
            .into_iter()
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        let mut places = Places {
            sql,
            lines,
            tokens: Vec::new(),
        };
        let shown = tokens
            .iter()
            .filter(|token| !matches!(token.token, Token::Whitespace(_)));
        places.tokens = shown.filter_map(|token| places.range(token.span)).collect();
        places
    }

    /// The byte of a line and a column, both from 1; the end for what lies beyond.
    pub fn at(&self, line: u64, column: u64) -> usize {
        let Some(&start) = self.lines.get((line as usize).wrapping_sub(1)) else {
            return self.sql.len();
        };
        let mut chars = self.sql[start..].char_indices();
        let found = chars.nth((column as usize).saturating_sub(1));
        found.map_or(self.sql.len(), |(at, _)| start + at)
    }

    /// The end of what is written.
    pub fn end(&self) -> usize {
        self.sql.trim_end().len()
    }

    /// The token that begins here; else the character.
    pub fn token_at(&self, start: usize) -> Range<usize> {
        let found = self.tokens.iter().find(|token| token.start == start);
        let next = || self.sql[start..].chars().next().map_or(0, char::len_utf8);
        found.cloned().unwrap_or_else(|| start..start + next())
    }

    /// A token by its number; the end for what there is not.
    pub fn of_token(&self, number: usize) -> Range<usize> {
        self.tokens
            .get(number)
            .cloned()
            .unwrap_or(self.end()..self.end())
    }

    /// The first word.
    pub fn first_word(&self) -> Range<usize> {
        self.of_token(0)
    }

    /// A word of SQL, wherever it first stands; else the first word.
    pub fn of_word(&self, word: &str) -> Range<usize> {
        let is_it = |token: &&Range<usize>| self.sql[(*token).clone()].eq_ignore_ascii_case(word);
        self.tokens
            .iter()
            .find(is_it)
            .cloned()
            .unwrap_or_else(|| self.first_word())
    }

    /// Two words of SQL behind each other.
    pub fn of_words(&self, words: [&str; 2]) -> Option<Range<usize>> {
        let pair = self.tokens.windows(2).find(|pair| {
            let is_it = |(token, word): (&Range<usize>, &str)| {
                self.sql[token.clone()].eq_ignore_ascii_case(word)
            };
            pair.iter().zip(words).all(is_it)
        })?;
        Some(pair[0].start..pair[1].end)
    }

    pub fn of_ident(&self, ident: &Ident) -> Range<usize> {
        self.range(ident.span).unwrap_or_else(|| self.first_word())
    }

    /// An expression, from its first to its last token that the parser has remembered, with the brackets that belong to it.
    pub fn of(&self, expr: &Expr) -> Range<usize> {
        let inner = match expr {
            // These the parser forgets; what they are made of has places.
            Expr::RLike { expr, pattern, .. } => {
                let (from, to) = (self.of(expr), self.of(pattern));
                return from.start..to.end.max(from.end);
            }
            Expr::Nested(inner) => {
                let inner = self.of(inner);
                return self.bracketed(inner);
            }
            Expr::UnaryOp { expr, .. } => {
                let inner = self.of(expr);
                let before = self
                    .tokens
                    .iter()
                    .rev()
                    .find(|token| token.end <= inner.start);
                return before.map_or(inner.start, |token| token.start)..inner.end;
            }
            expr => self.range(expr.span()),
        };
        let found = self.closed(inner.unwrap_or_else(|| self.first_word()));
        match expr {
            // `now()` ends behind its brackets, `a is null` behind words that have no place.
            Expr::Function(_) if self.sql[found.clone()].ends_with(|c: char| c != ')') => {
                self.with_next(self.with_next(found, "("), ")")
            }
            Expr::IsNull(_) | Expr::IsNotNull(_) => {
                let found = self.with_next(self.with_next(found, "is"), "not");
                self.with_next(found, "null")
            }
            _ => found,
        }
    }

    /// With the next token, if it is this one.
    fn with_next(&self, range: Range<usize>, word: &str) -> Range<usize> {
        let next = self.tokens.iter().find(|token| token.start >= range.end);
        match next {
            Some(token) if self.sql[token.clone()].eq_ignore_ascii_case(word) => {
                range.start..token.end
            }
            _ => range,
        }
    }

    /// With one bracket on both sides.
    fn bracketed(&self, inner: Range<usize>) -> Range<usize> {
        let before = self
            .tokens
            .iter()
            .rev()
            .find(|token| token.end <= inner.start);
        let start = match before {
            Some(token) if &self.sql[token.clone()] == "(" => token.start,
            _ => inner.start,
        };
        self.closed(start..inner.end)
    }

    /// Up to the bracket that closes what is open in the range.
    fn closed(&self, range: Range<usize>) -> Range<usize> {
        let mut open = 0_i32;
        for token in self
            .tokens
            .iter()
            .filter(|token| token.start >= range.start)
        {
            if token.start >= range.end && open <= 0 {
                break;
            }
            match &self.sql[token.clone()] {
                "(" => open += 1,
                ")" => {
                    open -= 1;
                    if open == 0 && token.start >= range.end {
                        return range.start..token.end;
                    }
                }
                _ => {}
            }
        }
        range
    }

    fn range(&self, span: Span) -> Option<Range<usize>> {
        if span.start.line == 0 {
            return None;
        }
        let start = self.at(span.start.line, span.start.column);
        let end = self.at(span.end.line, span.end.column);
        Some(start..end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use crate::sql::translate;

    #[test]
    fn a_mistake_points_at_the_whole_of_what_is_wrong() {
        for (sql, wrong) in [
            ("select * from t where a is null", "a is null"),
            ("select * from t where a IS NOT NULL", "a IS NOT NULL"),
            ("select * from t where a = now()", "now()"),
            ("select * from t where a = abs( 3 )", "abs( 3 )"),
            (
                "select * from t where a = any (select 1)",
                "a = any (select 1)",
            ),
            (
                "select * from t where a in (select b from c)",
                "a in (select b from c)",
            ),
            ("select * from t where not (a = 1)", "not (a = 1)"),
            ("select * from t where order = 1", "order"),
            ("select key from t", "key"),
            ("select a from t order by group", "group"),
            ("select a from t partition (p0, p1) where a = 1", "p0"),
            ("select a from t tablesample (10)", "tablesample"),
            ("select a from t where x.limit = 1 limit all", "limit all"),
            ("select a from t offset 5", "offset"),
        ] {
            let mistake = translate(sql).expect_err(sql);
            assert_eq!(
                &sql[mistake.span.clone()],
                wrong,
                "{sql}: {}",
                mistake.message
            );
        }
        assert!(translate("select `key` from t where t.order = 1").is_ok());
    }
}
