//! What the raft world prints in words of ours, in Chinese. What a node says of itself is etcd-raft's own log, and stays so.

use crate::phrases::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    // A node in a line.
    (
        "{} term {} vote {} lead {} log empty durable {} committed {} applied {} register {}",
        "{} 任期 {} 投票 {} 领导者 {} 日志为空 已落盘 {} 已提交 {} 已应用 {} 寄存器 {}",
    ),
    (
        "{} term {} vote {} lead {} log {} durable {} committed {} applied {} register {}",
        "{} 任期 {} 投票 {} 领导者 {} 日志 {} 已落盘 {} 已提交 {} 已应用 {} 寄存器 {}",
    ),
    ("{} timer {}", "{} 计时 {}"),
    ("{#} down", "{} 宕机"),
    ("{} in flight", "在途 {} 条"),
    // What a promise says that was not kept. These come before the events that they hold.
    ("violated: {}", "违反承诺：{}"),
    ("ElectionSafety: {}", "选举安全性：{}"),
    ("OneVote: {}", "一票：{}"),
    ("AppendOnlyLeader: {}", "领导者只追加：{}"),
    ("LogMatching: {}", "日志匹配：{}"),
    ("LeaderCompleteness: {}", "领导者完备性：{}"),
    ("StateMachineSafety: {}", "状态机安全性：{}"),
    ("Commit: {}", "提交：{}"),
    ("DurableQuorum: {}", "落盘法定人数：{}"),
    ("Configuration: {}", "成员配置：{}"),
    ("Reads: {}", "读取：{}"),
    (
        "in term {}, {} voted for {} and for {}",
        "任期 {} 里，{} 既投给了 {} 又投给了 {}",
    ),
    (
        "read {} at {} may see {}, and {} was committed when it was asked",
        "{1} 上的读 {0} 只需看到 {2}，而发出时已提交到 {3}",
    ),
    (
        "entry {} of {} follows one of term {}, elsewhere {}",
        "{1} 的条目 {0} 跟在任期 {2} 的条目之后，别处是任期 {3}",
    ),
    (
        "{} took back its commit, from {} to {}",
        "{} 把提交位置从 {} 收回到 {}",
    ),
    (
        "{} commits {}, and {} is committed",
        "{} 提交 {}，而已提交的是 {}",
    ),
    (
        "{} commits {}, which is not durable on a quorum of {}",
        "{} 提交 {}，而它没有在 {} 的法定人数上落盘",
    ),
    (
        "{} and {} both lead term {}",
        "{} 和 {} 都是任期 {} 的领导者",
    ),
    (
        "{} leads term {} without {}, committed by term {}",
        "{} 领导任期 {}，却没有 {}，它在任期 {} 就已提交",
    ),
    (
        "{} leads term {} and cut its log from {} to {}",
        "{} 领导任期 {}，却把日志从 {} 截到 {}",
    ),
    ("{} applied {} after {}", "{} 在 {2} 之后应用了 {1}"),
    (
        "{} applied {}, and another node another entry",
        "{} 应用了 {}，另一个节点应用的是别的条目",
    ),
    (
        "{} installed a snapshot at {}, committed is {}",
        "{} 安装了 {} 处的快照，而已提交到 {}",
    ),
    (
        "{} installed a snapshot at {} with {}, elsewhere it is {}",
        "{} 安装了 {} 处的快照，成员是 {}，别处是 {}",
    ),
    (
        "{} has {} since {}, elsewhere it is {} since {}",
        "{0} 自 {2} 起的成员是 {1}，别处自 {4} 起是 {3}",
    ),
    (
        "{} has {} since {}, elsewhere it is {}",
        "{0} 自 {2} 起的成员是 {1}，别处是 {3}",
    ),
    (
        "after {}, with {} the quorums {} and {} do not meet",
        "{} 之后是 {}：法定人数 {} 与 {} 没有交集",
    ),
    (
        "{} holds {} changes after {}, the last entry that is committed",
        "{0} 的日志在最后一个已提交的条目 {2} 之后有 {1} 个成员变更",
    ),
    // What happens. A refusal comes before an event that ends as it does.
    ("it has not crashed", "它没有崩溃"),
    ("cluster of {}", "集群 {}"),
    ("sent {}", "发出 {}"),
    ("delivered {}", "送达 {}"),
    ("lost {}", "丢失 {}"),
    ("duplicated {}", "复制 {}"),
    ("delayed {}", "推迟 {}"),
    ("cut {}", "切断 {}"),
    ("healed {}", "恢复 {}"),
    ("{} wrote up to {}", "{} 已落盘到 {}"),
    ("{} applied {}", "{} 应用 {}"),
    ("{} has {} since {}", "{0} 自 {2} 起的成员：{1}"),
    ("{} installed a snapshot at {}", "{} 安装了 {} 处的快照"),
    ("{} saved a snapshot at {}", "{} 保存了 {} 处的快照"),
    (
        "read {} at {} may see {}",
        "{1} 上的读 {0} 已确认，应用到 {2} 即可答复",
    ),
    ("{} crashed", "{} 崩溃"),
    ("{} started", "{} 启动"),
    ("rule {} is on", "规则 {} 打开"),
    ("rule {} is off", "规则 {} 关闭"),
    ("{} asks {} to write {}", "{} 请 {} 写入 {}"),
    ("{} asks {} to read ({})", "{} 请 {} 读取（{}）"),
    ("{} answered by {}: written", "{} 得到 {} 的答复：已写入"),
    (
        "{} answered by {}: never written",
        "{} 得到 {} 的答复：从未写过",
    ),
    ("{} answered by {}: reads {}", "{} 得到 {} 的答复：读到 {}"),
    ("{} lost its connection to {}", "{} 与 {} 的连接断了"),
    ("{} timed out", "{} 不再等待"),
    (
        "not linearizable: no order of the operations explains the answer to {}",
        "不可线性化：没有一种操作次序能解释 {} 得到的答复",
    ),
    ("settled after {} ticks", "{} 个 tick 后恢复平静"),
    ("not settled after {} ticks", "{} 个 tick 后仍未平静"),
    ("stopped after {} messages", "{} 条消息之后停下"),
    // Why something is refused.
    ("there is no node {}", "没有节点 {}"),
    ("the cluster has the nodes 1 to {}", "集群的节点是 1 到 {}"),
    ("node {} is down", "节点 {} 已宕机"),
    (
        "it crashed, and only its disk is left",
        "它崩溃了，只剩磁盘",
    ),
    ("node {} is up", "节点 {} 在线"),
    (
        "no such message is in flight over {}, or the link is cut",
        "{} 上没有这样的在途消息，或者链路已切断",
    ),
    (
        "the link is cut: what is in flight stays there until it heals",
        "链路已切断：在途的消息留在那里，直到恢复",
    ),
    ("nothing is in flight over {}", "{} 上没有在途消息"),
    ("node {} has nothing to do", "节点 {} 没有事要做"),
    (
        "with storage=instant every node does its work at once",
        "storage=instant 时每个节点立即完成自己的工作",
    ),
    ("its Ready is empty", "它的 Ready 是空的"),
    (
        "a Ready passes to the threads at once; this one has nothing queued",
        "Ready 立即交给线程；这个线程没有排队的工作",
    ),
    (
        "a snapshot is of what was applied since the last one",
        "快照保存的是上次以来应用的内容",
    ),
    (
        "it is a candidate and knows of no leader, or it leads and has been removed",
        "它是候选人，不知道领导者是谁；或者它在领导，却已被移除",
    ),
    ("there is no leader", "没有领导者"),
    (
        "no node that is up leads; name a node by at=, or let one be elected",
        "在线的节点里没有领导者；用 at= 指定一个节点，或先选出一个",
    ),
    ("no message can be taken", "没有可取的消息"),
    (
        "nothing is in flight; clocks, clients and elections make messages",
        "没有在途消息；时钟、客户端和选举会产生消息",
    ),
    (
        "{} are in flight, to nodes that are down or over links that are cut ({})",
        "在途 {} 条，都发往宕机的节点，或在切断的链路上（{}）",
    ),
    ("no such message is in flight: {}", "没有这样的在途消息：{}"),
    (
        "{} are in flight over {}, so at most {} stand before one",
        "{1} 上在途 {0} 条，所以一条之前最多有 {2} 条",
    ),
    ("{} waits for nothing", "{} 没有在等什么"),
    (
        "all it asked for is answered or given up",
        "它的请求都已得到答复，或已放弃",
    ),
    ("a trace is on the stage", "舞台上正在播放轨迹"),
    (
        "its nodes take the commands of its file, which begin with `trace`",
        "它的节点只听文件里的命令，以 `trace` 开头",
    ),
    ("{} has nothing to ask again", "{} 没有可以重发的请求"),
    (
        "it asked for nothing yet, or was answered",
        "它还没有请求过，或已得到答复",
    ),
    ("there is no operation {}", "没有操作 {}"),
    (
        "{} were asked so far, and a name is that of one of them",
        "到现在共有 {} 个，名字只能是其中之一",
    ),
    ("only a write is asked again", "只有写请求可以重发"),
    (
        "a read changes nothing: it can be given up, and another one asked",
        "读不改变任何东西：放弃它，另发一个即可",
    ),
    ("{} waits for an answer", "{} 在等答复"),
    (
        "node {} has not answered operation {}, and a client does one at a time",
        "节点 {} 还没有答复操作 {}，而客户端一次只做一件事",
    ),
    (
        "this cluster confirms reads by ReadIndex",
        "这个集群用 ReadIndex 确认读取",
    ),
    (
        "this cluster confirms reads by the leader's lease",
        "这个集群用领导者租约确认读取",
    ),
    (
        "it was started as `start {}`, and all nodes read alike",
        "它是用 `start {}` 启动的，所有节点的读法都一样",
    ),
    ("rule {} stays off", "规则 {} 保持关闭"),
    (
        "what happened without it cannot be taken back; a fresh cluster has all rules",
        "没有它时发生的事收不回来；新集群的规则都是打开的",
    ),
    // A line that is no command.
    (
        "`{}` is not a command; expected {}",
        "`{}` 不是命令；应为 {}",
    ),
    ("`{}` names no links; expected {}", "`{}` 不是链路；应为{}"),
    (
        "`{}` names no message; expected {}",
        "`{}` 不是消息；应为 {}",
    ),
    ("`{}` is no latency; expected {}", "`{}` 不是延迟；应为{}"),
    (
        "without CheckQuorum there is no lease; expected {}",
        "没有 CheckQuorum 就没有租约；应为 {}",
    ),
    (
        "`{}` is no value of `{}`; expected {}",
        "`{0}` 不能作为 `{1}` 的值；应为 {2}",
    ),
    ("`{}` is given twice", "`{}` 写了两次"),
    (
        "`{}` has no meaning here; expected {}",
        "`{}` 在这里没有意义；应为{}",
    ),
    ("`{}` is not that; expected {}", "`{}` 不合要求；应为{}"),
    ("`{}` is not {}; expected {}", "`{0}` 不是{1}；应为{2}"),
    ("{} is out of range; expected {}", "{} 超出范围；应为{}"),
    ("expected {}", "这里应为{}"),
    (
        "links: `1->2` one way, `1<->2` both ways, `3` all of a node, or `1,2|3` a wall between two sides",
        "链路：`1->2` 单向，`1<->2` 双向，`3` 某个节点的全部，或 `1,2|3` 两侧之间的墙",
    ),
    (
        "`next`, `all`, or a link such as `1->2` and how many stand before the message",
        "`next`、`all`，或 `1->2` 这样的链路，加上这条消息之前有几条",
    ),
    (
        "`next`, or a link such as `1->2` and how many stand before the message",
        "`next`，或 `1->2` 这样的链路，加上这条消息之前有几条",
    ),
    (
        "ticks such as `2`, or from and to such as `1..4`, up to {}",
        "`2` 这样的 tick 数，或 `1..4` 这样的范围，最多 {}",
    ),
    (
        "a client's name: 1 to 8 small letters",
        "客户端的名字：1 到 8 个小写字母",
    ),
    (
        "{}: up to 32 letters, digits and signs, without `#`",
        "{}：最多 32 个字母、数字和符号，不含 `#`",
    ),
    (
        "operations: `v4` a voter, `l4` a learner, `r4` removed",
        "操作：`v4` 投票者，`l4` 学习者，`r4` 移除",
    ),
    ("a transition: {}", "转换方式：{}"),
    ("a command: {}", "命令：{}"),
    ("a way to read: {}", "读法：{}"),
    ("a rule: {}", "规则：{}"),
    ("a state: {}", "状态：{}"),
    ("the snapshot's fate: {}", "快照的下落：{}"),
    ("a number of nodes, {} to {}", "节点个数，{} 到 {}"),
    ("a number of ticks, {} to {}", "tick 数，{} 到 {}"),
    ("a node, {} to {}", "节点，{} 到 {}"),
    (
        "how many stand before the message, {} to {}",
        "这条消息之前有几条，{} 到 {}",
    ),
    ("`{}`, {} to {}", "`{}`，{} 到 {}"),
    ("{} or the end of the line", "{} 或行尾"),
    ("the end of the line", "行尾"),
    ("a way to read", "读法"),
    ("a rule", "规则"),
    ("a state", "状态"),
    ("a number", "数"),
    ("a value", "值"),
    ("a word to propose", "要提议的词"),
    ("the snapshot's fate", "快照的下落"),
    ("`{} or `{}", "`{} 或 `{}"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::{left_in_english, said};
    use crate::words::Lang;
    use labs::raft::{CASES, Command, Event, Raft};
    use lesson::{Lesson, World};
    use sim::Happening;

    const LESSONS: [(&str, &str); 6] = [
        (
            "elections",
            include_str!("../../../../lessons/elections/en.md"),
        ),
        ("prevote", include_str!("../../../../lessons/prevote/en.md")),
        (
            "replication",
            include_str!("../../../../lessons/replication/en.md"),
        ),
        (
            "partitions",
            include_str!("../../../../lessons/partitions/en.md"),
        ),
        ("reads", include_str!("../../../../lessons/reads/en.md")),
        (
            "membership",
            include_str!("../../../../lessons/membership/en.md"),
        ),
    ];

    /// What clients write, and words of the trade.
    const NAMES: [&str; 7] = ["old", "new", "mine", "theirs", "left", "tick", "false"];

    fn assert_chinese(text: &str) {
        assert_ne!(said(text, PHRASES, Lang::Zh), text, "not said in Chinese");
        assert_eq!(left_in_english(text, PHRASES, &NAMES), [""; 0], "{text}");
    }

    /// What a node says is etcd-raft's; so is why it does not take a message.
    fn is_ours(event: &Event) -> bool {
        let of_node = matches!(
            event.happening(),
            Some(Happening::Node(_) | Happening::Refused(..))
        );
        !of_node && !matches!(event, Event::Traced { .. })
    }

    fn assert_all_chinese(world: &mut Raft, line: &str) {
        match line.parse::<Command>().map(|command| world.apply(&command)) {
            Ok(Ok(events)) => {
                for event in events.iter().filter(|event| is_ours(event)) {
                    assert_chinese(&event.to_string());
                }
            }
            Ok(Err(refusal)) => {
                // What the library says when it drops a proposal is in its own words, as is what its disk says.
                let own = [
                    "raft proposal dropped",
                    "requested index",
                    "requested entry",
                ];
                if !own.iter().any(|own| refusal.message.starts_with(own)) {
                    assert_chinese(&refusal.message);
                    assert_chinese(&refusal.why);
                }
            }
            Err(error) => assert_chinese(&error.message),
        }
    }

    #[test]
    fn whatever_the_lessons_and_cases_print_of_ours_is_said_in_chinese() {
        for (id, text) in LESSONS {
            let lesson = Lesson::parse(text, id).unwrap();
            let mut world = Raft::new(lesson.seed);
            for cell in lesson.cells() {
                for range in Raft::commands(&cell.input) {
                    assert_all_chinese(&mut world, &cell.input[range]);
                }
            }
        }
        for case in CASES {
            for mended in [false, true] {
                let mut world = Raft::new(1);
                for line in case.script(mended) {
                    assert_all_chinese(&mut world, line);
                }
            }
        }
    }

    #[test]
    fn what_a_node_says_stays_in_etcd_rafts_words() {
        let mut said_so_far = 0;
        for (id, text) in LESSONS {
            let lesson = Lesson::parse(text, id).unwrap();
            let mut world = Raft::new(lesson.seed);
            for cell in lesson.cells() {
                for range in Raft::commands(&cell.input) {
                    let command = cell.input[range].parse().unwrap();
                    let events = world.apply(&command).unwrap_or_default();
                    for event in events.iter().filter(|event| !is_ours(event)) {
                        let line = event.to_string();
                        assert_eq!(said(&line, PHRASES, Lang::Zh), line);
                        said_so_far += 1;
                    }
                }
            }
        }
        assert!(said_so_far > 500, "{said_so_far}");
    }

    #[test]
    fn refusals_and_mistakes_are_said_in_chinese() {
        let mut world = Raft::new(1);
        let lines = "deliver\ndeliver 1->2\ncrash 9\ncrash 1\ncrash 1\ntick 1\nrestart 2\nrestart 1\nrestart 1 prevote=on\n\
            work 1\npropose 2 x\ntransfer 2\ntimeout a\nretry a 1\nread a 1 index as=3\nread a 1 lease\ncampaign 1\n\
            deliver 1->2 4\ndeliver all\nwrite a 1 5\nwrite a 2 6\ndeliver all\nread a 1 log\nretry a 1\n\
            rule one-vote-per-term off\nrule one-vote-per-term on\nsettle\nstart 3 storage=threads\npersist 1\n\
            start 3 storage=ready\nwork 1\nstart 3 lease=on\nread a 1 index\ncut 1\ncampaign 1\ncut 1->2\ndeliver 1->2\n\
            snapshot 1\ntrace add-nodes 1 voters=(1) index=2\ncrash 1";
        for line in lines.lines() {
            assert_all_chinese(&mut world, line.trim());
        }
        let wrong = "\njump\nstart\nstart x\nstart 12\nstart 3 voters=4\nstart 3 latency=3..1\nstart 3 lease=on checkquorum=off\n\
            start 3 seed=1 seed=2\nstart 3 size=1\nstart 3 storage=x\ncut\ncut 1->1\ndeliver 1-2\ndelay x\nwrite\nwrite A 1 5\n\
            write a 1 x#1\nwrite a 1\nread a 1\nread a 1 soon\nrule\nrule gravity off\nrule one-vote-per-term\n\
            rule one-vote-per-term maybe\nchange\nchange auto x4\ntick 1 2 3\nreport 1 2\nreport 1 2 x\nrun\nrestart 1 prevote=x\n\
            propose 1";
        for line in wrong.split('\n') {
            let error = line.trim().parse::<Command>().unwrap_err();
            assert_chinese(&error.message);
        }
    }
}
