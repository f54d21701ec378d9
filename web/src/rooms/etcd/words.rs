//! The words of the etcd room, in both languages.

use charts::{Table, Twin};
use labs::etcd::{Command, Ended, Etcd, Watching, range};
use mvcc::watch::{Group, Place};
use mvcc::{Bytes, IndexEntry, KeyIndex, KeyValue, Lease, Revision, Row};

use super::view::View;
use crate::words::{Lang, plural};

/// Watchers that the sentence names.
const WATCHERS_MAX: usize = 4;

/// Leases that the sentence names, and keys of one.
const LEASES_MAX: usize = 3;
const LEASE_KEYS_MAX: usize = 4;

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

pub(super) fn reading(at: i64, lang: Lang) -> String {
    lang.say(
        format!("reading at revision {at}"),
        format!("在版本 {at} 读取"),
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

pub(super) fn watcher_question(terminal: &str, lang: Lang) -> String {
    lang.say(
        format!("How did the watcher of {terminal} come to be where it is?"),
        format!("{terminal} 的 watcher 是怎么走到这一步的？"),
    )
}

pub(super) fn history_label(view: &View, lang: Lang) -> String {
    let (first, last, keys) = (view.first.min(view.last), view.last, view.keys.len());
    lang.say(
        format!(
            "{}, revisions {first} to {last}; a box is a change",
            plural(keys, "key")
        ),
        format!("{keys} 个键，版本 {first} 到 {last}，每个方框是一次改动"),
    )
}

pub(super) fn two_steps_label(view: &View, lang: Lang) -> String {
    let (keys, rows) = (view.keys.len(), view.rows.len());
    lang.say(
        format!(
            "The key index with {}, and {} of the backend",
            plural(keys, "key"),
            plural(rows, "row")
        ),
        format!("含 {keys} 个键的键索引，以及后端的 {rows} 行"),
    )
}

/// The store in words.
pub(super) fn twin(etcd: &Etcd, lang: Lang) -> Twin {
    let view = View::of(etcd.store());
    Twin {
        verdict: verdict(&view, lang),
        finding: finding(&view, lang) + watchers(etcd, lang).as_str() + leases(etcd, lang).as_str(),
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

/// A terminal's name as one types it.
pub(super) fn terminal(name: Option<&str>, lang: Lang) -> String {
    name.map_or_else(
        || lang.say("first", "首个").to_string(),
        |name| format!("@{name}"),
    )
}

/// A group's name, and what it is.
pub(super) fn group(place: Place, lang: Lang) -> (&'static str, &'static str) {
    match place {
        Place::Synced => (
            lang.say("Synced", "synced"),
            lang.say("told with every transaction", "每个事务都即时通知"),
        ),
        Place::Unsynced => (
            lang.say("Unsynced", "unsynced"),
            lang.say("behind; every 100 ms", "落后，每 100 毫秒追一次"),
        ),
        Place::Victim => (
            lang.say("Victims", "victim"),
            lang.say("stream full; every 10 ms", "流已满，每 10 毫秒重试"),
        ),
    }
}

pub(super) fn nobody(lang: Lang) -> &'static str {
    lang.say("nobody", "空")
}

pub(super) fn more_watchers(n: usize, lang: Lang) -> String {
    lang.say(format!("{n} more"), format!("另有 {n} 个"))
}

pub(super) fn next(revision: i64, lang: Lang) -> String {
    lang.say(format!("next {revision}"), format!("下一个 {revision}"))
}

pub(super) fn unread(answers: usize, lang: Lang) -> String {
    lang.say(format!("{answers} unread"), format!("{answers} 份未读"))
}

pub(super) fn compacted_here(at: i64, lang: Lang) -> String {
    lang.say(format!("compacted {at}"), format!("压缩 {at}"))
}

pub(super) fn store_at(revision: i64, lang: Lang) -> String {
    lang.say(format!("store at {revision}"), format!("存储在 {revision}"))
}

/// A watcher: where it is and what it still needs.
pub(super) fn watcher_label(it: &Watching, revision: i64, lang: Lang) -> String {
    let (name, range) = (terminal(it.terminal, lang), range(it.watcher));
    let unread = match it.unread.len() {
        0 => String::new(),
        n => lang.say(
            format!(", {} unread", plural(n, "answer")),
            format!("，{n} 份答复未读"),
        ),
    };
    let next = it.next;
    match it.place {
        Place::Synced if next > revision + 1 => lang.say(
            format!("{name} watches {range}: synced, waits for revision {next}{unread}"),
            format!("{name} 监听 {range}：synced，等版本 {next}{unread}"),
        ),
        Place::Synced => lang.say(
            format!("{name} watches {range}: synced, told everything{unread}"),
            format!("{name} 监听 {range}：synced，已全部通知{unread}"),
        ),
        Place::Unsynced => lang.say(
            format!("{name} watches {range}: unsynced, next is revision {next}{unread}"),
            format!("{name} 监听 {range}：unsynced，下一个是版本 {next}{unread}"),
        ),
        Place::Victim => lang.say(
            format!("{name} watches {range}: a victim, its stream is full, next is revision {next}{unread}"),
            format!("{name} 监听 {range}：victim，流已满，下一个是版本 {next}{unread}"),
        ),
    }
}

pub(super) fn watchers_label(watching: &[Watching], lang: Lang) -> String {
    let of = |place| watching.iter().filter(|it| it.place == place).count();
    let [synced, unsynced, victims] = [Place::Synced, Place::Unsynced, Place::Victim].map(of);
    lang.say(
        format!("Watchers: {synced} synced, {unsynced} unsynced, {victims} victims"),
        format!("watcher：{synced} 个 synced，{unsynced} 个 unsynced，{victims} 个 victim"),
    )
}

pub(super) fn tree_of_synced(lang: Lang) -> &'static str {
    lang.say(
        "Whom a change concerns: the synced group's map and interval tree",
        "一次改动与谁有关：synced 组的映射与区间树",
    )
}

pub(super) fn tree_of_unsynced(lang: Lang) -> &'static str {
    lang.say(
        "The same of the unsynced group",
        "unsynced 组的映射与区间树",
    )
}

pub(super) fn single_keys(n: usize, lang: Lang) -> &'static str {
    match n {
        0 => lang.say("no single key is watched", "没有监听单个键的"),
        _ => lang.say("single keys:", "单个键："),
    }
}

pub(super) fn furthest(end: &str, lang: Lang) -> String {
    lang.say(format!("max {end}"), format!("最远 {end}"))
}

/// The search in a sentence.
pub(super) fn tree_label(group: &Group, key: Option<&[u8]>, lang: Lang) -> String {
    let Some(key) = key else {
        return lang
            .say("Nothing has changed yet", "还没有改动")
            .to_string();
    };
    let [contains, looked, skipped] = super::tree::searched(group.ranges().root(), key);
    let (key, n) = (whole(key), group.watchers_of(key).len());
    lang.say(
        format!(
            "A change of {key} concerns {}: {contains} of the ranges contain it, {looked} were looked at in vain, {skipped} were never entered",
            plural(n, "watcher")
        ),
        format!("{key} 的改动与 {n} 个 watcher 有关：{contains} 个区间包含它，{looked} 个看过但不含，{skipped} 个根本没进去"),
    )
}

/// The watchers in a few sentences; nothing while nobody watches.
fn watchers(etcd: &Etcd, lang: Lang) -> String {
    let revision = etcd.store().revision();
    let watching = etcd.watching();
    let shown = watching.iter().take(WATCHERS_MAX);
    let mut told: String = shown
        .map(|it| {
            let label = watcher_label(it, revision, lang);
            lang.say(format!(" {label}."), format!("{label}。"))
        })
        .collect();
    let more = watching.len().saturating_sub(WATCHERS_MAX);
    if more > 0 {
        told += &lang.say(
            format!(" {more} more watch."),
            format!("另有 {more} 个 watcher。"),
        );
    }
    told
}

/// A lease's id as etcdctl writes it.
pub(super) fn lease(id: i64) -> String {
    format!("{id:016x}")
}

fn seconds(ms: u64) -> String {
    match ms {
        0..60_000 => format!("{:.1}", ms as f64 / 1000.0),
        _ => (ms / 1000).to_string(),
    }
}

/// `12.4 s of 30 s`
pub(super) fn left_of(lease: &Lease, now_ms: u64, lang: Lang) -> String {
    let left = seconds(lease.expires_ms.saturating_sub(now_ms));
    lang.say(
        format!("{left} s of {} s", lease.ttl),
        format!("还剩 {left} / {} 秒", lease.ttl),
    )
}

pub(super) fn how_ended(ended: &Ended, lang: Lang) -> &'static str {
    match ended.expired {
        true => lang.say("expired", "已到期"),
        false => lang.say("revoked", "已撤销"),
    }
}

pub(super) fn no_keys(lang: Lang) -> &'static str {
    lang.say("no key", "没有键")
}

pub(super) fn more_leases(n: usize, lang: Lang) -> String {
    lang.say(format!("{n} more leases"), format!("另有 {n} 个租约"))
}

pub(super) fn leases_label(etcd: &Etcd, lang: Lang) -> String {
    let (n, ended) = (etcd.store().leases().len(), etcd.ended().len());
    lang.say(
        format!(
            "{}, the first to run out on top; {ended} ended just now",
            plural(n, "lease")
        ),
        format!("{n} 个租约，先到期的在上；刚刚结束 {ended} 个"),
    )
}

/// A lease: what is left of it, and what hangs on it.
pub(super) fn lease_label(id: i64, of: &Lease, now_ms: u64, lang: Lang) -> String {
    let (name, left) = (lease(id), seconds(of.expires_ms.saturating_sub(now_ms)));
    let keys = lease_keys(of.keys.iter(), lang);
    lang.say(
        format!("Lease {name}: {left} s of {} s left, {keys}", of.ttl),
        format!("租约 {name}：{} 秒里还剩 {left} 秒，{keys}", of.ttl),
    )
}

pub(super) fn ended_label(ended: &Ended, lang: Lang) -> String {
    let name = lease(ended.id);
    let keys = lease_keys(ended.keys.iter(), lang);
    let how = match (ended.expired, ended.keys.is_empty()) {
        (true, true) => lang.say("has expired", "到期了"),
        (true, false) => lang.say("has expired and took along", "到期，带走了"),
        (false, true) => lang.say("was revoked", "被撤销了"),
        (false, false) => lang.say("was revoked and took along", "被撤销，带走了"),
    };
    match ended.keys.is_empty() {
        true => lang.say(format!("Lease {name} {how}"), format!("租约 {name} {how}")),
        false => lang.say(
            format!("Lease {name} {how} {keys}"),
            format!("租约 {name} {how} {}", keys.trim_start_matches("键 ")),
        ),
    }
}

/// `key node/a`, `keys node/a, node/b and 3 more`
fn lease_keys<'a>(keys: impl ExactSizeIterator<Item = &'a Bytes>, lang: Lang) -> String {
    let n = keys.len();
    let named: Vec<String> = keys.take(LEASE_KEYS_MAX).map(|key| whole(key)).collect();
    let more = n - named.len();
    match (n, more) {
        (0, _) => no_keys(lang).to_string(),
        (1, _) => lang.say(format!("key {}", named[0]), format!("键 {}", named[0])),
        (_, 0) => lang.say(
            format!("keys {}", named.join(", ")),
            format!("键 {}", named.join("、")),
        ),
        _ => lang.say(
            format!("keys {} and {more} more", named.join(", ")),
            format!("键 {} 等 {n} 个", named.join("、")),
        ),
    }
}

pub(super) fn lease_question(id: &str, lang: Lang) -> String {
    lang.say(
        format!("How did lease {id} come to be as it is?"),
        format!("租约 {id} 是怎么变成现在这样的？"),
    )
}

/// Links of a lease's chain.
pub(super) fn granted(ttl: i64, lang: Lang) -> String {
    lang.say(
        format!("Granted for {ttl} s"),
        format!("申请，期限 {ttl} 秒"),
    )
}

pub(super) fn renewed(ttl: i64, lang: Lang) -> String {
    lang.say(
        format!("Renewed: {ttl} s again"),
        format!("续约，又有 {ttl} 秒"),
    )
}

pub(super) fn hangs(key: &[u8], now: bool, lang: Lang) -> String {
    let key = whole(key);
    match now {
        true => lang.say(format!("{key} hangs on it"), format!("{key} 挂到它上面")),
        false => lang.say(
            format!("{key} hangs on it no longer"),
            format!("{key} 不再挂在它上面"),
        ),
    }
}

/// The leases in a few sentences; nothing while there is none.
fn leases(etcd: &Etcd, lang: Lang) -> String {
    let (store, ended) = (etcd.store(), etcd.ended());
    let alive = store.leases().by_expiry();
    let alive = alive.map(|(id, lease)| lease_label(id, lease, store.now_ms(), lang));
    let labels = ended
        .iter()
        .map(|ended| ended_label(ended, lang))
        .chain(alive);
    let mut told: String = labels
        .take(LEASES_MAX)
        .map(|label| lang.say(format!(" {label}."), format!("{label}。")))
        .collect();
    let more = (ended.len() + store.leases().len()).saturating_sub(LEASES_MAX);
    if more > 0 {
        let more = more_leases(more, lang);
        told += &lang.say(format!(" {more}."), format!("{more}。"));
    }
    told
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
