//! Requests of clients: each is an operation of the history, and something that a node is asked to do.

use lesson::Refusal;
use raft::NodeId;
use sim::{Action, Refused};

use super::Raft;
use super::clients::Asked;
use super::command::{Command, Way};
use super::event::Event;
use super::refusal;

impl Raft {
    /// A client asks; a read may go by the name of an operation that was asked before.
    pub(super) fn ask(
        &mut self,
        command: &Command,
        client: &str,
        node: NodeId,
        asked: Asked,
        named: Option<usize>,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        if let Some(named) = named {
            let count = self.history.operations().len();
            if named > count {
                return Err(refusal::no_operation(named, count));
            }
        }
        if let Some(operation) = self.history.waiting(client) {
            let asked = self.history.operation(operation).node;
            return Err(refusal::client_waits(command, client, operation, asked));
        }
        self.known(node)?;
        if self.cluster.node(node).is_none() {
            return Err(refusal::refused(command, self, Refused::Down(node)));
        }
        if let Asked::Read(how @ (Way::Index | Way::Lease)) = asked
            && (how == Way::Lease) != self.setup.lease
        {
            return Err(refusal::other_way(client, node, how, &self.setup));
        }
        let operation = self.history.next_number();
        let action = match &asked {
            Asked::Write(value) => Some(Action::Propose(
                node,
                format!("{client}#{operation}={value}"),
            )),
            Asked::Read(Way::Log) => Some(Action::Propose(node, format!("{client}#{operation}?"))),
            Asked::Read(Way::Local) => None,
            Asked::Read(Way::Index | Way::Lease) => {
                Some(Action::Read(node, Some(named.unwrap_or(operation) as u64)))
            }
        };
        let done = match action {
            Some(action) => Some((self.try_act(command, &action)?, action)),
            None => None,
        };
        if let Some(named) = named {
            self.named.insert(named, operation);
        }
        self.history.ask(Some(client), node, asked.clone());
        events.push(Event::Asked {
            client: client.to_string(),
            operation,
            node,
            asked,
        });
        match done {
            Some((happenings, action)) => self.follow(&action, happenings, events),
            None => self.answer(operation, events),
        }
        Ok(())
    }

    /// The same write again, with the number that it had: what a client does that was not answered.
    pub(super) fn ask_again(
        &mut self,
        command: &Command,
        client: &str,
        node: NodeId,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.known(node)?;
        if self.cluster.node(node).is_none() {
            return Err(refusal::refused(command, self, Refused::Down(node)));
        }
        let last = self.history.last_of(client);
        let (operation, asked) = last.ok_or_else(|| refusal::nothing_to_retry(client))?;
        let Asked::Write(value) = &asked else {
            return Err(refusal::reads_are_asked_anew(client, node, &asked));
        };
        let text = format!("{client}#{operation}={value}");
        let action = Action::Propose(node, text);
        let happenings = self.try_act(command, &action)?;
        self.history.ask_again(operation, node);
        events.push(Event::Asked {
            client: client.to_string(),
            operation,
            node,
            asked,
        });
        self.follow(&action, happenings, events);
        Ok(())
    }
}
