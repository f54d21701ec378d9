//! `put`, `get`, `del` and `compaction`: from a command line to a request.

use mvcc::{
    Bytes, DeleteRangeRequest, PutRequest, RangeRequest, SortOrder, SortTarget, prefix_end,
};

use super::flags::Line;
use super::go;
use super::output::{BAD_ARGS, BAD_FEATURE, ERROR, Failure, failure};

fn bytes<const IN_PLACE: usize>(text: &str) -> Bytes<IN_PLACE> {
    Bytes::from(text.as_bytes())
}

const PUT_NEEDS: &str = "put command needs 1 argument and input from stdin or 2 arguments";

/// The request of a `put`. A value that is not an argument is what stands on the input.
pub(crate) fn put(line: &Line, stdin: &str) -> Result<PutRequest, Failure> {
    let Some(key) = line.args.first() else {
        return Err(failure(BAD_ARGS, PUT_NEEDS));
    };
    let ignore_value = line.on("ignore-value");
    if ignore_value && line.args.len() > 1 {
        return Err(failure(
            BAD_ARGS,
            "put command needs only 1 argument when 'ignore-value' is set",
        ));
    }
    let value = match line.args.get(1) {
        _ if ignore_value => "",
        Some(value) => value,
        None if stdin.is_empty() => return Err(failure(BAD_ARGS, PUT_NEEDS)),
        None => stdin,
    };
    let bad_lease = |why| {
        failure(
            BAD_ARGS,
            format!("bad lease ID ({why}), expecting ID in Hex"),
        )
    };
    let lease = go::parse_int(line.text("lease").unwrap_or("0"), 16).map_err(bad_lease)?;
    Ok(PutRequest {
        key: bytes(key),
        value: bytes(value),
        lease,
        prev_kv: line.on("prev-kv"),
        ignore_value,
        ignore_lease: line.on("ignore-lease"),
    })
}

/// Key and range end from `key [range_end]`, `--prefix` and `--from-key`.
fn span(line: &Line, needs: &str) -> Result<(Bytes, Bytes), Failure> {
    let (prefix, from_key) = (line.on("prefix"), line.on("from-key"));
    let Some(key) = line.args.first() else {
        return Err(failure(BAD_ARGS, needs));
    };
    let zero = || Bytes::from(&b"\0"[..]);
    let or_zero = || if key.is_empty() { zero() } else { bytes(key) };
    match line.args.get(1) {
        Some(_) if prefix || from_key => Err(failure(
            BAD_ARGS,
            "too many arguments, only accept one argument when `--prefix` or `--from-key` is set",
        )),
        Some(end) => Ok((bytes(key), bytes(end))),
        None if prefix => Ok((or_zero(), prefix_end(key.as_bytes()))),
        None if from_key => Ok((or_zero(), zero())),
        None => Ok((bytes(key), Bytes::default())),
    }
}

fn both_set(line: &Line) -> Result<(), Failure> {
    if line.on("prefix") && line.on("from-key") {
        return Err(failure(
            BAD_ARGS,
            "`--prefix` and `--from-key` cannot be set at the same time, choose one",
        ));
    }
    Ok(())
}

/// The request of a `get`.
pub(crate) fn get(line: &Line) -> Result<RangeRequest, Failure> {
    let needs = "get command needs one argument as key and an optional argument as range_end";
    if line.args.is_empty() {
        return Err(failure(BAD_ARGS, needs));
    }
    both_set(line)?;
    match line.text("consistency").unwrap_or("l") {
        "l" | "s" => {}
        other => {
            let text = format!("unknown consistency flag {}", go::quote(other.as_bytes()));
            return Err(failure(BAD_FEATURE, text));
        }
    }
    let (key, range_end) = span(line, needs)?;
    let order = line.text("order").unwrap_or("");
    let sort_order = match order.to_ascii_uppercase().as_str() {
        "" => SortOrder::None,
        "ASCEND" => SortOrder::Ascend,
        "DESCEND" => SortOrder::Descend,
        _ => return Err(failure(BAD_FEATURE, format!("bad sort order {order}"))),
    };
    let target = line.text("sort-by").unwrap_or("");
    let sort_target = match target.to_ascii_uppercase().as_str() {
        "" | "KEY" => SortTarget::Key,
        "CREATE" => SortTarget::Create,
        "MODIFY" => SortTarget::Mod,
        "VALUE" => SortTarget::Value,
        "VERSION" => SortTarget::Version,
        _ => return Err(failure(BAD_FEATURE, format!("bad sort target {target}"))),
    };
    // Keys come in ascending order anyway, and without an order the server can stop at the limit.
    let by_key = sort_target == SortTarget::Key && sort_order == SortOrder::Ascend;
    Ok(RangeRequest {
        key,
        range_end,
        limit: line.int("limit").unwrap_or(0),
        revision: line.int("rev").unwrap_or(0).max(0),
        sort_order: if by_key { SortOrder::None } else { sort_order },
        sort_target,
        keys_only: line.on("keys-only"),
        ..RangeRequest::default()
    })
}

/// The request of a `del`.
pub(crate) fn del(line: &Line) -> Result<DeleteRangeRequest, Failure> {
    let needs = "del command needs one argument as key and an optional argument as range_end";
    if line.args.is_empty() || line.args.len() > 2 {
        return Err(failure(BAD_ARGS, needs));
    }
    both_set(line)?;
    let (key, range_end) = span(line, needs)?;
    Ok(DeleteRangeRequest {
        key,
        range_end,
        prev_kv: line.on("prev-kv"),
    })
}

/// The revision of a `compaction`.
pub(crate) fn compaction(line: &Line) -> Result<i64, Failure> {
    match line.args.as_slice() {
        [revision] => go::parse_int(revision, 10).map_err(|why| failure(ERROR, why)),
        _ => Err(failure(BAD_ARGS, "compaction command needs 1 argument")),
    }
}
