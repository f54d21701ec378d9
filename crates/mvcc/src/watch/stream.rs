//! A stream: one connection, its watchers by id, and the answers its client has not read yet.

use std::collections::{BTreeMap, VecDeque};

use super::response::{Answer, CancelReason, Unread};

/// Milliseconds between two progress answers to a silent watcher. (A real server adds up to a tenth by chance.)
pub const PROGRESS_INTERVAL_MS: u64 = 600_000;

/// One connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Watcher numbers by id. A watcher that compaction has cancelled keeps its id.
    ids: BTreeMap<i64, u64>,
    next_id: i64,
    queue: VecDeque<Answer>,
    /// Answers in the queue that count against the capacity.
    waiting: usize,
    progress_waits: bool,
    progress_due_ms: u64,
    /// Watchers that have had events since progress was last told.
    spoke: BTreeMap<i64, bool>,
}

impl Stream {
    /// Answers with events that a stream holds; when it is full its watchers become victims.
    pub const CAPACITY: usize = 128;

    pub(super) fn new(now_ms: u64) -> Stream {
        Stream {
            ids: BTreeMap::new(),
            next_id: 0,
            queue: VecDeque::new(),
            waiting: 0,
            progress_waits: false,
            progress_due_ms: now_ms + PROGRESS_INTERVAL_MS,
            spoke: BTreeMap::new(),
        }
    }

    /// Answers that the client has not read yet.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.queue.len()
    }

    /// The answers with events, and the cancellations, that the client has not read yet; oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = Unread> {
        self.queue.iter().filter_map(Unread::of)
    }

    /// Its watchers: id and number.
    pub fn watchers(&self) -> impl Iterator<Item = (i64, u64)> {
        self.ids.iter().map(|(&id, &number)| (id, number))
    }

    /// Takes an id: the one asked for, or the next that is free.
    pub(super) fn register(&mut self, wanted: i64, number: u64) -> Result<i64, CancelReason> {
        let id = if wanted == 0 { self.free_id() } else { wanted };
        if self.ids.contains_key(&id) {
            return Err(CancelReason::DuplicateId);
        }
        self.ids.insert(id, number);
        Ok(id)
    }

    fn free_id(&mut self) -> i64 {
        while self.ids.contains_key(&self.next_id) {
            self.next_id += 1;
        }
        self.next_id += 1;
        self.next_id - 1
    }

    pub(super) fn created(&mut self, id: Result<i64, CancelReason>, revision: i64) {
        let (id, reason) = match id {
            Ok(id) => (id, None),
            Err(reason) => (-1, Some(reason)),
        };
        self.queue.push_back(Answer::Control {
            id,
            revision,
            created: true,
            canceled: reason.is_some(),
            reason,
        });
    }

    /// Frees an id and says so; the watcher's number.
    pub(super) fn cancel(&mut self, id: i64, revision: i64) -> Option<u64> {
        let number = self.ids.remove(&id)?;
        self.spoke.remove(&id);
        self.queue.push_back(Answer::Control {
            id,
            revision,
            created: false,
            canceled: true,
            reason: None,
        });
        Some(number)
    }

    pub(super) fn progress(&mut self, revision: i64) {
        self.progress_waits = false;
        self.queue.push_back(Answer::Control {
            id: -1,
            revision,
            created: false,
            canceled: false,
            reason: None,
        });
    }

    pub(super) fn wait_for_progress(&mut self) {
        self.progress_waits = true;
    }

    pub(super) fn progress_waits(&self) -> bool {
        self.progress_waits
    }

    /// Whether silent watchers are to be told now; if so the next time is set.
    pub(super) fn progress_is_due(&mut self, now_ms: u64) -> bool {
        let due = now_ms >= self.progress_due_ms;
        if due {
            self.progress_due_ms += PROGRESS_INTERVAL_MS;
        }
        due
    }

    /// Tells a watcher how far it is, if it is synced and had no events since the last time.
    pub(super) fn silent(&mut self, id: i64, synced: bool, revision: i64) {
        let spoke = self.spoke.insert(id, false).unwrap_or(false);
        if !spoke && synced && self.waiting < Stream::CAPACITY {
            self.queue.push_back(Answer::Control {
                id,
                revision,
                created: false,
                canceled: false,
                reason: None,
            });
        }
    }

    /// Adds an answer that counts against the capacity. False if there is no room.
    pub(super) fn send(&mut self, answer: Answer) -> bool {
        if self.waiting == Stream::CAPACITY {
            return false;
        }
        if let Answer::Events { id, .. } = &answer {
            self.spoke.insert(*id, true);
        }
        self.waiting += 1;
        self.queue.push_back(answer);
        true
    }

    pub(super) fn push_front(&mut self, answer: Answer) {
        self.queue.push_front(answer);
    }

    pub(super) fn next(&mut self) -> Option<Answer> {
        let answer = self.queue.pop_front()?;
        if matches!(answer, Answer::Events { .. } | Answer::Compacted { .. }) {
            self.waiting -= 1;
        }
        Some(answer)
    }
}
