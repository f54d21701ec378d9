//! Random scripts: promises are kept, nothing panics, and the past comes back as it was.

use labs::raft::{Command, End, Raft, Verdict};
use lesson::{Player, World};
use raft::{Random, Rules};

use crate::taken;

/// A line made of the language's own words.
fn line(random: &mut Random) -> String {
    let mut below = |n: u64| random.below(n);
    let node = 1 + below(5);
    let (peer, other) = (1 + node % 5, 1 + below(5));
    let client = ["a", "b", "c"][below(3) as usize];
    match below(34) {
        0..=5 => "tick".to_string(),
        6..=8 => "deliver".to_string(),
        9..=11 => "run 3".to_string(),
        12 | 13 => "deliver all".to_string(),
        14 => format!("campaign {node}"),
        15 | 16 => format!("write {client} {node} {}", below(9)),
        17 => format!("read {client} {node} local"),
        18 => format!("read {client} {node} log"),
        19 | 20 => format!("read {client} {node} index"),
        21 => format!("timeout {client}"),
        22 => format!("cut {node}->{peer}"),
        23 => format!("cut {node}<->{peer}"),
        24 if other < 3 => "settle".to_string(),
        24 => "heal".to_string(),
        25 => format!("crash {node}"),
        26 => format!("restart {other}"),
        27 => ["drop", "duplicate", "delay"][below(3) as usize].to_string(),
        28 => format!("snapshot {node}"),
        29 => format!("run {}", 1 + below(15)),
        30 => format!("transfer {node}"),
        31 => format!("{} {node}", ["add", "learner", "remove"][below(3) as usize]),
        32 if other == 1 => format!("retry {client} {node}"),
        32 => format!("{} {node}", ["work", "persist", "apply"][below(3) as usize]),
        _ => format!("report {node} {peer} lost"),
    }
}

fn start(seed: u64) -> String {
    let storage = ["instant", "ready", "threads"][seed as usize % 3];
    let prevote = ["on", "off"][seed as usize / 3 % 2];
    let latency = seed % 4;
    format!(
        "start 5 voters=4 prevote={prevote} checkquorum={prevote} storage={storage} latency=0..{latency} sessions=on"
    )
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
        let operations = world.history().operations().iter();
        answered += operations
            .filter(|operation| matches!(operation.end, End::Answered { .. }))
            .count();
        let numbers = world.in_flight().count();
        let links = world.cluster().network().links();
        let messages: usize = links.map(|(_, queue)| queue.len()).sum();
        assert_eq!(
            numbers, messages,
            "seed {seed}: every message has its number"
        );
    }
    assert!(answered > 200, "only {answered} operations were answered");
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
                format!("rule {rule} {}", ["on", "off"][random.below(2) as usize])
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
