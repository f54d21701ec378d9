//! A cluster on its way to its first leader, and nothing else: nodes and messages in flight.
//!
//! The world of the lessons tells everything that happens, holds it to Raft's promises after every step and remembers what
//! clients were told. Here nobody reads any of that: what is asked is who leads first, and who stood against whom. A race runs
//! the same nodes on the same network with the same chance, so that it ends as the world does; a test holds both together.
//!
//! ```text
//!   tick:  node 1 .. n tick, each does its Ready at once ──> messages, each due after its latency
//!          then what is due arrives, first by tick, then in the order of sending, until nothing is
//! ```

use std::collections::BTreeMap;

use raft::{EventKind, Message, Node, NodeId, Random, Ready, Term};

use crate::raft::Setup;

/// Nodes with instant storage, and what is in flight between them.
pub(super) struct Race {
    /// By id, from 1.
    nodes: Vec<Node>,
    /// By the tick at which they are due, and the order of sending.
    in_flight: BTreeMap<(u64, u64), Message>,
    /// When the last message of each link is due: messages of a link keep their order.
    last_due: Vec<u64>,
    clock: u64,
    sent: u64,
    latency: (u64, u64),
    seed: u64,
    /// How many stood for election, by term.
    stood: BTreeMap<Term, u64>,
    /// Memory that is used again.
    ready: Ready,
}

impl Race {
    /// The cluster that a setup starts.
    pub(super) fn new(setup: &Setup, seed: u64) -> Race {
        let cluster = setup.cluster(seed);
        let nodes = (1..=setup.nodes).map(|id| {
            let mut node = cluster.node(id).expect("a fresh node is up").clone();
            node.take_events();
            node
        });
        let mut race = Race {
            nodes: nodes.collect(),
            in_flight: BTreeMap::new(),
            last_due: vec![0; (setup.nodes * setup.nodes) as usize],
            clock: 0,
            sent: 0,
            latency: setup.latency,
            seed,
            stood: BTreeMap::new(),
            ready: Ready::default(),
        };
        for at in 0..race.nodes.len() {
            race.work(at);
        }
        race
    }

    /// How many stood for election, by term.
    pub(super) fn stood(&self) -> &BTreeMap<Term, u64> {
        &self.stood
    }

    /// One tick of all nodes and all that is due by then; the leader and its term as soon as there is one.
    pub(super) fn tick(&mut self) -> Option<(NodeId, Term)> {
        self.clock += 1;
        for at in 0..self.nodes.len() {
            self.nodes[at].tick();
            let led = self.work(at);
            if led.is_some() {
                return led;
            }
        }
        // Ends: without a leader a message is a request, or the answer to one; an answer may begin an election, once a term.
        while let Some(entry) = self.in_flight.first_entry()
            && entry.key().0 <= self.clock
        {
            let message = entry.remove();
            let at = (message.to - 1) as usize;
            // What a node cannot handle it leaves.
            let _ = self.nodes[at].step(message);
            let led = self.work(at);
            if led.is_some() {
                return led;
            }
        }
        None
    }

    /// A node does what is ready, and its messages are on their way.
    fn work(&mut self, at: usize) -> Option<(NodeId, Term)> {
        let mut led = self.listen(at);
        while self.nodes[at].has_ready() {
            let node = &mut self.nodes[at];
            node.ready_into(&mut self.ready);
            let (ready, storage) = (&self.ready, node.storage_mut());
            if let Some(hard_state) = ready.hard_state {
                storage.set_hard_state(hard_state);
            }
            storage.append(&ready.entries);
            node.advance();
            led = led.or(self.listen(at));
            if led.is_some() {
                return led; // What it commits from here on is another story.
            }
            assert!(self.ready.committed.is_empty(), "nobody leads and commits");
            for message in std::mem::take(&mut self.ready.messages) {
                self.send(message);
            }
        }
        led
    }

    fn listen(&mut self, at: usize) -> Option<(NodeId, Term)> {
        let mut led = None;
        for event in self.nodes[at].take_events() {
            match event.kind {
                EventKind::BecameCandidate => *self.stood.entry(event.term).or_default() += 1,
                EventKind::BecameLeader => led = led.or(Some((event.node, event.term))),
                _ => {}
            }
        }
        led
    }

    /// As `Raft::note_sent` does it, with the same chance.
    fn send(&mut self, message: Message) {
        self.sent += 1;
        let (from, to) = self.latency;
        let late = if from == to {
            0
        } else {
            Random::new(raft::fingerprint(&(self.seed, self.sent))).below(to - from + 1)
        };
        let link = (message.from - 1) as usize * self.nodes.len() + (message.to - 1) as usize;
        let due = (self.clock + from + late).max(self.last_due[link]);
        self.last_due[link] = due;
        self.in_flight.insert((due, self.sent), message);
    }
}
