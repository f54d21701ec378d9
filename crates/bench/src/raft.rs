//! Raft: three nodes in one process, against TiKV's `raft`.
//!
//! Nothing is encoded and nothing is written: what is measured is the state machine. Every entry is appended, replicated,
//! committed and applied on all three; entries have 64 bytes, and both logs are compacted every 1,024 entries.

use crate::{Contestant, Report};

const ENTRIES: u64 = 4_096;
const TICKS: u64 = 10_000;

/// The workloads of the area. In WebAssembly ours are alone.
pub fn run(report: &mut Report) {
    for (batch, goal) in [(1, 3.0), (64, 2.5)] {
        let mut ours = ours::Trio::with(1);
        let mut contestants: Vec<Contestant> =
            vec![("raft", Box::new(move || ours.replicate(ENTRIES, batch)))];
        #[cfg(not(target_arch = "wasm32"))]
        for (name, in_one) in [("raft-rs", false), ("raft-rs, one proposal", true)] {
            // The second proposes a whole batch at once, as ours does.
            let mut theirs = theirs::Trio::with(1);
            let work = move || theirs.replicate(ENTRIES, batch, in_one);
            contestants.push((name, Box::new(work)));
        }
        let workload = format!("3 nodes, 64 bytes, batches of {batch}, an entry");
        report.compare(&workload, ENTRIES, Some(goal), &mut contestants);
    }
    for (workload, heartbeat_ticks) in [
        ("3 nodes, a tick with its heartbeats", 1),
        ("3 nodes, a tick, a heartbeat every 100", 100),
    ] {
        let mut ours = ours::Trio::with(heartbeat_ticks);
        let mut contestants: Vec<Contestant> = vec![("raft", Box::new(move || ours.tick(TICKS)))];
        #[cfg(not(target_arch = "wasm32"))]
        {
            let mut theirs = theirs::Trio::with(heartbeat_ticks as usize);
            contestants.push(("raft-rs", Box::new(move || theirs.tick(TICKS))));
        }
        report.compare(workload, TICKS, Some(2.0), &mut contestants);
    }
}

const PAYLOAD: [u8; 64] = [7; 64];
const COMPACT_EVERY: u64 = 1_024;

mod ours {
    use super::{COMPACT_EVERY, PAYLOAD};
    use raft::{Bytes, Config, Message, Node, Ready, Storage};

    /// Three nodes and what is under way between them.
    pub struct Trio {
        nodes: Vec<Node>,
        ready: Ready,
        in_flight: Vec<Message>,
        applied: u64,
    }

    impl Trio {
        pub fn with(heartbeat_ticks: u64) -> Trio {
            let node = |id| {
                let config = Config {
                    heartbeat_timeout_ticks: heartbeat_ticks,
                    election_timeout_ticks: 10 * heartbeat_ticks,
                    ..Config::new(id)
                };
                Node::new(config, Storage::founded_by(1..=3)).expect("these settings are fine")
            };
            let nodes = (1..=3).map(node).collect();
            let mut trio = Trio {
                nodes,
                ready: Ready::default(),
                in_flight: Vec::new(),
                applied: 0,
            };
            trio.nodes[0].campaign();
            trio.settle();
            assert!(trio.nodes[0].is_leader());
            trio
        }

        /// Replicates so many entries, and tells how many were applied in all.
        pub fn replicate(&mut self, entries: u64, batch: u64) -> u64 {
            for _ in 0..entries / batch {
                let leader = &mut self.nodes[0];
                let data = || Bytes::from(PAYLOAD.as_slice());
                if batch == 1 {
                    leader.propose(data()).expect("a leader takes it");
                } else {
                    leader
                        .propose_batch((0..batch).map(|_| data()))
                        .expect("a leader takes it");
                }
                self.settle();
            }
            self.applied
        }

        pub fn tick(&mut self, ticks: u64) -> u64 {
            for _ in 0..ticks {
                self.nodes.iter_mut().for_each(Node::tick);
                self.settle();
            }
            self.nodes[0].term()
        }

        /// Lets all work until nothing is left.
        fn settle(&mut self) {
            loop {
                let mut is_idle = true;
                for node in &mut self.nodes {
                    if node.has_ready() {
                        is_idle = false;
                        node.ready_into(&mut self.ready);
                        let ready = &mut self.ready;
                        if let Some(hard_state) = ready.hard_state {
                            node.storage_mut().set_hard_state(hard_state);
                        }
                        node.storage_mut().append(&ready.entries);
                        self.applied += ready.committed.len() as u64;
                        self.in_flight.append(&mut ready.messages);
                        node.advance();
                        let applied = node.log().applied();
                        if applied >= node.storage().first_index() + 2 * COMPACT_EVERY {
                            node.storage_mut()
                                .compact(applied - COMPACT_EVERY)
                                .expect("it is applied");
                        }
                    }
                }
                for message in self.in_flight.drain(..) {
                    is_idle = false;
                    self.nodes[message.to as usize - 1]
                        .step(message)
                        .expect("a message of a member");
                }
                if is_idle {
                    return;
                }
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod theirs {
    use super::{COMPACT_EVERY, PAYLOAD};
    use raft_rs::eraftpb::{Entry, Message, MessageType};
    use raft_rs::storage::MemStorage;
    use raft_rs::{Config, RawNode, StateRole, Storage};

    /// Three nodes and what is under way between them.
    pub struct Trio {
        nodes: Vec<RawNode<MemStorage>>,
        in_flight: Vec<Message>,
        applied: u64,
    }

    impl Trio {
        pub fn with(heartbeat_ticks: usize) -> Trio {
            let logger = slog::Logger::root(slog::Discard, slog::o!());
            let node = |id| {
                let config = Config {
                    id,
                    heartbeat_tick: heartbeat_ticks,
                    election_tick: 10 * heartbeat_ticks,
                    batch_append: true,
                    max_size_per_msg: u64::MAX,
                    ..Config::default()
                };
                let storage = MemStorage::new_with_conf_state((vec![1, 2, 3], vec![]));
                RawNode::new(&config, storage, &logger).expect("these settings are fine")
            };
            let mut trio = Trio {
                nodes: (1..=3).map(node).collect(),
                in_flight: Vec::new(),
                applied: 0,
            };
            trio.nodes[0].campaign().expect("a voter campaigns");
            trio.settle();
            assert_eq!(trio.nodes[0].raft.state, StateRole::Leader);
            trio
        }

        /// Replicates so many entries, and tells how many were applied in all.
        pub fn replicate(&mut self, entries: u64, batch: u64, in_one: bool) -> u64 {
            for _ in 0..entries / batch {
                let leader = &mut self.nodes[0];
                if in_one {
                    let mut proposal = Message {
                        from: 1,
                        ..Message::default()
                    };
                    proposal.set_msg_type(MessageType::MsgPropose);
                    let entry = || Entry {
                        data: PAYLOAD.to_vec().into(),
                        ..Entry::default()
                    };
                    proposal.entries = (0..batch).map(|_| entry()).collect::<Vec<Entry>>().into();
                    leader.raft.step(proposal).expect("a leader takes it");
                } else {
                    for _ in 0..batch {
                        leader
                            .propose(vec![], PAYLOAD.to_vec())
                            .expect("a leader takes it");
                    }
                }
                self.settle();
            }
            self.applied
        }

        pub fn tick(&mut self, ticks: u64) -> u64 {
            for _ in 0..ticks {
                for node in &mut self.nodes {
                    node.tick();
                }
                self.settle();
            }
            self.nodes[0].raft.term
        }

        fn settle(&mut self) {
            loop {
                let mut is_idle = true;
                for node in &mut self.nodes {
                    if node.has_ready() {
                        is_idle = false;
                        let mut ready = node.ready();
                        self.in_flight.append(&mut ready.take_messages());
                        let storage = node.raft.raft_log.store.clone();
                        storage
                            .wl()
                            .append(ready.entries())
                            .expect("entries follow each other");
                        if let Some(hard_state) = ready.hs() {
                            storage.wl().set_hardstate(hard_state.clone());
                        }
                        self.applied += ready.take_committed_entries().len() as u64;
                        self.in_flight.append(&mut ready.take_persisted_messages());
                        let mut light = node.advance(ready);
                        if let Some(commit) = light.commit_index() {
                            storage.wl().mut_hard_state().commit = commit;
                        }
                        self.in_flight.append(&mut light.take_messages());
                        self.applied += light.take_committed_entries().len() as u64;
                        node.advance_apply();
                        let applied = node.raft.raft_log.applied;
                        if applied
                            >= storage.first_index().expect("it is in memory") + 2 * COMPACT_EVERY
                        {
                            storage
                                .wl()
                                .compact(applied - COMPACT_EVERY)
                                .expect("it is applied");
                        }
                    }
                }
                for message in self.in_flight.drain(..) {
                    is_idle = false;
                    self.nodes[message.to as usize - 1]
                        .step(message)
                        .expect("a message of a member");
                }
                if is_idle {
                    return;
                }
            }
        }
    }
}
