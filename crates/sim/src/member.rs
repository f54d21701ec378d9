//! One computer: a node or, while it is down, what its disk holds; the state machine; the storage threads.

use std::collections::VecDeque;
use std::sync::Arc;

use raft::{
    APPEND_THREAD, APPLY_THREAD, Bytes, Change, ConfState, Config, Entry, EventKind, HardState,
    Index, Message, Node, NodeId, Payload, Rules, Snapshot, Storage, Term, fingerprint,
};

use crate::happening::Happening;

/// What entries are applied to: a register, and a digest of all that was ever applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Machine {
    /// The last entry applied.
    pub index: Index,
    /// Its term.
    pub term: Term,
    /// Depends on every entry applied, in order.
    pub digest: u64,
    /// The bytes last written.
    pub value: Bytes,
    /// The membership after that entry.
    pub conf_state: ConfState,
}

/// One computer of the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    id: NodeId,
    config: Config,
    life: Life,
    machine: Machine,
    append_work: VecDeque<Message>,
    apply_work: VecDeque<Message>,
    /// The hard state that is durable; a later one of which only the commit differs may be lost.
    synced: HardState,
    /// The last snapshot that replaced the node's membership; older changes must not be applied on top of it.
    restored: Index,
    starts: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Life {
    Up(Box<Node>),
    Down(Box<Storage>),
}

impl Member {
    pub(crate) fn new(config: Config, storage: Storage) -> Member {
        let mut member = Member {
            id: config.id,
            config,
            machine: Machine::default(),
            life: Life::Down(Box::new(storage)),
            append_work: VecDeque::new(),
            apply_work: VecDeque::new(),
            synced: HardState::default(),
            restored: 0,
            starts: 0,
        };
        member.start();
        member
    }

    /// The node, if it is up.
    #[must_use]
    pub fn node(&self) -> Option<&Node> {
        match &self.life {
            Life::Up(node) => Some(node),
            Life::Down(_) => None,
        }
    }

    pub(crate) fn node_mut(&mut self) -> Option<&mut Node> {
        match &mut self.life {
            Life::Up(node) => Some(node),
            Life::Down(_) => None,
        }
    }

    /// Who it is.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// The disk, whether the node is up or down.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        match &self.life {
            Life::Up(node) => node.storage(),
            Life::Down(storage) => storage,
        }
    }

    /// The state machine; that of the moment before the crash while it is down.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Writes that wait for the append thread, oldest first.
    #[must_use]
    pub fn append_work(&self) -> &VecDeque<Message> {
        &self.append_work
    }

    /// Entries that wait for the apply thread, oldest first.
    #[must_use]
    pub fn apply_work(&self) -> &VecDeque<Message> {
        &self.apply_work
    }

    pub(crate) fn rules(&self) -> Rules {
        self.config.rules
    }

    pub(crate) fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// Stops the node. What was only in memory is gone, and of the hard state what was not synced.
    pub(crate) fn crash(&mut self) -> bool {
        let Life::Up(node) = &self.life else {
            return false;
        };
        let mut storage = node.storage().clone();
        storage.set_hard_state(self.synced);
        self.life = Life::Down(Box::new(storage));
        self.append_work.clear();
        self.apply_work.clear();
        true
    }

    /// Starts the node from its disk, with a random stream of its own for each start.
    pub(crate) fn start(&mut self) -> bool {
        let Life::Down(storage) = &self.life else {
            return false;
        };
        let seed = fingerprint(&(self.config.seed, self.starts));
        let config = Config {
            seed,
            applied: 0,
            ..self.config.clone()
        };
        self.machine = Machine::from_snapshot(storage.snapshot());
        self.restored = storage.snapshot().index;
        let mut storage = (**storage).clone();
        if config.rules != Rules::ALL {
            // Without a rule, what was committed may be gone.
            let mut hard_state = storage.hard_state();
            hard_state.commit = hard_state.commit.min(storage.last_index());
            storage.set_hard_state(hard_state);
        }
        let node = Node::new(config, storage).expect("a node starts from what it wrote");
        self.life = Life::Up(Box::new(node));
        self.starts += 1;
        true
    }

    /// Takes a Ready and does what it asks for, in order; the messages to others are returned.
    pub(crate) fn work(&mut self, see: &mut Vec<Happening>) -> Option<Vec<Message>> {
        let node = self.node_mut()?;
        if !node.has_ready() {
            return None;
        }
        let is_async = node.config().async_storage_writes;
        let ready = node.ready();
        let id = self.id;
        for state in &ready.read_states {
            let read =
                u64::from_le_bytes(state.context[..].try_into().expect("reads are numbered"));
            see.push(Happening::ReadConfirmed {
                node: id,
                read,
                index: state.index,
            });
        }
        let mut messages = Vec::new();
        for message in ready.messages {
            match message.to {
                APPEND_THREAD => self.append_work.push_back(message),
                APPLY_THREAD => self.apply_work.push_back(message),
                _ => messages.push(message),
            }
        }
        if !is_async {
            self.persist(
                ready.hard_state,
                ready.snapshot,
                &ready.entries,
                ready.must_sync,
                see,
            );
            self.apply_entries(&ready.committed, see);
            let node = self.node_mut().expect("it is up");
            node.advance();
            self.take_events(see);
        }
        Some(messages)
    }

    /// Does the append thread's next write; the messages that waited for it and go to others are returned.
    pub(crate) fn write(&mut self, see: &mut Vec<Happening>) -> Option<Vec<Message>> {
        let work = self.append_work.pop_front()?;
        let hard_state = HardState {
            term: work.term,
            vote: work.vote,
            commit: work.commit,
        };
        let hard_state = Some(hard_state).filter(|hard_state| !hard_state.is_empty());
        self.persist(hard_state, work.snapshot, &work.entries, true, see);
        Some(self.respond(work.responses, see))
    }

    /// Applies the apply thread's next entries.
    pub(crate) fn apply(&mut self, see: &mut Vec<Happening>) -> Option<Vec<Message>> {
        let work = self.apply_work.pop_front()?;
        self.apply_entries(&work.entries, see);
        Some(self.respond(work.responses, see))
    }

    /// Steps the responses to the node itself, and returns those to others.
    fn respond(&mut self, responses: Vec<Message>, see: &mut Vec<Happening>) -> Vec<Message> {
        let id = self.id;
        let (own, others) = responses.into_iter().partition(|message| message.to == id);
        let own: Vec<Message> = own;
        for message in own {
            self.step(message, see);
        }
        others
    }

    pub(crate) fn step(&mut self, message: Message, see: &mut Vec<Happening>) {
        let node = self
            .node_mut()
            .expect("only a node that is up is given messages");
        if let Err(error) = node.step(message.clone()) {
            see.push(Happening::Refused(message, error.to_string()));
        }
        self.take_events(see);
    }

    pub(crate) fn take_events(&mut self, see: &mut Vec<Happening>) {
        let Some(node) = self.node_mut() else { return };
        let events = node.take_events();
        for event in events {
            if let EventKind::RestoredSnapshot { snapshot, .. } = &event.kind {
                self.restored = self.restored.max(snapshot.index);
            }
            see.push(Happening::Node(event));
        }
    }

    fn persist(
        &mut self,
        hard_state: Option<HardState>,
        snapshot: Option<Arc<Snapshot>>,
        entries: &[Entry],
        must_sync: bool,
        see: &mut Vec<Happening>,
    ) {
        let id = self.id;
        let storage = self.node_mut().expect("it is up").storage_mut();
        if let Some(hard_state) = hard_state {
            storage.set_hard_state(hard_state);
        }
        if let Some(snapshot) = &snapshot {
            // One that is older than what is there says nothing new.
            let _ = storage.install(snapshot.clone());
        }
        storage.append(entries);
        let (hard_state, last) = (storage.hard_state(), storage.last_index());
        if must_sync || snapshot.is_some() {
            self.synced = hard_state;
        }
        if !entries.is_empty() {
            see.push(Happening::Persisted(id, last));
        }
        if let Some(snapshot) = snapshot.filter(|snapshot| snapshot.index > self.machine.index) {
            self.machine = Machine::from_snapshot(&snapshot);
            see.push(Happening::Installed(id, snapshot.index));
        }
    }

    fn apply_entries(&mut self, entries: &[Entry], see: &mut Vec<Happening>) {
        for entry in entries {
            if entry.index <= self.machine.index {
                continue; // A snapshot overtook it.
            }
            let conf_state = entry
                .change()
                .and_then(|change| self.apply_change(entry.index, change));
            self.take_events(see);
            see.push(Happening::Applied(self.id, entry.clone()));
            if let Some(conf_state) = &conf_state {
                see.push(Happening::Reconfigured(
                    self.id,
                    entry.index,
                    conf_state.clone(),
                ));
            }
            self.machine.apply(entry, conf_state);
        }
        // What a leader sends to a follower that lacks entries is its state machine as it is: a snapshot from before the
        // follower became a member would not even name it.
        let snapshot = Arc::new(self.machine.snapshot());
        self.node_mut()
            .expect("it is up")
            .storage_mut()
            .offer(snapshot);
    }

    /// A change that does not fit does nothing, on every node alike.
    fn apply_change(&mut self, index: Index, change: &Change) -> Option<ConfState> {
        if index <= self.restored {
            return None;
        }
        self.node_mut()
            .expect("it is up")
            .apply_conf_change(change)
            .ok()
    }

    /// Saves the state machine as the snapshot to start from, and drops the log before it.
    pub(crate) fn save_snapshot(&mut self) -> Result<(), raft::StorageError> {
        let Snapshot {
            index,
            conf_state,
            data,
            ..
        } = self.machine.snapshot();
        let Some(node) = self.node_mut() else {
            return Ok(());
        };
        // The log may be dropped only up to what the node knows to be applied.
        if index == 0 || index > node.log().applied() {
            return Err(raft::StorageError::Unavailable);
        }
        let storage = node.storage_mut();
        storage.save_snapshot(index, conf_state, data)?;
        storage.compact(index)?;
        let mut hard_state = storage.hard_state();
        hard_state.commit = hard_state.commit.max(index);
        storage.set_hard_state(hard_state);
        self.synced = hard_state;
        Ok(())
    }
}

impl Machine {
    fn apply(&mut self, entry: &Entry, conf_state: Option<ConfState>) {
        self.index = entry.index;
        self.term = entry.term;
        self.digest = fingerprint(&(self.digest, entry));
        if let Payload::Normal(bytes) = &entry.payload
            && !bytes.is_empty()
        {
            self.value = bytes.clone();
        }
        if let Some(conf_state) = conf_state {
            self.conf_state = conf_state;
        }
    }

    fn from_snapshot(snapshot: &Snapshot) -> Machine {
        let (digest, value) = match snapshot.data.split_first_chunk::<8>() {
            Some((digest, value)) => (u64::from_le_bytes(*digest), value.into()),
            None => (0, Bytes::default()),
        };
        let Snapshot {
            index,
            term,
            conf_state,
            ..
        } = snapshot;
        Machine {
            index: *index,
            term: *term,
            digest,
            value,
            conf_state: conf_state.clone(),
        }
    }

    /// The bytes of a snapshot are the digest, then the value.
    fn snapshot(&self) -> Snapshot {
        let Machine {
            index,
            term,
            conf_state,
            ..
        } = self.clone();
        let data = [&self.digest.to_le_bytes()[..], &self.value]
            .concat()
            .into();
        Snapshot {
            index,
            term,
            conf_state,
            data,
        }
    }
}
