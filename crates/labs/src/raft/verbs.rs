//! The words a line can begin with.

use lesson::Verb;

const fn verb(name: &'static str, usage: &'static str, en: &'static str, zh: &'static str) -> Verb {
    Verb {
        name,
        usage,
        about: [en, zh],
    }
}

/// In the order in which a learner meets them.
pub(super) const VERBS: &[Verb] = &[
    verb(
        "start",
        "start <nodes> [voters=] [leader=] [election=] [spread=] [latency=] [prevote=] [checkquorum=] [lease=] [stepdown=] [append=] [sessions=] [storage=] [seed=]",
        "A fresh cluster of so many nodes",
        "启动一个有若干节点的新集群",
    ),
    verb(
        "tick",
        "tick [<node>|all] [<times>]",
        "Clocks advance: of one node, or of all that are up",
        "时钟前进：一个节点，或所有在线节点",
    ),
    verb(
        "deliver",
        "deliver [next|all|<from>-><to> [<behind>]]",
        "A message arrives: the one sent first, or the one you choose",
        "送达一条消息：最早发出的，或你选定的",
    ),
    verb(
        "campaign",
        "campaign <node>",
        "A node starts an election now",
        "节点立即发起选举",
    ),
    verb(
        "propose",
        "propose <node> <word>",
        "An entry is proposed that no client waits for",
        "提议一个没有客户端等待的日志条目",
    ),
    verb(
        "write",
        "write <client> <node> <value>",
        "A client writes the register; the answer comes when the entry is applied",
        "客户端写寄存器；条目被应用后才有答复",
    ),
    verb(
        "read",
        "read <client> <node> local|log|index|lease [as=<operation>]",
        "A client reads the register, by one of four ways",
        "客户端读寄存器，有四种方式",
    ),
    verb(
        "timeout",
        "timeout <client>",
        "A client waits no longer; what it asked for may happen all the same",
        "客户端不再等待；它的请求仍可能生效",
    ),
    verb(
        "retry",
        "retry <client> <node>",
        "A client asks again for the write that it was not answered",
        "客户端重发没有得到答复的写请求",
    ),
    verb(
        "drop",
        "drop [next|all|<from>-><to> [<behind>]]",
        "A message is lost",
        "丢失一条消息",
    ),
    verb(
        "duplicate",
        "duplicate [next|<from>-><to> [<behind>]]",
        "A message is doubled",
        "复制一条消息",
    ),
    verb(
        "delay",
        "delay [next|<from>-><to> [<behind>]]",
        "A message is overtaken by all that are in flight",
        "推迟一条消息，让在途的其他消息先行",
    ),
    verb(
        "cut",
        "cut <a>-><b> | <a><-><b> | <node> | <a>,<b>|<c>",
        "Links lose what is sent over them, and deliver nothing",
        "切断链路：新消息丢失，在途消息不送达",
    ),
    verb(
        "heal",
        "heal [<links>]",
        "Links work again: these, or all",
        "恢复链路：指定的，或全部",
    ),
    verb(
        "crash",
        "crash <node>",
        "A node stops, and forgets what is not durable",
        "节点崩溃，未持久化的内容丢失",
    ),
    verb(
        "restart",
        "restart <node>",
        "A node starts from its disk",
        "节点从磁盘重新启动",
    ),
    verb(
        "run",
        "run <ticks>",
        "Time passes on the network as it is, and messages arrive",
        "在当前网络上让时间流逝，消息照常送达",
    ),
    verb(
        "settle",
        "settle",
        "All faults end, and time passes until all members have applied the same",
        "一切故障结束，直到所有成员应用了相同的日志",
    ),
    verb(
        "transfer",
        "transfer <to> [at=<node>]",
        "Leadership is handed over",
        "移交领导权",
    ),
    verb(
        "add",
        "add <node> [at=<node>]",
        "Proposes a node as a voter; a learner is promoted by it",
        "提议让节点成为投票者；学习者由此晋升",
    ),
    verb(
        "learner",
        "learner <node> [at=<node>]",
        "Proposes a node as a learner, or demotes a voter to one",
        "提议让节点成为学习者，或把投票者降级",
    ),
    verb(
        "promote",
        "promote <node> [at=<node>]",
        "Proposes a learner as a voter",
        "提议让学习者晋升为投票者",
    ),
    verb(
        "remove",
        "remove <node> [at=<node>]",
        "Proposes to remove a node",
        "提议移除一个节点",
    ),
    verb(
        "change",
        "change auto|implicit|explicit <operation>.. [at=<node>] | change leave",
        "Proposes several changes at once, through a joint configuration",
        "经由联合配置一次提议多项成员变更",
    ),
    verb(
        "snapshot",
        "snapshot <node>",
        "A node saves its state machine, and drops the log before it",
        "节点保存状态机，并丢弃之前的日志",
    ),
    verb(
        "report",
        "report <node> <peer> arrived|lost",
        "A leader is told what became of its snapshot",
        "告知领导者其快照是否送达",
    ),
    verb(
        "unreachable",
        "unreachable <node> <peer>",
        "A leader is told that a peer cannot be reached",
        "告知领导者某节点无法到达",
    ),
    verb(
        "forget",
        "forget <node>",
        "A follower forgets its leader",
        "跟随者忘记其领导者",
    ),
    verb(
        "work",
        "work <node>",
        "With storage=ready: a node's Ready is taken and done",
        "storage=ready 时：取出并完成节点的 Ready",
    ),
    verb(
        "persist",
        "persist <node>",
        "With storage=threads: the append thread does its next write",
        "storage=threads 时：追加线程完成下一次写入",
    ),
    verb(
        "apply",
        "apply <node>",
        "With storage=threads: the apply thread applies its next entries",
        "storage=threads 时：应用线程应用下一批条目",
    ),
    verb(
        "rule",
        "rule <name> on|off",
        "A rule of the protocol is switched off, on all nodes, until the next start",
        "在所有节点上关闭一条协议规则，直到下次 start",
    ),
    verb(
        "show",
        "show",
        "A line for each node, and what is in flight",
        "每个节点一行，以及在途消息",
    ),
    verb(
        "trace",
        "trace <command> [: <input>]",
        "A command of etcd-raft's interaction tests, on nodes of their own",
        "etcd-raft 交互测试中的一条命令，作用于它自己的节点",
    ),
];
