//! `cargo xtask test`: everything that checks the project, one suite after the other.
//!
//! Cheap suites come first, so that a slip is told early; a failure does not keep the later ones from running. At the end
//! stands one table, and below it one line that a machine can read. A suite that cannot run here is 'not run' and says
//! why; it is never counted as passed.

mod outcome;
mod rust;
mod site;
mod sizes;
mod words;

use anyhow::{Result, ensure};
use outcome::Outcome;
use std::process::ExitCode;
use std::time::{Duration, Instant};

pub const HELP: &str = "\
Usage: cargo xtask test [suite..] [--strict] [--no-build]
       cargo xtask test --list

Runs the suites in their order, all of them if none is named, and ends with a table and the line `N passed, N failed`.
What is missing outside cargo (Chromium and its driver, a font with Chinese, Node, etcd) is got by apt where that is
possible without a question; otherwise the suite is `not run`, with the command to type.

  --list        the suites and what they check
  --strict      a suite that could not run makes the exit code 1 (always so where CI is set)
  --no-build    test the dist/ that is there";

/// A part of the whole: its name, what it checks, and what runs it.
struct Suite {
    name: &'static str,
    about: &'static str,
    run: fn(Options) -> Result<Outcome>,
}

/// What a suite has to know of the command line.
#[derive(Clone, Copy)]
struct Options {
    /// Whether the site is built before it is tested.
    build: bool,
}

const SUITES: &[Suite] = &[
    Suite {
        name: "format",
        about: "cargo fmt changes nothing",
        run: rust::format,
    },
    Suite {
        name: "clippy",
        about: "no warning, natively",
        run: rust::clippy,
    },
    Suite {
        name: "clippy-wasm",
        about: "no warning, for WebAssembly",
        run: rust::clippy_wasm,
    },
    Suite {
        name: "native",
        about: "tests of all crates, with pictures and tidiness",
        run: rust::native,
    },
    Suite {
        name: "xtask",
        about: "tests of the build itself",
        run: rust::xtask,
    },
    Suite {
        name: "docs",
        about: "the documentation builds and its links lead somewhere",
        run: rust::docs,
    },
    Suite {
        name: "lessons",
        about: "every step of every lesson, in every language",
        run: words::lessons,
    },
    Suite {
        name: "conform",
        about: "engines against recorded facts",
        run: words::conform,
    },
    Suite {
        name: "live",
        about: "engines against the real program",
        run: words::live,
    },
    Suite {
        name: "wasm",
        about: "tests compiled to WebAssembly, in headless Chromium",
        run: rust::wasm,
    },
    Suite {
        name: "site",
        about: "the release build of the site",
        run: site::build,
    },
    Suite {
        name: "sizes",
        about: "what a reader transfers, against the budgets",
        run: site::sizes,
    },
    Suite {
        name: "e2e",
        about: "the built site in Chromium, with axe",
        run: site::e2e,
    },
    Suite {
        name: "lighthouse",
        about: "accessibility, best practices and SEO of the built site are 100",
        run: site::lighthouse,
    },
];

pub fn run(args: Vec<String>) -> Result<ExitCode> {
    let mut strict = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
    let mut options = Options { build: true };
    let mut names = Vec::new();
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        use lexopt::prelude::*;
        match arg {
            Long("list") => {
                for suite in SUITES {
                    println!("{:12} {}", suite.name, suite.about);
                }
                return Ok(ExitCode::SUCCESS);
            }
            Long("strict") => strict = true,
            Long("no-build") => options.build = false,
            Value(name) => names.push(name.string()?),
            _ => return Err(arg.unexpected().into()),
        }
    }
    for name in &names {
        ensure!(
            SUITES.iter().any(|suite| suite.name == name),
            "there is no suite `{name}`; see --list"
        );
    }
    let chosen = SUITES
        .iter()
        .filter(|suite| names.is_empty() || names.iter().any(|name| name == suite.name));
    let results: Vec<(&Suite, Outcome, Duration)> =
        chosen.map(|suite| timed(suite, options)).collect();
    Ok(conclude(&results, strict))
}

fn timed(suite: &'static Suite, options: Options) -> (&'static Suite, Outcome, Duration) {
    println!("\n== {}: {}", suite.name, suite.about);
    let start = Instant::now();
    // An error is a suite that broke down before it could count.
    let outcome =
        (suite.run)(options).unwrap_or_else(|error| Outcome::broken(format!("{error:#}")));
    (suite, outcome, start.elapsed())
}

/// Prints the table and the closing line.
fn conclude(results: &[(&Suite, Outcome, Duration)], strict: bool) -> ExitCode {
    println!(
        "\n{:12} {:8} {:>8} {:>7} {:>9}",
        "suite", "result", "passed", "failed", "seconds"
    );
    for (suite, outcome, time) in results {
        let Outcome { passed, failed, .. } = outcome;
        let line = format!(
            "{:12} {:8} {passed:8} {failed:7} {:9.1}",
            suite.name,
            outcome.word(),
            time.as_secs_f64()
        );
        println!("{line}  {}", outcome.note);
    }
    let total = |count: fn(&Outcome) -> u64| {
        results
            .iter()
            .map(|(_, outcome, _)| count(outcome))
            .sum::<u64>()
    };
    let passed = total(|outcome| outcome.passed);
    let failed = total(|outcome| outcome.failed);
    let not_run = total(|outcome| outcome.was_not_run().into());
    if not_run > 0 {
        println!(
            "\n{not_run} of {} suites could not run: nothing is known of what they check",
            results.len()
        );
    }
    println!();
    match not_run {
        0 => println!("{passed} passed, {failed} failed"),
        _ => println!("{passed} passed, {failed} failed, {not_run} skipped"),
    }
    let good = failed == 0 && passed > 0 && (not_run == 0 || !strict);
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
