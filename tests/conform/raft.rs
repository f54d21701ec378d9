//! Raft against the data-driven tests of etcd-raft: every command of every script prints what it prints there.
//!
//! ```text
//! interaction/*.txt    a small cluster, its messages delivered by hand
//! quorum/*.txt         majorities: what is committed, who is elected
//! confchange/*.txt     changes of the membership
//! ```
//!
//! The scripts are etcd's and are not part of this repository: they are read from the directory that is named. Each
//! command is a case. A script whose later commands depend on one that failed is run to its end all the same.

use std::path::Path;

use raft::trace::{Kind, Mismatch, Outcome, check};
use tests::report::Report;

const FOLDERS: [(&str, Kind); 3] = [
    ("quorum", Kind::Quorum),
    ("confchange", Kind::ConfChange),
    ("interaction", Kind::Interaction),
];

/// Runs all scripts of a directory.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    for (folder, kind) in FOLDERS {
        match scripts(&dir.join(folder)) {
            Ok(names) if names.is_empty() => report.not_run(folder, "the folder holds no .txt"),
            Ok(names) => {
                for name in names {
                    report.add(run_script(dir, &format!("{folder}/{name}"), kind));
                }
            }
            Err(error) => report.not_run(folder, error),
        }
    }
    report
}

/// The names of the scripts of a folder, in order.
fn scripts(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".txt") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn run_script(dir: &Path, name: &str, kind: Kind) -> Report {
    let mut report = Report::default();
    let Some(text) = report.text(dir, name) else {
        return report;
    };
    match check(kind, &text) {
        Err(error) => report.fail(name, "a script", error),
        Ok(Outcome { commands: 0, .. }) => report.not_run(name, "the script holds no command"),
        Ok(Outcome {
            commands,
            mismatches,
        }) => {
            (mismatches.len()..commands).for_each(|_| report.pass());
            for Mismatch {
                line,
                command,
                expected,
                actual,
            } in mismatches
            {
                report.fail(&format!("{name}:{line} {command}"), expected, actual);
            }
        }
    }
    report
}
