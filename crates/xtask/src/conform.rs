//! `cargo xtask conform <suite> [dir]`: hands over to the `conform` program, which is linked with the engines.

use crate::process::{cargo, hand_over};
use anyhow::Result;
use std::process::ExitCode;

pub const HELP: &str = "\
Usage: cargo xtask conform <suite> [dir]
       cargo xtask conform <suite> --live [..]
       cargo xtask conform --list

Runs a conformance suite on the cases of a directory in the format of the suite's README (default: the cases in
tests/conformance/<suite>). Each mismatch is shown with what was expected and what we got. The last line is
`N passed, N failed`; the exit code is 0 if something ran and nothing failed.

  --live    hold the engine against the real program, started on loopback, where a suite has one
  --list    the names of the suites";

pub fn run(args: Vec<String>) -> Result<ExitCode> {
    // A directory is meant from where the user stands, not from the root.
    let args = args
        .into_iter()
        .map(|arg| match std::fs::canonicalize(&arg) {
            Ok(path) if path.is_dir() && arg.contains(['/', '.']) => path.into_os_string(),
            _ => arg.into(),
        });
    hand_over(
        cargo()
            .args([
                "run",
                "--quiet",
                "--release",
                "-p",
                "tests",
                "--bin",
                "conform",
                "--",
            ])
            .args(args),
    )
}
