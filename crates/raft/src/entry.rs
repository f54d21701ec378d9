//! What the log holds: entries with a payload of bytes, or a change of the membership.

use std::fmt;
use std::sync::Arc;

use crate::{Index, NodeId, Term};

/// Bytes shared by reference count: an entry travels from the proposer through every log without being copied.
pub type Bytes = Arc<[u8]>;

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The term of the leader that appended it; 0 while it is only a proposal.
    pub term: Term,
    /// Its place in the log, from 1; 0 while it is only a proposal.
    pub index: Index,
    /// What it says.
    pub payload: Payload,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// Bytes for the state machine; empty for the entry that opens a term.
    Normal(Bytes),
    /// A change of the membership.
    Change(Arc<Change>),
}

/// A change of the membership, as proposed and as logged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Change {
    /// Which of the two forms it is logged in.
    pub form: Form,
    /// How it passes through a joint configuration.
    pub transition: Transition,
    /// What to do, from left to right; nothing asks to leave a joint configuration.
    pub operations: Vec<Operation>,
    /// Bytes for whoever applies it.
    pub context: Bytes,
}

/// The two forms of a logged change: the old one can hold a single operation only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// One operation, no transition.
    V1,
    /// Any number of operations.
    #[default]
    V2,
}

/// Whether and how a change passes through a joint configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Transition {
    /// Joint only if there is more than one operation; left automatically.
    #[default]
    Auto,
    /// Joint; left automatically.
    Implicit,
    /// Joint; left by an empty change that somebody proposes.
    Explicit,
}

/// One operation on the membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `v1`: a voter from now on.
    AddVoter(NodeId),
    /// `l1`: a learner from now on.
    AddLearner(NodeId),
    /// `r1`: not a member any more.
    Remove(NodeId),
    /// `u1`: no effect on the membership; carries a context.
    Update(NodeId),
}

/// What a change does to the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// One operation, at once.
    Simple,
    /// Into a joint configuration.
    EnterJoint {
        /// The leader proposes to leave it as soon as it has applied entering it.
        auto_leave: bool,
    },
    /// Out of a joint configuration.
    LeaveJoint,
}

impl Entry {
    /// A proposal: no place in a log yet.
    #[must_use]
    pub fn proposal(payload: Payload) -> Entry {
        Entry {
            term: 0,
            index: 0,
            payload,
        }
    }

    /// What the entry counts towards limits on messages and on applying, in bytes: the payload and a fixed share for
    /// term, index and kind.
    #[must_use]
    pub fn size(&self) -> u64 {
        const HEAD: u64 = 12;
        HEAD + self.payload.size()
    }

    /// The change this entry makes to the membership, if it makes one.
    #[must_use]
    pub fn change(&self) -> Option<&Change> {
        match &self.payload {
            Payload::Change(change) => Some(change),
            Payload::Normal(_) => None,
        }
    }
}

impl Payload {
    /// Bytes for the state machine.
    #[must_use]
    pub fn normal(bytes: &[u8]) -> Payload {
        Payload::Normal(Bytes::from(bytes))
    }

    /// The entry that opens a term says nothing.
    #[must_use]
    pub fn empty() -> Payload {
        Payload::Normal(Bytes::default())
    }

    /// Bytes; 0 for the empty entry and for the empty change, so that neither can be refused for its size.
    #[must_use]
    pub fn size(&self) -> u64 {
        const OPERATION: u64 = 4;
        match self {
            Payload::Normal(bytes) => bytes.len() as u64,
            Payload::Change(change) => {
                OPERATION * change.operations.len() as u64 + change.context.len() as u64
            }
        }
    }
}

impl Change {
    /// The empty change: leave the joint configuration.
    #[must_use]
    pub fn leave_joint() -> Change {
        Change::default()
    }

    /// What it does.
    #[must_use]
    pub fn step(&self) -> Step {
        match (self.form, self.transition, self.operations.len()) {
            (Form::V1, _, _) => Step::Simple,
            (Form::V2, Transition::Auto, 0) => Step::LeaveJoint,
            (Form::V2, Transition::Auto, 1) => Step::Simple,
            (Form::V2, Transition::Auto | Transition::Implicit, _) => {
                Step::EnterJoint { auto_leave: true }
            }
            (Form::V2, Transition::Explicit, _) => Step::EnterJoint { auto_leave: false },
        }
    }
}

impl Operation {
    /// The node it is about.
    #[must_use]
    pub fn id(self) -> NodeId {
        let (Operation::AddVoter(id)
        | Operation::AddLearner(id)
        | Operation::Remove(id)
        | Operation::Update(id)) = self;
        id
    }

    /// Reads operations separated by single spaces: `v1 l2 r3 u4`.
    ///
    /// # Errors
    /// Names the first word that is none.
    pub fn parse_all(text: &str) -> Result<Vec<Operation>, UnknownOperation> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        text.split(' ').map(Operation::parse).collect()
    }

    fn parse(word: &str) -> Result<Operation, UnknownOperation> {
        if word.len() < 2 {
            return Err(UnknownOperation::Token(word.to_owned()));
        }
        let kind = word.chars().next().expect("at least two bytes");
        let Some(make) = (match kind {
            'v' => Some(Operation::AddVoter as fn(NodeId) -> Operation),
            'l' => Some(Operation::AddLearner as fn(NodeId) -> Operation),
            'r' => Some(Operation::Remove as fn(NodeId) -> Operation),
            'u' => Some(Operation::Update as fn(NodeId) -> Operation),
            _ => None,
        }) else {
            return Err(UnknownOperation::Input(word.to_owned()));
        };
        match word[1..].parse() {
            Ok(id) => Ok(make(id)),
            Err(_) => Err(UnknownOperation::Id(word.to_owned())),
        }
    }
}

/// A word that is no operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownOperation {
    /// Too short to be one.
    Token(String),
    /// The first letter is none of `v l r u`.
    Input(String),
    /// After the letter stands no id.
    Id(String),
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnknownOperation::Token(word) => write!(f, "unknown token {word}"),
            UnknownOperation::Input(word) => write!(f, "unknown input: {word}"),
            UnknownOperation::Id(word) => write!(f, "not a node id: {word}"),
        }
    }
}

impl std::error::Error for UnknownOperation {}
