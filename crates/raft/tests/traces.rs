//! The data-driven cases of a directory, byte for byte: `RAFT_CASES=<dir> cargo test -p raft --test traces`.

use std::path::Path;

use raft::trace::{Kind, check};

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
