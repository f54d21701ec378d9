//! The words a line can begin with.

use lesson::Verb;

/// In the order in which a learner meets them.
pub(super) const VERBS: &[Verb] = &[
    Verb::new(
        "put",
        "put <key> <value>",
        "Writes a key, which makes a revision",
        "写入一个键，产生一个版本号",
    ),
    Verb::new(
        "get",
        "get <key> [range_end]",
        "Reads a key or a range, now or at a revision",
        "读取一个键或一个范围，可指定版本号",
    ),
    Verb::new(
        "del",
        "del <key> [range_end]",
        "Deletes a key or a range: one tombstone each",
        "删除一个键或一个范围：每个键留下一个墓碑",
    ),
    Verb::new(
        "txn",
        "txn <<EOF",
        "Compares, then one branch or the other, under one revision",
        "先比较，再执行其中一个分支，共用一个版本号",
    ),
    Verb::new(
        "compaction",
        "compaction <revision>",
        "Forgets history before a revision",
        "丢弃某个版本号之前的历史",
    ),
    Verb::new(
        "watch",
        "watch <key> [range_end]",
        "Prints changes as they happen, also from the past",
        "持续输出变更，也可以从过去的版本号开始",
    ),
    Verb::new(
        "lease",
        "lease grant|revoke|timetolive|list|keep-alive",
        "Keys that end when nobody keeps them alive",
        "租约：无人续约时键随之消失",
    ),
    Verb::new(
        "lock",
        "lock <name> [command]",
        "Waits for a lock and holds it until ^C",
        "等待并持有一把锁，直到 ^C",
    ),
    Verb::new(
        "elect",
        "elect <name> [proposal]",
        "Stands for election, or with -l observes it",
        "参与选举，加 -l 则只观察",
    ),
    Verb::new(
        "endpoint",
        "endpoint status|health|hashkv",
        "State of the server, and the hash of its history",
        "服务器状态，以及历史的哈希值",
    ),
    Verb::new(
        "member",
        "member list",
        "The members of the cluster",
        "集群成员",
    ),
    Verb::new(
        "alarm",
        "alarm list|disarm",
        "Alarms, of which there are none here",
        "告警，这里没有",
    ),
    Verb::new(
        "defrag",
        "defrag",
        "Frees space in the file of a real server",
        "整理真实服务器文件中的空间",
    ),
    Verb::new(
        "version",
        "version",
        "The version of etcdctl",
        "etcdctl 的版本",
    ),
    Verb::new(
        "^C",
        "^C",
        "Interrupts what runs in the terminal",
        "中断终端里正在运行的命令",
    ),
    Verb::new(
        "^S",
        "^S",
        "Stops the terminal's output: a slow reader",
        "暂停终端输出：变成慢读者",
    ),
    Verb::new("^Q", "^Q", "Lets the output go on", "恢复终端输出"),
    Verb::new(
        "^Z",
        "^Z",
        "Suspends the command: it no longer reads what the server sends",
        "挂起命令：它不再读取服务器发来的东西",
    ),
    Verb::new(
        "fg",
        "fg",
        "Lets a suspended command go on",
        "让挂起的命令继续",
    ),
    Verb::new(
        "watchers",
        "watchers",
        "Shows the watchers inside the server, as no etcdctl can",
        "查看服务器内部的 watcher，这是 etcdctl 看不到的",
    ),
    Verb::new("sleep", "sleep <duration>", "Time passes", "时间流逝"),
    Verb::new(
        "crash",
        "crash",
        "Kills the server and starts it again",
        "杀掉服务器再启动",
    ),
    Verb::new(
        "fill",
        "fill <prefix> <keys> <rounds>",
        "Many puts at once, for what needs much history",
        "一次写入很多键，用于需要大量历史的场合",
    ),
];
