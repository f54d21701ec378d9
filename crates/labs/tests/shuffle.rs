//! The shuffle bench, as scripts one can read aloud: `>` a line, and what it prints.

use labs::shuffle::{Bench, Command};
use lesson::World;

mod common;

fn played(bench: &mut Bench, script: &str) -> String {
    common::played(bench, script, false)
}

#[track_caller]
fn plays(script: &str) {
    common::plays::<Bench>(script, false);
}

#[test]
fn the_unseeded_go_program_is_replayed_draw_by_draw() {
    plays(
        "
> generator go1.19
generator go1.19, seed 1
> draw
trial 1: two_random_n_swaps, 7 elements
rand(7) = 6
> draw
rand(7) = 2
swap 6 2 -> 0 1 6 3 4 5 2
> step
rand(7) = 1
rand(7) = 0
swap 1 0 -> 1 0 6 3 4 5 2
> swap 0 1
a trial is running
why: trial 1 of two_random_n_swaps moves the elements itself
fix: Some(\"trial\\nswap 0 1\")
> trial
rand(7) = 6
rand(7) = 4
swap 6 4 -> 1 0 6 3 2 5 4
rand(7) = 3
rand(7) = 5
swap 3 5 -> 1 0 6 5 2 3 4
rand(7) = 4
rand(7) = 1
swap 4 1 -> 1 2 6 5 0 3 4
rand(7) = 4
rand(7) = 6
swap 4 6 -> 1 2 6 5 4 3 0
rand(7) = 4
rand(7) = 3
swap 4 3 -> 1 2 6 4 5 3 0
trial 1 ends: 1 2 6 4 5 3 0
> swap 0 1
swap 0 1 -> 2 1 6 4 5 3 0
",
    );
}

#[test]
fn exact_answers_are_fractions_with_their_decimals() {
    plays(
        "
> exact p0
fair: 1/7 = 0.142857142857
P(element 0 first) = 1292293/5764801 = 0.224169576712
> new 3
row 0 1 2
> shuffle naive_swap_i_with_any
shuffle naive_swap_i_with_any
> exact first
element  P(first), naive_swap_i_with_any, n = 3
      0  1/3 = 0.333333333333
      1  10/27 = 0.370370370370
      2  8/27 = 0.296296296296
> exact permutations
6 of 6 orders can come, naive_swap_i_with_any, n = 3
27 outcomes of all draws; divided by 6 they leave 3
likeliest     5 outcomes = 0.185185185, for 3 of them: 0 2 1
least likely  4 outcomes = 0.148148148, for 3 of them: 0 1 2
fair          0.166666667
distance from fair (total variation) 0.055555556
> shuffle sattolo
shuffle sattolo
> exact matrix
rows: element before, columns: position after; sattolo, n = 3
 0  0.0000 0.5000 0.5000
 1  0.5000 0.0000 0.5000
 2  0.5000 0.5000 0.0000
> new 8
row 0 1 2 3 4 5 6 7
> exact permutations
8 elements have too many orders
why: each order is followed on its own, which goes up to 7 elements: 5040 orders
fix: Some(\"new 7\")
",
    );
}

#[test]
fn unseeded_clients_all_choose_the_same_server() {
    plays(
        "
> generator go1.19
generator go1.19, seed 1
> clients 3
client 1   1 2 6 4 5 3 0  talks to server 1
client 2   1 2 6 4 5 3 0  talks to server 1
client 3   1 2 6 4 5 3 0  talks to server 1
all 3 talk to server 1
",
    );
    let own = played(
        &mut Bench::new(42),
        "> shuffle fisher_yates\n> clients 12 seeds=own",
    );
    assert!(own.ends_with("12 clients on 6 servers\n"), "{own}");
}

#[test]
fn counted_trials_agree_with_the_exact_chances_within_five_standard_errors() {
    let mut bench = Bench::new(42);
    played(&mut bench, "> run 200000");
    let counts = bench.counts().expect("a run counts").clone();
    let (trials, p): (f64, f64) = (200_000.0, 1_292_293.0 / 5_764_801.0);
    for element in 0..7 {
        let times = counts.positions.at(element, element) as f64;
        let off = (times - trials * p) / (trials * p * (1.0 - p)).sqrt();
        assert!(
            off.abs() < 5.0,
            "element {element}, seed 42: {off:.2} standard errors off"
        );
    }
    let verdict = played(&mut bench, "> chi2");
    assert!(
        verdict.contains("36 degrees of freedom, p < 1e-300\nbiased"),
        "{verdict}"
    );
    let fair = played(
        &mut Bench::new(42),
        "> shuffle fisher_yates\n> run 200000\n> chi2 first",
    );
    assert!(
        fair.contains("6 degrees of freedom") && fair.contains("no bias found"),
        "{fair}"
    );
}

#[test]
fn a_dead_server_passes_its_requests_to_its_neighbour_in_the_row() {
    let printed = played(
        &mut Bench::new(42),
        "> run 100000\n> servers dead=0 retries=0\n> servers dead=0",
    );
    assert!(printed.contains("     0      down\n"), "{printed}");
    assert!(
        printed.contains("requests were answered by nobody\n> servers dead=0\n"),
        "{printed}"
    );
    assert!(
        printed.contains("0.184167\n"),
        "server 1 by mathematics, of all requests:\n{printed}"
    );
}

#[test]
fn a_question_without_counts_says_what_to_do_first() {
    plays(
        "
> chi2
nothing is counted yet
why: it looks at the trials of the last `run` of two_random_n_swaps
fix: Some(\"run 1000000\\nchi2 matrix\")
> run 99_000_000
99000000 trials are too many for this bench
why: each takes about 14 draws, and the page waits for 30000000 at the most: 2142857 trials. The laboratory does a billion while the page stays alive
fix: Some(\"run 2142857\")
",
    );
}

#[test]
fn a_line_that_is_no_command_is_told_where_it_goes_wrong() {
    plays(
        "
> suffle
  ^~~~~~ `suffle` is not a command; expected `new`, `shuffle`, `generator`, `draw`, `step`, `trial`, `swap`, `run`, `exact`, `chi2`, `servers`, `clients`, `reset` or `show`
> new
     ^ expected a number of elements, 2 to 100
> new 1
      ^ 1 is out of range; expected a number of elements, 2 to 100
> shuffle fisher_yates k=3
                       ^~~ `k=3` has no meaning here; expected the end of the line
> generator pcg32 seed=x
                       ^ `x` is not a number; expected `seed`, 0 to 18446744073709551615
> exact
       ^ expected a question: `p0`, `first`, `matrix`, `permutations` or `failover`
> swap 1 2 3
           ^ `3` has no meaning here; expected the end of the line
> swap 1 9
there is no position 9
why: the row has 7 elements, so its positions are 0 to 6
fix: None
",
    );
}

/// Lines made of the language's own words, and of noise: none may panic, and what parses prints as a line that parses to
/// the same command.
#[test]
fn a_command_prints_as_the_line_that_means_it() {
    let words = [
        "new",
        "shuffle",
        "generator",
        "draw",
        "step",
        "trial",
        "swap",
        "run",
        "exact",
        "chi2",
        "servers",
        "clients",
        "reset",
        "show",
        "0",
        "2",
        "7",
        "100",
        "1_000",
        "k=3",
        "seed=9",
        "dead=1",
        "retries=0",
        "seeds=own",
        "p0",
        "matrix",
        "first",
        "failover",
        "two_random_n_swaps",
        "sattolo",
        "pcg32",
        "go1.19",
        "#",
        "=",
        "seed=",
        "é",
        "－",
    ];
    let mut state = 7_u64;
    let mut next = |below: usize| balance::generator::splitmix64(&mut state) as usize % below;
    let mut parsed = 0;
    for _ in 0..20_000 {
        let line: Vec<_> = (0..1 + next(4)).map(|_| words[next(words.len())]).collect();
        let line = line.join(" ");
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
    assert!(parsed > 100, "only {parsed} lines were commands");
}

#[test]
fn a_refused_command_changes_nothing() {
    let mut bench = Bench::new(1);
    played(&mut bench, "> draw");
    let before = bench.clone();
    for line in [
        "swap 0 1",
        "chi2",
        "servers",
        "run 100000000",
        "exact failover 7",
    ] {
        assert!(bench.apply(&line.parse().unwrap()).is_err(), "{line}");
        assert_eq!(bench, before, "{line}");
    }
}

#[test]
fn every_verb_has_a_usage_that_begins_with_it_and_both_languages() {
    for verb in Bench::verbs() {
        assert!(verb.usage.starts_with(verb.name), "{verb:?}");
        assert!(
            verb.about
                .iter()
                .all(|about| !about.is_empty() && !about.ends_with('.') && !about.ends_with('。')),
            "{verb:?}"
        );
    }
}

/// More different questions than are remembered, each asked twice, in one world and in copies of it: always as in a world
/// that was never asked.
#[test]
fn a_question_asked_again_has_the_same_answer() {
    let mut world = Bench::new(42);
    let lines: Vec<String> = (1..=24)
        .flat_map(|trials| [format!("run {}", trials * 100), "exact matrix".to_owned()])
        .collect();
    for round in 0..2 {
        for (at, line) in lines.iter().enumerate() {
            let shuffle = ["fisher_yates", "sattolo", "two_random_n_swaps"][at % 3];
            let mut fresh = Bench::new(42);
            for command in [format!("shuffle {shuffle}"), line.clone()] {
                let command = command.parse().unwrap();
                let mut copy = world.clone();
                let told = world.apply(&command);
                assert_eq!(told, fresh.apply(&command), "{line}, round {round}");
                assert_eq!(told, copy.apply(&command), "{line}, round {round}");
                assert_eq!((&world, &world), (&fresh, &copy));
            }
        }
    }
}
