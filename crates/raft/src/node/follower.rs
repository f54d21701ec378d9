//! What a follower does with appends, heartbeats and snapshots.

use std::sync::Arc;

use super::Node;
use crate::confchange;
use crate::event::EventKind;
use crate::log::{AppendRules, EntryId};
use crate::message::{Message, MessageKind};
use crate::snapshot::Snapshot;
use crate::tracker::Tracker;

impl Node {
    pub(super) fn handle_append(&mut self, message: &mut Message) {
        let leader = message.from;
        let previous = EntryId {
            term: message.log_term,
            index: message.index,
        };
        let committed = self.log.committed();
        let rules = self.config.rules;
        if previous.index < committed && rules.repeated_appends_keep_the_tail {
            // Late or repeated: all of that is committed here.
            self.send(Message {
                index: committed,
                ..Message::new(MessageKind::AppResp, leader)
            });
            return;
        }
        let append = AppendRules {
            check_previous: rules.appends_check_previous,
            keep_tail: rules.repeated_appends_keep_the_tail,
        };
        let (node, term) = (self.config.id, self.term);
        let events = &mut self.events;
        let push = |kind| events.push(crate::Event { node, term, kind });
        match self
            .log
            .try_append(previous, &mut message.entries, append, push)
        {
            Some(index) => {
                let checked = if rules.append_commits_what_it_checked {
                    index
                } else {
                    self.log.last_index()
                };
                self.log.commit_to(message.commit.min(checked));
                self.send(Message {
                    index,
                    ..Message::new(MessageKind::AppResp, leader)
                });
            }
            None => self.reject_append(previous, leader),
        }
    }

    /// Rejects, with a hint: the last entry that may be common, skipping own entries of terms above the leader's.
    fn reject_append(&mut self, previous: EntryId, leader: crate::NodeId) {
        let own = self.log.term_or_zero(previous.index);
        self.event(EventKind::RejectedAppend {
            own,
            previous,
            from: leader,
        });
        let hint = self
            .log
            .find_by_term(previous.index.min(self.log.last_index()), previous.term);
        let answer = Message::new(MessageKind::AppResp, leader);
        self.send(Message {
            index: previous.index,
            is_rejection: true,
            hint: hint.index,
            log_term: hint.term,
            ..answer
        });
    }

    pub(super) fn handle_heartbeat(&mut self, message: &mut Message) {
        self.log.commit_to(message.commit);
        self.send(Message {
            context: std::mem::take(&mut message.context),
            ..Message::new(MessageKind::HeartbeatResp, message.from)
        });
    }

    pub(super) fn handle_snapshot(&mut self, message: &mut Message) {
        let snapshot = message.snapshot.take().unwrap_or_default();
        let id = EntryId {
            term: snapshot.term,
            index: snapshot.index,
        };
        let restored = self.restore(snapshot);
        let commit = self.log.committed();
        let index = if restored {
            self.event(EventKind::RestoredSnapshot {
                commit,
                snapshot: id,
            });
            self.log.last_index()
        } else {
            self.event(EventKind::IgnoredSnapshot {
                commit,
                snapshot: id,
            });
            commit
        };
        self.send(Message {
            index,
            ..Message::new(MessageKind::AppResp, message.from)
        });
    }

    /// Replaces log and membership by the snapshot's; false if there is no need to.
    fn restore(&mut self, snapshot: Arc<Snapshot>) -> bool {
        let id = EntryId {
            term: snapshot.term,
            index: snapshot.index,
        };
        if id.index <= self.log.committed() {
            return false;
        }
        if !snapshot.conf_state.contains(self.config.id) {
            self.event(EventKind::SnapshotOfOthers { snapshot: id });
            return false;
        }
        if self.log.contains(id) {
            let (commit, last) = (self.log.committed(), self.log.last());
            self.event(EventKind::FastForwarded {
                commit,
                last,
                snapshot: id,
            });
            self.log.commit_to(id.index);
            return false;
        }
        let empty = Tracker::new(self.config.in_flight_max, self.config.in_flight_bytes_max);
        let tracker = confchange::restore(&empty, id.index, &snapshot.conf_state);
        let tracker =
            tracker.expect("a leader's snapshot has a configuration that a log could hold");
        self.event(EventKind::RestoringSnapshot {
            log: self.log.state(),
            snapshot: id,
        });
        self.log.restore(snapshot);
        self.switch_to(tracker);
        let (commit, last) = (self.log.committed(), self.log.last());
        self.event(EventKind::RestoredLog {
            commit,
            last,
            snapshot: id,
        });
        true
    }
}
