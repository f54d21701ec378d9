//! The words of the etcd room, in both languages.

use charts::{Table, Twin};
use labs::etcd::{Command, Etcd, Event};
use mvcc::watch::Place;
use mvcc::{IndexEntry, KeyIndex, KeyValue, Revision, Row};

use super::view::View;
use super::watchers;
use crate::words::Lang;

/// The latest versions of a key that the table names.
const VERSIONS_MAX: usize = 8;

/// Bytes as text; what is no text is escaped.
pub(super) fn whole(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => text.to_string(),
        _ => bytes.escape_ascii().to_string(),
    }
}

/// The same, cut where a box ends.
pub(super) fn short(bytes: &[u8], letters: usize) -> String {
    let text = whole(bytes);
    if text.chars().count() <= letters {
        return text;
    }
    let cut: String = text.chars().take(letters - 1).collect();
    cut + "…"
}

/// A key, cut in its middle: keys that begin alike are told apart by their ends.
pub(super) fn short_key(bytes: &[u8], letters: usize) -> String {
    let text: Vec<char> = whole(bytes).chars().collect();
    if text.len() <= letters {
        return text.into_iter().collect();
    }
    let (head, tail) = (letters / 2, letters - 1 - letters / 2);
    let ends = [&text[..head], &['…'], &text[text.len() - tail..]];
    ends.into_iter().flatten().collect()
}

/// The first line of a command.
pub(super) fn line(command: &Command) -> String {
    let text = command.to_string();
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().to_string();
    if lines.next().is_some() {
        first + " …"
    } else {
        first
    }
}

/// The bytes of a revision in the file, zeroes left out: `00..03_00..01t`.
pub(super) fn revision_bytes(revision: Revision, tombstone: bool) -> String {
    let short = |number: i64| {
        let hex = format!("{number:x}");
        let width = hex.len().next_multiple_of(2);
        format!("00..{hex:0>width$}")
    };
    let mark = if tombstone { "t" } else { "" };
    format!("{}_{}{mark}", short(revision.main), short(revision.sub))
}

/// A version as the index has it: `3`, `3.1`, `5 ×` for a tombstone.
pub(super) fn version(entry: &IndexEntry) -> String {
    let Revision { main, sub } = entry.revision();
    let number = match sub {
        0 => main.to_string(),
        sub => format!("{main}.{sub}"),
    };
    number + if entry.is_tombstone() { " ×" } else { "" }
}

pub(super) fn created(kv: &KeyValue, lang: Lang) -> String {
    lang.say(
        format!("created {}, v{}", kv.create_revision, kv.version),
        format!("诞生 {}，v{}", kv.create_revision, kv.version),
    )
}

pub(super) fn empty(lang: Lang) -> &'static str {
    lang.say(
        "Nothing has been written: an empty store is at revision 1.",
        "什么也没有写过：空的存储在版本 1。",
    )
}

pub(super) fn more_keys(n: usize, lang: Lang) -> String {
    lang.say(format!("{n} more keys"), format!("另有 {n} 个键"))
}

pub(super) fn earlier_rows(n: usize, lang: Lang) -> String {
    lang.say(
        format!("{n} rows lie before these"),
        format!("前面还有 {n} 行"),
    )
}

pub(super) fn compacted(at: i64, lang: Lang) -> String {
    lang.say(
        format!("compacted at {at}: nobody can read before it"),
        format!("在 {at} 处压缩，之前的读不到了"),
    )
}

/// A key, and how it is now.
pub(super) fn key_label(key: &KeyIndex, lang: Lang) -> String {
    let (name, modified) = (whole(key.key()), key.modified());
    if key.is_alive() {
        lang.say(
            format!(
                "{name}: created at {}, modified at {modified}, version {}",
                key.created(),
                key.version()
            ),
            format!(
                "{name}：诞生于 {}，最近写于 {modified}，version 是 {}",
                key.created(),
                key.version()
            ),
        )
    } else {
        lang.say(
            format!("{name}: deleted at {modified}"),
            format!("{name}：在 {modified} 被删除"),
        )
    }
}

pub(super) fn change_label(row: &Row, lang: Lang) -> String {
    let (name, revision) = (whole(&row.kv.key), row.revision());
    if row.kv.is_tombstone() {
        return lang.say(
            format!("{name} deleted at {revision}"),
            format!("{name} 在 {revision} 被删除"),
        );
    }
    let value = short(&row.kv.value, 40);
    lang.say(
        format!("{name} put to {value} at {revision}"),
        format!("{name} 在 {revision} 写为 {value}"),
    )
}

/// A link of the chain.
pub(super) fn changed(row: &Row, lang: Lang) -> String {
    let revision = row.revision();
    if row.kv.is_tombstone() {
        return lang.say(
            format!("Deleted at {revision}: a tombstone"),
            format!("在 {revision} 被删除：留下墓碑"),
        );
    }
    let (value, version) = (short(&row.kv.value, 24), row.kv.version);
    lang.say(
        format!("Put to {value} at {revision}, version {version}"),
        format!("在 {revision} 写为 {value}，version 是 {version}"),
    )
}

pub(super) fn question(name: &str, at: Option<Revision>, lang: Lang) -> String {
    match at {
        None => lang.say(
            format!("How did {name} come to be as it is?"),
            format!("{name} 是怎么变成现在这样的？"),
        ),
        Some(at) => lang.say(
            format!("How did {name} come to be as it was at {at}?"),
            format!("{name} 是怎么变成 {at} 时那样的？"),
        ),
    }
}

pub(super) fn watcher_question(name: &str, place: Place, lang: Lang) -> String {
    let group = watchers::group(place, lang);
    lang.say(
        format!("How did the watcher in {name} become {group}?"),
        format!("{name} 里的监听者是怎么成为 {group} 的？"),
    )
}

pub(super) fn history_label(view: &View, lang: Lang) -> String {
    let (first, last, keys) = (view.first.min(view.last), view.last, view.keys.len());
    lang.say(
        format!("{keys} keys, revisions {first} to {last}; a box is a change"),
        format!("{keys} 个键，版本 {first} 到 {last}，每个方框是一次改动"),
    )
}

pub(super) fn two_steps_label(view: &View, lang: Lang) -> String {
    let (keys, rows) = (view.keys.len(), view.rows.len());
    lang.say(
        format!("The key index with {keys} keys, and {rows} rows of the backend"),
        format!("含 {keys} 个键的键索引，以及后端的 {rows} 行"),
    )
}

/// What just happened: the first line that was printed and tells something; who answered is the same each time.
pub(super) fn moment(last: &[Event]) -> String {
    let printed = last.iter().map(ToString::to_string).collect::<Vec<_>>();
    let lines: Vec<&str> = printed.iter().flat_map(|text| text.lines()).collect();
    let answerer =
        |line: &str| line.starts_with("\"ClusterID\"") || line.starts_with("\"MemberID\"");
    let Some(first) = lines
        .iter()
        .find(|line| !line.is_empty() && !answerer(line))
    else {
        return String::new();
    };
    let first = short(first.as_bytes(), 48);
    if lines.len() > 1 {
        format!("{first} …")
    } else {
        first
    }
}

/// The store in words.
pub(super) fn twin(etcd: &Etcd, lang: Lang) -> Twin {
    let view = View::of(etcd.store());
    Twin {
        verdict: verdict(&view, lang),
        finding: finding(&view, lang) + watched(etcd, lang).as_str(),
        table: Table {
            caption: lang.say("Keys", "各个键").to_string(),
            headers: [
                lang.say("key", "键"),
                lang.say("value", "值"),
                lang.say("created", "诞生"),
                lang.say("modified", "最近写于"),
                "version",
                lang.say("revisions by generation", "各世代的版本号"),
            ]
            .map(str::to_string)
            .to_vec(),
            rows: view.keys.iter().map(|key| table_row(&view, key)).collect(),
        },
    }
}

fn verdict(view: &View, lang: Lang) -> String {
    let (revision, compacted) = (view.last, view.store.compact_revision());
    if compacted < 1 {
        return lang.say(
            format!("The store is at revision {revision}."),
            format!("存储在版本 {revision}。"),
        );
    }
    lang.say(
        format!("The store is at revision {revision}, compacted at {compacted}."),
        format!("存储在版本 {revision}，在 {compacted} 处压缩过。"),
    )
}

fn finding(view: &View, lang: Lang) -> String {
    let backend = view.store.backend();
    let rows = backend.len();
    if rows == 0 {
        return lang.say(
            "It holds no row.".to_string(),
            "里面一行也没有。".to_string(),
        );
    }
    let buffered = backend
        .rows_at(backend.next_row().saturating_sub(backend.pending() as u64))
        .filter(|(id, _)| !backend.is_committed(*id))
        .count();
    let keys = view.keys.len() + view.more_keys;
    let held = lang.say(
        format!(
            "The index knows {}, the backend holds {}.",
            plural(keys, "key"),
            plural(rows, "row")
        ),
        format!("索引里有 {keys} 个键，后端有 {rows} 行。"),
    );
    let disk = match buffered {
        0 => lang.say(
            " All of it is on disk.".to_string(),
            "全部已经落盘。".to_string(),
        ),
        n => lang.say(
            format!(" In the buffer, not yet in the file: {}.", plural(n, "row")),
            format!("还有 {n} 行在缓冲里，没有进文件。"),
        ),
    };
    format!("{held}{disk}")
}

/// A sentence for each watcher.
fn watched(etcd: &Etcd, lang: Lang) -> String {
    let (space, stop) = lang.say((" ", "."), ("", "。"));
    watchers::all(etcd)
        .iter()
        .map(|watching| format!("{space}{}{stop}", watching.label(lang)))
        .collect()
}

fn plural(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

fn table_row(view: &View, key: &KeyIndex) -> Vec<String> {
    let row = key
        .entries()
        .last()
        .and_then(|entry| view.store.backend().row(entry.row()));
    let hidden = key.entries().len().saturating_sub(VERSIONS_MAX);
    let mut generations: Vec<String> = key.entries()[hidden..]
        .split_inclusive(|entry| entry.is_tombstone())
        .map(|life| {
            let versions: Vec<String> = life.iter().map(version).collect();
            format!("{{{}}}", versions.join(", "))
        })
        .collect();
    if hidden > 0 {
        generations.insert(0, "…".to_string());
    }
    let alive = |text: String| {
        if key.is_alive() {
            text
        } else {
            "–".to_string()
        }
    };
    vec![
        whole(key.key()),
        alive(row.map_or_else(String::new, |row| whole(&row.kv.value))),
        alive(key.created().main.to_string()),
        key.modified().main.to_string(),
        alive(key.version().to_string()),
        generations.join(" "),
    ]
}
