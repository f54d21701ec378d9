//! A node as a stage draws it: plain values, the same for a node that is up and for one of which only the disk is left.

use std::fmt;

use raft::trace::interaction;
use raft::{Entry, Index, Node, NodeId, Payload, Role, Term};
use sim::Member;

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub id: NodeId,
    /// What it is; `None` while it is down.
    pub role: Option<Role>,
    /// Its term; of a node that is down, the one on its disk.
    pub term: Term,
    /// Whom it voted for in that term; 0 is nobody.
    pub vote: NodeId,
    /// Who leads, as far as it knows; 0 is nobody.
    pub leader: NodeId,
    /// Ticks since it heard of a leader, and how many of them make it campaign; `None` while it is down. A leader does not
    /// wait; it counts the ticks since it last looked for its quorum.
    pub timer: Option<(u64, u64)>,
    /// Its log, from the first entry that is left, or of those the latest that were asked for.
    pub log: Vec<Cell>,
    /// Everything up to here is in a snapshot, and not in the log any more.
    pub compacted: Index,
    /// Committed up to here, as far as it knows.
    pub committed: Index,
    /// Applied up to here.
    pub applied: Index,
    /// On its disk up to here.
    pub durable: Index,
    /// What is in its register; empty if it was never written.
    pub register: String,
}

/// One entry of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where.
    pub index: Index,
    /// The term of the leader that appended it.
    pub term: Term,
    /// What it says, as in the log; empty for the entry that opens a term. A change of the membership is its operations,
    /// `v4 l5`; the one that leaves a joint configuration has none, and says `leave`.
    pub text: String,
    /// Whether it changes the membership.
    pub is_change: bool,
}

impl Seen {
    /// A node with the latest entries of its log, so many at the most.
    pub(super) fn of(member: &Member, register: &str, latest: usize) -> Seen {
        let storage = member.storage();
        match member.node() {
            Some(node) => Seen::up(node, member.machine().index, register.to_string(), latest),
            None => Seen {
                id: member.id(),
                role: None,
                term: storage.hard_state().term,
                vote: storage.hard_state().vote,
                leader: raft::NOBODY,
                timer: None,
                log: cells(storage.all_entries(), latest),
                compacted: storage.first_index() - 1,
                committed: storage.hard_state().commit,
                applied: storage.snapshot().index,
                durable: storage.last_index(),
                register: register.to_string(),
            },
        }
    }

    /// A node of a trace. Its state machine appends what it applies.
    pub(super) fn traced(member: &interaction::Member, latest: usize) -> Seen {
        let machine = member.newest();
        let data = String::from_utf8_lossy(&machine.data).into_owned();
        Seen::up(&member.node, machine.index, data, latest)
    }

    fn up(node: &Node, applied: Index, register: String, latest: usize) -> Seen {
        let log = node.log();
        let first = (log.last_index() + 1).saturating_sub(latest as u64);
        let entries = log.entries(first.max(log.first_index()), u64::MAX);
        Seen {
            id: node.id(),
            role: Some(node.role()),
            term: node.term(),
            vote: node.hard_state().vote,
            leader: node.leader(),
            timer: Some(node.election_timer()),
            log: cells(&entries.unwrap_or_default(), latest),
            compacted: log.first_index() - 1,
            committed: log.committed(),
            applied,
            durable: log.durable(),
            register,
        }
    }

    /// The last index of the log.
    #[must_use]
    pub fn last(&self) -> Index {
        self.log.last().map_or(self.compacted, |cell| cell.index)
    }
}

fn cells(entries: &[Entry], latest: usize) -> Vec<Cell> {
    let from = entries.len().saturating_sub(latest);
    entries[from..].iter().map(Cell::of).collect()
}

impl Cell {
    fn of(entry: &Entry) -> Cell {
        Cell {
            index: entry.index,
            term: entry.term,
            text: match &entry.payload {
                Payload::Normal(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Payload::Change(change) if change.operations.is_empty() => "leave".to_string(),
                Payload::Change(change) => {
                    let operations = change.operations.iter().map(ToString::to_string);
                    operations.collect::<Vec<_>>().join(" ")
                }
            },
            is_change: matches!(entry.payload, Payload::Change(_)),
        }
    }
}

/// The log by terms, each with its indexes: `1/2..4 3/5` is three entries of term 1 and one of term 3.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Seen {
            id,
            term,
            vote,
            leader,
            ..
        } = self;
        match self.role {
            Some(role) => write!(f, "{id} {role}")?,
            None => write!(f, "{id} down")?,
        }
        write!(f, " term {term} vote {vote} lead {leader}")?;
        if let (Some((elapsed, timeout)), true) = (self.timer, self.role != Some(Role::Leader)) {
            write!(f, " timer {elapsed}/{timeout}")?;
        }
        f.write_str(" log")?;
        if self.log.is_empty() {
            f.write_str(" empty")?;
        }
        for run in self.log.chunk_by(|one, next| one.term == next.term) {
            write!(f, " {}/{}", run[0].term, run[0].index)?;
            if run.len() > 1 {
                write!(f, "..{}", run[run.len() - 1].index)?;
            }
        }
        write!(f, " durable {} committed {}", self.durable, self.committed)?;
        write!(f, " applied {} register {:?}", self.applied, self.register)
    }
}
