//! The data blocks of a page: values as one flat list of JSON, such as `[0,1,"shuffle","Who comes first?",3,..]`.
//!
//! Who reads a block knows its type, from the same build as who wrote it. So nothing is named: a struct is its fields in
//! their order, and the rest is numbers.
//!
//! ```text
//!   struct, tuple     its fields                          Option      0, or 1 and the value
//!   enum              the variant's number, its fields    Vec, map    how many, and each
//!   bool              0 or 1                              char        a text of one
//!   f64               its bits, as an integer: reading decimals exactly takes a table of 10 KB
//! ```
//!
//! `serde_json` reads objects with their keys in any order, and tells of everything that may be wrong with them. For the
//! types of a lesson that is 150 KB of a page's program; this is a third of it, and half of the text in the page. What a browser
//! keeps (saved work) stays JSON with names, since other versions read it.

use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Visitor};

#[cfg(not(target_arch = "wasm32"))]
mod write;
#[cfg(not(target_arch = "wasm32"))]
pub use write::write;

/// Reads what [`write()`] wrote.
///
/// # Errors
/// With the place, when the text holds no such value: it comes from another version of the site.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Misread> {
    let mut reader = Reader { rest: text };
    let misread = |reader: &Reader<'_>| Misread {
        at: text.len() - reader.rest.len(),
    };
    if !reader.take('[') {
        return Err(misread(&reader));
    }
    match T::deserialize(&mut reader) {
        Ok(value) if reader.rest == "]" => Ok(value),
        _ => Err(misread(&reader)),
    }
}

/// A text that is no block of the type that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread {
    /// The byte before which it went wrong.
    pub at: usize,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "written by another version, see byte {}", self.at)
    }
}

/// Only whether, not what: the place says it all, and the words of serde's errors would weigh more than the reader.
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

/// What is not read yet. A value is followed by the comma before the next, which is taken with it.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn take(&mut self, expected: char) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn number<N: std::str::FromStr>(&mut self) -> Result<N, Wrong> {
        let end = self.rest.find([',', ']']).ok_or(Wrong)?;
        let number = self.rest[..end].parse().map_err(|_| Wrong)?;
        self.rest = &self.rest[end..];
        self.take(',');
        Ok(number)
    }

    fn length(&mut self) -> Result<usize, Wrong> {
        self.number()
    }

    fn flag(&mut self) -> Result<bool, Wrong> {
        match self.number()? {
            0_u8 => Ok(false),
            1 => Ok(true),
            _ => Err(Wrong),
        }
    }

    fn text(&mut self) -> Result<String, Wrong> {
        if !self.take('"') {
            return Err(Wrong);
        }
        let mut text = String::new();
        loop {
            let end = self.rest.find(['"', '\\']).ok_or(Wrong)?;
            text.push_str(&self.rest[..end]);
            self.rest = &self.rest[end..];
            if self.take('"') {
                self.take(',');
                return Ok(text);
            }
            text.push(self.escaped()?);
        }
    }

    /// One character behind a backslash.
    fn escaped(&mut self) -> Result<char, Wrong> {
        let mut letters = self.rest[1..].chars();
        let letter = letters.next().ok_or(Wrong)?;
        self.rest = letters.as_str();
        Ok(match letter {
            '"' | '\\' | '/' => letter,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            // No surrogates: only control characters and `<` are written so.
            'u' => {
                let digits = self.rest.get(..4).ok_or(Wrong)?;
                self.rest = &self.rest[4..];
                let code = u32::from_str_radix(digits, 16).map_err(|_| Wrong)?;
                char::from_u32(code).ok_or(Wrong)?
            }
            _ => return Err(Wrong),
        })
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Wrong;

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_i64(self.number()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_f64(f64::from_bits(self.number()?))
    }

    /// Of a variant; a struct has no names to ask for.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_bool(self.flag()?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.flag()? {
            false => visitor.visit_none(),
            true => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let left = self.length()?;
        visitor.visit_seq(Items { reader: self, left })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let left = self.length()?;
        visitor.visit_map(Items { reader: self, left })
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        left: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_seq(Items { reader: self, left })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        left: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_seq(Items { reader: self, left })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let left = fields.len();
        visitor.visit_seq(Items { reader: self, left })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_enum(self)
    }

    // A block does not say what it holds, so that nobody can ask; and of numbers it has those that pages have.

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Wrong> {
        Err(Wrong)
    }

    serde::forward_to_deserialize_any! { i8 i16 i32 u16 f32 bytes byte_buf ignored_any }
}

/// The items of a list, the fields of a struct, or the pairs of a map.
struct Items<'r, 't> {
    reader: &'r mut Reader<'t>,
    left: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'_, 'de> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> de::MapAccess<'de> for Items<'_, 'de> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        de::SeqAccess::next_element_seed(self, seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        seed.deserialize(&mut *self.reader)
    }
}

impl<'de> de::EnumAccess<'de> for &mut Reader<'de> {
    type Error = Wrong;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Wrong> {
        Ok((seed.deserialize(&mut *self)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for &mut Reader<'de> {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Wrong> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, left: usize, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_seq(Items { reader: self, left })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let left = fields.len();
        visitor.visit_seq(Items { reader: self, left })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Point,
        Circle(f64),
        Line(i64, i64),
        Named { name: String, of: Box<Shape> },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Sheet {
        open: bool,
        shapes: Vec<Shape>,
        note: Option<String>,
        empty: Option<u32>,
        sizes: BTreeMap<String, u64>,
        pair: [char; 2],
    }

    fn sheet() -> Sheet {
        let named = Shape::Named {
            name: "a \"b\"\\ \n\t\u{1}</script> 洗牌 🂡".to_string(),
            of: Box::new(Shape::Circle(-0.1)),
        };
        Sheet {
            open: true,
            shapes: vec![Shape::Point, named, Shape::Line(i64::MIN, 7)],
            note: Some(String::new()),
            empty: None,
            sizes: BTreeMap::from([("one".to_string(), u64::MAX), (String::new(), 0)]),
            pair: ['x', '牌'],
        }
    }

    #[test]
    fn a_block_reads_back_as_it_was_written() {
        let text = write(&sheet());
        assert_eq!(read::<Sheet>(&text), Ok(sheet()), "{text}");
        let json: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list of JSON");
        assert!(
            json.iter()
                .all(|value| value.is_number() || value.is_string())
        );
        assert!(!text.contains('<'), "{text}");
    }

    #[test]
    fn a_block_that_is_cut_or_changed_is_refused_and_never_panics() {
        let text = write(&sheet());
        for (end, _) in text.char_indices() {
            assert!(read::<Sheet>(&text[..end]).is_err(), "{}", &text[..end]);
            for other in ["[", "]", ",", "\"", "\\", "9"] {
                // It may still be a sheet, another one.
                let _ = read::<Sheet>(&format!("{}{other}{}", &text[..end], &text[end..]));
            }
        }
        assert_eq!(read::<Sheet>(""), Err(Misread { at: 0 }));
        assert_eq!(read::<(u32, u32)>("[1,x]"), Err(Misread { at: 3 }));
    }
}
