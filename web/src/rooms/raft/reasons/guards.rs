//! The guards of the protocol in words, with the numbers that they weigh.

use raft::quorum::Majority;
use raft::{Ballot, EventKind, Index, Node, NodeId, Term};

use crate::words::Lang;

/// Why a voter says yes, no or nothing.
pub(super) fn ballot(kind: &EventKind, lang: Lang) -> Option<String> {
    Some(match kind {
        EventKind::CastVote(ballot) => lang.say(
            format!("the candidate’s last entry {} is at least as new as its own {}", last(ballot.candidate_last), last(ballot.own_last)),
            format!("候选人的最后一条 {} 不比自己的 {} 旧", last(ballot.candidate_last), last(ballot.own_last)),
        ),
        EventKind::RejectedVote(ballot) => refusal(ballot, lang),
        EventKind::IgnoredVote { remaining_ticks, .. } => lang.say(
            format!("it heard a leader less than an election timeout ago; {remaining_ticks} more ticks it answers nobody"),
            format!("它刚听到过领导者，还有 {remaining_ticks} 个 tick 不理会任何候选人"),
        ),
        _ => return None,
    })
}

fn refusal(ballot: &Ballot, lang: Lang) -> String {
    let (theirs, own) = (ballot.candidate_last, ballot.own_last);
    let is_behind = (theirs.term, theirs.index) < (own.term, own.index);
    if ballot.vote != raft::NOBODY && ballot.vote != ballot.candidate {
        let first = ballot.vote;
        return lang.say(
            format!("one vote a term, and in this one it has voted for n{first}"),
            format!("每个任期只有一票，这一任期它已投给 n{first}"),
        );
    }
    if is_behind {
        return lang.say(
            format!(
                "the candidate’s last entry {} is older than its own {}",
                last(theirs),
                last(own)
            ),
            format!(
                "候选人的最后一条 {} 比自己的 {} 旧",
                last(theirs),
                last(own)
            ),
        );
    }
    lang.say(
        "it knows a leader, or the request is of an earlier term".to_string(),
        "它已有领导者，或者请求属于更早的任期".to_string(),
    )
}

/// `5 of term 2`, short: `2/5`, as etcd prints it.
fn last(id: raft::EntryId) -> String {
    format!("{}/{}", id.term, id.index)
}

/// Why a leader has not committed an entry that it holds: who has it, how many that is, how many it takes.
pub(super) fn commit(leader: &Node, index: Index, term: Term, lang: Lang) -> (String, String) {
    let voters = &leader.tracker().configuration.voters;
    let has = |id: NodeId| {
        leader
            .tracker()
            .progress
            .get(id)
            .is_some_and(|peer| peer.matched >= index)
    };
    let half = |half: &Majority| {
        let who: Vec<String> = half
            .iter()
            .filter(|&id| has(id))
            .map(|id| format!("n{id}"))
            .collect();
        (who, half.len(), half.quorum())
    };
    let mut halves = vec![half(&voters.incoming)];
    if voters.is_joint() {
        halves.push(half(&voters.outgoing));
    }
    let (id, leads) = (leader.id(), leader.term());
    let enough = halves.iter().all(|(who, _, needed)| who.len() >= *needed);
    if enough && term != leads {
        return (
            lang.say(
                format!("Of term {term}, and n{id} leads term {leads}"),
                format!("它属于任期 {term}，而 n{id} 领导的是任期 {leads}"),
            ),
            lang.say(
                format!("a leader commits by counting only entries of its own term (section 5.4.2); an entry of term {leads} behind it will take it along"),
                format!("领导者只靠计数提交本任期的条目（论文 5.4.2 节）；等任期 {leads} 的条目提交时，它会一并提交"),
            ),
        );
    }
    let (who, of, needed) = halves
        .iter()
        .find(|(who, _, needed)| who.len() < *needed)
        .unwrap_or(&halves[0]);
    let names = if who.is_empty() {
        lang.say("nobody", "没有节点").to_string()
    } else {
        who.join(", ")
    };
    (
        lang.say(
            format!("{} of {of} have it, {needed} are needed", who.len()),
            format!("{of} 个节点里有 {} 个确认，需要 {needed} 个", who.len()),
        ),
        lang.say(
            format!("n{id}, who counts, knows of {names}"),
            format!("负责计数的 n{id} 只知道 {names}"),
        ),
    )
}
