//! The Raft consensus algorithm as a pure state machine, in the shape of etcd's.
//!
//! A cluster of nodes keeps one log in the same order on all of them, and loses no committed entry while a majority
//! lives. Ongaro and Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), called "the paper" below;
//! Ongaro's thesis adds PreVote, leases, reads without a log entry, and leader transfer.
//!
//! ```text
//!              +-----------+   Ready: entries and hard state to persist,
//!  tick ------>|           |   entries to apply, messages to send
//!  step ------>|   Node    |-------------------------------------------->  disk, state machine, network
//!  propose --->|           |<--------------------------------------------
//!              +-----------+   advance, or answers of the storage threads
//! ```
//!
//! A [`Node`] does no input or output, reads no clock and spawns nothing: time is [`Node::tick`], chance is a seed in
//! [`Config`], disk and network are what the caller does with a [`Ready`]. Two nodes with equal state that are given
//! equal calls stay equal, natively and in WebAssembly; a node is `Clone`, `Eq` and [`fingerprint`]ed.
//!
//! Conventions: indexes and terms start at 1, and 0 means none; ranges of entries are half-open; whatever is listed by
//! id ascends; sizes are bytes, times are ticks.
//!
//! The behaviour is etcd-raft's, down to the order of messages, so that its data-driven tests pass byte for byte
//! ([`trace`]). What is left out: the encoding of messages (they are plain values here), and logging (a node collects
//! typed [`Event`]s instead, whose words are in one place).

mod config;
mod node;
mod ready;
pub use config::{Config, ConfigError, ReadOption};
pub use node::{Node, Role, Status, StepError};
pub use ready::{HardState, ReadState, Ready, SoftState};

mod entry;
mod message;
mod snapshot;
pub use entry::{
    Bytes, Change, Entry, Form, Operation, Payload, Step, Transition, UnknownOperation,
};
pub use message::{Context, Message, MessageKind};
pub use snapshot::{ConfState, Snapshot};

mod log;
mod storage;
mod unstable;
pub use log::{EntryId, Log, LogError};
pub use storage::{Storage, StorageError};

pub mod confchange;
pub mod peers;
pub mod progress;
pub mod quorum;
pub mod tracker;
pub mod window;

mod event;
mod rules;
mod text;
pub use event::{Ballot, ChangeRefusal, Event, EventKind, Level, LogState};
pub use rules::Rules;

mod fingerprint;
mod random;
pub use fingerprint::fingerprint;
pub use random::Random;

pub mod trace;

/// Who: a positive number below the storage threads' two.
pub type NodeId = u64;
/// When, by the count of elections.
pub type Term = u64;
/// Where in the log.
pub type Index = u64;

/// No node: no leader, no vote.
pub const NOBODY: NodeId = 0;
/// The addressee of storage writes with asynchronous storage.
pub const APPEND_THREAD: NodeId = u64::MAX;
/// The addressee of entries to apply with asynchronous storage.
pub const APPLY_THREAD: NodeId = u64::MAX - 1;

/// Whether `id` is one of the two storage threads.
#[must_use]
pub fn is_storage_thread(id: NodeId) -> bool {
    id == APPEND_THREAD || id == APPLY_THREAD
}
