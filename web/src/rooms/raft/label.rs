//! Names: the ids that lessons use for things on the stage, and what each thing is called in words.
//!
//! | id | thing |
//! | --- | --- |
//! | `n3` | a node |
//! | `n3 entry 5` | the entry at index 5 of that node's log |
//! | `1->2`, `1->2 1` | a message in flight: the oldest of its link, the one behind it; as `deliver` and `drop` name them |
//! | `a#4` | operation 4, by client a |

use labs::raft::{Asked, Cell, End, History, Operation, Verdict};
use raft::{Message, MessageKind, NodeId, Role};

use super::view::{NodeView, Standing, View};
use crate::words::{Lang, plural};

pub(super) fn node_id(id: NodeId) -> String {
    format!("n{id}")
}

pub(super) fn entry_id(node: NodeId, index: u64) -> String {
    format!("n{node} entry {index}")
}

pub(super) fn message_id(from: NodeId, to: NodeId, behind: usize) -> String {
    match behind {
        0 => format!("{from}->{to}"),
        _ => format!("{from}->{to} {behind}"),
    }
}

pub(super) fn operation_id(number: usize, operation: &Operation) -> String {
    format!(
        "{}#{number}",
        operation.client.as_deref().unwrap_or_default()
    )
}

/// Text cut to so many letters.
pub(super) fn short(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_string();
    }
    let cut: String = text.chars().take(letters - 1).collect();
    cut + "…"
}

/// What an entry says, as it fits into a cell: `a=5` for `a#3=5`, whose number the label tells.
pub(super) fn cell(text: &str, letters: usize) -> String {
    match text.split_once('#') {
        Some((client, request)) => {
            let asked = request.trim_start_matches(|c: char| c.is_ascii_digit());
            short(&format!("{client}{asked}"), letters)
        }
        None => short(text, letters),
    }
}

/// What a node is: `leader`, `candidate, 1 of 3 votes`.
pub(super) fn role(node: &NodeView, lang: Lang) -> String {
    let name = match (node.seen.role, node.standing) {
        (None, _) => lang.say("down", "宕机"),
        (Some(Role::Leader), _) => lang.say("leader", "领导者"),
        (Some(Role::Candidate), _) => lang.say("candidate", "候选人"),
        (Some(Role::PreCandidate), _) => lang.say("pre-candidate", "预候选人"),
        (Some(Role::Follower), Standing::Voter) => lang.say("follower", "跟随者"),
        (Some(Role::Follower), Standing::Learner) => lang.say("learner", "学习者"),
        (Some(Role::Follower), Standing::Stranger) => lang.say("no member", "非成员"),
    };
    if !node.campaigns() {
        return name.to_string();
    }
    let ballots = node.ballots();
    format!("{name} {}/{}", ballots.granted, ballots.needed)
}

/// A node, with all that its drawing shows.
pub(super) fn node(node: &NodeView, lang: Lang) -> String {
    let seen = &node.seen;
    let (id, term) = (seen.id, seen.term);
    let role = match (node.campaigns(), node.ballots()) {
        (true, ballots) => {
            let (granted, needed) = (ballots.granted, ballots.needed);
            let plain = role(node, lang);
            let name = plain.split(' ').next().unwrap_or_default();
            lang.say(
                format!("{name}, {granted} of {needed} votes"),
                format!("{name}，需要 {needed} 票，已得 {granted} 票"),
            )
        }
        _ => role(node, lang),
    };
    let timer = match seen.timer.filter(|_| !node.leads()) {
        Some((elapsed, timeout)) => lang.say(
            format!(
                ", {} of {timeout} ticks left",
                timeout.saturating_sub(elapsed)
            ),
            format!(
                "，选举超时 {timeout} 个 tick，还剩 {}",
                timeout.saturating_sub(elapsed)
            ),
        ),
        None => String::new(),
    };
    lang.say(
        format!("n{id}: {role}, term {term}{timer}"),
        format!("n{id}：{role}，任期 {term}{timer}"),
    )
}

pub(super) fn entry(node: &NodeView, cell: &Cell, lang: Lang) -> String {
    let (id, index, term) = (node.seen.id, cell.index, cell.term);
    let says = match cell.text.as_str() {
        "" => lang.say("opens the term", "任期的第一条").to_string(),
        text if cell.is_change => lang.say(format!("change {text}"), format!("成员变更 {text}")),
        text => text.to_string(),
    };
    let state = if index <= node.seen.applied {
        lang.say("applied", "已应用")
    } else if index <= node.seen.committed {
        lang.say("committed", "已提交")
    } else {
        lang.say("not committed", "未提交")
    };
    let disk = match index > node.seen.durable {
        true => lang.say(", not on disk yet", "，尚未落盘"),
        false => "",
    };
    lang.say(
        format!("n{id}, entry {index} of term {term}, {says}: {state}{disk}"),
        format!("n{id} 的条目 {index}，任期 {term}，{says}：{state}{disk}"),
    )
}

/// A message in one phrase: `vote request n1 to n2, term 3`.
pub(super) fn message(message: &Message, lang: Lang) -> String {
    let Message { from, to, term, .. } = message;
    let what = kind(message, lang);
    match term {
        0 => lang.say(
            format!("{what}, n{from} to n{to}"),
            format!("{what}，n{from} 发给 n{to}"),
        ),
        _ => lang.say(
            format!("{what}, n{from} to n{to}, term {term}"),
            format!("{what}，n{from} 发给 n{to}，任期 {term}"),
        ),
    }
}

/// What a message is about. The sign that is written in it comes first where there is one.
pub(super) fn kind(message: &Message, lang: Lang) -> String {
    use MessageKind::*;
    let plain = |en: &str, zh: &str| lang.say(en, zh).to_string();
    let reply = |en: &str, zh: &str| {
        let sign = if message.is_rejection { "−" } else { "+" };
        let answer = match message.is_rejection {
            true => lang.say("no", "拒绝"),
            false => lang.say("yes", "同意"),
        };
        lang.say(
            format!("{sign} {answer} to {en}"),
            format!("{sign} {answer}{zh}"),
        )
    };
    let hint = message.hint;
    match message.kind {
        Vote => plain("vote request", "拉票请求"),
        VoteResp => reply("a vote request", "投票"),
        PreVote => plain("? pre-vote request", "? 预投票请求"),
        PreVoteResp => reply("a pre-vote request", "预投票"),
        App => {
            let (count, after, commit) = (message.entries.len(), message.index, message.commit);
            let entries = if count == 1 { "entry" } else { "entries" };
            lang.say(
                format!(
                    "{count} {entries} to append after index {after}, committed up to {commit}"
                ),
                format!("{count} 条追加，接在索引 {after} 之后，已提交到 {commit}"),
            )
        }
        AppResp if message.is_rejection => lang.say(
            format!("− no to an append, try after index {hint}"),
            format!("− 拒绝追加，请从索引 {hint} 之后再试"),
        ),
        AppResp => lang.say(
            format!("+ yes to an append, has up to index {}", message.index),
            format!("+ 追加成功，已有到索引 {}", message.index),
        ),
        Heartbeat => lang.say(
            format!("heartbeat, committed up to {}", message.commit),
            format!("心跳，已提交到 {}", message.commit),
        ),
        HeartbeatResp => plain("+ reply to a heartbeat", "+ 心跳回复"),
        Snap => lang.say(
            format!(
                "snapshot up to index {}",
                message
                    .snapshot
                    .as_ref()
                    .map_or(0, |snapshot| snapshot.index)
            ),
            format!(
                "快照，到索引 {}",
                message
                    .snapshot
                    .as_ref()
                    .map_or(0, |snapshot| snapshot.index)
            ),
        ),
        Prop => plain("proposal for the leader", "转给领导者的提议"),
        ReadIndex => plain("ReadIndex request", "ReadIndex 请求"),
        ReadIndexResp => lang.say(
            format!("+ ReadIndex reply, read at index {}", message.index),
            format!("+ ReadIndex 回复，读到索引 {}", message.index),
        ),
        TransferLeader => plain("request to hand over leadership", "移交领导权的请求"),
        TimeoutNow => plain("campaign at once", "立即发起选举"),
        other => other.to_string(),
    }
}

/// What a client asked for, and what came of it.
pub(super) fn operation(number: usize, operation: &Operation, lang: Lang) -> String {
    let id = operation_id(number, operation);
    let node = operation.node;
    let asked = match &operation.asked {
        Asked::Write(value) => lang.say(
            format!("w {value}: write {value}"),
            format!("w {value}：写 {value}"),
        ),
        Asked::Read(how) => lang.say(format!("r: read ({how})"), format!("r：读（{how}）")),
    };
    let end = match (&operation.end, &operation.asked) {
        (End::Waits, _) => lang.say("waits".to_string(), "在等待".to_string()),
        (End::GaveUp, _) => lang.say(
            "gave up, does not know".to_string(),
            "放弃了，不知道结果".to_string(),
        ),
        (End::Answered { .. }, Asked::Write(_)) => {
            lang.say("written".to_string(), "已写入".to_string())
        }
        (End::Answered { value, .. }, Asked::Read(_)) if value.is_empty() => {
            lang.say("∅, never written".to_string(), "∅，从未写过".to_string())
        }
        (End::Answered { value, .. }, Asked::Read(_)) => {
            lang.say(format!("reads {value}"), format!("读到 {value}"))
        }
    };
    lang.say(
        format!("{id} at n{node}, {asked}: {end}"),
        format!("{id} 向 n{node}，{asked}：{end}"),
    )
}

pub(super) fn verdict(history: &History, lang: Lang) -> String {
    match history.verdict() {
        Verdict::Linearizable => lang.say("linearizable", "可线性化").to_string(),
        Verdict::NotYetKnown => lang
            .say("linearizable? not yet known", "可线性化？尚不知道")
            .to_string(),
        Verdict::NotLinearizable { operation: number } => {
            let id = operation_id(number, history.operation(number));
            lang.say(
                format!("not linearizable: no order explains the answer to {id}"),
                format!("不可线性化：没有任何顺序能解释 {id} 得到的答复"),
            )
        }
    }
}

/// The name of the ring's drawing.
pub(super) fn ring(view: &View, lang: Lang) -> String {
    let (nodes, messages) = (view.nodes.len(), view.world.in_flight().count());
    lang.say(
        format!(
            "Ring of {nodes} nodes, {} in flight",
            plural(messages, "message")
        ),
        format!("{nodes} 个节点围成一圈，{messages} 条消息在途"),
    )
}

pub(super) fn matrix(view: &View, lang: Lang) -> String {
    let (nodes, first, last) = (view.nodes.len(), view.first, view.last);
    lang.say(
        format!("Logs of {nodes} nodes, index {first} to {last}"),
        format!("{nodes} 个节点的日志，索引 {first} 到 {last}"),
    )
}

pub(super) fn history(history: &History, lang: Lang) -> String {
    let count = history
        .operations()
        .iter()
        .filter(|operation| operation.client.is_some())
        .count();
    lang.say(
        format!("Requests and answers of clients, {count} in all"),
        format!("客户端的请求与答复，共 {count} 个"),
    )
}
