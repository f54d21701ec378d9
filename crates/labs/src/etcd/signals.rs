//! What runs in a terminal, and the keys that interrupt it, stop it and let it go on.

use lesson::Refusal;

use super::{Action, Command, Etcd, Event, Stop, Terminal};

impl Etcd {
    pub(super) fn running(&self, terminal: &Option<String>) -> Result<u32, Refusal> {
        self.terminals
            .get(terminal)
            .and_then(|terminal| terminal.running)
            .ok_or_else(|| Refusal {
                message: format!("nothing runs in {}", shown(terminal)),
                why: String::new(),
                fix: None,
            })
    }

    pub(super) fn interrupt(&mut self, terminal: &Option<String>) -> Result<Vec<Event>, Refusal> {
        let number = self.running(terminal)?;
        self.terminal(terminal).write("^C");
        self.console.interrupt(number);
        let mut events = Vec::new();
        self.take(terminal, &mut events);
        Ok(events)
    }

    /// A terminal that something runs in.
    pub(super) fn terminal(&mut self, name: &Option<String>) -> &mut Terminal {
        self.terminals.get_mut(name).expect("a terminal in use")
    }

    /// Makes a slow reader of what runs in a terminal.
    pub(super) fn stop(
        &mut self,
        name: &Option<String>,
        stop: Stop,
    ) -> Result<Vec<Event>, Refusal> {
        let number = self.running(name)?;
        let terminal = self.terminal(name);
        if terminal.quiet && stop == Stop::Output {
            return Err(Refusal {
                message: "nothing to stop: the output goes to /dev/null".into(),
                why: "^S stops what is written to the terminal; ^Z suspends the command itself"
                    .into(),
                fix: Some(line(name, Action::Suspend(true))),
            });
        }
        if terminal.stopped != Some(Stop::Command) {
            terminal.stopped = Some(stop);
        }
        if stop == Stop::Command {
            terminal.write("^Z");
        }
        self.console.hold(number, true);
        Ok(Vec::new())
    }

    /// Lets it read again, if it was stopped in this way.
    pub(super) fn let_go(
        &mut self,
        name: &Option<String>,
        stop: Stop,
    ) -> Result<Vec<Event>, Refusal> {
        let number = self.running(name)?;
        let terminal = self.terminal(name);
        let (message, fix) = match (terminal.stopped, stop) {
            (Some(stopped), stop) if stopped == stop => {
                terminal.stopped = None;
                if stop == Stop::Command {
                    terminal.write("$ fg");
                }
                self.console.hold(number, false);
                return Ok(Vec::new());
            }
            (None, _) => ("nothing is stopped here", None),
            (Some(_), Stop::Output) => (
                "the command is suspended, not the output",
                Some(Action::Suspend(false)),
            ),
            (Some(_), Stop::Command) => (
                "the output is stopped, not the command",
                Some(Action::Hold(false)),
            ),
        };
        Err(Refusal {
            message: message.into(),
            why: String::new(),
            fix: fix.map(|action| line(name, action)),
        })
    }
}

fn shown(terminal: &Option<String>) -> String {
    terminal
        .as_ref()
        .map_or("this terminal".to_string(), |name| format!("@{name}"))
}

/// A line as one types it.
fn line(terminal: &Option<String>, action: Action) -> String {
    let terminal = terminal.clone();
    Command { terminal, action }.to_string()
}

pub(super) fn busy(terminal: &Option<String>, argv: &[String]) -> Refusal {
    Refusal {
        message: format!("`{}` still runs in {}", argv.join(" "), shown(terminal)),
        why:
            "a terminal runs one command at a time; interrupt it, or take another: @name <command>"
                .into(),
        fix: Some(line(terminal, Action::Interrupt)),
    }
}
