//! The time of a run. Every node counts ticks of its own; what passes for all of them is the time axis.

use labs::raft::{Command, Event, Raft};
use lesson::Branch;

use crate::rooms::Clock;

/// The ticks that had passed at each position, since the cluster began.
pub(super) fn clock(branch: &Branch<Raft>) -> Clock {
    let mut clock = Clock::of_ticks(0);
    for (i, entry) in branch.log().iter().enumerate() {
        let now = match (&entry.command, entry.outcome.is_ok()) {
            (Command::Start(_), true) => 0,
            (command, true) => clock.now() + ticks(command, entry.events()),
            (_, false) => clock.now(),
        };
        clock.note(i + 1, now);
    }
    clock
}

/// How long a command took. The ticks of one node alone count as well: they are what one waits for.
fn ticks(command: &Command, events: &[Event]) -> u64 {
    match command {
        Command::Tick { times, .. } | Command::Run(times) => *times,
        Command::Settle => events
            .iter()
            .find_map(|event| match event {
                Event::Settled(ticks) | Event::Unsettled(ticks) => Some(*ticks),
                _ => None,
            })
            .unwrap_or(0),
        _ => 0,
    }
}
