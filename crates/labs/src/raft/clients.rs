//! Clients: what they asked for, what they were told, and whether one register could have said all that.
//!
//! A history is *linearizable* (Herlihy and Wing, 1990) if every operation can be given one moment between its request
//! and its answer so that a single register, doing them in that order, gives the same answers. An operation without an
//! answer may happen at any later moment, or never; but no operation happens twice.
//!
//! ```text
//!   a   |--- write 1 ---|
//!   b                      |--- read: 1 ---|     yes: write, read
//!   b                      |--- read:   ---|     no: the write had been answered
//! ```
//!
//! The search goes from the oldest operation on: next comes one that was asked before the first open answer. A read that
//! fits is taken at once, as it changes nothing; among writes all orders are tried, and a state is tried once. That is
//! exponential in the writes that overlap, so it gives up after a while and says that it does not know.

use std::collections::BTreeSet;

use raft::{Index, NodeId};

use super::command::Way;

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The register becomes this.
    Write(String),
    /// What is in the register?
    Read(Way),
}

/// What became of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Its client waits.
    Waits,
    /// Its client was answered: with the value, if it read.
    Answered {
        /// When, on the clock of the history.
        at: u64,
        /// What a read saw; empty for a write, and for a register that was never written.
        value: String,
    },
    /// Its client waits no longer, and does not know whether it happened.
    GaveUp,
}

/// One operation of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Who; `None` for a proposal that nobody waits for.
    pub client: Option<String>,
    /// The node that was asked.
    pub node: NodeId,
    /// For what.
    pub asked: Asked,
    /// When, on the clock of the history: each request and answer has a moment of its own.
    pub invoked: u64,
    /// What became of it.
    pub end: End,
    /// For a read without an entry: what has to be applied first, once that is known.
    pub confirmed: Option<Index>,
}

/// Whether the history is linearizable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is, and nobody waits.
    Linearizable,
    /// So far nothing is wrong, but somebody waits; or the search gave up.
    NotYetKnown,
    /// With the answer to this operation it is not, whatever comes.
    NotLinearizable {
        /// The number of the operation, from 1.
        operation: usize,
    },
}

/// All operations, in the order in which they were asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    operations: Vec<Operation>,
    clock: u64,
    offending: Option<usize>,
    gave_up: bool,
}

/// More operations than this are not judged.
pub const OPERATIONS_MAX: usize = 400;

/// So many states are tried.
const STATES_MAX: usize = 20_000;

impl History {
    /// The operations: number 1 is the first.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation of that number.
    #[must_use]
    pub fn operation(&self, number: usize) -> &Operation {
        &self.operations[number - 1]
    }

    /// Whether all that was answered so far can be explained by one register.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if let Some(operation) = self.offending {
            return Verdict::NotLinearizable { operation };
        }
        let waits = |operation: &Operation| operation.end == End::Waits;
        if self.gave_up || self.operations.iter().any(waits) {
            return Verdict::NotYetKnown;
        }
        Verdict::Linearizable
    }

    /// The number of the operation that a client waits for.
    #[must_use]
    pub fn waiting(&self, client: &str) -> Option<usize> {
        let waits = |operation: &Operation| {
            operation.end == End::Waits && operation.client.as_deref() == Some(client)
        };
        self.operations.iter().rposition(waits).map(|at| at + 1)
    }

    /// The numbers of all operations that are waited for at a node.
    #[must_use]
    pub fn waiting_at(&self, node: NodeId) -> Vec<usize> {
        let numbered = (1..).zip(&self.operations);
        numbered
            .filter(|(_, operation)| operation.end == End::Waits && operation.node == node)
            .map(|(number, _)| number)
            .collect()
    }

    pub(super) fn next_number(&self) -> usize {
        self.operations.len() + 1
    }

    pub(super) fn ask(&mut self, client: Option<&str>, node: NodeId, asked: Asked) -> usize {
        self.clock += 1;
        self.operations.push(Operation {
            client: client.map(str::to_string),
            node,
            asked,
            invoked: self.clock,
            end: if client.is_some() {
                End::Waits
            } else {
                End::GaveUp
            },
            confirmed: None,
        });
        self.operations.len()
    }

    /// The last operation of a client, unless it was answered.
    pub(super) fn last_of(&self, client: &str) -> Option<(usize, Asked)> {
        let is_of = |operation: &Operation| operation.client.as_deref() == Some(client);
        let at = self.operations.iter().rposition(is_of)?;
        let last = &self.operations[at];
        answered(last)
            .is_none()
            .then(|| (at + 1, last.asked.clone()))
    }

    /// The client asks for the same once more, and waits. It is one operation: it was invoked when it was asked first.
    pub(super) fn ask_again(&mut self, number: usize, node: NodeId) {
        let operation = &mut self.operations[number - 1];
        operation.node = node;
        operation.end = End::Waits;
    }

    pub(super) fn confirm(&mut self, number: usize, index: Index) {
        self.operations[number - 1].confirmed.get_or_insert(index);
    }

    /// The client is told; true if with this answer the history became impossible.
    pub(super) fn answer(&mut self, number: usize, value: String) -> bool {
        self.clock += 1;
        let at = self.clock;
        self.operations[number - 1].end = End::Answered { at, value };
        if self.offending.is_some() {
            return false;
        }
        match explained(&self.operations) {
            Some(true) => self.gave_up = false,
            Some(false) => self.offending = Some(number),
            None => self.gave_up = true,
        }
        self.offending.is_some()
    }

    pub(super) fn give_up(&mut self, number: usize) {
        self.operations[number - 1].end = End::GaveUp;
    }
}

/// Whether one register explains the answers; `None` if the search gave up.
fn explained(operations: &[Operation]) -> Option<bool> {
    if operations.len() > OPERATIONS_MAX {
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut stack = vec![(vec![false; operations.len()], "")];
    while let Some((mut done, value)) = stack.pop() {
        // The next to happen was asked before the first of the answers that are not explained yet.
        let bound = loop {
            let open = operations.iter().zip(&done).filter(|(_, done)| !**done);
            let first = open.filter_map(|(operation, _)| answered(operation)).min();
            let Some(bound) = first else {
                return Some(true);
            };
            let fits = |operation: &Operation| {
                operation.invoked < bound
                    && matches!(operation.asked, Asked::Read(_))
                    && matches!(&operation.end, End::Answered { value: saw, .. } if saw == value)
            };
            let read = (0..done.len()).find(|&at| !done[at] && fits(&operations[at]));
            match read {
                Some(at) => done[at] = true,
                None => break bound,
            }
        };
        if !seen.insert((done.clone(), value)) {
            continue;
        }
        if seen.len() > STATES_MAX {
            return None;
        }
        let writes = operations.iter().enumerate().rev();
        for (at, operation) in writes {
            if let (Asked::Write(new), false) = (&operation.asked, done[at])
                && operation.invoked < bound
            {
                let mut then = done.clone();
                then[at] = true;
                stack.push((then, new));
            }
        }
    }
    Some(false)
}

fn answered(operation: &Operation) -> Option<u64> {
    match operation.end {
        End::Answered { at, .. } => Some(at),
        End::Waits | End::GaveUp => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(history: &mut History, client: &str, value: &str) -> usize {
        history.ask(Some(client), 1, Asked::Write(value.into()))
    }

    fn read(history: &mut History, client: &str) -> usize {
        history.ask(Some(client), 1, Asked::Read(Way::Local))
    }

    #[test]
    fn a_read_after_an_answered_write_must_see_it() {
        let mut history = History::default();
        let first = write(&mut history, "a", "1");
        assert_eq!(history.verdict(), Verdict::NotYetKnown);
        assert!(!history.answer(first, String::new()));
        assert_eq!(history.verdict(), Verdict::Linearizable);
        let stale = read(&mut history, "b");
        assert!(history.answer(stale, String::new()));
        assert_eq!(history.verdict(), Verdict::NotLinearizable { operation: 2 });
    }

    #[test]
    fn a_write_without_an_answer_may_happen_late_or_never_but_not_twice() {
        let mut history = History::default();
        let lost = write(&mut history, "a", "1");
        history.give_up(lost);
        for saw in ["", "", "1", "1"] {
            let number = read(&mut history, "b");
            assert!(!history.answer(number, saw.into()), "{saw}");
        }
        let other = write(&mut history, "c", "2");
        history.answer(other, String::new());
        let number = read(&mut history, "b");
        assert!(!history.answer(number, "2".into()));
        let number = read(&mut history, "b");
        assert!(history.answer(number, "1".into()), "1 was there before");
    }

    #[test]
    fn overlapping_writes_may_happen_in_either_order() {
        let mut history = History::default();
        let (one, two) = (write(&mut history, "a", "1"), write(&mut history, "b", "2"));
        history.answer(two, String::new());
        history.answer(one, String::new());
        let number = read(&mut history, "c");
        assert!(!history.answer(number, "2".into()));
        let number = read(&mut history, "c");
        assert!(history.answer(number, "1".into()), "the order is decided");
    }
}
