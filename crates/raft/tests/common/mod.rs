//! One node and nobody else: messages go in by hand, and what it sends is looked at.
#![allow(
    dead_code,
    reason = "each test file is a crate of its own, and uses its part"
)]

use raft::{
    Config, Entry, HardState, Index, Message, MessageKind, Node, NodeId, Payload, ReadState, Ready,
    Storage, Term,
};

/// A node whose disk is always written at once.
#[derive(Clone)]
pub struct Solo {
    pub node: Node,
    /// What its state machine applied.
    pub applied: Vec<Entry>,
    /// The reads that were confirmed.
    pub reads: Vec<ReadState>,
}

/// The founding snapshot takes index 1; the first entry of a log is at 2.
pub const FIRST: Index = 2;

impl Solo {
    /// Node 1 of `voters` that starts with nothing.
    pub fn new(voters: NodeId) -> Solo {
        Solo::with(voters, Config::new(1))
    }

    /// A node of `voters` with these settings and an empty log.
    pub fn with(voters: NodeId, config: Config) -> Solo {
        Solo::with_storage(config, Storage::founded_by(1..=voters))
    }

    /// Node 1 of `voters` in this term, with a log of entries of these terms from [`FIRST`] on.
    pub fn with_log(voters: NodeId, term: Term, terms: &[Term]) -> Solo {
        let mut storage = Storage::founded_by(1..=voters);
        storage.append(&entries(FIRST, terms));
        storage.set_hard_state(HardState {
            term,
            vote: 0,
            commit: 0,
        });
        Solo::with_storage(Config::new(1), storage)
    }

    pub fn with_storage(config: Config, storage: Storage) -> Solo {
        let node = Node::new(config, storage).expect("these settings are fine");
        Solo {
            node,
            applied: Vec::new(),
            reads: Vec::new(),
        }
    }

    /// A leader of `voters` in term 1, its first entry on its disk and not acknowledged by others.
    pub fn leader(voters: NodeId) -> Solo {
        let mut solo = Solo::new(voters);
        solo.elect();
        solo
    }

    /// Makes it leader, the others voting for it.
    pub fn elect(&mut self) {
        self.node.campaign();
        self.work();
        let voters: Vec<NodeId> = self
            .node
            .tracker()
            .configuration
            .voters
            .incoming
            .iter()
            .collect();
        let (id, term) = (self.node.id(), self.node.term());
        for from in voters.into_iter().filter(|&from| from != id) {
            self.step(Message {
                from,
                term,
                ..Message::new(MessageKind::VoteResp, id)
            });
        }
        assert!(self.node.is_leader(), "{:?} was not elected", self.node);
        self.work();
    }

    pub fn step(&mut self, message: Message) {
        self.node.step(message).expect("this message is taken");
    }

    /// Steps a message of `from` in the node's own term.
    pub fn hear(&mut self, kind: MessageKind, from: NodeId) {
        let term = self.node.term();
        self.step(Message {
            from,
            term,
            ..Message::new(kind, self.node.id())
        });
    }

    /// Does all there is to do, and gives what was sent to others.
    pub fn work(&mut self) -> Vec<Message> {
        let mut sent = Vec::new();
        while self.node.has_ready() {
            let ready = self.node.ready();
            sent.extend(self.handle(ready));
            self.node.advance();
        }
        sent
    }

    fn handle(&mut self, ready: Ready) -> Vec<Message> {
        let storage = self.node.storage_mut();
        if let Some(hard_state) = ready.hard_state {
            storage.set_hard_state(hard_state);
        }
        if let Some(snapshot) = ready.snapshot {
            storage.install(snapshot).expect("a snapshot is newer");
        }
        storage.append(&ready.entries);
        for entry in &ready.committed {
            if let Some(change) = entry.change() {
                let _ = self.node.apply_conf_change(change);
            }
        }
        self.applied.extend(ready.committed);
        self.reads.extend(ready.read_states);
        ready.messages
    }

    pub fn tick(&mut self, ticks: u64) {
        (0..ticks).for_each(|_| self.node.tick());
    }

    pub fn propose(&mut self, data: &str) {
        self.node
            .propose(data.as_bytes().into())
            .expect("a leader takes proposals");
    }

    /// `from` has everything up to `index`.
    pub fn acknowledge(&mut self, from: NodeId, index: Index) {
        let term = self.node.term();
        self.step(Message {
            from,
            term,
            index,
            ..Message::new(MessageKind::AppResp, self.node.id())
        });
    }

    pub fn commit(&self) -> Index {
        self.node.log().committed()
    }

    pub fn last(&self) -> Index {
        self.node.log().last_index()
    }

    /// The terms of the log, from [`FIRST`] on.
    pub fn terms(&self) -> Vec<Term> {
        let log = self.node.log();
        (FIRST..=log.last_index())
            .map(|index| log.term(index).expect("it is there"))
            .collect()
    }
}

/// Entries of these terms, from `first` on, each saying its index.
pub fn entries(first: Index, terms: &[Term]) -> Vec<Entry> {
    let entry = |(&term, index): (&Term, Index)| Entry {
        term,
        index,
        payload: Payload::normal(&[index as u8]),
    };
    terms.iter().zip(first..).map(entry).collect()
}

/// An append of `from` in `term`: entries of `terms` behind the entry `log_term`/`index`.
pub fn append(
    from: NodeId,
    term: Term,
    (log_term, index): (Term, Index),
    terms: &[Term],
    commit: Index,
) -> Message {
    let entries = entries(index + 1, terms);
    Message {
        from,
        term,
        log_term,
        index,
        entries,
        commit,
        ..Message::new(MessageKind::App, 1)
    }
}

/// A request for a vote by a candidate whose last entry is `log_term`/`index`.
pub fn vote(from: NodeId, term: Term, (log_term, index): (Term, Index)) -> Message {
    Message {
        from,
        term,
        log_term,
        index,
        ..Message::new(MessageKind::Vote, 1)
    }
}

/// Kinds and addressees, for short.
pub fn sent(messages: &[Message]) -> Vec<(MessageKind, NodeId)> {
    messages
        .iter()
        .map(|message| (message.kind, message.to))
        .collect()
}
