//! Ids under a virtual clock against `rs-snowflake` (lazily: it moves its own clock) and `ferroid`; and decoding.
//!
//! The clock moves on by a millisecond whenever a generator says that its 4,096 ids of the millisecond are used up.

use crate::{Contestant, Report};
use ::ids::generator::Backwards;
use ::ids::{Generator, Layout, Parts};
use ferroid::generator::{BasicSnowflakeGenerator, Poll};
use ferroid::id::SnowflakeTwitterId;
use ferroid::time::TimeSource;
use std::cell::Cell;

/// The workloads of the area.
pub fn run(report: &mut Report) {
    let count = 1 << 21;
    #[cfg(not(target_arch = "wasm32"))]
    report.compare(
        "an id, against a generator with its own clock",
        count,
        Some(0.9),
        &mut [ours(count), rs_snowflake(count)],
    );
    report.compare(
        "an id",
        count,
        Some(1.0),
        &mut [ours(count), ferroid(count)],
    );
    report.compare(
        "time, node and step of an id",
        count,
        None,
        &mut [decode(count)],
    );
}

fn ours<'a>(count: u64) -> Contestant<'a> {
    let mut generator = Generator::new(Layout::default(), 1, Backwards::Refuse).expect("node 1");
    let mut now = 1_000;
    let work = move || {
        let mut sum = 0;
        for _ in 0..count {
            sum ^= loop {
                match generator.next(now) {
                    Ok(id) => break id,
                    Err(_) => now += 1,
                }
            };
        }
        sum as u64
    };
    ("ours", Box::new(work))
}

#[cfg(not(target_arch = "wasm32"))]
fn rs_snowflake<'a>(count: u64) -> Contestant<'a> {
    let mut generator = snowflake::SnowflakeIdGenerator::new(0, 1);
    let work = move || {
        let mut sum = 0;
        for _ in 0..count {
            sum ^= generator.lazy_generate();
        }
        sum as u64
    };
    ("rs-snowflake", Box::new(work))
}

/// A clock that the loop moves.
struct Clock<'a>(&'a Cell<u64>);

impl TimeSource<u64> for Clock<'_> {
    fn current_millis(&self) -> u64 {
        self.0.get()
    }
}

fn ferroid<'a>(count: u64) -> Contestant<'a> {
    let clock: &'static Cell<u64> = Box::leak(Box::new(Cell::new(1_000)));
    let generator = BasicSnowflakeGenerator::<SnowflakeTwitterId, _>::new(1, Clock(clock));
    let work = move || {
        let mut sum = 0;
        for _ in 0..count {
            sum ^= loop {
                match generator.poll_id() {
                    Poll::Ready { id } => break id.to_raw(),
                    Poll::Pending { .. } => clock.set(clock.get() + 1),
                }
            };
        }
        sum
    };
    ("ferroid", Box::new(work))
}

fn decode<'a>(count: u64) -> Contestant<'a> {
    let layout = Layout::default();
    let work = move || {
        let mut sum = 0_i64;
        for id in 0..count as i64 {
            let Parts { time, node, step } =
                layout.parts(id.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as i64));
            sum = sum.wrapping_add(time ^ node ^ step);
        }
        sum as u64
    };
    ("ours", Box::new(work))
}
