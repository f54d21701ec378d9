//! One number for the whole history, so that members of a cluster can tell whether they have the same.
//!
//! CRC-32C (Castagnoli, reflected polynomial 0x82f63b78; RFC 3720, appendix B.4) over the bytes `key`, then over the key
//! and value of every record in the backend. What compaction will remove is left out, so that two members agree even if
//! one has removed it and the other has not yet.

use std::collections::BTreeSet;

use crate::backend::RowId;
use crate::error::Error;
use crate::request::HashKvResponse;
use crate::store::Store;

impl Store {
    /// The hash of all records up to a main revision, 0 for now. O(keys x log versions + rows).
    ///
    /// # Errors
    /// [`Error::Compacted`] for a revision that is at most the last compaction (from 3.4.34 and 3.5.16 on: below it),
    /// [`Error::FutureRevision`].
    pub fn hash_kv(&self, revision: i64) -> Result<HashKvResponse, Error> {
        let (current, compacted) = (self.revision(), self.compact_revision());
        let modern = self.switches.keep_tombstone_at_compact;
        if revision > 0 && (revision < compacted || revision == compacted && !modern) {
            return Err(Error::Compacted);
        }
        if revision > current {
            return Err(Error::FutureRevision);
        }
        let revision = if revision == 0 { current } else { revision };
        let keep: BTreeSet<RowId> = self
            .index()
            .iter()
            .filter_map(|(_, index)| index.cut(revision, modern).kept)
            .map(|entry| entry.row())
            .collect();
        let mut crc = Crc32c::new();
        crc.update(b"key");
        let mut value = Vec::new();
        for (id, row) in self.backend().rows() {
            let main = row.kv.mod_revision;
            if main > revision {
                break;
            }
            let compacted_away = main <= compacted && !keep.is_empty() && !keep.contains(&id);
            // Newer releases hold a tombstone at the compaction for watchers, and leave it out here to agree with older ones.
            let held_for_watchers = modern && main == compacted && row.kv.is_tombstone();
            if !compacted_away && !held_for_watchers {
                crc.update(&row.key_bytes());
                value.clear();
                row.kv.write_protobuf(&mut value);
                crc.update(&value);
            }
        }
        Ok(HashKvResponse {
            revision: current,
            hash: crc.finish(),
            compact_revision: compacted,
        })
    }
}

/// CRC-32C, a byte at a time.
pub struct Crc32c(u32);

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0x82f6_3b78
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
}

impl Default for Crc32c {
    fn default() -> Self {
        Crc32c::new()
    }
}

impl Crc32c {
    /// The sum of nothing.
    #[must_use]
    pub fn new() -> Crc32c {
        Crc32c(!0)
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0 >> 8 ^ TABLE[usize::from(self.0 as u8 ^ byte)];
        }
    }

    /// The sum of all bytes so far.
    #[must_use]
    pub fn finish(&self) -> u32 {
        !self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crc(bytes: &[u8]) -> u32 {
        let mut crc = Crc32c::new();
        crc.update(bytes);
        crc.finish()
    }

    #[test]
    fn crc_gives_the_values_of_the_rfc() {
        assert_eq!(crc(b"123456789"), 0xe306_9283);
        assert_eq!(crc(&[0; 32]), 0x8a91_36aa);
        assert_eq!(crc(&[0xff; 32]), 0x62a8_ab43);
        assert_eq!(crc(&(0..32).collect::<Vec<u8>>()), 0x46dd_794e);
    }
}
