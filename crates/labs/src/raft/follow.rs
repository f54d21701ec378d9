//! What follows from an action: work that does itself, messages that get their number, clients that get their answer.

use std::rc::Rc;

use lesson::Refusal;
use raft::{Entry, MessageKind, NodeId, Payload, Random, Term};
use sim::{Action, Happening, Link};

use super::clients::{Asked, Operation};
use super::command::Command;
use super::event::Event;
use super::refusal;
use super::setup::Storage;
use super::{Machine, Raft, Sent};

impl Raft {
    /// Does one thing to the cluster, then the work that does itself.
    pub(super) fn act(
        &mut self,
        command: &Command,
        action: &Action,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let happenings = self.try_act(command, action)?;
        self.follow(action, happenings, events);
        Ok(())
    }

    /// Does one thing to the cluster. What follows from it is for [`Raft::follow`]; if the cluster refuses, all is as it was:
    /// the only proposals that a node counts and drops all the same are those above a limit of bytes, which no setup has.
    pub(super) fn try_act(
        &mut self,
        command: &Command,
        action: &Action,
    ) -> Result<Vec<Happening>, Refusal> {
        let happenings = self.cluster.apply(action);
        happenings.map_err(|refused| refusal::refused(command, self, refused))
    }

    /// Takes note of what was done, then does the work that does itself.
    pub(super) fn follow(
        &mut self,
        action: &Action,
        happenings: Vec<Happening>,
        events: &mut Vec<Event>,
    ) {
        if let Action::Deliver(link, at) | Action::Drop(link, at) = *action {
            let numbers = self.sent.get_mut(&link).expect("it was in flight");
            numbers.remove(at);
            if numbers.is_empty() {
                self.sent.remove(&link);
            }
        }
        self.absorb(happenings, events);
        self.work(false, events);
    }

    /// Lets all nodes take and do what is ready, as far as the setup lets them do so by themselves, or all of it.
    pub(super) fn work(&mut self, by_hand_too: bool, events: &mut Vec<Event>) {
        let (ready, threads) = match self.setup.storage {
            Storage::Instant => (true, false),
            Storage::Ready => (by_hand_too, false),
            Storage::Threads => (true, by_hand_too),
        };
        loop {
            let mut is_done = true;
            for id in 1..=self.setup.nodes {
                let actions = [
                    (ready, Action::Work(id)),
                    (threads, Action::Write(id)),
                    (threads, Action::Apply(id)),
                ];
                for (_, action) in actions.iter().filter(|(wanted, _)| *wanted) {
                    while let Ok(happenings) = self.cluster.apply(action) {
                        is_done = false;
                        self.absorb(happenings, events);
                    }
                }
            }
            if is_done {
                return;
            }
        }
    }

    pub(super) fn note_sent(&mut self, link: Link) {
        self.sent_count += 1;
        let number = self.sent_count;
        let (from, to) = self.setup.latency;
        let seed = self.setup.seed.unwrap_or(self.seed);
        let mut random = Random::new(raft::fingerprint(&(seed, number)));
        let due = self.clock + from + random.below(to - from + 1);
        let queue = self.sent.entry(link).or_default();
        let due = queue.back().map_or(due, |before| due.max(before.due));
        queue.push_back(Sent { number, due });
    }

    /// Takes note of what happened, and answers the clients that it answers.
    pub(super) fn absorb(&mut self, happenings: Vec<Happening>, events: &mut Vec<Event>) {
        let mut just_sent = None;
        let mut rest = happenings.into_iter().peekable();
        while let Some(happening) = rest.next() {
            let sent = just_sent.take();
            events.push(if is_told_twice(&happening, rest.peek()) {
                Event::Passed(happening.clone())
            } else {
                Event::Happened(happening.clone())
            });
            match happening {
                Happening::Sent(message) => {
                    let link = Link {
                        from: message.from,
                        to: message.to,
                    };
                    self.note_sent(link);
                    just_sent = Some(link);
                }
                Happening::Lost(_) => {
                    // Either it was lost on a link that is cut, or it was dropped, and `act` has noted that.
                    if let Some(link) = sent {
                        let numbers = self.sent.get_mut(&link).expect("it was just sent");
                        numbers.pop_back();
                        if numbers.is_empty() {
                            self.sent.remove(&link);
                        }
                    }
                }
                Happening::Applied(node, entry) => self.applied(node, &entry, events),
                Happening::Installed(node, index) => {
                    // A snapshot is of what somebody has applied; what is applied is the same everywhere.
                    let mut known = self.machines.range((index, 0)..=(index, Term::MAX));
                    let term = known.next_back().map_or(0, |(&(_, term), _)| term);
                    self.applied.insert(node, (index, term));
                    self.answer_reads(node, events);
                }
                Happening::Started(node) => {
                    let machine = self.cluster.members()[&node].machine();
                    self.applied.insert(node, (machine.index, machine.term));
                }
                Happening::Crashed(node) => {
                    let snapshot = self.cluster.members()[&node].storage().snapshot();
                    self.applied.insert(node, (snapshot.index, snapshot.term));
                    for operation in self.history.waiting_at(node) {
                        self.give_up(operation, Some(node), events);
                    }
                }
                Happening::ReadConfirmed { node, read, index } => {
                    let read = read as usize;
                    let operation = self.named.get(&read).copied().unwrap_or(read);
                    self.history.confirm(operation, index);
                    self.answer_reads(node, events);
                }
                _ => {}
            }
        }
    }

    fn applied(&mut self, node: NodeId, entry: &Entry, events: &mut Vec<Event>) {
        let before = self.applied.get(&node);
        let before = before.and_then(|key| self.machines.get(key));
        let mut machine = before
            .map(|before| Machine::clone(before))
            .unwrap_or_default();
        let mut asked = None;
        if let Payload::Normal(bytes) = &entry.payload
            && !bytes.is_empty()
        {
            let text = String::from_utf8_lossy(bytes);
            match text.split_once('#') {
                None => machine.register = text.into_owned(),
                Some((client, request)) => {
                    let (number, value) = match request.split_once('=') {
                        Some((number, value)) => (number, Some(value)),
                        None => (request.trim_end_matches('?'), None),
                    };
                    asked = number.parse::<usize>().ok();
                    let is_done = asked.is_some_and(|number| machine.has_done(client, number));
                    if let (Some(value), false) = (value, is_done && self.setup.sessions) {
                        machine.register = value.to_string();
                    }
                    if let Some(number) = asked {
                        machine.done.insert(client.to_string(), number);
                    }
                }
            }
        }
        let key = (entry.index, entry.term);
        self.machines.insert(key, Rc::new(machine));
        self.applied.insert(node, key);
        let waiting = self.history.waiting_at(node);
        if let Some(operation) = asked.filter(|operation| waiting.contains(operation)) {
            self.answer(operation, events);
        }
        self.answer_reads(node, events);
    }

    /// Answers the reads at a node that were confirmed, once it has applied what they have to see.
    fn answer_reads(&mut self, node: NodeId, events: &mut Vec<Event>) {
        let applied = self.applied.get(&node).map_or(0, |&(index, _)| index);
        for operation in self.history.waiting_at(node) {
            let confirmed = self.history.operation(operation).confirmed;
            if confirmed.is_some_and(|index| index <= applied) {
                self.answer(operation, events);
            }
        }
    }

    /// Tells a client what the node it asked has to say now.
    pub(super) fn answer(&mut self, number: usize, events: &mut Vec<Event>) {
        let Operation {
            client,
            node,
            asked,
            ..
        } = Operation::clone(self.history.operation(number));
        let client = client.expect("somebody waits for it");
        let value = match asked {
            Asked::Write(_) => None,
            Asked::Read(_) => Some(self.register(node).to_string()),
        };
        let is_impossible = self
            .history
            .answer(number, value.clone().unwrap_or_default());
        events.push(Event::Answered {
            client: client.clone(),
            operation: number,
            node,
            value,
        });
        if is_impossible {
            events.push(Event::NotLinearizable {
                client,
                operation: number,
            });
        }
    }

    pub(super) fn give_up(
        &mut self,
        number: usize,
        crashed: Option<NodeId>,
        events: &mut Vec<Event>,
    ) {
        let client = self.history.operation(number).client.clone();
        self.history.give_up(number);
        events.push(Event::GaveUp {
            client: client.expect("somebody waits for it"),
            operation: number,
            crashed,
        });
    }
}

/// Whether another line says the same: the node has just said whom it asks for a vote, says next that it received one, or the
/// message that was sent is lost at once.
fn is_told_twice(happening: &Happening, next: Option<&Happening>) -> bool {
    use MessageKind::{PreVote, PreVoteResp, Vote, VoteResp};
    match (happening, next) {
        (Happening::Sent(message), Some(Happening::Lost(lost))) => message == lost,
        (Happening::Sent(message), _) => matches!(message.kind, Vote | PreVote),
        (Happening::Delivered(message), Some(Happening::Node(_))) => {
            matches!(message.kind, VoteResp | PreVoteResp)
        }
        _ => false,
    }
}

impl Machine {
    /// Whether a client's operation has been done. A client does one at a time, so its numbers only grow.
    fn has_done(&self, client: &str, number: usize) -> bool {
        self.done.get(client).is_some_and(|&last| number <= last)
    }
}
