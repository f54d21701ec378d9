//! What is drawn of a cluster: its nodes, what is on its way, and a window of its logs.

use std::collections::BTreeMap;

use labs::raft::{Cell, Raft, Seen};
use raft::{Index, Message, Node, NodeId, Role};

/// The most columns of the matrix.
pub(super) const COLUMNS: u64 = 9;

/// The most messages of a link that are drawn; of more, their number is.
pub(super) const WAITING_MAX: usize = 3;

/// A cluster as it is drawn.
pub(super) struct View<'a> {
    pub world: &'a Raft,
    pub nodes: Vec<NodeView<'a>>,
    /// The columns of the matrix.
    pub first: Index,
    /// See `first`.
    pub last: Index,
}

/// A node as it is drawn.
pub(super) struct NodeView<'a> {
    pub seen: Seen,
    /// `None` while it is down.
    pub node: Option<&'a Node>,
    pub standing: Standing,
}

/// What a node is in the membership, as far as it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It votes.
    Voter,
    /// It reads along.
    Learner,
    /// It knows of no membership with itself in it.
    Stranger,
}

/// What is in flight over one direction of a link, oldest first.
pub(super) struct Way<'a> {
    pub from: NodeId,
    pub to: NodeId,
    pub messages: Vec<&'a Message>,
}

impl<'a> View<'a> {
    /// With as much of the logs as is drawn.
    pub(super) fn of(world: &'a Raft) -> View<'a> {
        View::with(world, world.nodes_with_latest(COLUMNS as usize))
    }

    /// With the whole logs: to ask why.
    pub(super) fn whole(world: &'a Raft) -> View<'a> {
        View::with(world, world.nodes())
    }

    fn with(world: &'a Raft, nodes: Vec<Seen>) -> View<'a> {
        let nodes: Vec<NodeView> = nodes
            .into_iter()
            .map(|seen| NodeView::of(world, seen))
            .collect();
        let last = nodes.iter().map(|node| node.seen.last()).max().unwrap_or(0);
        View {
            world,
            nodes,
            first: last.saturating_sub(COLUMNS - 1).max(1),
            last,
        }
    }

    /// The leaders, the one of the highest term first. Two at once are of two terms.
    pub(super) fn leaders(&self) -> Vec<&NodeView<'a>> {
        let mut leaders: Vec<_> = self.nodes.iter().filter(|node| node.leads()).collect();
        leaders.sort_by_key(|node| std::cmp::Reverse(node.seen.term));
        leaders
    }

    /// The entries of a node that stand in the matrix.
    pub(super) fn cells<'b>(&self, node: &'b NodeView) -> impl Iterator<Item = &'b Cell> {
        let first = self.first;
        node.seen.log.iter().filter(move |cell| cell.index >= first)
    }

    /// What is in flight, by link.
    pub(super) fn ways(&self) -> Vec<Way<'a>> {
        let mut ways: BTreeMap<(NodeId, NodeId), Vec<&Message>> = BTreeMap::new();
        for (_, message) in self.world.in_flight() {
            ways.entry((message.from, message.to))
                .or_default()
                .push(message);
        }
        let way = |((from, to), messages)| Way { from, to, messages };
        ways.into_iter().map(way).collect()
    }
}

impl<'a> NodeView<'a> {
    fn of(world: &'a Raft, seen: Seen) -> NodeView<'a> {
        let node = world.node(seen.id);
        let state = world.membership(seen.id);
        let (is_voter, is_learner) = match node {
            Some(node) => {
                let configuration = &node.tracker().configuration;
                let is_learner = configuration.learners.contains(&seen.id);
                (configuration.voters.contains(seen.id), is_learner)
            }
            // What it knew when it stopped.
            None => (
                state.voters.contains(&seen.id) || state.voters_outgoing.contains(&seen.id),
                state.learners.contains(&seen.id),
            ),
        };
        let standing = match (is_voter, is_learner) {
            (true, _) => Standing::Voter,
            (false, true) => Standing::Learner,
            (false, false) => Standing::Stranger,
        };
        NodeView {
            seen,
            node,
            standing,
        }
    }

    pub(super) fn leads(&self) -> bool {
        self.seen.role == Some(Role::Leader)
    }

    pub(super) fn campaigns(&self) -> bool {
        matches!(self.seen.role, Some(Role::Candidate | Role::PreCandidate))
    }

    /// The votes of a candidate: each voter, and what it said; and how many say yes, and how many must.
    pub(super) fn ballots(&self) -> Ballots {
        let Some(node) = self.node.filter(|_| self.campaigns()) else {
            return Ballots::default();
        };
        let tracker = node.tracker();
        let voters = &tracker.configuration.voters;
        let votes = voters.ids();
        Ballots {
            votes: votes
                .iter()
                .map(|id| tracker.votes.get(&id).copied())
                .collect(),
            granted: tracker.tally().granted,
            needed: voters.incoming.quorum(),
        }
    }
}

/// What voters said to a candidate.
#[derive(Default)]
pub(super) struct Ballots {
    pub votes: Vec<Option<bool>>,
    pub granted: usize,
    pub needed: usize,
}

/// The classes that carry a term's colour; the seventh term takes the first colour again, and its number tells.
pub(super) fn term_class(term: u64) -> &'static str {
    const CLASSES: [&str; 6] = ["t1", "t2", "t3", "t4", "t5", "t6"];
    match term {
        0 => "t0",
        _ => CLASSES[((term - 1) % 6) as usize],
    }
}
