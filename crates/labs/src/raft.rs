//! The raft world: a cluster of raft nodes, a network on which everything can go wrong, and clients of one register.
//!
//! ```text
//!   client a --write 1 5--> +--------+  MsgApp   +--------+
//!                           | node 1 | --1->2--> | node 2 |     nothing moves by itself:
//!   client b <--answer----- +--------+ <-------- +--------+     a line ticks, delivers, cuts, crashes
//! ```
//!
//! # The language
//! | line | what it does |
//! | --- | --- |
//! | `start <n> [voters=<v>] [option=..]` | a fresh cluster of 1 to 9 nodes, of which the first `v` vote; the options are below |
//! | `tick [<node>\|all] [<times>]` | clocks advance |
//! | `deliver [next\|all\|<link> [<behind>]]` | a message arrives: the one sent first, or of a link the one behind so many others; `all` goes on until nothing can arrive |
//! | `drop` with the same words; `duplicate`, `delay` without `all` | it is lost; it is doubled, the copy last; it is overtaken by all |
//! | `cut <links>`, `heal [<links>]` | `1->2` one way, `1<->2` both, `3` all of a node, `1,2\|3,4,5` a wall |
//! | `crash <node>`, `restart <node>` | what is not durable is gone, and so is the connection of clients that wait there |
//! | `restart <node> prevote=on\|off` | with another setting than the rest, as in a rolling upgrade |
//! | `propose <node> <word>` | an entry that nobody waits for |
//! | `write <client> <node> <value>` | a client writes the register, and waits until that node has applied it |
//! | `read <client> <node> local\|log\|index\|lease` | from the node's own state; as an entry; by ReadIndex; by the leader's lease |
//! | `read <client> <node> index as=<operation>` | by ReadIndex, under a name that was used before |
//! | `timeout <client>` | it waits no longer, and does not know |
//! | `retry <client> <node>` | it asks again for what it was not answered, with the same number, and perhaps another node |
//! | `campaign <node>`, `forget <node>`, `transfer <to> [at=<node>]` | elections by hand |
//! | `add`, `learner`, `promote`, `remove <node> [at=<node>]` | one change of the membership is proposed to the leader |
//! | `change auto\|implicit\|explicit v4 l5 r1 [at=<node>]`, `change leave` | several, through a joint configuration |
//! | `snapshot <node>` | it saves its state machine, and drops the log before it |
//! | `report <node> <peer> arrived\|lost`, `unreachable <node> <peer>` | what the network tells a leader |
//! | `work <node>`; `persist <node>`, `apply <node>` | the work that `storage=ready`, or `storage=threads`, leaves to be done by hand |
//! | `rule <name> off` | switches a rule of the protocol off, on all nodes, until the next `start`; the names are `raft::Rules::NAMES` |
//! | `run <ticks>` | time passes on the network as it is, and everything that can arrive does; work is done |
//! | `settle` | all links heal, all nodes run, and time passes until all members have applied the same |
//! | `show` | a line for each node, and how many messages are in flight |
//! | `trace <command> [: <input>]` | a command of etcd-raft's interaction tests, on nodes of its own, until the next `start`: see [`TraceFile`] |
//!
//! | option of `start` | what it sets |
//! | --- | --- |
//! | `leader=<node>` | who is elected at once, so that all have applied its first entry; told by who became what |
//! | `election=<ticks>`, `spread=<ticks>` | the shortest wait before an election, 10; how many waits are drawn from, as many |
//! | `latency=<ticks>`, `latency=<from>..<to>` | how long messages take, drawn from the seed, while `run` and `settle` pass time; 0 |
//! | `prevote=on`, `checkquorum=on`, `lease=on`, `stepdown=on` | etcd-raft's options |
//! | `append=one` | an append carries one entry at most |
//! | `sessions=on` | the register does what has the number of what it has done already no second time |
//! | `storage=instant\|ready\|threads` | when nodes and disks do their work |
//! | `seed=<n>` | another seed than the world's |
//!
//! What nodes say is printed in etcd-raft's own words. `run` and `settle` do not print what the network says, as it is much;
//! and what is sent to a node that is down is lost while they run. A line that the cluster refuses, such as a proposal that
//! no leader takes, changes nothing.
//!
//! A client's request is an entry such as `a#3=5`: operation 3, by `a`, writes 5. Answers are late, as with real clients:
//! they come with whatever line lets the asked node apply the entry, or confirm the read. The operations are a history,
//! held against one register: see [`History`].
//!
//! A fresh world is `start 3`.
//!
//! Left out: more than one register, clocks that drift by themselves (a line ticks one node more than the others).

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use lesson::{Refusal, Verb, World};
use raft::trace::interaction::Environment;
use raft::{ConfState, Index, Message, Node, NodeId, Rules, Term};
use sim::{Action, Cluster, Link, Violation};

mod cases;
pub use cases::{CASES, Case, Shows};

mod clients;
pub use clients::{Asked, End, History, OPERATIONS_MAX, Operation, Verdict};

mod command;
pub use command::{Command, TICKS_MAX, Way};

mod event;
pub use event::Event;

mod perform;

mod pick;

mod ask;

mod follow;

mod refusal;

mod seen;
pub use seen::{Cell, Seen};

mod setup;
pub use setup::{NODES_MAX, Setup, Storage};

mod time;

mod trace;
pub use trace::{TraceError, TraceFile, Traced};

mod verbs;

mod words;
pub use words::{Links, Pick};

/// A cluster, its network and its clients.
#[derive(Clone, Debug, PartialEq)]
pub struct Raft {
    seed: u64,
    setup: Setup,
    cluster: Cluster,
    history: History,
    /// When each message in flight was sent, in the order of its link's queue; no empty queue.
    sent: BTreeMap<Link, VecDeque<Sent>>,
    sent_count: u64,
    /// Ticks that passed by `run` and `settle`.
    clock: u64,
    /// The state machine after each entry that was applied anywhere.
    machines: BTreeMap<(Index, Term), Rc<Machine>>,
    /// Which operation used the name of another last.
    named: BTreeMap<usize, usize>,
    /// What each node has applied.
    applied: BTreeMap<NodeId, (Index, Term)>,
    /// Hides the cluster while a trace plays.
    trace: Option<Box<Environment>>,
}

/// The sending of one message.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sent {
    /// The lower, the earlier.
    number: u64,
    /// When it arrives if time passes by itself. On a link messages keep their order, so this never falls in a queue.
    due: u64,
}

/// What the entries of the log make, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
struct Machine {
    register: String,
    /// Each client's last operation that was done. Only sessions look at it.
    done: BTreeMap<String, usize>,
}

/// What a room looks at.
impl Raft {
    /// The nodes, the network, and the observer of both; hidden while a trace plays.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// How the cluster was started.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The nodes, ascending.
    #[must_use]
    pub fn nodes(&self) -> Vec<Seen> {
        self.nodes_with_latest(usize::MAX)
    }

    /// The nodes, each with the latest entries of its log, so many at the most: what a stage shows of a log that may be
    /// thousands of entries long.
    #[must_use]
    pub fn nodes_with_latest(&self, entries: usize) -> Vec<Seen> {
        if let Some(trace) = &self.trace {
            let members = trace.members().iter();
            return members
                .map(|member| Seen::traced(member, entries))
                .collect();
        }
        let members = self.cluster.members().iter();
        members
            .map(|(&id, member)| Seen::of(member, self.register(id), entries))
            .collect()
    }

    /// What is in a node's register; empty if it was never written.
    #[must_use]
    pub fn register(&self, node: NodeId) -> &str {
        let applied = self.applied.get(&node);
        applied
            .and_then(|key| self.machines.get(key))
            .map_or("", |machine| machine.register.as_str())
    }

    /// The messages in flight, each with a number: the lower, the earlier it was sent.
    pub fn in_flight(&self) -> impl Iterator<Item = (u64, &Message)> {
        let own = self.cluster.network().links().flat_map(|(link, queue)| {
            let sent = self.sent.get(&link).into_iter().flatten();
            sent.map(|sent| sent.number).zip(queue)
        });
        let traced = self.trace.iter().flat_map(|trace| {
            let known = |message: &Message| message.to <= trace.members().len() as NodeId;
            let messages = (0..).zip(trace.network());
            messages.filter(move |(_, message)| known(message) && message.from != message.to)
        });
        own.filter(|_| self.trace.is_none()).chain(traced)
    }

    /// The links that are cut, ascending.
    pub fn cuts(&self) -> impl Iterator<Item = Link> + '_ {
        let cuts = self.cluster.network().cuts();
        cuts.filter(|_| self.trace.is_none())
    }

    /// A node that is up.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        match &self.trace {
            Some(trace) => trace
                .members()
                .get(id as usize - 1)
                .map(|member| &member.node),
            None => self.cluster.node(id),
        }
    }

    /// The membership after the last entry that a node has applied.
    #[must_use]
    pub fn membership(&self, id: NodeId) -> &ConfState {
        match &self.trace {
            Some(trace) => &trace.members()[id as usize - 1].newest().conf_state,
            None => &self.cluster.members()[&id].machine().conf_state,
        }
    }

    /// The highest index committed anywhere.
    #[must_use]
    pub fn committed(&self) -> Index {
        match &self.trace {
            Some(trace) => {
                let known = trace
                    .members()
                    .iter()
                    .map(|member| member.node.log().committed());
                known.max().unwrap_or(0)
            }
            None => self.cluster.observer().committed(),
        }
    }

    /// The rules of the protocol that are on.
    #[must_use]
    pub fn rules(&self) -> Rules {
        match &self.trace {
            Some(_) => Rules::ALL,
            None => self.cluster.rules(),
        }
    }

    /// The first promise of Raft that was not kept.
    #[must_use]
    pub fn violation(&self) -> Option<&Violation> {
        self.cluster.violation().filter(|_| self.trace.is_none())
    }

    /// What clients asked for and were told, with the verdict.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }
}

impl World for Raft {
    type Command = Command;
    type Event = Event;

    const NAME: &'static str = "raft";

    /// An event costs some microseconds, as all nodes are observed after it; a copy is some 100 KB.
    const COPIES_MAX: usize = 128;

    fn new(seed: u64) -> Self {
        Raft::started(seed, Setup::new(3))
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let had_violation = self.cluster.violation().is_some();
        let mut events = Vec::new();
        self.perform(command, &mut events)?;
        if let (false, Some(violation)) = (had_violation, self.cluster.violation()) {
            events.push(Event::Violated(violation.clone()));
        }
        Ok(events)
    }

    fn cost(command: &Command) -> u64 {
        match command {
            Command::Run(ticks) => 1 + ticks / 4,
            Command::Settle => 50,
            Command::Tick { times, .. } => 1 + times / 10,
            _ => 1,
        }
    }

    fn is_told(event: &Event) -> bool {
        !matches!(event, Event::Passed(_))
    }

    fn verbs() -> &'static [Verb] {
        verbs::VERBS
    }
}

impl Raft {
    /// A fresh world. What its nodes say of themselves when they start is what `start` says, so it is left out.
    fn started(seed: u64, setup: Setup) -> Raft {
        let mut cluster = setup.cluster(setup.seed.unwrap_or(seed));
        for id in 1..=setup.nodes {
            // Who does not lead takes no note of this, so that nothing comes of it but what the node has said before.
            let happenings = cluster.apply(&Action::Unreachable(id, id));
            happenings.expect("a fresh node is up");
        }
        let at = |id: NodeId| {
            let machine = cluster.members()[&id].machine();
            (id, (machine.index, machine.term))
        };
        Raft {
            seed,
            setup,
            history: History::default(),
            sent: BTreeMap::new(),
            sent_count: 0,
            clock: 0,
            named: BTreeMap::new(),
            machines: BTreeMap::new(),
            applied: (1..=setup.nodes).map(at).collect(),
            cluster,
            trace: None,
        }
    }
}
