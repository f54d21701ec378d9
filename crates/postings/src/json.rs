//! JSON whose every value knows where it stands in its text.
//!
//! A query that is wrong is told with the bytes that are wrong, and the stage marks one node in SQL, tree and DSL: for both,
//! a value must remember its place, which the readers of the ecosystem forget as soon as they have read it. Numbers stay as
//! they were written, members in their order; a member that comes twice is refused.
//!
//! Source: RFC 8259.

use crate::mistake::Mistake;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

/// How deep values may lie in each other.
pub const DEEPEST: usize = 64;

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json {
    /// The value.
    pub value: Kind,
    /// Its bytes in the text it was read from; `0..0` for one that was made.
    pub span: Range<usize>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, without its escapes.
    Text(String),
    /// `[..]`
    List(Vec<Json>),
    /// `{..}`, in order.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub key: String,
    /// The bytes of the name, with its quotes.
    pub key_span: Range<usize>,
    /// Its value.
    pub value: Json,
}

impl Json {
    /// Reads a text that is one value.
    ///
    /// # Errors
    /// When it is none, with the place where that is seen.
    pub fn read(text: &str) -> Result<Json, Mistake> {
        let mut reader = Reader { text, at: 0 };
        let json = reader.value(0)?;
        reader.blank();
        if reader.at < text.len() {
            return Err(reader.unexpected("the end"));
        }
        Ok(json)
    }

    /// A string.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Json {
        Json::made(Kind::Text(text.into()))
    }

    /// A number.
    #[must_use]
    pub fn number(number: impl std::fmt::Display) -> Json {
        Json::made(Kind::Number(number.to_string()))
    }

    /// A list.
    #[must_use]
    pub fn list(values: Vec<Json>) -> Json {
        Json::made(Kind::List(values))
    }

    /// An object.
    #[must_use]
    pub fn object(members: Vec<(&str, Json)>) -> Json {
        let member = |(key, value): (&str, Json)| Member {
            key: key.to_string(),
            key_span: 0..0,
            value,
        };
        Json::made(Kind::Object(members.into_iter().map(member).collect()))
    }

    /// A value that was not read.
    #[must_use]
    pub fn made(value: Kind) -> Json {
        Json { value, span: 0..0 }
    }

    /// A member of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        match &self.value {
            Kind::Object(members) => {
                let member = members.iter().find(|member| member.key == key)?;
                Some(&member.value)
            }
            _ => None,
        }
    }

    /// The value at a pointer like `/query/bool/must/0` (RFC 6901).
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Json> {
        let mut steps = pointer.split('/').skip(1);
        steps.try_fold(self, |json, step| match &json.value {
            Kind::List(values) => values.get(step.parse::<usize>().ok()?),
            _ => json.get(&step.replace("~1", "/").replace("~0", "~")),
        })
    }

    /// On one line.
    #[must_use]
    pub fn compact(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, None);
        text
    }

    /// Indented by two; what fits into a line of this many characters stays on one.
    #[must_use]
    pub fn pretty(&self, width: usize) -> String {
        let mut text = String::new();
        self.write(&mut text, Some((width, 0)));
        text
    }

    /// `layout` is the width and the indentation.
    fn write(&self, text: &mut String, layout: Option<(usize, usize)>) {
        let mut items: Vec<(Option<&str>, &Json)> = Vec::new();
        let (open, close) = match &self.value {
            Kind::Null => return text.push_str("null"),
            Kind::Bool(truth) => return text.push_str(if *truth { "true" } else { "false" }),
            Kind::Number(number) => return text.push_str(number),
            Kind::Text(string) => return quote(string, text),
            Kind::List(values) => {
                items.extend(values.iter().map(|value| (None, value)));
                ('[', ']')
            }
            Kind::Object(members) => {
                let members = members.iter();
                items.extend(members.map(|member| (Some(member.key.as_str()), &member.value)));
                ('{', '}')
            }
        };
        let within = layout.filter(|(width, indent)| {
            !items.is_empty() && indent + self.compact().chars().count() > *width
        });
        text.push(open);
        for (at, (key, value)) in items.into_iter().enumerate() {
            match within {
                Some((_, indent)) => {
                    let comma = if at > 0 { "," } else { "" };
                    let _ = write!(text, "{comma}\n{:1$}", "", indent + 2);
                }
                None if at > 0 => text.push_str(", "),
                None => {}
            }
            if let Some(key) = key {
                quote(key, text);
                text.push_str(": ");
            }
            value.write(text, within.map(|(width, indent)| (width, indent + 2)));
        }
        if let Some((_, indent)) = within {
            let _ = write!(text, "\n{:1$}", "", indent);
        }
        text.push(close);
    }
}

fn quote(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(text, "\\u{:04x}", c as u32);
            }
            c => text.push(c),
        }
    }
    text.push('"');
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    /// That something else stands here.
    fn unexpected(&self, expected: &str) -> Mistake {
        match self.text[self.at..].chars().next() {
            Some(c) => Mistake::at(
                self.at..self.at + c.len_utf8(),
                format!("expected {expected}, found `{}`", c.escape_debug()),
            ),
            None => Mistake::at(
                self.at..self.at,
                format!("expected {expected}, found the end"),
            ),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, Mistake> {
        self.blank();
        let start = self.at;
        if depth > DEEPEST {
            let message = format!("values may lie {DEEPEST} deep in each other, not deeper");
            return Err(Mistake::at(start..start + 1, message));
        }
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Json {
            value,
            span: start..self.at,
        })
    }

    fn word(&mut self) -> Result<Kind, Mistake> {
        let words = [
            ("true", Kind::Bool(true)),
            ("false", Kind::Bool(false)),
            ("null", Kind::Null),
        ];
        for (word, value) in words {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Result<Kind, Mistake> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(Kind::Number(self.text[start..self.at].to_string()))
    }

    fn digits(&mut self) -> Result<(), Mistake> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.unexpected("a digit"));
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, Mistake> {
        let start = self.at;
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(c) = rest.chars().next() else {
                let message = "this string has no end, expected `\"`";
                return Err(Mistake::at(start..self.at, message));
            };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(string);
                }
                '\\' => string.push(self.escape()?),
                c if c < ' ' => return Err(self.unexpected("a control character as an escape")),
                c => {
                    string.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Mistake> {
        let start = self.at;
        self.at += 1;
        let c = match self.peek() {
            Some(c @ (b'"' | b'\\' | b'/')) => c as char,
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let high = self.hex()?;
                let mut code = high;
                if (0xD800..0xDC00).contains(&high) && self.text[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let low = self.hex()?;
                    if (0xDC00..0xE000).contains(&low) {
                        code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    }
                }
                return char::from_u32(code).ok_or_else(|| {
                    Mistake::at(start..self.at, "half of a surrogate pair is no character")
                });
            }
            _ => {
                return Err(
                    self.unexpected("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
                );
            }
        };
        self.at += 1;
        Ok(c)
    }

    fn hex(&mut self) -> Result<u32, Mistake> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| (byte as char).to_digit(16));
            code = 16 * code + digit.ok_or_else(|| self.unexpected("four hexadecimal digits"))?;
            self.at += 1;
        }
        Ok(code)
    }

    fn list(&mut self, depth: usize) -> Result<Kind, Mistake> {
        self.at += 1;
        let mut values = Vec::new();
        self.blank();
        if self.take(b']') {
            return Ok(Kind::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            self.blank();
            if self.take(b']') {
                return Ok(Kind::List(values));
            }
            if !self.take(b',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Kind, Mistake> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        let mut keys = BTreeSet::new();
        self.blank();
        if self.take(b'}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.blank();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a name in quotes"));
            }
            let key = self.string()?;
            let key_span = start..self.at;
            if !keys.insert(key.clone()) {
                return Err(Mistake::at(key_span, format!("`{key}` is given twice")));
            }
            self.blank();
            if !self.take(b':') {
                return Err(self.unexpected("`:`"));
            }
            let value = self.value(depth + 1)?;
            members.push(Member {
                key,
                key_span,
                value,
            });
            self.blank();
            if self.take(b'}') {
                return Ok(Kind::Object(members));
            }
            if !self.take(b',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_knows_its_place_and_is_written_as_it_was() {
        let text = r#"{"query": {"bool": {"must": [{"term": {"a": -1.50e+3}}, true, null]}}, "天": "气\n\"\u5f88\ud83d\ude00"}"#;
        let json = Json::read(text).expect("good JSON");
        let place = json
            .pointer("/query/bool/must/0/term/a")
            .expect("there")
            .span
            .clone();
        assert_eq!(&text[place], "-1.50e+3");
        assert_eq!(
            json.get("天").map(|json| &json.value),
            Some(&Kind::Text("气\n\"很😀".into()))
        );
        let again = json.compact();
        assert_eq!(Json::read(&again).expect("good").compact(), again);
        for width in [0, 20, 60, 500] {
            let pretty = json.pretty(width);
            assert_eq!(
                Json::read(&pretty).expect("good").compact(),
                again,
                "{pretty}"
            );
            assert_eq!(pretty.contains('\n'), width < again.chars().count());
        }
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        for (text, span) in [
            ("", 0..0),
            ("{\"a\": }", 6..7),
            ("{\"a\": 1, \"a\": 2}", 9..12),
            ("[1, 2", 5..5),
            ("[1 2]", 3..4),
            ("\"abc", 0..4),
            ("\"\\x\"", 2..3),
            ("\"\\ud800\"", 1..7),
            ("\"\\u12g4\"", 5..6),
            ("\"a\nb\"", 2..3),
            ("01", 1..2),
            ("-", 1..1),
            ("1.", 2..2),
            ("tru", 0..1),
            ("{a: 1}", 1..2),
            ("[] 天", 3..6),
        ] {
            let mistake = Json::read(text).expect_err(text);
            assert_eq!(mistake.span, span, "{text}: {mistake}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(
            Json::read(&deep).expect_err("too deep").span.start,
            DEEPEST + 1
        );
    }
}
