//! Reading a statement: tokens, then the parser; what either refuses gets its place in bytes.

use super::MOST_TOKENS;
use super::place::Places;
use crate::mistake::Mistake;
use sqlparser::ast::Query;
use sqlparser::derive_dialect;
use sqlparser::dialect::MySqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

// MySQL's dialect without its division and its LOCK TABLES. To read `a DIV b` the library copies `a`, and with that the
// code that copies any statement there is stays in the program: 109 KB (brotli). Neither can be a search.
derive_dialect!(
    SearchDialect,
    MySqlDialect,
    preserve_type_id = true,
    overrides = {
        parse_infix = None,
        parse_statement = None,
    }
);

/// The one query of a text, and where its tokens stand.
pub fn parse(sql: &str) -> Result<(Query, Places<'_>), Mistake> {
    let dialect = SearchDialect::new();
    let mut tokens = Vec::new();
    let read = Tokenizer::new(&dialect, sql).tokenize_with_location_into_buf(&mut tokens);
    let places = Places::new(sql, &tokens);
    if let Err(error) = read {
        let start = places.at(error.location.line, error.location.column);
        return Err(Mistake::at(start..sql.len(), error.message));
    }
    if tokens.len() > MOST_TOKENS {
        let message = format!("a statement may have {MOST_TOKENS} tokens, this one has more");
        return Err(Mistake::at(places.of_token(MOST_TOKENS), message));
    }
    for token in &mut tokens {
        // As in MySQL; where it joins texts, conditions can be no part of it.
        if token.token == Token::StringConcat {
            token.token = Token::make_keyword("OR");
        }
    }
    let shown = tokens
        .iter()
        .filter(|token| !matches!(token.token, Token::Whitespace(_)));
    let why_not = |token: &TokenWithSpan| match &token.token {
        Token::Word(word) if word.keyword == Keyword::DIV => {
            Some("the operator DIV is not translated")
        }
        Token::DoubleEq => Some("SQL has no `==`: write `=`"),
        _ => None,
    };
    let found = shown
        .enumerate()
        .find_map(|(number, token)| Some((number, why_not(token)?)));
    if let Some((number, message)) = found {
        return Err(Mistake::at(places.of_token(number), message));
    }
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens);
    let end = places.end();
    while parser.consume_token(&Token::SemiColon) {}
    if parser.peek_token_ref().token == Token::EOF {
        let message = "expected a statement: `select ..`";
        return Err(Mistake::at(end..end, message));
    }
    if is_no_query(&parser) {
        let message = "only a `select` can be a search: an index is not written through SQL";
        return Err(Mistake::at(places.first_word(), message));
    }
    match query(&mut parser) {
        Ok(_) if parser.peek_token_ref().token != Token::EOF => {
            Err(Mistake::at(0..end, "expected one statement, found several"))
        }
        Ok(query) => Ok((query, places)),
        Err(error) => Err(refused(&error, &places)),
    }
}

/// A query and the semicolons behind it.
///
/// The library's `parse_statements` brings the grammar of seventy more kinds of statements, a third of its code. Those are
/// told by their first word here.
fn query(parser: &mut Parser) -> Result<Query, ParserError> {
    match &parser.peek_token_ref().token {
        Token::LParen => {}
        Token::Word(word) if QUERIES.contains(&word.keyword) => {}
        _ => return parser.expected_ref("an SQL statement", parser.peek_token_ref()),
    }
    let query = parser.parse_query()?;
    let mut ended = false;
    while parser.consume_token(&Token::SemiColon) {
        ended = true;
    }
    match &parser.peek_token_ref().token {
        Token::EOF => Ok(*query),
        _ if ended => Ok(*query),
        _ => parser.expected_ref("end of statement", parser.peek_token_ref()),
    }
}

/// What a query begins with.
const QUERIES: [Keyword; 4] = [
    Keyword::SELECT,
    Keyword::WITH,
    Keyword::VALUES,
    Keyword::FROM,
];

/// Whether another kind of statement begins here.
fn is_no_query(parser: &Parser) -> bool {
    match &parser.peek_token_ref().token {
        Token::Word(word) => OTHERS.contains(&word.keyword),
        _ => false,
    }
}

/// What MySQL's other statements begin with.
const OTHERS: [Keyword; 34] = [
    Keyword::ALTER,
    Keyword::ANALYZE,
    Keyword::BEGIN,
    Keyword::CALL,
    Keyword::COMMIT,
    Keyword::COPY,
    Keyword::CREATE,
    Keyword::DEALLOCATE,
    Keyword::DELETE,
    Keyword::DESC,
    Keyword::DESCRIBE,
    Keyword::DROP,
    Keyword::EXECUTE,
    Keyword::EXPLAIN,
    Keyword::FLUSH,
    Keyword::GRANT,
    Keyword::INSERT,
    Keyword::KILL,
    Keyword::LOAD,
    Keyword::LOCK,
    Keyword::MERGE,
    Keyword::OPTIMIZE,
    Keyword::PREPARE,
    Keyword::RELEASE,
    Keyword::REPLACE,
    Keyword::REVOKE,
    Keyword::ROLLBACK,
    Keyword::SAVEPOINT,
    Keyword::SET,
    Keyword::SHOW,
    Keyword::START,
    Keyword::TRUNCATE,
    Keyword::UPDATE,
    Keyword::USE,
];

/// The parser tells a place only in the text of its error: ` at Line: 1, Column: 16`; none is the end.
fn refused(error: &ParserError, places: &Places) -> Mistake {
    let text = match error {
        ParserError::ParserError(text) | ParserError::TokenizerError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => {
            let message = "conditions lie too deep in each other";
            return Mistake::at(places.first_word(), message);
        }
    };
    let Some((message, place)) = text.rsplit_once(" at Line: ") else {
        let end = places.end();
        return Mistake::at(end..end, text);
    };
    let numbers = place.split_once(", Column: ");
    let place = numbers.and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)));
    match place {
        Some((line, column)) => {
            let start = places.at(line, column);
            Mistake::at(places.token_at(start), message)
        }
        None => Mistake::at(places.end()..places.end(), text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(sql: &str) -> (String, String) {
        match parse(sql) {
            Err(mistake) => (sql[mistake.span].to_string(), mistake.message),
            Ok((query, _)) => panic!("{sql}: read as {query}"),
        }
    }

    #[test]
    fn one_query_is_read_with_semicolons_around_it() {
        for sql in [
            "select a from t",
            "; select a from t ;; ",
            "(select a from t)",
            "with x as (select 1) select * from x",
            "select `div` from t where `div` = 'a div b'",
        ] {
            assert!(parse(sql).is_ok(), "{sql}: {:?}", parse(sql).err());
        }
    }

    #[test]
    fn what_is_no_query_is_told_at_its_first_word() {
        for sql in [
            "insert into t values (1)",
            "update t set",
            "lock tables t read",
            "explain select 1",
        ] {
            let (at, message) = refusal(sql);
            assert!(sql.starts_with(&at), "{sql}: {at}");
            assert!(message.starts_with("only a `select`"), "{sql}: {message}");
        }
        let (at, message) = refusal("slect a from t");
        assert_eq!(at, "slect");
        assert_eq!(message, "Expected: an SQL statement, found: slect");
    }

    #[test]
    fn two_bars_are_or() {
        let (query, places) =
            parse("select a from t where a = 1 || b = 2 and c = 3").expect("good");
        assert!(
            query.to_string().ends_with("a = 1 OR b = 2 AND c = 3"),
            "{query}"
        );
        assert_eq!(places.of_token(8), 28..30);
    }

    #[test]
    fn what_follows_a_query_is_told() {
        let (_, message) = refusal("select a from t; select b from t");
        assert_eq!(message, "expected one statement, found several");
        let (at, message) = refusal("select a from t where a = 1 2");
        assert_eq!(
            (at.as_str(), message.as_str()),
            ("2", "Expected: end of statement, found: 2")
        );
        let (at, message) = refusal(" ; ");
        assert_eq!(
            (at.as_str(), message.as_str()),
            ("", "expected a statement: `select ..`")
        );
    }

    #[test]
    fn a_division_and_two_signs_of_equality_are_refused_where_they_stand() {
        for (sql, at, message) in [
            (
                "select a from t where a div 2 = 1",
                "div",
                "the operator DIV is not translated",
            ),
            (
                "select a from t where b = '==' and a == 2",
                "==",
                "SQL has no `==`: write `=`",
            ),
        ] {
            assert_eq!(refusal(sql), (at.to_string(), message.to_string()));
        }
    }
}
