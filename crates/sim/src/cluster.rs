//! The cluster: what an action does to it.

use std::collections::BTreeMap;
use std::fmt;

use raft::{Change, Config, Form, Message, Node, NodeId, Rules, StepError, Storage, StorageError};

use crate::action::Action;
use crate::happening::Happening;
use crate::member::Member;
use crate::network::{Link, Network};
use crate::observer::{Observer, Violation};

/// How a cluster starts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// The settings of every node; id and seed are its own.
    pub config: Config,
    /// How many nodes there are, with ids from 1.
    pub nodes: NodeId,
    /// The first so many of them vote at the start; the others know nobody.
    pub voters: NodeId,
    /// Where the nodes' random streams come from.
    pub seed: u64,
}

/// Nodes, their disks and the network between them. A value: clone it to look at another future.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cluster {
    members: BTreeMap<NodeId, Member>,
    network: Network,
    observer: Observer,
    /// Reads asked so far; each has its number for a name.
    reads: u64,
}

/// An action that makes no sense now; the cluster is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no node of that id.
    NoNode(NodeId),
    /// The node is down.
    Down(NodeId),
    /// The node is up already.
    Up(NodeId),
    /// There is no such message, or its link is cut.
    NothingInFlight(Link),
    /// The node, or its storage thread, has nothing to do.
    Idle(NodeId),
    /// No leader takes the proposal. What happened says why.
    Dropped(Vec<Happening>),
    /// The disk refuses.
    Storage(StorageError),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::NoNode(id) => write!(f, "there is no node {id}"),
            Refused::Down(id) => write!(f, "node {id} is down"),
            Refused::Up(id) => write!(f, "node {id} is up"),
            Refused::NothingInFlight(link) => write!(
                f,
                "no such message is in flight over {link}, or the link is cut"
            ),
            Refused::Idle(id) => write!(f, "node {id} has nothing to do"),
            Refused::Dropped(_) => write!(f, "{}", StepError::ProposalDropped),
            Refused::Storage(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Refused {}

impl Cluster {
    /// A cluster whose nodes have just started.
    ///
    /// # Panics
    /// If the settings make no node, or more voters than nodes.
    #[must_use]
    pub fn new(settings: &Settings) -> Cluster {
        let Settings {
            config,
            nodes,
            voters,
            seed,
        } = settings;
        assert!(
            1 <= *voters && voters <= nodes,
            "{voters} voters of {nodes} nodes"
        );
        let member = |id: NodeId| {
            let storage = if id <= *voters {
                Storage::founded_by(1..=*voters)
            } else {
                Storage::new()
            };
            Member::new(
                Config {
                    id,
                    seed: raft::fingerprint(&(seed, id)),
                    ..config.clone()
                },
                storage,
            )
        };
        let members: BTreeMap<NodeId, Member> = (1..=*nodes).map(|id| (id, member(id))).collect();
        let observer = Observer::new(&members);
        Cluster {
            members,
            network: Network::default(),
            observer,
            reads: 0,
        }
    }

    /// Does one thing, and tells what happened. Then everything is held to the invariants: see [`Cluster::violation`].
    ///
    /// # Errors
    /// If the action makes no sense now. The cluster is as it was, but for a dropped proposal, which a node may count.
    pub fn apply(&mut self, action: &Action) -> Result<Vec<Happening>, Refused> {
        let mut see = Vec::new();
        let node = self.perform(action, &mut see)?;
        self.observer.see(&self.members, node, &see);
        Ok(see)
    }

    /// What Raft promises and did not keep, if so.
    #[must_use]
    pub fn violation(&self) -> Option<&Violation> {
        self.observer.violation()
    }

    /// The computers, by id.
    #[must_use]
    pub fn members(&self) -> &BTreeMap<NodeId, Member> {
        &self.members
    }

    /// The node of that id, if there is one and it is up.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.members.get(&id)?.node()
    }

    /// What is in flight.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// What is known of all nodes together.
    #[must_use]
    pub fn observer(&self) -> &Observer {
        &self.observer
    }

    /// The leader of the highest term among the nodes that are up.
    #[must_use]
    pub fn leader(&self) -> Option<NodeId> {
        let nodes = self.members.values().filter_map(Member::node);
        nodes
            .filter(|node| node.is_leader())
            .max_by_key(|node| node.term())
            .map(Node::id)
    }

    /// Does it; returns the node it was done to, if one.
    fn perform(
        &mut self,
        action: &Action,
        see: &mut Vec<Happening>,
    ) -> Result<Option<NodeId>, Refused> {
        match *action {
            Action::Tick(id) => self.on_node(id, see, Node::tick),
            Action::Campaign(id) => self.on_node(id, see, Node::campaign),
            Action::Forget(id) => self.on_node(id, see, Node::forget_leader),
            Action::Transfer(id, to) => self.on_node(id, see, |node| node.transfer_leader(to)),
            Action::Unreachable(id, peer) => {
                self.on_node(id, see, |node| node.report_unreachable(peer))
            }
            Action::Reported(id, peer, arrived) => {
                self.on_node(id, see, |node| node.report_snapshot(peer, arrived))
            }
            Action::Propose(id, ref data) => {
                let data = data.as_bytes().into();
                self.propose(id, see, |node| node.propose(data))
            }
            Action::Change(id, transition, ref operations) => {
                let change = Change {
                    form: Form::V2,
                    transition,
                    operations: operations.clone(),
                    ..Change::default()
                };
                self.propose(id, see, |node| node.propose_conf_change(change))
            }
            Action::Read(id, again) => {
                let read = again.unwrap_or(self.reads + 1);
                let node = self.on_node(id, see, |node| {
                    node.read_index(read.to_le_bytes().as_slice().into())
                })?;
                self.reads = self.reads.max(read);
                self.observer.asked(read);
                Ok(node)
            }
            Action::Deliver(link, at) => {
                self.up(link.to)?;
                let message = self
                    .network
                    .take(link, at)
                    .ok_or(Refused::NothingInFlight(link))?;
                see.push(Happening::Delivered(message.clone()));
                self.member(link.to)?.step(message, see);
                Ok(Some(link.to))
            }
            Action::Drop(link, at) => {
                let message = self
                    .network
                    .discard(link, at)
                    .ok_or(Refused::NothingInFlight(link))?;
                see.push(Happening::Lost(message));
                Ok(None)
            }
            Action::Duplicate(link, at) => {
                if self.network.duplicate(link, at) {
                    Ok(None)
                } else {
                    Err(Refused::NothingInFlight(link))
                }
            }
            Action::Cut(link) => {
                self.network.cut(link);
                Ok(None)
            }
            Action::Heal(link) => {
                self.network.heal(link);
                Ok(None)
            }
            Action::Work(id) => self.by_member(id, see, Member::work),
            Action::Write(id) => self.by_member(id, see, Member::write),
            Action::Apply(id) => self.by_member(id, see, Member::apply),
            Action::Crash(id) => {
                if !self.member(id)?.crash() {
                    return Err(Refused::Down(id));
                }
                see.push(Happening::Crashed(id));
                Ok(Some(id))
            }
            Action::Restart(id) => {
                if !self.member(id)?.start() {
                    return Err(Refused::Up(id));
                }
                see.push(Happening::Started(id));
                self.member(id)?.take_events(see);
                Ok(Some(id))
            }
            Action::PreVote(id, on) => {
                let member = self.member(id)?;
                if member.node().is_some() {
                    return Err(Refused::Up(id));
                }
                member.config_mut().pre_vote = on;
                Ok(None)
            }
            Action::Snapshot(id) => {
                self.up(id)?.save_snapshot().map_err(Refused::Storage)?;
                Ok(Some(id))
            }
            Action::Rule(ref name, on) => {
                for member in self.members.values_mut() {
                    let mut rules = member.config_mut().rules;
                    let known = rules.set(name, on);
                    assert!(known, "an action with a rule {name} that there is not");
                    member.config_mut().rules = rules;
                    if let Some(node) = member.node_mut() {
                        node.set_rules(rules);
                    }
                }
                Ok(None)
            }
        }
    }

    fn member(&mut self, id: NodeId) -> Result<&mut Member, Refused> {
        self.members.get_mut(&id).ok_or(Refused::NoNode(id))
    }

    fn up(&mut self, id: NodeId) -> Result<&mut Member, Refused> {
        let member = self.member(id)?;
        if member.node().is_some() {
            Ok(member)
        } else {
            Err(Refused::Down(id))
        }
    }

    fn on_node(
        &mut self,
        id: NodeId,
        see: &mut Vec<Happening>,
        call: impl FnOnce(&mut Node),
    ) -> Result<Option<NodeId>, Refused> {
        let member = self.up(id)?;
        call(member.node_mut().expect("it is up"));
        member.take_events(see);
        Ok(Some(id))
    }

    fn propose(
        &mut self,
        id: NodeId,
        see: &mut Vec<Happening>,
        call: impl FnOnce(&mut Node) -> Result<(), StepError>,
    ) -> Result<Option<NodeId>, Refused> {
        let member = self.up(id)?;
        let result = call(member.node_mut().expect("it is up"));
        member.take_events(see);
        match result {
            Ok(()) => Ok(Some(id)),
            Err(_) => Err(Refused::Dropped(std::mem::take(see))),
        }
    }

    /// Lets a part of a member work, and sends what comes of it.
    fn by_member(
        &mut self,
        id: NodeId,
        see: &mut Vec<Happening>,
        work: impl FnOnce(&mut Member, &mut Vec<Happening>) -> Option<Vec<Message>>,
    ) -> Result<Option<NodeId>, Refused> {
        let member = self.up(id)?;
        let messages = work(member, see).ok_or(Refused::Idle(id))?;
        for message in messages {
            see.push(Happening::Sent(message.clone()));
            if !self.members.contains_key(&message.to) || !self.network.send(message.clone()) {
                see.push(Happening::Lost(message));
            }
        }
        Ok(Some(id))
    }

    pub(crate) fn network_mut(&mut self) -> &mut Network {
        &mut self.network
    }

    /// The rules in force.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.members
            .values()
            .next()
            .map_or(Rules::ALL, |member| member.rules())
    }
}
