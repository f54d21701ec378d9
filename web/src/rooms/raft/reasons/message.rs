//! Why a message was sent, and what it waits for.

use labs::raft::Event;
use raft::{EventKind, Message, MessageKind};
use sim::{Happening, Link};

use super::{Told, guards};
use crate::rooms::raft::label;
use crate::rooms::raft::view::View;
use crate::rooms::{Reason, Why};

pub(super) fn why(told: &Told, link: Link, behind: usize) -> Option<Why> {
    let lang = told.lang;
    let view = View::whole(told.world);
    let ways = view.ways();
    let way = ways
        .iter()
        .find(|way| way.from == link.from && way.to == link.to)?;
    let message = *way.messages.get(behind)?;
    let what = label::kind(message, lang);
    let mut chain = sent(told, message);
    chain.push(waits(told, link, behind));
    Some(Why {
        question: lang.say(
            format!("Why is this in flight: {what}?"),
            format!("为什么有这条消息：{what}？"),
        ),
        chain,
    })
}

/// The line that sent it, with what its sender weighed just before.
fn sent(told: &Told, message: &Message) -> Vec<Reason> {
    let lang = told.lang;
    let (from, to) = (message.from, message.to);
    let mut before = None;
    let mut found = Vec::new();
    for (position, event) in told.since_start() {
        match (event, event.happening()) {
            (_, Some(Happening::Node(event)))
                if event.node == from && explains(&event.kind, message) =>
            {
                before = Some((position, event));
            }
            (_, Some(Happening::Sent(other))) if other == message => {
                found.clear();
                if let Some((position, event)) = before {
                    let detail =
                        guards::ballot(&event.kind, lang).unwrap_or_else(|| event.to_string());
                    found.push(told.reason(position, weighed(&event.kind, from, told), detail));
                }
                found.push(told.reason(
                    position,
                    lang.say(
                        format!("n{from} sends it to n{to}"),
                        format!("n{from} 发给 n{to}"),
                    ),
                    String::new(),
                ));
            }
            (Event::Duplicated(other), _) if other == message => found.push(told.reason(
                position,
                lang.say(
                    "The network doubles it".to_string(),
                    "网络把它复制了一份".to_string(),
                ),
                String::new(),
            )),
            _ => {}
        }
    }
    found
}

/// Whether an event at the sender is the reason for the message.
fn explains(kind: &EventKind, message: &Message) -> bool {
    match (kind, message.kind) {
        (EventKind::CastVote(ballot), MessageKind::VoteResp | MessageKind::PreVoteResp) => {
            ballot.candidate == message.to && !message.is_rejection
        }
        (EventKind::RejectedVote(ballot), MessageKind::VoteResp | MessageKind::PreVoteResp) => {
            ballot.candidate == message.to && message.is_rejection
        }
        (EventKind::RejectedAppend { from, .. }, MessageKind::AppResp) => {
            *from == message.to && message.is_rejection
        }
        (EventKind::BecameCandidate, MessageKind::Vote)
        | (EventKind::BecamePreCandidate, MessageKind::PreVote)
        | (EventKind::BecameLeader, MessageKind::App) => true,
        (EventKind::SnapshotSent { to, .. }, MessageKind::Snap) => *to == message.to,
        _ => false,
    }
}

fn weighed(kind: &EventKind, from: u64, told: &Told) -> String {
    let lang = told.lang;
    match kind {
        EventKind::CastVote(_) => {
            lang.say(format!("n{from} may vote yes"), format!("n{from} 可以投票"))
        }
        EventKind::RejectedVote(_) => lang.say(
            format!("n{from} refuses its vote"),
            format!("n{from} 拒绝投票"),
        ),
        EventKind::RejectedAppend { .. } => lang.say(
            format!("n{from} lacks the entry before the new ones"),
            format!("n{from} 缺少新条目之前的那一条"),
        ),
        EventKind::BecameLeader => {
            lang.say(format!("n{from} was elected"), format!("n{from} 当选"))
        }
        EventKind::SnapshotSent { .. } => lang.say(
            format!("The entries it needs are gone from the log of n{from}"),
            format!("它需要的条目已不在 n{from} 的日志里"),
        ),
        _ => lang.say(format!("n{from} campaigns"), format!("n{from} 发起选举")),
    }
}

fn waits(told: &Told, link: Link, behind: usize) -> Reason {
    let lang = told.lang;
    if told.world.cuts().any(|cut| cut == link) {
        return told.now(
            lang.say("The link is cut".to_string(), "链路被切断".to_string()),
            lang.say(
                "it stays where it is until the link heals".to_string(),
                "链路恢复之前它停在原地".to_string(),
            ),
        );
    }
    if told.world.node(link.to).is_none() {
        return told.now(
            lang.say(
                format!("n{} is down", link.to),
                format!("n{} 宕机", link.to),
            ),
            lang.say(
                "it waits on the network".to_string(),
                "它留在网络上等着".to_string(),
            ),
        );
    }
    let line = match behind {
        _ if told.world.trace().is_some() => format!("trace deliver-msgs {}", link.to),
        0 => format!("deliver {link}"),
        _ => format!("deliver {link} {behind}"),
    };
    told.now(
        lang.say("It can arrive now".to_string(), "现在可以送达".to_string()),
        lang.say(
            format!("by `{line}`; `drop` loses it"),
            format!("用 `{line}` 送达，用 `drop` 丢掉"),
        ),
    )
}
