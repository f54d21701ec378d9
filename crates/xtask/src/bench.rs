//! `cargo xtask bench [area..] [--wasm]`: runs the `bench` program, natively and on demand in a browser first.

use crate::build::programs::bind;
use crate::process::{WASM, cargo, hand_over, output, root, run as must_run};
use crate::server::{Server, Site};
use crate::{build, install};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

pub const HELP: &str = "\
Usage: cargo xtask bench [area..] [--wasm]

Measures our engines against their peers in one run and prints, for every workload, our time, the best peer, how many
times its speed we have, and the goal. The areas are the features of crates/bench; without one, all are measured.
Figures drift with the machine and with what else it does: hold the ratios.

  --wasm    measure in headless Chromium as well, and print how much longer WebAssembly takes";

pub fn run(args: Vec<String>) -> Result<ExitCode> {
    let mut areas = Vec::new();
    let mut wasm = false;
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        use lexopt::prelude::*;
        match arg {
            Long("wasm") => wasm = true,
            Value(area) => areas.push(area.string()?),
            _ => return Err(arg.unexpected().into()),
        }
    }
    let rows = if wasm {
        Some(rows_of_browser(&areas)?)
    } else {
        None
    };
    let mut native = cargo();
    native.args([
        "run",
        "--quiet",
        "--release",
        "-p",
        "bench",
        "--bin",
        "bench",
    ]);
    native.args(features(&areas)).arg("--").args(&areas);
    if let Some(rows) = rows {
        native.arg("--wasm").arg(rows);
    }
    hand_over(&mut native)
}

/// Only the peers of the named areas are compiled.
fn features(areas: &[String]) -> Vec<String> {
    match areas {
        [] => Vec::new(),
        _ => vec![
            "--no-default-features".to_string(),
            format!("--features={}", areas.join(",")),
        ],
    }
}

/// Measures in Chromium: a page that imports the program, opened by tests/e2e/bench.mjs. Gives the file with the rows.
fn rows_of_browser(areas: &[String]) -> Result<PathBuf> {
    install::rust(&[])?;
    install::browser()?;
    install::node()?;
    must_run(&mut install::npm_ci())?;
    let mut compile = cargo();
    compile
        .args([
            "build",
            "--release",
            "-p",
            "bench",
            "--bin",
            "bench",
            "--target",
            WASM,
        ])
        .args(features(areas));
    compile.args(["--quiet", "--message-format", "json-render-diagnostics"]);
    let wasm = build::programs::artifact(&output(&mut compile)?, "bench")
        .context("cargo named no .wasm file")?;
    let page = root().join("target/bench");
    fs::create_dir_all(&page)?;
    let bound = bind(&wasm, build::Profile::Release)?;
    fs::write(page.join("bench.js"), bound.js)?;
    fs::write(page.join("bench.wasm"), bound.wasm)?;
    fs::write(
        page.join("index.html"),
        "<!doctype html><title>bench</title><link rel=icon href=data:,>",
    )?;
    let rows = page.join("rows.json");
    let server: &'static Server = Box::leak(Box::new(Server::bind(0)?));
    let site: &'static Site = Box::leak(Box::new(Site::new(page, "/".to_string(), false)));
    std::thread::spawn(|| server.serve(site));
    let mut node = Command::new("node");
    node.arg(root().join("tests/e2e/bench.mjs"))
        .arg(format!("http://{}/", server.address()))
        .arg(&rows);
    must_run(node.args(if areas.is_empty() {
        default_areas()?
    } else {
        areas.to_vec()
    }))?;
    Ok(rows)
}

/// The default features of crates/bench.
fn default_areas() -> Result<Vec<String>> {
    crate::workspace::default_features("bench")
}
