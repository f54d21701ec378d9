//! Time: one tick, many ticks, and all that can arrive meanwhile.

use lesson::Refusal;
use raft::progress::ProgressState;
use raft::{EventKind, NodeId};
use sim::{Action, Happening, Link, Refused};

use super::Raft;
use super::command::Command;
use super::event::Event;
use super::refusal;

/// One line delivers no more messages than this. With a rule switched off, messages may make messages without end.
const DELIVERIES_MAX: usize = 5000;

/// `settle` waits so many ticks.
const SETTLE_TICKS: u64 = 500;

impl Raft {
    pub(super) fn tick(
        &mut self,
        command: &Command,
        node: Option<NodeId>,
        times: u64,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        if let Some(id) = node {
            self.known(id)?;
            if self.cluster.node(id).is_none() {
                return Err(refusal::refused(command, self, Refused::Down(id)));
            }
        }
        for _ in 0..times {
            match node {
                Some(id) => self.tick_one(id, events),
                None => (1..=self.setup.nodes).for_each(|id| self.tick_one(id, events)),
            }
        }
        Ok(())
    }

    /// A node that is down has no clock.
    fn tick_one(&mut self, id: NodeId, events: &mut Vec<Event>) {
        if let Ok(happenings) = self.cluster.apply(&Action::Tick(id)) {
            self.absorb(happenings, events);
            self.work(false, events);
        }
    }

    /// Delivers in the order of sending until nothing can arrive; what has to be done by hand is left.
    pub(super) fn deliver_all(&mut self, events: &mut Vec<Event>) {
        self.deliver_until_quiet(false, Raft::first_to_arrive, events);
    }

    fn first_to_arrive(&self) -> Option<Link> {
        self.first_sent(true)
    }

    /// False if it never gets quiet.
    fn deliver_until_quiet(
        &mut self,
        by_hand_too: bool,
        next: fn(&Raft) -> Option<Link>,
        events: &mut Vec<Event>,
    ) -> bool {
        for _ in 0..DELIVERIES_MAX {
            self.work(by_hand_too, events);
            let Some(link) = next(self) else {
                return true;
            };
            self.act(&Command::Show, &Action::Deliver(link, 0), events)
                .expect("what can arrive arrives");
        }
        events.push(Event::Endless(DELIVERIES_MAX));
        false
    }

    pub(super) fn run(&mut self, ticks: u64, events: &mut Vec<Event>) {
        for _ in 0..ticks {
            if !self.run_one(events) {
                return;
            }
        }
    }

    /// One tick of all nodes, and everything that is due by then or follows from it. What the network says is not printed.
    /// False if messages make messages without end.
    fn run_one(&mut self, events: &mut Vec<Event>) -> bool {
        self.clock += 1;
        let mut seen = Vec::new();
        for id in 1..=self.setup.nodes {
            self.tick_one(id, &mut seen);
        }
        let is_quiet = self.deliver_until_quiet(true, Raft::first_due, &mut seen);
        self.lose_what_goes_to_dead_nodes();
        events.extend(seen.into_iter().map(in_passing));
        is_quiet
    }

    fn lose_what_goes_to_dead_nodes(&mut self) {
        let dead = |link: &&Link| self.cluster.node(link.to).is_none();
        let links: Vec<_> = self.sent.keys().filter(dead).copied().collect();
        for link in links {
            while self.sent.contains_key(&link) {
                self.act(&Command::Show, &Action::Drop(link, 0), &mut Vec::new())
                    .expect("what is in flight can be lost");
            }
        }
    }

    /// All faults end, and time passes until all members have applied the same.
    pub(super) fn settle(&mut self, events: &mut Vec<Event>) {
        for link in self.cuts().collect::<Vec<_>>() {
            self.act(&Command::Settle, &Action::Heal(link), events)
                .expect("a link can always be healed");
            events.push(Event::Healed(link));
        }
        for id in 1..=self.setup.nodes {
            if self.cluster.node(id).is_none() {
                self.act(&Command::Settle, &Action::Restart(id), events)
                    .expect("a node that is down starts");
            }
        }
        for ticks in 1..=SETTLE_TICKS {
            if !self.run_one(events) {
                return;
            }
            if self.is_settled() {
                events.push(Event::Settled(ticks));
                return;
            }
            if self.sent.is_empty() {
                self.report_lost_snapshots(events);
            }
        }
        events.push(Event::Unsettled(SETTLE_TICKS));
    }

    /// Elects a leader, and lets time pass until it is known everywhere. Told is who became what, and nothing else.
    pub(super) fn begin_with(&mut self, leader: NodeId, events: &mut Vec<Event>) {
        let mut seen = Vec::new();
        self.act(&Command::Settle, &Action::Campaign(leader), &mut seen)
            .expect("a fresh node is up");
        while !self.is_settled() && self.clock < SETTLE_TICKS {
            self.run_one(&mut seen);
        }
        let became = |event: &Event| match event {
            Event::Happened(Happening::Node(event)) => matches!(
                event.kind,
                EventKind::BecameFollower
                    | EventKind::BecamePreCandidate
                    | EventKind::BecameCandidate
                    | EventKind::BecameLeader
            ),
            _ => false,
        };
        events.extend(seen.into_iter().filter(became));
    }

    /// Whether there is a leader, and all members by its configuration have applied all of its log.
    fn is_settled(&self) -> bool {
        let Some(leader) = self.cluster.leader().and_then(|id| self.cluster.node(id)) else {
            return false;
        };
        let last = leader.log().last_index();
        let configuration = &leader.tracker().configuration;
        let mut members = self.cluster.members().iter();
        members.all(|(&id, member)| {
            !configuration.contains(id)
                || member.machine() == self.cluster.members()[&leader.id()].machine()
        }) && self.cluster.members()[&leader.id()].machine().index == last
    }

    /// A leader that sent a snapshot waits to hear how that went. Nothing is in flight any more, so it was lost.
    fn report_lost_snapshots(&mut self, events: &mut Vec<Event>) {
        let Some(leader) = self.cluster.leader().and_then(|id| self.cluster.node(id)) else {
            return;
        };
        let progress = leader.tracker().progress.iter();
        let waiting = progress.filter(|(_, peer)| peer.state == ProgressState::Snapshot);
        let waiting: Vec<NodeId> = waiting.map(|(id, _)| id).collect();
        let leader = leader.id();
        for peer in waiting {
            self.act(
                &Command::Settle,
                &Action::Reported(leader, peer, false),
                events,
            )
            .expect("a node that leads is up");
        }
    }
}

/// What the network says is much, in a long stretch of time.
fn in_passing(event: Event) -> Event {
    match event {
        Event::Happened(
            happening @ (Happening::Sent(_) | Happening::Delivered(_) | Happening::Lost(_)),
        ) => Event::Passed(happening),
        event => event,
    }
}
