//! Bytes that are never changed: short ones lie in place, long ones are shared.
//!
//! A store compares keys all day long. If each key is behind a pointer, nearly every step of a search waits for memory;
//! keys of up to 22 bytes lie in the nodes of the tree themselves, and values of up to 38 in the rows of the backend:
//! beside the allocation that saves a reader one wait for memory. Longer ones are counted references, so that every
//! version of a key shares its bytes.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A key, or a [`Value`]: up to `IN_PLACE` bytes lie in place. A clone costs no allocation.
#[derive(Clone)]
pub struct Bytes<const IN_PLACE: usize = 22>(Repr<IN_PLACE>);

/// A value. Five words with the mark of the variant and the length, where a key has three.
pub type Value = Bytes<38>;

#[derive(Clone)]
enum Repr<const IN_PLACE: usize> {
    Short { len: u8, bytes: [u8; IN_PLACE] },
    Shared(Arc<[u8]>),
}

impl<const IN_PLACE: usize> Bytes<IN_PLACE> {
    /// Copies the bytes; allocates only if there are more than fit in place.
    #[must_use]
    pub fn copy(bytes: &[u8]) -> Self {
        if !Self::is_short(bytes) {
            return Bytes(Repr::Shared(Arc::from(bytes)));
        }
        let mut filled = [0; IN_PLACE];
        filled[..bytes.len()].copy_from_slice(bytes);
        Bytes(Repr::Short {
            len: bytes.len() as u8,
            bytes: filled,
        })
    }

    /// Whether bytes of this length lie in place.
    pub(crate) fn is_short(bytes: &[u8]) -> bool {
        bytes.len() <= IN_PLACE
    }
}

impl<const IN_PLACE: usize> Deref for Bytes<IN_PLACE> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Repr::Short { len, bytes } => &bytes[..usize::from(*len)],
            Repr::Shared(bytes) => bytes,
        }
    }
}

impl<const IN_PLACE: usize> Default for Bytes<IN_PLACE> {
    fn default() -> Self {
        Bytes(Repr::Short {
            len: 0,
            bytes: [0; IN_PLACE],
        })
    }
}

impl<const IN_PLACE: usize> From<&[u8]> for Bytes<IN_PLACE> {
    fn from(bytes: &[u8]) -> Self {
        Bytes::copy(bytes)
    }
}

impl<const IN_PLACE: usize> From<Vec<u8>> for Bytes<IN_PLACE> {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::copy(&bytes)
    }
}

impl<const IN_PLACE: usize> From<&str> for Bytes<IN_PLACE> {
    fn from(text: &str) -> Self {
        Bytes::copy(text.as_bytes())
    }
}

impl<const IN_PLACE: usize> AsRef<[u8]> for Bytes<IN_PLACE> {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl<const IN_PLACE: usize> Borrow<[u8]> for Bytes<IN_PLACE> {
    fn borrow(&self) -> &[u8] {
        self
    }
}

impl<const IN_PLACE: usize> PartialEq for Bytes<IN_PLACE> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<const IN_PLACE: usize> Eq for Bytes<IN_PLACE> {}

impl<const IN_PLACE: usize> PartialOrd for Bytes<IN_PLACE> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As the bytes themselves: this order is the order of keys.
impl<const IN_PLACE: usize> Ord for Bytes<IN_PLACE> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            // What lies in place is filled up with zeroes. If the filled ones are equal, the shorter is a prefix.
            (
                Repr::Short { len, bytes },
                Repr::Short {
                    len: other_len,
                    bytes: other,
                },
            ) => filled(bytes, other).then(len.cmp(other_len)),
            _ => (**self).cmp(&**other),
        }
    }
}

/// Compares eight bytes at a time, as numbers; the last eight may overlap those before, which are equal by then.
fn filled<const IN_PLACE: usize>(one: &[u8; IN_PLACE], other: &[u8; IN_PLACE]) -> Ordering {
    const { assert!(IN_PLACE >= 8) };
    let (words, other_words) = (one.as_chunks().0, other.as_chunks().0);
    for (word, other_word) in words.iter().zip(other_words) {
        if word != other_word {
            return number(word).cmp(&number(other_word));
        }
    }
    let last = |bytes: &[u8; IN_PLACE]| number(bytes.last_chunk().expect("eight bytes and more"));
    last(one).cmp(&last(other))
}

fn number(word: &[u8; 8]) -> u64 {
    u64::from_be_bytes(*word)
}

impl<const IN_PLACE: usize> Hash for Bytes<IN_PLACE> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

/// As a text in quotes, with what is no text escaped.
impl<const IN_PLACE: usize> fmt::Debug for Bytes<IN_PLACE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_ones_are_the_bytes_they_were_made_of() {
        for len in [0, 1, 21, 22, 23, 37, 38, 39, 100] {
            let text: Vec<u8> = (0..len).collect();
            let (key, value) = (Bytes::<22>::copy(&text), Value::copy(&text));
            assert_eq!((&*key, &*value), (&*text, &*text));
            assert_eq!((key.clone(), value.clone()), (key.clone(), value.clone()));
            assert_eq!(matches!(key.0, Repr::Shared(_)), len > 22, "{len}");
            assert_eq!(matches!(value.0, Repr::Shared(_)), len > 38, "{len}");
        }
    }

    #[test]
    fn order_is_that_of_the_bytes_wherever_they_lie() {
        let long = [b'a'; 40];
        let texts: [&[u8]; 7] = [b"", b"\0", b"a", &long, b"ab", b"b", b"\xff"];
        assert!(texts.iter().map(|text| Bytes::<22>::copy(text)).is_sorted());
        assert!(texts.iter().map(|text| Value::copy(text)).is_sorted());
    }

    #[test]
    fn order_is_that_of_slices_for_any_two() {
        let mut dice = fastrand::Rng::with_seed(1);
        let mut text = |most: u32| -> Vec<u8> {
            (0..dice.u32(..(most + 1)))
                .map(|_| [0, 1, 255][dice.u32(..3) as usize])
                .collect()
        };
        for _ in 0..20_000 {
            let (a, b) = (text(24), text(24));
            let keys = Bytes::<22>::copy(&a).cmp(&Bytes::copy(&b));
            assert_eq!(keys, a.cmp(&b), "{a:?} {b:?}");

            // Values that differ late, in what does not fill eight bytes.
            let (mut a, mut b) = (vec![1; 35], vec![1; 35]);
            a.extend(text(4));
            b.extend(text(4));
            let values = Value::copy(&a).cmp(&Value::copy(&b));
            assert_eq!(values, a.cmp(&b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_key_takes_three_words_and_a_value_five() {
        assert_eq!((size_of::<Bytes>(), size_of::<Option<Bytes>>()), (24, 24));
        assert_eq!((size_of::<Value>(), size_of::<Option<Value>>()), (40, 40));
    }
}
