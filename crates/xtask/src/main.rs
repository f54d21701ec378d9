//! `cargo xtask`: the commands that build, serve and check the project.
//!
//! One file per command, named as the command is. xtask knows no engine: what needs one is a program of its own
//! (`conform`, `lessons`, `bench`, the pre-renderer) that xtask starts through cargo, so that xtask itself compiles
//! once and quickly.
//!
//! ```text
//! serve    build, then a static server on loopback; --dev watches and reloads
//! build    crates/*, web/, lessons/ ----> dist/
//! test     everything that checks the project, one suite after the other
//! bench    workloads against their peers
//! conform  an engine against recorded facts
//! lessons  check, record, new
//! ```

mod build;
mod serve;
mod server;
mod watch;

mod test;

mod bench;
mod conform;
mod lessons;

mod browser;
mod install;
mod process;
mod workspace;

use anyhow::Result;
use std::process::ExitCode;

/// One command: its name, its line in the overview, its help, and what it does with the arguments that follow.
struct Command {
    name: &'static str,
    about: &'static str,
    help: &'static str,
    run: fn(Vec<String>) -> Result<ExitCode>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        about: "build the site and serve it on loopback",
        help: serve::HELP,
        run: serve::run,
    },
    Command {
        name: "build",
        about: "build the site into dist/",
        help: build::HELP,
        run: build::run,
    },
    Command {
        name: "test",
        about: "check everything",
        help: test::HELP,
        run: test::run,
    },
    Command {
        name: "bench",
        about: "measure against peers",
        help: bench::HELP,
        run: bench::run,
    },
    Command {
        name: "conform",
        about: "run a conformance suite",
        help: conform::HELP,
        run: conform::run,
    },
    Command {
        name: "lessons",
        about: "check, record or begin lessons",
        help: lessons::HELP,
        run: lessons::run,
    },
];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let args: Vec<String> = args.collect();
    match name.as_str() {
        "" | "-h" | "--help" | "help" => {
            println!("{}", overview());
            ExitCode::SUCCESS
        }
        // Cargo calls this for a test compiled to WebAssembly (see .cargo/config.toml); nobody types it.
        "wasm-test-runner" => finish(browser::run_wasm_test(args)),
        _ => match COMMANDS.iter().find(|command| command.name == name) {
            Some(command) if args.iter().any(|arg| arg == "-h" || arg == "--help") => {
                println!("{}", command.help);
                ExitCode::SUCCESS
            }
            Some(command) => finish((command.run)(args)),
            None => {
                eprintln!("there is no command `{name}`\n\n{}", overview());
                ExitCode::from(2)
            }
        },
    }
}

fn finish(result: Result<ExitCode>) -> ExitCode {
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn overview() -> String {
    let mut text = String::from("Usage: cargo xtask <command> [..]\n\n");
    for command in COMMANDS {
        text += &format!("  {:8} {}\n", command.name, command.about);
    }
    text + "\n`cargo xtask <command> --help` says more."
}
