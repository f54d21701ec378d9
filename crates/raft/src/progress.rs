//! What a leader knows of one peer's log, and what it may send next.
//!
//! ```text
//!              rejected, unreachable
//!          +-------------------------------+
//!          v                               |
//!      +-------+   acknowledged       +-----------+
//!      | Probe | -------------------> | Replicate |
//!      +-------+                      +-----------+
//!          |  ^                            |
//!  entries |  | reported           entries | compacted
//! compacted|  | or caught up               |
//!          v  |                            v
//!      +-----------+ <---------------------+
//!      | Snapshot  |
//!      +-----------+
//! ```
//!
//! *Probe* looks for the last entry both logs share, one append at a time. *Replicate* pipelines, optimistically moving
//! `next` ahead of what is acknowledged. *Snapshot* waits: the entries the peer lacks are gone from the log.

use crate::window::Window;
use crate::{Index, NodeId};

/// How a leader feeds a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProgressState {
    /// One append, then wait: where the logs part is not yet known.
    Probe,
    /// Append after append, up to the window.
    Replicate,
    /// A snapshot is under way; no appends.
    Snapshot,
}

/// A leader's view of one peer (itself included). Invariant: `matched < next`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Progress {
    /// The peer's log is known to equal ours up to and with this index.
    pub matched: Index,
    /// The index of the next entry to send; everything before it was sent.
    pub next: Index,
    /// How the peer is fed.
    pub state: ProgressState,
    /// The index of the snapshot under way; 0 unless the state is `Snapshot`.
    pub pending_snapshot: Index,
    /// Heard from since the last quorum check.
    pub is_recently_active: bool,
    /// Whether appends wait for an answer: after a probe with entries, or with a full window.
    pub is_flow_paused: bool,
    /// Does not vote.
    pub is_learner: bool,
    /// Appends on their way, in state `Replicate`.
    pub window: Window,
    /// The highest commit index sent on the assumption that `next` is right.
    pub commit_sent: Index,
}

impl Progress {
    /// A peer of which only the place to start probing is known.
    #[must_use]
    pub fn new(matched: Index, next: Index, is_learner: bool, window: Window) -> Progress {
        Progress {
            matched,
            next,
            state: ProgressState::Probe,
            pending_snapshot: 0,
            is_recently_active: false,
            is_flow_paused: false,
            is_learner,
            window,
            commit_sent: 0,
        }
    }

    /// Whether nothing may be sent to this peer for now, not even an empty append.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        match self.state {
            ProgressState::Probe | ProgressState::Replicate => self.is_flow_paused,
            ProgressState::Snapshot => true,
        }
    }

    /// Back to probing: right after what is known to match, or after the snapshot that was sent.
    pub fn become_probe(&mut self) {
        let snapshot = if self.state == ProgressState::Snapshot {
            self.pending_snapshot
        } else {
            0
        };
        self.reset_state(ProgressState::Probe);
        self.next = self.matched.max(snapshot) + 1;
        self.commit_sent = self.commit_sent.min(self.next - 1);
    }

    /// On to pipelining, right after what is known to match.
    pub fn become_replicate(&mut self) {
        self.reset_state(ProgressState::Replicate);
        self.next = self.matched + 1;
    }

    /// A snapshot at `index` was sent.
    pub fn become_snapshot(&mut self, index: Index) {
        self.reset_state(ProgressState::Snapshot);
        self.pending_snapshot = index;
        // With a rule off a peer may have acknowledged more than its leader has.
        self.next = self.matched.max(index) + 1;
        self.commit_sent = index;
    }

    fn reset_state(&mut self, state: ProgressState) {
        self.is_flow_paused = false;
        self.pending_snapshot = 0;
        self.state = state;
        self.window.clear();
    }

    /// The peer acknowledged `index`. Returns whether that is news.
    pub fn acknowledge(&mut self, index: Index) -> bool {
        if index <= self.matched {
            return false;
        }
        self.matched = index;
        self.next = self.next.max(index + 1);
        self.is_flow_paused = false;
        true
    }

    /// The peer rejected an append at `rejected` and proposes to continue after `hint`.
    ///
    /// Returns false, and changes nothing, when the rejection is stale: messages may be late, repeated or reordered, and
    /// what is known to match never shrinks.
    pub fn reject(&mut self, rejected: Index, hint: Index) -> bool {
        if self.state == ProgressState::Replicate {
            if rejected <= self.matched {
                return false;
            }
            self.next = self.matched + 1;
        } else {
            // A probe has one append under way, and it is the one at next - 1.
            if self.next - 1 != rejected {
                return false;
            }
            self.next = rejected.min(hint.saturating_add(1)).max(self.matched + 1);
            self.is_flow_paused = false;
        }
        self.commit_sent = self.commit_sent.min(self.next - 1);
        true
    }

    /// An append of `count` entries with `bytes` of payload left for the peer.
    pub fn sent_entries(&mut self, count: usize, bytes: u64) {
        match self.state {
            ProgressState::Replicate => {
                if count > 0 {
                    self.next += count as u64;
                    self.window.push(self.next - 1, bytes);
                }
                self.is_flow_paused = self.window.is_full();
            }
            ProgressState::Probe => self.is_flow_paused |= count > 0,
            ProgressState::Snapshot => panic!(
                "an append to a peer that waits for the snapshot {}",
                self.pending_snapshot
            ),
        }
    }

    /// Whether telling the peer of `commit` could raise what it knows: it has not been told, and it was sent entries
    /// beyond what it was told.
    #[must_use]
    pub fn can_raise_commit(&self, commit: Index) -> bool {
        commit > self.commit_sent && self.commit_sent < self.next - 1
    }

    /// Asserts what must hold between the fields.
    ///
    /// # Panics
    /// If it does not; `id` is named in the message.
    pub fn validate(&self, id: NodeId) {
        assert!(
            self.matched < self.next,
            "peer {id}: matched {} is not below next {}",
            self.matched,
            self.next
        );
        let is_snapshot = self.state == ProgressState::Snapshot;
        assert!(
            is_snapshot || self.pending_snapshot == 0,
            "peer {id}: a pending snapshot in state {:?}",
            self.state
        );
        let is_replicate = self.state == ProgressState::Replicate;
        assert!(
            is_replicate || self.window.is_empty(),
            "peer {id}: appends in flight in state {:?}",
            self.state
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(state: ProgressState, matched: Index, next: Index) -> Progress {
        Progress {
            state,
            ..Progress::new(matched, next, false, Window::new(256, 0))
        }
    }

    #[test]
    fn a_stale_rejection_changes_nothing() {
        for (state, rejected) in [
            (ProgressState::Replicate, 5),
            (ProgressState::Replicate, 4),
            (ProgressState::Probe, 7),
        ] {
            let mut peer = progress(state, 5, 10);
            let before = peer.clone();
            assert!(!peer.reject(rejected, rejected), "{state:?} {rejected}");
            assert_eq!(peer, before);
        }
    }

    #[test]
    fn a_rejected_probe_jumps_to_the_hint_and_never_below_what_matches() {
        for (rejected, hint, next) in [(9, 9, 9), (9, 2, 3), (9, 0, 1), (9, 100, 9)] {
            let mut peer = progress(ProgressState::Probe, 0, 10);
            assert!(peer.reject(rejected, hint));
            assert_eq!(peer.next, next, "rejected {rejected}, hint {hint}");
        }
        let mut peer = progress(ProgressState::Probe, 7, 10);
        assert!(peer.reject(9, 0));
        assert_eq!(peer.next, 8);
    }

    #[test]
    fn a_rejected_pipeline_starts_again_after_what_matches() {
        let mut peer = progress(ProgressState::Replicate, 5, 10);
        assert!(peer.reject(9, 9));
        assert_eq!((peer.matched, peer.next), (5, 6));
    }

    #[test]
    fn probing_after_a_snapshot_starts_behind_it() {
        let mut peer = progress(ProgressState::Probe, 1, 5);
        peer.become_snapshot(10);
        assert!(peer.is_paused());
        peer.become_probe();
        assert_eq!((peer.matched, peer.next, peer.pending_snapshot), (1, 11, 0));
    }

    #[test]
    fn a_probe_with_entries_waits_and_an_empty_one_does_not() {
        let mut peer = progress(ProgressState::Probe, 0, 1);
        peer.sent_entries(0, 0);
        assert!(!peer.is_paused());
        peer.sent_entries(1, 8);
        assert!(peer.is_paused());
        assert_eq!(peer.next, 1, "a probe does not run ahead");
    }

    #[test]
    fn an_acknowledgement_that_is_known_is_no_news() {
        let mut peer = progress(ProgressState::Replicate, 5, 10);
        assert!(!peer.acknowledge(4) && !peer.acknowledge(5) && peer.acknowledge(6));
        assert_eq!((peer.matched, peer.next), (6, 10));
        assert!(peer.acknowledge(12));
        assert_eq!((peer.matched, peer.next), (12, 13));
    }
}
