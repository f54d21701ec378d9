//! Sees all nodes at once, and holds them to what Raft promises.
//!
//! | invariant            | statement                                                                              |
//! |----------------------|----------------------------------------------------------------------------------------|
//! | election safety      | at most one leader a term                                                              |
//! | one vote             | a node grants a term to one candidate, across restarts                                 |
//! | append-only leader   | a leader never loses or replaces its own entries                                       |
//! | log matching         | the same term at an index: the same entry, and the same before it                      |
//! | leader completeness  | a new leader has every entry that was committed in an earlier term                     |
//! | state machine safety | no two nodes apply different entries at an index, and none leaves a gap                |
//! | commit               | nodes agree on what is committed, and a node's commit index only grows                 |
//! | durable quorum       | what a leader commits is on the disks of a quorum                                      |
//! | configuration        | nodes agree on the membership at an index, one's quorums meet the next one's, and no   |
//! |                      | log holds two changes that are not committed                                           |
//! | reads                | a read sees everything that was committed anywhere when it was asked                   |
//! | positions            | applied, committed and last index are in order, and so is all a node keeps of its peers |
//!
//! The names and the first six statements are those of the paper's figure 3. The last, progress, is held by
//! [`Cluster::settle`](crate::Cluster::settle).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use raft::quorum::VoteResult;
use raft::{
    ConfState, EntryId, EventKind, Index, Message, MessageKind, Node, NodeId, Rules, Term,
    fingerprint,
};

use crate::happening::Happening;
use crate::member::Member;

/// One thing that Raft promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Invariant {
    /// At most one leader a term.
    ElectionSafety,
    /// One vote a term.
    OneVote,
    /// A leader only appends.
    AppendOnlyLeader,
    /// Logs that agree at an entry agree before it.
    LogMatching,
    /// A leader has what was committed before it.
    LeaderCompleteness,
    /// All apply the same.
    StateMachineSafety,
    /// All commit the same, and never less.
    Commit,
    /// What is committed is durable on a quorum.
    DurableQuorum,
    /// All have the same members at an index, and successive quorums meet.
    Configuration,
    /// Reads are not stale.
    Reads,
    /// The positions inside a node are in order.
    Positions,
    /// After healing, all goes on.
    Progress,
}

/// A promise that was not kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// By whom, and the numbers.
    pub details: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.invariant, self.details)
    }
}

/// What was seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Observer {
    leaders: BTreeMap<Term, NodeId>,
    granted: BTreeMap<(NodeId, Term), NodeId>,
    /// Every entry that ever stood in a log: what it says, and the term before it.
    entries: BTreeMap<EntryKey, (u64, Term)>,
    /// The term of each committed entry, and the highest term in which it may have been committed.
    committed: BTreeMap<Index, (Term, Term)>,
    /// Each node's commit index, since its start.
    commits: BTreeMap<NodeId, Index>,
    /// Each node's last entry when its log was last looked at.
    looked_at: BTreeMap<NodeId, EntryId>,
    /// Each leader's last index.
    leader_last: BTreeMap<NodeId, (Term, Index)>,
    /// The state machine's digest after each entry.
    applied: BTreeMap<Index, u64>,
    /// Each node's applied index.
    applied_to: BTreeMap<NodeId, Index>,
    /// The membership after each entry that changed it.
    memberships: BTreeMap<Index, ConfState>,
    /// What was committed anywhere when a read was asked.
    reads: BTreeMap<u64, Index>,
    confirmed_reads: u64,
    violation: Option<Violation>,
}

/// So many entries of a log are looked at again and again: an action adds fewer, and whatever cuts a log is seen by its end.
const LOOKED_AT_AGAIN: u64 = 8;

type EntryKey = (Index, Term);
type Check = Result<(), Violation>;

fn violated(invariant: Invariant, details: String) -> Check {
    Err(Violation { invariant, details })
}

impl Observer {
    pub(crate) fn new(members: &BTreeMap<NodeId, Member>) -> Observer {
        let mut observer = Observer::default();
        if let Some(first) = members.values().next() {
            observer
                .memberships
                .insert(first.machine().index, first.machine().conf_state.clone());
        }
        observer.applied_to = members
            .iter()
            .map(|(&id, member)| (id, member.machine().index))
            .collect();
        observer
    }

    /// The first promise that was not kept.
    #[must_use]
    pub fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }

    /// The highest index committed anywhere.
    #[must_use]
    pub fn committed(&self) -> Index {
        self.committed
            .last_key_value()
            .map_or(0, |(&index, _)| index)
    }

    /// Who was elected in which term.
    #[must_use]
    pub fn leaders(&self) -> &BTreeMap<Term, NodeId> {
        &self.leaders
    }

    /// The memberships that were applied, by the index of the change.
    #[must_use]
    pub fn memberships(&self) -> &BTreeMap<Index, ConfState> {
        &self.memberships
    }

    /// Reads that were confirmed.
    #[must_use]
    pub fn confirmed_reads(&self) -> u64 {
        self.confirmed_reads
    }

    pub(crate) fn asked(&mut self, read: u64) {
        self.reads.insert(read, self.committed());
    }

    pub(crate) fn report(&mut self, violation: Violation) {
        self.violation.get_or_insert(violation);
    }

    /// Looks at the node that was acted on, and at what happened.
    pub(crate) fn see(
        &mut self,
        members: &BTreeMap<NodeId, Member>,
        acted: Option<NodeId>,
        happenings: &[Happening],
    ) {
        if let Err(violation) = self.check(members, acted, happenings) {
            self.report(violation);
        }
    }

    fn check(
        &mut self,
        members: &BTreeMap<NodeId, Member>,
        acted: Option<NodeId>,
        happenings: &[Happening],
    ) -> Check {
        for happening in happenings {
            match happening {
                Happening::Sent(message) => self.check_vote(message)?,
                Happening::ReadConfirmed { node, read, index } => {
                    self.check_read(members, *node, *read, *index)?
                }
                Happening::Crashed(node) => {
                    self.commits.remove(node);
                    self.leader_last.remove(node);
                }
                Happening::Started(node) => {
                    self.applied_to.insert(*node, members[node].machine().index);
                }
                Happening::Installed(node, index) => {
                    self.check_installed(&members[node], *index)?
                }
                Happening::Applied(node, entry) => self.check_applied(*node, entry)?,
                Happening::Reconfigured(node, index, state) => {
                    self.check_membership(*node, *index, state)?
                }
                _ => {}
            }
        }
        let Some(node) = acted.and_then(|id| members[&id].node()) else {
            return Ok(());
        };
        if node.config().rules == Rules::ALL {
            node.validate();
        }
        self.check_log(node)?;
        self.check_commit(members, node)?;
        self.check_changes(node)?;
        for happening in happenings {
            if let Happening::Node(event) = happening
                && event.kind == EventKind::BecameLeader
            {
                self.check_new_leader(node, event.term)?;
            }
        }
        self.check_leader(node)
    }

    fn check_vote(&mut self, message: &Message) -> Check {
        if message.kind != MessageKind::VoteResp || message.is_rejection {
            return Ok(());
        }
        let (node, term, candidate) = (message.from, message.term, message.to);
        let first = *self.granted.entry((node, term)).or_insert(candidate);
        if first == candidate {
            return Ok(());
        }
        violated(
            Invariant::OneVote,
            format!("in term {term}, {node} voted for {first} and for {candidate}"),
        )
    }

    fn check_read(
        &mut self,
        members: &BTreeMap<NodeId, Member>,
        node: NodeId,
        read: u64,
        index: Index,
    ) -> Check {
        self.confirmed_reads += 1;
        let needed = self.reads.get(&read).copied().unwrap_or(0);
        let is_leased = members[&node]
            .node()
            .is_some_and(|node| node.config().read_option == raft::ReadOption::LeaseBased);
        if index >= needed || is_leased {
            return Ok(()); // A lease promises nothing when clocks drift, as they do here.
        }
        violated(
            Invariant::Reads,
            format!(
                "read {read} at {node} may see {index}, and {needed} was committed when it was asked"
            ),
        )
    }

    /// Looks at what is new in a log, and some way down from there. What lies deeper was looked at before, and stays unless
    /// the log is cut: then its last entry is another, and all is looked at again, as it is without some rule.
    fn check_log(&mut self, node: &Node) -> Check {
        let log = node.log();
        let last = log.last_index();
        let before = self.looked_at.insert(node.id(), log.last());
        let known = before
            .filter(|&before| node.config().rules == Rules::ALL && log.contains(before))
            .map_or(0, |before| before.index);
        let first = log.first_index().max(known.saturating_sub(LOOKED_AT_AGAIN));
        let Ok(entries) = log.slice(first, last + 1, u64::MAX) else {
            return Ok(());
        };
        let mut before = log.term(first - 1).unwrap_or(0);
        for entry in entries {
            let says = fingerprint(&entry.payload);
            let known = *self
                .entries
                .entry((entry.index, entry.term))
                .or_insert((says, before));
            if known != (says, before) {
                let (index, term, id) = (entry.index, entry.term, node.id());
                let details = format!(
                    "entry {term}/{index} of {id} follows one of term {before}, elsewhere {}",
                    known.1
                );
                return violated(Invariant::LogMatching, details);
            }
            before = entry.term;
        }
        Ok(())
    }

    /// A change is proposed when the one before it is applied, and so committed: no log holds two that are not.
    fn check_changes(&self, node: &Node) -> Check {
        let log = node.log();
        let committed = self.committed();
        if node.config().rules != Rules::ALL {
            return Ok(());
        }
        let first = log.first_index().max(committed + 1);
        let entries = log.slice(first, (log.last_index() + 1).max(first), u64::MAX);
        let entries = entries.unwrap_or_default();
        let changes = entries.iter().filter(|entry| entry.change().is_some());
        match changes.count() {
            0 | 1 => Ok(()),
            count => violated(
                Invariant::Configuration,
                format!(
                    "{} holds {count} changes after {committed}, the last entry that is committed",
                    node.id()
                ),
            ),
        }
    }

    fn check_commit(&mut self, members: &BTreeMap<NodeId, Member>, node: &Node) -> Check {
        let (id, commit) = (node.id(), node.log().committed());
        let before = self.commits.insert(id, commit).unwrap_or(0);
        if commit < before {
            return violated(
                Invariant::Commit,
                format!("{id} took back its commit, from {before} to {commit}"),
            );
        }
        if node.is_leader() && commit > self.committed() {
            self.check_durable(members, node, commit)?;
        }
        for index in before
            .max(node.log().first_index().saturating_sub(1))
            .max(1)..=commit
        {
            let Ok(term) = node.log().term(index) else {
                continue;
            };
            let (known, _) = *self.committed.entry(index).or_insert((term, node.term()));
            if known != term {
                return violated(
                    Invariant::Commit,
                    format!("{id} commits {term}/{index}, and {known}/{index} is committed"),
                );
            }
        }
        Ok(())
    }

    /// What a leader newly commits stands on the disks of a quorum, by the leader's membership.
    fn check_durable(
        &self,
        members: &BTreeMap<NodeId, Member>,
        node: &Node,
        commit: Index,
    ) -> Check {
        let Ok(term) = node.log().term(commit) else {
            return Ok(());
        };
        let has = |id: NodeId| {
            let storage = members.get(&id)?.storage();
            Some(storage.first_index() > commit || storage.term(commit) == Ok(term))
        };
        let voters = &node.tracker().configuration.voters;
        if voters.vote_result(has) == VoteResult::Won {
            return Ok(());
        }
        let id = node.id();
        violated(
            Invariant::DurableQuorum,
            format!("{id} commits {term}/{commit}, which is not durable on a quorum of {voters}"),
        )
    }

    fn check_new_leader(&mut self, node: &Node, term: Term) -> Check {
        let id = node.id();
        let first = *self.leaders.entry(term).or_insert(id);
        if first != id {
            return violated(
                Invariant::ElectionSafety,
                format!("{first} and {id} both lead term {term}"),
            );
        }
        let log = node.log();
        let needed = self.committed.range(log.first_index().saturating_sub(1)..);
        for (&index, &(entry_term, known_in)) in needed {
            if known_in < term
                && !log.contains(EntryId {
                    term: entry_term,
                    index,
                })
            {
                let details = format!(
                    "{id} leads term {term} without {entry_term}/{index}, committed by term {known_in}"
                );
                return violated(Invariant::LeaderCompleteness, details);
            }
        }
        Ok(())
    }

    fn check_leader(&mut self, node: &Node) -> Check {
        let id = node.id();
        if !node.is_leader() {
            self.leader_last.remove(&id);
            return Ok(());
        }
        let (term, last) = (node.term(), node.log().last_index());
        let before = self
            .leader_last
            .insert(id, (term, last))
            .filter(|&(before, _)| before == term);
        match before {
            Some((_, before)) if last < before => violated(
                Invariant::AppendOnlyLeader,
                format!("{id} leads term {term} and cut its log from {before} to {last}"),
            ),
            _ => Ok(()),
        }
    }

    fn check_applied(&mut self, id: NodeId, entry: &raft::Entry) -> Check {
        let index = entry.index;
        let before = self.applied_to.insert(id, index).unwrap_or(0);
        if index != before + 1 {
            return violated(
                Invariant::StateMachineSafety,
                format!("{id} applied {index} after {before}"),
            );
        }
        let says = fingerprint(&(entry.term, &entry.payload));
        let known = *self.applied.entry(index).or_insert(says);
        if known != says {
            return violated(
                Invariant::StateMachineSafety,
                format!("{id} applied {entry}, and another node another entry"),
            );
        }
        Ok(())
    }

    fn check_installed(&mut self, member: &Member, index: Index) -> Check {
        self.applied_to.insert(member.id(), index);
        if index > self.committed() {
            let details = format!(
                "{} installed a snapshot at {index}, committed is {}",
                member.id(),
                self.committed()
            );
            return violated(Invariant::StateMachineSafety, details);
        }
        let known = self
            .memberships
            .range(..=index)
            .next_back()
            .map(|(_, state)| state);
        let state = &member.machine().conf_state;
        if known != Some(state) {
            let details = format!(
                "{} installed a snapshot at {index} with {state}, elsewhere it is {known:?}",
                member.id()
            );
            return violated(Invariant::Configuration, details);
        }
        Ok(())
    }

    /// All have the same members at the same index; and when a membership follows another, their quorums meet.
    fn check_membership(&mut self, id: NodeId, index: Index, state: &ConfState) -> Check {
        if let Some(known) = self.memberships.get(&index) {
            if known == state {
                return Ok(());
            }
            return violated(
                Invariant::Configuration,
                format!("{id} has {state} since {index}, elsewhere it is {known}"),
            );
        }
        let (before_index, before) = self
            .memberships
            .range(..index)
            .next_back()
            .expect("the founders are known");
        if self.memberships.range(index..).next().is_some() {
            let details = format!(
                "{id} has {state} since {index}, elsewhere it is {before} since {before_index}"
            );
            return violated(Invariant::Configuration, details);
        }
        if let Some((a, b)) = disjoint_quorums(before, state) {
            let (before, state) = (halves(before), halves(state));
            let details =
                format!("after {before}, with {state} the quorums {a:?} and {b:?} do not meet");
            return violated(Invariant::Configuration, details);
        }
        self.memberships.insert(index, state.clone());
        Ok(())
    }
}

/// A quorum of each that have no member in common, if there are such. Tries all subsets: O(4^voters).
fn disjoint_quorums(before: &ConfState, after: &ConfState) -> Option<(Vec<NodeId>, Vec<NodeId>)> {
    let (before, after) = (halves(before), halves(after));
    let ids: BTreeSet<NodeId> = before.ids().iter().chain(after.ids().iter()).collect();
    // A quorum and all those it leaves out: if these are a quorum of the other, there are two that do not meet.
    for bits in 0..1_u32 << ids.len() {
        let (some, rest): (Vec<(usize, NodeId)>, _) = ids
            .iter()
            .copied()
            .enumerate()
            .partition(|(at, _)| bits >> at & 1 == 1);
        let some: Vec<NodeId> = some.into_iter().map(|(_, id)| id).collect();
        let rest: Vec<NodeId> = rest.into_iter().map(|(_, id)| id).collect();
        let wins = |voters: &raft::quorum::Joint, ids: &[NodeId]| {
            voters.vote_result(|id| Some(ids.contains(&id))) == VoteResult::Won
        };
        if wins(&before, &some) && wins(&after, &rest) {
            return Some((some, rest));
        }
    }
    None
}

/// Who votes, in both halves while they are joint.
fn halves(state: &ConfState) -> raft::quorum::Joint {
    raft::quorum::Joint {
        incoming: state.voters.iter().copied().collect(),
        outgoing: state.voters_outgoing.iter().copied().collect(),
    }
}
