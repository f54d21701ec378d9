//! Bytes that are never changed: short ones lie in place, long ones are shared.
//!
//! A store compares keys all day long. If each key is behind a pointer, nearly every step of a search waits for memory;
//! keys of up to 22 bytes lie in the nodes of the tree themselves. Longer ones, and values, are counted references: every
//! version of a key shares its bytes.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A key or a value. A clone costs no allocation.
#[derive(Clone)]
pub struct Bytes(Repr);

/// What fits in place: two words and a half, beside the length and the mark of the variant.
const INLINE: usize = 22;

#[derive(Clone)]
enum Repr {
    Inline { len: u8, bytes: [u8; INLINE] },
    Shared(Arc<[u8]>),
}

impl Bytes {
    /// Copies the bytes; allocates only if there are more than 22.
    #[must_use]
    pub fn copy(bytes: &[u8]) -> Bytes {
        if bytes.len() > INLINE {
            return Bytes(Repr::Shared(Arc::from(bytes)));
        }
        let mut inline = [0; INLINE];
        inline[..bytes.len()].copy_from_slice(bytes);
        Bytes(Repr::Inline {
            len: bytes.len() as u8,
            bytes: inline,
        })
    }

    /// Whether bytes of this length lie in place.
    pub(crate) fn is_short(bytes: &[u8]) -> bool {
        bytes.len() <= INLINE
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Repr::Inline { len, bytes } => &bytes[..usize::from(*len)],
            Repr::Shared(bytes) => bytes,
        }
    }
}

impl Default for Bytes {
    fn default() -> Self {
        Bytes(Repr::Inline {
            len: 0,
            bytes: [0; INLINE],
        })
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Bytes::copy(bytes)
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::copy(&bytes)
    }
}

impl From<&str> for Bytes {
    fn from(text: &str) -> Self {
        Bytes::copy(text.as_bytes())
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Borrow<[u8]> for Bytes {
    fn borrow(&self) -> &[u8] {
        self
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Bytes {}

impl PartialOrd for Bytes {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As the bytes themselves: this order is the order of keys.
impl Ord for Bytes {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            // What lies in place is filled up with zeroes. If the filled ones are equal, the shorter is a prefix.
            (
                Repr::Inline { len, bytes },
                Repr::Inline {
                    len: other_len,
                    bytes: other,
                },
            ) => words(bytes).cmp(&words(other)).then(len.cmp(other_len)),
            _ => (**self).cmp(&**other),
        }
    }
}

/// Two numbers that compare as the bytes do.
fn words(bytes: &[u8; INLINE]) -> (u128, u64) {
    let (first, last) = (bytes.first_chunk(), bytes.last_chunk());
    // The last eight bytes overlap the first sixteen by two, which are equal by then.
    (
        u128::from_be_bytes(*first.expect("16 of 22")),
        u64::from_be_bytes(*last.expect("8 of 22")),
    )
}

impl Hash for Bytes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

/// As a text in quotes, with what is no text escaped.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_ones_are_the_bytes_they_were_made_of() {
        for len in [0, 1, 21, 22, 23, 100] {
            let text: Vec<u8> = (0..len).collect();
            let bytes = Bytes::copy(&text);
            assert_eq!(*bytes, *text);
            assert_eq!(bytes.clone(), bytes);
            assert_eq!(matches!(bytes.0, Repr::Shared(_)), len > 22, "{len}");
        }
    }

    #[test]
    fn order_is_that_of_the_bytes_wherever_they_lie() {
        let long = [b'a'; 40];
        let texts: [&[u8]; 7] = [b"", b"\0", b"a", &long, b"ab", b"b", b"\xff"];
        assert!(texts.iter().map(|text| Bytes::copy(text)).is_sorted());
    }

    #[test]
    fn order_is_that_of_slices_for_any_two() {
        let mut dice = crate::dice::Dice::new(1);
        let mut text = || -> Vec<u8> {
            (0..dice.below(25))
                .map(|_| [0, 1, 255][dice.below(3) as usize])
                .collect()
        };
        for _ in 0..20_000 {
            let (a, b) = (text(), text());
            assert_eq!(
                Bytes::copy(&a).cmp(&Bytes::copy(&b)),
                a.cmp(&b),
                "{a:?} {b:?}"
            );
        }
    }

    #[test]
    fn it_takes_three_words() {
        assert_eq!(size_of::<Bytes>(), 24);
        assert_eq!(size_of::<Option<Bytes>>(), 24);
    }
}
