//! What this crate refuses, in the words of the library that refuses it.

use std::fmt;

/// A wish that cannot be granted. Nothing has changed when one is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Snowflake: node and step want more than 22 bits together.
    Bits,
    /// Snowflake: the node number does not fit.
    Node {
        /// The largest one that does.
        max: i64,
    },
    /// Sonyflake: the start time is later than now (version 1 ends the message in "of now").
    StartAhead {
        /// Which version says so.
        version: u8,
    },
    /// Sonyflake: the time no longer fits its bits.
    OverTimeLimit,
    /// Sonyflake: a sequence number that does not fit.
    Sequence,
    /// Sonyflake: a machine id that does not fit, or that the check of the settings turned down.
    Machine,
    /// Sonyflake: the settings' function that should find a machine id found none.
    NoMachine,
    /// Sonyflake: no interface has a private IPv4 address.
    NoPrivateAddress,
    /// Sonyflake 2: from 0 to 30 bits of sequence.
    SequenceBits,
    /// Sonyflake 2: from 0 to 30 bits of machine.
    MachineBits,
    /// Sonyflake 2: sequence and machine leave less than 32 bits of time.
    TimeBits,
    /// Sonyflake 2: a unit below a millisecond.
    TimeUnit,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Bits => {
                write!(
                    f,
                    "Remember, you have a total 22 bits to share between Node/Step"
                )
            }
            Refusal::Node { max } => write!(f, "Node number must be between 0 and {max}"),
            Refusal::StartAhead { version: 1 } => write!(f, "start time is ahead of now"),
            Refusal::StartAhead { .. } => write!(f, "start time is ahead"),
            Refusal::OverTimeLimit => write!(f, "over the time limit"),
            Refusal::Sequence => write!(f, "invalid sequence number"),
            Refusal::Machine => write!(f, "invalid machine id"),
            Refusal::NoMachine => write!(f, "no machine id"),
            Refusal::NoPrivateAddress => write!(f, "no private ip address"),
            Refusal::SequenceBits => write!(f, "invalid bit length for sequence number"),
            Refusal::MachineBits => write!(f, "invalid bit length for machine id"),
            Refusal::TimeBits => write!(f, "bit length for time must be 32 or more"),
            Refusal::TimeUnit => write!(f, "invalid time unit"),
        }
    }
}

impl std::error::Error for Refusal {}
