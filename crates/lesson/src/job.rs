//! Work that takes longer than a frame: it advances by a budget and is stopped by not being asked again.

/// A long experiment, cut into slices by whoever asks for them.
///
/// The result does not depend on how the work was sliced: a job that was advanced a million times by one equals the
/// job that was advanced once by a million.
pub trait Job {
    /// What is known so far; a value of its own, so that it can be sent to the page while the job goes on.
    type Partial;

    /// Does at most `budget` units of work (a unit is the job's own: a trial, a seed). A budget of zero does nothing.
    fn advance(&mut self, budget: u64) -> Progress;

    /// What is known so far.
    fn partial(&self) -> Self::Partial;
}

/// How far a job has come, in its own units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Units done.
    pub done: u64,
    /// Units in all.
    pub total: u64,
}

impl Progress {
    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.done >= self.total
    }
}
