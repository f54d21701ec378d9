//! The timers of one process, over any structure.

use crate::queue::{Counts, Filed, Queue};
use std::fmt;

/// Timers by number, kept in a structure `Q`.
///
/// ```
/// use timers::{Timers, Wheel};
///
/// let mut timers = Timers::new(Wheel::default());
/// timers.add(7, 30, None).unwrap();
/// timers.add(8, 10, Some(20)).unwrap();
/// let mut fired = Vec::new();
/// timers.advance(35, |at, id| fired.push((at, id)));
/// fired.sort();
/// assert_eq!(fired, [(10, 8), (30, 7), (30, 8)]);
/// assert_eq!(timers.next_deadline(), Some(50));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timers<Q> {
    now: u64,
    queue: Q,
    /// For each id: whether it is pending and periodic, and how often it was filed. Changes make old entries stale.
    stamps: Vec<u32>,
    deadlines: Vec<u64>,
    /// As long as the others once there is a periodic timer that needs it.
    periods: Vec<u64>,
    pending: usize,
    due: Vec<Filed>,
}

const PENDING: u32 = 1;
const PERIODIC: u32 = 2;
/// It was added at least once, so it can be reset.
const KNOWN: u32 = 4;
/// The rest of a stamp counts.
const ONCE_MORE: u32 = 8;

/// Numbers of timers are below this: the tables are as long as the largest one.
pub const MAX_IDS: u32 = 1 << 24;

/// Deadlines are below this, so that a period can be added to any of them.
pub const MAX_TIME: u64 = 1 << 62;

/// A wish that cannot be granted. Nothing has changed when one is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The timer is pending: cancel or reset it.
    Pending {
        /// Its number.
        id: u32,
    },
    /// Numbers are below [`MAX_IDS`].
    Id {
        /// The number asked for.
        id: u32,
    },
    /// It was never added, so there is nothing to reset.
    Unknown {
        /// The number asked for.
        id: u32,
    },
    /// A period of 0 would fire for ever in one tick.
    Period,
    /// Beyond [`MAX_TIME`].
    TooFar,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Pending { id } => write!(f, "timer {id} is pending; cancel or reset it"),
            Refusal::Id { id } => write!(f, "timer {id}: numbers are below {MAX_IDS}"),
            Refusal::Unknown { id } => write!(f, "timer {id} was never added"),
            Refusal::Period => write!(f, "a period is 1 tick or more"),
            Refusal::TooFar => write!(f, "deadlines are below {MAX_TIME}"),
        }
    }
}

impl std::error::Error for Refusal {}

impl<Q: Queue> Timers<Q> {
    /// No timers, at time 0.
    #[must_use]
    pub fn new(queue: Q) -> Self {
        Timers {
            now: 0,
            queue,
            stamps: Vec::new(),
            deadlines: Vec::new(),
            periods: Vec::new(),
            pending: 0,
            due: Vec::new(),
        }
    }

    /// Adds a timer that fires after `delay` ticks (at least one), and then every `period`. Returns its deadline.
    ///
    /// # Errors
    /// [`Refusal::Pending`], [`Refusal::Id`], [`Refusal::Period`], [`Refusal::TooFar`].
    pub fn add(&mut self, id: u32, delay: i64, period: Option<u64>) -> Result<u64, Refusal> {
        if id >= MAX_IDS {
            return Err(Refusal::Id { id });
        }
        if self.is_pending(id) {
            return Err(Refusal::Pending { id });
        }
        if period == Some(0) {
            return Err(Refusal::Period);
        }
        if period > Some(MAX_TIME) {
            return Err(Refusal::TooFar);
        }
        let deadline = self.deadline_after(delay)?;
        let at = id as usize;
        if at >= self.stamps.len() {
            self.grow(at + 1);
        }
        if let Some(period) = period {
            if at >= self.periods.len() {
                self.periods.resize(self.stamps.len(), 0);
            }
            self.periods[at] = period;
        }
        let kind = KNOWN | if period.is_some() { PERIODIC } else { 0 };
        self.stamps[at] = self.stamps[at] & !(ONCE_MORE - 1) | kind;
        self.file(id, deadline);
        Ok(deadline)
    }

    /// Removes a timer, with all future fires of a periodic one. Returns whether it was pending.
    pub fn cancel(&mut self, id: u32) -> bool {
        let pending = self.is_pending(id);
        if pending {
            self.stamps[id as usize] &= !PENDING;
            self.pending -= 1;
            self.queue.remove(id, &self.stamps);
        }
        pending
    }

    /// Gives a timer a new deadline; it keeps its period. Also arms one again that has fired or was cancelled. Returns
    /// whether it was pending.
    ///
    /// # Errors
    /// [`Refusal::Unknown`], [`Refusal::TooFar`].
    pub fn reset(&mut self, id: u32, delay: i64) -> Result<bool, Refusal> {
        if self
            .stamps
            .get(id as usize)
            .is_none_or(|stamp| stamp & KNOWN == 0)
        {
            return Err(Refusal::Unknown { id });
        }
        let deadline = self.deadline_after(delay)?;
        let pending = self.cancel(id);
        self.file(id, deadline);
        Ok(pending)
    }

    /// Goes on to time `to`, tick by tick or in one jump over empty time, and calls `fire` with the time and the number of
    /// each timer that fires. The n-th fire of a periodic one is at deadline + (n - 1) * period, however late `advance` is
    /// called. A time in the past does nothing.
    pub fn advance(&mut self, to: u64, mut fire: impl FnMut(u64, u32)) {
        let to = to.min(MAX_TIME);
        while let Some(at) = self.queue.advance(to, &self.stamps, &mut self.due) {
            let mut due = std::mem::take(&mut self.due);
            debug_assert!(self.now < at && at <= to, "{} < {at} <= {to}", self.now);
            self.now = at;
            for timer in due.drain(..) {
                let id = timer.id as usize;
                if timer.stamp & PERIODIC != 0 {
                    // One beyond MAX_TIME is never reached; it stays filed.
                    let deadline = at + self.periods[id];
                    self.deadlines[id] = deadline;
                    self.queue.insert(Filed { deadline, ..timer });
                } else {
                    self.stamps[id] = timer.stamp & !PENDING;
                    self.pending -= 1;
                }
                fire(at, timer.id);
            }
            self.due = due;
        }
        self.now = self.now.max(to);
    }

    /// The earliest deadline: how long one may sleep.
    #[must_use]
    pub fn next_deadline(&self) -> Option<u64> {
        self.queue.next_deadline(&self.stamps)
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.now
    }

    /// How many timers are pending.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// Whether this timer is pending.
    #[must_use]
    pub fn is_pending(&self, id: u32) -> bool {
        self.stamps
            .get(id as usize)
            .is_some_and(|stamp| stamp & PENDING != 0)
    }

    /// The deadline of this timer, while it is pending.
    #[must_use]
    pub fn deadline(&self, id: u32) -> Option<u64> {
        self.is_pending(id).then(|| self.deadlines[id as usize])
    }

    /// What the structure has done.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.queue.counts()
    }

    /// The structure.
    #[must_use]
    pub fn queue(&self) -> &Q {
        &self.queue
    }

    /// Whether an entry that was seen in the structure is of a timer that is still wanted so.
    #[must_use]
    pub fn is_live(&self, timer: &Filed) -> bool {
        crate::queue::is_live(timer, &self.stamps)
    }

    fn deadline_after(&self, delay: i64) -> Result<u64, Refusal> {
        let deadline = self.now + delay.max(1) as u64;
        match deadline <= MAX_TIME {
            true => Ok(deadline),
            false => Err(Refusal::TooFar),
        }
    }

    /// Longer tables, by doubling. An entry of 0 has never been added.
    #[cold]
    fn grow(&mut self, len: usize) {
        let len = len.next_power_of_two();
        self.stamps.resize(len, 0);
        self.deadlines.resize(len, 0);
    }

    fn file(&mut self, id: u32, deadline: u64) {
        let at = id as usize;
        let stamp = self.stamps[at].wrapping_add(ONCE_MORE) | PENDING;
        self.stamps[at] = stamp;
        self.deadlines[at] = deadline;
        self.pending += 1;
        self.queue.insert(Filed {
            deadline,
            id,
            stamp,
        });
    }
}
