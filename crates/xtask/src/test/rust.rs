//! Suites that are cargo's own: format, lints, tests natively and in a browser, documentation.

use super::Options;
use super::outcome::{self, Outcome};
use crate::install;
use crate::process::{WASM, cargo, tee};
use crate::workspace::{Package, packages};
use anyhow::Result;
use std::process::Command;

pub fn format(_: Options) -> Result<Outcome> {
    install::rust(&["rustfmt"])?;
    check(cargo().args(["fmt", "--all", "--check"]))
}

/// The default members, then each of the others alone: xtask's large dependencies would otherwise be compiled twice, with
/// the features that the site asks for and without.
pub fn clippy(_: Options) -> Result<Outcome> {
    install::rust(&["clippy"])?;
    let mut outcome =
        check(cargo().args(["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]))?;
    for package in packages()?.iter().filter(|package| !package.is_default) {
        let name = package.name.as_str();
        outcome = outcome.and(check(cargo().args([
            "clippy",
            "--quiet",
            "--all-targets",
            "-p",
            name,
            "--",
            "-D",
            "warnings",
        ]))?);
    }
    Ok(outcome)
}

/// What the site is made of, as the site compiles it: libraries, then each program with its own feature.
pub fn clippy_wasm(_: Options) -> Result<Outcome> {
    install::rust(&["clippy"])?;
    let mut libraries = cargo();
    libraries.args(["clippy", "--quiet", "--target", WASM, "--lib"]);
    for package in packages()?
        .iter()
        .filter(|package| package.is_for_the_page())
    {
        libraries.args(["-p", &package.name]);
    }
    let mut outcome = check(libraries.args(["--", "-D", "warnings"]))?;
    for program in crate::build::PROGRAMS {
        let mut web = cargo();
        web.args([
            "clippy",
            "--quiet",
            "--target",
            WASM,
            "-p",
            "web",
            "--lib",
            "--bin",
            program.name,
        ]);
        web.args([
            "--no-default-features",
            "--features",
            program.feature,
            "--",
            "-D",
            "warnings",
        ]);
        outcome = outcome.and(check(&mut web)?);
    }
    Ok(outcome)
}

pub fn native(_: Options) -> Result<Outcome> {
    let (text, success) = tee(cargo().args(["test", "--no-fail-fast"]))?;
    Ok(Outcome::counted(outcome::of_cargo_test(&text), success))
}

pub fn xtask(_: Options) -> Result<Outcome> {
    let (text, success) = tee(cargo().args(["test", "-p", "xtask"]))?;
    Ok(Outcome::counted(outcome::of_cargo_test(&text), success))
}

pub fn docs(_: Options) -> Result<Outcome> {
    check(
        cargo()
            .args(["doc", "--quiet", "--no-deps", "--lib"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// Every package with a test target `browser` (`tests/browser.rs`), in the stock runner of wasm-bindgen.
pub fn wasm(_: Options) -> Result<Outcome> {
    let packages = packages()?;
    let tested: Vec<&Package> = packages
        .iter()
        .filter(|package| package.has("test", "browser"))
        .collect();
    if tested.is_empty() {
        return Ok(Outcome::not_run("no package has a test target `browser`"));
    }
    if let Err(error) = install::rust(&[]).and_then(|()| install::browser()) {
        return Ok(Outcome::not_run(format!("{error:#}")));
    }
    let mut outcome = Outcome::default();
    for package in tested {
        let mut test = cargo();
        test.args([
            "test",
            "--target",
            WASM,
            "-p",
            &package.name,
            "--test",
            "browser",
        ]);
        if package.name == "web" {
            test.args(["--no-default-features", "--features", "csr"]);
        }
        let (text, success) = tee(&mut test)?;
        outcome = outcome.and(Outcome::counted(outcome::of_cargo_test(&text), success));
    }
    Ok(outcome)
}

/// One check: good if the program ends well.
fn check(command: &mut Command) -> Result<Outcome> {
    Ok(Outcome::of(crate::process::run(command).is_ok()))
}
