//! Watch: every change of a key or a range, in order, each once, from any revision that is not compacted.
//!
//! A *stream* is one connection and holds any number of *watchers*. A watcher is always in exactly one of three places, and
//! where it is says what it still needs:
//!
//! ```text
//!  create, start <= current                     create, start > current
//!          │                                            │
//!          v        caught up (every 100 ms)            v        told at the end of every transaction
//!      unsynced ──────────────────────────────────>  synced
//!          ^                                            │
//!          │ behind again                               │ its stream is full (128 answers not yet read)
//!          └──────────────── victims <──────────────────┘
//!                     (retried every 10 ms)
//! ```
//!
//! Catching up reads the backend once for up to 512 watchers; each gets at most 1000 revisions an answer. Since a watcher
//! changes its place in the same step as the revision moves, no event is lost or given twice.

mod group;
pub mod interval_tree;
mod response;
mod stream;

use std::collections::BTreeMap;

pub use group::Group;
pub use response::{CancelReason, Event, Unread, WatchResponse};
pub use stream::Stream;

use crate::backend::{Backend, RowId};
use crate::bytes::Bytes;
use crate::record::KeyValue;
use crate::store::Store;
use response::Answer;

/// Milliseconds between two rounds of catching up.
pub const SYNC_INTERVAL_MS: u64 = 100;

/// Milliseconds between two attempts to serve victims.
pub const VICTIM_INTERVAL_MS: u64 = 10;

/// Watchers that one round of catching up serves.
pub const WATCHERS_PER_SYNC: usize = 512;

/// Distinct revisions in one answer.
pub const REVISIONS_PER_ANSWER: usize = 1000;

/// What to watch, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchRequest {
    /// First key of the range; empty means the key of one zero byte.
    pub key: Bytes,
    /// End of the range, exclusive; empty for one key, a zero byte for no bound.
    pub range_end: Bytes,
    /// First main revision to tell of; 0 for the next one.
    pub start_revision: i64,
    /// With each event the record before it.
    pub prev_kv: bool,
    /// Leave out puts.
    pub no_put: bool,
    /// Leave out deletes.
    pub no_delete: bool,
    /// Every ten minutes without an event an answer that says how far the watcher is.
    pub progress_notify: bool,
    /// Split answers that are too large for one message.
    pub fragment: bool,
    /// An id that is free in the stream; 0 lets the stream pick one.
    pub watch_id: i64,
}

/// One watcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watcher {
    /// The stream it belongs to.
    pub stream: u64,
    /// Its id within the stream.
    pub id: i64,
    /// Nothing below this main revision is for it: that lies before its start, or it has been given. A synced watcher
    /// has been given everything there is from here on, and the number stays.
    pub min_revision: i64,
    /// What it watches; its key is not empty.
    pub request: WatchRequest,
}

/// Where a watcher is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Told at the end of every transaction.
    Synced,
    /// Behind; caught up every 100 ms.
    Unsynced,
    /// Its stream was full.
    Victim,
}

/// All streams and watchers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watchers {
    streams: BTreeMap<u64, Stream>,
    next_stream: u64,
    /// By a number of our own, since ids are unique in their stream only.
    watchers: BTreeMap<u64, Watcher>,
    next_watcher: u64,
    synced: Group,
    unsynced: Group,
    victims: BTreeMap<u64, Batch>,
}

/// Events of one watcher that make up its next answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Batch {
    events: Vec<KeyValue>,
    revisions: usize,
    /// The first revision that had no room.
    more_from: Option<i64>,
}

impl Batch {
    fn add(&mut self, kv: &KeyValue) {
        if self.more_from.is_some() {
            return;
        }
        if self
            .events
            .last()
            .is_none_or(|last| last.mod_revision < kv.mod_revision)
        {
            if self.revisions == REVISIONS_PER_ANSWER {
                self.more_from = Some(kv.mod_revision);
                return;
            }
            self.revisions += 1;
        }
        self.events.push(kv.clone());
    }
}

impl Watchers {
    /// The open streams.
    pub fn streams(&self) -> impl Iterator<Item = (u64, &Stream)> {
        self.streams.iter().map(|(&id, stream)| (id, stream))
    }

    /// All watchers and where they are, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (&Watcher, Place)> {
        self.numbered().map(|(number, watcher)| {
            let place = self.place(number).expect("a watcher that is there");
            (watcher, place)
        })
    }

    /// A watcher by its number, as groups and trees name it.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&Watcher> {
        self.watchers.get(&number)
    }

    /// The watchers by number, oldest first.
    pub fn numbered(&self) -> impl Iterator<Item = (u64, &Watcher)> {
        self.watchers
            .iter()
            .map(|(&number, watcher)| (number, watcher))
    }

    /// Where a watcher is; `None` if there is none of this number.
    #[must_use]
    pub fn place(&self, number: u64) -> Option<Place> {
        self.watchers.get(&number)?;
        Some(if self.synced.members().contains(&number) {
            Place::Synced
        } else if self.unsynced.members().contains(&number) {
            Place::Unsynced
        } else {
            Place::Victim
        })
    }

    /// The events that found no room in the stream of a victim, and wait for it. Empty for the others.
    #[must_use]
    pub fn held_back(&self, number: u64) -> &[KeyValue] {
        self.victims
            .get(&number)
            .map_or(&[], |batch| batch.events.as_slice())
    }

    /// The first main revision that has not yet been put into the stream of a watcher, in a store at `revision`. Beyond
    /// `revision` when there is nothing left to tell.
    #[must_use]
    pub fn next_revision(&self, number: u64, revision: i64) -> Option<i64> {
        let min_revision = self.watchers.get(&number)?.min_revision;
        Some(match self.place(number)? {
            Place::Synced => min_revision.max(revision + 1),
            Place::Unsynced => min_revision,
            Place::Victim => self
                .held_back(number)
                .first()
                .map_or(min_revision, |kv| kv.mod_revision),
        })
    }

    /// The numbers that the next stream and the next watcher get.
    pub(crate) fn counters(&self) -> (u64, u64) {
        (self.next_stream, self.next_watcher)
    }

    pub(crate) fn set_counters(&mut self, (stream, watcher): (u64, u64)) {
        (self.next_stream, self.next_watcher) = (stream, watcher);
    }

    /// Those that are told at once.
    #[must_use]
    pub fn synced(&self) -> &Group {
        &self.synced
    }

    /// Those that are behind.
    #[must_use]
    pub fn unsynced(&self) -> &Group {
        &self.unsynced
    }

    /// Tells the synced watchers of the rows that a transaction wrote.
    ///
    /// One answer a watcher: the events of one main revision are never split, and two are never mixed.
    pub(crate) fn notify(&mut self, backend: &Backend, first_row: RowId, revision: i64) {
        if self.synced.members().is_empty() {
            return;
        }
        let rows = backend.rows_at(first_row).map(|(_, row)| &row.kv);
        for (number, batch) in self.batches(&self.synced, rows) {
            if !self.send(number, &batch, revision) {
                self.take_out(number);
                self.watcher_mut(number).min_revision = revision + 1;
                self.victims.insert(number, batch);
            }
        }
    }

    /// Sorts events by watcher, leaving out what a watcher has been given already.
    fn batches<'a>(
        &self,
        group: &Group,
        kvs: impl Iterator<Item = &'a KeyValue>,
    ) -> BTreeMap<u64, Batch> {
        let mut batches = BTreeMap::<u64, Batch>::new();
        for kv in kvs {
            for number in group.watchers_of(&kv.key) {
                if kv.mod_revision >= self.watchers[&number].min_revision {
                    batches.entry(number).or_default().add(kv);
                }
            }
        }
        batches
    }

    /// Puts a batch into the stream of its watcher, filters applied. False if the stream is full.
    fn send(&mut self, number: u64, batch: &Batch, revision: i64) -> bool {
        let watcher = &self.watchers[&number];
        let request = &watcher.request;
        let wanted = |kv: &&KeyValue| {
            if kv.is_tombstone() {
                !request.no_delete
            } else {
                !request.no_put
            }
        };
        let events: Vec<KeyValue> = batch.events.iter().filter(wanted).cloned().collect();
        if events.is_empty() {
            return true;
        }
        let (stream, id) = (watcher.stream, watcher.id);
        self.stream_mut(stream).send(Answer::Events {
            watcher: number,
            id,
            revision,
            events,
        })
    }

    fn watcher_mut(&mut self, number: u64) -> &mut Watcher {
        self.watchers
            .get_mut(&number)
            .expect("a watcher of a group")
    }

    fn stream_mut(&mut self, stream: u64) -> &mut Stream {
        self.streams
            .get_mut(&stream)
            .expect("the stream of a watcher")
    }

    fn put_in(&mut self, number: u64, place: Place) {
        let request = &self.watchers[&number].request;
        match place {
            Place::Synced => self.synced.add(number, &request.key, &request.range_end),
            Place::Unsynced => self.unsynced.add(number, &request.key, &request.range_end),
            Place::Victim => unreachable!("a victim comes with its batch"),
        }
    }

    fn take_out(&mut self, number: u64) {
        let request = &self.watchers[&number].request;
        self.synced.remove(number, &request.key, &request.range_end);
        self.unsynced
            .remove(number, &request.key, &request.range_end);
        self.victims.remove(&number);
    }

    /// One round of catching up. Says whether it made progress and left watchers behind, so that the next may come at once.
    pub(crate) fn sync(&mut self, backend: &Backend, revision: i64, compact_revision: i64) -> bool {
        let before = self.unsynced.members().len();
        let chosen = self.choose();
        let mut behind = Vec::new();
        let mut group = Group::default();
        let mut from = i64::MAX;
        for number in chosen {
            let (stream, id) = (self.watchers[&number].stream, self.watchers[&number].id);
            let min_revision = self.watchers[&number].min_revision;
            if min_revision < compact_revision {
                if self.stream_mut(stream).send(Answer::Compacted {
                    id,
                    compact_revision,
                }) {
                    self.take_out(number);
                    self.watchers.remove(&number);
                }
                continue;
            }
            behind.push(number);
            // A negative start reads nothing: as bytes it lies behind every revision.
            if min_revision >= 0 {
                from = from.min(min_revision);
                let request = &self.watchers[&number].request;
                group.add(number, &request.key, &request.range_end);
            }
        }
        let rows = backend.rows_from(from).map(|(_, row)| &row.kv);
        let mut batches = self.batches(&group, rows);
        for number in behind {
            let batch = batches.remove(&number).unwrap_or_default();
            self.watcher_mut(number).min_revision = batch.more_from.unwrap_or(revision + 1);
            if !self.send(number, &batch, revision) {
                self.take_out(number);
                self.watcher_mut(number).min_revision = revision + 1;
                self.victims.insert(number, batch);
            } else if batch.more_from.is_none() {
                self.take_out(number);
                self.put_in(number, Place::Synced);
            }
        }
        self.answer_progress(revision);
        let after = self.unsynced.members().len();
        after > 0 && after < before
    }

    /// Up to 512 unsynced watchers, those that are furthest behind first.
    fn choose(&self) -> Vec<u64> {
        let mut chosen: Vec<u64> = self.unsynced.members().iter().copied().collect();
        if chosen.len() > WATCHERS_PER_SYNC {
            chosen.sort_by_key(|number| (self.watchers[number].min_revision, *number));
            chosen.truncate(WATCHERS_PER_SYNC);
        }
        chosen
    }

    /// Tries again to serve those whose stream was full.
    pub(crate) fn serve_victims(&mut self, revision: i64) {
        for (number, batch) in std::mem::take(&mut self.victims) {
            let min_revision = self.watchers[&number].min_revision;
            if !self.send(number, &batch, min_revision - 1) {
                self.victims.insert(number, batch);
                continue;
            }
            let min_revision = batch.more_from.unwrap_or(min_revision);
            self.watcher_mut(number).min_revision = min_revision;
            self.put_in(
                number,
                if min_revision <= revision {
                    Place::Unsynced
                } else {
                    Place::Synced
                },
            );
        }
        self.answer_progress(revision);
    }

    /// Answers the progress requests that had to wait until all watchers of their stream were synced.
    fn answer_progress(&mut self, revision: i64) {
        let waiting: Vec<u64> = self
            .streams
            .iter()
            .filter(|(_, stream)| stream.progress_waits())
            .map(|(&id, _)| id)
            .collect();
        for stream in waiting {
            if self.is_synced(stream) {
                self.stream_mut(stream).progress(revision);
            }
        }
    }

    fn is_synced(&self, stream: u64) -> bool {
        self.streams[&stream].watchers().all(|(_, number)| {
            // A watcher that compaction has cancelled keeps its id, and nothing else.
            !self.watchers.contains_key(&number) || self.synced.members().contains(&number)
        })
    }

    /// Panics unless every watcher is in exactly one place and the groups know it by what it watches.
    pub(crate) fn check(&self, revision: i64) {
        self.synced.ranges().check();
        self.unsynced.ranges().check();
        let mut members = 0;
        for (number, watcher) in &self.watchers {
            let places = [
                self.synced.members().contains(number),
                self.unsynced.members().contains(number),
                self.victims.contains_key(number),
            ];
            assert_eq!(
                places.iter().filter(|&&is| is).count(),
                1,
                "watcher {number} is in one place, not {places:?}"
            );
            assert!(
                !places[1] || watcher.min_revision <= revision,
                "unsynced {watcher:?} at revision {revision}"
            );
            members += 1;
        }
        let placed =
            self.synced.members().len() + self.unsynced.members().len() + self.victims.len();
        assert_eq!(members, placed, "watchers in places");
    }
}

impl Store {
    /// Opens a stream.
    pub fn watch_open(&mut self) -> u64 {
        let id = self.watchers.next_stream;
        self.watchers.next_stream += 1;
        self.watchers.streams.insert(id, Stream::new(self.now_ms));
        id
    }

    /// Closes a stream and ends its watchers.
    ///
    /// # Panics
    /// If there is no such stream, as all the following do.
    pub fn watch_close(&mut self, stream: u64) {
        let closed = self
            .watchers
            .streams
            .remove(&stream)
            .expect("an open stream");
        for (_, number) in closed.watchers() {
            if self.watchers.watchers.contains_key(&number) {
                self.watchers.take_out(number);
                self.watchers.watchers.remove(&number);
            }
        }
    }

    /// Creates a watcher; its id. The stream gets an answer that says so, also when it is refused. O(log watchers).
    ///
    /// # Errors
    /// An id that is taken, or a range that ends before it begins.
    pub fn watch_create(
        &mut self,
        stream: u64,
        request: WatchRequest,
    ) -> Result<i64, CancelReason> {
        let mut request = request;
        if request.key.is_empty() {
            request.key = Bytes::from(&b"\0"[..]);
        }
        let revision = self.revision();
        let number = self.watchers.next_watcher;
        let upside_down = !request.range_end.is_empty()
            && *request.range_end != [0]
            && request.key >= request.range_end;
        let id = if upside_down {
            Err(CancelReason::EmptyRange)
        } else {
            self.watchers
                .stream_mut(stream)
                .register(request.watch_id, number)
        };
        self.watchers.stream_mut(stream).created(id, revision);
        let id = id?;
        self.watchers.next_watcher += 1;
        let min_revision = if request.start_revision == 0 {
            revision + 1
        } else {
            request.start_revision
        };
        self.watchers.watchers.insert(
            number,
            Watcher {
                stream,
                id,
                min_revision,
                request,
            },
        );
        self.watchers.put_in(
            number,
            if min_revision > revision {
                Place::Synced
            } else {
                Place::Unsynced
            },
        );
        Ok(id)
    }

    /// Ends a watcher; an answer says so. An unknown id is passed over in silence.
    pub fn watch_cancel(&mut self, stream: u64, id: i64) {
        let revision = self.revision();
        let Some(number) = self.watchers.stream_mut(stream).cancel(id, revision) else {
            return;
        };
        if self.watchers.watchers.contains_key(&number) {
            self.watchers.take_out(number);
            self.watchers.watchers.remove(&number);
        }
    }

    /// Asks how far the stream is: an answer without events and with id -1.
    pub fn watch_progress(&mut self, stream: u64) {
        let revision = self.revision();
        if self.switches.progress_waits_for_sync && !self.watchers.is_synced(stream) {
            self.watchers.stream_mut(stream).wait_for_progress();
        } else {
            self.watchers.stream_mut(stream).progress(revision);
        }
    }

    /// Takes the next answer out of a stream, as a client that reads does; previous records are looked up now.
    pub fn watch_poll(&mut self, stream: u64) -> Option<WatchResponse> {
        let answer = self.watchers.stream_mut(stream).next()?;
        Some(self.respond(stream, answer))
    }

    /// Takes all answers out of a stream.
    pub fn watch_drain(&mut self, stream: u64) -> Vec<WatchResponse> {
        std::iter::from_fn(|| self.watch_poll(stream)).collect()
    }

    /// One round of catching up now, instead of within 100 ms. O(watchers + rows since the one furthest behind).
    pub fn sync_watchers(&mut self) -> bool {
        let (revision, compact_revision) = (self.revision(), self.compact_revision());
        let mut watchers = std::mem::take(&mut self.watchers);
        let again = watchers.sync(self.backend(), revision, compact_revision);
        self.watchers = watchers;
        again
    }

    pub(crate) fn serve_victims(&mut self) {
        let revision = self.revision();
        self.watchers.serve_victims(revision);
    }

    /// Tells streams that were silent for ten minutes how far they are, where that was asked for.
    pub(crate) fn notify_progress(&mut self) {
        let (revision, now_ms) = (self.revision(), self.now_ms);
        let Watchers {
            streams,
            watchers,
            synced,
            ..
        } = &mut self.watchers;
        for stream in streams.values_mut() {
            if !stream.progress_is_due(now_ms) {
                continue;
            }
            for (id, number) in stream.watchers().collect::<Vec<_>>() {
                if watchers
                    .get(&number)
                    .is_some_and(|watcher| watcher.request.progress_notify)
                {
                    stream.silent(id, synced.members().contains(&number), revision);
                }
            }
        }
    }
}
