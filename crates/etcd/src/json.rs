//! JSON and base64 as Go's standard library writes and reads them.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A JSON value with its fields in the order in which they were put.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number without a sign.
    Uint(u64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(&'static str, Json)>),
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Int(value) => write!(f, "{value}"),
            Json::Uint(value) => write!(f, "{value}"),
            Json::Text(text) => write_text(f, text),
            Json::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if i > 0 { "," } else { "" })?;
                }
                f.write_str("]")
            }
            Json::Object(fields) => {
                f.write_str("{")?;
                for (i, (name, value)) in fields.iter().enumerate() {
                    write!(f, "{}\"{name}\":{value}", if i > 0 { "," } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Go also escapes what could end a script element, and the two line separators that JavaScript knows.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\x1f' => {
                write!(f, "\\u{:04x}", c as u32)?
            }
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Standard base64 with padding (RFC 4648, section 4).
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads base64 as Go does: line breaks are skipped, and the number is the byte at which the text went wrong. (The library
/// that writes it is stricter, and counts otherwise; the number is part of what the gateway answers.)
pub fn from_base64(text: &str) -> Result<Vec<u8>, usize> {
    let text: Vec<(usize, u8)> = text
        .bytes()
        .enumerate()
        .filter(|&(_, byte)| byte != b'\n' && byte != b'\r')
        .collect();
    let end = text.last().map_or(0, |&(at, _)| at + 1);
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut digits = Vec::with_capacity(4);
    let mut rest = text.iter();
    while let Some(&(at, byte)) = rest.next() {
        if byte == b'=' {
            match digits.len() {
                0 | 1 => return Err(at),
                2 => match rest.next() {
                    None => return Err(end),
                    Some((_, b'=')) => {}
                    Some(&(next, _)) => return Err(next - 1),
                },
                _ => {}
            }
            flush(&mut digits, &mut bytes);
            return rest.next().map_or(Ok(bytes), |&(garbage, _)| Err(garbage));
        }
        let digit = ALPHABET
            .iter()
            .position(|&letter| letter == byte)
            .ok_or(at)?;
        digits.push(digit as u32);
        if digits.len() == 4 {
            flush(&mut digits, &mut bytes);
        }
    }
    if digits.is_empty() {
        Ok(bytes)
    } else {
        Err(end - digits.len())
    }
}

/// Writes the bytes that two, three or four digits make up.
fn flush(digits: &mut Vec<u32>, bytes: &mut Vec<u8>) {
    let group = digits
        .iter()
        .enumerate()
        .fold(0, |group, (i, digit)| group | digit << (18 - 6 * i));
    let whole = [(group >> 16) as u8, (group >> 8) as u8, group as u8];
    bytes.extend(&whole[..digits.len() - 1]);
    digits.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc_and_reads_back() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
            assert_eq!(from_base64(text).as_deref(), Ok(bytes.as_bytes()));
        }
        assert_eq!(from_base64("Zm9v\nYmFy").as_deref(), Ok(&b"foobar"[..]));
    }

    #[test]
    fn bad_base64_is_refused_where_go_refuses_it() {
        for (text, at) in [
            ("not base64!", 3),
            ("Zg", 0),
            ("Zg=", 3),
            ("Zg=x", 2),
            ("Z", 0),
            ("Zm9vZ", 4),
            ("=", 0),
            ("Zg==Z", 4),
        ] {
            assert_eq!(from_base64(text), Err(at), "{text}");
        }
    }

    #[test]
    fn a_text_is_escaped_as_go_does() {
        let text = Json::Text("a\"<\n\u{1}值".into());
        assert_eq!(text.to_string(), "\"a\\\"\\u003c\\n\\u0001值\"");
    }
}
