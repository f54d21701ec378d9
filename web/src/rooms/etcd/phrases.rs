//! What we say beside etcdctl, in Chinese: of the watchers inside, of a crash, and why something was refused. What etcdctl
//! and etcd say themselves stands here nowhere, and so stays as it is.

use crate::phrases::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    (
        "etcd was killed and started again: revision {}, term {}",
        "etcd 被杀掉，又启动了：版本 {}，任期 {}",
    ),
    ("{} puts, revision {}", "写了 {} 次，版本 {}"),
    // The watchers. Groups keep their names, and columns their places.
    (
        "store at revision {}, compacted at {}",
        "存储在版本 {}，压缩到 {}",
    ),
    ("store at revision {}", "存储在版本 {}"),
    ("no watcher", "没有 watcher"),
    (
        "synced    first  {} next {}",
        "synced    首个   {} 下一个 {}",
    ),
    (
        "unsynced  first  {} next {}",
        "unsynced  首个   {} 下一个 {}",
    ),
    (
        "victim    first  {} next {}",
        "victim    首个   {} 下一个 {}",
    ),
    ("synced    @{} next {}", "synced    @{} 下一个 {}"),
    ("unsynced  @{} next {}", "unsynced  @{} 下一个 {}"),
    ("victim    @{} next {}", "victim    @{} 下一个 {}"),
    ("{}, 1 answer unread", "{}，1 份答复未读"),
    ("{}, {} answers unread", "{}，{} 份答复未读"),
    ("victim    @{}...unread", "victim    @{}...未读"),
    // A terminal.
    ("nothing runs in {}", "{} 里没有命令在运行"),
    ("this terminal", "这个终端"),
    (
        "nothing to stop: the output goes to /dev/null",
        "没有可停的：输出去了 /dev/null",
    ),
    (
        "^S stops what is written to the terminal; ^Z suspends the command itself",
        "^S 停的是写到终端的输出；^Z 挂起命令本身",
    ),
    ("nothing is stopped here", "这里没有什么被停住"),
    (
        "the command is suspended, not the output",
        "被挂起的是命令，不是输出",
    ),
    (
        "the output is stopped, not the command",
        "停住的是输出，不是命令",
    ),
    ("`{}` still runs in {}", "`{}` 还在{}里运行"),
    (
        "a terminal runs one command at a time; interrupt it, or take another: @name <command>",
        "一个终端一次只能运行一条命令；中断它，或者另开一个：`@name <command>`",
    ),
    // Why etcd refuses.
    (
        "the store is compacted at revision {} already; the next one must be later",
        "存储已经压缩到版本 {}，再压缩就要更靠后",
    ),
    (
        "everything before revision {} was compacted, and the store is at revision {}",
        "版本 {} 之前的都压缩掉了，存储现在在版本 {}",
    ),
    ("the store is at revision {}", "存储在版本 {}"),
    ("there is no lease now", "现在一个租约也没有"),
    ("the leases now are {}", "现在有这些租约：{}"),
    (
        "what is kept must be there: the key has no value now",
        "要保留的得先存在：这个键现在没有值",
    ),
    (
        "all changes of a transaction share one revision, so that each key may change once",
        "一个事务里的改动共用一个版本号，所以每个键只能改一次",
    ),
    // A line that is no command.
    ("the quote {} is not closed", "引号 {} 没有配对"),
    (
        "the here-document has no line `{}` to end it",
        "here-document 缺少结束它的一行 `{}`",
    ),
    (
        "expected the name of a terminal behind @: letters, digits, - and _",
        "@ 后面应为终端的名字：字母、数字、- 和 _",
    ),
    (
        "only what etcdctl prints can be redirected",
        "能重定向的只有 etcdctl 的输出",
    ),
    (
        "there are no files here: output can go to /dev/null only",
        "这里没有文件：输出只能去 /dev/null",
    ),
    ("expected one command", "这里应为一条命令"),
    (
        "expected a command, such as `get foo`",
        "这里应为命令，例如 `get foo`",
    ),
    ("`{}` takes no argument", "`{}` 不带参数"),
    (
        "expected how long: 2s, 300ms, 5m or a number of seconds, a day at most",
        "这里应为时长：2s、300ms、5m 或者秒数，最长一天",
    ),
    (
        "expected fill <prefix> <keys> <rounds>",
        "这里应为 `fill <prefix> <keys> <rounds>`",
    ),
    ("expected a number from 1 to {}", "这里应为 1 到 {} 的数"),
    ("at most {} puts in one line", "一行最多写 {} 次"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::{left_in_english, said};
    use crate::words::Lang;
    use labs::etcd::{Command, Etcd};
    use lesson::World;

    const NAMES: [&str; 8] = [
        "etcdctl",
        "etcd",
        "watcher",
        "synced",
        "unsynced",
        "victim",
        "watch",
        "here-document",
    ];

    fn assert_chinese(text: &str) {
        assert_eq!(left_in_english(text, PHRASES, &NAMES), [""; 0], "{text}");
    }

    #[test]
    fn what_we_say_is_in_chinese_and_what_etcdctl_says_stays() {
        let mut world = Etcd::new(0);
        let lines = "^C\n@w ^C\nwatch k\nput k 1\n^S\n^S\n^Q\n^Q\n^Z\n^Z\n^Q\nfg\n^S\nfg\n^Q\n@w watch --prefix k >/dev/null\n@w ^S\n@w ^Z\n\
            @v watch m --rev=900\n@a fill k 300 1\nwatchers\n^C\nwatchers\n@w fg\nwatchers\ncompaction 99\nget k --rev=5\ncompaction 9\n\
            get k --rev=5000\nput k 1 --lease=77\nlease grant 60\nput k 1 --lease=77\nput none --ignore-value\ncrash\nwatchers\nlease list";
        let mut refused = 0;
        for line in lines.lines() {
            let command: Command = line.parse().unwrap();
            let ours = !matches!(command.action, labs::etcd::Action::Run { .. });
            match world.apply(&command) {
                Ok(events) => {
                    for (i, event) in events.iter().enumerate() {
                        let text = event.to_string();
                        if ours && i == 0 && event.terminal.is_none() {
                            assert_chinese(&text);
                        } else {
                            assert_eq!(said(&text, PHRASES, Lang::Zh), text, "etcdctl's own words");
                        }
                    }
                }
                Err(refusal) => {
                    refused += 1;
                    assert_chinese(&refusal.why);
                    if refusal.message.contains("Error: ") {
                        assert_eq!(said(&refusal.message, PHRASES, Lang::Zh), refusal.message);
                    } else {
                        assert_chinese(&refusal.message);
                    }
                }
            }
        }
        assert!(refused > 10, "{refused} refusals are few");
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_chinese() {
        for line in [
            "put 'a",
            "@ put a",
            "sleep",
            "sleep x",
            "txn <<EOF\nx",
            "",
            "fill k",
            "fill k 0 1",
            "fill k 100000 100000",
            "get k > file",
            "crash >/dev/null",
            "crash now",
            "get a\nget b",
        ] {
            let message = line.parse::<Command>().unwrap_err().message;
            let zh = said(&message, PHRASES, Lang::Zh);
            assert_ne!(zh, message);
            assert_eq!(left_in_english(&zh, &[], &NAMES), [""; 0], "{message}");
        }
    }
}
