//! `endpoint`, `member`, `alarm`, `defrag`, `version`: a cluster of one member on localhost.

use mvcc::Server;

use super::flags::Line;
use super::go;
use super::output::{BAD_ARGS, BAD_CONNECTION, ERROR, Failure, Output, failure};
use super::print::{Fields, Format, Header, Printer, int, uint, unsupported};
use crate::MEMBER_ID;
use crate::json::Json;

const ENDPOINT: &str = "127.0.0.1:2379";
const VERSION: &str = "3.4.23";
const PEER_URL: &str = "http://localhost:2380";
const CLIENT_URL: &str = "http://localhost:2379";

/// How long the health check took. No clock runs here.
const TOOK: &str = "1.5ms";

pub(crate) fn version(out: &mut Output) {
    out.line("etcdctl version: 3.4.23");
    out.line("API version: 3.4");
}

pub(crate) fn defrag(out: &mut Output) {
    out.line(format!("Finished defragmenting etcd member[{ENDPOINT}]"));
}

/// There are no alarms: the store has no quota here.
pub(crate) fn alarms(
    name: &str,
    line: &Line,
    printer: Result<Printer, Failure>,
    out: &mut Output,
) -> Result<(), Failure> {
    if !line.args.is_empty() {
        return Err(failure(
            BAD_ARGS,
            format!("{name} command accepts no arguments"),
        ));
    }
    match printer?.format {
        Format::Simple => Ok(()),
        // It looks for a header that such an answer has not.
        Format::Fields => Err(failure(
            BAD_CONNECTION,
            "panic: runtime error: invalid memory address or nil pointer dereference",
        )),
        Format::Json => {
            out.line("{}");
            Ok(())
        }
        Format::Table => Err(unsupported()),
    }
}

pub(crate) fn member_list(printer: Printer, out: &mut Output) {
    let id = format!("{MEMBER_ID:x}");
    let row = [
        id.as_str(),
        "started",
        "default",
        PEER_URL,
        CLIENT_URL,
        "false",
    ];
    let header = Header::full(0, printer.term);
    match printer.format {
        Format::Simple => out.line(row.join(", ")),
        Format::Table => {
            table(
                out,
                &[
                    "ID",
                    "STATUS",
                    "NAME",
                    "PEER ADDRS",
                    "CLIENT ADDRS",
                    "IS LEARNER",
                ],
                &row.map(str::to_string),
            );
        }
        Format::Json => {
            let urls = |url: &str| Json::List(vec![Json::Text(url.into())]);
            let member = Json::Object(vec![
                ("ID", Json::Uint(MEMBER_ID)),
                ("name", Json::Text("default".into())),
                ("peerURLs", urls(PEER_URL)),
                ("clientURLs", urls(CLIENT_URL)),
            ]);
            let fields = vec![
                ("header", Json::Object(header.json())),
                ("members", Json::List(vec![member])),
            ];
            out.line(Json::Object(fields).to_string());
        }
        Format::Fields => {
            header.fields(out);
            out.line(format!("\"ID\" : {MEMBER_ID}"));
            out.line("\"Name\" : \"default\"");
            out.line(format!("\"PeerURL\" : \"{PEER_URL}\""));
            out.line(format!("\"ClientURL\" : \"{CLIENT_URL}\""));
            out.line("\"IsLearner\" : false");
            out.line("");
        }
    }
}

/// The only member cannot be removed, and there is no other.
pub(crate) fn member_remove(line: &Line, printer: Result<Printer, Failure>) -> Result<(), Failure> {
    let [id] = line.args.as_slice() else {
        return Err(failure(BAD_ARGS, "member ID is not provided"));
    };
    let bad = |what| {
        let text = go::quote(id.as_bytes());
        failure(
            BAD_ARGS,
            format!(
                "bad member ID arg (strconv.ParseUint: parsing {text}: {what}), expecting ID in Hex"
            ),
        )
    };
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(bad("invalid syntax"));
    }
    let id = u64::from_str_radix(id, 16).map_err(|_| bad("value out of range"))?;
    printer?;
    let why = if id == MEMBER_ID {
        "re-configuration failed due to not enough started members"
    } else {
        "member not found"
    };
    Err(failure(ERROR, format!("etcdserver: {why}")))
}

pub(crate) fn health(printer: Printer, out: &mut Output) {
    match printer.format {
        Format::Simple => {
            out.complain(format!(
                "{ENDPOINT} is healthy: successfully committed proposal: took = {TOOK}"
            ));
        }
        Format::Json => {
            let text = |text: &str| Json::Text(text.into());
            let health = vec![
                ("endpoint", text(ENDPOINT)),
                ("health", Json::Bool(true)),
                ("took", text(TOOK)),
            ];
            out.line(Json::List(vec![Json::Object(health)]).to_string());
        }
        Format::Table => {
            table(
                out,
                &["ENDPOINT", "HEALTH", "TOOK", "ERROR"],
                &[ENDPOINT, "true", TOOK, ""].map(str::to_string),
            );
        }
        Format::Fields => {
            out.line(format!("\"Endpoint\" : \"{ENDPOINT}\""));
            out.line("\"Health\" : true");
            out.line(format!("\"Took\" : {TOOK}"));
            out.line("\"Error\" : ");
            out.line("");
        }
    }
}

pub(crate) fn status(server: &Server, printer: Printer, out: &mut Output) {
    let (term, index) = (server.term(), server.last_index());
    let header = Header::full(server.store().revision(), term);
    let in_use = 16_384 + records(server).next_multiple_of(4096);
    let size = in_use + 4096;
    let row = [
        ENDPOINT.to_string(),
        format!("{MEMBER_ID:x}"),
        VERSION.to_string(),
        humanized(size),
        "true".to_string(),
        "false".to_string(),
        term.to_string(),
        index.to_string(),
        index.to_string(),
        String::new(),
    ];
    match printer.format {
        Format::Simple => out.line(row.join(", ")),
        Format::Table => {
            let columns = [
                "ENDPOINT",
                "ID",
                "VERSION",
                "DB SIZE",
                "IS LEADER",
                "IS LEARNER",
                "RAFT TERM",
                "RAFT INDEX",
                "RAFT APPLIED INDEX",
                "ERRORS",
            ];
            table(out, &columns, &row);
        }
        Format::Json => {
            let mut status: Fields = vec![
                ("header", Json::Object(header.json())),
                ("version", Json::Text(VERSION.into())),
            ];
            uint(&mut status, "dbSize", size);
            uint(&mut status, "leader", MEMBER_ID);
            uint(&mut status, "raftIndex", index);
            uint(&mut status, "raftTerm", term);
            uint(&mut status, "raftAppliedIndex", index);
            uint(&mut status, "dbSizeInUse", in_use);
            let endpoint = vec![
                ("Endpoint", Json::Text(ENDPOINT.into())),
                ("Status", Json::Object(status)),
            ];
            out.line(Json::List(vec![Json::Object(endpoint)]).to_string());
        }
        Format::Fields => {
            header.fields(out);
            out.line(format!("\"Version\" : \"{VERSION}\""));
            out.line(format!("\"DBSize\" : {size}"));
            out.line(format!("\"Leader\" : {MEMBER_ID}"));
            out.line("\"IsLearner\" : false");
            out.line(format!("\"RaftIndex\" : {index}"));
            out.line(format!("\"RaftTerm\" : {term}"));
            out.line(format!("\"RaftAppliedIndex\" : {index}"));
            out.line("\"Errors\" : []");
            out.line(format!("\"Endpoint\" : \"{ENDPOINT}\""));
            out.line("");
        }
    }
}

/// Bytes of all records in the backend. The file of a real server also holds pages that are not full.
fn records(server: &Server) -> u64 {
    server
        .store()
        .backend()
        .rows()
        .map(|(_, row)| (17 + row.kv.key.len() + row.kv.value.len() + 16) as u64)
        .sum()
}

/// A size in the largest unit of a thousand, with one decimal below ten.
fn humanized(bytes: u64) -> String {
    let mut scale = 1;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if bytes < scale * 1000 || unit == "TB" {
            let tenths = (bytes * 10 + scale / 2) / scale;
            return if scale > 1 && tenths < 100 {
                format!("{}.{} {unit}", tenths / 10, tenths % 10)
            } else {
                format!("{} {unit}", (tenths + 5) / 10)
            };
        }
        scale *= 1000;
    }
    unreachable!("the last unit takes every size")
}

pub(crate) fn hash_kv(
    server: &Server,
    line: &Line,
    printer: Printer,
    out: &mut Output,
) -> Result<(), Failure> {
    let hash = match server.store().hash_kv(line.int("rev").unwrap_or(0)) {
        Ok(hash) => hash,
        Err(error) => {
            // What is printed then is the list of no endpoint.
            out.complain(format!(
                "Failed to get the hash of endpoint {ENDPOINT} ({error})"
            ));
            match printer.format {
                Format::Simple | Format::Fields => {}
                Format::Json => out.line("[]"),
                Format::Table => table(out, &["ENDPOINT", "HASH"], &[]),
            }
            return Err(failure(ERROR, error));
        }
    };
    let header = Header::full(hash.revision, printer.term);
    let row = [ENDPOINT.to_string(), hash.hash.to_string()];
    match printer.format {
        Format::Simple => out.line(row.join(", ")),
        Format::Table => table(out, &["ENDPOINT", "HASH"], &row),
        Format::Json => {
            let mut fields: Fields = vec![("header", Json::Object(header.json()))];
            uint(&mut fields, "hash", u64::from(hash.hash));
            int(&mut fields, "compact_revision", hash.compact_revision);
            let endpoint = vec![
                ("Endpoint", Json::Text(ENDPOINT.into())),
                ("HashKV", Json::Object(fields)),
            ];
            out.line(Json::List(vec![Json::Object(endpoint)]).to_string());
        }
        Format::Fields => {
            header.fields(out);
            out.line(format!("\"Endpoint\" : \"{ENDPOINT}\""));
            out.line(format!("\"Hash\" : {}", hash.hash));
            out.line("");
        }
    }
    Ok(())
}

/// A row, or none, under its heads: heads in the middle, cells to the right.
fn table(out: &mut Output, heads: &[&str], row: &[String]) {
    let cell = |column: usize| row.get(column).map_or("", String::as_str);
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(i, head)| head.len().max(cell(i).len()))
        .collect();
    let rule: String = widths
        .iter()
        .map(|width| format!("+{}", "-".repeat(width + 2)))
        .collect::<String>()
        + "+";
    let middle = |(head, &width): (&&str, &usize)| {
        let left = (width - head.len()) / 2;
        format!(
            "| {}{head}{} ",
            " ".repeat(left),
            " ".repeat(width - head.len() - left)
        )
    };
    let head: String = heads.iter().zip(&widths).map(middle).collect();
    out.line(&rule);
    out.line(head + "|");
    out.line(&rule);
    if !row.is_empty() {
        let cells: String = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("| {cell:>width$} "))
            .collect();
        out.line(cells + "|");
    }
    out.line(&rule);
}
