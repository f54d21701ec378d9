//! `conform <suite> [dir]`: runs a conformance suite on the cases of a directory.
//!
//! A suite holds an engine against recorded facts: a real program's answers, or mathematics done by other means. The
//! directory is in the format of the suite's README; without one, the cases that this repository carries are taken. It
//! is also how others check us on data that we have not seen.
//!
//! Each mismatch is shown with what was expected and what we got. The last line is `N passed, N failed`, and the exit
//! code is 0 only if something ran and nothing failed.
//!
//! ```text
//! main.rs        the list of suites, the command line
//! <suite>.rs     one file per suite: pub fn run(dir: &Path) -> Report
//! ../report.rs   what a suite answers with, and how it reads its cases
//! ```
//!
//! A new suite is a file, a `mod` line and an entry in [`SUITES`].

mod etcd;
mod etcdctl;
mod ids;
mod raft;
mod search;
mod shuffle;
mod timers;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tests::report::Report;

/// One suite: its name on the command line, where its cases are, and what runs them.
struct Suite {
    name: &'static str,
    about: &'static str,
    /// The cases taken when no directory is named, from the root of the repository.
    cases: &'static str,
    run: fn(&Path) -> Report,
    /// Holds the engine against the real program, started for this; gets the arguments that follow `--live`.
    live: Option<fn(&[String]) -> Report>,
}

/// The suites there are, in alphabetical order.
const SUITES: &[Suite] = &[
    Suite {
        name: "etcd",
        about: "the MVCC store behind its JSON gateway against traces of a real etcd",
        cases: "tests/conformance/etcd",
        run: etcd::run,
        live: Some(etcd::live::run),
    },
    Suite {
        name: "etcdctl",
        about: "command lines against terminal sessions of a real etcdctl",
        cases: "tests/conformance/etcd",
        run: etcdctl::run,
        live: Some(etcdctl::live::run),
    },
    Suite {
        name: "ids",
        about: "ids: recorded runs of bwmarrin/snowflake and sony/sonyflake",
        cases: "tests/conformance/ids",
        run: ids::run,
        live: None,
    },
    Suite {
        name: "raft",
        about: "Raft: the data-driven tests of etcd-raft, byte for byte",
        cases: "../shared/conformance/raft",
        run: raft::run,
        live: None,
    },
    Suite {
        name: "search",
        about: "search: inverted lists, phrases, boolean queries by brute force; elasticsql's SQL to DSL",
        cases: "tests/conformance/search",
        run: search::run,
        live: None,
    },
    Suite {
        name: "shuffle",
        about: "shuffles: exact distributions, recorded runs of Go, V8 and Rust",
        cases: "tests/conformance/shuffle",
        run: shuffle::run,
        live: None,
    },
    Suite {
        name: "timers",
        about: "timers: recorded schedules, placements of a real wheel, traces of Go's heaps",
        cases: "tests/conformance/timers",
        run: timers::run,
        live: None,
    },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] | ["-h" | "--help"] => {
            println!("{}", help());
            ExitCode::SUCCESS
        }
        // For `cargo xtask test`, which runs each suite in turn.
        ["--list"] => {
            for suite in SUITES {
                println!(
                    "{}{}",
                    suite.name,
                    if suite.live.is_some() { " live" } else { "" }
                );
            }
            ExitCode::SUCCESS
        }
        [name, rest @ ..] => match SUITES.iter().find(|suite| suite.name == *name) {
            Some(suite) => run(suite, rest),
            None => refuse(&format!("there is no suite `{name}`\n\n{}", help())),
        },
    }
}

fn run(suite: &Suite, args: &[&str]) -> ExitCode {
    let report = match args {
        [] => (suite.run)(&root().join(suite.cases)),
        ["--live", rest @ ..] => match suite.live {
            Some(live) => live(&rest.iter().map(ToString::to_string).collect::<Vec<_>>()),
            None => {
                return refuse(&format!(
                    "the suite `{}` has no live peer to be held against",
                    suite.name
                ));
            }
        },
        [dir] if !dir.starts_with('-') => match Path::new(dir) {
            path if path.is_dir() => (suite.run)(path),
            _ => return refuse(&format!("`{dir}` is not a directory")),
        },
        _ => {
            return refuse(&format!(
                "expected one directory or --live, got `{}`",
                args.join(" ")
            ));
        }
    };
    report.finish()
}

/// The root of the repository, which is where the cases are looked for.
fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests folder lies in the root")
        .to_path_buf()
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}

fn help() -> String {
    let mut text = String::from(
        "Usage: conform <suite> [dir]          run the suite on the cases in dir\n       \
                conform <suite> --live [..]    hold the engine against the real program\n       \
                conform --list                 the names of the suites\n\nSuites:\n",
    );
    for suite in SUITES {
        text += &format!(
            "  {:10} {}\n             cases: {}\n",
            suite.name, suite.about, suite.cases
        );
    }
    text + "\nEnds with the line `N passed, N failed`; exit code 0 if something ran and nothing failed, else 1 (2: bad usage)."
}
