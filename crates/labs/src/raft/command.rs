//! The language of the raft world: what a line can say.

use std::fmt;
use std::str::FromStr;

use lesson::ParseError;
use raft::{NodeId, Operation, Rules, Transition};
use sim::Link;

use super::clients::OPERATIONS_MAX;
use super::setup::Setup;
use super::trace::Traced;
use super::verbs::VERBS;
use super::words::{self, Links, Pick};
use crate::line::Line;

/// The most ticks that one line may let pass.
pub const TICKS_MAX: u64 = 1000;

/// What one can ask of the raft world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A fresh cluster.
    Start(Setup),
    /// Clocks advance: of one node, or of all that are up.
    Tick {
        /// Whose; all when it is not said.
        node: Option<NodeId>,
        /// How often.
        times: u64,
    },
    /// A message arrives.
    Deliver(Pick),
    /// A message is lost.
    Drop(Pick),
    /// A message is doubled; the copy is the last of its link.
    Duplicate(Pick),
    /// A message is overtaken by all that are in flight.
    Delay(Pick),
    /// Links lose what is sent over them, and deliver nothing.
    Cut(Links),
    /// Links work again: these, or all.
    Heal(Option<Links>),
    /// A node stops, and forgets what is not durable.
    Crash(NodeId),
    /// A node starts from its disk.
    Restart {
        /// Which.
        node: NodeId,
        /// With PreVote from now on, or without: this node alone, as in a rolling upgrade.
        pre_vote: Option<bool>,
    },
    /// A node's Ready is taken and done.
    Work(NodeId),
    /// The append thread does its next write.
    Persist(NodeId),
    /// The apply thread applies its next entries.
    Apply(NodeId),
    /// An entry that no client waits for.
    Propose(NodeId, String),
    /// A client writes the register.
    Write {
        /// Who.
        client: String,
        /// Which node it asks.
        node: NodeId,
        /// The new value.
        value: String,
    },
    /// A client reads the register.
    Read {
        /// Who.
        client: String,
        /// Which node it asks.
        node: NodeId,
        /// By which way.
        how: Way,
        /// Under the name of which operation, if not its own: what a client does that uses a name again.
        named: Option<usize>,
    },
    /// A client waits no longer; what it asked for may happen all the same.
    Timeout(String),
    /// A client asks again for the write that it was not answered.
    Retry {
        /// Who.
        client: String,
        /// Which node it asks this time.
        node: NodeId,
    },
    /// A node campaigns now.
    Campaign(NodeId),
    /// A follower forgets its leader.
    Forget(NodeId),
    /// Leadership is handed over.
    Transfer {
        /// To whom.
        to: NodeId,
        /// Who is asked to; the leader when it is not said.
        at: Option<NodeId>,
    },
    /// A change of the membership is proposed; no operations: to leave the joint configuration.
    Change {
        /// Joint or not.
        transition: Transition,
        /// What to change.
        operations: Vec<Operation>,
        /// By which node; the leader when it is not said.
        at: Option<NodeId>,
    },
    /// A node saves its state machine, and drops the log before it.
    Snapshot(NodeId),
    /// A node is told whether its snapshot reached the other.
    Report {
        /// Who is told.
        node: NodeId,
        /// To whom the snapshot went.
        peer: NodeId,
        /// Whether it arrived.
        arrived: bool,
    },
    /// A node is told that the other cannot be reached.
    Unreachable(NodeId, NodeId),
    /// A rule of the protocol is switched, on all nodes.
    Rule(&'static str, bool),
    /// Time passes on the network as it is: so many ticks of all nodes, and all that can be delivered after each.
    Run(u64),
    /// All faults end, and time passes until all members have applied the same.
    Settle,
    /// A line for each node.
    Show,
    /// A command of a trace of etcd-raft, on the nodes of that trace.
    Trace(Traced),
}

/// How a read is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the node's own state, at once: it may be stale.
    Local,
    /// As an entry of the log, when it is applied.
    Log,
    /// When a quorum has confirmed that the leader still leads (ReadIndex).
    Index,
    /// By the leader's lease.
    Lease,
}

const WAYS: [(&str, Way); 4] = [
    ("local", Way::Local),
    ("log", Way::Log),
    ("index", Way::Index),
    ("lease", Way::Lease),
];

const TRANSITIONS: [(&str, Transition); 3] = [
    ("auto", Transition::Auto),
    ("implicit", Transition::Implicit),
    ("explicit", Transition::Explicit),
];

const SWITCH: [(&str, bool); 2] = [("on", true), ("off", false)];

impl FromStr for Command {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut line = Line::new(text);
        let command = match line.verb(VERBS)? {
            "start" => Command::Start(Setup::parse(&mut line)?),
            "tick" => {
                let node = words::node_or_all(&mut line)?;
                let times = if line.is_at_end() {
                    1
                } else {
                    line.number("a number of ticks", 1, TICKS_MAX)?
                };
                Command::Tick { node, times }
            }
            "deliver" => Command::Deliver(Pick::parse(&mut line, true)?),
            "drop" => Command::Drop(Pick::parse(&mut line, true)?),
            "duplicate" => Command::Duplicate(Pick::parse(&mut line, false)?),
            "delay" => Command::Delay(Pick::parse(&mut line, false)?),
            "cut" => Command::Cut(Links::parse(&mut line)?),
            "heal" if line.is_at_end() => Command::Heal(None),
            "heal" => Command::Heal(Some(Links::parse(&mut line)?)),
            "crash" => Command::Crash(words::node(&mut line)?),
            "restart" => Command::Restart {
                node: words::node(&mut line)?,
                pre_vote: line.options(&["prevote"])?.choice("prevote", &SWITCH)?,
            },
            "work" => Command::Work(words::node(&mut line)?),
            "persist" => Command::Persist(words::node(&mut line)?),
            "apply" => Command::Apply(words::node(&mut line)?),
            "propose" => Command::Propose(
                words::node(&mut line)?,
                words::text(&mut line, "a word to propose")?,
            ),
            "write" => Command::Write {
                client: words::client(&mut line)?,
                node: words::node(&mut line)?,
                value: words::text(&mut line, "a value")?,
            },
            "read" => {
                let client = words::client(&mut line)?;
                let node = words::node(&mut line)?;
                let how = line.choice("a way to read", &WAYS)?;
                let options: &[&str] = match how {
                    Way::Index => &["as"],
                    Way::Local | Way::Log | Way::Lease => &[],
                };
                Command::Read {
                    client,
                    node,
                    how,
                    named: line.options(options)?.number("as", 1, OPERATIONS_MAX)?,
                }
            }
            "timeout" => Command::Timeout(words::client(&mut line)?),
            "retry" => Command::Retry {
                client: words::client(&mut line)?,
                node: words::node(&mut line)?,
            },
            "campaign" => Command::Campaign(words::node(&mut line)?),
            "forget" => Command::Forget(words::node(&mut line)?),
            "transfer" => Command::Transfer {
                to: words::node(&mut line)?,
                at: words::at(&mut line)?,
            },
            // Promoting is what adding does to a learner.
            "add" | "promote" => {
                let id = words::node(&mut line)?;
                one_change(Operation::AddVoter(id), &mut line)?
            }
            "learner" => {
                let id = words::node(&mut line)?;
                one_change(Operation::AddLearner(id), &mut line)?
            }
            "remove" => {
                let id = words::node(&mut line)?;
                one_change(Operation::Remove(id), &mut line)?
            }
            "change" => {
                let (transition, operations) = words::change(&mut line, &TRANSITIONS)?;
                Command::Change {
                    transition,
                    operations,
                    at: words::at(&mut line)?,
                }
            }
            "snapshot" => Command::Snapshot(words::node(&mut line)?),
            "report" => Command::Report {
                node: words::node(&mut line)?,
                peer: words::node(&mut line)?,
                arrived: line
                    .choice("the snapshot's fate", &[("arrived", true), ("lost", false)])?,
            },
            "unreachable" => Command::Unreachable(words::node(&mut line)?, words::node(&mut line)?),
            "rule" => Command::Rule(
                line.choice("a rule", &Rules::NAMES.map(|name| (name, name)))?,
                line.choice("a state", &SWITCH)?,
            ),
            "run" => Command::Run(line.number("a number of ticks", 1, TICKS_MAX)?),
            "settle" => Command::Settle,
            "show" => Command::Show,
            "trace" => return Traced::parse(text).map(Command::Trace),
            verb => unreachable!("`{verb}` is in VERBS and has no arm"),
        };
        line.end()?;
        Ok(command)
    }
}

fn one_change(operation: Operation, line: &mut Line) -> Result<Command, ParseError> {
    Ok(Command::Change {
        transition: Transition::Auto,
        operations: vec![operation],
        at: words::at(line)?,
    })
}

/// The canonical line; parsing it gives the command back.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Start(setup) => write!(f, "start {setup}"),
            Command::Tick { node, times } => {
                match node {
                    Some(node) => write!(f, "tick {node}")?,
                    None => f.write_str("tick all")?,
                }
                if *times > 1 {
                    write!(f, " {times}")?;
                }
                Ok(())
            }
            Command::Deliver(pick) => write!(f, "deliver {pick}"),
            Command::Drop(pick) => write!(f, "drop {pick}"),
            Command::Duplicate(pick) => write!(f, "duplicate {pick}"),
            Command::Delay(pick) => write!(f, "delay {pick}"),
            Command::Cut(links) => write!(f, "cut {links}"),
            Command::Heal(None) => f.write_str("heal"),
            Command::Heal(Some(links)) => write!(f, "heal {links}"),
            Command::Crash(id) => write!(f, "crash {id}"),
            Command::Restart { node, pre_vote } => {
                write!(f, "restart {node}")?;
                let on = |on| if on { "on" } else { "off" };
                pre_vote.map_or(Ok(()), |pre_vote| write!(f, " prevote={}", on(pre_vote)))
            }
            Command::Work(id) => write!(f, "work {id}"),
            Command::Persist(id) => write!(f, "persist {id}"),
            Command::Apply(id) => write!(f, "apply {id}"),
            Command::Propose(id, text) => write!(f, "propose {id} {text}"),
            Command::Write {
                client,
                node,
                value,
            } => write!(f, "write {client} {node} {value}"),
            Command::Read {
                client,
                node,
                how,
                named,
            } => {
                write!(f, "read {client} {node} {how}")?;
                named.map_or(Ok(()), |named| write!(f, " as={named}"))
            }
            Command::Timeout(client) => write!(f, "timeout {client}"),
            Command::Retry { client, node } => write!(f, "retry {client} {node}"),
            Command::Campaign(id) => write!(f, "campaign {id}"),
            Command::Forget(id) => write!(f, "forget {id}"),
            Command::Transfer { to, at } => write!(f, "transfer {to}{}", At(*at)),
            Command::Change {
                transition,
                operations,
                at,
            } => write_change(f, *transition, operations, At(*at)),
            Command::Snapshot(id) => write!(f, "snapshot {id}"),
            Command::Report {
                node,
                peer,
                arrived,
            } => {
                let fate = if *arrived { "arrived" } else { "lost" };
                write!(f, "report {node} {peer} {fate}")
            }
            Command::Unreachable(id, peer) => write!(f, "unreachable {id} {peer}"),
            Command::Rule(name, on) => write!(f, "rule {name} {}", if *on { "on" } else { "off" }),
            Command::Run(ticks) => write!(f, "run {ticks}"),
            Command::Settle => f.write_str("settle"),
            Command::Show => f.write_str("show"),
            Command::Trace(traced) => write!(f, "trace {traced}"),
        }
    }
}

fn write_change(
    f: &mut fmt::Formatter<'_>,
    transition: Transition,
    operations: &[Operation],
    at: At,
) -> fmt::Result {
    match (transition, operations) {
        (Transition::Auto, [Operation::AddVoter(id)]) => return write!(f, "add {id}{at}"),
        (Transition::Auto, [Operation::AddLearner(id)]) => return write!(f, "learner {id}{at}"),
        (Transition::Auto, [Operation::Remove(id)]) => return write!(f, "remove {id}{at}"),
        (_, []) => return write!(f, "change leave{at}"),
        _ => {}
    }
    let name = TRANSITIONS.iter().find(|(_, other)| *other == transition);
    write!(f, "change {}", name.expect("every transition has a name").0)?;
    operations
        .iter()
        .try_for_each(|operation| write!(f, " {operation}"))?;
    write!(f, "{at}")
}

/// The option `at=`, if it is given.
struct At(Option<NodeId>);

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |at| write!(f, " at={at}"))
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = WAYS.iter().find(|(_, way)| way == self);
        f.write_str(name.expect("every way has a name").0)
    }
}

impl Pick {
    /// The link and place, if it names one.
    #[must_use]
    pub fn link(self) -> Option<(Link, usize)> {
        match self {
            Pick::At(link, at) => Some((link, at)),
            Pick::Next | Pick::All => None,
        }
    }
}
