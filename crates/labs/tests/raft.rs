//! The raft world, as scripts one can read aloud: `>` a line, and what it prints.

use labs::raft::{Command, Raft, Verdict};
use lesson::{Player, World};
use raft::{Random, Rules};

/// Plays the lines of a script that begin with `> ` and puts what they print below each.
fn played(world: &mut Raft, script: &str) -> String {
    let mut out = String::new();
    for line in script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("> "))
    {
        out += &format!("> {line}\n");
        out += &match line.parse::<Command>() {
            Err(error) => format!(
                "{}^{} {error}\n",
                " ".repeat(2 + error.span.start),
                "~".repeat(error.span.len().saturating_sub(1))
            ),
            Ok(command) => match world.apply(&command) {
                Ok(events) => events.iter().map(|event| format!("{event}\n")).collect(),
                Err(refusal) => {
                    format!("{refusal}\nwhy: {}\nfix: {:?}\n", refusal.why, refusal.fix)
                }
            },
        };
    }
    out
}

#[track_caller]
fn plays(script: &str) {
    let script: String = script
        .trim()
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    let printed = played(&mut Raft::new(42), &script);
    assert!(printed == script, "{printed}");
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

#[test]
fn an_election_is_told_in_etcd_rafts_own_words() {
    plays(
        "
> campaign 1
",
    );
}

#[test]
fn a_refusal_says_why_and_what_would_work() {
    plays(
        "
> deliver
> propose 1 x
> crash 9
> crash 2
> crash 2
> write a 2 5
> cut 1->3
> deliver 1->3
> campaign 1
> work 1
> read a 1 lease
> timeout a
> transfer 3
> snapshot 1
",
    );
}

#[test]
fn a_line_that_is_no_command_is_told_where_it_goes_wrong() {
    plays(
        "
> jump
> start
> start 3 voters=4
> start 3 lease=on checkquorum=off
> cut 1->1
> deliver 1-2
> write A 1 5
> write a 1 x#1
> read a 1 soon
> rule gravity off
> change auto x4
> change
> tick 1 2 3
",
    );
}

#[test]
fn a_write_is_answered_when_the_node_that_was_asked_has_applied_it() {
    let mut world = Raft::new(42);
    taken(&mut world, &["campaign 1", "deliver all", "write a 2 5"]);
    assert_eq!(world.history().verdict(), Verdict::NotYetKnown);
    let printed = taken(&mut world, &["deliver all"]);
    assert!(printed.contains("a#1 answered by 2: written"), "{printed}");
    for how in ["local", "log", "index"] {
        taken(&mut world, &[&format!("read b 2 {how}")]);
        let printed = taken(&mut world, &["deliver all"]);
        let said = how == "local" || printed.contains("answered by 2: reads 5");
        assert!(said, "{how}: {printed}");
    }
    assert_eq!(world.history().verdict(), Verdict::Linearizable);
    assert_eq!(world.register(1), "5");
}

#[test]
fn a_deposed_leader_that_does_not_know_it_answers_a_local_read_with_the_past() {
    let mut world = Raft::new(42);
    taken(
        &mut world,
        &["campaign 1", "deliver all", "write a 1 old", "deliver all"],
    );
    taken(
        &mut world,
        &[
            "cut 1|2,3",
            "campaign 2",
            "deliver all",
            "write b 2 new",
            "deliver all",
        ],
    );
    let printed = taken(&mut world, &["read c 1 local"]);
    assert!(printed.contains("answered by 1: reads old"), "{printed}");
    assert_eq!(
        world.history().verdict(),
        Verdict::NotLinearizable { operation: 3 }
    );
}

#[test]
fn a_deposed_leader_does_not_answer_by_read_index_unless_the_rule_is_off() {
    for (rule, is_answered) in [("on", false), ("off", true)] {
        let mut world = Raft::new(42);
        let switch = format!("rule reads-need-a-quorum {rule}");
        let lines = [
            "campaign 1",
            "deliver all",
            "write a 1 old",
            "deliver all",
            "cut 1|2,3",
            "campaign 2",
            "deliver all",
            "write b 2 new",
            "deliver all",
            &switch,
            "read c 1 index",
        ];
        let printed = taken(&mut world, &lines);
        assert_eq!(printed.contains("reads old"), is_answered, "{printed}");
        assert_eq!(
            printed.contains("not linearizable"),
            is_answered,
            "{printed}"
        );
        assert_eq!(printed.contains("violated: "), is_answered, "{printed}");
    }
}

#[test]
fn a_follower_whose_entries_are_gone_is_caught_up_by_a_snapshot() {
    let mut world = Raft::new(42);
    let lines = [
        "campaign 1",
        "deliver all",
        "crash 3",
        "write a 1 5",
        "deliver 1->2",
        "deliver 2->1",
        "snapshot 1",
        "settle",
    ];
    let printed = taken(&mut world, &lines);
    assert!(printed.contains("restored snapshot"), "{printed}");
    assert!(printed.contains("settled after"), "{printed}");
    assert_eq!(world.register(3), "5");
}

#[test]
fn members_come_as_learners_are_promoted_and_go() {
    let mut world = Raft::new(42);
    let lines = [
        "start 4 voters=3",
        "campaign 1",
        "deliver all",
        "learner 4",
        "settle",
        "promote 4",
        "settle",
        "remove 2",
        "settle",
        "change implicit v2 r3",
        "settle",
    ];
    taken(&mut world, &lines);
    let leader = world.cluster().leader().expect("it has settled");
    let node = world.cluster().node(leader).expect("it leads");
    let voters: Vec<u64> = node.tracker().configuration.voters.ids().iter().collect();
    assert_eq!(voters, [1, 2, 4]);
}

#[test]
fn what_a_disk_has_not_written_is_lost_in_a_crash() {
    let mut world = Raft::new(42);
    let lines = [
        "start 1 storage=threads",
        "campaign 1",
        "persist 1",
        "persist 1",
    ];
    taken(&mut world, &lines[..3]);
    while world.apply(&"persist 1".parse().unwrap()).is_ok() {}
    taken(&mut world, &["propose 1 x"]);
    let before = world.nodes()[0].clone();
    assert_eq!(before.last(), before.durable + 1);
    taken(&mut world, &["crash 1"]);
    assert_eq!(world.nodes()[0].last(), before.durable);
    assert_eq!(world.nodes()[0].role, None);
}

#[test]
fn messages_are_delivered_in_the_order_of_sending_unless_delayed() {
    let mut world = Raft::new(42);
    taken(&mut world, &["campaign 1"]);
    let numbers: Vec<u64> = world.in_flight().map(|(number, _)| number).collect();
    assert_eq!(numbers, [1, 2]);
    taken(&mut world, &["delay"]);
    let printed = taken(&mut world, &["deliver"]);
    assert!(printed.starts_with("delivered 1->3"), "{printed}");
    taken(&mut world, &["duplicate 1->2"]);
    let to_2 = world.in_flight().filter(|(_, message)| message.to == 2);
    assert_eq!(to_2.count(), 2);
    taken(&mut world, &["drop all"]);
    assert_eq!(world.in_flight().count(), 0);
}

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
        "transfer 9",
    ] {
        let before = world.clone();
        assert!(world.apply(&line.parse().unwrap()).is_err(), "{line}");
        assert_eq!(world, before, "{line}");
    }
}

/// A line made of the language's own words.
fn line(random: &mut Random) -> String {
    let mut below = |n: u64| random.below(n);
    let node = 1 + below(5);
    let (peer, other) = (1 + node % 5, 1 + below(5));
    let client = ["a", "b", "c"][below(3) as usize];
    match below(34) {
        0..=5 => "tick".to_string(),
        6..=11 => "deliver".to_string(),
        12 | 13 => "deliver all".to_string(),
        14 => format!("campaign {node}"),
        15 | 16 => format!("write {client} {node} {}", below(9)),
        17 => format!("read {client} {node} local"),
        18 => format!("read {client} {node} log"),
        19 | 20 => format!("read {client} {node} index"),
        21 => format!("timeout {client}"),
        22 => format!("cut {node}->{peer}"),
        23 => format!("cut {node}<->{peer}"),
        24 => "heal".to_string(),
        25 => format!("crash {node}"),
        26 => format!("restart {other}"),
        27 => ["drop", "duplicate", "delay"][below(3) as usize].to_string(),
        28 => format!("snapshot {node}"),
        29 => format!("run {}", 1 + below(15)),
        30 => format!("transfer {node}"),
        31 => format!("{} {node}", ["add", "learner", "remove"][below(3) as usize]),
        32 => format!("{} {node}", ["work", "persist", "apply"][below(3) as usize]),
        _ => format!("report {node} {peer} lost"),
    }
}

fn start(seed: u64) -> String {
    let storage = ["instant", "ready", "threads"][seed as usize % 3];
    let prevote = ["on", "off"][seed as usize / 3 % 2];
    format!("start 5 voters=4 prevote={prevote} checkquorum={prevote} storage={storage}")
}

#[test]
fn no_script_breaks_a_promise_and_every_log_read_and_read_index_is_linearizable() {
    let mut answered = 0;
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let mut world = Raft::new(seed);
        taken(&mut world, &[&start(seed)]);
        let mut script = Vec::new();
        for _ in 0..250 {
            let line = line(&mut random);
            // A local read may be stale, and a doubled proposal is written twice.
            if line.ends_with("local") || line == "duplicate" {
                continue;
            }
            let command: Command = line.parse().unwrap();
            assert_eq!(command.to_string().parse(), Ok(command.clone()), "{line}");
            script.push(line);
            let _ = world.apply(&command);
            let violation = world.cluster().violation();
            assert!(
                violation.is_none(),
                "seed {seed}: {violation:?}\n{script:#?}"
            );
        }
        let verdict = world.history().verdict();
        assert!(
            !matches!(verdict, Verdict::NotLinearizable { .. }),
            "seed {seed}: {verdict:?}\n{script:#?}"
        );
        answered += world.history().operations().len();
        let numbers = world.in_flight().count();
        let links = world.cluster().network().links();
        let messages: usize = links.map(|(_, queue)| queue.len()).sum();
        assert_eq!(
            numbers, messages,
            "seed {seed}: every message has its number"
        );
    }
    assert!(answered > 600, "only {answered} operations");
}

#[test]
fn with_rules_switched_at_random_nothing_panics() {
    for seed in 0..60 {
        let mut random = Random::new(1000 + seed);
        let mut world = Raft::new(seed);
        taken(&mut world, &[&start(seed)]);
        for _ in 0..250 {
            let line = if random.below(25) == 0 {
                let rule = Rules::NAMES[random.below(Rules::NAMES.len() as u64) as usize];
                format!("rule {rule} off")
            } else {
                line(&mut random)
            };
            let _ = world.apply(&line.parse().unwrap());
        }
        taken(&mut world, &["show"]);
    }
}

#[test]
fn going_back_and_forward_gives_the_same_events_and_an_equal_world() {
    for seed in 0..6 {
        let mut random = Random::new(seed);
        let mut player = Player::<Raft>::new(seed);
        let mut worlds = vec![player.world().clone()];
        let mut events = vec![Vec::new()];
        player.act(start(seed).parse().unwrap());
        worlds.push(player.world().clone());
        events.push(player.events().to_vec());
        for _ in 0..120 {
            player.act(line(&mut random).parse().unwrap());
            worlds.push(player.world().clone());
            events.push(player.events().to_vec());
        }
        for _ in 0..40 {
            let position = random.below(worlds.len() as u64) as usize;
            player.seek(position);
            assert_eq!(player.world(), &worlds[position], "seed {seed}, {position}");
            assert_eq!(player.events(), events[position], "seed {seed}, {position}");
        }
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
