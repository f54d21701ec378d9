//! Our engines and their peers, side by side in one run.
//!
//! Absolute figures drift from machine to machine and with what else it does, so contestants take turns within one
//! process and what counts is the ratio of their medians. An area is a file with `pub fn run(report: &mut Report)`, behind
//! a feature of its name, and a line in [`AREAS`].

mod report;
pub mod stopwatch;

pub use report::{Contestant, Report, Row};

#[cfg(any(feature = "mvcc", feature = "seek"))]
mod memory;

#[cfg(feature = "mvcc")]
pub mod mvcc;

#[cfg(feature = "ids")]
pub mod ids;

#[cfg(feature = "shuffle")]
pub mod shuffle;

#[cfg(feature = "timers")]
pub mod timers;

#[cfg(feature = "player")]
pub mod player;

#[cfg(feature = "postings")]
pub mod postings;

#[cfg(feature = "seek")]
pub mod seek;

#[cfg(feature = "raft")]
pub mod raft;

/// One area: its name, and what adds its rows.
pub type Area = (&'static str, fn(&mut Report));

/// The areas that were compiled in.
pub const AREAS: &[Area] = &[
    #[cfg(feature = "ids")]
    ("ids", ids::run),
    #[cfg(feature = "shuffle")]
    ("shuffle", shuffle::run),
    #[cfg(feature = "timers")]
    ("timers", timers::run),
    #[cfg(feature = "mvcc")]
    ("mvcc", mvcc::run),
    #[cfg(feature = "postings")]
    ("postings", postings::run),
    #[cfg(feature = "player")]
    ("player", player::run),
    #[cfg(feature = "seek")]
    ("seek", seek::run),
    #[cfg(feature = "raft")]
    ("raft", raft::run),
];

/// Measures the named areas, or all if none is named.
///
/// # Errors
/// When a name is none of [`AREAS`]: the message says which there are.
pub fn measure(names: &[String]) -> Result<Report, String> {
    if let Some(name) = names
        .iter()
        .find(|name| AREAS.iter().all(|(area, _)| area != name))
    {
        let known: Vec<&str> = AREAS.iter().map(|(area, _)| *area).collect();
        return Err(format!(
            "there is no area `{name}` in this program, only {}",
            known.join(", ")
        ));
    }
    let mut report = Report::default();
    for (area, run) in AREAS {
        if names.is_empty() || names.iter().any(|name| name == area) {
            report.begin(area);
            run(&mut report);
        }
    }
    Ok(report)
}
