//! The cluster in words: who leads, who does not follow, what is on its way, what is committed.

use charts::{Table, Twin};
use labs::raft::{Event, Raft, Seen, Verdict};
use lesson::World;
use raft::{EventKind, NodeId, Role};
use sim::Happening;

use super::label;
use super::phrases::PHRASES;
use super::view::{COLUMNS, NodeView, Standing, View};
use super::walls::Sides;
use crate::phrases::said;
use crate::words::Lang;

pub(super) fn twin(world: &Raft, _last: &[Event], lang: Lang) -> Twin {
    let view = View::of(world);
    Twin {
        verdict: leaders(&view, lang),
        finding: finding(&view, lang),
        table: Table {
            caption: lang.say("Nodes", "各个节点").to_string(),
            headers: [
                lang.say("node", "节点"),
                lang.say("role", "角色"),
                lang.say("term", "任期"),
                lang.say("voted for", "投给"),
                lang.say("timer", "计时"),
                lang.say("log: index of term", "日志：索引@任期"),
                lang.say("durable", "已落盘"),
                lang.say("committed", "已提交"),
                lang.say("applied", "已应用"),
                lang.say("register", "寄存器"),
            ]
            .map(str::to_string)
            .to_vec(),
            rows: view.nodes.iter().map(|node| row(node, lang)).collect(),
        },
    }
}

fn leaders(view: &View, lang: Lang) -> String {
    let leaders = view.leaders();
    match leaders.as_slice() {
        [] => lang.say("Nobody leads.", "现在没有领导者。").to_string(),
        [leader] => {
            let (id, term) = (leader.seen.id, leader.seen.term);
            lang.say(
                format!("n{id} leads term {term}."),
                format!("n{id} 是任期 {term} 的领导者。"),
            )
        }
        leaders => {
            let each = |leader: &&NodeView| {
                let (id, term) = (leader.seen.id, leader.seen.term);
                lang.say(
                    format!("n{id} in term {term}"),
                    format!("n{id}（任期 {term}）"),
                )
            };
            let names = listed(leaders.iter().map(each), lang);
            lang.say(
                format!("{} nodes lead: {names}.", leaders.len()),
                format!("有 {} 个领导者：{names}。", leaders.len()),
            )
        }
    }
}

fn finding(view: &View, lang: Lang) -> String {
    let parts = [
        followers(view, lang),
        others(view, lang),
        walls(view, lang),
        in_flight(view, lang),
        committed(view, lang),
        rules(view, lang),
        clients(view, lang),
        violation(view, lang),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(lang.say(" ", ""))
}

/// `a, b and c`.
fn listed(names: impl Iterator<Item = String>, lang: Lang) -> String {
    let names: Vec<String> = names.collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => lang.say(
            format!("{} and {last}", before.join(", ")),
            format!("{} 和 {last}", before.join("、")),
        ),
        None => String::new(),
    }
}

fn names<'a>(nodes: impl Iterator<Item = &'a NodeView<'a>>, lang: Lang) -> String {
    listed(nodes.map(|node| format!("n{}", node.seen.id)), lang)
}

/// Who follows whom, by what each believes.
fn followers(view: &View, lang: Lang) -> String {
    let mut parts = Vec::new();
    for leader in view.leaders() {
        let seen = &leader.seen;
        let follows = |node: &&NodeView| {
            node.seen.leader == seen.id && node.seen.term == seen.term && !node.leads()
        };
        let names = names(view.nodes.iter().filter(follows), lang);
        if !names.is_empty() {
            let many = names.contains(lang.say(" and ", " 和 "));
            let verb = if many { "follow" } else { "follows" };
            parts.push(lang.say(
                format!("{names} {verb} n{}.", seen.id),
                format!("{names} 跟随 n{}。", seen.id),
            ));
        }
    }
    parts.join(lang.say(" ", ""))
}

/// Candidates and nodes that are down.
fn others(view: &View, lang: Lang) -> String {
    let mut parts = Vec::new();
    for node in view.nodes.iter().filter(|node| node.campaigns()) {
        let (id, term, ballots) = (node.seen.id, node.seen.term, node.ballots());
        let (granted, needed) = (ballots.granted, ballots.needed);
        parts.push(match node.seen.role {
            Some(Role::PreCandidate) => lang.say(
                format!(
                    "n{id} asks whether it would win term {}: {granted} of {needed} votes.",
                    term + 1
                ),
                format!(
                    "n{id} 在询问自己能否赢得任期 {}：需要 {needed} 票，已得 {granted} 票。",
                    term + 1
                ),
            ),
            _ => lang.say(
                format!("n{id} is a candidate in term {term}: {granted} of {needed} votes."),
                format!("n{id} 是任期 {term} 的候选人：需要 {needed} 票，已得 {granted} 票。"),
            ),
        });
    }
    let down = names(
        view.nodes.iter().filter(|node| node.seen.role.is_none()),
        lang,
    );
    if !down.is_empty() {
        let verb = if down.contains(" and ") { "are" } else { "is" };
        parts.push(lang.say(format!("{down} {verb} down."), format!("{down} 宕机。")));
    }
    let learners = names(
        view.nodes
            .iter()
            .filter(|node| node.standing == Standing::Learner),
        lang,
    );
    if !learners.is_empty() {
        let verb = if learners.contains(" and ") {
            "learn"
        } else {
            "learns"
        };
        parts.push(lang.say(
            format!("{learners} {verb}, without a vote."),
            format!("{learners} 是学习者，没有投票权。"),
        ));
    }
    parts.join(lang.say(" ", ""))
}

fn walls(view: &View, lang: Lang) -> String {
    let cuts: Vec<sim::Link> = view.world.cuts().collect();
    if cuts.is_empty() {
        return String::new();
    }
    let sides = Sides::of(view.nodes.len() as NodeId, &cuts);
    let side = |side: &Vec<NodeId>| listed(side.iter().map(|id| format!("n{id}")), lang);
    let mut words = Vec::new();
    if sides.sides.len() > 1 {
        let each: Vec<String> = sides.sides.iter().map(side).collect();
        words.push(lang.say(
            format!("A wall parts {}.", each.join(" | ")),
            format!("隔离成 {}。", each.join(" | ")),
        ));
    }
    let side_of = |id| sides.sides.iter().position(|side| side.contains(&id));
    let single = cuts
        .iter()
        .filter(|link| side_of(link.from) == side_of(link.to));
    let single: Vec<String> = single
        .map(|link| format!("n{}→n{}", link.from, link.to))
        .collect();
    if !single.is_empty() {
        let links = single.join(", ");
        words.push(lang.say(format!("Cut: {links}."), format!("切断的链路：{links}。")));
    }
    words.join(lang.say(" ", ""))
}

fn in_flight(view: &View, lang: Lang) -> String {
    let mut messages = view.world.in_flight().collect::<Vec<_>>();
    messages.sort_by_key(|(number, _)| *number);
    match messages.as_slice() {
        [] => String::new(),
        [(_, message)] => {
            let what = label::message(message, lang);
            lang.say(format!("In flight: {what}."), format!("在途：{what}。"))
        }
        [(_, first), ..] => {
            let (count, what) = (messages.len(), label::message(first, lang));
            lang.say(
                format!("In flight: {count} messages, the oldest {what}."),
                format!("在途消息 {count} 条，最早的一条：{what}。"),
            )
        }
    }
}

fn committed(view: &View, lang: Lang) -> String {
    let committed = view.world.committed();
    let open = view.last.saturating_sub(committed);
    if view.last <= 1 {
        return lang.say("All logs are empty.", "日志全空。").to_string();
    }
    match open {
        0 => lang.say(
            format!("All entries up to {committed} are committed."),
            format!("到 {committed} 为止的条目全部已提交。"),
        ),
        _ => lang.say(
            format!(
                "Committed up to {committed}, the longest log ends at {}.",
                view.last
            ),
            format!("已提交到 {committed}，最长的日志到 {}。", view.last),
        ),
    }
}

fn rules(view: &View, lang: Lang) -> String {
    let rules = view.world.rules();
    let off = raft::Rules::NAMES
        .iter()
        .filter(|name| rules.get(name) == Some(false));
    let off: Vec<String> = off.map(|name| (*name).to_string()).collect();
    if off.is_empty() {
        return String::new();
    }
    let names = off.join(", ");
    lang.say(
        format!("Switched off: {names}."),
        format!("已关闭的规则：{names}。"),
    )
}

fn clients(view: &View, lang: Lang) -> String {
    let history = view.world.history();
    if history
        .operations()
        .iter()
        .all(|operation| operation.client.is_none())
    {
        return String::new();
    }
    let verdict = label::verdict(history, lang);
    let so_far = match history.verdict() {
        Verdict::Linearizable => lang.say("What clients were told is ", "客户端得到的答复"),
        _ => lang.say("What clients were told: ", "客户端得到的答复："),
    };
    lang.say(
        format!("{so_far}{verdict}."),
        format!("{so_far}{verdict}。"),
    )
}

fn violation(view: &View, lang: Lang) -> String {
    match view.world.violation() {
        None => String::new(),
        Some(violation) => lang.say(
            format!("Broken: {violation}."),
            format!("违反了{}。", said(&violation.to_string(), PHRASES, lang)),
        ),
    }
}

fn row(node: &NodeView, lang: Lang) -> Vec<String> {
    let seen = &node.seen;
    let or_dash = |id: NodeId| match id {
        0 => "–".to_string(),
        id => format!("n{id}"),
    };
    vec![
        format!("n{}", seen.id),
        label::role(node, lang),
        seen.term.to_string(),
        or_dash(seen.vote),
        match seen.timer.filter(|_| !node.leads()) {
            Some((elapsed, timeout)) => format!("{elapsed}/{timeout}"),
            None => "–".to_string(),
        },
        log(seen),
        seen.durable.to_string(),
        seen.committed.to_string(),
        seen.applied.to_string(),
        match seen.register.as_str() {
            "" => "–".to_string(),
            value => value.to_string(),
        },
    ]
}

/// The entries that the matrix shows, latest last: `2@1 3@1 a#1=5 4@2`.
fn log(seen: &Seen) -> String {
    let shown = &seen.log[seen.log.len().saturating_sub(COLUMNS as usize)..];
    let hidden = shown.first().map_or(seen.compacted, |cell| cell.index - 1);
    let mut words = Vec::new();
    // A cluster begins with entry 1 in every snapshot: that is not worth a word.
    if hidden > seen.compacted.min(1) {
        words.push(format!("..{hidden}"));
    }
    for cell in shown {
        let says = match cell.text.as_str() {
            "" => String::new(),
            text => format!(" {text}"),
        };
        words.push(format!("{}@{}{says}", cell.index, cell.term));
    }
    match words.is_empty() {
        true => "–".to_string(),
        false => words.join(", "),
    }
}

/// What just happened, the most notable of it.
pub(super) fn moment(last: &[Event], lang: Lang) -> String {
    // What a long stretch of the network was busy with is no news; what its nodes said is.
    let is_news = |event: &&Event| {
        Raft::is_told(event) || matches!(event.happening(), Some(Happening::Node(_)))
    };
    let Some((_, event)) = last
        .iter()
        .filter(is_news)
        .enumerate()
        .max_by_key(|&(i, event)| (weight(event), std::cmp::Reverse(i)))
    else {
        return String::new();
    };
    let text = told(event, lang).unwrap_or_else(|| event.to_string());
    let line = text.lines().next().unwrap_or_default();
    label::short(line, 56)
}

/// How notable an event is.
fn weight(event: &Event) -> u8 {
    match (event, event.happening()) {
        (Event::Violated(_) | Event::NotLinearizable { .. }, _) => 9,
        (_, Some(Happening::Node(event))) => match event.kind {
            EventKind::BecameLeader => 8,
            EventKind::BecameCandidate | EventKind::BecamePreCandidate => 6,
            EventKind::RejectedVote(_) | EventKind::CastVote(_) | EventKind::IgnoredVote { .. } => {
                5
            }
            EventKind::QuorumInactive => 7,
            _ => 1,
        },
        (_, Some(Happening::Crashed(_) | Happening::Started(_))) => 7,
        (Event::Answered { .. } | Event::GaveUp { .. } | Event::Settled(_), _) => 6,
        (_, Some(Happening::Applied(..) | Happening::Lost(_))) => 3,
        (_, Some(_)) => 2,
        _ => 4,
    }
}

fn told(event: &Event, lang: Lang) -> Option<String> {
    Some(match event.happening()? {
        Happening::Node(event) => {
            let (node, term) = (event.node, event.term);
            match &event.kind {
                EventKind::BecameLeader => lang.say(
                    format!("n{node} leads term {term}"),
                    format!("n{node} 成为任期 {term} 的领导者"),
                ),
                EventKind::BecameCandidate => lang.say(
                    format!("n{node} asks for votes in term {term}"),
                    format!("n{node} 在任期 {term} 拉票"),
                ),
                EventKind::BecamePreCandidate => lang.say(
                    format!("n{node} asks whether it would win"),
                    format!("n{node} 询问自己能否当选"),
                ),
                EventKind::QuorumInactive => lang.say(
                    format!("n{node} steps down: no quorum answers"),
                    format!("n{node} 联系不上多数派，退位"),
                ),
                EventKind::CastVote(ballot) => lang.say(
                    format!("n{node} votes for n{}", ballot.candidate),
                    format!("n{node} 投票给 n{}", ballot.candidate),
                ),
                EventKind::RejectedVote(ballot) => lang.say(
                    format!("n{node} refuses n{} its vote", ballot.candidate),
                    format!("n{node} 拒绝投票给 n{}", ballot.candidate),
                ),
                EventKind::IgnoredVote { ballot, .. } => lang.say(
                    format!("n{node} ignores n{}: it hears a leader", ballot.candidate),
                    format!("n{node} 不理会 n{}：它听得到领导者", ballot.candidate),
                ),
                _ => return None,
            }
        }
        Happening::Crashed(node) => lang.say(format!("n{node} crashed"), format!("n{node} 宕机了")),
        Happening::Started(node) => lang.say(
            format!("n{node} started from its disk"),
            format!("n{node} 从磁盘重新启动"),
        ),
        Happening::Delivered(message) => label::message(message, lang),
        Happening::Lost(message) => {
            let what = label::message(message, lang);
            lang.say(format!("lost: {what}"), format!("丢失：{what}"))
        }
        _ => return None,
    })
}
