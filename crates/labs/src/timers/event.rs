//! What the timer bench tells.

use std::fmt;

use timers::Counts;

use super::joined;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An empty bench.
    Fresh {
        /// Slots of the hashed wheel.
        slots: usize,
        /// Bits of each level of the hierarchical wheel.
        bits: Vec<u32>,
    },
    /// A timer has this deadline.
    Armed {
        /// Its number.
        id: u32,
        /// The tick.
        deadline: u64,
    },
    /// A cancel came, in time or not.
    Cancelled {
        /// Its number.
        id: u32,
        /// Whether the timer was pending.
        was_pending: bool,
    },
    /// A timer fired.
    Fired {
        /// The tick.
        at: u64,
        /// Its number.
        id: u32,
    },
    /// So many more fired than were told.
    More(usize),
    /// The time.
    Time {
        /// Now.
        now: u64,
        /// Timers that are pending.
        pending: usize,
    },
    /// Many timers were added.
    Loaded {
        /// How many.
        count: u32,
        /// Their delays are 1 to this.
        delay: u64,
        /// How many were cancelled again.
        cancelled: u64,
        /// The seed that the delays were drawn from; not told.
        seed: u64,
    },
    /// What came of all timers.
    Totals {
        /// So many were added.
        added: u64,
        /// So often one fired.
        fired: u64,
        /// So many were cancelled in time.
        cancelled: u64,
    },
    /// What each structure has done, in the order of [`STRUCTURES`].
    Counts([Counts; 4]),
    /// An answer, a line or more.
    Told(String),
}

/// The names of the four structures.
pub const STRUCTURES: [&str; 4] = ["binary heap", "4-ary heap", "hashed wheel", "wheel"];

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Fresh { slots, bits } => {
                write!(
                    f,
                    "binary heap, 4-ary heap, hashed wheel of {slots} slots, wheel of {} bits",
                    joined(bits)
                )
            }
            Event::Armed { id, deadline } => write!(f, "timer {id} fires at {deadline}"),
            Event::Cancelled {
                id,
                was_pending: true,
            } => write!(f, "timer {id} cancelled"),
            Event::Cancelled {
                id,
                was_pending: false,
            } => write!(f, "timer {id} is not pending: too late, or never added"),
            Event::Fired { at, id } => write!(f, "t={at} timer {id} fires"),
            Event::More(count) => write!(f, ".. and {count} more"),
            Event::Time { now, pending } => write!(f, "time {now}, {pending} pending"),
            Event::Loaded {
                count,
                delay,
                cancelled,
                ..
            } => write!(
                f,
                "{count} timers with delays of 1 to {delay}, {cancelled} of them cancelled"
            ),
            Event::Totals {
                added,
                fired,
                cancelled,
            } => write!(f, "{added} added, {fired} fired, {cancelled} cancelled"),
            Event::Counts(all) => {
                write!(
                    f,
                    "structure     comparisons      moves      slots  passed over  cascades     stale  operations"
                )?;
                for (name, counts) in STRUCTURES.iter().zip(all) {
                    write!(
                        f,
                        "\n{name:12} {:12} {:10} {:10} {:12} {:9} {:9} {:11}",
                        counts.comparisons,
                        counts.moves,
                        counts.slots,
                        counts.passed_over,
                        counts.cascades,
                        counts.stale,
                        counts.operations()
                    )?;
                }
                Ok(())
            }
            Event::Told(text) => f.write_str(text),
        }
    }
}
