//! The raft world, as scripts one can read aloud: `>` a line, and what it prints.

use labs::raft::{Command, Raft};
use lesson::World;

mod scripts;

mod clients;

mod members;

mod faults;

mod time;

mod cases;

mod language;

mod random;

mod traces;

#[path = "../common/mod.rs"]
mod common;

#[track_caller]
fn plays(script: &str) {
    common::plays::<Raft>(script, false);
}

/// Plays lines of which all must be taken, and returns what the last printed.
#[track_caller]
fn taken(world: &mut Raft, lines: &[&str]) -> String {
    let mut printed = String::new();
    for line in lines {
        let command: Command = line
            .parse()
            .unwrap_or_else(|error| panic!("{line}: {error}"));
        let events = world
            .apply(&command)
            .unwrap_or_else(|refusal| panic!("{line}: {refusal}: {}", refusal.why));
        printed = events.iter().map(|event| format!("{event}\n")).collect();
    }
    printed
}
