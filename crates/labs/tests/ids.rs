//! The id bench, as scripts one can read aloud: `>` a line, and what it prints.

use labs::ids::{Command, IdBench};
use lesson::World;

fn played(script: &str) -> String {
    let mut bench = IdBench::new(42);
    let mut out = String::new();
    for line in script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("> "))
    {
        out += &format!("> {line}\n");
        out += &match line.parse::<Command>() {
            Err(error) => format!("{error}\n"),
            Ok(command) => {
                assert_eq!(command.to_string().parse().as_ref(), Ok(&command), "{line}");
                let before = bench.clone();
                match bench.apply(&command) {
                    Ok(events) => events.iter().map(|event| format!("{event}\n")).collect(),
                    Err(refusal) => {
                        assert_eq!(bench, before, "a refused command changes nothing");
                        format!("{refusal}\n")
                    }
                }
            }
        };
    }
    out
}

#[track_caller]
fn plays(script: &str) {
    assert_eq!(played(script), script.trim_start());
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
a: 4194304000 = time 1000 node 0 step 0  DUPLICATE: it made this id before
a: 4194304001 = time 1000 node 0 step 1  DUPLICATE: it made this id before
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
b: 4194304000 = time 1000 node 0 step 0  DUPLICATE: a made this id
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
