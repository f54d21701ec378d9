//! What the world refuses: in the cluster's words, with why, and with what would work.

use lesson::Refusal;
use raft::NodeId;
use sim::{Happening, Link, Refused};

use super::Raft;
use super::clients::Asked;
use super::command::{Command, Way};
use super::setup::{Setup, Storage};

/// The cluster's refusal as the world's.
pub(super) fn refused(command: &Command, world: &Raft, refused: Refused) -> Refusal {
    let message = refused.to_string();
    let (why, fix) = match refused {
        Refused::NoNode(id) => return no_node(id, &world.setup),
        Refused::Down(id) => (
            "it crashed, and only its disk is left".to_string(),
            Some(format!("restart {id}\n{command}")),
        ),
        Refused::Up(_) => ("it has not crashed".to_string(), None),
        Refused::NothingInFlight(link) if world.cluster.network().is_cut(link) => (
            "the link is cut: what is in flight stays there until it heals".to_string(),
            Some(format!("heal {link}\n{command}")),
        ),
        Refused::NothingInFlight(link) => (format!("nothing is in flight over {link}"), None),
        Refused::Idle(_) => (idle(world.setup.storage).to_string(), None),
        Refused::Dropped(happenings) => (said(&happenings), at_leader(command, world)),
        Refused::Storage(_) => (
            "a snapshot is of what was applied since the last one".to_string(),
            None,
        ),
    };
    Refusal { message, why, fix }
}

fn idle(storage: Storage) -> &'static str {
    match storage {
        Storage::Instant => "with storage=instant every node does its work at once",
        Storage::Ready => "its Ready is empty",
        Storage::Threads => "a Ready passes to the threads at once; this one has nothing queued",
    }
}

/// What the node said when it dropped a proposal.
fn said(happenings: &[Happening]) -> String {
    let lines: Vec<String> = happenings.iter().map(Happening::to_string).collect();
    if lines.is_empty() {
        "it is a candidate and knows of no leader, or it leads and has been removed".to_string()
    } else {
        lines.join("; ")
    }
}

/// The same request to the leader, if there is one and another was asked.
fn at_leader(command: &Command, world: &Raft) -> Option<String> {
    let leader = world.cluster.leader()?;
    let command = match command.clone() {
        Command::Propose(id, text) if id != leader => Command::Propose(leader, text),
        Command::Write {
            client,
            node,
            value,
        } if node != leader => Command::Write {
            client,
            node: leader,
            value,
        },
        Command::Retry { client, node } if node != leader => Command::Retry {
            client,
            node: leader,
        },
        Command::Read {
            client,
            node,
            how,
            named,
        } if node != leader => Command::Read {
            client,
            node: leader,
            how,
            named,
        },
        _ => return None,
    };
    Some(command.to_string())
}

pub(super) fn no_node(id: NodeId, setup: &Setup) -> Refusal {
    Refusal {
        message: format!("there is no node {id}"),
        why: format!("the cluster has the nodes 1 to {}", setup.nodes),
        fix: None,
    }
}

pub(super) fn no_leader() -> Refusal {
    Refusal {
        message: "there is no leader".to_string(),
        why: "no node that is up leads; name a node by at=, or let one be elected".to_string(),
        fix: None,
    }
}

pub(super) fn nothing_arrives(in_flight: usize, cut: usize) -> Refusal {
    let why = match in_flight {
        0 => "nothing is in flight; clocks, clients and elections make messages".to_string(),
        _ => format!(
            "{in_flight} are in flight, to nodes that are down or over links that are cut ({cut})"
        ),
    };
    Refusal {
        message: "no message can be taken".to_string(),
        why,
        fix: None,
    }
}

pub(super) fn no_message(command: &Command, link: Link, count: usize) -> Refusal {
    Refusal {
        message: format!("no such message is in flight: {command}"),
        why: match count {
            0 => format!("nothing is in flight over {link}"),
            _ => format!(
                "{count} are in flight over {link}, so at most {} stand before one",
                count - 1
            ),
        },
        fix: None,
    }
}

pub(super) fn nobody_waits(client: &str) -> Refusal {
    Refusal {
        message: format!("{client} waits for nothing"),
        why: "all it asked for is answered or given up".to_string(),
        fix: None,
    }
}

/// The nodes of a trace obey its own commands only.
pub(super) fn a_trace_plays(command: &Command) -> Refusal {
    Refusal {
        message: "a trace is on the stage".to_string(),
        why: "its nodes take the commands of its file, which begin with `trace`".to_string(),
        fix: Some(format!("start 3\n{command}")),
    }
}

pub(super) fn nothing_to_retry(client: &str) -> Refusal {
    Refusal {
        message: format!("{client} has nothing to ask again"),
        why: "it asked for nothing yet, or was answered".to_string(),
        fix: None,
    }
}

pub(super) fn no_operation(named: usize, count: usize) -> Refusal {
    Refusal {
        message: format!("there is no operation {named}"),
        why: format!("{count} were asked so far, and a name is that of one of them"),
        fix: None,
    }
}

/// A read that is asked again may see more, so it is a new one.
pub(super) fn reads_are_asked_anew(client: &str, node: NodeId, asked: &Asked) -> Refusal {
    let fix = match asked {
        Asked::Read(how) => Some(format!("timeout {client}\nread {client} {node} {how}")),
        Asked::Write(_) => None,
    };
    Refusal {
        message: "only a write is asked again".to_string(),
        why: "a read changes nothing: it can be given up, and another one asked".to_string(),
        fix,
    }
}

pub(super) fn client_waits(
    command: &Command,
    client: &str,
    operation: usize,
    node: NodeId,
) -> Refusal {
    Refusal {
        message: format!("{client} waits for an answer"),
        why: format!(
            "node {node} has not answered operation {operation}, and a client does one at a time"
        ),
        fix: Some(format!("timeout {client}\n{command}")),
    }
}

/// ReadIndex where the cluster reads by lease, or the other way round.
pub(super) fn other_way(client: &str, node: NodeId, how: Way, setup: &Setup) -> Refusal {
    let (is, other) = if how == Way::Lease {
        ("by ReadIndex", Way::Index)
    } else {
        ("by the leader's lease", Way::Lease)
    };
    Refusal {
        message: format!("this cluster confirms reads {is}"),
        why: format!("it was started as `start {setup}`, and all nodes read alike"),
        fix: Some(format!("read {client} {node} {other}")),
    }
}

/// With all rules on, nodes assert what only a cluster keeps that never broke one.
pub(super) fn rule_stays_off(name: &str, setup: &Setup) -> Refusal {
    Refusal {
        message: format!("rule {name} stays off"),
        why: "what happened without it cannot be taken back; a fresh cluster has all rules".into(),
        fix: Some(format!("start {setup}")),
    }
}
