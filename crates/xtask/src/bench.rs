//! `cargo xtask bench [area] [--wasm]`: hands over to the `bench` program, which is linked with engines and peers.

use crate::process::{cargo, hand_over};
use anyhow::Result;
use std::process::ExitCode;

pub const HELP: &str = "\
Usage: cargo xtask bench [area..] [--wasm]";

pub fn run(args: Vec<String>) -> Result<ExitCode> {
    hand_over(
        cargo()
            .args(["run", "--quiet", "--release", "-p", "bench", "--"])
            .args(args),
    )
}
