//! The worlds: one file per world, the long experiments under `trials`.
//!
//! A world wraps an engine so that a line of text drives it. Each has a language of its own, told in its module's
//! documentation; what the languages share (words, options, the errors that point at them) is [`mod@line`].

pub mod worlds;

pub mod line;

pub mod shuffle;

pub mod etcd;

pub mod ids;
pub mod raft;
pub mod search;
pub mod tasks;
pub mod timers;

pub mod trials;

pub mod script;
