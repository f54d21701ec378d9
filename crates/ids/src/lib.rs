//! Unique numbers without asking anyone: 64 bits that hold a time, a node and a counter.
//!
//! ```text
//!   Snowflake  0 | time in ms, 41 bits            | node, 10 | step, 12 |     node above step
//!   Sonyflake  0 | time in 10 ms, 39 bits         | sequence, 8 | machine, 16 |  sequence above machine
//! ```
//!
//! Two ids can only be equal if time, node and step are all equal. So there are three ways to break the promise, and
//! each has its module here: the step runs over within one unit of time, or the clock shows a time that it has shown
//! before ([`generator`]), or two live processes hold one node number ([`allocate`]). How the bits are split is a budget
//! between lifespan, fleet and rate ([`layout`]).
//!
//! The behaviour is that of two libraries in Go, checked against recordings of both: `bwmarrin/snowflake` (layout,
//! [`text`], the policy [`generator::Backwards::Unnoticed`]) and `sony/sonyflake` versions 1 and 2 ([`sonyflake`]).
//!
//! # Conventions
//! * A time is a number of units since an epoch, unless its name ends in `_ms` or `_ns`: then it is Unix time.
//! * An id is an `i64`, as in Go. One from before the epoch is negative and decodes rightly.
//! * Nothing here reads a clock: the caller passes what its clock shows, which may be less than it was before.
//!
//! Left out: ids with no node at all (UUID version 4 and 7), ranges handed out by a database, and what an id gives away
//! to whoever sees two of them (the time, and how many were made in between).

pub mod layout;

pub mod generator;
pub mod sonyflake;

pub mod allocate;

pub mod calendar;
pub mod text;

mod refusal;

pub use generator::Generator;
pub use layout::{Layout, Parts};
pub use refusal::Refusal;
