//! A cluster of raft nodes in one process, on which everything can go wrong that goes wrong in the field.
//!
//! ```text
//!   Action  "deliver 1->2"
//!      |
//!      v                    +----------+  what was sent, delivered, lost, applied
//!   Cluster --------------> | Observer | --------------------------------------> Violation, or none
//!   |-- Member: node, disk, state machine, storage threads
//!   |-- Network: one queue a link, links that are cut
//! ```
//!
//! Nothing moves by itself: time, delivery, disk work and crashes are [`Action`]s, each of which is a line of text. A
//! schedule that draws them from a seed ([`random`]) is therefore a script that can be replayed, shortened
//! ([`shorten()`]) and opened in a lesson.
//!
//! The [`Observer`] sees all nodes at once, which no node does, and holds them after every action to what Raft promises.

mod action;
mod cluster;
mod happening;
mod member;
mod network;
mod observer;
mod settle;
mod shorten;

pub mod random;

pub use action::Action;
pub use cluster::{Cluster, Refused, Settings};
pub use happening::Happening;
pub use member::{Machine, Member};
pub use network::{Link, Network};
pub use observer::{Invariant, Observer, Violation};
pub use settle::Settled;
pub use shorten::shorten;
