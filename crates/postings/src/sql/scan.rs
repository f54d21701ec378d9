//! Reading a statement: tokens, then the parser; what either refuses gets its place in bytes.

use super::MOST_TOKENS;
use super::place::Places;
use crate::mistake::Mistake;
use sqlparser::ast::Query;
use sqlparser::dialect::MySqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, Tokenizer};

/// The one query of a text, and where its tokens stand.
pub fn parse(sql: &str) -> Result<(Query, Places<'_>), Mistake> {
    let dialect = MySqlDialect {};
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
