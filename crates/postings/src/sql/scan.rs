//! Reading a statement: tokens, then the parser; what either refuses gets its place in bytes.

use super::MOST_TOKENS;
use super::place::Places;
use crate::mistake::Mistake;
use sqlparser::ast::Statement;
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Tokenizer;

/// The statements of a text, and where its tokens stand.
pub fn parse(sql: &str) -> Result<(Vec<Statement>, Places<'_>), Mistake> {
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
    match parser.parse_statements() {
        Ok(statements) => Ok((statements, places)),
        Err(error) => Err(refused(&error, &places)),
    }
}

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
