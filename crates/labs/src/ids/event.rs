//! What happens on the id bench, and how it is told.

use std::fmt;

use ids::allocate::Source;
use ids::generator::{Backwards, Held};
use ids::{Layout, Parts, calendar};

use super::Storm;

/// An id that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Issued {
    /// By whom.
    pub by: String,
    /// The number of the process: a process that was started again has another.
    pub process: u32,
    /// When, by the time that no machine knows.
    pub at: i64,
    /// The id.
    pub id: i64,
    /// Its parts.
    pub parts: Parts,
    /// If that id existed already: who had made it, and how this could happen.
    pub twin: Option<Twin>,
}

/// The earlier making of an id that was made again.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    /// Who made it.
    pub by: String,
    /// Its place among all ids.
    pub place: usize,
    /// How it could be made again.
    pub cause: Cause,
}

/// How an id can be made twice. There is no other way: time, node and step must all be equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The clock showed that time before, and the generator did not look.
    ClockBack,
    /// The process was started again, and its generator had forgotten what it made.
    Forgotten,
    /// Two live processes hold one node number.
    SharedNode,
    /// The number was another's before, who is gone or has lost it.
    TakenOver,
}

impl Cause {
    /// All four.
    pub const ALL: [Cause; 4] = [
        Cause::ClockBack,
        Cause::Forgotten,
        Cause::SharedNode,
        Cause::TakenOver,
    ];
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cause::ClockBack => "its clock went back",
            Cause::Forgotten => "it was started again and had forgotten",
            Cause::SharedNode => "both hold this node number",
            Cause::TakenOver => "it had this node number before",
        })
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The bits are split so.
    Layout(Layout),
    /// Generators do so when the clock goes back.
    Policy(Backwards),
    /// Node numbers come from there.
    Source(Source),
    /// A process has a node number.
    Started {
        /// Its name.
        name: String,
        /// Its number.
        node: i64,
        /// Others that hold the same number now.
        shared_with: Vec<String>,
    },
    /// A process is gone.
    Gone(String),
    /// A clock was stepped.
    Clock {
        /// Whose.
        name: String,
        /// What it shows now.
        shows: i64,
    },
    /// Time passed.
    Time(i64),
    /// Ids were made.
    Issued(Issued),
    /// A storm is over.
    Storm(Storm),
    /// The call has not returned an id.
    Held {
        /// Whose call.
        name: String,
        /// What its clock shows.
        clock: i64,
        /// Why.
        held: Held,
    },
    /// An answer about an id: the id, and a line or more.
    About(i64, String),
    /// An answer, a line or more.
    Told(String),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Layout(layout) => {
                let budget = layout.budget();
                write!(
                    f,
                    "bits: 1 sign, {} time, {} node, {} step\nlasts {:.1} years, until {}\n{} nodes, {} ids per ms and node",
                    layout.time_bits(),
                    layout.node_bits(),
                    layout.step_bits(),
                    budget.years,
                    budget
                        .last_ms
                        .map_or("beyond any calendar".to_string(), calendar::iso),
                    budget.nodes,
                    budget.ids_per_ms_and_node,
                )
            }
            Event::Policy(backwards) => write!(f, "policy {}", backwards.name()),
            Event::Source(source) => write!(f, "source {}", super::command::shown(*source)),
            Event::Started {
                name,
                node,
                shared_with,
            } => {
                write!(f, "{name} is node {node}")?;
                match shared_with.is_empty() {
                    true => Ok(()),
                    false => write!(f, ", and so is {}", shared_with.join(", ")),
                }
            }
            Event::Gone(name) => write!(f, "{name} is gone"),
            Event::Clock { name, shows } => write!(f, "the clock of {name} shows {shows}"),
            Event::Time(now) => write!(f, "time {now}"),
            Event::Issued(Issued {
                by,
                id,
                parts,
                twin,
                ..
            }) => {
                write!(
                    f,
                    "{by}: {id} = time {} node {} step {}",
                    parts.time, parts.node, parts.step
                )?;
                match twin {
                    None => Ok(()),
                    Some(twin) if twin.by == *by => {
                        write!(f, "  DUPLICATE: it made this id before, {}", twin.cause)
                    }
                    Some(twin) => {
                        write!(f, "  DUPLICATE: {} made this id, {}", twin.by, twin.cause)
                    }
                }
            }
            Event::Held { name, clock, held } => match held {
                Held::Until(until) => {
                    write!(f, "{name} waits: its clock shows {clock}, it needs {until}")
                }
                Held::Sleeps { until, .. } => {
                    write!(
                        f,
                        "{name} sleeps {} ms until its clock shows {until}",
                        until - clock
                    )
                }
                Held::Behind(behind) => write!(
                    f,
                    "{name} refuses: its clock is {behind} ms behind its last id"
                ),
                Held::Over => write!(f, "{name} refuses: the time no longer fits its bits"),
            },
            Event::Storm(storm) => storm.fmt(f),
            Event::About(_, text) | Event::Told(text) => f.write_str(text),
        }
    }
}
