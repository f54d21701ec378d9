//! Sonyflake: coarser time, fewer ids a second, more machines, and a generator that sleeps.
//!
//! `id = elapsed << 24 | sequence << 16 | machine` in version 1, with `elapsed` in units of 10 ms since the start time. The
//! sequence stands *above* the machine id, other than in Snowflake, so ids of one unit sort by sequence first. 39 bits of
//! 10 ms are 174 years; 256 ids a unit are 25,600 a second, a 160th of Snowflake's. Version 2 (2025) lets one choose the
//! bits and the unit.
//!
//! Its rule: the state begins as (elapsed 0, all sequence numbers used). A later clock gives (clock, 0). Otherwise the next
//! sequence number; when they are used up, the next unit is borrowed, and the call sleeps until the clock has reached it.
//! A clock that steps back by an hour is not noticed until then, and that call sleeps for the hour, with the lock held.
//!
//! Source: `sony/sonyflake` at f167a9d, `sonyflake.go` and `v2/sonyflake.go`.

use crate::Refusal;

/// 2014-09-01T00:00:00Z, where version 1 starts unless told.
pub const START_1_NS: i64 = 1_409_529_600_000_000_000;

/// 2025-01-01T00:00:00Z, where version 2 starts unless told.
pub const START_2_NS: i64 = 1_735_689_600_000_000_000;

/// Version 1's unit of time.
pub const UNIT_NS: i64 = 10_000_000;

/// What one asks for. A 0 means the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Unix time of elapsed 0; cut down to a whole unit.
    pub start_ns: Option<i64>,
    /// Bits of the sequence, 0 to 30; 0 means 8. Version 2 only.
    pub sequence_bits: i64,
    /// Bits of the machine id, 0 to 30; 0 means 16. Version 2 only.
    pub machine_bits: i64,
    /// The unit of time, 1 ms or more; 0 means 10 ms. Version 2 only.
    pub unit_ns: i64,
    /// What the function that finds the machine id said.
    pub machine: Result<i64, Refusal>,
    /// What the check of the machine id said.
    pub accepted: bool,
}

impl Settings {
    /// The defaults, for a machine id.
    #[must_use]
    pub fn of(machine: i64) -> Self {
        Settings {
            start_ns: None,
            sequence_bits: 0,
            machine_bits: 0,
            unit_ns: 0,
            machine: Ok(machine),
            accepted: true,
        }
    }
}

/// A generator, and the layout of its ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sonyflake {
    version: u8,
    unit_ns: i64,
    start: i64,
    sequence_bits: u32,
    machine_bits: u32,
    machine: i64,
    elapsed: i64,
    sequence: i64,
}

/// What a call returned, and how long it slept before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The id; or [`Refusal::OverTimeLimit`], and then so for ever.
    pub id: Result<i64, Refusal>,
    /// 0 unless the sequence was used up.
    pub slept_ns: i64,
}

/// The three numbers in an id. Version 1 has unsigned ids; one of 2^63 and above can't be made, but be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Units since the start, with the highest bit of an impossible id.
    pub time: u64,
    /// Which of the ids of this unit.
    pub sequence: u64,
    /// Who made the id.
    pub machine: u64,
}

impl Sonyflake {
    /// Version 1: 39 bits of 10 ms, 8 of sequence, 16 of machine; `settings` that are of version 2 only are not looked at.
    ///
    /// # Errors
    /// In this order: the start is ahead, no machine id, the check said no. The library's older constructor gives a nil
    /// pointer instead, and the first call on that panics.
    pub fn version1(settings: &Settings, now_ns: i64) -> Result<Self, Refusal> {
        let start_ns = settings.start_ns.unwrap_or(START_1_NS);
        if start_ns > now_ns {
            return Err(Refusal::StartAhead { version: 1 });
        }
        let machine = settings.machine? & 0xffff;
        if !settings.accepted {
            return Err(Refusal::Machine);
        }
        Ok(Self::fresh(1, UNIT_NS, start_ns, (8, 16), machine))
    }

    /// Version 2, with bits and unit of one's own.
    ///
    /// # Errors
    /// In this order: bits of the sequence, of the machine, unit, the start is ahead, too few bits for the time, the
    /// machine id.
    pub fn version2(settings: &Settings, now_ns: i64) -> Result<Self, Refusal> {
        if !(0..=30).contains(&settings.sequence_bits) {
            return Err(Refusal::SequenceBits);
        }
        if !(0..=30).contains(&settings.machine_bits) {
            return Err(Refusal::MachineBits);
        }
        if settings.unit_ns != 0 && settings.unit_ns < 1_000_000 {
            return Err(Refusal::TimeUnit);
        }
        let start_ns = settings.start_ns.unwrap_or(START_2_NS);
        if start_ns > now_ns {
            return Err(Refusal::StartAhead { version: 2 });
        }
        let or = |asked: i64, default: i64| if asked == 0 { default } else { asked };
        let bits = (
            or(settings.sequence_bits, 8) as u32,
            or(settings.machine_bits, 16) as u32,
        );
        if bits.0 + bits.1 > 63 - 32 {
            return Err(Refusal::TimeBits);
        }
        let machine = settings.machine?;
        if !(0..1 << bits.1).contains(&machine) || !settings.accepted {
            return Err(Refusal::Machine);
        }
        Ok(Self::fresh(
            2,
            or(settings.unit_ns, UNIT_NS),
            start_ns,
            bits,
            machine,
        ))
    }

    fn fresh(version: u8, unit_ns: i64, start_ns: i64, bits: (u32, u32), machine: i64) -> Self {
        Sonyflake {
            version,
            unit_ns,
            start: start_ns.div_euclid(unit_ns),
            sequence_bits: bits.0,
            machine_bits: bits.1,
            machine,
            elapsed: 0,
            sequence: (1 << bits.0) - 1,
        }
    }

    /// The next id, when the wall clock shows `now_ns`.
    pub fn next(&mut self, now_ns: i64) -> Call {
        let current = now_ns.div_euclid(self.unit_ns) - self.start;
        let mut slept_ns = 0;
        if self.elapsed < current {
            (self.elapsed, self.sequence) = (current, 0);
        } else {
            self.sequence = (self.sequence + 1) & ((1 << self.sequence_bits) - 1);
            if self.sequence == 0 {
                self.elapsed += 1;
                // A clock that was set back by centuries: a sleep longer than 64 bits is the longest there is.
                slept_ns = (self.elapsed.saturating_sub(current))
                    .saturating_mul(self.unit_ns)
                    .saturating_sub(now_ns.rem_euclid(self.unit_ns));
            }
        }
        let id = match self.elapsed >= 1 << self.time_bits() {
            true => Err(Refusal::OverTimeLimit),
            false => Ok(self.id(self.elapsed, self.sequence, self.machine)),
        };
        Call { id, slept_ns }
    }

    /// The id of a moment, a sequence number and a machine.
    ///
    /// # Errors
    /// In this order: the start is ahead, over the time limit, the sequence, the machine.
    pub fn compose(&self, at_ns: i64, sequence: i64, machine: i64) -> Result<i64, Refusal> {
        let elapsed = at_ns.div_euclid(self.unit_ns) - self.start;
        if elapsed < 0 {
            return Err(Refusal::StartAhead {
                version: self.version,
            });
        }
        if elapsed >= 1 << self.time_bits() {
            return Err(Refusal::OverTimeLimit);
        }
        if !(0..1 << self.sequence_bits).contains(&sequence) {
            return Err(Refusal::Sequence);
        }
        if !(0..1 << self.machine_bits).contains(&machine) {
            return Err(Refusal::Machine);
        }
        Ok(self.id(elapsed, sequence, machine))
    }

    /// The parts of an id.
    #[must_use]
    pub fn parts(&self, id: u64) -> Parts {
        Parts {
            time: id >> (self.sequence_bits + self.machine_bits),
            sequence: id >> self.machine_bits & ((1 << self.sequence_bits) - 1),
            machine: id & ((1 << self.machine_bits) - 1),
        }
    }

    /// The Unix time in an id, in nanoseconds; `None` if it is beyond an `i64`.
    #[must_use]
    pub fn time_ns(&self, id: i64) -> Option<i64> {
        let units = (id >> (self.sequence_bits + self.machine_bits)) + self.start;
        units.checked_mul(self.unit_ns)
    }

    /// Bits of the time: what the sign, the sequence and the machine leave.
    #[must_use]
    pub fn time_bits(&self) -> u32 {
        63 - self.sequence_bits - self.machine_bits
    }

    /// Units from 1970 to the start.
    #[must_use]
    pub fn start(&self) -> i64 {
        self.start
    }

    /// The sequence number of the last id; of a fresh generator, the largest.
    #[must_use]
    pub fn sequence(&self) -> i64 {
        self.sequence
    }

    fn id(&self, elapsed: i64, sequence: i64, machine: i64) -> i64 {
        elapsed << (self.sequence_bits + self.machine_bits)
            | sequence << self.machine_bits
            | machine
    }
}

/// The machine id that version 1 takes when none is given: the low 16 bits of the first private or link-local IPv4
/// address, in the order of the interfaces. `addresses` are as an interface has them, `10.1.2.101/8`.
///
/// Two subnets of 10/8 can have hosts with equal low bits, and so can two containers behind one address: this is a guess,
/// not an allocation.
///
/// # Errors
/// [`Refusal::NoPrivateAddress`].
pub fn machine_of_private_address<'a>(
    addresses: impl IntoIterator<Item = &'a str>,
) -> Result<u16, Refusal> {
    addresses
        .into_iter()
        .filter_map(|cidr| cidr.split('/').next()?.parse().ok())
        .find(|address: &std::net::Ipv4Addr| {
            !address.is_loopback() && (address.is_private() || address.is_link_local())
        })
        .map(|address| u16::from_be_bytes([address.octets()[2], address.octets()[3]]))
        .ok_or(Refusal::NoPrivateAddress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_back_is_slept_off_by_the_call_after_the_last_sequence_number() {
        let hour = 3_600_000_000_000;
        let now = START_1_NS + 10 * hour;
        let mut ids = Sonyflake::version1(&Settings::of(6), now).unwrap();
        let first = ids.next(now).id.unwrap();
        for _ in 1..256 {
            let call = ids.next(now - hour);
            assert_eq!(call.slept_ns, 0);
            assert!(call.id.unwrap() > first);
        }
        assert_eq!(ids.next(now - hour).slept_ns, hour + UNIT_NS);
    }

    #[test]
    fn ids_of_a_settings_start_are_composed_and_decomposed() {
        let mut settings = Settings::of(3);
        (settings.sequence_bits, settings.machine_bits) = (12, 10);
        settings.unit_ns = 1_000_000;
        let now = START_2_NS + 5_000_000_000;
        let flake = Sonyflake::version2(&settings, now).unwrap();
        let id = flake.compose(now, 4095, 1023).unwrap();
        let parts = flake.parts(id as u64);
        assert_eq!(
            (parts.time, parts.sequence, parts.machine),
            (5000, 4095, 1023)
        );
        assert_eq!(flake.time_ns(id), Some(now));
    }
}
