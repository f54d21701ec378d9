//! Moving things: out of the nodes, over the network, through the storage threads.

use super::{Environment, Passage};
use crate::message::{Message, MessageKind};
use crate::ready::HardState;
use crate::{APPEND_THREAD, APPLY_THREAD, NodeId, is_storage_thread};

/// A script may have set up nodes that keep each other busy for ever; a round is a few messages of every node.
const ROUNDS_MAX: usize = 1_000;

/// Whose messages to take off the network, and what to do with them.
#[derive(Clone, Copy)]
pub(super) struct Recipient {
    pub(super) id: NodeId,
    pub(super) drop: bool,
}

/// Which of the two storage threads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Thread {
    Append,
    Apply,
}

impl Environment {
    /// Takes a node's Ready and does what it asks for.
    pub(super) fn process_ready(&mut self, at: usize) -> Result<(), String> {
        let member = &mut self.members[at];
        let is_async = member.node.config().async_storage_writes;
        let ready = member.node.ready();
        self.output.write(&ready.to_string());
        if !is_async {
            member.persist(
                ready.hard_state.unwrap_or_default(),
                ready.snapshot,
                &ready.entries,
            )?;
            for entry in &ready.committed {
                self.output.applied(at, entry);
                self.output.events(member.apply(entry));
            }
        }
        for message in ready.messages {
            match message.to {
                APPEND_THREAD => member.append_work.push_back(message),
                APPLY_THREAD => member.apply_work.push_back(message),
                _ => {
                    self.output.sent(&message);
                    self.network.push(message);
                }
            }
        }
        if !is_async {
            member.node.advance();
            self.output.events(member.node.take_events());
        }
        Ok(())
    }

    /// Does the oldest work of a storage thread.
    pub(super) fn process_thread(&mut self, at: usize, thread: Thread) -> Result<(), String> {
        let Some(mut work) = self.queue(at, thread).pop_front() else {
            let name = if thread == Thread::Append {
                "append"
            } else {
                "apply"
            };
            self.output.write(&format!("no {name} work to perform"));
            return Ok(());
        };
        let responses = std::mem::take(&mut work.responses);
        self.output.line("Processing:");
        self.output.line(&work);
        let member = &mut self.members[at];
        match thread {
            Thread::Append => {
                let hard_state = HardState {
                    term: work.term,
                    vote: work.vote,
                    commit: work.commit,
                };
                member.persist(hard_state, work.snapshot, &work.entries)?;
            }
            Thread::Apply => {
                for entry in &work.entries {
                    self.output.applied(at, entry);
                    self.output.events(member.apply(entry));
                }
            }
        }
        self.output.line("Responses:");
        for response in &responses {
            self.output.line(response);
            self.output.sent(response);
        }
        self.network.extend(responses);
        Ok(())
    }

    pub(super) fn queue(
        &mut self,
        at: usize,
        thread: Thread,
    ) -> &mut std::collections::VecDeque<Message> {
        let member = &mut self.members[at];
        match thread {
            Thread::Append => &mut member.append_work,
            Thread::Apply => &mut member.apply_work,
        }
    }

    /// Delivers or drops the messages to the recipients, one recipient after the other; returns how many there were.
    pub(super) fn deliver(
        &mut self,
        recipients: &[Recipient],
        kind: Option<MessageKind>,
    ) -> Result<usize, String> {
        let mut count = 0;
        for &Recipient { id, drop } in recipients {
            let is_wanted = |message: &Message| {
                message.to == id
                    && !(drop && is_local(message))
                    && kind.is_none_or(|kind| kind == message.kind)
            };
            let (wanted, rest) = std::mem::take(&mut self.network)
                .into_iter()
                .partition(is_wanted);
            self.network = rest;
            let wanted: Vec<Message> = wanted;
            count += wanted.len();
            for message in wanted {
                if drop {
                    self.output.line(format_args!("dropped: {message}"));
                    self.output.passages.push(Passage::Dropped(message));
                    continue;
                }
                self.output.line(&message);
                let at = self.index(id)?;
                if !is_local(&message) {
                    let delivered = Passage::Delivered(message.clone());
                    self.output.passages.push(delivered);
                }
                let node = &mut self.members[at].node;
                let result = node.step(message);
                self.output.events(node.take_events());
                if let Err(error) = result {
                    self.output.line(error);
                }
            }
        }
        Ok(count)
    }

    /// Lets the given nodes work and talk until nothing is left to do.
    pub(super) fn stabilize(&mut self, nodes: &[usize]) -> Result<(), String> {
        for _ in 0..ROUNDS_MAX {
            let mut is_done = true;
            for &at in nodes {
                if self.members[at].node.has_ready() {
                    is_done = false;
                    self.under_header(at, "handling Ready", |environment| {
                        environment.process_ready(at)
                    })?;
                }
            }
            for &at in nodes {
                let id = at as NodeId + 1;
                if self.network.iter().any(|message| message.to == id) {
                    is_done = false;
                    let recipient = Recipient { id, drop: false };
                    self.under_header(at, "receiving messages", |environment| {
                        environment.deliver(&[recipient], None).map(|_| ())
                    })?;
                }
            }
            for thread in [Thread::Append, Thread::Apply] {
                for &at in nodes {
                    if !self.queue(at, thread).is_empty() {
                        is_done = false;
                        self.under_header(at, thread.title(), |environment| {
                            while !environment.queue(at, thread).is_empty() {
                                environment.process_thread(at, thread)?;
                            }
                            Ok(())
                        })?;
                    }
                }
            }
            if is_done {
                return Ok(());
            }
        }
        Err(format!("not stable after {ROUNDS_MAX} rounds"))
    }

    /// Prints `> 1 title` and then, indented, what `work` prints.
    pub(super) fn under_header(
        &mut self,
        at: usize,
        title: &str,
        work: impl FnOnce(&mut Environment) -> Result<(), String>,
    ) -> Result<(), String> {
        self.output.line(format_args!("> {} {title}", at + 1));
        let mark = self.output.mark();
        let result = work(self);
        self.output.indent_from(mark);
        result
    }
}

impl Thread {
    pub(super) fn title(self) -> &'static str {
        match self {
            Thread::Append => "processing append thread",
            Thread::Apply => "processing apply thread",
        }
    }
}

/// Between a node and itself or its storage threads: not on any network, so that it cannot be lost.
pub(super) fn is_local(message: &Message) -> bool {
    message.from == message.to || is_storage_thread(message.from) || is_storage_thread(message.to)
}
