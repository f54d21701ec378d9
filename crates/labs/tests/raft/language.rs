//! Lines and commands: what is read is written the same, and what is refused changes nothing.

use labs::raft::{Command, Raft};
use lesson::World;
use raft::Random;

use crate::taken;

#[test]
fn a_refused_command_changes_nothing() {
    let mut world = Raft::new(1);
    let lines = [
        "campaign 1",
        "deliver all",
        "crash 3",
        "cut 1->2",
        "write a 2 1",
    ];
    taken(&mut world, &lines);
    for line in [
        "write a 1 5",
        "read b 3 local",
        "read b 1 lease",
        "propose 3 x",
        "crash 3",
        "restart 1",
        "tick 3",
        "deliver 1->2 7",
        "work 1",
        "persist 1",
        "add 4",
        "cut 7",
        "timeout b",
        "retry b 1",
        "read b 1 index as=2",
        "retry a 3",
        "transfer 9",
    ] {
        let before = world.clone();
        assert!(world.apply(&line.parse().unwrap()).is_err(), "{line}");
        assert_eq!(world, before, "{line}");
    }
}

/// Lines made of the language's own words, and of noise: none may panic, and what parses prints as a line that parses to
/// the same command.
#[test]
fn a_command_prints_as_the_line_that_means_it() {
    let words = [
        "3",
        "1",
        "all",
        "next",
        "1->2",
        "2<->3",
        "1,2|3",
        "a",
        "x=1",
        "at=2",
        "on",
        "off",
        "auto",
        "explicit",
        "v4",
        "r1",
        "l2",
        "leave",
        "index",
        "local",
        "voters=2",
        "lease=on",
        "checkquorum=on",
        "prevote=on",
        "storage=threads",
        "election=5",
        "leader=1",
        "as=2",
        "spread=9",
        "latency=2",
        "latency=1..4",
        "stepdown=on",
        "append=one",
        "sessions=on",
        "arrived",
        "lost",
        "one-vote-per-term",
        "#",
        "a#1",
        "é",
        "=",
        "->",
        "|",
    ];
    let mut random = Random::new(7);
    let mut parsed = 0;
    for _ in 0..30_000 {
        let verbs = Raft::verbs();
        let mut line = verbs[random.below(verbs.len() as u64) as usize]
            .name
            .to_string();
        for _ in 0..random.below(4) {
            line += " ";
            line += words[random.below(words.len() as u64) as usize];
        }
        match line.parse::<Command>() {
            Ok(command) => {
                parsed += 1;
                assert_eq!(command.to_string().parse(), Ok(command), "`{line}`");
            }
            Err(error) => assert!(
                line.get(error.span.clone()).is_some(),
                "`{line}`: {error:?}"
            ),
        }
    }
    assert!(parsed > 1000, "only {parsed} lines were commands");
}

#[test]
fn every_verb_has_a_usage_that_begins_with_it_and_both_languages() {
    for verb in Raft::verbs() {
        assert!(verb.usage.starts_with(verb.name), "{verb:?}");
        assert!(
            verb.about
                .iter()
                .all(|about| !about.is_empty() && !about.ends_with('.') && !about.ends_with('。')),
            "{verb:?}"
        );
    }
}
