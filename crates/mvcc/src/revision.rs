//! Revisions: the clock of the whole store.
//!
//! `main` counts the transactions that changed something, `sub` the changes within one, from 0. A fresh store is *at*
//! main revision 1 and holds no record; the first change gets {2,0}. Records lie in the backend under the bytes of their
//! revision, so that byte order is the order of time:
//!
//! ```text
//! 00 00 00 00 00 00 00 02   5f   00 00 00 00 00 00 00 01        17 bytes: {2,1}, a put
//! main, big endian          '_'  sub, big endian         74     18 bytes with 't': a tombstone
//! ```

use std::fmt;

/// When a record was written: the transaction and the place within it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision {
    /// The transaction, counted over the whole store; the first that changes anything is 2.
    pub main: i64,
    /// The change within the transaction, from 0.
    pub sub: i64,
}

impl Revision {
    /// The key under which the backend holds the record: 17 bytes, or 18 for a tombstone.
    #[must_use]
    pub fn to_bytes(self, tombstone: bool) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(18);
        bytes.extend(self.main.to_be_bytes());
        bytes.push(b'_');
        bytes.extend(self.sub.to_be_bytes());
        if tombstone {
            bytes.push(b't');
        }
        bytes
    }

    /// The revision that stands in a backend key, and whether that key is a tombstone's; `None` for other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<(Revision, bool)> {
        let (revision, tombstone) = match bytes.len() {
            17 => (bytes, false),
            18 if bytes[17] == b't' => (&bytes[..17], true),
            _ => return None,
        };
        if revision[8] != b'_' {
            return None;
        }
        let main = i64::from_be_bytes(revision[..8].try_into().ok()?);
        let sub = i64::from_be_bytes(revision[9..].try_into().ok()?);
        Some((Revision { main, sub }, tombstone))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{},{}}}", self.main, self.sub)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_is_revision_order() {
        let revisions = [
            (1, 0),
            (1, 1),
            (2, 0),
            (255, 9),
            (256, 0),
            (i64::MAX, i64::MAX),
        ];
        let bytes: Vec<_> = revisions
            .iter()
            .map(|&(main, sub)| Revision { main, sub }.to_bytes(false))
            .collect();
        assert!(bytes.is_sorted(), "{bytes:?}");
    }

    #[test]
    fn bytes_read_back() {
        for tombstone in [false, true] {
            let revision = Revision { main: 7, sub: 300 };
            assert_eq!(
                Revision::from_bytes(&revision.to_bytes(tombstone)),
                Some((revision, tombstone))
            );
        }
        assert_eq!(Revision::from_bytes(b"short"), None);
        assert_eq!(Revision::from_bytes(&[0; 17]), None);
    }
}
