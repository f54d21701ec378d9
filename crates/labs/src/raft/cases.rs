//! Bugs that real projects had, as scripts that one can replay: without the rule that was missing, and with it.
//!
//! A case is a run in the language of this world. One of its lines differs: it switches a rule off, or starts the cluster without
//! what was added later; everything else is done alike. What shows the bug is either a promise of Raft that the observer sees
//! broken, or a line that is printed, or never printed, because the cluster gets nowhere. `tests/cases.rs` is the table.
//!
//! What happened is told in our words, after the issue that is named. The nodes here are etcd-raft's; the bug of another project
//! is replayed by the rule that it lacked, which is not the same as running its code. Bugs that no rule here stands for are left
//! out: disks that lie, snapshots that are torn, clocks that jump.

use sim::Invariant;

/// A bug of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name in a branch: `two-votes`.
    pub id: &'static str,
    /// The lesson it belongs to.
    pub lesson: &'static str,
    /// What it is called, in English and in Chinese.
    pub title: [&'static str; 2],
    /// Where it was, and when: `etcd issue 8243, 2017`.
    pub source: [&'static str; 2],
    /// What happened in the field, and what the script does.
    pub story: [&'static str; 2],
    /// The lines; `*` stands for the one that differs.
    lines: &'static [&'static str],
    /// That line: with the bug, and mended.
    differs: [&'static str; 2],
    /// What shows it.
    pub shows: Shows,
}

/// What tells the run with the bug from the mended one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The observer sees this promise broken.
    Broken(Invariant),
    /// This line is printed.
    Line(&'static str),
    /// This line is never printed.
    Never(&'static str),
}

impl Case {
    /// The lines of the run, mended or not.
    #[must_use]
    pub fn script(&self, mended: bool) -> Vec<&'static str> {
        let differs = self.differs[usize::from(mended)];
        let line = |&line: &&'static str| if line == "*" { differs } else { line };
        self.lines.iter().map(line).collect()
    }

    /// The line that differs: with the bug, and mended.
    #[must_use]
    pub fn differs(&self) -> [&'static str; 2] {
        self.differs
    }
}

/// All cases, by lesson.
pub const CASES: &[Case] = &[
    Case {
        id: "two-votes",
        lesson: "elections",
        title: ["One node, two votes", "一个节点投了两票"],
        source: [
            "Camunda Zeebe issue 5356, 2020",
            "Camunda Zeebe 议题 5356，2020 年",
        ],
        story: [
            "Two leaders of one term: a node had voted for one candidate and some milliseconds later, in the same term, for the other. \
             Hazelcast found a way to the same end in 2020 by reading its code: a leader that stepped down deleted its own vote (pull request 16643).",
            "同一任期里出现了两个领导者：一个节点投票给一个候选人，几毫秒后在同一任期又投给了另一个。\
             Hazelcast 在 2020 年读代码时也发现了一条同样的路：领导者退位时把自己的投票记录删掉了（PR 16643）。",
        ],
        lines: &[
            "start 3",
            "*",
            "campaign 1",
            "campaign 2",
            "deliver 1->3",
            "deliver 2->3",
            "deliver 3->1",
            "deliver 3->2",
            "show",
        ],
        differs: ["rule one-vote-per-term off", "rule one-vote-per-term on"],
        shows: Shows::Broken(Invariant::OneVote),
    },
    Case {
        id: "past-question",
        lesson: "prevote",
        title: [
            "Two of three, and nobody is elected",
            "三个里有两个在线，却选不出领导者",
        ],
        source: ["etcd issue 8243, 2017", "etcd 议题 8243，2017 年"],
        story: [
            "A node comes back from a partition with an old term while the leader dies. The other one asks it, and it says yes with its own old term: that \
             is ignored as a message from the past. Its own questions come from the past too. Each ignores the other, for ever.",
            "一个节点带着旧任期从分区回来，领导者恰好宕机。另一个节点向它发起预投票，它的“同意”带的是自己的旧任期，被当成过去的消息忽略；\
             它自己的提问也来自过去。两边互不理睬，永远如此。",
        ],
        lines: &[
            "start 3 leader=1 prevote=on",
            "*",
            "cut 3",
            "transfer 2",
            "run 2",
            "transfer 1",
            "run 2",
            "crash 1",
            "heal",
            "run 60",
            "show",
        ],
        differs: [
            "rule pre-votes-cross-terms off",
            "rule pre-votes-cross-terms on",
        ],
        shows: Shows::Never("2 became leader at term 4"),
    },
    Case {
        id: "rolling-upgrade",
        lesson: "prevote",
        title: ["Stuck by a rolling upgrade", "滚动升级途中卡死"],
        source: [
            "etcd issue 8501 (CockroachDB issue 18151), 2017; raft-rs pull request 42, 2018",
            "etcd 议题 8501（CockroachDB 议题 18151），2017 年；raft-rs PR 42，2018 年",
        ],
        story: [
            "CockroachDB switched PreVote on node by node. A node without it had campaigned alone: a high term and a short log. Restarted with PreVote, \
             it can't win, as its log is too short; and it ignores the questions of the node that could, because their term is lower. Here 3 campaigns \
             while it is cut off, then 2 and 3 are restarted with PreVote, and leader 1 dies.",
            "CockroachDB 逐个节点打开 PreVote。一个还没打开的节点曾独自竞选：任期很高，日志很短。带着 PreVote 重启以后，它因日志太短而赢不了；\
             能赢的那个节点任期低，提问又被它忽略。这里 3 在被隔离时不断竞选，然后 2 和 3 带着 PreVote 重启，领导者 1 宕机。",
        ],
        lines: &[
            "start 3 leader=1",
            "*",
            "cut 3",
            "tick 3 60",
            "write a 1 x",
            "run 1",
            "crash 2",
            "restart 2 prevote=on",
            "crash 3",
            "restart 3 prevote=on",
            "crash 1",
            "heal",
            "run 80",
            "show",
        ],
        differs: [
            "rule pre-votes-cross-terms off",
            "rule pre-votes-cross-terms on",
        ],
        shows: Shows::Never("2 became leader at term 6"),
    },
    Case {
        id: "old-entries",
        lesson: "replication",
        title: [
            "Committed by counting, and overwritten",
            "数够了副本就提交，后来被覆盖",
        ],
        source: ["LogCabin issue 44, 2013", "LogCabin 议题 44，2013 年"],
        story: [
            "LogCabin, the program that Raft was first written for, committed whatever stood on a majority. The second condition of its own paper, an entry of \
             the current term, was missing. The script is figure 8.",
            "LogCabin 是 Raft 最早的实现，它把所有到达多数派的条目都算作已提交，漏掉了自己论文里的第二个条件：必须有当前任期的条目。脚本就是论文的图 8。",
        ],
        lines: &[
            "start 5 leader=1 append=one",
            "*",
            "cut 1,2|3,4,5",
            "write a 1 old",
            "run 1",
            "crash 1",
            "campaign 5",
            "deliver 5->3",
            "deliver 5->4",
            "deliver 3->5",
            "deliver 4->5",
            "crash 5",
            "drop all",
            "heal",
            "restart 1",
            "campaign 1",
            "drop all",
            "campaign 1",
            "deliver 1->2",
            "deliver 1->3",
            "deliver 2->1",
            "deliver 3->1",
            "deliver 1->2",
            "deliver 1->3",
            "deliver 2->1",
            "deliver 3->1",
            "deliver 1->3",
            "deliver 3->1",
            "crash 1",
            "drop all",
            "restart 5",
            "campaign 5",
            "campaign 5",
            "run 2",
            "show",
        ],
        differs: [
            "rule commit-only-own-term off",
            "rule commit-only-own-term on",
        ],
        shows: Shows::Broken(Invariant::LeaderCompleteness),
    },
    Case {
        id: "late-append",
        lesson: "replication",
        title: [
            "An append that cuts what it repeats",
            "重复的追加把日志截短了",
        ],
        source: [
            "hashicorp/raft pull request 113, 2016",
            "hashicorp/raft PR 113，2016 年",
        ],
        story: [
            "A follower removed every entry that overlapped with an append and then wrote those of the append: what followed them was gone, or all of it if it \
             crashed in between. A repeated append was enough.",
            "跟随者收到追加时，先删掉所有重叠的条目，再写入这次带来的：后面的条目就没了；若恰好在中间崩溃，全都没了。一次重复的追加就够。",
        ],
        lines: &[
            "start 3 leader=1",
            "*",
            "cut 3",
            "propose 1 a",
            "duplicate 1->2",
            "deliver 1->2",
            "propose 1 b",
            "deliver 1->2 1",
            "deliver 2->1",
            "deliver 2->1",
            "deliver 1->2",
            "crash 1",
            "heal",
            "campaign 2",
            "run 1",
            "show",
        ],
        differs: [
            "rule repeated-appends-keep-the-tail off",
            "rule repeated-appends-keep-the-tail on",
        ],
        shows: Shows::Broken(Invariant::LeaderCompleteness),
    },
    Case {
        id: "half-a-switch",
        lesson: "partitions",
        title: ["A switch that failed by half", "坏了一半的交换机"],
        source: ["Cloudflare, 2020", "Cloudflare，2020 年"],
        story: [
            "A switch lost some of its traffic. Of three etcd nodes two did not reach each other and both reached the third, which changed sides with every \
             election. What was missing was a setting, not a rule: PreVote and CheckQuorum together keep the leader.",
            "一台交换机丢掉了部分流量。三个 etcd 节点里有两个互相不通，却都能到达第三个，于是它每次选举都换一边站。缺的不是规则而是设置：\
             PreVote 与 CheckQuorum 一起打开，领导者就稳住了。",
        ],
        lines: &["*", "cut 1<->2", "run 40", "show"],
        differs: [
            "start 3 leader=1",
            "start 3 leader=1 prevote=on checkquorum=on",
        ],
        shows: Shows::Line("2 became leader at term 2"),
    },
    Case {
        id: "too-early",
        lesson: "reads",
        title: ["A new leader answers too early", "新领导者答得太早"],
        source: ["etcd issue 7331, 2017", "etcd 议题 7331，2017 年"],
        story: [
            "A leader that has just been elected does not know yet what its predecessor committed. etcd let it confirm reads all the same, with the commit index it had.",
            "刚当选的领导者还不知道前任提交了什么。etcd 却让它照样确认读请求，用的是它手上的旧提交位置。",
        ],
        lines: &[
            "start 3 leader=1",
            "*",
            "write a 1 new",
            "deliver 1->2",
            "deliver 1->3",
            "deliver 2->1",
            "crash 1",
            "drop all",
            "campaign 2",
            "deliver 2->3",
            "deliver 3->2",
            "read b 2 index",
            "deliver 2->3 1",
            "deliver 3->2",
            "run 2",
        ],
        differs: [
            "rule reads-wait-for-own-term off",
            "rule reads-wait-for-own-term on",
        ],
        shows: Shows::Broken(Invariant::Reads),
    },
    Case {
        id: "old-yes",
        lesson: "reads",
        title: ["An old yes for a new question", "旧的确认算到了新的读上"],
        source: ["etcd issue 20418", "etcd 议题 20418"],
        story: [
            "Reads were confirmed by the name that the client had chosen. After a pause it asked again under the same name, and a late answer to the first heartbeat \
             confirmed the second read at a leader that was deposed by then.",
            "读请求靠客户端起的名字来确认。停顿之后客户端用同一个名字再问，对前一次心跳的迟到答复就确认了后一次读，而那时这个领导者早已被取代。",
        ],
        lines: &[
            "start 3 leader=1",
            "*",
            "write a 1 old",
            "run 1",
            "read c 1 index",
            "deliver 1->2",
            "deliver 1->3",
            "deliver 3->1",
            "cut 1->2",
            "cut 1->3",
            "cut 3->1",
            "campaign 2",
            "deliver 2->3",
            "deliver 3->2",
            "deliver 2->3",
            "deliver 3->2",
            "write b 2 new",
            "deliver 2->3",
            "deliver 2->3",
            "deliver 3->2",
            "deliver 3->2",
            "read c 1 index as=2",
            "deliver 2->1",
        ],
        differs: [
            "rule reads-have-own-positions off",
            "rule reads-have-own-positions on",
        ],
        shows: Shows::Broken(Invariant::Reads),
    },
    Case {
        id: "ghost",
        lesson: "membership",
        title: ["The leader that was removed", "被移除的领导者"],
        source: [
            "etcd issue 11038, 2019; etcd-raft pull request 77, 2023",
            "etcd 议题 11038，2019 年；etcd-raft PR 77，2023 年",
        ],
        story: [
            "A leader that has removed itself goes on sending heartbeats and takes no proposals: nobody else stands for election, and nothing can be written. \
             The library mended it by an option, StepDownOnRemoval.",
            "领导者把自己移除之后仍在发心跳，却不接受任何提议：别人不会竞选，什么也写不进去。库后来加了一个选项 StepDownOnRemoval。",
        ],
        lines: &["*", "remove 1", "run 30", "write a 2 5", "run 5", "show"],
        differs: ["start 3 leader=1", "start 3 leader=1 stepdown=on"],
        shows: Shows::Never("a#1 answered by 2: written"),
    },
    Case {
        id: "comes-back",
        lesson: "membership",
        title: ["Removed, and back again", "移除了，又回来了"],
        source: ["LogCabin issue 205, 2016", "LogCabin 议题 205，2016 年"],
        story: [
            "LogCabin's leader removed itself and stepped down, as the paper asks. Then its election timer ran out like everybody's, and it stood again and \
             again. Its log ends where the others' do, so they vote for it: here it leads a cluster that it is no member of, and counts a majority without itself.",
            "LogCabin 的领导者把自己移除，然后像论文要求的那样退位。可它的选举定时器照常到期，于是一次次参加竞选。它的日志和别人一样新，别人就会投它：\
             这里它当上了一个自己并不属于的集群的领导者，数多数派时不算自己。",
        ],
        lines: &[
            "start 3 leader=1 stepdown=on",
            "*",
            "remove 1",
            "run 1",
            "tick 1 20",
            "run 2",
            "show",
        ],
        differs: [
            "rule strangers-do-not-campaign off",
            "rule strangers-do-not-campaign on",
        ],
        shows: Shows::Line("1 became leader at term 2"),
    },
    Case {
        id: "not-applied",
        lesson: "membership",
        title: ["Committed, not applied", "已提交，未应用"],
        source: [
            "etcd issues 11284, 2019, and 12133, 2020",
            "etcd 议题 11284（2019 年）与 12133（2020 年）",
        ],
        story: [
            "In the paper a change of the members counts when it is in the log, in etcd-raft when it is applied. TiKV's engineers showed what that means: leader 1 removes 3 and \
             then 2, and has applied both; 2 and 3 know of it and have applied neither. For them two of three are still a majority. Since 2020 a node \
             with such a change before it does not campaign.",
            "在论文里，成员变更写进日志就生效；在 etcd-raft 里，要等到应用。TiKV 的工程师指出了后果：领导者 1 先移除 3，再移除 2，自己都应用了；\
             2 和 3 收到了却一个也没应用，在它们看来三个中的两个仍是多数派。2020 年起，还有变更未应用的节点不参加竞选。",
        ],
        lines: &[
            "start 3 leader=1 storage=threads",
            "*",
            "remove 3",
            "persist 1",
            "deliver 1->2",
            "persist 2",
            "deliver 2->1",
            "apply 1",
            "remove 2",
            "persist 1",
            "persist 1",
            "deliver 1->2",
            "deliver 1->2",
            "persist 2",
            "persist 2",
            "deliver 2->1",
            "deliver 2->1",
            "apply 1",
            "cut 1",
            "write a 1 left",
            "persist 1",
            "persist 1",
            "apply 1",
            "campaign 2",
            "persist 2",
            "deliver 2->3",
            "persist 3",
            "deliver 3->2",
            "show",
        ],
        differs: [
            "rule changes-apply-before-campaigns off",
            "rule changes-apply-before-campaigns on",
        ],
        shows: Shows::Broken(Invariant::LeaderCompleteness),
    },
    Case {
        id: "read-replica",
        lesson: "membership",
        title: ["A read replica stands for election", "只读副本参加竞选"],
        source: [
            "hashicorp/raft pull request 483, 2021",
            "hashicorp/raft PR 483，2021 年",
        ],
        story: [
            "Consul's read replicas do not vote. When the leader changed at the wrong moment, one of them became a candidate all the same. Its higher term deposes \
             the leader, and if enough of the others vote for it, it leads.",
            "Consul 的只读副本没有投票权。领导者在不巧的时刻更替，其中一个竟成了候选人。它的高任期会让领导者下台；若其他节点都投它，它还会当选。",
        ],
        lines: &[
            "start 4 voters=3 leader=1",
            "*",
            "learner 4",
            "run 3",
            "cut 4",
            "tick 4 20",
            "heal",
            "run 12",
            "show",
        ],
        differs: [
            "rule learners-do-not-campaign off",
            "rule learners-do-not-campaign on",
        ],
        shows: Shows::Line("4 became leader at term 3"),
    },
];
