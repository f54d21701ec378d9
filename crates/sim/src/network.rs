//! The network: one queue for each direction of each pair, from which messages are taken in any order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::str::FromStr;

use raft::{Message, NodeId};

/// One direction between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// The sender.
    pub from: NodeId,
    /// The receiver.
    pub to: NodeId,
}

/// Everything in flight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Network {
    /// Oldest first; no empty queue.
    links: BTreeMap<Link, VecDeque<Message>>,
    cut: BTreeSet<Link>,
}

impl Network {
    /// Sends a message; false, and it is lost, if the link is cut.
    pub fn send(&mut self, message: Message) -> bool {
        let link = Link {
            from: message.from,
            to: message.to,
        };
        let works = !self.is_cut(link);
        if works {
            self.links.entry(link).or_default().push_back(message);
        }
        works
    }

    /// Takes out the message of a link that stands behind `at` older ones; `None` if there is none, or the link is cut.
    pub fn take(&mut self, link: Link, at: usize) -> Option<Message> {
        if self.is_cut(link) {
            return None;
        }
        self.discard(link, at)
    }

    /// Takes out a message, whether the link is cut or not.
    pub fn discard(&mut self, link: Link, at: usize) -> Option<Message> {
        let queue = self.links.get_mut(&link)?;
        let message = queue.remove(at)?;
        if queue.is_empty() {
            self.links.remove(&link);
        }
        Some(message)
    }

    /// Doubles a message: the copy stands behind all others. False if there is none.
    pub fn duplicate(&mut self, link: Link, at: usize) -> bool {
        let Some(queue) = self.links.get_mut(&link) else {
            return false;
        };
        let copy = queue.get(at).cloned();
        queue.extend(copy.clone());
        copy.is_some()
    }

    /// Cuts a link. What is in flight stays there until it heals.
    pub fn cut(&mut self, link: Link) {
        self.cut.insert(link);
    }

    /// Heals a link.
    pub fn heal(&mut self, link: Link) {
        self.cut.remove(&link);
    }

    /// Heals all links.
    pub fn heal_all(&mut self) {
        self.cut.clear();
    }

    /// Whether a link is cut.
    #[must_use]
    pub fn is_cut(&self, link: Link) -> bool {
        self.cut.contains(&link)
    }

    /// The links that are cut, ascending.
    pub fn cuts(&self) -> impl Iterator<Item = Link> + '_ {
        self.cut.iter().copied()
    }

    /// The links with messages in flight, ascending, each with its messages, oldest first.
    pub fn links(&self) -> impl Iterator<Item = (Link, &VecDeque<Message>)> {
        self.links.iter().map(|(&link, queue)| (link, queue))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}->{}", self.from, self.to)
    }
}

impl FromStr for Link {
    type Err = String;

    fn from_str(text: &str) -> Result<Link, String> {
        let error = || format!("expected a link such as 1->2, got {text:?}");
        let (from, to) = text.split_once("->").ok_or_else(error)?;
        Ok(Link {
            from: from.parse().map_err(|_| error())?,
            to: to.parse().map_err(|_| error())?,
        })
    }
}
