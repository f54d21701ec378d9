//! Texts that are read as ids, and the errors of those that are none.

use ids::text::{self, ParseError};
use serde::Deserialize;
use std::path::Path;
use tests::report::Report;

#[derive(Deserialize)]
struct ParseRow {
    #[serde(rename = "fn")]
    function: String,
    input: String,
    ok: bool,
    returned_id: String,
    error: Option<String>,
    error_kind: Option<String>,
}

/// What the variable held that the two JSON functions write into.
const UNTOUCHED: i64 = -77;

pub(super) fn parse(dir: &Path, report: &mut Report) {
    for (place, row) in report.json_lines::<ParseRow>(dir, "snowflake_parse.jsonl") {
        let case = |what: &str| format!("{place} {}({:?}): {what}", row.function, row.input);
        let input = row.input.as_bytes();
        let got = match row.function.as_str() {
            "ParseString" | "ParseBytes" => text::parse(input),
            "ParseBase2" => text::parse_base2(input),
            "ParseBase32" => text::parse_base32(input),
            "ParseBase36" => text::parse_base36(input),
            "ParseBase58" => text::parse_base58(input),
            "ParseBase64" => text::parse_base64(input),
            "ParseIntBytes" => match unhex(&row.input) {
                Some(bytes) => Ok(text::parse_int_bytes(bytes)),
                None => {
                    report.fail(&case("input"), "the hex of 8 bytes", &row.input);
                    continue;
                }
            },
            "UnmarshalJSON" => text::parse_json(input),
            "json.Unmarshal" => text::parse_json_document(input),
            other => {
                report.not_run(&case("fn"), format!("there is no function `{other}`"));
                continue;
            }
        };
        report.equal(&case("ok"), row.ok, got.is_ok());
        let returned = match &got {
            Ok(id) => *id,
            Err(_) if row.function.ends_with("Unmarshal") || row.function == "UnmarshalJSON" => {
                UNTOUCHED
            }
            Err(error) => error.returned(),
        };
        report.equal(
            &case("returned_id"),
            row.returned_id.clone(),
            returned.to_string(),
        );
        let error = got.as_ref().err();
        report.equal(
            &case("error"),
            row.error.clone(),
            error.map(ToString::to_string),
        );
        let kind = error.map(|error| kind(error).to_string());
        report.equal(&case("error_kind"), row.error_kind.clone(), kind);
    }
}

fn kind(error: &ParseError) -> &'static str {
    match error {
        ParseError::Syntax { .. } => "int_syntax",
        ParseError::Range { .. } => "int64_range",
        ParseError::Base32 => "invalid_base32",
        ParseError::Base58 => "invalid_base58",
        ParseError::Base64 { .. } => "base64_corrupt",
        ParseError::NotAString { .. } => "json_not_quoted_string",
        ParseError::Json(_) => "json_document_syntax",
    }
}

fn unhex(text: &str) -> Option<[u8; 8]> {
    if text.len() != 16 || text.starts_with('+') {
        return None;
    }
    Some(u64::from_str_radix(text, 16).ok()?.to_be_bytes())
}
