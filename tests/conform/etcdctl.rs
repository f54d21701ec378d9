//! `conform etcdctl`: sessions at a terminal. Each command line is given to our etcdctl, and what it writes, where, and how
//! it ends is held against what the real one did.
//!
//! The rules are those of the data's README: placeholders stand for values that differ from run to run, and where only
//! the shape counts, numbers do not.

pub mod live;

use std::collections::BTreeMap;
use std::path::Path;

use etcd::etcdctl::{Console, End, Output, Stdin};
use regex_lite::Regex;
use serde::Deserialize;
use serde_json::Value;
use tests::report::Report;

/// One line of a session.
#[derive(Deserialize)]
struct Step {
    #[serde(default)]
    i: u64,
    #[serde(default, rename = "do")]
    action: String,
    #[serde(default)]
    argv: Vec<String>,
    stdin: Option<String>,
    stdout: Option<String>,
    #[serde(default)]
    stderr: String,
    exit: Option<i32>,
    name: Option<String>,
    ended_after_ms: Option<u64>,
    sleep_ms: Option<u64>,
    #[serde(default)]
    capture: BTreeMap<String, String>,
    compare: Option<String>,
}

/// Runs all sessions under `etcdctl/`, or those of the directory itself if there is no such folder.
pub fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    let sessions = dir.join("etcdctl");
    let dir = if sessions.is_dir() {
        sessions
    } else {
        dir.to_path_buf()
    };
    for name in report.files(&dir, "jsonl") {
        let rows: Vec<(String, Value)> = report.json_lines(&dir, &name);
        let mut session = Session::default();
        for (place, row) in rows
            .into_iter()
            .filter(|(_, row)| row.get("transcript").is_none())
        {
            match serde_json::from_value::<Step>(row) {
                Ok(step) => session.step(
                    &format!("{place} step {} {}", step.i, step.argv.join(" ")),
                    &step,
                    &mut report,
                ),
                Err(error) => report.fail(&place, "a step in the format of the README", error),
            }
        }
    }
    report
}

#[derive(Default)]
struct Session {
    console: Console,
    /// Commands that were left running.
    running: BTreeMap<String, u32>,
    /// Lease ids by the name that a capture gave them.
    captured: BTreeMap<String, i64>,
}

/// How long the recorder gave a command that was left running before it looked at its output.
const START_MS: u64 = 500;

/// The longest that a command is waited for.
const PATIENCE_MS: u64 = 120_000;

impl Session {
    fn step(&mut self, case: &str, step: &Step, report: &mut Report) {
        let argv: Vec<String> = step.argv.iter().map(|word| self.filled(word)).collect();
        let stdin = self.filled(step.stdin.as_deref().unwrap_or_default());
        match (step.action.as_str(), &step.name) {
            ("run", _) => {
                let command = self.console.start(&argv, Stdin::ended(stdin));
                self.wait(command, step.ended_after_ms.unwrap_or(PATIENCE_MS));
                self.console.interrupt(command);
                self.compare(case, step, command, report);
                self.console.forget(command);
            }
            ("start", Some(name)) => {
                let command = self.console.start(&argv, Stdin::open(stdin));
                self.running.insert(name.clone(), command);
                self.console.advance(START_MS);
                let stdout = text(&self.console.command(command).output.stdout);
                self.capture(case, step, &stdout, report);
            }
            ("stop" | "wait", Some(name)) => {
                let Some(command) = self.running.remove(name) else {
                    return report.fail(case, format!("a command running as {name}"), "none");
                };
                if step.action == "wait" {
                    self.wait(command, PATIENCE_MS);
                }
                self.console.interrupt(command);
                self.compare(case, step, command, report);
                self.console.forget(command);
            }
            ("sleep", _) => self.console.advance(step.sleep_ms.unwrap_or(0)),
            (other, _) => report.fail(case, "run, start with a name, stop, wait or sleep", other),
        }
    }

    /// Lets time pass until the command ends, at most so long.
    fn wait(&mut self, command: u32, ms: u64) {
        for _ in 0..ms.div_ceil(100) {
            if self.console.command(command).end.is_some() {
                return;
            }
            self.console.advance(100);
        }
    }

    fn compare(&mut self, case: &str, step: &Step, command: u32, report: &mut Report) {
        let process = self.console.command(command);
        let Output { stdout, stderr } = &process.output;
        let (stdout, stderr) = (text(stdout), text(stderr));
        let exit = match process.end {
            Some(End::Exit(code)) => Some(code),
            Some(End::Died) | None => None,
        };
        self.capture(case, step, &stdout, report);
        let shown = |stdout: &str, stderr: &str, exit: Option<i32>| {
            let exit = exit.map_or("ended from outside".to_string(), |code| {
                format!("exit {code}")
            });
            format!("{stdout}--- stderr\n{stderr}--- {exit}")
        };
        let expected = shown(
            step.stdout.as_deref().unwrap_or_default(),
            &step.stderr,
            step.exit,
        );
        let (expected, got) = (self.filled(&expected), shown(&stdout, &stderr, exit));
        let got = as_placeholders(&expected, &got);
        if step.compare.as_deref() == Some("shape") {
            report.check(case, &shape(&expected), &shape(&got));
        } else {
            report.check(case, &same_cluster(&expected), &same_cluster(&got));
        }
    }

    /// Takes the values that the step names from what was written.
    fn capture(&mut self, case: &str, step: &Step, stdout: &str, report: &mut Report) {
        for (name, pattern) in &step.capture {
            let regex = match Regex::new(pattern) {
                Ok(regex) => regex,
                Err(error) => {
                    report.fail(case, format!("a pattern to capture {name}"), error);
                    continue;
                }
            };
            let decimal = step.stdout.as_ref().is_some_and(|stdout| {
                stdout.contains(&format!("{{{{{name}.dec}}}}"))
                    && !stdout.contains(&format!("{{{{{name}}}}}"))
            });
            let found = regex.captures(stdout).and_then(|captures| captures.get(1));
            let base = if decimal { 10 } else { 16 };
            match found.and_then(|found| i64::from_str_radix(found.as_str(), base).ok()) {
                Some(id) => drop(self.captured.insert(name.clone(), id)),
                None => report.fail(
                    case,
                    format!("output in which {pattern} finds {name}"),
                    stdout,
                ),
            }
        }
    }

    /// The text with captured values in place of their names.
    fn filled(&self, text: &str) -> String {
        self.captured
            .iter()
            .fold(text.to_string(), |text, (name, id)| {
                text.replace(&format!("{{{{{name}.dec}}}}"), &id.to_string())
                    .replace(&format!("{{{{{name}}}}}"), &format!("{id:016x}"))
            })
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Puts `{{TTL}}` and `{{DURATION}}` where the expected text has them, if a number or a time stands there.
fn as_placeholders(expected: &str, got: &str) -> String {
    let mut pattern = String::from("(?s)^");
    let mut rest = expected;
    while let Some(at) = rest.find("{{") {
        pattern += &regex_lite::escape(&rest[..at]);
        rest = &rest[at..];
        let (name, form) = [
            ("{{TTL}}", "-?[0-9]+"),
            ("{{DURATION}}", "[0-9.]+(?:ns|µs|ms|s)"),
        ]
        .into_iter()
        .find(|(name, _)| rest.starts_with(name))
        .unwrap_or(("{{", r"\{\{"));
        pattern += form;
        rest = &rest[name.len()..];
    }
    pattern += &regex_lite::escape(rest);
    let fits = Regex::new(&(pattern + "$")).is_ok_and(|regex| regex.is_match(got));
    if fits {
        expected.to_string()
    } else {
        got.to_string()
    }
}

/// The text without the ids and the term, which belong to the cluster.
fn same_cluster(text: &str) -> String {
    let json = Regex::new(r#""(cluster_id|member_id|raft_term)":[0-9]+,?"#).expect("a pattern");
    let fields = Regex::new(r#""(ClusterID|MemberID|RaftTerm)" : [0-9]+"#).expect("a pattern");
    let text = json.replace_all(text, "");
    fields.replace_all(&text, "\"$1\"").into_owned()
}

/// What is left when numbers, ids and widths do not count, nor how often a line comes again.
fn shape(text: &str) -> String {
    let number = Regex::new("[0-9a-f]{12,}|[0-9]+(\\.[0-9]+)?").expect("a pattern");
    let width = Regex::new("  +|--+").expect("a pattern");
    let text = number.replace_all(text, "#");
    let text = width.replace_all(&text, " ");
    let mut lines: Vec<&str> = text.lines().collect();
    lines.dedup();
    lines.join("\n")
}
