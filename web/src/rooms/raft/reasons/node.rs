//! Why a node leads, follows, campaigns or is down: what it went through since its last turn.

use raft::{EventKind, NodeId, Role, Term};
use sim::Happening;

use super::{Told, guards};
use crate::rooms::raft::label;
use crate::rooms::raft::view::{NodeView, View};
use crate::rooms::{Reason, Why};
use crate::words::Lang;

/// More votes and refusals than this are not told one by one.
const LINKS_MAX: usize = 14;

pub(super) fn why(told: &Told, id: NodeId) -> Option<Why> {
    let view = View::whole(told.world);
    let node = view.nodes.iter().find(|node| node.seen.id == id)?;
    let lang = told.lang;
    let role = label::role(node, lang);
    let mut chain = chain(told, id);
    let dropped = chain.len().saturating_sub(LINKS_MAX);
    chain.drain(..dropped);
    chain.push(now(told, node, &view));
    Some(Why {
        question: match node.seen.role {
            None => lang.say(format!("Why is n{id} down?"), format!("n{id} 为什么宕机？")),
            Some(Role::Leader) => lang.say(
                format!("Why is n{id} leader?"),
                format!("n{id} 为什么是领导者？"),
            ),
            Some(_) if node.campaigns() => lang.say(
                format!("Why is n{id} not leader yet?"),
                format!("n{id} 为什么还没有当选？"),
            ),
            Some(_) => lang.say(
                format!("Why is n{id} a {role}?"),
                format!("n{id} 为什么是{role}？"),
            ),
        },
        chain,
    })
}

/// A new chain begins with every turn: an election of its own, a higher term of another's, a crash.
fn chain(told: &Told, id: NodeId) -> Vec<Reason> {
    let lang = told.lang;
    let mut chain = Vec::new();
    for (position, event) in told.since_start() {
        let Some(happening) = event.happening() else {
            continue;
        };
        if is_turn(happening, id) {
            chain.clear();
        }
        if let Some((what, detail)) = link(happening, id, lang) {
            chain.push(told.reason(position, what, detail));
        }
    }
    chain
}

fn is_turn(happening: &Happening, id: NodeId) -> bool {
    match happening {
        Happening::Crashed(node) | Happening::Started(node) => *node == id,
        Happening::Node(event) => {
            event.node == id
                && matches!(
                    event.kind,
                    EventKind::StartedElection
                        | EventKind::SawHigherTerm { .. }
                        | EventKind::QuorumInactive
                )
        }
        _ => false,
    }
}

/// What an event has to do with a node's role.
fn link(happening: &Happening, id: NodeId, lang: Lang) -> Option<(String, String)> {
    let none = String::new;
    let event = match happening {
        Happening::Crashed(node) if *node == id => {
            return Some((
                lang.say(format!("n{id} crashed"), format!("n{id} 宕机")),
                none(),
            ));
        }
        Happening::Started(node) if *node == id => {
            return Some((
                lang.say(
                    format!("n{id} started from its disk"),
                    format!("n{id} 从磁盘重启"),
                ),
                none(),
            ));
        }
        Happening::Node(event) => event,
        _ => return None,
    };
    let (node, term) = (event.node, event.term);
    let mine = node == id;
    Some(match &event.kind {
        EventKind::StartedElection if mine => (
            lang.say(
                format!("n{id} begins an election"),
                format!("n{id} 发起选举"),
            ),
            lang.say(
                format!("it was in term {term}"),
                format!("当时在任期 {term}"),
            ),
        ),
        EventKind::SawHigherTerm { from, higher, .. } if mine => (
            lang.say(
                format!("n{from} told it of term {higher}"),
                format!("n{from} 带来了任期 {higher}"),
            ),
            lang.say(
                format!("its own term {term} is past"),
                format!("自己的任期 {term} 已经过去"),
            ),
        ),
        EventKind::QuorumInactive if mine => (
            lang.say(format!("n{id} steps down"), format!("n{id} 退位")),
            lang.say(
                "no quorum answered for an election timeout",
                "一个选举超时内没有多数派应答",
            )
            .to_string(),
        ),
        EventKind::TimeoutNowReceived { from } if mine => (
            lang.say(
                format!("n{from} hands over to n{id}"),
                format!("n{from} 把领导权移交给 n{id}"),
            ),
            none(),
        ),
        EventKind::BecameCandidate if mine => (
            lang.say(
                format!("It raises its term to {term} and votes for itself"),
                format!("任期升到 {term}，先投自己一票"),
            ),
            none(),
        ),
        EventKind::BecamePreCandidate if mine => (
            lang.say(
                "It asks whether it would win, and keeps its term".to_string(),
                "先询问能否当选，任期不变".to_string(),
            ),
            none(),
        ),
        EventKind::CastVote(ballot) if ballot.candidate == id => (
            lang.say(format!("n{node} says yes"), format!("n{node} 同意")),
            guards::ballot(&event.kind, lang)?,
        ),
        EventKind::RejectedVote(ballot) if ballot.candidate == id => (
            lang.say(format!("n{node} says no"), format!("n{node} 拒绝")),
            guards::ballot(&event.kind, lang)?,
        ),
        EventKind::IgnoredVote { ballot, .. } if ballot.candidate == id => (
            lang.say(format!("n{node} doesn’t answer"), format!("n{node} 不回答")),
            guards::ballot(&event.kind, lang)?,
        ),
        EventKind::CastVote(ballot) if mine => (
            lang.say(
                format!("It votes for n{}", ballot.candidate),
                format!("它投票给 n{}", ballot.candidate),
            ),
            guards::ballot(&event.kind, lang)?,
        ),
        EventKind::RejectedVote(ballot) if mine => (
            lang.say(
                format!("It refuses n{} its vote", ballot.candidate),
                format!("它拒绝投票给 n{}", ballot.candidate),
            ),
            guards::ballot(&event.kind, lang)?,
        ),
        EventKind::Tallied {
            granted, rejected, ..
        } if mine => (
            lang.say(
                format!("It has {granted} yes and {rejected} no"),
                format!("目前 {granted} 票同意，{rejected} 票拒绝"),
            ),
            none(),
        ),
        EventKind::BecameFollower if mine => (
            lang.say(
                format!("It is a follower in term {term}"),
                format!("它在任期 {term} 是跟随者"),
            ),
            none(),
        ),
        EventKind::BecameLeader if mine => (
            lang.say(
                format!("It leads term {term}"),
                format!("它成为任期 {term} 的领导者"),
            ),
            none(),
        ),
        _ => return None,
    })
}

/// With how many votes a leader was elected: it forgets them. `None` if nobody saw it, as with the leader of `start leader=1`.
fn votes(told: &Told, id: NodeId, term: Term) -> Option<usize> {
    let events = told.since_start();
    let mut events = events.into_iter().rev().map(|(_, event)| event);
    events.find_map(|event| match event.happening() {
        Some(Happening::Node(event)) if (event.node, event.term) == (id, term) => {
            match event.kind {
                EventKind::Tallied { granted, .. } => Some(granted),
                _ => None,
            }
        }
        _ => None,
    })
}

/// Where the node stands, with the numbers.
fn now(told: &Told, node: &NodeView, view: &View) -> Reason {
    let lang = told.lang;
    let seen = &node.seen;
    let term = seen.term;
    match (seen.role, node.node) {
        (Some(Role::Leader), Some(raft)) => {
            let voters = &raft.tracker().configuration.voters.incoming;
            let votes = votes(told, seen.id, term);
            let newer = view
                .nodes
                .iter()
                .map(|other| other.seen.term)
                .max()
                .filter(|&other| other > term);
            let detail = match newer {
                Some(newer) => lang.say(
                    format!("there is a term {newer} by now, and no message has told it"),
                    format!("已经有任期 {newer} 了，但还没有消息告诉它"),
                ),
                None => lang.say(
                    "no message has told it of a higher term".to_string(),
                    "没有消息告诉它更高的任期".to_string(),
                ),
            };
            let (of, needed) = (voters.len(), voters.quorum());
            let what = match votes {
                None => lang.say(
                    "A majority elected it as the cluster began".to_string(),
                    "集群启动时由多数派选出".to_string(),
                ),
                Some(votes) if votes >= needed => lang.say(
                    format!("{votes} of {of} votes, and {needed} are a majority"),
                    format!("{of} 票里得了 {votes} 票，{needed} 票就是多数"),
                ),
                // More vote now than when it was elected.
                Some(votes) => lang.say(
                    format!("{votes} votes, a majority of those who voted then"),
                    format!("得了 {votes} 票，在当时的投票成员里是多数"),
                ),
            };
            told.now(what, detail)
        }
        (Some(Role::Candidate | Role::PreCandidate), Some(raft)) => {
            let ballots = node.ballots();
            let voters = raft.tracker().configuration.voters.ids();
            let open = voters
                .iter()
                .filter(|id| !raft.tracker().votes.contains_key(id));
            let open: Vec<String> = open.map(|id| format!("n{id}")).collect();
            let what = lang.say(
                format!(
                    "{} of the {} votes it needs",
                    ballots.granted, ballots.needed
                ),
                format!("需要 {} 票，现有 {} 票", ballots.needed, ballots.granted),
            );
            let detail = match open.is_empty() {
                true => lang.say("all have answered".to_string(), "全都回答了".to_string()),
                false => lang.say(
                    format!("no answer yet from {}", open.join(", ")),
                    format!("{} 还没有回答", open.join("、")),
                ),
            };
            told.now(what, detail)
        }
        (Some(_), _) => {
            let (elapsed, timeout) = seen.timer.unwrap_or_default();
            let left = timeout.saturating_sub(elapsed);
            let what = match seen.leader {
                raft::NOBODY => lang.say(
                    format!("It knows no leader of term {term}"),
                    format!("它不知道任期 {term} 谁是领导者"),
                ),
                leader => lang.say(
                    format!("It follows n{leader} in term {term}"),
                    format!("它在任期 {term} 跟随 n{leader}"),
                ),
            };
            let detail = lang.say(
                format!("in {left} ticks of silence it campaigns (it drew {timeout})"),
                format!("再过 {left} 个 tick 没有动静就发起选举（抽到的超时是 {timeout}）"),
            );
            told.now(what, detail)
        }
        (None, _) => told.now(
            lang.say(
                format!("Its disk holds the log up to {}", seen.durable),
                format!("磁盘上的日志到 {}", seen.durable),
            ),
            lang.say(
                format!("term {term}, and its vote; what was only in memory is gone"),
                format!("还有任期 {term} 和它的选票；只在内存里的都没了"),
            ),
        ),
    }
}
