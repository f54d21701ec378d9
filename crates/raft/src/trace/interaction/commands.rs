//! The commands: what each takes and does.

use std::sync::Arc;

use super::Environment;
use super::delivery::{Recipient, Thread};
use super::member::Member;
use super::output::Verbosity;
use crate::config::{Config, ReadOption};
use crate::entry::{Change, Form, Operation, Transition};
use crate::message::{Message, MessageKind};
use crate::node::Node;
use crate::snapshot::Snapshot;
use crate::storage::Storage;
use crate::trace::{Argument, Case};
use crate::{Index, NodeId};

const ELECTION_TIMEOUT_TICKS: u64 = 3;
const HEARTBEAT_TIMEOUT_TICKS: u64 = 1;

impl Environment {
    pub(super) fn execute(&mut self, case: &Case) -> Result<(), String> {
        let arguments = case.arguments.as_slice();
        match case.command.as_str() {
            "_breakpoint" => Ok(()),
            "add-nodes" => self.add_nodes(arguments),
            "campaign" => self.on_node(arguments, |node, _| {
                node.campaign();
                Ok(())
            }),
            "compact" => self.compact(arguments),
            "deliver-msgs" => self.deliver_messages(arguments),
            "forget-leader" => self.on_node(arguments, |node, _| {
                node.forget_leader();
                Ok(())
            }),
            "log-level" => {
                self.output.verbosity =
                    Verbosity::parse(&positional(arguments, 0, "a log level")?.key)?;
                Ok(())
            }
            "process-append-thread" => self.process_threads(arguments, Thread::Append),
            "process-apply-thread" => self.process_threads(arguments, Thread::Apply),
            "process-ready" => self.process_readies(arguments),
            "propose" => {
                let data = positional(arguments, 1, "what to propose")?.key.as_bytes();
                self.on_node(arguments, |node, _| {
                    node.propose(data.into()).map_err(|error| error.to_string())
                })
            }
            "propose-conf-change" => {
                let change = parse_change(arguments.get(1..).unwrap_or_default(), &case.input)?;
                self.on_node(arguments, |node, _| {
                    node.propose_conf_change(change)
                        .map_err(|error| error.to_string())
                })
            }
            "raft-log" => {
                let at = self.node_at(arguments, 0)?;
                self.print_log(at);
                Ok(())
            }
            "raft-state" => {
                self.print_states();
                Ok(())
            }
            "report-unreachable" => self.on_node(arguments, |node, arguments| {
                node.report_unreachable(number(arguments, 1, "a peer")?);
                Ok(())
            }),
            "send-snapshot" => self.send_snapshot(arguments),
            "set-randomized-election-timeout" => self.on_node(arguments, |node, arguments| {
                let timeout = named(arguments, "timeout").ok_or("expected timeout=<ticks>")?;
                node.set_randomized_timeout(timeout.parse()?);
                Ok(())
            }),
            "stabilize" => self.stabilize_nodes(arguments),
            "status" => {
                let at = self.node_at(arguments, 0)?;
                for (id, progress) in self.members[at].node.status().progress {
                    self.output.line(format_args!("{id}: {progress}"));
                }
                Ok(())
            }
            "tick-election" => self.tick(arguments, ELECTION_TIMEOUT_TICKS),
            "tick-heartbeat" => self.tick(arguments, HEARTBEAT_TIMEOUT_TICKS),
            "transfer-leadership" => {
                let from = named(arguments, "from")
                    .ok_or("expected from=<node>")?
                    .parse()?;
                let to = named(arguments, "to")
                    .ok_or("expected to=<node>")?
                    .parse()?;
                let at = self.index(from)?;
                self.with_node(at, |node| {
                    node.transfer_leader(to);
                    Ok(())
                })
            }
            _ => Err("unknown command".to_owned()),
        }
    }

    fn add_nodes(&mut self, arguments: &[Argument]) -> Result<(), String> {
        let count: usize = number(arguments, 0, "how many nodes")?;
        let mut config = Config {
            election_timeout_ticks: ELECTION_TIMEOUT_TICKS,
            heartbeat_timeout_ticks: HEARTBEAT_TIMEOUT_TICKS,
            in_flight_max: 2_147_483_647,
            ..Config::new(1)
        };
        let mut start = Snapshot::default();
        let mut is_blank = true;
        for argument in &arguments[1..] {
            is_blank &= !matches!(
                argument.key.as_str(),
                "voters" | "learners" | "index" | "content"
            );
            match argument.key.as_str() {
                "voters" => start.conf_state.voters = sorted(argument.parse_all()?),
                "learners" => start.conf_state.learners = sorted(argument.parse_all()?),
                "index" => {
                    start.index = argument.parse()?;
                    config.applied = start.index;
                }
                "content" => start.data = argument.value()?.as_bytes().into(),
                "async-storage-writes" => config.async_storage_writes = argument.parse()?,
                "prevote" => config.pre_vote = argument.parse()?,
                "checkquorum" => config.check_quorum = argument.parse()?,
                "step-down-on-removal" => config.step_down_on_removal = argument.parse()?,
                "disable-conf-change-validation" => {
                    config.disable_conf_change_validation = argument.parse()?
                }
                "inflight" => config.in_flight_max = argument.parse()?,
                "max-committed-size-per-ready" => {
                    let limit: u64 = argument.parse()?;
                    config.applying_bytes_max = if limit == 0 {
                        config.message_bytes_max
                    } else {
                        limit
                    };
                }
                "read-only" => config.read_option = read_option(argument.value()?)?,
                _ => {}
            }
        }
        if !is_blank && start.index <= 1 {
            return Err("index must be specified as > 1 due to bootstrap".to_owned());
        }
        if start.index > Index::MAX / 2 {
            return Err(format!("index {} leaves no room for a log", start.index));
        }
        start.term = if is_blank { 0 } else { 1 };
        let start = Arc::new(start);
        for _ in 0..count {
            let id = self.members.len() as NodeId + 1;
            let mut storage = Storage::new();
            if !is_blank {
                storage
                    .install(start.clone())
                    .map_err(|error| error.to_string())?;
            }
            let config = Config {
                id,
                seed: id,
                ..config.clone()
            };
            let mut node = Node::new(config, storage).map_err(|error| error.to_string())?;
            self.output.events(node.take_events());
            self.members.push(Member::new(node, start.clone()));
        }
        Ok(())
    }

    fn compact(&mut self, arguments: &[Argument]) -> Result<(), String> {
        let at = self.node_at(arguments, 0)?;
        let index: Index = number(arguments, 1, "an index")?;
        let member = &mut self.members[at];
        // With a thread for it the state machine may be ahead of what the node knows of it.
        let applied = member.node.log().applied().max(member.newest().index);
        if index > applied {
            return Err(format!(
                "cannot compact to {index}: applied up to {applied}"
            ));
        }
        let storage = member.node.storage_mut();
        storage.compact(index).map_err(|error| error.to_string())?;
        self.print_log(at);
        Ok(())
    }

    fn deliver_messages(&mut self, arguments: &[Argument]) -> Result<(), String> {
        let mut recipients = Vec::new();
        let mut kind = None;
        for argument in arguments {
            match argument.key.as_str() {
                _ if argument.is_positional() => {
                    let id = argument
                        .key
                        .parse()
                        .map_err(|_| format!("not a node: {}", argument.key))?;
                    self.index(id)?;
                    recipients.push(Recipient { id, drop: false });
                }
                "drop" => recipients.extend(
                    argument
                        .parse_all()?
                        .into_iter()
                        .map(|id| Recipient { id, drop: true }),
                ),
                "type" => {
                    let name = argument.value()?;
                    kind = Some(
                        MessageKind::from_name(name)
                            .ok_or_else(|| format!("unknown message type {name}"))?,
                    );
                }
                key => return Err(format!("unknown argument {key}")),
            }
        }
        if self.deliver(&recipients, kind)? == 0 {
            self.output.line("no messages");
        }
        Ok(())
    }

    fn process_readies(&mut self, arguments: &[Argument]) -> Result<(), String> {
        let nodes = self.nodes(arguments)?;
        if let [at] = nodes[..] {
            return self.process_ready(at);
        }
        for at in nodes {
            self.under_header(at, "handling Ready", |environment| {
                environment.process_ready(at)
            })?;
        }
        Ok(())
    }

    fn process_threads(&mut self, arguments: &[Argument], thread: Thread) -> Result<(), String> {
        let nodes = self.nodes(arguments)?;
        if let [at] = nodes[..] {
            return self.process_thread(at, thread);
        }
        for at in nodes {
            self.under_header(at, thread.title(), |environment| {
                environment.process_thread(at, thread)
            })?;
        }
        Ok(())
    }

    fn stabilize_nodes(&mut self, arguments: &[Argument]) -> Result<(), String> {
        let before = self.output.verbosity;
        if let Some(level) = named(arguments, "log-level") {
            self.output.verbosity = Verbosity::parse(level.value()?)?;
        }
        let named: Vec<Argument> = arguments
            .iter()
            .filter(|argument| argument.is_positional())
            .cloned()
            .collect();
        let nodes = if named.is_empty() {
            Ok((0..self.members.len()).collect())
        } else {
            self.nodes(&named)
        };
        let result = nodes.and_then(|nodes| self.stabilize(&nodes));
        self.output.verbosity = before;
        result
    }

    fn print_log(&mut self, at: usize) {
        let storage = self.members[at].node.storage();
        if storage.all_entries().is_empty() {
            let (first, last) = (storage.first_index(), storage.last_index());
            return self.output.write(&format!(
                "log is empty: first index={first}, last index={last}"
            ));
        }
        for entry in storage.all_entries() {
            self.output.line(entry);
        }
    }

    fn print_states(&mut self) {
        for Member { node, .. } in &self.members {
            let status = node.status();
            let is_voter = status.configuration.voters.contains(status.id);
            let voter = if is_voter { "Voter" } else { "Non-Voter" };
            let (role, term, leader) = (
                status.soft_state.role,
                status.hard_state.term,
                status.soft_state.leader,
            );
            self.output.line(format_args!(
                "{}: {role} ({voter}) Term:{term} Lead:{leader}",
                status.id
            ));
        }
    }

    fn send_snapshot(&mut self, arguments: &[Argument]) -> Result<(), String> {
        let at = self.node_at(arguments, 0)?;
        let to: NodeId = number(arguments, 1, "a peer")?;
        if to == at as NodeId + 1 {
            return Err(format!("node {to} sends no snapshot to itself"));
        }
        let member = &self.members[at];
        let (from, term, snapshot) = (
            member.node.id(),
            member.node.term(),
            Some(member.newest().clone()),
        );
        let message = Message {
            from,
            term,
            snapshot,
            ..Message::new(MessageKind::Snap, to)
        };
        self.output.write(&message.to_string());
        self.output.sent(&message);
        self.network.push(message);
        Ok(())
    }

    fn tick(&mut self, arguments: &[Argument], ticks: u64) -> Result<(), String> {
        self.on_node(arguments, |node, _| {
            (0..ticks).for_each(|_| node.tick());
            Ok(())
        })
    }

    /// Calls the node that the first argument names, and prints its events before any refusal.
    fn on_node(
        &mut self,
        arguments: &[Argument],
        call: impl FnOnce(&mut Node, &[Argument]) -> Result<(), String>,
    ) -> Result<(), String> {
        let at = self.node_at(arguments, 0)?;
        self.with_node(at, |node| call(node, arguments))
    }

    fn with_node(
        &mut self,
        at: usize,
        call: impl FnOnce(&mut Node) -> Result<(), String>,
    ) -> Result<(), String> {
        let node = &mut self.members[at].node;
        let result = call(node);
        self.output.events(node.take_events());
        result
    }

    /// Where the node with that id is.
    pub(super) fn index(&self, id: NodeId) -> Result<usize, String> {
        let exists = (1..=self.members.len() as NodeId).contains(&id);
        if exists {
            Ok(id as usize - 1)
        } else {
            Err(format!(
                "there is no node {id}, only {}",
                self.members.len()
            ))
        }
    }

    fn node_at(&self, arguments: &[Argument], at: usize) -> Result<usize, String> {
        self.index(number(arguments, at, "a node")?)
    }

    fn nodes(&self, arguments: &[Argument]) -> Result<Vec<usize>, String> {
        if arguments.is_empty() {
            return Err("expected a node".to_owned());
        }
        (0..arguments.len())
            .map(|at| self.node_at(arguments, at))
            .collect()
    }
}

fn parse_change(arguments: &[Argument], input: &str) -> Result<Change, String> {
    let mut change = Change::default();
    for argument in arguments {
        match argument.key.as_str() {
            "v1" => {
                change.form = if argument.parse()? {
                    Form::V1
                } else {
                    Form::V2
                }
            }
            "transition" => {
                change.transition = match argument.value()? {
                    "auto" => Transition::Auto,
                    "implicit" => Transition::Implicit,
                    "explicit" => Transition::Explicit,
                    other => return Err(format!("unknown transition {other}")),
                };
            }
            key => return Err(format!("unknown command {key}")),
        }
    }
    change.operations = Operation::parse_all(input).map_err(|unknown| unknown.to_string())?;
    if change.form == Form::V1
        && (change.operations.len() != 1 || change.transition != Transition::Auto)
    {
        return Err("v1 conf change can only have one operation and no transition".to_owned());
    }
    Ok(change)
}

fn read_option(name: &str) -> Result<ReadOption, String> {
    match name {
        "safe" => Ok(ReadOption::Safe),
        "lease-based" => Ok(ReadOption::LeaseBased),
        _ => Err(format!("invalid read-only option {name:?}")),
    }
}

fn sorted(mut ids: Vec<NodeId>) -> Vec<NodeId> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn named<'a>(arguments: &'a [Argument], key: &str) -> Option<&'a Argument> {
    arguments
        .iter()
        .find(|argument| argument.key == key && !argument.is_positional())
}

fn positional<'a>(
    arguments: &'a [Argument],
    at: usize,
    what: &str,
) -> Result<&'a Argument, String> {
    arguments
        .get(at)
        .filter(|argument| argument.is_positional())
        .ok_or_else(|| format!("expected {what}"))
}

fn number<T: std::str::FromStr>(
    arguments: &[Argument],
    at: usize,
    what: &str,
) -> Result<T, String> {
    let argument = positional(arguments, at, what)?;
    argument
        .key
        .parse()
        .map_err(|_| format!("expected {what}, got {}", argument.key))
}
