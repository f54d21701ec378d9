//! The parts of Go's standard library that decide which texts are numbers, and how an error shows a text.

use super::ParseError;

/// `strconv.ParseInt(text, base, 64)` for a base other than 0: a sign, digits, no underscores.
pub fn parse_int(text: &[u8], base: u64) -> Result<i64, ParseError> {
    let syntax = || ParseError::Syntax {
        text: text.to_vec(),
    };
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return Err(syntax());
    }
    let range = || ParseError::Range {
        text: text.to_vec(),
        nearest: if negative { i64::MIN } else { i64::MAX },
    };
    let mut magnitude = 0_u64;
    for byte in digits {
        let digit = char::from(*byte)
            .to_digit(36)
            .map(u64::from)
            .filter(|&digit| digit < base)
            .ok_or_else(syntax)?;
        // As in Go, the overflow is found before a wrong letter behind it.
        magnitude = magnitude
            .checked_mul(base)
            .and_then(|number| number.checked_add(digit))
            .ok_or_else(range)?;
    }
    match negative {
        true if magnitude <= 1 << 63 => Ok((magnitude as i64).wrapping_neg()),
        false if magnitude < 1 << 63 => Ok(magnitude as i64),
        _ => Err(range()),
    }
}

/// `base64.StdEncoding.DecodeString`: padding is needed, line breaks are skipped, trailing bits are not looked at.
pub fn decode_base64(text: &[u8]) -> Result<Vec<u8>, ParseError> {
    let corrupt = |at| Err(ParseError::Base64 { at });
    let is_break = |at: usize| matches!(text.get(at), Some(b'\n' | b'\r'));
    let mut decoded = Vec::new();
    let mut at = 0;
    let (mut word, mut digits) = (0_u32, 0);
    while at < text.len() {
        let byte = text[at];
        if is_break(at) {
            at += 1;
        } else if let Some(digit) = digit_of_base64(byte) {
            at += 1;
            word = word << 6 | digit;
            digits += 1;
            if digits == 4 {
                decoded.extend(&word.to_be_bytes()[1..]);
                (word, digits) = (0, 0);
            }
        } else if byte != b'=' || digits < 2 {
            return corrupt(at);
        } else {
            at += 1;
            if digits == 2 {
                while is_break(at) {
                    at += 1;
                }
                match text.get(at) {
                    None => return corrupt(at),
                    Some(b'=') => at += 1,
                    Some(_) => return corrupt(at - 1),
                }
            }
            while is_break(at) {
                at += 1;
            }
            if at < text.len() {
                return corrupt(at);
            }
            let bytes = (word << (6 * (4 - digits))).to_be_bytes();
            decoded.extend(&bytes[1..digits]);
            return Ok(decoded);
        }
    }
    match digits {
        0 => Ok(decoded),
        _ => corrupt(at - digits),
    }
}

fn digit_of_base64(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

/// `strconv.Quote`.
pub fn quote(text: &[u8]) -> String {
    let mut quoted = String::from("\"");
    for chunk in text.utf8_chunks() {
        for letter in chunk.valid().chars() {
            push_quoted(&mut quoted, letter, '"');
        }
        for byte in chunk.invalid() {
            quoted += &format!("\\x{byte:02x}");
        }
    }
    quoted + "\""
}

/// One letter, as Go shows it between `quotes`.
pub fn push_quoted(quoted: &mut String, letter: char, quotes: char) {
    let short = match letter {
        '\x07' => 'a',
        '\x08' => 'b',
        '\x0c' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\x0b' => 'v',
        '\\' => '\\',
        letter if letter == quotes => letter,
        ' '..='~' => return quoted.push(letter),
        letter if letter < ' ' || letter == '\x7f' => {
            *quoted += &format!("\\x{:02x}", u32::from(letter));
            return;
        }
        letter if is_printable(letter) => return quoted.push(letter),
        letter if u32::from(letter) < 0x1_0000 => {
            *quoted += &format!("\\u{:04x}", u32::from(letter));
            return;
        }
        letter => {
            *quoted += &format!("\\U{:08x}", u32::from(letter));
            return;
        }
    };
    quoted.push('\\');
    quoted.push(short);
}

/// Rust's own idea of printable, which is Go's up to the version of Unicode: a text shows as itself in `{:?}`. The letter
/// in front keeps combining marks from being shown as escapes.
fn is_printable(letter: char) -> bool {
    format!("{:?}", format!("a{letter}")) == format!("\"a{letter}\"")
}
