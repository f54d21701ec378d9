//! The player against a naive twin that keeps whole copies and replays everything, and its promises one by one.

mod counter;

use counter::{Command, Counter};
use lesson::{Fork, Player, Rehearsal, RestoreError, SavedBranch, SavedStep, World};

fn add(n: i64) -> Command {
    Command::Add(n)
}

#[test]
fn acting_at_the_end_extends_and_next_and_back_move() {
    let mut player = Player::<Counter>::new(1);
    player.act(add(3));
    player.act(add(4));
    assert_eq!(
        (player.world().value, player.position(), player.len()),
        (7, 2, 2)
    );
    assert!(player.back());
    assert_eq!(player.world().value, 3);
    assert_eq!(player.events(), [counter::Event::Became(3)]);
    assert!(player.back() && !player.back());
    assert!(player.next() && player.next() && !player.next());
    assert_eq!(player.world().value, 7);
}

#[test]
fn acting_in_the_past_keeps_both_futures() {
    let mut player = Player::<Counter>::new(1);
    for n in [1, 2, 3] {
        player.act(add(n));
    }
    player.seek(1);
    player.act(add(10));
    assert_eq!(
        (player.branch().name(), player.world().value, player.len()),
        ("fork 1", 11, 2)
    );
    assert_eq!(
        player.branch().from(),
        Some(lesson::Fork {
            branch: 0,
            position: 1
        })
    );
    assert_eq!(player.first_difference(0, 1), Some(1));
    assert_eq!(player.world_at(0, 3).value, 6);
    player.switch(0);
    assert_eq!(
        (
            player.branch().name(),
            player.position(),
            player.world().value
        ),
        ("main", 2, 3)
    );
    assert!(player.rename(1, "tens"));
    assert!(!player.rename(1, "main"), "the name is taken");
    assert!(!player.rename(1, " "), "a name says something");
    assert_eq!(player.branches()[1].name(), "tens");
}

#[test]
fn acting_as_the_future_says_moves_on_without_a_fork() {
    let mut player = Player::<Counter>::scripted(1, [("a".to_owned(), vec![add(1), add(2)])]);
    player.act(add(1));
    assert_eq!(
        (player.branches().len(), player.position(), player.len()),
        (1, 1, 2)
    );
    assert!(player.undo());
    assert_eq!(player.position(), 0);
}

#[test]
fn one_branch_that_begins_another_differs_where_it_ends() {
    let mut player = Player::<Counter>::new(1);
    player.act(add(1));
    player.act(add(2));
    player.seek(1);
    player.act(add(5));
    player.undo();
    assert_eq!(player.first_difference(0, 0), None);
    player.seek(0);
    player.act(add(2));
    player.switch(0);
    assert_eq!(player.first_difference(0, 1), Some(0));
}

#[test]
fn a_difference_shows_where_the_same_command_comes_out_differently() {
    let mut player = Player::<Counter>::new(1);
    player.run("", vec![add(2), Command::Halve]);
    player.seek(0);
    player.run("", vec![add(3), Command::Halve]);
    assert_eq!(player.first_difference(0, 1), Some(0));
    assert_eq!(player.first_consequence(0, 1), Some(1));
    assert_eq!(player.first_consequence(1, 1), None);
}

#[test]
fn a_refused_command_stays_in_the_log_and_changes_nothing() {
    let mut player = Player::<Counter>::new(1);
    player.act(add(3));
    let before = player.world().clone();
    let entry = player.act(Command::Halve);
    assert_eq!(entry.printed(), "the number is odd\nwhy: 3 has no half");
    assert_eq!((player.world(), player.position()), (&before, 2));
    assert!(player.events().is_empty());
}

#[test]
fn next_moves_by_step_and_from_the_middle_of_one() {
    let steps = [
        ("a", vec![add(1), add(2)]),
        ("b", vec![add(3)]),
        ("c", vec![add(4), add(5), add(6)]),
    ];
    let mut player =
        Player::<Counter>::scripted(1, steps.map(|(name, commands)| (name.to_owned(), commands)));
    let mut stops = vec![player.position()];
    while player.next_step() {
        stops.push(player.position());
    }
    assert_eq!(stops, [0, 2, 3, 6]);
    player.seek(5);
    assert!(player.previous_step());
    assert_eq!(player.position(), 3);
    player.seek(1);
    assert!(player.next_step());
    assert_eq!(player.position(), 2);
    assert_eq!(player.branch().step_range(2), 3..6);
    assert_eq!(player.branch().step_named("b"), Some(1));
    let begun: Vec<usize> = (0..=6)
        .map(|position| player.branch().steps_begun(position))
        .collect();
    assert_eq!(begun, [0, 1, 1, 2, 3, 3, 3]);
}

#[test]
fn a_rehearsal_in_pieces_ends_as_one_in_one_go() {
    let steps = || {
        vec![
            ("a".to_owned(), vec![add(1), add(2)]),
            ("empty".to_owned(), vec![]),
            ("c".to_owned(), vec![add(4)]),
        ]
    };
    let whole = Player::<Counter>::scripted(1, steps());
    let mut rehearsal = Rehearsal::<Counter>::new(1, steps());
    let mut played = 0;
    while rehearsal.advance() {
        played += 1;
    }
    assert_eq!(played, 3);
    let pieces = rehearsal.finish();
    assert_eq!(pieces.branch().steps(), whole.branch().steps());
    assert_eq!(pieces.branch().log(), whole.branch().log());
    assert_eq!((pieces.position(), pieces.can_undo()), (0, false));
    assert_eq!(pieces.world_at(0, 3).value, 7);
}

#[test]
fn an_edited_cell_forks_where_it_differs_and_keeps_its_step() {
    let steps = [
        ("a", vec![add(1)]),
        ("b", vec![add(2), add(3)]),
        ("c", vec![add(4)]),
    ];
    let mut player =
        Player::<Counter>::scripted(1, steps.map(|(name, commands)| (name.to_owned(), commands)));
    player.seek(1);
    assert_eq!(player.run("b", vec![add(2), add(30), add(300)]), 1..4);
    let branch = player.branch();
    assert_eq!(branch.name(), "fork 1");
    assert_eq!(
        branch
            .steps()
            .iter()
            .map(|step| step.name.as_str())
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert_eq!((branch.step_range(1), player.world().value), (1..4, 333));
}

/// A long seek leaves a copy of the world near its goal; an undo makes that copy one of a future that is gone.
#[test]
fn a_future_that_was_undone_leaves_nothing_behind() {
    let mut player = Player::<Counter>::new(1);
    player.run("", vec![add(0); 50]);
    player.run("", vec![add(1); 150]);
    player.seek(0);
    player.seek(199);
    player.undo();
    player.run("", vec![add(2); 150]);
    player.seek(50);
    player.seek(180);
    assert_eq!(player.world().value, 260);

    player.seek(60);
    player.run("", vec![add(5); 150]);
    player.seek(0);
    player.seek(209);
    player.undo();
    player.run("", vec![add(7); 150]);
    player.seek(60);
    player.seek(190);
    assert_eq!(
        (player.branch().name(), player.world().value),
        ("fork 1", 930)
    );
}

#[test]
fn a_command_prints_as_a_line_that_parses_back() {
    let text = "add 3\n# a remark\n\ntell <<END\ntwo\n\nlines\nEND\nroll 6\n";
    let commands: Vec<&str> = Counter::commands(text)
        .into_iter()
        .map(|range| &text[range])
        .collect();
    assert_eq!(
        commands,
        ["add 3", "tell <<END\ntwo\n\nlines\nEND", "roll 6"]
    );
    for line in commands {
        assert_eq!(line.parse::<Command>().unwrap().to_string(), line);
    }
}

/// The naive twin: whole copies of everything, before every edit, and a replay of everything for every look.
#[derive(Clone)]
struct Twin {
    branches: Vec<(String, Vec<Command>)>,
    current: usize,
    position: usize,
}

impl Twin {
    fn act(&mut self, commands: &[Command]) {
        let (_, log) = &self.branches[self.current];
        let future = &log[self.position..];
        let known = future
            .iter()
            .zip(commands)
            .take_while(|(a, b)| a == b)
            .count();
        let at = self.position + known;
        if known < commands.len() {
            if at < log.len() {
                let name = (1..)
                    .map(|n| format!("fork {n}"))
                    .find(|n| self.branches.iter().all(|(name, _)| name != n));
                self.branches.push((name.unwrap(), log[..at].to_vec()));
                self.current = self.branches.len() - 1;
            }
            self.branches[self.current]
                .1
                .extend_from_slice(&commands[known..]);
        }
        self.position += commands.len();
    }

    fn agrees(&self, player: &Player<Counter>, seed: u64, context: &str) {
        assert_eq!(player.current(), self.current, "{context}");
        assert_eq!(player.position(), self.position, "{context}");
        assert_eq!(player.branches().len(), self.branches.len(), "{context}");
        for (branch, (name, log)) in player.branches().iter().zip(&self.branches) {
            assert_eq!(branch.name(), name, "{context}");
            assert!(
                branch.log().iter().map(|entry| &entry.command).eq(log),
                "{context}: the log of {name}"
            );
            assert_eq!(
                branch.steps().first().map(|step| step.start),
                (!log.is_empty()).then_some(0),
                "{context}"
            );
            assert!(
                branch
                    .steps()
                    .windows(2)
                    .all(|pair| pair[0].start < pair[1].start),
                "{context}: steps"
            );
            assert!(
                branch
                    .steps()
                    .last()
                    .is_none_or(|step| step.start < log.len()),
                "{context}: an empty step"
            );
        }
        let mut world = Counter::new(seed);
        for (i, command) in self.branches[self.current].1[..self.position]
            .iter()
            .enumerate()
        {
            assert_eq!(
                world.apply(command),
                player.branch().log()[i].outcome,
                "{context}: entry {i}"
            );
        }
        assert_eq!(
            player.world(),
            &world,
            "{context}: the world is not what a fresh replay gives"
        );
    }
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn command(&mut self) -> Command {
        match self.below(5) {
            0 => Command::Halve,
            1 => Command::Roll(1 + self.below(6) as u64),
            2 => Command::Show,
            _ => add(self.below(3) as i64),
        }
    }
}

/// One random session of `actions` actions, checked against the twin after every one.
fn session(seed: u64, actions: usize, longest_run: usize) {
    let mut dice = Dice(seed.wrapping_mul(2).wrapping_add(1));
    let mut player = Player::<Counter>::new(seed);
    let mut twin = Twin {
        branches: vec![("main".to_owned(), Vec::new())],
        current: 0,
        position: 0,
    };
    let mut undo: Vec<(Twin, Twin)> = Vec::new();
    let mut redo: Vec<(Twin, Twin)> = Vec::new();
    for action in 0..actions {
        let before = twin.clone();
        let len = twin.branches[twin.current].1.len();
        let mut edited = false;
        let kind = dice.below(12);
        match kind {
            // A step that is stopped after some of its commands is as one of those commands alone.
            0 => {
                let commands: Vec<Command> = (0..dice.below(longest_run + 1))
                    .map(|_| dice.command())
                    .collect();
                let stop_at = before.position + dice.below(commands.len() + 1);
                let mut course = player.begin("cell", commands.clone());
                while player.position() < stop_at && player.advance(&mut course) {}
                let done = player.position() - before.position;
                twin.act(&commands[..done]);
                assert_eq!(player.end(course), before.position..twin.position);
                edited = twin.position != before.position;
            }
            1..=3 => {
                let commands: Vec<Command> = (0..dice.below(longest_run + 1))
                    .map(|_| dice.command())
                    .collect();
                twin.act(&commands);
                assert_eq!(player.run("cell", commands), before.position..twin.position);
                edited = twin.position != before.position;
            }
            4 => {
                let command = dice.command();
                twin.act(std::slice::from_ref(&command));
                player.act(command);
                edited = true;
            }
            5 | 6 => {
                twin.position = dice.below(len + 1);
                match kind {
                    5 => player.seek(twin.position),
                    _ => while player.approach(twin.position) {},
                }
            }
            7 => {
                twin.position = (twin.position + 1).min(len);
                player.next();
            }
            8 => {
                twin.position = twin.position.saturating_sub(1);
                player.back();
            }
            9 => {
                twin.current = dice.below(twin.branches.len());
                twin.position = twin.position.min(twin.branches[twin.current].1.len());
                player.switch(twin.current);
            }
            10 => {
                assert_eq!(
                    player.undo(),
                    !undo.is_empty(),
                    "seed {seed}, action {action}"
                );
                if let Some((old, new)) = undo.pop() {
                    twin = old.clone();
                    redo.push((old, new));
                }
            }
            _ => {
                assert_eq!(
                    player.redo(),
                    !redo.is_empty(),
                    "seed {seed}, action {action}"
                );
                if let Some((old, new)) = redo.pop() {
                    twin = new.clone();
                    undo.push((old, new));
                }
            }
        }
        if edited {
            undo.push((before, twin.clone()));
            redo.clear();
        }
        twin.agrees(
            &player,
            seed,
            &format!("seed {seed}, action {action} of kind {kind}"),
        );
        assert_eq!(
            (player.can_undo(), player.can_redo()),
            (!undo.is_empty(), !redo.is_empty())
        );
    }
    comes_back(&player, seed);
}

/// What is written down makes the same player again, whatever was done.
fn comes_back(player: &Player<Counter>, seed: u64) {
    let saved = player.save();
    let again = Player::restore(Counter::new(seed), &saved)
        .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    assert_eq!(again.save(), saved, "seed {seed}");
    assert_eq!(
        again.branches().len(),
        player.branches().len(),
        "seed {seed}"
    );
    for (a, b) in again.branches().iter().zip(player.branches()) {
        assert_eq!(
            (a.name(), a.from(), a.steps()),
            (b.name(), b.from(), b.steps()),
            "seed {seed}"
        );
        assert!(a.log() == b.log(), "seed {seed}: the log of {}", a.name());
    }
    assert!(!again.can_undo() && again.position() == 0);
}

#[test]
fn a_saved_player_that_cannot_be_says_why() {
    let branch = |from, script: &str| SavedBranch {
        name: "b".to_owned(),
        from,
        steps: vec![SavedStep {
            name: "cell".to_owned(),
            continues: false,
            script: script.to_owned(),
        }],
    };
    let restore = |saved: &[SavedBranch]| Player::restore(Counter::new(1), saved).err();
    let at = |branch, position| Some(Fork { branch, position });
    assert_eq!(restore(&[]), Some(RestoreError::NoMain));
    assert_eq!(
        restore(&[branch(at(0, 0), "show")]),
        Some(RestoreError::NoMain)
    );
    assert_eq!(
        restore(&[branch(None, "show"), branch(at(0, 2), "show")]),
        Some(RestoreError::NoPlace { branch: 1 })
    );
    assert_eq!(
        restore(&[branch(None, "show"), branch(at(1, 0), "show")]),
        Some(RestoreError::NoPlace { branch: 1 })
    );
    let error = restore(&[branch(None, "show"), branch(at(0, 1), "add 1\nwait")]).unwrap();
    assert_eq!(
        error.to_string(),
        "branch 1, step `cell`, line 2: expected add, halve, roll, show or tell"
    );
}

#[test]
fn random_sessions_equal_a_fresh_replay() {
    for seed in 0..200 {
        session(seed, 60, 6);
    }
}

#[test]
fn long_random_sessions_equal_a_fresh_replay() {
    for seed in 1000..1004 {
        session(seed, 60, 3000);
    }
}

#[test]
fn a_seek_anywhere_in_a_long_log_equals_a_fresh_replay() {
    let mut dice = Dice(7);
    let mut player = Player::<Counter>::new(7);
    let mut worlds = vec![player.world().clone()];
    for _ in 0..20_000 {
        player.act(dice.command());
        worlds.push(player.world().clone());
    }
    for _ in 0..500 {
        let position = dice.below(worlds.len());
        player.seek(position);
        assert_eq!(player.world(), &worlds[position], "at {position}");
        assert_eq!(
            player.world_at(0, worlds.len() - 1 - position),
            worlds[worlds.len() - 1 - position]
        );
    }
    for position in (0..worlds.len()).rev() {
        player.seek(position);
        assert_eq!(
            player.world(),
            &worlds[position],
            "going back to {position}"
        );
    }
}
