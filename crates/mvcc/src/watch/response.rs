//! What a watch stream answers.

use std::fmt;

use super::Watchers;
use crate::record::KeyValue;
use crate::store::Store;

/// One answer of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchResponse {
    /// The store's revision at the answer; 0 in the one that tells of a compaction, whose header has none.
    pub revision: i64,
    /// The watcher; -1 for a refused one and for progress of the stream.
    pub watch_id: i64,
    /// The answer to a create request.
    pub created: bool,
    /// The watcher has ended, or was never created.
    pub canceled: bool,
    /// Not 0: the watcher wanted revisions that this compaction has taken.
    pub compact_revision: i64,
    /// Why a watcher was not created.
    pub cancel_reason: Option<CancelReason>,
    /// More of the same answer follows.
    pub fragment: bool,
    /// What happened, in the order of revisions.
    pub events: Vec<Event>,
}

/// A change of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The new record; of a deletion key and `mod_revision` only.
    pub kv: KeyValue,
    /// The record before, if it was asked for, there was one, and it is not compacted.
    pub prev_kv: Option<KeyValue>,
}

impl Event {
    /// Whether the key was deleted.
    #[must_use]
    pub fn is_delete(&self) -> bool {
        self.kv.is_tombstone()
    }
}

/// Why a watcher was not created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReason {
    /// The range ends before it begins.
    EmptyRange,
    /// The stream has a watcher with this id.
    DuplicateId,
}

impl fmt::Display for CancelReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CancelReason::EmptyRange => "mvcc: watcher range is empty",
            CancelReason::DuplicateId => "mvcc: duplicate watch ID provided on the WatchStream",
        })
    }
}

impl std::error::Error for CancelReason {}

/// An answer as it waits in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Changes for one watcher.
    Events {
        watcher: u64,
        id: i64,
        revision: i64,
        events: Vec<KeyValue>,
    },
    /// A part of such an answer that is ready, and whether more follows.
    Part { response: WatchResponse },
    /// The end of a watcher that wanted what is compacted.
    Compacted { id: i64, compact_revision: i64 },
    /// Anything without events.
    Control {
        id: i64,
        revision: i64,
        created: bool,
        canceled: bool,
        reason: Option<CancelReason>,
    },
}

/// An answer with something in it that its client has not read yet, to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The watcher's id in the stream.
    pub watch_id: i64,
    /// How many events it brings; 0 if it says that compaction has ended the watcher.
    pub events: usize,
    /// The main revision of the first event, and of the last.
    pub revisions: Option<(i64, i64)>,
}

impl Unread {
    pub(super) fn of(answer: &Answer) -> Option<Unread> {
        let (watch_id, mains): (i64, Vec<i64>) = match answer {
            Answer::Events { id, events, .. } => {
                (*id, events.iter().map(|kv| kv.mod_revision).collect())
            }
            Answer::Part { response } => {
                let mains = response.events.iter().map(|event| event.kv.mod_revision);
                (response.watch_id, mains.collect())
            }
            Answer::Compacted { id, .. } => (*id, Vec::new()),
            Answer::Control { .. } => return None,
        };
        Some(Unread {
            watch_id,
            events: mains.len(),
            revisions: mains.first().copied().zip(mains.last().copied()),
        })
    }
}

/// An answer larger than this is split where that was asked for: 1.5 MiB and 512 KiB for the envelope.
const MESSAGE_BYTES: usize = 2 << 20;

impl Store {
    /// Makes an answer out of what waited in the stream.
    pub(super) fn respond(&mut self, stream: u64, answer: Answer) -> WatchResponse {
        match answer {
            Answer::Part { response } => response,
            Answer::Compacted {
                id,
                compact_revision,
            } => WatchResponse {
                watch_id: id,
                canceled: true,
                compact_revision,
                ..WatchResponse::default()
            },
            Answer::Control {
                id,
                revision,
                created,
                canceled,
                reason,
            } => WatchResponse {
                revision,
                watch_id: id,
                created,
                canceled,
                cancel_reason: reason,
                ..WatchResponse::default()
            },
            Answer::Events {
                watcher,
                id,
                revision,
                events,
            } => {
                let request = self.watchers().get(watcher).map(|watcher| &watcher.request);
                let (prev_kv, fragment) = request.map_or((false, false), |request| {
                    (request.prev_kv, request.fragment)
                });
                let with_previous = |kv: KeyValue| {
                    let prev_kv = if prev_kv {
                        self.before(&kv).cloned()
                    } else {
                        None
                    };
                    Event { kv, prev_kv }
                };
                let events = events.into_iter().map(with_previous).collect();
                let response = WatchResponse {
                    revision,
                    watch_id: id,
                    events,
                    ..WatchResponse::default()
                };
                let mut parts = if fragment {
                    split(response)
                } else {
                    vec![response]
                };
                let first = parts.remove(0);
                self.watchers.push_parts(stream, parts);
                first
            }
        }
    }

    /// The record that a change replaced: what was current one revision earlier, unless that is compacted.
    fn before(&self, kv: &KeyValue) -> Option<&KeyValue> {
        let is_creation = !kv.is_tombstone() && kv.create_revision == kv.mod_revision;
        if is_creation {
            None
        } else {
            self.get(&kv.key, kv.mod_revision - 1).ok().flatten()
        }
    }
}

impl Watchers {
    fn push_parts(&mut self, stream: u64, parts: Vec<WatchResponse>) {
        for response in parts.into_iter().rev() {
            self.stream_mut(stream)
                .push_front(Answer::Part { response });
        }
    }
}

/// Splits an answer that is too large for one message at its events; all parts but the last are marked.
fn split(mut response: WatchResponse) -> Vec<WatchResponse> {
    let events = std::mem::take(&mut response.events);
    let mut parts = vec![Vec::new()];
    let mut size = 0;
    for event in events {
        let bytes = event_bytes(&event);
        if size > 0 && size + bytes >= MESSAGE_BYTES {
            parts.push(Vec::new());
            size = 0;
        }
        size += bytes;
        parts
            .last_mut()
            .expect("there is always a part")
            .push(event);
    }
    let last = parts.len() - 1;
    let part = |(i, events)| WatchResponse {
        events,
        fragment: i < last,
        ..response.clone()
    };
    parts.into_iter().enumerate().map(part).collect()
}

/// Bytes of an event in the message, to within a few.
fn event_bytes(event: &Event) -> usize {
    let record = |kv: &KeyValue| kv.to_protobuf().len() + 8;
    record(&event.kv) + event.prev_kv.as_ref().map_or(0, record)
}
