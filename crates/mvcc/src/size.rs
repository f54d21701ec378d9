//! How many bytes a request takes on the wire, which is what its limits are about.
//!
//! A server takes messages of up to 2 MiB, and proposes entries of up to 1.5 MiB: the request in an envelope that carries
//! its id.

use crate::request::{
    Compare, CompareWith, DeleteRangeRequest, Op, PutRequest, RangeRequest, TxnRequest,
};

/// The largest entry of the log.
pub const MAX_ENTRY_BYTES: usize = 1_572_864;

/// The largest message: an entry and room for what goes around it.
pub const MAX_MESSAGE_BYTES: usize = MAX_ENTRY_BYTES + 524_288;

/// The header of an entry: two bytes of tag, a length, and the request's id with its tag.
const ENTRY_HEADER: usize = 14;

/// What a request of so many bytes takes as an entry.
pub(crate) fn entry(request: usize) -> usize {
    ENTRY_HEADER + message(request)
}

fn varint(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

/// A field that is a message, empty ones too.
fn message(len: usize) -> usize {
    1 + varint(len as u64) + len
}

fn bytes(value: &[u8]) -> usize {
    if value.is_empty() {
        0
    } else {
        message(value.len())
    }
}

fn int(value: i64) -> usize {
    if value == 0 {
        0
    } else {
        1 + varint(value as u64)
    }
}

fn flag(value: bool) -> usize {
    usize::from(value) * 2
}

impl PutRequest {
    /// Bytes on the wire.
    #[must_use]
    pub fn wire_len(&self) -> usize {
        let flags = flag(self.prev_kv) + flag(self.ignore_value) + flag(self.ignore_lease);
        bytes(&self.key) + bytes(&self.value) + int(self.lease) + flags
    }
}

impl DeleteRangeRequest {
    /// Bytes on the wire.
    #[must_use]
    pub fn wire_len(&self) -> usize {
        bytes(&self.key) + bytes(&self.range_end) + flag(self.prev_kv)
    }
}

impl RangeRequest {
    /// Bytes on the wire.
    #[must_use]
    pub fn wire_len(&self) -> usize {
        let bounds = [
            self.min_mod_revision,
            self.max_mod_revision,
            self.min_create_revision,
            self.max_create_revision,
        ];
        bytes(&self.key)
            + bytes(&self.range_end)
            + int(self.limit)
            + int(self.revision)
            + int(self.sort_order as i64)
            + int(self.sort_target as i64)
            + flag(self.keys_only)
            + flag(self.count_only)
            + bounds.into_iter().map(int).sum::<usize>()
    }
}

impl TxnRequest {
    /// Bytes on the wire.
    #[must_use]
    pub fn wire_len(&self) -> usize {
        let compares = self
            .compare
            .iter()
            .map(|compare| message(compare.wire_len()));
        let ops = self
            .success
            .iter()
            .chain(&self.failure)
            .map(|op| message(op.wire_len()));
        compares.chain(ops).sum()
    }
}

impl Op {
    fn wire_len(&self) -> usize {
        match self {
            Op::Range(range) => message(range.wire_len()),
            Op::Put(put) => message(put.wire_len()),
            Op::DeleteRange(delete) => message(delete.wire_len()),
            Op::Txn(txn) => message(txn.wire_len()),
            Op::Empty => 0,
        }
    }
}

impl Compare {
    fn wire_len(&self) -> usize {
        // An operand is there even if it is zero; the end of the range has a tag of two bytes.
        let (target, operand) = match &self.with {
            CompareWith::Version(with) => (0, 1 + varint(*with as u64)),
            CompareWith::Create(with) => (1, 1 + varint(*with as u64)),
            CompareWith::Mod(with) => (2, 1 + varint(*with as u64)),
            CompareWith::Value(with) => (3, message(with.len())),
            CompareWith::Lease(with) => (4, 1 + varint(*with as u64)),
        };
        let range_end = if self.range_end.is_empty() {
            0
        } else {
            1 + bytes(&self.range_end)
        };
        int(self.result as i64) + int(target) + bytes(&self.key) + operand + range_end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Value;
    use crate::error::Error;
    use crate::request::CompareResult;
    use crate::server::Server;

    #[test]
    fn a_put_has_the_length_of_its_fields() {
        let put = PutRequest {
            key: "foo".into(),
            value: "bar".into(),
            lease: 300,
            ..PutRequest::default()
        };
        assert_eq!(put.wire_len(), 5 + 5 + 3);
        assert_eq!(
            PutRequest {
                lease: -1,
                prev_kv: true,
                ..put
            }
            .wire_len(),
            5 + 5 + 11 + 2
        );
    }

    /// Tried on a real server: with this transaction 1,572,808 bytes of value pass, and one more does not.
    #[test]
    fn a_transaction_has_the_length_that_a_real_server_finds() {
        let entry_of = |value: usize| {
            let compare = |range_end: &str, result, with| Compare {
                key: "k".into(),
                range_end: range_end.into(),
                result,
                with,
            };
            let put = PutRequest {
                key: "k".into(),
                value: Value::from(vec![b'x'; value]),
                ..PutRequest::default()
            };
            let request = TxnRequest {
                compare: vec![
                    compare("\0", CompareResult::Less, CompareWith::Value("1".into())),
                    compare("", CompareResult::Equal, CompareWith::Version(0)),
                ],
                success: vec![Op::Put(put)],
                failure: Vec::new(),
            };
            entry(request.wire_len())
        };
        assert_eq!(entry_of(1_572_808), MAX_ENTRY_BYTES);
        assert_eq!(entry_of(1_572_809), MAX_ENTRY_BYTES + 1);
    }

    #[test]
    fn an_entry_of_more_than_a_megabyte_and_a_half_is_refused() {
        let mut server = Server::default();
        let mut put = |value: usize| {
            let value = Value::from(vec![b'x'; value]);
            server
                .put(PutRequest {
                    key: "k".into(),
                    value,
                    ..PutRequest::default()
                })
                .map(|response| response.revision)
        };
        // 14 of the header, 4 in front of the request, 3 of the key, 4 in front of the value.
        let most = MAX_ENTRY_BYTES - 14 - 4 - 3 - 4;
        assert_eq!(put(most), Ok(2));
        assert_eq!(put(most + 1), Err(Error::RequestTooLarge));
        assert_eq!(put(1), Ok(3));
    }
}
