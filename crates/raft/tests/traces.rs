//! Scripts: those of a directory byte for byte (`RAFT_CASES=<dir> cargo test -p raft --test traces`), and scripts of
//! random commands, which nothing may bring down.

use std::path::Path;

use raft::Random;
use raft::trace::interaction::Environment;
use raft::trace::{Kind, check, parse};

#[test]
fn every_case_of_the_named_directory_prints_what_it_should() {
    let Some(directory) = std::env::var_os("RAFT_CASES") else {
        println!("not run: RAFT_CASES names no directory");
        return;
    };
    let mut failures = Vec::new();
    for (folder, kind) in [
        ("quorum", Kind::Quorum),
        ("confchange", Kind::ConfChange),
        ("interaction", Kind::Interaction),
    ] {
        let mut paths: Vec<_> = std::fs::read_dir(Path::new(&directory).join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            let outcome = check(kind, &std::fs::read_to_string(&path).unwrap()).unwrap();
            println!(
                "{}: {} commands, {} differ",
                path.display(),
                outcome.commands,
                outcome.mismatches.len()
            );
            if let Some(first) = outcome.mismatches.first() {
                println!(
                    "line {}: {}\nexpected:\n{}actual:\n{}",
                    first.line, first.command, first.expected, first.actual
                );
                failures.push(path);
            }
        }
    }
    assert!(failures.is_empty(), "{failures:?}");
}

#[test]
fn a_log_is_compacted_up_to_what_the_state_machine_has_even_if_the_node_does_not_know_yet() {
    let script = "
log-level none
----
ok

add-nodes 1 voters=(1) index=2 async-storage-writes=true
----
ok

campaign 1
----
ok

stabilize
----
ok

propose 1 a
----
ok

process-ready 1
----
ok

process-append-thread 1
----
ok

deliver-msgs 1
----
ok

process-ready 1
----
ok

log-level error
----
ok

compact 1 4
----
cannot compact to 4: applied up to 3

process-apply-thread 1
----
Processing:
1->ApplyThread MsgStorageApply Term:0 Log:0/0 Entries:[1/4 EntryNormal \"a\"]
Responses:
ApplyThread->1 MsgStorageApplyResp Term:0 Log:0/0 Entries:[1/4 EntryNormal \"a\"]

compact 1 4
----
log is empty: first index=5, last index=4

compact 1 4
----
requested index is unavailable due to compaction

deliver-msgs 1
----
ApplyThread->1 MsgStorageApplyResp Term:0 Log:0/0 Entries:[1/4 EntryNormal \"a\"]
";
    let outcome = check(Kind::Interaction, script).unwrap();
    assert!(outcome.mismatches.is_empty(), "{:#?}", outcome.mismatches);
}

/// A command drawn by chance: mostly sensible, now and then not.
fn random_command(random: &mut Random) -> String {
    let node = random.below(5);
    let other = random.below(5);
    let flag = |random: &mut Random| random.below(2) == 0;
    match random.below(30) {
        0..6 => format!("process-ready {node}\n----\n"),
        6..12 => format!("deliver-msgs {node}\n----\n"),
        12 => format!("deliver-msgs drop=({node},{other})\n----\n"),
        13 => {
            let kind = ["MsgApp", "MsgAppResp", "MsgVote", "MsgHeartbeat", "MsgNone"]
                [random.below(5) as usize];
            format!("deliver-msgs {node} {other} type={kind}\n----\n")
        }
        14 => "stabilize\n----\n".to_owned(),
        15 => format!("stabilize {node} {other}\n----\n"),
        16 => format!("tick-election {node}\n----\n"),
        17 => format!("tick-heartbeat {node}\n----\n"),
        18 => format!("campaign {node}\n----\n"),
        19..22 => format!("propose {node} data\n----\n"),
        22 | 23 => {
            let transition = ["auto", "implicit", "explicit", "none"][random.below(4) as usize];
            let operations = [
                "", "v4", "l4", "r1", "v4 r2", "l1 l2", "v1 v2 v3", "r1 r2 r3", "x1",
            ][random.below(9) as usize];
            let v1 = flag(random);
            format!(
                "propose-conf-change {node} transition={transition} v1={v1}\n{operations}\n----\n"
            )
        }
        24 => format!("transfer-leadership from={node} to={other}\n----\n"),
        25 => format!("forget-leader {node}\n----\n"),
        26 => format!("report-unreachable {node} {other}\n----\n"),
        27 => format!("send-snapshot {node} {other}\n----\n"),
        28 => format!("compact {node} {}\n----\n", random.below(30)),
        _ => format!(
            "process-append-thread {node}\n----\n\nprocess-apply-thread {node} {other}\n----\n"
        ),
    }
}

#[test]
fn no_script_brings_the_interpreter_down() {
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let mut boolean = || random.below(2) == 0;
        let options = format!(
            "async-storage-writes={} prevote={} checkquorum={} step-down-on-removal={} disable-conf-change-validation={}",
            boolean(),
            boolean(),
            boolean(),
            boolean(),
            boolean()
        );
        let mut script = format!(
            "add-nodes 3 voters=(1,2,3) index=5 inflight=2 {options}\n----\n\nadd-nodes 1 {options}\n----\n\n"
        );
        for _ in 0..200 {
            script += &random_command(&mut random);
            script.push('\n');
        }
        let mut environment = Environment::new();
        for case in parse(&script).expect("it is a script") {
            environment.run(&case);
            for member in environment.members() {
                member.node.validate();
            }
        }
    }
}

#[test]
fn a_command_that_makes_no_sense_says_why() {
    let mut environment = Environment::new();
    let mut answer =
        |command: &str| environment.run(&parse(&format!("{command}\n----\n")).unwrap()[0]);
    assert_eq!(answer("jump 1"), "unknown command");
    assert_eq!(answer("campaign 1"), "there is no node 1, only 0");
    assert_eq!(answer("add-nodes"), "expected how many nodes");
    assert_eq!(answer("add-nodes one"), "expected how many nodes, got one");
    assert_eq!(
        answer("add-nodes 1 voters=(1)"),
        "index must be specified as > 1 due to bootstrap"
    );
    assert_eq!(
        answer("add-nodes 1 voters=(1) index=5 read-only=fast"),
        "invalid read-only option \"fast\""
    );
    assert_eq!(
        answer("add-nodes 1 voters=(1) index=5 inflight=0"),
        "at least one append must be allowed in flight"
    );
    assert_eq!(
        answer("log-level loud"),
        "log levels must be either of [DEBUG INFO WARN ERROR FATAL NONE], got loud"
    );
    assert_eq!(answer("log-level error"), "ok");
    assert_eq!(answer("add-nodes 1 voters=(1) index=5"), "ok");
    assert_eq!(answer("propose 1 x"), "raft proposal dropped");
    assert_eq!(answer("propose 1"), "expected what to propose");
    assert_eq!(
        answer("propose-conf-change 1 transition=slow"),
        "unknown transition slow"
    );
    assert_eq!(
        answer("propose-conf-change 1 v2=true"),
        "unknown command v2"
    );
    assert_eq!(
        answer("compact 1 9"),
        "cannot compact to 9: applied up to 5"
    );
    assert_eq!(
        answer("compact 1 5"),
        "requested index is unavailable due to compaction"
    );
    assert_eq!(answer("deliver-msgs 1"), "no messages\n");
    assert_eq!(
        answer("process-append-thread 1"),
        "no append work to perform"
    );
    assert_eq!(
        answer("raft-log 1"),
        "log is empty: first index=6, last index=5"
    );
    assert_eq!(answer("_breakpoint"), "ok");
}
