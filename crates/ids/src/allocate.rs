//! Who gives a process its node number, and when two get the same.
//!
//! Two live processes with one number make duplicates; a number that is never used again only wastes bits. So what counts
//! is what happens on a restart, a cloned image and a crash:
//!
//! | source | restart | clone of the machine | crash, new machine |
//! | --- | --- | --- | --- |
//! | a row of an auto-increment table, kept on disk | same number | **same number: duplicates** | a new number; used up after 32 or 1024 of them |
//! | a row with a unique key on the address | same number | a new one, the address differs | the number of the address |
//! | written into the configuration | same number | **same number: duplicates** | what the operator writes |
//! | a lease | any free number | any free number | free again when the lease runs out |
//!
//! A lease alone does not make it safe: a process that was paused goes on with a number that has been given to another
//! ([`Registry::holds`] tells), and a successor whose clock is behind makes ids that exist already, unless it checks at the
//! start that the last used time is past ([`Source::Lease`], `check_last_used`).

use std::collections::BTreeMap;
use std::fmt;

/// Where a process gets its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// It inserts a row into a table with an auto-increment key, and keeps the key on its own disk.
    Row,
    /// The same with a unique key on the address: inserting it again finds the old row.
    UniqueRow,
    /// It reads its configuration.
    Configuration,
    /// It takes a number that nobody holds, for so long, and renews it.
    Lease {
        /// How long it is held after the last renewal.
        ttl_ms: i64,
        /// A number is given only to one whose clock is past the last time it was used.
        check_last_used: bool,
    },
}

/// What a process finds on the machine it starts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its address, which a clone does not share.
    pub address: u32,
    /// The number in its configuration, which a clone shares.
    pub configured: i64,
    /// The number kept on its disk, which a clone shares and a new container lacks.
    pub disk: Option<i64>,
}

/// What the machines ask: a table, and the leases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registry {
    source: Source,
    /// Numbers are below this.
    nodes: i64,
    /// The address of each row; its place is the number.
    rows: Vec<u32>,
    leases: BTreeMap<i64, Lease>,
}

/// A number that is or was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lease {
    process: u32,
    until_ms: i64,
    last_used_ms: i64,
}

/// Why a process gets no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// All numbers are given out. Auto-increment never gives one again, so with the table this is for ever.
    UsedUp {
        /// How many there are.
        nodes: i64,
    },
    /// The number in the configuration does not fit.
    NotANode {
        /// The number.
        configured: i64,
        /// How many there are.
        nodes: i64,
    },
    /// Numbers are free, but each was used at a time that this machine's clock has not reached.
    ClockBehind {
        /// When the first of them can be given.
        until_ms: i64,
    },
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Denied::UsedUp { nodes } => write!(f, "all {nodes} node numbers are given out"),
            Denied::NotANode { configured, nodes } => {
                write!(
                    f,
                    "the configuration says {configured}; node numbers are 0 to {}",
                    nodes - 1
                )
            }
            Denied::ClockBehind { until_ms } => {
                write!(
                    f,
                    "the free numbers were used up to {until_ms} ms, later than this clock shows"
                )
            }
        }
    }
}

impl std::error::Error for Denied {}

impl Registry {
    /// An empty table, no leases; `nodes` numbers can be given.
    #[must_use]
    pub fn new(source: Source, nodes: i64) -> Self {
        Registry {
            source,
            nodes,
            rows: Vec::new(),
            leases: BTreeMap::new(),
        }
    }

    /// A process starts on a machine. `now_ms` is what the machine's clock shows.
    ///
    /// # Errors
    /// Why it gets no number.
    pub fn start(
        &mut self,
        machine: &mut Machine,
        process: u32,
        now_ms: i64,
    ) -> Result<i64, Denied> {
        match self.source {
            Source::Row => match machine.disk {
                Some(node) => Ok(node),
                None => {
                    let node = self.insert(machine.address)?;
                    machine.disk = Some(node);
                    Ok(node)
                }
            },
            Source::UniqueRow => {
                let found = self.rows.iter().position(|&row| row == machine.address);
                found.map_or_else(|| self.insert(machine.address), |row| Ok(row as i64))
            }
            Source::Configuration => {
                let (configured, nodes) = (machine.configured, self.nodes);
                match (0..nodes).contains(&configured) {
                    true => Ok(configured),
                    false => Err(Denied::NotANode { configured, nodes }),
                }
            }
            Source::Lease {
                ttl_ms,
                check_last_used,
            } => self.lease(process, now_ms, ttl_ms, check_last_used),
        }
    }

    /// The holder renews its lease and says up to which time it has made ids. Returns whether it still holds the number.
    pub fn renew(&mut self, node: i64, process: u32, now_ms: i64, last_used_ms: i64) -> bool {
        let Source::Lease { ttl_ms, .. } = self.source else {
            return true;
        };
        match self.leases.get_mut(&node) {
            Some(lease) if lease.process == process && now_ms < lease.until_ms => {
                lease.until_ms = now_ms + ttl_ms;
                lease.last_used_ms = lease.last_used_ms.max(last_used_ms);
                true
            }
            _ => false,
        }
    }

    /// Gives the number back, when a process ends in good order. After a crash this is not called: the lease runs out.
    pub fn release(&mut self, node: i64, process: u32, now_ms: i64, last_used_ms: i64) {
        if let Some(lease) = self
            .leases
            .get_mut(&node)
            .filter(|lease| lease.process == process)
        {
            lease.until_ms = now_ms;
            lease.last_used_ms = lease.last_used_ms.max(last_used_ms);
        }
    }

    /// Whether a process may use the number now. Rows and configurations never say no.
    #[must_use]
    pub fn holds(&self, node: i64, process: u32, now_ms: i64) -> bool {
        match self.source {
            Source::Lease { .. } => self
                .leases
                .get(&node)
                .is_some_and(|lease| lease.process == process && now_ms < lease.until_ms),
            _ => true,
        }
    }

    fn insert(&mut self, address: u32) -> Result<i64, Denied> {
        let node = self.rows.len() as i64;
        if node >= self.nodes {
            return Err(Denied::UsedUp { nodes: self.nodes });
        }
        self.rows.push(address);
        Ok(node)
    }

    fn lease(
        &mut self,
        process: u32,
        now_ms: i64,
        ttl_ms: i64,
        check: bool,
    ) -> Result<i64, Denied> {
        let mut denied = Denied::UsedUp { nodes: self.nodes };
        for node in 0..self.nodes {
            let old = self.leases.get(&node);
            if old.is_some_and(|lease| now_ms < lease.until_ms) {
                continue;
            }
            let last_used_ms = old.map_or(i64::MIN, |lease| lease.last_used_ms);
            if check && last_used_ms >= now_ms {
                let earliest = match denied {
                    Denied::ClockBehind { until_ms } => until_ms.min(last_used_ms),
                    _ => last_used_ms,
                };
                denied = Denied::ClockBehind { until_ms: earliest };
                continue;
            }
            let lease = Lease {
                process,
                until_ms: now_ms + ttl_ms,
                last_used_ms,
            };
            self.leases.insert(node, lease);
            return Ok(node);
        }
        Err(denied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(address: u32) -> Machine {
        Machine {
            address,
            configured: 5,
            disk: None,
        }
    }

    #[test]
    fn a_cloned_image_shares_what_is_on_disk_and_what_is_configured() {
        let cases = [
            (Source::Row, true),
            (Source::UniqueRow, false),
            (Source::Configuration, true),
            (
                Source::Lease {
                    ttl_ms: 10,
                    check_last_used: true,
                },
                false,
            ),
        ];
        for (source, same) in cases {
            let mut registry = Registry::new(source, 32);
            let mut first = machine(1);
            let number = registry.start(&mut first, 1, 0).unwrap();
            let mut clone = Machine {
                address: 2,
                ..first
            };
            assert_eq!(
                registry.start(&mut clone, 2, 0).unwrap() == number,
                same,
                "{source:?}"
            );
        }
    }

    #[test]
    fn a_table_without_a_unique_key_is_used_up_by_containers_that_forget() {
        for (source, lasts) in [(Source::Row, false), (Source::UniqueRow, true)] {
            let mut registry = Registry::new(source, 32);
            let starts = (0..40).map(|process| registry.start(&mut machine(1), process, 0));
            assert_eq!(starts.last().unwrap().is_ok(), lasts, "{source:?}");
        }
    }

    #[test]
    fn a_lease_is_free_again_after_its_time_and_the_paused_holder_is_told() {
        let lease = Source::Lease {
            ttl_ms: 10,
            check_last_used: false,
        };
        let mut registry = Registry::new(lease, 1);
        assert_eq!(registry.start(&mut machine(1), 1, 0), Ok(0));
        assert_eq!(
            registry.start(&mut machine(2), 2, 9),
            Err(Denied::UsedUp { nodes: 1 })
        );
        assert!(registry.renew(0, 1, 9, 9));
        assert_eq!(registry.start(&mut machine(2), 2, 19), Ok(0));
        assert!(!registry.holds(0, 1, 19));
        assert!(!registry.renew(0, 1, 19, 19));
        registry.release(0, 1, 20, 20);
        assert!(registry.holds(0, 2, 20), "only the holder can release");
    }

    #[test]
    fn a_successor_whose_clock_is_behind_waits_if_the_last_used_time_is_checked() {
        for check_last_used in [false, true] {
            let lease = Source::Lease {
                ttl_ms: 10,
                check_last_used,
            };
            let mut registry = Registry::new(lease, 1);
            registry.start(&mut machine(1), 1, 0).unwrap();
            registry.release(0, 1, 5, 500);
            let got = registry.start(&mut machine(2), 2, 100);
            match check_last_used {
                true => assert_eq!(got, Err(Denied::ClockBehind { until_ms: 500 })),
                false => assert_eq!(got, Ok(0)),
            }
        }
    }
}
