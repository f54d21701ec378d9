//! Our engines and their peers, side by side in one run.
//!
//! Absolute figures drift from machine to machine and with what else it does, so contestants take turns within one
//! process and what counts is the ratio of their medians. An area is a file with `pub fn run(report: &mut Report)`, behind
//! a feature of its name.

mod report;
pub mod stopwatch;

pub use report::{Contestant, Report};

#[cfg(feature = "shuffle")]
pub mod shuffle;
