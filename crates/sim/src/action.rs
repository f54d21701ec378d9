//! What can be done to a cluster, one line each.
//!
//! ```text
//! tick 1                    its clock advances            cut 1->2       a link loses all that is sent
//! deliver 1->2              the oldest message            heal 1->2
//! deliver 1->2 3            the one behind three others   crash 1        and what is not durable is lost
//! drop 1->2  duplicate 1->2                               restart 1
//! work 1                    take a Ready and do it        snapshot 1     and compact the log to it
//! write 1  apply 1          the storage threads' next     campaign 1  forget 1  transfer 1 2
//! prevote 1 on              what it starts with next
//! propose 1 x               read 1  read 1 7              unreachable 1 2  sent 1 2  unsent 1 2
//! change 1 auto v4 r1       implicit, explicit, leave     rule one-vote-per-term off
//! ```

use std::fmt;
use std::str::FromStr;

use raft::{NodeId, Operation, Rules, Transition};

use crate::network::Link;

/// One thing that is done to a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A node's clock advances by one tick.
    Tick(NodeId),
    /// A message arrives; `at` others of the link stay behind it.
    Deliver(Link, usize),
    /// A message is lost.
    Drop(Link, usize),
    /// A message is doubled.
    Duplicate(Link, usize),
    /// A link, one way, loses what is sent over it and delivers nothing.
    Cut(Link),
    /// A link works again.
    Heal(Link),
    /// A node stops; what is not durable is gone.
    Crash(NodeId),
    /// A node starts from its disk.
    Restart(NodeId),
    /// A node that is down will start with PreVote on, or off: the others stay as they are, as in a rolling upgrade.
    PreVote(NodeId, bool),
    /// A node's Ready is taken and done; with asynchronous storage, passed to the threads.
    Work(NodeId),
    /// The append thread does its next write.
    Write(NodeId),
    /// The apply thread applies its next entries.
    Apply(NodeId),
    /// A client writes, by this node.
    Propose(NodeId, String),
    /// A client reads, by this node; with a number, under that name again.
    Read(NodeId, Option<u64>),
    /// A node campaigns now.
    Campaign(NodeId),
    /// A node forgets its leader.
    Forget(NodeId),
    /// The node, or its leader, hands over to the other.
    Transfer(NodeId, NodeId),
    /// The node is told that the other cannot be reached.
    Unreachable(NodeId, NodeId),
    /// The node is told whether its snapshot reached the other.
    Reported(NodeId, NodeId, bool),
    /// The node saves its state machine and drops the log before it.
    Snapshot(NodeId),
    /// Somebody proposes a change of the membership.
    Change(NodeId, Transition, Vec<Operation>),
    /// A rule of the protocol is switched on all nodes.
    Rule(String, bool),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |at: &usize| {
            if *at == 0 {
                String::new()
            } else {
                format!(" {at}")
            }
        };
        match self {
            Action::Tick(id) => write!(f, "tick {id}"),
            Action::Deliver(link, n) => write!(f, "deliver {link}{}", at(n)),
            Action::Drop(link, n) => write!(f, "drop {link}{}", at(n)),
            Action::Duplicate(link, n) => write!(f, "duplicate {link}{}", at(n)),
            Action::Cut(link) => write!(f, "cut {link}"),
            Action::Heal(link) => write!(f, "heal {link}"),
            Action::Crash(id) => write!(f, "crash {id}"),
            Action::Restart(id) => write!(f, "restart {id}"),
            Action::PreVote(id, on) => write!(f, "prevote {id} {}", if *on { "on" } else { "off" }),
            Action::Work(id) => write!(f, "work {id}"),
            Action::Write(id) => write!(f, "write {id}"),
            Action::Apply(id) => write!(f, "apply {id}"),
            Action::Propose(id, data) => write!(f, "propose {id} {data}"),
            Action::Read(id, None) => write!(f, "read {id}"),
            Action::Read(id, Some(read)) => write!(f, "read {id} {read}"),
            Action::Campaign(id) => write!(f, "campaign {id}"),
            Action::Forget(id) => write!(f, "forget {id}"),
            Action::Transfer(id, to) => write!(f, "transfer {id} {to}"),
            Action::Unreachable(id, peer) => write!(f, "unreachable {id} {peer}"),
            Action::Reported(id, peer, true) => write!(f, "sent {id} {peer}"),
            Action::Reported(id, peer, false) => write!(f, "unsent {id} {peer}"),
            Action::Snapshot(id) => write!(f, "snapshot {id}"),
            Action::Change(id, Transition::Auto, operations) if operations.is_empty() => {
                write!(f, "change {id} leave")
            }
            Action::Change(id, transition, operations) => {
                let transition = match transition {
                    Transition::Auto => "auto",
                    Transition::Implicit => "implicit",
                    Transition::Explicit => "explicit",
                };
                write!(f, "change {id} {transition}")?;
                operations
                    .iter()
                    .try_for_each(|operation| write!(f, " {operation}"))
            }
            Action::Rule(name, on) => write!(f, "rule {name} {}", if *on { "on" } else { "off" }),
        }
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(line: &str) -> Result<Action, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| -> Result<NodeId, String> {
            let word = words
                .get(at)
                .ok_or_else(|| format!("expected a node after {line:?}"))?;
            word.parse()
                .map_err(|_| format!("expected a node, got {word:?}"))
        };
        let link = || -> Result<Link, String> {
            words.get(1).ok_or("expected a link, such as 1->2")?.parse()
        };
        let place = || -> Result<usize, String> {
            words.get(2).map_or(Ok(0), |word| {
                word.parse()
                    .map_err(|_| format!("expected a place, got {word:?}"))
            })
        };
        let (verb, most) = (words.first().copied().unwrap_or_default(), words.len());
        let (action, length) = match verb {
            "tick" => (Action::Tick(number(1)?), 2),
            "deliver" => (Action::Deliver(link()?, place()?), 3),
            "drop" => (Action::Drop(link()?, place()?), 3),
            "duplicate" => (Action::Duplicate(link()?, place()?), 3),
            "cut" => (Action::Cut(link()?), 2),
            "heal" => (Action::Heal(link()?), 2),
            "crash" => (Action::Crash(number(1)?), 2),
            "restart" => (Action::Restart(number(1)?), 2),
            "prevote" => (Action::PreVote(number(1)?, on_or_off(words.get(2))?), 3),
            "work" => (Action::Work(number(1)?), 2),
            "write" => (Action::Write(number(1)?), 2),
            "apply" => (Action::Apply(number(1)?), 2),
            "propose" => {
                let data = words.get(2).ok_or("expected what to propose")?;
                (Action::Propose(number(1)?, (*data).to_owned()), 3)
            }
            "read" => (
                Action::Read(number(1)?, words.get(2).map(|_| number(2)).transpose()?),
                3,
            ),
            "campaign" => (Action::Campaign(number(1)?), 2),
            "forget" => (Action::Forget(number(1)?), 2),
            "transfer" => (Action::Transfer(number(1)?, number(2)?), 3),
            "unreachable" => (Action::Unreachable(number(1)?, number(2)?), 3),
            "sent" => (Action::Reported(number(1)?, number(2)?, true), 3),
            "unsent" => (Action::Reported(number(1)?, number(2)?, false), 3),
            "snapshot" => (Action::Snapshot(number(1)?), 2),
            "change" => (
                change(number(1)?, words.get(2..).unwrap_or_default())?,
                most,
            ),
            "rule" => (rule(words.get(1..).unwrap_or_default())?, 3),
            "" => return Err("expected an action".to_owned()),
            _ => return Err(format!("there is no action {verb:?}")),
        };
        match words.get(length) {
            None => Ok(action),
            Some(word) => Err(format!("nothing is expected at {word:?}")),
        }
    }
}

fn change(id: NodeId, words: &[&str]) -> Result<Action, String> {
    let (transition, operations) = words
        .split_first()
        .ok_or("expected auto, implicit, explicit or leave")?;
    let transition = match *transition {
        "leave" if operations.is_empty() => {
            return Ok(Action::Change(id, Transition::Auto, Vec::new()));
        }
        "auto" => Transition::Auto,
        "implicit" => Transition::Implicit,
        "explicit" => Transition::Explicit,
        word => {
            return Err(format!(
                "expected auto, implicit, explicit or leave, got {word:?}"
            ));
        }
    };
    let operations =
        Operation::parse_all(&operations.join(" ")).map_err(|unknown| unknown.to_string())?;
    if operations.is_empty() {
        return Err("expected operations, such as v4 or r1".to_owned());
    }
    Ok(Action::Change(id, transition, operations))
}

fn on_or_off(word: Option<&&str>) -> Result<bool, String> {
    match word {
        Some(&"on") => Ok(true),
        Some(&"off") => Ok(false),
        Some(other) => Err(format!("expected on or off, got {other:?}")),
        None => Err("expected on or off".to_owned()),
    }
}

fn rule(words: &[&str]) -> Result<Action, String> {
    let [name, state, ..] = words else {
        return Err("expected a rule, and on or off".to_owned());
    };
    let on = on_or_off(Some(state))?;
    if Rules::ALL.get(name).is_none() {
        return Err(format!(
            "there is no rule {name:?}; there are {}",
            Rules::NAMES.join(", ")
        ));
    }
    Ok(Action::Rule((*name).to_owned(), on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_reads_back_as_it_is_written() {
        let lines = [
            "tick 1",
            "deliver 1->2",
            "deliver 1->2 3",
            "drop 2->1",
            "duplicate 1->7 1",
            "cut 1->2",
            "heal 1->2",
            "crash 1",
            "restart 1",
            "prevote 1 on",
            "work 1",
            "write 1",
            "apply 1",
            "propose 1 x=5",
            "read 1",
            "read 1 7",
            "campaign 1",
            "forget 1",
            "transfer 1 2",
            "unreachable 1 2",
            "sent 1 2",
            "unsent 1 2",
            "snapshot 1",
            "change 1 leave",
            "change 1 auto v4",
            "change 1 implicit v4 r1 l5",
            "change 1 explicit l2",
            "rule one-vote-per-term off",
            "rule reads-need-a-quorum on",
        ];
        for line in lines {
            assert_eq!(line.parse::<Action>().unwrap().to_string(), line);
        }
    }

    #[test]
    fn what_is_no_action_says_why() {
        let cases = [
            ("", "expected an action"),
            ("jump 1", "there is no action \"jump\""),
            ("tick", "expected a node after \"tick\""),
            ("tick one", "expected a node, got \"one\""),
            ("tick 1 2", "nothing is expected at \"2\""),
            ("deliver 1-2", "expected a link such as 1->2, got \"1-2\""),
            ("change 1 auto", "expected operations, such as v4 or r1"),
            ("change 1 auto x4", "unknown input: x4"),
            (
                "rule all off",
                "there is no rule \"all\"; there are one-vote-per-term, ",
            ),
        ];
        for (line, message) in cases {
            let error = line.parse::<Action>().unwrap_err();
            assert!(error.starts_with(message), "{line}: {error}");
        }
    }
}
