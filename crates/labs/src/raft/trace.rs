//! Traces of etcd-raft on the stage: a file of its interaction tests, command after command.
//!
//! ```text
//!   add-nodes 3 voters=(1,2,3) index=2       a file: commands, input, what they should print
//!   ----
//!   ok                                  ──>  trace add-nodes 3 voters=(1,2,3) index=2
//!   propose-conf-change 1                    a line of this world for each; input behind ` : `
//!   v3 l4
//!   ----
//!   ok                                  ──>  trace propose-conf-change 1 : v3 l4
//! ```
//!
//! The lines run in [`raft::trace::interaction`], whose nodes and network take the place of the cluster's until the next
//! `start`. A cell prints what etcd-raft's own test prints; where the file expects something else, [`Traced::read`] says so.

use std::fmt;

use lesson::{ParseError, Refusal};
use raft::NodeId;
use raft::trace::interaction::{Environment, Passage};
use raft::trace::{Case, Kind, Mismatch, check, parse};
use sim::Happening;

use super::event::Event;
use super::setup::{NODES_MAX, Setup};
use super::{Command, Raft};

/// The longest file, in bytes.
const FILE_MAX: usize = 1 << 20;

/// The most commands of a file.
const COMMANDS_MAX: usize = 5_000;

/// Between a command and its input.
const INPUT: &str = " : ";

/// A line break of the input.
const BREAK: &str = "\\n";

/// What etcd-raft's interaction tests can say.
const COMMANDS: [&str; 22] = [
    "_breakpoint",
    "add-nodes",
    "campaign",
    "compact",
    "deliver-msgs",
    "forget-leader",
    "log-level",
    "process-append-thread",
    "process-apply-thread",
    "process-ready",
    "propose",
    "propose-conf-change",
    "raft-log",
    "raft-state",
    "report-unreachable",
    "send-snapshot",
    "set-randomized-election-timeout",
    "stabilize",
    "status",
    "tick-election",
    "tick-heartbeat",
    "transfer-leadership",
];

/// One command of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    case: Case,
}

/// A file that is no trace, or not one for this stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

/// A file, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceFile {
    /// Its commands, as commands of this world.
    pub commands: Vec<Command>,
    /// The first command that prints something else than the file says; none if all print what it says.
    pub differs: Option<Mismatch>,
}

impl TraceFile {
    /// Reads a file of etcd-raft's interaction tests, and runs it once to compare what it prints.
    ///
    /// # Errors
    /// Where the text stops being such a file, or asks for more than the stage holds.
    pub fn read(text: &str) -> Result<TraceFile, TraceError> {
        let error = |line, message: String| TraceError { line, message };
        if text.len() > FILE_MAX {
            let message = format!("the file has {} bytes, more than {FILE_MAX}", text.len());
            return Err(error(1, message));
        }
        let cases = parse(text).map_err(|found| error(found.line, found.message))?;
        if cases.is_empty() {
            return Err(error(1, "there is no command in this file".to_string()));
        }
        if let Some(case) = cases.get(COMMANDS_MAX) {
            let message = format!("a trace has at most {COMMANDS_MAX} commands");
            return Err(error(case.line, message));
        }
        let mut nodes = 0;
        let mut commands = Vec::new();
        for case in cases {
            let line = case.line;
            let traced = Traced::of(case).map_err(|message| error(line, message))?;
            nodes += traced.new_nodes();
            if nodes > NODES_MAX {
                return Err(error(line, too_many(nodes)));
            }
            commands.push(Command::Trace(traced));
        }
        let outcome = check(Kind::Interaction, text);
        let outcome = outcome.map_err(|found| error(found.line, found.message))?;
        Ok(TraceFile {
            commands,
            differs: outcome.mismatches.into_iter().next(),
        })
    }
}

impl fmt::Display for TraceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for TraceError {}

impl Traced {
    /// The rest of a line, behind `trace`.
    pub(super) fn parse(line: &str) -> Result<Traced, ParseError> {
        let rest = line.trim_start().strip_prefix("trace").unwrap_or(line);
        let start = line.len() - rest.trim_start().len();
        let rest = rest.trim();
        let whole = |message: String| ParseError {
            span: start..start + rest.len(),
            message,
        };
        let (directive, input) = rest.split_once(INPUT).unwrap_or((rest, ""));
        let input = input.replace(BREAK, "\n");
        if directive.is_empty() {
            return Err(whole(format!(
                "expected a command of etcd-raft's interaction tests: {}",
                COMMANDS.join(", ")
            )));
        }
        let cases = parse(&format!("{directive}\n{input}\n----\n"));
        let cases = cases.map_err(|found| whole(found.message))?;
        let [case] = &cases[..] else {
            return Err(whole("expected one command of a trace".to_string()));
        };
        Traced::of(case.clone()).map_err(whole)
    }

    fn of(case: Case) -> Result<Traced, String> {
        if !COMMANDS.contains(&case.command.as_str()) {
            return Err(format!(
                "`{}` is no command of etcd-raft's interaction tests",
                case.command
            ));
        }
        Ok(Traced {
            case: Case {
                line: 1,
                expected: String::new(),
                ..case
            },
        })
    }

    /// How many nodes it adds.
    fn new_nodes(&self) -> NodeId {
        let count = self.case.arguments.first();
        count
            .filter(|_| self.case.command == "add-nodes")
            .and_then(|argument| argument.key.parse().ok())
            .unwrap_or(0)
    }
}

impl fmt::Display for Traced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.case.directive)?;
        if self.case.input.is_empty() {
            return Ok(());
        }
        write!(f, "{INPUT}{}", self.case.input.replace('\n', BREAK))
    }
}

fn too_many(nodes: NodeId) -> String {
    format!("{nodes} nodes: the stage holds {NODES_MAX}")
}

impl Raft {
    /// The nodes and the network of the trace that plays, if one does.
    #[must_use]
    pub fn trace(&self) -> Option<&Environment> {
        self.trace.as_deref()
    }

    pub(super) fn run_traced(
        &mut self,
        traced: &Traced,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let present = self.trace.as_ref().map_or(0, |trace| trace.members().len());
        let nodes = (present as NodeId).saturating_add(traced.new_nodes());
        if nodes > NODES_MAX {
            return Err(Refusal {
                message: too_many(nodes),
                why: String::new(),
                fix: None,
            });
        }
        let begins = self.trace.is_none();
        if begins {
            *self = Raft::started(self.seed, Setup::new(3));
        }
        let trace = self.trace.get_or_insert_default();
        let text = trace.run(&traced.case);
        events.push(Event::Traced {
            text: text.trim_end_matches('\n').to_string(),
            nodes: trace.members().len() as NodeId,
            begins,
        });
        let passed = trace.passages().iter().cloned().map(happening);
        events.extend(passed.map(Event::Passed));
        Ok(())
    }
}

fn happening(passage: Passage) -> Happening {
    match passage {
        Passage::Node(event) => Happening::Node(event),
        Passage::Sent(message) => Happening::Sent(message),
        Passage::Delivered(message) => Happening::Delivered(message),
        Passage::Dropped(message) => Happening::Lost(message),
        Passage::Applied(node, entry) => Happening::Applied(node, entry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lesson::{Player, World};

    const FILE: &str = "# three nodes\n\nadd-nodes 3 voters=(1,2,3) index=2\n----\nINFO 1 switched to configuration voters=(1 2 3)\n\ncampaign 1\n----\nok\n\nstabilize log-level=none\n----\nok\n\npropose-conf-change 1\nr3 l3\n----\nok\n";

    #[test]
    fn a_file_is_played_command_by_command_and_its_lines_read_again() {
        let file = TraceFile::read(FILE).unwrap();
        let lines: Vec<String> = file.commands.iter().map(ToString::to_string).collect();
        assert_eq!(lines[1], "trace campaign 1");
        assert_eq!(lines[3], "trace propose-conf-change 1 : r3 l3");
        for (line, command) in lines.iter().zip(&file.commands) {
            assert_eq!(line.parse(), Ok(command.clone()), "{line}");
        }
        let mut player = Player::<Raft>::new(1);
        player.run("trace", file.commands);
        let world = player.world();
        assert_eq!(world.nodes().len(), 3);
        assert_eq!(world.nodes()[0].role, Some(raft::Role::Leader));
        let passed = player.branch().log()[2].events();
        let arrives = |event: &Event| matches!(event, Event::Passed(Happening::Delivered(_)));
        assert!(passed.iter().any(arrives), "what happened inside is known");
        assert_eq!(player.branch().log()[2].printed(), "ok", "but not printed");
    }

    #[test]
    fn what_prints_otherwise_is_found_with_its_line() {
        let differs = TraceFile::read(FILE).unwrap().differs.unwrap();
        assert_eq!((differs.line, differs.expected.lines().count()), (3, 1));
    }

    #[test]
    fn a_file_that_is_no_trace_says_where() {
        let at = |text: &str| TraceFile::read(text).unwrap_err();
        let no_end = at("add-nodes 3 voters=(1,2,3) index=2\n");
        assert_eq!(no_end.line, 1);
        assert_eq!(at("").message, "there is no command in this file");
        let unknown = at("log-level none\n----\nok\n\n# next\nmajority\ncfg=(1)\n----\n1\n");
        assert_eq!(unknown.line, 6);
        assert!(unknown.message.contains("`majority`"), "{unknown}");
        let many = at("add-nodes 5\n----\n\nadd-nodes 5\n----\n");
        assert_eq!(
            (many.line, many.message.as_str()),
            (4, "10 nodes: the stage holds 9")
        );
        let endless = "trace add-nodes 18446744073709551615".parse().unwrap();
        assert!(Raft::new(1).apply(&endless).is_err());
    }

    #[test]
    fn lines_of_a_cluster_wait_for_a_start_while_a_trace_plays() {
        let mut world = Raft::new(1);
        let mut act = |line: &str| world.apply(&line.parse().unwrap());
        act("trace add-nodes 1 voters=(1) index=2").unwrap();
        let refusal = act("tick all").unwrap_err();
        assert_eq!(refusal.fix.as_deref(), Some("start 3\ntick all"));
        act("start 3").unwrap();
        act("tick all").unwrap();
        assert_eq!(world.trace(), None);
    }
}
