//! What a line is about: nodes, links, and which of the messages in flight.

use std::collections::VecDeque;

use lesson::Refusal;
use raft::{Message, NodeId};
use sim::{Action, Link};

use super::Raft;
use super::command::Command;
use super::event::Event;
use super::refusal;
use super::words::{Links, Pick};

impl Raft {
    pub(super) fn known(&self, id: NodeId) -> Result<(), Refusal> {
        if id <= self.setup.nodes {
            return Ok(());
        }
        Err(refusal::no_node(id, &self.setup))
    }

    pub(super) fn at_leader(&self, at: Option<NodeId>) -> Result<NodeId, Refusal> {
        at.or_else(|| self.cluster.leader())
            .ok_or_else(refusal::no_leader)
    }

    pub(super) fn picked(
        &self,
        command: &Command,
        pick: Pick,
        can_arrive: bool,
    ) -> Result<(Link, usize), Refusal> {
        let Some((link, at)) = pick.link() else {
            let link = self.first_sent(can_arrive);
            return link.map(|link| (link, 0)).ok_or_else(|| {
                refusal::nothing_arrives(self.in_flight().count(), self.cuts().count())
            });
        };
        self.known(link.from.max(link.to))?;
        let count = self.sent.get(&link).map_or(0, VecDeque::len);
        if at < count {
            return Ok((link, at));
        }
        Err(refusal::no_message(command, link, count))
    }

    /// The link with the message that was sent first; of those that can arrive, if so wanted.
    pub(super) fn first_sent(&self, can_arrive: bool) -> Option<Link> {
        let network = self.cluster.network();
        let queues = self.sent.iter().filter(|(link, _)| {
            !can_arrive || (!network.is_cut(**link) && self.cluster.node(link.to).is_some())
        });
        let first = queues.min_by_key(|(_, queue)| queue.front().map(|sent| sent.number));
        first.map(|(&link, _)| link)
    }

    /// The link with the message that arrives next when time passes by itself, if it is time.
    pub(super) fn first_due(&self) -> Option<Link> {
        let network = self.cluster.network();
        let fronts = self.sent.iter().filter_map(|(&link, queue)| {
            let sent = queue.front().filter(|sent| sent.due <= self.clock)?;
            let arrives = !network.is_cut(link) && self.cluster.node(link.to).is_some();
            arrives.then_some(((sent.due, sent.number), link))
        });
        fronts.min().map(|(_, link)| link)
    }

    pub(super) fn copy_to_the_end(
        &mut self,
        command: &Command,
        link: Link,
        at: usize,
    ) -> Result<Message, Refusal> {
        let found = {
            let mut queues = self.cluster.network().links();
            queues.find(|(other, _)| *other == link)
        };
        let message = found.map(|(_, queue)| queue[at].clone());
        let copied = self.cluster.apply(&Action::Duplicate(link, at));
        copied.map_err(|refused| refusal::refused(command, self, refused))?;
        self.note_sent(link);
        Ok(message.expect("the message was picked from what is in flight"))
    }

    pub(super) fn switch_links(
        &mut self,
        links: &Links,
        cut: bool,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.known(links.highest())?;
        for link in links.each(self.setup.nodes) {
            if self.cluster.network().is_cut(link) == cut {
                continue;
            }
            let (action, event) = if cut {
                (Action::Cut(link), Event::Cut(link))
            } else {
                (Action::Heal(link), Event::Healed(link))
            };
            self.cluster
                .apply(&action)
                .expect("a link can always be cut and healed");
            events.push(event);
        }
        Ok(())
    }
}
