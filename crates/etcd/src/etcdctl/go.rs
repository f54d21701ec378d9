//! The corners of Go's standard library that show in etcdctl: quoting, number parsing, and `Sscanf` as far as a compare
//! line needs it.

/// `%q`: a text in double quotes, with everything that cannot be seen escaped.
pub(crate) fn quote(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| quote_char(&mut text, c));
        chunk
            .invalid()
            .iter()
            .for_each(|byte| text += &format!("\\x{byte:02x}"));
    }
    text + "\""
}

fn quote_char(text: &mut String, c: char) {
    match c {
        '"' => *text += "\\\"",
        '\\' => *text += "\\\\",
        '\x07' => *text += "\\a",
        '\x08' => *text += "\\b",
        '\x0c' => *text += "\\f",
        '\n' => *text += "\\n",
        '\r' => *text += "\\r",
        '\t' => *text += "\\t",
        '\x0b' => *text += "\\v",
        '\0'..='\x1f' | '\x7f' => *text += &format!("\\x{:02x}", c as u32),
        c if is_print(c) => text.push(c),
        c if (c as u32) < 0x1_0000 => *text += &format!("\\u{:04x}", c as u32),
        c => *text += &format!("\\U{:08x}", c as u32),
    }
}

/// Letters, marks, numbers, punctuation, symbols and the plain space; not the other spaces, formats and private letters.
fn is_print(c: char) -> bool {
    let hidden = matches!(c as u32,
        0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x180e | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f
        | 0xe000..=0xf8ff | 0xfeff | 0xfff0..=0xfffb | 0xfffe..=0xffff | 0xe_0000..=0x10_ffff);
    c == ' ' || !(c.is_control() || c.is_whitespace() || hidden)
}

/// `strconv.ParseInt`; base 0 reads the base from the text.
pub(crate) fn parse_int(text: &str, base: u32) -> Result<i64, String> {
    let wrong = |what| {
        format!(
            "strconv.ParseInt: parsing {}: {what}",
            quote(text.as_bytes())
        )
    };
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let (base, digits) = if base == 0 {
        base_of(digits)
    } else {
        (base, digits.to_string())
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(base)) {
        return Err(wrong("invalid syntax"));
    }
    let sign = if negative { "-" } else { "" };
    i64::from_str_radix(&format!("{sign}{digits}"), base).map_err(|_| wrong("value out of range"))
}

fn base_of(digits: &str) -> (u32, String) {
    let lower = digits.to_ascii_lowercase();
    let (base, rest) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => return (10, lower),
    };
    (base, rest.replace('_', ""))
}

/// `strconv.ParseBool`.
pub(crate) fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!(
            "strconv.ParseBool: parsing {}: invalid syntax",
            quote(text.as_bytes())
        )),
    }
}

/// `time.ParseDuration`, in nanoseconds: `1h2m3.5s`, `-5ms`, `0`.
pub(crate) fn parse_duration(text: &str) -> Result<i64, String> {
    let quoted = quote(text.as_bytes());
    let invalid = || format!("time: invalid duration {quoted}");
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned == "0" {
        return Ok(0);
    }
    if unsigned.is_empty() {
        return Err(invalid());
    }
    let digits = |text: &str| {
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len())
    };
    let (mut total, mut rest) = (0_f64, unsigned);
    while !rest.is_empty() {
        let (whole, after) = rest.split_at(digits(rest));
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => after.split_at(digits(after)),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let number = |text: &str| text.parse::<f64>().map_err(|_| invalid());
        let number = number(&format!("0{whole}.{fraction}0"))?;
        let end = after
            .find(|c: char| c == '.' || c.is_ascii_digit())
            .unwrap_or(after.len());
        let unit = match &after[..end] {
            "" => return Err(format!("time: missing unit in duration {quoted}")),
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            unit => {
                let unit = quote(unit.as_bytes());
                return Err(format!("time: unknown unit {unit} in duration {quoted}"));
            }
        };
        total += number * unit;
        rest = &after[end..];
    }
    if total >= i64::MAX as f64 {
        return Err(invalid());
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    Ok(sign * total as i64)
}

/// Reads a quoted text at the start: `"with \"escapes\""` or `` `as it stands` ``. The text, and what follows it.
pub(crate) fn scan_quoted(input: &str) -> Option<(String, &str)> {
    if let Some(rest) = input.strip_prefix('`') {
        let end = rest.find('`')?;
        return Some((rest[..end].to_string(), &rest[end + 1..]));
    }
    let rest = input.strip_prefix('"')?;
    let mut escaped = false;
    let end = rest.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })?;
    Some((unescape(&rest[..end])?, &rest[end + 1..]))
}

/// The text that Go's escapes stand for; `None` if one of them is none of Go's. Bytes that make no UTF-8 are replaced.
fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            bytes.extend(c.to_string().bytes());
            continue;
        }
        let kind = rest.chars().next()?;
        rest = &rest[kind.len_utf8()..];
        let number = |digits: usize, base| u32::from_str_radix(rest.get(..digits)?, base).ok();
        let plain = match kind {
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            '\\' | '"' => kind as u8,
            'x' => {
                bytes.push(number(2, 16)? as u8);
                rest = &rest[2..];
                continue;
            }
            'u' | 'U' => {
                let digits = if kind == 'u' { 4 } else { 8 };
                bytes.extend(char::from_u32(number(digits, 16)?)?.to_string().bytes());
                rest = &rest[digits..];
                continue;
            }
            '0'..='7' => {
                let octal = format!("{kind}{}", rest.get(..2)?);
                bytes.push(u8::try_from(u32::from_str_radix(&octal, 8).ok()?).ok()?);
                rest = &rest[2..];
                continue;
            }
            _ => return None,
        };
        bytes.push(plain);
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Cuts a line into words as etcdctl does within a transaction: quoted texts, and runs without spaces that do not begin
/// with a quote. A quote without its partner is passed over.
///
/// (3.4.23 cuts single-quoted words wrongly; here they end where their quote does.)
pub(crate) fn words(line: &str) -> Result<Vec<String>, String> {
    // The spaces of Go's regular expressions.
    let space = |c: char| matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ');
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let quoted_end = match c {
            '"' => closing_quote(after),
            '\'' => after.find('\''),
            _ => None,
        };
        if let Some(end) = quoted_end {
            let (word, next) = (&after[..end], &after[end + 1..]);
            words.push(if c == '"' {
                unescape(word).ok_or("invalid syntax")?
            } else {
                word.to_string()
            });
            rest = next;
        } else if c == '"' || c == '\'' || space(c) {
            rest = after;
        } else {
            let end = rest.find(space).unwrap_or(rest.len());
            words.push(rest[..end].to_string());
            rest = &rest[end..];
        }
    }
    Ok(words)
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_refused_in_gos_words() {
        assert_eq!(parse_int("-42", 10), Ok(-42));
        assert_eq!(parse_int("ff", 16), Ok(255));
        assert_eq!(parse_int("0x1F", 0), Ok(31));
        assert_eq!(
            parse_int("x", 10),
            Err("strconv.ParseInt: parsing \"x\": invalid syntax".into())
        );
        assert_eq!(
            parse_int("9223372036854775808", 10),
            Err("strconv.ParseInt: parsing \"9223372036854775808\": value out of range".into())
        );
        assert_eq!(parse_int("-9223372036854775808", 10), Ok(i64::MIN));
    }

    #[test]
    fn durations_are_read_and_refused_in_gos_words() {
        let read = |text| parse_duration(text).map_err(|why| why.replace("time: ", ""));
        assert_eq!(read("1h2m3.5s"), Ok(3_723_500_000_000));
        assert_eq!(
            (read("-5ms"), read("+.5us"), read("0")),
            (Ok(-5_000_000), Ok(500), Ok(0))
        );
        for text in ["", "x", ".s", "-"] {
            assert_eq!(read(text), Err(format!("invalid duration {text:?}")));
        }
        assert_eq!(
            read("5ms5"),
            Err("missing unit in duration \"5ms5\"".into())
        );
        assert_eq!(
            read("1e3s"),
            Err("unknown unit \"e\" in duration \"1e3s\"".into())
        );
        assert_eq!(
            read("9999999h"),
            Err("invalid duration \"9999999h\"".into())
        );
    }

    #[test]
    fn quoting_escapes_what_cannot_be_seen() {
        assert_eq!(quote("a\tb\"值".as_bytes()), "\"a\\tb\\\"值\"");
        assert_eq!(quote(b"\x00\xff"), "\"\\x00\\xff\"");
        assert_eq!(quote("\u{200b}\u{a0}".as_bytes()), "\"\\u200b\\u00a0\"");
    }

    #[test]
    fn a_line_is_cut_into_words() {
        let cut = |line| words(line).unwrap();
        assert_eq!(
            cut(r#"put "two words" "and a \"quote\"""#),
            ["put", "two words", "and a \"quote\""]
        );
        assert_eq!(cut("put 'a b' c'd"), ["put", "a b", "c'd"]);
        assert_eq!(cut("get \"a"), ["get", "a"]);
        assert_eq!(words(r#"put "b\q""#), Err("invalid syntax".into()));
    }
}
