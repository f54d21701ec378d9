//! What a structure for timers must do, and what it counts.

/// A timer as a structure keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filed {
    /// The tick in which it fires.
    pub deadline: u64,
    /// The caller's number for it.
    pub id: u32,
    /// What [`stamps`](Queue) held for it when it was filed. If that has changed, this entry is stale: the timer was
    /// cancelled or moved, and whoever comes across the entry drops it.
    pub stamp: u32,
}

/// A structure that keeps timers by deadline.
///
/// `stamps` has an entry for each timer that was ever filed. It is how a cancel costs O(1): the stamp changes, and the
/// entry stays where it is until its slot comes up. A structure that can find an entry removes it at once instead.
pub trait Queue {
    /// Files a timer. Its deadline is after the last tick of [`advance`](Queue::advance).
    fn insert(&mut self, timer: Filed);

    /// The entry of this timer is no longer wanted; its stamp has been changed already.
    fn remove(&mut self, id: u32, stamps: &[u32]);

    /// Goes on to the first tick up to `to` in which a timer is due, moves what is due into `due` (which is empty), and
    /// returns that tick. If there is none, goes to `to` and returns `None`.
    fn advance(&mut self, to: u64, stamps: &[u32], due: &mut Vec<Filed>) -> Option<u64>;

    /// The earliest deadline.
    fn next_deadline(&self, stamps: &[u32]) -> Option<u64>;

    /// What it has done so far.
    fn counts(&self) -> Counts;
}

/// Whether an entry is of a timer that is still wanted so.
#[must_use]
#[inline]
pub fn is_live(timer: &Filed, stamps: &[u32]) -> bool {
    stamps[timer.id as usize] == timer.stamp
}

/// What a structure has done since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Two deadlines were compared.
    pub comparisons: u64,
    /// An entry was put somewhere: into a slot, or to another place in an array.
    pub moves: u64,
    /// A slot was opened because its time had come.
    pub slots: u64,
    /// An entry was looked at that was not due yet; that look is one of the comparisons.
    pub passed_over: u64,
    /// An entry moved from a slot to one of a finer level.
    pub cascades: u64,
    /// An entry was dropped because its timer had been cancelled or moved.
    pub stale: u64,
}

impl Counts {
    /// Everything that was done, added up: a rough measure of work.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.comparisons + self.moves + self.slots + self.stale
    }
}
