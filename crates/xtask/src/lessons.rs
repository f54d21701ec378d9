//! `cargo xtask lessons check|record|new`: hands over to the `lessons` program, which knows the worlds.

use crate::process::{cargo, hand_over};
use anyhow::Result;
use std::process::ExitCode;

pub const HELP: &str = "\
Usage: cargo xtask lessons check [id..]     play every step of every lesson, check answers and challenges
       cargo xtask lessons record [id..]    write down anew what the cells print; look at the difference before you commit
       cargo xtask lessons new <id> <number> [world]
                                            begin the lesson of that number in SUMMARY.md: a folder, both languages";

pub fn run(args: Vec<String>) -> Result<ExitCode> {
    hand_over(
        cargo()
            .args(["run", "--quiet", "-p", "labs", "--features", "script", "--bin", "lessons", "--"])
            .args(args),
    )
}
