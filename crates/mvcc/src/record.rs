//! A record: one version of one key, and its bytes in the backend.

use crate::bytes::{Bytes, Value};

/// One version of one key, as every answer gives it.
///
/// The deletion of a key is a record too, a *tombstone*: it has a key and a `mod_revision`, and `version` 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyValue {
    /// The key; never empty.
    pub key: Bytes,
    /// Main revision of the put that brought the key to life.
    pub create_revision: i64,
    /// Main revision of this version.
    pub mod_revision: i64,
    /// How many puts the key has seen in this life; 0 marks a tombstone.
    pub version: i64,
    /// The value; empty is a value like any other.
    pub value: Value,
    /// The lease the key hangs on, 0 for none.
    pub lease: i64,
}

impl KeyValue {
    /// Whether this is the record of a deletion.
    #[must_use]
    pub fn is_tombstone(&self) -> bool {
        self.version == 0
    }

    /// The bytes under the revision in the backend: a protobuf message without its zero fields.
    ///
    /// A tombstone's bytes hold the key only.
    #[must_use]
    pub fn to_protobuf(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.key.len() + self.value.len() + 24);
        self.write_protobuf(&mut out);
        out
    }

    /// Appends what [`KeyValue::to_protobuf`] gives.
    pub fn write_protobuf(&self, out: &mut Vec<u8>) {
        bytes_field(out, 1, &self.key);
        if self.is_tombstone() {
            return;
        }
        varint_field(out, 2, self.create_revision);
        varint_field(out, 3, self.mod_revision);
        varint_field(out, 4, self.version);
        bytes_field(out, 5, &self.value);
        varint_field(out, 6, self.lease);
    }
}

fn bytes_field(out: &mut Vec<u8>, number: u8, bytes: &[u8]) {
    if !bytes.is_empty() {
        out.push(number << 3 | 2);
        varint(out, bytes.len() as u64);
        out.extend_from_slice(bytes);
    }
}

fn varint_field(out: &mut Vec<u8>, number: u8, value: i64) {
    if value != 0 {
        out.push(number << 3);
        varint(out, value as u64);
    }
}

/// Seven bits a byte, the lowest first; a negative number takes ten bytes.
pub(crate) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_put_has_the_bytes_that_etcd_writes() {
        let kv = KeyValue {
            key: Bytes::from(&b"zjx"[..]),
            create_revision: 2,
            mod_revision: 3,
            version: 2,
            value: Value::from(&b"56"[..]),
            lease: 0,
        };
        assert_eq!(
            kv.to_protobuf(),
            b"\x0a\x03zjx\x10\x02\x18\x03\x20\x02\x2a\x0256"
        );
    }

    #[test]
    fn a_tombstone_holds_its_key_only() {
        let kv = KeyValue {
            key: Bytes::from(&b"zjx"[..]),
            create_revision: 0,
            mod_revision: 4,
            version: 0,
            value: Value::default(),
            lease: 0,
        };
        assert_eq!(kv.to_protobuf(), b"\x0a\x03zjx");
    }

    #[test]
    fn a_negative_lease_takes_ten_bytes() {
        let mut out = Vec::new();
        varint_field(&mut out, 6, -1);
        assert_eq!(out, b"\x30\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
    }
}
