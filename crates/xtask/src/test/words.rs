//! Suites that our own programs run and count: lessons and conformance.

use super::Options;
use super::outcome::{self, Outcome};
use crate::install;
use crate::process::{cargo, output, tee};
use crate::workspace::packages;
use anyhow::Result;
use std::process::Command;

pub fn lessons(_: Options) -> Result<Outcome> {
    if !packages()?
        .iter()
        .any(|package| package.name == "labs" && package.has("bin", "lessons"))
    {
        return Ok(Outcome::not_run(
            "the package labs has no program `lessons`",
        ));
    }
    let (text, success) = tee(cargo().args([
        "run",
        "--quiet",
        "-p",
        "labs",
        "--features",
        "script",
        "--bin",
        "lessons",
        "--",
        "check",
    ]))?;
    Ok(Outcome::counted(outcome::of_closing_line(&text), success))
}

/// Every suite on the cases that the repository carries.
pub fn conform(_: Options) -> Result<Outcome> {
    let suites = output(conform_program().arg("--list"))?;
    let mut outcome = Outcome::default();
    for suite in suites
        .lines()
        .filter_map(|line| line.split_whitespace().next())
    {
        println!("-- {suite}");
        outcome = outcome.and(one(suite, conform_program().arg(suite))?);
    }
    if outcome.was_not_run() && outcome.note.is_empty() {
        outcome.note = "there is no conformance suite".to_string();
    }
    Ok(outcome)
}

/// Every suite that can be held against the real program, started for this on loopback.
pub fn live(_: Options) -> Result<Outcome> {
    let programs = match install::etcd() {
        Ok(programs) => programs,
        Err(error) => return Ok(Outcome::not_run(format!("{error:#}"))),
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(programs.into_iter().chain(std::env::split_paths(&path)))?;
    let suites = output(conform_program().arg("--list"))?;
    let mut outcome = Outcome::default();
    for suite in suites.lines().filter_map(|line| line.strip_suffix(" live")) {
        println!("-- {suite} --live");
        let mut program = conform_program();
        outcome = outcome.and(one(
            suite,
            program.args([suite, "--live"]).env("PATH", &path),
        )?);
    }
    if outcome.was_not_run() && outcome.note.is_empty() {
        outcome.note = "no suite has a live peer".to_string();
    }
    Ok(outcome)
}

/// A suite that found no cases passed and failed nothing, which its exit code calls a failure: here it is not run.
fn one(suite: &str, command: &mut Command) -> Result<Outcome> {
    let (text, success) = tee(command)?;
    match outcome::of_closing_line(&text) {
        Some((0, 0)) => Ok(Outcome::not_run(format!("{suite}: no cases"))),
        counts => {
            let outcome = Outcome::counted(counts, success);
            let note = format!(
                "{suite} {}/{}",
                outcome.passed,
                outcome.passed + outcome.failed
            );
            Ok(outcome.with_note(note))
        }
    }
}

fn conform_program() -> Command {
    let mut command = cargo();
    command.args([
        "run",
        "--quiet",
        "--release",
        "-p",
        "tests",
        "--bin",
        "conform",
        "--",
    ]);
    command
}
