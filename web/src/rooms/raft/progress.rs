//! What each leader believes of the others: etcd-raft's progress, one row a member.

use raft::progress::{Progress, ProgressState};
use yew::prelude::*;

use super::view::{NodeView, View};
use crate::words::Lang;

/// A table for each leader; nothing without one.
pub(super) fn draw(view: &View, lang: Lang) -> Html {
    let leaders = view.leaders().into_iter();
    leaders.map(|leader| table(leader, lang)).collect()
}

fn table(leader: &NodeView, lang: Lang) -> Html {
    let (id, term) = (leader.seen.id, leader.seen.term);
    let Some(node) = leader.node else {
        return html! {};
    };
    let peers: Vec<_> = node
        .tracker()
        .progress
        .iter()
        .filter(|&(peer, _)| peer != id)
        .collect();
    if peers.is_empty() {
        return html! {};
    }
    html! {
        <table class="tbl progress">
            <caption>{ lang.say(format!("What n{id}, leader of term {term}, knows of the others"), format!("n{id}（任期 {term} 的领导者）对其他节点的了解")) }</caption>
            <thead>
                <tr>
                    <th scope="col">{ lang.say("node", "节点") }</th>
                    <th scope="col">{ lang.say("state", "状态") }</th>
                    <th scope="col" class="r">{ "match" }</th>
                    <th scope="col" class="r">{ "next" }</th>
                    <th scope="col" class="r">{ lang.say("in flight", "在途") }</th>
                </tr>
            </thead>
            <tbody>
                { for peers.into_iter().map(|(peer, progress)| html! {
                    <tr>
                        <th scope="row">{ format!("n{peer}") }</th>
                        <td>{ state(progress, lang) }</td>
                        <td class="r">{ progress.matched }</td>
                        <td class="r">{ progress.next }</td>
                        <td class="r">{ progress.window.len() }</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

/// How a peer is fed, in etcd's words, and whether it is learner or waits.
pub(super) fn state(progress: &Progress, lang: Lang) -> String {
    let mut words = match progress.state {
        ProgressState::Probe => "probe".to_string(),
        ProgressState::Replicate => "replicate".to_string(),
        ProgressState::Snapshot => format!("snapshot {}", progress.pending_snapshot),
    };
    if progress.is_paused() {
        words += lang.say(", paused", "，暂停");
    }
    if progress.is_learner {
        words += lang.say(", learner", "，学习者");
    }
    words
}
