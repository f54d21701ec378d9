//! Whether a text is a JSON document, with the errors of Go's scanner.

use super::go::push_quoted;
use std::fmt;

/// What Go's JSON package says about a text that is not a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// It ends too early.
    End,
    /// A byte that can't stand where it does.
    Byte {
        /// The byte.
        byte: u8,
        /// Where it stands, in the scanner's words: "after top-level value".
        context: &'static str,
    },
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonError::End => write!(f, "unexpected end of JSON input"),
            JsonError::Byte { byte, context } => {
                let mut shown = String::new();
                // The scanner takes the byte for a code point, and shows it in single quotes.
                push_quoted(&mut shown, char::from(*byte), '\'');
                write!(f, "invalid character '{shown}' {context}")
            }
        }
    }
}

/// The value in a document, without the blanks around it. It is a walk with a stack of open brackets, as deep as the text is
/// long at most.
pub fn document(text: &[u8]) -> Result<&[u8], JsonError> {
    let mut scanner = Scanner { text, at: 0 };
    scanner.blanks();
    let start = scanner.at;
    scanner.value()?;
    let value = &text[start..scanner.at];
    scanner.blanks();
    match scanner.peek() {
        None => Ok(value),
        Some(byte) => Err(JsonError::Byte {
            byte,
            context: "after top-level value",
        }),
    }
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn refuse<T>(&self, context: &'static str) -> Result<T, JsonError> {
        Err(match self.peek() {
            None => JsonError::End,
            Some(byte) => JsonError::Byte { byte, context },
        })
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<(), JsonError> {
        // Brackets that are open: b'{' or b'['.
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.at += 1;
                    self.blanks();
                    if self.peek() == Some(bracket + 2) {
                        self.at += 1;
                    } else {
                        open.push(bracket);
                        if bracket == b'{' {
                            self.key()?;
                        }
                        continue;
                    }
                }
                _ => self.scalar()?,
            }
            // A value has ended: close brackets until one goes on.
            loop {
                let Some(&bracket) = open.last() else {
                    return Ok(());
                };
                self.blanks();
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        if bracket == b'{' {
                            self.blanks();
                            self.key()?;
                        }
                        break;
                    }
                    Some(byte) if byte == bracket + 2 => {
                        self.at += 1;
                        open.pop();
                    }
                    _ if bracket == b'{' => return self.refuse("after object key:value pair"),
                    _ => return self.refuse("after array element"),
                }
            }
        }
    }

    fn key(&mut self) -> Result<(), JsonError> {
        if self.peek() != Some(b'"') {
            return self.refuse("looking for beginning of object key string");
        }
        self.string()?;
        self.blanks();
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            _ => self.refuse("after object key"),
        }
    }

    fn scalar(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(&[
                (b'r', "in literal true (expecting 'r')"),
                (b'u', "in literal true (expecting 'u')"),
                (b'e', "in literal true (expecting 'e')"),
            ]),
            Some(b'f') => self.word(&[
                (b'a', "in literal false (expecting 'a')"),
                (b'l', "in literal false (expecting 'l')"),
                (b's', "in literal false (expecting 's')"),
                (b'e', "in literal false (expecting 'e')"),
            ]),
            Some(b'n') => self.word(&[
                (b'u', "in literal null (expecting 'u')"),
                (b'l', "in literal null (expecting 'l')"),
                (b'l', "in literal null (expecting 'l')"),
            ]),
            _ => self.refuse("looking for beginning of value"),
        }
    }

    fn word(&mut self, rest: &[(u8, &'static str)]) -> Result<(), JsonError> {
        self.at += 1;
        for &(letter, context) in rest {
            if self.peek() != Some(letter) {
                return self.refuse(context);
            }
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(b' '..) => self.at += 1,
                _ => return self.refuse("in string literal"),
            }
        }
    }

    fn escape(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        match self.peek() {
            Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    match self.peek() {
                        Some(byte) if byte.is_ascii_hexdigit() => self.at += 1,
                        _ => return self.refuse("in \\u hexadecimal character escape"),
                    }
                }
            }
            _ => return self.refuse("in string escape code"),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return self.refuse("in numeric literal"),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            match self.peek() {
                Some(b'0'..=b'9') => self.digits(),
                _ => return self.refuse("after decimal point in numeric literal"),
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            match self.peek() {
                Some(b'0'..=b'9') => self.digits(),
                _ => return self.refuse("in exponent of numeric literal"),
            }
        }
        Ok(())
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_taken_without_the_blanks_around_them() {
        for text in [
            "1",
            "\"a\\u00e9\"",
            "[]",
            "{}",
            "[1,[2,{\"a\":[null,true,false]}],-0.5e+3]",
            "{\"a\":{},\"b\":[[]]}",
        ] {
            let padded = format!(" \n{text}\t ");
            assert_eq!(document(padded.as_bytes()), Ok(text.as_bytes()));
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_the_words_of_go() {
        for (text, message) in [
            ("", "unexpected end of JSON input"),
            ("[1", "unexpected end of JSON input"),
            ("1\"", "invalid character '\"' after top-level value"),
            ("[1 2]", "invalid character '2' after array element"),
            (
                "[1,]",
                "invalid character ']' looking for beginning of value",
            ),
            (
                "{1:2}",
                "invalid character '1' looking for beginning of object key string",
            ),
            ("{\"a\" 2}", "invalid character '2' after object key"),
            (
                "{\"a\":2 3}",
                "invalid character '3' after object key:value pair",
            ),
            (
                "nul1",
                "invalid character '1' in literal null (expecting 'l')",
            ),
            (
                "'5'",
                "invalid character '\\'' looking for beginning of value",
            ),
            ("\"\n\"", "invalid character '\\n' in string literal"),
            ("\"\\x\"", "invalid character 'x' in string escape code"),
            ("01", "invalid character '1' after top-level value"),
        ] {
            let error = document(text.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
        }
    }
}
