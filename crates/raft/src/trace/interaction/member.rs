//! One node with what surrounds it: a state machine that appends, and the two storage threads' queues.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::entry::{Bytes, Entry, Payload};
use crate::event::Event;
use crate::message::Message;
use crate::node::Node;
use crate::ready::HardState;
use crate::snapshot::Snapshot;

/// A node of the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The state machine of the protocol, with its disk.
    pub node: Node,
    /// The state machine that applies entries, after each of them: it appends their bytes.
    pub history: Vec<Arc<Snapshot>>,
    /// Writes that the append thread has to do.
    pub append_work: VecDeque<Message>,
    /// Entries that the apply thread has to apply.
    pub apply_work: VecDeque<Message>,
}

impl Member {
    pub(super) fn new(node: Node, start: Arc<Snapshot>) -> Member {
        let mut member = Member {
            node,
            history: vec![start],
            append_work: VecDeque::new(),
            apply_work: VecDeque::new(),
        };
        member.offer_newest();
        member
    }

    /// The state machine now.
    #[must_use]
    pub fn newest(&self) -> &Arc<Snapshot> {
        self.history.last().expect("there is a first state")
    }

    /// What the node would send to a follower that lacks entries is its state machine as it is.
    fn offer_newest(&mut self) {
        let newest = self.newest().clone();
        self.node.storage_mut().offer(newest);
    }

    /// Writes to the disk: hard state, then snapshot, then entries.
    pub(super) fn persist(
        &mut self,
        hard_state: HardState,
        snapshot: Option<Arc<Snapshot>>,
        entries: &[Entry],
    ) -> Result<(), String> {
        let storage = self.node.storage_mut();
        if !hard_state.is_empty() {
            storage.set_hard_state(hard_state);
        }
        if let Some(snapshot) = snapshot.filter(|snapshot| snapshot.index != 0) {
            storage
                .install(snapshot)
                .map_err(|error| error.to_string())?;
        }
        storage.append(entries);
        self.offer_newest(); // Installing a snapshot does not touch the history.
        Ok(())
    }

    /// Applies one entry; what happens in the node meanwhile is returned.
    pub(super) fn apply(&mut self, entry: &Entry) -> Vec<Event> {
        let newest = self.newest().clone();
        let (update, conf_state) = match &entry.payload {
            Payload::Normal(bytes) => (bytes.clone(), None),
            // A change that does not fit does nothing; its context is applied all the same.
            Payload::Change(change) => (
                change.context.clone(),
                self.node.apply_conf_change(change).ok(),
            ),
        };
        let data: Bytes = [&newest.data[..], &update].concat().into();
        let conf_state = conf_state.unwrap_or_else(|| newest.conf_state.clone());
        self.history.push(Arc::new(Snapshot {
            index: entry.index,
            term: entry.term,
            conf_state,
            data,
        }));
        self.offer_newest();
        self.node.take_events()
    }
}
