//! What a browser keeps and what a file brings: JSON, read into the types that serde derives.
//!
//! The reader knows the fields of a struct from serde, and JSON has them in any order. So it first goes over an object to
//! see where each field stands, then reads the fields in the struct's own order, as if they were a list:
//!
//! ```text
//!   struct Progress { done, steps }      { "steps": 9, "other": [..], "done": false }
//!                                                   ^ 2                       ^ 1
//! ```
//!
//! That is what `serde_json` costs most for: a state machine for each struct, some 50 KB in the program of every page.
//! It still writes. Fields that the struct lacks are passed over, and a field that the text lacks is `None` if that will
//! do. Numbers are whole and not negative: nothing else is kept.

use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};

/// Reads a text.
///
/// # Errors
/// When it is no JSON or holds something else: the place and what was expected there.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Misread> {
    let mut reader = Reader {
        text,
        at: 0,
        note: None,
    };
    let value = T::deserialize(&mut reader);
    if value.is_ok() && reader.peek() != END {
        reader.note("the end");
    }
    match (value, reader.note) {
        (Ok(value), None) => Ok(value),
        (_, note) => {
            let (at, expected) = note.unwrap_or((reader.at, "another value".to_string()));
            let before = &text.as_bytes()[..at];
            let line_begins = before.iter().rposition(|&byte| byte == b'\n');
            Err(Misread {
                line: 1 + before.iter().filter(|&&byte| byte == b'\n').count(),
                column: at - line_begins.map_or(0, |at| at + 1) + 1,
                expected,
            })
        }
    }
}

/// Reads what a storage of the browser keeps under a key, if it is there and can be read.
pub fn kept<T: DeserializeOwned>(storage: &web_sys::Storage, key: &str) -> Option<T> {
    read(&storage.get_item(key).ok()??).ok()
}

/// Where reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// The line, from 1.
    pub line: usize,
    /// The byte in it, from 1.
    pub column: usize,
    /// What should stand there.
    pub expected: String,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Misread {
            line,
            column,
            expected,
        } = self;
        write!(f, "line {line} column {column}: expected {expected}")
    }
}

/// A text in quotes, without them, as JSON escapes it; `rest` is what follows. Nothing if it is none: then `rest` stands
/// where it went wrong.
pub(crate) fn quoted(rest: &mut &str) -> Option<String> {
    *rest = rest.strip_prefix('"')?;
    let mut text = String::new();
    loop {
        let end = rest.find(['"', '\\'])?;
        text.push_str(&rest[..end]);
        *rest = &rest[end..];
        if let Some(after) = rest.strip_prefix('"') {
            *rest = after;
            return Some(text);
        }
        text.push(escaped(rest)?);
    }
}

/// One character behind a backslash.
fn escaped(rest: &mut &str) -> Option<char> {
    let mut letters = rest[1..].chars();
    let letter = letters.next()?;
    *rest = letters.as_str();
    Some(match letter {
        '"' | '\\' | '/' => letter,
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let high = code_unit(rest)?;
            let mut units = vec![high];
            if (0xd800..0xdc00).contains(&high) {
                *rest = rest.strip_prefix("\\u")?;
                units.push(code_unit(rest)?);
            }
            let mut letters = char::decode_utf16(units);
            letters.next()?.ok()?
        }
        _ => return None,
    })
}

fn code_unit(rest: &mut &str) -> Option<u16> {
    let digits = rest.get(..4)?;
    *rest = &rest[4..];
    u16::from_str_radix(digits, 16).ok()
}

/// That something is wrong; what and where is in the reader's note. The words of serde's own errors would weigh more than
/// the reader.
#[derive(Debug)]
struct Wrong;

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wrong")
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(_: T) -> Wrong {
        Wrong
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Wrong {
        Wrong
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Wrong {
        Wrong
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Wrong {
        Wrong
    }
}

struct Reader<'t> {
    text: &'t str,
    /// The byte at which it stands, between two characters.
    at: usize,
    /// The first thing that was wrong: where, and what was expected.
    note: Option<(usize, String)>,
}

/// What [`Reader::peek`] gives behind the last character. JSON has no such byte.
const END: u8 = 0;

impl Reader<'_> {
    /// The next byte that is no white space.
    fn peek(&mut self) -> u8 {
        let rest = self.text[self.at..].trim_ascii_start();
        self.at = self.text.len() - rest.len();
        rest.bytes().next().unwrap_or(END)
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        self.at += usize::from(is_next);
        is_next
    }

    fn note(&mut self, expected: &str) -> Wrong {
        self.note.get_or_insert((self.at, expected.to_string()));
        Wrong
    }

    fn expect(&mut self, byte: u8, expected: &str) -> Result<(), Wrong> {
        match self.take(byte) {
            true => Ok(()),
            false => Err(self.note(expected)),
        }
    }

    fn string(&mut self) -> Result<String, Wrong> {
        self.peek();
        let mut rest = &self.text[self.at..];
        match quoted(&mut rest) {
            Some(text) => {
                self.at = self.text.len() - rest.len();
                Ok(text)
            }
            None => Err(self.note("a text in quotes")),
        }
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> &str {
        self.peek();
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        self.at += rest.iter().take_while(|byte| is_of_word(byte)).count();
        &self.text[start..self.at]
    }

    fn number(&mut self) -> Result<u64, Wrong> {
        self.peek();
        let start = self.at;
        let number = self.word().parse().ok();
        number.ok_or_else(|| {
            self.at = start;
            self.note("a whole number")
        })
    }

    /// Goes past a value. Brackets are counted, not matched: what is read later is looked at then.
    fn skip(&mut self) -> Result<(), Wrong> {
        let mut depth = 0;
        loop {
            match self.peek() {
                b'{' | b'[' => {
                    self.at += 1;
                    depth += 1;
                }
                b'}' | b']' if depth > 0 => {
                    self.at += 1;
                    depth -= 1;
                }
                b',' | b':' if depth > 0 => self.at += 1,
                b'"' => drop(self.string()?),
                _ if !self.word().is_empty() => {}
                _ => return Err(self.note("a value")),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Goes past an object, and tells where the values of these fields begin.
    fn places(&mut self, fields: &[&str]) -> Result<Vec<Option<usize>>, Wrong> {
        let mut places = vec![None; fields.len()];
        self.expect(b'{', "an object: {")?;
        let mut more = !self.take(b'}');
        while more {
            let key = self.string()?;
            self.expect(b':', ":")?;
            if let Some(field) = fields.iter().position(|field| *field == key) {
                places[field] = Some(self.at);
            }
            self.skip()?;
            more = self.more(b'}')?;
        }
        Ok(places)
    }

    /// Behind a value of a list or an object: whether there is another.
    fn more(&mut self, end: u8) -> Result<bool, Wrong> {
        if self.take(end) {
            return Ok(false);
        }
        self.expect(b',', "a comma or the end of what was begun")?;
        Ok(true)
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Wrong;

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let start = self.at;
        let flag = match self.word() {
            "true" => true,
            "false" => false,
            _ => {
                self.at = start;
                return Err(self.note("true or false"));
            }
        };
        visitor.visit_bool(flag)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.string()?)
    }

    /// Nothing is `null`, or a field that is not there: see [`Fields`].
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.peek() == END {
            return visitor.visit_none();
        }
        if self.text[self.at..].starts_with("null") {
            self.at += "null".len();
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.expect(b'[', "a list: [")?;
        let more = !self.take(b']');
        visitor.visit_seq(Items { reader: self, more })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.expect(b'{', "an object: {")?;
        let more = !self.take(b'}');
        visitor.visit_map(Items { reader: self, more })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let places = self.places(names)?;
        let end = self.at;
        let fields = names.iter().copied().zip(places).collect();
        let value = visitor.visit_seq(Fields {
            reader: self,
            fields,
            end,
        })?;
        self.at = end;
        Ok(value)
    }

    /// `"Variant"`, or `{"Variant": value}`.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let is_object = self.take(b'{');
        let name = self.string()?;
        let Some(variant) = variants.iter().position(|variant| *variant == name) else {
            return Err(self.note(&format!("one of {}", variants.join(", "))));
        };
        if is_object {
            self.expect(b':', ":")?;
        }
        let value = visitor.visit_enum(Variant {
            reader: self,
            variant: variant as u32,
        })?;
        if is_object {
            self.expect(b'}', "}")?;
        }
        Ok(value)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Wrong> {
        Err(Wrong)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct identifier
        ignored_any
    }
}

/// The fields of a struct in their order, each with the place of its value. One that is not there is read at the end of
/// the text, where there is nothing: whoever can do with nothing takes that.
struct Fields<'r, 't> {
    reader: &'r mut Reader<'t>,
    fields: Vec<(&'static str, Option<usize>)>,
    /// The end of the object.
    end: usize,
}

impl<'de> de::SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        if self.fields.is_empty() {
            return Ok(None);
        }
        let (name, place) = self.fields.remove(0);
        self.reader.at = place.unwrap_or(self.reader.text.len());
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => Ok(Some(value)),
            Err(wrong) => {
                if place.is_none() {
                    self.reader.note = Some((self.end, format!("a field `{name}` before this")));
                }
                Err(wrong)
            }
        }
    }
}

/// The items of a list, or the entries of an object.
struct Items<'r, 't> {
    reader: &'r mut Reader<'t>,
    /// Whether there is another.
    more: bool,
}

impl<'de> de::SeqAccess<'de> for Items<'_, 'de> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        if !self.more {
            return Ok(None);
        }
        let item = seed.deserialize(&mut *self.reader)?;
        self.more = self.reader.more(b']')?;
        Ok(Some(item))
    }
}

impl<'de> de::MapAccess<'de> for Items<'_, 'de> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        if !self.more {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        self.reader.expect(b':', ":")?;
        let value = seed.deserialize(&mut *self.reader)?;
        self.more = self.reader.more(b'}')?;
        Ok(value)
    }
}

/// A variant by its number, and what it holds.
struct Variant<'r, 't> {
    reader: &'r mut Reader<'t>,
    variant: u32,
}

impl<'r, 'de> de::EnumAccess<'de> for Variant<'r, 'de> {
    type Error = Wrong;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Wrong> {
        let number = IntoDeserializer::<Wrong>::into_deserializer(self.variant);
        Ok((seed.deserialize(number)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Wrong> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Wrong> {
        Err(Wrong)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Wrong> {
        Err(Wrong)
    }
}

#[cfg(test)]
mod tests;
