//! Ids as text, as `bwmarrin/snowflake` writes and reads them.
//!
//! The names promise more than they hold: `base32` and `base58` are digits of the *integer* in alphabets of their own (not
//! z-base-32 of the bytes, not Bitcoin's order of letters), `base64` is of the *decimal text*. Reading base 32 and 58 wraps
//! around silently, and an empty text is a good 0.
//!
//! An id does not fit a JavaScript number, which is exact up to 2^53 only: `2^53 + 1` comes out as `2^53`. So in JSON it is
//! a string.

mod go;
mod json;

use std::fmt;

/// The alphabet of `base32`, after z-base-32: no `0`, `l`, `v` and `2`, the letters that read easiest come first.
const ALPHABET_32: &[u8; 32] = b"ybndrfg8ejkmcpqxot1uwisza345h769";

/// The alphabet of `base58`: no `0`, `O`, `I`, `l`; lower case first.
const ALPHABET_58: &[u8; 58] = b"123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";

/// Sign and binary digits.
#[must_use]
pub fn base2(id: i64) -> String {
    digits(id, b"01")
}

/// Sign and digits in base 36, lower case.
#[must_use]
pub fn base36(id: i64) -> String {
    digits(id, b"0123456789abcdefghijklmnopqrstuvwxyz")
}

/// Digits in base 32, most significant first. `None` for a negative id, with which the library panics.
#[must_use]
pub fn base32(id: i64) -> Option<String> {
    (id >= 0).then(|| digits(id, ALPHABET_32))
}

/// Digits in base 58, most significant first. `None` for a negative id, with which the library panics.
#[must_use]
pub fn base58(id: i64) -> Option<String> {
    (id >= 0).then(|| digits(id, ALPHABET_58))
}

/// Padded Base64 of the decimal text.
#[must_use]
pub fn base64(id: i64) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for bytes in id.to_string().as_bytes().chunks(3) {
        let at = |i: usize| u32::from(bytes.get(i).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for i in 0..4 {
            let digit = ALPHABET[(word >> (18 - 6 * i) & 63) as usize];
            text.push(if i <= bytes.len() { digit.into() } else { '=' });
        }
    }
    text
}

/// The JSON text: the decimal number in quotes.
#[must_use]
pub fn json(id: i64) -> String {
    format!("\"{id}\"")
}

/// The 8 bytes, most significant first.
#[must_use]
pub fn int_bytes(id: i64) -> [u8; 8] {
    id.to_be_bytes()
}

fn digits(id: i64, alphabet: &[u8]) -> String {
    let base = alphabet.len() as u64;
    let mut rest = id.unsigned_abs();
    let mut reversed = Vec::new();
    loop {
        reversed.push(alphabet[(rest % base) as usize]);
        rest /= base;
        if rest == 0 {
            break;
        }
    }
    if id < 0 {
        reversed.push(b'-');
    }
    reversed
        .iter()
        .rev()
        .map(|&byte| char::from(byte))
        .collect()
}

/// Reads a decimal number; a sign and leading zeros are taken.
///
/// # Errors
/// [`ParseError::Syntax`], [`ParseError::Range`].
pub fn parse(text: &[u8]) -> Result<i64, ParseError> {
    go::parse_int(text, 10)
}

/// Reads binary digits.
///
/// # Errors
/// [`ParseError::Syntax`], [`ParseError::Range`].
pub fn parse_base2(text: &[u8]) -> Result<i64, ParseError> {
    go::parse_int(text, 2)
}

/// Reads base 36, in lower or upper case.
///
/// # Errors
/// [`ParseError::Syntax`], [`ParseError::Range`].
pub fn parse_base36(text: &[u8]) -> Result<i64, ParseError> {
    go::parse_int(text, 36)
}

/// Reads base 32. Wraps around silently when there are too many digits; nothing is 0.
///
/// # Errors
/// [`ParseError::Base32`] at a letter that is not in the alphabet.
pub fn parse_base32(text: &[u8]) -> Result<i64, ParseError> {
    wrapping(text, ALPHABET_32).ok_or(ParseError::Base32)
}

/// Reads base 58. Wraps around silently when there are too many digits; nothing is 0.
///
/// # Errors
/// [`ParseError::Base58`] at a letter that is not in the alphabet.
pub fn parse_base58(text: &[u8]) -> Result<i64, ParseError> {
    wrapping(text, ALPHABET_58).ok_or(ParseError::Base58)
}

/// Reads the Base64 of a decimal number. Line breaks are skipped.
///
/// # Errors
/// [`ParseError::Base64`], then those of [`parse`].
pub fn parse_base64(text: &[u8]) -> Result<i64, ParseError> {
    parse(&go::decode_base64(text)?)
}

/// Reads what [`int_bytes`] writes.
#[must_use]
pub fn parse_int_bytes(bytes: [u8; 8]) -> i64 {
    i64::from_be_bytes(bytes)
}

/// Reads a JSON string that holds a decimal number, as the library's own method does: the text between the quotes is not
/// unescaped, a bare number and `null` are refused.
///
/// # Errors
/// [`ParseError::NotAString`], then those of [`parse`].
pub fn parse_json(text: &[u8]) -> Result<i64, ParseError> {
    match text {
        [b'"', number @ .., b'"'] if !number.is_empty() => parse(number),
        _ => Err(ParseError::NotAString {
            text: text.to_vec(),
        }),
    }
}

/// Reads a JSON document, as Go's JSON package does: it must be a whole one, blanks around it are dropped, and the rest is
/// for [`parse_json`].
///
/// # Errors
/// [`ParseError::Json`], then those of [`parse_json`].
pub fn parse_json_document(text: &[u8]) -> Result<i64, ParseError> {
    parse_json(json::document(text).map_err(ParseError::Json)?)
}

fn wrapping(text: &[u8], alphabet: &[u8]) -> Option<i64> {
    text.iter().try_fold(0_i64, |id, byte| {
        let digit = alphabet.iter().position(|letter| letter == byte)?;
        Some(
            id.wrapping_mul(alphabet.len() as i64)
                .wrapping_add(digit as i64),
        )
    })
}

/// Why a text is no id. The message is that of the Go library, to the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// Not digits of the base.
    Syntax {
        /// What was read.
        text: Vec<u8>,
    },
    /// Beyond 64 bits.
    Range {
        /// What was read.
        text: Vec<u8>,
        /// The nearest number that fits, which the library returns together with the error.
        nearest: i64,
    },
    /// A letter that is not in the base 32 alphabet.
    Base32,
    /// A letter that is not in the base 58 alphabet.
    Base58,
    /// Not Base64.
    Base64 {
        /// The byte at which that was found.
        at: usize,
    },
    /// Not a text in double quotes.
    NotAString {
        /// What was read.
        text: Vec<u8>,
    },
    /// Not a JSON document.
    Json(JsonError),
}

pub use json::JsonError;

impl ParseError {
    /// The id that the Go function returns together with the error. (The two that read JSON write into a variable instead,
    /// and leave it alone.)
    #[must_use]
    pub fn returned(&self) -> i64 {
        match self {
            ParseError::Syntax { .. } | ParseError::NotAString { .. } | ParseError::Json(_) => 0,
            ParseError::Range { nearest, .. } => *nearest,
            ParseError::Base32 | ParseError::Base58 | ParseError::Base64 { .. } => -1,
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParseError::Syntax { text } => {
                write!(
                    f,
                    "strconv.ParseInt: parsing {}: invalid syntax",
                    go::quote(text)
                )
            }
            ParseError::Range { text, .. } => {
                write!(
                    f,
                    "strconv.ParseInt: parsing {}: value out of range",
                    go::quote(text)
                )
            }
            ParseError::Base32 => write!(f, "invalid base32"),
            ParseError::Base58 => write!(f, "invalid base58"),
            ParseError::Base64 { at } => write!(f, "illegal base64 data at input byte {at}"),
            ParseError::NotAString { text } => {
                write!(f, "invalid snowflake ID {}", go::quote(text))
            }
            ParseError::Json(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ParseError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_comes_back() {
        let mut state = 1_u64;
        for _ in 0..20_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let id = state as i64 >> (state % 64);
            assert_eq!(parse(id.to_string().as_bytes()), Ok(id));
            assert_eq!(parse_base2(base2(id).as_bytes()), Ok(id));
            assert_eq!(parse_base36(base36(id).as_bytes()), Ok(id));
            assert_eq!(parse_base64(base64(id).as_bytes()), Ok(id));
            assert_eq!(parse_json_document(json(id).as_bytes()), Ok(id));
            assert_eq!(parse_int_bytes(int_bytes(id)), id);
            if let (Some(base32), Some(base58)) = (base32(id), base58(id)) {
                assert_eq!(parse_base32(base32.as_bytes()), Ok(id));
                assert_eq!(parse_base58(base58.as_bytes()), Ok(id));
            }
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic() {
        let mut state = 7_u64;
        for length in (0..24).cycle().take(50_000) {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    let letters = b"\"\\[]{}:,0129azAZ=+-/ \n\xffut";
                    letters[((state >> 33) % letters.len() as u64) as usize]
                })
                .collect();
            for read in [
                parse,
                parse_base2,
                parse_base32,
                parse_base36,
                parse_base58,
                parse_base64,
                parse_json_document,
            ] {
                if let Err(error) = read(&bytes) {
                    assert!(!error.to_string().is_empty());
                }
            }
        }
    }
}
