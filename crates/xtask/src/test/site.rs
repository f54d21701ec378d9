//! Suites on the built site: that it builds, what it weighs, and what it does in a browser.

use super::Options;
use super::outcome::{self, Outcome};
use super::sizes;
use crate::build::{self, Profile};
use crate::install;
use crate::process::{self, dist, root, tee};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

pub fn build(options: Options) -> Result<Outcome> {
    if !options.build {
        return Ok(Outcome::not_run("--no-build"));
    }
    build::build(Profile::Release)?;
    Ok(Outcome::of(true))
}

pub fn sizes(_: Options) -> Result<Outcome> {
    if !dist().join("index.html").is_file() {
        return Ok(Outcome::not_run("there is no dist/"));
    }
    sizes::check(&dist())
}

/// The tests of tests/e2e, by Node's own runner and Playwright.
pub fn e2e(_: Options) -> Result<Outcome> {
    let folder = root().join("tests/e2e");
    let mut tests: Vec<_> = build::files(&folder)?
        .into_iter()
        .filter(|file| {
            file.parent() == Some(&folder) && file.to_string_lossy().ends_with(".test.mjs")
        })
        .collect();
    tests.sort();
    in_chromium(&tests, &mut [install::npm_ci()])
}

/// Google's Lighthouse on the built site, as a phone.
pub fn lighthouse(_: Options) -> Result<Outcome> {
    in_chromium(
        &[root().join("tests/lighthouse/pages.mjs")],
        &mut [install::npm_ci(), install::npm_lighthouse()],
    )
}

/// Runs tests that drive the built site, where there are Chromium, Node and the packages that the commands fetch.
fn in_chromium(tests: &[PathBuf], packages: &mut [Command]) -> Result<Outcome> {
    if !dist().join("index.html").is_file() {
        return Ok(Outcome::not_run("there is no dist/"));
    }
    if let Err(error) = install::browser().and_then(|()| install::node()) {
        return Ok(Outcome::not_run(format!("{error:#}")));
    }
    for fetch in packages {
        if let Err(error) = process::run(fetch) {
            return Ok(Outcome::not_run(format!("{error:#}")));
        }
    }
    let mut node = Command::new("node");
    node.current_dir(root())
        .args(["--test", "--test-reporter=spec"])
        .args(tests);
    // If we were compiled anew while running, our own file is gone: the tests then start the server through cargo.
    if let Some(program) = std::env::current_exe()
        .ok()
        .filter(|program| program.exists())
    {
        node.env("XTASK", program);
    }
    let (text, success) = tee(&mut node)?;
    Ok(Outcome::counted(outcome::of_node_test(&text), success))
}
