//! Reading request bodies.
//!
//! As liberal as the gateway: a field in camel case or by its proto name, numbers bare or as texts, enums by name or
//! number, bytes as base64 or a list of numbers, `null` as absent, unknown fields passed over. What cannot be read is
//! refused in the words of Go's `encoding/json`.

use mvcc::watch::WatchRequest;
use mvcc::{
    Bytes, Compare, CompareResult, CompareWith, DeleteRangeRequest, Error, Op, PutRequest,
    RangeRequest, SortOrder, SortTarget, TxnRequest,
};
use serde_json::{Map, Value};

use super::Fault;
use crate::json::from_base64;

/// An object of a body; `null` is one without fields.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(Option<&'a Map<String, Value>>);

/// A message to a watch stream.
pub(super) enum WatchMessage {
    Create(WatchRequest),
    Cancel(i64),
    Progress,
    Nothing,
}

const SORT_ORDER: [&str; 3] = ["NONE", "ASCEND", "DESCEND"];
const SORT_TARGET: [&str; 5] = ["KEY", "VERSION", "CREATE", "MOD", "VALUE"];
const COMPARE_RESULT: [&str; 4] = ["EQUAL", "GREATER", "LESS", "NOT_EQUAL"];
const COMPARE_TARGET: [&str; 5] = ["VERSION", "CREATE", "MOD", "VALUE", "LEASE"];
const FILTER: [&str; 2] = ["NOPUT", "NODELETE"];

impl<'a> Reader<'a> {
    pub(super) fn new(value: &'a Value) -> Result<Reader<'a>, Fault> {
        match value {
            Value::Object(map) => Ok(Reader(Some(map))),
            Value::Null => Ok(Reader(None)),
            other => Err(wrong(other, "map[string]json.RawMessage")),
        }
    }

    fn field(&self, name: &str) -> Option<&'a Value> {
        let fields = self.0?;
        let value = fields.get(&camel_case(name)).or_else(|| fields.get(name))?;
        (!value.is_null()).then_some(value)
    }

    fn object(&self, name: &str) -> Result<Option<Reader<'a>>, Fault> {
        self.field(name).map(Reader::new).transpose()
    }

    fn list(&self, name: &str) -> Result<&'a [Value], Fault> {
        match self.field(name) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(wrong(other, "[]json.RawMessage")),
        }
    }

    fn bytes<const IN_PLACE: usize>(&self, name: &str) -> Result<Bytes<IN_PLACE>, Fault> {
        match self.field(name) {
            None => Ok(Bytes::default()),
            Some(Value::String(text)) => match from_base64(text) {
                Ok(bytes) => Ok(Bytes::from(bytes)),
                Err(at) => Err(Fault::invalid(format!(
                    "illegal base64 data at input byte {at}"
                ))),
            },
            Some(Value::Array(items)) => {
                let bytes: Result<Vec<u8>, Fault> = items.iter().map(byte).collect();
                Ok(Bytes::from(bytes?))
            }
            Some(other) => Err(wrong(other, "[]uint8")),
        }
    }

    pub(super) fn int(&self, name: &str) -> Result<i64, Fault> {
        match self.field(name) {
            None => Ok(0),
            Some(Value::String(text)) => integer_in(text),
            Some(other) => other.as_i64().ok_or_else(|| wrong_number(other, "int64")),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Fault> {
        match self.field(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => Err(wrong(other, "bool")),
        }
    }

    fn choice(&self, name: &str, enumeration: &str, choices: &[&str]) -> Result<usize, Fault> {
        self.field(name)
            .map_or(Ok(0), |value| choice(value, enumeration, choices))
    }

    pub(super) fn range(&self) -> Result<RangeRequest, Fault> {
        // With one member every read is of the latest state. Readable the flag must be all the same.
        self.flag("serializable")?;
        let sort_order = self.choice(
            "sort_order",
            "etcdserverpb.RangeRequest_SortOrder",
            &SORT_ORDER,
        )?;
        let sort_target = self.choice(
            "sort_target",
            "etcdserverpb.RangeRequest_SortTarget",
            &SORT_TARGET,
        )?;
        let orders = [SortOrder::None, SortOrder::Ascend, SortOrder::Descend];
        let targets = [
            SortTarget::Key,
            SortTarget::Version,
            SortTarget::Create,
            SortTarget::Mod,
            SortTarget::Value,
        ];
        // An order that there is not, in 3.4, is no sort at all, by whatever it may be.
        let (sort_order, sort_target) = match orders.get(sort_order) {
            Some(&order) => (order, targets.get(sort_target)),
            None => (SortOrder::None, targets.first()),
        };
        Ok(RangeRequest {
            key: self.bytes("key")?,
            range_end: self.bytes("range_end")?,
            limit: self.int("limit")?,
            revision: self.int("revision")?,
            sort_order,
            sort_target: *sort_target.ok_or(Error::InvalidSortOption)?,
            keys_only: self.flag("keys_only")?,
            count_only: self.flag("count_only")?,
            min_mod_revision: self.int("min_mod_revision")?,
            max_mod_revision: self.int("max_mod_revision")?,
            min_create_revision: self.int("min_create_revision")?,
            max_create_revision: self.int("max_create_revision")?,
        })
    }

    pub(super) fn put(&self) -> Result<PutRequest, Fault> {
        Ok(PutRequest {
            key: self.bytes("key")?,
            value: self.bytes("value")?,
            lease: self.int("lease")?,
            prev_kv: self.flag("prev_kv")?,
            ignore_value: self.flag("ignore_value")?,
            ignore_lease: self.flag("ignore_lease")?,
        })
    }

    pub(super) fn delete_range(&self) -> Result<DeleteRangeRequest, Fault> {
        Ok(DeleteRangeRequest {
            key: self.bytes("key")?,
            range_end: self.bytes("range_end")?,
            prev_kv: self.flag("prev_kv")?,
        })
    }

    pub(super) fn txn(&self) -> Result<TxnRequest, Fault> {
        let ops = |name| -> Result<Vec<Op>, Fault> {
            self.list(name)?
                .iter()
                .map(|op| Reader::new(op)?.op())
                .collect()
        };
        let compare = self
            .list("compare")?
            .iter()
            .map(|compare| Reader::new(compare)?.compare());
        Ok(TxnRequest {
            compare: compare.collect::<Result<_, _>>()?,
            success: ops("success")?,
            failure: ops("failure")?,
        })
    }

    /// All that is there must be readable. Of several kinds in one operation the first of this list counts; a real gateway
    /// takes now one and now the other, as the order of a Go map has it.
    fn op(&self) -> Result<Op, Fault> {
        let read = self.object("request_range")?.map(|read| read.range());
        let put = self.object("request_put")?.map(|read| read.put());
        let delete = self
            .object("request_delete_range")?
            .map(|read| read.delete_range());
        let txn = self.object("request_txn")?.map(|read| read.txn());
        let kinds = [
            read.transpose()?.map(Op::Range),
            put.transpose()?.map(Op::Put),
            delete.transpose()?.map(Op::DeleteRange),
            txn.transpose()?.map(Op::Txn),
        ];
        Ok(kinds.into_iter().flatten().next().unwrap_or(Op::Empty))
    }

    /// The operand counts only if it is that of the target; another one stands for zero.
    fn compare(&self) -> Result<Compare, Fault> {
        let result = self.choice(
            "result",
            "etcdserverpb.Compare_CompareResult",
            &COMPARE_RESULT,
        )?;
        let target = self.choice(
            "target",
            "etcdserverpb.Compare_CompareTarget",
            &COMPARE_TARGET,
        )?;
        let results = [
            CompareResult::Equal,
            CompareResult::Greater,
            CompareResult::Less,
            CompareResult::NotEqual,
        ];
        let with = match target {
            0 => Some(CompareWith::Version(self.int("version")?)),
            1 => Some(CompareWith::Create(self.int("create_revision")?)),
            2 => Some(CompareWith::Mod(self.int("mod_revision")?)),
            3 => Some(CompareWith::Value(self.bytes("value")?)),
            4 => Some(CompareWith::Lease(self.int("lease")?)),
            _ => None,
        };
        let (result, with) = known(results.get(result).copied(), with);
        Ok(Compare {
            key: self.bytes("key")?,
            range_end: self.bytes("range_end")?,
            result,
            with,
        })
    }

    /// All must be readable; of several kinds the first of this list counts, as in [`Reader::op`].
    pub(super) fn watch(&self) -> Result<WatchMessage, Fault> {
        let create = self.object("create_request")?;
        let cancel = self.object("cancel_request")?;
        let kinds = [
            create
                .map(|read| read.watch_create().map(WatchMessage::Create))
                .transpose()?,
            cancel
                .map(|read| read.int("watch_id").map(WatchMessage::Cancel))
                .transpose()?,
            self.object("progress_request")?
                .map(|_| WatchMessage::Progress),
        ];
        Ok(kinds
            .into_iter()
            .flatten()
            .next()
            .unwrap_or(WatchMessage::Nothing))
    }

    fn watch_create(&self) -> Result<WatchRequest, Fault> {
        let filters = self.list("filters")?.iter();
        let filters = filters.map(|filter| {
            choice(
                filter,
                "etcdserverpb.WatchCreateRequest_FilterType",
                &FILTER,
            )
        });
        let filters = filters.collect::<Result<Vec<_>, _>>()?;
        Ok(WatchRequest {
            key: self.bytes("key")?,
            range_end: self.bytes("range_end")?,
            start_revision: self.int("start_revision")?,
            prev_kv: self.flag("prev_kv")?,
            no_put: filters.contains(&0),
            no_delete: filters.contains(&1),
            progress_notify: self.flag("progress_notify")?,
            fragment: self.flag("fragment")?,
            watch_id: self.int("watch_id")?,
        })
    }
}

/// What etcd makes of numbers that stand for nothing: an unknown target is equal to anything, an unknown result holds of
/// every record, and a value still needs one. Versions say the same: that of a record is above 0, that of none is 0.
fn known(result: Option<CompareResult>, with: Option<CompareWith>) -> (CompareResult, CompareWith) {
    let (always, never) = (CompareResult::Greater, CompareResult::Less);
    match (result, with) {
        (Some(result), Some(with)) => (result, with),
        (None, Some(CompareWith::Value(_))) => (always, CompareWith::Version(0)),
        (Some(CompareResult::Equal) | None, _) => (always, CompareWith::Version(-1)),
        (Some(_), None) => (never, CompareWith::Version(-1)),
    }
}

/// An enum by name, which must be known, or by number, which need not.
fn choice(value: &Value, enumeration: &str, choices: &[&str]) -> Result<usize, Fault> {
    match value {
        Value::String(name) => choices
            .iter()
            .position(|choice| choice == name)
            .ok_or_else(|| {
                Fault::invalid(format!("unknown value {name:?} for enum {enumeration}"))
            }),
        // A negative number is as unknown as one that is too large.
        Value::Number(number) if number.is_i64() => {
            Ok(number.as_u64().map_or(usize::MAX, |number| number as usize))
        }
        other => Err(wrong_number(other, enumeration)),
    }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_string();
    words.fold(first, |name, word| {
        name + &word[..1].to_ascii_uppercase() + &word[1..]
    })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A value of another kind.
fn wrong(got: &Value, wanted: &str) -> Fault {
    let kind = kind(got);
    Fault::invalid(format!(
        "json: cannot unmarshal {kind} into Go value of type {wanted}"
    ))
}

/// A number that does not fit is named; a value of another kind is not.
fn wrong_number(got: &Value, wanted: &str) -> Fault {
    match got {
        Value::Number(number) => Fault::invalid(format!(
            "json: cannot unmarshal number {number} into Go value of type {wanted}"
        )),
        other => wrong(other, wanted),
    }
}

fn byte(value: &Value) -> Result<u8, Fault> {
    let number = value.as_u64().and_then(|number| number.try_into().ok());
    number.ok_or_else(|| wrong_number(value, "uint8"))
}

/// A number in quotes: what stands between them is read as JSON again.
fn integer_in(text: &str) -> Result<i64, Fault> {
    let digit = |c: char| c.is_ascii_digit();
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    // Nothing follows a leading zero but a fraction or an exponent.
    let end = match unsigned.strip_prefix('0') {
        Some(_) => 1,
        None => unsigned.find(|c| !digit(c)).unwrap_or(unsigned.len()),
    };
    let message = match unsigned[end..].chars().next() {
        None if end > 0 => {
            return text.parse().map_err(|_| {
                Fault::invalid(format!(
                    "json: cannot unmarshal number {text} into Go value of type int64"
                ))
            });
        }
        None => "unexpected end of JSON input".to_string(),
        Some('.' | 'e' | 'E') if end > 0 => {
            format!("json: cannot unmarshal number {text} into Go value of type int64")
        }
        Some(c) if end > 0 => format!("invalid character '{c}' after top-level value"),
        Some(c) if text.starts_with('-') => format!("invalid character '{c}' in numeric literal"),
        Some(c) => format!("invalid character '{c}' looking for beginning of value"),
    };
    Err(Fault::invalid(message))
}
