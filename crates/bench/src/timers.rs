//! Timers with deadlines anywhere in 1,000,000 ticks of 1 ms, half of them cancelled; then the clock goes to the end, a
//! second at a time (so that empty ticks can be jumped over), or asked at each tick. A unit is a timer: adding it, perhaps
//! cancelling it, and its share of the clock's way.

use crate::{Contestant, Report};
use ::timers::{HashedWheel, Heap, Queue, Timers, Wheel};
use dary_heap::QuaternaryHeap;
use std::cmp::Reverse;

/// How long the clock runs.
const TICKS: u64 = 1_000_000;

/// How far the clock goes at a time, unless it is asked at each tick.
const SECOND: usize = 1000;

/// The workloads of the area.
pub fn run(report: &mut Report) {
    for (count, goal) in [(100_000, 3.0), (1_000_000, 4.0)] {
        let delays = delays(count);
        let units = count as u64;
        let name = |structure: &str| format!("{count} timers, {structure}");
        report.compare(
            &name("hierarchical wheel"),
            units,
            Some(goal),
            &mut [
                ours(Wheel::default, &delays, SECOND),
                dary_heap(&delays, SECOND),
            ],
        );
        report.compare(
            &name("hierarchical wheel, each tick"),
            units,
            None,
            &mut [ours(Wheel::default, &delays, 1), dary_heap(&delays, 1)],
        );
        report.compare(
            &name("4-ary heap with places"),
            units,
            Some(1.5),
            &mut [
                ours(Heap::<4>::new, &delays, SECOND),
                dary_heap(&delays, SECOND),
            ],
        );
        report.compare(
            &name("binary heap with places"),
            units,
            None,
            &mut [
                ours(Heap::<2>::new, &delays, SECOND),
                dary_heap(&delays, SECOND),
            ],
        );
        report.compare(
            &name("hashed wheel, 65536 slots"),
            units,
            None,
            &mut [
                ours(|| HashedWheel::new(65_536), &delays, SECOND),
                dary_heap(&delays, SECOND),
            ],
        );
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        let delays = delays(100_000);
        report.compare(
            "100000 timers, against DelayQueue, each tick",
            delays.len() as u64,
            Some(15.0),
            &mut [ours(Wheel::default, &delays, 1), delay_queue(&delays, 1)],
        );
    }
}

fn delays(count: usize) -> Vec<u32> {
    let mut state: u64 = 1;
    (0..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            1 + ((state >> 33) % (TICKS - 1)) as u32
        })
        .collect()
}

fn ours<'a, Q: Queue + 'a>(make: fn() -> Q, delays: &'a [u32], step: usize) -> Contestant<'a> {
    let work = move || {
        let mut timers = Timers::new(make());
        for (id, &delay) in delays.iter().enumerate() {
            timers
                .add(id as u32, delay.into(), None)
                .expect("a fresh number");
        }
        for id in (0..delays.len()).step_by(2) {
            timers.cancel(id as u32);
        }
        let mut sum = 0;
        for tick in (step as u64..=TICKS).step_by(step) {
            timers.advance(tick, |at, id| sum += at ^ u64::from(id));
        }
        assert_eq!(timers.pending(), 0, "all have fired");
        sum
    };
    ("ours", Box::new(work))
}

/// The heap of a library with four children a parent; a cancelled timer is marked, and dropped when it comes up.
fn dary_heap(delays: &[u32], step: usize) -> Contestant<'_> {
    let work = move || {
        let mut heap = QuaternaryHeap::new();
        let mut cancelled = vec![false; delays.len()];
        for (id, &delay) in delays.iter().enumerate() {
            heap.push(Reverse((u64::from(delay), id as u32)));
        }
        for id in (0..delays.len()).step_by(2) {
            cancelled[id] = true;
        }
        let mut sum = 0;
        for tick in (step as u64..=TICKS).step_by(step) {
            while let Some(&Reverse((at, id))) = heap.peek() {
                if at > tick {
                    break;
                }
                heap.pop();
                if !cancelled[id as usize] {
                    sum += at ^ u64::from(id);
                }
            }
        }
        sum
    };
    ("dary_heap", Box::new(work))
}

#[cfg(not(target_arch = "wasm32"))]
fn delay_queue(delays: &[u32], step: usize) -> Contestant<'_> {
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;
    use tokio_util::time::DelayQueue;
    let work = move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build();
        runtime
            .expect("a runtime with a paused clock")
            .block_on(async {
                let mut queue = DelayQueue::with_capacity(delays.len());
                let insert = |(id, &delay): (usize, &u32)| {
                    queue.insert(id as u32, Duration::from_millis(delay.into()))
                };
                let keys: Vec<_> = delays.iter().enumerate().map(insert).collect();
                for key in keys.iter().step_by(2) {
                    queue.remove(key);
                }
                let mut sum = 0;
                let mut context = Context::from_waker(Waker::noop());
                for _ in 0..TICKS / step as u64 {
                    tokio::time::advance(Duration::from_millis(step as u64)).await;
                    while let Poll::Ready(Some(expired)) = queue.poll_expired(&mut context) {
                        sum += u64::from(expired.into_inner());
                    }
                }
                sum
            })
    };
    ("tokio-util DelayQueue", Box::new(work))
}
