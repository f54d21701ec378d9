//! What a leader sends to its peers and learns from their answers (paper, section 5.3).

use super::{Node, Role};
use crate::event::EventKind;
use crate::log::EntryId;
use crate::message::{Message, MessageKind};
use crate::progress::ProgressState;
use crate::{Index, NodeId};

impl Node {
    /// Sends an append to every peer.
    pub(super) fn broadcast_append(&mut self) {
        let mut after = 0;
        while let Some(peer) = self.peer_after(after) {
            self.send_append(peer, true);
            after = peer;
        }
    }

    /// The member after `id` that is not this node: to walk through all while sending to each.
    pub(super) fn peer_after(&self, id: NodeId) -> Option<NodeId> {
        let after = self.tracker.progress.after(id)?;
        if after == self.config.id {
            self.tracker.progress.after(after)
        } else {
            Some(after)
        }
    }

    /// Sends `to` the next entries it lacks, or a snapshot if they are gone. Returns whether anything was sent;
    /// without `allow_empty`, an append must hold entries.
    pub(super) fn send_append(&mut self, to: NodeId, allow_empty: bool) -> bool {
        let Some(peer) = self.tracker.progress.get(to) else {
            return false;
        };
        if peer.is_paused() {
            return false;
        }
        let index = peer.next - 1;
        let Ok(log_term) = self.log.term(index) else {
            return self.send_snapshot(to);
        };
        // A full window gets empty appends only: if all in flight were lost, they find that out.
        let is_throttled = peer.state == ProgressState::Replicate && peer.window.is_full();
        let entries = if is_throttled {
            Ok(Vec::new())
        } else {
            self.log.entries(peer.next, self.config.message_bytes_max)
        };
        let Ok(entries) = entries else {
            return self.send_snapshot(to);
        };
        if entries.is_empty() && !allow_empty {
            return false;
        }
        let (count, bytes) = (
            entries.len(),
            entries.iter().map(|entry| entry.payload.size()).sum(),
        );
        let commit = self.log.committed();
        self.send(Message {
            index,
            log_term,
            entries,
            commit,
            ..Message::new(MessageKind::App, to)
        });
        let peer = self
            .tracker
            .progress
            .get_mut(to)
            .expect("it was there above");
        peer.sent_entries(count, bytes);
        peer.commit_sent = commit;
        true
    }

    fn send_snapshot(&mut self, to: NodeId) -> bool {
        let peer = &self.tracker.progress[to];
        if !peer.is_recently_active {
            self.event(EventKind::SnapshotPostponed { to });
            return false;
        }
        let snapshot = self.log.snapshot().clone();
        if snapshot.index == 0 {
            return false; // Nothing was ever applied here: there is nothing to send.
        }
        let id = EntryId {
            term: snapshot.term,
            index: snapshot.index,
        };
        let (first_index, commit, progress) = (
            self.log.first_index(),
            self.log.committed(),
            Box::new(peer.clone()),
        );
        self.event(EventKind::SnapshotSent {
            to,
            first_index,
            commit,
            snapshot: id,
            progress,
        });
        let peer = self
            .tracker
            .progress
            .get_mut(to)
            .expect("it was there above");
        peer.become_snapshot(id.index);
        let progress = Box::new(peer.clone());
        self.event(EventKind::ReplicationPaused { to, progress });
        self.send(Message {
            snapshot: Some(snapshot),
            ..Message::new(MessageKind::Snap, to)
        });
        true
    }

    /// Tells every peer that the leader is there, and how much of what it has is committed.
    pub(super) fn broadcast_heartbeat(&mut self) {
        let context = self.reads.newest_context(&self.config.rules);
        let committed = self.log.committed();
        let mut after = 0;
        while let Some(to) = self.peer_after(after) {
            after = to;
            let peer = self
                .tracker
                .progress
                .get_mut(to)
                .expect("it was found there");
            // Beyond what is known to match, the peer's log may hold something else.
            let is_capped = self.config.rules.heartbeat_commits_what_matches;
            let commit = if is_capped {
                committed.min(peer.matched)
            } else {
                committed
            };
            peer.commit_sent = commit;
            self.send(Message {
                commit,
                context: context.clone(),
                ..Message::new(MessageKind::Heartbeat, to)
            });
        }
    }

    /// Whether the sender is a member; says so if not.
    pub(super) fn knows(&mut self, from: NodeId) -> bool {
        let is_member = self.tracker.progress.contains(from);
        if !is_member {
            self.event(EventKind::NoProgress { from });
        }
        is_member
    }

    pub(super) fn handle_append_response(&mut self, message: &Message) {
        if !self.knows(message.from) {
            return;
        }
        let peer = self
            .tracker
            .progress
            .get_mut(message.from)
            .expect("a member");
        peer.is_recently_active = true;
        if message.is_rejection {
            self.handle_rejected_append(message);
        } else {
            self.handle_accepted_append(message.from, message.index);
        }
    }

    /// Goes back to where the logs may agree. The follower's hint skips its entries of terms the leader's log does not
    /// have there; the walk here skips the leader's entries of terms the follower does not have.
    fn handle_rejected_append(&mut self, message: &Message) {
        let Message { from, index, .. } = *message;
        let hint = EntryId {
            term: message.log_term,
            index: message.hint,
        };
        self.event(EventKind::AppendRejected { from, index, hint });
        let hint = if hint.term > 0 {
            self.log.find_by_term(hint.index, hint.term).index
        } else {
            hint.index
        };
        let peer = self.tracker.progress.get_mut(from).expect("a member");
        if !peer.reject(index, hint) {
            return;
        }
        let progress = Box::new(peer.clone());
        if peer.state == ProgressState::Replicate {
            peer.become_probe();
        }
        self.event(EventKind::ProgressDecreased { from, progress });
        self.send_append(from, true);
    }

    fn handle_accepted_append(&mut self, from: NodeId, index: Index) {
        let first_index = self.log.first_index();
        let peer = self.tracker.progress.get_mut(from).expect("a member");
        let is_news = peer.acknowledge(index);
        // What is known already still answers a probe, and so ends the probing.
        let ends_probing = peer.matched == index && peer.state == ProgressState::Probe;
        if !is_news && !ends_probing {
            return;
        }
        match peer.state {
            ProgressState::Probe => peer.become_replicate(),
            ProgressState::Replicate => peer.window.free_up_to(index),
            // Whatever snapshot is under way: with this index the log can go on from here.
            ProgressState::Snapshot if peer.matched + 1 >= first_index => {
                let progress = Box::new(peer.clone());
                peer.become_probe();
                peer.become_replicate();
                self.event(EventKind::SnapshotRecovered { from, progress });
            }
            ProgressState::Snapshot => {}
        }
        let is_own = from == self.config.id;
        if self.try_commit() {
            self.release_held_reads();
            self.broadcast_append();
        } else if !is_own && self.tracker.progress[from].can_raise_commit(self.log.committed()) {
            self.send_append(from, true);
        }
        if is_own {
            return;
        }
        // The answer may have made room for several appends.
        while self.send_append(from, false) {}
        if from == self.transfer_target
            && self.tracker.progress[from].matched == self.log.last_index()
        {
            self.event(EventKind::TimeoutNowSentAfterAppend { to: from });
            self.send(Message::new(MessageKind::TimeoutNow, from));
        }
    }

    /// Commits what a quorum has, if that is of the own term: entries of earlier terms may yet be replaced even when a
    /// majority holds them, and are committed by what follows them (section 5.4.2, figure 8).
    pub(super) fn try_commit(&mut self) -> bool {
        let progress = &self.tracker.progress;
        let acknowledged = |id: NodeId| progress.get(id).map(|peer| peer.matched);
        let index = self.voters_in_force().committed(acknowledged);
        if index <= self.log.committed() {
            return false;
        }
        let term = self.log.term(index);
        let may_commit = if self.config.rules.commit_only_own_term {
            term == Ok(self.term)
        } else {
            term.is_ok()
        };
        if may_commit {
            self.log.commit_to(index);
        }
        may_commit
    }

    pub(super) fn handle_heartbeat_response(&mut self, message: &Message) {
        let from = message.from;
        if !self.knows(from) {
            return;
        }
        let last = self.log.last_index();
        let peer = self.tracker.progress.get_mut(from).expect("a member");
        peer.is_recently_active = true;
        peer.is_flow_paused = false;
        if peer.matched < last || peer.state == ProgressState::Probe {
            self.send_append(from, true);
        }
        self.confirm_reads(from, &message.context);
    }

    /// What was in flight is probably lost: look again where the logs part.
    pub(super) fn handle_unreachable(&mut self, peer: NodeId) {
        if !self.knows(peer) {
            return;
        }
        let progress = self.tracker.progress.get_mut(peer).expect("a member");
        if progress.state == ProgressState::Replicate {
            progress.become_probe();
        }
        let progress = Box::new(progress.clone());
        self.event(EventKind::PeerUnreachable { peer, progress });
    }

    /// Goes on after a snapshot: behind it if it arrived, else from what is known to match.
    pub(super) fn handle_snapshot_report(&mut self, from: NodeId, succeeded: bool) {
        if !self.knows(from) {
            return;
        }
        let peer = self.tracker.progress.get_mut(from).expect("a member");
        if peer.state != ProgressState::Snapshot {
            return;
        }
        if !succeeded {
            peer.pending_snapshot = 0;
        }
        peer.become_probe();
        let progress = Box::new(peer.clone());
        // Wait for the peer's own answer, or for the next heartbeat's, before sending anything.
        peer.is_flow_paused = true;
        self.event(EventKind::SnapshotReported {
            from,
            succeeded,
            progress,
        });
    }

    /// Whether this node leads.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.role == Role::Leader
    }
}
