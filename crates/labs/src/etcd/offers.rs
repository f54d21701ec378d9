//! What is offered behind a verb while one types: the flags that matter here, and the second words of some.
//!
//! etcdctl has more flags, which are read as it reads them; those about connections and users are of no use here.

use lesson::Offer;

const fn offer(
    behind: &'static [&'static str],
    word: &'static str,
    en: &'static str,
    zh: &'static str,
) -> Offer {
    Offer {
        behind,
        word,
        about: [en, zh],
    }
}

const PRINTS: &[&str] = &[
    "get", "put", "del", "txn", "watch", "lease", "endpoint", "member",
];

/// In the order in which they are offered.
pub(super) const OFFERS: &[Offer] = &[
    offer(
        &["get", "del", "watch"],
        "--prefix",
        "All keys that begin so",
        "以它开头的所有键",
    ),
    offer(
        &["get"],
        "--rev=",
        "As it was at that revision",
        "读那个版本时的样子",
    ),
    offer(
        &["watch"],
        "--rev=",
        "From that revision on, past ones too",
        "从那个版本开始，包括过去的",
    ),
    offer(
        &["endpoint hashkv"],
        "--rev=",
        "The hash up to that revision",
        "只算到那个版本为止",
    ),
    offer(
        &["get", "del"],
        "--from-key",
        "The key and all after it",
        "这个键以及排在它之后的所有键",
    ),
    offer(
        &["get"],
        "--limit=",
        "So many at the most",
        "最多返回这么多个",
    ),
    offer(&["get"], "--keys-only", "No values", "只要键，不要值"),
    offer(
        &["get"],
        "--print-value-only",
        "No keys",
        "只打印值，不打印键",
    ),
    offer(
        &["get"],
        "--order=DESCEND",
        "The last key first",
        "倒序，最后的键排在最前",
    ),
    offer(
        &["get"],
        "--sort-by=MODIFY",
        "By the revision that wrote it: also CREATE, VERSION, VALUE, KEY",
        "按最近写入的版本号排序，也可用 CREATE、VERSION、VALUE、KEY",
    ),
    offer(
        &["get"],
        "--consistency=s",
        "From this member alone, perhaps stale",
        "只问这个成员，可能过时",
    ),
    offer(
        &["put", "del", "watch"],
        "--prev-kv",
        "What was there before, too",
        "把改动之前的键值也打印出来",
    ),
    offer(
        &["put"],
        "--lease=",
        "The key ends with that lease; its id in hex",
        "键随这个租约消失，写十六进制的 id",
    ),
    offer(
        &["put"],
        "--ignore-value",
        "Keeps the value it has",
        "保留现有的值",
    ),
    offer(
        &["put"],
        "--ignore-lease",
        "Keeps the lease it has",
        "保留现有的租约",
    ),
    offer(
        &["compaction"],
        "--physical",
        "Waits until the rows are gone",
        "等到后端的行真正删除",
    ),
    offer(
        &["lease"],
        "grant",
        "A lease of so many seconds",
        "申请一个这么多秒的租约",
    ),
    offer(
        &["lease"],
        "keep-alive",
        "Renews it until ^C",
        "持续续约，直到 ^C",
    ),
    offer(
        &["lease"],
        "timetolive",
        "What is left of it",
        "还剩多少时间",
    ),
    offer(
        &["lease"],
        "revoke",
        "Ends it, and its keys with it",
        "立即结束，它的键一起删除",
    ),
    offer(&["lease"], "list", "All leases", "列出所有租约"),
    offer(
        &["lease timetolive"],
        "--keys",
        "The keys that hang on it, too",
        "连同挂在它上面的键",
    ),
    offer(
        &["lease keep-alive"],
        "--once",
        "Renews it once",
        "只续一次",
    ),
    offer(
        &["endpoint"],
        "status",
        "Revision, term, size",
        "版本号、任期、大小",
    ),
    offer(
        &["endpoint"],
        "hashkv",
        "The hash of its history",
        "历史的哈希值",
    ),
    offer(&["endpoint"], "health", "Whether it answers", "有没有应答"),
    offer(&["member"], "list", "The members", "列出成员"),
    offer(&["alarm"], "list", "The alarms", "列出告警"),
    offer(&["alarm"], "disarm", "Ends all alarms", "解除告警"),
    offer(
        &["lock"],
        "--ttl=",
        "How long it outlives its holder, in seconds",
        "持有者消失后，锁还留多少秒",
    ),
    offer(
        &["elect"],
        "--listen",
        "Only tells who is elected",
        "只观察谁当选",
    ),
    offer(
        PRINTS,
        "-w=fields",
        "One line a field, the header too",
        "每个字段一行，连同答复头",
    ),
    offer(
        PRINTS,
        "-w=json",
        "JSON; keys and values in Base64",
        "JSON，键和值是 Base64",
    ),
    offer(PRINTS, "-w=table", "A table", "表格"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::etcd::Etcd;
    use lesson::World;

    /// Whatever is offered is read by etcdctl as it reads all: none of it is an unknown flag or command.
    #[test]
    fn etcdctl_knows_every_word_that_is_offered() {
        for Offer { behind, word, .. } in OFFERS {
            for verb in *behind {
                let value = if word.ends_with('=') { "2" } else { "" };
                let text = format!("{verb} {word}{value}");
                // A group alone has no flags of its own: any command of it will do.
                let text = match (*verb, word.starts_with('-')) {
                    ("lease", true) => text.replace("lease", "lease list"),
                    ("endpoint", true) => text.replace("endpoint", "endpoint status"),
                    ("member", true) => text.replace("member", "member list"),
                    _ => text,
                };
                let outcome = Etcd::new(0).apply(&text.parse().expect("a line"));
                let printed = match outcome {
                    Ok(events) => events.iter().map(ToString::to_string).collect(),
                    Err(refusal) => refusal.message,
                };
                for wrong in [
                    "unknown",
                    "invalid argument",
                    "Usage:",
                    "Available Commands",
                ] {
                    assert!(!printed.contains(wrong), "{text}: {printed}");
                }
            }
        }
    }
}
