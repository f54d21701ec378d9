//! `txn`: a transaction from lines of text.
//!
//! ```text
//! mod("key1") > "0"                compares, one a line
//!                                  empty line
//! put key1 "overwrote-key1"        what runs if all hold
//!                                  empty line
//! put key1 "created-key1"          what runs if not
//! put key2 "some extra key"
//!                                  empty line
//! ```

use mvcc::{Bytes, Compare, CompareResult, CompareWith, Op, TxnRequest, Value};

use super::command::COMMANDS;
use super::flags::Line;
use super::output::{BAD_CONNECTION, Failure, INVALID_INPUT, Output, failure};
use super::{go, help, kv};

/// Reads a transaction from the input; prompts come between its parts in interactive mode.
pub(crate) fn read(
    stdin: &str,
    interactive: bool,
    out: &mut Output,
) -> Result<TxnRequest, Failure> {
    let mut input = Input(stdin);
    let prompt = |out: &mut Output, text: &str| {
        if interactive {
            out.line(text);
        }
    };
    let mut request = TxnRequest::default();
    prompt(out, "compares:");
    while let Some(line) = input.line()? {
        request.compare.push(compare(line)?);
    }
    prompt(out, "success requests (get, put, del):");
    while let Some(line) = input.line()? {
        request.success.push(op(line, out)?);
    }
    prompt(out, "failure requests (get, put, del):");
    while let Some(line) = input.line()? {
        request.failure.push(op(line, out)?);
    }
    Ok(request)
}

struct Input<'a>(&'a str);

impl<'a> Input<'a> {
    /// The next line, or nothing for the empty line that ends a part. The input must not end before that.
    fn line(&mut self) -> Result<Option<&'a str>, Failure> {
        let (line, rest) = self
            .0
            .split_once('\n')
            .ok_or_else(|| failure(INVALID_INPUT, "EOF"))?;
        self.0 = rest;
        let line = line.trim();
        Ok((!line.is_empty()).then_some(line))
    }
}

/// `target("key") op "value"`.
fn compare(line: &str) -> Result<Compare, Failure> {
    let invalid = |text: String| failure(INVALID_INPUT, text);
    let Some(paren) = line.find('(') else {
        return Err(invalid(format!("malformed comparison: {line}")));
    };
    let target = &line[..paren];
    let mut parts = Parts::default();
    if parts.scan(&line[paren..]).is_none() {
        let Parts { key, op, value } = parts;
        let (key, value) = (go::quote(key.as_bytes()), go::quote(value.as_bytes()));
        return Err(invalid(format!(
            "malformed comparison: {line}; got {target}({key}) {op} {value}"
        )));
    }
    let Parts { key, op, value } = parts;
    let number = || {
        go::parse_int(&value, 10)
            .map_err(|_| invalid(format!("invalid txn compare request: {line}")))
    };
    let with = match target {
        "ver" | "version" => CompareWith::Version(number()?),
        "c" | "create" => CompareWith::Create(number()?),
        "m" | "mod" => CompareWith::Mod(number()?),
        "val" | "value" => CompareWith::Value(Value::from(value.as_bytes())),
        // 3.4.23 offers a compare of leases, and panics on it.
        "lease" => return Err(failure(BAD_CONNECTION, "panic: bad value")),
        _ => {
            return Err(invalid(format!(
                "malformed comparison: {line} (unknown target {target})"
            )));
        }
    };
    let result = match op.as_str() {
        "=" => CompareResult::Equal,
        "!=" => CompareResult::NotEqual,
        ">" => CompareResult::Greater,
        "<" => CompareResult::Less,
        _ => return Err(failure(BAD_CONNECTION, "panic: Unknown result op")),
    };
    Ok(Compare {
        key: Bytes::from(key.as_bytes()),
        range_end: Bytes::default(),
        result,
        with,
    })
}

/// What a compare line holds, as far as it was read.
#[derive(Default)]
struct Parts {
    key: String,
    op: String,
    value: String,
}

impl Parts {
    /// Go's `Sscanf` with `(%q) %s %q`. What follows is not looked at.
    fn scan(&mut self, text: &str) -> Option<()> {
        let (key, rest) = go::scan_quoted(text.strip_prefix('(')?.trim_start())?;
        self.key = key;
        let rest = spaced(rest.strip_prefix(')')?)?;
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        self.op = rest[..end].to_string();
        let (value, _) = go::scan_quoted(spaced(&rest[end..])?)?;
        self.value = value;
        Some(())
    }
}

/// A space in the format wants at least one in the text.
fn spaced(text: &str) -> Option<&str> {
    text.starts_with(char::is_whitespace)
        .then(|| text.trim_start())
}

/// `put`, `get` or `del`, as on a command line, or what only one of them begins with. Flags of etcdctl itself are none here.
fn op(line: &str, out: &mut Output) -> Result<Op, Failure> {
    let words = go::words(line).map_err(|why| failure(INVALID_INPUT, why))?;
    if words.len() < 2 {
        return Err(failure(
            INVALID_INPUT,
            format!("invalid txn compare request: {line}"),
        ));
    }
    let invalid = || failure(INVALID_INPUT, format!("invalid txn request: {line}"));
    let name = ["put", "get", "del"]
        .into_iter()
        .find(|name| name.starts_with(&words[0]));
    let command = COMMANDS.iter().find(|command| Some(command.name) == name);
    let command = command
        .filter(|_| !words[0].is_empty())
        .ok_or_else(invalid)?;
    let line = Line::read_with(command, &[], &words[1..]).map_err(|_| {
        out.complain(help::usage(command));
        invalid()
    })?;
    // What was left of the input has been read for the transaction, so that a put finds no value there.
    Ok(match command.name {
        "put" => Op::Put(kv::put(&line, "")?),
        "get" => Op::Range(kv::get(&line)?),
        _ => Op::DeleteRange(kv::del(&line)?),
    })
}
