//! Handing out what there is to do, and hearing that it is done.

use super::Node;
use super::storage_threads::AppendAnswer;
use crate::Index;
use crate::entry::Entry;
use crate::message::Message;
use crate::ready::{HardState, Ready};

/// What `advance` acknowledges, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Accepted {
    /// A Ready was taken and not yet acknowledged.
    is_open: bool,
    /// Promises of the node to itself: its own vote, its own append.
    to_self: Vec<Message>,
    appended: Option<(AppendAnswer, Option<Index>)>,
    applied: Option<Applied>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Applied {
    index: Index,
    bytes: u64,
    payload_bytes: u64,
}

impl Node {
    /// Whether [`Node::ready`] would hold anything.
    #[must_use]
    pub fn has_ready(&self) -> bool {
        let hard_state = self.hard_state();
        self.soft_state() != self.emitted_soft
            || (!hard_state.is_empty() && hard_state != self.emitted_hard)
            || self.log.unstable.next_snapshot().is_some()
            || !self.log.unstable.next_entries().is_empty()
            || !self.outbox.is_empty()
            || !self.after_persist.is_empty()
            || !self.read_states.is_empty()
            || self.log.next_committed(self.applies_unstable()).is_some()
    }

    /// Hands out all there is to do. It counts as accepted at once: the next call gives only what is new.
    ///
    /// With synchronous storage, do it and call [`Node::advance`] before the next. With asynchronous storage, pass the
    /// messages for the storage threads on, and step their responses when the work is done.
    ///
    /// # Panics
    /// With synchronous storage, if the Ready before was not advanced.
    pub fn ready(&mut self) -> Ready {
        let mut ready = Ready::default();
        self.ready_into(&mut ready);
        ready
    }

    /// As [`Node::ready`], into a value whose memory is used again.
    ///
    /// # Panics
    /// As [`Node::ready`].
    pub fn ready_into(&mut self, ready: &mut Ready) {
        let is_async = self.config.async_storage_writes;
        assert!(
            !self.accepted.is_open,
            "node {} was asked for a Ready before the last was advanced",
            self.config.id
        );
        let (soft_state, hard_state) = (self.soft_state(), self.hard_state());
        ready.soft_state = (soft_state != self.emitted_soft).then_some(soft_state);
        ready.hard_state =
            (!hard_state.is_empty() && hard_state != self.emitted_hard).then_some(hard_state);
        ready.read_states.clear();
        ready.read_states.append(&mut self.read_states);
        ready.entries.clear();
        ready
            .entries
            .extend_from_slice(self.log.unstable.next_entries());
        ready.snapshot = self.log.unstable.next_snapshot().cloned();
        ready.committed.clear();
        self.log
            .next_committed_entries(self.applies_unstable(), &mut ready.committed);
        ready.must_sync = must_sync(&self.emitted_hard, &hard_state, &ready.entries);
        ready.messages.clear();
        std::mem::swap(&mut ready.messages, &mut self.outbox);
        if is_async {
            ready.messages.extend(self.storage_append(
                &ready.entries,
                ready.hard_state,
                ready.snapshot.as_ref(),
            ));
            ready.messages.extend(self.storage_apply(&ready.committed));
            self.after_persist.clear();
        } else {
            self.accept(ready);
        }
        self.emitted_soft = soft_state;
        self.emitted_hard = ready.hard_state.unwrap_or(self.emitted_hard);
        self.log.unstable.accept();
        if let Some(last) = ready.committed.last() {
            let bytes = ready.committed.iter().map(Entry::size).sum();
            self.log.accept_applying(last.index, bytes, !is_async);
        }
    }

    /// Notes what `advance` will acknowledge, and lets the messages to others go with the Ready.
    fn accept(&mut self, ready: &mut Ready) {
        self.accepted.is_open = true;
        let id = self.config.id;
        let own = self
            .after_persist
            .iter()
            .filter(|message| message.to == id)
            .count();
        if own == self.after_persist.len() {
            std::mem::swap(&mut self.accepted.to_self, &mut self.after_persist);
        } else if own == 0 {
            ready.messages.append(&mut self.after_persist);
        } else {
            let to_self = |message: &mut Message| message.to == id;
            self.accepted
                .to_self
                .extend(self.after_persist.extract_if(.., to_self));
            ready.messages.append(&mut self.after_persist);
        }
        let snapshot = ready.snapshot.as_ref().map(|snapshot| snapshot.index);
        self.accepted.appended = self
            .append_answer(snapshot.is_some())
            .map(|answer| (answer, snapshot));
        self.accepted.applied = ready.committed.last().map(|last| Applied {
            index: last.index,
            bytes: ready.committed.iter().map(Entry::size).sum(),
            payload_bytes: ready
                .committed
                .iter()
                .map(|entry| entry.payload.size())
                .sum(),
        });
    }

    /// Everything of the last Ready is done: persisted, sent and applied.
    ///
    /// # Panics
    /// With asynchronous storage, or if no Ready was taken.
    pub fn advance(&mut self) {
        assert!(
            !self.config.async_storage_writes,
            "with asynchronous storage the threads answer, and nothing advances"
        );
        assert!(
            self.accepted.is_open,
            "node {} advances without a Ready",
            self.config.id
        );
        self.accepted.is_open = false;
        let Accepted {
            mut to_self,
            appended,
            applied,
            ..
        } = std::mem::take(&mut self.accepted);
        for message in &mut to_self {
            // Its own answers are never refused; they may be out of date, and are then ignored like any other.
            let _ = self.handle(message);
        }
        to_self.clear();
        self.accepted.to_self = to_self;
        if let Some((answer, snapshot)) = appended {
            self.appended(answer, snapshot);
        }
        if let Some(Applied {
            index,
            bytes,
            payload_bytes,
        }) = applied
        {
            self.applied(index, bytes, payload_bytes);
        }
    }

    /// In synchronous mode what a Ready asks to persist is durable before it is applied, as the caller works in order.
    fn applies_unstable(&self) -> bool {
        !self.config.async_storage_writes
    }
}

/// A commit index alone need not survive a crash: it is learned again.
fn must_sync(before: &HardState, now: &HardState, entries: &[Entry]) -> bool {
    !entries.is_empty() || before.term != now.term || before.vote != now.vote
}
