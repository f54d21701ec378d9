//! How the bits of an id are split, and what each split buys.

use crate::Refusal;

/// The three numbers in an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parts {
    /// Milliseconds since the epoch; negative before it.
    pub time: i64,
    /// Who made the id.
    pub node: i64,
    /// Which of the ids of this node and millisecond.
    pub step: i64,
}

/// A Snowflake layout: `id = time << (node_bits + step_bits) | node << step_bits | step`.
///
/// Node and step share at most 22 bits, so the time has at least 41, which is 69.7 years of milliseconds. All conversions
/// are a few shifts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    epoch_ms: i64,
    node_bits: u8,
    step_bits: u8,
}

/// Node and step share so many bits.
pub const SHARED_BITS: u8 = 22;

/// 2010-11-04T01:42:54.657Z, the epoch of the first Snowflake service and of `bwmarrin/snowflake`.
pub const TWITTER_EPOCH_MS: i64 = 1_288_834_974_657;

impl Default for Layout {
    /// 41 bits of time, 10 of node, 12 of step, from [`TWITTER_EPOCH_MS`].
    fn default() -> Self {
        Layout {
            epoch_ms: TWITTER_EPOCH_MS,
            node_bits: 10,
            step_bits: 12,
        }
    }
}

impl Layout {
    /// A layout of one's own.
    ///
    /// # Errors
    /// [`Refusal::Bits`] if node and step want more than 22 bits.
    pub fn new(epoch_ms: i64, node_bits: u8, step_bits: u8) -> Result<Self, Refusal> {
        if u32::from(node_bits) + u32::from(step_bits) <= SHARED_BITS.into() {
            Ok(Layout {
                epoch_ms,
                node_bits,
                step_bits,
            })
        } else if node_bits.wrapping_add(step_bits) <= SHARED_BITS && node_bits >= 64 {
            // The library adds in a byte: 250 + 10 is 4 there, and passes. What then stops it is that no node number
            // is at most -1, the largest one of so many bits when a shift by 64 or more gives 0.
            Err(Refusal::Node { max: -1 })
        } else {
            Err(Refusal::Bits)
        }
    }

    /// Whether a node may have this number.
    ///
    /// # Errors
    /// [`Refusal::Node`] with the largest number that fits.
    pub fn check_node(self, node: i64) -> Result<(), Refusal> {
        match (0..=self.node_max()).contains(&node) {
            true => Ok(()),
            false => Err(Refusal::Node {
                max: self.node_max(),
            }),
        }
    }

    /// The id of these parts. What does not fit its field spills into the next, as it does in the library.
    #[must_use]
    pub fn id(self, parts: Parts) -> i64 {
        (parts.time << self.time_shift()) | (parts.node << self.node_shift()) | parts.step
    }

    /// The parts of an id. The shift is arithmetic, so a negative id has a time before the epoch.
    #[must_use]
    pub fn parts(self, id: i64) -> Parts {
        Parts {
            time: id >> self.time_shift(),
            node: id >> self.node_shift() & self.node_max(),
            step: id & self.step_max(),
        }
    }

    /// The Unix time in an id, in milliseconds.
    #[must_use]
    pub fn time_ms(self, id: i64) -> i64 {
        self.parts(id).time.wrapping_add(self.epoch_ms)
    }

    /// Unix time of time 0, in milliseconds.
    #[must_use]
    pub fn epoch_ms(self) -> i64 {
        self.epoch_ms
    }

    /// Bits of the node number.
    #[must_use]
    pub fn node_bits(self) -> u8 {
        self.node_bits
    }

    /// Bits of the step.
    #[must_use]
    pub fn step_bits(self) -> u8 {
        self.step_bits
    }

    /// Bits of the time: what the sign, the node and the step leave.
    #[must_use]
    pub fn time_bits(self) -> u8 {
        63 - self.node_bits - self.step_bits
    }

    /// The largest node number.
    #[must_use]
    pub fn node_max(self) -> i64 {
        (1 << self.node_bits) - 1
    }

    /// The largest step.
    #[must_use]
    pub fn step_max(self) -> i64 {
        (1 << self.step_bits) - 1
    }

    /// The last time whose ids are positive.
    #[must_use]
    pub fn time_max(self) -> i64 {
        i64::MAX >> self.time_shift()
    }

    /// The lowest bit of the time.
    #[must_use]
    pub fn time_shift(self) -> u8 {
        self.node_bits + self.step_bits
    }

    /// The lowest bit of the node.
    #[must_use]
    pub fn node_shift(self) -> u8 {
        self.step_bits
    }

    /// What the split buys.
    #[must_use]
    pub fn budget(self) -> Budget {
        Budget {
            nodes: 1 << self.node_bits,
            ids_per_ms_and_node: 1 << self.step_bits,
            last_ms: self.time_max().checked_add(self.epoch_ms),
            years: (self.time_max() as f64 + 1.0) / MS_PER_YEAR,
        }
    }
}

/// A year of 365.25 days, in milliseconds.
pub const MS_PER_YEAR: f64 = 365.25 * 86_400_000.0;

/// What a layout buys. Each bit moved from one field to another doubles the one and halves the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// How many nodes can make ids at the same time.
    pub nodes: u64,
    /// How many ids a node can make in a millisecond.
    pub ids_per_ms_and_node: u64,
    /// Unix time in milliseconds of the last positive ids; `None` if that is beyond an `i64`.
    pub last_ms: Option<i64>,
    /// From the epoch to then, in years of 365.25 days.
    pub years: f64,
}

/// How many bits a data centre and a worker have in the split of the notes.
const HALF: u8 = 5;

/// The reading of the ten node bits as data centre and worker, five each. The library knows one number only.
///
/// # Errors
/// [`Refusal::Node`] if one of them is over 31.
pub fn node_of(datacenter: i64, worker: i64) -> Result<i64, Refusal> {
    let max = (1 << HALF) - 1;
    match (0..=max).contains(&datacenter) && (0..=max).contains(&worker) {
        true => Ok(datacenter << HALF | worker),
        false => Err(Refusal::Node { max }),
    }
}

/// The data centre and the worker in a node number.
#[must_use]
pub fn datacenter_and_worker(node: i64) -> (i64, i64) {
    (node >> HALF, node & ((1 << HALF) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bit_moved_from_step_to_node_halves_the_rate_and_doubles_the_fleet() {
        let wide = Layout::new(0, 11, 11).unwrap().budget();
        let usual = Layout::default().budget();
        assert_eq!(wide.nodes, 2 * usual.nodes);
        assert_eq!(2 * wide.ids_per_ms_and_node, usual.ids_per_ms_and_node);
        assert_eq!(usual.ids_per_ms_and_node * 1000, 4_096_000);
        assert!((usual.years - 69.68).abs() < 0.01, "{}", usual.years);
    }

    #[test]
    fn every_split_of_the_bits_gives_back_the_parts_it_was_given() {
        for node_bits in 0..=22 {
            for step_bits in 0..=22 - node_bits {
                let layout = Layout::new(0, node_bits, step_bits).unwrap();
                for time in [layout.time_max(), 1, 0, -1, -layout.time_max()] {
                    let parts = Parts {
                        time,
                        node: layout.node_max(),
                        step: layout.step_max() / 2,
                    };
                    assert_eq!(layout.parts(layout.id(parts)), parts, "{layout:?}");
                }
            }
        }
    }

    #[test]
    fn all_layouts_of_more_than_22_shared_bits_are_refused() {
        for node_bits in 0..=255_u8 {
            for step_bits in 0..=255_u8 {
                let fits = u32::from(node_bits) + u32::from(step_bits) <= 22;
                assert_eq!(Layout::new(0, node_bits, step_bits).is_ok(), fits);
            }
        }
    }
}
