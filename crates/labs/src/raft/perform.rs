//! Doing what a line says. What is refused is refused before anything changed.

use lesson::Refusal;
use sim::Action;

use super::Raft;
use super::clients::Asked;
use super::command::Command;
use super::event::Event;
use super::refusal;
use super::words::Pick;

impl Raft {
    pub(super) fn perform(
        &mut self,
        command: &Command,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let is_of_cluster = !matches!(
            command,
            Command::Start(_) | Command::Show | Command::Trace(_)
        );
        if is_of_cluster && self.trace.is_some() {
            return Err(refusal::a_trace_plays(command));
        }
        match command {
            Command::Start(setup) => {
                *self = Raft::started(self.seed, *setup);
                events.push(Event::Began(*setup));
                if let Some(leader) = setup.leader {
                    self.begin_with(leader, events);
                }
                Ok(())
            }
            Command::Tick { node, times } => self.tick(command, *node, *times, events),
            Command::Deliver(Pick::All) => {
                self.deliver_all(events);
                Ok(())
            }
            Command::Deliver(pick) => {
                let (link, at) = self.picked(command, *pick, true)?;
                self.act(command, &Action::Deliver(link, at), events)
            }
            Command::Drop(Pick::All) => {
                while let Some(link) = self.first_sent(false) {
                    self.act(command, &Action::Drop(link, 0), events)?;
                }
                Ok(())
            }
            Command::Drop(pick) => {
                let (link, at) = self.picked(command, *pick, false)?;
                self.act(command, &Action::Drop(link, at), events)
            }
            Command::Duplicate(pick) => {
                let (link, at) = self.picked(command, *pick, false)?;
                let message = self.copy_to_the_end(command, link, at)?;
                events.push(Event::Duplicated(message));
                Ok(())
            }
            Command::Delay(pick) => {
                let (link, at) = self.picked(command, *pick, false)?;
                let message = self.copy_to_the_end(command, link, at)?;
                self.act(command, &Action::Drop(link, at), &mut Vec::new())?;
                events.push(Event::Delayed(message));
                Ok(())
            }
            Command::Cut(links) => self.switch_links(links, true, events),
            Command::Heal(Some(links)) => self.switch_links(links, false, events),
            Command::Heal(None) => {
                for link in self.cuts().collect::<Vec<_>>() {
                    self.act(command, &Action::Heal(link), events)?;
                    events.push(Event::Healed(link));
                }
                Ok(())
            }
            Command::Crash(id) => self.act(command, &Action::Crash(*id), events),
            Command::Restart { node, pre_vote } => {
                if let Some(on) = *pre_vote {
                    self.act(command, &Action::PreVote(*node, on), events)?;
                }
                self.act(command, &Action::Restart(*node), events)
            }
            Command::Work(id) => self.act(command, &Action::Work(*id), events),
            Command::Persist(id) => self.act(command, &Action::Write(*id), events),
            Command::Apply(id) => self.act(command, &Action::Apply(*id), events),
            Command::Propose(id, text) => {
                let action = Action::Propose(*id, text.clone());
                let happenings = self.try_act(command, &action)?;
                // Nobody waits for it, but a read may see it.
                self.history.ask(None, *id, Asked::Write(text.clone()));
                self.follow(&action, happenings, events);
                Ok(())
            }
            Command::Write {
                client,
                node,
                value,
            } => self.ask(
                command,
                client,
                *node,
                Asked::Write(value.clone()),
                None,
                events,
            ),
            Command::Read {
                client,
                node,
                how,
                named,
            } => self.ask(command, client, *node, Asked::Read(*how), *named, events),
            Command::Timeout(client) => {
                let waiting = self.history.waiting(client);
                let operation = waiting.ok_or_else(|| refusal::nobody_waits(client))?;
                self.give_up(operation, None, events);
                Ok(())
            }
            Command::Retry { client, node } => self.ask_again(command, client, *node, events),
            Command::Campaign(id) => self.act(command, &Action::Campaign(*id), events),
            Command::Forget(id) => self.act(command, &Action::Forget(*id), events),
            Command::Transfer { to, at } => {
                self.known(*to)?;
                let at = self.at_leader(*at)?;
                self.act(command, &Action::Transfer(at, *to), events)
            }
            Command::Change {
                transition,
                operations,
                at,
            } => {
                for operation in operations {
                    self.known(operation.id())?;
                }
                let at = self.at_leader(*at)?;
                let action = Action::Change(at, *transition, operations.clone());
                self.act(command, &action, events)
            }
            Command::Snapshot(id) => {
                self.act(command, &Action::Snapshot(*id), events)?;
                let index = self.cluster.members()[id].storage().snapshot().index;
                events.push(Event::Saved(*id, index));
                Ok(())
            }
            Command::Report {
                node,
                peer,
                arrived,
            } => {
                self.known(*peer)?;
                self.act(command, &Action::Reported(*node, *peer, *arrived), events)
            }
            Command::Unreachable(id, peer) => {
                self.known(*peer)?;
                self.act(command, &Action::Unreachable(*id, *peer), events)
            }
            Command::Rule(name, on) => {
                if *on && self.cluster.rules().get(name) == Some(false) {
                    return Err(refusal::rule_stays_off(name, &self.setup));
                }
                self.act(command, &Action::Rule((*name).to_string(), *on), events)?;
                events.push(Event::Rule(name, *on));
                Ok(())
            }
            Command::Run(ticks) => {
                self.run(*ticks, events);
                Ok(())
            }
            Command::Trace(traced) => self.run_traced(traced, events),
            Command::Settle => {
                self.settle(events);
                Ok(())
            }
            Command::Show => {
                events.push(Event::Shown {
                    nodes: self.nodes(),
                    in_flight: self.in_flight().count(),
                });
                Ok(())
            }
        }
    }
}
