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
//! exponential in the writes that overlap, so it gives up after a while and says that it does not know. Where an operation was
//! alone and all before it were answered, what was before is settled, and the search begins there.

use std::collections::BTreeSet;
use std::rc::Rc;

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
    /// Shared with copies of the world: a player keeps many.
    operations: Vec<Rc<Operation>>,
    /// The numbers of those that somebody waits for: a few, of thousands.
    waiting: BTreeSet<usize>,
    clock: u64,
    /// So many operations, from the first one on, are explained, and nothing later bears on them.
    settled: usize,
    /// What is in the register after them, whatever their order was.
    settled_value: String,
    offending: Option<usize>,
    gave_up: bool,
}

/// More operations than this in a row are not judged: those after the last that was alone.
pub const OPERATIONS_MAX: usize = 400;

/// So many states are tried.
const STATES_MAX: usize = 20_000;

impl History {
    /// The operations: number 1 is the first.
    #[must_use]
    pub fn operations(&self) -> &[Rc<Operation>] {
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
        if self.gave_up || !self.waiting.is_empty() {
            return Verdict::NotYetKnown;
        }
        Verdict::Linearizable
    }

    /// The number of the operation that a client waits for.
    #[must_use]
    pub fn waiting(&self, client: &str) -> Option<usize> {
        let is_of = |number: &usize| self.operation(*number).client.as_deref() == Some(client);
        self.waiting.iter().copied().rfind(is_of)
    }

    /// The numbers of all operations that are waited for at a node.
    #[must_use]
    pub fn waiting_at(&self, node: NodeId) -> Vec<usize> {
        let is_at = |number: &usize| self.operation(*number).node == node;
        self.waiting.iter().copied().filter(is_at).collect()
    }

    pub(super) fn next_number(&self) -> usize {
        self.operations.len() + 1
    }

    pub(super) fn ask(&mut self, client: Option<&str>, node: NodeId, asked: Asked) -> usize {
        self.clock += 1;
        self.operations.push(Rc::new(Operation {
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
        }));
        let number = self.operations.len();
        if client.is_some() {
            self.waiting.insert(number);
        }
        number
    }

    /// The last operation of a client, unless it was answered.
    pub(super) fn last_of(&self, client: &str) -> Option<(usize, Asked)> {
        let is_of = |operation: &Rc<Operation>| operation.client.as_deref() == Some(client);
        let at = self.operations.iter().rposition(is_of)?;
        let last = &self.operations[at];
        answered(last)
            .is_none()
            .then(|| (at + 1, last.asked.clone()))
    }

    /// The client asks for the same once more, and waits. It is one operation: it was invoked when it was asked first.
    pub(super) fn ask_again(&mut self, number: usize, node: NodeId) {
        self.waiting.insert(number);
        let operation = self.change(number);
        operation.node = node;
        operation.end = End::Waits;
    }

    pub(super) fn confirm(&mut self, number: usize, index: Index) {
        self.change(number).confirmed.get_or_insert(index);
    }

    /// The client is told; true if with this answer the history became impossible.
    pub(super) fn answer(&mut self, number: usize, value: String) -> bool {
        self.clock += 1;
        let at = self.clock;
        self.waiting.remove(&number);
        self.change(number).end = End::Answered { at, value };
        if self.offending.is_some() {
            return false;
        }
        match explained(&self.operations[self.settled..], &self.settled_value) {
            Some(true) => {
                self.gave_up = false;
                self.settle(number);
            }
            Some(false) => self.offending = Some(number),
            None => self.gave_up = true,
        }
        self.offending.is_some()
    }

    /// After an operation that was alone between its request and its answer, the register holds what it wrote or saw. If all
    /// before it were answered, none of them can happen later, and what comes is judged from here on.
    fn settle(&mut self, number: usize) {
        let operation = &self.operations[number - 1];
        let End::Answered { at, value } = &operation.end else {
            return;
        };
        let is_alone = self.waiting.is_empty() && *at == operation.invoked + 1;
        let may_come_late = |operation: &Rc<Operation>| {
            operation.end == End::GaveUp && matches!(operation.asked, Asked::Write(_))
        };
        if is_alone && !self.operations[self.settled..].iter().any(may_come_late) {
            self.settled_value = match &operation.asked {
                Asked::Write(written) => written.clone(),
                Asked::Read(_) => value.clone(),
            };
            self.settled = self.operations.len();
        }
    }

    fn change(&mut self, number: usize) -> &mut Operation {
        Rc::make_mut(&mut self.operations[number - 1])
    }

    pub(super) fn give_up(&mut self, number: usize) {
        self.waiting.remove(&number);
        self.change(number).end = End::GaveUp;
    }
}

/// Whether one register that held a value before explains the answers; `None` if the search gave up.
fn explained(operations: &[Rc<Operation>], before: &str) -> Option<bool> {
    if operations.len() > OPERATIONS_MAX {
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut stack = vec![(vec![false; operations.len()], before)];
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
    fn a_long_history_is_judged_from_the_last_operation_that_was_alone() {
        let mut history = History::default();
        for round in 0..OPERATIONS_MAX {
            let number = write(&mut history, "a", &round.to_string());
            history.answer(number, String::new());
            let number = read(&mut history, "b");
            history.answer(number, round.to_string());
            assert_eq!(history.verdict(), Verdict::Linearizable, "round {round}");
        }
        let stale = read(&mut history, "b");
        assert!(history.answer(stale, "7".into()));
        assert_eq!(
            history.verdict(),
            Verdict::NotLinearizable { operation: stale }
        );
    }

    #[test]
    fn a_write_that_was_given_up_keeps_what_follows_from_being_settled() {
        let mut history = History::default();
        let lost = write(&mut history, "a", "late");
        history.give_up(lost);
        for value in ["1", "2"] {
            let number = write(&mut history, "b", value);
            history.answer(number, String::new());
        }
        let number = read(&mut history, "b");
        assert!(!history.answer(number, "late".into()));
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
