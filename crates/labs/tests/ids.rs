//! The id bench, as scripts one can read aloud: `>` a line, and what it prints.

use labs::ids::{Command, IdBench};
use lesson::World;

mod common;

#[track_caller]
fn plays(script: &str) {
    common::plays::<IdBench>(script, true);
}

#[test]
fn the_library_repeats_ids_when_the_clock_goes_back() {
    plays(
        "
> start a
a is node 0
> next a 2
a: 4194304000 = time 1000 node 0 step 0
a: 4194304001 = time 1000 node 0 step 1
> tick 1
time 1001
> next a
a: 4198498304 = time 1001 node 0 step 0
> skew a -1
the clock of a shows 1000
> next a 2
a: 4194304000 = time 1000 node 0 step 0  DUPLICATE: it made this id before, its clock went back
a: 4194304001 = time 1000 node 0 step 1  DUPLICATE: it made this id before, its clock went back
> sum
5 ids, 3 different, 2 duplicates
0 times an id that was made later sorts before the one made just before it
",
    );
}

#[test]
fn a_cloned_image_shares_its_node_number_and_a_lease_does_not() {
    plays(
        "
> source row
source row
> start a
a is node 0
> clone a b
b is node 0, and so is a
> next a
a: 4194304000 = time 1000 node 0 step 0
> next b
b: 4194304000 = time 1000 node 0 step 0  DUPLICATE: a made this id, both hold this node number
> source lease
source lease ttl=100 check=yes
> start a
a is node 0
> clone a b
b is node 1
",
    );
}

#[test]
fn steps_run_out_and_each_policy_does_its_own() {
    plays(
        "
> layout 10 1
bits: 1 sign, 52 time, 10 node, 1 step
lasts 142710.5 years, until 144724-03-26T18:12:25.152Z
1024 nodes, 2 ids per ms and node
> start a
a is node 0
> next a 5
a: 2048000 = time 1000 node 0 step 0
a: 2048001 = time 1000 node 0 step 1
a waits: its clock shows 1000, it needs 1001
> policy sonyflake
policy sonyflake
> start a
a is node 0
> next a 3
a: 2048000 = time 1000 node 0 step 0
a: 2048001 = time 1000 node 0 step 1
a sleeps 1 ms until its clock shows 1001
a: 2050048 = time 1001 node 0 step 0
> policy refuse
policy refuse
> start a
a is node 0
> next a
a: 2048000 = time 1000 node 0 step 0
> skew a -5
the clock of a shows 995
> next a
a refuses: its clock is 5 ms behind its last id
> next b
there is no process b
> layout 12 12
Remember, you have a total 22 bits to share between Node/Step
",
    );
}

#[test]
fn a_wrong_line_says_what_was_expected() {
    plays(
        "
> skew a
expected milliseconds
> layout 10 12 epoch=2021-02-30
`2021-02-30` is not a date; expected one such as 2021-01-01
> text 9007199254740993
base2   100000000000000000000000000000000000000000000000000001
base32  eyyyyyyyyyb
base36  2gosa7pa2gx
base58  2dknRmrjUH
base64  OTAwNzE5OTI1NDc0MDk5Mw==
json    \"9007199254740993\"
as a JavaScript number  9007199254740992, another id
",
    );
}

#[test]
fn a_layout_says_whether_it_is_enough() {
    plays(
        "
> need years=100 ids=1000
69.7 years, needed 100: too few
4096 ids per ms and node, needed 1000: enough
the layout does not fit
> layout 11 10
bits: 1 sign, 42 time, 11 node, 10 step
lasts 139.4 years, until 2150-03-18T09:18:05.760Z
2048 nodes, 1024 ids per ms and node
> need years=100 ids=1000 nodes=2048
139.4 years, needed 100: enough
1024 ids per ms and node, needed 1000: enough
2048 nodes, needed 2048: enough
the layout fits
> compare
                       time  node  step        years    nodes   ids per s, node
this one          42 x 1 ms    11    10        139.4     2048           1024000
snowflake         41 x 1 ms    10    12         69.7     1024           4096000
sonyflake        39 x 10 ms    16     8        174.2    65536             25600
> need
the layout fits
",
    );
}

/// A lease with a check of the last used time, and a generator that looks at its clock, hold over every seed. Each half
/// alone does not: without this, the test above it could pass because storms do no harm.
#[test]
fn storms_make_duplicates_unless_clock_and_number_are_both_guarded() {
    let duplicates = |policy: &str, source: &str| {
        (0..64_u64)
            .map(|seed| {
                let mut bench = IdBench::new(seed);
                for line in [
                    &format!("policy {policy}"),
                    &format!("source {source}"),
                    "start a",
                    "start b",
                    "start c",
                    "storm 200",
                ] {
                    let command: Command = line.parse().expect("a line");
                    bench.apply(&command).expect("it is done");
                }
                assert_eq!(bench.issued().len(), 200, "{policy}, {source}, seed {seed}");
                bench.duplicates()
            })
            .sum::<u64>()
    };
    for policy in ["sonyflake", "refuse", "wait", "borrow"] {
        assert_eq!(duplicates(policy, "lease"), 0, "{policy}");
        for source in ["row", "unique_row", "config", "lease check=no"] {
            assert!(duplicates(policy, source) > 0, "{policy}, {source}");
        }
    }
    assert!(duplicates("bwmarrin", "lease") > 0);
}

#[test]
fn a_storm_needs_somebody_and_depends_on_its_seed() {
    let command: Command = "storm 50".parse().expect("a line");
    assert!(IdBench::new(1).apply(&command).is_err());
    let played = |seed| {
        let mut bench = IdBench::new(seed);
        bench
            .apply(&"start a".parse().expect("a line"))
            .expect("it starts");
        bench
            .apply(&command)
            .expect("it rages")
            .iter()
            .map(ToString::to_string)
            .collect::<String>()
    };
    assert_eq!(played(1), played(1));
    assert_ne!(played(1), played(2));
}
