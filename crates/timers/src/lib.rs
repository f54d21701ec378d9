//! Timers: call me at that time, unless I say otherwise. Four structures that keep them, and tasks delayed across machines.
//!
//! ```text
//!   structure            add          cancel       a tick that passes         keeps
//!   Heap<2>, Heap<4>     O(log n)     O(log n)     nothing; O(log n) a fire   a partial order: parent <= child
//!   HashedWheel          O(1)         mark, O(1)   walks one slot, also       a hash on time: slot = deadline mod slots
//!                                                  what is rounds away
//!   Wheel                O(1)         mark, O(1)   one slot; a timer moves    slots of 1, 256, 16384, .. ticks
//!                                                  down a few times at most
//!   Sorted               O(n)         O(n)         nothing; O(1) a fire       a sorted list; the twin that tests trust
//! ```
//!
//! "A wheel is faster" is not a law: with a million timers pending Go's 4-ary heap is on a par with good wheels. Here each
//! structure counts what it does ([`Counts`]), so that a lesson shows numbers instead of a saying.
//!
//! # Conventions
//! * Time is a number of ticks from 0; a schedule of the conformance data has ticks of 1 ms. Nobody here reads a clock:
//!   [`Timers::advance`] is told how late it is, and may be told of a big jump.
//! * At time t **first** everything with deadline t fires, then what the caller does at t happens. So a cancel at the
//!   deadline is too late, and a delay of 0 or less means the next tick.
//! * A timer fires in the tick of its deadline, never earlier. Real wheels with coarse ticks may fire early; they promise
//!   "within one tick", not "not before".
//! * The order inside one tick is free, and differs between the structures.
//!
//! Sources: Varghese and Lauck, *Hashed and Hierarchical Timing Wheels* (SOSP 1987), schemes 3, 6 and 7; the timers of Go
//! 1.19's runtime (the 4-ary heap); `antlabs/timer` (the wheel of 8, 6, 6, 6, 6 bits, as in Linux up to 4.7).

pub mod timers;

pub mod hashed;
pub mod heap;
pub mod sorted;
pub mod wheel;

pub mod coarse;

pub mod queue;

pub mod tasks;

pub use coarse::{Coarse, Rounding};
pub use hashed::HashedWheel;
pub use heap::Heap;
pub use queue::{Counts, Filed, Queue};
pub use sorted::Sorted;
pub use timers::{Refusal, Timers};
pub use wheel::Wheel;
