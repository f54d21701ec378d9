//! How an entry came to stand in a node's log, and why it is, or is not, committed there.

use std::collections::BTreeSet;

use raft::{Index, Message, MessageKind, NodeId, Term};
use sim::Happening;

use super::{Told, guards};
use crate::rooms::raft::view::{NodeView, View};
use crate::rooms::{Reason, Why};

/// Of an old entry, so many events are told.
const LINKS_MAX: usize = 12;

pub(super) fn why(told: &Told, id: NodeId, index: Index) -> Option<Why> {
    let view = View::whole(told.world);
    let node = view.nodes.iter().find(|node| node.seen.id == id)?;
    let cell = node.seen.log.iter().find(|cell| cell.index == index)?;
    let lang = told.lang;
    let committed = index <= node.seen.committed;
    let mut chain = past(told, index, cell.term);
    let dropped = chain.len().saturating_sub(LINKS_MAX);
    chain.drain(..dropped);
    let (what, detail) = match committed {
        true => commit_known(&view, node, index, told),
        false => not_committed(&view, node, index, cell.term, told),
    };
    chain.push(told.now(what, detail));
    Some(Why {
        question: match committed {
            true => lang.say(
                format!("Why is entry {index} committed on n{id}?"),
                format!("n{id} 上的条目 {index} 为什么已提交？"),
            ),
            false => lang.say(
                format!("Why isn’t entry {index} committed on n{id}?"),
                format!("n{id} 上的条目 {index} 为什么还没有提交？"),
            ),
        },
        chain,
    })
}

/// Who sent it, who has it, who said so, who applied it: each once.
fn past(told: &Told, index: Index, term: Term) -> Vec<Reason> {
    let lang = told.lang;
    let mut chain = Vec::new();
    let mut seen = BTreeSet::new();
    for (position, event) in told.since_start() {
        let Some(happening) = event.happening() else {
            continue;
        };
        let (key, what, detail) = match happening {
            Happening::Sent(message)
                if holds(message, index, term) && message.kind == MessageKind::App =>
            {
                (
                    (0, 0),
                    lang.say(
                        format!("n{} appends it and sends it", message.from),
                        format!("n{} 追加并发出", message.from),
                    ),
                    lang.say(
                        format!("as leader of term {}", message.term),
                        format!("它是任期 {} 的领导者", message.term),
                    ),
                )
            }
            Happening::Delivered(message)
                if holds(message, index, term) && message.kind == MessageKind::App =>
            {
                (
                    (1, message.to),
                    lang.say(
                        format!("It reaches n{}", message.to),
                        format!("送达 n{}", message.to),
                    ),
                    lang.say(
                        format!(
                            "behind entry {} of term {}",
                            message.index, message.log_term
                        ),
                        format!(
                            "接在任期 {} 的条目 {} 之后",
                            message.log_term, message.index
                        ),
                    ),
                )
            }
            Happening::Lost(message) if holds(message, index, term) => (
                (2, message.to),
                lang.say(
                    format!("On its way to n{} it is lost", message.to),
                    format!("发往 n{} 途中丢失", message.to),
                ),
                String::new(),
            ),
            Happening::Delivered(message)
                if message.kind == MessageKind::AppResp
                    && !message.is_rejection
                    && message.index >= index
                    && message.term >= term
                    && seen.contains(&(1, message.from)) =>
            {
                (
                    (3, message.from),
                    lang.say(
                        format!("n{} learns that n{} has it", message.to, message.from),
                        format!("n{} 得知 n{} 有它", message.to, message.from),
                    ),
                    String::new(),
                )
            }
            Happening::Applied(node, entry) if entry.index == index && entry.term == term => (
                (4, *node),
                lang.say(format!("n{node} applies it"), format!("n{node} 应用")),
                String::new(),
            ),
            _ => continue,
        };
        if seen.insert(key) {
            chain.push(told.reason(position, what, detail));
        }
    }
    chain
}

fn holds(message: &Message, index: Index, term: Term) -> bool {
    message
        .entries
        .iter()
        .any(|entry| entry.index == index && entry.term == term)
}

fn commit_known(view: &View, node: &NodeView, index: Index, told: &Told) -> (String, String) {
    let lang = told.lang;
    let (id, committed) = (node.seen.id, node.seen.committed);
    let has = |other: &&NodeView| other.seen.committed >= index;
    let count = view.nodes.iter().filter(has).count();
    (
        lang.say(
            format!("n{id} knows that all up to {committed} is committed"),
            format!("n{id} 知道到 {committed} 为止都已提交"),
        ),
        lang.say(
            format!(
                "{count} of {} nodes know of entry {index}; nothing can undo it",
                view.nodes.len()
            ),
            format!(
                "{} 个节点里有 {count} 个知道条目 {index} 已提交，它不会再变",
                view.nodes.len()
            ),
        ),
    )
}

fn not_committed(
    view: &View,
    node: &NodeView,
    index: Index,
    term: Term,
    told: &Told,
) -> (String, String) {
    let lang = told.lang;
    let id = node.seen.id;
    let leaders = view.leaders();
    // The leader that counts is the newest one that this node could hear of.
    let Some(leader) = leaders.first() else {
        return (
            lang.say("Nobody leads".to_string(), "现在没有领导者".to_string()),
            lang.say(
                "only a leader counts who has an entry".to_string(),
                "只有领导者会统计谁有这个条目".to_string(),
            ),
        );
    };
    let raft = leader.node.expect("a leader is up");
    let (lead, leads) = (leader.seen.id, leader.seen.term);
    match raft.log().term(index) {
        Ok(own) if own != term => (
            lang.say(
                format!("n{lead} leads term {leads} with another entry {index}, of term {own}"),
                format!("任期 {leads} 的领导者 n{lead} 在 {index} 处是另一个条目（任期 {own}）"),
            ),
            lang.say(
                format!("an append of n{lead} will replace this one on n{id}"),
                format!("n{lead} 的追加会替换掉 n{id} 上的这一条"),
            ),
        ),
        Err(_) => (
            lang.say(
                format!("n{lead} leads term {leads} and does not have it"),
                format!("任期 {leads} 的领导者 n{lead} 没有这个条目"),
            ),
            lang.say(
                format!("its log ends at {}; what stands behind that on others was never committed, and goes", leader.seen.last()),
                format!("它的日志到 {}；别人在那之后的条目从未提交，会被删去", leader.seen.last()),
            ),
        ),
        Ok(_) if leader.seen.committed >= index => (
            lang.say(
                format!("n{lead} has committed it; n{id} has only heard of {}", node.seen.committed),
                format!("n{lead} 已提交它；n{id} 只听说到 {}", node.seen.committed),
            ),
            lang.say(
                "the next append or heartbeat carries the commit index".to_string(),
                "下一次追加或心跳会带来提交索引".to_string(),
            ),
        ),
        Ok(_) => guards::commit(raft, index, term, lang),
    }
}
