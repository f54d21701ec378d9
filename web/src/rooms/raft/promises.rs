//! What Raft promises, by the observer's names: what each is called, and what it says.

use sim::Invariant;

use crate::words::Lang;

/// The name of a promise.
pub(super) fn name(invariant: Invariant, lang: Lang) -> &'static str {
    lang.say(words(invariant)[0], words(invariant)[1])
}

/// The promise in one sentence, without a full stop.
pub(super) fn statement(invariant: Invariant, lang: Lang) -> &'static str {
    lang.say(words(invariant)[2], words(invariant)[3])
}

fn words(invariant: Invariant) -> [&'static str; 4] {
    match invariant {
        Invariant::ElectionSafety => [
            "election safety",
            "选举安全性",
            "a term has one leader at most",
            "一个任期最多有一个领导者",
        ],
        Invariant::OneVote => [
            "one vote",
            "一票",
            "in a term a node votes for one candidate, also across restarts",
            "一个节点在一个任期里只投一票，重启也不例外",
        ],
        Invariant::AppendOnlyLeader => [
            "append-only leader",
            "领导者只追加",
            "a leader never loses or replaces an entry of its own",
            "领导者从不删除或覆盖自己的条目",
        ],
        Invariant::LogMatching => [
            "log matching",
            "日志匹配",
            "logs that have an entry of the same index and term agree up to it",
            "两份日志若有索引和任期都相同的条目，之前的内容就完全一致",
        ],
        Invariant::LeaderCompleteness => [
            "leader completeness",
            "领导者完备性",
            "a new leader has every entry that was committed before its term",
            "新领导者拥有在它任期之前已提交的全部条目",
        ],
        Invariant::StateMachineSafety => [
            "state machine safety",
            "状态机安全性",
            "all nodes apply the same entries in the same order",
            "所有节点以相同的顺序应用相同的条目",
        ],
        Invariant::Commit => [
            "commit",
            "提交",
            "nodes agree on what is committed, and it is never taken back",
            "各节点对已提交的内容看法一致，且从不收回",
        ],
        Invariant::DurableQuorum => [
            "durable quorum",
            "落盘法定人数",
            "what a leader commits is on the disks of a quorum",
            "领导者提交的内容已在法定人数的磁盘上",
        ],
        Invariant::Configuration => [
            "configuration",
            "成员配置",
            "all have the same members at an index, and the quorums of successive memberships meet",
            "同一索引处大家的成员配置相同，相继两个配置的法定人数必有交集",
        ],
        Invariant::Reads => [
            "reads",
            "读取",
            "a read sees all that was committed when it was asked",
            "读到的内容包含请求发出时已提交的一切",
        ],
        Invariant::Positions => [
            "positions",
            "位置",
            "applied, committed and last index are in order",
            "已应用、已提交与末尾索引依次不减",
        ],
        Invariant::Progress => [
            "progress",
            "进展",
            "when all faults end, the cluster goes on",
            "故障全部消失之后，集群继续前进",
        ],
    }
}
