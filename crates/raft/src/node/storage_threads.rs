//! Asynchronous storage: writes and applications are messages, answered when they are done.
//!
//! Answers may come late, and by then entries may have been overwritten, even twice and back to a term they had before
//! (the *A-B-A* hazard). So an answer counts only in the term in which its write was handed out, and only if the entry
//! it names is still there in the term it names.

use std::sync::Arc;

use super::Node;
use crate::entry::Entry;
use crate::event::EventKind;
use crate::log::EntryId;
use crate::message::{Message, MessageKind};
use crate::ready::HardState;
use crate::snapshot::Snapshot;
use crate::{APPEND_THREAD, APPLY_THREAD, Index, Term};

impl Node {
    /// The write of one Ready, with the messages that wait for it; `None` if there is nothing to write or to wait for.
    pub(super) fn storage_append(
        &self,
        entries: &[Entry],
        hard_state: Option<HardState>,
        snapshot: Option<&Arc<Snapshot>>,
    ) -> Option<Message> {
        if entries.is_empty()
            && hard_state.is_none()
            && snapshot.is_none()
            && self.after_persist.is_empty()
        {
            return None;
        }
        let HardState { term, vote, commit } = hard_state.unwrap_or_default();
        let mut responses = self.after_persist.clone();
        if let Some(answer) = self.append_answer(snapshot.is_some()) {
            let (log_term, index) = (answer.last.term, answer.last.index);
            let (from, snapshot, term) = (APPEND_THREAD, snapshot.cloned(), answer.term);
            let response = Message::new(MessageKind::StorageAppendResp, self.config.id);
            responses.push(Message {
                from,
                term,
                log_term,
                index,
                snapshot,
                ..response
            });
        }
        let (from, snapshot, entries) = (self.config.id, snapshot.cloned(), entries.to_vec());
        let message = Message::new(MessageKind::StorageAppend, APPEND_THREAD);
        Some(Message {
            from,
            term,
            vote,
            commit,
            entries,
            snapshot,
            responses,
            ..message
        })
    }

    pub(super) fn storage_apply(&self, committed: &[Entry]) -> Option<Message> {
        if committed.is_empty() {
            return None;
        }
        let (id, entries) = (self.config.id, committed.to_vec());
        let response = Message::new(MessageKind::StorageApplyResp, id);
        let responses = vec![Message {
            from: APPLY_THREAD,
            entries: entries.clone(),
            ..response
        }];
        let message = Message::new(MessageKind::StorageApply, APPLY_THREAD);
        Some(Message {
            from: id,
            entries,
            responses,
            ..message
        })
    }

    /// What the completion of the writes handed out so far will acknowledge: everything unstable, handed out now or
    /// earlier, as writes complete in order.
    pub(super) fn append_answer(&self, has_snapshot: bool) -> Option<AppendAnswer> {
        let has_entries = !self.log.unstable.entries.is_empty();
        if !has_entries && !has_snapshot {
            return None;
        }
        let last = if has_entries {
            self.log.last()
        } else {
            EntryId::default()
        };
        Some(AppendAnswer {
            term: self.term,
            last,
        })
    }

    pub(super) fn handle_storage_appended(&mut self, message: &Message) {
        let last = EntryId {
            term: message.log_term,
            index: message.index,
        };
        let snapshot = message.snapshot.as_ref().map(|snapshot| snapshot.index);
        self.appended(
            AppendAnswer {
                term: message.term,
                last,
            },
            snapshot,
        );
    }

    /// Writes are durable: up to the entry the answer names, and the snapshot.
    pub(super) fn appended(&mut self, answer: AppendAnswer, snapshot: Option<Index>) {
        let AppendAnswer { term: lower, last } = answer;
        let must_match = self.config.rules.storage_answers_match_the_log;
        if last.index != 0 {
            if lower < self.term && must_match {
                let kind = MessageKind::StorageAppendResp;
                self.event(EventKind::StorageAnswerLate { kind, lower });
            } else if let Some(kind) = self.log.unstable.stable_to(last, must_match) {
                self.event(kind);
            }
        }
        // A snapshot holds only what is committed, in whatever term it was written.
        if let Some(index) = snapshot {
            self.log.unstable.stable_snapshot_to(index);
            self.applied_to(index, 0);
        }
    }

    pub(super) fn handle_storage_applied(&mut self, entries: &[Entry]) {
        if let Some(last) = entries.last() {
            let bytes = entries.iter().map(Entry::size).sum();
            let payload_bytes = entries.iter().map(|entry| entry.payload.size()).sum();
            self.applied(last.index, bytes, payload_bytes);
        }
    }

    pub(super) fn applied(&mut self, index: Index, bytes: u64, payload_bytes: u64) {
        self.applied_to(index, bytes);
        self.uncommitted_bytes = self.uncommitted_bytes.saturating_sub(payload_bytes);
    }
}

/// What the completion of a write says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct AppendAnswer {
    /// The term in which the write was handed out.
    pub(super) term: Term,
    /// The last entry that is durable then; index 0 for none.
    pub(super) last: EntryId,
}
